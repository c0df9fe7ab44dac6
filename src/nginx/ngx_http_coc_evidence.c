/*
 * Evidence of a request: its content, sealed, on its way into the record.  It
 * is nowhere else: not in a log, not on disk.
 */

#include "ngx_http_coc_evidence.h"


/* A text's bytes, escaped, may be six each; around each there is little. */

#define NGX_HTTP_COC_EVIDENCE_ESCAPED  6


void
ngx_http_coc_evidence_scan(coc_scan_conf_t *conf,
    ngx_http_coc_loc_conf_t *cocf)
{
    if (cocf->redis == NULL || cocf->mode != NGX_HTTP_COC_ON) {
        return;
    }

    if (cocf->evidence_key != NULL) {
        conf->evidence = cocf->evidence_max;
    }

    if (cocf->evidence == NGX_HTTP_COC_EVIDENCE_EXCERPT) {
        conf->excerpt = NGX_HTTP_COC_EVIDENCE_AROUND;
    }
}


/* An escalation's always; everything's where it is asked for. */

static ngx_uint_t
ngx_http_coc_evidence_due(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    return cocf->evidence_key != NULL && ctx->scan != NULL
           && ctx->conf.evidence != 0
           && (ctx->verdict.action == COC_ACTION_ESCALATE
               || cocf->evidence == NGX_HTTP_COC_EVIDENCE_SEALED);
}


void
ngx_http_coc_evidence_seal(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf, coc_buf_t *sealed)
{
    int                        rc;
    size_t                     max;
    coc_buf_t                  text;
    ngx_http_coc_main_conf_t  *cocmcf;

    max = (cocf->evidence_max + 64) * NGX_HTTP_COC_EVIDENCE_ESCAPED;

    coc_buf_init(sealed, &ngx_http_coc_alloc, max / 3 * 4 + 128);

    if (!ngx_http_coc_evidence_due(ctx, cocf)) {
        return;
    }

    coc_buf_init(&text, &ngx_http_coc_alloc, max);

    rc = coc_scan_text(ctx->scan, &text);

    if (rc == COC_OK) {
        rc = coc_evidence_seal(sealed, cocf->evidence_key,
                               coc_buf_str(&text));
    }

    if (text.data != NULL) {
        ngx_explicit_memzero(text.data, text.size);
    }

    coc_buf_free(&text);

    if (rc == COC_OK) {
        return;
    }

    coc_buf_free(sealed);

    cocmcf = ngx_http_get_module_main_conf(ctx->request, ngx_http_coc_module);
    ngx_http_coc_count(cocmcf, unsealed, 1);

    ngx_log_error(NGX_LOG_CRIT, ctx->request->connection->log, 0,
                  "coc: evidence could not be sealed, the record goes without "
                  "it: %s, case=%V", (rc == COC_LIMIT) ? "too long"
                                                       : "no memory",
                  ngx_http_coc_case(ctx));
}
