/*
 * How a lexicon lies in memory: two tries and a filter.  For coc_lexicon*.c
 * and coc_squash*.c.
 */

#ifndef _COC_LEXICON_INT_H_INCLUDED_
#define _COC_LEXICON_INT_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_lexicon.h"


/* One of the few that are known by their first letter: "f***". */

#define COC_LEXICON_USUAL  2


/* The roots: words as they are, and misspelled. */

#define COC_LEXICON_TRUE   0
#define COC_LEXICON_VARY   1
#define COC_LEXICON_ROOTS  2


/* Bits of the filter of four letters. */

#define COC_LEXICON_FOUR  65536


typedef struct {
    uint32_t  letters;          /* bit of each letter that goes on */
    uint32_t  first;            /* node of the lowest of them; others follow */
    uint32_t  word;             /* its number; 0: none ends here */
    uint32_t  below;            /* flags of words that end here or further */
} coc_lexicon_node_t;


typedef struct coc_lexicon_word_s   coc_lexicon_word_t;
typedef struct coc_lexicon_draft_s  coc_lexicon_draft_t;

struct coc_lexicon_word_s {
    coc_str_t            text;
    unsigned             flags;
    uint32_t             number;        /* its index + 1 */
    coc_lexicon_word_t  *next;
};


struct coc_lexicon_s {
    coc_arena_t                *arena;
    coc_lexicon_draft_t        *draft[COC_LEXICON_ROOTS];
    coc_lexicon_word_t        **word;
    coc_lexicon_word_t         *last;       /* added; a list, newest first */
    const coc_lexicon_node_t   *node;       /* roots come first */
    size_t                      nwords;
    size_t                      nnodes;

    /* Strong words by their first letter: strong[first[c]] and on. */

    coc_lexicon_word_t        **strong;
    uint32_t                    first[27];

    /*
     * How a word or a variant may begin, letters as 5 bits each; four by a
     * hash.  whole: variants of three letters.
     */

    uint32_t                    one;
    uint32_t                    two[32];
    uint32_t                    three[32 * 32];
    uint32_t                    whole[32 * 32];
    uint32_t                    four[COC_LEXICON_FOUR / 32];

    /* The second, third and fourth letters of strong words, likewise. */

    uint32_t                    behind[32 * 32];

    /* The first of coc_sign_groups[] that begins with a byte, or the last. */

    uint8_t                     group[256];
};


COC_BEGIN_DECLS


/* Takes one misspelling of the word; COC_ERROR: no memory. */
int coc_lexicon_variant(coc_lexicon_t *lexicon, coc_lexicon_word_t *word,
    coc_str_t variant);

/* Gives each misspelling of the word to coc_lexicon_variant(). */
int coc_lexicon_vary(coc_lexicon_t *lexicon, coc_lexicon_word_t *word);

/* 1: a real word or abbreviation, that stands for nothing else. */
int coc_lexicon_real(coc_str_t word);

/* 1: a short real word, as pieces of a word that was split may be. */
int coc_lexicon_piece(coc_str_t word);


COC_END_DECLS


/* The node one letter on, or 0, which is never one. */

static inline uint32_t
coc_lexicon_next(const coc_lexicon_t *lexicon, uint32_t at, unsigned letter)
{
    uint32_t                   below;
    const coc_lexicon_node_t  *node;

    node = &lexicon->node[at];
    below = 1u << letter;

    if (!(node->letters & below)) {
        return 0;
    }

    return node->first
           + (uint32_t) __builtin_popcount(node->letters & (below - 1));
}


/*
 * Bits of four letters, the first in the lowest byte; 0 is a.  Two, of hashes
 * that have little to do with each other: with one, every second of the words
 * that pass would do so by chance.
 */

static inline uint32_t
coc_lexicon_hash(uint32_t letters)
{
    return (letters * 2654435761u) >> 16;
}


static inline uint32_t
coc_lexicon_hash_again(uint32_t letters)
{
    return ((letters ^ letters >> 13) * 2246822519u) >> 16;
}


static inline int
coc_lexicon_bit(const coc_lexicon_t *lexicon, uint32_t hash)
{
    return (lexicon->four[hash / 32] >> (hash % 32)) & 1;
}


static inline int
coc_lexicon_four(const coc_lexicon_t *lexicon, uint32_t letters)
{
    return coc_lexicon_bit(lexicon, coc_lexicon_hash(letters))
           && coc_lexicon_bit(lexicon, coc_lexicon_hash_again(letters));
}


/* Four bytes at p, the first the lowest. */

static inline uint32_t
coc_lexicon_load(const uint8_t *p)
{
    return p[0] | (uint32_t) p[1] << 8 | (uint32_t) p[2] << 16
           | (uint32_t) p[3] << 24;
}


/* Whether so many letters, 1 to 4, may begin a word. */

static inline int
coc_lexicon_begins(const coc_lexicon_t *lexicon, const uint8_t letter[4],
    size_t n)
{
    switch (n) {

    case 1:
        return (lexicon->one >> letter[0]) & 1;

    case 2:
        return (lexicon->two[letter[0]] >> letter[1]) & 1;

    case 3:
        return (lexicon->three[letter[0] * 32 + letter[1]] >> letter[2]) & 1;

    default:
        return coc_lexicon_four(lexicon, coc_lexicon_load(letter));
    }
}


#endif /* _COC_LEXICON_INT_H_INCLUDED_ */
