/*
 * Prices: sums with a currency, "only 19.99", "20 % off".  What a disease
 * costs a country is none.
 */

#include "coc_detect_family.h"
#include "coc_detect_find.h"


static int
coc_price_is(coc_str_t s, size_t at, const char *word)
{
    size_t  n;

    n = strlen(word);

    return s.len - at >= n && memcmp(s.data + at, word, n) == 0
           && !coc_detect_word_at(s, at + n);
}


static size_t
coc_price_any(coc_str_t s, size_t at, const char *const *words, size_t n)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        if (coc_price_is(s, at, words[i])) {
            return strlen(words[i]);
        }
    }

    return 0;
}


/* The sign of a currency that ends at at: its bytes. */

static size_t
coc_price_sign(coc_str_t s, size_t at)
{
    if (at >= 1 && s.data[at - 1] == '$') {
        return 1;
    }

    if (at >= 3 && memcmp(s.data + at - 3, "\xe2\x82\xac", 3) == 0) {
        return 3;
    }

    if (at >= 2 && memcmp(s.data + at - 2, "\xc2\xa3", 2) == 0) {
        return 2;
    }

    return 0;
}


/* The word before at is one that stands before a price. */

static int
coc_price_before(coc_str_t s, size_t at)
{
    size_t  end, start;

    static const char *const  words[] = { "just", "only", "price" };

    for (end = at; end > 0 && s.data[end - 1] == ' '; end--) { /* void */ }

    for (start = end; start > 0 && end - start < 8; start--) {
        if (!coc_is_letter(s.data[start - 1])) {
            break;
        }
    }

    return end < at && coc_price_any(s, start, words, coc_nelts(words));
}


/*
 * Reads the number at at.  Returns where it ends; *cents: two digits after
 * the last dot.
 */

static size_t
coc_price_number(coc_str_t s, size_t at, unsigned *cents)
{
    size_t  i, dot;

    dot = 0;

    for (i = at; i < s.len; i++) {

        if (coc_is_digit(s.data[i])) {
            continue;
        }

        if ((s.data[i] != '.' && s.data[i] != ',') || i + 1 == s.len
            || !coc_is_digit(s.data[i + 1]))
        {
            break;
        }

        dot = i;
    }

    *cents = dot && s.data[dot] == '.' && i - dot == 3;

    return i;
}


/* The number start..end is a price: where it ends, else 0. */

static size_t
coc_price_end(coc_str_t s, size_t start, size_t end, size_t sign,
    unsigned cents)
{
    size_t  at, n;

    static const char *const  sums[] = {
        "billion", "bn", "crore", "million", "per qaly", "qaly", "trillion"
    };
    static const char *const  money[] = {
        "aud", "bucks", "cad", "dollars", "eur", "euro", "euros", "gbp", "usd"
    };
    static const char *const  off[] = {
        "% off", "%-off", "percent off", "% discount", "percent discount"
    };

    for (at = end; at < s.len && s.data[at] == ' ' && at - end < 2; at++) {
        /* void */
    }

    if (at < s.len && s.data[at] == '/') {
        at++;
    }

    if (coc_price_any(s, at, sums, coc_nelts(sums))) {
        return 0;
    }

    n = coc_price_any(s, at, money, coc_nelts(money));

    if (n) {
        return at + n;
    }

    n = coc_price_any(s, at, off, coc_nelts(off));

    if (n) {
        return at + n;
    }

    if (s.len - at >= 3 && memcmp(s.data + at, "\xe2\x82\xac", 3) == 0) {
        return at + 3;
    }

    if (sign) {
        return end;
    }

    return (cents && coc_price_before(s, start)) ? end : 0;
}


static int
coc_price_find(coc_detect_t *detect)
{
    int        rc;
    size_t     i, end, stop, sign, at;
    coc_str_t  s;
    unsigned   cents;

    s = coc_detect_text(detect, COC_VIEW_FOLDED);

    for (i = coc_find_digit(s, 0);
         i < s.len;
         i = coc_find_digit(s, coc_max(end, i + 1)))
    {
        end = coc_price_number(s, i, &cents);

        if (i > 0 && coc_is_word(s.data[i - 1])
            && coc_price_sign(s, i) == 0)
        {
            continue;
        }

        at = i;

        if (at > 0 && s.data[at - 1] == ' ') {
            at--;
        }

        sign = coc_price_sign(s, at);
        stop = coc_price_end(s, i, end, sign, cents);

        if (stop == 0) {
            continue;
        }

        rc = coc_detect_add(detect, COC_DETECT_PRICE,
                            sign ? at - sign : i, stop, 0);
        if (rc != COC_OK) {
            return rc;
        }

        end = stop;
    }

    return COC_OK;
}


const coc_family_t  coc_family_price = {
    coc_detector_bit(COC_DETECT_PRICE),
    coc_view_bit(COC_VIEW_FOLDED),
    COC_VIEW_FOLDED,
    1,
    coc_price_find
};
