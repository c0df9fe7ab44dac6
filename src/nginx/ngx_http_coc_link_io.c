/*
 * Bytes out and replies in, on a connection that stands.
 */

#include "ngx_http_coc_link_conn.h"


#define NGX_HTTP_COC_LINK_TURN  (16 * NGX_HTTP_COC_LINK_READ)


static void ngx_http_coc_link_expect(ngx_http_coc_link_t *link);
static ngx_int_t ngx_http_coc_link_replies(ngx_http_coc_link_t *link);
static ngx_int_t ngx_http_coc_link_reply(ngx_http_coc_link_t *link,
    redisReply *reply);


void
ngx_http_coc_link_write(ngx_event_t *wev)
{
    ngx_connection_t  *c;

    c = wev->data;

    ngx_http_coc_link_drain(c->data);
}


void
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


void
ngx_http_coc_link_read(ngx_event_t *rev)
{
    size_t                taken;
    ssize_t               n;
    ngx_connection_t     *c;
    ngx_http_coc_link_t  *link;

    c = rev->data;
    link = c->data;
    taken = 0;

    if (c->close) {

        /* worker_shutdown_timeout has passed */

        ngx_http_coc_link_close(link, NGX_LOG_INFO, "the worker exits", NULL);
        return;
    }

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

        ngx_http_coc_link_expect(link);

        if (coc_reader_feed(&link->reader, link->buffer, (size_t) n)
            != COC_OK)
        {
            ngx_http_coc_link_close(link, NGX_LOG_ERR, "a reply is too long",
                                    NULL);
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


/* A long reply is one only where the command that is next asked for it. */

static void
ngx_http_coc_link_expect(ngx_http_coc_link_t *link)
{
    ngx_queue_t             *q;
    ngx_http_coc_pending_t  *next;

    if (ngx_queue_empty(&link->pending)
        || link->state != NGX_HTTP_COC_LINK_READY)
    {
        coc_reader_expect(&link->reader, 0);
        return;
    }

    q = ngx_queue_head(&link->pending);
    next = ngx_queue_data(q, ngx_http_coc_pending_t, queue);

    coc_reader_expect(&link->reader, next->wide && !next->skip);
}


/* Hands out whole replies.  NGX_ERROR: the connection was closed. */

static ngx_int_t
ngx_http_coc_link_replies(ngx_http_coc_link_t *link)
{
    int                rc;
    ngx_int_t          taken;
    redisReply        *reply;
    ngx_connection_t  *c;

    c = link->pc.connection;

    for ( ;; ) {
        ngx_http_coc_link_expect(link);

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
            taken = ngx_http_coc_link_shaken(link, reply);

            if (taken == NGX_OK) {
                taken = ngx_http_coc_link_ready(link);
            }

        } else {
            taken = ngx_http_coc_link_reply(link, reply);
        }

        freeReplyObject(reply);

        if (taken == NGX_ERROR || link->pc.connection != c) {
            /* or a handler found it unfit */
            return NGX_ERROR;
        }
    }
}


/* One reply of a connection that is READY.  NGX_ERROR: it was closed. */

static ngx_int_t
ngx_http_coc_link_reply(ngx_http_coc_link_t *link, redisReply *reply)
{
    ngx_queue_t             *q;
    ngx_connection_t        *c;
    ngx_http_coc_pending_t  *pending;

    if (ngx_queue_empty(&link->pending)) {
        ngx_http_coc_link_close(link, NGX_LOG_ERR,
                                "a reply that was not asked for",
                                reply->type == REDIS_REPLY_ERROR ? reply->str
                                                                 : NULL);
        return NGX_ERROR;
    }

    q = ngx_queue_head(&link->pending);
    pending = ngx_queue_data(q, ngx_http_coc_pending_t, queue);

    if (pending->skip) {

        /* ASKING's: if it was refused, the command is redirected again */

        pending->skip--;
        return NGX_OK;
    }

    c = link->pc.connection;

    ngx_http_coc_link_end(pending, NGX_HTTP_COC_CALL_REPLY, reply);

    if (link->pc.connection == c) {
        link->failures = 0;
    }

    return NGX_OK;
}
