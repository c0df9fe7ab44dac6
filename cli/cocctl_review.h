/*
 * cocctl review: what of a queue is pending.
 */

#ifndef _COCCTL_REVIEW_H_INCLUDED_
#define _COCCTL_REVIEW_H_INCLUDED_


#include "cocctl_redis.h"


COC_BEGIN_DECLS


/*
 * Hands on every entry of a shard that is not decided, the oldest first.  What
 * is new is pending from then on; what was pending and has been trimmed since
 * is so no more.
 *
 * buf    for the commands
 * place  its queue and shard
 *
 * COCCTL_ERROR when it has complained
 */
int cocctl_review_pending(cocctl_redis_t *redis, coc_buf_t *buf,
    coc_str_t prefix, const coc_queue_place_t *place,
    coc_queue_entry_pt handler, void *data);

/* Takes all entries of that case off what is pending of the shard, as above. */
int cocctl_review_done(cocctl_redis_t *redis, coc_buf_t *buf,
    coc_str_t prefix, const coc_queue_place_t *place, coc_str_t caseid);

/* A command whose answer is a number, in buf. */
int cocctl_review_write(cocctl_redis_t *redis, coc_buf_t *buf);


COC_END_DECLS


#endif /* _COCCTL_REVIEW_H_INCLUDED_ */
