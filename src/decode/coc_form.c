/*
 * application/x-www-form-urlencoded: a streaming percent-decoder.
 *
 * Follows the parser of the WHATWG URL standard, section 5.1: nothing is
 * malformed, a bad escape stays as it is.  Beyond it: %uXXXX is a character,
 * as ASP reads it; where ";" divides fields to some, these follow beside the
 * whole.  The text of a name without "=" is also given as a value, or it would
 * pass by unread.
 */

#include "coc_emit.h"
#include "coc_str.h"
#include "coc_value.h"


#define COC_FORM_HELD  5        /* bytes of an escape: "%u" and 3 digits */


/* A field that begins behind ";"; offsets in the text. */

typedef struct {
    size_t  start;
    size_t  equal;
    size_t  end;
} coc_form_part_t;


typedef struct {
    coc_emit_t   *emit;
    coc_value_t   value;
    coc_buf_t     text;         /* the name, then the value */
    coc_buf_t     parts;        /* of type coc_form_part_t, behind ";" */
    size_t        name;         /* bytes of the name, once "=" was seen */
    size_t        start;        /* behind the last ";", or 0 */
    size_t        split;        /* bytes up to its "=" */
    uint8_t       escape[COC_FORM_HELD];    /* on hold */
    uint16_t      high;         /* a surrogate that waits for its other, or 0 */
    unsigned      held:3;       /* bytes of escape */
    unsigned      equal:1;      /* "=" was seen */
    unsigned      divided:1;    /* and one behind the last ";" */
    unsigned      any:1;        /* the pair is not empty */
    unsigned      begun:1;      /* a pair has been read */
} coc_form_t;


static int coc_form_create(void **state, coc_emit_t *emit,
    const coc_ctype_t *type);
static int coc_form_feed(void *state, const uint8_t *data, size_t len);
static int coc_form_finish(void *state);
static void coc_form_destroy(void *state);
static int coc_form_char(coc_form_t *form, uint8_t c, size_t at);
static int coc_form_divide(coc_form_t *form);
static int coc_form_escape(coc_form_t *form, uint8_t c, size_t at,
    unsigned *taken);
static int coc_form_unit(coc_form_t *form, uint16_t unit, size_t at);
static int coc_form_rune(coc_form_t *form, uint32_t c, size_t at);
static int coc_form_flush(coc_form_t *form, size_t at);
static int coc_form_lone(coc_form_t *form, size_t at);
static int coc_form_pair(coc_form_t *form, size_t at);
static int coc_form_whole(coc_form_t *form, size_t at);
static int coc_form_parts(coc_form_t *form, size_t at);


const coc_decoder_t  coc_form_decoder = {
    coc_form_create,
    coc_form_feed,
    coc_form_finish,
    coc_form_destroy
};


/* Bytes that mean something; all others are text as they are. */

static const uint8_t  coc_form_special[256] = {
    ['&'] = 1, ['='] = 1, ['%'] = 1, ['+'] = 1, [';'] = 1
};


static const coc_str_t  coc_form_mark = coc_str("\xef\xbb\xbf");


static int
coc_form_create(void **state, coc_emit_t *emit, const coc_ctype_t *type)
{
    int          rc;
    coc_form_t  *form;

    (void) type;

    form = coc_emit_state(emit, sizeof(coc_form_t));
    if (form == NULL) {
        return COC_ERROR;
    }

    form->emit = emit;
    coc_buf_init(&form->text, &emit->alloc, emit->body);
    coc_buf_init(&form->parts, &emit->alloc, SIZE_MAX / 4);

    rc = coc_value_init(&form->value, emit);

    if (rc != COC_OK) {
        coc_form_destroy(form);
        return rc;
    }

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

        /* only an escape may follow the first half of a character */

        if (form->high != 0 && data[i] != '%') {
            rc = coc_form_lone(form, base + i);
            if (rc != COC_OK) {
                return rc;
            }
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
    int                   rc;
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

    case ';':
        rc = coc_form_divide(form);
        if (rc != COC_OK) {
            return rc;
        }

        rc = coc_emit_append(form->emit, &form->text, &c, 1, at);
        form->start = form->text.len;

        return rc;

    default: /* '=' */

        if (form->start != 0 && !form->divided) {
            form->divided = 1;
            form->split = form->text.len;
        }

        if (form->equal) {
            return coc_emit_append(form->emit, &form->text, &c, 1, at);
        }

        form->equal = 1;
        form->name = form->text.len;

        return COC_OK;
    }
}


/*
 * What lay between ";" and here has ended.  More of them than there may be
 * fields are not kept: the limit will be met before.
 */

static int
coc_form_divide(coc_form_t *form)
{
    coc_form_part_t  part;

    if (form->divided
        && form->parts.len / sizeof(coc_form_part_t)
           <= form->emit->limits->fields)
    {
        part.start = form->start;
        part.equal = form->split;
        part.end = form->text.len;

        if (coc_buf_append(&form->parts, &part, sizeof(part)) != COC_OK) {
            return coc_emit_no_memory(form->emit);
        }
    }

    form->divided = 0;
    form->start = 0;

    return COC_OK;
}


/*
 * A byte after "%".  *taken is 0 if it is none of a good escape and is to be
 * looked at again, now that what was on hold is text.
 */

static int
coc_form_escape(coc_form_t *form, uint8_t c, size_t at, unsigned *taken)
{
    int       rc, digit;
    size_t    i;
    uint16_t  unit;

    digit = coc_str_hex(c);

    if (digit < 0 && !(form->held == 1 && (c == 'u' || c == 'U'))) {
        *taken = 0;
        return coc_form_flush(form, at);
    }

    *taken = 1;

    if (form->held == 1
        || (form->held < COC_FORM_HELD && coc_str_hex(form->escape[1]) < 0))
    {
        form->escape[form->held] = c;
        form->held = (form->held + 1u) & 7;
        return COC_OK;
    }

    for (unit = 0, i = 1; i < form->held; i++) {
        if (coc_str_hex(form->escape[i]) >= 0) {
            unit = (uint16_t) (unit << 4 | coc_str_hex(form->escape[i]));
        }
    }

    unit = (uint16_t) (unit << 4 | digit);

    if (form->held == COC_FORM_HELD) {
        form->held = 0;
        return coc_form_unit(form, unit, at);
    }

    form->held = 0;

    rc = coc_form_lone(form, at);
    if (rc != COC_OK) {
        return rc;
    }

    c = (uint8_t) unit;

    return coc_emit_append(form->emit, &form->text, &c, 1, at);
}


/* What %uXXXX stood for: a unit of UTF-16. */

static int
coc_form_unit(coc_form_t *form, uint16_t unit, size_t at)
{
    int       rc;
    uint32_t  c;

    if (form->high != 0 && (unit & 0xfc00) == 0xdc00) {
        c = 0x10000 + ((uint32_t) (form->high & 0x3ff) << 10) + (unit & 0x3ff);
        form->high = 0;
        return coc_form_rune(form, c, at);
    }

    rc = coc_form_lone(form, at);
    if (rc != COC_OK) {
        return rc;
    }

    if ((unit & 0xfc00) == 0xd800) {
        form->high = unit;
        return COC_OK;
    }

    return coc_form_rune(form, (unit & 0xfc00) == 0xdc00 ? 0xfffd : unit, at);
}


static int
coc_form_rune(coc_form_t *form, uint32_t c, size_t at)
{
    int      rc;
    size_t   n;
    uint8_t  utf8[4];

    if (c < 0x80) {
        utf8[0] = (uint8_t) c;
        n = 1;

    } else if (c < 0x800) {
        utf8[0] = (uint8_t) (0xc0 | c >> 6);
        utf8[1] = (uint8_t) (0x80 | (c & 0x3f));
        n = 2;

    } else if (c < 0x10000) {
        utf8[0] = (uint8_t) (0xe0 | c >> 12);
        utf8[1] = (uint8_t) (0x80 | (c >> 6 & 0x3f));
        utf8[2] = (uint8_t) (0x80 | (c & 0x3f));
        n = 3;

    } else {
        utf8[0] = (uint8_t) (0xf0 | c >> 18);
        utf8[1] = (uint8_t) (0x80 | (c >> 12 & 0x3f));
        utf8[2] = (uint8_t) (0x80 | (c >> 6 & 0x3f));
        utf8[3] = (uint8_t) (0x80 | (c & 0x3f));
        n = 4;
    }

    rc = coc_emit_text(form->emit, n, at);
    if (rc != COC_OK) {
        return rc;
    }

    if (coc_buf_append(&form->text, utf8, n) != COC_OK) {
        return coc_emit_no_memory(form->emit);
    }

    return COC_OK;
}


/* What was on hold is text; at is the offset of the byte after it. */

static int
coc_form_flush(coc_form_t *form, size_t at)
{
    int     rc;
    size_t  n;

    n = form->held;
    form->held = 0;

    rc = coc_form_lone(form, at - n);
    if (rc != COC_OK) {
        return rc;
    }

    return coc_emit_append(form->emit, &form->text, form->escape, n, at - n);
}


/* Half a character is none. */

static int
coc_form_lone(coc_form_t *form, size_t at)
{
    if (form->high == 0) {
        return COC_OK;
    }

    form->high = 0;

    return coc_form_rune(form, 0xfffd, at);
}


/* The end of a pair, at "&" or at the end of the body. */

static int
coc_form_pair(coc_form_t *form, size_t at)
{
    int  rc;

    if (!form->any) {
        return COC_OK;
    }

    rc = coc_form_divide(form);

    if (rc == COC_OK) {
        rc = coc_form_whole(form, at);
    }

    if (rc == COC_OK) {
        rc = coc_form_parts(form, at);
    }

    coc_buf_reset(&form->text);
    coc_buf_reset(&form->parts);
    form->equal = 0;
    form->any = 0;

    return rc;
}


static int
coc_form_whole(coc_form_t *form, size_t at)
{
    int                rc;
    size_t             name;
    coc_value_field_t  f;

    name = form->equal ? form->name : form->text.len;

    memset(&f, 0, sizeof(coc_value_field_t));
    f.kind = COC_FIELD_TEXT;
    f.named = 1;
    f.name.data = form->text.data;
    f.name.len = name;

    if (form->text.len > name) {
        f.text.data = form->text.data + name;
        f.text.len = form->text.len - name;
    }

    rc = coc_value_put(&form->value, &f, at);

    /* a mark before the first name is none of it to some, as ASP.NET */

    if (rc == COC_OK && !form->begun && form->equal
        && name >= coc_form_mark.len
        && memcmp(f.name.data, coc_form_mark.data, coc_form_mark.len) == 0)
    {
        f.name.data += coc_form_mark.len;
        f.name.len -= coc_form_mark.len;
        f.again = 1;

        rc = coc_value_put(&form->value, &f, at);
    }

    form->begun = 1;

    if (rc == COC_OK && !form->equal) {
        memset(&f, 0, sizeof(coc_value_field_t));
        f.kind = COC_FIELD_TEXT;
        f.text = coc_buf_str(&form->text);

        rc = coc_value_put(&form->value, &f, at);
    }

    return rc;
}


/*
 * The fields that ";" divides off.  The first "=" of the pair is not in the
 * text, all others are: only the part that the value begins in has none.
 */

static int
coc_form_parts(coc_form_t *form, size_t at)
{
    int                rc;
    size_t             i, skip;
    coc_form_part_t    part;
    coc_value_field_t  f;

    for (i = 0; i < form->parts.len; i += sizeof(coc_form_part_t)) {
        memcpy(&part, form->parts.data + i, sizeof(coc_form_part_t));

        skip = (part.equal != form->name);

        memset(&f, 0, sizeof(coc_value_field_t));
        f.kind = COC_FIELD_TEXT;
        f.named = 1;
        f.name.data = form->text.data + part.start;
        f.name.len = part.equal - part.start;
        f.text.data = form->text.data + part.equal + skip;
        f.text.len = part.end - part.equal - skip;

        rc = coc_emit_again(form->emit, f.name.len + f.text.len, at);

        if (rc == COC_OK) {
            rc = coc_value_put(&form->value, &f, at);
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
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

    coc_value_free(&form->value);
    coc_buf_free(&form->text);
    coc_buf_free(&form->parts);
    form->emit->alloc.free(form->emit->alloc.ctx, form);
}
