/*
 * What all decoders share: limits, counters, the sink, and what a decoder is.
 * Inside src/decode only.
 */

#ifndef _COC_EMIT_H_INCLUDED_
#define _COC_EMIT_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_error.h"
#include "coc_limits.h"
#include "coc_field.h"
#include "coc_decode.h"
#include "coc_ctype.h"
#include "coc_charset.h"


typedef struct {
    coc_alloc_t          alloc;
    const coc_limits_t  *limits;
    coc_field_pt         sink;
    void                *ctx;       /* the sink's */
    coc_error_t         *err;       /* the caller's during a call, or NULL */
    coc_error_t         *fault;     /* the first that reading went on behind,
                                       its code COC_OK if there was none */
    size_t               offset;    /* of the piece at hand, in the body */
    size_t               body;      /* limits->body, bounded, bytes */
    coc_decode_count_t   count;
    const coc_charset_t *charset;   /* as the Content-Type tells it, NULL: not
                                       told.  Text bodies and JSON come as
                                       UTF-8 whatever it is; the names and
                                       values of forms are in it */
    size_t               again;     /* bytes of text read a second time */
    unsigned             keys:1;    /* names become fields too */
    unsigned             inner:1;   /* a document inside a field's text */
    unsigned             strict:1;  /* the first fault ends it */
} coc_emit_t;


/*
 * A decoder of one kind of body.
 *
 * create   *state is set only with COC_OK; type is borrowed for the call
 * feed     COC_OK: go on.  Pieces of any size, any split of a body does the
 *          same; emit->offset is where the piece starts.  Not called again
 *          after another result
 * finish   the body, which had at least a byte, has ended
 * destroy  NULL is accepted
 *
 * Results other than COC_OK as coc_decode.h has them, with emit->err filled.
 */

typedef struct {
    int   (*create)(void **state, coc_emit_t *emit, const coc_ctype_t *type);
    int   (*feed)(void *state, const uint8_t *data, size_t len);
    int   (*finish)(void *state);
    void  (*destroy)(void *state);
} coc_decoder_t;


COC_BEGIN_DECLS


extern const coc_decoder_t  coc_form_decoder;
extern const coc_decoder_t  coc_graphql_decoder;
extern const coc_decoder_t  coc_json_decoder;
extern const coc_decoder_t  coc_multipart_decoder;
extern const coc_decoder_t  coc_plain_decoder;


/* Zeroed memory for a decoder's state, or NULL with emit->err filled. */
void *coc_emit_state(coc_emit_t *emit, size_t size);

/* Bytes of text that may still be decoded. */
size_t coc_emit_room(const coc_emit_t *emit);

/*
 * Counts n bytes of names and values.
 *
 * at         offset in the body that an error tells
 * COC_LIMIT  they are more than coc_body_max has left; all of it is counted,
 *            so that the sum does not depend on how the body was cut
 */
int coc_emit_text(coc_emit_t *emit, size_t n, size_t at);

/*
 * Appends decoded text to buf and counts it.  Where one byte of the body makes
 * one byte of text, the offset of COC_LIMIT is that of the byte too many,
 * whatever the split.
 *
 * at  offset of data's first byte in the body
 */
int coc_emit_append(coc_emit_t *emit, coc_buf_t *buf, const uint8_t *data,
    size_t len, size_t at);

/*
 * Counts n bytes of names and values that are read a second time, out of a
 * field's text: of these too there are coc_body_max at most.
 */
int coc_emit_again(coc_emit_t *emit, size_t n, size_t at);

/*
 * Hands a field to the sink; its text has been counted before.  A GraphQL or
 * JSON document in the text of a member or form field follows as fields of its
 * own (coc_graphql.h, coc_embed.h).
 *
 * at         offset in the body that an error tells
 * COC_LIMIT  a field more than coc_fields_max
 * COC_ERROR  no memory
 * others     what the sink returned
 */
int coc_emit_field(coc_emit_t *emit, const coc_field_t *field, size_t at);

/* The same, without looking into it. */
int coc_emit_pass(coc_emit_t *emit, const coc_field_t *field, size_t at);

/*
 * What emit->err tells makes the body malformed, or a part of it unreadable,
 * but the rest can be read: by policy it may be forwarded.  The fault is kept
 * until the body has ended.
 *
 * rc  what goes wrong; COC_OK and others than the two below are returned
 *
 * COC_OK: COC_INVALID or COC_UNSUPPORTED, and to be read on; where the first
 * fault ends it (emit->strict), they are returned.
 */
int coc_emit_fault(coc_emit_t *emit, int rc);

/* COC_ERROR, told as such. */
int coc_emit_no_memory(coc_emit_t *emit);


COC_END_DECLS


#endif /* _COC_EMIT_H_INCLUDED_ */
