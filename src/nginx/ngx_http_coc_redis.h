/*
 * A worker's Redis, whatever stands behind a coc_redis: one server, the master
 * that Sentinel names, or a cluster.  Takes commands, finds the connection
 * that each belongs on, and follows where servers redirect to.
 */

#ifndef _NGX_HTTP_COC_REDIS_H_INCLUDED_
#define _NGX_HTTP_COC_REDIS_H_INCLUDED_


#include "ngx_http_coc_link.h"


/* Flags of a call. */

#define NGX_HTTP_COC_CALL_ONCE   1      /* never sent twice: it may be done */
#define NGX_HTTP_COC_CALL_QUIET  2      /* a quitting worker need not wait */
#define NGX_HTTP_COC_CALL_WIDE   4      /* its reply may be a long one */

#define NGX_HTTP_COC_LANES       16     /* most connections that listen */


COC_BEGIN_DECLS


/* Begins to connect; NULL when there is no memory. */
ngx_http_coc_redis_t *ngx_http_coc_redis_create(ngx_cycle_t *cycle,
    ngx_http_coc_redis_conf_t *conf);

/* Closes all; every call outstanding is told that it is lost. */
void ngx_http_coc_redis_destroy(ngx_http_coc_redis_t *redis);

/*
 * Sends one command of one key; it leaves with all others of this turn of the
 * event loop.  Until its deadline it is sent again where that can help: after
 * a redirection (three at most), to a new master, once when its connection was
 * lost; never if flags has CALL_ONCE and it may have been done.
 *
 * command  RESP, copied
 * timeout  ms until handler is told CALL_TIMEOUT
 * handler  called once, with what could not be mended, unless the call was
 *          canceled; see ngx_http_coc_call_pt
 * call     if not NULL: for ngx_http_coc_redis_cancel()
 *
 * NGX_DECLINED  away (the breaker is open, or too much is queued): handler
 *               will not be called.  It is held where the breaker waits for a
 *               worker's first connection, or for the first attempt after one
 *               that served was cut
 * NGX_ERROR     no memory; likewise
 */
ngx_int_t ngx_http_coc_redis_call(ngx_http_coc_redis_t *redis,
    coc_str_t command, ngx_msec_t timeout, ngx_uint_t flags,
    ngx_http_coc_call_pt handler, void *data, ngx_http_coc_call_t **call);

/* The caller goes: its handler will not be called, the reply is passed by. */
void ngx_http_coc_redis_cancel(ngx_http_coc_call_t *call);

/*
 * In a call's handler only: the reply is of a shape that the command never
 * gets, or refuses to read (NOPERM).  Closes the connection that it came by
 * where what follows could be handed to the wrong call, or nothing can be
 * read.  Errors of the server itself were seen to before.
 */
void ngx_http_coc_redis_unfit(ngx_http_coc_redis_t *redis,
    coc_reply_e meaning, const redisReply *reply);


/* ngx_http_coc_redis_listen.c */

/*
 * Sends one command of one key that may block, on a connection that is this
 * lane's alone and is made when first needed.  One at a time a lane.  Never
 * sent again: what a redirection or a new master answered is told as CALL_LOST,
 * and is found out about meanwhile.  A quitting worker does not wait for it.
 *
 * lane     less than NGX_HTTP_COC_LANES
 * timeout  ms until handler is told CALL_TIMEOUT; longer than the command
 *          blocks
 * handler  as for a call; it may listen again at once
 *
 * NGX_DECLINED  away, try again later; handler will not be called
 * NGX_BUSY      the lane still waits for its reply; likewise
 * NGX_ERROR     no memory; likewise
 */
ngx_int_t ngx_http_coc_redis_listen(ngx_http_coc_redis_t *redis,
    ngx_uint_t lane, coc_str_t command, ngx_msec_t timeout,
    ngx_http_coc_call_pt handler, void *data);

/* Closes all of these connections; their handlers are never called. */
void ngx_http_coc_redis_deaf(ngx_http_coc_redis_t *redis);

/* 1: keys lie on several servers, each needs a command of its own; else 0. */
ngx_uint_t ngx_http_coc_redis_spread(ngx_http_coc_redis_t *redis);

/*
 * A number that grows whenever a master may be another one, or have lost what
 * it held: a connection was made anew, the slots have moved.  What was read
 * before may not be true any more.
 */
ngx_uint_t ngx_http_coc_redis_changes(ngx_http_coc_redis_t *redis);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_REDIS_H_INCLUDED_ */
