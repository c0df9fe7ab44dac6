/*
 * Where in a text a pattern may begin to match.
 */

#ifndef _COC_MATCH_START_H_INCLUDED_
#define _COC_MATCH_START_H_INCLUDED_


#include "coc_base.h"
#include "coc_literal_set.h"


/*
 * Bits for the first two bytes of what matches begin with, and for the next
 * two; of each byte the five low ones count.
 */

typedef struct {
    uint32_t  first[32];
    uint32_t  next[32];
    unsigned  known:1;          /* else anywhere, and the pattern is searched */
    unsigned  word:1;           /* only where a word begins */
} coc_start_t;


COC_BEGIN_DECLS


/* strings  as coc_literal_starts() gives them */
void coc_start_init(coc_start_t *start, const coc_lits_t *strings);

/*
 * The first place at or after from where a match may begin, text.len if there
 * is none.  start->known is 1.  Cost: O(bytes gone over).
 */
size_t coc_start_next(const coc_start_t *start, coc_str_t text, size_t from);


COC_END_DECLS


#endif /* _COC_MATCH_START_H_INCLUDED_ */
