/*
 * For coc_literal.c alone: sets of byte strings.
 */

#ifndef _COC_LITERAL_SET_H_INCLUDED_
#define _COC_LITERAL_SET_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"


#define COC_LITS_CROSS  64      /* strings in a product of several */
#define COC_LITS_EXACT  512     /* strings in an exact set */
#define COC_LITS_GROUP  2048    /* strings in a group */
#define COC_LITS_LEN    24      /* bytes of a string */

#define COC_LITS_ONE    ((uint64_t) 1 << 48)    /* weight: in every text */


/*
 * A byte of a string that is none of the text: there is an end of a word.  It
 * stands only at a string's ends.
 */

#define COC_LITS_EDGE   1

/*
 * In a shape: a run of digits, whichever they are and however many.  Two never
 * stand side by side.
 */

#define COC_LITS_DIGITS 2


/* Strings of at most COC_LITS_LEN bytes, each once. */

typedef struct {
    coc_str_t  *str;
    size_t      n;
    size_t      size;
} coc_lits_t;


COC_BEGIN_DECLS


/*
 * These return COC_OK, COC_LIMIT if the result would be too large (by the
 * numbers above or the arena's budget) and COC_ERROR without memory; on
 * failure out is undefined.
 */

/* The set of one string. */
int coc_lits_one(coc_arena_t *arena, coc_str_t text, coc_lits_t *out);

/* Adds a string; text itself is kept. */
int coc_lits_add(coc_arena_t *arena, coc_lits_t *set, coc_str_t text,
    size_t max);

/* Adds all of other. */
int coc_lits_merge(coc_arena_t *arena, coc_lits_t *set,
    const coc_lits_t *other, size_t max);

/* Each of a followed by each of b. */
int coc_lits_cross(coc_arena_t *arena, const coc_lits_t *a,
    const coc_lits_t *b, coc_lits_t *out);

/*
 * 1 if no string has an ASCII letter, digit or underscore at its start (end:
 * at its end), so that a word that follows has an edge there; else 0.
 */
int coc_lits_open(const coc_lits_t *set, int end);

/* The set with an edge before (end: after) each string. */
int coc_lits_edges(coc_arena_t *arena, const coc_lits_t *set, int end,
    coc_lits_t *out);

/* A copy that can grow while set stays as it is. */
int coc_lits_copy(coc_arena_t *arena, const coc_lits_t *set,
    coc_lits_t *out);

/* 1 for an ASCII letter, digit or underscore, else 0. */
int coc_lits_word(uint8_t c);

/* The same for a byte of a string; digits of a shape are of a word too. */
#define coc_lits_part(c)  ((c) == COC_LITS_DIGITS || coc_lits_word(c))

/* Whether the empty string is in it: nothing is required. */
int coc_lits_empty(const coc_lits_t *set);

/*
 * How likely one of them, but for those before from, occurs at a place of
 * English text, COC_LITS_ONE being surely: a guess by the bytes' frequencies
 * and the commonest words.  More strings weigh more, as they take more room.
 *
 * A whole weighs what two parts do, COC_LITS_ONE at most.
 */
uint64_t coc_lits_weight(const coc_lits_t *set, size_t from);

/* A weight in bits: 0 in every text, 48 at most. */
unsigned coc_lits_bits(uint64_t weight);

/* Takes out what holds another of the set. */
void coc_lits_prune(coc_lits_t *set);

/* Whether wherever one of a occurs one of b does too. */
int coc_lits_imply(const coc_lits_t *a, const coc_lits_t *b);


COC_END_DECLS


#endif /* _COC_LITERAL_SET_H_INCLUDED_ */
