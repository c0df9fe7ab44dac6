/*
 * coc_message_limits and coc_post_limits: how many of what within which time
 * is still well.  "name=number/time", "share=percent%/number",
 * "similar=time"; what is not named keeps its default.
 */

#include "ngx_http_coc_state.h"


#define NGX_HTTP_COC_WINDOW_MIN  1000                           /* ms */
#define NGX_HTTP_COC_WINDOW_MAX  ((uint64_t) 365 * 86400 * 1000)
#define NGX_HTTP_COC_SHARE_OF    100    /* posts, most */


typedef struct {
    const char    *name;
    size_t         offset;      /* in coc_state_limits_t */
    ngx_int_t    (*read)(coc_str_t value, void *to);
} ngx_http_coc_limit_t;


static ngx_int_t ngx_http_coc_limit_count(coc_str_t value, void *to);
static ngx_int_t ngx_http_coc_limit_share(coc_str_t value, void *to);
static ngx_int_t ngx_http_coc_limit_time(coc_str_t value, void *to);
static char *ngx_http_coc_limits(ngx_conf_t *cf, ngx_command_t *cmd,
    coc_state_limits_t **limits, const ngx_http_coc_limit_t *known);


static const ngx_http_coc_limit_t  ngx_http_coc_message_limits[] = {
    { "unanswered=", offsetof(coc_state_limits_t, unanswered),
      ngx_http_coc_limit_count },
    { "strangers=", offsetof(coc_state_limits_t, strangers),
      ngx_http_coc_limit_count },
    { NULL, 0, NULL }
};


static const ngx_http_coc_limit_t  ngx_http_coc_post_limits[] = {
    { "rate=", offsetof(coc_state_limits_t, rate),
      ngx_http_coc_limit_count },
    { "repeat=", offsetof(coc_state_limits_t, repeat),
      ngx_http_coc_limit_count },
    { "share=", offsetof(coc_state_limits_t, share),
      ngx_http_coc_limit_share },
    { "similar=", offsetof(coc_state_limits_t, similar),
      ngx_http_coc_limit_time },
    { NULL, 0, NULL }
};


char *
ngx_http_coc_set_message_limits(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    return ngx_http_coc_limits(cf, cmd, &cocf->message_limits,
                               ngx_http_coc_message_limits);
}


char *
ngx_http_coc_set_post_limits(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    return ngx_http_coc_limits(cf, cmd, &cocf->post_limits,
                               ngx_http_coc_post_limits);
}


static char *
ngx_http_coc_limits(ngx_conf_t *cf, ngx_command_t *cmd,
    coc_state_limits_t **limits, const ngx_http_coc_limit_t *known)
{
    size_t                       len;
    coc_str_t                    s;
    ngx_str_t                   *value;
    ngx_uint_t                   i;
    const ngx_http_coc_limit_t  *limit;

    if (*limits != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    *limits = ngx_palloc(cf->pool, sizeof(coc_state_limits_t));
    if (*limits == NULL) {
        return NGX_CONF_ERROR;
    }

    coc_state_limits(*limits);

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {

        for (limit = known; limit->name != NULL; limit++) {
            len = ngx_strlen(limit->name);

            if (value[i].len > len
                && ngx_strncmp(value[i].data, limit->name, len) == 0)
            {
                break;
            }
        }

        if (limit->name != NULL) {
            s.data = value[i].data + ngx_strlen(limit->name);
            s.len = value[i].len - ngx_strlen(limit->name);

            if (limit->read(s, (u_char *) *limits + limit->offset) == NGX_OK)
            {
                continue;
            }
        }

        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "invalid parameter \"%V\" in \"%V\" directive, it "
                           "must be %s", &value[i], &cmd->name,
                           (known == ngx_http_coc_message_limits)
                           ? "\"unanswered=\" or \"strangers=\" with a number "
                             "up to 1000, a slash and a time from 1s to 365d"
                           : "\"rate=\" or \"repeat=\" with a number up to "
                             "1000, a slash and a time from 1s to 365d, "
                             "\"share=\" with a percentage, a slash and a "
                             "number from 2 to 100, or \"similar=\" with such "
                             "a time");
        return NGX_CONF_ERROR;
    }

    return NGX_CONF_OK;
}


static ngx_int_t
ngx_http_coc_limit_time(coc_str_t value, void *to)
{
    uint64_t  ms, *window = to;

    if (coc_str_time(value, &ms) != COC_OK || ms < NGX_HTTP_COC_WINDOW_MIN
        || ms > NGX_HTTP_COC_WINDOW_MAX)
    {
        return NGX_ERROR;
    }

    *window = ms;

    return NGX_OK;
}


/* "5/7d" */

static ngx_int_t
ngx_http_coc_limit_count(coc_str_t value, void *to)
{
    size_t              slash;
    uint64_t            n;
    coc_str_t           count, window;
    coc_state_limit_t  *limit = to;

    slash = coc_str_find(value, '/', 0);

    if (slash == value.len) {
        return NGX_ERROR;
    }

    count.data = value.data;
    count.len = slash;
    window.data = value.data + slash + 1;
    window.len = value.len - slash - 1;

    if (coc_str_uint(count, COC_STATE_COUNT, &n) != COC_OK || n == 0) {
        return NGX_ERROR;
    }

    limit->most = (unsigned) n;

    return ngx_http_coc_limit_time(window, &limit->window);
}


/* "60%/20" */

static ngx_int_t
ngx_http_coc_limit_share(coc_str_t value, void *to)
{
    size_t      sign;
    uint64_t    percent, of;
    unsigned   *share = to;
    coc_str_t   left, right;

    sign = coc_str_find(value, '%', 0);

    if (sign + 1 >= value.len || value.data[sign + 1] != '/') {
        return NGX_ERROR;
    }

    left.data = value.data;
    left.len = sign;
    right.data = value.data + sign + 2;
    right.len = value.len - sign - 2;

    if (coc_str_uint(left, 99, &percent) != COC_OK || percent == 0
        || coc_str_uint(right, NGX_HTTP_COC_SHARE_OF, &of) != COC_OK
        || of < 2)
    {
        return NGX_ERROR;
    }

    /* share, and share_of behind it */

    share[0] = (unsigned) percent;
    share[1] = (unsigned) of;

    return NGX_OK;
}


void
ngx_http_coc_merge_state(ngx_http_coc_loc_conf_t *conf,
    ngx_http_coc_loc_conf_t *prev)
{
    ngx_conf_merge_ptr_value(conf->thread, prev->thread, NULL);
    ngx_conf_merge_ptr_value(conf->recipient, prev->recipient, NULL);
    ngx_conf_merge_ptr_value(conf->device, prev->device, NULL);
    ngx_conf_merge_ptr_value(conf->name, prev->name, NULL);
    ngx_conf_merge_ptr_value(conf->message_limits, prev->message_limits, NULL);
    ngx_conf_merge_ptr_value(conf->post_limits, prev->post_limits, NULL);

    coc_state_limits(&conf->state_limits);

    if (conf->post_limits != NULL) {
        conf->state_limits = *conf->post_limits;
    }

    if (conf->message_limits != NULL) {
        conf->state_limits.unanswered = conf->message_limits->unanswered;
        conf->state_limits.strangers = conf->message_limits->strangers;
    }
}
