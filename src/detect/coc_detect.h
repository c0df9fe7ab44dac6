/*
 * Detectors: identifiers by their checksums and grammars, people, places and
 * times by their context, links and prices, measures of shouting.  No Redis,
 * no rules: what a span is worth is said by the rules that name it.
 */

#ifndef _COC_DETECT_H_INCLUDED_
#define _COC_DETECT_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_detector.h"


/* Spans of one field, by detector and then by place. */

typedef struct {
    coc_span_t  *span;
    size_t       n;
    size_t       size;
} coc_spans_t;

#define COC_DETECT_SPANS  4096      /* of one field, most */


COC_BEGIN_DECLS


/* Bits of coc_view_bit() that detectors of these bits look at. */
unsigned coc_detect_views(uint64_t wanted);

/*
 * Finds what the bits of wanted (coc_detector_bit()) name.  spans is emptied
 * first; it lies in the arena.
 *
 * views  with the views of coc_detect_views(); raw may be needed beside the
 *        others for the case of letters
 * path   of the field: a name like "phone" or "dob" is context, as a word
 *        before the value would be
 *
 * COC_LIMIT  more than COC_DETECT_SPANS, or the arena's budget is exhausted:
 *            the text can't be judged
 * COC_ERROR  no memory
 *
 * Cost: O(bytes of the views), whatever stands in them.
 */
int coc_detect_field(coc_arena_t *arena, const coc_views_t *views,
    coc_str_t path, uint64_t wanted, coc_spans_t *spans);

/*
 * The host of a link as COC_DETECT_LINK and COC_DETECT_PROFILE give it (in
 * lower case then, as the plain view is), without scheme, user, port and a
 * "www." before it; a part of link, empty if there is none.
 */
coc_str_t coc_detect_host(coc_str_t link);


COC_END_DECLS


#endif /* _COC_DETECT_H_INCLUDED_ */
