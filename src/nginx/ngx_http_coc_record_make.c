/*
 * What becomes of a verdict: a record, written down where there is a spool,
 * and a job that sends it.
 */

#include "ngx_http_coc_spool.h"
#include "ngx_http_coc_evidence.h"


static ngx_uint_t ngx_http_coc_record_wanted(ngx_http_coc_ctx_t *ctx);
static ngx_int_t ngx_http_coc_record_begin(ngx_http_coc_job_t *job,
    ngx_http_coc_ctx_t *ctx);
static ngx_int_t ngx_http_coc_record_enter(ngx_http_coc_job_t *job);
static ngx_http_coc_job_t *ngx_http_coc_record_create(ngx_http_request_t *r,
    ngx_http_coc_loc_conf_t *cocf, coc_record_t *record);
static int ngx_http_coc_record_fill(coc_record_t **record,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);
static uint64_t ngx_http_coc_record_text(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf);


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
    ngx_int_t                  rc;
    coc_record_t              *record;
    ngx_http_coc_main_conf_t  *cocmcf;

    if (ctx->monitored || cocf->redis == NULL
        || !ngx_http_coc_record_wanted(ctx))
    {
        return NGX_OK;
    }

    rc = (ngx_http_coc_record_fill(&record, ctx, cocf) == COC_OK)
         ? ngx_http_coc_record_submit(r, ctx, cocf, record) : NGX_ERROR;

    if (rc == NGX_ERROR) {
        cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);
        ngx_http_coc_count(cocmcf, records_lost, 1);

        ngx_log_error(NGX_LOG_CRIT, r->connection->log, 0,
                      "coc: a record is lost: no room, case=%V",
                      ngx_http_coc_case(ctx));
        return NGX_OK;
    }

    return rc;
}


ngx_int_t
ngx_http_coc_record_submit(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf, coc_record_t *record)
{
    ngx_int_t            rc;
    ngx_http_coc_job_t  *job, *first;

    job = ngx_http_coc_record_create(r, cocf, record);

    if (job == NULL) {
        coc_record_destroy(record);
        return NGX_ERROR;
    }

    rc = ngx_http_coc_record_begin(job, ctx);

    switch (rc) {

    case NGX_OK:
        break;

    case NGX_DONE:

        /* there is no place in memory, and Redis has been away for long */

        ctx->redis = NGX_HTTP_COC_REDIS_ERROR;
        break;

    default:
        return NGX_ERROR;
    }

    if (rc == NGX_OK) {
        first = ngx_http_coc_lane_first(job);

        if (first == job) {
            ngx_http_coc_record_step(job);

        } else if (first->attempts) {

            /* the member's record before this one can't be sent either */

            ngx_http_coc_record_let_go(job, NGX_HTTP_COC_REDIS_ERROR);
        }
    }

    if (ctx->waiting) {
        ngx_add_timer(&ctx->resume, cocf->redis_timeout);
        return NGX_AGAIN;
    }

    return NGX_OK;
}


/*
 * NGX_OK: the job may be sent.  NGX_DONE: its record is on disk alone; the
 * request still waits where the disk is to have it first.
 */

static ngx_int_t
ngx_http_coc_record_begin(ngx_http_coc_job_t *job, ngx_http_coc_ctx_t *ctx)
{
    ngx_int_t               rc;
    ngx_http_coc_worker_t  *worker;

    rc = ngx_http_coc_spool_add(job);

    if (rc == NGX_DECLINED) {
        worker = job->cocmcf->worker;
        rc = (worker->njobs < NGX_HTTP_COC_JOBS) ? NGX_OK : NGX_ERROR;

        ngx_http_coc_lane_place(job, worker->life, ++worker->placed);
    }

    if (rc == NGX_OK && ngx_http_coc_record_enter(job) != NGX_OK) {

        if (job->file != NULL) {
            ngx_http_coc_spool_unread(job);
            rc = NGX_DONE;

        } else {
            rc = NGX_ERROR;
        }
    }

    if (rc == NGX_ERROR || (rc == NGX_DONE && job->sync_file == NULL)) {
        coc_record_destroy(job->record);
        ngx_free(job);
        return rc;
    }

    job->ctx = ctx;
    ctx->job = job;
    ctx->waiting = 1;

    if (rc == NGX_DONE) {
        coc_record_destroy(job->record);
        job->record = NULL;
        job->parting = 1;
    }

    return rc;
}


/* Into the worker's jobs, behind others of its member. */

static ngx_int_t
ngx_http_coc_record_enter(ngx_http_coc_job_t *job)
{
    const coc_member_t     *member;
    ngx_http_coc_worker_t  *worker;

    worker = job->cocmcf->worker;
    member = coc_record_member(job->record);

    if (member != NULL
        && ngx_http_coc_lane_enter(job, member) != NGX_OK)
    {
        return NGX_ERROR;
    }

    ngx_queue_insert_tail(&worker->jobs, &job->queue);
    worker->njobs++;

    /* what is written down need not be waited for when the worker quits */

    job->retry.cancelable = job->file != NULL;

    if (job->file != NULL) {
        job->file->jobs++;
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_coc_record_replay(ngx_http_coc_main_conf_t *cocmcf,
    coc_record_t *record, ngx_http_coc_redis_conf_t *conf, uint32_t words,
    ngx_http_coc_source_t *source, ngx_http_coc_spool_file_t *file,
    uint64_t seq)
{
    ngx_http_coc_job_t  *job;

    job = ngx_calloc(sizeof(ngx_http_coc_job_t), ngx_cycle->log);
    if (job == NULL) {
        return NGX_ERROR;
    }

    job->cocmcf = cocmcf;
    job->record = record;
    job->conf = conf;
    job->words = words;
    job->source = source;
    job->redis = cocmcf->worker->redis[conf->index];
    job->timeout = NGX_HTTP_COC_JOB_TIMEOUT;
    job->file = file;
    job->seq = seq;
    job->replayed = 1;
    job->retry.handler = ngx_http_coc_record_retry;
    job->retry.data = job;
    job->retry.log = ngx_cycle->log;

    /* one that was set aside brings its place, if it has one */

    if (file->id[0] != '\0') {
        ngx_http_coc_lane_place(job, file->id, seq);
    }

    if (ngx_http_coc_record_enter(job) != NGX_OK) {
        ngx_free(job);
        return NGX_ERROR;
    }

    /* from an event: a file is being read */

    if (ngx_http_coc_lane_first(job) == job) {
        ngx_post_event(&job->retry, &ngx_posted_events);
    }

    return NGX_OK;
}


static ngx_http_coc_job_t *
ngx_http_coc_record_create(ngx_http_request_t *r,
    ngx_http_coc_loc_conf_t *cocf, coc_record_t *record)
{
    ngx_http_coc_job_t        *job;
    ngx_http_coc_main_conf_t  *cocmcf;

    cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);

    job = ngx_calloc(sizeof(ngx_http_coc_job_t), r->connection->log);
    if (job == NULL) {
        return NULL;
    }

    job->record = record;
    job->cocmcf = cocmcf;
    job->conf = cocf->redis;
    job->words = ngx_http_coc_spool_crc(cocf->redis);
    job->source = cocf->source;
    job->redis = cocmcf->worker->redis[cocf->redis->index];
    job->timeout = cocf->redis_timeout;
    job->retry.handler = ngx_http_coc_record_retry;
    job->retry.data = job;
    job->retry.log = ngx_cycle->log;

    return job;
}


static int
ngx_http_coc_record_fill(coc_record_t **record, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    int                      rc;
    coc_buf_t                sealed;
    coc_event_t              event;
    coc_record_conf_t        conf;
    static const coc_str_t   edge = coc_str("edge");

    ngx_memzero(&event, sizeof(coc_event_t));

    event.id = ngx_http_coc_str(*ngx_http_coc_case(ctx));
    event.time = ngx_http_coc_now();
    event.kind = ngx_http_coc_str(ctx->kind);
    event.thread = ngx_http_coc_str(ctx->thread);
    event.verdict = &ctx->verdict;
    event.hits = (ctx->scan != NULL) ? coc_scan_hits(ctx->scan) : NULL;
    event.scores = ngx_http_coc_scores(ctx);

    ngx_http_coc_evidence_seal(ctx, cocf, &sealed);

    /* what is sealed, or was to be, is not told in clear */

    event.excerpts = (cocf->evidence_key == NULL
                      || ctx->verdict.action != COC_ACTION_ESCALATE);

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
    conf.text = ngx_http_coc_record_text(ctx, cocf);
    conf.now = event.time;
    conf.retention = cocf->retention;
    conf.evidence = coc_buf_str(&sealed);

    rc = coc_record_create(record, &ngx_http_coc_alloc, &conf);

    coc_buf_free(&sealed);

    return rc;
}


/* The text and where it went; 0: nothing was read to its end. */

static uint64_t
ngx_http_coc_record_text(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    size_t      i, len;
    uint64_t    content;
    coc_hash_t  hash;
    ngx_str_t  *place[3];

    if (ctx->scan == NULL || ctx->rc != COC_OK || cocf->secret == NULL) {
        return 0;
    }

    place[0] = &ctx->kind;
    place[1] = &ctx->thread;
    place[2] = &ctx->recipient;

    content = coc_scan_content(ctx->scan);

    coc_hash_init(&hash, cocf->secret->keys[0].content);
    coc_hash_update(&hash, &content, sizeof(content));

    for (i = 0; i < 3; i++) {
        len = place[i]->len;
        coc_hash_update(&hash, &len, sizeof(len));
        coc_hash_update(&hash, place[i]->data, len);
    }

    return coc_hash_final(&hash);
}
