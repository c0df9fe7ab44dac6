/*
 * What is left of a body that is malformed: gathered, and handed on as text
 * when the body has ended.
 */

#include "coc_rest.h"
#include "coc_escape.h"


static int coc_rest_empty(coc_str_t text);


void
coc_rest_init(coc_rest_t *rest, coc_emit_t *emit, unsigned quoted)
{
    memset(rest, 0, sizeof(coc_rest_t));

    rest->emit = emit;
    rest->quoted = quoted & 1;

    coc_buf_init(&rest->text, &emit->alloc, emit->body);
}


void
coc_rest_free(coc_rest_t *rest)
{
    if (rest->text.alloc != NULL) {
        coc_buf_free(&rest->text);
    }
}


void
coc_rest_begin(coc_rest_t *rest)
{
    rest->on = 1;

    if (rest->emit->err != NULL) {
        rest->error = *rest->emit->err;
    }
}


int
coc_rest_feed(coc_rest_t *rest, const uint8_t *data, size_t len)
{
    size_t  n;

    n = coc_min(len, coc_emit_room(rest->emit));

    rest->emit->count.text += n;
    rest->emit->count.unread += len - n;

    if (coc_buf_append(&rest->text, data, n) != COC_OK) {
        return coc_emit_no_memory(rest->emit);
    }

    return COC_OK;
}


int
coc_rest_finish(coc_rest_t *rest)
{
    int          rc;
    coc_buf_t   *text;
    coc_emit_t  *emit;
    coc_field_t  field;

    text = &rest->text;
    emit = rest->emit;

    if (rest->quoted && text->len != 0) {
        text->len = coc_escape_strip(text->data, text->data, text->len,
                                     &emit->count.replaced);
    }

    if (!coc_rest_empty(coc_buf_str(text))) {
        memset(&field, 0, sizeof(coc_field_t));
        field.kind = COC_FIELD_TEXT;
        field.value = coc_buf_str(text);

        rc = coc_emit_field(emit, &field, emit->offset);

        if (rc == COC_LIMIT) {
            emit->count.unread += text->len;

        } else if (rc != COC_OK) {
            return rc;
        }
    }

    if (emit->err != NULL) {
        *emit->err = rest->error;
    }

    return (rest->error.code == COC_UNSUPPORTED) ? COC_UNSUPPORTED
                                                 : COC_INVALID;
}


static int
coc_rest_empty(coc_str_t text)
{
    size_t  i;

    for (i = 0; i < text.len; i++) {

        switch (text.data[i]) {

        case ' ':
        case '\t':
        case '\r':
        case '\n':
        case '{':
        case '}':
        case '[':
        case ']':
        case ',':
        case ':':
            break;

        default:
            return 0;
        }
    }

    return 1;
}
