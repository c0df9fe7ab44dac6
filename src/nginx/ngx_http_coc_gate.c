/*
 * The gate: a PRECONTENT handler that takes a request through the walk.
 *
 *     START ─ STANDING ─ BODY ─ READING ─ FINISH ─ ASK ─ RECORD ─ ACT ─ DONE
 *
 * PRECONTENT comes after access, so that satisfy, auth_request and
 * $remote_user work, and before content: nothing is forwarded that has not
 * been through here.  A state that waits returns NGX_AGAIN or NGX_DONE and is
 * entered again by ngx_http_coc_gate_resume() or the body handler.
 */

#include "ngx_http_coc_decide.h"
#include "ngx_http_coc_place.h"
#include "ngx_http_coc_state.h"


static ngx_int_t ngx_http_coc_gate_off(ngx_http_request_t *r);
static ngx_int_t ngx_http_coc_gate_cut(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);
static ngx_int_t ngx_http_coc_gate_failed(ngx_http_request_t *r);
static ngx_int_t ngx_http_coc_gate_start(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);
static ngx_uint_t ngx_http_coc_gate_carries(ngx_http_request_t *r,
    ngx_http_coc_loc_conf_t *cocf);
static ngx_int_t ngx_http_coc_gate_exempt(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);
static ngx_int_t ngx_http_coc_gate_who(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);
static ngx_int_t ngx_http_coc_gate_value(ngx_http_request_t *r,
    ngx_http_complex_value_t *cv, ngx_str_t *value);
static void ngx_http_coc_gate_standing(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);
static ngx_int_t ngx_http_coc_gate_read(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx);
static void ngx_http_coc_gate_body(ngx_http_request_t *r);
static void ngx_http_coc_gate_finish(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);
static void ngx_http_coc_gate_decide(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);
static ngx_int_t ngx_http_coc_gate_wait(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx);
static ngx_int_t ngx_http_coc_gate_act(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx);


ngx_int_t
ngx_http_coc_gate_handler(ngx_http_request_t *r)
{
    ngx_int_t                 rc;
    ngx_http_coc_ctx_t       *ctx;
    ngx_http_coc_loc_conf_t  *cocf;

    cocf = ngx_http_get_module_loc_conf(r, ngx_http_coc_module);

    if (r != r->main) {
        return NGX_DECLINED;
    }

    if (cocf->mode == NGX_HTTP_COC_OFF) {
        return ngx_http_coc_gate_off(r);
    }

    ctx = ngx_http_coc_get_ctx(r);

    if (ctx == NULL) {
        ctx = ngx_http_coc_create_ctx(r);

        if (ctx == NULL) {
            return (cocf->mode == NGX_HTTP_COC_MONITOR)
                   ? NGX_DECLINED : ngx_http_coc_gate_failed(r);
        }
    }

    /*
     * Once begun, the walk goes by the configuration it began with: a client
     * that leaves takes the request to the location of a post_action.
     */

    for ( ;; ) {

        switch (ctx->state) {

        case NGX_HTTP_COC_START:
            rc = ngx_http_coc_gate_start(r, ctx, cocf);

            if (rc == NGX_OK || rc == NGX_AGAIN) {
                break;
            }

            return rc;

        case NGX_HTTP_COC_STANDING:
            if (ctx->waiting) {
                return ngx_http_coc_gate_wait(r, ctx);
            }

            ngx_http_coc_gate_standing(r, ctx, ctx->cocf);
            break;

        case NGX_HTTP_COC_BODY:
            return ngx_http_coc_gate_read(r, ctx);

        case NGX_HTTP_COC_READING:
        case NGX_HTTP_COC_CUT:
            return ngx_http_coc_gate_cut(r, ctx, cocf);

        case NGX_HTTP_COC_FINISH:
            ngx_http_coc_gate_finish(r, ctx, ctx->cocf);
            break;

        case NGX_HTTP_COC_ASK:
            if (ctx->waiting) {
                return ngx_http_coc_gate_wait(r, ctx);
            }

            if (ngx_http_coc_state_more(ctx) != NGX_AGAIN) {
                ngx_http_coc_gate_decide(r, ctx, ctx->cocf);
            }

            break;

        case NGX_HTTP_COC_RECORD:
            if (ctx->waiting) {
                return ngx_http_coc_gate_wait(r, ctx);
            }

            ctx->state = NGX_HTTP_COC_ACT;
            break;

        case NGX_HTTP_COC_ACT:
            return ngx_http_coc_gate_act(r, ctx);

        case NGX_HTTP_COC_DONE:

            /*
             * One verdict a request, whatever redirects do; but what was only
             * watched elsewhere is judged here.
             */

            if (!ctx->monitored || cocf->mode != NGX_HTTP_COC_ON) {
                return NGX_DECLINED;
            }

            ctx->state = NGX_HTTP_COC_START;
            break;
        }
    }
}


/*
 * Where an error page or a post_action leads to, coc may be off.  What was not
 * judged before, or was refused, goes nowhere for all that; and the answer
 * that the walk waited for must not wake the request in the midst of others'
 * work.
 */

static ngx_int_t
ngx_http_coc_gate_off(ngx_http_request_t *r)
{
    ngx_http_coc_ctx_t  *ctx;

    ctx = ngx_http_coc_get_ctx(r);

    if (ctx == NULL || ctx->state == NGX_HTTP_COC_START
        || ctx->state == NGX_HTTP_COC_DONE)
    {
        return NGX_DECLINED;
    }

    ngx_http_coc_ctx_quiet(ctx);

    if (ctx->monitored) {
        return NGX_DECLINED;
    }

    return (ngx_http_coc_body_drop(r) == NGX_OK) ? NGX_DECLINED : NGX_ERROR;
}


/*
 * Reading failed, and an error page led here.  What came of the body was not
 * judged as a whole: it goes nowhere.
 */

static ngx_int_t
ngx_http_coc_gate_cut(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ctx->state = NGX_HTTP_COC_CUT;

    if (ctx->monitored && cocf->mode != NGX_HTTP_COC_ON) {
        return NGX_DECLINED;
    }

    return (ngx_http_coc_body_drop(r) == NGX_OK) ? NGX_DECLINED : NGX_ERROR;
}


/*
 * Ours: 500, and the body goes not even to the error page.  NGX_ERROR closes
 * the connection, without one.
 */

static ngx_int_t
ngx_http_coc_gate_failed(ngx_http_request_t *r)
{
    return (ngx_http_coc_body_drop(r) == NGX_OK)
           ? NGX_HTTP_INTERNAL_SERVER_ERROR : NGX_ERROR;
}


/*
 * From header data alone.  NGX_OK and NGX_AGAIN: the state has changed;
 * NGX_DECLINED: nothing to screen.
 */

static ngx_int_t
ngx_http_coc_gate_start(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ngx_int_t                  rc;
    ngx_http_coc_main_conf_t  *cocmcf;

    ctx->monitored = (cocf->mode == NGX_HTTP_COC_MONITOR);

    if (!ctx->stripped) {
        ctx->confirm = ngx_http_coc_header(r, "x-coc-confirm");
    }

    if (!ctx->monitored && !ctx->stripped) {
        if (ngx_http_coc_header_strip(r) != NGX_OK) {
            return ngx_http_coc_gate_failed(r);
        }

        ctx->stripped = 1;
    }

    if (!ngx_http_coc_gate_carries(r, cocf)) {
        return NGX_DECLINED;
    }

    rc = ngx_http_coc_gate_exempt(r, ctx, cocf);

    if (rc == NGX_OK) {
        cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);
        ngx_http_coc_count(cocmcf, exempt, 1);

        ngx_log_error(NGX_LOG_NOTICE, r->connection->log, 0,
                      "coc: exempt, not screened");

        ctx->exempt = 1;
        return NGX_DECLINED;
    }

    if (rc == NGX_ERROR || ngx_http_coc_gate_who(r, ctx, cocf) != NGX_OK) {
        return ctx->monitored ? NGX_DECLINED : ngx_http_coc_gate_failed(r);
    }

    ctx->cocf = cocf;
    ctx->exempt = 0;
    ctx->standing_known = 0;
    ngx_memzero(&ctx->verdict, sizeof(coc_verdict_t));

    /* of what was only watched before */

    ngx_str_null(&ctx->sections);
    ngx_str_null(&ctx->rules);
    ngx_str_null(&ctx->aside);
    ngx_str_null(&ctx->shadow);
    ngx_str_null(&ctx->exempted);
    ngx_str_null(&ctx->token);

    ctx->state = NGX_HTTP_COC_STANDING;

    return ngx_http_coc_consult_standing(r, ctx, cocf);
}


static ngx_uint_t
ngx_http_coc_gate_carries(ngx_http_request_t *r, ngx_http_coc_loc_conf_t *cocf)
{
    return (r->method & cocf->methods)
           || r->headers_in.content_length_n > 0
           || r->headers_in.chunked
           || (r->request_body != NULL && r->request_body->bufs != NULL)
           || ngx_http_coc_place_override(r, cocf->methods);
}


/* NGX_OK: exempt; NGX_DECLINED: not. */

static ngx_int_t
ngx_http_coc_gate_exempt(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ngx_str_t                  value;
    ngx_uint_t                 i;
    ngx_http_complex_value_t  *cv;

    if (cocf->exempt == NULL) {
        return NGX_DECLINED;
    }

    cv = cocf->exempt->elts;

    for (i = 0; i < cocf->exempt->nelts; i++) {
        if (ngx_http_complex_value(r, &cv[i], &value) != NGX_OK) {
            return NGX_ERROR;
        }

        if (value.len && !(value.len == 1 && value.data[0] == '0')) {
            return NGX_OK;
        }
    }

    return NGX_DECLINED;
}


/* Who posts what: known before a byte of the body is. */

static ngx_int_t
ngx_http_coc_gate_who(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ngx_uint_t  i;

    if (ngx_http_coc_gate_value(r, cocf->kind, &ctx->kind) != NGX_OK
        || ngx_http_coc_gate_value(r, cocf->member, &ctx->member) != NGX_OK
        || ngx_http_coc_gate_value(r, cocf->role, &ctx->role) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (ctx->kind.len == 0) {
        ngx_str_set(&ctx->kind, "post");
    }

    if (ctx->member.len == 0 || cocf->secret == NULL) {
        return NGX_OK;
    }

    /* what is recorded counts once by it */

    if (ngx_http_coc_case(ctx)->len == 0) {
        return NGX_ERROR;
    }

    for (i = 0; i < cocf->secret->n; i++) {
        if (coc_member_hash(&cocf->secret->keys[i],
                            ngx_http_coc_str(ctx->member), &ctx->hash[i])
            != COC_OK)
        {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_coc_gate_value(ngx_http_request_t *r, ngx_http_complex_value_t *cv,
    ngx_str_t *value)
{
    ngx_str_null(value);

    if (cv == NULL) {
        return NGX_OK;
    }

    return ngx_http_complex_value(r, cv, value);
}


/* The record is known, or will not be: may the body be read at all? */

static void
ngx_http_coc_gate_standing(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    coc_posting_t  posting;

    ctx->state = NGX_HTTP_COC_BODY;
    ngx_http_coc_decide_posting(ctx, &posting);

    if (ngx_http_coc_consult_closed(ctx, cocf)) {
        ctx->verdict.action = COC_ACTION_BLOCK;
        ctx->verdict.reason = COC_REASON_STORE;
        ctx->status = NGX_HTTP_SERVICE_UNAVAILABLE;
    }

    if (ctx->standing_known
        && coc_standing_refuses(&ctx->standing, &posting, ngx_http_coc_now()))
    {
        ctx->verdict.action = COC_ACTION_BLOCK;
        ctx->verdict.reason = COC_REASON_STANDING;
        ctx->status = cocf->block_code;
    }

    /* monitor goes on: what the content would have got is worth knowing */

    if (ctx->verdict.action == COC_ACTION_BLOCK && !ctx->monitored) {
        ctx->state = NGX_HTTP_COC_ACT;
    }
}


/*
 * The body is read whole, through the filter, as ngx_http_mirror_module does
 * it: the handler runs the phases on, and our own reference to the request is
 * given back here.
 */

static ngx_int_t
ngx_http_coc_gate_read(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx)
{
    ngx_int_t  rc;

    if (ctx->scanned != ctx->cocf
        && ngx_http_coc_body_begin(r, ctx, ctx->cocf) != NGX_OK
        && !ctx->monitored)
    {
        return ngx_http_coc_gate_failed(r);
    }

    ctx->state = NGX_HTTP_COC_READING;

    rc = ngx_http_read_client_request_body(r, ngx_http_coc_gate_body);

    if (rc >= NGX_HTTP_SPECIAL_RESPONSE) {
        return rc;
    }

    ngx_http_finalize_request(r, NGX_DONE);

    return NGX_DONE;
}


static void
ngx_http_coc_gate_body(ngx_http_request_t *r)
{
    ngx_http_coc_ctx_t  *ctx;

    ctx = ngx_http_coc_get_ctx(r);
    ctx->state = NGX_HTTP_COC_FINISH;

    r->write_event_handler = ngx_http_core_run_phases;
    ngx_http_core_run_phases(r);
}


/* The body is whole; does Redis know more than it shows? */

static void
ngx_http_coc_gate_finish(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ctx->state = NGX_HTTP_COC_ACT;

    if (ngx_http_coc_decide_begin(r, ctx, cocf) != NGX_OK) {
        return;
    }

    switch (ngx_http_coc_state_ask(r, ctx, cocf)) {

    case NGX_AGAIN:
        ctx->state = NGX_HTTP_COC_ASK;
        break;

    case NGX_OK:
        ngx_http_coc_gate_decide(r, ctx, cocf);
        break;

    default:
        ngx_http_coc_decide_failed(r, ctx);
        break;
    }
}


static void
ngx_http_coc_gate_decide(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ngx_http_coc_decide(r, ctx, cocf);
    ngx_http_coc_state_note(r, ctx, cocf);

    ctx->state = (ngx_http_coc_record_send(r, ctx, cocf) == NGX_AGAIN)
                 ? NGX_HTTP_COC_RECORD : NGX_HTTP_COC_ACT;
}


/*
 * Waits for Redis.  A client that goes away meanwhile is noticed, and its
 * request ended, as limit_req does while it delays.  In monitor it is left
 * alone: it may have closed its side alone, and nginx without us would not
 * look here.
 */

static ngx_int_t
ngx_http_coc_gate_wait(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx)
{
    ngx_event_t  *rev;

    rev = r->connection->read;
    r->write_event_handler = ngx_http_request_empty_handler;

    if (r->discard_body) {

        /* the discarding handler watches the connection */

        return NGX_AGAIN;
    }

    if (ctx->monitored) {
        r->read_event_handler = ngx_http_block_reading;
        return NGX_AGAIN;
    }

    r->read_event_handler = ngx_http_test_reading;

    if (r->stream) {

        /* and HTTP/2 its own */

        return NGX_AGAIN;
    }

    if (rev->ready) {
        ngx_post_event(rev, &ngx_posted_events);

    } else if (ngx_handle_read_event(rev, 0) != NGX_OK) {
        return ngx_http_coc_gate_failed(r);
    }

    return NGX_AGAIN;
}


void
ngx_http_coc_gate_resume(ngx_event_t *ev)
{
    ngx_connection_t    *c;
    ngx_http_request_t  *r;
    ngx_http_coc_ctx_t  *ctx;

    ctx = ev->data;
    r = ctx->request;
    c = r->connection;

    ngx_http_set_log_request(c->log, r);

    if (ev->timedout) {
        ev->timedout = 0;

        if (ngx_http_coc_record_timeout(ctx) == NGX_AGAIN) {
            return;
        }
    }

    if (!r->discard_body) {
        r->read_event_handler = ngx_http_block_reading;
    }

    r->write_event_handler = ngx_http_core_run_phases;

    ngx_http_core_run_phases(r);
    ngx_http_run_posted_requests(c);
}


static ngx_int_t
ngx_http_coc_gate_act(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx)
{
    ctx->state = NGX_HTTP_COC_DONE;

    ngx_http_coc_log_verdict(r, ctx);

    if (ctx->monitored || ctx->status == 0) {
        return NGX_DECLINED;
    }

    return ngx_http_coc_action_reply(r, ctx);
}
