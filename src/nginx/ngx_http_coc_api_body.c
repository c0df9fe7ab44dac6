/*
 * What comes and goes in JSON.  A body is one object of strings, numbers, true
 * and false, and of arrays of strings: nothing is nested deeper.
 */

#include "ngx_http_coc_api.h"


#define NGX_HTTP_COC_API_DEPTH  3


static ngx_int_t ngx_http_coc_api_text(ngx_http_coc_api_t *api,
    coc_str_t *text);
static int ngx_http_coc_api_field(void *ctx, const coc_field_t *field);
static ngx_int_t ngx_http_coc_api_keep(ngx_http_coc_api_t *api, coc_str_t s,
    coc_str_t *copy);


ngx_int_t
ngx_http_coc_api_body(ngx_http_coc_api_t *api)
{
    int                 rc;
    coc_str_t           text;
    coc_error_t         err;
    coc_limits_t        limits;
    coc_decode_t       *decode;
    coc_decode_conf_t   conf;

    static const coc_str_t  json = coc_str("application/json");

    if (ngx_http_coc_api_text(api, &text) != NGX_OK) {
        return NGX_ERROR;
    }

    if (api->status != 0
        || (text.len == 0 && (api->route->method & (NGX_HTTP_POST
                                                    |NGX_HTTP_DELETE))))
    {
        return NGX_OK;
    }

    /* an array without items, or no text at all, has no fields either */

    text = coc_str_trim(text);

    if (text.len == 0 || text.data[0] != '{') {
        return ngx_http_coc_api_invalid(api, "it is no object");
    }

    ngx_memzero(&err, sizeof(coc_error_t));
    ngx_memzero(&conf, sizeof(coc_decode_conf_t));

    limits = api->cocf->limits;
    limits.body = NGX_HTTP_COC_API_BODY;
    limits.depth = NGX_HTTP_COC_API_DEPTH;
    limits.fields = NGX_HTTP_COC_API_VALUES;

    conf.content_type = json;
    conf.limits = &limits;

    if (coc_decode_create(&decode, &ngx_http_coc_alloc, &conf,
                          ngx_http_coc_api_field, api, &err)
        != COC_OK)
    {
        return NGX_ERROR;
    }

    rc = coc_decode_feed(decode, text.data, text.len, &err);

    if (rc == COC_OK || rc == COC_AGAIN) {
        rc = coc_decode_finish(decode, &err);
    }

    coc_decode_destroy(decode);

    switch (rc) {

    case COC_OK:
        return NGX_OK;

    case COC_ERROR:
        return NGX_ERROR;

    case COC_DECLINED:      /* said by the sink */
        return NGX_OK;

    default:
        return ngx_http_coc_api_invalid(api, err.text);
    }
}


/* All of the body in one run; long ones lie in a file. */

static ngx_int_t
ngx_http_coc_api_text(ngx_http_coc_api_t *api, coc_str_t *text)
{
    off_t                len;
    u_char              *p;
    ssize_t              n;
    ngx_buf_t           *b;
    ngx_chain_t         *cl;
    ngx_http_request_t  *r;

    r = api->request;
    text->data = NULL;
    text->len = 0;

    if (r->request_body == NULL || r->request_body->bufs == NULL) {
        return NGX_OK;
    }

    for (len = 0, cl = r->request_body->bufs; cl != NULL; cl = cl->next) {
        len += ngx_buf_size(cl->buf);
    }

    if (len > NGX_HTTP_COC_API_BODY) {
        return ngx_http_coc_api_problem(api, NGX_HTTP_REQUEST_ENTITY_TOO_LARGE,
                                        "urn:coc:api:limit",
                                        "The body is longer than 64 KiB",
                                        (coc_str_t) coc_null_str);
    }

    p = ngx_pnalloc(r->pool, (size_t) len + 1);
    if (p == NULL) {
        return NGX_ERROR;
    }

    text->data = p;
    text->len = (size_t) len;

    for (cl = r->request_body->bufs; cl != NULL; cl = cl->next) {
        b = cl->buf;
        n = (ssize_t) ngx_buf_size(b);

        if (n == 0) {
            continue;           /* of no body there is a buffer that is none */
        }

        if (ngx_buf_in_memory(b)) {
            ngx_memcpy(p, b->pos, n);

        } else if (ngx_read_file(b->file, p, (size_t) n, b->file_pos) != n) {
            return NGX_ERROR;
        }

        p += n;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_coc_api_keep(ngx_http_coc_api_t *api, coc_str_t s, coc_str_t *copy)
{
    u_char  *p;

    p = ngx_pnalloc(api->request->pool, s.len + 1);
    if (p == NULL) {
        return NGX_ERROR;
    }

    ngx_memcpy(p, s.data, s.len);
    p[s.len] = '\0';

    copy->data = p;
    copy->len = s.len;

    return NGX_OK;
}


/* COC_DECLINED: api->status and api->out say what is wrong. */

static int
ngx_http_coc_api_field(void *ctx, const coc_field_t *field)
{
    size_t                     dot, i;
    u_char                    *p;
    coc_str_t                  name;
    coc_identity_e             kind;
    ngx_http_coc_api_t        *api = ctx;
    ngx_http_coc_api_value_t  *value;
    char                       word[64];

    if (api->nvalues == NGX_HTTP_COC_API_VALUES) {
        (void) ngx_http_coc_api_invalid(api, "too many members");
        return COC_DECLINED;
    }

    /* "email", or "email.0" */

    dot = coc_str_find(field->path, '.', 0);

    name.data = field->path.data;
    name.len = dot;

    p = ngx_snprintf((u_char *) word, sizeof(word) - 1, " %*s ", name.len,
                     name.data);
    *p = '\0';

    if (name.len == 0 || name.len > 32
        || coc_str_find(name, ' ', 0) != name.len
        || strlen(word) != name.len + 2
        || strstr(api->route->names, word) == NULL)
    {
        (void) ngx_http_coc_api_invalid(api, "a member that is not known "
                                        "here");
        return COC_DECLINED;
    }

    if (dot != field->path.len
        && (field->kind != COC_FIELD_TEXT
            || coc_identity_find(name, &kind) != COC_OK
            || coc_str_find(field->path, '.', dot + 1) != field->path.len))
    {
        (void) ngx_http_coc_api_invalid(api, "an array where there is none, "
                                        "or of what is no string");
        return COC_DECLINED;
    }

    for (i = 0; i < api->nvalues; i++) {
        if (coc_str_eq(api->value[i].name, name)
            && (!api->value[i].item || dot == field->path.len))
        {
            (void) ngx_http_coc_api_invalid(api, "a member that comes twice");
            return COC_DECLINED;
        }
    }

    value = &api->value[api->nvalues++];
    value->text = (field->kind == COC_FIELD_TEXT);
    value->item = (dot != field->path.len);

    return (ngx_http_coc_api_keep(api, name, &value->name) == NGX_OK
            && ngx_http_coc_api_keep(api, field->value, &value->value)
               == NGX_OK)
           ? COC_OK : COC_ERROR;
}


const ngx_http_coc_api_value_t *
ngx_http_coc_api_value(ngx_http_coc_api_t *api, const char *name)
{
    ngx_uint_t  i;

    for (i = 0; i < api->nvalues; i++) {
        if (!api->value[i].item
            && coc_str_eq(api->value[i].name, coc_str_from(name)))
        {
            return &api->value[i];
        }
    }

    return NULL;
}


ngx_int_t
ngx_http_coc_api_problem(ngx_http_coc_api_t *api, ngx_uint_t status,
    const char *type, const char *title, coc_str_t detail)
{
    coc_buf_t  *out;

    out = &api->out;
    api->status = status;

    coc_buf_reset(out);

    (void) coc_buf_puts(out, "{\"type\":\"");
    (void) coc_buf_puts(out, type);
    (void) coc_buf_puts(out, "\",\"title\":\"");
    (void) coc_buf_puts(out, title);
    (void) coc_buf_puts(out, "\",\"status\":");
    (void) coc_buf_uint(out, status);

    if (detail.len) {
        (void) coc_buf_puts(out, ",\"detail\":");
        (void) coc_buf_json(out, detail);
    }

    (void) coc_buf_puts(out, "}\n");

    return NGX_OK;
}


ngx_int_t
ngx_http_coc_api_invalid(ngx_http_coc_api_t *api, const char *detail)
{
    return ngx_http_coc_api_problem(api, NGX_HTTP_BAD_REQUEST,
                                    "urn:coc:api:invalid",
                                    "The body is not what belongs here",
                                    coc_str_from(detail));
}
