/*
 * Skeletons: two names that look the same have the same one, whatever letters
 * of whatever scripts they are written in (UTS #39, section 4), and in
 * whatever case.
 */

#ifndef _COC_SKELETON_H_INCLUDED_
#define _COC_SKELETON_H_INCLUDED_


#include "coc_base.h"


/* Most marks after one base that are put in order, as of coc_fold.h. */

#define COC_SKELETON_MARKS  32


COC_BEGIN_DECLS


/*
 * Writes the skeleton of text into out, of size bytes: default-ignorable
 * characters are dropped, all else becomes its prototype in NFD, case folded,
 * until it stays the same.  I, i, l, 1 and | are l; O, o and 0 are o; m is rn;
 * marks stay, in canonical order.  Ill-formed UTF-8 is U+FFFD.
 *
 * COC_LIMIT  it is longer than size
 *
 * The skeleton of a skeleton is the same.  Cost: O(text.len).
 */
int coc_skeleton(coc_str_t text, uint8_t *out, size_t size, size_t *len);

/* 1 if cp, out of a skeleton, is a mark that stands on what is before it
 * (its canonical combining class isn't 0), else 0. */
int coc_skeleton_is_mark(uint32_t cp);


COC_END_DECLS


#endif /* _COC_SKELETON_H_INCLUDED_ */
