/*
 * For coc_widen.c alone: what one atom of a pattern may match, as bytes.
 */

#ifndef _COC_WIDEN_SET_H_INCLUDED_
#define _COC_WIDEN_SET_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"


#define COC_SET_FEW  4          /* characters that are kept by name */


/* may: every byte that a match can hold; must: ASCII that surely matches. */

typedef struct {
    uint32_t  may[8];
    uint32_t  must[4];
    unsigned  max;              /* bytes of the longest character */
    unsigned  nfew;             /* over COC_SET_FEW: not known */
    uint32_t  few[COC_SET_FEW]; /* all its characters */
} coc_set_t;


typedef enum {
    COC_SET_DIGIT = 0,
    COC_SET_SPACE,
    COC_SET_WORD,
    COC_SET_HORIZONTAL,
    COC_SET_VERTICAL,
    COC_SET_ALNUM,
    COC_SET_ALPHA,
    COC_SET_ASCII,
    COC_SET_BLANK,
    COC_SET_CNTRL,
    COC_SET_GRAPH,
    COC_SET_LOWER,
    COC_SET_PRINT,
    COC_SET_PUNCT,
    COC_SET_UPPER,
    COC_SET_XDIGIT,
    COC_SET_ALL
} coc_set_e;


COC_BEGIN_DECLS


void coc_set_init(coc_set_t *set);

/*
 * Adds code points a to b, a <= b <= 0x10ffff; caseless adds what folds
 * alike.
 */
void coc_set_range(coc_set_t *set, uint32_t a, uint32_t b, int caseless);

/*
 * Adds a class of characters, or all others: the ASCII ones exactly, of the
 * rest any byte, for which of them belong is Unicode's matter.
 */
void coc_set_type(coc_set_t *set, coc_set_e type, int negated, int caseless);

/* Adds what \p{name} may hold; name without the braces. */
void coc_set_property(coc_set_t *set, coc_str_t name, int negated,
    int caseless);

/* COC_DECLINED if there is no POSIX class of that name. */
int coc_set_posix(coc_str_t name, coc_set_e *type);

/* Turns the set into what [^...] may match. */
void coc_set_negate(coc_set_t *set);

/* Bytes of the shortest character: 2 where none is ASCII, else 1. */
unsigned coc_set_min(const coc_set_t *set);

/* Appends the set as a byte class, a dot or a byte. */
void coc_set_print(const coc_set_t *set, coc_buf_t *out);

/* Appends \xhh. */
void coc_set_print_byte(coc_buf_t *out, unsigned byte);

/* UTF-8 of a code point into buf; returns its bytes, 1 to 4. */
unsigned coc_set_utf8(uint32_t cp, uint8_t *buf);

/*
 * The code point at p (well-formed UTF-8, else its first byte's value), *used
 * is set to the bytes it takes; len > 0.
 */
uint32_t coc_set_decode(const uint8_t *p, size_t len, size_t *used);


COC_END_DECLS


#endif /* _COC_WIDEN_SET_H_INCLUDED_ */
