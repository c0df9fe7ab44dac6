/*
 * Hidden forms of a word.  They are looked for as plain terms, so that a text
 * need not be decoded in every way that somebody might think of.
 */

#include "coc_rule_encode.h"


static const char  coc_encode_base64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";


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
    { "", "", "-", 16, 2 },
    { "", "", ":", 16, 2 },
    { "", "0x", " ", 16, 2 },
    { "", "0x", ", ", 16, 2 },
    { "", "0x", ",", 16, 2 },
    { "", "x", "", 16, 2 },
    { "", "", "", 2, 8 },
    { "", "", " ", 2, 8 }
};


static uint8_t
coc_encode_lower(uint8_t c)
{
    return (uint8_t) ((c >= 'A' && c <= 'Z') ? c | 0x20 : c);
}


/*
 * The word in capitals from byte from up to byte to, a line's end behind it
 * if line is 1.  Without padding: what pads is no part of a word.
 */

static size_t
coc_encode_64(coc_str_t word, size_t from, size_t to, size_t line,
    uint8_t *out)
{
    size_t    i, n, bits, len;
    uint32_t  sum;

    n = 0;
    sum = 0;
    bits = 0;
    len = word.len + line;

    for (i = 0; i < len; i++) {
        sum = (sum << 8)
              | (uint32_t) ((i == word.len) ? '\n'
                            : (i >= from && i < to) ? word.data[i] & ~0x20
                                                    : word.data[i]);
        bits += 8;

        while (bits >= 6) {
            bits -= 6;
            out[n++] = coc_encode_lower(
                (uint8_t) coc_encode_base64[(sum >> bits) & 63]);
        }
    }

    if (bits) {
        out[n++] = coc_encode_lower(
            (uint8_t) coc_encode_base64[(sum << (6 - bits)) & 63]);
    }

    return n;
}


static uint8_t *
coc_encode_text(uint8_t *out, const char *text)
{
    while (*text != '\0') {
        *out++ = (uint8_t) *text++;
    }

    return out;
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
coc_rule_encode(coc_str_t word, unsigned which, uint8_t *out)
{
    size_t  i;

    switch (which) {

    case 0:
        for (i = 0; i < word.len; i++) {
            out[i] = word.data[word.len - 1 - i];
        }

        return word.len;

    case 1:
        for (i = 0; i < word.len; i++) {
            out[i] = (uint8_t) ('a' + (word.data[i] - 'a' + 13) % 26);
        }

        return word.len;

    case 2:
        return coc_encode_64(word, 0, 0, 0, out);

    case 3:
        return coc_encode_64(word, 0, 1, 0, out);

    case 4:
        return coc_encode_64(word, 0, word.len, 0, out);

    case 5:
        return coc_encode_64(word, 0, 0, 1, out);

    default:
        break;
    }

    which -= 6;

    if (which >= 2 * coc_nelts(coc_encode_numbers)) {
        return 0;
    }

    return coc_encode_digits(word, &coc_encode_numbers[which / 2],
                             (int) (which & 1), out);
}
