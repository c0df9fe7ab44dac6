/*
 * UTF-8, read strictly: well-formed sequences are those of the Unicode
 * Standard, table 3-7, and what is ill-formed becomes one U+FFFD for each
 * maximal subpart (section 3.9, "U+FFFD Substitution of Maximal Subparts").
 */

#ifndef _COC_UTF8_H_INCLUDED_
#define _COC_UTF8_H_INCLUDED_


#include "coc_base.h"


#define COC_UTF8_REPLACEMENT  0xfffd
#define COC_UTF8_BAD          0x110000      /* no code point: ill-formed */
#define COC_UTF8_MAX          4             /* bytes of a code point */


COC_BEGIN_DECLS


/*
 * Counts the ill-formed sequences of s.
 *
 * size   the length of s with each replaced by U+FFFD (bytes); may not
 *        overflow as s is shorter than 4 GiB
 *
 * Cost: O(len), ASCII by 16 bytes.
 */
size_t coc_utf8_check(coc_str_t s, size_t *size);


COC_END_DECLS


/* Here, as each character of every view goes through them. */

/*
 * Reads the code point at p; p < end.
 *
 * Returns the bytes read, 1 to 4.  *cp is COC_UTF8_BAD if they are the
 * maximal subpart of an ill-formed sequence.
 */

static inline size_t
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


/*
 * Writes cp, a scalar value, at p, which has room for COC_UTF8_MAX bytes.
 * Returns the bytes written.
 */

static inline size_t
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


#endif /* _COC_UTF8_H_INCLUDED_ */
