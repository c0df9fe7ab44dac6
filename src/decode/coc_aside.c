/*
 * Other readings of a body.
 */

#include "coc_aside.h"


static size_t coc_aside_text(coc_str_t s, size_t i);


const coc_charset_t *
coc_aside_json(const uint8_t *data, size_t len)
{
    if (len < 2) {
        return NULL;
    }

    if (data[0] == 0) {
        return coc_charset_named((len < 4 || data[1] != 0) ? "utf-16be"
                                                           : "utf-32be");
    }

    if (data[1] == 0) {
        return coc_charset_named((len < 4 || data[2] != 0 || data[3] != 0)
                                 ? "utf-16le" : "utf-32le");
    }

    return NULL;
}


int
coc_aside_pairs(const uint8_t *data, size_t len)
{
    return len >= 4 && (data[0] == 0) == (data[2] == 0)
           && (data[1] == 0) == (data[3] == 0)
           && (data[0] == 0) != (data[1] == 0);
}


static int
coc_aside_letter(uint8_t c)
{
    c |= 0x20;

    return c >= 'a' && c <= 'z';
}


/*
 * 1 if the text has a letter at i, and one at most three printable bytes before
 * it: words, or what is left of them when signs part their letters.
 */

static int
coc_aside_word(const uint8_t *p, size_t i)
{
    size_t  n;

    if (!coc_aside_letter(p[i])) {
        return 0;
    }

    for (n = 1; n <= i && n <= 3; n++) {

        if (coc_aside_letter(p[i - n])) {
            return 1;
        }

        if (p[i - n] < ' ' || p[i - n] >= 0x7f) {
            return 0;
        }
    }

    return 0;
}


int
coc_aside_bare(const coc_charset_t *charset, coc_str_t value)
{
    size_t          i;
    const uint8_t  *p;

    p = value.data;

    for (i = 1; i < value.len; i++) {

        if (charset->ascii) {
            if (p[i - 1] >= 0xc2 && p[i - 1] <= 0xf4
                && p[i] >= 0x80 && p[i] <= 0xbf)
            {
                return 1;
            }

        } else if (coc_aside_word(p, i)) {
            return 1;
        }
    }

    return 0;
}


int
coc_aside_raw(coc_str_t *rest, coc_str_t *run)
{
    size_t     i, n;
    coc_str_t  s;

    s = *rest;

    for (i = 0; i < s.len; i += n) {

        run->data = s.data + i;

        for (run->len = 0; i + run->len < s.len; run->len += n) {
            n = coc_aside_text(s, i + run->len);

            if (n == 0) {
                break;
            }
        }

        n = run->len + 1;

        if (run->len >= COC_ASIDE_RUN
            || (i == 0 && run->len != 0 && run->len == s.len))
        {
            i += run->len;

            rest->data += i;
            rest->len -= i;

            return 1;
        }
    }

    return 0;
}


/* Bytes of the printable character at i, 0: there is none. */

static size_t
coc_aside_text(coc_str_t s, size_t i)
{
    size_t   j, n;
    uint8_t  c;

    c = s.data[i];

    if (c < 0x80) {
        return (c >= ' ' && c != 0x7f) || c == '\t' || c == '\r' || c == '\n';
    }

    if (c < 0xc2 || c > 0xf4) {
        return 0;
    }

    n = (c < 0xe0) ? 2 : (c < 0xf0) ? 3 : 4;

    if (n > s.len - i) {
        return 0;
    }

    for (j = 1; j < n; j++) {
        if ((s.data[i + j] & 0xc0) != 0x80) {
            return 0;
        }
    }

    return n;
}
