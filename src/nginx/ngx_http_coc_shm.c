/*
 * Shared memory: counters of all workers, kept over a reload.
 */

#include "ngx_http_coc.h"


ngx_int_t
ngx_http_coc_shm_init(ngx_shm_zone_t *zone, void *data)
{
    ngx_slab_pool_t           *pool;
    ngx_http_coc_main_conf_t  *old, *cocmcf;

    cocmcf = zone->data;
    old = data;

    if (old != NULL) {
        cocmcf->shm = old->shm;
        return NGX_OK;
    }

    pool = (ngx_slab_pool_t *) zone->shm.addr;

    if (zone->shm.exists) {
        cocmcf->shm = pool->data;
        return NGX_OK;
    }

    cocmcf->shm = ngx_slab_calloc(pool, sizeof(ngx_http_coc_shm_t));
    if (cocmcf->shm == NULL) {
        ngx_log_error(NGX_LOG_EMERG, zone->shm.log, 0,
                      "\"coc_zone\" \"%V\" is too small", &zone->shm.name);
        return NGX_ERROR;
    }

    pool->data = cocmcf->shm;

    return NGX_OK;
}
