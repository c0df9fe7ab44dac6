/*
 * Masks identifying data in the body that will be forwarded: the whole body
 * is replaced, in memory or by another temp file, or the request is refused.
 *
 * What is forwarded is what was screened: the engine screens what it masked,
 * and that is put in the body's place in the same turn of the event loop.
 */

#include "ngx_http_coc.h"
#include "ngx_http_coc_redact.h"


#define NGX_HTTP_COC_REDACT_WRITE  65536    /* bytes a write of a temp file */


typedef struct {
    ngx_http_request_t  *request;
    ngx_http_coc_ctx_t  *ctx;
    coc_redact_t        *redact;
    ngx_temp_file_t     *file;      /* NULL: it stays in memory */
    ngx_buf_t           *buf;
    off_t                size;      /* bytes masked so far */
    int                  rc;        /* of the engine */
} ngx_http_coc_masked_t;


static off_t ngx_http_coc_redact_size(ngx_http_request_t *r);
static ngx_int_t ngx_http_coc_redact_open(ngx_http_coc_masked_t *masked,
    off_t size);
static ngx_int_t ngx_http_coc_redact_passes(ngx_http_coc_masked_t *masked);
static ngx_int_t ngx_http_coc_redact_learn(void *data, u_char *p, size_t len);
static ngx_int_t ngx_http_coc_redact_mask(void *data, u_char *p, size_t len);
static int ngx_http_coc_redact_out(void *ctx, const uint8_t *data, size_t len);
static ngx_int_t ngx_http_coc_redact_flush(ngx_http_coc_masked_t *masked);
static ngx_int_t ngx_http_coc_redact_replace(ngx_http_coc_masked_t *masked);
static ngx_int_t ngx_http_coc_redact_length(ngx_http_request_t *r, off_t size);
static void ngx_http_coc_redact_forget(ngx_http_request_t *r);
static void ngx_http_coc_redact_delete(ngx_http_request_t *r,
    ngx_temp_file_t *file);


/* Variables that nginx may have kept of the body as it came. */

static ngx_str_t  ngx_http_coc_redact_vars[] = {
    ngx_string("request_body"),
    ngx_string("request_body_file"),
    ngx_string("content_length"),
    ngx_string("http_content_length"),
    ngx_string("http_content_md5"),
    ngx_string("http_digest"),
    ngx_string("http_content_digest"),
    ngx_string("http_repr_digest")
};


ngx_int_t
ngx_http_coc_redact(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    off_t                  size;
    ngx_int_t              rc;
    ngx_http_coc_masked_t  masked;

    size = ngx_http_coc_redact_size(r);

    if (ctx->rc != COC_OK || size > (off_t) cocf->redact_max) {
        (void) coc_error_set(&ctx->error, COC_DECLINED,
                             "identifying data can't be masked: the body %s",
                             (ctx->rc != COC_OK) ? "is not read whole"
                             : "is too large (coc_redact_max)");
        return NGX_DECLINED;
    }

    ngx_memzero(&masked, sizeof(ngx_http_coc_masked_t));
    masked.request = r;
    masked.ctx = ctx;

    rc = ngx_http_coc_redact_open(&masked, size);

    if (rc == NGX_OK) {
        rc = ngx_http_coc_redact_passes(&masked);
    }

    if (rc == NGX_OK) {
        rc = ngx_http_coc_redact_replace(&masked);
    }

    if (rc != NGX_OK) {
        coc_redact_destroy(masked.redact);
        ngx_http_coc_redact_delete(r, masked.file);
        return rc;
    }

    /* $coc_body_NAME is told from here on as it is forwarded */

    coc_redact_destroy(ctx->redact);
    ctx->redact = masked.redact;

    ngx_log_error(NGX_LOG_NOTICE, r->connection->log, 0,
                  "coc: %uz places masked in the body, %O bytes, case=%V",
                  ctx->verdict.redacted, masked.size, ngx_http_coc_case(ctx));

    return NGX_OK;
}


static off_t
ngx_http_coc_redact_size(ngx_http_request_t *r)
{
    off_t         size;
    ngx_chain_t  *cl;

    size = 0;

    if (r->request_body != NULL) {
        for (cl = r->request_body->bufs; cl; cl = cl->next) {
            size += ngx_buf_size(cl->buf);
        }
    }

    return size;
}


/* A body that nginx keeps in a file goes to a file, as nginx makes it. */

static ngx_int_t
ngx_http_coc_redact_open(ngx_http_coc_masked_t *masked, off_t size)
{
    ngx_temp_file_t           *tf;
    ngx_http_request_t        *r;
    ngx_http_core_loc_conf_t  *clcf;

    r = masked->request;

    if (r->request_body != NULL && r->request_body->temp_file != NULL) {
        tf = ngx_pcalloc(r->pool, sizeof(ngx_temp_file_t));
        if (tf == NULL) {
            return NGX_ERROR;
        }

        clcf = ngx_http_get_module_loc_conf(r, ngx_http_core_module);

        tf->file.fd = NGX_INVALID_FILE;
        tf->file.log = r->connection->log;
        tf->path = clcf->client_body_temp_path;
        tf->pool = r->pool;
        tf->warn = "a masked request body is buffered to a temporary file";
        tf->log_level = r->request_body_file_log_level;
        tf->persistent = r->request_body_in_persistent_file;
        tf->clean = r->request_body_in_clean_file;

        if (r->request_body_file_group_access) {
            tf->access = 0660;
        }

        masked->file = tf;
        size = ngx_min(size, NGX_HTTP_COC_REDACT_WRITE);
    }

    masked->buf = ngx_create_temp_buf(r->pool, (size_t) size + 1);

    return (masked->buf == NULL) ? NGX_ERROR : NGX_OK;
}


/* NGX_DECLINED: it can't be masked. */

static ngx_int_t
ngx_http_coc_redact_passes(ngx_http_coc_masked_t *masked)
{
    ngx_int_t                  rc;
    coc_error_t               *err;
    ngx_http_request_t        *r;
    ngx_http_coc_main_conf_t  *cocmcf;

    r = masked->request;
    err = &masked->ctx->error;
    cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);

    masked->rc = coc_redact_create(&masked->redact, masked->ctx->scan,
                                   cocmcf->worker->key,
                                   ngx_http_coc_redact_out, masked, err);

    if (masked->rc == COC_OK) {
        rc = ngx_http_coc_body_each(r, ngx_http_coc_redact_learn, masked);

        if (rc == NGX_ERROR) {
            return NGX_ERROR;
        }
    }

    if (masked->rc == COC_OK) {
        masked->rc = coc_redact_turn(masked->redact, err);
    }

    if (masked->rc == COC_OK) {
        rc = ngx_http_coc_body_each(r, ngx_http_coc_redact_mask, masked);

        if (rc == NGX_ERROR) {
            return NGX_ERROR;
        }
    }

    if (masked->rc == COC_OK) {
        masked->rc = coc_redact_finish(masked->redact,
                                       &masked->ctx->verdict.redacted, err);
    }

    switch (masked->rc) {

    case COC_OK:
        return NGX_OK;

    case COC_DECLINED:
        return NGX_DECLINED;

    default: /* COC_ERROR */
        return NGX_ERROR;
    }
}


static ngx_int_t
ngx_http_coc_redact_learn(void *data, u_char *p, size_t len)
{
    ngx_http_coc_masked_t  *masked = data;

    masked->rc = coc_redact_learn(masked->redact, p, len,
                                  &masked->ctx->error);

    return (masked->rc == COC_OK) ? NGX_OK : NGX_DONE;
}


static ngx_int_t
ngx_http_coc_redact_mask(void *data, u_char *p, size_t len)
{
    ngx_http_coc_masked_t  *masked = data;

    masked->rc = coc_redact_mask(masked->redact, p, len, &masked->ctx->error);

    return (masked->rc == COC_OK) ? NGX_OK : NGX_DONE;
}


/* A masked body is never longer than it came: in memory there is room. */

static int
ngx_http_coc_redact_out(void *ctx, const uint8_t *data, size_t len)
{
    size_t                  n;
    ngx_buf_t              *b;
    ngx_http_coc_masked_t  *masked = ctx;

    b = masked->buf;

    while (len != 0) {

        if (b->last == b->end
            && (masked->file == NULL
                || ngx_http_coc_redact_flush(masked) != NGX_OK))
        {
            return COC_ERROR;
        }

        n = ngx_min(len, (size_t) (b->end - b->last));
        b->last = ngx_cpymem(b->last, data, n);
        masked->size += n;

        data += n;
        len -= n;
    }

    return COC_OK;
}


static ngx_int_t
ngx_http_coc_redact_flush(ngx_http_coc_masked_t *masked)
{
    ssize_t      n;
    ngx_chain_t  out;

    out.buf = masked->buf;
    out.next = NULL;

    n = ngx_write_chain_to_temp_file(masked->file, &out);

    if (n != masked->buf->last - masked->buf->pos) {
        return NGX_ERROR;
    }

    masked->file->offset += n;
    masked->buf->last = masked->buf->pos;

    return NGX_OK;
}


/* From here on the body as it came is nowhere that anything forwards. */

static ngx_int_t
ngx_http_coc_redact_replace(ngx_http_coc_masked_t *masked)
{
    ngx_buf_t                *b;
    ngx_chain_t              *cl;
    ngx_http_request_t       *r;
    ngx_http_request_body_t  *rb;

    r = masked->request;
    rb = r->request_body;
    b = masked->buf;

    if (masked->file != NULL) {

        if (ngx_http_coc_redact_flush(masked) != NGX_OK) {
            return NGX_ERROR;
        }

        b = ngx_calloc_buf(r->pool);
        if (b == NULL) {
            return NGX_ERROR;
        }

        b->in_file = 1;
        b->file = &masked->file->file;
        b->file_last = masked->size;
    }

    cl = ngx_alloc_chain_link(r->pool);

    if (cl == NULL
        || ngx_http_coc_redact_length(r, masked->size) != NGX_OK
        || ngx_http_coc_header_digests(r) != NGX_OK)
    {
        return NGX_ERROR;
    }

    cl->buf = b;
    cl->next = NULL;

    ngx_http_coc_redact_delete(r, rb->temp_file);

    rb->bufs = cl;
    rb->temp_file = masked->file;

    ngx_http_coc_redact_forget(r);

    return NGX_OK;
}


/* A body that came in chunks has a length by now, without a header for it. */

static ngx_int_t
ngx_http_coc_redact_length(ngx_http_request_t *r, off_t size)
{
    u_char  *p;

    if (r->headers_in.content_length != NULL) {
        p = ngx_pnalloc(r->pool, NGX_OFF_T_LEN + 1);
        if (p == NULL) {
            return NGX_ERROR;
        }

        r->headers_in.content_length->value.data = p;
        r->headers_in.content_length->value.len =
                                              ngx_sprintf(p, "%O%Z", size)
                                              - p - 1;
    }

    r->headers_in.content_length_n = size;

    return NGX_OK;
}


static void
ngx_http_coc_redact_forget(ngx_http_request_t *r)
{
    ngx_str_t                  *name;
    ngx_uint_t                  i, k;
    ngx_http_variable_t        *v;
    ngx_http_core_main_conf_t  *cmcf;

    cmcf = ngx_http_get_module_main_conf(r, ngx_http_core_module);
    v = cmcf->variables.elts;

    for (i = 0; i < cmcf->variables.nelts; i++) {
        for (k = 0; k < coc_nelts(ngx_http_coc_redact_vars); k++) {
            name = &ngx_http_coc_redact_vars[k];

            if (v[i].name.len == name->len
                && ngx_strncmp(v[i].name.data, name->data, name->len) == 0)
            {
                r->variables[i].valid = 0;
                r->variables[i].not_found = 0;
            }
        }
    }
}


/*
 * Of client_body_in_file_only: a file that would be kept, and holds what is
 * masked, or is not whole.  Others have no name any more.
 */

static void
ngx_http_coc_redact_delete(ngx_http_request_t *r, ngx_temp_file_t *file)
{
    if (file == NULL || !file->persistent
        || file->file.fd == NGX_INVALID_FILE)
    {
        return;
    }

    if (ngx_delete_file(file->file.name.data) == NGX_FILE_ERROR) {
        ngx_log_error(NGX_LOG_CRIT, r->connection->log, ngx_errno,
                      ngx_delete_file_n " \"%V\" failed", &file->file.name);
    }
}
