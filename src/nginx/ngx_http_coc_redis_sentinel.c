/*
 * Which server is the master: sentinels are asked, one after the other, by
 * connections that live for one answer.  Asked again before each attempt to
 * connect; one answer serves all connections of this worker that wait for it.
 *
 * Source: Redis' "Guidelines for Redis clients with support for Sentinel".
 */

#include "ngx_http_coc_redis_node.h"


#define NGX_HTTP_COC_FINDER_TIMEOUT  500    /* ms a sentinel, connect and all */
#define NGX_HTTP_COC_FINDER_COMMAND  1024   /* bytes */
#define NGX_HTTP_COC_FINDER_CHECK    1000   /* ms, on the average */


static void ngx_http_coc_finder_begin(ngx_event_t *ev);
static void ngx_http_coc_finder_later(ngx_http_coc_finder_t *finder);
static void ngx_http_coc_finder_check(ngx_event_t *ev);
static void ngx_http_coc_finder_ask(ngx_http_coc_redis_t *redis);
static ngx_int_t ngx_http_coc_finder_send(ngx_http_coc_redis_t *redis);
static void ngx_http_coc_finder_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);
static void ngx_http_coc_finder_failed(ngx_http_coc_redis_t *redis,
    const char *why);
static void ngx_http_coc_finder_told(ngx_http_coc_redis_t *redis,
    const coc_node_t *master);
static void ngx_http_coc_finder_moved(ngx_http_coc_redis_t *redis);
static ngx_http_coc_conn_t *ngx_http_coc_finder_next(
    ngx_http_coc_finder_t *finder);


void
ngx_http_coc_finder_init(ngx_http_coc_redis_t *redis)
{
    ngx_http_coc_finder_t  *finder;

    finder = &redis->finder;

    ngx_queue_init(&finder->waiting);

    finder->ask.handler = ngx_http_coc_finder_begin;
    finder->ask.data = redis;
    finder->ask.log = redis->log;

    finder->check.handler = ngx_http_coc_finder_check;
    finder->check.data = redis;
    finder->check.log = redis->log;
    finder->check.cancelable = 1;

    /* edges and workers don't all begin with the same one */

    finder->next = (ngx_uint_t) ngx_random() % redis->conf->address.n;
}


void
ngx_http_coc_finder_exit(ngx_http_coc_redis_t *redis)
{
    ngx_http_coc_finder_t  *finder;

    finder = &redis->finder;

    if (finder->conn != NULL) {
        ngx_http_coc_conn_destroy(finder->conn);
        finder->conn = NULL;
    }

    if (finder->ask.posted) {
        ngx_delete_posted_event(&finder->ask);
    }

    if (finder->check.timer_set) {
        ngx_del_timer(&finder->check);
    }
}


/* From an event: an answer must not come before the link waits for it. */

ngx_int_t
ngx_http_coc_finder_find(ngx_http_coc_conn_t *conn)
{
    ngx_http_coc_finder_t  *finder;

    finder = &conn->redis->finder;

    if (!conn->finding) {
        conn->finding = 1;
        ngx_queue_insert_tail(&finder->waiting, &conn->queue);
    }

    if (!finder->asking) {
        ngx_post_event(&finder->ask, &ngx_posted_events);
    }

    return NGX_AGAIN;
}


static void
ngx_http_coc_finder_begin(ngx_event_t *ev)
{
    ngx_http_coc_redis_t   *redis = ev->data;
    ngx_http_coc_finder_t  *finder;

    finder = &redis->finder;

    if (finder->asking || ngx_queue_empty(&finder->waiting)) {
        return;
    }

    /* the last answer did not lead to a master: another sentinel may know */

    if (finder->doubt) {
        finder->next++;
    }

    finder->doubt = 1;
    finder->asking = 1;
    finder->tried = 0;

    ngx_http_coc_finder_ask(redis);
}


void
ngx_http_coc_finder_found(ngx_http_coc_redis_t *redis)
{
    ngx_http_coc_finder_t  *finder;

    finder = &redis->finder;
    finder->doubt = 0;

    ngx_http_coc_finder_later(finder);
}


static void
ngx_http_coc_finder_later(ngx_http_coc_finder_t *finder)
{
    if (!finder->check.timer_set) {
        ngx_add_timer(&finder->check, NGX_HTTP_COC_FINDER_CHECK / 2
                      + (ngx_msec_t) ngx_random()
                        % NGX_HTTP_COC_FINDER_CHECK);
    }
}


/*
 * A master that was failed over from in order does not know it for up to ten
 * seconds, and takes writes that will be thrown away.
 */

static void
ngx_http_coc_finder_check(ngx_event_t *ev)
{
    ngx_http_coc_redis_t  *redis = ev->data;

    if (!redis->finder.asking) {
        redis->finder.asking = 1;
        redis->finder.tried = 0;
        ngx_http_coc_finder_ask(redis);
    }

    ngx_http_coc_finder_later(&redis->finder);
}


/* Asks the next one that takes the question; all were tried: nobody knows. */

static void
ngx_http_coc_finder_ask(ngx_http_coc_redis_t *redis)
{
    ngx_http_coc_conn_t    *conn;
    ngx_http_coc_finder_t  *finder;

    finder = &redis->finder;

    while (finder->tried < redis->conf->address.n) {

        if (ngx_http_coc_finder_send(redis) == NGX_OK) {
            return;
        }

        ngx_http_coc_finder_failed(redis, "can't be asked");
    }

    finder->asking = 0;

    for ( ;; ) {
        conn = ngx_http_coc_finder_next(finder);

        if (conn == NULL) {
            return;
        }

        ngx_http_coc_link_missing(conn->link, "no sentinel knows the master");
    }
}


static ngx_int_t
ngx_http_coc_finder_send(ngx_http_coc_redis_t *redis)
{
    ngx_int_t               rc;
    coc_buf_t               buf;
    ngx_uint_t              i;
    ngx_http_coc_conn_t    *conn;
    ngx_http_coc_finder_t  *finder;

    finder = &redis->finder;
    i = finder->next % redis->conf->address.n;

    conn = ngx_http_coc_conn_create(redis, NGX_HTTP_COC_CONN_SENTINEL,
                                    &redis->conf->address.host[i], NULL);
    if (conn == NULL) {
        return NGX_ERROR;
    }

    coc_buf_init(&buf, &ngx_http_coc_alloc, NGX_HTTP_COC_FINDER_COMMAND);

    rc = NGX_ERROR;

    if (coc_sentinel_ask(&buf, redis->conf->address.master) == COC_OK) {
        rc = ngx_http_coc_link_send(conn->link, coc_buf_str(&buf),
                                    NGX_HTTP_COC_FINDER_TIMEOUT,
                                    NGX_HTTP_COC_LINK_QUIET,
                                    ngx_http_coc_finder_answer, redis, NULL);
    }

    coc_buf_free(&buf);

    if (rc != NGX_OK) {
        ngx_http_coc_conn_destroy(conn);
        return rc;
    }

    finder->conn = conn;

    return NGX_OK;
}


static void
ngx_http_coc_finder_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    int                     rc;
    coc_node_t              master;
    ngx_http_coc_redis_t   *redis = data;
    ngx_http_coc_finder_t  *finder;

    finder = &redis->finder;

    if (redis->ended) {
        return;
    }

    ngx_http_coc_conn_destroy(finder->conn);
    finder->conn = NULL;

    if (status == NGX_HTTP_COC_CALL_REPLY) {
        rc = coc_sentinel_reply(reply, &master);

        if (rc == COC_OK) {
            ngx_http_coc_finder_told(redis, &master);
            return;
        }

        ngx_http_coc_finder_failed(redis, rc == COC_DECLINED
                                          ? "it knows no such master"
                                          : "unexpected reply");

    } else {
        ngx_http_coc_finder_failed(redis, status == NGX_HTTP_COC_CALL_TIMEOUT
                                          ? "no answer in time"
                                          : "can't be asked");
    }

    ngx_http_coc_finder_ask(redis);
}


static void
ngx_http_coc_finder_failed(ngx_http_coc_redis_t *redis, const char *why)
{
    ngx_uint_t              i, level;
    coc_host_t             *host;
    ngx_http_coc_finder_t  *finder;

    finder = &redis->finder;
    i = finder->next % redis->conf->address.n;
    host = &redis->conf->address.host[i];
    level = ngx_http_coc_redis_loud(&finder->logged) ? NGX_LOG_WARN
                                                     : NGX_LOG_INFO;

    ngx_log_error(level, redis->log, 0,
                  "coc: redis \"%V\": sentinel \"%*s:%ud\": %s",
                  &redis->conf->name, host->host.len, host->host.data,
                  host->port, why);

    finder->next++;
    finder->tried++;
}


static void
ngx_http_coc_finder_told(ngx_http_coc_redis_t *redis,
    const coc_node_t *master)
{
    coc_host_t              peer;
    ngx_uint_t              moved;
    ngx_http_coc_conn_t    *conn;
    ngx_http_coc_finder_t  *finder;

    finder = &redis->finder;
    finder->asking = 0;

    moved = finder->known
            && (finder->master.port != master->port
                || ngx_strcmp(finder->master.host, master->host) != 0);

    if (moved || !finder->known) {
        finder->known = 1;
        finder->master = *master;

        ngx_log_error(NGX_LOG_INFO, redis->log, 0,
                      "coc: redis \"%V\": the master is %s port %ud",
                      &redis->conf->name, master->host, master->port);
    }

    if (moved) {
        ngx_http_coc_finder_moved(redis);
    }

    ngx_http_coc_conn_peer(&peer, &finder->master);

    for ( ;; ) {
        conn = ngx_http_coc_finder_next(finder);

        if (conn == NULL) {
            return;
        }

        ngx_http_coc_link_found(conn->link, &peer);
    }
}


/*
 * Whoever is still connected talks to the old one.  Calls are sent again, not
 * by a connection that holds them, but when the new one is ready.
 */

static void
ngx_http_coc_finder_moved(ngx_http_coc_redis_t *redis)
{
    ngx_uint_t            i;
    ngx_http_coc_conn_t  *conn, *new;
    ngx_http_coc_node_t  *node;

    node = redis->server;
    redis->changes++;
    redis->moved = 1;

    for (i = 0; i < node->n; i++) {
        conn = node->conn[i];

        if (ngx_http_coc_link_state(conn->link) < NGX_HTTP_COC_LINK_RESOLVING)
        {
            continue;
        }

        new = ngx_http_coc_conn_create(redis, NGX_HTTP_COC_CONN_CALLS, NULL,
                                       node);
        if (new == NULL) {
            continue;
        }

        node->conn[i] = new;
        ngx_http_coc_conn_destroy(conn);
    }

    redis->moved = 0;

    ngx_http_coc_ear_lose(redis);
}


/* Takes one connection off those that wait; NULL: there is none. */

static ngx_http_coc_conn_t *
ngx_http_coc_finder_next(ngx_http_coc_finder_t *finder)
{
    ngx_queue_t          *q;
    ngx_http_coc_conn_t  *conn;

    if (ngx_queue_empty(&finder->waiting)) {
        return NULL;
    }

    q = ngx_queue_head(&finder->waiting);
    conn = ngx_queue_data(q, ngx_http_coc_conn_t, queue);

    ngx_queue_remove(q);
    conn->finding = 0;

    return conn;
}
