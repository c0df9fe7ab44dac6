/*
 * What keeps the standing table true: one worker a source, the leader, reads
 * all sanctions from Redis and then every change of them.
 */

#ifndef _NGX_HTTP_COC_FEED_H_INCLUDED_
#define _NGX_HTTP_COC_FEED_H_INCLUDED_


#include "ngx_http_coc_redis.h"
#include "ngx_http_coc_standing.h"


#define NGX_HTTP_COC_FEED_TIMEOUT  1000     /* ms of a command, or more than
                                               it blocks */


/* One XREAD: of all shards, or of one where they lie on several servers. */

typedef struct {
    ngx_http_coc_feed_t       *feed;
    ngx_event_t                again;       /* where it does not block */
    unsigned                   first;       /* shard */
    unsigned                   n;
    ngx_uint_t                 epoch;       /* of the feed, when it was sent */
    ngx_msec_t                 sent;
    unsigned                   busy:1;      /* its answer is awaited */
    unsigned                   polls:1;     /* it does not block */
} ngx_http_coc_tail_t;


typedef struct {
    ngx_http_coc_feed_t       *feed;
    unsigned                   number;
    ngx_uint_t                 round;       /* of the feed, when it was sent */
    coc_feed_id_t              at;          /* what was read by then */
    unsigned                   placed:1;    /* the feed's id means something */
} ngx_http_coc_shard_t;


struct ngx_http_coc_feed_s {
    ngx_http_coc_main_conf_t  *cocmcf;
    ngx_http_coc_source_t     *source;
    ngx_http_coc_redis_t      *redis;
    ngx_event_t                timer;
    ngx_event_t                rest;        /* of a snapshot's end */

    coc_feed_id_t              ids[COC_FEED_SHARDS];    /* read so far */
    coc_feed_id_t              since[COC_FEED_SHARDS];  /* at the last look */
    uint64_t                   heard[COC_FEED_SHARDS];  /* ms; 0: not yet */
    ngx_http_coc_tail_t        tail[COC_FEED_SHARDS];
    ngx_uint_t                 ntails;
    ngx_http_coc_shard_t       shard[COC_FEED_SHARDS];

    ngx_uint_t                 epoch;       /* answers of an older one are of
                                               ids that are not ours any more */
    ngx_uint_t                 round;       /* looks at the streams */
    ngx_uint_t                 asked;       /* of them, answers to come */
    ngx_msec_t                 looked;      /* when the last one ended */
    ngx_msec_t                 snapped;     /* and the last whole one */
    uint64_t                   resets;      /* of shared, as of the content */
    ngx_uint_t                 changes;     /* of redis, likewise */
    time_t                     logged;      /* last line of a failure, s */

    unsigned                   leader:1;
    unsigned                   ended:1;     /* the worker ends */
    unsigned                   whole:1;     /* the content is complete */
    unsigned                   sure:1;      /* no gap before it */
    unsigned                   synced:1;    /* as the log was told */
    unsigned                   due:1;       /* a snapshot is */
    unsigned                   running:1;   /* a round is under way */
    unsigned                   scanning:1;  /* this round is one */
    unsigned                   failed:1;    /* this round has */
    unsigned                   refused:1;   /* the last answers were errors */
};


COC_BEGIN_DECLS


/* A worker begins, and ends: it leads for the sources that nobody leads for,
 * until then. */
ngx_int_t ngx_http_coc_feed_init(ngx_cycle_t *cycle,
    ngx_http_coc_main_conf_t *cocmcf);
void ngx_http_coc_feed_exit(ngx_http_coc_main_conf_t *cocmcf);

/*
 * 1: this worker leads, and no other has since: one that was stopped may find
 * answers that another one has read beyond.  Else 0, and it leads no more.
 */
ngx_uint_t ngx_http_coc_feed_leads(ngx_http_coc_feed_t *feed);

/* Under the lock: all shards were heard, the table is believed for a while. */
void ngx_http_coc_feed_claim(ngx_http_coc_feed_t *feed);

/* What was read is not what Redis holds: not believed until it is read anew. */
void ngx_http_coc_feed_distrust(ngx_http_coc_feed_t *feed, const char *why);

/* Asks for what comes next, unless that was done; on a connection that is
 * nobody else's. */
void ngx_http_coc_feed_tail(ngx_http_coc_tail_t *tail);


/* ngx_http_coc_feed_round.c */

/*
 * Looks at all streams, for gaps; scan: and reads all sanctions.  Not while
 * the answers of another round are to come.
 */
void ngx_http_coc_feed_round(ngx_http_coc_feed_t *feed, ngx_uint_t scan);

/* The end of a snapshot, bit by bit; the handler of feed->rest. */
void ngx_http_coc_feed_rest(ngx_event_t *ev);

/* A command or its reply failed; tried again, and said now and then. */
void ngx_http_coc_feed_refused(ngx_http_coc_feed_t *feed,
    ngx_http_coc_call_e status, const redisReply *reply, coc_reply_e meaning);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_FEED_H_INCLUDED_ */
