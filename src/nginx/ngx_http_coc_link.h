/*
 * One worker's connection to one Redis server, on nginx' own socket:
 * pipelined, a FIFO of calls, a deadline for each.
 */

#ifndef _NGX_HTTP_COC_LINK_H_INCLUDED_
#define _NGX_HTTP_COC_LINK_H_INCLUDED_


#include "ngx_http_coc.h"


typedef enum {
    NGX_HTTP_COC_CALL_REPLY = 0,    /* a reply came */
    NGX_HTTP_COC_CALL_TIMEOUT,      /* the deadline passed */
    NGX_HTTP_COC_CALL_LOST          /* the connection was closed */
} ngx_http_coc_call_e;


/*
 * Takes a call's outcome; called once, unless the call was canceled.  reply
 * is NULL unless status is CALL_REPLY, and is borrowed until the return.  It
 * must not run a request: post an event for that.
 */

typedef void (*ngx_http_coc_call_pt)(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);


typedef struct ngx_http_coc_link_s     ngx_http_coc_link_t;
typedef struct ngx_http_coc_pending_s  ngx_http_coc_pending_t;


COC_BEGIN_DECLS


/* Connects; NULL when there is no memory. */
ngx_http_coc_link_t *ngx_http_coc_link_create(ngx_cycle_t *cycle,
    ngx_http_coc_redis_conf_t *conf);

/* Closes; every call outstanding is told that it is lost. */
void ngx_http_coc_link_destroy(ngx_http_coc_link_t *link);

/*
 * Queues one command; it leaves with all others of this turn of the event
 * loop.
 *
 * command  RESP, copied
 * timeout  ms until handler is told CALL_TIMEOUT
 * call     if not NULL: for ngx_http_coc_link_forget()
 *
 * NGX_DECLINED  away (the breaker is open, or too much is queued): handler
 *               will not be called.  It is held where the breaker waits for a
 *               worker's first connection, or for the first attempt after one
 *               that served was cut
 * NGX_ERROR     no memory; likewise
 */
ngx_int_t ngx_http_coc_link_send(ngx_http_coc_link_t *link,
    coc_str_t command, ngx_msec_t timeout, ngx_http_coc_call_pt handler,
    void *data, ngx_http_coc_pending_t **call);

/* The caller goes: its handler will not be called, the reply is passed by. */
void ngx_http_coc_link_forget(ngx_http_coc_pending_t *call);

/*
 * Closes and backs off where a reply that is not COC_REPLY_OK says that this
 * server can't serve now, or is none to the command that was sent: what
 * follows it would be handed to the wrong call.  OOM and MISCONF refuse writes
 * only, reads go on; NOPERM closes: hand in only what a read got.
 */
void ngx_http_coc_link_unfit(ngx_http_coc_link_t *link,
    coc_reply_e meaning, const redisReply *reply);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_LINK_H_INCLUDED_ */
