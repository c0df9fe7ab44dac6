/*
 * The standing table in coc_zone, and whether it may be believed: what a
 * request asks of it, what workers write through.  The feed keeps it true, see
 * ngx_http_coc_feed.c.
 */

#include "ngx_http_coc_standing.h"


#define NGX_HTTP_COC_BOARD_PAGES  2     /* left to others in the zone */
#define NGX_HTTP_COC_BOARD_LOG    10    /* s between lines of a full table */


static ngx_http_coc_shared_t *ngx_http_coc_standing_shared(
    ngx_http_coc_board_t *board, ngx_http_coc_source_t *source,
    ngx_log_t *log);
static size_t ngx_http_coc_standing_name(ngx_http_coc_source_t *source,
    u_char *name);
static void ngx_http_coc_standing_forget(ngx_http_coc_shared_t *shared);


#define ngx_http_coc_shared_get(p)     __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define ngx_http_coc_shared_set(p, v)  __atomic_store_n(p, v, __ATOMIC_RELEASE)


ngx_http_coc_board_t *
ngx_http_coc_standing_create(ngx_slab_pool_t *pool)
{
    void                  *mem;
    size_t                 size;
    ngx_http_coc_board_t  *board;

    board = ngx_slab_calloc(pool, sizeof(ngx_http_coc_board_t));

    if (board == NULL || pool->pfree <= NGX_HTTP_COC_BOARD_PAGES) {
        return NULL;
    }

    size = (pool->pfree - NGX_HTTP_COC_BOARD_PAGES) * ngx_pagesize;
    mem = ngx_slab_alloc(pool, size);

    if (mem == NULL) {
        return NULL;
    }

    board->pool = pool;
    board->table = coc_table_init(mem, size);

    return (board->table == NULL) ? NULL : board;
}


void
ngx_http_coc_standing_init(ngx_http_coc_main_conf_t *cocmcf, ngx_log_t *log)
{
    ngx_uint_t               i, k, lane;
    ngx_http_coc_board_t    *board;
    ngx_http_coc_source_t  **source;
    ngx_http_coc_shared_t   *shared;

    board = cocmcf->board;
    source = cocmcf->sources.elts;

    if (board == NULL) {
        return;
    }

    ngx_http_coc_standing_lock(board);

    for (i = 0; i < cocmcf->sources.nelts; i++) {

        if (!source[i]->cached) {
            continue;
        }

        for (lane = 0, k = 0; k < i; k++) {
            lane += (source[k]->cached && source[k]->redis == source[i]->redis);
        }

        source[i]->lane = lane;
        source[i]->board = board;
        source[i]->shared = ngx_http_coc_standing_shared(board, source[i],
                                                         log);
    }

    for (k = 0; k < board->n; k++) {
        shared = board->shared[k];

        for (i = 0; i < cocmcf->sources.nelts; i++) {
            if (source[i]->shared == shared) {
                break;
            }
        }

        if (i == cocmcf->sources.nelts && !shared->gone) {
            shared->gone = 1;
            ngx_http_coc_standing_forget(shared);
            coc_table_clear(board->table, (unsigned) k);
        }
    }

    ngx_http_coc_standing_unlock(board);
}


/* Known by its words and its prefix, so that it is found after a reload. */

static ngx_http_coc_shared_t *
ngx_http_coc_standing_shared(ngx_http_coc_board_t *board,
    ngx_http_coc_source_t *source, ngx_log_t *log)
{
    size_t                  len;
    ngx_uint_t              i;
    ngx_http_coc_shared_t  *shared;

    len = ngx_http_coc_standing_name(source, NULL);

    shared = NULL;

    if (board->n < COC_TABLE_SOURCES) {
        shared = ngx_slab_calloc_locked(board->pool,
                                        sizeof(ngx_http_coc_shared_t) + len);
    }

    if (shared != NULL) {
        shared->len = ngx_http_coc_standing_name(source, shared->name);
    }

    for (i = 0; shared != NULL && i < board->n; i++) {

        if (board->shared[i]->len == shared->len
            && ngx_memcmp(board->shared[i]->name, shared->name, shared->len)
               == 0)
        {
            ngx_slab_free_locked(board->pool, shared);
            shared = board->shared[i];
            shared->gone = 0;
            source->number = i;
            return shared;
        }
    }

    if (shared == NULL) {
        ngx_log_error(NGX_LOG_ERR, log, 0,
                      "coc: no room in \"coc_zone\" for one more Redis and "
                      "prefix: each request asks \"%V\"",
                      &source->redis->name);
        return NULL;
    }

    source->number = board->n;
    board->shared[board->n++] = shared;

    return shared;
}


static size_t
ngx_http_coc_standing_name(ngx_http_coc_source_t *source, u_char *name)
{
    size_t       len;
    coc_str_t   *word;
    ngx_uint_t   i;

    len = source->prefix.len;
    word = source->redis->words->elts;

    if (name != NULL) {
        name = ngx_cpymem(name, source->prefix.data, source->prefix.len);
    }

    for (i = 0; i < source->redis->words->nelts; i++) {
        len += word[i].len + 1;

        if (name != NULL) {
            *name++ = ' ';
            name = ngx_cpymem(name, word[i].data, word[i].len);
        }
    }

    return len;
}


/* Nothing that is not known anew holds, not even as stale. */

static void
ngx_http_coc_standing_forget(ngx_http_coc_shared_t *shared)
{
    ngx_http_coc_shared_set(&shared->synced, 0);
    ngx_http_coc_shared_set(&shared->known, 0);

    shared->tailed = 0;
    shared->resets++;
}


void
ngx_http_coc_standing_lock(ngx_http_coc_board_t *board)
{
    ngx_uint_t  i;

    ngx_shmtx_lock(&board->pool->mutex);

    if (!coc_table_torn(board->table)) {
        return;
    }

    /* before it is empty: a miss must not be believed */

    for (i = 0; i < board->n; i++) {
        ngx_http_coc_standing_forget(board->shared[i]);
    }

    (void) coc_table_repair(board->table);

    ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, 0,
                  "coc: a worker was killed while it wrote to the standing "
                  "table: it is read anew");
}


void
ngx_http_coc_standing_unlock(ngx_http_coc_board_t *board)
{
    ngx_shmtx_unlock(&board->pool->mutex);
}


void
ngx_http_coc_standing_full(ngx_http_coc_source_t *source)
{
    ngx_http_coc_board_t      *board;
    ngx_http_coc_shared_t     *shared;
    ngx_http_coc_main_conf_t  *cocmcf;

    board = source->board;
    shared = source->shared;

    ngx_http_coc_shared_set(&shared->synced, 0);
    shared->full = ngx_current_msec + NGX_HTTP_COC_FULL;

    /* what had no room was read: the next leader must not go on from there */

    shared->tailed = 0;

    cocmcf = ngx_http_cycle_get_module_main_conf(ngx_cycle,
                                                 ngx_http_coc_module);
    ngx_http_coc_count(cocmcf, table_full, 1);

    if (ngx_time() - board->logged < NGX_HTTP_COC_BOARD_LOG) {
        return;
    }

    board->logged = ngx_time();

    ngx_log_error(NGX_LOG_CRIT, ngx_cycle->log, 0,
                  "coc: \"coc_zone\" is too small: its %uz sanctions are all "
                  "in force, each request asks redis \"%V\"",
                  coc_table_room(board->table), &source->redis->name);
}


ngx_http_coc_table_e
ngx_http_coc_standing_find(ngx_http_coc_source_t *source,
    const coc_member_t *member, ngx_msec_t stale, coc_standing_t *standing)
{
    int                     rc;
    uint64_t                now, known;
    ngx_http_coc_board_t   *board;
    ngx_http_coc_shared_t  *shared;
    coc_table_answer_t      answer;

    shared = source->shared;

    if (shared == NULL || ngx_http_coc_shared_get(&shared->gone)) {
        return NGX_HTTP_COC_TABLE_ASK;
    }

    now = ngx_current_msec;

    if (stale == 0) {
        if (now >= ngx_http_coc_shared_get(&shared->synced)) {
            return NGX_HTTP_COC_TABLE_ASK;
        }

    } else {
        known = ngx_http_coc_shared_get(&shared->known);

        if (known == 0 || now > known + stale) {
            return NGX_HTTP_COC_TABLE_ASK;
        }
    }

    board = source->board;

    rc = coc_table_find(board->table, (unsigned) source->number, member,
                        ngx_http_coc_now(), &answer);

    if (rc == COC_AGAIN) {
        ngx_http_coc_standing_lock(board);

        rc = (shared->known == 0 || (stale == 0 && now >= shared->synced))
             ? COC_AGAIN
             : coc_table_find(board->table, (unsigned) source->number, member,
                              ngx_http_coc_now(), &answer);

        ngx_http_coc_standing_unlock(board);
    }

    switch (rc) {

    case COC_OK:
        /* why a privilege was taken, and until when, the record alone tells */

        if ((stale == 0 && (!answer.verified
                            || answer.standing.privileges.taken != 0))
            || answer.standing.step == COC_STEP_MAX)
        {
            return NGX_HTTP_COC_TABLE_ASK;
        }

        *standing = answer.standing;
        return NGX_HTTP_COC_TABLE_HIT;

    case COC_DECLINED:
        return NGX_HTTP_COC_TABLE_MISS;

    default: /* COC_AGAIN */
        return NGX_HTTP_COC_TABLE_ASK;
    }
}


void
ngx_http_coc_standing_put(ngx_http_coc_source_t *source,
    const coc_member_t *member, const coc_standing_t *standing)
{
    int                     rc;
    uint64_t                now;
    ngx_http_coc_board_t   *board;
    ngx_http_coc_shared_t  *shared;
    coc_table_answer_t      answer;

    shared = source->shared;

    if (shared == NULL || ngx_http_coc_shared_get(&shared->gone)) {
        return;
    }

    board = source->board;
    now = ngx_http_coc_now();

    /* nearly always: no sanction, and none believed */

    if (!coc_standing_active(standing, now)
        && coc_table_find(board->table, (unsigned) source->number, member, now,
                          &answer)
           == COC_DECLINED)
    {
        return;
    }

    ngx_http_coc_standing_lock(board);

    rc = coc_table_put(board->table, (unsigned) source->number, member,
                       standing, now);

    if (rc == COC_LIMIT) {
        ngx_http_coc_standing_full(source);
    }

    ngx_http_coc_standing_unlock(board);
}
