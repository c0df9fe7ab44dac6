/*
 * Body bytes to fields: chooses the decoder for a Content-Type and drives it.
 */

#ifndef _COC_DECODE_H_INCLUDED_
#define _COC_DECODE_H_INCLUDED_


#include "coc_base.h"
#include "coc_error.h"
#include "coc_limits.h"
#include "coc_field.h"


typedef struct coc_decode_s  coc_decode_t;


typedef struct {
    size_t  bytes;          /* of the body, fed so far */
    size_t  text;           /* bytes of names and values decoded; with a value
                               in JSON the names above it count again */
    size_t  fields;
    size_t  parts;          /* of a multipart body */
    size_t  files;          /* parts that are files: passed by unread */
    size_t  file_bytes;     /* in them */
    size_t  file_text;      /* of these, read as text */
    size_t  replaced;       /* sequences that their charset doesn't have */
    size_t  unread;         /* bytes after a fault that a limit left unread */
} coc_decode_count_t;


/*
 * content_type   the header's value as it came, len 0 if missing
 * coding         the Content-Encoding header's value, len 0 if missing;
 *                several joined by commas
 * limits         borrowed for the decoder's life
 * keys           names become fields too, of kind COC_FIELD_KEY
 */

typedef struct {
    coc_str_t            content_type;
    coc_str_t            coding;
    const coc_limits_t  *limits;
    unsigned             keys:1;
} coc_decode_conf_t;


COC_BEGIN_DECLS


/*
 * conf       borrowed for the call
 * sink, ctx  called for each field, in the body's order
 *
 * application/json, *+json, application/x-www-form-urlencoded,
 * multipart/form-data, text/plain (any text/ but those with their own decoder).
 * Missing or unknown type: JSON if the first byte that is no white space (a
 * BOM passed by) is { or [, else text; a missing one is read as a form too.
 *
 * COC_OK, or COC_ERROR: no memory.  What is wrong with type and coding is told
 * as what is wrong with the body: when it has ended.
 */
int coc_decode_create(coc_decode_t **decode, const coc_alloc_t *alloc,
    const coc_decode_conf_t *conf, coc_field_pt sink, void *ctx,
    coc_error_t *err);

/*
 * Feeds the next part of the body.
 *
 * data, len    borrowed until return; len may be 0 (bytes), any split of the
 *              body gives the same fields and the same result
 * COC_AGAIN    more is needed: the ordinary result
 * COC_LIMIT    a cap of coc_limits_t was reached; err->text names its directive
 * COC_INVALID, COC_UNSUPPORTED  as coc_decode_finish(), where a limit was
 *              reached behind the fault
 * COC_ERROR    no memory
 * others       what the sink returned
 *
 * After any result but COC_AGAIN the same result comes again.
 * Cost: O(len), no allocation per byte.
 */
int coc_decode_feed(coc_decode_t *decode, const uint8_t *data, size_t len,
    coc_error_t *err);

/*
 * The body has ended.  COC_OK (a body of no bytes too, which has no field), as
 * coc_decode_feed(), or:
 *
 * COC_INVALID      malformed, or each reader would read another thing (two
 *                  types in one, multipart without boundary).  err->offset is
 *                  from the start of the text, which is the body with its
 *                  codings and charset undone (0 where undoing them fails)
 * COC_UNSUPPORTED  a charset, coding or multipart type that is not read;
 *                  err->text names it
 *
 * By policy such a body may be forwarded: what stands before the fault, and
 * what is behind it as text or in another reading, became fields all the same;
 * but not what is in a coding that can't be undone.
 */
int coc_decode_finish(coc_decode_t *decode, coc_error_t *err);

const coc_decode_count_t *coc_decode_count(const coc_decode_t *decode);

/* NULL is accepted. */
void coc_decode_destroy(coc_decode_t *decode);


COC_END_DECLS


#endif /* _COC_DECODE_H_INCLUDED_ */
