/*
 * For coc_literal.c alone: what a whole pattern needs.
 */

#ifndef _COC_LITERAL_READ_H_INCLUDED_
#define _COC_LITERAL_READ_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_literal_need.h"


COC_BEGIN_DECLS


/*
 * Reads what coc_widen_edges() printed.
 *
 * shape  digits are COC_LITS_DIGITS, and the text is ASCII
 * need   its strings are in the arena
 *
 * COC_DECLINED  it can't be read, or not with the arena's budget
 * COC_ERROR     no memory
 */
int coc_literal_read(coc_str_t widened, coc_arena_t *arena, int shape,
    coc_need_t *need);


COC_END_DECLS


#endif /* _COC_LITERAL_READ_H_INCLUDED_ */
