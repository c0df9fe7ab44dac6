/*
 * Texts of labelled data for benchmarks.
 */

#include "text.h"

#include <stdio.h>
#include <stdlib.h>


static void *
bench_malloc(void *ctx, size_t size)
{
    (void) ctx;

    return malloc(size);
}


static void
bench_free(void *ctx, void *p)
{
    (void) ctx;

    free(p);
}


const coc_alloc_t  bench_alloc = { bench_malloc, bench_free, NULL };


void
bench_die(const char *what, const coc_error_t *err)
{
    fprintf(stderr, "%s%s%s\n", what, (err != NULL) ? ": " : "",
            (err != NULL) ? err->text : "");
    exit(2);
}


static coc_str_t
bench_copy(coc_str_t text)
{
    uint8_t    *p;
    coc_str_t   copy;

    p = malloc(text.len + 1);

    if (p == NULL) {
        bench_die("no memory", NULL);
    }

    memcpy(p, text.data, text.len);

    copy.data = p;
    copy.len = text.len;

    return copy;
}


/* The decoder's sink: the text of a line, and the body that it becomes. */

static int
bench_field(void *ctx, const coc_field_t *field)
{
    coc_buf_t       buf;
    bench_text_t   *text;
    bench_texts_t  *texts = ctx;

    static const coc_str_t  name = coc_str("text");

    if (!coc_str_eq(field->path, name)) {
        return COC_OK;
    }

    coc_buf_init(&buf, &bench_alloc, (size_t) BENCH_BODY_MAX * 8);
    (void) coc_buf_puts(&buf, "{\"text\":");
    (void) coc_buf_json(&buf, field->value);

    if (coc_buf_putc(&buf, '}') != COC_OK) {
        bench_die("no memory", NULL);
    }

    texts->text = realloc(texts->text,
                          (texts->n + 1) * sizeof(bench_text_t));
    if (texts->text == NULL) {
        bench_die("no memory", NULL);
    }

    text = &texts->text[texts->n++];
    text->text = bench_copy(field->value);
    text->body = bench_copy(coc_buf_str(&buf));
    texts->bytes += text->text.len;
    texts->bodies += text->body.len;
    coc_buf_free(&buf);

    return COC_OK;
}


static void
bench_line(bench_texts_t *texts, const char *line, size_t len)
{
    int                rc;
    coc_error_t        err;
    coc_decode_t      *decode;
    coc_limits_t       limits = COC_LIMITS_DEFAULT;
    coc_decode_conf_t  conf = { .content_type = coc_str("application/json"),
                                .limits = &limits };

    limits.body = BENCH_BODY_MAX;
    memset(&err, 0, sizeof(coc_error_t));

    rc = coc_decode_create(&decode, &bench_alloc, &conf, bench_field, texts,
                           &err);

    if (rc == COC_OK) {
        rc = coc_decode_feed(decode, (const uint8_t *) line, len, &err);
    }

    if (rc == COC_OK || rc == COC_AGAIN) {
        rc = coc_decode_finish(decode, &err);
    }

    if (rc != COC_OK) {
        bench_die("a line of the input", &err);
    }

    coc_decode_destroy(decode);
}


void
bench_texts_read(bench_texts_t *texts)
{
    char     *line;
    size_t    size;
    ssize_t   n;

    memset(texts, 0, sizeof(bench_texts_t));
    line = NULL;
    size = 0;

    for ( ;; ) {
        n = getline(&line, &size, stdin);
        if (n <= 0) {
            break;
        }

        bench_line(texts, line, (size_t) n);
    }

    free(line);

    if (texts->n == 0) {
        bench_die("no texts", NULL);
    }
}
