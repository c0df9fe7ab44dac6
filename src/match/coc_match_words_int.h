/*
 * For coc_match_words*.c alone: a trie as it lies in memory.
 */

#ifndef _COC_MATCH_WORDS_INT_H_INCLUDED_
#define _COC_MATCH_WORDS_INT_H_INCLUDED_


#include "coc_base.h"
#include "coc_literal_set.h"
#include "coc_match_words.h"


#define COC_WORDS_NONE   UINT32_MAX
#define COC_WORDS_LEAF   0x80000000u    /* in base: the rest is one literal */
#define COC_WORDS_BYTES  256

#define COC_WORDS_FOUR_BITS  15
#define COC_WORDS_FOUR       (1u << COC_WORDS_FOUR_BITS)
#define COC_WORDS_TWO        65536u


typedef struct {
    uint32_t  base;             /* or leaf and the place in order */
    uint32_t  check;            /* the parent, or none: free */
    uint32_t  first;            /* literals that end here, in order */
    uint32_t  n;
} coc_words_node_t;


typedef struct {
    const uint8_t  *text;       /* from its first word on */
    const uint8_t  *before;     /* what stands before that */
    uint16_t        len;
    uint8_t         skip;
    uint8_t         right;
    uint32_t        id;
} coc_words_literal_t;


struct coc_words_s {
    coc_alloc_t           alloc;
    uint8_t              *texts;
    coc_words_literal_t  *literals;     /* in the order of their texts */
    uint32_t              nliterals;
    coc_words_node_t     *nodes;
    uint32_t              nnodes;
    unsigned              shape:1;
    uint8_t               lower[COC_WORDS_BYTES];

    /* what literals begin with, bits: six or four bytes hashed, or two */

    uint64_t              six[COC_WORDS_FOUR / 64];
    uint64_t              four[COC_WORDS_FOUR / 64];
    uint64_t              two[COC_WORDS_TWO / 64];
};


/* Letters in lower case; other bytes as they are, or another alike. */

#define coc_words_key4(p)  (coc_words_load4(p) | 0x20202020u)
#define coc_words_key6(p)                                                     \
    (coc_words_key4(p) ^ coc_words_key2((p) + 4) * 40503u)
#define coc_words_hash(k)  (((k) * 2654435769u) >> (32 - COC_WORDS_FOUR_BITS))


static inline uint32_t
coc_words_load4(const uint8_t *p)
{
    uint32_t  k;

    memcpy(&k, p, sizeof(k));

    return k;
}


static inline uint32_t
coc_words_key2(const uint8_t *p)
{
    return (uint32_t) (p[0] << 8 | p[1]) | 0x2020u;
}


#endif /* _COC_MATCH_WORDS_INT_H_INCLUDED_ */
