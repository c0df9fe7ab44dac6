/*
 * Few bytes looked for in many, sixteen at a time.
 */

#include "coc_detect_find.h"


/*
 * Each goes by blocks as long as a block and what is looked at behind it may
 * be read, and then a byte at a time.
 */


size_t
coc_find_digit(coc_str_t s, size_t at)
{
    unsigned  bits;

    for (/* void */; at + COC_BLOCK <= s.len; at += COC_BLOCK) {
        bits = coc_block_bits(coc_block_digits(coc_block_load(s.data + at)));

        if (bits != 0) {
            return at + (size_t) __builtin_ctz(bits);
        }
    }

    for (/* void */; at < s.len; at++) {
        if ((uint8_t) (s.data[at] - '0') < 10) {
            return at;
        }
    }

    return s.len;
}


size_t
coc_find_pair(coc_str_t s, size_t at, char a, char b)
{
    unsigned        bits;
    coc_block_t     v, w;
    const uint8_t  *p;

    for (/* void */; at + COC_BLOCK < s.len; at += COC_BLOCK) {
        p = s.data + at;
        v = (coc_block_t) (coc_block_load(p) == (uint8_t) a);
        w = (coc_block_t) (coc_block_load(p + 1) == (uint8_t) b);

        bits = coc_block_bits(v & w);

        if (bits != 0) {
            return at + (size_t) __builtin_ctz(bits);
        }
    }

    for (/* void */; at + 1 < s.len; at++) {
        if (s.data[at] == (uint8_t) a && s.data[at + 1] == (uint8_t) b) {
            return at;
        }
    }

    return s.len;
}


size_t
coc_find_bytes(coc_str_t s, size_t at, coc_str_t bytes)
{
    size_t          i, last;
    uint8_t         a, b, c;
    unsigned        bits;
    coc_block_t     v, w, x;
    const uint8_t  *p;

    last = bytes.len - 1;
    a = bytes.data[0];
    b = bytes.data[1];
    c = bytes.data[last];

    for (/* void */; at + last + COC_BLOCK <= s.len; at += COC_BLOCK) {
        p = s.data + at;
        v = (coc_block_t) (coc_block_load(p) == a);
        w = (coc_block_t) (coc_block_load(p + 1) == b);
        x = (coc_block_t) (coc_block_load(p + last) == c);

        for (bits = coc_block_bits(v & w & x); bits != 0; bits &= bits - 1) {
            i = at + (size_t) __builtin_ctz(bits);

            if (memcmp(s.data + i, bytes.data, bytes.len) == 0) {
                return i;
            }
        }
    }

    for (/* void */; at + last < s.len; at++) {
        if (s.data[at] == a
            && memcmp(s.data + at, bytes.data, bytes.len) == 0)
        {
            return at;
        }
    }

    return s.len;
}


size_t
coc_find_sign(coc_str_t s, size_t at)
{
    uint8_t         c;
    unsigned        bits;
    coc_block_t     v, w, sign, next;
    const uint8_t  *p;

    for (/* void */; at + COC_BLOCK < s.len; at += COC_BLOCK) {
        p = s.data + at;
        v = coc_block_load(p);
        w = coc_block_load(p + 1);

        sign = (coc_block_t) (v == '.') | (coc_block_t) (v == ':');
        next = (coc_block_t) (w == '.') | (coc_block_t) (w - '0' < 11)
               | (coc_block_t) ((w | 0x20) - 'a' < 6);

        bits = coc_block_bits(sign & next);

        if (bits != 0) {
            return at + (size_t) __builtin_ctz(bits);
        }
    }

    for (/* void */; at + 1 < s.len; at++) {
        c = s.data[at + 1];

        if ((s.data[at] == '.' || s.data[at] == ':')
            && (c == '.' || (uint8_t) (c - '0') < 11
                || (uint8_t) ((c | 0x20) - 'a') < 6))
        {
            return at;
        }
    }

    return s.len;
}


int
coc_find_listed(coc_str_t s, const coc_str_t *list, size_t n)
{
    size_t  i;

    if (s.len == 0) {
        return 0;
    }

    for (i = 0; i < n; i++) {
        if (list[i].len == s.len && list[i].data[0] == s.data[0]
            && memcmp(list[i].data, s.data, s.len) == 0)
        {
            return 1;
        }
    }

    return 0;
}
