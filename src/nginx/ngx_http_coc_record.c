/*
 * Infractions on their way to Redis.  A record is a job of its worker: it
 * outlives its request, and is sent again until Redis has acknowledged it.
 * The request waits for that, but not beyond its deadline.
 *
 * Jobs wait in memory.  What a worker still holds when it ends is lost, and
 * said so, until the spool is built.
 */

#include "ngx_http_coc_record.h"


#define NGX_HTTP_COC_JOBS         4096      /* a worker */
#define NGX_HTTP_COC_JOB_COMMAND  (512 * 1024)      /* bytes */
#define NGX_HTTP_COC_JOB_RETRY    100       /* ms, doubled an attempt */
#define NGX_HTTP_COC_JOB_MAX      5000      /* ms */
#define NGX_HTTP_COC_JOB_LAST     5         /* attempts once the worker quits */
#define NGX_HTTP_COC_JOB_REFUSALS 8         /* of a kind that does not heal */
#define NGX_HTTP_COC_JOB_LOG      10        /* s between lines of refusals */


static ngx_uint_t ngx_http_coc_record_wanted(ngx_http_coc_ctx_t *ctx);
static ngx_http_coc_job_t *ngx_http_coc_record_create(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);
static int ngx_http_coc_record_fill(coc_record_t **record,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);
static void ngx_http_coc_record_step(ngx_http_coc_job_t *job);
static void ngx_http_coc_record_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);
static void ngx_http_coc_record_refused(ngx_http_coc_job_t *job,
    coc_reply_e meaning, const redisReply *reply);
static void ngx_http_coc_record_counted(ngx_http_coc_job_t *job);
static void ngx_http_coc_record_later(ngx_http_coc_job_t *job,
    ngx_http_coc_redis_e why);
static void ngx_http_coc_record_give_up(ngx_http_coc_job_t *job);
static void ngx_http_coc_record_let_go(ngx_http_coc_job_t *job,
    ngx_http_coc_redis_e why);
static void ngx_http_coc_record_retry(ngx_event_t *ev);
static void ngx_http_coc_record_lost(ngx_http_coc_job_t *job,
    const char *why);
static void ngx_http_coc_record_free(ngx_http_coc_job_t *job);


/*
 * Whether a verdict leaves an entry.  A nudge leaves no trace until it is
 * confirmed, then as a flag; a refusal by standing alone is nothing new; what
 * members report is for the moderators, though nothing hit.
 */

static ngx_uint_t
ngx_http_coc_record_wanted(ngx_http_coc_ctx_t *ctx)
{
    static const coc_str_t  report = coc_str(COC_KIND_REPORT);

    switch (ctx->verdict.action) {

    case COC_ACTION_PASS:
        return coc_str_eq(ngx_http_coc_str(ctx->kind), report);

    case COC_ACTION_NUDGE:
        return 0;

    case COC_ACTION_BLOCK:
        return ctx->verdict.score != 0;

    default:
        return 1;
    }
}


ngx_int_t
ngx_http_coc_record_send(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ngx_http_coc_job_t        *job, *first;
    ngx_http_coc_main_conf_t  *cocmcf;

    if (ctx->monitored || cocf->redis == NULL
        || !ngx_http_coc_record_wanted(ctx))
    {
        return NGX_OK;
    }

    job = ngx_http_coc_record_create(r, ctx, cocf);

    if (job == NULL) {
        cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);
        ngx_http_coc_count(cocmcf, records_lost, 1);

        ngx_log_error(NGX_LOG_CRIT, r->connection->log, 0,
                      "coc: a record is lost: no room, case=%V",
                      &ctx->case_id);
        return NGX_OK;
    }

    job->ctx = ctx;
    ctx->job = job;
    ctx->waiting = 1;

    first = ngx_http_coc_lane_first(job);

    if (first == job) {
        ngx_http_coc_record_step(job);

    } else if (first->attempts) {

        /* the member's record before this one can't be sent either */

        ngx_http_coc_record_let_go(job, NGX_HTTP_COC_REDIS_ERROR);
    }

    if (ctx->waiting) {
        ngx_add_timer(&ctx->resume, cocf->redis_timeout);
        return NGX_AGAIN;
    }

    return NGX_OK;
}


static ngx_http_coc_job_t *
ngx_http_coc_record_create(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ngx_http_coc_job_t        *job;
    ngx_http_coc_main_conf_t  *cocmcf;

    cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);

    if (cocmcf->worker->njobs >= NGX_HTTP_COC_JOBS) {
        return NULL;
    }

    job = ngx_calloc(sizeof(ngx_http_coc_job_t), r->connection->log);
    if (job == NULL) {
        return NULL;
    }

    if (ngx_http_coc_record_fill(&job->record, ctx, cocf) != COC_OK) {
        ngx_free(job);
        return NULL;
    }

    job->cocmcf = cocmcf;
    job->redis = cocmcf->worker->redis[cocf->redis->index];
    job->timeout = cocf->redis_timeout;
    job->retry.handler = ngx_http_coc_record_retry;
    job->retry.data = job;
    job->retry.log = ngx_cycle->log;

    if (ctx->member.len && coc_verdict_records(&ctx->verdict)
        && ngx_http_coc_lane_enter(job, &ctx->hash[0], cocf->redis->index)
           != NGX_OK)
    {
        coc_record_destroy(job->record);
        ngx_free(job);
        return NULL;
    }

    ngx_queue_insert_tail(&cocmcf->worker->jobs, &job->queue);
    cocmcf->worker->njobs++;

    return job;
}


static int
ngx_http_coc_record_fill(coc_record_t **record, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    coc_event_t              event;
    coc_record_conf_t        conf;
    static const coc_str_t   edge = coc_str("edge");

    ngx_memzero(&event, sizeof(coc_event_t));

    event.id = ngx_http_coc_str(ctx->case_id);
    event.time = ngx_http_coc_now();
    event.kind = ngx_http_coc_str(ctx->kind);
    event.thread = ngx_http_coc_str(ctx->thread);
    event.verdict = &ctx->verdict;
    event.hits = (ctx->scan != NULL) ? coc_scan_hits(ctx->scan) : NULL;

    ngx_memzero(&conf, sizeof(coc_record_conf_t));

    if (ctx->member.len) {
        conf.member = &ctx->hash[0];
        event.member = coc_str_from(ctx->hash[0].hash);
    }

    if (ctx->standing_known && ctx->ask[1].found) {
        conf.retired = &ctx->ask[1].standing;
    }

    conf.prefix = ngx_http_coc_str(cocf->redis_prefix);
    conf.ladder = cocf->ladder;
    conf.half_life = cocf->decay;
    conf.event = &event;
    conf.id = event.id;
    conf.by = edge;
    conf.now = event.time;

    return coc_record_create(record, &ngx_http_coc_alloc, &conf);
}


/* Sends the next command of the chain; frees the job at its end. */

static void
ngx_http_coc_record_step(ngx_http_coc_job_t *job)
{
    int        rc;
    ngx_int_t  sent;
    coc_buf_t  buf;

    coc_buf_init(&buf, &ngx_http_coc_alloc, NGX_HTTP_COC_JOB_COMMAND);

    rc = coc_record_next(job->record, &buf);

    if (rc == COC_DECLINED) {
        coc_buf_free(&buf);
        ngx_http_coc_record_counted(job);
        ngx_http_coc_record_free(job);
        return;
    }

    sent = NGX_ERROR;

    if (rc == COC_OK) {
        sent = ngx_http_coc_redis_call(job->redis, coc_buf_str(&buf),
                                       job->timeout, 0,
                                       ngx_http_coc_record_answer, job, NULL);
    }

    coc_buf_free(&buf);

    if (sent != NGX_OK) {
        ngx_http_coc_record_later(job, NGX_HTTP_COC_REDIS_ERROR);
    }
}


static void
ngx_http_coc_record_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    coc_reply_e          meaning;
    ngx_http_coc_job_t  *job = data;

    if (status != NGX_HTTP_COC_CALL_REPLY) {

        /* perhaps it was done, perhaps not: every step may be repeated */

        ngx_http_coc_record_later(job, status == NGX_HTTP_COC_CALL_TIMEOUT
                                       ? NGX_HTTP_COC_REDIS_TIMEOUT
                                       : NGX_HTTP_COC_REDIS_ERROR);
        return;
    }

    meaning = coc_record_reply(job->record, reply);

    switch (meaning) {

    case COC_REPLY_OK:
        job->attempts = 0;
        job->refusals = 0;

        if (coc_record_counted(job->record)) {
            ngx_http_coc_record_counted(job);
        }

        ngx_http_coc_record_step(job);
        return;

    case COC_REPLY_RETRY:
        ngx_http_coc_record_step(job);
        return;

    default:
        ngx_http_coc_record_refused(job, meaning, reply);
        return;
    }
}


static void
ngx_http_coc_record_refused(ngx_http_coc_job_t *job, coc_reply_e meaning,
    const redisReply *reply)
{
    ngx_uint_t              level;
    const char             *text;
    ngx_http_coc_redis_t   *redis;
    ngx_http_coc_worker_t  *worker;

    worker = job->cocmcf->worker;
    redis = job->redis;
    level = NGX_LOG_INFO;
    text = (reply->type == REDIS_REPLY_ERROR) ? reply->str
                                              : "unexpected reply";

    /* a key of another type stays one, however often it is tried */

    if (meaning == COC_REPLY_TYPE
        && ++job->refusals >= NGX_HTTP_COC_JOB_REFUSALS)
    {
        ngx_http_coc_record_let_go(job, NGX_HTTP_COC_REDIS_ERROR);
        ngx_http_coc_record_lost(job, text);
        return;
    }

    if (ngx_time() - worker->refused >= NGX_HTTP_COC_JOB_LOG) {
        worker->refused = ngx_time();
        level = (meaning == COC_REPLY_DENIED) ? NGX_LOG_CRIT : NGX_LOG_ERR;
    }

    ngx_log_error(level, ngx_cycle->log, 0,
                  "coc: redis refused a record, it will be sent again: %s, "
                  "case=%*s", text, coc_record_id(job->record).len,
                  coc_record_id(job->record).data);

    /* the job may be gone after this */

    ngx_http_coc_record_later(job, NGX_HTTP_COC_REDIS_ERROR);

    /* what this user may not write says nothing about reading */

    if (meaning != COC_REPLY_DENIED) {
        ngx_http_coc_redis_unfit(redis, meaning, reply);
    }
}


/* The infraction is in the record, or there was nothing to count. */

static void
ngx_http_coc_record_counted(ngx_http_coc_job_t *job)
{
    int                  raised;
    ngx_http_coc_ctx_t  *ctx;

    if (!job->counted && coc_record_counted(job->record)) {
        job->counted = 1;
        ngx_http_coc_count(job->cocmcf, records, 1);
        ngx_http_coc_lane_leave(job);
    }

    ctx = job->ctx;

    if (ctx == NULL) {
        return;
    }

    if (job->counted) {
        raised = 0;
        ctx->standing = *coc_record_standing(job->record, &raised);
        ctx->standing_known = 1;
        ctx->raised = raised;
    }

    job->ctx = NULL;
    ctx->job = NULL;
    ctx->waiting = 0;

    if (ctx->resume.timer_set) {
        ngx_del_timer(&ctx->resume);
        ngx_post_event(&ctx->resume, &ngx_posted_events);
    }
}


void
ngx_http_coc_record_timeout(ngx_http_coc_ctx_t *ctx)
{
    ctx->redis = NGX_HTTP_COC_REDIS_TIMEOUT;
    ctx->waiting = 0;

    ngx_http_coc_record_detach(ctx);
}


void
ngx_http_coc_record_detach(ngx_http_coc_ctx_t *ctx)
{
    if (ctx->job != NULL) {
        ctx->job->ctx = NULL;
        ctx->job = NULL;
    }
}


static void
ngx_http_coc_record_later(ngx_http_coc_job_t *job, ngx_http_coc_redis_e why)
{
    ngx_msec_t            delay;
    ngx_queue_t          *q;
    ngx_http_coc_lane_t  *lane;

    /* nobody waits for a server that is away */

    lane = job->lane;

    if (lane == NULL) {
        ngx_http_coc_record_let_go(job, why);

    } else {
        for (q = ngx_queue_head(&lane->jobs);
             q != ngx_queue_sentinel(&lane->jobs);
             q = ngx_queue_next(q))
        {
            ngx_http_coc_record_let_go(ngx_queue_data(q, ngx_http_coc_job_t,
                                                      next),
                                       why);
        }
    }

    if (ngx_exiting && job->attempts >= NGX_HTTP_COC_JOB_LAST) {
        ngx_http_coc_record_give_up(job);
        return;
    }

    delay = NGX_HTTP_COC_JOB_RETRY << ngx_min(job->attempts, 6);
    job->attempts++;

    ngx_add_timer(&job->retry, ngx_min(delay, NGX_HTTP_COC_JOB_MAX));
}


/* Those that wait behind it would fare no better, and the worker quits. */

static void
ngx_http_coc_record_give_up(ngx_http_coc_job_t *job)
{
    ngx_uint_t            last;
    ngx_queue_t          *q;
    ngx_http_coc_lane_t  *lane;

    for ( ;; ) {
        lane = job->lane;
        q = (lane != NULL) ? ngx_queue_next(&job->next) : NULL;
        last = lane == NULL || q == ngx_queue_sentinel(&lane->jobs);

        ngx_http_coc_record_lost(job, "redis is away and the worker quits");

        if (last) {
            return;
        }

        job = ngx_queue_data(q, ngx_http_coc_job_t, next);
    }
}


static void
ngx_http_coc_record_let_go(ngx_http_coc_job_t *job, ngx_http_coc_redis_e why)
{
    ngx_http_coc_ctx_t  *ctx;

    ctx = job->ctx;

    if (ctx == NULL) {
        return;
    }

    ctx->redis = why;
    ctx->waiting = 0;
    ngx_http_coc_record_detach(ctx);

    if (ctx->resume.timer_set) {
        ngx_del_timer(&ctx->resume);
        ngx_post_event(&ctx->resume, &ngx_posted_events);
    }
}


static void
ngx_http_coc_record_retry(ngx_event_t *ev)
{
    ngx_http_coc_record_step(ev->data);
}


static void
ngx_http_coc_record_lost(ngx_http_coc_job_t *job, const char *why)
{
    if (!job->counted) {
        ngx_http_coc_count(job->cocmcf, records_lost, 1);
    }

    ngx_log_error(NGX_LOG_CRIT, ngx_cycle->log, 0,
                  "coc: a record is lost: %s, %s case=%*s", why,
                  job->counted ? "points counted, no review entry," : "",
                  coc_record_id(job->record).len,
                  coc_record_id(job->record).data);

    ngx_http_coc_record_free(job);
}


void
ngx_http_coc_record_exit(ngx_cycle_t *cycle, ngx_http_coc_main_conf_t *cocmcf)
{
    ngx_queue_t         *q;
    ngx_http_coc_job_t  *job;

    while (!ngx_queue_empty(&cocmcf->worker->jobs)) {
        q = ngx_queue_head(&cocmcf->worker->jobs);
        job = ngx_queue_data(q, ngx_http_coc_job_t, queue);
        ngx_http_coc_record_lost(job, "the worker exits");
    }
}


static void
ngx_http_coc_record_free(ngx_http_coc_job_t *job)
{
    if (job->ctx != NULL) {
        ngx_http_coc_record_detach(job->ctx);
    }

    ngx_queue_remove(&job->queue);
    job->cocmcf->worker->njobs--;

    ngx_http_coc_lane_leave(job);

    if (job->retry.timer_set) {
        ngx_del_timer(&job->retry);
    }

    if (job->retry.posted) {
        ngx_delete_posted_event(&job->retry);
    }

    coc_record_destroy(job->record);
    ngx_free(job);
}
