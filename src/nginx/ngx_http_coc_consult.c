/*
 * A request's question to the store: the member's record.  What a record means
 * is decided in src/verdict, what it looks like in Redis in src/store.
 */

#include "ngx_http_coc_redis.h"


#define NGX_HTTP_COC_READ_MAX  1024     /* bytes of one command */


static ngx_int_t ngx_http_coc_consult_ask(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf, ngx_http_coc_redis_t *redis, ngx_uint_t i);
static void ngx_http_coc_consult_answer(void *data,
    ngx_http_coc_call_e status, const redisReply *reply);
static ngx_int_t ngx_http_coc_consult_again(ngx_http_coc_ask_t *ask);
static void ngx_http_coc_consult_done(ngx_http_coc_ctx_t *ctx);


ngx_int_t
ngx_http_coc_consult_standing(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ngx_uint_t                 i;
    ngx_http_coc_redis_t      *redis;
    ngx_http_coc_main_conf_t  *cocmcf;

    ctx->redis = NGX_HTTP_COC_REDIS_OFF;

    if (cocf->redis == NULL || ctx->member.len == 0) {
        return NGX_OK;
    }

    cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);
    redis = cocmcf->worker->redis[cocf->redis->index];

    ngx_memzero(&ctx->standing, sizeof(coc_standing_t));
    ngx_memzero(ctx->ask, sizeof(ctx->ask));
    ctx->redis = NGX_HTTP_COC_REDIS_MISS;
    ctx->waiting = 0;

    for (i = 0; i < cocf->secret->n; i++) {
        if (ngx_http_coc_consult_ask(ctx, cocf, redis, i) != NGX_OK) {
            ctx->redis = NGX_HTTP_COC_REDIS_ERROR;
            break;
        }
    }

    /* one half of a record is no answer */

    if (ctx->redis == NGX_HTTP_COC_REDIS_ERROR) {
        ngx_http_coc_consult_cancel(ctx);
    }

    return ctx->waiting ? NGX_AGAIN : NGX_OK;
}


static ngx_int_t
ngx_http_coc_consult_ask(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf, ngx_http_coc_redis_t *redis, ngx_uint_t i)
{
    ngx_int_t            rc;
    coc_buf_t            buf;
    ngx_http_coc_ask_t  *ask;

    ask = &ctx->ask[i];
    ask->ctx = ctx;

    if (!ask->again) {
        ask->deadline = ngx_current_msec + cocf->redis_timeout;
    }

    coc_buf_init(&buf, &ngx_http_coc_alloc, NGX_HTTP_COC_READ_MAX);

    if (coc_store_read(&buf, ngx_http_coc_str(cocf->redis_prefix),
                       &ctx->hash[i])
        != COC_OK)
    {
        coc_buf_free(&buf);
        return NGX_ERROR;
    }

    rc = ngx_http_coc_redis_call(redis, coc_buf_str(&buf),
                                 ask->deadline - ngx_current_msec, 0,
                                 ngx_http_coc_consult_answer, ask, &ask->call);
    coc_buf_free(&buf);

    if (rc == NGX_OK) {
        ctx->waiting++;
    }

    return rc;
}


static void
ngx_http_coc_consult_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    coc_reply_e                meaning;
    ngx_http_coc_ask_t        *ask = data;
    ngx_http_coc_ctx_t        *ctx;
    ngx_http_coc_redis_t      *redis;
    ngx_http_coc_main_conf_t  *cocmcf;

    ctx = ask->ctx;
    ask->call = NULL;
    ctx->waiting--;

    if (status == NGX_HTTP_COC_CALL_TIMEOUT) {
        ctx->redis = NGX_HTTP_COC_REDIS_TIMEOUT;
        ngx_http_coc_consult_done(ctx);
        return;
    }

    if (status == NGX_HTTP_COC_CALL_LOST) {

        if (ngx_http_coc_consult_again(ask) == NGX_OK) {
            return;
        }

        ctx->redis = NGX_HTTP_COC_REDIS_ERROR;
        ngx_http_coc_consult_done(ctx);
        return;
    }

    meaning = coc_store_read_reply(reply, &ask->standing);

    if (meaning == COC_REPLY_OK) {
        ask->found = ask->standing.points_at != 0
                     || ask->standing.step != COC_STEP_NONE;

        if (ask->found && ctx->redis == NGX_HTTP_COC_REDIS_MISS) {
            ctx->redis = NGX_HTTP_COC_REDIS_HIT;
        }

        ngx_http_coc_consult_done(ctx);
        return;
    }

    ngx_log_error(NGX_LOG_INFO, ctx->request->connection->log, 0,
                  "coc: redis refused to read a record: %s",
                  reply->type == REDIS_REPLY_ERROR ? reply->str
                                                   : "unexpected reply");

    ctx->redis = NGX_HTTP_COC_REDIS_ERROR;
    ngx_http_coc_consult_done(ctx);

    cocmcf = ngx_http_get_module_main_conf(ctx->request, ngx_http_coc_module);
    redis = cocmcf->worker->redis[ctx->cocf->redis->index];

    ngx_http_coc_redis_unfit(redis, meaning, reply);
}


/* A read does no harm when it is done twice; within the same deadline. */

static ngx_int_t
ngx_http_coc_consult_again(ngx_http_coc_ask_t *ask)
{
    ngx_http_coc_ctx_t        *ctx;
    ngx_http_coc_redis_t      *redis;
    ngx_http_coc_main_conf_t  *cocmcf;

    ctx = ask->ctx;

    if (ask->again || (ngx_msec_int_t) (ask->deadline - ngx_current_msec) <= 0)
    {
        return NGX_DECLINED;
    }

    ask->again = 1;

    cocmcf = ngx_http_get_module_main_conf(ctx->request, ngx_http_coc_module);
    redis = cocmcf->worker->redis[ctx->cocf->redis->index];

    return ngx_http_coc_consult_ask(ctx, ctx->cocf, redis,
                                    (ngx_uint_t) (ask - ctx->ask));
}


static void
ngx_http_coc_consult_done(ngx_http_coc_ctx_t *ctx)
{
    ngx_uint_t  i;

    if (ctx->redis == NGX_HTTP_COC_REDIS_TIMEOUT
        || ctx->redis == NGX_HTTP_COC_REDIS_ERROR)
    {
        /* the policy decides now, whatever the other answer would be */

        ngx_http_coc_consult_cancel(ctx);

    } else if (ctx->waiting == 0) {
        ctx->standing = ctx->ask[0].standing;
        ctx->standing_known = 1;

        for (i = 1; i < ctx->cocf->secret->n; i++) {
            coc_standing_merge(&ctx->standing, &ctx->ask[i].standing,
                               ctx->cocf->decay, ngx_http_coc_now());
        }
    }

    if (ctx->waiting == 0) {
        ngx_post_event(&ctx->resume, &ngx_posted_events);
    }
}


ngx_uint_t
ngx_http_coc_consult_closed(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    return (ctx->redis == NGX_HTTP_COC_REDIS_TIMEOUT
            || ctx->redis == NGX_HTTP_COC_REDIS_ERROR)
           && cocf->redis_fail == NGX_HTTP_COC_FAIL_CLOSED;
}


void
ngx_http_coc_consult_cancel(ngx_http_coc_ctx_t *ctx)
{
    ngx_uint_t  i;

    for (i = 0; i < NGX_HTTP_COC_SECRETS; i++) {
        if (ctx->ask[i].call != NULL) {
            ngx_http_coc_redis_cancel(ctx->ask[i].call);
            ctx->ask[i].call = NULL;
        }
    }

    ngx_http_coc_record_detach(ctx);

    ctx->waiting = 0;
}
