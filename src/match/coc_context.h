/*
 * What a hit stands in: a quotation, or talk among clinicians.
 */

#ifndef _COC_CONTEXT_H_INCLUDED_
#define _COC_CONTEXT_H_INCLUDED_


#include "coc_base.h"


#define COC_CONTEXT_QUOTE     400       /* bytes looked at on each side */
#define COC_CONTEXT_CLINICAL  200       /* bytes looked at on each side */
#define COC_CONTEXT_TERMS     2         /* different clinical terms wanted */


COC_BEGIN_DECLS


/*
 * 1 if the bytes start to end of text stand in a quotation, else 0:
 *
 * - in a line that begins with '>', white space before it aside, or
 * - between quotation marks of one kind (straight, “ ”, „ “ or « ») with
 *   no other of that kind and no blank line between.  Apostrophes are none.
 *   A straight mark opens where a space or punctuation is before it and a
 *   letter behind it, and closes the other way round.
 *
 * text is well-formed UTF-8, start < end <= text.len.  Cost: bounded.
 */
int coc_context_quoted(coc_str_t text, size_t start, size_t end);

/*
 * 1 if COC_CONTEXT_TERMS different clinical words stand close by, else 0; the
 * hit's own words don't count.  Whole words, ASCII case ignored.  Cost:
 * bounded.
 */
int coc_context_clinical(coc_str_t text, size_t start, size_t end);


COC_END_DECLS


#endif /* _COC_CONTEXT_H_INCLUDED_ */
