/*
 * The line that a verdict leaves in the error log, and the counters.  Never
 * the content: what a member wrote is not in our logs.
 */

#include "ngx_http_coc.h"


static ngx_uint_t ngx_http_coc_log_level(ngx_http_coc_ctx_t *ctx);


void
ngx_http_coc_log_verdict(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx)
{
    const char                *member;
    const coc_decode_count_t  *count;
    ngx_http_coc_main_conf_t  *cocmcf;

    cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);

    ngx_http_coc_count(cocmcf, screened, 1);
    ngx_http_coc_count(cocmcf, verdict[ctx->verdict.action], 1);

    /* whatever the policy made of it */

    switch (ctx->rc) {

    case COC_INVALID:
    case COC_UNSUPPORTED:
        ngx_http_coc_count(cocmcf, malformed, 1);
        break;

    case COC_LIMIT:
        ngx_http_coc_count(cocmcf, limit, 1);
        break;

    default:
        break;
    }

    if (ctx->verdict.reason == COC_REASON_ERROR) {
        ngx_http_coc_count(cocmcf, failed, 1);
    }

    if (ctx->redis == NGX_HTTP_COC_REDIS_TIMEOUT
        || ctx->redis == NGX_HTTP_COC_REDIS_ERROR)
    {
        ngx_http_coc_count(cocmcf, redis_away, 1);
    }

    if (ctx->scan != NULL) {
        count = coc_scan_count(ctx->scan);
        ngx_http_coc_count(cocmcf, files, count->files);
        ngx_http_coc_count(cocmcf, ignored, coc_scan_ignored(ctx->scan));
    }

    /* told though nothing comes of it: exempt authors, rules on trial */

    if (ctx->verdict.action == COC_ACTION_PASS
        && ctx->verdict.reason == COC_REASON_NONE
        && ctx->exempted.len == 0 && ctx->shadow.len == 0)
    {
        return;
    }

    member = ctx->member.len ? ctx->hash[0].hash : "-";

    ngx_log_error(ngx_http_coc_log_level(ctx), r->connection->log, 0,
                  "coc: verdict=%s%s reason=%s sections=%V rules=%V score=%ui "
                  "kind=\"%V\" role=\"%V\" member=%s case=%V%s%V%s%V%s%V%s%s",
                  coc_action_name(ctx->verdict.action),
                  ctx->monitored ? "-monitored" : "",
                  coc_reason_name(ctx->verdict.reason),
                  &ctx->sections, &ctx->rules,
                  (ngx_uint_t) ctx->verdict.score, &ctx->kind, &ctx->role,
                  *member ? member : "-", ngx_http_coc_case(ctx),
                  ctx->aside.len ? " aside=" : "", &ctx->aside,
                  ctx->shadow.len ? " shadow=" : "", &ctx->shadow,
                  ctx->exempted.len ? " exempt=" : "", &ctx->exempted,
                  ctx->error.code ? ": " : "",
                  ctx->error.code ? ctx->error.text : "");
}


/*
 * What a client alone can bring about, malformed bodies and limits, stays at
 * info: nobody shall fill our logs from outside.
 */

static ngx_uint_t
ngx_http_coc_log_level(ngx_http_coc_ctx_t *ctx)
{
    switch (ctx->verdict.reason) {

    case COC_REASON_ERROR:
        return NGX_LOG_ERR;

    case COC_REASON_MALFORMED:
    case COC_REASON_LIMIT:
    case COC_REASON_STANDING:
    case COC_REASON_STORE:
        return NGX_LOG_INFO;

    default:
        break;
    }

    switch (ctx->verdict.action) {

    case COC_ACTION_ESCALATE:
        return NGX_LOG_CRIT;

    case COC_ACTION_BLOCK:
    case COC_ACTION_HOLD:
        return NGX_LOG_WARN;

    default:
        return NGX_LOG_NOTICE;
    }
}
