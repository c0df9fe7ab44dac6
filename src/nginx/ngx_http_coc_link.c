/*
 * A connection's life: when it is tried, when it has failed, what is said of
 * it.  Knows of sockets and RESP, not what is asked.
 *
 * The breaker: closed while READY; open after a failure, until the backoff has
 * passed; half-open during the attempt that follows, which must end in PONG.
 * A connection that served and was cut has one attempt before it opens.
 */

#include "ngx_http_coc_link_conn.h"


#define NGX_HTTP_COC_LINK_BACKOFF      100     /* ms, doubled a failure */
#define NGX_HTTP_COC_LINK_BACKOFF_MAX  5000    /* ms */
#define NGX_HTTP_COC_LINK_GRACE        20      /* ms */
#define NGX_HTTP_COC_LINK_QUEUE        (4 * 1024 * 1024)   /* bytes unsent */
#define NGX_HTTP_COC_LINK_LOG          10      /* s between lines */


static void ngx_http_coc_link_reset(ngx_http_coc_link_t *link);
static ngx_uint_t ngx_http_coc_link_level(ngx_http_coc_link_t *link,
    ngx_uint_t level);
static void ngx_http_coc_link_flush(ngx_event_t *ev);
static void ngx_http_coc_link_timer(ngx_event_t *ev);
static void ngx_http_coc_link_gone(ngx_event_t *ev);


ngx_http_coc_link_t *
ngx_http_coc_link_create(ngx_log_t *log, ngx_http_coc_redis_conf_t *conf,
    const coc_host_t *peer, ngx_http_coc_link_e kind,
    const ngx_http_coc_link_hooks_t *hooks, void *data)
{
    ngx_http_coc_link_t  *link;

    link = ngx_calloc(sizeof(ngx_http_coc_link_t), log);
    if (link == NULL) {
        return NULL;
    }

    link->conf = conf;
    link->kind = kind;
    link->hooks = hooks;
    link->data = data;
    link->log = log;
    link->name = conf->name;

    /* nginx logs each failed connect(): we do, and not every time */

    link->quiet = *log;
    link->quiet.log_level = NGX_LOG_EMERG;
    link->quiet.next = NULL;

    ngx_queue_init(&link->pending);

    coc_buf_init(&link->out, &ngx_http_coc_alloc, NGX_HTTP_COC_LINK_QUEUE);
    coc_buf_init(&link->held, &ngx_http_coc_alloc, NGX_HTTP_COC_LINK_QUEUE);

    link->flush.handler = ngx_http_coc_link_flush;
    link->flush.data = link;
    link->flush.log = log;

    link->gone.handler = ngx_http_coc_link_gone;
    link->gone.data = link;
    link->gone.log = log;

    /* a quitting worker need not wait for a reconnect */

    link->timer.handler = ngx_http_coc_link_timer;
    link->timer.data = link;
    link->timer.log = log;
    link->timer.cancelable = 1;

    if (peer != NULL && ngx_http_coc_link_peer(link, peer) != NGX_OK) {
        ngx_http_coc_link_close(link, NGX_LOG_ERR, "no such host", NULL);
        return link;
    }

    ngx_http_coc_link_find(link);

    return link;
}


void
ngx_http_coc_link_destroy(ngx_http_coc_link_t *link)
{
    link->ended = 1;

    ngx_http_coc_link_reset(link);

    if (link->timer.timer_set) {
        ngx_del_timer(&link->timer);
    }

    ngx_http_coc_link_tell(link);

    /* who called may be a handler of this very link */

    ngx_post_event(&link->gone, &ngx_posted_events);
}


static void
ngx_http_coc_link_gone(ngx_event_t *ev)
{
    ngx_http_coc_link_t  *link = ev->data;

    coc_buf_free(&link->out);
    coc_buf_free(&link->held);
    ngx_free(link);
}


ngx_http_coc_link_state_e
ngx_http_coc_link_state(const ngx_http_coc_link_t *link)
{
    return link->state;
}


ngx_uint_t
ngx_http_coc_link_load(const ngx_http_coc_link_t *link)
{
    return link->npending;
}


/*
 * The handshake is over: what was held may go.  The buffers change places,
 * since a copy could fail, and callers without their commands would take the
 * replies of others.
 */

ngx_int_t
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
                  &link->name);

    link->state = NGX_HTTP_COC_LINK_READY;
    link->grace = 0;
    link->told = 0;

    out = link->out;
    link->out = link->held;
    link->held = out;

    if (link->out.len) {
        ngx_post_event(&link->flush, &ngx_posted_events);
    }

    if (link->hooks != NULL && link->hooks->ready != NULL) {
        link->hooks->ready(link->data, link);
    }

    return NGX_OK;
}


/* Gives back all that an attempt took. */

static void
ngx_http_coc_link_reset(ngx_http_coc_link_t *link)
{
    ngx_http_coc_link_find_end(link);
    ngx_http_coc_link_disconnect(link);

    if (link->flush.posted) {
        ngx_delete_posted_event(&link->flush);
    }

    coc_reader_free(&link->reader);
    coc_buf_reset(&link->out);
    coc_buf_reset(&link->held);

    link->sent = 0;
    link->state = NGX_HTTP_COC_LINK_DOWN;
}


/*
 * Callers are told after all state is reset, so that they may send again (and
 * are declined: the breaker is open).
 */

void
ngx_http_coc_link_close(ngx_http_coc_link_t *link, ngx_uint_t level,
    const char *why, const char *text)
{
    ngx_msec_t  delay, max;

    level = ngx_http_coc_link_level(link, level);

    if (text != NULL) {
        ngx_http_coc_link_note(link, text, ngx_strlen(text));
    }

    ngx_log_error(level, link->log, 0,
                  "coc: redis \"%V\" is away: %s%s%s, failures: %ui",
                  &link->name, why, text ? ": " : "", text ? link->why
                                                           : (u_char *) "",
                  link->failures + 1);

    if (link->state != NGX_HTTP_COC_LINK_READY) {
        link->grace = 0;
    }

    ngx_http_coc_link_reset(link);

    link->why[0] = '\0';

    /* full jitter: edges and workers don't come back all at once */

    max = NGX_HTTP_COC_LINK_BACKOFF << ngx_min(link->failures, 6);
    max = ngx_min(max, NGX_HTTP_COC_LINK_BACKOFF_MAX);
    max = link->grace ? NGX_HTTP_COC_LINK_GRACE : max;
    delay = 1 + (ngx_msec_t) ngx_random() % max;

    link->failures++;

    ngx_add_timer(&link->timer, delay);

    ngx_http_coc_link_tell(link);

    if (!link->ended && link->hooks != NULL && link->hooks->lost != NULL) {
        link->hooks->lost(link->data, link);
    }
}


/*
 * A connection that served and was cut may have been idle too long, or its
 * server was started anew: the breaker opens when the next attempt fails, not
 * before, and commands are held until then.
 */

void
ngx_http_coc_link_broken(ngx_http_coc_link_t *link, const char *why)
{
    link->grace = link->state == NGX_HTTP_COC_LINK_READY
                  && link->failures == 0;

    /* a server that refuses says so before it closes */

    ngx_http_coc_link_close(link, NGX_LOG_ERR, why,
                            link->why[0] ? (char *) link->why : NULL);
}


void
ngx_http_coc_link_note(ngx_http_coc_link_t *link, const char *text, size_t len)
{
    ngx_http_coc_printable(link->why, sizeof(link->why), text, len);
}


void
ngx_http_coc_printable(u_char *dst, size_t size, const char *text, size_t len)
{
    size_t  i;

    len = ngx_min(len, size - 1);

    for (i = 0; i < len; i++) {
        dst[i] = (u_char) text[i];

        if (dst[i] < ' ' || dst[i] > '~') {
            dst[i] = '.';
        }
    }

    dst[len] = '\0';
}


const char *
ngx_http_coc_refusal(const redisReply *reply, u_char *said)
{
    if (reply->type != REDIS_REPLY_ERROR) {
        return "unexpected reply";
    }

    ngx_http_coc_printable(said, NGX_HTTP_COC_SAID, reply->str, reply->len);

    return (const char *) said;
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

    static const char  *why[] = {
        NULL,
        "finding its address timed out",
        "resolving its name timed out",
        "connecting timed out",
        "TLS handshake timed out",
        "handshake timed out"
    };

    if (link->state == NGX_HTTP_COC_LINK_DOWN) {
        ngx_http_coc_link_find(link);
        return;
    }

    ngx_http_coc_link_close(link, NGX_LOG_ERR, why[link->state], NULL);
}


static void
ngx_http_coc_link_flush(ngx_event_t *ev)
{
    ngx_http_coc_link_t  *link = ev->data;

    if (link->state == NGX_HTTP_COC_LINK_READY) {
        ngx_http_coc_link_drain(link);
    }
}
