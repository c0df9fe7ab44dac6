/*
 * The feed: what is looked at now and then.  XINFO of each shard's stream tells
 * whether something was missed; then all sanctions are read by ZSCAN, beside
 * what the streams tell meanwhile.
 */

#include "ngx_http_coc_feed.h"


#define NGX_HTTP_COC_ROUND_REST   4096      /* entries at a time */
#define NGX_HTTP_COC_ROUND_LOG    10        /* s between lines of failures */


static void ngx_http_coc_round_info(ngx_http_coc_shard_t *shard);
static void ngx_http_coc_round_scan(ngx_http_coc_shard_t *shard,
    uint64_t cursor);
static void ngx_http_coc_round_send(ngx_http_coc_shard_t *shard,
    coc_buf_t *buf, int rc, ngx_uint_t flags, ngx_http_coc_call_pt handler);
static ngx_uint_t ngx_http_coc_round_of(ngx_http_coc_shard_t *shard,
    ngx_http_coc_call_e status);
static void ngx_http_coc_round_told(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);
static void ngx_http_coc_round_place(ngx_http_coc_shard_t *shard,
    const coc_feed_info_t *info);
static void ngx_http_coc_round_page(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);
static void ngx_http_coc_round_line(void *data, const coc_member_t *member,
    coc_step_e step, coc_privilege_e privilege, uint64_t until);
static void ngx_http_coc_round_done(ngx_http_coc_feed_t *feed);


void
ngx_http_coc_feed_round(ngx_http_coc_feed_t *feed, ngx_uint_t scan)
{
    unsigned  i;

    feed->round++;
    feed->running = 1;
    feed->scanning = scan;
    feed->failed = 0;

    if (scan) {
        feed->due = 0;

        ngx_http_coc_standing_lock(feed->source->board);
        coc_table_begin(feed->source->board->table,
                        (unsigned) feed->source->number);
        ngx_http_coc_standing_unlock(feed->source->board);
    }

    for (i = 0; i < COC_FEED_SHARDS && !feed->failed; i++) {
        feed->shard[i].round = feed->round;
        ngx_http_coc_round_info(&feed->shard[i]);
    }

    ngx_http_coc_round_done(feed);
}


static void
ngx_http_coc_round_info(ngx_http_coc_shard_t *shard)
{
    int                   rc;
    coc_buf_t             buf;
    ngx_http_coc_feed_t  *feed;

    feed = shard->feed;
    shard->at = feed->ids[shard->number];

    coc_buf_init(&buf, &ngx_http_coc_alloc, COC_FEED_COMMAND);

    rc = coc_feed_info(&buf, ngx_http_coc_str(feed->source->prefix),
                       shard->number);

    ngx_http_coc_round_send(shard, &buf, rc, 0, ngx_http_coc_round_told);
}


static void
ngx_http_coc_round_scan(ngx_http_coc_shard_t *shard, uint64_t cursor)
{
    int        rc;
    coc_buf_t  buf;

    coc_buf_init(&buf, &ngx_http_coc_alloc, COC_FEED_COMMAND);

    rc = coc_feed_scan(&buf, ngx_http_coc_str(shard->feed->source->prefix),
                       shard->number, cursor);

    /* a set that Redis keeps in one piece comes as one page */

    ngx_http_coc_round_send(shard, &buf, rc, NGX_HTTP_COC_CALL_WIDE,
                            ngx_http_coc_round_page);
}


/* Frees buf. */

static void
ngx_http_coc_round_send(ngx_http_coc_shard_t *shard, coc_buf_t *buf, int rc,
    ngx_uint_t flags, ngx_http_coc_call_pt handler)
{
    ngx_http_coc_feed_t  *feed;

    feed = shard->feed;

    if (rc == COC_OK
        && ngx_http_coc_redis_call(feed->redis, coc_buf_str(buf),
                                   NGX_HTTP_COC_FEED_TIMEOUT,
                                   NGX_HTTP_COC_CALL_QUIET|flags, handler,
                                   shard, NULL)
           == NGX_OK)
    {
        feed->asked++;

    } else {
        feed->failed = 1;
    }

    coc_buf_free(buf);
}


/* 1 if the answer is of this round, and of use; else 0. */

static ngx_uint_t
ngx_http_coc_round_of(ngx_http_coc_shard_t *shard, ngx_http_coc_call_e status)
{
    ngx_http_coc_feed_t  *feed;

    feed = shard->feed;
    feed->asked--;

    if (shard->round != feed->round || !ngx_http_coc_feed_leads(feed)) {
        return 0;
    }

    if (status != NGX_HTTP_COC_CALL_REPLY) {
        feed->failed = 1;
    }

    return !feed->failed;
}


static void
ngx_http_coc_round_told(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    coc_reply_e            meaning;
    coc_feed_info_t        info;
    ngx_http_coc_feed_t   *feed;
    ngx_http_coc_shard_t  *shard = data;

    feed = shard->feed;

    if (ngx_http_coc_round_of(shard, status)) {

        meaning = coc_feed_info_reply(reply, &info);

        if (meaning == COC_REPLY_OK) {
            ngx_http_coc_round_place(shard, &info);

            if (feed->scanning) {
                ngx_http_coc_round_scan(shard, 0);
            }

        } else {
            feed->failed = 1;
            ngx_http_coc_feed_refused(feed, status, reply, meaning);
        }
    }

    ngx_http_coc_round_done(feed);
}


/* From where the shard is read on: as before, or after what is there now. */

static void
ngx_http_coc_round_place(ngx_http_coc_shard_t *shard,
    const coc_feed_info_t *info)
{
    unsigned              i;
    ngx_http_coc_feed_t  *feed;

    i = shard->number;
    feed = shard->feed;

    if (shard->placed && !coc_feed_gap(info, &feed->since[i], &shard->at)) {
        feed->since[i] = shard->at;
        return;
    }

    if (shard->placed) {
        ngx_http_coc_feed_distrust(feed, "its feed is not what it was");

        /* this very round reads them */

        if (feed->scanning) {
            feed->due = 0;
        }
    }

    shard->placed = 1;
    feed->ids[i] = info->last;
    feed->since[i] = info->last;
}


static void
ngx_http_coc_round_page(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    uint64_t               cursor;
    coc_reply_e            meaning;
    ngx_http_coc_feed_t   *feed;
    ngx_http_coc_shard_t  *shard = data;

    feed = shard->feed;

    if (ngx_http_coc_round_of(shard, status)) {

        ngx_http_coc_standing_lock(feed->source->board);

        meaning = coc_feed_scan_reply(reply, &cursor, ngx_http_coc_round_line,
                                      feed);

        ngx_http_coc_standing_unlock(feed->source->board);

        if (meaning != COC_REPLY_OK) {
            feed->failed = 1;
            ngx_http_coc_feed_refused(feed, status, reply, meaning);

        } else if (cursor != 0) {
            ngx_http_coc_round_scan(shard, cursor);
        }
    }

    ngx_http_coc_round_done(feed);
}


static void
ngx_http_coc_round_line(void *data, const coc_member_t *member,
    coc_step_e step, coc_privilege_e privilege, uint64_t until)
{
    int                   rc;
    unsigned              number;
    coc_table_t          *table;
    ngx_http_coc_feed_t  *feed = data;

    table = feed->source->board->table;
    number = (unsigned) feed->source->number;

    rc = (privilege != COC_PRIVILEGE_MAX)
         ? coc_table_taken(table, number, member, privilege, until,
                           ngx_http_coc_now())
         : coc_table_line(table, number, member, step, until,
                          ngx_http_coc_now());

    if (rc == COC_LIMIT) {
        ngx_http_coc_standing_full(feed->source);
    }
}


/* When all answers are here. */

static void
ngx_http_coc_round_done(ngx_http_coc_feed_t *feed)
{
    if (feed->asked || feed->ended || !feed->running) {
        return;
    }

    feed->running = 0;
    feed->looked = ngx_current_msec;

    if (feed->failed) {
        feed->due |= feed->scanning;
        return;
    }

    feed->sure = 1;
    feed->refused = 0;

    if (feed->scanning) {
        ngx_http_coc_feed_rest(&feed->rest);
    }
}


void
ngx_http_coc_feed_rest(ngx_event_t *ev)
{
    int                     rc;
    ngx_http_coc_feed_t    *feed = ev->data;
    ngx_http_coc_board_t   *board;
    ngx_http_coc_shared_t  *shared;

    board = feed->source->board;
    shared = feed->source->shared;

    if (feed->due || !ngx_http_coc_feed_leads(feed)) {
        return;
    }

    ngx_http_coc_standing_lock(board);

    rc = COC_DECLINED;

    if (shared->resets == feed->resets) {
        rc = coc_table_end(board->table, (unsigned) feed->source->number,
                           ngx_http_coc_now(), NGX_HTTP_COC_ROUND_REST);
    }

    if (rc == COC_OK) {
        feed->whole = 1;
        feed->snapped = ngx_current_msec;
        ngx_http_coc_feed_claim(feed);
    }

    ngx_http_coc_standing_unlock(board);

    if (rc == COC_AGAIN) {
        ngx_add_timer(&feed->rest, 1);
        return;
    }

    if (rc == COC_OK) {
        ngx_http_coc_count(feed->cocmcf, table_snapshots, 1);
    }

    /* the streams are read from here on, if they were not before */

    for (rc = 0; (ngx_uint_t) rc < feed->ntails; rc++) {
        ngx_http_coc_feed_tail(&feed->tail[rc]);
    }
}


void
ngx_http_coc_feed_refused(ngx_http_coc_feed_t *feed,
    ngx_http_coc_call_e status, const redisReply *reply, coc_reply_e meaning)
{
    u_char      said[NGX_HTTP_COC_SAID];
    ngx_uint_t  level;

    if (status != NGX_HTTP_COC_CALL_REPLY) {
        return;
    }

    feed->refused = 1;
    level = NGX_LOG_INFO;

    if (ngx_time() - feed->logged >= NGX_HTTP_COC_ROUND_LOG) {
        feed->logged = ngx_time();
        level = (meaning == COC_REPLY_DENIED) ? NGX_LOG_CRIT : NGX_LOG_ERR;
    }

    ngx_log_error(level, feed->timer.log, 0,
                  "coc: redis \"%V\" refused to tell of sanctions: %s",
                  &feed->source->redis->name,
                  ngx_http_coc_refusal(reply, said));

    if (meaning != COC_REPLY_DENIED && meaning != COC_REPLY_TYPE) {
        ngx_http_coc_redis_unfit(feed->redis, meaning, reply);
    }
}
