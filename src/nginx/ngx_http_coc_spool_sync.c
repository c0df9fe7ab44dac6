/*
 * fsync of a worker's spool, by a thread of nginx' default pool: one file at a
 * time, never in the event loop.
 */

#include "ngx_http_coc_spool.h"

#if (NGX_THREADS)
#include <ngx_thread_pool.h>
#endif


#if (NGX_THREADS)

typedef struct {
    ngx_fd_t    fd;
    u_char     *dir;            /* to be synced as well, or NULL */
    ngx_err_t   err;
} ngx_http_coc_spool_task_t;


static void ngx_http_coc_spool_sync_thread(void *data, ngx_log_t *log);
static ngx_http_coc_spool_file_t *ngx_http_coc_spool_sync_next(
    ngx_http_coc_spool_t *spool);
static void ngx_http_coc_spool_unsynced(ngx_http_coc_spool_t *spool,
    ngx_http_coc_spool_file_t *file, ngx_err_t err);
static void ngx_http_coc_spool_synced(ngx_event_t *ev);
static void ngx_http_coc_spool_wake(ngx_http_coc_spool_t *spool,
    ngx_http_coc_spool_file_t *file, uint64_t seq);


ngx_int_t
ngx_http_coc_spool_sync_init(ngx_cycle_t *cycle, ngx_http_coc_spool_t *spool)
{
    ngx_thread_task_t  *task;

    if (spool->conf->fsync == NGX_HTTP_COC_FSYNC_OFF) {
        return NGX_OK;
    }

    task = ngx_thread_task_alloc(cycle->pool,
                                 sizeof(ngx_http_coc_spool_task_t));
    if (task == NULL) {
        return NGX_ERROR;
    }

    task->handler = ngx_http_coc_spool_sync_thread;
    task->event.handler = ngx_http_coc_spool_synced;
    task->event.data = spool;
    task->event.log = cycle->log;

    spool->task = task;

    return NGX_OK;
}


static void
ngx_http_coc_spool_sync_thread(void *data, ngx_log_t *log)
{
    ngx_http_coc_spool_task_t  *task = data;

    ngx_fd_t  dir;

    task->err = (fdatasync(task->fd) == -1) ? ngx_errno : 0;

    if (task->err || task->dir == NULL) {
        return;
    }

    /* a file that was just made: its name too */

    dir = open((const char *) task->dir, O_RDONLY|O_DIRECTORY|O_CLOEXEC);

    if (dir == NGX_INVALID_FILE || fsync(dir) == -1) {
        task->err = ngx_errno;
    }

    if (dir != NGX_INVALID_FILE) {
        (void) ngx_close_file(dir);
    }
}


/* What others left may not have come to the disk either. */

static ngx_http_coc_spool_file_t *
ngx_http_coc_spool_sync_next(ngx_http_coc_spool_t *spool)
{
    ngx_uint_t                  i;
    ngx_queue_t                *files[3], *q;
    ngx_http_coc_spool_file_t  *file;

    files[0] = &spool->own;
    files[1] = &spool->adopted;
    files[2] = &spool->stuck;

    for (i = 0; i < 3; i++) {
        for (q = ngx_queue_head(files[i]);
             q != ngx_queue_sentinel(files[i]);
             q = ngx_queue_next(q))
        {
            file = ngx_queue_data(q, ngx_http_coc_spool_file_t, queue);

            if (file->dirty) {
                return file;
            }
        }
    }

    return NULL;
}


void
ngx_http_coc_spool_sync(ngx_http_coc_spool_t *spool)
{
    ngx_thread_task_t          *task;
    ngx_http_coc_spool_file_t  *file;
    ngx_http_coc_spool_task_t  *t;

    task = spool->task;

    if (task == NULL || spool->syncing != NULL) {
        return;
    }

    file = ngx_http_coc_spool_sync_next(spool);

    if (file == NULL) {
        return;
    }

    t = task->ctx;
    t->fd = file->fd;
    t->dir = file->named ? NULL : spool->conf->path->name.data;

    if (ngx_thread_task_post(spool->conf->pool, task) != NGX_OK) {

        /* the queue of the pool is full: nobody is kept waiting for it */

        ngx_http_coc_spool_unsynced(spool, file, 0);
        ngx_http_coc_spool_wake(spool, file, file->seq);
        return;
    }

    file->dirty = 0;
    file->syncing = 1;
    spool->syncing = file;
    spool->synced = file->seq;
}


/*
 * Said and counted.  The system may have dropped what it could not write, and
 * tells it once: no more is added to such a file.  Its records are in memory,
 * or in the page cache, and are sent as ever.
 */

static void
ngx_http_coc_spool_unsynced(ngx_http_coc_spool_t *spool,
    ngx_http_coc_spool_file_t *file, ngx_err_t err)
{
    ngx_http_coc_count(spool->cocmcf, spool_unsynced, 1);

    if (ngx_http_coc_spool_loud(&spool->unsynced)) {
        ngx_log_error(NGX_LOG_CRIT, ngx_cycle->log, err,
                      "coc: the spool can't be synced, a machine that stops "
                      "now loses records: \"%s\"", file->path);
    }
}


static void
ngx_http_coc_spool_synced(ngx_event_t *ev)
{
    ngx_uint_t                  more;
    ngx_thread_task_t          *task;
    ngx_http_coc_spool_t       *spool = ev->data;
    ngx_http_coc_spool_file_t  *file;
    ngx_http_coc_spool_task_t  *t;

    task = spool->task;
    t = task->ctx;
    file = spool->syncing;

    spool->syncing = NULL;
    file->syncing = 0;

    /* each second: up to the file that is written now, and no further */

    more = spool->conf->fsync == NGX_HTTP_COC_FSYNC_ALWAYS || file->closed;

    if (t->err) {
        file->closed = 1;
        ngx_http_coc_spool_unsynced(spool, file, t->err);

    } else {
        file->named = 1;
    }

    ngx_http_coc_spool_wake(spool, file, spool->synced);

    if (file->gone) {
        ngx_http_coc_spool_close(file);
    }

    if (more) {
        ngx_http_coc_spool_sync(spool);
    }
}


/* Those whose line is on disk now, or won't be. */

static void
ngx_http_coc_spool_wake(ngx_http_coc_spool_t *spool,
    ngx_http_coc_spool_file_t *file, uint64_t seq)
{
    ngx_queue_t         *q, *next;
    ngx_http_coc_job_t  *job;

    for (q = ngx_queue_head(&spool->waiters);
         q != ngx_queue_sentinel(&spool->waiters);
         q = next)
    {
        next = ngx_queue_next(q);
        job = ngx_queue_data(q, ngx_http_coc_job_t, sync);

        if (job->sync_file == file && job->seq <= seq) {
            ngx_queue_remove(q);
            job->sync_file = NULL;
            ngx_http_coc_record_synced(job);
        }
    }
}


void
ngx_http_coc_spool_sync_job(ngx_http_coc_job_t *job)
{
    ngx_http_coc_spool_t  *spool;

    spool = job->file->spool;

    job->sync_file = job->file;
    ngx_queue_insert_tail(&spool->waiters, &job->sync);

    ngx_http_coc_spool_sync(spool);
}

#else

ngx_int_t
ngx_http_coc_spool_sync_init(ngx_cycle_t *cycle, ngx_http_coc_spool_t *spool)
{
    return NGX_OK;
}


void
ngx_http_coc_spool_sync(ngx_http_coc_spool_t *spool)
{
    /* void: coc_spool takes fsync=off alone */
}


void
ngx_http_coc_spool_sync_job(ngx_http_coc_job_t *job)
{
    /* void */
}

#endif
