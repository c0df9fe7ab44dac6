/*
 * coc_model: the classifier's file, read once a configuration for all levels
 * that name it.
 */

#include "ngx_http_coc_load.h"


static void ngx_http_coc_model_cleanup(void *data);


char *
ngx_http_coc_set_model(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    ngx_str_t  *value;

    if (cocf->model_file.data != NULL) {
        return "is duplicate";
    }

    value = cf->args->elts;
    cocf->model_file = value[1];

    if (ngx_strcmp(value[1].data, "off") == 0) {
        return NGX_CONF_OK;
    }

    if (ngx_conf_full_name(cf->cycle, &cocf->model_file, 1) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    return NGX_CONF_OK;
}


/* Rules that wait for a model are told of once, and not where it is off. */

static void
ngx_http_coc_model_none(ngx_conf_t *cf, ngx_http_coc_loc_conf_t *conf)
{
    size_t                     n;
    ngx_http_coc_main_conf_t  *cocmcf;

    cocmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_coc_module);
    n = coc_match_models(coc_engine_match(conf->engine));

    if (n != 0 && !cocmcf->models_asked) {
        cocmcf->models_asked = 1;
        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "coc: %uz rules ask the model and there is none: "
                           "set \"coc_model\"", n);
    }
}


/* Of a level where coc is on: conf->model, NULL where it is off. */

char *
ngx_http_coc_conf_model(ngx_conf_t *cf, ngx_http_coc_loc_conf_t *conf)
{
    char                       text[COC_ERROR_FILE + COC_ERROR_TEXT + 32];
    ngx_uint_t                 i;
    coc_error_t                err;
    ngx_pool_cleanup_t        *cln;
    ngx_http_coc_model_t      *models;
    ngx_http_coc_main_conf_t  *cocmcf;

    if (conf->model_file.len == 0) {
        ngx_http_coc_model_none(cf, conf);
        return NGX_CONF_OK;
    }

    if (ngx_strcmp(conf->model_file.data, "off") == 0) {
        return NGX_CONF_OK;
    }

    cocmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_coc_module);
    models = cocmcf->models.elts;

    for (i = 0; i < cocmcf->models.nelts; i++) {
        if (models[i].file.len == conf->model_file.len
            && ngx_strcmp(models[i].file.data, conf->model_file.data) == 0)
        {
            conf->model = models[i].model;
            return NGX_CONF_OK;
        }
    }

    cln = ngx_pool_cleanup_add(cf->pool, 0);
    models = ngx_array_push(&cocmcf->models);

    if (cln == NULL || models == NULL) {
        return NGX_CONF_ERROR;
    }

    ngx_memzero(&err, sizeof(coc_error_t));
    models->file = conf->model_file;
    models->model = NULL;

    if (coc_model_open(&models->model, &ngx_http_coc_alloc,
                       (char *) conf->model_file.data, &err)
        != COC_OK)
    {
        cocmcf->models.nelts--;
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "coc_model: %s",
                           coc_error_format(&err, text, sizeof(text)));
        return NGX_CONF_ERROR;
    }

    cln->handler = ngx_http_coc_model_cleanup;
    cln->data = models->model;
    conf->model = models->model;

    ngx_conf_log_error(NGX_LOG_NOTICE, cf, 0, "coc: model %s, version %*s",
                       conf->model_file.data,
                       coc_model_version(conf->model).len,
                       coc_model_version(conf->model).data);

    return NGX_CONF_OK;
}


static void
ngx_http_coc_model_cleanup(void *data)
{
    coc_model_close(data);
}
