/*
 * hiredis' reply parser with bounds: as it comes it believes any length that
 * a server sends.
 */

#ifndef _COC_READER_H_INCLUDED_
#define _COC_READER_H_INCLUDED_


#include <hiredis/hiredis.h>

#include "coc_base.h"


#define COC_READER_ELEMENTS  1024               /* of one array */
#define COC_READER_DEPTH     7                  /* arrays in arrays */
#define COC_READER_BYTES     (1024 * 1024)      /* of one reply */


typedef struct {
    redisReader                *reader;
    redisReplyObjectFunctions   functions;
    size_t                      pending;    /* bytes of the reply begun */
} coc_reader_t;


COC_BEGIN_DECLS


/* COC_ERROR: no memory.  The struct must not move while it is in use. */
int coc_reader_init(coc_reader_t *reader);
void coc_reader_free(coc_reader_t *reader);

/*
 * Takes bytes as they arrive.
 *
 * COC_LIMIT  a reply longer than COC_READER_BYTES; the connection is over
 * COC_ERROR  no memory; likewise
 */
int coc_reader_feed(coc_reader_t *reader, const void *data, size_t len);

/*
 * The next whole reply.
 *
 * COC_OK       *reply is the caller's, for freeReplyObject()
 * COC_AGAIN    more bytes are needed
 * COC_INVALID  not RESP, too deep, or an array over COC_READER_ELEMENTS
 */
int coc_reader_next(coc_reader_t *reader, redisReply **reply);


COC_END_DECLS


#endif /* _COC_READER_H_INCLUDED_ */
