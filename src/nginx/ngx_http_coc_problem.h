/*
 * What the member who is stopped is told.
 */

#ifndef _NGX_HTTP_COC_PROBLEM_H_INCLUDED_
#define _NGX_HTTP_COC_PROBLEM_H_INCLUDED_


#include "ngx_http_coc.h"


COC_BEGIN_DECLS


/*
 * Appends the reply's body for ctx->status and ctx->verdict; both return the
 * status of buf.
 */
int ngx_http_coc_problem_json(ngx_http_coc_ctx_t *ctx, coc_buf_t *buf);
int ngx_http_coc_problem_html(ngx_http_coc_ctx_t *ctx, coc_buf_t *buf);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_PROBLEM_H_INCLUDED_ */
