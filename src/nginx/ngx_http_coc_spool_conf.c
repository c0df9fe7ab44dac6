/*
 * The directive coc_spool: where records wait while Redis is away.
 */

#include "ngx_http_coc_spool.h"

#if (NGX_THREADS)
#include <ngx_thread_pool.h>
#endif


#define NGX_HTTP_COC_SPOOL_SIZE  (64 * 1024 * 1024)     /* bytes */
#define NGX_HTTP_COC_SPOOL_MIN   (64 * 1024)


static ngx_conf_enum_t  ngx_http_coc_fsyncs[] = {
    { ngx_string("fsync=off"), NGX_HTTP_COC_FSYNC_OFF },
    { ngx_string("fsync=1s"), NGX_HTTP_COC_FSYNC_SECOND },
    { ngx_string("fsync=always"), NGX_HTTP_COC_FSYNC_ALWAYS },
    { ngx_null_string, 0 }
};


static ngx_int_t ngx_http_coc_spool_name(ngx_conf_t *cf, ngx_path_t *path,
    ngx_str_t *name);
static char *ngx_http_coc_spool_option(ngx_conf_t *cf, ngx_command_t *cmd,
    ngx_http_coc_spool_conf_t *spool, ngx_str_t *value);
static char *ngx_http_coc_spool_dir(ngx_conf_t *cf, ngx_command_t *cmd,
    ngx_http_coc_spool_conf_t *spool);
static char *ngx_http_coc_spool_threads(ngx_conf_t *cf, ngx_command_t *cmd,
    ngx_http_coc_spool_conf_t *spool);


char *
ngx_http_coc_set_spool(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_main_conf_t  *cocmcf = conf;

    ngx_str_t                  *value;
    ngx_uint_t                  i;
    ngx_path_t                 *path;
    ngx_http_coc_spool_conf_t  *spool;

    if (cocmcf->spool != NULL) {
        return "is duplicate";
    }

    spool = ngx_pcalloc(cf->pool, sizeof(ngx_http_coc_spool_conf_t));
    path = ngx_pcalloc(cf->pool, sizeof(ngx_path_t));

    if (spool == NULL || path == NULL) {
        return NGX_CONF_ERROR;
    }

    value = cf->args->elts;

    if (value[1].len == 0) {
        return "has an empty path";
    }

    if (ngx_http_coc_spool_name(cf, path, &value[1]) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    spool->path = path;
    spool->size = NGX_HTTP_COC_SPOOL_SIZE;
    spool->fsync = NGX_HTTP_COC_FSYNC_SECOND;

    for (i = 2; i < cf->args->nelts; i++) {
        if (ngx_http_coc_spool_option(cf, cmd, spool, &value[i])
            != NGX_CONF_OK)
        {
            return NGX_CONF_ERROR;
        }
    }

    if (ngx_http_coc_spool_dir(cf, cmd, spool) != NGX_CONF_OK
        || ngx_http_coc_spool_threads(cf, cmd, spool) != NGX_CONF_OK)
    {
        return NGX_CONF_ERROR;
    }

    /* the master makes it, for the workers' user, as it does temporary ones */

    if (ngx_add_path(cf, &spool->path) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    cocmcf->spool = spool;

    return NGX_CONF_OK;
}


static ngx_int_t
ngx_http_coc_spool_name(ngx_conf_t *cf, ngx_path_t *path, ngx_str_t *name)
{
    path->name = *name;
    path->conf_file = cf->conf_file->file.name.data;
    path->line = cf->conf_file->line;

    while (path->name.len > 1 && path->name.data[path->name.len - 1] == '/') {
        path->name.data[--path->name.len] = '\0';
    }

    return ngx_conf_full_name(cf->cycle, &path->name, 0);
}


static char *
ngx_http_coc_spool_option(ngx_conf_t *cf, ngx_command_t *cmd,
    ngx_http_coc_spool_conf_t *spool, ngx_str_t *value)
{
    off_t             size;
    ngx_conf_enum_t  *e;

    if (value->len >= 6 && ngx_strncmp(value->data, "fsync=", 6) == 0) {

        for (e = ngx_http_coc_fsyncs; e->name.len != 0; e++) {
            if (e->name.len == value->len
                && ngx_strncmp(e->name.data, value->data, value->len) == 0)
            {
                spool->fsync = (ngx_http_coc_fsync_e) e->value;
                return NGX_CONF_OK;
            }
        }

        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid \"%V\" in \"%V\", it must be "
                           "\"fsync=always\", \"fsync=1s\" or \"fsync=off\"",
                           value, &cmd->name);
        return NGX_CONF_ERROR;
    }

    size = ngx_parse_offset(value);

    if (size == (off_t) NGX_ERROR) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid parameter \"%V\" of \"%V\", it takes a "
                           "path, a size and \"fsync=\"", value, &cmd->name);
        return NGX_CONF_ERROR;
    }

    if (size < NGX_HTTP_COC_SPOOL_MIN) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid size \"%V\" of \"%V\", it must be at least "
                           "%d bytes", value, &cmd->name,
                           NGX_HTTP_COC_SPOOL_MIN);
        return NGX_CONF_ERROR;
    }

    spool->size = size;

    return NGX_CONF_OK;
}


/* What can be said now: the folder itself is made after all is read. */

static char *
ngx_http_coc_spool_dir(ngx_conf_t *cf, ngx_command_t *cmd,
    ngx_http_coc_spool_conf_t *spool)
{
    ngx_err_t         err;
    ngx_str_t        *name;
    ngx_file_info_t   info;

    name = &spool->path->name;

    if (ngx_file_info(name->data, &info) == NGX_FILE_ERROR) {
        err = ngx_errno;

        if (err == NGX_ENOENT) {
            return NGX_CONF_OK;
        }

    } else if (!ngx_is_dir(&info)) {
        err = NGX_ENOTDIR;

    } else if (access((const char *) name->data, R_OK|W_OK|X_OK) == -1) {
        err = ngx_errno;

    } else {
        return NGX_CONF_OK;
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, err,
                       "\"%V\" can't write to \"%V\"", &cmd->name, name);

    return NGX_CONF_ERROR;
}


static char *
ngx_http_coc_spool_threads(ngx_conf_t *cf, ngx_command_t *cmd,
    ngx_http_coc_spool_conf_t *spool)
{
    if (spool->fsync == NGX_HTTP_COC_FSYNC_OFF) {
        return NGX_CONF_OK;
    }

#if (NGX_THREADS)

    spool->pool = ngx_thread_pool_add(cf, NULL);

    return (spool->pool != NULL) ? NGX_CONF_OK : NGX_CONF_ERROR;

#else

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "\"%V\" needs threads to sync what it writes: this "
                       "nginx was built without them, use \"fsync=off\"",
                       &cmd->name);

    return NGX_CONF_ERROR;

#endif
}
