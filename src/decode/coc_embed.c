/*
 * JSON in JSON: a text that is a whole document is read as one too.  It is
 * decoded twice: once to see whether it is a document, then for its fields, so
 * that a text which only begins like one leaves none.
 */

#include "coc_embed.h"
#include "coc_json_mem.h"
#include "coc_str.h"


typedef struct {
    coc_emit_t  *emit;          /* of the text's own body */
    coc_emit_t   inner;         /* of the document */
    coc_buf_t    path;          /* the text's, a dot, and what is inside */
    size_t       prefix;        /* bytes of it up to the dot, dot counted */
    size_t       at;
} coc_embed_t;


static int coc_embed_check(coc_emit_t *emit, coc_str_t value, size_t at);
static int coc_embed_emit(coc_emit_t *emit, const coc_field_t *field,
    size_t at);
static int coc_embed_decode(coc_emit_t *inner, coc_str_t value);
static int coc_embed_none(void *ctx, const coc_field_t *field);
static int coc_embed_sink(void *ctx, const coc_field_t *field);


int
coc_embed(coc_emit_t *emit, const coc_field_t *field, size_t at)
{
    int        rc;
    uint8_t    first, last;
    coc_str_t  value;

    /* most texts are told by two bytes */

    value = coc_str_trim(field->value);

    if (value.len < 2) {
        return COC_OK;
    }

    first = value.data[0];
    last = value.data[value.len - 1];

    if (!(first == '{' && last == '}') && !(first == '[' && last == ']')) {
        return COC_OK;
    }

    rc = coc_embed_check(emit, value, at);

    switch (rc) {

    case COC_OK:
        return coc_embed_emit(emit, field, at);

    case COC_INVALID:
        return COC_OK;

    default:
        return rc;
    }
}


/* What the document's own decoder is given. */

static void
coc_embed_inner(coc_emit_t *inner, const coc_emit_t *emit)
{
    *inner = *emit;

    memset(&inner->count, 0, sizeof(coc_decode_count_t));
    inner->offset = 0;
    inner->again = 0;
    inner->inner = 1;
    inner->strict = 1;
}


/*
 * Whether it is a document.  One that is too deep is a limit if it is whole,
 * and any text ("[[[[") if not.
 */

static int
coc_embed_check(coc_emit_t *emit, coc_str_t value, size_t at)
{
    int           rc;
    coc_emit_t    inner;
    coc_error_t   err, deeper;
    coc_limits_t  limits;

    limits = *emit->limits;
    limits.fields = SIZE_MAX;

    memset(&err, 0, sizeof(coc_error_t));
    coc_embed_inner(&inner, emit);
    inner.limits = &limits;
    inner.sink = coc_embed_none;
    inner.err = &err;

    rc = coc_embed_decode(&inner, value);

    if (rc == COC_LIMIT) {
        limits.depth = COC_JSON_DEPTH_MAX;
        coc_embed_inner(&inner, emit);
        inner.limits = &limits;
        inner.sink = coc_embed_none;
        inner.err = &deeper;
        memset(&deeper, 0, sizeof(coc_error_t));

        rc = coc_embed_decode(&inner, value);

        if (rc == COC_OK || rc == COC_LIMIT) {
            return coc_error_at(emit->err, COC_LIMIT, at, "%s", err.text);
        }
    }

    return (rc == COC_ERROR) ? coc_emit_no_memory(emit) : rc;
}


static int
coc_embed_emit(coc_emit_t *emit, const coc_field_t *field, size_t at)
{
    int          rc;
    coc_emit_t  *inner;
    coc_embed_t  embed;

    memset(&embed, 0, sizeof(coc_embed_t));
    embed.emit = emit;
    embed.at = at;

    coc_buf_init(&embed.path, &emit->alloc, SIZE_MAX / 2);
    (void) coc_buf_put(&embed.path, field->path);

    if (field->path.len != 0) {
        (void) coc_buf_putc(&embed.path, '.');
    }

    if (embed.path.status != COC_OK) {
        coc_buf_free(&embed.path);
        return coc_emit_no_memory(emit);
    }

    embed.prefix = embed.path.len;

    /* what was read a second time goes on being counted */

    inner = &embed.inner;
    coc_embed_inner(inner, emit);
    inner->sink = coc_embed_sink;
    inner->ctx = &embed;
    inner->count.text = emit->again;

    rc = coc_embed_decode(inner, coc_str_trim(field->value));

    emit->again = inner->count.text;
    emit->count.replaced += inner->count.replaced;

    if (rc != COC_OK && emit->err != NULL) {
        emit->err->offset = at;
    }

    coc_buf_free(&embed.path);

    return rc;
}


static int
coc_embed_decode(coc_emit_t *inner, coc_str_t value)
{
    int                       rc;
    void                     *state;
    static const coc_ctype_t  type = { .essence = coc_str("application/json") };

    rc = coc_json_decoder.create(&state, inner, &type);
    if (rc != COC_OK) {
        return rc;
    }

    rc = coc_json_decoder.feed(state, value.data, value.len);

    if (rc == COC_OK) {
        inner->offset = value.len;
        rc = coc_json_decoder.finish(state);
    }

    coc_json_decoder.destroy(state);

    return rc;
}


static int
coc_embed_none(void *ctx, const coc_field_t *field)
{
    (void) ctx;
    (void) field;

    return COC_OK;
}


/* Takes a field of the document; its names go below the text's own. */

static int
coc_embed_sink(void *ctx, const coc_field_t *field)
{
    int           rc;
    coc_embed_t  *embed = ctx;
    coc_field_t   inside;

    rc = coc_emit_text(&embed->inner, embed->prefix, embed->at);
    if (rc != COC_OK) {
        return rc;
    }

    embed->path.len = embed->prefix;

    if (coc_buf_put(&embed->path, field->path) != COC_OK) {
        return coc_emit_no_memory(embed->emit);
    }

    inside = *field;
    inside.path = coc_buf_str(&embed->path);
    inside.top = 0;

    return coc_emit_pass(embed->emit, &inside, embed->at);
}
