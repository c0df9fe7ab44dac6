/*
 * The directive coc_redis: where the records are kept.
 */

#include "ngx_http_coc.h"


#define NGX_HTTP_COC_REDIS_PORT      6379
#define NGX_HTTP_COC_REDIS_DB_MAX    65535
#define NGX_HTTP_COC_REDIS_PASSWORD  1024       /* bytes */


static ngx_http_coc_redis_conf_t *ngx_http_coc_redis_known(
    ngx_http_coc_main_conf_t *cocmcf, ngx_array_t *args);
static char *ngx_http_coc_redis_option(ngx_conf_t *cf, ngx_command_t *cmd,
    ngx_http_coc_redis_conf_t *redis, ngx_str_t *value);


char *
ngx_http_coc_set_redis(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    ngx_url_t                    u;
    ngx_str_t                   *value;
    ngx_uint_t                   i;
    ngx_http_coc_known_t        *known;
    ngx_http_coc_main_conf_t    *cocmcf;
    ngx_http_coc_redis_conf_t   *redis, **slot;

    if (cocf->redis != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (value[1].len == 3 && ngx_strncmp(value[1].data, "off", 3) == 0) {
        cocf->redis = NULL;
        return (cf->args->nelts == 2) ? NGX_CONF_OK
                                      : "takes nothing after \"off\"";
    }

    cocmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_coc_module);

    redis = ngx_http_coc_redis_known(cocmcf, cf->args);

    if (redis != NULL) {
        cocf->redis = redis;
        return NGX_CONF_OK;
    }

    redis = ngx_pcalloc(cf->pool, sizeof(ngx_http_coc_redis_conf_t));
    if (redis == NULL
        || ngx_array_init(&redis->known, cf->pool, 1,
                          sizeof(ngx_http_coc_known_t))
           != NGX_OK)
    {
        return NGX_CONF_ERROR;
    }

    ngx_memzero(&u, sizeof(ngx_url_t));
    u.url = value[1];
    u.default_port = NGX_HTTP_COC_REDIS_PORT;

    if (ngx_parse_url(cf->pool, &u) != NGX_OK) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "%s in \"%V\" of \"%V\"",
                           u.err ? u.err : "no address", &value[1],
                           &cmd->name);
        return NGX_CONF_ERROR;
    }

    redis->name = value[1];
    redis->address.n = 1;
    redis->address.connections = 1;

    if (u.family == AF_UNIX) {
        redis->address.host[0].path.data = u.host.data;
        redis->address.host[0].path.len = u.host.len;

    } else {
        known = ngx_array_push(&redis->known);
        if (known == NULL) {
            return NGX_CONF_ERROR;
        }

        known->host = u.host;
        known->addrs = u.addrs;
        known->naddrs = u.naddrs;

        redis->address.host[0].host.data = u.host.data;
        redis->address.host[0].host.len = u.host.len;
        redis->address.host[0].port = u.port;
    }

    for (i = 2; i < cf->args->nelts; i++) {
        if (ngx_http_coc_redis_option(cf, cmd, redis, &value[i])
            != NGX_CONF_OK)
        {
            return NGX_CONF_ERROR;
        }
    }

    if (redis->user.len && redis->password.len == 0) {
        return "has a user= without a password_file=";
    }

    redis->args = ngx_array_create(cf->pool, cf->args->nelts,
                                   sizeof(ngx_str_t));
    slot = ngx_array_push(&cocmcf->redis);

    if (redis->args == NULL || slot == NULL
        || ngx_array_push_n(redis->args, cf->args->nelts) == NULL)
    {
        return NGX_CONF_ERROR;
    }

    ngx_memcpy(redis->args->elts, value, cf->args->nelts * sizeof(ngx_str_t));

    redis->index = cocmcf->redis.nelts - 1;
    *slot = redis;
    cocf->redis = redis;

    return NGX_CONF_OK;
}


/* The same words name the same server: one connection a worker. */

static ngx_http_coc_redis_conf_t *
ngx_http_coc_redis_known(ngx_http_coc_main_conf_t *cocmcf, ngx_array_t *args)
{
    ngx_str_t                   *a, *b;
    ngx_uint_t                   i, k;
    ngx_http_coc_redis_conf_t  **redis;

    redis = cocmcf->redis.elts;
    a = args->elts;

    for (i = 0; i < cocmcf->redis.nelts; i++) {

        if (redis[i]->args->nelts != args->nelts) {
            continue;
        }

        b = redis[i]->args->elts;

        for (k = 1; k < args->nelts; k++) {
            if (a[k].len != b[k].len
                || ngx_strncmp(a[k].data, b[k].data, a[k].len) != 0)
            {
                break;
            }
        }

        if (k == args->nelts) {
            return redis[i];
        }
    }

    return NULL;
}


static char *
ngx_http_coc_redis_option(ngx_conf_t *cf, ngx_command_t *cmd,
    ngx_http_coc_redis_conf_t *redis, ngx_str_t *value)
{
    ngx_int_t  db;
    ngx_str_t  name;

    if (ngx_strncmp(value->data, "db=", 3) == 0) {
        db = ngx_atoi(value->data + 3, value->len - 3);

        if (db != NGX_ERROR && db <= NGX_HTTP_COC_REDIS_DB_MAX) {
            redis->address.db = (unsigned) db;
            return NGX_CONF_OK;
        }

    } else if (ngx_strncmp(value->data, "user=", 5) == 0 && value->len > 5) {
        redis->user.data = value->data + 5;
        redis->user.len = value->len - 5;
        return NGX_CONF_OK;

    } else if (ngx_strncmp(value->data, "password_file=", 14) == 0) {
        name.data = value->data + 14;
        name.len = value->len - 14;

        if (ngx_http_coc_read_file(cf, &name, NGX_HTTP_COC_REDIS_PASSWORD,
                                   &redis->password)
            != NGX_OK)
        {
            return NGX_CONF_ERROR;
        }

        if (redis->password.len) {
            return NGX_CONF_OK;
        }
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "invalid parameter \"%V\" in \"%V\" directive", value,
                       &cmd->name);

    return NGX_CONF_ERROR;
}


ngx_int_t
ngx_http_coc_conf_source(ngx_conf_t *cf, ngx_http_coc_loc_conf_t *conf)
{
    ngx_str_t                  *prefix;
    ngx_uint_t                  i;
    ngx_http_coc_source_t     **source, *new;
    ngx_http_coc_main_conf_t   *cocmcf;

    cocmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_coc_module);
    source = cocmcf->sources.elts;
    prefix = &conf->redis_prefix;

    for (i = 0; i < cocmcf->sources.nelts; i++) {
        if (source[i]->redis == conf->redis
            && source[i]->prefix.len == prefix->len
            && ngx_strncmp(source[i]->prefix.data, prefix->data, prefix->len)
               == 0)
        {
            conf->source = source[i];
            return NGX_OK;
        }
    }

    new = ngx_palloc(cf->pool, sizeof(ngx_http_coc_source_t));
    source = ngx_array_push(&cocmcf->sources);

    if (new == NULL || source == NULL) {
        return NGX_ERROR;
    }

    new->redis = conf->redis;
    new->prefix = *prefix;
    new->index = cocmcf->sources.nelts - 1;

    *source = new;
    conf->source = new;

    return NGX_OK;
}
