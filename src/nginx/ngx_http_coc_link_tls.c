/*
 * TLS of a connection, by nginx' SSL: the certificate must verify, and be the
 * server's name or address.
 */

#include "ngx_http_coc_link_conn.h"


#if (NGX_SSL)

static ngx_int_t ngx_http_coc_link_tls_name(ngx_http_coc_link_t *link,
    ngx_connection_t *c);
static void ngx_http_coc_link_tls_done(ngx_connection_t *c);
static void ngx_http_coc_link_tls_log(ngx_log_t *log, ngx_uint_t level,
    u_char *buf, size_t len);


void
ngx_http_coc_link_tls(ngx_http_coc_link_t *link)
{
    ngx_connection_t  *c;

    c = link->pc.connection;

    link->state = NGX_HTTP_COC_LINK_TLS;

    /*
     * nginx logs what OpenSSL says, each time, and forgets it: it is taken
     * from there for a line of ours.
     */

    link->quiet.log_level = NGX_LOG_INFO;
    link->quiet.writer = ngx_http_coc_link_tls_log;
    link->quiet.wdata = link;

    c->log = &link->quiet;
    c->read->log = c->log;
    c->write->log = c->log;

    c->pool = ngx_create_pool(256, link->log);

    if (c->pool == NULL
        || ngx_ssl_create_connection(link->conf->ssl, c,
                                     NGX_SSL_BUFFER|NGX_SSL_CLIENT)
           != NGX_OK
        || ngx_http_coc_link_tls_name(link, c) != NGX_OK)
    {
        ngx_http_coc_link_close(link, NGX_LOG_ERR, "TLS failed", NULL);
        return;
    }

    c->ssl->handler = ngx_http_coc_link_tls_done;

    if (ngx_ssl_handshake(c) != NGX_AGAIN) {
        ngx_http_coc_link_tls_done(c);
    }
}


/* Whom the certificate must name; a name is told to the server as well. */

static ngx_int_t
ngx_http_coc_link_tls_name(ngx_http_coc_link_t *link, ngx_connection_t *c)
{
    u_char             name[NGX_HTTP_COC_LINK_HOST];
    coc_str_t          text;
    X509_VERIFY_PARAM  *param;

    text = link->conf->address.tls_name;

    if (text.len == 0) {
        text = link->peer.host;
    }

    if (text.len == 0 || text.len >= sizeof(name)) {
        return NGX_ERROR;
    }

    ngx_memcpy(name, text.data, text.len);
    name[text.len] = '\0';

    param = SSL_get0_param(c->ssl->connection);

    if (X509_VERIFY_PARAM_set1_ip_asc(param, (char *) name) == 1) {
        return NGX_OK;
    }

    ERR_clear_error();

    X509_VERIFY_PARAM_set_hostflags(param,
                                    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);

    if (X509_VERIFY_PARAM_set1_host(param, (char *) name, text.len) != 1
        || SSL_set_tlsext_host_name(c->ssl->connection, (char *) name) != 1)
    {
        return NGX_ERROR;
    }

    return NGX_OK;
}


static void
ngx_http_coc_link_tls_done(ngx_connection_t *c)
{
    long                  rc;
    ngx_http_coc_link_t  *link;

    link = c->data;

    if (c->ssl->handshaked) {
        link->why[0] = '\0';
        ngx_http_coc_link_greet(link);
        return;
    }

    rc = SSL_get_verify_result(c->ssl->connection);

    if (rc != X509_V_OK) {
        ngx_http_coc_link_close(link, NGX_LOG_CRIT,
                                "its certificate does not verify",
                                X509_verify_cert_error_string(rc));
        return;
    }

    ngx_http_coc_link_close(link, NGX_LOG_ERR, "TLS handshake failed",
                            link->why[0] ? (char *) link->why : NULL);
}


void
ngx_http_coc_link_tls_end(ngx_connection_t *c)
{
    if (c->ssl != NULL) {

        /* nothing is sent: a write that waits could not be waited for */

        c->ssl->no_wait_shutdown = 1;
        c->ssl->no_send_shutdown = 1;

        (void) ngx_ssl_shutdown(c);
    }

    if (c->pool != NULL) {
        ngx_destroy_pool(c->pool);
        c->pool = NULL;
    }
}


/* A line nginx would log: the first of a connection is why it ended. */

static void
ngx_http_coc_link_tls_log(ngx_log_t *log, ngx_uint_t level, u_char *buf,
    size_t len)
{
    u_char               *p, *last;
    ngx_http_coc_link_t  *link = log->wdata;

    if (link->why[0] != '\0' || level > NGX_LOG_INFO) {
        return;
    }

    while (len > 0 && buf[len - 1] == LF) {
        len--;
    }

    /* "(SSL: error:0A000086:SSL routines::certificate verify failed" */

    last = buf + len;

    for (p = last; p - buf >= 6; p--) {
        if (ngx_strncmp(p - 6, "(SSL: ", 6) == 0) {
            break;
        }
    }

    if (p - buf >= 6) {
        last -= (last > p && last[-1] == ')') ? 1 : 0;

    } else {

        /* "2026/11/22 22:38:03 [info] 1#1: *1 recv() failed" */

        for (p = buf; last - p > 2 && ngx_strncmp(p, ": ", 2) != 0; p++) {
            /* void */
        }

        p += 2;
    }

    if (p < last) {
        ngx_http_coc_link_note(link, (char *) p, (size_t) (last - p));
    }
}

#else

void
ngx_http_coc_link_tls(ngx_http_coc_link_t *link)
{
    ngx_http_coc_link_greet(link);
}


void
ngx_http_coc_link_tls_end(ngx_connection_t *c)
{
    /* void */
}

#endif
