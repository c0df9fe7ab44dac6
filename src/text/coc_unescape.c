/*
 * Escapes left in a text.  Their result is a character, never the beginning
 * of another escape, of a reference or of a tag.
 */

#include "coc_unescape.h"
#include "coc_utf8.h"


static int
coc_unescape_digit(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }

    c |= 0x20;

    return (c >= 'a' && c <= 'f') ? c - 'a' + 10 : -1;
}


/* min to max hexadecimal digits at p; returns their number or 0. */

static size_t
coc_unescape_hex(const uint8_t *p, const uint8_t *end, size_t min, size_t max,
    uint32_t *value)
{
    int     digit;
    size_t  n;

    *value = 0;

    for (n = 0; n < max && p + n < end; n++) {

        digit = coc_unescape_digit(p[n]);
        if (digit < 0) {
            break;
        }

        *value = (*value << 4) | (uint32_t) digit;
    }

    return (n >= min) ? n : 0;
}


/* The second half of a pair; returns its bytes. */

static size_t
coc_unescape_pair(const uint8_t *p, const uint8_t *end, uint32_t *cp)
{
    uint32_t  low;

    if (end - p < 6 || p[0] != '\\' || p[1] != 'u'
        || coc_unescape_hex(p + 2, end, 4, 4, &low) == 0
        || low < 0xdc00 || low > 0xdfff)
    {
        return 0;
    }

    *cp = 0x10000 + ((*cp & 0x3ff) << 10) + (low & 0x3ff);

    return 6;
}


size_t
coc_unescape_read(const uint8_t *p, const uint8_t *end, uint32_t *cp)
{
    size_t  n, used;

    if (end - p < 4) {
        return 0;
    }

    used = 2;

    if ((p[1] == 'u' || p[1] == 'x') && p[2] == '{') {
        n = coc_unescape_hex(p + 3, end, 1, 6, cp);

        if (n == 0 || p + 3 + n == end || p[3 + n] != '}') {
            return 0;
        }

        used = n + 4;

    } else if (p[1] == 'u' || p[1] == 'U' || p[1] == 'x') {
        n = (p[1] == 'u') ? 4 : (p[1] == 'U') ? 8 : 2;

        if (coc_unescape_hex(p + 2, end, n, n, cp) == 0) {
            return 0;
        }

        used += n;

        if (*cp >= 0xd800 && *cp <= 0xdbff) {
            used += coc_unescape_pair(p + used, end, cp);
        }

    } else {
        return 0;
    }

    if (*cp < 0x20 || (*cp >= 0x7f && *cp < 0xa0)
        || (*cp >= 0xd800 && *cp <= 0xdfff) || *cp >= COC_UTF8_BAD)
    {
        return 0;
    }

    return used;
}


size_t
coc_unescape_percent(const uint8_t *p, const uint8_t *end,
    uint8_t byte[COC_UNESCAPE_BYTES])
{
    size_t    n;
    uint32_t  value;

    for (n = 0; n < COC_UNESCAPE_BYTES; n++, p += 3) {

        if (end - p < 3 || *p != '%'
            || coc_unescape_hex(p + 1, end, 2, 2, &value) == 0)
        {
            break;
        }

        byte[n] = (uint8_t) value;
    }

    return n;
}
