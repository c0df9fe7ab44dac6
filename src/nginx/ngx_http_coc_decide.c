/*
 * The body is whole: ends the scan and makes the verdict of its result, the
 * nudge's token and the member's standing.
 */

#include "ngx_http_coc_decide.h"
#include "ngx_http_coc_redact.h"
#include "ngx_http_coc_state.h"


static ngx_int_t ngx_http_coc_decide_content(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf);
static ngx_int_t ngx_http_coc_decide_broken(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf);
static ngx_int_t ngx_http_coc_decide_nudge(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);
static ngx_int_t ngx_http_coc_decide_names(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx);
static ngx_int_t ngx_http_coc_decide_redact(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);


uint64_t
ngx_http_coc_now(void)
{
    ngx_time_t  *tp;

    tp = ngx_timeofday();

    return (uint64_t) tp->sec * 1000 + tp->msec;
}


ngx_int_t
ngx_http_coc_decide_begin(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    if (ngx_http_coc_body_finish(r, ctx, cocf) != NGX_OK
        || ctx->rc == COC_ERROR
        || (cocf->thread != NULL
            && ngx_http_complex_value(r, cocf->thread, &ctx->thread) != NGX_OK)
        || (cocf->recipient != NULL
            && ngx_http_complex_value(r, cocf->recipient, &ctx->recipient)
               != NGX_OK))
    {
        ngx_http_coc_decide_failed(r, ctx);
        return NGX_ERROR;
    }

    return NGX_OK;
}


void
ngx_http_coc_decide(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    coc_posting_t  posting;

    if (ngx_http_coc_decide_content(ctx, cocf) != NGX_OK) {
        ngx_http_coc_decide_failed(r, ctx);
        return;
    }

    if (ctx->rc != COC_OK
        && ngx_http_coc_decide_broken(ctx, cocf) != NGX_OK)
    {
        return;
    }

    if (ngx_http_coc_decide_nudge(r, ctx, cocf) != NGX_OK) {
        ngx_http_coc_decide_failed(r, ctx);
        return;
    }

    ngx_http_coc_decide_posting(ctx, &posting);

    coc_verdict_standing(&ctx->verdict,
                         ctx->standing_known ? &ctx->standing : NULL,
                         &posting, ngx_http_coc_now());

    /* silent on signals, or in monitor: else the gate has refused it before */

    if (ngx_http_coc_consult_closed(ctx, cocf)
        && ctx->verdict.action < COC_ACTION_BLOCK)
    {
        ctx->verdict.action = COC_ACTION_BLOCK;
        ctx->verdict.reason = COC_REASON_STORE;
    }

    if (ngx_http_coc_decide_redact(r, ctx, cocf) != NGX_OK
        || ngx_http_coc_decide_names(r, ctx) != NGX_OK)
    {
        ngx_http_coc_decide_failed(r, ctx);
        return;
    }

    switch (ctx->verdict.action) {

    case COC_ACTION_NUDGE:
        ctx->status = cocf->nudge_code;
        break;

    case COC_ACTION_BLOCK:
    case COC_ACTION_ESCALATE:
        ctx->status = (ctx->verdict.reason == COC_REASON_STORE)
                      ? NGX_HTTP_SERVICE_UNAVAILABLE : cocf->block_code;
        break;

    default:
        ctx->status = 0;
        break;
    }
}


void
ngx_http_coc_decide_posting(ngx_http_coc_ctx_t *ctx, coc_posting_t *posting)
{
    ngx_memzero(posting, sizeof(coc_posting_t));

    posting->kind = ngx_http_coc_str(ctx->kind);

    if (ctx->scan != NULL) {
        posting->links = coc_scan_links(ctx->scan);
        posting->files = coc_scan_count(ctx->scan)->files;
    }
}


/* The verdict on what was found, for an author of this role. */

static ngx_int_t
ngx_http_coc_decide_content(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    int  rc;

    ngx_memzero(&ctx->verdict, sizeof(coc_verdict_t));

    if (ctx->scan == NULL) {
        return NGX_OK;
    }

    rc = coc_scan_signal(ctx->scan, ctx->signals, &ctx->error);

    if (rc == COC_ERROR) {
        return NGX_ERROR;
    }

    if (ctx->rc == COC_OK) {
        ctx->rc = rc;
    }

    coc_verdict_content(&ctx->verdict, coc_scan_hits(ctx->scan),
                        (int) cocf->nudges,
                        ngx_http_coc_role_sections(ctx, cocf));

    return NGX_OK;
}


/*
 * Malformed, over a limit, or in a charset or coding that is not read here.
 * By policy it goes on; what was found before it went wrong still counts, and
 * stays the reason where it asks for more than the policy does.
 *
 * NGX_OK: by policy the verdict goes on; NGX_DECLINED: it is refused.
 */

static ngx_int_t
ngx_http_coc_decide_broken(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ngx_uint_t    policy;
    coc_action_e  least;
    coc_reason_e  reason;

    if (ctx->rc == COC_LIMIT) {
        policy = cocf->overflow;
        reason = COC_REASON_LIMIT;
        ctx->status = NGX_HTTP_REQUEST_ENTITY_TOO_LARGE;

    } else {
        policy = cocf->malformed;
        reason = COC_REASON_MALFORMED;

        /* past a limit as well: the stricter of both, which comes first */

        if (ctx->scan != NULL && coc_scan_count(ctx->scan)->unread != 0) {
            policy = coc_min(policy, cocf->overflow);
        }

        ctx->status = (ctx->rc == COC_UNSUPPORTED)
                      ? NGX_HTTP_UNSUPPORTED_MEDIA_TYPE
                      : NGX_HTTP_BAD_REQUEST;
    }

    if (policy == NGX_HTTP_COC_POLICY_BLOCK) {

        /* nobody gets points for a body that was not read to its end */

        ngx_memzero(&ctx->verdict, sizeof(coc_verdict_t));
        ctx->verdict.action = COC_ACTION_BLOCK;
        ctx->verdict.reason = reason;
        return NGX_DECLINED;
    }

    least = (policy == NGX_HTTP_COC_POLICY_FLAG) ? COC_ACTION_FLAG
                                                 : COC_ACTION_PASS;

    if (ctx->verdict.action <= least) {
        ctx->verdict.action = least;
        ctx->verdict.reason = reason;
    }

    return NGX_OK;
}


/* What goes on goes on masked, where rules ask for it, or is refused. */

static ngx_int_t
ngx_http_coc_decide_redact(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ngx_int_t  rc;

    if (!ctx->verdict.redact || ctx->monitored
        || ctx->verdict.action >= COC_ACTION_BLOCK
        || ctx->verdict.action == COC_ACTION_NUDGE)
    {
        return NGX_OK;
    }

    rc = ngx_http_coc_redact(r, ctx, cocf);

    if (rc == NGX_DECLINED) {
        ctx->verdict.action = COC_ACTION_BLOCK;
        ctx->verdict.reason = COC_REASON_REDACT;
        return NGX_OK;
    }

    return rc;
}


/* A nudge is asked for, unless this very content was confirmed already. */

static ngx_int_t
ngx_http_coc_decide_nudge(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    int           rc;
    u_char       *token;
    coc_str_t     given;
    ngx_uint_t    i;
    coc_nudge_t   nudge;

    if (ctx->verdict.action != COC_ACTION_NUDGE) {
        return NGX_OK;
    }

    nudge.member = ngx_http_coc_str(ctx->member);
    nudge.kind = ngx_http_coc_str(ctx->kind);
    nudge.thread = ngx_http_coc_str(ctx->thread);
    nudge.recipient = ngx_http_coc_str(ctx->recipient);
    nudge.content = coc_scan_content(ctx->scan);
    nudge.rules = coc_verdict_asking(&ctx->verdict, coc_scan_hits(ctx->scan));

    given = ngx_http_coc_str(ctx->confirm);

    for (i = 0; i < 2; i++) {

        if (i == 1) {
            given = coc_scan_confirm(ctx->scan);
        }

        if (given.len == 0) {
            continue;
        }

        rc = coc_nudge_verify(&cocf->secret->keys[0], &nudge,
                              ngx_http_coc_now(), given);

        if (rc == COC_OK) {
            coc_verdict_confirm(&ctx->verdict);
            return NGX_OK;
        }

        if (rc == COC_ERROR) {
            return NGX_ERROR;
        }
    }

    token = ngx_pnalloc(r->pool, COC_NUDGE_TOKEN);
    if (token == NULL) {
        return NGX_ERROR;
    }

    if (coc_nudge_sign(&cocf->secret->keys[0], &nudge,
                       ngx_http_coc_now() + cocf->nudge_valid, (char *) token)
        != COC_OK)
    {
        return NGX_ERROR;
    }

    ctx->token.data = token;
    ctx->token.len = ngx_strlen(token);

    return NGX_OK;
}


/*
 * $coc_sections, $coc_rules, $coc_aside, $coc_shadow, for logs, headers and
 * the reply; and the sections that the author is exempt from, for the log.
 */

static ngx_int_t
ngx_http_coc_decide_names(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx)
{
    int                rc;
    coc_buf_t          buf;
    ngx_str_t         *name;
    ngx_uint_t         i;
    const coc_hits_t  *hits;

    if (ctx->scan == NULL || coc_scan_hits(ctx->scan)->n == 0) {
        return NGX_OK;
    }

    hits = coc_scan_hits(ctx->scan);

    for (i = 0; i < 5; i++) {
        coc_buf_init(&buf, &ngx_http_coc_alloc, NGX_HTTP_COC_NAMES_MAX);

        switch (i) {

        case 0:
            name = &ctx->sections;
            rc = coc_verdict_sections(&ctx->verdict, &buf);
            break;

        case 1:
            name = &ctx->rules;
            rc = coc_verdict_rules(hits, &buf);
            break;

        case 2:
            name = &ctx->aside;
            rc = coc_verdict_aside(hits, &buf);
            break;

        case 3:
            name = &ctx->shadow;
            rc = coc_verdict_shadow(hits, &buf);
            break;

        default:
            name = &ctx->exempted;
            rc = coc_sections_names(ctx->verdict.exempt, &buf);
            break;
        }

        /* a list past its maximum is cut: it is for the reader */

        if (rc != COC_OK && rc != COC_LIMIT) {
            coc_buf_free(&buf);
            return NGX_ERROR;
        }

        name->len = buf.len;
        name->data = ngx_pnalloc(r->pool, buf.len + 1);

        if (name->data == NULL) {
            coc_buf_free(&buf);
            return NGX_ERROR;
        }

        if (buf.len) {
            ngx_memcpy(name->data, buf.data, buf.len);
        }

        coc_buf_free(&buf);
    }

    return NGX_OK;
}


/* Ours: 500, and never forwarded uninspected, monitor aside. */

void
ngx_http_coc_decide_failed(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx)
{
    ngx_log_error(NGX_LOG_ERR, r->connection->log, 0,
                  "coc: screening failed: %s",
                  ctx->error.code ? ctx->error.text : "no memory");

    ngx_memzero(&ctx->verdict, sizeof(coc_verdict_t));
    ctx->verdict.action = COC_ACTION_BLOCK;
    ctx->verdict.reason = COC_REASON_ERROR;
    ctx->status = NGX_HTTP_INTERNAL_SERVER_ERROR;
}
