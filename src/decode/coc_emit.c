/*
 * What all decoders share: limits, counters and the way to the sink.
 */

#include "coc_emit.h"


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
coc_emit_field(coc_emit_t *emit, const coc_field_t *field, size_t at)
{
    if (emit->count.fields >= emit->limits->fields) {
        return coc_error_at(emit->err, COC_LIMIT, at,
                            "more than %zu fields (coc_fields_max)",
                            emit->limits->fields);
    }

    emit->count.fields++;

    return emit->sink(emit->ctx, field);
}


int
coc_emit_no_memory(coc_emit_t *emit)
{
    return coc_error_at(emit->err, COC_ERROR, emit->offset,
                        "no memory to decode the body");
}
