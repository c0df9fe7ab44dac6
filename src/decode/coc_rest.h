/*
 * What is left of a body that is malformed.  By policy it may be forwarded, so
 * it is read as text to its end before the fault is told.
 */

#ifndef _COC_REST_H_INCLUDED_
#define _COC_REST_H_INCLUDED_


#include "coc_base.h"
#include "coc_emit.h"


typedef struct {
    coc_emit_t   *emit;
    coc_buf_t     text;
    coc_error_t   error;        /* the fault */
    unsigned      on:1;         /* it has happened */
    unsigned      quoted:1;     /* strings in quotation marks, with escapes */
} coc_rest_t;


COC_BEGIN_DECLS


/* emit is borrowed for the life of rest; allocates nothing. */
void coc_rest_init(coc_rest_t *rest, coc_emit_t *emit, unsigned quoted);

void coc_rest_free(coc_rest_t *rest);

/*
 * The body was found malformed: keeps what emit->err tells.  From now on its
 * bytes go to coc_rest_feed().
 */
void coc_rest_begin(coc_rest_t *rest);

/*
 * Bytes that no field was made of.  What coc_body_max has no room for is
 * counted in emit->count.unread and let go.
 *
 * COC_ERROR  no memory
 */
int coc_rest_feed(coc_rest_t *rest, const uint8_t *data, size_t len);

/*
 * The body has ended: what was left becomes a field without a path, unless it
 * is but white space and JSON's signs.
 *
 * COC_INVALID  or COC_UNSUPPORTED, always: told as it was kept; but for
 * COC_ERROR    no memory
 * others       what the sink returned
 */
int coc_rest_finish(coc_rest_t *rest);


COC_END_DECLS


#endif /* _COC_REST_H_INCLUDED_ */
