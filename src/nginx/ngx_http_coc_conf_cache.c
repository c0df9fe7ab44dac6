/*
 * The directive coc_cache: where what Vectorscan made of the rules is kept, so
 * that it is made once.
 */

#include "ngx_http_coc_load.h"


#define NGX_HTTP_COC_CACHE_SIZE  (64 * 1024 * 1024)     /* bytes */
#define NGX_HTTP_COC_CACHE_MIN   (1024 * 1024)


char *
ngx_http_coc_set_kept(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_main_conf_t  *cocmcf = conf;

    off_t                 size;
    ngx_str_t            *value;
    ngx_http_coc_kept_t  *kept;

    if (cocmcf->kept != NULL) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (value[1].len == 0) {
        return "has an empty path";
    }

    kept = ngx_pcalloc(cf->pool, sizeof(ngx_http_coc_kept_t));
    if (kept == NULL) {
        return NGX_CONF_ERROR;
    }

    kept->path = value[1];
    cocmcf->kept = kept;

    if (ngx_strcmp(value[1].data, "off") == 0) {
        return (cf->args->nelts == 2) ? NGX_CONF_OK : "off stands alone";
    }

    if (ngx_conf_full_name(cf->cycle, &kept->path, 0) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    if (cf->args->nelts == 2) {
        kept->size = NGX_HTTP_COC_CACHE_SIZE;
        return NGX_CONF_OK;
    }

    size = ngx_parse_offset(&value[2]);

    if (size == (off_t) NGX_ERROR || size < NGX_HTTP_COC_CACHE_MIN) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid size \"%V\" of \"%V\", it must be at least "
                           "%d bytes", &value[2], &cmd->name,
                           NGX_HTTP_COC_CACHE_MIN);
        return NGX_CONF_ERROR;
    }

    kept->size = size;

    return NGX_CONF_OK;
}


char *
ngx_http_coc_cache_open(ngx_conf_t *cf, coc_cache_t **cache)
{
    int                        rc;
    char                       text[COC_ERROR_FILE + COC_ERROR_TEXT + 32];
    coc_error_t                err;
    ngx_http_coc_main_conf_t  *cocmcf;

    *cache = NULL;
    cocmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_coc_module);

    if (cocmcf->kept == NULL || cocmcf->kept->size == 0) {
        return NGX_CONF_OK;
    }

    ngx_memzero(&err, sizeof(coc_error_t));
    rc = coc_cache_open(cache, &ngx_http_coc_alloc,
                        (const char *) cocmcf->kept->path.data,
                        (uint64_t) cocmcf->kept->size, &err);

    if (rc == COC_OK) {
        return NGX_CONF_OK;
    }

    (void) coc_error_format(&err, text, sizeof(text));

    /* another user's "nginx -t" may not read it, and is right all the same */

    if (rc == COC_DECLINED) {
        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "coc_cache is not used: %s", text);
        return NGX_CONF_OK;
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "coc_cache: %s", text);

    return NGX_CONF_ERROR;
}


void
ngx_http_coc_cache_close(ngx_conf_t *cf, coc_cache_t *cache)
{
    const coc_cache_figures_t  *figures;

    if (cache == NULL) {
        return;
    }

    figures = coc_cache_figures(cache);

    if (figures->found + figures->kept + figures->passed != 0) {
        ngx_conf_log_error(NGX_LOG_NOTICE, cf, 0,
                           "coc_cache: %ui read, %ui compiled and kept",
                           (ngx_uint_t) figures->found,
                           (ngx_uint_t) figures->kept);
    }

    if (figures->passed != 0) {
        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "coc_cache: %ui not used or not written, the last "
                           "%s", (ngx_uint_t) figures->passed, figures->text);
    }

    coc_cache_close(cache);
}
