/*
 * Records under way in a worker; for ngx_http_coc_record*.c alone.
 */

#ifndef _NGX_HTTP_COC_RECORD_H_INCLUDED_
#define _NGX_HTTP_COC_RECORD_H_INCLUDED_


#include "ngx_http_coc_redis.h"
#include "ngx_http_coc_standing.h"


#define NGX_HTTP_COC_JOBS         4096      /* in a worker's memory */
#define NGX_HTTP_COC_JOBS_SPOOL   3072      /* more than these: on disk alone */
#define NGX_HTTP_COC_JOB_TIMEOUT  1000      /* ms a command, of a replay */


typedef struct ngx_http_coc_spool_file_s  ngx_http_coc_spool_file_t;


/*
 * Records of one member leave a worker one after the other: Redis knows them
 * by the last number of theirs that it counted (coc_record_place()), so that a
 * later one must not overtake.
 */

typedef struct {
    ngx_str_node_t             node;        /* of the worker's lanes */
    ngx_queue_t                jobs;        /* the first is under way */
    coc_member_t               member;
} ngx_http_coc_lane_t;


struct ngx_http_coc_job_s {
    ngx_queue_t                queue;       /* of the worker's jobs */
    ngx_queue_t                next;        /* of the lane's */
    ngx_http_coc_lane_t       *lane;        /* NULL: counted, or no member */
    ngx_http_coc_main_conf_t  *cocmcf;
    ngx_http_coc_redis_conf_t *conf;
    ngx_http_coc_redis_t      *redis;
    uint32_t                   words;       /* CRC-32 of the Redis's */
    ngx_http_coc_source_t     *source;      /* NULL: of no location now */
    ngx_http_coc_ctx_t        *ctx;         /* NULL: nobody waits */
    coc_record_t              *record;      /* NULL: on disk alone */
    ngx_msec_t                 timeout;     /* ms a command */
    ngx_event_t                retry;
    ngx_uint_t                 attempts;    /* failed, in a row */
    ngx_uint_t                 refusals;    /* that waiting does not mend */
    ngx_http_coc_spool_file_t *file;        /* NULL: not written down */
    uint64_t                   seq;         /* there */
    off_t                      offset;      /* of its line */
    ngx_queue_t                sync;        /* of the spool's waiters */
    ngx_http_coc_spool_file_t *sync_file;   /* NULL: it is not among them */
    unsigned                   sent:1;      /* an answer is awaited */
    unsigned                   counted:1;
    unsigned                   replayed:1;  /* read back from a file */
    unsigned                   parting:1;   /* its request goes once the line
                                               is on disk */
};


COC_BEGIN_DECLS


/* ngx_http_coc_record.c */

/* Sends the next command of a job's chain; frees the job at its end. */
void ngx_http_coc_record_step(ngx_http_coc_job_t *job);

/* The handler of job->retry: the same, unless the worker leaves it to another
 * process. */
void ngx_http_coc_record_retry(ngx_event_t *ev);

/* Drops all jobs that are written down and that nobody waits for. */
void ngx_http_coc_record_leave(ngx_http_coc_main_conf_t *cocmcf);

/* Its request goes on without an answer, once the record is safe. */
void ngx_http_coc_record_let_go(ngx_http_coc_job_t *job,
    ngx_http_coc_redis_e why);

/* Its line is on disk, or can't be brought there.  Frees a job that is on
 * disk alone. */
void ngx_http_coc_record_synced(ngx_http_coc_job_t *job);


/* ngx_http_coc_record_make.c */

/*
 * A job of a record that was read from a file of the spool; takes the record
 * over.
 *
 * words      CRC-32 of those in its line
 * source     NULL: no location has this Redis and prefix any more
 * NGX_ERROR  no memory: the record is still the caller's
 */
ngx_int_t ngx_http_coc_record_replay(ngx_http_coc_main_conf_t *cocmcf,
    coc_record_t *record, ngx_http_coc_redis_conf_t *conf, uint32_t words,
    ngx_http_coc_source_t *source, ngx_http_coc_spool_file_t *file,
    uint64_t seq);


/* ngx_http_coc_record_lane.c */

/*
 * Puts a job at the end of its member's lane, one for each job->words: members
 * of two servers have nothing in common.  NGX_ERROR: no memory.
 */
ngx_int_t ngx_http_coc_lane_enter(ngx_http_coc_job_t *job,
    const coc_member_t *member);

/*
 * Gives a job's record its place, before the job enters its lane.
 *
 * name  a file of the spool, or the life of this worker: letters and digits,
 *       24 of them.  job->words is added, as each lane has an order of its own
 * seq   higher than that of all that entered before under this name
 */
void ngx_http_coc_lane_place(ngx_http_coc_job_t *job, const char *name,
    uint64_t seq);

/* Takes a job out of its lane, if it is in one: the member's next record may
 * go, from a posted event. */
void ngx_http_coc_lane_leave(ngx_http_coc_job_t *job);

/* The job that this one has to wait for, or itself. */
ngx_http_coc_job_t *ngx_http_coc_lane_first(ngx_http_coc_job_t *job);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_RECORD_H_INCLUDED_ */
