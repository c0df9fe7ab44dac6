/*
 * Numbers of telephones in words: "four one five, five five five, oh one".
 */

#include "coc_detect_family.h"


#define COC_SPELLED_LEAST   7   /* words */
#define COC_SPELLED_MOST   24

/*
 * So many words of two letters and more, with a sign between two of them,
 * cover this many bytes: it is enough to look at one byte in so many.
 */

#define COC_SPELLED_STEP   20


/* The value of the word, 10 for "double" and "triple", or -1. */

static int
coc_spelled_word(const uint8_t *p, size_t len)
{
    int  i;

    static const struct {
        const char  *word;
        int          value;
    } words[] = {
        { "zero", 0 }, { "one", 1 }, { "two", 2 }, { "three", 3 },
        { "four", 4 }, { "five", 5 }, { "six", 6 }, { "seven", 7 },
        { "eight", 8 }, { "nine", 9 }, { "oh", 0 }, { "niner", 9 },
        { "double", 10 }, { "triple", 10 }
    };

    if (len < 2 || len > 6) {
        return -1;
    }

    for (i = 0; i < (int) coc_nelts(words); i++) {
        if (strlen(words[i].word) == len
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


static int
coc_spelled_find(coc_detect_t *detect)
{
    int        rc;
    size_t     i, n, start, end, last, rising;
    coc_str_t  s;

    s = coc_detect_text(detect, COC_VIEW_FOLDED);
    last = 0;

    for (i = 0; i < s.len; i += COC_SPELLED_STEP) {

        if (i < last) {
            continue;
        }

        coc_spelled_at(s, i, &start, &end);

        if (start < last
            || coc_spelled_word(s.data + start, end - start) < 0)
        {
            continue;
        }

        start = coc_spelled_back(s, last, start);
        n = coc_spelled_forth(s, start, &end, &rising);
        last = end;

        if (n < COC_SPELLED_LEAST || n > COC_SPELLED_MOST
            || rising + 2 >= n)
        {
            continue;
        }

        rc = coc_detect_add(detect, COC_DETECT_PHONE, start, end, 0);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


const coc_family_t  coc_family_spelled = {
    coc_detector_bit(COC_DETECT_PHONE),
    coc_view_bit(COC_VIEW_FOLDED),
    COC_VIEW_FOLDED,
    COC_ANCHOR_LETTER,
    coc_spelled_find
};
