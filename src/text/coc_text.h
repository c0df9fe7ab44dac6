/*
 * A value's characters, as an application would show them, into a view.
 */

#ifndef _COC_TEXT_H_INCLUDED_
#define _COC_TEXT_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_view.h"


COC_BEGIN_DECLS


/*
 * Makes view (COC_VIEW_PLAIN or COC_VIEW_FOLDED) of value in the arena:
 * ill-formed UTF-8 replaced, references decoded once, markup taken out, then
 * character by character.  Result codes are coc_views_build()'s.
 *
 * Inside a word ("fu<x>ck") every tag and comment vanishes.  Elsewhere
 * elements of HTML vanish (those that part paragraphs leave a newline, cells
 * of tables a space), other tags are text, and comments leave what they say.
 * What attributes say to a reader stays, as words of its own.
 *
 * Cost: O(value.len): the bytes that are looked at in search of a tag's end
 * and not found to be one are counted, and past four times the value's
 * length only tags without attributes are looked for.
 */
int coc_text_build(coc_arena_t *arena, coc_str_t value, coc_view_e which,
    coc_view_t *view);


COC_END_DECLS


#endif /* _COC_TEXT_H_INCLUDED_ */
