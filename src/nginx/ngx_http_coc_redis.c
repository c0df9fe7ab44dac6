/*
 * A worker's Redis: its connections, the nodes that these lead to, and which
 * connection a command goes by.
 */

#include "ngx_http_coc_redis_node.h"


#define NGX_HTTP_COC_REDIS_LOG  10      /* s between loud lines of a kind */


static ngx_int_t ngx_http_coc_conn_find(void *data,
    ngx_http_coc_link_t *link);
static void ngx_http_coc_conn_ready(void *data, ngx_http_coc_link_t *link);
static void ngx_http_coc_conn_lost(void *data, ngx_http_coc_link_t *link);
static void ngx_http_coc_redis_sweep(ngx_event_t *ev);


static const ngx_http_coc_link_hooks_t  ngx_http_coc_conn_hooks = {
    ngx_http_coc_conn_find,
    ngx_http_coc_conn_ready,
    ngx_http_coc_conn_lost
};


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

    ngx_queue_init(&redis->nodes);
    ngx_queue_init(&redis->held);
    ngx_queue_init(&redis->paused);
    ngx_queue_init(&redis->free);

    redis->sweep.handler = ngx_http_coc_redis_sweep;
    redis->sweep.data = redis;
    redis->sweep.log = redis->log;

    redis->wake.handler = ngx_http_coc_call_wake;
    redis->wake.data = redis;
    redis->wake.log = redis->log;

    ngx_http_coc_ear_init(redis);

    if (conf->address.type == COC_ADDRESS_CLUSTER) {
        return (ngx_http_coc_slots_init(redis) == NGX_OK) ? redis : NULL;
    }

    ngx_http_coc_finder_init(redis);

    redis->server = ngx_http_coc_node_create(redis,
                                             ngx_http_coc_redis_peer(redis),
                                             NULL);

    return (redis->server == NULL) ? NULL : redis;
}


const coc_host_t *
ngx_http_coc_redis_peer(ngx_http_coc_redis_t *redis)
{
    return (redis->conf->address.type == COC_ADDRESS_SERVER)
           ? &redis->conf->address.host[0] : NULL;
}


/* Calls that wait here are told last: others may come to wait here. */

void
ngx_http_coc_redis_destroy(ngx_http_coc_redis_t *redis)
{
    ngx_queue_t  *q;

    redis->ended = 1;

    ngx_http_coc_redis_deaf(redis);

    while (!ngx_queue_empty(&redis->nodes)) {
        q = ngx_queue_head(&redis->nodes);
        ngx_http_coc_node_destroy(ngx_queue_data(q, ngx_http_coc_node_t,
                                                 queue));
    }

    ngx_http_coc_finder_exit(redis);
    ngx_http_coc_slots_exit(redis);
    ngx_http_coc_call_exit(redis);

    if (redis->sweep.posted) {
        ngx_delete_posted_event(&redis->sweep);
    }

    if (redis->wake.posted) {
        ngx_delete_posted_event(&redis->wake);
    }
}


ngx_http_coc_conn_t *
ngx_http_coc_conn_create(ngx_http_coc_redis_t *redis, ngx_http_coc_conn_e use,
    const coc_host_t *peer, ngx_http_coc_node_t *node)
{
    ngx_http_coc_conn_t  *conn;
    ngx_http_coc_link_e   kind;

    conn = ngx_calloc(sizeof(ngx_http_coc_conn_t), redis->log);
    if (conn == NULL) {
        return NULL;
    }

    conn->redis = redis;
    conn->use = use;
    conn->node = node;

    kind = (use == NGX_HTTP_COC_CONN_SENTINEL) ? NGX_HTTP_COC_LINK_SENTINEL
           : (redis->conf->address.type == COC_ADDRESS_CLUSTER)
             ? NGX_HTTP_COC_LINK_CLUSTER : NGX_HTTP_COC_LINK_SERVER;

    /* hooks may be called before it returns */

    conn->link = ngx_http_coc_link_create(redis->log, redis->conf, peer, kind,
                                          &ngx_http_coc_conn_hooks, conn);

    if (conn->link == NULL) {
        ngx_free(conn);
        return NULL;
    }

    return conn;
}


void
ngx_http_coc_conn_destroy(ngx_http_coc_conn_t *conn)
{
    ngx_http_coc_redis_t  *redis;

    redis = conn->redis;

    if (conn->finding) {
        ngx_queue_remove(&conn->queue);
    }

    if (redis->current == conn) {
        redis->current = NULL;
    }

    ngx_http_coc_link_destroy(conn->link);
    ngx_free(conn);
}


/* Where to go is known, but for Sentinel. */

static ngx_int_t
ngx_http_coc_conn_find(void *data, ngx_http_coc_link_t *link)
{
    ngx_http_coc_conn_t  *conn = data;

    if (conn->use == NGX_HTTP_COC_CONN_SENTINEL
        || conn->redis->conf->address.type != COC_ADDRESS_SENTINEL)
    {
        return NGX_OK;
    }

    return ngx_http_coc_finder_find(conn);
}


static void
ngx_http_coc_conn_ready(void *data, ngx_http_coc_link_t *link)
{
    ngx_http_coc_conn_t   *conn = data;
    ngx_http_coc_redis_t  *redis;

    redis = conn->redis;

    if (conn->use == NGX_HTTP_COC_CONN_SLOTS
        || conn->use == NGX_HTTP_COC_CONN_SENTINEL)
    {
        return;
    }

    /* what a server held may be gone, or this is another one */

    if (conn->served) {
        redis->changes++;
    }

    conn->served = 1;

    if (redis->conf->address.type == COC_ADDRESS_SENTINEL) {
        ngx_http_coc_finder_found(redis);
    }

    ngx_http_coc_redis_wake(redis);
}


static void
ngx_http_coc_conn_lost(void *data, ngx_http_coc_link_t *link)
{
    ngx_http_coc_conn_t  *conn = data;

    if (conn->redis->slots.table != NULL
        && (conn->use == NGX_HTTP_COC_CONN_CALLS
            || conn->use == NGX_HTTP_COC_CONN_LISTEN))
    {
        ngx_http_coc_slots_stale(conn->redis);
    }
}


void
ngx_http_coc_conn_peer(coc_host_t *peer, const coc_node_t *place)
{
    ngx_memzero(peer, sizeof(coc_host_t));

    peer->host.data = (const uint8_t *) place->host;
    peer->host.len = ngx_strlen(place->host);
    peer->port = place->port;
}


ngx_http_coc_node_t *
ngx_http_coc_node_create(ngx_http_coc_redis_t *redis, const coc_host_t *peer,
    const coc_node_t *place)
{
    ngx_uint_t            i;
    ngx_http_coc_node_t  *node;

    node = ngx_calloc(sizeof(ngx_http_coc_node_t), redis->log);
    if (node == NULL) {
        return NULL;
    }

    if (place != NULL) {
        node->place = *place;
    }

    node->redis = redis;
    ngx_queue_insert_tail(&redis->nodes, &node->queue);
    redis->nnodes++;

    for (i = 0; i < redis->conf->address.connections; i++) {
        node->conn[i] = ngx_http_coc_conn_create(redis,
                                                 NGX_HTTP_COC_CONN_CALLS, peer,
                                                 node);
        if (node->conn[i] == NULL) {
            ngx_http_coc_node_destroy(node);
            return NULL;
        }

        node->n++;
    }

    return node;
}


void
ngx_http_coc_node_destroy(ngx_http_coc_node_t *node)
{
    ngx_uint_t  i;

    ngx_queue_remove(&node->queue);
    node->redis->nnodes--;

    for (i = 0; i < node->n; i++) {
        ngx_http_coc_conn_destroy(node->conn[i]);
    }

    ngx_free(node);
}


ngx_int_t
ngx_http_coc_node_send(ngx_http_coc_node_t *node, coc_str_t command,
    ngx_msec_t timeout, ngx_uint_t flags, ngx_http_coc_call_pt handler,
    void *data, ngx_http_coc_pending_t **pending, ngx_http_coc_conn_t **pconn)
{
    ngx_int_t             rc;
    ngx_uint_t            i, busy, least;
    ngx_http_coc_conn_t  *conn;

    conn = node->conn[0];

    if (node->n > 1) {
        least = NGX_MAX_UINT32_VALUE;

        for (i = 0; i < node->n; i++) {
            if (ngx_http_coc_link_state(node->conn[i]->link)
                != NGX_HTTP_COC_LINK_READY)
            {
                continue;
            }

            busy = ngx_http_coc_link_load(node->conn[i]->link);

            if (busy < least) {
                least = busy;
                conn = node->conn[i];
            }
        }
    }

    *pconn = conn;
    rc = ngx_http_coc_link_send(conn->link, command, timeout, flags, handler,
                                data, pending);

    /* none is ready: perhaps another one holds calls while it connects */

    for (i = 1; rc == NGX_DECLINED && i < node->n; i++) {
        *pconn = node->conn[i];
        rc = ngx_http_coc_link_send(node->conn[i]->link, command, timeout,
                                    flags, handler, data, pending);
    }

    return rc;
}


void
ngx_http_coc_redis_wake(ngx_http_coc_redis_t *redis)
{
    if (!ngx_queue_empty(&redis->held)) {
        ngx_post_event(&redis->wake, &ngx_posted_events);
    }
}


ngx_uint_t
ngx_http_coc_redis_loud(time_t *logged)
{
    if (*logged != 0 && ngx_time() - *logged < NGX_HTTP_COC_REDIS_LOG) {
        return 0;
    }

    *logged = ngx_time();

    return 1;
}


static void
ngx_http_coc_redis_sweep(ngx_event_t *ev)
{
    ngx_http_coc_slots_sweep(ev->data);
}


void
ngx_http_coc_redis_unfit(ngx_http_coc_redis_t *redis, coc_reply_e meaning,
    const redisReply *reply)
{
    if (redis->current == NULL) {
        return;
    }

    switch (meaning) {

    case COC_REPLY_BAD:
    case COC_REPLY_DENIED:
        ngx_http_coc_link_unfit(redis->current->link, meaning, reply);
        break;

    default:
        /* seen to when it came */
        break;
    }
}
