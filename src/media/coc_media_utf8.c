/*
 * UTF-8 written and recognized, UTF-16 read.
 */

#include "coc_media_utf8.h"


size_t
coc_media_utf8_put(uint8_t *out, uint32_t c)
{
    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
        c = 0xfffd;
    }

    if (c < 0x80) {
        out[0] = (uint8_t) c;
        return 1;
    }

    if (c < 0x800) {
        out[0] = (uint8_t) (0xc0 | c >> 6);
        out[1] = (uint8_t) (0x80 | (c & 0x3f));
        return 2;
    }

    if (c < 0x10000) {
        out[0] = (uint8_t) (0xe0 | c >> 12);
        out[1] = (uint8_t) (0x80 | (c >> 6 & 0x3f));
        out[2] = (uint8_t) (0x80 | (c & 0x3f));
        return 3;
    }

    out[0] = (uint8_t) (0xf0 | c >> 18);
    out[1] = (uint8_t) (0x80 | (c >> 12 & 0x3f));
    out[2] = (uint8_t) (0x80 | (c >> 6 & 0x3f));
    out[3] = (uint8_t) (0x80 | (c & 0x3f));

    return 4;
}


int
coc_media_utf8_told(coc_str_t s)
{
    int       told;
    size_t    i, k, n;
    uint8_t   c;
    uint32_t  code;

    told = 0;

    for (i = 0; i < s.len; i += n) {
        c = s.data[i];
        n = 1;

        if (c < 0x80) {
            continue;
        }

        if (c < 0xc2 || c > 0xf4) {
            return 0;
        }

        told = 1;
        n = (c < 0xe0) ? 2 : (c < 0xf0) ? 3 : 4;
        code = c & (0x7fu >> n);

        if (s.len - i < n) {
            return 0;
        }

        for (k = 1; k < n; k++) {
            if ((s.data[i + k] & 0xc0) != 0x80) {
                return 0;
            }

            code = code << 6 | (s.data[i + k] & 0x3f);
        }

        if ((n == 3 && (code < 0x800 || (code >= 0xd800 && code < 0xe000)))
            || (n == 4 && (code < 0x10000 || code > 0x10ffff)))
        {
            return 0;
        }
    }

    return told;
}


size_t
coc_media_utf16(coc_str_t s, int big, uint8_t *out, size_t size)
{
    size_t    i, n, hi, lo;
    uint32_t  c, d;

    hi = big ? 0 : 1;
    lo = 1 - hi;
    n = 0;

    for (i = 0; s.len - i >= 2 && size - n >= COC_UTF8_MAX; i += 2) {
        c = (uint32_t) s.data[i + hi] << 8 | s.data[i + lo];

        if (c >= 0xd800 && c < 0xdc00 && s.len - i >= 4) {
            d = (uint32_t) s.data[i + 2 + hi] << 8 | s.data[i + 2 + lo];

            if (d >= 0xdc00 && d < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (d - 0xdc00);
                i += 2;
            }
        }

        n += coc_media_utf8_put(out + n, c);
    }

    return n;
}
