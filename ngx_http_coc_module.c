/*
 * ngx_http_coc_module: a community's code of conduct, enforced at the edge.
 *
 * Here: the directive table, the module, the hooks.  A map of the rest, from
 * the bytes to the reply:
 *
 *     src/base      slices, memory, errors, limits
 *     src/decode    body bytes to fields
 *     src/text      a field's value to the views that rules look at
 *     src/rules     YAML files to a rule set
 *     src/match     views against the rule set: hits
 *     src/verdict   hits and standing to a verdict
 *     src/engine    the library's door
 *     src/store     what is asked of Redis, and what its replies mean
 *     src/nginx     the glue: filter, gate, connection, replies, variables
 */

#include "ngx_http_coc_load.h"
#include "ngx_http_coc_state.h"
#include "ngx_http_coc_evidence.h"


static ngx_int_t ngx_http_coc_preconfiguration(ngx_conf_t *cf);
static ngx_int_t ngx_http_coc_init(ngx_conf_t *cf);


static ngx_conf_enum_t  ngx_http_coc_modes[] = {
    { ngx_string("off"), NGX_HTTP_COC_OFF },
    { ngx_string("on"), NGX_HTTP_COC_ON },
    { ngx_string("monitor"), NGX_HTTP_COC_MONITOR },
    { ngx_null_string, 0 }
};


static ngx_conf_enum_t  ngx_http_coc_policies[] = {
    { ngx_string("block"), NGX_HTTP_COC_POLICY_BLOCK },
    { ngx_string("flag"), NGX_HTTP_COC_POLICY_FLAG },
    { ngx_string("pass"), NGX_HTTP_COC_POLICY_PASS },
    { ngx_null_string, 0 }
};


static ngx_conf_enum_t  ngx_http_coc_fails[] = {
    { ngx_string("open"), NGX_HTTP_COC_FAIL_OPEN },
    { ngx_string("closed"), NGX_HTTP_COC_FAIL_CLOSED },
    { ngx_null_string, 0 }
};


static ngx_conf_enum_t  ngx_http_coc_evidences[] = {
    { ngx_string("off"), NGX_HTTP_COC_EVIDENCE_OFF },
    { ngx_string("excerpt"), NGX_HTTP_COC_EVIDENCE_EXCERPT },
    { ngx_string("sealed"), NGX_HTTP_COC_EVIDENCE_SEALED },
    { ngx_null_string, 0 }
};


static ngx_conf_bitmask_t  ngx_http_coc_methods[] = {
    { ngx_string("GET"), NGX_HTTP_GET },
    { ngx_string("POST"), NGX_HTTP_POST },
    { ngx_string("PUT"), NGX_HTTP_PUT },
    { ngx_string("PATCH"), NGX_HTTP_PATCH },
    { ngx_string("DELETE"), NGX_HTTP_DELETE },
    { ngx_null_string, 0 }
};


static ngx_http_coc_bounds_t  ngx_http_coc_count_bounds = {
    ngx_http_coc_check_bounds, 1, 1000000, ""
};

/* each level takes a few bytes of state, none of the stack */

static ngx_http_coc_bounds_t  ngx_http_coc_depth_bounds = {
    ngx_http_coc_check_bounds, 1, 10000, ""
};

static ngx_conf_post_t  ngx_http_coc_code_post = {
    ngx_http_coc_check_code
};

static ngx_http_coc_bounds_t  ngx_http_coc_timeout_bounds = {
    ngx_http_coc_check_bounds, 1, 60000, " ms"
};

/* less than a minute would keep nothing; up to 100 years */

static ngx_http_coc_bounds_t  ngx_http_coc_retention_bounds = {
    ngx_http_coc_check_bounds, 60000, 3155760000000, " ms"
};

static ngx_http_coc_bounds_t  ngx_http_coc_body_bounds = {
    ngx_http_coc_check_bounds, 1, 1024 * 1024 * 1024, " bytes"
};

static ngx_conf_post_t  ngx_http_coc_prefix_post = {
    ngx_http_coc_check_prefix
};


#define NGX_HTTP_COC_ANYWHERE                                                 \
    NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF


static ngx_command_t  ngx_http_coc_commands[] = {

    { ngx_string("coc"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_http_coc_set_enum,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, mode),
      &ngx_http_coc_modes },

    { ngx_string("coc_kind"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_http_coc_set_trusted,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, kind),
      NULL },

    { ngx_string("coc_methods"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_1MORE,
      ngx_http_coc_set_methods,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, methods),
      &ngx_http_coc_methods },

    { ngx_string("coc_member"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_http_coc_set_trusted,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, member),
      NULL },

    { ngx_string("coc_thread"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_http_set_complex_value_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, thread),
      NULL },

    { ngx_string("coc_recipient"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_http_set_complex_value_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, recipient),
      NULL },

    { ngx_string("coc_role"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_http_coc_set_trusted,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, role),
      NULL },

    { ngx_string("coc_role_exempt"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_2MORE,
      ngx_http_coc_set_role_exempt,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_device"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_http_set_complex_value_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, device),
      NULL },

    { ngx_string("coc_name"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_http_set_complex_value_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, name),
      NULL },

    { ngx_string("coc_message_limits"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE12,
      ngx_http_coc_set_message_limits,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_post_limits"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1234,
      ngx_http_coc_set_post_limits,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_exempt"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_1MORE,
      ngx_http_coc_set_exempt,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_rules"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_1MORE,
      ngx_http_coc_set_rules,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_model"),
      NGX_HTTP_MAIN_CONF|NGX_HTTP_SRV_CONF|NGX_HTTP_LOC_CONF|NGX_CONF_TAKE1,
      ngx_http_coc_set_model,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_cache"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE12,
      ngx_http_coc_set_kept,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_text"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_1MORE,
      ngx_http_coc_set_names,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, text),
      NULL },

    { ngx_string("coc_ignore"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_1MORE,
      ngx_http_coc_set_names,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, ignore),
      NULL },

    { ngx_string("coc_keys"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_FLAG,
      ngx_conf_set_flag_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, keys),
      NULL },

    { ngx_string("coc_ladder"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_1MORE,
      ngx_http_coc_set_ladder,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_decay"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_msec_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, decay),
      NULL },

    { ngx_string("coc_nudge"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE12,
      ngx_http_coc_set_nudge,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_secret"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE12,
      ngx_http_coc_set_secret,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_redis"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_1MORE,
      ngx_http_coc_set_redis,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_redis_timeout"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_msec_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, redis_timeout),
      &ngx_http_coc_timeout_bounds },

    { ngx_string("coc_redis_fail"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_http_coc_set_enum,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, redis_fail),
      &ngx_http_coc_fails },

    { ngx_string("coc_redis_prefix"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_str_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, redis_prefix),
      &ngx_http_coc_prefix_post },

    { ngx_string("coc_standing_cache"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE12,
      ngx_http_coc_set_cache,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_spool"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE123,
      ngx_http_coc_set_spool,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_zone"),
      NGX_HTTP_MAIN_CONF|NGX_CONF_TAKE1,
      ngx_http_coc_set_zone,
      NGX_HTTP_MAIN_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_body_max"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_size_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, body_max),
      &ngx_http_coc_body_bounds },

    { ngx_string("coc_redact_max"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_size_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, redact_max),
      &ngx_http_coc_body_bounds },

    { ngx_string("coc_inflate_max"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE12,
      ngx_http_coc_set_inflate,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, inflate_max),
      &ngx_http_coc_body_bounds },

    { ngx_string("coc_depth_max"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_num_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, depth_max),
      &ngx_http_coc_depth_bounds },

    { ngx_string("coc_fields_max"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_num_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, fields_max),
      &ngx_http_coc_count_bounds },

    { ngx_string("coc_parts_max"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_num_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, parts_max),
      &ngx_http_coc_count_bounds },

    { ngx_string("coc_malformed"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_http_coc_set_enum,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, malformed),
      &ngx_http_coc_policies },

    { ngx_string("coc_overflow"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_http_coc_set_enum,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, overflow),
      &ngx_http_coc_policies },

    { ngx_string("coc_block_code"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_num_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, block_code),
      &ngx_http_coc_code_post },

    { ngx_string("coc_nudge_code"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_num_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, nudge_code),
      &ngx_http_coc_code_post },

    { ngx_string("coc_appeal"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_str_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, appeal),
      NULL },

    { ngx_string("coc_help"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_str_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, help),
      NULL },

    { ngx_string("coc_evidence"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE12,
      ngx_http_coc_set_evidence,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, evidence),
      &ngx_http_coc_evidences },

    { ngx_string("coc_evidence_key"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_http_coc_set_evidence_key,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_retention"),
      NGX_HTTP_COC_ANYWHERE|NGX_CONF_TAKE1,
      ngx_conf_set_msec_slot,
      NGX_HTTP_LOC_CONF_OFFSET,
      offsetof(ngx_http_coc_loc_conf_t, retention),
      &ngx_http_coc_retention_bounds },

    { ngx_string("coc_status"),
      NGX_HTTP_LOC_CONF|NGX_CONF_NOARGS,
      ngx_http_coc_set_status,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

    { ngx_string("coc_api"),
      NGX_HTTP_LOC_CONF|NGX_CONF_NOARGS|NGX_CONF_TAKE1,
      ngx_http_coc_set_api,
      NGX_HTTP_LOC_CONF_OFFSET,
      0,
      NULL },

      ngx_null_command
};


static ngx_http_module_t  ngx_http_coc_module_ctx = {
    ngx_http_coc_preconfiguration,         /* preconfiguration */
    ngx_http_coc_init,                     /* postconfiguration */

    ngx_http_coc_create_main_conf,         /* create main configuration */
    NULL,                                  /* init main configuration */

    NULL,                                  /* create server configuration */
    NULL,                                  /* merge server configuration */

    ngx_http_coc_create_loc_conf,          /* create location configuration */
    ngx_http_coc_merge_loc_conf            /* merge location configuration */
};


ngx_module_t  ngx_http_coc_module = {
    NGX_MODULE_V1,
    &ngx_http_coc_module_ctx,              /* module context */
    ngx_http_coc_commands,                 /* module directives */
    NGX_HTTP_MODULE,                       /* module type */
    NULL,                                  /* init master */
    NULL,                                  /* init module */
    ngx_http_coc_init_process,             /* init process */
    NULL,                                  /* init thread */
    NULL,                                  /* exit thread */
    ngx_http_coc_exit_process,             /* exit process */
    NULL,                                  /* exit master */
    NGX_MODULE_V1_PADDING
};


static ngx_int_t
ngx_http_coc_preconfiguration(ngx_conf_t *cf)
{
    return ngx_http_coc_vars_add(cf);
}


/*
 * Phase handlers run in reverse order of their registration: ours, registered
 * after those of nginx itself, comes before try_files and mirror.
 */

static ngx_int_t
ngx_http_coc_init(ngx_conf_t *cf)
{
    ngx_http_handler_pt        *h;
    ngx_http_core_main_conf_t  *cmcf;

    cmcf = ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module);

    h = ngx_array_push(&cmcf->phases[NGX_HTTP_PRECONTENT_PHASE].handlers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    *h = ngx_http_coc_gate_handler;

    ngx_http_coc_body_init();

    return ngx_http_coc_conf_names(cf);
}
