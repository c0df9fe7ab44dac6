/*
 * Addresses of pages in a text.
 */

#ifndef _COC_LINK_H_INCLUDED_
#define _COC_LINK_H_INCLUDED_


#include "coc_base.h"


COC_BEGIN_DECLS


/*
 * p points at two slashes or two w.  If an address is written there whose
 * scheme, if it has one, lies between start and p, returns its bytes from p
 * on, and in *before those of the scheme with its colon; 0: there is none.
 *
 * It ends before white space, quotation marks, brackets that it did not
 * open, and punctuation that ends a sentence (GFM 0.29, 6.9).  Only schemes
 * of what people link to are known: what stands behind another is text.
 *
 * Cost: O(its bytes).
 */
size_t coc_link_read(const uint8_t *start, const uint8_t *p,
    const uint8_t *end, size_t *before);


COC_END_DECLS


#endif /* _COC_LINK_H_INCLUDED_ */
