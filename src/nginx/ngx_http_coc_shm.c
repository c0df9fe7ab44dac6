/*
 * Shared memory: counters of all workers and the standing table, kept over a
 * reload.
 */

#include "ngx_http_coc_standing.h"


/* At the zone's beginning. */

typedef struct {
    ngx_http_coc_shm_t     counters;
    ngx_http_coc_board_t  *board;
} ngx_http_coc_zone_t;


ngx_int_t
ngx_http_coc_shm_init(ngx_shm_zone_t *shm_zone, void *data)
{
    ngx_slab_pool_t           *pool;
    ngx_http_coc_zone_t       *zone;
    ngx_http_coc_main_conf_t  *old, *cocmcf;

    cocmcf = shm_zone->data;
    old = data;

    if (old != NULL) {
        cocmcf->shm = old->shm;
        cocmcf->board = old->board;
        return NGX_OK;
    }

    pool = (ngx_slab_pool_t *) shm_zone->shm.addr;

    if (shm_zone->shm.exists) {
        zone = pool->data;
        cocmcf->shm = &zone->counters;
        cocmcf->board = zone->board;
        return NGX_OK;
    }

    zone = ngx_slab_calloc(pool, sizeof(ngx_http_coc_zone_t));

    if (zone != NULL) {
        zone->board = ngx_http_coc_standing_create(pool);
    }

    if (zone == NULL || zone->board == NULL) {
        ngx_log_error(NGX_LOG_EMERG, shm_zone->shm.log, 0,
                      "\"coc_zone\" \"%V\" is too small",
                      &shm_zone->shm.name);
        return NGX_ERROR;
    }

    cocmcf->shm = &zone->counters;
    cocmcf->board = zone->board;
    pool->data = zone;

    return NGX_OK;
}
