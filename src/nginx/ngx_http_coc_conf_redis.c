/*
 * The directive coc_redis: where the records are kept.
 */

#include "ngx_http_coc.h"


#define NGX_HTTP_COC_REDIS_PASSWORD  1024       /* bytes */


static ngx_array_t *ngx_http_coc_redis_words(ngx_conf_t *cf);
static ngx_http_coc_redis_conf_t *ngx_http_coc_redis_find(
    ngx_http_coc_main_conf_t *cocmcf, ngx_array_t *args);
static ngx_int_t ngx_http_coc_redis_secrets(ngx_conf_t *cf,
    ngx_http_coc_redis_conf_t *redis);
static ngx_int_t ngx_http_coc_redis_password(ngx_conf_t *cf, coc_str_t file,
    ngx_str_t *password);
static ngx_int_t ngx_http_coc_redis_resolve(ngx_conf_t *cf,
    ngx_http_coc_redis_conf_t *redis, const coc_host_t *host);


char *
ngx_http_coc_set_redis(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    ngx_str_t                   *value;
    ngx_array_t                 *words;
    coc_error_t                  err;
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
    redis = ngx_http_coc_redis_find(cocmcf, cf->args);

    if (redis != NULL) {
        cocf->redis = redis;
        return NGX_CONF_OK;
    }

    redis = ngx_pcalloc(cf->pool, sizeof(ngx_http_coc_redis_conf_t));
    words = ngx_http_coc_redis_words(cf);
    slot = ngx_array_push(&cocmcf->redis);

    if (redis == NULL || words == NULL || slot == NULL
        || ngx_array_init(&redis->known, cf->pool, 1,
                          sizeof(ngx_http_coc_known_t))
           != NGX_OK)
    {
        return NGX_CONF_ERROR;
    }

    if (coc_address_parse(&redis->address, words->elts, words->nelts, &err)
        != COC_OK)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "%s in \"%V\" directive",
                           err.text, &cmd->name);
        return NGX_CONF_ERROR;
    }

    redis->words = words;
    redis->name = value[1];
    redis->file = cf->conf_file->file.name;
    redis->line = cf->conf_file->line;

    if (redis->address.type == COC_ADDRESS_SENTINEL) {
        redis->name = value[2];
    }

    if (ngx_http_coc_redis_secrets(cf, redis) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    redis->index = cocmcf->redis.nelts - 1;
    *slot = redis;
    cocf->redis = redis;

    return NGX_CONF_OK;
}


/* What follows the directive's name, as coc_str_t. */

static ngx_array_t *
ngx_http_coc_redis_words(ngx_conf_t *cf)
{
    coc_str_t    *word;
    ngx_str_t    *value;
    ngx_uint_t    i;
    ngx_array_t  *words;

    words = ngx_array_create(cf->pool, cf->args->nelts, sizeof(coc_str_t));
    if (words == NULL) {
        return NULL;
    }

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {
        word = ngx_array_push(words);
        if (word == NULL) {
            return NULL;
        }

        *word = ngx_http_coc_str(value[i]);
    }

    return words;
}


/* The same words name the same Redis: one set of connections a worker. */

static ngx_http_coc_redis_conf_t *
ngx_http_coc_redis_find(ngx_http_coc_main_conf_t *cocmcf, ngx_array_t *args)
{
    ngx_str_t                   *value;
    coc_str_t                   *word;
    ngx_uint_t                   i, k;
    ngx_http_coc_redis_conf_t  **redis;

    redis = cocmcf->redis.elts;
    value = args->elts;

    for (i = 0; i < cocmcf->redis.nelts; i++) {

        if (redis[i]->words->nelts != args->nelts - 1) {
            continue;
        }

        word = redis[i]->words->elts;

        for (k = 0; k < redis[i]->words->nelts; k++) {
            if (value[k + 1].len != word[k].len
                || ngx_memcmp(value[k + 1].data, word[k].data, word[k].len)
                   != 0)
            {
                break;
            }
        }

        if (k == redis[i]->words->nelts) {
            return redis[i];
        }
    }

    return NULL;
}


static ngx_int_t
ngx_http_coc_redis_secrets(ngx_conf_t *cf, ngx_http_coc_redis_conf_t *redis)
{
    if (ngx_http_coc_redis_password(cf, redis->address.password_file,
                                    &redis->password)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (ngx_http_coc_redis_password(cf, redis->address.sentinel_password_file,
                                    &redis->sentinel_password)
        != NGX_OK)
    {
        return NGX_ERROR;
    }

    return redis->address.tls ? ngx_http_coc_conf_tls(cf, redis) : NGX_OK;
}


static ngx_int_t
ngx_http_coc_redis_password(ngx_conf_t *cf, coc_str_t file,
    ngx_str_t *password)
{
    ngx_str_t  name;

    if (file.len == 0) {
        return NGX_OK;
    }

    if (ngx_http_coc_conf_file(cf, file, &name) != NGX_OK
        || ngx_http_coc_read_file(cf, &name, NGX_HTTP_COC_REDIS_PASSWORD,
                                  password)
           != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (password->len == 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "no password in \"%V\" of \"coc_redis\"", &name);
        return NGX_ERROR;
    }

    return NGX_OK;
}


/* file, NUL-terminated, from the folder of the configuration. */

ngx_int_t
ngx_http_coc_conf_file(ngx_conf_t *cf, coc_str_t file, ngx_str_t *name)
{
    name->len = file.len;
    name->data = ngx_pnalloc(cf->pool, file.len + 1);

    if (name->data == NULL) {
        return NGX_ERROR;
    }

    ngx_memcpy(name->data, file.data, file.len);
    name->data[file.len] = '\0';

    return ngx_conf_full_name(cf->cycle, name, 1);
}


/* Levels that share a coc_redis share the resolver that one of them has. */

void
ngx_http_coc_conf_resolver(ngx_conf_t *cf, ngx_http_coc_redis_conf_t *redis)
{
    ngx_http_core_loc_conf_t  *clcf;

    clcf = ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module);

    /* where there is none, nginx makes an empty one */

    if (redis->resolver == NULL && clcf->resolver != NULL
        && clcf->resolver->connections.nelts != 0)
    {
        redis->resolver = clcf->resolver;
        redis->resolver_timeout = clcf->resolver_timeout;
    }
}


/*
 * Names that no resolver is there for are resolved now, once: a worker must
 * never wait for getaddrinfo().
 */

ngx_int_t
ngx_http_coc_conf_names(ngx_conf_t *cf)
{
    size_t                       k;
    ngx_uint_t                   i;
    ngx_http_coc_main_conf_t    *cocmcf;
    ngx_http_coc_redis_conf_t  **redis;

    cocmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_coc_module);
    redis = cocmcf->redis.elts;

    for (i = 0; i < cocmcf->redis.nelts; i++) {

        for (k = 0; k < redis[i]->address.n; k++) {
            if (redis[i]->resolver == NULL
                && ngx_http_coc_redis_resolve(cf, redis[i],
                                              &redis[i]->address.host[k])
                   != NGX_OK)
            {
                return NGX_ERROR;
            }
        }
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_coc_redis_resolve(ngx_conf_t *cf, ngx_http_coc_redis_conf_t *redis,
    const coc_host_t *host)
{
    ngx_url_t              u;
    ngx_http_coc_known_t  *known;

    if (host->host.len == 0) {
        return NGX_OK;
    }

    ngx_memzero(&u, sizeof(ngx_url_t));
    u.host.data = (u_char *) host->host.data;
    u.host.len = host->host.len;
    u.port = (in_port_t) host->port;

    if (ngx_inet_resolve_host(cf->pool, &u) != NGX_OK) {
        ngx_log_error(NGX_LOG_EMERG, cf->log, 0,
                      "%s \"%V\" of \"coc_redis\" in %V:%ui; with a "
                      "\"resolver\" it would be looked up when it is needed",
                      u.err ? u.err : "can't resolve", &u.host, &redis->file,
                      redis->line);
        return NGX_ERROR;
    }

    known = ngx_array_push(&redis->known);
    if (known == NULL) {
        return NGX_ERROR;
    }

    known->host = u.host;
    known->addrs = u.addrs;
    known->naddrs = u.naddrs;

    return NGX_OK;
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

    new = ngx_pcalloc(cf->pool, sizeof(ngx_http_coc_source_t));
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
