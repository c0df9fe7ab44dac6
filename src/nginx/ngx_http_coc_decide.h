/*
 * The verdict on a request, and what it is made on.
 */

#ifndef _NGX_HTTP_COC_DECIDE_H_INCLUDED_
#define _NGX_HTTP_COC_DECIDE_H_INCLUDED_


#include "ngx_http_coc.h"


/* Longest list of sections or rules told; the rest is cut. */
#define NGX_HTTP_COC_NAMES_MAX  1024        /* bytes */


COC_BEGIN_DECLS


/*
 * The body is whole: ends the scan, and finds out where it goes.  NGX_ERROR:
 * ctx->verdict and ctx->status say 500.
 */
ngx_int_t ngx_http_coc_decide_begin(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);

/* Sets ctx->verdict and ctx->status, of ctx->signals too; what fails ends in
 * 500. */
void ngx_http_coc_decide(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf);

/* That 500. */
void ngx_http_coc_decide_failed(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx);

/* What is posted, as far as it is known by now. */
void ngx_http_coc_decide_posting(ngx_http_coc_ctx_t *ctx,
    coc_posting_t *posting);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_DECIDE_H_INCLUDED_ */
