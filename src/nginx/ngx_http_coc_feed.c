/*
 * The feed: who leads, and what is read as it changes.
 *
 * A lease in the zone says which worker leads.  It is renewed several times
 * while it lasts; a worker that is killed, or stuck, loses it to another, one
 * that quits gives it back.  What was read so far is in the zone too, so that
 * the next leader goes on from there.
 *
 * The table is believed for a while after each answer of the feed, an empty
 * one too: without a leader, or without Redis, it is not believed any more,
 * and nobody has to find out.
 */

#include "ngx_http_coc_feed.h"


#define NGX_HTTP_COC_FEED_LEASE     1000    /* ms */
#define NGX_HTTP_COC_FEED_TICK      200
#define NGX_HTTP_COC_FEED_BLOCK     500     /* of an XREAD */
#define NGX_HTTP_COC_FEED_POLL      25      /* where no lane may block */
#define NGX_HTTP_COC_FEED_LOOK      1000
#define NGX_HTTP_COC_FEED_SNAPSHOT  60000   /* for what no gap tells of */
#define NGX_HTTP_COC_FEED_SWEEP     512     /* entries a tick */

/* A lease: the pid above, its end below (ms). */

#define NGX_HTTP_COC_LEASE_TIME     42
#define NGX_HTTP_COC_LEASE_MASK     (((uint64_t) 1 << 42) - 1)


static void ngx_http_coc_feed_tick(ngx_event_t *ev);
static ngx_uint_t ngx_http_coc_feed_lease(ngx_http_coc_feed_t *feed);
static void ngx_http_coc_feed_lead(ngx_http_coc_feed_t *feed);
static void ngx_http_coc_feed_resign(ngx_http_coc_feed_t *feed);
static void ngx_http_coc_feed_drive(ngx_http_coc_feed_t *feed);
static void ngx_http_coc_feed_again(ngx_event_t *ev);
static void ngx_http_coc_feed_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);
static void ngx_http_coc_feed_change(void *data, const coc_member_t *member,
    const coc_standing_t *standing);


ngx_int_t
ngx_http_coc_feed_init(ngx_cycle_t *cycle, ngx_http_coc_main_conf_t *cocmcf)
{
    ngx_uint_t               i;
    ngx_http_coc_feed_t     *feed;
    ngx_http_coc_source_t  **source;

    ngx_http_coc_standing_init(cocmcf, cycle->log);

    cocmcf->worker->feeds = ngx_pcalloc(cycle->pool,
                                        (cocmcf->sources.nelts + 1)
                                        * sizeof(ngx_http_coc_feed_t *));
    if (cocmcf->worker->feeds == NULL) {
        return NGX_ERROR;
    }

    source = cocmcf->sources.elts;

    for (i = 0; i < cocmcf->sources.nelts; i++) {

        if (source[i]->shared == NULL) {
            continue;
        }

        feed = ngx_pcalloc(cycle->pool, sizeof(ngx_http_coc_feed_t));
        if (feed == NULL) {
            return NGX_ERROR;
        }

        cocmcf->worker->feeds[i] = feed;

        feed->cocmcf = cocmcf;
        feed->source = source[i];
        feed->redis = cocmcf->worker->redis[source[i]->redis->index];

        feed->timer.handler = ngx_http_coc_feed_tick;
        feed->timer.data = feed;
        feed->timer.log = cycle->log;
        feed->timer.cancelable = 1;

        feed->rest.handler = ngx_http_coc_feed_rest;
        feed->rest.data = feed;
        feed->rest.log = cycle->log;
        feed->rest.cancelable = 1;

        ngx_add_timer(&feed->timer, 1);
    }

    return NGX_OK;
}


void
ngx_http_coc_feed_exit(ngx_http_coc_main_conf_t *cocmcf)
{
    ngx_uint_t            i;
    ngx_http_coc_feed_t  *feed;

    if (cocmcf->worker->feeds == NULL) {
        return;
    }

    for (i = 0; i < cocmcf->sources.nelts; i++) {
        feed = cocmcf->worker->feeds[i];

        if (feed != NULL) {
            feed->ended = 1;
            ngx_http_coc_feed_resign(feed);
        }
    }
}


static void
ngx_http_coc_feed_tick(ngx_event_t *ev)
{
    ngx_uint_t            leads;
    ngx_http_coc_feed_t  *feed = ev->data;

    if (ngx_exiting || ngx_quit || ngx_terminate) {
        ngx_http_coc_feed_resign(feed);
        return;
    }

    leads = !feed->source->shared->gone && ngx_http_coc_feed_lease(feed);

    if (leads && !feed->leader) {
        ngx_http_coc_feed_lead(feed);

    } else if (!leads && feed->leader) {
        ngx_http_coc_feed_resign(feed);
    }

    if (feed->leader) {
        ngx_http_coc_feed_drive(feed);
    }

    ngx_add_timer(ev, NGX_HTTP_COC_FEED_TICK);
}


/* 1: it is ours from now on, or still; else 0. */

static ngx_uint_t
ngx_http_coc_feed_lease(ngx_http_coc_feed_t *feed)
{
    uint64_t   old, new, now, *lease;

    lease = &feed->source->shared->lease;
    now = (uint64_t) ngx_current_msec & NGX_HTTP_COC_LEASE_MASK;
    old = __atomic_load_n(lease, __ATOMIC_ACQUIRE);

    if (old >> NGX_HTTP_COC_LEASE_TIME != (uint64_t) ngx_pid
        && now < (old & NGX_HTTP_COC_LEASE_MASK))
    {
        return 0;
    }

    new = (uint64_t) ngx_pid << NGX_HTTP_COC_LEASE_TIME
          | ((now + NGX_HTTP_COC_FEED_LEASE) & NGX_HTTP_COC_LEASE_MASK);

    return __atomic_compare_exchange_n(lease, &old, new, 0, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE);
}


ngx_uint_t
ngx_http_coc_feed_leads(ngx_http_coc_feed_t *feed)
{
    uint64_t  lease;

    if (feed->ended || !feed->leader) {
        return 0;
    }

    lease = __atomic_load_n(&feed->source->shared->lease, __ATOMIC_ACQUIRE);

    if (lease >> NGX_HTTP_COC_LEASE_TIME == (uint64_t) ngx_pid) {
        return 1;
    }

    ngx_http_coc_feed_resign(feed);

    return 0;
}


/* Goes on where the one before stopped, if what it read is there still. */

static void
ngx_http_coc_feed_lead(ngx_http_coc_feed_t *feed)
{
    unsigned                i;
    ngx_http_coc_board_t   *board;
    ngx_http_coc_shared_t  *shared;

    board = feed->source->board;
    shared = feed->source->shared;

    feed->leader = 1;
    feed->epoch++;
    feed->round++;
    feed->sure = 0;
    feed->due = 1;
    feed->changes = ngx_http_coc_redis_changes(feed->redis);
    feed->ntails = ngx_http_coc_redis_spread(feed->redis) ? COC_FEED_SHARDS
                                                          : 1;

    ngx_http_coc_standing_lock(board);

    feed->resets = shared->resets;
    feed->whole = (shared->tailed && shared->known != 0);
    feed->synced = (ngx_current_msec < shared->synced);

    ngx_memcpy(feed->ids, shared->ids, sizeof(feed->ids));

    ngx_http_coc_standing_unlock(board);

    ngx_memcpy(feed->since, feed->ids, sizeof(feed->since));
    ngx_memzero(feed->heard, sizeof(feed->heard));

    for (i = 0; i < COC_FEED_SHARDS; i++) {
        feed->shard[i].feed = feed;
        feed->shard[i].number = i;
        feed->shard[i].placed = feed->whole;

        feed->tail[i].feed = feed;
        feed->tail[i].first = i;
        feed->tail[i].n = (feed->ntails == 1) ? COC_FEED_SHARDS : 1;
        feed->tail[i].again.handler = ngx_http_coc_feed_again;
        feed->tail[i].again.data = &feed->tail[i];
        feed->tail[i].again.log = feed->timer.log;
        feed->tail[i].again.cancelable = 1;
    }

    ngx_http_coc_count(feed->cocmcf, table_leaders, 1);

    ngx_log_error(NGX_LOG_INFO, feed->timer.log, 0,
                  "coc: leads the feed of redis \"%V\", prefix \"%V\"",
                  &feed->source->redis->name, &feed->source->prefix);
}


/* Answers still to come mean nothing any more. */

static void
ngx_http_coc_feed_resign(ngx_http_coc_feed_t *feed)
{
    uint64_t   old, *lease;

    if (!feed->leader) {
        return;
    }

    feed->leader = 0;
    feed->running = 0;
    feed->epoch++;
    feed->round++;

    lease = &feed->source->shared->lease;
    old = __atomic_load_n(lease, __ATOMIC_ACQUIRE);

    if (old >> NGX_HTTP_COC_LEASE_TIME == (uint64_t) ngx_pid) {
        (void) __atomic_compare_exchange_n(lease, &old, 0, 0, __ATOMIC_ACQ_REL,
                                           __ATOMIC_ACQUIRE);
    }
}


static void
ngx_http_coc_feed_drive(ngx_http_coc_feed_t *feed)
{
    ngx_uint_t              i, changes, full, reset, look;
    ngx_msec_t              now;
    ngx_http_coc_board_t   *board;
    ngx_http_coc_shared_t  *shared;

    now = ngx_current_msec;
    board = feed->source->board;
    shared = feed->source->shared;
    changes = ngx_http_coc_redis_changes(feed->redis);

    ngx_http_coc_standing_lock(board);

    /* a snapshot's end begins anew where entries were moved */

    if (!feed->rest.timer_set) {
        coc_table_sweep(board->table, ngx_http_coc_now(),
                        NGX_HTTP_COC_FEED_SWEEP);
    }

    full = (shared->full != 0);

    if (full && now >= shared->full) {
        shared->full = 0;
        full = 0;
        feed->due = 1;
        feed->whole = 0;
    }

    reset = (shared->resets != feed->resets);
    feed->resets = shared->resets;

    ngx_http_coc_standing_unlock(board);

    if (feed->synced && now >= shared->synced) {
        feed->synced = 0;

        ngx_log_error(NGX_LOG_NOTICE, feed->timer.log, 0,
                      "coc: the feed of redis \"%V\", prefix \"%V\" is lost: "
                      "each request asks", &feed->source->redis->name,
                      &feed->source->prefix);
    }

    if (reset) {
        feed->round++;
        feed->running = 0;
        ngx_http_coc_feed_distrust(feed, "the table was emptied");
    }

    if (changes != feed->changes) {
        feed->changes = changes;
        feed->due = 1;
    }

    look = now - feed->looked >= NGX_HTTP_COC_FEED_LOOK;

    if (feed->asked == 0 && !feed->rest.timer_set && !full) {

        if (now - feed->snapped >= NGX_HTTP_COC_FEED_SNAPSHOT) {
            feed->due = 1;
        }

        /* what was refused is so the next moment too */

        if (feed->due && (look || !feed->refused)) {
            ngx_http_coc_feed_round(feed, 1);

        } else if (look) {
            ngx_http_coc_feed_round(feed, 0);
        }
    }

    for (i = 0; i < feed->ntails; i++) {
        ngx_http_coc_feed_tail(&feed->tail[i]);
    }
}


/* There are not enough lanes for a second prefix of a cluster, or a seventeenth
 * of a server: that polls. */

void
ngx_http_coc_feed_tail(ngx_http_coc_tail_t *tail)
{
    ngx_int_t             rc;
    coc_buf_t             buf;
    uint64_t              block;
    ngx_uint_t            i, lane, blocks;
    ngx_http_coc_feed_t  *feed;

    feed = tail->feed;

    if (tail->busy || tail->again.timer_set) {
        return;
    }

    for (i = tail->first; i < tail->first + tail->n; i++) {
        if (!feed->shard[i].placed) {
            return;
        }
    }

    lane = (feed->ntails == 1) ? feed->source->lane : tail->first;
    blocks = (feed->ntails == 1) ? lane < NGX_HTTP_COC_LANES
                                 : feed->source->lane == 0;

    /* at first, what there is; an empty answer too is one */

    block = !blocks ? 0
            : feed->heard[tail->first] ? NGX_HTTP_COC_FEED_BLOCK : 1;

    coc_buf_init(&buf, &ngx_http_coc_alloc, COC_FEED_COMMAND);

    rc = NGX_ERROR;

    if (coc_feed_read(&buf, ngx_http_coc_str(feed->source->prefix),
                      tail->first, tail->n, feed->ids, block)
        == COC_OK)
    {
        rc = blocks
             ? ngx_http_coc_redis_listen(feed->redis, lane, coc_buf_str(&buf),
                                         NGX_HTTP_COC_FEED_BLOCK
                                         + NGX_HTTP_COC_FEED_TIMEOUT,
                                         ngx_http_coc_feed_answer, tail)
             : ngx_http_coc_redis_call(feed->redis, coc_buf_str(&buf),
                                       NGX_HTTP_COC_FEED_TIMEOUT,
                                       NGX_HTTP_COC_CALL_QUIET,
                                       ngx_http_coc_feed_answer, tail, NULL);
    }

    coc_buf_free(&buf);

    /* else the next tick tries again */

    if (rc == NGX_OK) {
        tail->busy = 1;
        tail->polls = !blocks;
        tail->sent = ngx_current_msec;
        tail->epoch = feed->epoch;
    }
}


static void
ngx_http_coc_feed_again(ngx_event_t *ev)
{
    ngx_http_coc_tail_t  *tail = ev->data;

    if (tail->feed->leader) {
        ngx_http_coc_feed_tail(tail);
    }
}


static void
ngx_http_coc_feed_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    int                   more;
    unsigned              i;
    coc_reply_e           meaning;
    ngx_http_coc_tail_t  *tail = data;
    ngx_http_coc_feed_t  *feed;

    feed = tail->feed;
    tail->busy = 0;

    if (status != NGX_HTTP_COC_CALL_REPLY || !ngx_http_coc_feed_leads(feed)) {
        return;
    }

    if (tail->epoch != feed->epoch) {
        ngx_http_coc_feed_tail(tail);
        return;
    }

    ngx_http_coc_standing_lock(feed->source->board);

    meaning = coc_feed_read_reply(reply, ngx_http_coc_str(feed->source->prefix),
                                  feed->ids, ngx_http_coc_feed_change, feed,
                                  &more);

    if (meaning == COC_REPLY_OK) {

        for (i = tail->first; i < tail->first + tail->n; i++) {

            /* not when it came: that may have been long after it was said */

            if (!more) {
                feed->heard[i] = tail->sent;
            }

            /* a stream's first entry: it would be missed if it went */

            if (feed->since[i].ms == 0) {
                feed->since[i] = feed->ids[i];
            }
        }

        ngx_http_coc_feed_claim(feed);
    }

    ngx_http_coc_standing_unlock(feed->source->board);

    if (meaning != COC_REPLY_OK) {
        ngx_http_coc_feed_refused(feed, status, reply, meaning);
        return;
    }

    if (tail->polls && !more) {
        ngx_add_timer(&tail->again, NGX_HTTP_COC_FEED_POLL);
        return;
    }

    ngx_http_coc_feed_tail(tail);
}


static void
ngx_http_coc_feed_change(void *data, const coc_member_t *member,
    const coc_standing_t *standing)
{
    ngx_http_coc_feed_t  *feed = data;

    if (coc_table_put(feed->source->board->table,
                      (unsigned) feed->source->number, member, standing,
                      ngx_http_coc_now())
        == COC_LIMIT)
    {
        ngx_http_coc_standing_full(feed->source);
    }
}


void
ngx_http_coc_feed_claim(ngx_http_coc_feed_t *feed)
{
    unsigned                i;
    uint64_t                oldest;
    ngx_http_coc_shared_t  *shared;

    shared = feed->source->shared;

    if (!feed->whole || !feed->sure || shared->full != 0
        || shared->resets != feed->resets)
    {
        return;
    }

    oldest = feed->heard[0];

    for (i = 1; i < COC_FEED_SHARDS; i++) {
        oldest = ngx_min(oldest, feed->heard[i]);
    }

    if (oldest == 0) {
        return;
    }

    /* a worker that is killed in between leaves no ids */

    __atomic_store_n(&shared->tailed, 0, __ATOMIC_RELEASE);
    ngx_memcpy(shared->ids, feed->ids, sizeof(feed->ids));
    __atomic_store_n(&shared->tailed, 1, __ATOMIC_RELEASE);

    __atomic_store_n(&shared->known, oldest, __ATOMIC_RELEASE);
    __atomic_store_n(&shared->synced, oldest + NGX_HTTP_COC_BELIEVED,
                     __ATOMIC_RELEASE);

    if (!feed->synced) {
        feed->synced = 1;

        ngx_log_error(NGX_LOG_NOTICE, feed->timer.log, 0,
                      "coc: synced with redis \"%V\", prefix \"%V\": %uz "
                      "sanctions", &feed->source->redis->name,
                      &feed->source->prefix,
                      coc_table_count(feed->source->board->table,
                                      (unsigned) feed->source->number));
    }
}


void
ngx_http_coc_feed_distrust(ngx_http_coc_feed_t *feed, const char *why)
{
    ngx_http_coc_shared_t  *shared;

    shared = feed->source->shared;

    feed->whole = 0;
    feed->due = 1;
    feed->epoch++;

    ngx_memzero(feed->heard, sizeof(feed->heard));

    ngx_http_coc_standing_lock(feed->source->board);

    __atomic_store_n(&shared->synced, 0, __ATOMIC_RELEASE);
    shared->tailed = 0;

    ngx_http_coc_standing_unlock(feed->source->board);

    ngx_http_coc_count(feed->cocmcf, table_gaps, 1);

    ngx_log_error(NGX_LOG_NOTICE, feed->timer.log, 0,
                  "coc: reads all sanctions of redis \"%V\", prefix \"%V\" "
                  "anew: %s", &feed->source->redis->name,
                  &feed->source->prefix, why);
}
