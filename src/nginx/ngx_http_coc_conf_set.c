/*
 * Directives that no stock setter reads.
 */

#include "ngx_http_coc.h"


static ngx_uint_t ngx_http_coc_names_body(ngx_str_t *value);
static ngx_uint_t ngx_http_coc_name_matches(ngx_str_t *name);
static void ngx_http_coc_ladder_times(ngx_conf_t *cf, coc_ladder_t *ladder);
static void ngx_http_coc_secret_wipe(void *data);


/*
 * A value from a source that the client can't forge: the body is the client's
 * word, and is read after this is asked.
 */

static ngx_uint_t
ngx_http_coc_names_body(ngx_str_t *value)
{
    static u_char  name[] = "coc_body_";

    /* names of variables have no case */

    return ngx_strlcasestrn(value->data, value->data + value->len, name,
                            sizeof(name) - 1 - 1)
           != NULL;
}


char *
ngx_http_coc_set_trusted(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_str_t  *value = cf->args->elts;

    if (ngx_http_coc_names_body(&value[1])) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"%V\" can't be taken from the body, which the "
                           "client writes: \"%V\"", &cmd->name, &value[1]);
        return NGX_CONF_ERROR;
    }

    return ngx_http_set_complex_value_slot(cf, cmd, conf);
}


char *
ngx_http_coc_set_exempt(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    ngx_str_t                         *value;
    ngx_uint_t                         i;
    ngx_http_complex_value_t          *cv;
    ngx_http_compile_complex_value_t   ccv;

    if (cocf->exempt != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    cocf->exempt = ngx_array_create(cf->pool, cf->args->nelts,
                                    sizeof(ngx_http_complex_value_t));
    if (cocf->exempt == NULL) {
        return NGX_CONF_ERROR;
    }

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {

        if (ngx_http_coc_names_body(&value[i])) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "\"%V\" can't be taken from the body, which "
                               "the client writes: \"%V\"", &cmd->name,
                               &value[i]);
            return NGX_CONF_ERROR;
        }

        cv = ngx_array_push(cocf->exempt);
        if (cv == NULL) {
            return NGX_CONF_ERROR;
        }

        ngx_memzero(&ccv, sizeof(ngx_http_compile_complex_value_t));

        ccv.cf = cf;
        ccv.value = &value[i];
        ccv.complex_value = cv;

        if (ngx_http_compile_complex_value(&ccv) != NGX_OK) {
            return NGX_CONF_ERROR;
        }
    }

    return NGX_CONF_OK;
}


char *
ngx_http_coc_set_rules(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    ngx_str_t   *value, *path;
    ngx_uint_t   i;

    if (cocf->rules != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    cocf->rules = ngx_array_create(cf->pool, cf->args->nelts,
                                   sizeof(ngx_str_t));
    if (cocf->rules == NULL) {
        return NGX_CONF_ERROR;
    }

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {

        path = ngx_array_push(cocf->rules);
        if (path == NULL) {
            return NGX_CONF_ERROR;
        }

        *path = value[i];

        if (ngx_conf_full_name(cf->cycle, path, 1) != NGX_OK) {
            return NGX_CONF_ERROR;
        }
    }

    return NGX_CONF_OK;
}


/*
 * A name that can match no field would leave all content unread: "title*", say,
 * where "title.*" is meant.
 */

static ngx_uint_t
ngx_http_coc_name_matches(ngx_str_t *name)
{
    size_t   i, len;
    u_char  *p;

    p = name->data;

    for (i = 0, len = 0; i <= name->len; i++) {

        if (i == name->len || p[i] == '.') {
            if (len == 0 || (len > 1 && ngx_strlchr(p + i - len, p + i, '*')))
            {
                return 0;
            }

            len = 0;
            continue;
        }

        len++;
    }

    return 1;
}


/* coc_text, coc_ignore: arrays of coc_str_t, for the engine. */

char *
ngx_http_coc_set_names(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    char  *p = conf;

    coc_str_t     *name;
    ngx_str_t     *value;
    ngx_uint_t     i;
    ngx_array_t  **names;

    names = (ngx_array_t **) (p + cmd->offset);

    if (*names != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    *names = ngx_array_create(cf->pool, cf->args->nelts, sizeof(coc_str_t));
    if (*names == NULL) {
        return NGX_CONF_ERROR;
    }

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {

        if (value[i].len == 0) {
            return "has an empty name";
        }

        if (!ngx_http_coc_name_matches(&value[i])) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "\"%V\" in \"%V\" matches no field: \"*\" "
                               "stands for a whole segment, and no segment "
                               "may be empty", &value[i], &cmd->name);
            return NGX_CONF_ERROR;
        }

        name = ngx_array_push(*names);
        if (name == NULL) {
            return NGX_CONF_ERROR;
        }

        *name = ngx_http_coc_str(value[i]);
    }

    return NGX_CONF_OK;
}


char *
ngx_http_coc_set_ladder(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    ngx_str_t    *value;
    ngx_uint_t    i;
    coc_error_t   err;

    if (cocf->ladder != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    cocf->ladder = ngx_pcalloc(cf->pool, sizeof(coc_ladder_t));
    if (cocf->ladder == NULL) {
        return NGX_CONF_ERROR;
    }

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {
        if (coc_ladder_add(cocf->ladder, ngx_http_coc_str(value[i]), &err)
            != COC_OK)
        {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "invalid rung \"%V\" in \"%V\": %s", &value[i],
                               &cmd->name, err.text);
            return NGX_CONF_ERROR;
        }
    }

    ngx_http_coc_ladder_times(cf, cocf->ladder);

    return NGX_CONF_OK;
}


/*
 * The ladder holds one step at a time: who climbs is rid of the step below,
 * which may well have lasted longer.
 */

static void
ngx_http_coc_ladder_times(ngx_conf_t *cf, coc_ladder_t *ladder)
{
    size_t             i, k;
    const coc_rung_t  *rung, *last;

    for (i = 1; i < ladder->n; i++) {
        rung = &ladder->rung[i];

        for (last = NULL, k = 0; k < i; k++) {
            if (ladder->rung[k].section == rung->section) {
                last = &ladder->rung[k];
            }
        }

        /* no time: a warning lasts for nothing, other steps without end */

        if (last == NULL || last->step == COC_STEP_WARN || rung->time == 0
            || (last->time != 0 && last->time <= rung->time))
        {
            continue;
        }

        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "\"coc_ladder\": \"%s\" from %ui points on ends "
                           "before \"%s\" from %ui points on, which it "
                           "replaces", coc_step_name(rung->step),
                           (ngx_uint_t) rung->points,
                           coc_step_name(last->step),
                           (ngx_uint_t) last->points);
    }
}


char *
ngx_http_coc_set_nudge(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    ngx_str_t   *value, s;
    ngx_uint_t   i;

    if (cocf->nudge != NGX_CONF_UNSET) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (ngx_strcmp(value[1].data, "on") == 0) {
        cocf->nudge = 1;

    } else if (ngx_strcmp(value[1].data, "off") == 0) {
        cocf->nudge = 0;

    } else {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid value \"%V\" in \"%V\" directive, it must "
                           "be \"on\" or \"off\"", &value[1], &cmd->name);
        return NGX_CONF_ERROR;
    }

    for (i = 2; i < cf->args->nelts; i++) {

        if (ngx_strncmp(value[i].data, "valid=", 6) == 0) {
            s.data = value[i].data + 6;
            s.len = value[i].len - 6;

            cocf->nudge_valid = ngx_parse_time(&s, 0);

            if (cocf->nudge_valid != (ngx_msec_t) NGX_ERROR
                && cocf->nudge_valid != 0)
            {
                continue;
            }
        }

        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid parameter \"%V\" in \"%V\" directive",
                           &value[i], &cmd->name);
        return NGX_CONF_ERROR;
    }

    return NGX_CONF_OK;
}


char *
ngx_http_coc_set_cache(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    ngx_str_t   *value, s;

    if (cocf->cache != NGX_CONF_UNSET) {
        return "is duplicate";
    }

    value = cf->args->elts;

    if (ngx_strcmp(value[1].data, "on") == 0) {
        cocf->cache = 1;

    } else if (ngx_strcmp(value[1].data, "off") == 0) {
        cocf->cache = 0;

    } else {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid value \"%V\" in \"%V\" directive, it must "
                           "be \"on\" or \"off\"", &value[1], &cmd->name);
        return NGX_CONF_ERROR;
    }

    if (cf->args->nelts == 2) {
        return NGX_CONF_OK;
    }

    if (cocf->cache && ngx_strncmp(value[2].data, "stale=", 6) == 0) {
        s.data = value[2].data + 6;
        s.len = value[2].len - 6;

        cocf->cache_stale = ngx_parse_time(&s, 0);

        if (cocf->cache_stale != (ngx_msec_t) NGX_ERROR) {
            return NGX_CONF_OK;
        }
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "invalid parameter \"%V\" in \"%V\" directive",
                       &value[2], &cmd->name);

    return NGX_CONF_ERROR;
}


ngx_int_t
ngx_http_coc_read_file(ngx_conf_t *cf, ngx_str_t *name, size_t max,
    ngx_str_t *text)
{
    off_t        size;
    ssize_t      n;
    ngx_file_t   file;

    if (ngx_conf_full_name(cf->cycle, name, 1) != NGX_OK) {
        return NGX_ERROR;
    }

    ngx_memzero(&file, sizeof(ngx_file_t));
    file.name = *name;
    file.log = cf->log;

    file.fd = ngx_open_file(name->data, NGX_FILE_RDONLY, NGX_FILE_OPEN, 0);

    if (file.fd == NGX_INVALID_FILE) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           ngx_open_file_n " \"%V\" failed", name);
        return NGX_ERROR;
    }

    n = NGX_ERROR;

    if (ngx_fd_info(file.fd, &file.info) == NGX_FILE_ERROR) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           ngx_fd_info_n " \"%V\" failed", name);
        goto done;
    }

    size = ngx_file_size(&file.info);

    if (!ngx_is_file(&file.info) || size > (off_t) max) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"%V\" must be a file of at most %uz bytes", name,
                           max);
        goto done;
    }

    text->data = ngx_pnalloc(cf->pool, (size_t) size + 1);
    if (text->data == NULL) {
        goto done;
    }

    n = ngx_read_file(&file, text->data, (size_t) size, 0);

    if (n < 0) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, ngx_errno,
                           ngx_read_file_n " \"%V\" failed", name);
        goto done;
    }

    text->len = (size_t) n;

    while (text->len && (text->data[text->len - 1] == LF
                         || text->data[text->len - 1] == CR))
    {
        text->len--;
    }

done:

    if (ngx_close_file(file.fd) == NGX_FILE_ERROR) {
        ngx_conf_log_error(NGX_LOG_ALERT, cf, ngx_errno,
                           ngx_close_file_n " \"%V\" failed", name);
    }

    return (n < 0) ? NGX_ERROR : NGX_OK;
}


char *
ngx_http_coc_set_secret(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    int                     rc;
    ngx_str_t              *value, text;
    ngx_uint_t              i;
    ngx_pool_cleanup_t     *cln;
    ngx_http_coc_secret_t  *secret;

    if (cocf->secret != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    secret = ngx_pcalloc(cf->pool, sizeof(ngx_http_coc_secret_t));
    cln = ngx_pool_cleanup_add(cf->pool, 0);

    if (secret == NULL || cln == NULL) {
        return NGX_CONF_ERROR;
    }

    cln->handler = ngx_http_coc_secret_wipe;
    cln->data = secret;

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {

        if (ngx_http_coc_read_file(cf, &value[i], COC_SECRET_MAX, &text)
            != NGX_OK)
        {
            return NGX_CONF_ERROR;
        }

        rc = coc_keys_derive(&secret->keys[secret->n++],
                             ngx_http_coc_str(text));

        ngx_explicit_memzero(text.data, text.len);

        if (rc != COC_OK) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "the secret in \"%V\" must have %d to %d bytes",
                               &value[i], COC_SECRET_MIN, COC_SECRET_MAX);
            return NGX_CONF_ERROR;
        }
    }

    cocf->secret = secret;

    return NGX_CONF_OK;
}


static void
ngx_http_coc_secret_wipe(void *data)
{
    ngx_uint_t              i;
    ngx_http_coc_secret_t  *secret = data;

    for (i = 0; i < NGX_HTTP_COC_SECRETS; i++) {
        coc_keys_wipe(&secret->keys[i]);
    }
}


char *
ngx_http_coc_set_zone(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_main_conf_t  *cocmcf = conf;

    u_char     *p;
    ssize_t     size;
    ngx_str_t  *value, name, s;

    if (cocmcf->zone != NULL) {
        return "is duplicate";
    }

    value = cf->args->elts;
    p = (u_char *) ngx_strchr(value[1].data, ':');

    if (p == NULL || p == value[1].data) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid zone \"%V\", it must be name:size",
                           &value[1]);
        return NGX_CONF_ERROR;
    }

    name.data = value[1].data;
    name.len = p - name.data;

    s.data = p + 1;
    s.len = value[1].data + value[1].len - s.data;

    size = ngx_parse_size(&s);

    if (size == NGX_ERROR || size < (ssize_t) (8 * ngx_pagesize)) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid size of zone \"%V\", it must be at least "
                           "%uz bytes", &value[1], (size_t) (8 * ngx_pagesize));
        return NGX_CONF_ERROR;
    }

    cocmcf->zone = ngx_shared_memory_add(cf, &name, size,
                                         &ngx_http_coc_module);
    if (cocmcf->zone == NULL) {
        return NGX_CONF_ERROR;
    }

    cocmcf->zone->init = ngx_http_coc_shm_init;
    cocmcf->zone->data = cocmcf;

    return NGX_CONF_OK;
}
