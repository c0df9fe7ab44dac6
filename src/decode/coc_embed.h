/*
 * JSON in JSON: a text that is a whole document is read as one too.
 */

#ifndef _COC_EMBED_H_INCLUDED_
#define _COC_EMBED_H_INCLUDED_


#include "coc_base.h"
#include "coc_emit.h"


COC_BEGIN_DECLS


/*
 * field  a text that was handed on; one whose value is an object or array in
 *        JSON, white space around it aside, has the fields inside follow, with
 *        paths "<path>.<inner path>".  Inside of these nothing is looked for
 * at     offset in the body that an error tells
 *
 * Any other text, a document that ends early among them, is left alone.
 *
 * COC_LIMIT  nested deeper than coc_depth_max; more than coc_fields_max fields
 *            with those of the body; more than coc_body_max bytes of such
 *            documents, all names above a value counted with each
 * COC_ERROR  no memory
 * others     what the sink returned
 *
 * Cost: O(bytes of the value); looked at twice at most, deep ones thrice.
 */
int coc_embed(coc_emit_t *emit, const coc_field_t *field, size_t at);


COC_END_DECLS


#endif /* _COC_EMBED_H_INCLUDED_ */
