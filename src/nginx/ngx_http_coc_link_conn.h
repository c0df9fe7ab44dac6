/*
 * What a connection holds; for ngx_http_coc_link*.c alone.
 */

#ifndef _NGX_HTTP_COC_LINK_CONN_H_INCLUDED_
#define _NGX_HTTP_COC_LINK_CONN_H_INCLUDED_


#include "ngx_http_coc_link.h"


#define NGX_HTTP_COC_LINK_READ         16384   /* bytes a recv */


typedef enum {
    NGX_HTTP_COC_LINK_DOWN = 0,
    NGX_HTTP_COC_LINK_CONNECTING,
    NGX_HTTP_COC_LINK_SHAKING,
    NGX_HTTP_COC_LINK_READY
} ngx_http_coc_link_state_e;


struct ngx_http_coc_link_s {
    ngx_http_coc_redis_conf_t   *conf;
    ngx_log_t                   *log;
    ngx_log_t                    quiet;         /* for each attempt */
    ngx_peer_connection_t        pc;
    ngx_http_coc_link_state_e   state;
    coc_reader_t                 reader;
    coc_buf_t                    out;           /* to be sent */
    size_t                       sent;          /* bytes of it */
    coc_buf_t                    held;          /* until the handshake ends */
    ngx_queue_t                  calls;         /* in the order of commands */
    ngx_event_t                  flush;
    ngx_event_t                  timer;         /* backoff, or handshake */
    ngx_uint_t                   shake[5];      /* kinds of reply awaited */
    ngx_uint_t                   nshake;
    ngx_uint_t                   shaken;
    ngx_uint_t                   failures;      /* since it served a call */
    ngx_msec_t                   heard;         /* its last byte */
    time_t                       logged;        /* the last loud line */
    ngx_uint_t                   logged_level;
    unsigned                     told:1;        /* that it is away */
    unsigned                     grace:1;       /* calls wait for an attempt */
    unsigned                     ended:1;       /* the worker exits */
    u_char                       buffer[NGX_HTTP_COC_LINK_READ];
};


struct ngx_http_coc_pending_s {
    ngx_queue_t                  queue;
    ngx_http_coc_link_t        *link;
    ngx_http_coc_call_pt         handler;       /* NULL: nobody waits */
    void                        *data;
    ngx_msec_t                   timeout;       /* ms */
    ngx_msec_t                   queued;        /* when */
    ngx_event_t                  timer;
};


COC_BEGIN_DECLS


/* The one way a connection ends: every call is told that it is lost. */
void ngx_http_coc_link_close(ngx_http_coc_link_t *link, ngx_uint_t level,
    const char *why, const char *text);


/* ngx_http_coc_link_shake.c */

/* Queues the handshake's commands.  NGX_ERROR: no memory. */
ngx_int_t ngx_http_coc_link_shake(ngx_http_coc_link_t *link);

/*
 * Takes one reply of the handshake.  NGX_OK: the last one, and all were good;
 * NGX_AGAIN: more are to come; NGX_ERROR: the connection was closed.
 */
ngx_int_t ngx_http_coc_link_shaken(ngx_http_coc_link_t *link,
    redisReply *reply);


/* ngx_http_coc_link_send.c */

/* Takes a call out of the FIFO, tells its handler, frees it. */
void ngx_http_coc_link_end(ngx_http_coc_pending_t *call,
    ngx_http_coc_call_e status, const redisReply *reply);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_LINK_CONN_H_INCLUDED_ */
