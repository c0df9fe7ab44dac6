/*
 * The request-body filter: a passive tee that feeds the scan and always passes
 * the chain on.  It also scans what lies in r->request_body where that is not
 * what the tee saw: a body that was read before coc was on here, or that
 * another module replaced.  Never changes a byte.
 */

#include "ngx_http_coc_evidence.h"
#include "ngx_http_coc_redact.h"


#define NGX_HTTP_COC_FILE_READ  65536       /* bytes a read of a temp file */


static ngx_int_t ngx_http_coc_body_filter(ngx_http_request_t *r,
    ngx_chain_t *in);
static void ngx_http_coc_body_feed(ngx_http_coc_ctx_t *ctx, u_char *data,
    size_t len);
static ngx_int_t ngx_http_coc_body_seen(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx);
static ngx_int_t ngx_http_coc_body_alike(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);
static ngx_int_t ngx_http_coc_body_again(void *data, u_char *p, size_t len);
static ngx_int_t ngx_http_coc_body_file(ngx_http_request_t *r, ngx_buf_t *b,
    ngx_http_coc_piece_pt piece, void *data);
static uint64_t ngx_http_coc_body_usec(void);


static ngx_http_request_body_filter_pt  ngx_http_coc_next_body_filter;


void
ngx_http_coc_body_init(void)
{
    ngx_http_coc_next_body_filter = ngx_http_top_request_body_filter;
    ngx_http_top_request_body_filter = ngx_http_coc_body_filter;
}


/* Monotonic, in µs. */

static uint64_t
ngx_http_coc_body_usec(void)
{
    struct timespec  ts;

    (void) clock_gettime(CLOCK_MONOTONIC, &ts);

    return (uint64_t) ts.tv_sec * 1000000 + (uint64_t) ts.tv_nsec / 1000;
}


static ngx_int_t
ngx_http_coc_body_filter(ngx_http_request_t *r, ngx_chain_t *in)
{
    ngx_int_t                 rc;
    ngx_buf_t                *b;
    ngx_chain_t              *cl;
    ngx_http_coc_ctx_t       *ctx;
    ngx_http_coc_loc_conf_t  *cocf;

    if (r != r->main) {
        return ngx_http_coc_next_body_filter(r, in);
    }

    ctx = ngx_http_coc_get_ctx(r);

    if (ctx == NULL) {

        /* another module reads the body before our phase */

        cocf = ngx_http_get_module_loc_conf(r, ngx_http_coc_module);

        if (cocf->mode == NGX_HTTP_COC_OFF) {
            return ngx_http_coc_next_body_filter(r, in);
        }

        ctx = ngx_http_coc_create_ctx(r);

        if (ctx == NULL || ngx_http_coc_body_begin(r, ctx, cocf) != NGX_OK) {

            if (cocf->mode == NGX_HTTP_COC_MONITOR) {
                return ngx_http_coc_next_body_filter(r, in);
            }

            if (ctx != NULL) {
                ctx->state = NGX_HTTP_COC_CUT;
            }

            return NGX_HTTP_INTERNAL_SERVER_ERROR;
        }
    }

    if (ctx->scanned == NULL || ctx->state == NGX_HTTP_COC_DONE) {
        return ngx_http_coc_next_body_filter(r, in);
    }

    for (cl = in; cl; cl = cl->next) {
        b = cl->buf;

        if (ngx_buf_in_memory(b) && b->last > b->pos) {
            ctx->seen += b->last - b->pos;
            coc_hash_update(&ctx->seen_hash, b->pos, b->last - b->pos);
            ngx_http_coc_body_feed(ctx, b->pos, b->last - b->pos);
        }
    }

    rc = ngx_http_coc_next_body_filter(r, in);

    if (r->request_body != NULL) {
        ctx->seen_file = r->request_body->temp_file;
    }

    return rc;
}


/*
 * Prepares a scan for this location, and screens the query string.  What a
 * Content-Type makes unreadable is kept in ctx->rc until the verdict, as
 * everything else that goes wrong with the body: the tee passes on whatever
 * comes.
 */

ngx_int_t
ngx_http_coc_body_begin(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    uint64_t                   start;
    ngx_str_t                  type, coding;
    coc_scan_conf_t           *conf;
    ngx_http_coc_main_conf_t  *cocmcf;

    cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);

    coc_scan_destroy(ctx->scan);
    ctx->scan = NULL;

    if (ctx->kind.data == NULL && cocf->kind != NULL
        && ngx_http_complex_value(r, cocf->kind, &ctx->kind) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (ctx->kind.len == 0) {
        ngx_str_set(&ctx->kind, "post");
    }

    if (ngx_http_coc_header_all(r, "content-type", &type) != NGX_OK
        || ngx_http_coc_header_all(r, "content-encoding", &coding) != NGX_OK)
    {
        return NGX_ERROR;
    }

    ctx->scanned = cocf;
    ctx->seen = 0;
    ctx->seen_file = NULL;
    coc_hash_init(&ctx->seen_hash, cocmcf->worker->key);
    ngx_memzero(&ctx->error, sizeof(coc_error_t));

    conf = &ctx->conf;
    ngx_memzero(conf, sizeof(coc_scan_conf_t));

    conf->alloc = &ngx_http_coc_alloc;
    conf->engine = cocf->engine;
    conf->model = cocf->model;
    conf->scratch = cocmcf->worker->scratch;
    conf->limits = &cocf->limits;
    conf->kind = ngx_http_coc_str(ctx->kind);

    conf->content_type = ngx_http_coc_str(type);
    conf->coding = ngx_http_coc_str(coding);

    if (cocf->text != NULL) {
        conf->text = cocf->text->elts;
        conf->ntext = cocf->text->nelts;
    }

    if (cocf->ignore != NULL) {
        conf->ignore = cocf->ignore->elts;
        conf->nignore = cocf->ignore->nelts;
    }

    conf->keys = (cocf->keys != 0);

    if (cocf->redis != NULL) {
        conf->candidates = ((cocf->signals & COC_STATE_CANDIDATES) != 0);
        conf->facts = ((cocf->signals & COC_STATE_FACTS) != 0);
    }

    /* links are looked for where a member may have none */

    if (ctx->standing_known && ctx->standing.privileges.taken != 0) {
        conf->facts = 1;
    }

    conf->capture = cocmcf->captures.elts;
    conf->ncapture = cocmcf->captures.nelts;

    ngx_http_coc_evidence_scan(conf, cocf);

    if (cocf->secret != NULL) {
        conf->content_key = cocf->secret->keys[0].content;
    }

    ctx->rc = coc_scan_create(&ctx->scan, conf, &ctx->error);

    ctx->args = r->args;

    if (ctx->rc == COC_OK) {
        start = ngx_http_coc_body_usec();
        ctx->rc = coc_scan_query(ctx->scan, ngx_http_coc_str(ctx->args),
                                 &ctx->error);
        ctx->usec += ngx_http_coc_body_usec() - start;
    }

    if (ctx->rc == COC_OK) {
        ctx->rc = COC_AGAIN;
    }

    return NGX_OK;
}


static void
ngx_http_coc_body_feed(ngx_http_coc_ctx_t *ctx, u_char *data, size_t len)
{
    uint64_t  start;

    if (ctx->rc != COC_AGAIN) {
        return;
    }

    start = ngx_http_coc_body_usec();
    ctx->rc = coc_scan_feed(ctx->scan, data, len, &ctx->error);
    ctx->usec += ngx_http_coc_body_usec() - start;
}


/*
 * Whether what will be forwarded is what the tee saw.  In memory it is
 * compared by a keyed hash; a temp file is not read again: the bytes in it are
 * those that the core wrote as they passed, if it is that file and length.
 */

static ngx_int_t
ngx_http_coc_body_seen(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx)
{
    off_t         size;
    ngx_buf_t    *b;
    coc_hash_t    hash;
    ngx_uint_t    file;
    ngx_chain_t  *cl;

    size = 0;
    file = 0;
    ngx_memzero(&hash, sizeof(coc_hash_t));

    coc_hash_init(&hash, ((ngx_http_coc_main_conf_t *)
                  ngx_http_get_module_main_conf(r, ngx_http_coc_module))
                  ->worker->key);

    if (r->request_body != NULL) {
        for (cl = r->request_body->bufs; cl; cl = cl->next) {
            b = cl->buf;
            size += ngx_buf_size(b);

            if (!ngx_buf_in_memory(b) && b->in_file) {
                file = 1;

                if (ctx->seen_file == NULL
                    || b->file != &ctx->seen_file->file)
                {
                    return 0;
                }

            } else if (b->last > b->pos) {
                coc_hash_update(&hash, b->pos, b->last - b->pos);
            }
        }
    }

    if (size != ctx->seen) {
        return 0;
    }

    return file || coc_hash_final(&hash) == coc_hash_final(&ctx->seen_hash);
}


/*
 * Whether the scan began as it would begin now: what read the body before our
 * phase may have been followed by what sets the kind, a header or the query.
 */

static ngx_int_t
ngx_http_coc_body_alike(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ngx_str_t  type, coding;

    if (ctx->scanned != cocf) {
        return NGX_DECLINED;
    }

    if (ngx_http_coc_header_all(r, "content-type", &type) != NGX_OK
        || ngx_http_coc_header_all(r, "content-encoding", &coding) != NGX_OK)
    {
        return NGX_ERROR;
    }

    if (!coc_str_eq(ctx->conf.kind, ngx_http_coc_str(ctx->kind))
        || !coc_str_eq(ctx->conf.content_type, ngx_http_coc_str(type))
        || !coc_str_eq(ctx->conf.coding, ngx_http_coc_str(coding))
        || !coc_str_eq(ngx_http_coc_str(ctx->args),
                       ngx_http_coc_str(r->args)))
    {
        return NGX_DECLINED;
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_coc_body_finish(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    uint64_t   start;
    ngx_int_t  rc;

    rc = ngx_http_coc_body_alike(r, ctx, cocf);

    if (rc == NGX_ERROR) {
        return NGX_ERROR;
    }

    if (rc != NGX_OK || !ngx_http_coc_body_seen(r, ctx)) {

        ngx_log_error(NGX_LOG_INFO, r->connection->log, 0,
                      "coc: the body was read or replaced by another module, "
                      "screening what will be forwarded");

        if (ngx_http_coc_body_begin(r, ctx, cocf) != NGX_OK
            || ngx_http_coc_body_each(r, ngx_http_coc_body_again, ctx)
               != NGX_OK)
        {
            return NGX_ERROR;
        }
    }

    if (ctx->rc == COC_AGAIN) {
        start = ngx_http_coc_body_usec();
        ctx->rc = coc_scan_finish(ctx->scan, &ctx->error);
        ctx->usec += ngx_http_coc_body_usec() - start;
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_coc_body_again(void *data, u_char *p, size_t len)
{
    ngx_http_coc_ctx_t  *ctx = data;

    ngx_http_coc_body_feed(ctx, p, len);

    return (ctx->rc == COC_AGAIN) ? NGX_OK : NGX_DONE;
}


ngx_int_t
ngx_http_coc_body_each(ngx_http_request_t *r, ngx_http_coc_piece_pt piece,
    void *data)
{
    ngx_int_t     rc;
    ngx_buf_t    *b;
    ngx_chain_t  *cl;

    if (r->request_body == NULL) {
        return NGX_OK;
    }

    rc = NGX_OK;

    for (cl = r->request_body->bufs; cl && rc == NGX_OK; cl = cl->next) {
        b = cl->buf;

        if (ngx_buf_in_memory(b)) {
            rc = piece(data, b->pos, b->last - b->pos);

        } else if (b->in_file) {
            rc = ngx_http_coc_body_file(r, b, piece, data);
        }
    }

    return (rc == NGX_DONE) ? NGX_OK : rc;
}


static ngx_int_t
ngx_http_coc_body_file(ngx_http_request_t *r, ngx_buf_t *b,
    ngx_http_coc_piece_pt piece, void *data)
{
    off_t      offset;
    size_t     size;
    u_char    *p;
    ssize_t    n;
    ngx_int_t  rc;

    p = ngx_alloc(NGX_HTTP_COC_FILE_READ, r->connection->log);
    if (p == NULL) {
        return NGX_ERROR;
    }

    rc = NGX_OK;

    for (offset = b->file_pos;
         offset < b->file_last && rc == NGX_OK;
         offset += n)
    {

        size = (size_t) ngx_min(b->file_last - offset,
                                NGX_HTTP_COC_FILE_READ);

        n = ngx_read_file(b->file, p, size, offset);

        if (n <= 0) {
            ngx_log_error(NGX_LOG_CRIT, r->connection->log, 0,
                          "coc: can't read the body's temporary file \"%V\"",
                          &b->file->name);
            rc = NGX_ERROR;
            break;
        }

        rc = piece(data, p, (size_t) n);
    }

    ngx_free(p);

    return rc;
}


/*
 * A body that was never read is left unread: the connection closes after the
 * reply.  HTTP/2 is told to skip what comes.
 */

ngx_int_t
ngx_http_coc_body_drop(ngx_http_request_t *r)
{
    if (r->discard_body) {

        /* nobody reads it any more, and what skips it counts its length */

        return NGX_OK;
    }

    if (r->request_body == NULL) {

        r->keepalive = 0;
        r->lingering_close = 1;

        if (r->stream && ngx_http_discard_request_body(r) != NGX_OK) {
            return NGX_ERROR;
        }

        r->request_body = ngx_pcalloc(r->pool,
                                      sizeof(ngx_http_request_body_t));
        if (r->request_body == NULL) {
            return NGX_ERROR;
        }
    }

    r->request_body->bufs = NULL;

    r->headers_in.content_length = NULL;
    r->headers_in.content_length_n = 0;
    r->headers_in.chunked = 0;

    return NGX_OK;
}
