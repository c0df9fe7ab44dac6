/*
 * Calls: a command, its place in the FIFO, its deadline.  A call that nobody
 * waits for any more keeps its place, so that replies never shift.
 */

#include "ngx_http_coc_link_conn.h"


/* timeouts without a byte, and without the oldest call's whole reply */

#define NGX_HTTP_COC_LINK_SILENT  3
#define NGX_HTTP_COC_LINK_LATE    30


static void ngx_http_coc_link_deadline(ngx_event_t *ev);
static ngx_uint_t ngx_http_coc_link_silent(ngx_http_coc_link_t *link,
    ngx_msec_t timeout);


ngx_int_t
ngx_http_coc_link_send(ngx_http_coc_link_t *link, coc_str_t command,
    ngx_msec_t timeout, ngx_http_coc_call_pt handler, void *data,
    ngx_http_coc_pending_t **pcall)
{
    coc_buf_t            *buf;
    ngx_http_coc_pending_t  *call;

    /*
     * The breaker; a worker's first connection may be waited for, and the
     * first attempt after one was cut.
     */

    if (link->state != NGX_HTTP_COC_LINK_READY && !link->grace
        && (link->state == NGX_HTTP_COC_LINK_DOWN || link->failures))
    {
        return NGX_DECLINED;
    }

    call = ngx_calloc(sizeof(ngx_http_coc_pending_t), link->log);
    if (call == NULL) {
        return NGX_ERROR;
    }

    buf = (link->state == NGX_HTTP_COC_LINK_READY) ? &link->out
                                                     : &link->held;

    if (coc_buf_put(buf, command) != COC_OK) {

        /* the sticky error is of this command only, the others are whole */

        buf->status = COC_OK;
        ngx_free(call);
        return NGX_DECLINED;
    }

    call->link = link;
    call->handler = handler;
    call->data = data;
    call->timeout = timeout;
    call->queued = ngx_current_msec;
    call->timer.handler = ngx_http_coc_link_deadline;
    call->timer.data = call;
    call->timer.log = link->log;

    ngx_add_timer(&call->timer, timeout);
    ngx_queue_insert_tail(&link->calls, &call->queue);

    if (link->state == NGX_HTTP_COC_LINK_READY && !link->flush.posted) {
        ngx_post_event(&link->flush, &ngx_posted_events);
    }

    if (pcall != NULL) {
        *pcall = call;
    }

    return NGX_OK;
}


void
ngx_http_coc_link_forget(ngx_http_coc_pending_t *call)
{
    /* its place in the FIFO stays: the reply will come */

    call->handler = NULL;

    if (call->timer.timer_set) {
        ngx_del_timer(&call->timer);
    }
}


static void
ngx_http_coc_link_deadline(ngx_event_t *ev)
{
    ngx_msec_t             timeout;
    ngx_http_coc_pending_t   *call = ev->data;
    ngx_http_coc_link_t  *link;
    ngx_http_coc_call_pt   handler;

    link = call->link;
    timeout = call->timeout;
    handler = call->handler;
    call->handler = NULL;

    handler(call->data, NGX_HTTP_COC_CALL_TIMEOUT, NULL);

    /* call may be gone by now: the handler may have closed the connection */

    if (link->state == NGX_HTTP_COC_LINK_READY
        && ngx_http_coc_link_silent(link, timeout))
    {
        ngx_http_coc_link_close(link, NGX_LOG_ERR, "no replies in time",
                                 NULL);
    }
}


/*
 * Time counts, not how many calls were under way in it: a server that was
 * stopped for a moment is not away.  Nor is one that is slow, unless it is so
 * late that calls only pile up.
 */

static ngx_uint_t
ngx_http_coc_link_silent(ngx_http_coc_link_t *link, ngx_msec_t timeout)
{
    ngx_msec_t            age, still;
    ngx_queue_t          *q;
    ngx_http_coc_pending_t  *oldest;

    if (ngx_queue_empty(&link->calls)) {
        return 0;
    }

    q = ngx_queue_head(&link->calls);
    oldest = ngx_queue_data(q, ngx_http_coc_pending_t, queue);

    age = ngx_current_msec - oldest->queued;
    still = ngx_min(age, ngx_current_msec - link->heard);

    return still >= NGX_HTTP_COC_LINK_SILENT * timeout
           || age >= NGX_HTTP_COC_LINK_LATE * timeout;
}


void
ngx_http_coc_link_end(ngx_http_coc_pending_t *call, ngx_http_coc_call_e status,
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
