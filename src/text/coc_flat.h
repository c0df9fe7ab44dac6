/*
 * White space in views: words that a line's end or a second space parts stand
 * beside each other.
 */

#ifndef _COC_FLAT_H_INCLUDED_
#define _COC_FLAT_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_view.h"


COC_BEGIN_DECLS


/*
 * Makes one space of each run of white space in folded and squashed.  What
 * parts more than words stays: blank lines, and a line's end where the line
 * begins with ">" or the next one begins with no letter.
 *
 * arena  holds the views that are changed
 *
 * COC_LIMIT  the arena's budget is exhausted
 * COC_ERROR  no memory
 *
 * A view without such runs is left as it is.  Flat views stay the same.  Cost:
 * O(length).
 */
int coc_views_flat(coc_arena_t *arena, coc_views_t *views);


COC_END_DECLS


#endif /* _COC_FLAT_H_INCLUDED_ */
