/*
 * After the body, before the verdict: asks Redis for what the rules in use
 * name as signals, in one batch, or two where the answers raise questions.
 * What is asked and what an answer means is known in src/store.
 */

#include "ngx_http_coc_state.h"


#define NGX_HTTP_COC_STATE_COMMAND  4096    /* bytes of one */


static uint32_t ngx_http_coc_state_wanted(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf);
static ngx_int_t ngx_http_coc_state_create(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf, uint32_t wanted);
static ngx_int_t ngx_http_coc_state_facts(ngx_http_coc_ctx_t *ctx);
static ngx_int_t ngx_http_coc_state_round(ngx_http_coc_ctx_t *ctx);
static void ngx_http_coc_state_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);
static void ngx_http_coc_state_missing(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_redis_e why);


/* Signals that matter for this request; 0: there is nothing to ask. */

static uint32_t
ngx_http_coc_state_wanted(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    uint32_t                wanted;
    static const coc_str_t  report = coc_str(COC_KIND_REPORT);
    static const coc_str_t  profile = coc_str("profile");

    if (cocf->redis == NULL || cocf->signals == 0 || ctx->scan == NULL
        || coc_str_eq(ngx_http_coc_str(ctx->kind), report))
    {
        return 0;
    }

    wanted = coc_state_wanted(coc_engine_ruleset(cocf->engine),
                              ngx_http_coc_str(ctx->kind));

    /* what a profile tells is learned, whether or not a rule looks at it */

    if (coc_str_eq(ngx_http_coc_str(ctx->kind), profile)) {
        wanted |= cocf->signals & COC_STATE_IDENTITY;
    }

    return wanted;
}


ngx_int_t
ngx_http_coc_state_ask(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    uint32_t                   wanted;
    ngx_http_coc_main_conf_t  *cocmcf;

    ctx->signals = 0;
    ngx_http_coc_state_destroy(ctx);

    wanted = ngx_http_coc_state_wanted(ctx, cocf);

    if (wanted == 0) {
        return NGX_OK;
    }

    cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);

    /* who has just waited in vain is not made to wait again */

    if (ctx->redis == NGX_HTTP_COC_REDIS_TIMEOUT
        || ctx->redis == NGX_HTTP_COC_REDIS_ERROR
        || ctx->redis == NGX_HTTP_COC_REDIS_STALE)
    {
        ngx_http_coc_count(cocmcf, signals_lost, 1);
        return NGX_OK;
    }

    if (ngx_http_coc_state_create(r, ctx, cocf, wanted) != NGX_OK) {
        return NGX_ERROR;
    }

    return ngx_http_coc_state_more(ctx);
}


static ngx_int_t
ngx_http_coc_state_create(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf, uint32_t wanted)
{
    ngx_str_t              device, name;
    coc_state_conf_t       conf;
    ngx_http_coc_asked_t  *asked;

    ngx_str_null(&device);
    ngx_str_null(&name);

    if ((cocf->device != NULL
         && ngx_http_complex_value(r, cocf->device, &device) != NGX_OK)
        || (cocf->name != NULL
            && ngx_http_complex_value(r, cocf->name, &name) != NGX_OK))
    {
        return NGX_ERROR;
    }

    asked = ngx_pcalloc(r->pool, sizeof(ngx_http_coc_asked_t));
    if (asked == NULL) {
        return NGX_ERROR;
    }

    ngx_memzero(&conf, sizeof(coc_state_conf_t));

    conf.alloc = &ngx_http_coc_alloc;
    conf.keys = &cocf->secret->keys[0];
    conf.limits = &cocf->state_limits;
    conf.prefix = ngx_http_coc_str(cocf->redis_prefix);
    conf.member = ctx->member.len ? &ctx->hash[0] : NULL;
    conf.id = ngx_http_coc_str(*ngx_http_coc_case(ctx));
    conf.kind = ngx_http_coc_str(ctx->kind);
    conf.thread = ngx_http_coc_str(ctx->thread);
    conf.recipient = ngx_http_coc_str(ctx->recipient);
    conf.device = ngx_http_coc_str(device);
    conf.name = ngx_http_coc_str(name);
    conf.wanted = wanted;
    conf.content = (ctx->rc == COC_OK) ? coc_scan_content(ctx->scan) : 0;
    conf.simhash = coc_scan_simhash(ctx->scan);
    conf.words = coc_scan_words(ctx->scan);
    conf.retention = cocf->retention;
    conf.now = ngx_http_coc_now();

    asked->ctx = ctx;
    asked->deadline = ngx_current_msec + cocf->redis_timeout;

    if (coc_state_create(&asked->state, &conf) != COC_OK) {
        return NGX_ERROR;
    }

    ctx->asked = asked;

    return ngx_http_coc_state_facts(ctx);
}


static ngx_int_t
ngx_http_coc_state_facts(ngx_http_coc_ctx_t *ctx)
{
    size_t                  i, n;
    const coc_candidate_t  *candidate;

    candidate = coc_scan_candidates(ctx->scan, &n);

    for (i = 0; i < n; i++) {
        if (coc_state_candidate(ctx->asked->state, candidate[i].detector,
                                candidate[i].text)
            != COC_OK)
        {
            return NGX_ERROR;
        }
    }

    return (coc_state_start(ctx->asked->state) == COC_OK) ? NGX_OK
                                                          : NGX_ERROR;
}


ngx_int_t
ngx_http_coc_state_more(ngx_http_coc_ctx_t *ctx)
{
    ngx_int_t                  rc;
    ngx_uint_t                 i;
    ngx_http_coc_asked_t      *asked;
    ngx_http_coc_main_conf_t  *cocmcf;

    asked = ctx->asked;

    if (asked == NULL) {
        return NGX_OK;
    }

    rc = asked->missing ? NGX_OK : ngx_http_coc_state_round(ctx);

    if (rc != NGX_OK) {
        return rc;
    }

    ctx->signals = coc_state_signals(asked->state);
    cocmcf = ngx_http_get_module_main_conf(ctx->request, ngx_http_coc_module);

    ngx_http_coc_count(cocmcf, signals_asked, 1);
    ngx_http_coc_count(cocmcf, signals_lost, asked->missing);

    for (i = 0; i < COC_SIGNAL_MAX; i++) {
        if (ctx->signals & coc_signal_bit(i)) {
            ngx_http_coc_count(cocmcf, signals_raised, 1);
        }
    }

    return NGX_OK;
}


/* NGX_AGAIN: answers are to come; NGX_OK: all is known that can be. */

static ngx_int_t
ngx_http_coc_state_round(ngx_http_coc_ctx_t *ctx)
{
    int                        rc;
    unsigned                   number;
    coc_buf_t                  buf;
    ngx_int_t                  sent;
    ngx_http_coc_redis_t      *redis;
    ngx_http_coc_asked_t      *asked;
    ngx_http_coc_question_t   *question;
    ngx_http_coc_main_conf_t  *cocmcf;

    asked = ctx->asked;
    cocmcf = ngx_http_get_module_main_conf(ctx->request, ngx_http_coc_module);
    redis = cocmcf->worker->redis[ctx->cocf->redis->index];
    sent = NGX_OK;

    coc_buf_init(&buf, &ngx_http_coc_alloc, NGX_HTTP_COC_STATE_COMMAND);

    for ( ;; ) {
        rc = coc_state_next(asked->state, &buf, &number);

        if (rc != COC_OK) {
            break;
        }

        question = &asked->question[number];
        question->asked = asked;
        question->number = number;

        sent = ((ngx_msec_int_t) (asked->deadline - ngx_current_msec) > 0)
               ? ngx_http_coc_redis_call(redis, coc_buf_str(&buf),
                                         asked->deadline - ngx_current_msec,
                                         0, ngx_http_coc_state_answer,
                                         question, &question->call)
               : NGX_DECLINED;

        if (sent != NGX_OK) {
            break;
        }

        ctx->waiting++;
        coc_buf_reset(&buf);
    }

    coc_buf_free(&buf);

    if (sent != NGX_OK || (rc != COC_AGAIN && rc != COC_DECLINED)) {

        /* the rest would not be answered either */

        ngx_http_coc_state_cancel(ctx);
        ctx->waiting = 0;
        ngx_http_coc_state_missing(ctx, NGX_HTTP_COC_REDIS_ERROR);
        return NGX_OK;
    }

    if (ctx->waiting) {
        return NGX_AGAIN;
    }

    if (ctx->redis == NGX_HTTP_COC_REDIS_OFF) {
        ctx->redis = NGX_HTTP_COC_REDIS_MISS;
    }

    return NGX_OK;
}


static void
ngx_http_coc_state_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    u_char                     said[NGX_HTTP_COC_SAID];
    coc_reply_e                meaning;
    ngx_uint_t                 last;
    ngx_http_coc_ctx_t        *ctx;
    ngx_http_coc_asked_t      *asked;
    ngx_http_coc_redis_t      *redis;
    ngx_http_coc_question_t   *question = data;
    ngx_http_coc_main_conf_t  *cocmcf;

    asked = question->asked;
    ctx = asked->ctx;
    question->call = NULL;

    if (status == NGX_HTTP_COC_CALL_REPLY) {
        meaning = coc_state_reply(asked->state, question->number, reply);

    } else {
        meaning = COC_REPLY_OK;
        ngx_http_coc_state_missing(ctx, status == NGX_HTTP_COC_CALL_TIMEOUT
                                        ? NGX_HTTP_COC_REDIS_TIMEOUT
                                        : NGX_HTTP_COC_REDIS_ERROR);
    }

    if (meaning != COC_REPLY_OK) {
        ngx_log_error(NGX_LOG_INFO, ctx->request->connection->log, 0,
                      "coc: redis refused to answer a question: %s",
                      ngx_http_coc_refusal(reply, said));
        ngx_http_coc_state_missing(ctx, NGX_HTTP_COC_REDIS_ERROR);
    }

    cocmcf = ngx_http_get_module_main_conf(ctx->request, ngx_http_coc_module);
    redis = cocmcf->worker->redis[ctx->cocf->redis->index];

    last = (--ctx->waiting == 0);

    if (last) {
        ngx_post_event(&ctx->resume, &ngx_posted_events);
    }

    /* others may be told by this that theirs are lost: it comes last */

    if (meaning != COC_REPLY_OK && meaning != COC_REPLY_TYPE) {
        ngx_http_coc_redis_unfit(redis, meaning, reply);
    }
}


static void
ngx_http_coc_state_missing(ngx_http_coc_ctx_t *ctx, ngx_http_coc_redis_e why)
{
    ctx->asked->missing = 1;
    ctx->redis = why;
}


void
ngx_http_coc_state_cancel(ngx_http_coc_ctx_t *ctx)
{
    ngx_uint_t                i;
    ngx_http_coc_question_t  *question;

    if (ctx->asked == NULL) {
        return;
    }

    for (i = 0; i < COC_STATE_ASKS; i++) {
        question = &ctx->asked->question[i];

        if (question->call != NULL) {
            ngx_http_coc_redis_cancel(question->call);
            question->call = NULL;
        }
    }
}


void
ngx_http_coc_state_destroy(ngx_http_coc_ctx_t *ctx)
{
    if (ctx->asked != NULL) {
        ngx_http_coc_state_cancel(ctx);
        coc_state_destroy(ctx->asked->state);
        ctx->asked = NULL;
    }
}
