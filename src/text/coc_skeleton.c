/*
 * Skeletons, one look-up a code point: what a look-up gives is final, only
 * marks of several are still to be put in order.
 */

#include "coc_skeleton.h"
#include "coc_utf8.h"
#include "tables/coc_skeleton_table.h"


#define COC_SKELETON_L        0x1100        /* Hangul (Unicode, 3.12) */
#define COC_SKELETON_V        0x1161
#define COC_SKELETON_T        0x11a7
#define COC_SKELETON_S        0xac00
#define COC_SKELETON_V_COUNT  21
#define COC_SKELETON_T_COUNT  28
#define COC_SKELETON_S_COUNT  11172

#define COC_SKELETON_TAGS     0xe0000       /* plane of ignorable tags */
#define COC_SKELETON_TAGS_TO  0xe0fff


typedef struct {
    uint8_t   *data;
    size_t     len;                         /* bytes */
    size_t     size;
    size_t     n;                           /* marks held back */
    int        status;
    uint32_t   cp[COC_SKELETON_MARKS];
    uint8_t    class[COC_SKELETON_MARKS];
} coc_skeleton_t;


static uint32_t
coc_skeleton_value(uint32_t cp)
{
    size_t  block;

    if (cp >= COC_SKELETON_LIMIT) {
        return (cp >= COC_SKELETON_TAGS && cp <= COC_SKELETON_TAGS_TO)
               ? COC_SKELETON_NONE : 0;
    }

    block = coc_skeleton_index[cp >> COC_SKELETON_SHIFT];

    return coc_skeleton_block[(block << COC_SKELETON_SHIFT)
                              + (cp & ((1u << COC_SKELETON_SHIFT) - 1))];
}


static void
coc_skeleton_write(coc_skeleton_t *skeleton, uint32_t cp)
{
    if (skeleton->size - skeleton->len < COC_UTF8_MAX) {
        skeleton->status = COC_LIMIT;
        return;
    }

    skeleton->len += coc_utf8_write(skeleton->data + skeleton->len, cp);
}


static void
coc_skeleton_flush(coc_skeleton_t *skeleton)
{
    size_t  i;

    for (i = 0; i < skeleton->n; i++) {
        coc_skeleton_write(skeleton, skeleton->cp[i]);
    }

    skeleton->n = 0;
}


/* A code point that is its own skeleton. */

static void
coc_skeleton_put(coc_skeleton_t *skeleton, uint32_t cp, uint8_t class)
{
    size_t  i;

    if (class == 0 || skeleton->n == COC_SKELETON_MARKS) {
        coc_skeleton_flush(skeleton);
    }

    if (class == 0) {
        coc_skeleton_write(skeleton, cp);
        return;
    }

    for (i = skeleton->n; i > 0 && skeleton->class[i - 1] > class; i--) {
        skeleton->cp[i] = skeleton->cp[i - 1];
        skeleton->class[i] = skeleton->class[i - 1];
    }

    skeleton->cp[i] = cp;
    skeleton->class[i] = class;
    skeleton->n++;
}


static void
coc_skeleton_map(coc_skeleton_t *skeleton, uint32_t cp)
{
    uint32_t        value, out;
    const uint8_t  *p, *end;

    value = coc_skeleton_value(cp);

    if (value == COC_SKELETON_NONE) {
        return;
    }

    if (value < COC_SKELETON_POOL) {
        coc_skeleton_put(skeleton, cp, (uint8_t) value);
        return;
    }

    p = &coc_skeleton_pool[value - COC_SKELETON_POOL];
    end = p + 1 + p[0];

    for (p++; p < end; /* void */) {
        p += coc_utf8_read(p, end, &out);
        coc_skeleton_put(skeleton, out, (uint8_t) coc_skeleton_value(out));
    }
}


/* Letters of a Hangul syllable may look like others. */

static void
coc_skeleton_hangul(coc_skeleton_t *skeleton, uint32_t cp)
{
    uint32_t  at;

    at = cp - COC_SKELETON_S;

    coc_skeleton_map(skeleton, COC_SKELETON_L
                     + at / (COC_SKELETON_V_COUNT * COC_SKELETON_T_COUNT));
    coc_skeleton_map(skeleton, COC_SKELETON_V
                     + at / COC_SKELETON_T_COUNT % COC_SKELETON_V_COUNT);

    if (at % COC_SKELETON_T_COUNT != 0) {
        coc_skeleton_map(skeleton,
                         COC_SKELETON_T + at % COC_SKELETON_T_COUNT);
    }
}


int
coc_skeleton(coc_str_t text, uint8_t *out, size_t size, size_t *len)
{
    uint32_t         cp;
    const uint8_t   *p, *end;
    coc_skeleton_t   skeleton;

    skeleton.data = out;
    skeleton.len = 0;
    skeleton.size = size;
    skeleton.n = 0;
    skeleton.status = COC_OK;

    p = text.data;

    for (end = p + text.len; p < end && skeleton.status == COC_OK; ) {
        p += coc_utf8_read(p, end, &cp);

        if (cp == COC_UTF8_BAD) {
            cp = COC_UTF8_REPLACEMENT;
        }

        if (cp - COC_SKELETON_S < COC_SKELETON_S_COUNT) {
            coc_skeleton_hangul(&skeleton, cp);

        } else {
            coc_skeleton_map(&skeleton, cp);
        }
    }

    coc_skeleton_flush(&skeleton);
    *len = skeleton.len;

    return skeleton.status;
}


int
coc_skeleton_is_mark(uint32_t cp)
{
    uint32_t  value;

    value = coc_skeleton_value(cp);

    return value != 0 && value < COC_SKELETON_NONE;
}
