/*
 * Hidden forms of a word.  They are looked for as plain terms, so that a text
 * need not be decoded in every way that somebody might think of.
 */

#include "coc_rule_encode.h"


static const char  coc_encode_base64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";


static const char *const  coc_encode_gaps[] = { "", " ", ".", "-" };
static const char *const  coc_encode_decimals[] = { " ", ", ", ",", "-" };
static const unsigned     coc_encode_shifts[] = { 13, 0, 1, 3 };


/* Of the numbers below: behind so many, more may follow; in capitals too. */

#define COC_ENCODE_OPEN   2
#define COC_ENCODE_UPPER  5


/* How the bytes of a word are written as numbers. */

typedef struct {
    const char  *first;         /* before all of them */
    const char  *prefix;        /* before each */
    const char  *between;
    unsigned     base;
    unsigned     digits;
} coc_encode_number_t;


static const coc_encode_number_t  coc_encode_numbers[] = {
    { "", "", "", 16, 2 },
    { "0x", "", "", 16, 2 },
    { "", "", " ", 16, 2 },
    { "", "", ":", 16, 2 },
    { "", "", "-", 16, 2 },
    { "", "", ", ", 16, 2 },
    { "", "0x", "", 16, 2 },
    { "", "0x", " ", 16, 2 },
    { "", "0x", ", ", 16, 2 },
    { "", "0x", ",", 16, 2 },
    { "", "x", "", 16, 2 },
    { "", "=", "", 16, 2 },
    { "", "%25", "", 16, 2 },
    { "", "%u00", "", 16, 2 },
    { "", "u+00", " ", 16, 2 },
    { "", "\\", "", 8, 3 },
    { "", "", "", 2, 8 },
    { "", "", " ", 2, 8 },
    { "", "", " ", 2, 7 }
};


static uint8_t
coc_encode_lower(uint8_t c)
{
    return (uint8_t) ((c >= 'A' && c <= 'Z') ? c | 0x20 : c);
}


/*
 * The word, its first so many letters in capitals.  The last of its bits
 * depend on what follows and are left out.
 */

static size_t
coc_encode_64(coc_str_t word, size_t capitals, uint8_t *out)
{
    size_t    i, n, bits;
    uint32_t  sum;

    n = 0;
    sum = 0;
    bits = 0;

    for (i = 0; i < word.len; i++) {
        sum = (sum << 8)
              | (uint32_t) ((i < capitals) ? word.data[i] & ~0x20
                                           : word.data[i]);
        bits += 8;

        while (bits >= 6) {
            bits -= 6;
            out[n++] = coc_encode_lower(
                (uint8_t) coc_encode_base64[(sum >> bits) & 63]);
        }
    }

    return n;
}


/* rot13, Atbash, and by one or three on. */

static size_t
coc_encode_shifted(coc_str_t word, unsigned how, uint8_t *out)
{
    size_t    i;
    unsigned  letter;

    for (i = 0; i < word.len; i++) {
        letter = word.data[i] - 'a';
        letter = (how == 0) ? 25 - letter : letter + how;

        out[i] = (uint8_t) ('a' + letter % 26);
    }

    return word.len;
}


/* "uckfay" */

static size_t
coc_encode_pig(coc_str_t word, uint8_t *out)
{
    size_t  n;

    for (n = 0; n < word.len; n++) {
        if (strchr("aeiou", word.data[n]) != NULL) {
            break;
        }
    }

    memcpy(out, word.data + n, word.len - n);
    memcpy(out + word.len - n, word.data, n);
    memcpy(out + word.len, (n > 0) ? "ay" : "way", 3);

    return word.len + ((n > 0) ? 2 : 3);
}


static uint8_t *
coc_encode_text(uint8_t *out, const char *text)
{
    while (*text != '\0') {
        *out++ = (uint8_t) *text++;
    }

    return out;
}


/* Backwards, with something between letters. */

static size_t
coc_encode_reversed(coc_str_t word, const char *between, uint8_t *out)
{
    size_t    i;
    uint8_t  *p;

    p = out;

    for (i = word.len; i > 0; i--) {
        *p++ = word.data[i - 1];

        if (i > 1) {
            p = coc_encode_text(p, between);
        }
    }

    return (size_t) (p - out);
}


/* "102, 117, 99, 107" */

static size_t
coc_encode_decimal(coc_str_t word, const char *between, uint8_t *out)
{
    size_t    i;
    uint8_t  *p, c;

    p = out;

    for (i = 0; i < word.len; i++) {

        if (i > 0) {
            p = coc_encode_text(p, between);
        }

        c = word.data[i];

        if (c >= 100) {
            *p++ = '1';
        }

        *p++ = (uint8_t) ('0' + c / 10 % 10);
        *p++ = (uint8_t) ('0' + c % 10);
    }

    return (size_t) (p - out);
}


static size_t
coc_encode_digits(coc_str_t word, const coc_encode_number_t *form, int upper,
    uint8_t *out)
{
    size_t     i;
    uint8_t   *p;
    unsigned   c, k;

    p = coc_encode_text(out, form->first);

    for (i = 0; i < word.len; i++) {

        if (i > 0) {
            p = coc_encode_text(p, form->between);
        }

        p = coc_encode_text(p, form->prefix);
        c = upper ? word.data[i] & ~0x20u : word.data[i];

        for (k = form->digits; k-- > 0; c /= form->base) {
            p[k] = (uint8_t) "0123456789abcdef"[c % form->base];
        }

        p += form->digits;
    }

    return (size_t) (p - out);
}


size_t
coc_rule_encode(coc_str_t word, unsigned which, uint8_t *out, int *open)
{
    int  upper;

    *open = 0;

    if (which < coc_nelts(coc_encode_gaps)) {
        return coc_encode_reversed(word, coc_encode_gaps[which], out);
    }

    which -= (unsigned) coc_nelts(coc_encode_gaps);

    if (which < coc_nelts(coc_encode_shifts)) {
        return coc_encode_shifted(word, coc_encode_shifts[which], out);
    }

    which -= (unsigned) coc_nelts(coc_encode_shifts);

    switch (which) {

    case 0:
        *out = 's';
        return 1 + coc_encode_reversed(word, "", out + 1);

    case 1:
        return coc_encode_pig(word, out);

    case 2:
    case 3:
    case 4:
        *open = 1;
        return coc_encode_64(word, (which == 4) ? word.len : which - 2, out);

    default:
        which -= 5;
        break;
    }

    if (which < coc_nelts(coc_encode_decimals)) {
        return coc_encode_decimal(word, coc_encode_decimals[which], out);
    }

    which -= (unsigned) coc_nelts(coc_encode_decimals);

    upper = which >= coc_nelts(coc_encode_numbers);
    which -= upper ? (unsigned) coc_nelts(coc_encode_numbers) : 0;

    if (which >= (upper ? COC_ENCODE_UPPER : coc_nelts(coc_encode_numbers))) {
        return 0;
    }

    /* Hexadecimal digits go on where the text does. */

    *open = (which < COC_ENCODE_OPEN);

    return coc_encode_digits(word, &coc_encode_numbers[which], upper, out);
}
