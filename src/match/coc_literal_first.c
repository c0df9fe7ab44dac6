/*
 * How matches may begin, told from how the parts of a pattern do.
 */

#include "coc_literal_first.h"


/* Parts in 1024 of the places tried that may be of the kind looked for. */

#define COC_FIRST_FEW_WORDS  300
#define COC_FIRST_FEW_BYTES  60


/* a to z are 1 to 26, white space 0, marks of a sentence 29, others 30. */

const uint8_t  coc_first_rows[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 29, 29, 30, 30, 30, 30, 29, 30, 30, 30, 30, 29, 30, 29, 30,
    27, 27, 27, 27, 27, 27, 27, 27, 27, 27, 29, 29, 30, 30, 30, 29,
    30, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 30, 30, 30, 30, 28,
    30, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 30, 30, 30, 30, 0,
    31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31,
    31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31,
    31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31,
    31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31,
    31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31,
    31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31,
    31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31,
    31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 31
};


/* How often a byte is of a class, in 1024, in English prose. */

static const uint8_t  coc_first_share[32] = {
    170, 66, 13, 24, 33, 105, 18, 17, 48, 58, 2, 7, 35, 21, 58, 65, 17,
    1, 51, 54, 76, 23, 9, 18, 2, 16, 1, 12, 1, 20, 5, 4
};


void
coc_first_nothing(coc_first_t *first, int edge)
{
    memset(first, 0, sizeof(coc_first_t));
    first->empty = 1;
    first->edge = (edge != 0);
}


void
coc_first_none(coc_first_t *first)
{
    memset(first, 0, sizeof(coc_first_t));
}


void
coc_first_add(coc_first_t *first, int low, int high)
{
    for ( /* void */; low <= high; low++) {
        first->one |= (uint64_t) 1 << coc_first_row(low);
    }

    first->bare = first->one;
    first->single = first->one;
}


/* The classes of rows. */

static uint32_t
coc_first_fold(uint64_t rows)
{
    return (uint32_t) (rows | rows >> COC_FIRST_CASE);
}


/* One byte, and then another. */

static void
coc_first_pairs(coc_first_t *first, uint64_t next)
{
    uint32_t  classes;
    uint64_t  rows;

    classes = coc_first_fold(next);

    for (rows = first->single; rows != 0; rows &= rows - 1) {
        first->pair[__builtin_ctzll(rows)] |= classes;
    }
}


void
coc_first_then(coc_first_t *first, const coc_first_t *x)
{
    size_t  i;

    coc_first_pairs(first, x->one);

    if (!x->empty) {
        first->single = 0;
    }

    if (!first->empty) {
        return;
    }

    for (i = 0; i < COC_FIRST_ROWS; i++) {
        first->pair[i] |= x->pair[i];
    }

    first->one |= x->one;
    first->single |= x->single;

    if (!first->edge) {
        first->bare |= x->bare;
    }

    first->edge |= x->edge;
    first->empty = x->empty;
}


void
coc_first_or(coc_first_t *first, const coc_first_t *x)
{
    size_t  i;

    for (i = 0; i < COC_FIRST_ROWS; i++) {
        first->pair[i] |= x->pair[i];
    }

    first->one |= x->one;
    first->bare |= x->bare;
    first->single |= x->single;

    first->edge = (first->edge || !first->empty) && (x->edge || !x->empty);
    first->empty |= x->empty;
}


void
coc_first_repeat(coc_first_t *first, uint32_t min, uint32_t max)
{
    if (max > 1) {
        coc_first_pairs(first, first->one);
    }

    if (min > 1 && !first->empty) {
        first->single = 0;
    }

    if (min == 0) {
        first->empty = 1;
        first->edge = 0;
    }
}


int
coc_first_word(const coc_first_t *first)
{
    return (coc_first_fold(first->bare)
            & ~(COC_FIRST_MARKS | COC_FIRST_DIGIT | COC_FIRST_HIGH)) == 0
           && (coc_first_fold(first->one) & COC_FIRST_SPACE) == 0;
}


int
coc_first_marks(const coc_first_t *first)
{
    return (coc_first_fold(first->one) & COC_FIRST_MARKS) != 0;
}


int
coc_first_digits(const coc_first_t *first)
{
    return (coc_first_fold(first->bare) & COC_FIRST_DIGIT) != 0;
}


int
coc_first_few(const coc_first_t *first)
{
    unsigned  share, seconds;
    uint32_t  classes;
    uint64_t  rows;

    if (first->empty) {
        return 0;
    }

    for (share = 0, rows = first->one; rows != 0; rows &= rows - 1) {
        seconds = 0;
        classes = first->pair[__builtin_ctzll(rows)];

        if (first->single >> __builtin_ctzll(rows) & 1) {
            classes = UINT32_MAX;
        }

        for ( /* void */; classes != 0; classes &= classes - 1) {
            seconds += coc_first_share[__builtin_ctz(classes)];
        }

        /* a capital is a tenth of its letter */

        seconds *= coc_first_share[__builtin_ctzll(rows) & 31];
        share += (__builtin_ctzll(rows) & COC_FIRST_CASE) ? seconds / 10
                                                          : seconds;
    }

    return share / 1024 < (coc_first_word(first) ? COC_FIRST_FEW_WORDS
                                                 : COC_FIRST_FEW_BYTES);
}
