/*
 * A worker's Redis: calls, and which connection each goes by.
 */

#include "ngx_http_coc_redis.h"


struct ngx_http_coc_redis_s {
    ngx_http_coc_redis_conf_t   *conf;
    ngx_log_t                   *log;
    ngx_http_coc_link_t         *link;
};


struct ngx_http_coc_call_s {
    ngx_http_coc_redis_t        *redis;
    ngx_http_coc_pending_t      *pending;
    ngx_http_coc_call_pt         handler;
    void                        *data;
};


static void ngx_http_coc_redis_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);


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
    redis->link = ngx_http_coc_link_create(cycle->log, conf,
                                           &conf->address.host[0],
                                           NGX_HTTP_COC_LINK_SERVER, NULL,
                                           NULL);

    return (redis->link == NULL) ? NULL : redis;
}


void
ngx_http_coc_redis_destroy(ngx_http_coc_redis_t *redis)
{
    ngx_http_coc_link_destroy(redis->link);
}


ngx_int_t
ngx_http_coc_redis_call(ngx_http_coc_redis_t *redis, coc_str_t command,
    ngx_msec_t timeout, ngx_uint_t flags, ngx_http_coc_call_pt handler,
    void *data, ngx_http_coc_call_t **pcall)
{
    ngx_int_t             rc;
    ngx_http_coc_call_t  *call;

    call = ngx_calloc(sizeof(ngx_http_coc_call_t), redis->log);
    if (call == NULL) {
        return NGX_ERROR;
    }

    call->redis = redis;
    call->handler = handler;
    call->data = data;

    rc = ngx_http_coc_link_send(redis->link, command, timeout, 0,
                                ngx_http_coc_redis_answer, call,
                                &call->pending);
    if (rc != NGX_OK) {
        ngx_free(call);
        return rc;
    }

    if (pcall != NULL) {
        *pcall = call;
    }

    return NGX_OK;
}


static void
ngx_http_coc_redis_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    ngx_http_coc_call_t  *call = data;

    call->handler(call->data, status, reply);

    ngx_free(call);
}


void
ngx_http_coc_redis_cancel(ngx_http_coc_call_t *call)
{
    ngx_http_coc_link_forget(call->pending);
    ngx_free(call);
}


void
ngx_http_coc_redis_unfit(ngx_http_coc_redis_t *redis, coc_reply_e meaning,
    const redisReply *reply)
{
    ngx_http_coc_link_unfit(redis->link, meaning, reply);
}
