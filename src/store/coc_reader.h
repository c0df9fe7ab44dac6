/*
 * hiredis' reply parser with bounds: as it comes it believes any length that
 * a server sends.
 */

#ifndef _COC_READER_H_INCLUDED_
#define _COC_READER_H_INCLUDED_


#include <hiredis/hiredis.h>

#include "coc_base.h"


#define COC_READER_ELEMENTS  1024               /* of one array */
#define COC_READER_TOTAL     (64 * 1024)        /* of all in one reply */
#define COC_READER_DEPTH     7                  /* arrays in arrays */
#define COC_READER_BYTES     (1024 * 1024)      /* of one reply */

/* Of a reply that is expected to be long: a table of slots in pieces, a page
 * of a sorted set that Redis keeps, and scans, in one piece. */

#define COC_READER_LONG_ELEMENTS  (32 * 1024)
#define COC_READER_LONG_TOTAL     (512 * 1024)
#define COC_READER_LONG_BYTES     (8 * 1024 * 1024)


typedef struct {
    redisReader                *reader;
    redisReplyObjectFunctions  *original;
    redisReplyObjectFunctions   functions;
    size_t                      pending;    /* bytes of the reply begun */
    size_t                      total;      /* elements of it so far */
    int                         wide;       /* it may be a long one */
} coc_reader_t;


COC_BEGIN_DECLS


/* COC_ERROR: no memory.  The struct must not move while it is in use. */
int coc_reader_init(coc_reader_t *reader);
void coc_reader_free(coc_reader_t *reader);

/* Which bounds hold for the reply that comes next, or has begun: 1: those of
 * a long one. */
void coc_reader_expect(coc_reader_t *reader, int wide);

/*
 * Takes bytes as they arrive.
 *
 * COC_LIMIT  a reply of more bytes than it may have; the connection is over
 * COC_ERROR  no memory; likewise
 */
int coc_reader_feed(coc_reader_t *reader, const void *data, size_t len);

/*
 * The next whole reply.
 *
 * COC_OK       *reply is the caller's, for freeReplyObject()
 * COC_AGAIN    more bytes are needed
 * COC_INVALID  not RESP, too deep, or of more elements than it may have
 */
int coc_reader_next(coc_reader_t *reader, redisReply **reply);


COC_END_DECLS


#endif /* _COC_READER_H_INCLUDED_ */
