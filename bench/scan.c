/*
 * What the engine takes to screen texts: each line {"id","text"} of the input
 * becomes the JSON body {"text": …} and is scanned as the module would scan
 * it, from creating the scan to the verdict, several passes over all.
 *
 *     scan RULES [PASSES] < texts.jsonl
 *
 * Prints one JSON object: "docs", "bytes" of the bodies, "flagged" and
 * "us_per_doc", the best pass's mean in microseconds.
 */

#include "coc.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>


#define SCAN_PASSES  5
#define SCAN_LINE    (16 * 1024 * 1024)     /* bytes */


typedef struct {
    uint8_t  *body;
    size_t    len;
} doc_t;


typedef struct {
    doc_t            *doc;
    size_t            n;
    size_t            bytes;
    size_t            flagged;
    coc_limits_t      limits;
    coc_scan_conf_t   conf;
} scan_t;


static void *
scan_alloc(void *ctx, size_t size)
{
    (void) ctx;

    return malloc(size);
}


static void
scan_free(void *ctx, void *p)
{
    (void) ctx;

    free(p);
}


static const coc_alloc_t  alloc = { scan_alloc, scan_free, NULL };


static void
scan_die(const char *what, const coc_error_t *err)
{
    fprintf(stderr, "scan: %s%s%s\n", what, (err != NULL) ? ": " : "",
            (err != NULL) ? err->text : "");
    exit(2);
}


/* The decoder's sink: the text of a line becomes a body. */

static int
scan_field(void *ctx, const coc_field_t *field)
{
    coc_buf_t  buf;
    scan_t    *scan = ctx;
    doc_t     *doc;

    static const coc_str_t  text = coc_str("text");

    if (!coc_str_eq(field->path, text)) {
        return COC_OK;
    }

    coc_buf_init(&buf, &alloc, SCAN_LINE * 8);
    (void) coc_buf_puts(&buf, "{\"text\":");
    (void) coc_buf_json(&buf, field->value);

    if (coc_buf_putc(&buf, '}') != COC_OK) {
        scan_die("no memory", NULL);
    }

    scan->doc = realloc(scan->doc, (scan->n + 1) * sizeof(doc_t));
    if (scan->doc == NULL) {
        scan_die("no memory", NULL);
    }

    doc = &scan->doc[scan->n++];
    doc->len = coc_buf_str(&buf).len;
    doc->body = malloc(doc->len);

    if (doc->body == NULL) {
        scan_die("no memory", NULL);
    }

    memcpy(doc->body, coc_buf_str(&buf).data, doc->len);
    scan->bytes += doc->len;
    coc_buf_free(&buf);

    return COC_OK;
}


static void
scan_read(scan_t *scan)
{
    int                rc;
    char              *line;
    size_t             size;
    ssize_t            n;
    coc_error_t        err;
    coc_decode_t      *decode;
    coc_limits_t       limits = COC_LIMITS_DEFAULT;
    coc_decode_conf_t  conf = { .content_type = coc_str("application/json"),
                                .limits = &limits };

    line = NULL;
    size = 0;
    limits.body = SCAN_LINE;

    for ( ;; ) {
        n = getline(&line, &size, stdin);
        if (n <= 0) {
            break;
        }

        memset(&err, 0, sizeof(coc_error_t));

        rc = coc_decode_create(&decode, &alloc, &conf, scan_field, scan, &err);

        if (rc == COC_OK) {
            rc = coc_decode_feed(decode, (uint8_t *) line, (size_t) n, &err);
        }

        if (rc == COC_OK || rc == COC_AGAIN) {
            rc = coc_decode_finish(decode, &err);
        }

        if (rc != COC_OK) {
            scan_die("a line of the input", &err);
        }

        coc_decode_destroy(decode);
    }

    free(line);
}


static void
scan_one(scan_t *scan, const doc_t *doc)
{
    int             rc;
    coc_scan_t     *s;
    coc_error_t     err;
    coc_verdict_t   verdict;

    memset(&verdict, 0, sizeof(coc_verdict_t));

    rc = coc_scan_create(&s, &scan->conf, &err);

    if (rc == COC_OK) {
        rc = coc_scan_feed(s, doc->body, doc->len, &err);
    }

    if (rc == COC_OK || rc == COC_AGAIN) {
        rc = coc_scan_finish(s, &err);
    }

    if (rc != COC_OK) {
        scan_die("a text", &err);
    }

    coc_verdict_content(&verdict, coc_scan_hits(s), 1, 0);
    scan->flagged += (verdict.action != COC_ACTION_PASS);

    coc_scan_destroy(s);
}


static double
scan_pass(scan_t *scan)
{
    size_t           i;
    struct timespec  from, to;

    scan->flagged = 0;

    (void) clock_gettime(CLOCK_MONOTONIC, &from);

    for (i = 0; i < scan->n; i++) {
        scan_one(scan, &scan->doc[i]);
    }

    (void) clock_gettime(CLOCK_MONOTONIC, &to);

    return (double) (to.tv_sec - from.tv_sec) * 1e6
           + (double) (to.tv_nsec - from.tv_nsec) / 1e3;
}


int
main(int argc, char **argv)
{
    int             passes;
    double          us, best;
    scan_t          scan;
    coc_str_t       rules;
    coc_error_t     err;
    coc_engine_t   *engine;
    coc_scratch_t  *scratch;
    coc_limits_t    limits = COC_LIMITS_DEFAULT;

    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: scan RULES [PASSES] < texts.jsonl\n");
        return 2;
    }

    rules = coc_str_from(argv[1]);
    passes = (argc == 3) ? (int) strtol(argv[2], NULL, 10) : SCAN_PASSES;

    memset(&scan, 0, sizeof(scan_t));
    memset(&err, 0, sizeof(coc_error_t));
    limits.body = SCAN_LINE;
    scan.limits = limits;

    if (coc_engine_create(&engine, &alloc, &rules, 1, NULL, &err) != COC_OK) {
        scan_die("rules", &err);
    }

    if (coc_scratch_create(&scratch, &alloc) != COC_OK
        || coc_scratch_fit(scratch, coc_engine_match(engine)) != COC_OK)
    {
        scan_die("no memory", NULL);
    }

    scan.conf.alloc = &alloc;
    scan.conf.engine = engine;
    scan.conf.scratch = scratch;
    scan.conf.limits = &scan.limits;
    scan.conf.content_type = coc_str_from("application/json");
    scan.conf.kind = coc_str_from("post");

    scan_read(&scan);

    if (scan.n == 0) {
        scan_die("no texts", NULL);
    }

    for (best = 0; passes > 0; passes--) {
        us = scan_pass(&scan);
        best = (best == 0 || us < best) ? us : best;
    }

    printf("{\"docs\":%zu,\"bytes\":%zu,\"flagged\":%zu,"
           "\"us_per_doc\":%.2f}\n",
           scan.n, scan.bytes, scan.flagged, best / (double) scan.n);

    coc_scratch_destroy(scratch);
    coc_engine_destroy(engine);

    return 0;
}
