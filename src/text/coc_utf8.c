/*
 * UTF-8, read strictly.  Overlong forms, surrogates and code points past
 * U+10FFFF are ill-formed: what an application's decoder may take for a
 * letter is for the decoders of src/decode to settle, not for this one.
 */

#include "coc_utf8.h"
#include "coc_ascii.h"


size_t
coc_utf8_read(const uint8_t *p, const uint8_t *end, uint32_t *cp)
{
    size_t    i, n, left;
    uint8_t   low, high;
    uint32_t  c;

    c = p[0];
    low = 0x80;
    high = 0xbf;

    if (c < 0x80) {
        *cp = c;
        return 1;
    }

    if (c >= 0xc2 && c <= 0xdf) {
        n = 2;
        c &= 0x1f;

    } else if (c >= 0xe0 && c <= 0xef) {
        n = 3;
        low = (c == 0xe0) ? 0xa0 : 0x80;
        high = (c == 0xed) ? 0x9f : 0xbf;
        c &= 0x0f;

    } else if (c >= 0xf0 && c <= 0xf4) {
        n = 4;
        low = (c == 0xf0) ? 0x90 : 0x80;
        high = (c == 0xf4) ? 0x8f : 0xbf;
        c &= 0x07;

    } else {
        *cp = COC_UTF8_BAD;
        return 1;
    }

    left = (size_t) (end - p);

    for (i = 1; i < n; i++) {

        if (i == left || p[i] < low || p[i] > high) {
            *cp = COC_UTF8_BAD;
            return i;
        }

        c = (c << 6) | (p[i] & 0x3f);
        low = 0x80;
        high = 0xbf;
    }

    *cp = c;

    return n;
}


size_t
coc_utf8_write(uint8_t *p, uint32_t cp)
{
    if (cp < 0x80) {
        p[0] = (uint8_t) cp;
        return 1;
    }

    if (cp < 0x800) {
        p[0] = (uint8_t) (0xc0 | (cp >> 6));
        p[1] = (uint8_t) (0x80 | (cp & 0x3f));
        return 2;
    }

    if (cp < 0x10000) {
        p[0] = (uint8_t) (0xe0 | (cp >> 12));
        p[1] = (uint8_t) (0x80 | ((cp >> 6) & 0x3f));
        p[2] = (uint8_t) (0x80 | (cp & 0x3f));
        return 3;
    }

    p[0] = (uint8_t) (0xf0 | (cp >> 18));
    p[1] = (uint8_t) (0x80 | ((cp >> 12) & 0x3f));
    p[2] = (uint8_t) (0x80 | ((cp >> 6) & 0x3f));
    p[3] = (uint8_t) (0x80 | (cp & 0x3f));

    return 4;
}


size_t
coc_utf8_check(coc_str_t s, size_t *size)
{
    size_t          n, bad;
    uint32_t        cp;
    const uint8_t  *p, *end;

    bad = 0;
    *size = s.len;

    if (s.len == 0) {
        return 0;
    }

    p = s.data;
    end = p + s.len;

    while (p < end) {

        if (*p < 0x80) {
            p += coc_ascii_span(p, (size_t) (end - p));
            continue;
        }

        n = coc_utf8_read(p, end, &cp);
        p += n;

        if (cp == COC_UTF8_BAD) {
            bad++;
            *size = *size - n + 3;
        }
    }

    return bad;
}
