/*
 * How what a pattern matches may begin: its first two bytes, by classes, and
 * whether a word begins there.
 */

#ifndef _COC_LITERAL_FIRST_H_INCLUDED_
#define _COC_LITERAL_FIRST_H_INCLUDED_


#include "coc_base.h"


/*
 * Classes of bytes: letters, each its own, digits, _, all that is not ASCII,
 * and a few for the others.  A row is a class, and whether it is a capital.
 */

#define COC_FIRST_CASE   32     /* bit of a row: a capital */
#define COC_FIRST_ROWS   64
#define COC_FIRST_SPACE  ((uint32_t) 1)
#define COC_FIRST_DIGIT  ((uint32_t) 1 << 27)
#define COC_FIRST_MARKS  ((uint32_t) 3 << 29)
#define COC_FIRST_HIGH   ((uint32_t) 1 << 31)

#define coc_first_row(c)    (coc_first_rows[(uint8_t) (c)])
#define coc_first_class(c)  (coc_first_row(c) & (COC_FIRST_CASE - 1))


/* Of the first byte the rows, of the second the classes. */

typedef struct {
    uint64_t  one;              /* the first byte */
    uint64_t  bare;             /* the same, where no edge need be before */
    uint64_t  single;           /* a match that is one byte */
    uint32_t  pair[COC_FIRST_ROWS];
    unsigned  empty:1;          /* it may match nothing */
    unsigned  edge:1;           /* and then stands at an edge */
} coc_first_t;


COC_BEGIN_DECLS


extern const uint8_t  coc_first_rows[256];

/* Nothing; an edge; one byte of none yet, to which coc_first_add() adds. */
void coc_first_nothing(coc_first_t *first, int edge);
void coc_first_none(coc_first_t *first);

/* Adds the bytes from low to high. */
void coc_first_add(coc_first_t *first, int low, int high);

/*
 * first becomes first and x after it; first or x; min to max times itself.
 */
void coc_first_then(coc_first_t *first, const coc_first_t *x);
void coc_first_or(coc_first_t *first, const coc_first_t *x);
void coc_first_repeat(coc_first_t *first, uint32_t min, uint32_t max);

/*
 * Whether a match begins only where a word does, or at a mark or a digit; and
 * whether it may begin at a mark, or at a digit where no word begins.
 */
int coc_first_word(const coc_first_t *first);
int coc_first_marks(const coc_first_t *first);
int coc_first_digits(const coc_first_t *first);

/*
 * Whether so few places of a text in English are like that, that trying each
 * takes less than searching.
 */
int coc_first_few(const coc_first_t *first);


COC_END_DECLS


#endif /* _COC_LITERAL_FIRST_H_INCLUDED_ */
