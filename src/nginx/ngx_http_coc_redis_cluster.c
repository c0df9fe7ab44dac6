/*
 * A cluster: the table of slots and the nodes that it names.  The table is
 * fetched from any node that answers, known ones first, one question at a
 * time, and never in a hot loop.  Connections to a master are made when a
 * command first needs them, and closed when the table no longer names it.
 */

#include "ngx_http_coc_redis_node.h"


#define NGX_HTTP_COC_SLOTS_TIMEOUT   500    /* ms an answer, connect included */
#define NGX_HTTP_COC_SLOTS_INTERVAL  100    /* ms, doubled while none helps */
#define NGX_HTTP_COC_SLOTS_MAX       1000   /* ms */
#define NGX_HTTP_COC_SLOTS_COMMAND   64     /* bytes */
#define NGX_HTTP_COC_GUEST_TIME      10000  /* ms after the last ASK */


static void ngx_http_coc_slots_timer(ngx_event_t *ev);
static void ngx_http_coc_slots_ask(ngx_http_coc_redis_t *redis);
static ngx_uint_t ngx_http_coc_slots_candidates(ngx_http_coc_redis_t *redis);
static ngx_int_t ngx_http_coc_slots_send(ngx_http_coc_redis_t *redis);
static void ngx_http_coc_slots_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);
static void ngx_http_coc_slots_told(ngx_http_coc_redis_t *redis,
    ngx_uint_t changed);
static void ngx_http_coc_slots_failed(ngx_http_coc_redis_t *redis,
    const char *why, const redisReply *reply);
static void ngx_http_coc_slots_later(ngx_http_coc_redis_t *redis);
static ngx_http_coc_node_t *ngx_http_coc_slots_find(
    ngx_http_coc_redis_t *redis, const coc_node_t *place);
static ngx_uint_t ngx_http_coc_slots_named(ngx_http_coc_redis_t *redis,
    const coc_node_t *place);


ngx_int_t
ngx_http_coc_slots_init(ngx_http_coc_redis_t *redis)
{
    ngx_http_coc_slots_t  *slots;

    slots = &redis->slots;

    slots->table = coc_cluster_create(&ngx_http_coc_alloc);
    if (slots->table == NULL) {
        return NGX_ERROR;
    }

    slots->timer.handler = ngx_http_coc_slots_timer;
    slots->timer.data = redis;
    slots->timer.log = redis->log;
    slots->timer.cancelable = 1;
    slots->interval = NGX_HTTP_COC_SLOTS_INTERVAL;

    /* workers don't all begin with the same one */

    slots->next = (ngx_uint_t) ngx_random() % redis->conf->address.n;

    ngx_http_coc_slots_timer(&slots->timer);

    return NGX_OK;
}


void
ngx_http_coc_slots_exit(ngx_http_coc_redis_t *redis)
{
    ngx_http_coc_slots_t  *slots;

    slots = &redis->slots;

    if (slots->conn != NULL) {
        ngx_http_coc_conn_destroy(slots->conn);
        slots->conn = NULL;
    }

    if (slots->timer.timer_set) {
        ngx_del_timer(&slots->timer);
    }

    coc_cluster_destroy(slots->table);
    slots->table = NULL;
}


void
ngx_http_coc_slots_stale(ngx_http_coc_redis_t *redis)
{
    if (redis->slots.asking) {
        redis->slots.again = 1;

    } else if (!redis->slots.timer.timer_set && !redis->ended) {
        ngx_http_coc_slots_later(redis);
    }
}


/* The next round: at once, unless the last one was just now. */

static void
ngx_http_coc_slots_later(ngx_http_coc_redis_t *redis)
{
    ngx_msec_t             since;
    ngx_http_coc_slots_t  *slots;

    slots = &redis->slots;
    since = ngx_current_msec - slots->last;

    if (since > 2 * NGX_HTTP_COC_SLOTS_MAX) {
        slots->interval = NGX_HTTP_COC_SLOTS_INTERVAL;
    }

    ngx_add_timer(&slots->timer, since < slots->interval
                                 ? slots->interval - since : 1);
}


static void
ngx_http_coc_slots_timer(ngx_event_t *ev)
{
    ngx_http_coc_redis_t  *redis = ev->data;

    redis->slots.asking = 1;
    redis->slots.again = 0;
    redis->slots.tried = 0;

    ngx_http_coc_slots_ask(redis);
}


/* Asks the next one that takes the question. */

static void
ngx_http_coc_slots_ask(ngx_http_coc_redis_t *redis)
{
    ngx_uint_t             max;
    ngx_queue_t           *q;
    ngx_http_coc_call_t   *call;
    ngx_http_coc_slots_t  *slots;

    slots = &redis->slots;
    max = NGX_HTTP_COC_SLOTS_MAX;

    while (slots->tried < ngx_http_coc_slots_candidates(redis)) {

        if (ngx_http_coc_slots_send(redis) == NGX_OK) {
            return;
        }

        ngx_http_coc_slots_failed(redis, NULL, NULL);
    }

    if (ngx_http_coc_redis_loud(&slots->logged)) {
        ngx_log_error(NGX_LOG_ERR, redis->log, 0,
                      "coc: redis \"%V\": no node of the cluster told its "
                      "slots", &redis->conf->name);
    }

    /* nobody waits for a cluster that is away; full jitter, as for a node */

    slots->asking = 0;
    slots->failed = 1;
    slots->last = ngx_current_msec;
    slots->interval = ngx_min(slots->interval * 2, max);

    ngx_add_timer(&slots->timer,
                  1 + (ngx_msec_t) ngx_random() % slots->interval);

    for (q = ngx_queue_head(&redis->held);
         q != ngx_queue_sentinel(&redis->held);
         q = ngx_queue_next(q))
    {
        call = ngx_queue_data(q, ngx_http_coc_call_t, queue);
        call->patient = 0;
    }

    ngx_http_coc_redis_wake(redis);
}


/* How many may be asked: masters of the table, and seeds. */

static ngx_uint_t
ngx_http_coc_slots_candidates(ngx_http_coc_redis_t *redis)
{
    ngx_uint_t  n;

    for (n = 0; coc_cluster_master(redis->slots.table, n) != NULL; n++) {
        /* void */
    }

    return n + redis->conf->address.n;
}


/*
 * Asks one: by a connection that calls go by, where it has one, else by one of
 * its own.  A node whose connections are all away is passed by.
 */

static ngx_int_t
ngx_http_coc_slots_send(ngx_http_coc_redis_t *redis)
{
    ngx_int_t              rc;
    ngx_uint_t             i, masters;
    coc_buf_t              buf;
    coc_host_t             host;
    ngx_http_coc_node_t   *node;
    ngx_http_coc_conn_t   *conn;
    ngx_http_coc_slots_t  *slots;

    slots = &redis->slots;
    node = NULL;
    masters = ngx_http_coc_slots_candidates(redis) - redis->conf->address.n;
    i = slots->next % (masters + redis->conf->address.n);

    if (i < masters) {
        slots->place = *coc_cluster_master(slots->table, i);
        node = ngx_http_coc_slots_find(redis, &slots->place);
        ngx_http_coc_conn_peer(&host, &slots->place);

    } else {
        host = redis->conf->address.host[i - masters];
        ngx_memzero(&slots->place, sizeof(coc_node_t));
        ngx_memcpy(slots->place.host, host.host.data,
                   ngx_min(host.host.len, COC_CLUSTER_HOST - 1));
        slots->place.port = host.port;
    }

    coc_buf_init(&buf, &ngx_http_coc_alloc, NGX_HTTP_COC_SLOTS_COMMAND);

    if (coc_cluster_ask(&buf) != COC_OK) {
        coc_buf_free(&buf);
        return NGX_ERROR;
    }

    if (node != NULL) {
        rc = ngx_http_coc_node_send(node, coc_buf_str(&buf),
                                    NGX_HTTP_COC_SLOTS_TIMEOUT,
                                    NGX_HTTP_COC_LINK_QUIET
                                    |NGX_HTTP_COC_LINK_WIDE,
                                    ngx_http_coc_slots_answer, redis,
                                    NULL, &conn);
        coc_buf_free(&buf);
        return rc;
    }

    rc = NGX_ERROR;
    conn = ngx_http_coc_conn_create(redis, NGX_HTTP_COC_CONN_SLOTS, &host,
                                    NULL);

    if (conn != NULL) {
        rc = ngx_http_coc_link_send(conn->link, coc_buf_str(&buf),
                                    NGX_HTTP_COC_SLOTS_TIMEOUT,
                                    NGX_HTTP_COC_LINK_QUIET
                                    |NGX_HTTP_COC_LINK_WIDE,
                                    ngx_http_coc_slots_answer, redis, NULL);
        if (rc == NGX_OK) {
            slots->conn = conn;

        } else {
            ngx_http_coc_conn_destroy(conn);
        }
    }

    coc_buf_free(&buf);

    return rc;
}


static void
ngx_http_coc_slots_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    int                    rc, changed;
    ngx_http_coc_redis_t  *redis = data;
    ngx_http_coc_slots_t  *slots;

    slots = &redis->slots;

    if (redis->ended) {
        return;
    }

    if (slots->conn != NULL) {
        ngx_http_coc_conn_destroy(slots->conn);
        slots->conn = NULL;
    }

    if (status == NGX_HTTP_COC_CALL_REPLY) {
        changed = 0;
        rc = coc_cluster_reply(slots->table, reply, &slots->place, &changed);

        if (rc == COC_OK) {
            ngx_http_coc_slots_told(redis, (ngx_uint_t) changed);
            return;
        }

        ngx_http_coc_slots_failed(redis, rc == COC_LIMIT
                                         ? "too many masters"
                                         : "unexpected reply", reply);

    } else {
        ngx_http_coc_slots_failed(redis, status == NGX_HTTP_COC_CALL_TIMEOUT
                                         ? "no answer in time"
                                         : "can't be asked", NULL);
    }

    ngx_http_coc_slots_ask(redis);
}


static void
ngx_http_coc_slots_told(ngx_http_coc_redis_t *redis, ngx_uint_t changed)
{
    ngx_uint_t             max;
    ngx_http_coc_slots_t  *slots;

    slots = &redis->slots;
    max = NGX_HTTP_COC_SLOTS_MAX;

    slots->asking = 0;
    slots->failed = 0;
    slots->last = ngx_current_msec;

    if (changed || !slots->known) {
        slots->known = 1;
        slots->interval = NGX_HTTP_COC_SLOTS_INTERVAL;
        redis->changes++;

        ngx_log_error(NGX_LOG_INFO, redis->log, 0,
                      "coc: redis \"%V\": slots as %s port %ud told them, "
                      "masters: %ui", &redis->conf->name, slots->place.host,
                      slots->place.port,
                      ngx_http_coc_slots_candidates(redis)
                      - redis->conf->address.n);

    } else {

        /* of no use to who wanted it: another one may have heard more */

        slots->next++;
        slots->interval = ngx_min(slots->interval * 2, max);
    }

    ngx_post_event(&redis->sweep, &ngx_posted_events);
    ngx_http_coc_redis_wake(redis);

    if (slots->again) {
        ngx_http_coc_slots_later(redis);
    }
}


static void
ngx_http_coc_slots_failed(ngx_http_coc_redis_t *redis, const char *why,
    const redisReply *reply)
{
    u_char                 said[NGX_HTTP_COC_SAID];
    ngx_uint_t             refused;
    ngx_http_coc_slots_t  *slots;

    slots = &redis->slots;
    refused = reply != NULL && reply->type == REDIS_REPLY_ERROR;

    if (why != NULL) {
        ngx_log_error(NGX_LOG_INFO, redis->log, 0,
                      "coc: redis \"%V\": slots of %s port %ud: %s%s%s",
                      &redis->conf->name, slots->place.host,
                      slots->place.port, why,
                      refused ? ": " : "",
                      refused ? ngx_http_coc_refusal(reply, said) : "");
    }

    slots->next++;
    slots->tried++;
}


ngx_int_t
ngx_http_coc_slots_node(ngx_http_coc_redis_t *redis, coc_str_t command,
    ngx_http_coc_node_t **node)
{
    const coc_node_t  *place;

    place = ngx_http_coc_slots_place(redis, command);

    if (place != NULL) {
        *node = ngx_http_coc_slots_at(redis, place);
        return (*node == NULL) ? NGX_ERROR : NGX_OK;
    }

    ngx_http_coc_slots_stale(redis);

    return redis->slots.failed ? NGX_DECLINED : NGX_AGAIN;
}


const coc_node_t *
ngx_http_coc_slots_place(ngx_http_coc_redis_t *redis, coc_str_t command)
{
    unsigned  slot;

    /* without a key it is any master's */

    if (coc_slot_command(command, &slot) != COC_OK) {
        return coc_cluster_master(redis->slots.table, 0);
    }

    return coc_cluster_node(redis->slots.table, slot);
}


ngx_http_coc_node_t *
ngx_http_coc_slots_at(ngx_http_coc_redis_t *redis, const coc_node_t *place)
{
    coc_host_t            host;
    ngx_http_coc_node_t  *node;

    node = ngx_http_coc_slots_find(redis, place);

    if (node != NULL || redis->nnodes >= 2 * COC_CLUSTER_NODES) {
        return node;
    }

    ngx_http_coc_conn_peer(&host, place);

    return ngx_http_coc_node_create(redis, &host, place);
}


static ngx_http_coc_node_t *
ngx_http_coc_slots_find(ngx_http_coc_redis_t *redis, const coc_node_t *place)
{
    ngx_queue_t          *q;
    ngx_http_coc_node_t  *node;

    for (q = ngx_queue_head(&redis->nodes);
         q != ngx_queue_sentinel(&redis->nodes);
         q = ngx_queue_next(q))
    {
        node = ngx_queue_data(q, ngx_http_coc_node_t, queue);

        if (node->place.port == place->port
            && ngx_strcmp(node->place.host, place->host) == 0)
        {
            return node;
        }
    }

    return NULL;
}


static ngx_uint_t
ngx_http_coc_slots_named(ngx_http_coc_redis_t *redis, const coc_node_t *place)
{
    size_t             i;
    const coc_node_t  *master;

    for (i = 0; ; i++) {
        master = coc_cluster_master(redis->slots.table, i);

        if (master == NULL) {
            return 0;
        }

        if (master->port == place->port
            && ngx_strcmp(master->host, place->host) == 0)
        {
            return 1;
        }
    }
}


/* A master that takes over its first slot is led to before it is named. */

void
ngx_http_coc_slots_sweep(ngx_http_coc_redis_t *redis)
{
    ngx_queue_t           gone, *q, *next;
    ngx_http_coc_node_t  *node;

    if (!redis->slots.known) {
        return;
    }

    ngx_queue_init(&gone);

    for (q = ngx_queue_head(&redis->nodes);
         q != ngx_queue_sentinel(&redis->nodes);
         q = next)
    {
        next = ngx_queue_next(q);
        node = ngx_queue_data(q, ngx_http_coc_node_t, queue);

        if (ngx_http_coc_slots_named(redis, &node->place)
            || (node->guest
                && ngx_current_msec - node->asked < NGX_HTTP_COC_GUEST_TIME))
        {
            continue;
        }

        ngx_queue_remove(q);
        ngx_queue_insert_tail(&gone, q);
    }

    /* their calls are sent elsewhere: that may make nodes */

    while (!ngx_queue_empty(&gone)) {
        q = ngx_queue_head(&gone);
        node = ngx_queue_data(q, ngx_http_coc_node_t, queue);

        ngx_log_error(NGX_LOG_INFO, redis->log, 0,
                      "coc: redis \"%V\": %s port %ud is no master any more",
                      &redis->conf->name, node->place.host, node->place.port);

        ngx_http_coc_node_destroy(node);
    }
}
