/*
 * Where a body writes its values, and how: JSON, forms, text.  What is walked
 * over was decoded without a fault, so that little need be known of it; what
 * is taken wrongly for a value equals none that is looked for.
 */

#include <stdlib.h>

#include "coc_redact_int.h"
#include "coc_str.h"
#include "coc_utf8.h"


static int coc_redact_nothing(coc_redact_t *redact);
static size_t coc_redact_json_atom(const uint8_t *p, size_t len, uint8_t *out,
    size_t *n);
static int coc_redact_json_walk(coc_redact_t *redact, const uint8_t *data,
    size_t len);
static size_t coc_redact_form_atom(const uint8_t *p, size_t len, uint8_t *out,
    size_t *n);
static int coc_redact_form_walk(coc_redact_t *redact, const uint8_t *data,
    size_t len);
static int coc_redact_plain_walk(coc_redact_t *redact, const uint8_t *data,
    size_t len);
static int coc_redact_plain_last(coc_redact_t *redact);
static const coc_redact_target_t *coc_redact_find(coc_redact_t *redact,
    coc_str_t unit);
static int coc_redact_stars(coc_redact_t *redact, coc_str_t unit,
    const coc_redact_target_t *target);


const coc_redact_type_t  coc_redact_json = {
    coc_redact_json_atom, coc_redact_json_walk, coc_redact_nothing
};

const coc_redact_type_t  coc_redact_form = {
    coc_redact_form_atom, coc_redact_form_walk, coc_redact_end
};

const coc_redact_type_t  coc_redact_plain = {
    coc_redact_byte, coc_redact_plain_walk, coc_redact_plain_last
};


size_t
coc_redact_byte(const uint8_t *p, size_t len, uint8_t *out, size_t *n)
{
    (void) len;

    out[0] = p[0];
    *n = 1;

    return 1;
}


static int
coc_redact_nothing(coc_redact_t *redact)
{
    (void) redact;

    return COC_OK;
}


/* Four digits at p[2], behind what begins an escape; -1: they are none. */

static int32_t
coc_redact_unit(const uint8_t *p, size_t len)
{
    size_t   i;
    int32_t  unit;

    if (len < 6) {
        return -1;
    }

    for (unit = 0, i = 2; i < 6; i++) {

        if (coc_str_hex(p[i]) < 0) {
            return -1;
        }

        unit = unit << 4 | coc_str_hex(p[i]);
    }

    return unit;
}


/*
 * A character of an escape, or of two that are halves of one.  Half a character
 * is U+FFFD, as the decoders have it.
 */

static size_t
coc_redact_escape(const uint8_t *p, size_t len, uint8_t *out, size_t *n)
{
    size_t    used;
    int32_t   unit, low;
    uint32_t  c;

    unit = coc_redact_unit(p, len);
    used = 6;
    c = (uint32_t) unit;

    if ((unit & 0xf800) == 0xd800) {
        c = 0xfffd;
        low = -1;

        if ((unit & 0xfc00) == 0xd800 && len >= 12 && p[6] == p[0]
            && (p[7] | 0x20) == 'u')
        {
            low = coc_redact_unit(p + 6, len - 6);
        }

        if (low >= 0 && (low & 0xfc00) == 0xdc00) {
            used = 12;
            c = 0x10000 + ((uint32_t) (unit & 0x3ff) << 10)
                + (uint32_t) (low & 0x3ff);
        }
    }

    *n = coc_utf8_write(out, c);

    return used;
}


static size_t
coc_redact_json_atom(const uint8_t *p, size_t len, uint8_t *out, size_t *n)
{
    if (p[0] != '\\' || len < 2) {
        return coc_redact_byte(p, len, out, n);
    }

    if (p[1] == 'u' && coc_redact_unit(p, len) >= 0) {
        return coc_redact_escape(p, len, out, n);
    }

    *n = 1;

    switch (p[1]) {

    case 'n':
        out[0] = '\n';
        break;

    case 'r':
        out[0] = '\r';
        break;

    case 't':
        out[0] = '\t';
        break;

    case 'b':
        out[0] = '\b';
        break;

    case 'f':
        out[0] = '\f';
        break;

    default: /* itself */
        out[0] = p[1];
        break;
    }

    return 2;
}


/* Strings, whatever they are of: names too. */

static int
coc_redact_json_walk(coc_redact_t *r, const uint8_t *data, size_t len)
{
    int     rc;
    size_t  i, run;

    for (i = 0, run = 0, rc = COC_OK; i < len && rc == COC_OK; i++) {

        if (r->escape) {
            r->escape = 0;
            continue;
        }

        if (data[i] != '"') {
            r->escape = (r->inside && data[i] == '\\');
            continue;
        }

        if (r->inside) {
            rc = coc_redact_value(r, data + run, i - run);

            if (rc == COC_OK) {
                rc = coc_redact_end(r);
            }

            run = i;

        } else {
            rc = coc_redact_raw(r, data + run, i + 1 - run);
            coc_redact_begin(r);
            run = i + 1;
        }
    }

    if (rc != COC_OK) {
        return rc;
    }

    return r->inside ? coc_redact_value(r, data + run, len - run)
                     : coc_redact_raw(r, data + run, len - run);
}


static size_t
coc_redact_form_atom(const uint8_t *p, size_t len, uint8_t *out, size_t *n)
{
    *n = 1;

    if (p[0] == '+') {
        out[0] = ' ';
        return 1;
    }

    if (p[0] == '%' && len >= 3 && coc_str_hex(p[1]) >= 0
        && coc_str_hex(p[2]) >= 0)
    {
        out[0] = (uint8_t) (coc_str_hex(p[1]) << 4 | coc_str_hex(p[2]));
        return 3;
    }

    if (p[0] == '%' && len >= 6 && (p[1] | 0x20) == 'u'
        && coc_redact_unit(p, len) >= 0)
    {
        return coc_redact_escape(p, len, out, n);
    }

    return coc_redact_byte(p, len, out, n);
}


static int
coc_redact_form_walk(coc_redact_t *r, const uint8_t *data, size_t len)
{
    int     rc;
    size_t  i, run;

    for (i = 0, run = 0, rc = COC_OK; i < len && rc == COC_OK; i++) {

        if (r->inside && data[i] == '&') {
            rc = coc_redact_value(r, data + run, i - run);

            if (rc == COC_OK) {
                rc = coc_redact_end(r);
            }

            run = i;

        } else if (!r->inside && data[i] == '=') {
            rc = coc_redact_raw(r, data + run, i + 1 - run);
            coc_redact_begin(r);
            run = i + 1;
        }
    }

    if (rc != COC_OK) {
        return rc;
    }

    return r->inside ? coc_redact_value(r, data + run, len - run)
                     : coc_redact_raw(r, data + run, len - run);
}


/* All of it is the value, but for a byte order mark. */

static int
coc_redact_plain_walk(coc_redact_t *r, const uint8_t *data, size_t len)
{
    if (!r->inside) {
        coc_redact_begin(r);
    }

    return coc_redact_value(r, data, len);
}


static int
coc_redact_plain_last(coc_redact_t *r)
{
    int                     rc;
    static const coc_str_t  mark = coc_str("\xef\xbb\xbf");

    if (!r->over && r->unit.len >= mark.len
        && memcmp(r->unit.data, mark.data, mark.len) == 0)
    {
        rc = coc_redact_put(r, mark.data, mark.len);
        if (rc != COC_OK) {
            return rc;
        }

        r->unit.len -= mark.len;
        memmove(r->unit.data, r->unit.data + mark.len, r->unit.len);
    }

    return coc_redact_end(r);
}


int
coc_redact_raw(coc_redact_t *redact, const uint8_t *data, size_t len)
{
    return coc_redact_put(redact, data, len);
}


void
coc_redact_begin(coc_redact_t *redact)
{
    redact->inside = 1;
    redact->over = 0;
    coc_buf_reset(&redact->unit);
}


int
coc_redact_value(coc_redact_t *redact, const uint8_t *data, size_t len)
{
    int  rc;

    if (len == 0) {
        return COC_OK;
    }

    /* longer than any that is looked for: it passes by */

    if (!redact->over && len > redact->unit.max - redact->unit.len) {
        redact->over = 1;

        rc = coc_redact_put(redact, redact->unit.data, redact->unit.len);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (redact->over) {
        return coc_redact_put(redact, data, len);
    }

    return coc_buf_append(&redact->unit, data, len);
}


int
coc_redact_end(coc_redact_t *redact)
{
    coc_str_t                   unit;
    const coc_redact_target_t  *target;

    if (!redact->inside) {
        return COC_OK;
    }

    redact->inside = 0;

    if (redact->over) {
        redact->over = 0;
        return COC_OK;
    }

    unit = coc_buf_str(&redact->unit);
    target = coc_redact_find(redact, unit);

    if (redact->made.status == COC_ERROR) {
        return COC_ERROR;
    }

    return (target == NULL) ? coc_redact_put(redact, unit.data, unit.len)
                            : coc_redact_stars(redact, unit, target);
}


/* The value that is written so, if it is one to be masked. */

static const coc_redact_target_t *
coc_redact_find(coc_redact_t *r, coc_str_t unit)
{
    size_t               i, n;
    uint8_t              out[4];
    coc_hash_t           hash;
    coc_redact_target_t  target;

    coc_buf_reset(&r->made);

    for (i = 0; i < unit.len; /* void */) {
        i += r->type->atom(unit.data + i, unit.len - i, out, &n);

        if (coc_buf_append(&r->made, out, n) != COC_OK
            || r->made.len > r->longest)
        {
            return NULL;
        }
    }

    coc_hash_init(&hash, r->key);
    coc_hash_update(&hash, r->made.data, r->made.len);

    target.hash = coc_hash_final(&hash);
    target.len = r->made.len;

    return bsearch(&target, r->target, r->ntargets,
                   sizeof(coc_redact_target_t), coc_redact_target_cmp);
}


static int
coc_redact_stars(coc_redact_t *r, coc_str_t unit,
    const coc_redact_target_t *target)
{
    size_t            i, n, used;
    uint8_t           out[4];
    coc_redact_cut_t  cut;

    memset(&cut, 0, sizeof(coc_redact_cut_t));
    cut.range = target->range;
    cut.n = target->n;

    coc_buf_reset(&r->made);

    for (i = 0; i < unit.len; i += used) {
        used = r->type->atom(unit.data + i, unit.len - i, out, &n);

        switch (coc_redact_step(&cut, out[0], n)) {

        case COC_REDACT_KEEP:
            (void) coc_buf_append(&r->made, unit.data + i, used);
            break;

        case COC_REDACT_STAR:
            (void) coc_buf_putc(&r->made, '*');
            break;

        default: /* COC_REDACT_DROP */
            break;
        }
    }

    if (r->made.status != COC_OK) {
        return COC_ERROR;
    }

    r->count += target->n;

    return coc_redact_put(r, r->made.data, r->made.len);
}
