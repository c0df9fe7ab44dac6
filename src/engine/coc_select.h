/*
 * Which fields are content: dotted paths with "*" for a segment.
 */

#ifndef _COC_SELECT_H_INCLUDED_
#define _COC_SELECT_H_INCLUDED_


#include "coc_base.h"


typedef int (*coc_select_pt)(coc_str_t pattern, coc_str_t path);


COC_BEGIN_DECLS


/*
 * 1 if path is what pattern names, else 0: coc_ignore.  Segments are what dots
 * divide, bytes as they are; "*" as a whole segment stands for any one segment.
 */
int coc_select_path(coc_str_t pattern, coc_str_t path);

/*
 * 1 if path is what pattern names or lies below it, else 0: coc_text.  Names
 * that hold lists, documents or files are content with all that is in them.
 * Letters of ASCII in any case, the long s and the Kelvin sign taken for s and
 * k; "*" stands for one segment or more, as a name may have dots in it.
 *
 * Cost: O(segments of path times segments of pattern).
 */
int coc_select_below(coc_str_t pattern, coc_str_t path);

/* 1 if any of n patterns names path in that way, else 0. */
int coc_select_any(const coc_str_t *patterns, size_t n, coc_str_t path,
    coc_select_pt select);

/* 1 if a pattern names nothing: its segments are "*" alone. */
int coc_select_wild(coc_str_t pattern);


COC_END_DECLS


#endif /* _COC_SELECT_H_INCLUDED_ */
