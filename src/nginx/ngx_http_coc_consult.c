/*
 * A request's question to the store: the standing table where it can tell,
 * else the member's record.  What a record means is decided in src/verdict,
 * what it looks like in Redis in src/store.
 */

#include "ngx_http_coc_redis.h"
#include "ngx_http_coc_standing.h"
#include "ngx_http_coc_state.h"


#define NGX_HTTP_COC_READ_MAX  1024     /* bytes of one command */


static ngx_uint_t ngx_http_coc_consult_table(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf, ngx_http_coc_main_conf_t *cocmcf,
    ngx_msec_t stale);
static void ngx_http_coc_consult_failed(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_redis_e why);
static ngx_int_t ngx_http_coc_consult_ask(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf, ngx_http_coc_redis_t *redis, ngx_uint_t i);
static void ngx_http_coc_consult_answer(void *data,
    ngx_http_coc_call_e status, const redisReply *reply);
static void ngx_http_coc_consult_done(ngx_http_coc_ctx_t *ctx);


ngx_int_t
ngx_http_coc_consult_standing(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ngx_uint_t                 i;
    ngx_http_coc_redis_t      *redis;
    ngx_http_coc_main_conf_t  *cocmcf;

    ctx->redis = NGX_HTTP_COC_REDIS_OFF;
    ctx->tabled = 0;

    if (cocf->redis == NULL || ctx->member.len == 0) {
        return NGX_OK;
    }

    cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);
    redis = cocmcf->worker->redis[cocf->redis->index];

    ngx_memzero(&ctx->standing, sizeof(coc_standing_t));
    ngx_memzero(ctx->ask, sizeof(ctx->ask));
    ctx->waiting = 0;

    /*
     * While two secrets are in use a record that is made under the new one may
     * have to begin with what the retired one's says: both are read.
     */

    if (cocf->cached && cocf->secret->n == 1) {

        if (ngx_http_coc_consult_table(ctx, cocf, cocmcf, 0)) {
            return NGX_OK;
        }

        ngx_http_coc_count(cocmcf, table_asked, 1);
    }

    ctx->redis = NGX_HTTP_COC_REDIS_MISS;

    for (i = 0; i < cocf->secret->n; i++) {
        if (ngx_http_coc_consult_ask(ctx, cocf, redis, i) != NGX_OK) {

            /* one half of a record is no answer */

            ngx_http_coc_consult_cancel(ctx);
            ngx_http_coc_consult_failed(ctx, NGX_HTTP_COC_REDIS_ERROR);
            break;
        }
    }

    return ctx->waiting ? NGX_AGAIN : NGX_OK;
}


/* 1: the table tells, ctx->standing is set; else 0. */

static ngx_uint_t
ngx_http_coc_consult_table(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf, ngx_http_coc_main_conf_t *cocmcf,
    ngx_msec_t stale)
{
    ngx_uint_t            i;
    coc_standing_t        standing;
    ngx_http_coc_redis_e  redis;

    redis = NGX_HTTP_COC_REDIS_MISS;
    ngx_memzero(&ctx->standing, sizeof(coc_standing_t));

    for (i = 0; i < cocf->secret->n; i++) {

        switch (ngx_http_coc_standing_find(cocf->source, &ctx->hash[i], stale,
                                           &standing))
        {

        case NGX_HTTP_COC_TABLE_ASK:
            ngx_memzero(&ctx->standing, sizeof(coc_standing_t));
            return 0;

        case NGX_HTTP_COC_TABLE_MISS:
            break;

        case NGX_HTTP_COC_TABLE_HIT:
            redis = NGX_HTTP_COC_REDIS_HIT;
            coc_standing_merge(&ctx->standing, &standing, cocf->decay,
                               ngx_http_coc_now());

            /* of points the table knows nothing */

            ctx->standing.points = 0;
            ctx->standing.points_at = 0;
            break;
        }
    }

    if (stale) {
        redis = NGX_HTTP_COC_REDIS_STALE;
        ngx_http_coc_count(cocmcf, table_stale, 1);

    } else if (redis == NGX_HTTP_COC_REDIS_HIT) {
        ngx_http_coc_count(cocmcf, table_hits, 1);

    } else {
        ngx_http_coc_count(cocmcf, table_misses, 1);
    }

    ctx->redis = redis;
    ctx->standing_known = 1;
    ctx->tabled = 1;

    return 1;
}


/* Redis did not tell: what was known lately holds, if it may; else policy. */

static void
ngx_http_coc_consult_failed(ngx_http_coc_ctx_t *ctx, ngx_http_coc_redis_e why)
{
    ngx_http_coc_loc_conf_t   *cocf;
    ngx_http_coc_main_conf_t  *cocmcf;

    ctx->redis = why;
    cocf = ctx->cocf;

    if (!cocf->cached || cocf->cache_stale == 0) {
        return;
    }

    cocmcf = ngx_http_get_module_main_conf(ctx->request, ngx_http_coc_module);

    (void) ngx_http_coc_consult_table(ctx, cocf, cocmcf, cocf->cache_stale);
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

    coc_buf_init(&buf, &ngx_http_coc_alloc, NGX_HTTP_COC_READ_MAX);

    if (coc_store_read(&buf, ngx_http_coc_str(cocf->redis_prefix),
                       &ctx->hash[i])
        != COC_OK)
    {
        coc_buf_free(&buf);
        return NGX_ERROR;
    }

    rc = ngx_http_coc_redis_call(redis, coc_buf_str(&buf),
                                 cocf->redis_timeout, 0,
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
    u_char                     said[NGX_HTTP_COC_SAID];
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
        ctx->redis = NGX_HTTP_COC_REDIS_ERROR;
        ngx_http_coc_consult_done(ctx);
        return;
    }

    meaning = coc_store_read_reply(reply, &ask->standing);

    if (meaning == COC_REPLY_OK) {
        ask->found = ask->standing.points_at != 0
                     || ask->standing.step != COC_STEP_NONE;

        if (ctx->cocf->cached) {
            ngx_http_coc_standing_put(ctx->cocf->source,
                                      &ctx->hash[ask - ctx->ask],
                                      &ask->standing);
        }

        if (ask->found && ctx->redis == NGX_HTTP_COC_REDIS_MISS) {
            ctx->redis = NGX_HTTP_COC_REDIS_HIT;
        }

        ngx_http_coc_consult_done(ctx);
        return;
    }

    ngx_log_error(NGX_LOG_INFO, ctx->request->connection->log, 0,
                  "coc: redis refused to read a record: %s",
                  ngx_http_coc_refusal(reply, said));

    ctx->redis = NGX_HTTP_COC_REDIS_ERROR;
    ngx_http_coc_consult_done(ctx);

    cocmcf = ngx_http_get_module_main_conf(ctx->request, ngx_http_coc_module);
    redis = cocmcf->worker->redis[ctx->cocf->redis->index];

    ngx_http_coc_redis_unfit(redis, meaning, reply);
}


static void
ngx_http_coc_consult_done(ngx_http_coc_ctx_t *ctx)
{
    ngx_uint_t  i;

    if (ctx->redis == NGX_HTTP_COC_REDIS_TIMEOUT
        || ctx->redis == NGX_HTTP_COC_REDIS_ERROR)
    {
        /* whatever the other answer would be */

        ngx_http_coc_consult_cancel(ctx);
        ngx_http_coc_consult_failed(ctx, ctx->redis);

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

    ngx_http_coc_state_cancel(ctx);
    ngx_http_coc_record_detach(ctx);

    ctx->waiting = 0;
}
