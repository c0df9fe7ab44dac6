/*
 * A document inside a part of a multipart body: JSON, or one multipart body
 * more.  Inside src/decode only.
 */

#ifndef _COC_NESTED_H_INCLUDED_
#define _COC_NESTED_H_INCLUDED_


#include "coc_base.h"
#include "coc_charset.h"
#include "coc_ctype.h"
#include "coc_emit.h"


typedef struct {
    coc_emit_t           *emit;         /* of the body that it lies in */
    const coc_ctype_t    *type;
    const coc_charset_t  *charset;      /* of JSON, or NULL */
    const coc_charset_t  *form;         /* of names and values in the other */
    coc_str_t             name;         /* the part's */
    size_t                at;           /* the content's offset in the body */
    unsigned              named:1;
    unsigned              coded:1;      /* text is not as it came */
    unsigned              inner:1;      /* the body lies in another already */
} coc_nested_t;


COC_BEGIN_DECLS


/* 1 if a part of that type is read as a document, else 0. */
int coc_nested_is(const coc_ctype_t *type);

/*
 * Reads the content as what its type says: the fields of JSON have paths below
 * the name's, the parts of a multipart body have the name beside their own.
 * Bytes are counted as read a second time.
 *
 * text             borrowed for the call
 * COC_INVALID      malformed
 * COC_UNSUPPORTED  a multipart body in the third level
 * COC_ERROR        no memory
 * others           what the sink returned, COC_LIMIT
 *
 * Cost: O(text.len).
 */
int coc_nested_read(const coc_nested_t *nested, coc_str_t text);


COC_END_DECLS


#endif /* _COC_NESTED_H_INCLUDED_ */
