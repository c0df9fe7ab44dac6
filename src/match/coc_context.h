/*
 * What a hit stands in: a quotation, a report of abuse, or talk among
 * clinicians.
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
 *   letter behind it, and closes the other way round.  Somebody but the writer
 *   must be said to say it, see coc_context_spoken().
 *
 * text is well-formed UTF-8, start < end <= text.len.  Cost: bounded.
 */
int coc_context_quoted(coc_str_t text, size_t start, size_t end);

/*
 * 1 if what stands in quotation marks is said by somebody or is a word that is
 * spoken of, else 0: a verb of saying ("said", "texted me") whose subject is
 * not the writer stands in the same sentence a few words before, or a noun
 * ("the word") right before, or "he said" right behind.
 *
 * open   of the opening mark's first byte
 * close  of the byte after the closing mark
 *
 * Cost: bounded.
 */
int coc_context_spoken(coc_str_t text, size_t open, size_t close);

/*
 * 1 if the hit is told of as what somebody was called or was told, else 0:
 *
 * - "a patient called me a …", "was called a …", "referred to her as a …":
 *   the hit is what the object is called, in the same clause, with no "you"
 *   between, and the writer is not who does it,
 * - "she texted me: …",
 * - "the slur …", "names like …", "insults such as …",
 * - "he yelled … at our nurse", "… was shouted at our resident".
 *
 * Cost: bounded.
 */
int coc_context_reported(coc_str_t text, size_t start, size_t end);

/*
 * 1 if COC_CONTEXT_TERMS different clinical words stand close by, else 0; the
 * hit's own words don't count.  Whole words, ASCII case ignored.  Cost:
 * bounded.
 */
int coc_context_clinical(coc_str_t text, size_t start, size_t end);

/*
 * The same of a hit that is a stretch of text: its own words count.  Cost:
 * O(end - start).
 */
int coc_context_among(coc_str_t text, size_t start, size_t end);


COC_END_DECLS


#endif /* _COC_CONTEXT_H_INCLUDED_ */
