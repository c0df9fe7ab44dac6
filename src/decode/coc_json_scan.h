/*
 * Finds where the tokens of a JSON text begin and end, in pieces of any size,
 * so that the parser is only ever given whole ones.  Knows no grammar.
 */

#ifndef _COC_JSON_SCAN_H_INCLUDED_
#define _COC_JSON_SCAN_H_INCLUDED_


#include "coc_base.h"


typedef enum {
    COC_JSON_MORE = 0,      /* the piece is used up */
    COC_JSON_STRING,        /* a string ended before *p */
    COC_JSON_ATOM,          /* a number or word ended before *p */
    COC_JSON_BAD,           /* what may not be here lies at *p */
    COC_JSON_OVER           /* the byte at *p is one too many */
} coc_json_event_e;


typedef enum {
    COC_JSON_BETWEEN = 0,   /* at white space, brackets, commas, colons */
    COC_JSON_IN_STRING,
    COC_JSON_IN_ATOM
} coc_json_place_e;


/* Zeroed, but for max. */

typedef struct {
    coc_json_place_e  place;
    const uint8_t    *start;        /* of the token, set when it begins */
    size_t            text;         /* bytes of all tokens, at least, decoded */
    size_t            max;          /* of text */
    unsigned          escape:3;     /* 1: after "\"; 2 to 5: hex digits left */
    unsigned          escaped:1;    /* the token holds an escape */
    unsigned          surrogate:1;  /* the token may hold one's escape */
} coc_json_scan_t;


COC_BEGIN_DECLS


/*
 * Goes on from *p, which it advances, to the next event or to end.
 *
 * An escape counts as one byte of text, the least that it can be.  The sum
 * depends on the text alone, not on how it was cut.  Cost: O(end - *p).
 */
coc_json_event_e coc_json_scan(coc_json_scan_t *scan, const uint8_t **p,
    const uint8_t *end);

/* 1 for white space, brackets, commas, colons: what ends an atom. */
int coc_json_ends_atom(uint8_t c);

/*
 * Where the token begins that holds the byte at offset at; at itself where no
 * token does.
 *
 * data, len  begins between tokens
 */
size_t coc_json_token(const uint8_t *data, size_t len, size_t at);

/*
 * Puts \ufffd in the place of each escape of a surrogate that has no partner,
 * and returns how many these were.
 *
 * data, len  a string as written, changed in place, the length stays
 */
size_t coc_json_mend(uint8_t *data, size_t len);


COC_END_DECLS


#endif /* _COC_JSON_SCAN_H_INCLUDED_ */
