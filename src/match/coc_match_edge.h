/*
 * Where words begin in a text, 64 bytes at a time, found once a text.  GNU
 * vectors become SSE2 or NEON, and plain words where there is neither.
 */

#ifndef _COC_MATCH_EDGE_H_INCLUDED_
#define _COC_MATCH_EDGE_H_INCLUDED_


#include "coc_base.h"
#include "coc_literal_set.h"


#define COC_EDGE_BYTES   64
#define COC_EDGES_WORDS  1024   /* what is beyond is found whenever asked for */


typedef uint8_t  coc_edge_v_t __attribute__ ((vector_size(16)));


/* Of a text's first n * COC_EDGE_BYTES bytes, see coc_edges_starts(). */

typedef struct {
    coc_str_t  text;
    size_t     n;
    uint64_t   starts[COC_EDGES_WORDS];
} coc_edges_t;


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


/* The bits of the bytes from at on, a multiple of COC_EDGE_BYTES. */

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

    starts = (word & ~(word << 1 | *before)) | high;
    *before = word >> (COC_EDGE_BYTES - 1);

    return starts;
}


/* Finds them, at the start of the text. */

static inline void
coc_edges_init(coc_edges_t *edges, coc_str_t text)
{
    uint64_t  before;

    edges->text = text;
    before = 0;

    for (edges->n = 0; edges->n < COC_EDGES_WORDS
         && edges->n * COC_EDGE_BYTES < text.len; edges->n++)
    {
        edges->starts[edges->n] = coc_edge_starts(text, edges->n
                                                  * COC_EDGE_BYTES, &before);
    }
}


/*
 * A bit for each of the COC_EDGE_BYTES bytes of text from at on, a multiple of
 * that: a word may begin there, that is, a letter, digit or underscore that
 * follows none of these, or a byte beyond ASCII.
 */

static inline uint64_t
coc_edges_starts(const coc_edges_t *edges, coc_str_t text, size_t at)
{
    uint64_t  before;

    if (at / COC_EDGE_BYTES < edges->n) {
        return edges->starts[at / COC_EDGE_BYTES];
    }

    before = at != 0 && coc_lits_word(text.data[at - 1]);

    return coc_edge_starts(text, at, &before);
}


#endif /* _COC_MATCH_EDGE_H_INCLUDED_ */
