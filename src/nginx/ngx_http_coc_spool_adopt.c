/*
 * The folder.  Files of processes that are gone: found by their locks, which
 * nobody holds, and taken over in the order in which they were made.  And what
 * all files come to.
 */

#include "ngx_http_coc_spool.h"

#include <sys/file.h>


#define NGX_HTTP_COC_SPOOL_FILES   64   /* adopted at a time */
#define NGX_HTTP_COC_SPOOL_SUFFIX  ".spool"


static ngx_int_t ngx_http_coc_spool_list(ngx_http_coc_spool_t *spool,
    ngx_array_t *names);
static int ngx_libc_cdecl ngx_http_coc_spool_cmp(const void *a,
    const void *b);
static ngx_uint_t ngx_http_coc_spool_take(ngx_http_coc_spool_t *spool,
    ngx_str_t *name);


/*
 * One process at a time adopts, so that the files of one that is gone are read
 * in the order in which they were made.
 */

void
ngx_http_coc_spool_adopt(ngx_http_coc_spool_t *spool)
{
    u_char       *path;
    ngx_str_t    *name;
    ngx_uint_t    i, n;
    ngx_pool_t   *pool;
    ngx_array_t   names;

    if (!ngx_queue_empty(&spool->adopted)) {
        return;
    }

    if (spool->lock == NGX_INVALID_FILE) {
        path = ngx_http_coc_spool_path(spool, "lock", 4);
        if (path == NULL) {
            return;
        }

        spool->lock = open((const char *) path, O_RDWR|O_CREAT|O_CLOEXEC
                                                |O_NOFOLLOW, 0600);
        ngx_free(path);

        if (spool->lock == NGX_INVALID_FILE) {
            return;
        }

        if (flock(spool->lock, LOCK_EX|LOCK_NB) == -1) {
            (void) ngx_close_file(spool->lock);
            spool->lock = NGX_INVALID_FILE;
            return;
        }
    }

    pool = ngx_create_pool(4096, ngx_cycle->log);

    if (pool != NULL) {

        if (ngx_array_init(&names, pool, 16, sizeof(ngx_str_t)) == NGX_OK
            && ngx_http_coc_spool_list(spool, &names) == NGX_OK)
        {
            name = names.elts;
            ngx_qsort(name, names.nelts, sizeof(ngx_str_t),
                      ngx_http_coc_spool_cmp);

            /* those of the living, and what is stuck, are in no one's way */

            for (i = 0, n = 0;
                 i < names.nelts && n < NGX_HTTP_COC_SPOOL_FILES;
                 i++)
            {
                n += ngx_http_coc_spool_take(spool, &name[i]);
            }
        }

        ngx_destroy_pool(pool);
    }

    ngx_http_coc_spool_unlock(spool);
}


/*
 * Each worker has its share, but one that is gone leaves what it had: without
 * a bound of all, each reload while Redis is away would begin anew.
 */

ngx_uint_t
ngx_http_coc_spool_crowded(ngx_http_coc_spool_t *spool)
{
    off_t             total, most;
    u_char           *path;
    ngx_str_t        *name;
    ngx_uint_t        i;
    ngx_pool_t       *pool;
    ngx_array_t       names;
    ngx_core_conf_t  *ccf;
    ngx_file_info_t   info;

    if (spool->crowded == ngx_time()) {
        return 1;
    }

    pool = ngx_create_pool(4096, ngx_cycle->log);
    if (pool == NULL) {
        return 1;
    }

    total = 0;

    if (ngx_array_init(&names, pool, 16, sizeof(ngx_str_t)) == NGX_OK
        && ngx_http_coc_spool_list(spool, &names) == NGX_OK)
    {
        name = names.elts;

        for (i = 0; i < names.nelts; i++) {
            path = ngx_http_coc_spool_path(spool, (char *) name[i].data,
                                           name[i].len);

            if (path != NULL && ngx_file_info(path, &info) != NGX_FILE_ERROR) {
                total += ngx_file_size(&info);
            }

            if (path != NULL) {
                ngx_free(path);
            }
        }
    }

    ngx_destroy_pool(pool);

    ccf = (ngx_core_conf_t *) ngx_get_conf(ngx_cycle->conf_ctx,
                                           ngx_core_module);
    most = spool->conf->size * (off_t) ngx_max(ccf->worker_processes, 1);

    if (total < most) {
        return 0;
    }

    /* not looked at again for each record */

    spool->crowded = ngx_time();

    ngx_http_coc_spool_said_full(spool, total, most);

    return 1;
}


void
ngx_http_coc_spool_unlock(ngx_http_coc_spool_t *spool)
{
    if (spool->lock != NGX_INVALID_FILE && ngx_queue_empty(&spool->adopted)) {
        (void) ngx_close_file(spool->lock);
        spool->lock = NGX_INVALID_FILE;
    }
}


static int ngx_libc_cdecl
ngx_http_coc_spool_cmp(const void *a, const void *b)
{
    const ngx_str_t  *first = a, *second = b;

    return ngx_strcmp(first->data, second->data);
}


/* Names in the folder that end as files of a spool do. */

static ngx_int_t
ngx_http_coc_spool_list(ngx_http_coc_spool_t *spool, ngx_array_t *names)
{
    size_t      len;
    u_char     *p;
    ngx_dir_t   dir;
    ngx_str_t  *name;

    if (ngx_open_dir(&spool->conf->path->name, &dir) == NGX_ERROR) {
        if (ngx_http_coc_spool_loud(&spool->failed)) {
            ngx_log_error(NGX_LOG_CRIT, ngx_cycle->log, ngx_errno,
                          ngx_open_dir_n " \"%V\" failed",
                          &spool->conf->path->name);
        }

        return NGX_ERROR;
    }

    while (ngx_read_dir(&dir) == NGX_OK) {

        p = ngx_de_name(&dir);
        len = ngx_de_namelen(&dir);

        if (len < sizeof(NGX_HTTP_COC_SPOOL_SUFFIX)
            || p[0] == '.'
            || ngx_strcmp(p + len - (sizeof(NGX_HTTP_COC_SPOOL_SUFFIX) - 1),
                          NGX_HTTP_COC_SPOOL_SUFFIX)
               != 0)
        {
            continue;
        }

        name = ngx_array_push(names);
        if (name == NULL) {
            break;
        }

        name->len = len;
        name->data = ngx_pnalloc(names->pool, len + 1);

        if (name->data == NULL) {
            names->nelts--;
            break;
        }

        ngx_memcpy(name->data, p, len + 1);
    }

    (void) ngx_close_dir(&dir);

    return NGX_OK;
}


/* Returns 1 if the file is ours from now on. */

static ngx_uint_t
ngx_http_coc_spool_take(ngx_http_coc_spool_t *spool, ngx_str_t *name)
{
    ngx_fd_t                    fd;
    u_char                     *path;
    ngx_file_info_t             info;
    ngx_http_coc_spool_file_t  *file;

    path = ngx_http_coc_spool_path(spool, (char *) name->data, name->len);
    if (path == NULL) {
        return 0;
    }

    fd = open((const char *) path, O_RDWR|O_APPEND|O_CLOEXEC|O_NOFOLLOW);

    if (fd == NGX_INVALID_FILE) {
        if (ngx_errno != NGX_ENOENT && ngx_http_coc_spool_loud(&spool->failed))
        {
            ngx_log_error(NGX_LOG_CRIT, ngx_cycle->log, ngx_errno,
                          ngx_open_file_n " \"%s\" failed", path);
        }

        ngx_free(path);
        return 0;
    }

    /* ours too are locked: by another descriptor */

    file = NULL;

    if (flock(fd, LOCK_EX|LOCK_NB) == 0
        && ngx_fd_info(fd, &info) != NGX_FILE_ERROR
        && ngx_is_file(&info) && info.st_nlink != 0)
    {
        file = ngx_calloc(sizeof(ngx_http_coc_spool_file_t), ngx_cycle->log);
    }

    if (file == NULL) {
        (void) ngx_close_file(fd);
        ngx_free(path);
        return 0;
    }

    file->spool = spool;
    file->fd = fd;
    file->path = path;
    file->size = ngx_file_size(&info);
    file->adopted = 1;
    file->dirty = 1;

    ngx_queue_insert_tail(&spool->adopted, &file->queue);

    ngx_log_error(NGX_LOG_NOTICE, ngx_cycle->log, 0,
                  "coc: adopts \"%s\", %O bytes", path, file->size);

    return 1;
}
