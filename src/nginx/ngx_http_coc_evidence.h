/*
 * Evidence: what is kept of a post for those who judge it.
 */

#ifndef _NGX_HTTP_COC_EVIDENCE_H_INCLUDED_
#define _NGX_HTTP_COC_EVIDENCE_H_INCLUDED_


#include "ngx_http_coc.h"


/* coc_evidence */

#define NGX_HTTP_COC_EVIDENCE_OFF      0
#define NGX_HTTP_COC_EVIDENCE_EXCERPT  1
#define NGX_HTTP_COC_EVIDENCE_SEALED   2

#define NGX_HTTP_COC_EVIDENCE_AROUND   120  /* bytes on each side of a hit */


COC_BEGIN_DECLS


/* ngx_http_coc_conf_evidence.c */

char *ngx_http_coc_set_evidence(ngx_conf_t *cf, ngx_command_t *cmd, void *conf);
char *ngx_http_coc_set_evidence_key(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
void ngx_http_coc_merge_evidence(ngx_http_coc_loc_conf_t *conf,
    ngx_http_coc_loc_conf_t *prev);

/* Of a level where coc is on, with its rules: what sealing needs. */
char *ngx_http_coc_conf_evidence(ngx_conf_t *cf,
    ngx_http_coc_loc_conf_t *conf);


/* ngx_http_coc_evidence.c: what is kept of the content */

/* Says what the scan is to keep. */
void ngx_http_coc_evidence_scan(coc_scan_conf_t *conf,
    ngx_http_coc_loc_conf_t *cocf);

/*
 * Makes the buffer, for coc_buf_free(): the sealed content, or nothing, where
 * none is due or it failed, which is logged and counted.
 */
void ngx_http_coc_evidence_seal(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf, coc_buf_t *sealed);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_EVIDENCE_H_INCLUDED_ */
