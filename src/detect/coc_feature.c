/*
 * The normal form of a text, segment by segment.
 */

#include "coc_feature.h"


/*
 * The ASCII sign for a quotation mark or dash of U+2013 to U+201D at p, which
 * has at least three bytes; 0: it is none.
 */

static uint8_t
coc_feature_sign(const uint8_t *p)
{
    if (p[0] != 0xe2 || p[1] != 0x80) {
        return 0;
    }

    switch (p[2]) {

    case 0x93:
    case 0x94:
        return '-';

    case 0x98:
    case 0x99:
        return '\'';

    case 0x9c:
    case 0x9d:
        return '"';

    default:
        return 0;
    }
}


static uint8_t
coc_feature_byte(uint8_t c)
{
    if (c <= ' ' || c == 0x7f) {
        return ' ';
    }

    if (c >= '0' && c <= '9') {
        return '0';
    }

    if (c >= 'A' && c <= 'Z') {
        return (uint8_t) (c | 0x20);
    }

    return c;
}


size_t
coc_feature_segment(coc_str_t text, size_t *at, uint8_t *buf)
{
    size_t   i, n;
    uint8_t  c, sign;

    n = 0;
    buf[n++] = ' ';

    for (i = *at; i < text.len && n <= COC_FEATURE_LONGEST; i++) {

        c = text.data[i];

        if (c == 0xe2 && text.len - i > 2) {
            sign = coc_feature_sign(&text.data[i]);

            if (sign != 0) {
                c = sign;
                i += 2;
            }
        }

        c = coc_feature_byte(c);

        if (c == ' ') {
            if (n > COC_FEATURE_SEGMENT) {
                break;
            }

            if (buf[n - 1] == ' ') {
                continue;
            }

        } else if (n > 3 && buf[n - 1] == c && buf[n - 2] == c
                   && buf[n - 3] == c)
        {
            continue;
        }

        buf[n++] = c;
    }

    *at = i;

    if (n == 1) {
        return 0;
    }

    if (buf[n - 1] != ' ') {
        buf[n++] = ' ';
    }

    memset(buf + n, 0, 8);

    return n;
}
