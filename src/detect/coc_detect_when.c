/*
 * Whether a text can have a day or an age at all: most have numbers, and most
 * numbers are neither.
 */

#include "coc_detect_people.h"
#include "coc_detect_find.h"
#include "tables/coc_detect_words.h"


#define COC_WHEN_BEFORE  2      /* words from a month to its day, with it */
#define COC_WHEN_AFTER   3
#define COC_WHEN_MONTH   9      /* letters of a month's name */


static inline int
coc_when_letter(uint8_t c)
{
    return (uint8_t) ((c | 0x20) - 'a') < 26;
}


/* What words may have in them beside ASCII's letters. */

static inline int
coc_when_odd(uint8_t c)
{
    return c >= 0x80 || c == '\'';
}


static int
coc_when_month(coc_str_t s, size_t start, size_t end)
{
    size_t          n;
    coc_str_t       word;
    coc_word_key_t  key;

    word.data = s.data + start;
    word.len = end - start;

    if (word.len < 3 || word.len > COC_WHEN_MONTH) {
        return 0;
    }

    n = coc_word_key(word, &key);

    return (coc_word_find(key, n)->known & COC_WORD_MONTH) != 0;
}


/* 1 if a month may stand before the number at at, a word between at most. */

static int
coc_when_before(coc_str_t s, size_t at)
{
    size_t    end;
    uint8_t   c;
    unsigned  words;

    for (words = 0; at > 0 && words < COC_WHEN_BEFORE; /* void */) {
        c = s.data[at - 1];

        if (coc_is_digit(c)) {
            return 0;
        }

        if (coc_when_odd(c)) {
            return 1;
        }

        if (!coc_when_letter(c)) {
            at--;
            continue;
        }

        for (end = at; at > 0 && coc_when_letter(s.data[at - 1]); at--) {
            /* void */
        }

        if (coc_when_month(s, at, end)) {
            return 1;
        }

        words++;
    }

    return at > 0 && coc_when_odd(s.data[at - 1]);
}


/* 1 if one may stand behind the number that ends at at, "th" and "of" too. */

static int
coc_when_after(coc_str_t s, size_t at)
{
    size_t    start;
    uint8_t   c;
    unsigned  words;

    for (words = 0; at < s.len && words < COC_WHEN_AFTER; /* void */) {
        c = s.data[at];

        if (coc_is_digit(c)) {
            return 0;
        }

        if (coc_when_odd(c)) {
            return 1;
        }

        if (!coc_when_letter(c)) {
            at++;
            continue;
        }

        for (start = at; at < s.len && coc_when_letter(s.data[at]); at++) {
            /* void */
        }

        if (coc_when_month(s, start, at)) {
            return 1;
        }

        words++;
    }

    return at < s.len && coc_when_odd(s.data[at]);
}


static size_t
coc_when_digits(coc_str_t s, size_t at)
{
    while (at < s.len && coc_is_digit(s.data[at])) {
        at++;
    }

    return at;
}


/* Where a sign and digits end that follow at at, or 0. */

static size_t
coc_when_part(coc_str_t s, size_t at, uint8_t sign)
{
    if (at >= s.len || s.data[at] != sign) {
        return 0;
    }

    for (at++; at < s.len; at++) {
        if (s.data[at] != ' ' && s.data[at] != '\t' && s.data[at] != '\r'
            && s.data[at] != 0xc2 && s.data[at] != 0xa0)
        {
            break;
        }
    }

    return (at < s.len && coc_is_digit(s.data[at])) ? coc_when_digits(s, at)
                                                     : 0;
}


/* 1 if the number that ends at at may be the first of "3/14/2023". */

static int
coc_when_signs(coc_str_t s, size_t at)
{
    uint8_t  sign;

    if (at >= s.len) {
        return 0;
    }

    sign = s.data[at];

    if (sign != '/' && sign != '-' && sign != '.') {
        return 0;
    }

    at = coc_when_part(s, at, sign);

    return at != 0 && coc_when_part(s, at, sign) != 0;
}


int
coc_times_may(coc_str_t s)
{
    size_t    at, end, i;
    unsigned  value;

    static const coc_str_t  ninety = coc_str("ninety");
    static const coc_str_t  hundred = coc_str("hundred");

    for (at = coc_find_digit(s, 0); at < s.len; at = coc_find_digit(s, end)) {
        end = coc_when_digits(s, at);

        for (value = 0, i = at; i < end && i - at < 4; i++) {
            value = value * 10 + (s.data[i] - '0');
        }

        if ((end - at <= 3 && value >= COC_AGE_LEAST && value <= COC_AGE_MOST)
            || coc_when_signs(s, end))
        {
            return 1;
        }

        if (end - at <= 2 && value >= 1 && value <= 31
            && (coc_when_before(s, at) || coc_when_after(s, end)))
        {
            return 1;
        }
    }

    return coc_find_bytes(s, 0, ninety) < s.len
           || coc_find_bytes(s, 0, hundred) < s.len;
}
