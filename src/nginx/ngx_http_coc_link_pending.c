/*
 * Commands under way: their place in the FIFO, their deadline.  One that
 * nobody waits for any more keeps its place, so that replies never shift.
 */

#include "ngx_http_coc_link_conn.h"


/* timeouts without a byte, and without the oldest command's whole reply */

#define NGX_HTTP_COC_LINK_SILENT  3
#define NGX_HTTP_COC_LINK_LATE    30


static ngx_int_t ngx_http_coc_link_queue(ngx_http_coc_link_t *link,
    coc_str_t command, ngx_uint_t flags);
static void ngx_http_coc_link_deadline(ngx_event_t *ev);
static ngx_uint_t ngx_http_coc_link_silent(ngx_http_coc_link_t *link,
    ngx_msec_t timeout);


ngx_int_t
ngx_http_coc_link_send(ngx_http_coc_link_t *link, coc_str_t command,
    ngx_msec_t timeout, ngx_uint_t flags, ngx_http_coc_call_pt handler,
    void *data, ngx_http_coc_pending_t **ppending)
{
    ngx_http_coc_pending_t  *pending;

    if (link->ended) {
        return NGX_DECLINED;
    }

    /*
     * The breaker; a first connection may be waited for, and the first attempt
     * after one was cut.
     */

    if (link->state != NGX_HTTP_COC_LINK_READY && !link->grace
        && (link->state == NGX_HTTP_COC_LINK_DOWN || link->failures))
    {
        return NGX_DECLINED;
    }

    pending = ngx_calloc(sizeof(ngx_http_coc_pending_t), link->log);
    if (pending == NULL) {
        return NGX_ERROR;
    }

    if (ngx_http_coc_link_queue(link, command, flags) != NGX_OK) {
        ngx_free(pending);
        return NGX_DECLINED;
    }

    pending->link = link;
    pending->handler = handler;
    pending->data = data;
    pending->timeout = timeout;
    pending->queued = ngx_current_msec;
    pending->skip = (flags & NGX_HTTP_COC_LINK_ASKING) ? 1 : 0;
    pending->wide = (flags & NGX_HTTP_COC_LINK_WIDE) ? 1 : 0;
    pending->timer.handler = ngx_http_coc_link_deadline;
    pending->timer.data = pending;
    pending->timer.log = link->log;
    pending->timer.cancelable = (flags & NGX_HTTP_COC_LINK_QUIET) ? 1 : 0;

    ngx_add_timer(&pending->timer, timeout);

    ngx_queue_insert_tail(&link->pending, &pending->queue);
    link->npending++;

    if (link->state == NGX_HTTP_COC_LINK_READY && !link->flush.posted) {
        ngx_post_event(&link->flush, &ngx_posted_events);
    }

    if (ppending != NULL) {
        *ppending = pending;
    }

    return NGX_OK;
}


/* All of it or nothing: half a command would end the connection. */

static ngx_int_t
ngx_http_coc_link_queue(ngx_http_coc_link_t *link, coc_str_t command,
    ngx_uint_t flags)
{
    size_t      len;
    coc_buf_t  *buf;

    buf = (link->state == NGX_HTTP_COC_LINK_READY) ? &link->out : &link->held;
    len = buf->len;

    if (flags & NGX_HTTP_COC_LINK_ASKING) {
        (void) coc_buf_puts(buf, "*1\r\n$6\r\nASKING\r\n");
    }

    if (coc_buf_put(buf, command) != COC_OK) {

        /* the sticky error is of this command only, the others are whole */

        buf->status = COC_OK;
        buf->len = len;

        return NGX_DECLINED;
    }

    return NGX_OK;
}


void
ngx_http_coc_link_forget(ngx_http_coc_pending_t *pending)
{
    /* its place in the FIFO stays: the reply will come */

    pending->handler = NULL;

    if (pending->timer.timer_set) {
        ngx_del_timer(&pending->timer);
    }
}


static void
ngx_http_coc_link_deadline(ngx_event_t *ev)
{
    ngx_msec_t               timeout;
    ngx_http_coc_link_t     *link;
    ngx_http_coc_call_pt     handler;
    ngx_http_coc_pending_t  *pending = ev->data;

    link = pending->link;
    timeout = pending->timeout;
    handler = pending->handler;
    pending->handler = NULL;

    handler(pending->data, NGX_HTTP_COC_CALL_TIMEOUT, NULL);

    /* pending may be gone: the handler may have closed the connection */

    if (link->state == NGX_HTTP_COC_LINK_READY
        && ngx_http_coc_link_silent(link, timeout))
    {
        ngx_http_coc_link_close(link, NGX_LOG_ERR, "no replies in time",
                                NULL);
    }
}


/*
 * Time counts, not how many commands were under way in it: a server that was
 * stopped for a moment is not away.  Nor is one that is slow, unless it is so
 * late that commands only pile up.
 */

static ngx_uint_t
ngx_http_coc_link_silent(ngx_http_coc_link_t *link, ngx_msec_t timeout)
{
    ngx_msec_t               age, still;
    ngx_queue_t             *q;
    ngx_http_coc_pending_t  *oldest;

    if (ngx_queue_empty(&link->pending)) {
        return 0;
    }

    q = ngx_queue_head(&link->pending);
    oldest = ngx_queue_data(q, ngx_http_coc_pending_t, queue);

    age = ngx_current_msec - oldest->queued;
    still = ngx_min(age, ngx_current_msec - link->heard);

    return still >= NGX_HTTP_COC_LINK_SILENT * timeout
           || age >= NGX_HTTP_COC_LINK_LATE * timeout;
}


void
ngx_http_coc_link_end(ngx_http_coc_pending_t *pending,
    ngx_http_coc_call_e status, const redisReply *reply)
{
    ngx_queue_remove(&pending->queue);
    pending->link->npending--;

    if (pending->timer.timer_set) {
        ngx_del_timer(&pending->timer);
    }

    if (pending->handler != NULL) {
        pending->handler(pending->data, status, reply);
    }

    ngx_free(pending);
}


void
ngx_http_coc_link_tell(ngx_http_coc_link_t *link)
{
    ngx_queue_t              lost, *q;
    ngx_http_coc_pending_t  *pending;

    if (ngx_queue_empty(&link->pending)) {
        return;
    }

    /* what their handlers send is of the next connection */

    ngx_queue_init(&lost);
    ngx_queue_add(&lost, &link->pending);
    ngx_queue_init(&link->pending);

    while (!ngx_queue_empty(&lost)) {
        q = ngx_queue_head(&lost);
        pending = ngx_queue_data(q, ngx_http_coc_pending_t, queue);
        ngx_http_coc_link_end(pending, NGX_HTTP_COC_CALL_LOST, NULL);
    }
}
