/*
 * Our own replies: which clause, why, and what to do now, as problem+json (RFC
 * 9457) or as a page where the client asks for one.  An error_page for the
 * code replaces both.
 */

#include "ngx_http_coc.h"
#include "ngx_http_coc_problem.h"


#define NGX_HTTP_COC_REPLY_MAX    16384     /* bytes */


static ngx_uint_t ngx_http_coc_action_replaced(ngx_http_request_t *r,
    ngx_uint_t status);
static ngx_uint_t ngx_http_coc_action_html(ngx_http_request_t *r);
static ngx_int_t ngx_http_coc_action_send(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, coc_buf_t *body, ngx_uint_t html);


ngx_int_t
ngx_http_coc_action_reply(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx)
{
    int         rc;
    coc_buf_t   body;
    ngx_int_t   sent;
    ngx_uint_t  html;

    /* the verdict stands: do not ask the client for the rest of the body */

    r->expect_tested = 1;

    if (ngx_http_coc_action_replaced(r, ctx->status)) {
        return (ngx_http_coc_body_drop(r) == NGX_OK)
               ? (ngx_int_t) ctx->status : NGX_ERROR;
    }

    /* what was read is not for a post_action either */

    if (r->request_body != NULL) {
        (void) ngx_http_coc_body_drop(r);

    } else if (ngx_http_discard_request_body(r) != NGX_OK) {
        r->keepalive = 0;
    }

    html = ngx_http_coc_action_html(r);

    coc_buf_init(&body, &ngx_http_coc_alloc, NGX_HTTP_COC_REPLY_MAX);

    rc = html ? ngx_http_coc_problem_html(ctx, &body)
              : ngx_http_coc_problem_json(ctx, &body);

    sent = (rc == COC_OK) ? ngx_http_coc_action_send(r, ctx, &body, html)
                          : NGX_HTTP_INTERNAL_SERVER_ERROR;

    coc_buf_free(&body);

    if (sent >= NGX_HTTP_SPECIAL_RESPONSE) {
        return sent;
    }

    /* a phase handler's NGX_OK would go on to the next phase */

    ngx_http_finalize_request(r, sent);

    return NGX_DONE;
}


static ngx_uint_t
ngx_http_coc_action_replaced(ngx_http_request_t *r, ngx_uint_t status)
{
    ngx_uint_t                 i;
    ngx_http_err_page_t       *page;
    ngx_http_core_loc_conf_t  *clcf;

    clcf = ngx_http_get_module_loc_conf(r, ngx_http_core_module);

    if (clcf->error_pages == NULL || r->error_page) {
        return 0;
    }

    page = clcf->error_pages->elts;

    for (i = 0; i < clcf->error_pages->nelts; i++) {
        if (page[i].status == (ngx_int_t) status) {
            return 1;
        }
    }

    return 0;
}


/*
 * A page only for a client that names text/html and no JSON: a browser that
 * posts a form.  A script that takes anything gets problem+json.
 */

static ngx_uint_t
ngx_http_coc_action_html(ngx_http_request_t *r)
{
    ngx_str_t  accept;

    accept = ngx_http_coc_header(r, "accept");

    if (accept.len == 0) {
        return 0;
    }

    return ngx_strlcasestrn(accept.data, accept.data + accept.len,
                            (u_char *) "text/html", 9 - 1) != NULL
           && ngx_strlcasestrn(accept.data, accept.data + accept.len,
                               (u_char *) "json", 4 - 1) == NULL;
}


ngx_int_t
ngx_http_coc_action_header(ngx_http_request_t *r, const char *name,
    const char *value)
{
    ngx_table_elt_t  *h;

    h = ngx_list_push(&r->headers_out.headers);
    if (h == NULL) {
        return NGX_ERROR;
    }

    ngx_memzero(h, sizeof(ngx_table_elt_t));

    h->hash = 1;
    h->key.data = (u_char *) name;
    h->key.len = ngx_strlen(name);
    h->value.data = (u_char *) value;
    h->value.len = ngx_strlen(value);

    return NGX_OK;
}


static ngx_int_t
ngx_http_coc_action_send(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    coc_buf_t *body, ngx_uint_t html)
{
    ngx_int_t     rc;
    ngx_buf_t    *b;
    ngx_chain_t   out;

    b = ngx_create_temp_buf(r->pool, body->len);
    if (b == NULL) {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    b->last = ngx_cpymem(b->last, body->data, body->len);
    b->last_buf = 1;
    b->last_in_chain = 1;

    if (html) {
        ngx_str_set(&r->headers_out.content_type, "text/html");
        ngx_str_set(&r->headers_out.charset, "utf-8");

    } else {
        ngx_str_set(&r->headers_out.content_type, "application/problem+json");
    }

    r->headers_out.content_type_len = r->headers_out.content_type.len;
    r->headers_out.content_type_lowcase = NULL;
    r->headers_out.status = ctx->status;

    /* of an error page that led here: it would replace the status */

    r->err_status = 0;
    r->headers_out.content_length_n = body->len;

    if (ngx_http_coc_action_header(r, "Cache-Control", "no-store") != NGX_OK
        || (ctx->status == NGX_HTTP_SERVICE_UNAVAILABLE
            && ngx_http_coc_action_header(r, "Retry-After", "5") != NGX_OK))
    {
        return NGX_HTTP_INTERNAL_SERVER_ERROR;
    }

    rc = ngx_http_send_header(r);

    if (rc == NGX_ERROR || rc > NGX_OK || r->header_only) {
        return rc;
    }

    out.buf = b;
    out.next = NULL;

    return ngx_http_output_filter(r, &out);
}
