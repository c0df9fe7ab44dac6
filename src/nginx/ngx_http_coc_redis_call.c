/*
 * Calls: a command, its place in the FIFO, its deadline.  A call that nobody
 * waits for any more keeps its place, so that replies never shift.
 */

#include "ngx_http_coc_redis_conn.h"


/* timeouts without a byte, and without the oldest call's whole reply */

#define NGX_HTTP_COC_REDIS_SILENT  3
#define NGX_HTTP_COC_REDIS_LATE    30


static void ngx_http_coc_redis_deadline(ngx_event_t *ev);
static ngx_uint_t ngx_http_coc_redis_silent(ngx_http_coc_redis_t *redis,
    ngx_msec_t timeout);


ngx_int_t
ngx_http_coc_redis_call(ngx_http_coc_redis_t *redis, coc_str_t command,
    ngx_msec_t timeout, ngx_http_coc_call_pt handler, void *data,
    ngx_http_coc_call_t **pcall)
{
    coc_buf_t            *buf;
    ngx_http_coc_call_t  *call;

    /*
     * The breaker; a worker's first connection may be waited for, and the
     * first attempt after one was cut.
     */

    if (redis->state != NGX_HTTP_COC_REDIS_READY && !redis->grace
        && (redis->state == NGX_HTTP_COC_REDIS_DOWN || redis->failures))
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
    call->timeout = timeout;
    call->queued = ngx_current_msec;
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
    ngx_msec_t             timeout;
    ngx_http_coc_call_t   *call = ev->data;
    ngx_http_coc_redis_t  *redis;
    ngx_http_coc_call_pt   handler;

    redis = call->redis;
    timeout = call->timeout;
    handler = call->handler;
    call->handler = NULL;

    handler(call->data, NGX_HTTP_COC_CALL_TIMEOUT, NULL);

    /* call may be gone by now: the handler may have closed the connection */

    if (redis->state == NGX_HTTP_COC_REDIS_READY
        && ngx_http_coc_redis_silent(redis, timeout))
    {
        ngx_http_coc_redis_close(redis, NGX_LOG_ERR, "no replies in time",
                                 NULL);
    }
}


/*
 * Time counts, not how many calls were under way in it: a server that was
 * stopped for a moment is not away.  Nor is one that is slow, unless it is so
 * late that calls only pile up.
 */

static ngx_uint_t
ngx_http_coc_redis_silent(ngx_http_coc_redis_t *redis, ngx_msec_t timeout)
{
    ngx_msec_t            age, still;
    ngx_queue_t          *q;
    ngx_http_coc_call_t  *oldest;

    if (ngx_queue_empty(&redis->calls)) {
        return 0;
    }

    q = ngx_queue_head(&redis->calls);
    oldest = ngx_queue_data(q, ngx_http_coc_call_t, queue);

    age = ngx_current_msec - oldest->queued;
    still = ngx_min(age, ngx_current_msec - redis->heard);

    return still >= NGX_HTTP_COC_REDIS_SILENT * timeout
           || age >= NGX_HTTP_COC_REDIS_LATE * timeout;
}


void
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
