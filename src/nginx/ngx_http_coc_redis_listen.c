/*
 * Connections that listen: a command that blocks must stand in front of no
 * other.  A lane has one of its own, to where the command's key lies now.
 */

#include "ngx_http_coc_redis_node.h"


static ngx_int_t ngx_http_coc_ear_place(ngx_http_coc_ear_t *ear,
    coc_str_t command);
static void ngx_http_coc_ear_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);
static void ngx_http_coc_ear_refused(ngx_http_coc_ear_t *ear,
    const redisReply *reply);
static void ngx_http_coc_ear_close(ngx_http_coc_ear_t *ear);


void
ngx_http_coc_ear_init(ngx_http_coc_redis_t *redis)
{
    ngx_uint_t  i;

    for (i = 0; i < NGX_HTTP_COC_LANES; i++) {
        redis->ear[i].redis = redis;
    }
}


ngx_int_t
ngx_http_coc_redis_listen(ngx_http_coc_redis_t *redis, ngx_uint_t lane,
    coc_str_t command, ngx_msec_t timeout, ngx_http_coc_call_pt handler,
    void *data)
{
    ngx_int_t            rc;
    ngx_http_coc_ear_t  *ear;

    ear = &redis->ear[lane];

    if (ear->pending != NULL) {
        return NGX_BUSY;
    }

    if (redis->ended) {
        return NGX_DECLINED;
    }

    rc = ngx_http_coc_ear_place(ear, command);

    if (rc != NGX_OK) {
        return rc;
    }

    rc = ngx_http_coc_link_send(ear->conn->link, command, timeout,
                                NGX_HTTP_COC_LINK_QUIET,
                                ngx_http_coc_ear_answer, ear, &ear->pending);

    if (rc == NGX_OK) {
        ear->handler = handler;
        ear->data = data;

    } else if (redis->server == NULL) {
        ngx_http_coc_slots_stale(redis);
    }

    return rc;
}


/* Sees to it that the connection leads to where the command belongs. */

static ngx_int_t
ngx_http_coc_ear_place(ngx_http_coc_ear_t *ear, coc_str_t command)
{
    coc_host_t             host;
    const coc_host_t      *peer;
    const coc_node_t      *place;
    ngx_http_coc_redis_t  *redis;

    redis = ear->redis;
    peer = ngx_http_coc_redis_peer(redis);

    if (redis->server == NULL) {
        place = ngx_http_coc_slots_place(redis, command);

        if (place == NULL) {
            ngx_http_coc_slots_stale(redis);
            return NGX_DECLINED;
        }

        if (ear->conn != NULL
            && (ear->place.port != place->port
                || ngx_strcmp(ear->place.host, place->host) != 0))
        {
            ngx_http_coc_ear_close(ear);
        }

        ear->place = *place;
        ngx_http_coc_conn_peer(&host, &ear->place);
        peer = &host;
    }

    if (ear->conn == NULL) {
        ear->conn = ngx_http_coc_conn_create(redis, NGX_HTTP_COC_CONN_LISTEN,
                                             peer, NULL);
    }

    return (ear->conn == NULL) ? NGX_ERROR : NGX_OK;
}


static void
ngx_http_coc_ear_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    ngx_http_coc_ear_t    *ear = data;
    ngx_http_coc_conn_t   *before;
    ngx_http_coc_redis_t  *redis;

    redis = ear->redis;
    ear->pending = NULL;

    if (status == NGX_HTTP_COC_CALL_REPLY
        && reply->type == REDIS_REPLY_ERROR)
    {
        switch (coc_reply_class(reply)) {

        case COC_REPLY_AWAY:
        case COC_REPLY_READONLY:
        case COC_REPLY_AUTH:
        case COC_REPLY_MOVED:
            ngx_http_coc_ear_refused(ear, reply);
            status = NGX_HTTP_COC_CALL_LOST;
            break;

        default:
            break;
        }
    }

    before = redis->current;
    redis->current = ear->conn;

    if (status == NGX_HTTP_COC_CALL_LOST) {
        redis->current = NULL;
        reply = NULL;
    }

    ear->handler(ear->data, status, reply);

    redis->current = before;
}


/*
 * It is said elsewhere, or not now.  A node of a cluster that says so is well;
 * any other has to begin anew.
 */

static void
ngx_http_coc_ear_refused(ngx_http_coc_ear_t *ear, const redisReply *reply)
{
    coc_hop_t              hop;
    ngx_http_coc_redis_t  *redis;

    redis = ear->redis;

    if (redis->server == NULL) {
        ngx_memzero(&hop, sizeof(coc_hop_t));
        ngx_http_coc_slots_stale(redis);

        if (coc_cluster_hop(redis->slots.table, &hop, reply, &ear->place)
            != COC_HOP_DONE)
        {
            return;
        }
    }

    ngx_http_coc_link_unfit(ear->conn->link, coc_reply_class(reply), reply);
}


/* A handler may listen again at once, by another connection. */

static void
ngx_http_coc_ear_close(ngx_http_coc_ear_t *ear)
{
    ngx_http_coc_conn_t  *conn;

    conn = ear->conn;
    ear->conn = NULL;

    if (conn != NULL) {
        ngx_http_coc_conn_destroy(conn);
    }
}


void
ngx_http_coc_redis_deaf(ngx_http_coc_redis_t *redis)
{
    ngx_uint_t           i;
    ngx_http_coc_ear_t  *ear;

    for (i = 0; i < NGX_HTTP_COC_LANES; i++) {
        ear = &redis->ear[i];

        if (ear->pending != NULL) {
            ngx_http_coc_link_forget(ear->pending);
            ear->pending = NULL;
        }

        ngx_http_coc_ear_close(ear);
    }
}


void
ngx_http_coc_ear_lose(ngx_http_coc_redis_t *redis)
{
    ngx_uint_t  i;

    for (i = 0; i < NGX_HTTP_COC_LANES; i++) {
        ngx_http_coc_ear_close(&redis->ear[i]);
    }
}


ngx_uint_t
ngx_http_coc_redis_spread(ngx_http_coc_redis_t *redis)
{
    return redis->server == NULL;
}


ngx_uint_t
ngx_http_coc_redis_changes(ngx_http_coc_redis_t *redis)
{
    return redis->changes;
}
