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
 * verbatim   of folded: gets what stands in code and in addresses, for which
 *            folded has a space each; NULL: it is dropped.  Is left alone
 *            where there is nothing of the kind
 *
 * Tags       Inside a word ("fu<x>ck") every tag and comment vanishes.
 *            Elsewhere elements of HTML vanish (those that part paragraphs
 *            leave a newline, cells of tables a space), other tags are text,
 *            and comments leave what they say.  What attributes say to a
 *            reader stays, as words of its own.
 * BBCode     the same, with known names only; "[i]" behind a word stays.
 * Quotes     lines of blockquotes begin with "> ", if something ends them.
 * Marks      of Markdown vanish between two letters: backticks, two tildes,
 *            stars that pair, a backslash beside a single letter.
 * Escapes    \u0066 \x66 are what they stand for, %66 where it is one of
 *            several or between letters; a letter encoded twice
 *            ("&amp;#102;") is decoded twice.
 *
 * Cost: O(value.len): the bytes that are looked at in search of a tag's end
 * and not found to be one are counted, and past four times the value's
 * length only tags without attributes are looked for.
 */
int coc_text_build(coc_arena_t *arena, coc_str_t value, coc_view_e which,
    coc_view_t *view, coc_view_t *verbatim);


COC_END_DECLS


#endif /* _COC_TEXT_H_INCLUDED_ */
