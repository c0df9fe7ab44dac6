/*
 * Standing without a round trip: the table of active sanctions in coc_zone,
 * and whether it may be believed.
 */

#ifndef _NGX_HTTP_COC_STANDING_H_INCLUDED_
#define _NGX_HTTP_COC_STANDING_H_INCLUDED_


#include "ngx_http_coc.h"


#define NGX_HTTP_COC_BELIEVED  3000     /* ms after the feed was last asked
                                           what it then said */
#define NGX_HTTP_COC_FULL      30000    /* ms until there may be room again */


/*
 * What the workers know together of one source, in the zone.  Times are those
 * of ngx_current_msec, which is of the machine, not of the process.  All but
 * the lease is written under the lock.
 */

struct ngx_http_coc_shared_s {
    uint64_t               lease;       /* see ngx_http_coc_feed.c */
    uint64_t               synced;      /* believed until then; 0: not */
    uint64_t               known;       /* when it last was true; 0: never */
    uint64_t               full;        /* no room until then; 0: there is */
    uint64_t               resets;      /* times that all was forgotten */
    uint64_t               tailed;      /* 1: ids are those of the content */
    uint64_t               gone;        /* 1: no longer configured */
    coc_feed_id_t          ids[COC_FEED_SHARDS];
    size_t                 len;
    u_char                 name[1];     /* len bytes: words and prefix */
};


struct ngx_http_coc_board_s {
    ngx_slab_pool_t       *pool;        /* its mutex is the lock: nginx frees
                                           it where a worker was killed */
    coc_table_t           *table;
    time_t                 logged;      /* last line of a full table, s */
    ngx_uint_t             n;
    ngx_http_coc_shared_t *shared[COC_TABLE_SOURCES];
};


/* What the table says of a member. */

typedef enum {
    NGX_HTTP_COC_TABLE_ASK = 0,     /* nothing to believe: ask Redis */
    NGX_HTTP_COC_TABLE_MISS,        /* no sanction */
    NGX_HTTP_COC_TABLE_HIT          /* *standing is set: step, until, under,
                                       under_until, seq; no points.  Stale:
                                       privileges too */
} ngx_http_coc_table_e;


COC_BEGIN_DECLS


/* Makes the board, with a table of all that is left of the zone; NULL: the
 * zone is too small. */
ngx_http_coc_board_t *ngx_http_coc_standing_create(ngx_slab_pool_t *pool);

/*
 * A worker begins: its sources find their place in the table, those that are
 * no longer configured give theirs up.
 */
void ngx_http_coc_standing_init(ngx_http_coc_main_conf_t *cocmcf,
    ngx_log_t *log);

/* One writer at a time.  What a killed one left is thrown away, and no source
 * is believed any more. */
void ngx_http_coc_standing_lock(ngx_http_coc_board_t *board);
void ngx_http_coc_standing_unlock(ngx_http_coc_board_t *board);

/* Under the lock: a sanction had no room.  The source is not believed until
 * it had some again. */
void ngx_http_coc_standing_full(ngx_http_coc_source_t *source);

/*
 * A member's sanctions; no lock is taken, nothing is sent.
 *
 * stale  0: only while the table is kept true by the feed; else: as it last
 *        was, if that is not longer ago than this, ms
 */
ngx_http_coc_table_e ngx_http_coc_standing_find(
    ngx_http_coc_source_t *source, const coc_member_t *member,
    ngx_msec_t stale, coc_standing_t *standing);

/*
 * What Redis just told of a member, in an answer to this edge: holds here at
 * once.  Older than what the table has (standing->seq) it changes nothing.
 * Without a table it does nothing.
 */
void ngx_http_coc_standing_put(ngx_http_coc_source_t *source,
    const coc_member_t *member, const coc_standing_t *standing);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_STANDING_H_INCLUDED_ */
