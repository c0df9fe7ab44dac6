/*
 * Calls: a command's copy, its deadline, and how often it is sent.  What a
 * reply means for the command is known to the caller; here is known which
 * replies say that it was not done, and that it may be elsewhere or later.
 */

#include "ngx_http_coc_redis_node.h"


#define NGX_HTTP_COC_CALLS_SPARE  64    /* kept for the next ones */
#define NGX_HTTP_COC_CALL_LEAST   8     /* ms: less is not worth a pause */


static ngx_http_coc_call_t *ngx_http_coc_call_take(
    ngx_http_coc_redis_t *redis, coc_str_t command);
static void ngx_http_coc_call_give(ngx_http_coc_call_t *call);
static ngx_int_t ngx_http_coc_call_route(ngx_http_coc_call_t *call);
static void ngx_http_coc_call_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);
static void ngx_http_coc_call_refused(ngx_http_coc_call_t *call,
    const redisReply *reply);
static ngx_uint_t ngx_http_coc_call_hop(ngx_http_coc_call_t *call,
    const redisReply *reply);
static void ngx_http_coc_call_follow(ngx_http_coc_call_t *call,
    const redisReply *reply);
static void ngx_http_coc_call_lost(ngx_http_coc_call_t *call);
static void ngx_http_coc_call_try(ngx_http_coc_call_t *call);
static void ngx_http_coc_call_wait(ngx_http_coc_call_t *call,
    ngx_queue_t *queue, ngx_msec_t delay);
static ngx_uint_t ngx_http_coc_call_pause(ngx_http_coc_call_t *call);
static void ngx_http_coc_call_timer(ngx_event_t *ev);
static void ngx_http_coc_call_tell(ngx_http_coc_call_t *call,
    ngx_http_coc_call_e status, const redisReply *reply);


ngx_int_t
ngx_http_coc_redis_call(ngx_http_coc_redis_t *redis, coc_str_t command,
    ngx_msec_t timeout, ngx_uint_t flags, ngx_http_coc_call_pt handler,
    void *data, ngx_http_coc_call_t **pcall)
{
    ngx_int_t             rc;
    ngx_http_coc_call_t  *call;

    call = ngx_http_coc_call_take(redis, command);
    if (call == NULL) {
        return NGX_ERROR;
    }

    call->handler = handler;
    call->data = data;
    call->deadline = ngx_current_msec + timeout;
    call->flags = flags & (NGX_HTTP_COC_CALL_ONCE|NGX_HTTP_COC_CALL_QUIET
                           |NGX_HTTP_COC_CALL_WIDE);

    rc = ngx_http_coc_call_route(call);

    if (rc == NGX_AGAIN) {
        ngx_http_coc_call_wait(call, &redis->held, timeout);
        rc = NGX_OK;
    }

    if (rc != NGX_OK) {
        ngx_http_coc_call_give(call);
        return rc;
    }

    if (pcall != NULL) {
        *pcall = call;
    }

    return NGX_OK;
}


/* A spare one as a rule: then nothing is allocated. */

static ngx_http_coc_call_t *
ngx_http_coc_call_take(ngx_http_coc_redis_t *redis, coc_str_t command)
{
    ngx_queue_t          *q;
    ngx_http_coc_call_t  *call;

    if (redis->nfree) {
        q = ngx_queue_head(&redis->free);
        ngx_queue_remove(q);
        redis->nfree--;
        call = ngx_queue_data(q, ngx_http_coc_call_t, queue);

    } else {
        call = ngx_calloc(sizeof(ngx_http_coc_call_t), redis->log);
        if (call == NULL) {
            return NULL;
        }

        call->redis = redis;
        call->timer.handler = ngx_http_coc_call_timer;
        call->timer.data = call;
        call->timer.log = redis->log;
    }

    call->conn = NULL;
    call->pending = NULL;
    call->hop.hops = 0;
    call->again = 0;
    call->moved = 0;
    call->asking = 0;
    call->patient = 0;
    call->command = call->inlined;
    call->len = command.len;

    if (command.len > NGX_HTTP_COC_CALL_INLINE) {
        call->command = ngx_alloc(command.len, redis->log);

        if (call->command == NULL) {
            ngx_http_coc_call_give(call);
            return NULL;
        }
    }

    ngx_memcpy(call->command, command.data, command.len);

    return call;
}


static void
ngx_http_coc_call_give(ngx_http_coc_call_t *call)
{
    ngx_http_coc_redis_t  *redis;

    redis = call->redis;

    if (call->command != call->inlined) {
        ngx_free(call->command);
    }

    if (redis->nfree == NGX_HTTP_COC_CALLS_SPARE) {
        ngx_free(call);
        return;
    }

    ngx_queue_insert_head(&redis->free, &call->queue);
    redis->nfree++;
}


/* Sends it where it belongs.  NGX_AGAIN: nobody knows yet where that is. */

static ngx_int_t
ngx_http_coc_call_route(ngx_http_coc_call_t *call)
{
    ngx_int_t              rc;
    coc_str_t              command;
    ngx_uint_t             flags;
    ngx_msec_int_t         left;
    ngx_http_coc_node_t   *node;
    ngx_http_coc_redis_t  *redis;

    left = (ngx_msec_int_t) (call->deadline - ngx_current_msec);

    redis = call->redis;

    if (left <= 0 || redis->ended) {
        return NGX_DECLINED;
    }

    node = redis->server;
    command.data = call->command;
    command.len = call->len;
    flags = (call->flags & NGX_HTTP_COC_CALL_QUIET) ? NGX_HTTP_COC_LINK_QUIET
                                                    : 0;

    if (call->flags & NGX_HTTP_COC_CALL_WIDE) {
        flags |= NGX_HTTP_COC_LINK_WIDE;
    }

    if (node == NULL) {

        if (call->moved) {
            node = ngx_http_coc_slots_at(redis, &call->hop.node);
            rc = (node == NULL) ? NGX_ERROR : NGX_OK;

        } else {
            rc = ngx_http_coc_slots_node(redis, command, &node);
        }

        if (rc != NGX_OK) {
            return rc;
        }

        if (call->asking) {
            node->guest = 1;
            node->asked = ngx_current_msec;
            flags |= NGX_HTTP_COC_LINK_ASKING;
        }
    }

    rc = ngx_http_coc_node_send(node, command, (ngx_msec_t) left, flags,
                                ngx_http_coc_call_answer, call,
                                &call->pending, &call->conn);

    if (rc == NGX_DECLINED && redis->server == NULL) {
        ngx_http_coc_slots_stale(redis);
    }

    return rc;
}


static void
ngx_http_coc_call_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    ngx_http_coc_call_t  *call = data;

    call->pending = NULL;
    call->moved = 0;
    call->asking = 0;

    switch (status) {

    case NGX_HTTP_COC_CALL_LOST:
        ngx_http_coc_call_lost(call);
        return;

    case NGX_HTTP_COC_CALL_REPLY:
        if (reply->type == REDIS_REPLY_ERROR) {
            ngx_http_coc_call_refused(call, reply);
            return;
        }

        break;

    default: /* NGX_HTTP_COC_CALL_TIMEOUT */
        break;
    }

    ngx_http_coc_call_tell(call, status, reply);
}


/*
 * An error.  Where it says that this server can't serve, its connection is
 * closed first: a handler that calls again must not find it ready.
 */

static void
ngx_http_coc_call_refused(ngx_http_coc_call_t *call, const redisReply *reply)
{
    coc_reply_e            meaning;
    ngx_http_coc_redis_t  *redis;

    redis = call->redis;

    if (redis->server == NULL && ngx_http_coc_call_hop(call, reply)) {
        return;
    }

    meaning = coc_reply_class(reply);

    switch (meaning) {

    case COC_REPLY_READONLY:
        redis->moved = 1;
        ngx_http_coc_link_unfit(call->conn->link, meaning, reply);
        redis->moved = 0;

        /* one that says it is a master, and again that it is none, is ill */

        if (!call->patient && !redis->ended
            && (ngx_msec_int_t) (call->deadline - ngx_current_msec) > 0)
        {
            call->patient = 1;
            ngx_http_coc_call_wait(call, &redis->held,
                                   call->deadline - ngx_current_msec);
            return;
        }

        break;

    case COC_REPLY_AWAY:
    case COC_REPLY_AUTH:
        ngx_http_coc_link_unfit(call->conn->link, meaning, reply);
        break;

    default:
        break;
    }

    ngx_http_coc_call_tell(call, NGX_HTTP_COC_CALL_REPLY, reply);
}


/* 1: the call was seen to, as a cluster's redirections want it; else 0. */

static ngx_uint_t
ngx_http_coc_call_hop(ngx_http_coc_call_t *call, const redisReply *reply)
{
    ngx_http_coc_redis_t  *redis;

    redis = call->redis;

    switch (coc_cluster_hop(redis->slots.table, &call->hop, reply,
                            &call->conn->node->place))
    {
    case COC_HOP_MOVED:
        ngx_http_coc_slots_stale(redis);
        call->moved = 1;
        ngx_http_coc_call_follow(call, reply);
        return 1;

    case COC_HOP_ASK:
        call->moved = 1;
        call->asking = 1;
        ngx_http_coc_call_follow(call, reply);
        return 1;

    case COC_HOP_WAIT:
        ngx_http_coc_slots_stale(redis);

        if (!ngx_http_coc_call_pause(call)) {
            ngx_http_coc_call_tell(call, NGX_HTTP_COC_CALL_REPLY, reply);
        }

        return 1;

    case COC_HOP_LOST:
        ngx_http_coc_slots_stale(redis);
        ngx_http_coc_call_tell(call, NGX_HTTP_COC_CALL_REPLY, reply);
        return 1;

    default: /* COC_HOP_DONE */
        return 0;
    }
}


/* A redirection that leads nowhere is what the caller gets to see. */

static void
ngx_http_coc_call_follow(ngx_http_coc_call_t *call, const redisReply *reply)
{
    if (ngx_http_coc_call_route(call) != NGX_OK) {
        ngx_http_coc_call_tell(call, NGX_HTTP_COC_CALL_REPLY, reply);
    }
}


static void
ngx_http_coc_call_lost(ngx_http_coc_call_t *call)
{
    ngx_http_coc_redis_t  *redis;

    redis = call->redis;

    if (redis->ended || call->again || (call->flags & NGX_HTTP_COC_CALL_ONCE))
    {
        ngx_http_coc_call_tell(call, NGX_HTTP_COC_CALL_LOST, NULL);
        return;
    }

    call->again = 1;
    call->patient = call->patient || redis->moved;

    ngx_http_coc_call_try(call);
}


/* Once more, or later, or not at all. */

static void
ngx_http_coc_call_try(ngx_http_coc_call_t *call)
{
    ngx_int_t              rc;
    ngx_http_coc_redis_t  *redis;

    redis = call->redis;
    rc = ngx_http_coc_call_route(call);

    if (rc == NGX_OK) {
        return;
    }

    if ((ngx_msec_int_t) (call->deadline - ngx_current_msec) > 0
        && (rc == NGX_AGAIN || (rc == NGX_DECLINED && call->patient)))
    {
        ngx_http_coc_call_wait(call, &redis->held,
                               call->deadline - ngx_current_msec);
        return;
    }

    ngx_http_coc_call_tell(call, NGX_HTTP_COC_CALL_LOST, NULL);
}


static void
ngx_http_coc_call_wait(ngx_http_coc_call_t *call, ngx_queue_t *queue,
    ngx_msec_t delay)
{
    call->timer.cancelable = (call->flags & NGX_HTTP_COC_CALL_QUIET) ? 1 : 0;

    ngx_add_timer(&call->timer, delay);
    ngx_queue_insert_tail(queue, &call->queue);
}


/*
 * A slot on its way is there in a moment.  Where the deadline is nearer than
 * the usual pause, half of what is left.  0: it is not worth it.
 */

static ngx_uint_t
ngx_http_coc_call_pause(ngx_http_coc_call_t *call)
{
    ngx_msec_t      delay;
    ngx_msec_int_t  left;

    left = (ngx_msec_int_t) (call->deadline - ngx_current_msec);

    if (call->redis->ended || left < NGX_HTTP_COC_CALL_LEAST) {
        return 0;
    }

    delay = ngx_min(COC_CLUSTER_WAIT, (ngx_msec_t) left / 2);

    ngx_http_coc_call_wait(call, &call->redis->paused, delay);

    return 1;
}


static void
ngx_http_coc_call_timer(ngx_event_t *ev)
{
    ngx_http_coc_call_t  *call = ev->data;

    ngx_queue_remove(&call->queue);

    if ((ngx_msec_int_t) (call->deadline - ngx_current_msec) <= 0) {
        ngx_http_coc_call_tell(call, NGX_HTTP_COC_CALL_TIMEOUT, NULL);
        return;
    }

    ngx_http_coc_call_try(call);
}


void
ngx_http_coc_call_wake(ngx_event_t *ev)
{
    ngx_queue_t            held, *q;
    ngx_http_coc_call_t   *call;
    ngx_http_coc_redis_t  *redis;

    redis = ev->data;
    ngx_queue_init(&held);

    if (!ngx_queue_empty(&redis->held)) {
        ngx_queue_add(&held, &redis->held);
        ngx_queue_init(&redis->held);
    }

    while (!ngx_queue_empty(&held)) {
        q = ngx_queue_head(&held);
        call = ngx_queue_data(q, ngx_http_coc_call_t, queue);

        ngx_queue_remove(q);
        ngx_del_timer(&call->timer);

        ngx_http_coc_call_try(call);
    }
}


/* The call is given back first: its handler may call again. */

static void
ngx_http_coc_call_tell(ngx_http_coc_call_t *call, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    void                  *data;
    ngx_http_coc_conn_t   *before;
    ngx_http_coc_call_pt   handler;
    ngx_http_coc_redis_t  *redis;

    redis = call->redis;
    data = call->data;
    handler = call->handler;
    before = redis->current;
    redis->current = (status == NGX_HTTP_COC_CALL_REPLY) ? call->conn : NULL;

    ngx_http_coc_call_give(call);

    handler(data, status, reply);

    redis->current = before;
}


void
ngx_http_coc_redis_cancel(ngx_http_coc_call_t *call)
{
    if (call->pending != NULL) {
        ngx_http_coc_link_forget(call->pending);

    } else {
        ngx_queue_remove(&call->queue);
        ngx_del_timer(&call->timer);
    }

    ngx_http_coc_call_give(call);
}


void
ngx_http_coc_call_exit(ngx_http_coc_redis_t *redis)
{
    ngx_uint_t            i;
    ngx_queue_t          *q, *queue[2];
    ngx_http_coc_call_t  *call;

    queue[0] = &redis->held;
    queue[1] = &redis->paused;

    for (i = 0; i < coc_nelts(queue); i++) {
        while (!ngx_queue_empty(queue[i])) {
            q = ngx_queue_head(queue[i]);
            call = ngx_queue_data(q, ngx_http_coc_call_t, queue);

            ngx_queue_remove(q);
            ngx_del_timer(&call->timer);
            ngx_http_coc_call_tell(call, NGX_HTTP_COC_CALL_LOST, NULL);
        }
    }

    while (redis->nfree) {
        q = ngx_queue_head(&redis->free);
        ngx_queue_remove(q);
        redis->nfree--;
        ngx_free(ngx_queue_data(q, ngx_http_coc_call_t, queue));
    }
}
