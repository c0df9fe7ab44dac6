/*
 * Text bodies: the whole body is one field.  A byte order mark at its start is
 * an encoding's sign, no content, and is left out.
 */

#include "coc_emit.h"


typedef struct {
    coc_emit_t  *emit;
    coc_buf_t    value;
    size_t       bom;       /* bytes of it seen; its size when that is over */
} coc_plain_t;


static int coc_plain_create(void **state, coc_emit_t *emit,
    const coc_ctype_t *type);
static int coc_plain_feed(void *state, const uint8_t *data, size_t len);
static int coc_plain_finish(void *state);
static void coc_plain_destroy(void *state);
static int coc_plain_bom(coc_plain_t *plain, const uint8_t *data, size_t len,
    size_t *used);


const coc_decoder_t  coc_plain_decoder = {
    coc_plain_create,
    coc_plain_feed,
    coc_plain_finish,
    coc_plain_destroy
};


static const coc_str_t  coc_plain_mark = coc_str("\xef\xbb\xbf");


static int
coc_plain_create(void **state, coc_emit_t *emit, const coc_ctype_t *type)
{
    coc_plain_t  *plain;

    (void) type;

    plain = coc_emit_state(emit, sizeof(coc_plain_t));
    if (plain == NULL) {
        return COC_ERROR;
    }

    plain->emit = emit;
    coc_buf_init(&plain->value, &emit->alloc, emit->body);

    *state = plain;

    return COC_OK;
}


static int
coc_plain_feed(void *state, const uint8_t *data, size_t len)
{
    int           rc;
    size_t        used;
    coc_plain_t  *plain = state;

    used = 0;

    if (plain->bom < coc_plain_mark.len) {
        rc = coc_plain_bom(plain, data, len, &used);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return coc_emit_append(plain->emit, &plain->value, data + used,
                           len - used, plain->emit->offset + used);
}


/* Passes the mark by; what only began like one is text. */

static int
coc_plain_bom(coc_plain_t *plain, const uint8_t *data, size_t len,
    size_t *used)
{
    size_t  n;

    for (n = 0; n < len && plain->bom < coc_plain_mark.len; n++) {

        if (data[n] != coc_plain_mark.data[plain->bom]) {
            *used = n;
            n = plain->bom;
            plain->bom = coc_plain_mark.len;

            return coc_emit_append(plain->emit, &plain->value,
                                   coc_plain_mark.data, n, 0);
        }

        plain->bom++;
    }

    *used = n;

    return COC_OK;
}


static int
coc_plain_finish(void *state)
{
    int           rc;
    coc_field_t   field;
    coc_plain_t  *plain = state;

    if (plain->bom < coc_plain_mark.len) {
        rc = coc_emit_append(plain->emit, &plain->value, coc_plain_mark.data,
                             plain->bom, 0);
        if (rc != COC_OK) {
            return rc;
        }
    }

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = COC_FIELD_TEXT;
    field.value = coc_buf_str(&plain->value);

    return coc_emit_field(plain->emit, &field, plain->emit->offset);
}


static void
coc_plain_destroy(void *state)
{
    coc_plain_t  *plain = state;

    if (plain == NULL) {
        return;
    }

    coc_buf_free(&plain->value);
    plain->emit->alloc.free(plain->emit->alloc.ctx, plain);
}
