/*
 * Literals that are to be looked for where words begin: a trie.
 */

#ifndef _COC_MATCH_WORDS_H_INCLUDED_
#define _COC_MATCH_WORDS_H_INCLUDED_


#include "coc_base.h"
#include "coc_match_edge.h"
#include "coc_match_hs.h"


typedef struct coc_words_s  coc_words_t;


COC_BEGIN_DECLS


/*
 * Bytes before the first place where a word begins in text, or -1 if the
 * literal is none for the trie: no word begins in it, or too far from its
 * start.
 *
 * left  there is an edge before text
 */
int coc_words_skip(coc_str_t text, int left);

/*
 * A trie of the literals with ids 0 to n - 1.
 *
 * texts  by id, without edges, in lower case; copied
 * edges  by id
 * shape  they are shapes: runs of digits in a text are COC_LITS_DIGITS
 *
 * COC_OK     *words is NULL where n is 0
 * COC_ERROR  no memory
 */
int coc_words_create(coc_words_t **words, const coc_alloc_t *alloc,
    const coc_str_t *texts, const coc_hs_edge_t *edges, uint32_t n, int shape);

void coc_words_destroy(coc_words_t *words);

/*
 * Adds the id of every literal that is in text, without regard to case, with
 * its edges.
 *
 * edges  of the text
 * first  is added to the ids
 * found  as coc_hs_scan() has it; its shift is the text's
 *
 * Cost: a look at each byte, and from each place where a word begins (no
 * letter, digit or underscore is before it) a walk as long as some literal
 * goes on like the text.
 */
void coc_words_scan(const coc_words_t *words, const coc_edges_t *edges,
    coc_str_t text, uint32_t first, coc_hs_found_t *found);


COC_END_DECLS


#endif /* _COC_MATCH_WORDS_H_INCLUDED_ */
