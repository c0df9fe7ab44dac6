/*
 * A line of JSON with an id and a text.
 */

#include "cocctl_line.h"


static int
cocctl_line_field(void *ctx, const coc_field_t *field)
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


void
cocctl_line_init(cocctl_line_t *line)
{
    memset(line, 0, sizeof(cocctl_line_t));

    coc_buf_init(&line->id, &cocctl_alloc, COCCTL_OUTPUT);
    coc_buf_init(&line->text, &cocctl_alloc, COCCTL_OUTPUT);
    coc_buf_init(&line->kind, &cocctl_alloc, COCCTL_OUTPUT);
}


void
cocctl_line_free(cocctl_line_t *line)
{
    coc_buf_free(&line->id);
    coc_buf_free(&line->text);
    coc_buf_free(&line->kind);
}


int
cocctl_line_parse(cocctl_line_t *line, const char *data, size_t len,
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

    rc = coc_decode_create(&decode, &cocctl_alloc, &conf, cocctl_line_field,
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


void
cocctl_line_id(const cocctl_line_t *line, coc_buf_t *buf)
{
    (void) coc_buf_puts(buf, "{\"id\":");

    if (line->id_scalar) {
        (void) coc_buf_put(buf, coc_buf_str(&line->id));
    } else {
        (void) coc_buf_json(buf, coc_buf_str(&line->id));
    }
}
