/*
 * Streets and the numbers of their houses.  Inside src/detect only.
 */

#ifndef _COC_DETECT_STREET_H_INCLUDED_
#define _COC_DETECT_STREET_H_INCLUDED_


#include "coc_base.h"
#include "coc_detect_token.h"


/* A street that was read: tokens from i on, and what is known of them. */

typedef struct {
    size_t    end;              /* the token after it; 0: none */
    unsigned  words;
    unsigned  street:1;         /* by a word for one: "Street", "rue" */
    unsigned  capital:1;        /* all its words begin with one */
    unsigned  number:1;         /* ends with a house number */
} coc_street_t;


COC_BEGIN_DECLS


/* Reads a street, with a house number after it, that begins with token i. */
void coc_street_read(const coc_walk_t *walk, size_t i, coc_street_t *street);

/*
 * The tokens of a house's number at i, up to five digits with what may follow
 * them ("12a", "12-14", "3/5"), or 0.
 */
size_t coc_house_number(const coc_walk_t *walk, size_t i);


COC_END_DECLS


#endif /* _COC_DETECT_STREET_H_INCLUDED_ */
