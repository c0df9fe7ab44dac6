/*
 * The squashed view: the folded one, with words of a lexicon in the place of
 * their disguises.
 */

#ifndef _COC_SQUASH_H_INCLUDED_
#define _COC_SQUASH_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_lexicon.h"
#include "coc_view.h"


COC_BEGIN_DECLS


/*
 * value     that folded was made of: capitals are asked of it
 * squashed  folded itself, bytes and map, where no word stands disguised
 *
 * COC_LIMIT  the arena's budget is exhausted (or 4 GiB)
 * COC_ERROR  no memory
 *
 * Cost: O(folded), nothing is allocated where nothing is found.
 */
int coc_squash_build(coc_arena_t *arena, coc_str_t value,
    const coc_view_t *folded, const coc_lexicon_t *lexicon,
    coc_view_t *squashed);


COC_END_DECLS


#endif /* _COC_SQUASH_H_INCLUDED_ */
