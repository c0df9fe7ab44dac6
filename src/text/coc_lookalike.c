/*
 * Look-alikes, one look-up a code point.  The mapping doesn't depend on what
 * stands around, as marks are dropped; Hangul alone is composed, so that a
 * pattern written in syllables finds text written in letters.
 */

#include "coc_lookalike.h"
#include "coc_ascii.h"
#include "coc_utf8.h"
#include "tables/coc_lookalike_table.h"


#define COC_LOOKALIKE_L        0x1100       /* Hangul (Unicode, 3.12) */
#define COC_LOOKALIKE_V        0x1161
#define COC_LOOKALIKE_T        0x11a7
#define COC_LOOKALIKE_S        0xac00
#define COC_LOOKALIKE_L_COUNT  19
#define COC_LOOKALIKE_V_COUNT  21
#define COC_LOOKALIKE_T_COUNT  28
#define COC_LOOKALIKE_S_COUNT  11172

#define COC_LOOKALIKE_REPLACED 0xfffd       /* ill-formed, dropped by some */
#define COC_LOOKALIKE_TAGS     0xe0000      /* plane of invisible tags */
#define COC_LOOKALIKE_TAGS_TO  0xe0fff


static inline uint32_t
coc_lookalike_value(uint32_t cp)
{
    size_t  block;

    if ((cp & 0xfffe) == 0xfffe || cp == COC_LOOKALIKE_REPLACED) {
        return COC_LOOKALIKE_NONE;      /* the last two of each plane */
    }

    if (cp >= COC_LOOKALIKE_LIMIT) {
        return (cp >= COC_LOOKALIKE_TAGS && cp <= COC_LOOKALIKE_TAGS_TO)
               ? COC_LOOKALIKE_NONE : 0;
    }

    block = coc_lookalike_index[cp >> COC_LOOKALIKE_SHIFT];

    return coc_lookalike_block[(block << COC_LOOKALIKE_SHIFT)
                               + (cp & ((1u << COC_LOOKALIKE_SHIFT) - 1))];
}


static int
coc_lookalike_jamo(uint32_t cp)
{
    return cp - COC_LOOKALIKE_L < 0x100
           || cp - COC_LOOKALIKE_S < COC_LOOKALIKE_S_COUNT;
}


/* Appends a Hangul letter or syllable, in place of the last if they join. */

static int
coc_lookalike_hangul(coc_lookalike_t *look, uint32_t cp, size_t from)
{
    uint32_t  last;

    last = look->hangul;

    if (last - COC_LOOKALIKE_L < COC_LOOKALIKE_L_COUNT
        && cp - COC_LOOKALIKE_V < COC_LOOKALIKE_V_COUNT)
    {
        cp = COC_LOOKALIKE_S
             + ((last - COC_LOOKALIKE_L) * COC_LOOKALIKE_V_COUNT
                + (cp - COC_LOOKALIKE_V)) * COC_LOOKALIKE_T_COUNT;

    } else if (last - COC_LOOKALIKE_S < COC_LOOKALIKE_S_COUNT
               && (last - COC_LOOKALIKE_S) % COC_LOOKALIKE_T_COUNT == 0
               && cp - (COC_LOOKALIKE_T + 1) < COC_LOOKALIKE_T_COUNT - 1)
    {
        cp = last + cp - COC_LOOKALIKE_T;

    } else {
        look->hangul = cp;
        look->hangul_len = look->sink->len;

        return coc_sink_put(look->sink, cp, from);
    }

    look->hangul = cp;
    look->sink->len = look->hangul_len;

    return coc_sink_put(look->sink, cp, look->sink->from);
}


/* An entry of the pool in which there may be Hangul. */

static int
coc_lookalike_entry(coc_lookalike_t *look, const uint8_t *p, size_t len,
    size_t from)
{
    int             rc;
    uint32_t        cp;
    const uint8_t  *end;

    for (end = p + len; p < end; /* void */) {
        p += coc_utf8_read(p, end, &cp);

        if (coc_lookalike_jamo(cp)) {
            rc = coc_lookalike_hangul(look, cp, from);

        } else {
            look->hangul = 0;
            rc = coc_sink_put(look->sink, cp, from);
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


int
coc_lookalike_put(coc_lookalike_t *look, uint32_t cp, size_t from)
{
    uint32_t        value;
    const uint8_t  *entry;

    value = coc_lookalike_value(cp);

    if (value == COC_LOOKALIKE_NONE) {
        return COC_OK;
    }

    if (value == 0) {

        if (coc_lookalike_jamo(cp)) {
            return coc_lookalike_hangul(look, cp, from);
        }

        value = cp;

    } else if (value >= COC_LOOKALIKE_POOL) {

        entry = &coc_lookalike_pool[value - COC_LOOKALIKE_POOL];

        if (coc_ascii_span(entry + 1, entry[0]) != entry[0]) {
            return coc_lookalike_entry(look, entry + 1, entry[0], from);
        }

        look->hangul = 0;

        return coc_sink_copy(look->sink, entry + 1, entry[0], from);
    }

    look->hangul = 0;

    return coc_sink_put(look->sink, value, from);
}


int
coc_lookalike_ascii(coc_lookalike_t *look, const uint8_t *p, size_t len,
    size_t from)
{
    look->hangul = 0;

    return coc_sink_lower(look->sink, p, len, from);
}


int
coc_lookalike_text(coc_str_t text, uint8_t *out, size_t size, size_t *len)
{
    size_t          n;
    uint8_t         one[COC_UTF8_MAX];
    uint32_t        cp, value;
    const uint8_t  *p, *end, *from;

    *len = 0;
    p = text.data;

    for (end = p + text.len; p < end; /* void */) {
        p += coc_utf8_read(p, end, &cp);

        if (cp == COC_UTF8_BAD) {
            continue;
        }

        value = coc_lookalike_value(cp);

        if (value == COC_LOOKALIKE_NONE) {
            continue;
        }

        if (value >= COC_LOOKALIKE_POOL) {
            from = &coc_lookalike_pool[value - COC_LOOKALIKE_POOL];
            n = *from++;

        } else {
            from = one;
            n = coc_utf8_write(one, (value != 0) ? value : cp);
        }

        if (n > size - *len) {
            return COC_LIMIT;
        }

        memcpy(out + *len, from, n);
        *len += n;
    }

    return COC_OK;
}
