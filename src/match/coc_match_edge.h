/*
 * Where words begin in a text, 64 bytes at a time.  GNU vectors become SSE2 or
 * NEON, and plain words where there is neither.
 */

#ifndef _COC_MATCH_EDGE_H_INCLUDED_
#define _COC_MATCH_EDGE_H_INCLUDED_


#include "coc_base.h"


#define COC_EDGE_BYTES  64


typedef uint8_t  coc_edge_v_t __attribute__ ((vector_size(16)));


/* A bit for each of eight bytes, 0xff or 0; the first is the lowest. */

static inline uint64_t
coc_edge_mask(uint64_t bytes)
{
#if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
    bytes = __builtin_bswap64(bytes);
#endif

    return ((bytes & 0x0101010101010101u) * 0x0102040810204080u) >> 56;
}


/* Which of the bytes are of a word, and which may be (not ASCII). */

static inline void
coc_edge_class(const uint8_t *p, uint64_t *word, uint64_t *high)
{
    size_t        i;
    uint64_t      half[2];
    coc_edge_v_t  v, lower, w, h;

    *word = 0;
    *high = 0;

    for (i = 0; i < COC_EDGE_BYTES; i += sizeof(v)) {
        memcpy(&v, p + i, sizeof(v));
        lower = v | 0x20;
        w = (coc_edge_v_t) (((lower >= 'a') & (lower <= 'z'))
                            | ((v >= '0') & (v <= '9')) | (v == '_'));
        h = (coc_edge_v_t) (v >= 0x80);

        memcpy(half, &w, sizeof(w));
        *word |= (coc_edge_mask(half[0]) | coc_edge_mask(half[1]) << 8) << i;
        memcpy(half, &h, sizeof(h));
        *high |= (coc_edge_mask(half[0]) | coc_edge_mask(half[1]) << 8) << i;
    }
}


/*
 * A bit for each of the COC_EDGE_BYTES bytes of text from at on: a word may
 * begin there, that is, a letter, digit or underscore or a byte beyond ASCII
 * that follows none of the first three.
 *
 * before  0 at the text's start, then as it was left
 */
static inline uint64_t
coc_edge_starts(coc_str_t text, size_t at, uint64_t *before)
{
    uint8_t   end[COC_EDGE_BYTES];
    uint64_t  word, high, starts;

    if (text.len - at < COC_EDGE_BYTES) {
        memset(end, 0, sizeof(end));
        memcpy(end, text.data + at, text.len - at);
        coc_edge_class(end, &word, &high);

    } else {
        coc_edge_class(text.data + at, &word, &high);
    }

    starts = (word | high) & ~(word << 1 | *before);
    *before = word >> (COC_EDGE_BYTES - 1);

    return starts;
}


#endif /* _COC_MATCH_EDGE_H_INCLUDED_ */
