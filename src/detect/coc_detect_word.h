/*
 * What single words are known for: their classes, the cues that they are to
 * the words around, how they end.  Inside src/detect only.
 */

#ifndef _COC_DETECT_WORD_H_INCLUDED_
#define _COC_DETECT_WORD_H_INCLUDED_


#include "coc_base.h"


#define COC_WORD_LETTERS  24            /* of the longest in the tables */

#define COC_WORD_SLOTS_BITS  15
#define COC_WORD_SLOTS       (1 << COC_WORD_SLOTS_BITS)


/*
 * A word's letters, small, of ASCII, zeros behind them: eight in each number,
 * the first one lowest.
 */

typedef struct {
    uint64_t  part[COC_WORD_LETTERS / 8];
} coc_word_key_t;


/* What is known of a word. */

typedef struct {
    uint64_t  part;             /* its first letters, as in a key */
    uint32_t  known;            /* COC_WORD_…, its classes */
    uint16_t  rest;             /* where the others are, of the tables */
    uint8_t   letters;
    uint8_t   cue;              /* of coc_cue_sets */
} coc_word_t;


COC_BEGIN_DECLS


/* Sets of cues, bits by COC_CUE_… of tables/coc_detect_words.h. */
extern const uint64_t  coc_cue_sets[][2];

/*
 * The words, by their numbers; the first has no letters, no classes, no cues.
 * For each hash 16 bits more of it and a word's number, or 0.
 */
extern const coc_word_t  coc_word[];
extern const uint32_t    coc_word_slot[COC_WORD_SLOTS];

/* As coc_word_find() does it where there is more to be compared. */
const coc_word_t *coc_word_probe(uint64_t first, uint64_t second,
    uint64_t third, size_t letters);

/*
 * Its letters of either case, without their marks if they are Latin; others,
 * apostrophes and the like are left out.  Returns how many, 0 if they are more
 * than COC_WORD_LETTERS.
 */
size_t coc_word_key(coc_str_t word, coc_word_key_t *key);

/* COC_END_… of the word text.data + start to text.data + end. */
unsigned coc_word_ends(coc_str_t text, size_t start, size_t end);


COC_END_DECLS


/* As util/words.pl has it: the slot is in the highest bits, then the check. */

static inline uint64_t
coc_word_hash(coc_word_key_t key)
{
    return key.part[0] * 0x9e3779b97f4a7c15u
           + key.part[1] * 0xc2b2ae3d27d4eb4fu
           + key.part[2] * 0x165667b19e3779f9u;
}


/*
 * Looks a word up; one that is unknown has no letters, no classes, no cues.
 *
 * Cost: O(1).
 */

static inline const coc_word_t *
coc_word_find(coc_word_key_t key, size_t letters)
{
    uint32_t           slot;
    const coc_word_t  *word;

    slot = coc_word_slot[coc_word_hash(key) >> (64 - COC_WORD_SLOTS_BITS)];
    word = &coc_word[slot & 0xffff];

    if (slot == 0
        || (word->part == key.part[0] && word->letters == letters
            && letters <= sizeof(word->part)))
    {
        return word;
    }

    return coc_word_probe(key.part[0], key.part[1], key.part[2], letters);
}


#endif /* _COC_DETECT_WORD_H_INCLUDED_ */
