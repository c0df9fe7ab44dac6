/*
 * Masking the body, and what it takes of the body's and the headers' files.
 */

#ifndef _NGX_HTTP_COC_REDACT_H_INCLUDED_
#define _NGX_HTTP_COC_REDACT_H_INCLUDED_


#include "ngx_http_coc.h"


/* Of coc_redact_max. */

#define NGX_HTTP_COC_REDACT_MAX  (8 * 1024 * 1024)      /* bytes */


/* Takes a piece of the body: NGX_OK, NGX_DONE: no more, NGX_ERROR. */
typedef ngx_int_t (*ngx_http_coc_piece_pt)(void *data, u_char *p, size_t len);


COC_BEGIN_DECLS


/* ngx_http_coc_body.c */

/*
 * What will be forwarded, in pieces, read back from a temp file where it lies
 * in one.  NGX_OK, also after NGX_DONE; NGX_ERROR.
 */
ngx_int_t ngx_http_coc_body_each(ngx_http_request_t *r,
    ngx_http_coc_piece_pt piece, void *data);

/* ngx_http_coc_header.c */

/* Unlinks digests of the body: Content-MD5, Digest and their like. */
ngx_int_t ngx_http_coc_header_digests(ngx_http_request_t *r);

/* ngx_http_coc_redact.c */

/*
 * Replaces the body, which was screened and is whole, by one in which what
 * redacting rules found is masked; sets ctx->verdict.redacted.
 *
 * NGX_DECLINED: it can't be, ctx->error tells why; NGX_ERROR.  With both the
 * body is as it was, and must not be forwarded.
 */
ngx_int_t ngx_http_coc_redact(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_REDACT_H_INCLUDED_ */
