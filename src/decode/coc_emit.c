/*
 * What all decoders share: limits, counters and the way to the sink.
 */

#include "coc_emit.h"
#include "coc_embed.h"
#include "coc_graphql.h"


static size_t coc_emit_replaced(coc_str_t text);
static size_t coc_emit_sequence(const uint8_t *data, size_t len,
    unsigned *good);


void *
coc_emit_state(coc_emit_t *emit, size_t size)
{
    void  *state;

    state = emit->alloc.alloc(emit->alloc.ctx, size);

    if (state == NULL) {
        (void) coc_emit_no_memory(emit);
        return NULL;
    }

    memset(state, 0, size);

    return state;
}


size_t
coc_emit_room(const coc_emit_t *emit)
{
    return emit->body - emit->count.text;
}


int
coc_emit_text(coc_emit_t *emit, size_t n, size_t at)
{
    if (n > coc_emit_room(emit)) {
        emit->count.text = emit->body;

        return coc_error_at(emit->err, COC_LIMIT, at,
                            "more than %zu bytes of text (coc_body_max)",
                            emit->body);
    }

    emit->count.text += n;

    return COC_OK;
}


int
coc_emit_append(coc_emit_t *emit, coc_buf_t *buf, const uint8_t *data,
    size_t len, size_t at)
{
    int  rc;

    rc = coc_emit_text(emit, len, at + coc_emit_room(emit));
    if (rc != COC_OK) {
        return rc;
    }

    if (coc_buf_append(buf, data, len) != COC_OK) {
        return coc_emit_no_memory(emit);
    }

    return COC_OK;
}


int
coc_emit_again(coc_emit_t *emit, size_t n, size_t at)
{
    if (emit->inner) {
        return coc_emit_text(emit, n, at);
    }

    if (n > emit->body - emit->again) {
        emit->again = emit->body;

        return coc_error_at(emit->err, COC_LIMIT, at,
                            "more than %zu bytes of documents inside texts "
                            "(coc_body_max)", emit->body);
    }

    emit->again += n;

    return COC_OK;
}


int
coc_emit_field(coc_emit_t *emit, const coc_field_t *field, size_t at)
{
    int  rc;

    rc = coc_emit_pass(emit, field, at);

    if (rc != COC_OK || field->kind == COC_FIELD_SCALAR) {
        return rc;
    }

    if (!emit->inner) {
        emit->count.replaced += coc_emit_replaced(field->value);
    }

    if (field->kind != COC_FIELD_TEXT) {
        return COC_OK;
    }

    if (coc_graphql_named(field->path)) {
        rc = coc_graphql(emit, field->path, field->value, at);
    }

    if (rc == COC_OK && !emit->inner) {
        rc = coc_embed(emit, field, at);
    }

    return rc;
}


int
coc_emit_pass(coc_emit_t *emit, const coc_field_t *field, size_t at)
{
    if (emit->count.fields >= emit->limits->fields) {
        return coc_error_at(emit->err, COC_LIMIT, at,
                            "more than %zu fields (coc_fields_max)",
                            emit->limits->fields);
    }

    emit->count.fields++;

    return emit->sink(emit->ctx, field);
}


/* What a reader sees as U+FFFD: sequences that are no UTF-8. */

static size_t
coc_emit_replaced(coc_str_t text)
{
    size_t    i, n;
    uint64_t  eight;
    unsigned  good;

    for (i = 0, n = 0; i < text.len; /* void */) {

        if (text.len - i >= sizeof(eight)) {
            memcpy(&eight, text.data + i, sizeof(eight));

            if ((eight & 0x8080808080808080u) == 0) {
                i += sizeof(eight);
                continue;
            }
        }

        if (text.data[i] < 0x80) {
            i++;
            continue;
        }

        i += coc_emit_sequence(text.data + i, text.len - i, &good);
        n += !good;
    }

    return n;
}


/*
 * Bytes of the sequence at data, whose first byte is beyond ASCII; of one that
 * is broken, those that one U+FFFD stands for (Unicode 15, table 3-7, and
 * section 3.9 on maximal subparts).
 */

static size_t
coc_emit_sequence(const uint8_t *data, size_t len, unsigned *good)
{
    size_t   n, want;
    uint8_t  c, low, high;

    c = data[0];
    want = (c >= 0xc2 && c < 0xe0) ? 2 : (c >= 0xe0 && c < 0xf0) ? 3
           : (c >= 0xf0 && c < 0xf5) ? 4 : 1;
    low = (c == 0xe0) ? 0xa0 : (c == 0xf0) ? 0x90 : 0x80;
    high = (c == 0xed) ? 0x9f : (c == 0xf4) ? 0x8f : 0xbf;

    for (n = 1; n < want && n < len; n++) {

        if (data[n] < low || data[n] > high) {
            break;
        }

        low = 0x80;
        high = 0xbf;
    }

    *good = (want > 1 && n == want);

    return n;
}


int
coc_emit_fault(coc_emit_t *emit, int rc)
{
    if ((rc != COC_INVALID && rc != COC_UNSUPPORTED) || emit->strict
        || emit->fault == NULL)
    {
        return rc;
    }

    if (emit->fault->code == COC_OK) {

        if (emit->err != NULL) {
            *emit->fault = *emit->err;
        }

        emit->fault->code = rc;
    }

    return COC_OK;
}


int
coc_emit_no_memory(coc_emit_t *emit)
{
    return coc_error_at(emit->err, COC_ERROR, emit->offset,
                        "no memory to decode the body");
}
