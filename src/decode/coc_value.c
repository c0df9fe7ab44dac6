/*
 * What a form has under a name, as fields.  Never less than any reader sees:
 * where two of them differ, both readings are handed on.
 */

#include "coc_value.h"
#include "coc_aside.h"
#include "coc_name.h"
#include "coc_str.h"


static int coc_value_formable(const coc_charset_t *charset);
static int coc_value_charset(coc_value_t *value, coc_str_t label, size_t at);
static int coc_value_convert(coc_value_t *value, coc_str_t *text,
    const coc_charset_t *charset, coc_buf_t *buf, size_t at);
static int coc_value_key(coc_value_t *value, const coc_name_t *name,
    coc_str_t text, size_t at);
static int coc_value_reading(coc_value_t *value, const coc_value_field_t *f,
    size_t at);
static int coc_value_emit(coc_value_t *value, const coc_value_field_t *f,
    const coc_field_t *field, size_t at);
static int coc_value_beyond(coc_str_t text);


int
coc_value_init(coc_value_t *value, coc_emit_t *emit)
{
    memset(value, 0, sizeof(coc_value_t));
    value->emit = emit;

    /* a name may be made longer: "[" to ".[]", a byte to a character */

    coc_buf_init(&value->path, &emit->alloc, emit->body * 8 + 64);
    coc_buf_init(&value->name, &emit->alloc, emit->body);
    coc_buf_init(&value->text, &emit->alloc, emit->body);

    value->charset = emit->charset;

    if (value->charset == NULL) {
        value->charset = coc_charset_named("utf-8");
    }

    if (coc_value_formable(value->charset)) {
        return COC_OK;
    }

    /* what a reader makes of it that knows no charset */

    value->charset = coc_charset_named("utf-8");

    return coc_emit_fault(emit,
               coc_error_at(emit->err, COC_UNSUPPORTED, 0,
                            "a form in a charset without ASCII is not read"));
}


void
coc_value_free(coc_value_t *value)
{
    coc_buf_free(&value->path);
    coc_buf_free(&value->name);
    coc_buf_free(&value->text);
}


/*
 * Whether ASCII in that charset is ASCII: else "=" and "&" are other bytes,
 * which some readers look for and some don't.
 */

static int
coc_value_formable(const coc_charset_t *charset)
{
    int                     rc;
    uint8_t                 room[64];
    coc_buf_t               out;
    static const coc_str_t  probe = coc_str("Az09+-=&%;");

    if (charset->ascii) {
        return 1;
    }

    if (charset->unit != 1) {
        return 0;
    }

    /* a buffer that never allocates */

    coc_buf_init(&out, NULL, sizeof(room));
    out.data = room;
    out.size = sizeof(room);

    rc = coc_charset_convert(charset, probe, &out, NULL);

    return rc == COC_OK && coc_str_eq(coc_buf_str(&out), probe);
}


int
coc_value_put(coc_value_t *value, const coc_value_field_t *f, size_t at)
{
    int                     rc;
    coc_value_field_t       made;
    static const coc_str_t  charset = coc_str("_charset_");

    if (f->kind == COC_FIELD_TEXT && f->named && coc_str_eq(f->name, charset)) {
        rc = coc_emit_fault(value->emit,
                            coc_value_charset(value, f->text, at));
        if (rc != COC_OK) {
            return rc;
        }
    }

    made = *f;

    if (f->charset == NULL) {
        made.charset = value->charset;
        value->beyond |= (coc_value_beyond(f->text)
                          || coc_value_beyond(f->name));
    }

    rc = coc_value_convert(value, &made.name, value->charset, &value->name,
                           at);
    if (rc != COC_OK) {
        return rc;
    }

    rc = coc_value_convert(value, &made.text, made.charset, &value->text, at);
    if (rc != COC_OK) {
        return rc;
    }

    rc = coc_value_reading(value, &made, at);

    if (rc != COC_OK
        || !((made.name.data != f->name.data
              && coc_aside_bare(value->charset, f->name))
             || (made.text.data != f->text.data
                 && coc_aside_bare(made.charset, f->text))))
    {
        return rc;
    }

    made.name = f->name;
    made.text = f->text;
    made.again = 1;

    return coc_value_reading(value, &made, at);
}


static int
coc_value_charset(coc_value_t *value, coc_str_t label, size_t at)
{
    char                  shown[COC_CTYPE_SHOWN];
    const coc_charset_t  *charset;

    label = coc_str_trim(label);

    if (label.len == 0) {
        return COC_OK;
    }

    charset = coc_charset_find(label);

    if (charset == NULL || !coc_value_formable(charset)) {
        return coc_error_at(value->emit->err, COC_UNSUPPORTED, at,
                            "a form whose _charset_ is \"%s\" is not read",
                            coc_ctype_show(label, shown));
    }

    if (charset != value->charset && value->beyond
        && !(coc_charset_is_utf8(charset)
             && coc_charset_is_utf8(value->charset)))
    {
        value->charset = charset;

        return coc_error_at(value->emit->err, COC_INVALID, at,
                            "_charset_ comes after text in another charset");
    }

    value->charset = charset;

    return COC_OK;
}


/* Replaces *text by its UTF-8, which lies in buf. */

static int
coc_value_convert(coc_value_t *value, coc_str_t *text,
    const coc_charset_t *charset, coc_buf_t *buf, size_t at)
{
    int  rc;

    if (text->len == 0 || coc_charset_is_utf8(charset)
        || (charset->ascii && !coc_value_beyond(*text)))
    {
        return COC_OK;
    }

    coc_buf_reset(buf);

    rc = coc_charset_convert(charset, *text, buf, NULL);

    switch (rc) {

    case COC_OK:
        *text = coc_buf_str(buf);
        return coc_emit_again(value->emit, text->len, at);

    case COC_LIMIT:
        return coc_emit_again(value->emit, SIZE_MAX, at);

    case COC_INVALID:
        return coc_emit_fault(value->emit,
                   coc_error_at(value->emit->err, COC_INVALID, at,
                                "text with an unclear byte order"));

    case COC_UNSUPPORTED:
        return coc_emit_fault(value->emit,
                   coc_error_at(value->emit->err, COC_UNSUPPORTED, at,
                                "text in a charset that this system has "
                                "not"));

    default: /* COC_ERROR */
        return coc_emit_no_memory(value->emit);
    }
}


static int
coc_value_reading(coc_value_t *value, const coc_value_field_t *f, size_t at)
{
    int          rc;
    coc_name_t   name;
    coc_field_t  field;

    memset(&name, 0, sizeof(coc_name_t));

    if (f->named && coc_name_read(&name, f->name, &value->path) != COC_OK) {
        return coc_emit_no_memory(value->emit);
    }

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = f->kind;
    field.path = name.path;
    field.value = f->text;
    field.top = (name.top && f->kind == COC_FIELD_TEXT);

    if (!f->again) {
        rc = coc_value_key(value, &name, f->name, at);

        if (rc == COC_OK) {
            rc = f->whole ? coc_emit_pass(value->emit, &field, at)
                          : coc_emit_field(value->emit, &field, at);
        }

    } else {
        rc = coc_value_emit(value, f, &field, at);
    }

    if (rc != COC_OK || name.other.len == 0 || f->text.len == 0) {
        return rc;
    }

    field.path = name.other;

    return coc_value_emit(value, f, &field, at);
}


static int
coc_value_key(coc_value_t *value, const coc_name_t *name, coc_str_t text,
    size_t at)
{
    coc_field_t  field;

    if (!value->emit->keys || text.len == 0) {
        return COC_OK;
    }

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = COC_FIELD_KEY;
    field.path = name->path;
    field.value = text;

    return coc_emit_field(value->emit, &field, at);
}


/* A further reading of a field that was counted as one. */

static int
coc_value_emit(coc_value_t *value, const coc_value_field_t *f,
    const coc_field_t *field, size_t at)
{
    int          rc;
    coc_emit_t  *emit;

    emit = value->emit;

    rc = coc_emit_again(emit, field->value.len, at);
    if (rc != COC_OK) {
        return rc;
    }

    emit->count.fields -= (emit->count.fields != 0);

    return f->whole ? coc_emit_pass(emit, field, at)
                    : coc_emit_field(emit, field, at);
}


static int
coc_value_beyond(coc_str_t text)
{
    size_t  i;

    for (i = 0; i < text.len; i++) {
        if (text.data[i] >= 0x80) {
            return 1;
        }
    }

    return 0;
}
