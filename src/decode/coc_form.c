/*
 * application/x-www-form-urlencoded: a streaming percent-decoder.
 *
 * Follows the parser of the WHATWG URL standard, section 5.1: nothing is
 * malformed, a bad escape stays as it is.  The text of a name without "=" is
 * also given as a value, or it would pass by unread.
 */

#include "coc_emit.h"
#include "coc_str.h"


typedef struct {
    coc_emit_t  *emit;
    coc_buf_t    text;          /* the name, then the value */
    size_t       name;          /* bytes of the name, once "=" was seen */
    uint8_t      escape[2];     /* "%" and the digit after it, on hold */
    unsigned     held:2;        /* bytes of these */
    unsigned     equal:1;       /* "=" was seen */
    unsigned     any:1;         /* the pair is not empty */
} coc_form_t;


static int coc_form_create(void **state, coc_emit_t *emit,
    const coc_ctype_t *type);
static int coc_form_feed(void *state, const uint8_t *data, size_t len);
static int coc_form_finish(void *state);
static void coc_form_destroy(void *state);
static int coc_form_char(coc_form_t *form, uint8_t c, size_t at);
static int coc_form_escape(coc_form_t *form, uint8_t c, size_t at,
    unsigned *taken);
static int coc_form_flush(coc_form_t *form, size_t at);
static int coc_form_pair(coc_form_t *form, size_t at);


const coc_decoder_t  coc_form_decoder = {
    coc_form_create,
    coc_form_feed,
    coc_form_finish,
    coc_form_destroy
};


/* Bytes that mean something; all others are text as they are. */

static const uint8_t  coc_form_special[256] = {
    ['&'] = 1, ['='] = 1, ['%'] = 1, ['+'] = 1
};


static int
coc_form_create(void **state, coc_emit_t *emit, const coc_ctype_t *type)
{
    coc_form_t  *form;

    (void) type;

    form = coc_emit_state(emit, sizeof(coc_form_t));
    if (form == NULL) {
        return COC_ERROR;
    }

    form->emit = emit;
    coc_buf_init(&form->text, &emit->alloc, emit->body);

    *state = form;

    return COC_OK;
}


static int
coc_form_feed(void *state, const uint8_t *data, size_t len)
{
    int          rc;
    size_t       i, run, base;
    unsigned     taken;
    coc_form_t  *form = state;

    base = form->emit->offset;

    for (i = 0; i < len; /* void */) {

        if (form->held) {
            rc = coc_form_escape(form, data[i], base + i, &taken);
            if (rc != COC_OK) {
                return rc;
            }

            i += taken;
            continue;
        }

        run = i;

        while (i < len && !coc_form_special[data[i]]) {
            i++;
        }

        if (i > run) {
            form->any = 1;

            rc = coc_emit_append(form->emit, &form->text, data + run, i - run,
                                 base + run);
            if (rc != COC_OK) {
                return rc;
            }
        }

        if (i < len) {
            rc = coc_form_char(form, data[i], base + i);
            if (rc != COC_OK) {
                return rc;
            }

            i++;
        }
    }

    return COC_OK;
}


static int
coc_form_char(coc_form_t *form, uint8_t c, size_t at)
{
    static const uint8_t  space = ' ';

    if (c == '&') {
        return coc_form_pair(form, at);
    }

    form->any = 1;

    switch (c) {

    case '%':
        form->escape[0] = '%';
        form->held = 1;
        return COC_OK;

    case '+':
        return coc_emit_append(form->emit, &form->text, &space, 1, at);

    default: /* '=' */

        if (form->equal) {
            return coc_emit_append(form->emit, &form->text, &c, 1, at);
        }

        form->equal = 1;
        form->name = form->text.len;

        return COC_OK;
    }
}


/*
 * A byte after "%".  *taken is 0 if it is none of a good escape and is to be
 * looked at again, now that what was on hold is text.
 */

static int
coc_form_escape(coc_form_t *form, uint8_t c, size_t at, unsigned *taken)
{
    int  digit;

    digit = coc_str_hex(c);

    if (digit < 0) {
        *taken = 0;
        return coc_form_flush(form, at);
    }

    *taken = 1;

    if (form->held == 1) {
        form->escape[1] = c;
        form->held = 2;
        return COC_OK;
    }

    form->held = 0;
    c = (uint8_t) (coc_str_hex(form->escape[1]) * 16 + digit);

    return coc_emit_append(form->emit, &form->text, &c, 1, at);
}


/* What was on hold is text; at is the offset of the byte after it. */

static int
coc_form_flush(coc_form_t *form, size_t at)
{
    size_t  n;

    n = form->held;
    form->held = 0;

    return coc_emit_append(form->emit, &form->text, form->escape, n, at - n);
}


/* The end of a pair, at "&" or at the end of the body. */

static int
coc_form_pair(coc_form_t *form, size_t at)
{
    int          rc;
    size_t       name;
    coc_field_t  field;

    if (!form->any) {
        return COC_OK;
    }

    name = form->equal ? form->name : form->text.len;

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = COC_FIELD_TEXT;
    field.top = 1;
    field.path.data = form->text.data;
    field.path.len = name;

    if (form->text.len > name) {
        field.value.data = form->text.data + name;
        field.value.len = form->text.len - name;
    }

    rc = coc_emit_field(form->emit, &field, at);

    if (rc == COC_OK && !form->equal) {
        memset(&field, 0, sizeof(coc_field_t));
        field.kind = COC_FIELD_TEXT;
        field.value = coc_buf_str(&form->text);

        rc = coc_emit_field(form->emit, &field, at);
    }

    coc_buf_reset(&form->text);
    form->equal = 0;
    form->any = 0;

    return rc;
}


static int
coc_form_finish(void *state)
{
    int          rc;
    coc_form_t  *form = state;

    rc = coc_form_flush(form, form->emit->offset);

    return (rc == COC_OK) ? coc_form_pair(form, form->emit->offset) : rc;
}


static void
coc_form_destroy(void *state)
{
    coc_form_t  *form = state;

    if (form == NULL) {
        return;
    }

    coc_buf_free(&form->text);
    form->emit->alloc.free(form->emit->alloc.ctx, form);
}
