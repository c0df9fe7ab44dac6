/*
 * Redis as the command line asks it: one server, what sentinels name, or a
 * cluster; one command at a time.
 */

#ifndef _COCCTL_REDIS_H_INCLUDED_
#define _COCCTL_REDIS_H_INCLUDED_


#include "cocctl.h"


#define COCCTL_REDIS_TIMEOUT  "5s"      /* default of --timeout */


typedef struct cocctl_redis_s  cocctl_redis_t;


COC_BEGIN_DECLS


/*
 * Connects as the directive coc_redis would, by the same words in one text.
 *
 * timeout  ms that a command and all it takes may last, as text; NULL: the
 *          default
 *
 * NULL when it has complained.
 */
cocctl_redis_t *cocctl_redis_open(const char *address, const char *timeout);

/* NULL is accepted. */
void cocctl_redis_close(cocctl_redis_t *redis);

/*
 * Sends what buf holds to who has its key, empties buf.  Follows the master
 * and the slot where they went, and asks again while Redis is away, until the
 * time is over.  NULL when it has complained.
 */
redisReply *cocctl_redis_ask(cocctl_redis_t *redis, coc_buf_t *buf);

/*
 * Sends n commands, which lie in buf one after the other, all at once to who
 * has their keys, and waits for all replies: for what may be done in any order.
 *
 * end      where each ends in buf; buf is emptied
 * replies  n of them, for freeReplyObject() whatever comes out
 *
 * COCCTL_ERROR when it has complained
 */
int cocctl_redis_ask_all(cocctl_redis_t *redis, coc_buf_t *buf,
    const size_t *end, size_t n, redisReply **replies);

/*
 * cocctl_redis_ask() of the i-th master, whose name is given; a command without
 * a key.
 *
 * COC_OK        *reply may be NULL: then it has complained
 * COC_DECLINED  there are not so many
 */
int cocctl_redis_ask_node(cocctl_redis_t *redis, size_t i, coc_buf_t *buf,
    redisReply **reply, const char **name);

/*
 * Sends a record's chain to its end.  buf is for the commands.
 *
 * COCCTL_ERROR when it has complained
 */
int cocctl_chain(cocctl_redis_t *redis, coc_buf_t *buf, coc_record_t *record);

/* Complains of the last reply: an error, or of no sense. */
int cocctl_redis_refused(const cocctl_redis_t *redis,
    const redisReply *reply);


COC_END_DECLS


#endif /* _COCCTL_REDIS_H_INCLUDED_ */
