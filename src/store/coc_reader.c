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
    memset(reader, 0, sizeof(coc_reader_t));

    reader->reader = redisReaderCreate();
    if (reader->reader == NULL) {
        return COC_ERROR;
    }

    reader->original = reader->reader->fn;

    reader->functions = *reader->original;
    reader->functions.createArray = coc_reader_array;

    reader->reader->privdata = reader;
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


void
coc_reader_expect(coc_reader_t *reader, int wide)
{
    reader->wide = wide;
}


/*
 * hiredis allocates room for all elements as soon as it has read their number:
 * a few bytes of an array in an array could cost as much as a long one.
 */

static void *
coc_reader_array(const redisReadTask *task, coc_reader_elements_t elements)
{
    size_t                depth, max, total;
    coc_reader_t         *reader = task->privdata;
    const redisReadTask  *above;

    /* 0.14 has a bound of its own on the depth, 1.x has none */

    for (depth = 0, above = task; above != NULL; above = above->parent) {
        depth++;
    }

    max = reader->wide ? COC_READER_LONG_ELEMENTS : COC_READER_ELEMENTS;
    total = reader->wide ? COC_READER_LONG_TOTAL : COC_READER_TOTAL;

    if ((size_t) elements > max || (size_t) elements > total - reader->total
        || depth > COC_READER_DEPTH)
    {
        return NULL;
    }

    reader->total += (size_t) elements;

    return reader->original->createArray(task, elements);
}


int
coc_reader_feed(coc_reader_t *reader, const void *data, size_t len)
{
    size_t  max;

    max = reader->wide ? COC_READER_LONG_BYTES : COC_READER_BYTES;

    if (reader->pending > max || len > max - reader->pending) {
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
    reader->total = 0;
    *reply = next;

    return COC_OK;
}
