/*
 * Markdown.  What it would make of a text is not worked out: only what hides
 * the inside of a word, and what is code.
 */

#include "coc_mark.h"


#define COC_MARK_FENCE  3       /* marks of a fence */
#define COC_MARK_BACK   64      /* bytes of a word before its first stars */
#define COC_MARK_WORD   128     /* bytes of a word */


size_t
coc_mark_row(const uint8_t *p, const uint8_t *end)
{
    const uint8_t  *q;

    for (q = p + 1; q < end && *q == *p; q++) { /* void */ }

    return (size_t) (q - p);
}


/* 1 if nothing but at most three spaces is before p in its line. */

static int
coc_mark_first(const uint8_t *start, const uint8_t *p)
{
    unsigned  i;

    for (i = 0; i <= 3; i++, p--) {

        if (p == start || p[-1] == '\n') {
            return 1;
        }

        if (p[-1] != ' ') {
            return 0;
        }
    }

    return 0;
}


/* The end of the fence at p if it closes one of row marks c, else NULL. */

static const uint8_t *
coc_mark_closing(const uint8_t *p, const uint8_t *end, uint8_t c, size_t row)
{
    size_t  n;

    for (n = 0; n < 3 && p < end && *p == ' '; n++) {
        p++;
    }

    if (p == end || *p != c) {
        return NULL;
    }

    n = coc_mark_row(p, end);
    p += n;

    if (n < row) {
        return NULL;
    }

    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r')) {
        p++;
    }

    return (p == end || *p == '\n') ? p : NULL;
}


size_t
coc_mark_fence(const uint8_t *start, const uint8_t *p, size_t row,
    const uint8_t *end, const uint8_t **body, size_t *len)
{
    const uint8_t  *line, *close;

    if (row < COC_MARK_FENCE || !coc_mark_first(start, p)) {
        return 0;
    }

    *body = p + row;

    line = memchr(*body, '\n', (size_t) (end - *body));

    /* Backticks after it in the line make it code inside a text. */

    if (*p == '`'
        && memchr(*body, '`', (size_t) (((line != NULL) ? line : end) - *body))
           != NULL)
    {
        return 0;
    }

    while (line != NULL) {
        line++;

        close = coc_mark_closing(line, end, *p, row);

        if (close != NULL) {
            *len = (size_t) (line - *body);
            return (size_t) (close - p);
        }

        line = memchr(line, '\n', (size_t) (end - line));
    }

    *len = (size_t) (end - *body);

    return (size_t) (end - p);
}


const uint8_t *
coc_mark_ticks(coc_mark_t *mark, const uint8_t *p, size_t row,
    const uint8_t *end)
{
    size_t          n;
    const uint8_t  *q;

    if (row >= COC_MARK_TICKS
        || (mark->ticks_end != NULL && p < mark->ticks_end
            && (mark->ticks[row] == NULL || mark->ticks[row] <= p)))
    {
        return NULL;
    }

    for (q = p + row; q < end; q++) {

        if (*q == '\n' && end - q > 1 && (q[1] == '\n' || q[1] == '\r')) {
            break;
        }

        if (*q != '`') {
            continue;
        }

        n = coc_mark_row(q, end);

        if (n == row) {
            return q;
        }

        if (n < COC_MARK_TICKS) {
            mark->ticks[n] = q;
        }

        q += n - 1;
    }

    mark->ticks_end = q;

    return NULL;
}


/*
 * The word from p to end, neither empty: are its stars marks?  n counts the
 * rows inside, edge those at the ends.
 */

static unsigned
coc_mark_paired(const uint8_t *p, const uint8_t *end)
{
    size_t          row, first, last, inner;
    unsigned        n, same;
    const uint8_t  *q;

    first = last = inner = 0;
    n = 0;
    same = 1;

    for (q = p; q < end; q += row) {

        if (*q != '*') {
            row = 1;
            continue;
        }

        row = coc_mark_row(q, end);

        if (q == p) {
            first = row;

        } else if (q + row == end) {
            last = row;

        } else if (n++ == 0) {
            inner = row;

        } else if (row != inner) {
            same = 0;
        }
    }

    if (!same) {
        return 0;
    }

    if (first != 0 && last != 0) {
        return n > 1 && first == last && inner == 2 * first;
    }

    return n == 1 && inner > 1 && first + last == inner;
}


unsigned
coc_mark_stars(coc_mark_t *mark, const uint8_t *start, const uint8_t *p,
    const uint8_t *end)
{
    const uint8_t  *q;

    if (mark->stars_end != NULL && p < mark->stars_end) {
        return mark->stars;
    }

    start = p - coc_min((size_t) (p - start), (size_t) COC_MARK_BACK);
    end = p + coc_min((size_t) (end - p), (size_t) COC_MARK_WORD);

    for (q = p; q < end && *q > ' '; q++) { /* void */ }

    mark->stars_end = q;
    mark->stars = 0;

    if (q == p + COC_MARK_WORD) {
        return 0;
    }

    while (p > start && p[-1] > ' ') {
        p--;
    }

    /* What ends a sentence or stands in brackets is no part of the word. */

    while (q > p && memchr(".,;:!?)\"'", q[-1], 9) != NULL) {
        q--;
    }

    while (p < q && memchr("(\"'", *p, 3) != NULL) {
        p++;
    }

    mark->stars = (coc_mark_paired(p, q) != 0);

    return mark->stars;
}
