/*
 * Moderators' queues, read: what waits for review, what was escalated, and
 * where a case has its entry.
 */

#ifndef _COC_QUEUE_H_INCLUDED_
#define _COC_QUEUE_H_INCLUDED_


#include <hiredis/hiredis.h>

#include "coc_base.h"
#include "coc_buf.h"
#include "coc_store.h"


typedef enum {
    COC_QUEUE_REVIEW = 0,
    COC_QUEUE_ESCALATIONS,
    COC_QUEUE_CARE,             /* who may harm themselves */
    COC_QUEUE_MAX
} coc_queue_e;


#define COC_QUEUE_COUNT  100    /* entries asked for at once, most */


/* A stream entry's id. */

typedef struct {
    uint64_t  ms;
    uint64_t  n;
} coc_queue_id_t;


/* Where an entry is. */

typedef struct {
    coc_queue_id_t  id;
    unsigned        shard;      /* below COC_FEED_SHARDS */
    coc_queue_e     queue;
} coc_queue_place_t;


/* Takes an entry: its names and values, an even number of strings. */

typedef void (*coc_queue_entry_pt)(void *data, const coc_queue_id_t *id,
    redisReply *const *fields, size_t n);


COC_BEGIN_DECLS


/* "review", "escalations", "care"; coc_queue_find() returns COC_DECLINED if it
 * is none of them. */
const char *coc_queue_name(coc_queue_e queue);
int coc_queue_find(coc_str_t name, coc_queue_e *queue);

/*
 * The commands; each appends one to out and returns its status.
 *
 * coc_queue_list   XREVRANGE of a shard from the newest entry back; of those
 *                  before "before", if it is not NULL.  At most count
 * coc_queue_entry  XRANGE of the one entry at a place
 * coc_queue_case   GET Pcase:<case>, for coc_queue_case_reply()
 */
int coc_queue_list(coc_buf_t *out, coc_str_t prefix, coc_queue_e queue,
    unsigned shard, const coc_queue_place_t *before, unsigned count);
int coc_queue_entry(coc_buf_t *out, coc_str_t prefix,
    const coc_queue_place_t *place);
int coc_queue_case(coc_buf_t *out, coc_str_t prefix, coc_str_t id);

/* Hands the entries of the first two on, in the reply's order. */
coc_reply_e coc_queue_reply(const redisReply *reply,
    coc_queue_entry_pt handler, void *data);

/* *found is 0 where there is no such case, or what stands there names no
 * place. */
coc_reply_e coc_queue_case_reply(const redisReply *reply, coc_str_t prefix,
    coc_queue_place_t *place, int *found);

/* coc_queue_work.c */

/*
 * The commands of who works a queue off; each appends one to out and returns
 * its status.
 *
 * coc_queue_group  XGROUP CREATE of a shard: what XREADGROUP needs first;
 *                  BUSYGROUP says that it is there
 * coc_queue_take   XREADGROUP of a shard, for coc_queue_taken(): entries never
 *                  listed before, which are pending from then on; or those
 *                  that are and come after "after", if it is not NULL
 * coc_queue_done   XACK: it is pending no more
 */
int coc_queue_group(coc_buf_t *out, coc_str_t prefix, coc_queue_e queue,
    unsigned shard);
int coc_queue_take(coc_buf_t *out, coc_str_t prefix, coc_queue_e queue,
    unsigned shard, const coc_queue_id_t *after, unsigned count);
int coc_queue_done(coc_buf_t *out, coc_str_t prefix,
    const coc_queue_place_t *place);

/* As coc_queue_reply(); what was trimmed while it was pending has no fields. */
coc_reply_e coc_queue_taken(const redisReply *reply,
    coc_queue_entry_pt handler, void *data);

/*
 * Less than, equal to or greater than 0, as memcmp(): by time, and of entries
 * of one time by their shard.
 */
int coc_queue_place_cmp(const coc_queue_place_t *a,
    const coc_queue_place_t *b);

/*
 * A place as "<ms>-<n>-<shard>", for going on from there; reads the same.
 *
 * COC_INVALID  it is none
 */
int coc_queue_place_put(coc_buf_t *buf, const coc_queue_place_t *place);
int coc_queue_place_read(coc_str_t text, coc_queue_place_t *place);


COC_END_DECLS


#endif /* _COC_QUEUE_H_INCLUDED_ */
