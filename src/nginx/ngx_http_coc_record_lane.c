/*
 * Lanes: records of one member leave a worker one after the other, and have
 * numbers in that order.
 */

#include "ngx_http_coc_record.h"


ngx_int_t
ngx_http_coc_lane_enter(ngx_http_coc_job_t *job,
    const coc_member_t *member)
{
    uint32_t              key;
    ngx_str_t             name;
    ngx_rbtree_t         *lanes;
    ngx_http_coc_lane_t  *lane;

    lanes = &job->cocmcf->worker->lanes;

    name.data = (u_char *) member->hash;
    name.len = COC_MEMBER_HASH;
    key = ngx_crc32_short(name.data, name.len) + job->words;

    lane = (ngx_http_coc_lane_t *) ngx_str_rbtree_lookup(lanes, &name, key);

    if (lane == NULL) {
        lane = ngx_calloc(sizeof(ngx_http_coc_lane_t), ngx_cycle->log);
        if (lane == NULL) {
            return NGX_ERROR;
        }

        lane->member = *member;
        lane->node.str.data = (u_char *) lane->member.hash;
        lane->node.str.len = COC_MEMBER_HASH;
        lane->node.node.key = key;
        ngx_queue_init(&lane->jobs);

        ngx_rbtree_insert(lanes, &lane->node.node);
    }

    ngx_queue_insert_tail(&lane->jobs, &job->next);
    job->lane = lane;

    return NGX_OK;
}


void
ngx_http_coc_lane_leave(ngx_http_coc_job_t *job)
{
    ngx_queue_t          *q;
    ngx_http_coc_job_t   *next;
    ngx_http_coc_lane_t  *lane;

    lane = job->lane;

    if (lane == NULL) {
        return;
    }

    job->lane = NULL;
    ngx_queue_remove(&job->next);

    if (ngx_queue_empty(&lane->jobs)) {
        ngx_rbtree_delete(&job->cocmcf->worker->lanes, &lane->node.node);
        ngx_free(lane);
        return;
    }

    q = ngx_queue_head(&lane->jobs);
    next = ngx_queue_data(q, ngx_http_coc_job_t, next);

    /* given up for the key's sake: the next one need not try as often */

    if (!job->counted) {
        next->refusals = job->refusals ? job->refusals - 1 : 0;
    }

    /* from an event: what is lost at the worker's end must not recurse */

    if (!next->retry.posted) {
        ngx_post_event(&next->retry, &ngx_posted_events);
    }
}


ngx_http_coc_job_t *
ngx_http_coc_lane_first(ngx_http_coc_job_t *job)
{
    ngx_queue_t  *q;

    if (job->lane == NULL) {
        return job;
    }

    q = ngx_queue_head(&job->lane->jobs);

    return ngx_queue_data(q, ngx_http_coc_job_t, next);
}


void
ngx_http_coc_lane_place(ngx_http_coc_job_t *job, const char *name,
    uint64_t seq)
{
    u_char     place[COC_RECORD_SPOOL], *p;
    coc_str_t  s;

    p = ngx_snprintf(place, sizeof(place), "%s%08xD", name, job->words);

    s.data = place;
    s.len = (size_t) (p - place);

    /* no memory: the ring of request ids is left */

    (void) coc_record_place(job->record, s, seq);
}
