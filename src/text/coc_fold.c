/*
 * NFKC and case folding in one pass.  A code point maps to its decomposed
 * folding (one look-up, tables/coc_fold_table.h); a base is held back until
 * the marks after it are known, then the pair table composes them.
 *
 * A letter that composes back to itself is held whole and taken apart only
 * when a mark follows, which in most text never happens.
 */

#include "coc_fold.h"
#include "coc_utf8.h"
#include "tables/coc_fold_table.h"


#define COC_FOLD_L        0x1100        /* Hangul (Unicode, 3.12) */
#define COC_FOLD_V        0x1161
#define COC_FOLD_T        0x11a7
#define COC_FOLD_S        0xac00
#define COC_FOLD_L_COUNT  19
#define COC_FOLD_V_COUNT  21
#define COC_FOLD_T_COUNT  28
#define COC_FOLD_S_COUNT  11172


static inline uint32_t
coc_fold_value(uint32_t cp)
{
    size_t  block;

    if (cp >= COC_FOLD_LIMIT) {
        return 0;
    }

    block = coc_fold_index[cp >> COC_FOLD_SHIFT];

    return coc_fold_block[(block << COC_FOLD_SHIFT)
                          + (cp & ((1u << COC_FOLD_SHIFT) - 1))];
}


/* What a and b compose to, or 0; by arithmetic for Hangul. */

static uint32_t
coc_fold_pair(uint32_t a, uint32_t b)
{
    size_t  low, high, middle;

    if (a - COC_FOLD_L < COC_FOLD_L_COUNT && b - COC_FOLD_V < COC_FOLD_V_COUNT)
    {
        return COC_FOLD_S + ((a - COC_FOLD_L) * COC_FOLD_V_COUNT
                             + (b - COC_FOLD_V)) * COC_FOLD_T_COUNT;
    }

    if (a - COC_FOLD_S < COC_FOLD_S_COUNT
        && (a - COC_FOLD_S) % COC_FOLD_T_COUNT == 0
        && b - (COC_FOLD_T + 1) < COC_FOLD_T_COUNT - 1)
    {
        return a + b - COC_FOLD_T;
    }

    low = 0;
    high = COC_FOLD_PAIRS;

    while (low < high) {
        middle = (low + high) / 2;

        if (coc_fold_first[middle] < a
            || (coc_fold_first[middle] == a && coc_fold_second[middle] < b))
        {
            low = middle + 1;

        } else {
            high = middle;
        }
    }

    if (low < COC_FOLD_PAIRS && coc_fold_first[low] == a
        && coc_fold_second[low] == b)
    {
        return coc_fold_composed[low];
    }

    return 0;
}


/*
 * Composes the base with what is not blocked from it.  The marks that stay
 * take the offsets in turn: sorted by class, they would else fall.
 */

static void
coc_fold_compose(coc_fold_t *fold)
{
    size_t    i, n;
    uint8_t   last;
    uint32_t  pair;

    last = 0;
    n = 1;

    for (i = 1; i < fold->n; i++) {

        pair = (last < fold->class[i])
               ? coc_fold_pair(fold->cp[0], fold->cp[i]) : 0;

        if (pair != 0) {
            fold->cp[0] = pair;
            continue;
        }

        last = fold->class[i];
        fold->cp[n++] = fold->cp[i];
    }

    fold->n = n;
}


static int
coc_fold_write(coc_fold_t *fold)
{
    int     rc;
    size_t  i;

    for (i = 0; i < fold->n; i++) {
        rc = coc_sink_put(fold->sink, fold->cp[i], fold->from[i]);
        if (rc != COC_OK) {
            return rc;
        }
    }

    fold->n = 0;

    return COC_OK;
}


static int
coc_fold_starter(coc_fold_t *fold, uint32_t cp, size_t from, unsigned self,
    unsigned composed)
{
    int       rc;
    uint32_t  pair;

    if (fold->based && fold->n > 1) {
        coc_fold_compose(fold);
    }

    if (self && fold->based && fold->n == 1) {
        pair = coc_fold_pair(fold->cp[0], cp);

        if (pair != 0) {
            fold->cp[0] = pair;
            fold->composed = 0;
            return COC_OK;
        }
    }

    rc = coc_fold_write(fold);

    fold->cp[0] = cp;
    fold->from[0] = from;
    fold->n = 1;
    fold->based = 1;
    fold->composed = (composed != 0);
    fold->passing = 0;

    return rc;
}


static int
coc_fold_mark(coc_fold_t *fold, uint32_t cp, size_t from, uint8_t class)
{
    int     rc;
    size_t  i;

    if (fold->passing) {
        return coc_sink_put(fold->sink, cp, from);
    }

    if (fold->n - fold->based == COC_FOLD_MARKS) {
        rc = coc_fold_write(fold);
        if (rc != COC_OK) {
            return rc;
        }

        fold->based = 0;
        fold->passing = 1;

        return coc_sink_put(fold->sink, cp, from);
    }

    fold->from[fold->n] = from;

    for (i = fold->n; i > fold->based && fold->class[i - 1] > class; i--) {
        fold->cp[i] = fold->cp[i - 1];
        fold->class[i] = fold->class[i - 1];
    }

    fold->cp[i] = cp;
    fold->class[i] = class;
    fold->n++;

    return COC_OK;
}


static int
coc_fold_one(coc_fold_t *fold, uint32_t cp, size_t from, uint32_t value)
{
    if (value == 0 || value == COC_FOLD_SELF) {
        return coc_fold_starter(fold, cp, from, value, 0);
    }

    return coc_fold_mark(fold, cp, from, (uint8_t) value);
}


/* Appends the entry of the pool that value is the place of. */

static int
coc_fold_entry(coc_fold_t *fold, uint32_t value, size_t from)
{
    int              rc;
    uint32_t         cp;
    const uint16_t  *unit, *end;

    unit = &coc_fold_pool[value - COC_FOLD_POOL];
    end = unit + 1 + (*unit & (COC_FOLD_STABLE - 1));

    for (unit++; unit < end; unit++) {
        cp = *unit;

        if ((cp & 0xfc00) == 0xd800) {
            unit++;
            cp = 0x10000 + ((cp & 0x3ff) << 10) + (*unit & 0x3ffu);
        }

        rc = coc_fold_one(fold, cp, from, coc_fold_value(cp));
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


/* A mark is to follow a base that was held whole. */

static int
coc_fold_apart(coc_fold_t *fold)
{
    uint32_t  value;

    value = coc_fold_value(fold->cp[0]);

    fold->n = 0;
    fold->based = 0;
    fold->composed = 0;

    return coc_fold_entry(fold, value, fold->from[0]);
}


int
coc_fold_put(coc_fold_t *fold, uint32_t cp, size_t from)
{
    int       rc;
    uint32_t  value;

    value = coc_fold_value(cp);

    if (value == 0) {
        return coc_fold_starter(fold, cp, from, 0, 0);
    }

    /* The generator has checked that such an entry begins with a starter. */

    if (value >= COC_FOLD_POOL
        && (coc_fold_pool[value - COC_FOLD_POOL] & COC_FOLD_STABLE))
    {
        return coc_fold_starter(fold, cp, from, 0, 1);
    }

    if (fold->composed && fold->n == 1) {
        rc = coc_fold_apart(fold);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return (value >= COC_FOLD_POOL) ? coc_fold_entry(fold, value, from)
                                    : coc_fold_one(fold, cp, from, value);
}


int
coc_fold_ascii(coc_fold_t *fold, const uint8_t *p, size_t len, size_t from)
{
    int       rc;
    uint32_t  last;

    if (fold->based && fold->n > 1) {
        coc_fold_compose(fold);
    }

    rc = coc_fold_write(fold);
    if (rc != COC_OK) {
        return rc;
    }

    if (len > 1) {
        rc = coc_sink_lower(fold->sink, p, len - 1, from);
        if (rc != COC_OK) {
            return rc;
        }
    }

    last = p[len - 1];

    if (last >= 'A' && last <= 'Z') {
        last |= 0x20;
    }

    fold->cp[0] = last;
    fold->from[0] = from + len - 1;
    fold->n = 1;
    fold->based = 1;
    fold->composed = 0;
    fold->passing = 0;

    return COC_OK;
}


int
coc_fold_finish(coc_fold_t *fold)
{
    if (fold->based && fold->n > 1) {
        coc_fold_compose(fold);
    }

    return coc_fold_write(fold);
}


const char *
coc_view_unicode(void)
{
    return COC_FOLD_UNICODE;
}
