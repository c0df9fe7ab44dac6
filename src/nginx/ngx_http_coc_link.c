/*
 * One worker's connection to one Redis server: connect, handshake, a FIFO of
 * calls, deadlines, breaker and backoff.  Knows RESP and sockets, not what is
 * asked.
 *
 * The breaker: closed while READY; open after a failure, until the backoff has
 * passed; half-open during the handshake that follows, which must end in PONG.
 * A connection that served and was cut has one attempt before it opens.
 */

#include "ngx_http_coc_link_conn.h"


#define NGX_HTTP_COC_LINK_HANDSHAKE    1000    /* ms, connect included */
#define NGX_HTTP_COC_LINK_BACKOFF      100     /* ms, doubled a failure */
#define NGX_HTTP_COC_LINK_BACKOFF_MAX  5000    /* ms */
#define NGX_HTTP_COC_LINK_GRACE        20      /* ms */
#define NGX_HTTP_COC_LINK_QUEUE        (4 * 1024 * 1024)   /* bytes unsent */
#define NGX_HTTP_COC_LINK_TURN         (16 * NGX_HTTP_COC_LINK_READ)
#define NGX_HTTP_COC_LINK_LOG          10      /* s between lines */


static void ngx_http_coc_link_connect(ngx_http_coc_link_t *link);
static ngx_int_t ngx_http_coc_link_ready(ngx_http_coc_link_t *link);
static void ngx_http_coc_link_broken(ngx_http_coc_link_t *link,
    const char *why);
static ngx_uint_t ngx_http_coc_link_level(ngx_http_coc_link_t *link,
    ngx_uint_t level);
static void ngx_http_coc_link_write(ngx_event_t *wev);
static void ngx_http_coc_link_drain(ngx_http_coc_link_t *link);
static void ngx_http_coc_link_read(ngx_event_t *rev);
static ngx_int_t ngx_http_coc_link_replies(ngx_http_coc_link_t *link);
static void ngx_http_coc_link_flush(ngx_event_t *ev);
static void ngx_http_coc_link_timer(ngx_event_t *ev);


ngx_http_coc_link_t *
ngx_http_coc_link_create(ngx_cycle_t *cycle, ngx_http_coc_redis_conf_t *conf)
{
    ngx_http_coc_link_t  *link;

    link = ngx_pcalloc(cycle->pool, sizeof(ngx_http_coc_link_t));
    if (link == NULL) {
        return NULL;
    }

    link->conf = conf;
    link->log = cycle->log;

    /* nginx logs each failed connect(): we do, and not every time */

    link->quiet = *cycle->log;
    link->quiet.log_level = NGX_LOG_EMERG;
    link->quiet.next = NULL;

    ngx_queue_init(&link->calls);

    coc_buf_init(&link->out, &ngx_http_coc_alloc,
                 NGX_HTTP_COC_LINK_QUEUE);
    coc_buf_init(&link->held, &ngx_http_coc_alloc,
                 NGX_HTTP_COC_LINK_QUEUE);

    link->flush.handler = ngx_http_coc_link_flush;
    link->flush.data = link;
    link->flush.log = link->log;

    /* a quitting worker need not wait for a reconnect */

    link->timer.handler = ngx_http_coc_link_timer;
    link->timer.data = link;
    link->timer.log = link->log;
    link->timer.cancelable = 1;

    ngx_http_coc_link_connect(link);

    return link;
}


void
ngx_http_coc_link_destroy(ngx_http_coc_link_t *link)
{
    link->grace = 0;
    link->ended = 1;

    ngx_http_coc_link_close(link, NGX_LOG_INFO, "worker exits", NULL);

    if (link->timer.timer_set) {
        ngx_del_timer(&link->timer);
    }

    coc_buf_free(&link->out);
    coc_buf_free(&link->held);
}


static void
ngx_http_coc_link_connect(ngx_http_coc_link_t *link)
{
    ngx_int_t          rc;
    ngx_addr_t        *addr;
    ngx_connection_t  *c;

    if (coc_reader_init(&link->reader) != COC_OK) {
        ngx_http_coc_link_close(link, NGX_LOG_ERR, "no memory", NULL);
        return;
    }

    addr = &link->conf->addrs[link->failures % link->conf->naddrs];

    ngx_memzero(&link->pc, sizeof(ngx_peer_connection_t));

    link->pc.sockaddr = addr->sockaddr;
    link->pc.socklen = addr->socklen;
    link->pc.name = &addr->name;
    link->pc.get = ngx_event_get_peer;
    link->pc.log = &link->quiet;
    link->pc.log_error = NGX_ERROR_INFO;

    link->state = NGX_HTTP_COC_LINK_CONNECTING;

    rc = ngx_event_connect_peer(&link->pc);

    if (rc == NGX_ERROR || rc == NGX_BUSY || rc == NGX_DECLINED) {

        /* connect()'s errno: the close() that followed it leaves it */

        ngx_http_coc_link_close(link, NGX_LOG_ERR, "can't connect",
                                 rc == NGX_DECLINED ? strerror(ngx_socket_errno)
                                                    : NULL);
        return;
    }

    c = link->pc.connection;
    c->data = link;
    c->log = link->log;
    c->read->log = link->log;
    c->write->log = link->log;
    c->read->handler = ngx_http_coc_link_read;
    c->write->handler = ngx_http_coc_link_write;

    ngx_add_timer(&link->timer, NGX_HTTP_COC_LINK_HANDSHAKE);

    if (rc == NGX_OK) {
        ngx_http_coc_link_write(c->write);
    }
}


/*
 * The handshake is over: what was held may go.  The buffers change places,
 * since a copy could fail, and calls without their commands would take the
 * replies of others.  NGX_ERROR: the connection was closed.
 */

static ngx_int_t
ngx_http_coc_link_ready(ngx_http_coc_link_t *link)
{
    coc_buf_t   out;
    ngx_uint_t  level;

    if (link->out.len) {

        /* the handshake has not even left */

        ngx_http_coc_link_close(link, NGX_LOG_ERR,
                                 "a reply that was not asked for", NULL);
        return NGX_ERROR;
    }

    ngx_del_timer(&link->timer);

    level = link->told ? NGX_LOG_NOTICE : NGX_LOG_INFO;

    ngx_log_error(level, link->log, 0, "coc: redis \"%V\" is connected",
                  &link->conf->name);

    link->state = NGX_HTTP_COC_LINK_READY;
    link->grace = 0;
    link->told = 0;

    out = link->out;
    link->out = link->held;
    link->held = out;

    if (link->out.len) {
        ngx_post_event(&link->flush, &ngx_posted_events);
    }

    return NGX_OK;
}


/*
 * The one way a connection ends.  Calls are told after all state is reset, so
 * that a handler may call again (and is declined: the breaker is open).
 */

void
ngx_http_coc_link_close(ngx_http_coc_link_t *link, ngx_uint_t level,
    const char *why, const char *text)
{
    ngx_msec_t            delay, max;
    ngx_queue_t           calls, *q;
    ngx_http_coc_pending_t  *call;

    level = ngx_http_coc_link_level(link, level);

    ngx_log_error(level, link->log, 0,
                  "coc: redis \"%V\" is away: %s%s%s, failures: %ui",
                  &link->conf->name, why, text ? ": " : "",
                  text ? text : "", link->failures + 1);

    if (link->pc.connection != NULL) {
        ngx_close_connection(link->pc.connection);
        link->pc.connection = NULL;
    }

    if (link->flush.posted) {
        ngx_delete_posted_event(&link->flush);
    }

    coc_reader_free(&link->reader);
    coc_buf_reset(&link->out);
    coc_buf_reset(&link->held);

    link->sent = 0;

    /* full jitter: edges and workers don't come back all at once */

    if (link->state != NGX_HTTP_COC_LINK_READY) {
        link->grace = 0;
    }

    link->state = NGX_HTTP_COC_LINK_DOWN;

    max = NGX_HTTP_COC_LINK_BACKOFF << ngx_min(link->failures, 6);
    max = ngx_min(max, NGX_HTTP_COC_LINK_BACKOFF_MAX);
    max = link->grace ? NGX_HTTP_COC_LINK_GRACE : max;
    delay = 1 + (ngx_msec_t) ngx_random() % max;

    link->failures++;

    ngx_add_timer(&link->timer, delay);

    ngx_queue_init(&calls);

    if (!ngx_queue_empty(&link->calls)) {
        ngx_queue_add(&calls, &link->calls);
        ngx_queue_init(&link->calls);
    }

    while (!ngx_queue_empty(&calls)) {
        q = ngx_queue_head(&calls);
        call = ngx_queue_data(q, ngx_http_coc_pending_t, queue);
        ngx_http_coc_link_end(call, NGX_HTTP_COC_CALL_LOST, NULL);
    }
}


/*
 * A connection that served and was cut may have been idle too long, or its
 * server was started anew: the breaker opens when the next attempt fails, not
 * before, and calls are held until then.
 */

static void
ngx_http_coc_link_broken(ngx_http_coc_link_t *link, const char *why)
{
    link->grace = link->state == NGX_HTTP_COC_LINK_READY
                   && link->failures == 0 && !link->ended;

    ngx_http_coc_link_close(link, NGX_LOG_ERR, why, NULL);
}


/*
 * A server that comes and goes, or that serves nothing but a handshake, must
 * not fill the log: after a loud line there is time before the next, unless
 * that one is graver.
 */

static ngx_uint_t
ngx_http_coc_link_level(ngx_http_coc_link_t *link, ngx_uint_t level)
{
    if (level > NGX_LOG_ERR) {
        return level;
    }

    if (ngx_time() - link->logged < NGX_HTTP_COC_LINK_LOG
        && level >= link->logged_level)
    {
        return NGX_LOG_INFO;
    }

    link->logged = ngx_time();
    link->logged_level = level;
    link->told = 1;

    return level;
}


void
ngx_http_coc_link_unfit(ngx_http_coc_link_t *link, coc_reply_e meaning,
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

    if (link->state != NGX_HTTP_COC_LINK_DOWN) {
        ngx_http_coc_link_close(link, level, "it can't serve now",
                                 reply->type == REDIS_REPLY_ERROR
                                 ? reply->str : "unexpected reply");
    }
}


static void
ngx_http_coc_link_timer(ngx_event_t *ev)
{
    ngx_http_coc_link_t  *link = ev->data;

    if (link->state == NGX_HTTP_COC_LINK_DOWN) {
        ngx_http_coc_link_connect(link);
        return;
    }

    ngx_http_coc_link_close(link, NGX_LOG_ERR,
                             link->state == NGX_HTTP_COC_LINK_CONNECTING
                             ? "connecting timed out"
                             : "handshake timed out", NULL);
}


static void
ngx_http_coc_link_write(ngx_event_t *wev)
{
    int                    err;
    socklen_t              len;
    ngx_connection_t      *c;
    ngx_http_coc_link_t  *link;

    c = wev->data;
    link = c->data;

    if (link->state == NGX_HTTP_COC_LINK_CONNECTING) {

        err = 0;
        len = sizeof(int);

        if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, (void *) &err, &len) == -1)
        {
            err = ngx_socket_errno;
        }

        if (err) {
            ngx_http_coc_link_close(link, NGX_LOG_ERR, "can't connect",
                                     strerror(err));
            return;
        }

        if (ngx_http_coc_link_shake(link) != NGX_OK) {
            ngx_http_coc_link_close(link, NGX_LOG_ERR, "no memory", NULL);
            return;
        }
    }

    ngx_http_coc_link_drain(link);
}


static void
ngx_http_coc_link_drain(ngx_http_coc_link_t *link)
{
    ssize_t            n;
    ngx_connection_t  *c;

    c = link->pc.connection;

    while (link->sent < link->out.len) {

        n = c->send(c, link->out.data + link->sent,
                    link->out.len - link->sent);

        if (n == NGX_AGAIN) {
            break;
        }

        if (n == NGX_ERROR || n == 0) {
            ngx_http_coc_link_broken(link, "sending failed");
            return;
        }

        link->sent += (size_t) n;
    }

    if (link->sent == link->out.len) {
        coc_buf_reset(&link->out);
        link->sent = 0;

    } else if (link->sent > link->out.len / 2) {

        /* what was sent must not count against the buffer's maximum */

        link->out.len -= link->sent;
        ngx_memmove(link->out.data, link->out.data + link->sent,
                    link->out.len);
        link->sent = 0;
    }

    if (ngx_handle_write_event(c->write, 0) != NGX_OK) {
        ngx_http_coc_link_close(link, NGX_LOG_ERR, "event failed", NULL);
    }
}


static void
ngx_http_coc_link_flush(ngx_event_t *ev)
{
    ngx_http_coc_link_t  *link = ev->data;

    if (link->state == NGX_HTTP_COC_LINK_READY) {
        ngx_http_coc_link_drain(link);
    }
}


static void
ngx_http_coc_link_read(ngx_event_t *rev)
{
    size_t                 taken;
    ssize_t                n;
    ngx_connection_t      *c;
    ngx_http_coc_link_t  *link;

    c = rev->data;
    link = c->data;
    taken = 0;

    for ( ;; ) {

        /* others have their turn: a server may send faster than we read */

        if (taken >= NGX_HTTP_COC_LINK_TURN) {
            ngx_post_event(rev, &ngx_posted_next_events);
            break;
        }

        n = c->recv(c, link->buffer, NGX_HTTP_COC_LINK_READ);

        if (n == NGX_AGAIN) {
            break;
        }

        if (n == 0 || n == NGX_ERROR) {
            ngx_http_coc_link_broken(link, "connection was closed");
            return;
        }

        taken += (size_t) n;
        link->heard = ngx_current_msec;

        if (coc_reader_feed(&link->reader, link->buffer, (size_t) n)
            != COC_OK)
        {
            ngx_http_coc_link_close(link, NGX_LOG_ERR,
                                     "a reply is too long", NULL);
            return;
        }

        if (ngx_http_coc_link_replies(link) != NGX_OK) {
            return;
        }
    }

    if (ngx_handle_read_event(rev, 0) != NGX_OK) {
        ngx_http_coc_link_close(link, NGX_LOG_ERR, "event failed", NULL);
    }
}


/* Hands out whole replies.  NGX_ERROR: the connection was closed. */

static ngx_int_t
ngx_http_coc_link_replies(ngx_http_coc_link_t *link)
{
    int                   rc;
    ngx_int_t             shaken;
    redisReply           *reply;
    ngx_queue_t          *q;
    ngx_connection_t     *c;
    ngx_http_coc_pending_t  *call;

    c = link->pc.connection;

    for ( ;; ) {
        rc = coc_reader_next(&link->reader, &reply);

        if (rc == COC_AGAIN) {
            return NGX_OK;
        }

        if (rc != COC_OK) {
            ngx_http_coc_link_close(link, NGX_LOG_ERR,
                                     "a reply can't be read", NULL);
            return NGX_ERROR;
        }

        if (link->state == NGX_HTTP_COC_LINK_SHAKING) {
            shaken = ngx_http_coc_link_shaken(link, reply);
            freeReplyObject(reply);

            if (shaken == NGX_ERROR) {
                return NGX_ERROR;
            }

            if (shaken == NGX_OK && ngx_http_coc_link_ready(link) != NGX_OK) {
                return NGX_ERROR;
            }

            continue;
        }

        /* one that comes before the handshake is no reply to a held call */

        if (link->state != NGX_HTTP_COC_LINK_READY
            || ngx_queue_empty(&link->calls))
        {
            ngx_http_coc_link_close(link, NGX_LOG_ERR,
                                     "a reply that was not asked for",
                                     reply->type == REDIS_REPLY_ERROR
                                     ? reply->str : NULL);
            freeReplyObject(reply);
            return NGX_ERROR;
        }

        q = ngx_queue_head(&link->calls);
        call = ngx_queue_data(q, ngx_http_coc_pending_t, queue);

        ngx_http_coc_link_end(call, NGX_HTTP_COC_CALL_REPLY, reply);
        freeReplyObject(reply);

        if (link->pc.connection != c) {
            /* the handler found it unfit */
            return NGX_ERROR;
        }

        link->failures = 0;
    }
}
