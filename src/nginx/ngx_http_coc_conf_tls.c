/*
 * What "tls" of coc_redis makes: a TLS context.  Who can't prove who he is is
 * never talked to.
 */

#include "ngx_http_coc.h"


#define NGX_HTTP_COC_TLS_NAME  255              /* bytes */


#if (NGX_SSL)

static ngx_int_t ngx_http_coc_tls_trust(ngx_conf_t *cf,
    ngx_http_coc_redis_conf_t *redis);
static ngx_int_t ngx_http_coc_tls_own(ngx_conf_t *cf,
    ngx_http_coc_redis_conf_t *redis);
static ngx_int_t ngx_http_coc_tls_refuse(ngx_conf_t *cf, const char *word,
    ngx_str_t *file);
static int ngx_http_coc_tls_password(char *buf, int size, int rwflag,
    void *data);


ngx_int_t
ngx_http_coc_conf_tls(ngx_conf_t *cf, ngx_http_coc_redis_conf_t *redis)
{
    ngx_ssl_t           *ssl;
    ngx_pool_cleanup_t  *cln;

    if (redis->address.tls_name.len > NGX_HTTP_COC_TLS_NAME) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                           "\"tls_name\" of \"coc_redis\" is longer than %d "
                           "bytes", NGX_HTTP_COC_TLS_NAME);
        return NGX_ERROR;
    }

    ssl = ngx_pcalloc(cf->pool, sizeof(ngx_ssl_t));
    cln = ngx_pool_cleanup_add(cf->pool, 0);

    if (ssl == NULL || cln == NULL) {
        return NGX_ERROR;
    }

    ssl->log = cf->log;

    if (ngx_ssl_create(ssl, NGX_SSL_TLSv1_2|NGX_SSL_TLSv1_3, NULL) != NGX_OK) {
        return NGX_ERROR;
    }

    cln->handler = ngx_ssl_cleanup_ctx;
    cln->data = ssl;
    redis->ssl = ssl;

    /* what could not be sent at once is sent on from where it lies then */

    (void) SSL_CTX_set_mode(ssl->ctx, SSL_MODE_ENABLE_PARTIAL_WRITE
                                      |SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);

    SSL_CTX_set_verify(ssl->ctx, SSL_VERIFY_PEER, NULL);

    if (ngx_http_coc_tls_trust(cf, redis) != NGX_OK) {
        return NGX_ERROR;
    }

    return redis->address.cert.len ? ngx_http_coc_tls_own(cf, redis) : NGX_OK;
}


static ngx_int_t
ngx_http_coc_tls_trust(ngx_conf_t *cf, ngx_http_coc_redis_conf_t *redis)
{
    ngx_str_t   file;
    SSL_CTX    *ctx;

    ctx = redis->ssl->ctx;

    if (redis->address.ca.len == 0) {
        ngx_str_set(&file, "the system's store");

        if (SSL_CTX_set_default_verify_paths(ctx) != 1) {
            return ngx_http_coc_tls_refuse(cf, "ca", &file);
        }

        return NGX_OK;
    }

    if (ngx_http_coc_conf_file(cf, redis->address.ca, &file) != NGX_OK) {
        return NGX_ERROR;
    }

    if (SSL_CTX_load_verify_locations(ctx, (char *) file.data, NULL) != 1) {
        return ngx_http_coc_tls_refuse(cf, "ca", &file);
    }

    /* it may leave errors in the queue, and yet succeed */

    ERR_clear_error();

    return NGX_OK;
}


/* A client's certificate, for servers that ask for one. */

static ngx_int_t
ngx_http_coc_tls_own(ngx_conf_t *cf, ngx_http_coc_redis_conf_t *redis)
{
    SSL_CTX    *ctx;
    ngx_str_t   cert, key;

    ctx = redis->ssl->ctx;

    if (ngx_http_coc_conf_file(cf, redis->address.cert, &cert) != NGX_OK
        || ngx_http_coc_conf_file(cf, redis->address.key, &key) != NGX_OK)
    {
        return NGX_ERROR;
    }

    /* OpenSSL would ask the terminal */

    SSL_CTX_set_default_passwd_cb(ctx, ngx_http_coc_tls_password);

    if (SSL_CTX_use_certificate_chain_file(ctx, (char *) cert.data) != 1) {
        return ngx_http_coc_tls_refuse(cf, "cert", &cert);
    }

    if (SSL_CTX_use_PrivateKey_file(ctx, (char *) key.data, SSL_FILETYPE_PEM)
        != 1)
    {
        return ngx_http_coc_tls_refuse(cf, "key", &key);
    }

    return NGX_OK;
}


static ngx_int_t
ngx_http_coc_tls_refuse(ngx_conf_t *cf, const char *word, ngx_str_t *file)
{
    const char     *reason;
    unsigned long   code;

    code = ERR_peek_error();
    reason = (ERR_GET_LIB(code) == ERR_LIB_SYS)
             ? strerror(ERR_GET_REASON(code)) : ERR_reason_error_string(code);

    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "can't use \"%s=%V\" of \"coc_redis\": %s", word, file,
                       reason ? reason : "unreadable");
    ERR_clear_error();

    return NGX_ERROR;
}


static int
ngx_http_coc_tls_password(char *buf, int size, int rwflag, void *data)
{
    return 0;
}

#else

ngx_int_t
ngx_http_coc_conf_tls(ngx_conf_t *cf, ngx_http_coc_redis_conf_t *redis)
{
    ngx_conf_log_error(NGX_LOG_EMERG, cf, 0,
                       "\"tls\" of \"coc_redis\" needs an nginx built with "
                       "OpenSSL");
    return NGX_ERROR;
}

#endif
