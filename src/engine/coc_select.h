/*
 * Which fields are content: dotted paths with "*" for a segment.
 */

#ifndef _COC_SELECT_H_INCLUDED_
#define _COC_SELECT_H_INCLUDED_


#include "coc_base.h"


COC_BEGIN_DECLS


/*
 * 1 if path is named by pattern, else 0.  Segments are what dots divide; "*"
 * as a whole segment stands for any one segment.
 *
 * nocase  1: letters of ASCII in any case, the long s and the Kelvin sign taken
 *         for s and k; 0: bytes as they are
 */
int coc_select_path(coc_str_t pattern, coc_str_t path, int nocase);

/* 1 if any of n patterns names path, else 0. */
int coc_select_any(const coc_str_t *patterns, size_t n, coc_str_t path,
    int nocase);

/* 1 if a pattern names nothing: its segments are "*" alone. */
int coc_select_wild(coc_str_t pattern);


COC_END_DECLS


#endif /* _COC_SELECT_H_INCLUDED_ */
