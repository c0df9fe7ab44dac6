/*
 * A multipart body inside a part of another.  Inside src/decode only; the
 * decoder itself is in coc_emit.h.
 */

#ifndef _COC_MULTIPART_H_INCLUDED_
#define _COC_MULTIPART_H_INCLUDED_


#include "coc_base.h"
#include "coc_emit.h"


COC_BEGIN_DECLS


/*
 * As the create of coc_multipart_decoder, for what lies in a part.
 *
 * name   the part's, borrowed for the life of state; each part inside has it
 *        beside its own
 * named  0: the part has none
 */
int coc_multipart_inside(void **state, coc_emit_t *emit,
    const coc_ctype_t *type, coc_str_t name, unsigned named);


COC_END_DECLS


#endif /* _COC_MULTIPART_H_INCLUDED_ */
