/*
 * The boundary of a multipart body.  Inside src/decode only.
 */

#ifndef _COC_BOUNDARY_H_INCLUDED_
#define _COC_BOUNDARY_H_INCLUDED_


#include "coc_base.h"
#include "coc_ctype.h"
#include "coc_emit.h"


#define COC_BOUNDARY_MAX  200       /* bytes; RFC 2046 has 70 */


COC_BEGIN_DECLS


/*
 * What a delimiter begins with: "--" and the boundary.
 *
 * dash         room for 2 + COC_BOUNDARY_MAX bytes
 * COC_INVALID  there is none, or readers see different ones: it is cut at a
 *              space or a comma, unescaped, or found in another parameter by
 *              some
 *
 * Quoted or not, of RFC 2046's characters or of any others of ASCII.
 */
int coc_boundary_read(const coc_ctype_t *type, uint8_t *dash, size_t *len,
    coc_emit_t *emit);


COC_END_DECLS


#endif /* _COC_BOUNDARY_H_INCLUDED_ */
