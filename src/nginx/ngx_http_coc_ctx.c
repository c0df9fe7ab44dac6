/*
 * The request's context: made once for a client's request, found again after
 * redirects, released with the request's pool.
 */

#include "ngx_http_coc_state.h"


static void ngx_http_coc_ctx_cleanup(void *data);


ngx_http_coc_ctx_t *
ngx_http_coc_get_ctx(ngx_http_request_t *r)
{
    ngx_pool_cleanup_t  *cln;
    ngx_http_coc_ctx_t  *ctx;

    r = r->main;
    ctx = ngx_http_get_module_ctx(r, ngx_http_coc_module);

    if (ctx == NULL && (r->internal || r->filter_finalize)) {

        /* an internal redirect clears all contexts, the pool stays */

        for (cln = r->pool->cleanup; cln; cln = cln->next) {
            if (cln->handler == ngx_http_coc_ctx_cleanup) {
                ctx = cln->data;
                ngx_http_set_ctx(r, ctx, ngx_http_coc_module);
                break;
            }
        }
    }

    return ctx;
}


ngx_http_coc_ctx_t *
ngx_http_coc_create_ctx(ngx_http_request_t *r)
{
    ngx_pool_cleanup_t  *cln;
    ngx_http_coc_ctx_t  *ctx;

    cln = ngx_pool_cleanup_add(r->pool, sizeof(ngx_http_coc_ctx_t));
    if (cln == NULL) {
        return NULL;
    }

    ctx = cln->data;
    ngx_memzero(ctx, sizeof(ngx_http_coc_ctx_t));
    cln->handler = ngx_http_coc_ctx_cleanup;

    ctx->request = r;
    ctx->resume.handler = ngx_http_coc_gate_resume;
    ctx->resume.data = ctx;
    ctx->resume.log = r->connection->log;

    ngx_http_set_ctx(r, ctx, ngx_http_coc_module);

    return ctx;
}


void
ngx_http_coc_ctx_quiet(ngx_http_coc_ctx_t *ctx)
{
    ngx_http_coc_consult_cancel(ctx);

    if (ctx->resume.posted) {
        ngx_delete_posted_event(&ctx->resume);
    }

    if (ctx->resume.timer_set) {
        ngx_del_timer(&ctx->resume);
    }
}


ngx_str_t *
ngx_http_coc_case(ngx_http_coc_ctx_t *ctx)
{
    ngx_str_t                   name;
    ngx_uint_t                  key;
    ngx_http_variable_value_t  *vv;

    if (ctx->case_id.len == 0) {
        ngx_str_set(&name, "request_id");
        key = ngx_hash_key(name.data, name.len);

        vv = ngx_http_get_variable(ctx->request, &name, key);

        if (vv != NULL && !vv->not_found) {
            ctx->case_id.data = vv->data;
            ctx->case_id.len = vv->len;
        }
    }

    return &ctx->case_id;
}


static void
ngx_http_coc_ctx_cleanup(void *data)
{
    ngx_http_coc_ctx_t  *ctx = data;

    ngx_http_coc_ctx_quiet(ctx);
    ngx_http_coc_state_destroy(ctx);

    coc_scan_destroy(ctx->scan);
    ctx->scan = NULL;

    coc_redact_destroy(ctx->redact);
    ctx->redact = NULL;
}
