/*
 * Roles that are exempt from sections: the directive, and what it means for
 * an author.
 */

#include "ngx_http_coc.h"


/* Roles are told apart by these. */

static ngx_uint_t
ngx_http_coc_role_ends(u_char c)
{
    return c == ',' || c == ' ' || c == '\t';
}


static char *
ngx_http_coc_role_name(ngx_conf_t *cf, ngx_str_t *name)
{
    size_t  i;

    if (name->len == 0) {
        return "has an empty role";
    }

    for (i = 0; i < name->len; i++) {
        if (ngx_http_coc_role_ends(name->data[i])) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "\"coc_role_exempt\" takes one role at a time: "
                               "\"%V\"", name);
            return NGX_CONF_ERROR;
        }
    }

    return NGX_CONF_OK;
}


char *
ngx_http_coc_set_role_exempt(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    char                 *rc;
    ngx_str_t            *value;
    ngx_uint_t            i;
    coc_section_e         section;
    ngx_http_coc_role_t  *role;

    value = cf->args->elts;

    rc = ngx_http_coc_role_name(cf, &value[1]);
    if (rc != NGX_CONF_OK) {
        return rc;
    }

    if (cocf->role_exempt == NGX_CONF_UNSET_PTR) {
        cocf->role_exempt = ngx_array_create(cf->pool, 4,
                                             sizeof(ngx_http_coc_role_t));
        if (cocf->role_exempt == NULL) {
            return NGX_CONF_ERROR;
        }
    }

    role = ngx_array_push(cocf->role_exempt);
    if (role == NULL) {
        return NGX_CONF_ERROR;
    }

    role->name = value[1];
    role->sections = 0;

    for (i = 2; i < cf->args->nelts; i++) {

        if (ngx_strcmp(value[i].data, "all") == 0) {

            if (cf->args->nelts != 3) {
                return "has sections beside \"all\": \"all\" stands alone";
            }

            role->sections = (1u << COC_SECTION_MAX) - 1;
            break;
        }

        if (coc_section_find(ngx_http_coc_str(value[i]), &section) != COC_OK) {
            ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                               "unknown section \"%V\" in \"%V\"", &value[i],
                               &cmd->name);
            return NGX_CONF_ERROR;
        }

        role->sections |= 1u << section;
    }

    return NGX_CONF_OK;
}


uint32_t
ngx_http_coc_role_sections(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    u_char               *p, *end, *last;
    uint32_t              sections;
    ngx_uint_t            i;
    ngx_http_coc_role_t  *role;

    if (cocf->role_exempt == NULL) {
        return 0;
    }

    role = cocf->role_exempt->elts;
    last = ctx->role.data + ctx->role.len;

    for (sections = 0, p = ctx->role.data; p < last; p = end + 1) {

        for (end = p; end < last && !ngx_http_coc_role_ends(*end); end++) {
            /* void */
        }

        for (i = 0; i < cocf->role_exempt->nelts; i++) {
            if (role[i].name.len == (size_t) (end - p)
                && ngx_strncmp(role[i].name.data, p, role[i].name.len) == 0)
            {
                sections |= role[i].sections;
            }
        }
    }

    return sections;
}
