/*
 * Configuration: creation, inheritance, and what must hold of the whole.
 */

#include "ngx_http_coc_load.h"
#include "ngx_http_coc_redact.h"
#include "ngx_http_coc_state.h"
#include "ngx_http_coc_evidence.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif


static void ngx_http_coc_merge_redis(ngx_conf_t *cf,
    ngx_http_coc_loc_conf_t *conf, ngx_http_coc_loc_conf_t *prev);
static ngx_int_t ngx_http_coc_conf_api(ngx_conf_t *cf,
    ngx_http_coc_loc_conf_t *conf);
static char *ngx_http_coc_conf_check(ngx_conf_t *cf,
    ngx_http_coc_loc_conf_t *conf);
static char *ngx_http_coc_conf_cache(ngx_conf_t *cf,
    ngx_http_coc_loc_conf_t *conf);
static char *ngx_http_coc_conf_engine(ngx_conf_t *cf,
    ngx_http_coc_loc_conf_t *conf);
static coc_engine_t *ngx_http_coc_conf_load(ngx_conf_t *cf, coc_str_t *paths,
    ngx_uint_t n);
static ngx_uint_t ngx_http_coc_conf_same(ngx_array_t *a, ngx_array_t *b);
static void ngx_http_coc_conf_cleanup(void *data);


void *
ngx_http_coc_create_main_conf(ngx_conf_t *cf)
{
    ngx_http_coc_main_conf_t  *cocmcf;

    cocmcf = ngx_pcalloc(cf->pool, sizeof(ngx_http_coc_main_conf_t));
    if (cocmcf == NULL) {
        return NULL;
    }

    /*
     * set by ngx_pcalloc():
     *
     *     cocmcf->zone = NULL;
     *     cocmcf->shm = NULL;
     *     cocmcf->worker = NULL;
     */

    if (ngx_array_init(&cocmcf->rules, cf->pool, 4,
                       sizeof(ngx_http_coc_rules_t))
        != NGX_OK
        || ngx_array_init(&cocmcf->models, cf->pool, 1,
                          sizeof(ngx_http_coc_model_t))
           != NGX_OK
        || ngx_array_init(&cocmcf->redis, cf->pool, 4,
                          sizeof(ngx_http_coc_redis_conf_t *))
           != NGX_OK
        || ngx_array_init(&cocmcf->sources, cf->pool, 4,
                          sizeof(ngx_http_coc_source_t *))
           != NGX_OK
        || ngx_array_init(&cocmcf->captures, cf->pool, 4, sizeof(coc_str_t))
           != NGX_OK)
    {
        return NULL;
    }

    return cocmcf;
}


void *
ngx_http_coc_create_loc_conf(ngx_conf_t *cf)
{
    ngx_http_coc_loc_conf_t  *conf;

    conf = ngx_pcalloc(cf->pool, sizeof(ngx_http_coc_loc_conf_t));
    if (conf == NULL) {
        return NULL;
    }

    /*
     * set by ngx_pcalloc():
     *
     *     conf->methods = 0;
     *     conf->engine = NULL;
     *     conf->model_file = { 0, NULL };
     *     conf->model = NULL;
     *     conf->nudges = 0;
     *     conf->signals = 0;
     *     conf->cached = 0;
     *     conf->redis_prefix = { 0, NULL };
     *     conf->appeal = { 0, NULL };
     *     conf->help = { 0, NULL };
     *     conf->status = 0;
     *     conf->api = 0;
     */

    conf->mode = NGX_CONF_UNSET_UINT;
    conf->kind = NGX_CONF_UNSET_PTR;
    conf->member = NGX_CONF_UNSET_PTR;
    conf->thread = NGX_CONF_UNSET_PTR;
    conf->recipient = NGX_CONF_UNSET_PTR;
    conf->role = NGX_CONF_UNSET_PTR;
    conf->device = NGX_CONF_UNSET_PTR;
    conf->name = NGX_CONF_UNSET_PTR;
    conf->message_limits = NGX_CONF_UNSET_PTR;
    conf->post_limits = NGX_CONF_UNSET_PTR;
    conf->exempt = NGX_CONF_UNSET_PTR;
    conf->role_exempt = NGX_CONF_UNSET_PTR;
    conf->rules = NGX_CONF_UNSET_PTR;
    conf->text = NGX_CONF_UNSET_PTR;
    conf->ignore = NGX_CONF_UNSET_PTR;
    conf->keys = NGX_CONF_UNSET;
    conf->ladder = NGX_CONF_UNSET_PTR;
    conf->decay = NGX_CONF_UNSET_MSEC;
    conf->nudge = NGX_CONF_UNSET;
    conf->nudge_valid = NGX_CONF_UNSET_MSEC;
    conf->secret = NGX_CONF_UNSET_PTR;
    conf->redis = NGX_CONF_UNSET_PTR;
    conf->redis_timeout = NGX_CONF_UNSET_MSEC;
    conf->redis_fail = NGX_CONF_UNSET_UINT;
    conf->cache = NGX_CONF_UNSET;
    conf->cache_stale = NGX_CONF_UNSET_MSEC;
    conf->body_max = NGX_CONF_UNSET_SIZE;
    conf->redact_max = NGX_CONF_UNSET_SIZE;
    conf->inflate_max = NGX_CONF_UNSET_SIZE;
    conf->inflate_ratio = NGX_CONF_UNSET_UINT;
    conf->depth_max = NGX_CONF_UNSET_UINT;
    conf->fields_max = NGX_CONF_UNSET_UINT;
    conf->parts_max = NGX_CONF_UNSET_UINT;
    conf->malformed = NGX_CONF_UNSET_UINT;
    conf->overflow = NGX_CONF_UNSET_UINT;
    conf->block_code = NGX_CONF_UNSET_UINT;
    conf->nudge_code = NGX_CONF_UNSET_UINT;
    conf->evidence = NGX_CONF_UNSET_UINT;
    conf->evidence_max = NGX_CONF_UNSET_SIZE;
    conf->evidence_key = NGX_CONF_UNSET_PTR;
    conf->retention = NGX_CONF_UNSET_MSEC;

    return conf;
}


static void
ngx_http_coc_merge_limits(ngx_http_coc_loc_conf_t *conf,
    ngx_http_coc_loc_conf_t *prev)
{
    ngx_conf_merge_size_value(conf->body_max, prev->body_max, COC_LIMIT_BODY);
    ngx_conf_merge_size_value(conf->redact_max, prev->redact_max,
                              NGX_HTTP_COC_REDACT_MAX);
    ngx_conf_merge_size_value(conf->inflate_max, prev->inflate_max,
                              COC_LIMIT_INFLATE);
    ngx_conf_merge_uint_value(conf->inflate_ratio, prev->inflate_ratio,
                              COC_LIMIT_INFLATE_RATIO);
    ngx_conf_merge_uint_value(conf->depth_max, prev->depth_max,
                              COC_LIMIT_DEPTH);
    ngx_conf_merge_uint_value(conf->fields_max, prev->fields_max,
                              COC_LIMIT_FIELDS);
    ngx_conf_merge_uint_value(conf->parts_max, prev->parts_max,
                              COC_LIMIT_PARTS);

    conf->limits.body = conf->body_max;
    conf->limits.depth = conf->depth_max;
    conf->limits.fields = conf->fields_max;
    conf->limits.parts = conf->parts_max;
    conf->limits.inflate = conf->inflate_max;
    conf->limits.inflate_ratio = conf->inflate_ratio;
}


char *
ngx_http_coc_merge_loc_conf(ngx_conf_t *cf, void *parent, void *child)
{
    ngx_http_coc_loc_conf_t  *prev = parent;
    ngx_http_coc_loc_conf_t  *conf = child;

    ngx_http_coc_main_conf_t  *cocmcf;

    /* what the API is told of members is not theirs to be screened */

    ngx_conf_merge_uint_value(conf->mode,
                              conf->api ? NGX_HTTP_COC_OFF : prev->mode,
                              NGX_HTTP_COC_OFF);
    ngx_conf_merge_bitmask_value(conf->methods, prev->methods,
                                 (NGX_CONF_BITMASK_SET|NGX_HTTP_POST
                                  |NGX_HTTP_PUT|NGX_HTTP_PATCH));

    ngx_conf_merge_ptr_value(conf->kind, prev->kind, NULL);
    ngx_conf_merge_ptr_value(conf->member, prev->member, NULL);
    ngx_conf_merge_ptr_value(conf->role, prev->role, NULL);
    ngx_http_coc_merge_state(conf, prev);
    ngx_conf_merge_ptr_value(conf->exempt, prev->exempt, NULL);
    ngx_conf_merge_ptr_value(conf->role_exempt, prev->role_exempt, NULL);

    ngx_conf_merge_ptr_value(conf->rules, prev->rules, NULL);
    ngx_conf_merge_str_value(conf->model_file, prev->model_file, "");
    ngx_conf_merge_ptr_value(conf->text, prev->text, NULL);
    ngx_conf_merge_ptr_value(conf->ignore, prev->ignore, NULL);
    ngx_conf_merge_value(conf->keys, prev->keys, 0);

    if (conf->ladder == NGX_CONF_UNSET_PTR
        && prev->ladder == NGX_CONF_UNSET_PTR)
    {
        prev->ladder = ngx_pcalloc(cf->pool, sizeof(coc_ladder_t));
        if (prev->ladder == NULL) {
            return NGX_CONF_ERROR;
        }

        coc_ladder_default(prev->ladder);
    }

    ngx_conf_merge_ptr_value(conf->ladder, prev->ladder, NULL);
    ngx_conf_merge_msec_value(conf->decay, prev->decay,
                              (ngx_msec_t) 30 * 86400 * 1000);

    ngx_conf_merge_ptr_value(conf->secret, prev->secret, NULL);
    ngx_conf_merge_msec_value(conf->nudge_valid, prev->nudge_valid,
                              10 * 60 * 1000);

    if (conf->nudge == NGX_CONF_UNSET) {
        conf->nudge = prev->nudge;
    }

    ngx_http_coc_merge_redis(cf, conf, prev);

    ngx_http_coc_merge_limits(conf, prev);

    ngx_conf_merge_uint_value(conf->malformed, prev->malformed,
                              NGX_HTTP_COC_POLICY_BLOCK);
    ngx_conf_merge_uint_value(conf->overflow, prev->overflow,
                              NGX_HTTP_COC_POLICY_BLOCK);
    ngx_conf_merge_uint_value(conf->block_code, prev->block_code,
                              NGX_HTTP_FORBIDDEN);
    ngx_conf_merge_uint_value(conf->nudge_code, prev->nudge_code,
                              NGX_HTTP_CONFLICT);
    ngx_conf_merge_str_value(conf->appeal, prev->appeal, "");

    cocmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_coc_module);

    if (conf->status && cocmcf->zone == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"coc_status\" needs \"coc_zone\": the figures of "
                           "all workers are there");
        return NGX_CONF_ERROR;
    }

    if (conf->api && ngx_http_coc_conf_api(cf, conf) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    if (conf->mode == NGX_HTTP_COC_OFF) {
        return NGX_CONF_OK;
    }

    return ngx_http_coc_conf_check(cf, conf);
}


static void
ngx_http_coc_merge_redis(ngx_conf_t *cf, ngx_http_coc_loc_conf_t *conf,
    ngx_http_coc_loc_conf_t *prev)
{
    ngx_conf_merge_ptr_value(conf->redis, prev->redis, NULL);

    if (conf->redis != NULL) {
        ngx_http_coc_conf_resolver(cf, conf->redis);
    }

    ngx_conf_merge_msec_value(conf->redis_timeout, prev->redis_timeout, 50);
    ngx_conf_merge_uint_value(conf->redis_fail, prev->redis_fail,
                              NGX_HTTP_COC_FAIL_OPEN);
    ngx_conf_merge_str_value(conf->redis_prefix, prev->redis_prefix, "coc:");

    if (conf->cache == NGX_CONF_UNSET) {
        conf->cache = prev->cache;
    }

    ngx_conf_merge_msec_value(conf->cache_stale, prev->cache_stale, 0);

    /* and what is kept there of a post */

    ngx_http_coc_merge_evidence(conf, prev);
}


/* Of a location with coc_api: what it needs. */

static ngx_int_t
ngx_http_coc_conf_api(ngx_conf_t *cf, ngx_http_coc_loc_conf_t *conf)
{
    if (conf->mode != NGX_HTTP_COC_OFF) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"coc_api\" needs \"coc\" to be off: what it is "
                           "told of members is not screened");
        return NGX_ERROR;
    }

    if (conf->redis == NULL || conf->secret == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"coc_api\" needs \"coc_redis\" and "
                           "\"coc_secret\": members' records are there");
        return NGX_ERROR;
    }

    return ngx_http_coc_conf_source(cf, conf);
}


/* Of a level where coc is on: what it needs. */

static char *
ngx_http_coc_conf_check(ngx_conf_t *cf, ngx_http_coc_loc_conf_t *conf)
{
    if (conf->rules == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"coc\" needs \"coc_rules\": without rules nothing "
                           "is screened");
        return NGX_CONF_ERROR;
    }

    if (conf->role_exempt != NULL && conf->role == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"coc_role_exempt\" needs \"coc_role\": nobody "
                           "has a role");
        return NGX_CONF_ERROR;
    }

    if (conf->secret == NULL && conf->redis != NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"coc_redis\" needs \"coc_secret\": members are "
                           "kept under a keyed hash");
        return NGX_CONF_ERROR;
    }

    if (conf->secret == NULL && conf->nudge == 1) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"coc_nudge\" needs \"coc_secret\" to sign its "
                           "tokens");
        return NGX_CONF_ERROR;
    }

    /* apart from nudge: an inner level may have the secret that this lacks */

    conf->nudges = (conf->secret != NULL && conf->nudge != 0);

    if (conf->redis != NULL && ngx_http_coc_conf_source(cf, conf) != NGX_OK) {
        return NGX_CONF_ERROR;
    }

    if (ngx_http_coc_conf_cache(cf, conf) != NGX_CONF_OK) {
        return NGX_CONF_ERROR;
    }

    conf->signals = coc_state_wanted(coc_engine_ruleset(conf->engine),
                                     coc_str_from(""));
    return NGX_CONF_OK;
}


/* Of a level where coc is on: whether it has the standing table. */

static char *
ngx_http_coc_conf_cache(ngx_conf_t *cf, ngx_http_coc_loc_conf_t *conf)
{
    ngx_http_coc_main_conf_t  *cocmcf;

    cocmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_coc_module);

    if (conf->cache == 1 && cocmcf->zone == NULL) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"coc_standing_cache\" needs \"coc_zone\", where "
                           "its table is");
        return NGX_CONF_ERROR;
    }

    /* as written, or unset: an inner level may have another coc_redis */

    conf->cached = (conf->cache != 0 && cocmcf->zone != NULL
                    && conf->redis != NULL);

    if (conf->cached) {
        conf->source->cached = 1;
    }

    if (ngx_http_coc_conf_engine(cf, conf) != NGX_CONF_OK
        || ngx_http_coc_conf_model(cf, conf) != NGX_CONF_OK)
    {
        return NGX_CONF_ERROR;
    }

    return ngx_http_coc_conf_evidence(cf, conf);
}


static coc_engine_t *
ngx_http_coc_conf_load(ngx_conf_t *cf, coc_str_t *paths, ngx_uint_t n)
{
    int            rc;
    char           text[COC_ERROR_FILE + COC_ERROR_TEXT + 32];
    coc_error_t    err;
    coc_cache_t   *cache;
    coc_engine_t  *engine;

    if (ngx_http_coc_cache_open(cf, &cache) != NGX_CONF_OK) {
        return NULL;
    }

    ngx_memzero(&err, sizeof(coc_error_t));
    rc = coc_engine_create(&engine, &ngx_http_coc_alloc, paths, n, cache,
                           &err);
    ngx_http_coc_cache_close(cf, cache);

    if (rc != COC_OK) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "coc_rules: %s",
                           coc_error_format(&err, text, sizeof(text)));
        return NULL;
    }

    return engine;
}


/* Loads and compiles the rules once for all levels that name the same. */

static char *
ngx_http_coc_conf_engine(ngx_conf_t *cf, ngx_http_coc_loc_conf_t *conf)
{
    const char                *backend;
    coc_str_t                 *paths;
    ngx_str_t                 *path;
    ngx_uint_t                 i;
    ngx_pool_cleanup_t        *cln;
    ngx_http_coc_rules_t      *rules;
    ngx_http_coc_main_conf_t  *cocmcf;

    cocmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_coc_module);
    rules = cocmcf->rules.elts;

    for (i = 0; i < cocmcf->rules.nelts; i++) {
        if (ngx_http_coc_conf_same(rules[i].paths, conf->rules)) {
            conf->engine = rules[i].engine;
            return NGX_CONF_OK;
        }
    }

    paths = ngx_palloc(cf->temp_pool, conf->rules->nelts * sizeof(coc_str_t));
    cln = ngx_pool_cleanup_add(cf->pool, 0);
    rules = ngx_array_push(&cocmcf->rules);

    if (paths == NULL || cln == NULL || rules == NULL) {
        return NGX_CONF_ERROR;
    }

    path = conf->rules->elts;

    for (i = 0; i < conf->rules->nelts; i++) {
        paths[i] = ngx_http_coc_str(path[i]);
    }

    rules->paths = conf->rules;
    rules->engine = ngx_http_coc_conf_load(cf, paths, conf->rules->nelts);

    if (rules->engine == NULL) {
        cocmcf->rules.nelts--;
        return NGX_CONF_ERROR;
    }

#if defined(__GLIBC__)

    /* what compiling took and gave back: workers would inherit it (28 MiB) */

    (void) malloc_trim(0);

#endif

    cln->handler = ngx_http_coc_conf_cleanup;
    cln->data = rules->engine;
    conf->engine = rules->engine;

    backend = coc_match_backend();

#if (COC_HAVE_HS)

    if (ngx_strncmp(backend, "pcre2", 5) == 0) {
        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "coc: Vectorscan loses matches on this machine or "
                           "can't run on it, PCRE2 alone matches: the same "
                           "answers, slower");
    }

#endif

    ngx_conf_log_error(NGX_LOG_NOTICE, cf, 0,
                       "coc: %uz rules, version %*s, matched by %s",
                       coc_engine_ruleset(rules->engine)->nrules,
                       coc_engine_ruleset(rules->engine)->version.len,
                       coc_engine_ruleset(rules->engine)->version.data,
                       backend);

    return NGX_CONF_OK;
}


static ngx_uint_t
ngx_http_coc_conf_same(ngx_array_t *a, ngx_array_t *b)
{
    ngx_str_t   *sa, *sb;
    ngx_uint_t   i;

    if (a->nelts != b->nelts) {
        return 0;
    }

    sa = a->elts;
    sb = b->elts;

    for (i = 0; i < a->nelts; i++) {
        if (sa[i].len != sb[i].len
            || ngx_strncmp(sa[i].data, sb[i].data, sa[i].len) != 0)
        {
            return 0;
        }
    }

    return 1;
}


static void
ngx_http_coc_conf_cleanup(void *data)
{
    coc_engine_destroy(data);
}
