/*
 * Numbers of telephones in words: "four one five, five five five, oh one".
 */

#include "coc_block.h"
#include "coc_detect_family.h"


#define COC_SPELLED_LEAST   7   /* words */
#define COC_SPELLED_MOST   24

/*
 * So many words of two letters and more, with a sign between two of them,
 * cover this many bytes: it is enough to look at one byte in so many, where
 * that many have none of the letters that such words don't have.
 */

#define COC_SPELLED_STEP   20

/*
 * A bit for each of COC_BLOCK bytes from at on that is one of the more common
 * letters that no word for a digit has; such words are between them.
 */

static inline unsigned
coc_spelled_breaks(coc_str_t s, size_t at)
{
    coc_block_t  v;

    v = (s.len - at >= COC_BLOCK) ? coc_block_load(s.data + at)
        : coc_block_part(s.data + at, s.len - at);

    return coc_block_bits((coc_block_t) ((v == 'a') | (v == 'c') | (v == 'k')
                                         | (v == 'm') | (v == 'y')));
}


/* The value of the word, 10 for "double" and "triple", or -1. */

static int
coc_spelled_word(const uint8_t *p, size_t len)
{
    int  i;

    static const struct {
        char     word[7];
        uint8_t  len;
        int8_t   value;
    } words[] = {
        { "zero", 4, 0 }, { "one", 3, 1 }, { "two", 3, 2 },
        { "three", 5, 3 }, { "four", 4, 4 }, { "five", 4, 5 },
        { "six", 3, 6 }, { "seven", 5, 7 }, { "eight", 5, 8 },
        { "nine", 4, 9 }, { "oh", 2, 0 }, { "niner", 5, 9 },
        { "double", 6, 10 }, { "triple", 6, 10 }
    };

    if (len < 2 || len > 6) {
        return -1;
    }

    for (i = 0; i < (int) coc_nelts(words); i++) {
        if (words[i].len == len && (uint8_t) words[i].word[0] == p[0]
            && memcmp(words[i].word, p, len) == 0)
        {
            return words[i].value;
        }
    }

    return -1;
}


static int
coc_spelled_sign(uint8_t c)
{
    return c == ' ' || c == ',' || c == '-' || c == '.' || c == '\n'
           || c == '(' || c == ')';
}


/* The word around at, or the one after it: where it begins and ends. */

static void
coc_spelled_at(coc_str_t s, size_t at, size_t *start, size_t *end)
{
    size_t  i;

    i = at;

    while (i < s.len && i - at < 4 && coc_spelled_sign(s.data[i])) {
        i++;
    }

    *start = i;
    *end = i;

    while (*start > 0 && at + 8 - *start < 16
           && coc_is_word(s.data[*start - 1]))
    {
        (*start)--;
    }

    while (*end < s.len && *end - i < 8 && coc_is_word(s.data[*end])) {
        (*end)++;
    }
}


/* Goes back over words of numbers from start, not before from. */

static size_t
coc_spelled_back(coc_str_t s, size_t from, size_t start)
{
    size_t  i, end;

    for ( ;; ) {

        for (end = start; end > from && start - end < 4; end--) {
            if (!coc_spelled_sign(s.data[end - 1])) {
                break;
            }
        }

        for (i = end; i > from && end - i < 8 && coc_is_word(s.data[i - 1]);
             i--)
        {
            /* void */
        }

        if (end == start || coc_spelled_word(s.data + i, end - i) < 0) {
            return start;
        }

        start = i;
    }
}


/*
 * Reads words of numbers from at.  Returns how many, and where they end.  One
 * that counts up ("one, two, three") is none: *rising says how many do.
 */

static size_t
coc_spelled_forth(coc_str_t s, size_t at, size_t *end, size_t *rising)
{
    int     value, last;
    size_t  i, n, stop;

    n = 0;
    last = -2;
    *rising = 1;
    *end = at;

    for (i = at; i < s.len; /* void */) {

        for (stop = i; stop < s.len && stop - i < 8; stop++) {
            if (!coc_is_word(s.data[stop])) {
                break;
            }
        }

        value = coc_spelled_word(s.data + i, stop - i);

        if (value < 0) {
            break;
        }

        *rising += (value == last + 1);
        last = value;
        *end = stop;
        n++;

        for (i = stop; i < s.len && i - stop < 4; i++) {
            if (!coc_spelled_sign(s.data[i])) {
                break;
            }
        }

        if (i == stop) {
            break;
        }
    }

    return n;
}


/*
 * The first place from at on where COC_SPELLED_STEP bytes and more begin that
 * may be such words; *end is behind them.  s.len if there is none.
 */

static size_t
coc_spelled_place(coc_str_t s, size_t at, size_t *end)
{
    size_t    i, start;
    unsigned  bits;

    start = at;

    for (i = at; i < s.len; i += COC_BLOCK) {
        bits = coc_spelled_breaks(s, i);

        if (bits == 0) {
            continue;
        }

        *end = i + (size_t) __builtin_ctz(bits);

        if (*end - start >= COC_SPELLED_STEP) {
            return start;
        }

        start = i + 32 - (size_t) __builtin_clz(bits);
    }

    *end = s.len;

    return (s.len - coc_min(start, s.len) >= COC_SPELLED_STEP) ? start : s.len;
}


/* Looks at the words around i, not before *last; *last is behind them then. */

static int
coc_spelled_one(coc_detect_t *detect, coc_str_t s, size_t i, size_t *last)
{
    size_t  n, start, end, rising;

    coc_spelled_at(s, i, &start, &end);

    if (start < *last || coc_spelled_word(s.data + start, end - start) < 0) {
        return COC_OK;
    }

    start = coc_spelled_back(s, *last, start);
    n = coc_spelled_forth(s, start, &end, &rising);
    *last = end;

    if (n < COC_SPELLED_LEAST || n > COC_SPELLED_MOST || rising + 2 >= n) {
        return COC_OK;
    }

    return coc_detect_add(detect, COC_DETECT_PHONE, start, end, 0);
}


static int
coc_spelled_find(coc_detect_t *detect)
{
    int        rc;
    size_t     i, at, end, last;
    coc_str_t  s;

    s = coc_detect_text(detect, COC_VIEW_FOLDED);
    last = 0;

    for (at = coc_spelled_place(s, 0, &end);
         at < s.len;
         at = coc_spelled_place(s, end, &end))
    {
        i = at + COC_SPELLED_STEP - 1;
        i -= i % COC_SPELLED_STEP;

        for (/* void */; i < end; i += COC_SPELLED_STEP) {

            rc = (i < last) ? COC_OK : coc_spelled_one(detect, s, i, &last);

            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    return COC_OK;
}


const coc_family_t  coc_family_spelled = {
    coc_detector_bit(COC_DETECT_PHONE),
    coc_view_bit(COC_VIEW_FOLDED),
    COC_VIEW_FOLDED,
    0,
    coc_spelled_find
};
