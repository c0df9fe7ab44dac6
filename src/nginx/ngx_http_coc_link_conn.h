/*
 * What a connection holds; for ngx_http_coc_link*.c alone.
 */

#ifndef _NGX_HTTP_COC_LINK_CONN_H_INCLUDED_
#define _NGX_HTTP_COC_LINK_CONN_H_INCLUDED_


#include "ngx_http_coc_link.h"


#define NGX_HTTP_COC_LINK_READ   16384          /* bytes a recv */
#define NGX_HTTP_COC_LINK_HOST   256            /* bytes, NUL included */
#define NGX_HTTP_COC_LINK_ADDRS  16             /* of one name */


struct ngx_http_coc_link_s {
    ngx_http_coc_redis_conf_t       *conf;
    ngx_http_coc_link_e              kind;
    const ngx_http_coc_link_hooks_t *hooks;
    void                            *data;      /* the hooks' */
    ngx_log_t                       *log;
    ngx_log_t                        quiet;     /* for each attempt */
    ngx_http_coc_link_state_e        state;

    /* where it is */

    coc_host_t                       peer;      /* in host below */
    ngx_str_t                        name;      /* for log lines */
    ngx_resolver_ctx_t              *resolving;
    ngx_sockaddr_t                   addrs[NGX_HTTP_COC_LINK_ADDRS];
    ngx_uint_t                       naddrs;
    ngx_uint_t                       tried;     /* of them, this time */
    ngx_peer_connection_t            pc;

    /* what is under way */

    coc_reader_t                     reader;
    coc_buf_t                        out;       /* to be sent */
    size_t                           sent;      /* bytes of it */
    coc_buf_t                        held;      /* until the handshake ends */
    ngx_queue_t                      pending;   /* in the order of commands */
    ngx_uint_t                       npending;
    ngx_event_t                      flush;
    ngx_event_t                      timer;     /* backoff, or the attempt */
    ngx_event_t                      gone;      /* frees */
    ngx_uint_t                       shake[5];  /* kinds of reply awaited */
    ngx_uint_t                       nshake;
    ngx_uint_t                       shaken;

    /* how it went */

    ngx_uint_t                       failures;  /* since it served a command */
    ngx_msec_t                       heard;     /* its last byte */
    time_t                           logged;    /* the last loud line */
    ngx_uint_t                       logged_level;
    unsigned                         told:1;    /* that it is away */
    unsigned                         grace:1;   /* commands wait for it */
    unsigned                         ended:1;   /* destroyed */

    u_char                           host[NGX_HTTP_COC_LINK_HOST];
    u_char                           asked[NGX_HTTP_COC_LINK_HOST];
    u_char                           label[NGX_HTTP_COC_LINK_HOST + 16];
    u_char                           why[NGX_HTTP_COC_LINK_HOST];
    u_char                           buffer[NGX_HTTP_COC_LINK_READ];
};


/* A command's place in the FIFO. */

struct ngx_http_coc_pending_s {
    ngx_queue_t                      queue;
    ngx_http_coc_link_t             *link;
    ngx_http_coc_call_pt             handler;   /* NULL: nobody waits */
    void                            *data;
    ngx_msec_t                       timeout;   /* ms */
    ngx_msec_t                       queued;    /* when */
    ngx_event_t                      timer;
    ngx_uint_t                       skip;      /* replies before its own */
    ngx_uint_t                       wide;      /* its reply may be long */
};


COC_BEGIN_DECLS


/*
 * The one way an attempt or a connection fails: every command is told that it
 * is lost, the backoff begins.  text may be NULL, or lie in link->why.
 */
void ngx_http_coc_link_close(ngx_http_coc_link_t *link, ngx_uint_t level,
    const char *why, const char *text);

/* As close; one that served and was cut gets an attempt before the breaker
 * opens. */
void ngx_http_coc_link_broken(ngx_http_coc_link_t *link, const char *why);

/* The handshake is over.  NGX_ERROR: the connection was closed. */
ngx_int_t ngx_http_coc_link_ready(ngx_http_coc_link_t *link);

/* Keeps what a server or a library said, escaped and cut, in link->why. */
void ngx_http_coc_link_note(ngx_http_coc_link_t *link, const char *text,
    size_t len);


/* ngx_http_coc_link_find.c */

/* Begins an attempt: find, resolve, then ngx_http_coc_link_connect(). */
void ngx_http_coc_link_find(ngx_http_coc_link_t *link);

/* Lets go of a name that is being resolved. */
void ngx_http_coc_link_find_end(ngx_http_coc_link_t *link);


/* ngx_http_coc_link_connect.c */

/* Connects to the addresses that were found, one after the other. */
void ngx_http_coc_link_connect(ngx_http_coc_link_t *link);

/* Closes the socket, if there is one. */
void ngx_http_coc_link_disconnect(ngx_http_coc_link_t *link);

/* Connected, and encrypted if it must be: begins the handshake. */
void ngx_http_coc_link_greet(ngx_http_coc_link_t *link);


/* ngx_http_coc_link_tls.c */

/* Connected: encrypts, then ngx_http_coc_link_greet(). */
void ngx_http_coc_link_tls(ngx_http_coc_link_t *link);

/* Frees what TLS took of a connection that is about to be closed. */
void ngx_http_coc_link_tls_end(ngx_connection_t *c);


/* ngx_http_coc_link_io.c */

void ngx_http_coc_link_read(ngx_event_t *rev);
void ngx_http_coc_link_write(ngx_event_t *wev);

/* Sends what there is.  The connection may be closed on return. */
void ngx_http_coc_link_drain(ngx_http_coc_link_t *link);


/* ngx_http_coc_link_shake.c */

/* Queues the handshake's commands.  NGX_ERROR: no memory. */
ngx_int_t ngx_http_coc_link_shake(ngx_http_coc_link_t *link);

/*
 * Takes one reply of the handshake.  NGX_OK: the last one, and all were good;
 * NGX_AGAIN: more are to come; NGX_ERROR: the connection was closed.
 */
ngx_int_t ngx_http_coc_link_shaken(ngx_http_coc_link_t *link,
    redisReply *reply);


/* ngx_http_coc_link_pending.c */

/* Takes a command out of the FIFO, tells its handler, frees it. */
void ngx_http_coc_link_end(ngx_http_coc_pending_t *pending,
    ngx_http_coc_call_e status, const redisReply *reply);

/* All of them are lost.  Their handlers may send again. */
void ngx_http_coc_link_tell(ngx_http_coc_link_t *link);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_LINK_CONN_H_INCLUDED_ */
