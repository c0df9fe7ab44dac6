/*
 * Where words begin in a text, 64 bytes at a time, found once a text.  GNU
 * vectors become SSE2 or NEON, and plain words where there is neither.
 */

#ifndef _COC_MATCH_EDGE_H_INCLUDED_
#define _COC_MATCH_EDGE_H_INCLUDED_


#include "coc_base.h"
#include "coc_literal_set.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif


#define COC_EDGE_BYTES   64
#define COC_EDGES_WORDS  512    /* what is beyond is found whenever asked for */


typedef uint8_t  coc_edge_v_t __attribute__ ((vector_size(16)));


#define COC_EDGE_MARKS   0x01   /* kinds of places */
#define COC_EDGE_DIGITS  0x02

/* What is ASCII, but of no word, and no white space. */

#define coc_edge_mark_byte(c)                                                 \
    ((c) > ' ' && (c) < 0x7f && !coc_lits_word(c))


typedef struct {
    uint64_t  starts;           /* of words */
    uint64_t  marks;
    uint64_t  digits;
    uint64_t  high;             /* not ASCII */
} coc_edge_bits_t;


/* Of a text's first n * COC_EDGE_BYTES bytes; but high and digit of all. */

typedef struct {
    coc_str_t        text;
    size_t           n;
    unsigned         high:1;
    unsigned         digit:1;   /* an ASCII one */
    coc_edge_bits_t  bits[COC_EDGES_WORDS];
} coc_edges_t;


/* A bit for each byte, which is 0xff or 0; the first is the lowest. */

static inline uint64_t
coc_edge_mask(coc_edge_v_t v)
{
#if defined(__SSE2__)

    return (uint64_t) (unsigned) _mm_movemask_epi8((__m128i) v);

#else

    size_t    i;
    uint64_t  half[2];

    memcpy(half, &v, sizeof(v));

    for (i = 0; i < 2; i++) {
#if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        half[i] = __builtin_bswap64(half[i]);
#endif
        half[i] = ((half[i] & 0x0101010101010101u) * 0x0102040810204080u)
                  >> 56;
    }

    return half[0] | half[1] << 8;

#endif
}


/* Of COC_EDGE_BYTES bytes a bit each. */

typedef struct {
    uint64_t  word;
    uint64_t  digit;            /* of these */
    uint64_t  high;             /* not ASCII: may be of a word */
    uint64_t  mark;             /* coc_edge_mark_byte() */
} coc_edge_class_t;


static inline void
coc_edge_class(const uint8_t *p, coc_edge_class_t *class)
{
    size_t        i;
    coc_edge_v_t  v, lower, word, digit, mark;

    memset(class, 0, sizeof(coc_edge_class_t));

    for (i = 0; i < COC_EDGE_BYTES; i += sizeof(v)) {
        memcpy(&v, p + i, sizeof(v));
        lower = v | 0x20;
        digit = (coc_edge_v_t) ((v >= '0') & (v <= '9'));
        word = (coc_edge_v_t) (((lower >= 'a') & (lower <= 'z'))
                               | (v == '_')) | digit;
        mark = (coc_edge_v_t) ((v > ' ') & (v < 0x7f)) & ~word;

        class->word |= coc_edge_mask(word) << i;
        class->digit |= coc_edge_mask(digit) << i;
        class->high |= coc_edge_mask((coc_edge_v_t) (v >= 0x80)) << i;
        class->mark |= coc_edge_mask(mark) << i;
    }
}


/*
 * The bits of the bytes from at on, a multiple of COC_EDGE_BYTES; before is 1
 * if the byte before is of a word, and then what the next call takes.
 */

static inline void
coc_edge_bits(coc_str_t text, size_t at, uint64_t *before,
    coc_edge_bits_t *bits)
{
    uint8_t           end[COC_EDGE_BYTES];
    coc_edge_class_t  class;

    if (text.len - at < COC_EDGE_BYTES) {
        memset(end, 0, sizeof(end));
        memcpy(end, text.data + at, text.len - at);
        coc_edge_class(end, &class);

    } else {
        coc_edge_class(text.data + at, &class);
    }

    bits->starts = (class.word & ~(class.word << 1 | *before)) | class.high;
    bits->marks = class.mark;
    bits->digits = class.digit;
    bits->high = class.high;
    *before = class.word >> (COC_EDGE_BYTES - 1);
}


/* Finds them, at the start of the text. */

static inline void
coc_edges_init(coc_edges_t *edges, coc_str_t text)
{
    size_t            at;
    uint64_t          before;
    coc_edge_bits_t  *bits, more;

    edges->text = text;
    edges->n = 0;
    edges->high = 0;
    edges->digit = 0;
    before = 0;

    for (at = 0; at < text.len; at += COC_EDGE_BYTES) {
        bits = (edges->n < COC_EDGES_WORDS) ? &edges->bits[edges->n++] : &more;
        coc_edge_bits(text, at, &before, bits);

        edges->high |= (bits->high != 0);
        edges->digit |= (bits->digits != 0);
    }
}


/*
 * A bit for each of the COC_EDGE_BYTES bytes of text from at on, a multiple of
 * that: a word may begin there, that is, a letter, digit or underscore that
 * follows none of these, or a byte beyond ASCII; and other marks and digits,
 * as kinds asks for them.
 */

static inline uint64_t
coc_edges_starts(const coc_edges_t *edges, coc_str_t text, size_t at,
    unsigned kinds)
{
    uint64_t                before;
    coc_edge_bits_t         more;
    const coc_edge_bits_t  *bits;

    if (at / COC_EDGE_BYTES < edges->n) {
        bits = &edges->bits[at / COC_EDGE_BYTES];

    } else {
        before = (at != 0 && coc_lits_word(text.data[at - 1]));
        coc_edge_bits(text, at, &before, &more);
        bits = &more;
    }

    return bits->starts | ((kinds & COC_EDGE_MARKS) ? bits->marks : 0)
           | ((kinds & COC_EDGE_DIGITS) ? bits->digits : 0);
}


#endif /* _COC_MATCH_EDGE_H_INCLUDED_ */
