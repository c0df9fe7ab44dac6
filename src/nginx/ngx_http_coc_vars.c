/*
 * $coc_* variables.  Never the content, but for $coc_body_NAME, which the
 * configuration asks for by name.
 */

#include "ngx_http_coc_decide.h"


static ngx_int_t ngx_http_coc_var_verdict(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_coc_var_str(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_coc_var_case(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_coc_var_number(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_coc_var_labels(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_coc_var_word(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_coc_var_standing(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_coc_var_points(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_coc_var_body(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, uintptr_t data);
static ngx_int_t ngx_http_coc_var_field(ngx_http_request_t *r,
    ngx_http_variable_value_t *v, coc_str_t value);
static ngx_http_coc_ctx_t *ngx_http_coc_var_ctx(ngx_http_request_t *r);
static ngx_int_t ngx_http_coc_var_set(ngx_http_variable_value_t *v,
    const u_char *text, size_t len);


#define NGX_HTTP_COC_VAR_REASON    0
#define NGX_HTTP_COC_VAR_REDIS     1

#define NGX_HTTP_COC_VAR_SCORE     0
#define NGX_HTTP_COC_VAR_TIME      1
#define NGX_HTTP_COC_VAR_REDACTED  2


static ngx_http_variable_t  ngx_http_coc_variables[] = {

    { ngx_string("coc_verdict"), NULL, ngx_http_coc_var_verdict,
      0, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_sections"), NULL, ngx_http_coc_var_str,
      offsetof(ngx_http_coc_ctx_t, sections), NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_rules"), NULL, ngx_http_coc_var_str,
      offsetof(ngx_http_coc_ctx_t, rules), NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_aside"), NULL, ngx_http_coc_var_str,
      offsetof(ngx_http_coc_ctx_t, aside), NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_shadow"), NULL, ngx_http_coc_var_str,
      offsetof(ngx_http_coc_ctx_t, shadow), NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_score"), NULL, ngx_http_coc_var_number,
      NGX_HTTP_COC_VAR_SCORE, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_labels"), NULL, ngx_http_coc_var_labels,
      0, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_member"), NULL, ngx_http_coc_var_str,
      offsetof(ngx_http_coc_ctx_t, member), NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_kind"), NULL, ngx_http_coc_var_str,
      offsetof(ngx_http_coc_ctx_t, kind), NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_standing"), NULL, ngx_http_coc_var_standing,
      0, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_points"), NULL, ngx_http_coc_var_points,
      0, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_case"), NULL, ngx_http_coc_var_case,
      0, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_reason"), NULL, ngx_http_coc_var_word,
      NGX_HTTP_COC_VAR_REASON, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_redis"), NULL, ngx_http_coc_var_word,
      NGX_HTTP_COC_VAR_REDIS, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_time"), NULL, ngx_http_coc_var_number,
      NGX_HTTP_COC_VAR_TIME, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_redacted"), NULL, ngx_http_coc_var_number,
      NGX_HTTP_COC_VAR_REDACTED, NGX_HTTP_VAR_NOCACHEABLE, 0 },

    { ngx_string("coc_body_"), NULL, ngx_http_coc_var_body,
      0, NGX_HTTP_VAR_NOCACHEABLE|NGX_HTTP_VAR_PREFIX, 0 },

      ngx_http_null_variable
};


static const char  *ngx_http_coc_redis_words[] = {
    "off", "hit", "miss", "stale", "timeout", "error"
};


ngx_int_t
ngx_http_coc_vars_add(ngx_conf_t *cf)
{
    ngx_http_variable_t  *var, *v;

    for (v = ngx_http_coc_variables; v->name.len; v++) {
        var = ngx_http_add_variable(cf, &v->name, v->flags);
        if (var == NULL) {
            return NGX_ERROR;
        }

        var->get_handler = v->get_handler;
        var->data = v->data;
    }

    return NGX_OK;
}


/*
 * A variable that the configuration uses has an index by the time workers
 * start; what was never named is never kept.
 */

ngx_int_t
ngx_http_coc_vars_captures(ngx_cycle_t *cycle,
    ngx_http_coc_main_conf_t *cocmcf)
{
    size_t                      prefix;
    coc_str_t                  *name;
    ngx_uint_t                  i;
    ngx_http_variable_t        *v;
    ngx_http_core_main_conf_t  *cmcf;

    prefix = sizeof("coc_body_") - 1;

    cmcf = ngx_http_cycle_get_module_main_conf(cycle, ngx_http_core_module);
    v = cmcf->variables.elts;

    for (i = 0; i < cmcf->variables.nelts; i++) {

        if (v[i].name.len <= prefix
            || ngx_strncmp(v[i].name.data, "coc_body_", prefix) != 0)
        {
            continue;
        }

        name = ngx_array_push(&cocmcf->captures);
        if (name == NULL) {
            return NGX_ERROR;
        }

        name->data = v[i].name.data + prefix;
        name->len = v[i].name.len - prefix;
    }

    return NGX_OK;
}


/* The context once there is a verdict; NULL before, and where not screened. */

static ngx_http_coc_ctx_t *
ngx_http_coc_var_ctx(ngx_http_request_t *r)
{
    ngx_http_coc_ctx_t  *ctx;

    ctx = ngx_http_coc_get_ctx(r);

    return (ctx != NULL && ctx->state == NGX_HTTP_COC_DONE
            && ctx->kind.len)
           ? ctx : NULL;
}


static ngx_int_t
ngx_http_coc_var_set(ngx_http_variable_value_t *v, const u_char *text,
    size_t len)
{
    v->data = (u_char *) text;
    v->len = len;
    v->valid = 1;
    v->no_cacheable = 0;
    v->not_found = (text == NULL);

    return NGX_OK;
}


static ngx_int_t
ngx_http_coc_var_verdict(ngx_http_request_t *r, ngx_http_variable_value_t *v,
    uintptr_t data)
{
    u_char              *p;
    const char          *name;
    ngx_http_coc_ctx_t  *ctx;

    ctx = ngx_http_coc_var_ctx(r);

    if (ctx == NULL) {
        return ngx_http_coc_var_set(v, (u_char *) "-", 1);
    }

    name = coc_action_name(ctx->verdict.action);

    if (!ctx->monitored) {
        return ngx_http_coc_var_set(v, (u_char *) name, ngx_strlen(name));
    }

    p = ngx_pnalloc(r->pool, ngx_strlen(name) + sizeof("-monitored"));
    if (p == NULL) {
        return NGX_ERROR;
    }

    return ngx_http_coc_var_set(v, p, ngx_sprintf(p, "%s-monitored", name)
                                      - p);
}


static ngx_int_t
ngx_http_coc_var_str(ngx_http_request_t *r, ngx_http_variable_value_t *v,
    uintptr_t data)
{
    ngx_str_t           *s;
    ngx_http_coc_ctx_t  *ctx;

    ctx = ngx_http_coc_var_ctx(r);

    if (ctx == NULL) {
        return ngx_http_coc_var_set(v, NULL, 0);
    }

    s = (ngx_str_t *) ((char *) ctx + data);

    return ngx_http_coc_var_set(v, s->len ? s->data : NULL, s->len);
}


static ngx_int_t
ngx_http_coc_var_case(ngx_http_request_t *r, ngx_http_variable_value_t *v,
    uintptr_t data)
{
    ngx_http_coc_ctx_t  *ctx;

    ctx = ngx_http_coc_var_ctx(r);

    if (ctx == NULL || ngx_http_coc_case(ctx)->len == 0) {
        return ngx_http_coc_var_set(v, NULL, 0);
    }

    return ngx_http_coc_var_set(v, ctx->case_id.data, ctx->case_id.len);
}


static ngx_int_t
ngx_http_coc_var_labels(ngx_http_request_t *r, ngx_http_variable_value_t *v,
    uintptr_t data)
{
    u_char              *p;
    size_t               len;
    coc_buf_t            buf;
    ngx_http_coc_ctx_t  *ctx;

    ctx = ngx_http_coc_var_ctx(r);

    if (ctx == NULL || ngx_http_coc_scores(ctx) == NULL) {
        return ngx_http_coc_var_set(v, NULL, 0);
    }

    coc_buf_init(&buf, &ngx_http_coc_alloc, NGX_HTTP_COC_NAMES_MAX);

    p = NULL;
    len = 0;

    /* there may be none, and then no bytes to copy */

    if (coc_event_labels(ngx_http_coc_scores(ctx), &buf) == COC_OK
        && buf.len != 0)
    {
        p = ngx_pnalloc(r->pool, buf.len);

        if (p != NULL) {
            len = buf.len;
            ngx_memcpy(p, buf.data, len);
        }
    }

    coc_buf_free(&buf);

    return ngx_http_coc_var_set(v, p, len);
}


static ngx_int_t
ngx_http_coc_var_number(ngx_http_request_t *r, ngx_http_variable_value_t *v,
    uintptr_t data)
{
    u_char              *p;
    uint64_t             n;
    ngx_http_coc_ctx_t  *ctx;

    ctx = ngx_http_coc_var_ctx(r);

    if (ctx == NULL) {
        return ngx_http_coc_var_set(v, NULL, 0);
    }

    n = (data == NGX_HTTP_COC_VAR_SCORE) ? ctx->verdict.score
        : (data == NGX_HTTP_COC_VAR_REDACTED) ? ctx->verdict.redacted
                                              : ctx->usec;

    p = ngx_pnalloc(r->pool, NGX_INT64_LEN);
    if (p == NULL) {
        return NGX_ERROR;
    }

    return ngx_http_coc_var_set(v, p, ngx_sprintf(p, "%uL", n) - p);
}


static ngx_int_t
ngx_http_coc_var_word(ngx_http_request_t *r, ngx_http_variable_value_t *v,
    uintptr_t data)
{
    const char          *word;
    ngx_http_coc_ctx_t  *ctx;

    ctx = ngx_http_coc_var_ctx(r);

    if (ctx == NULL) {
        return ngx_http_coc_var_set(v, NULL, 0);
    }

    switch (data) {

    case NGX_HTTP_COC_VAR_REASON:
        word = (ctx->verdict.reason == COC_REASON_NONE)
               ? "" : coc_reason_name(ctx->verdict.reason);
        break;

    default: /* NGX_HTTP_COC_VAR_REDIS */
        word = ngx_http_coc_redis_words[ctx->redis];
        break;
    }

    return ngx_http_coc_var_set(v, *word ? (u_char *) word : NULL,
                                ngx_strlen(word));
}


static ngx_int_t
ngx_http_coc_var_standing(ngx_http_request_t *r, ngx_http_variable_value_t *v,
    uintptr_t data)
{
    int                  rc;
    u_char              *p;
    coc_buf_t            buf;
    ngx_http_coc_ctx_t  *ctx;

    ctx = ngx_http_coc_var_ctx(r);

    if (ctx == NULL || !ctx->standing_known) {
        return ngx_http_coc_var_set(v, NULL, 0);
    }

    coc_buf_init(&buf, &ngx_http_coc_alloc, NGX_HTTP_COC_NAMES_MAX);

    rc = coc_standing_names(&ctx->standing, ngx_http_coc_now(), &buf);
    p = (rc == COC_OK) ? ngx_pnalloc(r->pool, buf.len) : NULL;

    if (p == NULL) {
        coc_buf_free(&buf);
        return NGX_ERROR;
    }

    ngx_memcpy(p, buf.data, buf.len);
    rc = ngx_http_coc_var_set(v, p, buf.len);

    coc_buf_free(&buf);

    return rc;
}


static ngx_int_t
ngx_http_coc_var_points(ngx_http_request_t *r, ngx_http_variable_value_t *v,
    uintptr_t data)
{
    u_char              *p, *last;
    uint64_t             points;
    ngx_http_coc_ctx_t  *ctx;

    ctx = ngx_http_coc_var_ctx(r);

    /* the table tells of sanctions alone; a record just made, of points */

    if (ctx == NULL || !ctx->standing_known
        || (ctx->tabled && ctx->standing.points_at == 0))
    {
        return ngx_http_coc_var_set(v, NULL, 0);
    }

    points = coc_standing_points(&ctx->standing, ctx->cocf->decay,
                                 ngx_http_coc_now());

    p = ngx_pnalloc(r->pool, NGX_INT64_LEN + 4);
    if (p == NULL) {
        return NGX_ERROR;
    }

    /* in 1/1000, without the zeros at the end */

    last = ngx_sprintf(p, "%uL.%03uL", points / 1000, points % 1000);

    while (last[-1] == '0') {
        last--;
    }

    if (last[-1] == '.') {
        last--;
    }

    return ngx_http_coc_var_set(v, p, last - p);
}


/* May be asked for before the verdict: coc_thread is made of it. */

static ngx_int_t
ngx_http_coc_var_body(ngx_http_request_t *r, ngx_http_variable_value_t *v,
    uintptr_t data)
{
    ngx_str_t           *name = (ngx_str_t *) data;
    coc_str_t            value, field;
    ngx_uint_t           i;
    ngx_http_coc_ctx_t  *ctx;

    field.data = name->data + sizeof("coc_body_") - 1;
    field.len = name->len - (sizeof("coc_body_") - 1);

    ctx = ngx_http_coc_get_ctx(r);

    if (ctx != NULL && ctx->scan != NULL
        && ctx->state >= NGX_HTTP_COC_FINISH)
    {
        for (i = 0; i < ctx->conf.ncapture; i++) {
            if (!coc_str_eq(ctx->conf.capture[i], field)) {
                continue;
            }

            value = coc_scan_capture((ctx->redact != NULL)
                                     ? coc_redact_scan(ctx->redact)
                                     : ctx->scan, i);

            if (value.data != NULL) {
                return ngx_http_coc_var_field(r, v, value);
            }
        }
    }

    return ngx_http_coc_var_set(v, NULL, 0);
}


/*
 * What a client wrote may end up in a header: a line's end in it would begin
 * another header.  Control characters become spaces (RFC 9110, section 5.5).
 */

static ngx_int_t
ngx_http_coc_var_field(ngx_http_request_t *r, ngx_http_variable_value_t *v,
    coc_str_t value)
{
    u_char  *p;
    size_t   i;

    p = ngx_pnalloc(r->pool, value.len + 1);
    if (p == NULL) {
        return NGX_ERROR;
    }

    for (i = 0; i < value.len; i++) {
        p[i] = (value.data[i] < 0x20 || value.data[i] == 0x7f)
               ? ' ' : value.data[i];
    }

    return ngx_http_coc_var_set(v, p, value.len);
}
