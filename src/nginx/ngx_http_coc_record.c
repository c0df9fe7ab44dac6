/*
 * Infractions on their way to Redis.  A record is a job of its worker: it
 * outlives its request, and is sent again until Redis has acknowledged it.
 * The request waits for that, but not beyond its deadline.
 *
 * Jobs wait in memory.  What a worker still holds when it ends is left to its
 * spool; without one it is lost, and said so.
 */

#include "ngx_http_coc_spool.h"


#define NGX_HTTP_COC_JOB_COMMAND  COC_RECORD_TEXT    /* bytes */
#define NGX_HTTP_COC_JOB_RETRY    100       /* ms, doubled an attempt */
#define NGX_HTTP_COC_JOB_MAX      5000      /* ms */
#define NGX_HTTP_COC_JOB_LAST     5         /* attempts once the worker quits */
#define NGX_HTTP_COC_JOB_REFUSALS 8         /* of a kind that does not heal */
#define NGX_HTTP_COC_JOB_LOG      10        /* s between lines of refusals */


static void ngx_http_coc_record_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);
static void ngx_http_coc_record_refused(ngx_http_coc_job_t *job,
    coc_reply_e meaning, const redisReply *reply);
static ngx_int_t ngx_http_coc_record_reject(ngx_http_coc_job_t *job,
    const char *why);
static void ngx_http_coc_record_counted(ngx_http_coc_job_t *job);
static void ngx_http_coc_record_told(ngx_http_coc_job_t *job);
static void ngx_http_coc_record_wake(ngx_http_coc_job_t *job);
static void ngx_http_coc_record_later(ngx_http_coc_job_t *job,
    ngx_http_coc_redis_e why);
static void ngx_http_coc_record_give_up(ngx_http_coc_job_t *job);
static void ngx_http_coc_record_lost(ngx_http_coc_job_t *job,
    const char *why);
static void ngx_http_coc_record_free(ngx_http_coc_job_t *job);


/* Sends the next command of the chain; frees the job at its end. */

void
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
        ngx_http_coc_record_told(job);
        ngx_http_coc_spool_done(job);
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

    job->sent = sent == NGX_OK;

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

    job->sent = 0;

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
    u_char                  said[NGX_HTTP_COC_SAID];
    ngx_uint_t              level;
    const char             *text;
    ngx_http_coc_redis_t   *redis;
    ngx_http_coc_worker_t  *worker;

    worker = job->cocmcf->worker;
    redis = job->redis;
    level = NGX_LOG_INFO;
    text = ngx_http_coc_refusal(reply, said);

    /* a key of another type stays one, however often it is tried */

    if ((meaning == COC_REPLY_TYPE
         || (meaning == COC_REPLY_BAD && worker->spool != NULL))
        && ++job->refusals >= NGX_HTTP_COC_JOB_REFUSALS
        && ngx_http_coc_record_reject(job, text) == NGX_OK)
    {
        if (meaning == COC_REPLY_BAD) {
            ngx_http_coc_redis_unfit(redis, meaning, reply);
        }

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


/*
 * Not to be sent any more: kept for a human where there is a spool.  NGX_AGAIN
 * where that has to wait.
 */

static ngx_int_t
ngx_http_coc_record_reject(ngx_http_coc_job_t *job, const char *why)
{
    ngx_int_t  rc;

    rc = ngx_http_coc_spool_reject(job);

    if (rc == NGX_AGAIN) {
        return NGX_AGAIN;
    }

    ngx_http_coc_record_let_go(job, NGX_HTTP_COC_REDIS_ERROR);

    if (rc == NGX_DECLINED) {
        ngx_http_coc_record_lost(job, why);
        return NGX_OK;
    }

    ngx_log_error(NGX_LOG_CRIT, ngx_cycle->log, 0,
                  "coc: a record is rejected, it is kept in the spool's file "
                  "\"rejected\": %s, case=%*s", why,
                  coc_record_id(job->record).len,
                  coc_record_id(job->record).data);

    job->replayed = 0;
    ngx_http_coc_spool_done(job);
    ngx_http_coc_record_free(job);

    return NGX_OK;
}


/* The infraction is in the record, or there was nothing to count. */

static void
ngx_http_coc_record_counted(ngx_http_coc_job_t *job)
{
    int                  raised;
    ngx_http_coc_ctx_t  *ctx;

    if (!job->counted && coc_record_counted(job->record)) {
        job->counted = 1;

        /* a process before this one may have been told already */

        if (!job->replayed || !coc_record_repeated(job->record)) {
            ngx_http_coc_count(job->cocmcf, records, 1);
        }

        ngx_http_coc_record_told(job);
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

    ngx_http_coc_record_wake(job);
}


/* Its sanctions hold on this edge at once. */

static void
ngx_http_coc_record_told(ngx_http_coc_job_t *job)
{
    if (job->counted && job->source != NULL
        && coc_record_changed(job->record))
    {
        ngx_http_coc_standing_put(job->source, coc_record_member(job->record),
                                  coc_record_standing(job->record, NULL));
    }
}


/* The request goes on.  Its deadline may have passed before its line was on
 * disk: its timer is gone then. */

static void
ngx_http_coc_record_wake(ngx_http_coc_job_t *job)
{
    ngx_http_coc_ctx_t  *ctx;

    ctx = job->ctx;

    ngx_http_coc_record_detach(ctx);
    ctx->waiting = 0;

    if (ctx->resume.timer_set) {
        ngx_del_timer(&ctx->resume);
        ngx_post_event(&ctx->resume, &ngx_posted_events);

    } else if (job->parting && !ctx->resume.posted) {
        ngx_post_event(&ctx->resume, &ngx_posted_events);
    }
}


ngx_int_t
ngx_http_coc_record_timeout(ngx_http_coc_ctx_t *ctx)
{
    ngx_http_coc_job_t  *job;

    job = ctx->job;
    ctx->redis = NGX_HTTP_COC_REDIS_TIMEOUT;

    if (job != NULL && job->sync_file != NULL) {
        job->parting = 1;
        return NGX_AGAIN;
    }

    ctx->waiting = 0;

    ngx_http_coc_record_detach(ctx);

    return NGX_OK;
}


void
ngx_http_coc_record_synced(ngx_http_coc_job_t *job)
{
    if (job->parting && job->ctx != NULL) {
        ngx_http_coc_record_wake(job);
    }

    if (job->record == NULL) {
        ngx_free(job);
    }
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

    if (ngx_exiting && job->file == NULL
        && job->attempts >= NGX_HTTP_COC_JOB_LAST)
    {
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


void
ngx_http_coc_record_let_go(ngx_http_coc_job_t *job, ngx_http_coc_redis_e why)
{
    if (job->ctx == NULL) {
        return;
    }

    job->ctx->redis = why;

    if (job->sync_file != NULL) {

        /* its line must be on disk first */

        job->parting = 1;
        return;
    }

    ngx_http_coc_record_wake(job);
}


void
ngx_http_coc_record_retry(ngx_event_t *ev)
{
    ngx_http_coc_job_t  *job = ev->data;

    /* a worker that quits leaves to the next one what nobody waits for */

    if (ngx_exiting && job->file != NULL && job->ctx == NULL) {
        return;
    }

    ngx_http_coc_record_step(job);
}


static void
ngx_http_coc_record_lost(ngx_http_coc_job_t *job, const char *why)
{
    if (job->file != NULL) {

        /* not lost: another process will find it */

        ngx_http_coc_record_free(job);
        return;
    }

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
ngx_http_coc_record_leave(ngx_http_coc_main_conf_t *cocmcf)
{
    ngx_queue_t         *q, *next;
    ngx_http_coc_job_t  *job;

    for (q = ngx_queue_head(&cocmcf->worker->jobs);
         q != ngx_queue_sentinel(&cocmcf->worker->jobs);
         q = next)
    {
        next = ngx_queue_next(q);
        job = ngx_queue_data(q, ngx_http_coc_job_t, queue);

        if (job->file != NULL && job->ctx == NULL && !job->sent) {
            ngx_http_coc_record_free(job);
        }
    }
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

    if (job->sync_file != NULL) {
        ngx_queue_remove(&job->sync);
    }

    if (job->file != NULL) {

        /* left where it is written down */

        job->file->jobs--;
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

    ngx_http_coc_spool_room(job->cocmcf);

    coc_record_destroy(job->record);
    ngx_free(job);
}
