/*
 * Markdown: the marks that make text bold, and those around code.
 */

#ifndef _COC_MARK_H_INCLUDED_
#define _COC_MARK_H_INCLUDED_


#include "coc_base.h"


#define COC_MARK_TICKS  16      /* one more than a row that is a mark has */


/* What was looked at already, for linear time; begins zeroed. */

typedef struct {
    const uint8_t  *ticks_end;                  /* searched up to here */
    const uint8_t  *ticks[COC_MARK_TICKS];      /* last row of so many */
    const uint8_t  *stars_end;                  /* a word up to here */
    unsigned        stars:1;                    /* has marks inside */
} coc_mark_t;


COC_BEGIN_DECLS


/* Bytes at p that are the same as the first; p < end. */
size_t coc_mark_row(const uint8_t *p, const uint8_t *end);

/*
 * Reads the fenced block of code whose fence of row bytes is at p, in a text
 * that begins at start.
 *
 * body   what stands in it, with what the opening fence says of it
 *
 * Returns the bytes from p to the closing fence's end, or to the text's if
 * there is none; 0: it is no fence.  Source: CommonMark 0.30, 4.5.
 */
size_t coc_mark_fence(const uint8_t *start, const uint8_t *p, size_t row,
    const uint8_t *end, const uint8_t **body, size_t *len);

/*
 * Where the code ends that row backticks at p begin: at the next so many of
 * them in the paragraph; NULL: they begin none.  Source: CommonMark, 6.1.
 *
 * Cost: each byte is looked at once for each length of a row, at most.
 */
const uint8_t *coc_mark_ticks(coc_mark_t *mark, const uint8_t *p, size_t row,
    const uint8_t *end);

/*
 * 1 if the stars at p, between two letters, are marks that a reader doesn't
 * see, and no mask ("f**k").  They are where the word has other stars to
 * pair them with: at both ends, "*f**u**c**k*", or at one of them, "**fu**ck".
 *
 * start   of the text; what is before p is looked at too
 * Cost: O(1) a byte; a word of more than 128 bytes is none.
 */
unsigned coc_mark_stars(coc_mark_t *mark, const uint8_t *start,
    const uint8_t *p, const uint8_t *end);


COC_END_DECLS


#endif /* _COC_MARK_H_INCLUDED_ */
