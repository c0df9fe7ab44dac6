/*
 * A document inside a part of a multipart body.  It is read when the part has
 * ended and is whole in memory: as text it was kept anyway.
 */

#include "coc_nested.h"
#include "coc_multipart.h"
#include "coc_name.h"
#include "coc_str.h"


typedef struct {
    coc_emit_t   emit;          /* the document's */
    coc_emit_t  *outer;
    coc_buf_t    path;          /* the part's, a dot, and what is inside */
    size_t       prefix;        /* bytes of it without the dot */
} coc_nested_inner_t;


static int coc_nested_json(const coc_nested_t *nested,
    coc_nested_inner_t *inner, coc_str_t text);
static int coc_nested_path(const coc_nested_t *nested,
    coc_nested_inner_t *inner);
static int coc_nested_run(const coc_decoder_t *decoder, void *state,
    coc_emit_t *emit, coc_str_t text);
static int coc_nested_pass(void *ctx, const coc_field_t *field);
static int coc_nested_below(void *ctx, const coc_field_t *field);


int
coc_nested_is(const coc_ctype_t *type)
{
    return coc_ctype_is_json(type) || coc_ctype_is_multipart(type);
}


int
coc_nested_read(const coc_nested_t *nested, coc_str_t text)
{
    int                  rc;
    void                *state;
    size_t               counted;
    coc_emit_t          *emit;
    coc_nested_inner_t   inner;

    emit = nested->emit;
    counted = emit->count.text;

    memset(&inner, 0, sizeof(coc_nested_inner_t));
    inner.outer = emit;
    inner.emit = *emit;
    inner.emit.ctx = &inner;
    inner.emit.offset = nested->at;
    inner.emit.count.text = emit->again;
    inner.emit.again = 0;
    inner.emit.strict = 1;

    if (coc_ctype_is_json(nested->type)) {
        rc = coc_nested_json(nested, &inner, text);

    } else if (nested->inner) {
        return coc_error_at(emit->err, COC_UNSUPPORTED, nested->at,
                            "a multipart body inside of two others is not "
                            "read");

    } else {
        inner.emit.sink = coc_nested_pass;
        inner.emit.charset = nested->form;

        rc = coc_multipart_inside(&state, &inner.emit, nested->type,
                                  nested->name, nested->named);

        if (rc == COC_OK) {
            rc = coc_nested_run(&coc_multipart_decoder, state, &inner.emit,
                                text);
        }
    }

    emit->count = inner.emit.count;
    emit->count.text = counted;
    emit->again = inner.emit.count.text;

    if (rc != COC_OK && emit->err != NULL
        && (nested->coded || coc_ctype_is_json(nested->type)))
    {
        emit->err->offset = nested->at;
    }

    return rc;
}


static int
coc_nested_json(const coc_nested_t *nested, coc_nested_inner_t *inner,
    coc_str_t text)
{
    int         rc;
    void       *state;
    coc_buf_t   utf8;

    coc_buf_init(&utf8, &inner->emit.alloc, inner->emit.body);
    coc_buf_init(&inner->path, &inner->emit.alloc, SIZE_MAX / 2);

    rc = COC_OK;
    inner->emit.sink = coc_nested_below;

    if (nested->charset != NULL && !coc_charset_is_utf8(nested->charset)) {
        rc = coc_charset_convert(nested->charset, text, &utf8, NULL);
        text = coc_buf_str(&utf8);

        /* the text as such was converted too, where this was told */

        if (rc != COC_OK) {
            rc = coc_emit_no_memory(&inner->emit);
        }
    }

    if (rc == COC_OK) {
        rc = coc_nested_path(nested, inner);
    }

    if (rc == COC_OK) {
        rc = coc_json_decoder.create(&state, &inner->emit, nested->type);
    }

    if (rc == COC_OK) {
        rc = coc_nested_run(&coc_json_decoder, state, &inner->emit, text);
    }

    coc_buf_free(&utf8);
    coc_buf_free(&inner->path);

    return rc;
}


/* The path of the part begins those of all that is in it. */

static int
coc_nested_path(const coc_nested_t *nested, coc_nested_inner_t *inner)
{
    int         rc;
    coc_buf_t   made;
    coc_name_t  name;

    if (!nested->named) {
        return COC_OK;
    }

    coc_buf_init(&made, &inner->emit.alloc, SIZE_MAX / 2);

    rc = coc_name_read(&name, nested->name, &made);

    if (rc == COC_OK) {
        rc = coc_buf_put(&inner->path, name.path);
    }

    inner->prefix = inner->path.len;
    coc_buf_free(&made);

    return (rc == COC_OK) ? COC_OK : coc_emit_no_memory(&inner->emit);
}


static int
coc_nested_run(const coc_decoder_t *decoder, void *state, coc_emit_t *emit,
    coc_str_t text)
{
    int  rc;

    rc = decoder->feed(state, text.data, text.len);

    if (rc == COC_OK) {
        emit->offset += text.len;
        rc = decoder->finish(state);
    }

    decoder->destroy(state);

    return rc;
}


/* It was counted, and looked into, as one of the document's own. */

static int
coc_nested_pass(void *ctx, const coc_field_t *field)
{
    coc_nested_inner_t  *inner = ctx;

    return inner->outer->sink(inner->outer->ctx, field);
}


static int
coc_nested_below(void *ctx, const coc_field_t *field)
{
    coc_field_t          below;
    coc_nested_inner_t  *inner = ctx;

    inner->path.len = inner->prefix;

    if (inner->prefix != 0 && field->path.len != 0) {
        (void) coc_buf_putc(&inner->path, '.');
    }

    if (coc_buf_put(&inner->path, field->path) != COC_OK) {
        return coc_emit_no_memory(inner->outer);
    }

    below = *field;
    below.path = coc_buf_str(&inner->path);
    below.top = 0;

    return inner->outer->sink(inner->outer->ctx, &below);
}
