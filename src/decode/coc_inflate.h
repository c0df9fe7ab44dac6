/*
 * Content codings undone: gzip and deflate, in a row too, by zlib.
 */

#ifndef _COC_INFLATE_H_INCLUDED_
#define _COC_INFLATE_H_INCLUDED_


#include "coc_base.h"
#include "coc_error.h"
#include "coc_limits.h"


typedef struct coc_inflate_s  coc_inflate_t;


/* Codings in a row, at most. */

#define COC_INFLATE_STAGES  4

/*
 * Below it the ratio isn't looked at, bytes: an ordinary short text that is
 * packed well goes past any ratio.
 */

#define COC_INFLATE_FLOOR   (64 * 1024)


/*
 * Takes a piece of what came, or came out, borrowed until it returns.  Any
 * result but COC_OK ends the work and is returned as it is.
 */

typedef int (*coc_inflate_pt)(void *ctx, const uint8_t *data, size_t len);


COC_BEGIN_DECLS


/*
 * inflate  NULL with COC_OK: there is nothing to undo
 * coding   the Content-Encoding header's value, several joined by commas
 * limits   borrowed for the life of inflate
 * came     called for each block of the body, before it is undone
 * out      called for each piece that comes out of it
 * ctx      of both
 *
 * gzip, x-gzip, deflate (zlib, and bare where no zlib header begins it, as
 * browsers and servers read it), identity alone.
 *
 * COC_UNSUPPORTED  another coding, identity beside one, more than
 *                  COC_INFLATE_STAGES; err->text names it
 * COC_ERROR        no memory
 *
 * About 50 KiB a coding.
 */
int coc_inflate_create(coc_inflate_t **inflate, const coc_alloc_t *alloc,
    coc_str_t coding, const coc_limits_t *limits, coc_inflate_pt came,
    coc_inflate_pt out, void *ctx, coc_error_t *err);

/*
 * Undoes the next piece, in blocks at fixed places: any split of a body gives
 * the same bytes and the same result.
 *
 * COC_LIMIT    more bytes than limits->inflate came out of a coding, or more
 *              than COC_INFLATE_FLOOR and limits->inflate_ratio times the
 *              bytes that came
 * COC_ERROR    no memory
 * others       what out returned
 *
 * Not called again after another result than COC_OK.  err->offset is 0.  Where
 * it is not what the coding says nothing more comes out, but "came" goes on.
 * Cost: O(bytes out).
 */
int coc_inflate_feed(coc_inflate_t *inflate, const uint8_t *data, size_t len,
    coc_error_t *err);

/*
 * The body has ended.
 *
 * COC_INVALID  it was not what the coding says, something was behind its end,
 *              or it has none; what came out before is all that can be read
 * others       as coc_inflate_feed()
 */
int coc_inflate_finish(coc_inflate_t *inflate, coc_error_t *err);

/* NULL is accepted. */
void coc_inflate_destroy(coc_inflate_t *inflate);


COC_END_DECLS


#endif /* _COC_INFLATE_H_INCLUDED_ */
