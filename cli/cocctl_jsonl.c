/*
 * cocctl check --jsonl: many texts, a line each.  Every text is put into the
 * body {"text": …} and judged as the module would judge that.
 */

#include "cocctl_judge.h"

#include <errno.h>
#include <stdlib.h>


/* What a line holds, decoded. */

typedef struct {
    coc_buf_t  id;
    coc_buf_t  text;
    coc_buf_t  kind;
    unsigned   id_scalar:1;     /* a number: printed as it came */
    unsigned   id_set:1;
    unsigned   text_set:1;
    unsigned   kind_set:1;
} cocctl_line_t;


static int
cocctl_jsonl_field(void *ctx, const coc_field_t *field)
{
    cocctl_line_t  *line = ctx;

    static const coc_str_t  id = coc_str("id");
    static const coc_str_t  text = coc_str("text");
    static const coc_str_t  kind = coc_str("kind");

    if (!field->top) {
        return COC_OK;
    }

    /* of names that are repeated the last one counts, as in most parsers */

    if (coc_str_eq(field->path, id)) {
        line->id_set = 1;
        line->id_scalar = (field->kind == COC_FIELD_SCALAR);
        coc_buf_reset(&line->id);
        return coc_buf_put(&line->id, field->value);
    }

    if (field->kind != COC_FIELD_TEXT) {
        return COC_OK;
    }

    if (coc_str_eq(field->path, text)) {
        line->text_set = 1;
        coc_buf_reset(&line->text);
        return coc_buf_put(&line->text, field->value);
    }

    if (coc_str_eq(field->path, kind)) {
        line->kind_set = 1;
        coc_buf_reset(&line->kind);
        return coc_buf_put(&line->kind, field->value);
    }

    return COC_OK;
}


static void
cocctl_jsonl_init(cocctl_line_t *line)
{
    memset(line, 0, sizeof(cocctl_line_t));

    coc_buf_init(&line->id, &cocctl_alloc, COCCTL_OUTPUT);
    coc_buf_init(&line->text, &cocctl_alloc, COCCTL_OUTPUT);
    coc_buf_init(&line->kind, &cocctl_alloc, COCCTL_OUTPUT);
}


static void
cocctl_jsonl_free(cocctl_line_t *line)
{
    coc_buf_free(&line->id);
    coc_buf_free(&line->text);
    coc_buf_free(&line->kind);
}


/* Reads one line into line; its limits are not those of a post. */

static int
cocctl_jsonl_parse(cocctl_line_t *line, const char *data, size_t len,
    coc_error_t *err)
{
    int                rc;
    coc_decode_t      *decode;
    coc_limits_t       limits = { .body = COCCTL_OUTPUT, .depth = 64,
                                  .fields = 100000 };
    coc_decode_conf_t  conf = { .content_type = coc_str("application/json"),
                                .limits = &limits };

    line->id_set = 0;
    line->text_set = 0;
    line->kind_set = 0;

    rc = coc_decode_create(&decode, &cocctl_alloc, &conf, cocctl_jsonl_field,
                           line, err);
    if (rc != COC_OK) {
        return rc;
    }

    rc = coc_decode_feed(decode, (const uint8_t *) data, len, err);

    if (rc == COC_OK || rc == COC_AGAIN) {
        rc = coc_decode_finish(decode, err);
    }

    coc_decode_destroy(decode);

    if (rc == COC_OK && (!line->text_set || !line->id_set)) {
        return coc_error_set(err, COC_INVALID, "a line must have \"id\", and "
                             "\"text\" as a string");
    }

    return rc;
}


static int
cocctl_jsonl_print(const cocctl_line_t *line, const cocctl_result_t *result,
    coc_buf_t *buf)
{
    int                more;
    size_t             i;
    const coc_hits_t  *hits;

    (void) coc_buf_puts(buf, "{\"id\":");

    if (line->id_scalar) {
        (void) coc_buf_put(buf, coc_buf_str(&line->id));
    } else {
        (void) coc_buf_json(buf, coc_buf_str(&line->id));
    }

    (void) coc_buf_putc(buf, ',');
    cocctl_judge_json(result, buf);
    (void) coc_buf_puts(buf, ",\"rules\":[");

    hits = (result->err.code == COC_OK) ? coc_scan_hits(result->scan) : NULL;

    for (more = 0, i = 0; hits != NULL && i < hits->n; i++) {
        if (!hits->hit[i].rule->shadow) {
            (void) coc_buf_puts(buf, more ? "," : "");
            (void) coc_buf_json(buf, hits->hit[i].rule->id);
            more = 1;
        }
    }

    (void) coc_buf_puts(buf, "]}\n");

    return cocctl_write(buf);
}


static int
cocctl_jsonl_judge(cocctl_judge_t *judge, const cocctl_line_t *line,
    coc_buf_t *buf)
{
    int              rc;
    coc_str_t        kind;
    coc_scan_conf_t  conf;
    cocctl_result_t  result;

    coc_buf_reset(buf);
    (void) coc_buf_puts(buf, "{\"text\":");
    (void) coc_buf_json(buf, coc_buf_str(&line->text));

    if (coc_buf_putc(buf, '}') != COC_OK) {
        return cocctl_error("no memory for a line");
    }

    kind = judge->kind;

    if (line->kind_set) {
        judge->kind = coc_buf_str(&line->kind);
    }

    if (cocctl_judge_begin(judge, &result, &conf) == COC_OK) {
        (void) cocctl_judge_feed(&result, buf->data, buf->len);
    }

    judge->kind = kind;

    rc = cocctl_judge_finish(&result);

    coc_buf_reset(buf);

    if (rc != COCCTL_ERROR
        && cocctl_jsonl_print(line, &result, buf) != COCCTL_OK)
    {
        rc = COCCTL_ERROR;
    }

    cocctl_judge_end(&result);

    return rc;
}


int
cocctl_jsonl(cocctl_judge_t *judge, FILE *in, const char *name)
{
    int             rc, found;
    char           *data;
    size_t          size;
    ssize_t         len;
    unsigned long   n;
    coc_buf_t       buf;
    coc_error_t     err;
    cocctl_line_t   line;

    cocctl_jsonl_init(&line);
    coc_buf_init(&buf, &cocctl_alloc, COCCTL_OUTPUT * 6ULL);

    data = NULL;
    size = 0;
    found = COCCTL_OK;

    for (n = 1; (len = getline(&data, &size, in)) >= 0; n++) {

        if (strspn(data, " \t\r\n") == (size_t) len) {
            continue;
        }

        if (cocctl_jsonl_parse(&line, data, (size_t) len, &err) != COC_OK) {
            found = cocctl_error("%s:%lu: error: %s",
                                 (name == NULL) ? "-" : name, n, err.text);
            break;
        }

        rc = cocctl_jsonl_judge(judge, &line, &buf);

        if (rc == COCCTL_ERROR) {
            found = rc;
            break;
        }

        found = coc_max(found, rc);
    }

    free(data);
    coc_buf_free(&buf);
    cocctl_jsonl_free(&line);

    return found;
}
