/*
 * Records under way in a worker; for ngx_http_coc_record*.c alone.
 */

#ifndef _NGX_HTTP_COC_RECORD_H_INCLUDED_
#define _NGX_HTTP_COC_RECORD_H_INCLUDED_


#include "ngx_http_coc_redis.h"


/*
 * Records of one member leave a worker one after the other: Redis knows the
 * last sixteen request ids of a member, and one that is sent again must still
 * be among them.
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
    ngx_http_coc_redis_t      *redis;
    ngx_http_coc_ctx_t        *ctx;         /* NULL: nobody waits */
    coc_record_t              *record;
    ngx_msec_t                 timeout;     /* ms a command */
    ngx_event_t                retry;
    ngx_uint_t                 attempts;    /* failed, in a row */
    ngx_uint_t                 refusals;    /* that waiting does not mend */
    unsigned                   counted:1;
};


COC_BEGIN_DECLS


/* ngx_http_coc_record_lane.c */

/*
 * Puts a job at the end of its member's lane.
 *
 * index      of the server: members of two servers have nothing in common
 * NGX_ERROR  no memory
 */
ngx_int_t ngx_http_coc_lane_enter(ngx_http_coc_job_t *job,
    coc_member_t *member, ngx_uint_t index);

/* Takes a job out of its lane, if it is in one: the member's next record may
 * go, from a posted event. */
void ngx_http_coc_lane_leave(ngx_http_coc_job_t *job);

/* The job that this one has to wait for, or itself. */
ngx_http_coc_job_t *ngx_http_coc_lane_first(ngx_http_coc_job_t *job);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_RECORD_H_INCLUDED_ */
