/*
 * The directive coc_api: members' records and what they are known by, for the
 * application and for moderators' tools.  Who may ask is nginx' affair (allow,
 * auth_request, client certificates); here is only what is asked.
 *
 * A request is a row of steps; between them it waits for Redis, never longer
 * than coc_redis_timeout.
 */

#include "ngx_http_coc_api.h"


static ngx_int_t ngx_http_coc_api_handler(ngx_http_request_t *r);
static ngx_http_coc_api_t *ngx_http_coc_api_create(ngx_http_request_t *r);
static void ngx_http_coc_api_cleanup(void *data);
static void ngx_http_coc_api_begin(ngx_http_request_t *r);
static void ngx_http_coc_api_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);
static void ngx_http_coc_api_cancel(ngx_http_coc_api_t *api);
static void ngx_http_coc_api_resume(ngx_event_t *ev);
static void ngx_http_coc_api_finish(ngx_http_coc_api_t *api, ngx_int_t rc);
static ngx_int_t ngx_http_coc_api_send(ngx_http_coc_api_t *api);


char *
ngx_http_coc_set_api(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    ngx_str_t                 *value;
    ngx_http_core_loc_conf_t  *clcf;

    if (cocf->api) {
        return "is duplicate";
    }

    value = cf->args->elts;
    cocf->api = NGX_HTTP_COC_API_READ;

    if (cf->args->nelts == 2) {

        if (ngx_strcmp(value[1].data, "write") != 0) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "invalid parameter \"%V\" of \"coc_api\", it "
                               "takes \"write\"", &value[1]);
            return NGX_CONF_ERROR;
        }

        cocf->api = NGX_HTTP_COC_API_WRITE;
    }

    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);

#if (NGX_PCRE)

    if (clcf->regex != NULL) {
        return "can't be in a location that is a regular expression: what is "
               "behind its name is the path";
    }

#endif

    if (clcf->named) {
        return "can't be in a named location";
    }

    clcf->handler = ngx_http_coc_api_handler;

    return NGX_CONF_OK;
}


static ngx_int_t
ngx_http_coc_api_handler(ngx_http_request_t *r)
{
    ngx_int_t            rc;
    ngx_http_coc_api_t  *api;

    if (r != r->main) {
        return NGX_HTTP_NOT_FOUND;
    }

    api = ngx_http_coc_api_create(r);

    if (api == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    rc = ngx_http_coc_api_path(api);

    if (rc == NGX_OK && api->status != 0) {
        r->expect_tested = 1;

        if (ngx_http_discard_request_body(r) != NGX_OK) {
            r->keepalive = 0;
        }

        return ngx_http_coc_api_send(api);
    }

    if (rc != NGX_OK) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    r->request_body_in_single_buf = 1;

    rc = ngx_http_read_client_request_body(r, ngx_http_coc_api_begin);

    return (rc >= NGX_HTTP_SPECIAL_RESPONSE) ? rc : NGX_DONE;
}


static ngx_http_coc_api_t *
ngx_http_coc_api_create(ngx_http_request_t *r)
{
    ngx_uint_t                 i;
    ngx_pool_cleanup_t        *cln;
    ngx_http_coc_api_t        *api;
    ngx_http_coc_main_conf_t  *cocmcf;

    cln = ngx_pool_cleanup_add(r->pool, 0);
    api = ngx_pcalloc(r->pool, sizeof(ngx_http_coc_api_t));

    if (cln == NULL || api == NULL) {
        return NULL;
    }

    api->request = r;
    api->cocf = ngx_http_get_module_loc_conf(r, ngx_http_coc_module);

    cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);
    api->redis = cocmcf->worker->redis[api->cocf->redis->index];

    api->ctx.request = r;
    api->ctx.cocf = api->cocf;
    api->ctx.resume.handler = ngx_http_coc_api_resume;
    api->ctx.resume.data = api;
    api->ctx.resume.log = r->connection->log;

    for (i = 0; i < NGX_HTTP_COC_API_CALLS; i++) {
        api->call[i].api = api;
    }

    coc_buf_init(&api->out, &ngx_http_coc_alloc, NGX_HTTP_COC_API_REPLY);

    cln->handler = ngx_http_coc_api_cleanup;
    cln->data = api;

    return api;
}


static void
ngx_http_coc_api_cleanup(void *data)
{
    ngx_http_coc_api_t  *api = data;

    ngx_http_coc_api_cancel(api);
    ngx_http_coc_ctx_quiet(&api->ctx);
    coc_buf_free(&api->out);
}


/* The body is here. */

static void
ngx_http_coc_api_begin(ngx_http_request_t *r)
{
    ngx_int_t            rc;
    ngx_pool_cleanup_t  *cln;
    ngx_http_coc_api_t  *api;

    api = NULL;

    for (cln = r->pool->cleanup; cln != NULL; cln = cln->next) {
        if (cln->handler == ngx_http_coc_api_cleanup) {
            api = cln->data;
            break;
        }
    }

    if (api == NULL) {
        ngx_http_finalize_request(r, NGX_HTTP_INTERNAL_SERVER_ERROR);
        return;
    }

    rc = NGX_OK;

    if (api->route->names != NULL) {
        rc = ngx_http_coc_api_body(api);
    }

    if (rc == NGX_OK && api->status == 0) {
        rc = api->route->start(api);
    }

    ngx_http_coc_api_finish(api, rc);
}


ngx_int_t
ngx_http_coc_api_ask(ngx_http_coc_api_t *api, coc_buf_t *command,
    ngx_http_coc_api_reply_pt reply, ngx_uint_t i)
{
    ngx_int_t                 rc;
    ngx_http_coc_api_call_t  *call;

    if (command->status != COC_OK || api->ncalls == NGX_HTTP_COC_API_CALLS) {
        return NGX_ERROR;
    }

    call = &api->call[api->ncalls++];
    call->reply = reply;
    call->i = i;

    rc = ngx_http_coc_redis_call(api->redis, coc_buf_str(command),
                                 api->cocf->redis_timeout,
                                 NGX_HTTP_COC_CALL_WIDE,
                                 ngx_http_coc_api_answer, call, &call->call);

    if (rc == NGX_OK) {
        api->waiting++;
    }

    return rc;
}


ngx_int_t
ngx_http_coc_api_wait(ngx_http_coc_api_t *api, ngx_http_coc_api_pt next)
{
    api->next = next;

    return NGX_AGAIN;
}


static void
ngx_http_coc_api_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    u_char                    said[NGX_HTTP_COC_SAID];
    coc_reply_e               meaning;
    ngx_http_coc_api_t       *api;
    ngx_http_coc_api_call_t  *call = data;

    api = call->api;
    call->call = NULL;
    api->waiting--;

    meaning = COC_REPLY_OK;

    if (status != NGX_HTTP_COC_CALL_REPLY) {
        api->failed = 1;

    } else if (!api->failed) {
        meaning = call->reply(api, call->i, reply);
        api->failed = (meaning != COC_REPLY_OK);
    }

    if (meaning != COC_REPLY_OK) {
        ngx_log_error(NGX_LOG_ERR, api->request->connection->log, 0,
                      "coc: redis refused what the API asked: %s",
                      ngx_http_coc_refusal(reply, said));
    }

    if (api->failed) {
        ngx_http_coc_api_cancel(api);
    }

    if (api->waiting == 0) {
        ngx_post_event(&api->ctx.resume, &ngx_posted_events);
    }

    if (meaning != COC_REPLY_OK && meaning != COC_REPLY_DENIED
        && meaning != COC_REPLY_TYPE)
    {
        ngx_http_coc_redis_unfit(api->redis, meaning, reply);
    }
}


static void
ngx_http_coc_api_cancel(ngx_http_coc_api_t *api)
{
    ngx_uint_t  i;

    for (i = 0; i < api->ncalls; i++) {
        if (api->call[i].call != NULL) {
            ngx_http_coc_redis_cancel(api->call[i].call);
            api->call[i].call = NULL;
        }
    }

    api->waiting = 0;
}


static void
ngx_http_coc_api_resume(ngx_event_t *ev)
{
    ngx_int_t            rc;
    ngx_connection_t    *c;
    ngx_http_request_t  *r;
    ngx_http_coc_api_t  *api;

    api = ev->data;
    r = api->request;
    c = r->connection;

    ngx_http_set_log_request(c->log, r);

    if (ev->timedout) {
        ev->timedout = 0;

        if (ngx_http_coc_record_timeout(&api->ctx) == NGX_AGAIN) {
            return;
        }
    }

    api->ncalls = 0;

    rc = api->failed ? NGX_DECLINED : api->next(api);

    ngx_http_coc_api_finish(api, rc);
    ngx_http_run_posted_requests(c);
}


/* Waits on, or replies. */

static void
ngx_http_coc_api_finish(ngx_http_coc_api_t *api, ngx_int_t rc)
{
    ngx_http_request_t  *r;

    r = api->request;

    switch (rc) {

    case NGX_AGAIN:

        /* a client that goes away meanwhile is noticed */

        r->read_event_handler = ngx_http_test_reading;
        r->write_event_handler = ngx_http_request_empty_handler;

        return;

    case NGX_OK:
        break;

    case NGX_DECLINED:
        ngx_http_coc_api_cancel(api);
        (void) ngx_http_coc_api_problem(api, NGX_HTTP_SERVICE_UNAVAILABLE,
                                        "urn:coc:unavailable",
                                        "The members' records can't be "
                                        "reached", (coc_str_t) coc_null_str);
        break;

    default:
        ngx_http_coc_api_cancel(api);
        (void) ngx_http_coc_api_problem(api, NGX_HTTP_INTERNAL_SERVER_ERROR,
                                        "urn:coc:error",
                                        "Something went wrong here",
                                        (coc_str_t) coc_null_str);
        break;
    }

    r->read_event_handler = ngx_http_block_reading;

    ngx_http_finalize_request(r, ngx_http_coc_api_send(api));
}


static ngx_int_t
ngx_http_coc_api_send(ngx_http_coc_api_t *api)
{
    ngx_int_t            rc;
    ngx_buf_t           *b;
    ngx_chain_t          out;
    ngx_http_request_t  *r;

    r = api->request;

    b = (api->out.status == COC_OK) ? ngx_create_temp_buf(r->pool,
                                                          api->out.len)
                                    : NULL;
    if (b == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    b->last = ngx_cpymem(b->last, api->out.data, api->out.len);
    b->last_buf = 1;
    b->last_in_chain = 1;

    if (api->status >= NGX_HTTP_SPECIAL_RESPONSE) {
        ngx_str_set(&r->headers_out.content_type, "application/problem+json");

    } else {
        ngx_str_set(&r->headers_out.content_type, "application/json");
    }

    r->headers_out.content_type_len = r->headers_out.content_type.len;
    r->headers_out.content_type_lowcase = NULL;
    r->headers_out.status = api->status;
    r->headers_out.content_length_n = api->out.len;

    if (ngx_http_coc_action_header(r, "Cache-Control", "no-store") != NGX_OK
        || ngx_http_coc_action_header(r, "X-Content-Type-Options", "nosniff")
           != NGX_OK
        || (api->status == NGX_HTTP_SERVICE_UNAVAILABLE
            && ngx_http_coc_action_header(r, "Retry-After", "5") != NGX_OK))
    {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    rc = ngx_http_send_header(r);

    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }

    out.buf = b;
    out.next = NULL;

    return ngx_http_output_filter(r, &out);
}
