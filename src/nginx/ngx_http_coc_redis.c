/*
 * One worker's connection to one Redis server: connect, handshake, a FIFO of
 * calls, deadlines, breaker and backoff.  Knows RESP and sockets, not what is
 * asked.
 *
 * The breaker: closed while READY; open after a failure, until the backoff has
 * passed; half-open during the handshake that follows, which must end in PONG.
 * A connection that served and was cut has one attempt before it opens.
 */

#include "ngx_http_coc_redis_conn.h"


#define NGX_HTTP_COC_REDIS_HANDSHAKE    1000    /* ms, connect included */
#define NGX_HTTP_COC_REDIS_BACKOFF      100     /* ms, doubled a failure */
#define NGX_HTTP_COC_REDIS_BACKOFF_MAX  5000    /* ms */
#define NGX_HTTP_COC_REDIS_GRACE        20      /* ms */
#define NGX_HTTP_COC_REDIS_QUEUE        (4 * 1024 * 1024)   /* bytes unsent */
#define NGX_HTTP_COC_REDIS_TURN         (16 * NGX_HTTP_COC_REDIS_READ)
#define NGX_HTTP_COC_REDIS_LOG          10      /* s between lines */


static void ngx_http_coc_redis_connect(ngx_http_coc_redis_t *redis);
static ngx_int_t ngx_http_coc_redis_ready(ngx_http_coc_redis_t *redis);
static void ngx_http_coc_redis_broken(ngx_http_coc_redis_t *redis,
    const char *why);
static ngx_uint_t ngx_http_coc_redis_level(ngx_http_coc_redis_t *redis,
    ngx_uint_t level);
static void ngx_http_coc_redis_write(ngx_event_t *wev);
static void ngx_http_coc_redis_send(ngx_http_coc_redis_t *redis);
static void ngx_http_coc_redis_read(ngx_event_t *rev);
static ngx_int_t ngx_http_coc_redis_replies(ngx_http_coc_redis_t *redis);
static void ngx_http_coc_redis_flush(ngx_event_t *ev);
static void ngx_http_coc_redis_timer(ngx_event_t *ev);


ngx_http_coc_redis_t *
ngx_http_coc_redis_create(ngx_cycle_t *cycle, ngx_http_coc_redis_conf_t *conf)
{
    ngx_http_coc_redis_t  *redis;

    redis = ngx_pcalloc(cycle->pool, sizeof(ngx_http_coc_redis_t));
    if (redis == NULL) {
        return NULL;
    }

    redis->conf = conf;
    redis->log = cycle->log;

    /* nginx logs each failed connect(): we do, and not every time */

    redis->quiet = *cycle->log;
    redis->quiet.log_level = NGX_LOG_EMERG;
    redis->quiet.next = NULL;

    ngx_queue_init(&redis->calls);

    coc_buf_init(&redis->out, &ngx_http_coc_alloc,
                 NGX_HTTP_COC_REDIS_QUEUE);
    coc_buf_init(&redis->held, &ngx_http_coc_alloc,
                 NGX_HTTP_COC_REDIS_QUEUE);

    redis->flush.handler = ngx_http_coc_redis_flush;
    redis->flush.data = redis;
    redis->flush.log = redis->log;

    /* a quitting worker need not wait for a reconnect */

    redis->timer.handler = ngx_http_coc_redis_timer;
    redis->timer.data = redis;
    redis->timer.log = redis->log;
    redis->timer.cancelable = 1;

    ngx_http_coc_redis_connect(redis);

    return redis;
}


void
ngx_http_coc_redis_destroy(ngx_http_coc_redis_t *redis)
{
    redis->grace = 0;
    redis->ended = 1;

    ngx_http_coc_redis_close(redis, NGX_LOG_INFO, "worker exits", NULL);

    if (redis->timer.timer_set) {
        ngx_del_timer(&redis->timer);
    }

    coc_buf_free(&redis->out);
    coc_buf_free(&redis->held);
}


static void
ngx_http_coc_redis_connect(ngx_http_coc_redis_t *redis)
{
    ngx_int_t          rc;
    ngx_addr_t        *addr;
    ngx_connection_t  *c;

    if (coc_reader_init(&redis->reader) != COC_OK) {
        ngx_http_coc_redis_close(redis, NGX_LOG_ERR, "no memory", NULL);
        return;
    }

    addr = &redis->conf->addrs[redis->failures % redis->conf->naddrs];

    ngx_memzero(&redis->pc, sizeof(ngx_peer_connection_t));

    redis->pc.sockaddr = addr->sockaddr;
    redis->pc.socklen = addr->socklen;
    redis->pc.name = &addr->name;
    redis->pc.get = ngx_event_get_peer;
    redis->pc.log = &redis->quiet;
    redis->pc.log_error = NGX_ERROR_INFO;

    redis->state = NGX_HTTP_COC_REDIS_CONNECTING;

    rc = ngx_event_connect_peer(&redis->pc);

    if (rc == NGX_ERROR || rc == NGX_BUSY || rc == NGX_DECLINED) {

        /* connect()'s errno: the close() that followed it leaves it */

        ngx_http_coc_redis_close(redis, NGX_LOG_ERR, "can't connect",
                                 rc == NGX_DECLINED ? strerror(ngx_socket_errno)
                                                    : NULL);
        return;
    }

    c = redis->pc.connection;
    c->data = redis;
    c->log = redis->log;
    c->read->log = redis->log;
    c->write->log = redis->log;
    c->read->handler = ngx_http_coc_redis_read;
    c->write->handler = ngx_http_coc_redis_write;

    ngx_add_timer(&redis->timer, NGX_HTTP_COC_REDIS_HANDSHAKE);

    if (rc == NGX_OK) {
        ngx_http_coc_redis_write(c->write);
    }
}


/*
 * The handshake is over: what was held may go.  The buffers change places,
 * since a copy could fail, and calls without their commands would take the
 * replies of others.  NGX_ERROR: the connection was closed.
 */

static ngx_int_t
ngx_http_coc_redis_ready(ngx_http_coc_redis_t *redis)
{
    coc_buf_t   out;
    ngx_uint_t  level;

    if (redis->out.len) {

        /* the handshake has not even left */

        ngx_http_coc_redis_close(redis, NGX_LOG_ERR,
                                 "a reply that was not asked for", NULL);
        return NGX_ERROR;
    }

    ngx_del_timer(&redis->timer);

    level = redis->told ? NGX_LOG_NOTICE : NGX_LOG_INFO;

    ngx_log_error(level, redis->log, 0, "coc: redis \"%V\" is connected",
                  &redis->conf->name);

    redis->state = NGX_HTTP_COC_REDIS_READY;
    redis->grace = 0;
    redis->told = 0;

    out = redis->out;
    redis->out = redis->held;
    redis->held = out;

    if (redis->out.len) {
        ngx_post_event(&redis->flush, &ngx_posted_events);
    }

    return NGX_OK;
}


/*
 * The one way a connection ends.  Calls are told after all state is reset, so
 * that a handler may call again (and is declined: the breaker is open).
 */

void
ngx_http_coc_redis_close(ngx_http_coc_redis_t *redis, ngx_uint_t level,
    const char *why, const char *text)
{
    ngx_msec_t            delay, max;
    ngx_queue_t           calls, *q;
    ngx_http_coc_call_t  *call;

    level = ngx_http_coc_redis_level(redis, level);

    ngx_log_error(level, redis->log, 0,
                  "coc: redis \"%V\" is away: %s%s%s, failures: %ui",
                  &redis->conf->name, why, text ? ": " : "",
                  text ? text : "", redis->failures + 1);

    if (redis->pc.connection != NULL) {
        ngx_close_connection(redis->pc.connection);
        redis->pc.connection = NULL;
    }

    if (redis->flush.posted) {
        ngx_delete_posted_event(&redis->flush);
    }

    coc_reader_free(&redis->reader);
    coc_buf_reset(&redis->out);
    coc_buf_reset(&redis->held);

    redis->sent = 0;

    /* full jitter: edges and workers don't come back all at once */

    if (redis->state != NGX_HTTP_COC_REDIS_READY) {
        redis->grace = 0;
    }

    redis->state = NGX_HTTP_COC_REDIS_DOWN;

    max = NGX_HTTP_COC_REDIS_BACKOFF << ngx_min(redis->failures, 6);
    max = ngx_min(max, NGX_HTTP_COC_REDIS_BACKOFF_MAX);
    max = redis->grace ? NGX_HTTP_COC_REDIS_GRACE : max;
    delay = 1 + (ngx_msec_t) ngx_random() % max;

    redis->failures++;

    ngx_add_timer(&redis->timer, delay);

    ngx_queue_init(&calls);

    if (!ngx_queue_empty(&redis->calls)) {
        ngx_queue_add(&calls, &redis->calls);
        ngx_queue_init(&redis->calls);
    }

    while (!ngx_queue_empty(&calls)) {
        q = ngx_queue_head(&calls);
        call = ngx_queue_data(q, ngx_http_coc_call_t, queue);
        ngx_http_coc_redis_end(call, NGX_HTTP_COC_CALL_LOST, NULL);
    }
}


/*
 * A connection that served and was cut may have been idle too long, or its
 * server was started anew: the breaker opens when the next attempt fails, not
 * before, and calls are held until then.
 */

static void
ngx_http_coc_redis_broken(ngx_http_coc_redis_t *redis, const char *why)
{
    redis->grace = redis->state == NGX_HTTP_COC_REDIS_READY
                   && redis->failures == 0 && !redis->ended;

    ngx_http_coc_redis_close(redis, NGX_LOG_ERR, why, NULL);
}


/*
 * A server that comes and goes, or that serves nothing but a handshake, must
 * not fill the log: after a loud line there is time before the next, unless
 * that one is graver.
 */

static ngx_uint_t
ngx_http_coc_redis_level(ngx_http_coc_redis_t *redis, ngx_uint_t level)
{
    if (level > NGX_LOG_ERR) {
        return level;
    }

    if (ngx_time() - redis->logged < NGX_HTTP_COC_REDIS_LOG
        && level >= redis->logged_level)
    {
        return NGX_LOG_INFO;
    }

    redis->logged = ngx_time();
    redis->logged_level = level;
    redis->told = 1;

    return level;
}


void
ngx_http_coc_redis_unfit(ngx_http_coc_redis_t *redis, coc_reply_e meaning,
    const redisReply *reply)
{
    ngx_uint_t  level;

    level = NGX_LOG_ERR;

    switch (meaning) {

    case COC_REPLY_AUTH:
    case COC_REPLY_DENIED:
        level = NGX_LOG_CRIT;
        break;

    case COC_REPLY_AWAY:
    case COC_REPLY_READONLY:
        break;

    case COC_REPLY_BAD:

        /* an array of another content is a record that is not understood */

        if (reply->type == REDIS_REPLY_ERROR
            || reply->type == REDIS_REPLY_ARRAY)
        {
            return;
        }

        break;

    default:
        return;
    }

    if (redis->state != NGX_HTTP_COC_REDIS_DOWN) {
        ngx_http_coc_redis_close(redis, level, "it can't serve now",
                                 reply->type == REDIS_REPLY_ERROR
                                 ? reply->str : "unexpected reply");
    }
}


static void
ngx_http_coc_redis_timer(ngx_event_t *ev)
{
    ngx_http_coc_redis_t  *redis = ev->data;

    if (redis->state == NGX_HTTP_COC_REDIS_DOWN) {
        ngx_http_coc_redis_connect(redis);
        return;
    }

    ngx_http_coc_redis_close(redis, NGX_LOG_ERR,
                             redis->state == NGX_HTTP_COC_REDIS_CONNECTING
                             ? "connecting timed out"
                             : "handshake timed out", NULL);
}


static void
ngx_http_coc_redis_write(ngx_event_t *wev)
{
    int                    err;
    socklen_t              len;
    ngx_connection_t      *c;
    ngx_http_coc_redis_t  *redis;

    c = wev->data;
    redis = c->data;

    if (redis->state == NGX_HTTP_COC_REDIS_CONNECTING) {

        err = 0;
        len = sizeof(int);

        if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, (void *) &err, &len) == -1)
        {
            err = ngx_socket_errno;
        }

        if (err) {
            ngx_http_coc_redis_close(redis, NGX_LOG_ERR, "can't connect",
                                     strerror(err));
            return;
        }

        if (ngx_http_coc_redis_shake(redis) != NGX_OK) {
            ngx_http_coc_redis_close(redis, NGX_LOG_ERR, "no memory", NULL);
            return;
        }
    }

    ngx_http_coc_redis_send(redis);
}


static void
ngx_http_coc_redis_send(ngx_http_coc_redis_t *redis)
{
    ssize_t            n;
    ngx_connection_t  *c;

    c = redis->pc.connection;

    while (redis->sent < redis->out.len) {

        n = c->send(c, redis->out.data + redis->sent,
                    redis->out.len - redis->sent);

        if (n == NGX_AGAIN) {
            break;
        }

        if (n == NGX_ERROR || n == 0) {
            ngx_http_coc_redis_broken(redis, "sending failed");
            return;
        }

        redis->sent += (size_t) n;
    }

    if (redis->sent == redis->out.len) {
        coc_buf_reset(&redis->out);
        redis->sent = 0;

    } else if (redis->sent > redis->out.len / 2) {

        /* what was sent must not count against the buffer's maximum */

        redis->out.len -= redis->sent;
        ngx_memmove(redis->out.data, redis->out.data + redis->sent,
                    redis->out.len);
        redis->sent = 0;
    }

    if (ngx_handle_write_event(c->write, 0) != NGX_OK) {
        ngx_http_coc_redis_close(redis, NGX_LOG_ERR, "event failed", NULL);
    }
}


static void
ngx_http_coc_redis_flush(ngx_event_t *ev)
{
    ngx_http_coc_redis_t  *redis = ev->data;

    if (redis->state == NGX_HTTP_COC_REDIS_READY) {
        ngx_http_coc_redis_send(redis);
    }
}


static void
ngx_http_coc_redis_read(ngx_event_t *rev)
{
    size_t                 taken;
    ssize_t                n;
    ngx_connection_t      *c;
    ngx_http_coc_redis_t  *redis;

    c = rev->data;
    redis = c->data;
    taken = 0;

    for ( ;; ) {

        /* others have their turn: a server may send faster than we read */

        if (taken >= NGX_HTTP_COC_REDIS_TURN) {
            ngx_post_event(rev, &ngx_posted_next_events);
            break;
        }

        n = c->recv(c, redis->buffer, NGX_HTTP_COC_REDIS_READ);

        if (n == NGX_AGAIN) {
            break;
        }

        if (n == 0 || n == NGX_ERROR) {
            ngx_http_coc_redis_broken(redis, "connection was closed");
            return;
        }

        taken += (size_t) n;
        redis->heard = ngx_current_msec;

        if (coc_reader_feed(&redis->reader, redis->buffer, (size_t) n)
            != COC_OK)
        {
            ngx_http_coc_redis_close(redis, NGX_LOG_ERR,
                                     "a reply is too long", NULL);
            return;
        }

        if (ngx_http_coc_redis_replies(redis) != NGX_OK) {
            return;
        }
    }

    if (ngx_handle_read_event(rev, 0) != NGX_OK) {
        ngx_http_coc_redis_close(redis, NGX_LOG_ERR, "event failed", NULL);
    }
}


/* Hands out whole replies.  NGX_ERROR: the connection was closed. */

static ngx_int_t
ngx_http_coc_redis_replies(ngx_http_coc_redis_t *redis)
{
    int                   rc;
    ngx_int_t             shaken;
    redisReply           *reply;
    ngx_queue_t          *q;
    ngx_connection_t     *c;
    ngx_http_coc_call_t  *call;

    c = redis->pc.connection;

    for ( ;; ) {
        rc = coc_reader_next(&redis->reader, &reply);

        if (rc == COC_AGAIN) {
            return NGX_OK;
        }

        if (rc != COC_OK) {
            ngx_http_coc_redis_close(redis, NGX_LOG_ERR,
                                     "a reply can't be read", NULL);
            return NGX_ERROR;
        }

        if (redis->state == NGX_HTTP_COC_REDIS_SHAKING) {
            shaken = ngx_http_coc_redis_shaken(redis, reply);
            freeReplyObject(reply);

            if (shaken == NGX_ERROR) {
                return NGX_ERROR;
            }

            if (shaken == NGX_OK && ngx_http_coc_redis_ready(redis) != NGX_OK) {
                return NGX_ERROR;
            }

            continue;
        }

        /* one that comes before the handshake is no reply to a held call */

        if (redis->state != NGX_HTTP_COC_REDIS_READY
            || ngx_queue_empty(&redis->calls))
        {
            ngx_http_coc_redis_close(redis, NGX_LOG_ERR,
                                     "a reply that was not asked for",
                                     reply->type == REDIS_REPLY_ERROR
                                     ? reply->str : NULL);
            freeReplyObject(reply);
            return NGX_ERROR;
        }

        q = ngx_queue_head(&redis->calls);
        call = ngx_queue_data(q, ngx_http_coc_call_t, queue);

        ngx_http_coc_redis_end(call, NGX_HTTP_COC_CALL_REPLY, reply);
        freeReplyObject(reply);

        if (redis->pc.connection != c) {
            /* the handler found it unfit */
            return NGX_ERROR;
        }

        redis->failures = 0;
    }
}
