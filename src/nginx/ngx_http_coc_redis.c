/*
 * One worker's connection to one Redis server: connect, handshake, a FIFO of
 * calls, deadlines, breaker and backoff.  Knows RESP and sockets, not what is
 * asked.
 *
 * The breaker: closed while READY; open after a failure, until the backoff has
 * passed; half-open during the handshake that follows, which must end in PONG.
 */

#include "ngx_http_coc_redis.h"


#define NGX_HTTP_COC_REDIS_HANDSHAKE    1000    /* ms, connect included */
#define NGX_HTTP_COC_REDIS_BACKOFF      100     /* ms, doubled a failure */
#define NGX_HTTP_COC_REDIS_BACKOFF_MAX  5000    /* ms */
#define NGX_HTTP_COC_REDIS_TIMEOUTS     3       /* in a row: it is silent */
#define NGX_HTTP_COC_REDIS_QUEUE        (4 * 1024 * 1024)   /* bytes unsent */
#define NGX_HTTP_COC_REDIS_READ         16384   /* bytes a recv */
#define NGX_HTTP_COC_REDIS_LOG          10      /* s between lines */


typedef enum {
    NGX_HTTP_COC_REDIS_DOWN = 0,
    NGX_HTTP_COC_REDIS_CONNECTING,
    NGX_HTTP_COC_REDIS_SHAKING,
    NGX_HTTP_COC_REDIS_READY
} ngx_http_coc_redis_state_e;


struct ngx_http_coc_redis_s {
    ngx_http_coc_redis_conf_t   *conf;
    ngx_log_t                   *log;
    ngx_log_t                    quiet;         /* for each attempt */
    ngx_peer_connection_t        pc;
    ngx_http_coc_redis_state_e   state;
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
    ngx_uint_t                   failures;      /* in a row */
    ngx_uint_t                   timeouts;      /* in a row */
    time_t                       logged;
    u_char                       buffer[NGX_HTTP_COC_REDIS_READ];
};


struct ngx_http_coc_call_s {
    ngx_queue_t                  queue;
    ngx_http_coc_redis_t        *redis;
    ngx_http_coc_call_pt         handler;       /* NULL: nobody waits */
    void                        *data;
    ngx_event_t                  timer;
};


/* what the replies of the handshake must be */

#define NGX_HTTP_COC_SHAKE_STATUS  0            /* any but an error */
#define NGX_HTTP_COC_SHAKE_ROLE    1            /* an array, "master" first */
#define NGX_HTTP_COC_SHAKE_PONG    2


static void ngx_http_coc_redis_connect(ngx_http_coc_redis_t *redis);
static ngx_int_t ngx_http_coc_redis_shake(ngx_http_coc_redis_t *redis);
static ngx_int_t ngx_http_coc_redis_shaken(ngx_http_coc_redis_t *redis,
    redisReply *reply);
static void ngx_http_coc_redis_ready(ngx_http_coc_redis_t *redis);
static void ngx_http_coc_redis_close(ngx_http_coc_redis_t *redis,
    ngx_uint_t level, const char *why, const char *text);
static void ngx_http_coc_redis_write(ngx_event_t *wev);
static void ngx_http_coc_redis_send(ngx_http_coc_redis_t *redis);
static void ngx_http_coc_redis_read(ngx_event_t *rev);
static ngx_int_t ngx_http_coc_redis_replies(ngx_http_coc_redis_t *redis);
static void ngx_http_coc_redis_flush(ngx_event_t *ev);
static void ngx_http_coc_redis_timer(ngx_event_t *ev);
static void ngx_http_coc_redis_deadline(ngx_event_t *ev);
static void ngx_http_coc_redis_end(ngx_http_coc_call_t *call,
    ngx_http_coc_call_e status, const redisReply *reply);


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
 * AUTH, SELECT, CLIENT SETNAME, ROLE, PING, in one piece.  Nothing else is
 * sent until all are answered: a server that loads, is a replica or stays
 * silent is found out before a request depends on it.
 */

static ngx_int_t
ngx_http_coc_redis_shake(ngx_http_coc_redis_t *redis)
{
    int                         len;
    char                       *command;
    ngx_uint_t                  i, n;
    const char                 *argv[5][3];
    size_t                      argvlen[5][3];
    int                         argc[5];
    u_char                      db[NGX_INT_T_LEN];
    ngx_http_coc_redis_conf_t  *conf;

    conf = redis->conf;
    n = 0;

#define ngx_http_coc_redis_arg(s, l)                                          \
    argv[n][argc[n]] = (const char *) (s);                                    \
    argvlen[n][argc[n]++] = (l)

    if (conf->password.len) {
        argc[n] = 0;
        ngx_http_coc_redis_arg("AUTH", 4);

        if (conf->user.len) {
            ngx_http_coc_redis_arg(conf->user.data, conf->user.len);
        }

        ngx_http_coc_redis_arg(conf->password.data, conf->password.len);
        redis->shake[n++] = NGX_HTTP_COC_SHAKE_STATUS;
    }

    if (conf->db) {
        argc[n] = 0;
        ngx_http_coc_redis_arg("SELECT", 6);
        ngx_http_coc_redis_arg(db, ngx_sprintf(db, "%ui", conf->db) - db);
        redis->shake[n++] = NGX_HTTP_COC_SHAKE_STATUS;
    }

    argc[n] = 0;
    ngx_http_coc_redis_arg("CLIENT", 6);
    ngx_http_coc_redis_arg("SETNAME", 7);
    ngx_http_coc_redis_arg("ngx_http_coc", 12);
    redis->shake[n++] = NGX_HTTP_COC_SHAKE_STATUS;

    argc[n] = 0;
    ngx_http_coc_redis_arg("ROLE", 4);
    redis->shake[n++] = NGX_HTTP_COC_SHAKE_ROLE;

    argc[n] = 0;
    ngx_http_coc_redis_arg("PING", 4);
    redis->shake[n++] = NGX_HTTP_COC_SHAKE_PONG;

#undef ngx_http_coc_redis_arg

    for (i = 0; i < n; i++) {
        len = (int) redisFormatCommandArgv(&command, argc[i], argv[i],
                                           argvlen[i]);
        if (len < 0) {
            return NGX_ERROR;
        }

        (void) coc_buf_append(&redis->out, command, (size_t) len);
        redisFreeCommand(command);
    }

    redis->nshake = n;
    redis->shaken = 0;
    redis->state = NGX_HTTP_COC_REDIS_SHAKING;

    return (redis->out.status == COC_OK) ? NGX_OK : NGX_ERROR;
}


/* One reply of the handshake.  NGX_ERROR: the connection was closed. */

static ngx_int_t
ngx_http_coc_redis_shaken(ngx_http_coc_redis_t *redis, redisReply *reply)
{
    ngx_uint_t   good, level;
    redisReply  *first;

    switch (redis->shake[redis->shaken]) {

    case NGX_HTTP_COC_SHAKE_ROLE:
        first = (reply->type == REDIS_REPLY_ARRAY && reply->elements > 0)
                ? reply->element[0] : NULL;

        good = first != NULL && first->type == REDIS_REPLY_STRING
               && first->len == 6
               && ngx_strncmp(first->str, "master", 6) == 0;
        break;

    case NGX_HTTP_COC_SHAKE_PONG:
        good = reply->type == REDIS_REPLY_STATUS && reply->len == 4
               && ngx_strncmp(reply->str, "PONG", 4) == 0;
        break;

    default: /* NGX_HTTP_COC_SHAKE_STATUS */
        good = reply->type == REDIS_REPLY_STATUS;
        break;
    }

    if (!good) {
        level = (coc_reply_class(reply) == COC_REPLY_AUTH) ? NGX_LOG_CRIT
                                                           : NGX_LOG_ERR;

        ngx_http_coc_redis_close(redis, level, "handshake failed",
                                 reply->type == REDIS_REPLY_ERROR
                                 ? reply->str : "unexpected reply");
        return NGX_ERROR;
    }

    if (++redis->shaken == redis->nshake) {
        ngx_http_coc_redis_ready(redis);
    }

    return NGX_OK;
}


static void
ngx_http_coc_redis_ready(ngx_http_coc_redis_t *redis)
{
    ngx_uint_t  level;

    ngx_del_timer(&redis->timer);

    level = redis->failures ? NGX_LOG_NOTICE : NGX_LOG_INFO;

    ngx_log_error(level, redis->log, 0, "coc: redis \"%V\" is connected",
                  &redis->conf->name);

    redis->state = NGX_HTTP_COC_REDIS_READY;
    redis->failures = 0;
    redis->timeouts = 0;
    redis->logged = 0;

    (void) coc_buf_put(&redis->out, coc_buf_str(&redis->held));
    coc_buf_reset(&redis->held);

    if (redis->out.len > redis->sent) {
        ngx_post_event(&redis->flush, &ngx_posted_events);
    }
}


/*
 * The one way a connection ends.  Calls are told after all state is reset, so
 * that a handler may call again (and is declined: the breaker is open).
 */

static void
ngx_http_coc_redis_close(ngx_http_coc_redis_t *redis, ngx_uint_t level,
    const char *why, const char *text)
{
    ngx_msec_t            delay, max;
    ngx_queue_t           calls, *q;
    ngx_http_coc_call_t  *call;

    if (level <= NGX_LOG_ERR
        && ngx_time() - redis->logged < NGX_HTTP_COC_REDIS_LOG)
    {
        level = NGX_LOG_INFO;

    } else if (level <= NGX_LOG_ERR) {
        redis->logged = ngx_time();
    }

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
    redis->state = NGX_HTTP_COC_REDIS_DOWN;

    /* full jitter: edges and workers don't come back all at once */

    max = NGX_HTTP_COC_REDIS_BACKOFF << ngx_min(redis->failures, 6);
    max = ngx_min(max, NGX_HTTP_COC_REDIS_BACKOFF_MAX);
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


void
ngx_http_coc_redis_away(ngx_http_coc_redis_t *redis, const char *why)
{
    if (redis->state != NGX_HTTP_COC_REDIS_DOWN) {
        ngx_http_coc_redis_close(redis, NGX_LOG_ERR, why, NULL);
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
            ngx_http_coc_redis_close(redis, NGX_LOG_ERR, "sending failed",
                                     NULL);
            return;
        }

        redis->sent += (size_t) n;
    }

    if (redis->sent == redis->out.len) {
        coc_buf_reset(&redis->out);
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
    ssize_t                n;
    ngx_connection_t      *c;
    ngx_http_coc_redis_t  *redis;

    c = rev->data;
    redis = c->data;

    for ( ;; ) {
        n = c->recv(c, redis->buffer, NGX_HTTP_COC_REDIS_READ);

        if (n == NGX_AGAIN) {
            break;
        }

        if (n == 0 || n == NGX_ERROR) {
            ngx_http_coc_redis_close(redis, NGX_LOG_ERR,
                                     "connection was closed", NULL);
            return;
        }

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

            if (shaken != NGX_OK) {
                return NGX_ERROR;
            }

            continue;
        }

        if (ngx_queue_empty(&redis->calls)) {
            freeReplyObject(reply);
            ngx_http_coc_redis_close(redis, NGX_LOG_ERR,
                                     "a reply that was not asked for", NULL);
            return NGX_ERROR;
        }

        q = ngx_queue_head(&redis->calls);
        call = ngx_queue_data(q, ngx_http_coc_call_t, queue);

        redis->timeouts = 0;

        ngx_http_coc_redis_end(call, NGX_HTTP_COC_CALL_REPLY, reply);
        freeReplyObject(reply);

        if (redis->pc.connection != c) {
            /* the handler found it unfit */
            return NGX_ERROR;
        }
    }
}


ngx_int_t
ngx_http_coc_redis_call(ngx_http_coc_redis_t *redis, coc_str_t command,
    ngx_msec_t timeout, ngx_http_coc_call_pt handler, void *data,
    ngx_http_coc_call_t **pcall)
{
    coc_buf_t            *buf;
    ngx_http_coc_call_t  *call;

    /* the breaker; a worker's first connection may be waited for */

    if (redis->state == NGX_HTTP_COC_REDIS_DOWN
        || (redis->state != NGX_HTTP_COC_REDIS_READY && redis->failures))
    {
        return NGX_DECLINED;
    }

    call = ngx_calloc(sizeof(ngx_http_coc_call_t), redis->log);
    if (call == NULL) {
        return NGX_ERROR;
    }

    buf = (redis->state == NGX_HTTP_COC_REDIS_READY) ? &redis->out
                                                     : &redis->held;

    if (coc_buf_put(buf, command) != COC_OK) {

        /* the sticky error is of this command only, the others are whole */

        buf->status = COC_OK;
        ngx_free(call);
        return NGX_DECLINED;
    }

    call->redis = redis;
    call->handler = handler;
    call->data = data;
    call->timer.handler = ngx_http_coc_redis_deadline;
    call->timer.data = call;
    call->timer.log = redis->log;

    ngx_add_timer(&call->timer, timeout);
    ngx_queue_insert_tail(&redis->calls, &call->queue);

    if (redis->state == NGX_HTTP_COC_REDIS_READY && !redis->flush.posted) {
        ngx_post_event(&redis->flush, &ngx_posted_events);
    }

    if (pcall != NULL) {
        *pcall = call;
    }

    return NGX_OK;
}


void
ngx_http_coc_redis_cancel(ngx_http_coc_call_t *call)
{
    /* its place in the FIFO stays: the reply will come */

    call->handler = NULL;

    if (call->timer.timer_set) {
        ngx_del_timer(&call->timer);
    }
}


static void
ngx_http_coc_redis_deadline(ngx_event_t *ev)
{
    ngx_http_coc_call_t   *call = ev->data;
    ngx_http_coc_redis_t  *redis;
    ngx_http_coc_call_pt   handler;

    redis = call->redis;
    handler = call->handler;
    call->handler = NULL;

    handler(call->data, NGX_HTTP_COC_CALL_TIMEOUT, NULL);

    /* call may be gone by now: the handler may have closed the connection */

    if (redis->state == NGX_HTTP_COC_REDIS_READY
        && ++redis->timeouts >= NGX_HTTP_COC_REDIS_TIMEOUTS)
    {
        ngx_http_coc_redis_close(redis, NGX_LOG_ERR, "no replies in time",
                                 NULL);
    }
}


static void
ngx_http_coc_redis_end(ngx_http_coc_call_t *call, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    ngx_queue_remove(&call->queue);

    if (call->timer.timer_set) {
        ngx_del_timer(&call->timer);
    }

    if (call->handler != NULL) {
        call->handler(call->data, status, reply);
    }

    ngx_free(call);
}
