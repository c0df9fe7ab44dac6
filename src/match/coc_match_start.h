/*
 * Where in a text a pattern may begin to match.
 */

#ifndef _COC_MATCH_START_H_INCLUDED_
#define _COC_MATCH_START_H_INCLUDED_


#include "coc_base.h"
#include "coc_literal_first.h"
#include "coc_literal_set.h"
#include "coc_match_edge.h"


/* Of the first two bytes of what matches, and the next two: bits by classes. */

typedef struct {
    uint32_t  first[COC_FIRST_ROWS];
    uint32_t  next[32];
    unsigned  known:1;          /* else anywhere, and the pattern is searched */
    unsigned  word:1;           /* only where a word begins, */
    unsigned  kinds;            /* or there, COC_EDGE_... */
} coc_start_t;


COC_BEGIN_DECLS


/* strings begin every match; none: they are not known. */
void coc_start_init(coc_start_t *start, const coc_first_t *first,
    const coc_lits_t *strings);

/*
 * The first place at or after from, and before until, where a match may begin;
 * until if there is none.  start->known is 1.  edges are the text's.  Cost:
 * O(bytes gone over), where only words count a look at each word.
 */
size_t coc_start_next(const coc_start_t *start, const coc_edges_t *edges,
    coc_str_t text, size_t from, size_t until);


COC_END_DECLS


#endif /* _COC_MATCH_START_H_INCLUDED_ */
