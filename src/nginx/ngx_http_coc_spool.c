/*
 * A worker's spool: each record is written down before it is sent, and its
 * line is crossed out when the chain is done.  A file belongs to the process
 * that holds its lock, so that those of a process that was killed are found.
 *
 * Written by write() in the event loop, into the page cache; never synced here.
 */

#include "ngx_http_coc_spool.h"

#include <openssl/rand.h>
#include <sys/file.h>


#define NGX_HTTP_COC_SPOOL_SUFFIX  ".spool"
#define NGX_HTTP_COC_SPOOL_VERSION " 1"
#define NGX_HTTP_COC_SPOOL_SHARES  16
#define NGX_HTTP_COC_SPOOL_LARGE   (4 * 1024 * 1024)    /* of a file, bytes */


static ngx_int_t ngx_http_coc_spool_begin(ngx_http_coc_spool_file_t *file);
static void ngx_http_coc_spool_second(ngx_event_t *ev);
static void ngx_http_coc_spool_hand_over(ngx_http_coc_spool_t *spool);


ngx_int_t
ngx_http_coc_spool_init(ngx_cycle_t *cycle, ngx_http_coc_main_conf_t *cocmcf)
{
    ngx_http_coc_spool_t  *spool;

    if (cocmcf->spool == NULL) {
        return NGX_OK;
    }

    spool = ngx_pcalloc(cycle->pool, sizeof(ngx_http_coc_spool_t));
    if (spool == NULL) {
        return NGX_ERROR;
    }

    spool->cocmcf = cocmcf;
    spool->conf = cocmcf->spool;
    spool->lock = NGX_INVALID_FILE;

    ngx_queue_init(&spool->own);
    ngx_queue_init(&spool->adopted);
    ngx_queue_init(&spool->stuck);
    ngx_queue_init(&spool->waiters);

    spool->timer.handler = ngx_http_coc_spool_second;
    spool->timer.data = spool;
    spool->timer.log = cycle->log;
    spool->timer.cancelable = 1;

    spool->turn.handler = ngx_http_coc_spool_read;
    spool->turn.data = spool;
    spool->turn.log = cycle->log;

    if (ngx_http_coc_spool_sync_init(cycle, spool) != NGX_OK) {
        return NGX_ERROR;
    }

    cocmcf->worker->spool = spool;

    ngx_add_timer(&spool->timer, 1);

    return NGX_OK;
}


static void
ngx_http_coc_spool_second(ngx_event_t *ev)
{
    ngx_http_coc_spool_t  *spool = ev->data;

    /* always: what others left, and what a pool was too full for */

    ngx_http_coc_spool_sync(spool);

    if (ngx_exiting) {
        ngx_http_coc_spool_hand_over(spool);

    } else {
        ngx_http_coc_spool_adopt(spool);
        ngx_http_coc_spool_room(spool->cocmcf);
    }

    ngx_add_timer(ev, 1000);
}


/*
 * A worker that quits may have to wait for a client for hours: its records are
 * for the new ones, from now on.
 */

static void
ngx_http_coc_spool_hand_over(ngx_http_coc_spool_t *spool)
{
    ngx_uint_t                  i;
    ngx_queue_t                *files[3], *q, *next;
    ngx_http_coc_spool_file_t  *file;

    ngx_http_coc_record_leave(spool->cocmcf);

    if (!ngx_queue_empty(&spool->waiters)) {
        return;
    }

    files[0] = &spool->own;
    files[1] = &spool->adopted;
    files[2] = &spool->stuck;

    for (i = 0; i < 3; i++) {
        for (q = ngx_queue_head(files[i]);
             q != ngx_queue_sentinel(files[i]);
             q = next)
        {
            next = ngx_queue_next(q);
            file = ngx_queue_data(q, ngx_http_coc_spool_file_t, queue);

            if (file->jobs == 0) {
                ngx_http_coc_spool_close(file);
            }
        }
    }

    spool->backlog = 0;

    ngx_http_coc_spool_unlock(spool);
}


void
ngx_http_coc_spool_exit(ngx_http_coc_main_conf_t *cocmcf)
{
    ngx_uint_t             i;
    ngx_queue_t           *files[3], *q;
    ngx_http_coc_spool_t  *spool;

    spool = cocmcf->worker->spool;

    if (spool == NULL) {
        return;
    }

    /* the threads have ended before this */

    if (spool->syncing != NULL) {
        spool->syncing->syncing = 0;
    }

    files[0] = &spool->own;
    files[1] = &spool->adopted;
    files[2] = &spool->stuck;

    for (i = 0; i < 3; i++) {
        while (!ngx_queue_empty(files[i])) {
            q = ngx_queue_head(files[i]);
            ngx_http_coc_spool_close(ngx_queue_data(q,
                                     ngx_http_coc_spool_file_t, queue));
        }
    }

    ngx_http_coc_spool_unlock(spool);

    if (spool->timer.timer_set) {
        ngx_del_timer(&spool->timer);
    }

    if (spool->turn.posted) {
        ngx_delete_posted_event(&spool->turn);
    }

    if (spool->buf != NULL) {
        ngx_free(spool->buf);
    }

    cocmcf->worker->spool = NULL;
}


ngx_uint_t
ngx_http_coc_spool_loud(time_t *last)
{
    if (*last != 0 && ngx_time() - *last < NGX_HTTP_COC_SPOOL_LOG) {
        return 0;
    }

    *last = ngx_time();

    return 1;
}


u_char *
ngx_http_coc_spool_path(ngx_http_coc_spool_t *spool, const char *name,
    size_t len)
{
    u_char     *path, *p;
    ngx_str_t  *dir;

    dir = &spool->conf->path->name;

    path = ngx_alloc(dir->len + len + 2, ngx_cycle->log);
    if (path == NULL) {
        return NULL;
    }

    p = ngx_cpymem(path, dir->data, dir->len);
    *p++ = '/';
    p = ngx_cpymem(p, name, len);
    *p = '\0';

    return path;
}


/*
 * A new file: its lock is taken before anything is in it.  Another process may
 * have been faster, and have thrown away what it took for an empty one.
 */

static ngx_http_coc_spool_file_t *
ngx_http_coc_spool_create(ngx_http_coc_spool_t *spool)
{
    u_char                      random[6], name[64], *p;
    ngx_file_info_t              info;
    ngx_http_coc_spool_file_t   *file;

    file = ngx_calloc(sizeof(ngx_http_coc_spool_file_t), ngx_cycle->log);
    if (file == NULL) {
        return NULL;
    }

    file->spool = spool;

    if (RAND_bytes(random, sizeof(random)) != 1) {
        ngx_free(file);
        return NULL;
    }

    p = ngx_sprintf(name, "%012xL", (int64_t) ngx_http_coc_now());
    p = ngx_hex_dump(p, random, sizeof(random));
    ngx_memcpy(file->id, name, NGX_HTTP_COC_SPOOL_ID);
    p = ngx_cpymem(p, NGX_HTTP_COC_SPOOL_SUFFIX,
                   sizeof(NGX_HTTP_COC_SPOOL_SUFFIX) - 1);

    file->path = ngx_http_coc_spool_path(spool, (char *) name,
                                         (size_t) (p - name));
    if (file->path == NULL) {
        ngx_free(file);
        return NULL;
    }

    file->fd = open((const char *) file->path,
                    O_RDWR|O_APPEND|O_CREAT|O_EXCL|O_CLOEXEC, 0600);

    if (file->fd != NGX_INVALID_FILE
        && flock(file->fd, LOCK_EX|LOCK_NB) == 0
        && ngx_fd_info(file->fd, &info) != NGX_FILE_ERROR
        && info.st_nlink != 0)
    {
        return file;
    }

    if (ngx_http_coc_spool_loud(&spool->failed)) {
        ngx_log_error(NGX_LOG_CRIT, ngx_cycle->log, ngx_errno,
                      "coc: a file of the spool can't be made: \"%s\"",
                      file->path);
    }

    if (file->fd != NGX_INVALID_FILE) {
        (void) ngx_close_file(file->fd);
    }

    ngx_free(file->path);
    ngx_free(file);

    return NULL;
}


static ngx_int_t
ngx_http_coc_spool_begin(ngx_http_coc_spool_file_t *file)
{
    int        rc;
    coc_buf_t  line, text;

    coc_buf_init(&text, &ngx_http_coc_alloc, 256);
    coc_buf_init(&line, &ngx_http_coc_alloc, 512);

    (void) coc_buf_puts(&text, file->id);
    (void) coc_buf_puts(&text, NGX_HTTP_COC_SPOOL_VERSION);

    rc = text.status;

    if (rc == COC_OK) {
        rc = coc_spool_put(&line, COC_SPOOL_BEGIN, 0, coc_buf_str(&text));
    }

    if (rc == COC_OK
        && ngx_http_coc_spool_write(file, coc_buf_str(&line)) != NGX_OK)
    {
        rc = COC_ERROR;
    }

    coc_buf_free(&text);
    coc_buf_free(&line);

    return (rc == COC_OK) ? NGX_OK : NGX_ERROR;
}


ngx_http_coc_spool_file_t *
ngx_http_coc_spool_open(ngx_http_coc_spool_t *spool)
{
    ngx_http_coc_spool_file_t  *file;

    file = ngx_http_coc_spool_crowded(spool) ? NULL
                                             : ngx_http_coc_spool_create(spool);

    if (file == NULL) {
        ngx_http_coc_count(spool->cocmcf, spool_full, 1);
        return NULL;
    }

    ngx_queue_insert_tail(&spool->own, &file->queue);
    spool->file = file;

    if (ngx_http_coc_spool_begin(file) != NGX_OK) {
        ngx_http_coc_spool_close(file);
        return NULL;
    }

    file->read = file->size;

    return file;
}


ngx_int_t
ngx_http_coc_spool_write(ngx_http_coc_spool_file_t *file, coc_str_t line)
{
    ssize_t                n;
    ngx_err_t              err;
    ngx_http_coc_spool_t  *spool;

    spool = file->spool;

    n = write(file->fd, line.data, line.len);
    err = (n == -1) ? ngx_errno : NGX_ENOSPC;

    if (n == (ssize_t) line.len) {
        file->size += (off_t) n;

        if (!file->adopted) {
            spool->total += (off_t) n;
        }

        return NGX_OK;
    }

    /* half a line must not stand before the next one */

    if (n > 0 && ftruncate(file->fd, file->size) == -1) {
        file->closed = 1;
    }

    ngx_http_coc_count(spool->cocmcf, spool_full, 1);

    if (ngx_http_coc_spool_loud(&spool->failed)) {
        ngx_log_error(NGX_LOG_CRIT, ngx_cycle->log, err,
                      "coc: the spool can't be written: \"%s\"", file->path);
    }

    return NGX_ERROR;
}


off_t
ngx_http_coc_spool_share(ngx_http_coc_spool_t *spool)
{
    off_t  share;

    share = spool->conf->size / NGX_HTTP_COC_SPOOL_SHARES;
    share = ngx_max(share, NGX_HTTP_COC_SPOOL_SMALL);

    return ngx_min(share, NGX_HTTP_COC_SPOOL_LARGE);
}


void
ngx_http_coc_spool_settle(ngx_http_coc_spool_file_t *file)
{
    ngx_http_coc_spool_t  *spool;

    spool = file->spool;

    if (file->adopted) {

        if (!file->ended || file->undone > file->stuck) {
            return;
        }

        if (file->undone == 0) {
            ngx_http_coc_spool_close(file);

        } else {
            ngx_queue_remove(&file->queue);
            ngx_queue_insert_tail(&spool->stuck, &file->queue);
        }

        ngx_http_coc_spool_unlock(spool);
        return;
    }

    /*
     * Half full: the smallest spool is one file, and must have room again
     * before it is full.  Not sooner: a new file is one more name that Redis
     * keeps of a member.
     */

    if (file->undone == 0
        && (file->closed
            || file->size >= ngx_http_coc_spool_share(spool) / 2))
    {
        ngx_http_coc_spool_close(file);
    }
}


void
ngx_http_coc_spool_close(ngx_http_coc_spool_file_t *file)
{
    ngx_http_coc_spool_t  *spool;

    spool = file->spool;

    if (!file->gone) {

        if (file->undone == 0 && (!file->adopted || file->ended)
            && ngx_delete_file(file->path) == NGX_FILE_ERROR)
        {
            ngx_log_error(NGX_LOG_ERR, ngx_cycle->log, ngx_errno,
                          ngx_delete_file_n " \"%s\" failed", file->path);
        }

        ngx_queue_remove(&file->queue);

        if (!file->adopted) {
            spool->total -= file->size;
        }

        if (spool->file == file) {
            spool->file = NULL;
        }

        file->gone = 1;
    }

    if (file->syncing) {
        return;
    }

    (void) ngx_close_file(file->fd);

    if (file->done != NULL) {
        ngx_free(file->done);
    }

    ngx_free(file->path);
    ngx_free(file);
}


void
ngx_http_coc_spool_room(ngx_http_coc_main_conf_t *cocmcf)
{
    ngx_http_coc_spool_t  *spool;

    spool = cocmcf->worker->spool;

    if (spool == NULL || ngx_exiting || spool->turn.posted
        || (spool->backlog == 0 && ngx_queue_empty(&spool->adopted))
        || cocmcf->worker->njobs >= NGX_HTTP_COC_JOBS_SPOOL)
    {
        return;
    }

    ngx_post_event(&spool->turn, &ngx_posted_next_events);
}
