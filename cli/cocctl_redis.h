/*
 * A Redis asked from the command line: one connection, one command at a time.
 */

#ifndef _COCCTL_REDIS_H_INCLUDED_
#define _COCCTL_REDIS_H_INCLUDED_


#include "cocctl.h"


COC_BEGIN_DECLS


/*
 * Connects as the directive coc_redis would:
 *
 *     unix:/path | host[:port] | [v6]:port  [db=n] [user=name]
 *     [password_file=path]                  words apart, in one argument
 *
 * NULL when it has complained.
 */
redisContext *cocctl_redis_connect(const char *address);

/* Sends what buf holds, empties it; NULL when it has complained. */
redisReply *cocctl_redis_ask(redisContext *redis, coc_buf_t *buf);

/* Complains of a reply that is an error or of no sense. */
int cocctl_redis_refused(const redisReply *reply);


COC_END_DECLS


#endif /* _COCCTL_REDIS_H_INCLUDED_ */
