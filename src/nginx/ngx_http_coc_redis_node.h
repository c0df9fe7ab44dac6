/*
 * What a worker's Redis is made of: connections, the nodes they lead to, calls
 * on their way; for ngx_http_coc_redis*.c alone.
 */

#ifndef _NGX_HTTP_COC_REDIS_NODE_H_INCLUDED_
#define _NGX_HTTP_COC_REDIS_NODE_H_INCLUDED_


#include "ngx_http_coc_redis.h"


#define NGX_HTTP_COC_CALL_INLINE  512   /* bytes of a command, at first */


typedef struct ngx_http_coc_node_s  ngx_http_coc_node_t;


/* What a connection is for. */

typedef enum {
    NGX_HTTP_COC_CONN_CALLS = 0,
    NGX_HTTP_COC_CONN_LISTEN,
    NGX_HTTP_COC_CONN_SLOTS,        /* one question for the table */
    NGX_HTTP_COC_CONN_SENTINEL      /* one question for the master */
} ngx_http_coc_conn_e;


typedef struct {
    ngx_queue_t                  queue;     /* of finder.waiting */
    ngx_http_coc_redis_t        *redis;
    ngx_http_coc_conn_e          use;
    ngx_http_coc_node_t         *node;      /* of calls */
    ngx_http_coc_link_t         *link;
    unsigned                     served:1;  /* it was ready once */
    unsigned                     finding:1; /* in finder.waiting */
} ngx_http_coc_conn_t;


/* One server that takes calls: the only one, the master, one of a cluster. */

struct ngx_http_coc_node_s {
    ngx_queue_t                  queue;     /* of redis->nodes */
    ngx_http_coc_redis_t        *redis;
    coc_node_t                   place;     /* in a cluster */
    ngx_http_coc_conn_t         *conn[COC_ADDRESS_CONNECTIONS];
    ngx_uint_t                   n;
    ngx_msec_t                   asked;     /* last ASK that led here */
    unsigned                     guest:1;   /* an ASK did */
};


/* A connection that listens. */

typedef struct {
    ngx_http_coc_redis_t        *redis;
    ngx_http_coc_conn_t         *conn;      /* NULL: not yet, or deaf */
    ngx_http_coc_pending_t      *pending;   /* NULL: nothing was asked */
    ngx_http_coc_call_pt         handler;
    void                        *data;
    coc_node_t                   place;     /* in a cluster */
} ngx_http_coc_ear_t;


/* Who is asked which server is the master. */

typedef struct {
    ngx_queue_t                  waiting;   /* connections */
    ngx_http_coc_conn_t         *conn;      /* to a sentinel */
    ngx_event_t                  ask;       /* posted: a round begins */
    ngx_event_t                  check;     /* is it the master still? */
    ngx_uint_t                   next;      /* which sentinel */
    ngx_uint_t                   tried;     /* in this round */
    time_t                       logged;    /* the last loud line */
    coc_node_t                   master;    /* the last answer */
    unsigned                     asking:1;
    unsigned                     known:1;   /* there was an answer */
    unsigned                     doubt:1;   /* nothing has come of it yet */
} ngx_http_coc_finder_t;


/* The table of slots, and what keeps it true. */

typedef struct {
    coc_cluster_t               *table;
    ngx_http_coc_conn_t         *conn;      /* to a seed, for this alone */
    ngx_event_t                  timer;     /* until the next one */
    coc_node_t                   place;     /* who is asked */
    ngx_uint_t                   next;      /* which of masters and seeds */
    ngx_uint_t                   tried;     /* in this round */
    ngx_msec_t                   last;      /* when the last round ended */
    ngx_msec_t                   interval;  /* ms from there to the next */
    time_t                       logged;
    unsigned                     known:1;   /* a table was read */
    unsigned                     failed:1;  /* in the last round nobody told */
    unsigned                     asking:1;
    unsigned                     again:1;   /* wanted while asking */
} ngx_http_coc_slots_t;


struct ngx_http_coc_redis_s {
    ngx_http_coc_redis_conf_t   *conf;
    ngx_log_t                   *log;
    ngx_queue_t                  nodes;
    ngx_uint_t                   nnodes;
    ngx_http_coc_node_t         *server;    /* NULL: a cluster */
    ngx_queue_t                  held;      /* calls: for a master, a table */
    ngx_queue_t                  paused;    /* calls: for a moment */
    ngx_queue_t                  free;      /* calls */
    ngx_uint_t                   nfree;
    ngx_event_t                  sweep;     /* posted: of nodes */
    ngx_event_t                  wake;      /* posted: held calls try again */
    ngx_http_coc_conn_t         *current;   /* whose reply is handed out */
    ngx_http_coc_finder_t        finder;
    ngx_http_coc_slots_t         slots;
    ngx_http_coc_ear_t           ear[NGX_HTTP_COC_LANES];
    ngx_uint_t                   changes;
    unsigned                     moved:1;   /* what is lost now was refused by
                                               a master that is none */
    unsigned                     ended:1;   /* the worker exits */
};


struct ngx_http_coc_call_s {
    ngx_queue_t                  queue;     /* of redis->held, paused, free */
    ngx_http_coc_redis_t        *redis;
    ngx_http_coc_conn_t         *conn;      /* that it went by */
    ngx_http_coc_pending_t      *pending;   /* NULL: it waits here */
    ngx_http_coc_call_pt         handler;
    void                        *data;
    ngx_msec_t                   deadline;  /* of ngx_current_msec */
    ngx_event_t                  timer;     /* while it waits here */
    coc_hop_t                    hop;
    u_char                      *command;   /* inlined, or its own */
    size_t                       len;       /* bytes */
    unsigned                     flags:3;
    unsigned                     again:1;   /* it was lost once */
    unsigned                     moved:1;   /* hop.node is where it goes */
    unsigned                     asking:1;  /* ... as a guest */
    unsigned                     patient:1; /* refused, not done: it waits for
                                               a master to its deadline */
    u_char                       inlined[NGX_HTTP_COC_CALL_INLINE];
};


COC_BEGIN_DECLS


/* ngx_http_coc_redis.c */

/* Where the only server is; NULL: that has to be found out. */
const coc_host_t *ngx_http_coc_redis_peer(ngx_http_coc_redis_t *redis);

/* peer is NULL where Sentinel knows it; NULL: no memory. */
ngx_http_coc_conn_t *ngx_http_coc_conn_create(ngx_http_coc_redis_t *redis,
    ngx_http_coc_conn_e use, const coc_host_t *peer,
    ngx_http_coc_node_t *node);

/* Whatever is outstanding is told that it is lost. */
void ngx_http_coc_conn_destroy(ngx_http_coc_conn_t *conn);

/* A place of a cluster as a link takes it, borrowed. */
void ngx_http_coc_conn_peer(coc_host_t *peer, const coc_node_t *place);

/* A node with its connections; place may be NULL.  NULL: no memory. */
ngx_http_coc_node_t *ngx_http_coc_node_create(ngx_http_coc_redis_t *redis,
    const coc_host_t *peer, const coc_node_t *place);

/* From an event alone: its calls are told that they are lost. */
void ngx_http_coc_node_destroy(ngx_http_coc_node_t *node);

/*
 * Sends by the least busy connection that is ready, or by one that holds what
 * it gets; *conn is that one.  As ngx_http_coc_link_send().
 */
ngx_int_t ngx_http_coc_node_send(ngx_http_coc_node_t *node, coc_str_t command,
    ngx_msec_t timeout, ngx_uint_t flags, ngx_http_coc_call_pt handler,
    void *data, ngx_http_coc_pending_t **pending, ngx_http_coc_conn_t **conn);

/* Calls that are held try again, from an event. */
void ngx_http_coc_redis_wake(ngx_http_coc_redis_t *redis);

/*
 * 1 if at least so many seconds passed since *logged, which is set then: a
 * line may be loud.
 */
ngx_uint_t ngx_http_coc_redis_loud(time_t *logged);


/* ngx_http_coc_redis_call.c */

/* Tells every call that waits here that it is lost; frees what is spare. */
void ngx_http_coc_call_exit(ngx_http_coc_redis_t *redis);

/* Of wake: calls that are held are sent, or go on waiting. */
void ngx_http_coc_call_wake(ngx_event_t *ev);


/* ngx_http_coc_redis_sentinel.c */

void ngx_http_coc_finder_init(ngx_http_coc_redis_t *redis);
void ngx_http_coc_finder_exit(ngx_http_coc_redis_t *redis);

/* A connection wants to know where the master is; see the link's find. */
ngx_int_t ngx_http_coc_finder_find(ngx_http_coc_conn_t *conn);

/* A connection to the master is ready: the sentinel told the truth. */
void ngx_http_coc_finder_found(ngx_http_coc_redis_t *redis);


/* ngx_http_coc_redis_cluster.c */

/* Begins to fetch the table.  NGX_ERROR: no memory. */
ngx_int_t ngx_http_coc_slots_init(ngx_http_coc_redis_t *redis);
void ngx_http_coc_slots_exit(ngx_http_coc_redis_t *redis);

/* The table may be wrong: it is fetched anew, one question at a time. */
void ngx_http_coc_slots_stale(ngx_http_coc_redis_t *redis);

/*
 * The node a command goes to.
 *
 * NGX_AGAIN     nobody knows yet: hold the call
 * NGX_DECLINED  nobody will know soon
 * NGX_ERROR     no memory, or no command
 */
ngx_int_t ngx_http_coc_slots_node(ngx_http_coc_redis_t *redis,
    coc_str_t command, ngx_http_coc_node_t **node);

/* The same, its place alone: NULL where that is unknown. */
const coc_node_t *ngx_http_coc_slots_place(ngx_http_coc_redis_t *redis,
    coc_str_t command);

/* The node at a place, made if there is none; NULL: no memory, too many. */
ngx_http_coc_node_t *ngx_http_coc_slots_at(ngx_http_coc_redis_t *redis,
    const coc_node_t *place);

/* From an event: destroys nodes that the table no longer names. */
void ngx_http_coc_slots_sweep(ngx_http_coc_redis_t *redis);


/* ngx_http_coc_redis_listen.c */

void ngx_http_coc_ear_init(ngx_http_coc_redis_t *redis);

/* Closes all: whatever is outstanding is told that it is lost. */
void ngx_http_coc_ear_lose(ngx_http_coc_redis_t *redis);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_REDIS_NODE_H_INCLUDED_ */
