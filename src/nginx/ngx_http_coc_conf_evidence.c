/*
 * Directives about evidence: what is kept of a post for those who judge it,
 * and the key that it is sealed to.
 */

#include "ngx_http_coc_evidence.h"


#define NGX_HTTP_COC_EVIDENCE_LEAST  1024           /* bytes */
#define NGX_HTTP_COC_EVIDENCE_MOST   (64 * 1024)

/* a list of a hundred such entries is within what a reply may have */

#define NGX_HTTP_COC_EVIDENCE_USUAL  (32 * 1024)


static ngx_uint_t ngx_http_coc_evidence_wanted(
    const coc_ruleset_t *set);


/* off | excerpt | sealed, and max= */

char *
ngx_http_coc_set_evidence(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    char       *rc;
    ssize_t     size;
    ngx_str_t  *value, s;

    rc = ngx_http_coc_set_enum(cf, cmd, conf);

    if (rc != NGX_CONF_OK || cf->args->nelts == 2) {
        return rc;
    }

    value = cf->args->elts;

    if (ngx_strncmp(value[2].data, "max=", 4) == 0) {
        s.data = value[2].data + 4;
        s.len = value[2].len - 4;

        size = ngx_parse_size(&s);

        if (size >= NGX_HTTP_COC_EVIDENCE_LEAST
            && size <= NGX_HTTP_COC_EVIDENCE_MOST)
        {
            cocf->evidence_max = (size_t) size;
            return NGX_CONF_OK;
        }
    }

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "invalid parameter \"%V\" in \"%V\" directive, it may "
                       "be max=1k to max=64k", &value[2], &cmd->name);

    return NGX_CONF_ERROR;
}


char *
ngx_http_coc_set_evidence_key(ngx_conf_t *cf, ngx_command_t *cmd, void *conf)
{
    ngx_http_coc_loc_conf_t  *cocf = conf;

    const char  *what;
    ngx_str_t   *value, text;

    if (cocf->evidence_key != NGX_CONF_UNSET_PTR) {
        return "is duplicate";
    }

    cocf->evidence_key = ngx_palloc(cf->pool, sizeof(coc_evidence_key_t));
    if (cocf->evidence_key == NULL) {
        return NGX_CONF_ERROR;
    }

    value = cf->args->elts;

    if (ngx_http_coc_read_file(cf, &value[1], COC_EVIDENCE_FILE, &text)
        != NGX_OK)
    {
        return NGX_CONF_ERROR;
    }

    switch (coc_evidence_read(cocf->evidence_key, ngx_http_coc_str(text))) {

    case COC_OK:
        return NGX_CONF_OK;

    case COC_DECLINED:
        what = "there is no key in it";
        break;

    case COC_LIMIT:
        what = "there is more than one key in it";
        break;

    case COC_UNSUPPORTED:
        what = "it is a private key, which must not be on this machine";
        break;

    case COC_INVALID:
        what = "it is not a public key: 32 bytes, in base64";
        break;

    default:
        what = "libsodium failed";
        break;
    }

    ngx_explicit_memzero(text.data, text.len);

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "can't use \"%V\" of \"%V\": %s", &value[1], &cmd->name,
                       what);

    return NGX_CONF_ERROR;
}


void
ngx_http_coc_merge_evidence(ngx_http_coc_loc_conf_t *conf,
    ngx_http_coc_loc_conf_t *prev)
{
    ngx_conf_merge_uint_value(conf->evidence, prev->evidence,
                              NGX_HTTP_COC_EVIDENCE_OFF);
    ngx_conf_merge_size_value(conf->evidence_max, prev->evidence_max,
                              NGX_HTTP_COC_EVIDENCE_USUAL);
    ngx_conf_merge_ptr_value(conf->evidence_key, prev->evidence_key, NULL);
    ngx_conf_merge_msec_value(conf->retention, prev->retention,
                              (ngx_msec_t) 365 * 86400 * 1000);
    ngx_conf_merge_str_value(conf->help, prev->help,
                             "Please call a crisis line or someone you trust "
                             "now.");
}


static ngx_uint_t
ngx_http_coc_evidence_wanted(const coc_ruleset_t *set)
{
    size_t  i;

    for (i = 0; i < set->nrules; i++) {
        if (set->rules[i].action == COC_ACTION_ESCALATE
            && !set->rules[i].shadow)
        {
            return 1;
        }
    }

    return 0;
}


char *
ngx_http_coc_conf_evidence(ngx_conf_t *cf, ngx_http_coc_loc_conf_t *conf)
{
    ngx_http_coc_main_conf_t  *cocmcf;

    if (conf->evidence == NGX_HTTP_COC_EVIDENCE_SEALED
        && conf->evidence_key == NULL)
    {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"coc_evidence sealed\" needs "
                           "\"coc_evidence_key\": what it is sealed to");
        return NGX_CONF_ERROR;
    }

    cocmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_coc_module);

    /* said once, of where escalations are kept at all */

    if (conf->evidence_key == NULL && conf->redis != NULL
        && conf->mode == NGX_HTTP_COC_ON && !cocmcf->unsealed
        && ngx_http_coc_evidence_wanted(coc_engine_ruleset(conf->engine)))
    {
        cocmcf->unsealed = 1;
        ngx_conf_log_error(NGX_LOG_WARN, cf, 0,
                           "coc: there is no \"coc_evidence_key\": "
                           "escalations will hold no content");
    }

    return NGX_CONF_OK;
}
