/*
 * One connection to one server, on nginx' own socket: found, resolved,
 * connected, shaken hands with; then pipelined, a FIFO of commands, a deadline
 * for each.  When it is cut it is made again, by itself, with a backoff.
 */

#ifndef _NGX_HTTP_COC_LINK_H_INCLUDED_
#define _NGX_HTTP_COC_LINK_H_INCLUDED_


#include "ngx_http_coc.h"


#define NGX_HTTP_COC_SAID  200          /* bytes, NUL included */


/* What a command came to. */

typedef enum {
    NGX_HTTP_COC_CALL_REPLY = 0,    /* a reply came */
    NGX_HTTP_COC_CALL_TIMEOUT,      /* the deadline passed */
    NGX_HTTP_COC_CALL_LOST          /* the connection was closed */
} ngx_http_coc_call_e;


/*
 * Takes a command's outcome; called once, unless the caller has gone.  reply
 * is NULL unless status is CALL_REPLY, and is borrowed until the return.  It
 * must not run a request: post an event for that.
 */

typedef void (*ngx_http_coc_call_pt)(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);


/* What is connected to: how it is greeted, and what it must be. */

typedef enum {
    NGX_HTTP_COC_LINK_SERVER = 0,   /* AUTH, SELECT; a master */
    NGX_HTTP_COC_LINK_CLUSTER,      /* AUTH; a replica redirects, and may */
    NGX_HTTP_COC_LINK_SENTINEL      /* AUTH as the sentinels' user */
} ngx_http_coc_link_e;


typedef enum {
    NGX_HTTP_COC_LINK_DOWN = 0,     /* until the backoff has passed */
    NGX_HTTP_COC_LINK_FINDING,      /* the hook finds out where */
    NGX_HTTP_COC_LINK_RESOLVING,
    NGX_HTTP_COC_LINK_CONNECTING,
    NGX_HTTP_COC_LINK_TLS,
    NGX_HTTP_COC_LINK_SHAKING,
    NGX_HTTP_COC_LINK_READY
} ngx_http_coc_link_state_e;


/* Flags of a command. */

#define NGX_HTTP_COC_LINK_QUIET   1     /* a quitting worker need not wait */
#define NGX_HTTP_COC_LINK_ASKING  2     /* ASKING goes right before it */
#define NGX_HTTP_COC_LINK_WIDE    4     /* its reply may be a long one */


typedef struct ngx_http_coc_link_s     ngx_http_coc_link_t;
typedef struct ngx_http_coc_pending_s  ngx_http_coc_pending_t;


/* What a link tells and asks; any may be NULL, none destroys the link. */

typedef struct {

    /*
     * Before each attempt: where is the server?
     *
     * NGX_OK     at the link's peer, which ngx_http_coc_link_peer() may just
     *            have set
     * NGX_AGAIN  ngx_http_coc_link_found() or _missing() will be called, or
     *            the attempt times out
     * NGX_ERROR  unknown: the attempt has failed
     */

    ngx_int_t  (*find)(void *data, ngx_http_coc_link_t *link);

    /* it is READY, and what was held is on its way */

    void       (*ready)(void *data, ngx_http_coc_link_t *link);

    /* an attempt has failed, or a connection ended: all were told, it is DOWN,
     * and will try again */

    void       (*lost)(void *data, ngx_http_coc_link_t *link);
} ngx_http_coc_link_hooks_t;


COC_BEGIN_DECLS


/*
 * Begins to connect.  It is no pool's: many come and go.
 *
 * peer   copied; NULL: find will say
 * hooks  outlives the link; may be NULL
 *
 * NULL   no memory
 */
ngx_http_coc_link_t *ngx_http_coc_link_create(ngx_log_t *log,
    ngx_http_coc_redis_conf_t *conf, const coc_host_t *peer,
    ngx_http_coc_link_e kind, const ngx_http_coc_link_hooks_t *hooks,
    void *data);

/*
 * Closes; every command outstanding is told that it is lost, no hook is
 * called any more.  May be called from a handler, even one of this link: its
 * memory goes after the event that is being handled.
 */
void ngx_http_coc_link_destroy(ngx_http_coc_link_t *link);

/*
 * Where the next attempt goes; copied.
 *
 * NGX_ERROR  a host or path too long to be one: the peer is as it was
 */
ngx_int_t ngx_http_coc_link_peer(ngx_http_coc_link_t *link,
    const coc_host_t *peer);

/* After find's NGX_AGAIN; otherwise, and when it is too late, nothing. */
void ngx_http_coc_link_found(ngx_http_coc_link_t *link,
    const coc_host_t *peer);

/* Likewise: it can't be found; why goes into the log. */
void ngx_http_coc_link_missing(ngx_http_coc_link_t *link, const char *why);

ngx_http_coc_link_state_e ngx_http_coc_link_state(
    const ngx_http_coc_link_t *link);

/* How many replies are to come, of callers that have gone as well. */
ngx_uint_t ngx_http_coc_link_load(const ngx_http_coc_link_t *link);

/*
 * Queues one command; it leaves with all others of this turn of the event
 * loop.
 *
 * command  RESP, copied
 * timeout  ms until handler is told CALL_TIMEOUT
 * flags    NGX_HTTP_COC_LINK_QUIET, ..._ASKING, ..._WIDE, or 0
 * pending  if not NULL: for ngx_http_coc_link_forget()
 *
 * NGX_DECLINED  away (the breaker is open, or too much is queued): handler
 *               will not be called.  It is held where the breaker waits for a
 *               first connection, or for the first attempt after one that
 *               served was cut
 * NGX_ERROR     no memory; likewise
 */
ngx_int_t ngx_http_coc_link_send(ngx_http_coc_link_t *link,
    coc_str_t command, ngx_msec_t timeout, ngx_uint_t flags,
    ngx_http_coc_call_pt handler, void *data,
    ngx_http_coc_pending_t **pending);

/* The caller goes: its handler will not be called, the reply is passed by. */
void ngx_http_coc_link_forget(ngx_http_coc_pending_t *pending);

/*
 * Closes and backs off where a reply that is not COC_REPLY_OK says that this
 * server can't serve now, or is none to the command that was sent: what
 * follows it would be handed to the wrong caller.  OOM and MISCONF refuse
 * writes only, reads go on; NOPERM closes: hand in only what a read got.
 */
void ngx_http_coc_link_unfit(ngx_http_coc_link_t *link,
    coc_reply_e meaning, const redisReply *reply);

/*
 * Makes bytes of a server or a library fit for a line of the log: no end of
 * line, escape or byte above ASCII may forge another; each becomes a dot.
 *
 * dst   size bytes, at least 1; the text is cut to them, NUL included
 * text  len bytes, may hold any
 */
void ngx_http_coc_printable(u_char *dst, size_t size, const char *text,
    size_t len);

/*
 * What to log of a reply that is not what was asked for: the error's text as
 * above, or words of ours.  said has NGX_HTTP_COC_SAID bytes, and must live as
 * long as the result.
 */
const char *ngx_http_coc_refusal(const redisReply *reply, u_char *said);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_LINK_H_INCLUDED_ */
