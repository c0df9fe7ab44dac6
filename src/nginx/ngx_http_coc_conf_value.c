/*
 * Values of directives: words out of a list, numbers within bounds.  What is
 * refused is told with its directive and with what it may be.
 */

#include "ngx_http_coc.h"


#define NGX_HTTP_COC_WORDS_MAX   256        /* bytes of a list of words */
#define NGX_HTTP_COC_PREFIX_MAX  64         /* bytes */
#define NGX_HTTP_COC_RATIO_MAX   100000


static u_char *ngx_http_coc_word(u_char *p, u_char *last, ngx_str_t *name);


/* Appends "name", with a comma where it is not the first. */

static u_char *
ngx_http_coc_word(u_char *p, u_char *last, ngx_str_t *name)
{
    return ngx_slprintf(p, last, "%s\"%V\"", p[-1] != ' ' ? ", " : "", name);
}


char *
ngx_http_coc_set_enum(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    char  *p = conf;

    u_char            words[NGX_HTTP_COC_WORDS_MAX], *w;
    ngx_str_t        *value;
    ngx_uint_t       *np;
    ngx_conf_enum_t  *e;

    np = (ngx_uint_t *) (p + cmd->offset);

    if (*np != NGX_CONF_UNSET_UINT) {
        return "is duplicate";
    }

    value = cf->args->elts;

    for (e = cmd->post; e->name.len; e++) {
        if (e->name.len == value[1].len
            && ngx_strncmp(e->name.data, value[1].data, value[1].len) == 0)
        {
            *np = e->value;
            return NGX_CONF_OK;
        }
    }

    w = ngx_cpymem(words, " ", 1);

    for (e = cmd->post; e->name.len; e++) {
        w = ngx_http_coc_word(w, words + sizeof(words), &e->name);
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "invalid value \"%V\" in \"%V\" directive, it may be"
                       "%*s", &value[1], &cmd->name, w - words, words);

    return NGX_CONF_ERROR;
}


/* The size as the stock setter reads it, and ratio=. */

char *
ngx_http_coc_set_inflate(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    char       *rc;
    ngx_int_t   n;
    ngx_str_t  *value;

    rc = ngx_conf_set_size_slot(cf, cmd, conf);

    if (rc != NGX_CONF_OK || cf->args->nelts == 2) {
        return rc;
    }

    value = cf->args->elts;

    if (ngx_strncmp(value[2].data, "ratio=", 6) == 0) {
        n = ngx_atoi(value[2].data + 6, value[2].len - 6);

        if (n >= 1 && n <= NGX_HTTP_COC_RATIO_MAX) {
            cocf->inflate_ratio = n;
            return NGX_CONF_OK;
        }
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "invalid parameter \"%V\" in \"%V\" directive, it may "
                       "be ratio=1 to ratio=%d", &value[2], &cmd->name,
                       NGX_HTTP_COC_RATIO_MAX);

    return NGX_CONF_ERROR;
}


char *
ngx_http_coc_set_methods(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    char  *p = conf;

    u_char               words[NGX_HTTP_COC_WORDS_MAX], *w;
    ngx_str_t           *value;
    ngx_uint_t           i, *np;
    ngx_conf_bitmask_t  *m;

    np = (ngx_uint_t *) (p + cmd->offset);

    if (*np != 0) {
        return "is duplicate";
    }

    value = cf->args->elts;

    for (i = 1; i < cf->args->nelts; i++) {

        for (m = cmd->post; m->name.len; m++) {
            if (m->name.len == value[i].len
                && ngx_strncmp(m->name.data, value[i].data, value[i].len) == 0)
            {
                break;
            }
        }

        if (m->name.len == 0) {
            break;
        }

        *np |= m->mask | NGX_CONF_BITMASK_SET;
    }

    if (i == cf->args->nelts) {
        return NGX_CONF_OK;
    }

    w = ngx_cpymem(words, " ", 1);

    for (m = cmd->post; m->name.len; m++) {
        w = ngx_http_coc_word(w, words + sizeof(words), &m->name);
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "invalid value \"%V\" in \"%V\" directive, it may be"
                       "%*s", &value[i], &cmd->name, w - words, words);

    return NGX_CONF_ERROR;
}


/* ngx_int_t, ngx_msec_t and size_t, of one size wherever nginx runs. */

char *
ngx_http_coc_check_bounds(ngx_conf_t *cf, void *post, void *data)
{
    ngx_http_coc_bounds_t  *bounds = post;
    ngx_uint_t             *np = data;

    ngx_str_t  *value;

    if (*np >= bounds->low && *np <= bounds->high) {
        return NGX_CONF_OK;
    }

    value = cf->args->elts;

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "invalid value \"%V\" in \"%V\" directive, it must be "
                       "between %ui and %ui%s", &value[1], &value[0],
                       bounds->low, bounds->high, bounds->unit);

    return NGX_CONF_ERROR;
}


/* Some codes are nginx' own: no client is to see them, or no reply is sent. */

char *
ngx_http_coc_check_code(ngx_conf_t *cf, void *post, void *data)
{
    ngx_uint_t  *np = data;

    ngx_str_t  *value;

    if (*np >= 400 && *np <= 599 && *np != NGX_HTTP_CLOSE
        && (*np < NGX_HTTP_NGINX_CODES || *np > NGX_HTTP_CLIENT_CLOSED_REQUEST))
    {
        return NGX_CONF_OK;
    }

    value = cf->args->elts;

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "invalid value \"%V\" in \"%V\" directive, it must be "
                       "between 400 and 599, but not 444 and 494 to 499",
                       &value[1], &value[0]);

    return NGX_CONF_ERROR;
}


/*
 * Part of every key: braces would take the place of the member's hash tag, and
 * a long one would fit into no command.
 */

char *
ngx_http_coc_check_prefix(ngx_conf_t *cf, void *post, void *data)
{
    ngx_str_t  *prefix = data;

    size_t      i;
    ngx_str_t  *value;

    for (i = 0; i < prefix->len && prefix->len <= NGX_HTTP_COC_PREFIX_MAX;
         i++)
    {
        if (prefix->data[i] <= ' ' || prefix->data[i] > '~'
            || prefix->data[i] == '{' || prefix->data[i] == '}')
        {
            break;
        }
    }

    if (i == prefix->len) {
        return NGX_CONF_OK;
    }

    value = cf->args->elts;

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "invalid value \"%V\" in \"%V\" directive, it may be at "
                       "most %d printable characters, without space, \"{\" "
                       "and \"}\"", &value[1], &value[0],
                       NGX_HTTP_COC_PREFIX_MAX);

    return NGX_CONF_ERROR;
}
