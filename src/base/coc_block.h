/*
 * Sixteen bytes at a time: with SSE2 where it is there, else with gcc's
 * vectors and one multiplication for what they lack.
 */

#ifndef _COC_BLOCK_H_INCLUDED_
#define _COC_BLOCK_H_INCLUDED_


#include "coc_base.h"

#if (__SSE2__)
#include <emmintrin.h>
#endif


#define COC_BLOCK  16                   /* bytes */

typedef uint8_t  coc_block_t __attribute__ ((vector_size(16)));


/* The bytes at p, of which all sixteen may be read. */

static inline coc_block_t
coc_block_load(const uint8_t *p)
{
    coc_block_t  v;

    memcpy(&v, p, sizeof(v));

    return v;
}


/* The n bytes at p and 0 behind them. */

static inline coc_block_t
coc_block_part(const uint8_t *p, size_t n)
{
    coc_block_t  v;

    memset(&v, 0, sizeof(v));
    memcpy(&v, p, n);

    return v;
}


/* The first eight bytes and the last, as numbers, the first byte lowest. */

static inline void
coc_block_halves(coc_block_t v, uint64_t *first, uint64_t *last)
{
    typedef uint64_t  coc_pair_t __attribute__ ((vector_size(16)));

    coc_pair_t  pair = (coc_pair_t) v;

#if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
    *first = __builtin_bswap64(pair[0]);
    *last = __builtin_bswap64(pair[1]);
#else
    *first = pair[0];
    *last = pair[1];
#endif
}


/* 0xff where it is a letter of ASCII, or a capital, or a digit; else 0. */

static inline coc_block_t
coc_block_letters(coc_block_t v)
{
    return (coc_block_t) (((v | 0x20) - 'a') < 26);
}


static inline coc_block_t
coc_block_capitals(coc_block_t v)
{
    return (coc_block_t) ((v - 'A') < 26);
}


static inline coc_block_t
coc_block_digits(coc_block_t v)
{
    return (coc_block_t) ((v - '0') < 10);
}


/* The highest bits, the first byte's lowest: as SSE2 has it, and plain. */

static inline unsigned
coc_block_bits_plain(coc_block_t v)
{
    size_t    i;
    uint64_t  half[2];

    memcpy(half, &v, sizeof(v));

    for (i = 0; i < 2; i++) {
#if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        half[i] = __builtin_bswap64(half[i]);
#endif
        half[i] = (((half[i] >> 7) & 0x0101010101010101u)
                   * 0x0102040810204080u) >> 56;
    }

    return (unsigned) (half[0] | half[1] << 8);
}


static inline unsigned
coc_block_bits(coc_block_t v)
{
#if (__SSE2__)
    return (unsigned) _mm_movemask_epi8((__m128i) v);
#else
    return coc_block_bits_plain(v);
#endif
}


#endif /* _COC_BLOCK_H_INCLUDED_ */
