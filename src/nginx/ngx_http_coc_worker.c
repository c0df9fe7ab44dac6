/*
 * A worker's beginning and end: scratch memory, connections, the names of
 * captured fields.
 */

#include "ngx_http_coc.h"
#include "ngx_http_coc_feed.h"
#include "ngx_http_coc_spool.h"

#include <openssl/rand.h>


static void *ngx_http_coc_worker_alloc(void *ctx, size_t size);
static void ngx_http_coc_worker_free(void *ctx, void *p);
static ngx_int_t ngx_http_coc_worker_scratch(ngx_http_coc_main_conf_t *cocmcf,
    ngx_http_coc_worker_t *worker);


const coc_alloc_t  ngx_http_coc_alloc = {
    ngx_http_coc_worker_alloc,
    ngx_http_coc_worker_free,
    NULL
};


static void *
ngx_http_coc_worker_alloc(void *ctx, size_t size)
{
    return ngx_alloc(size, ngx_cycle->log);
}


static void
ngx_http_coc_worker_free(void *ctx, void *p)
{
    ngx_free(p);
}


ngx_int_t
ngx_http_coc_init_process(ngx_cycle_t *cycle)
{
    u_char                       life[12];
    ngx_uint_t                   i;
    ngx_http_coc_worker_t       *worker;
    ngx_http_coc_main_conf_t    *cocmcf;
    ngx_http_coc_redis_conf_t  **conf;

    if (ngx_process != NGX_PROCESS_WORKER && ngx_process != NGX_PROCESS_SINGLE)
    {
        return NGX_OK;
    }

    cocmcf = ngx_http_cycle_get_module_main_conf(cycle, ngx_http_coc_module);

    /* coc_api may stand alone */

    if (cocmcf == NULL
        || (cocmcf->rules.nelts == 0 && cocmcf->sources.nelts == 0))
    {
        return NGX_OK;
    }

    worker = ngx_pcalloc(cycle->pool, sizeof(ngx_http_coc_worker_t));
    if (worker == NULL) {
        return NGX_ERROR;
    }

    ngx_queue_init(&worker->jobs);
    ngx_rbtree_init(&worker->lanes, &worker->lanes_sentinel,
                    ngx_str_rbtree_insert_value);

    if (RAND_bytes(worker->key, sizeof(worker->key)) != 1
        || RAND_bytes(life, sizeof(life)) != 1)
    {
        ngx_log_error(NGX_LOG_EMERG, cycle->log, 0, "RAND_bytes() failed");
        return NGX_ERROR;
    }

    (void) ngx_hex_dump((u_char *) worker->life, life, sizeof(life));

    if (ngx_http_coc_vars_captures(cycle, cocmcf) != NGX_OK
        || ngx_http_coc_worker_scratch(cocmcf, worker) != NGX_OK)
    {
        return NGX_ERROR;
    }

    worker->redis = ngx_pcalloc(cycle->pool, (cocmcf->redis.nelts + 1)
                                             * sizeof(ngx_http_coc_redis_t *));
    if (worker->redis == NULL) {
        return NGX_ERROR;
    }

    cocmcf->worker = worker;
    conf = cocmcf->redis.elts;

    /* the time is still that of before the rules were compiled */

    ngx_time_update();

    for (i = 0; i < cocmcf->redis.nelts; i++) {
        worker->redis[i] = ngx_http_coc_redis_create(cycle, conf[i]);

        if (worker->redis[i] == NULL) {
            return NGX_ERROR;
        }
    }

    if (ngx_http_coc_feed_init(cycle, cocmcf) != NGX_OK) {
        return NGX_ERROR;
    }

    return ngx_http_coc_spool_init(cycle, cocmcf);
}


static ngx_int_t
ngx_http_coc_worker_scratch(ngx_http_coc_main_conf_t *cocmcf,
    ngx_http_coc_worker_t *worker)
{
    ngx_uint_t             i;
    ngx_http_coc_rules_t  *rules;

    if (coc_scratch_create(&worker->scratch, &ngx_http_coc_alloc) != COC_OK) {
        return NGX_ERROR;
    }

    rules = cocmcf->rules.elts;

    for (i = 0; i < cocmcf->rules.nelts; i++) {
        if (coc_scratch_fit(worker->scratch,
                            coc_engine_match(rules[i].engine))
            != COC_OK)
        {
            return NGX_ERROR;
        }
    }

    return NGX_OK;
}


void
ngx_http_coc_exit_process(ngx_cycle_t *cycle)
{
    ngx_uint_t                 i;
    ngx_http_coc_worker_t     *worker;
    ngx_http_coc_main_conf_t  *cocmcf;

    cocmcf = ngx_http_cycle_get_module_main_conf(cycle, ngx_http_coc_module);

    if (cocmcf == NULL || cocmcf->worker == NULL) {
        return;
    }

    worker = cocmcf->worker;

    ngx_http_coc_feed_exit(cocmcf);

    for (i = 0; i < cocmcf->redis.nelts; i++) {
        if (worker->redis[i] != NULL) {
            ngx_http_coc_redis_destroy(worker->redis[i]);
        }
    }

    ngx_http_coc_record_exit(cycle, cocmcf);
    ngx_http_coc_spool_exit(cocmcf);

    coc_scratch_destroy(worker->scratch);
}
