/*
 * hiredis' reply parser with bounds.
 */

#include "coc_reader.h"


/* The number of elements is an int up to hiredis 0.14, a size_t since 1.0. */

#if HIREDIS_MAJOR >= 1
typedef size_t  coc_reader_elements_t;
#else
typedef int  coc_reader_elements_t;
#endif


static void *coc_reader_array(const redisReadTask *task,
    coc_reader_elements_t elements);


int
coc_reader_init(coc_reader_t *reader)
{
    redisReplyObjectFunctions  *original;

    memset(reader, 0, sizeof(coc_reader_t));

    reader->reader = redisReaderCreate();
    if (reader->reader == NULL) {
        return COC_ERROR;
    }

    original = reader->reader->fn;

    reader->functions = *original;
    reader->functions.createArray = coc_reader_array;

    reader->reader->privdata = original;
    reader->reader->fn = &reader->functions;

    return COC_OK;
}


void
coc_reader_free(coc_reader_t *reader)
{
    if (reader->reader != NULL) {
        redisReaderFree(reader->reader);
        reader->reader = NULL;
    }
}


/*
 * hiredis allocates room for all elements as soon as it has read their
 * number.
 */

static void *
coc_reader_array(const redisReadTask *task, coc_reader_elements_t elements)
{
    size_t                            depth;
    const redisReadTask              *above;
    const redisReplyObjectFunctions  *original = task->privdata;

    /* 0.14 has a bound of its own on the depth, 1.x has none */

    for (depth = 0, above = task; above != NULL; above = above->parent) {
        depth++;
    }

    if (elements > COC_READER_ELEMENTS || depth > COC_READER_DEPTH) {
        return NULL;
    }

    return original->createArray(task, elements);
}


int
coc_reader_feed(coc_reader_t *reader, const void *data, size_t len)
{
    if (len > COC_READER_BYTES - reader->pending) {
        return COC_LIMIT;
    }

    reader->pending += len;

    if (redisReaderFeed(reader->reader, data, len) != REDIS_OK) {
        return COC_ERROR;
    }

    return COC_OK;
}


int
coc_reader_next(coc_reader_t *reader, redisReply **reply)
{
    void  *next;

    next = NULL;

    if (redisReaderGetReply(reader->reader, &next) != REDIS_OK) {
        return COC_INVALID;
    }

    if (next == NULL) {
        return COC_AGAIN;
    }

    /* what lies behind this reply belongs to the next one */

    reader->pending = reader->reader->len - reader->reader->pos;
    *reply = next;

    return COC_OK;
}
