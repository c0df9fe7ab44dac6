/*
 * Few bytes looked for in many, sixteen at a time.
 */

#include "coc_detect_find.h"


/* From at on, and 0 where the text ends. */

static inline coc_block_t
coc_find_load(coc_str_t s, size_t at)
{
    if (s.len - at >= COC_BLOCK) {
        return coc_block_load(s.data + at);
    }

    return coc_block_part(s.data + at, s.len - at);
}


size_t
coc_find_digit(coc_str_t s, size_t at)
{
    unsigned  bits;

    for (/* void */; at < s.len; at += COC_BLOCK) {
        bits = coc_block_bits(coc_block_digits(coc_find_load(s, at)));

        if (bits != 0) {
            return at + (size_t) __builtin_ctz(bits);
        }
    }

    return s.len;
}


size_t
coc_find_pair(coc_str_t s, size_t at, char a, char b)
{
    unsigned     bits;
    coc_block_t  v, w;

    for (/* void */; at + 1 < s.len; at += COC_BLOCK) {
        v = coc_find_load(s, at);
        w = coc_find_load(s, at + 1);

        bits = coc_block_bits((coc_block_t) (v == (uint8_t) a)
                              & (coc_block_t) (w == (uint8_t) b));

        if (bits != 0) {
            return at + (size_t) __builtin_ctz(bits);
        }
    }

    return s.len;
}


size_t
coc_find_bytes(coc_str_t s, size_t at, coc_str_t bytes)
{
    for ( ;; ) {
        at = coc_find_pair(s, at, (char) bytes.data[0], (char) bytes.data[1]);

        if (s.len - at < bytes.len) {
            return s.len;
        }

        if (memcmp(s.data + at, bytes.data, bytes.len) == 0) {
            return at;
        }

        at++;
    }
}


size_t
coc_find_sign(coc_str_t s, size_t at)
{
    unsigned     bits;
    coc_block_t  v, w, sign, next;

    for (/* void */; at + 1 < s.len; at += COC_BLOCK) {
        v = coc_find_load(s, at);
        w = coc_find_load(s, at + 1);

        sign = (coc_block_t) (v == '.') | (coc_block_t) (v == ':');
        next = (coc_block_t) (w == '.') | (coc_block_t) (w - '0' < 11)
               | (coc_block_t) ((w | 0x20) - 'a' < 6);

        bits = coc_block_bits(sign & next);

        if (bits != 0) {
            return at + (size_t) __builtin_ctz(bits);
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
