/*
 * One place of a text walked down the lexicon.  For coc_squash*.c.
 */

#ifndef _COC_SQUASH_INT_H_INCLUDED_
#define _COC_SQUASH_INT_H_INCLUDED_


#include "coc_base.h"
#include "coc_lexicon_int.h"
#include "coc_squash_sign.h"
#include "coc_view.h"


/*
 * Bounds of one walk, so that the cost of a text is linear whatever it holds:
 * bytes from where it starts, states looked at, states that wait.
 */

#define COC_SQUASH_SPAN   96
#define COC_SQUASH_STEPS  128
#define COC_SQUASH_WAIT   48
#define COC_SQUASH_SIGNS  8         /* in one gap */
#define COC_SQUASH_MASKS  5         /* letters, and one more than are clear */


/* How letters were met on the way to a state. */

#define COC_SQUASH_MULTI    1       /* a piece of several letters */
#define COC_SQUASH_CLOSE    2       /* a gap that no sentence has: not ". " */
#define COC_SQUASH_LOOSE    4       /* one that sentences have */
#define COC_SQUASH_STRETCH  8       /* a letter twice that is there once */
#define COC_SQUASH_LONG     16      /* ... thrice */
#define COC_SQUASH_FAINT    32      /* masked by - _ . or beyond ASCII */
#define COC_SQUASH_OTHER    64      /* masked by anything but stars */
#define COC_SQUASH_MASKED   128     /* the last letter was masked */
#define COC_SQUASH_SHORT    256     /* v for u: a letter for a letter */
#define COC_SQUASH_GAP      512     /* just behind a gap */
#define COC_SQUASH_DIGITS   1024    /* a digit for a letter */
#define COC_SQUASH_AGAIN    2048    /* the last letter was one again */
#define COC_SQUASH_HEAD     4096    /* the first letter is clear */


typedef struct {
    const uint8_t  *p;          /* to be read next */
    uint32_t        node;
    uint16_t        how;
    uint8_t         letters;    /* of the word, so far */
    uint8_t         clear;      /* of them, as letters */
    uint8_t         masked;     /* of them */
    uint8_t         gaps;
    uint8_t         piece;      /* letters since the last gap */
    uint8_t         last;       /* byte, to know it again; 0: none */
} coc_squash_state_t;


typedef struct {
    const coc_lexicon_t  *lexicon;
    const coc_view_t     *folded;
    coc_str_t             value;
    const uint8_t        *begin;        /* of the folded text */
    const uint8_t        *end;
    const uint8_t        *start;        /* of the walk */
    const uint8_t        *limit;        /* of the walk */
    unsigned              glued;        /* to what stands before start */

    size_t                steps;
    size_t                n;            /* states that wait */
    coc_squash_state_t    wait[COC_SQUASH_WAIT];

    const uint8_t        *reach;        /* states came up to here */
    unsigned              judged;       /* one of them was asked about */

    const uint8_t        *to;           /* of the best; NULL: none */
    uint32_t              word;         /* its number */
    unsigned              plain;        /* it stands there undisguised */
    unsigned              rank;
} coc_squash_t;


COC_BEGIN_DECLS


/*
 * Looks for the longest word that stands at walk->start, disguised or plain.
 * lexicon to limit are given; the rest is set.
 *
 * Cost: bounded by COC_SQUASH_STEPS.
 */
void coc_squash_walk(coc_squash_t *walk);

/*
 * Whether what led to a state whose node ends a word is a disguise of it;
 * if so and if it is better than the best so far, it becomes that.
 */
void coc_squash_judge(coc_squash_t *walk, const coc_squash_state_t *state,
    unsigned root);

/*
 * Whether a strong word's letters that stand apart, "s h i t", "s.hit", are
 * meant as one.
 */
int coc_squash_parted(const coc_squash_t *walk,
    const coc_squash_state_t *state, const coc_lexicon_word_t *word);

/* 1: by its capitals a misspelling is a name or an abbreviation. */
int coc_squash_named(const coc_squash_t *walk,
    const coc_squash_state_t *state);

/*
 * "fu*****g", "f@#$%r", "b---h": three signs or more for the middle or the
 * rest of a strong word, of unlike signs any number; sets the best.
 */
void coc_squash_grawlix(coc_squash_t *walk);

/* 1 if a letter or digit, of any script, stands at p; p may be the end. */
int coc_squash_word_at(const coc_squash_t *walk, const uint8_t *p);

/* 1 if one stands right before p. */
int coc_squash_word_before(const coc_squash_t *walk, const uint8_t *p);


COC_END_DECLS


/* Where the letters that begin at p end. */

static inline const uint8_t *
coc_squash_letters_end(const coc_squash_t *walk, const uint8_t *p)
{
    while (p < walk->end && (coc_sign_kind[*p] & COC_SIGN_LETTER)) {
        p++;
    }

    return p;
}


#endif /* _COC_SQUASH_INT_H_INCLUDED_ */
