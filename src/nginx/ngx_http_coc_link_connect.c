/*
 * Connects: one address after the other.
 */

#include "ngx_http_coc_link_conn.h"


static ngx_int_t ngx_http_coc_link_try(ngx_http_coc_link_t *link,
    ngx_sockaddr_t *addr);
static void ngx_http_coc_link_connected(ngx_event_t *wev);
static void ngx_http_coc_link_early(ngx_event_t *rev);


void
ngx_http_coc_link_connect(ngx_http_coc_link_t *link)
{
    ngx_uint_t  i;

    link->state = NGX_HTTP_COC_LINK_CONNECTING;

    /* one that is silent takes the whole attempt: the next starts elsewhere */

    while (link->tried < link->naddrs) {
        i = (link->failures + link->tried++) % link->naddrs;

        if (ngx_http_coc_link_try(link, &link->addrs[i]) == NGX_OK) {
            return;
        }
    }

    ngx_http_coc_link_close(link, NGX_LOG_ERR, "can't connect",
                            link->why[0] ? (char *) link->why : NULL);
}


/* NGX_OK: it is under way, or even over. */

static ngx_int_t
ngx_http_coc_link_try(ngx_http_coc_link_t *link, ngx_sockaddr_t *addr)
{
    char              *text;
    ngx_int_t          rc;
    ngx_connection_t  *c;

    ngx_memzero(&link->pc, sizeof(ngx_peer_connection_t));

    link->pc.sockaddr = &addr->sockaddr;

    switch (addr->sockaddr.sa_family) {

#if (NGX_HAVE_UNIX_DOMAIN)
    case AF_UNIX:
        link->pc.socklen = sizeof(struct sockaddr_un);
        break;
#endif

#if (NGX_HAVE_INET6)
    case AF_INET6:
        link->pc.socklen = sizeof(struct sockaddr_in6);
        break;
#endif

    default: /* AF_INET */
        link->pc.socklen = sizeof(struct sockaddr_in);
        break;
    }

    link->pc.name = &link->name;
    link->pc.get = ngx_event_get_peer;
    link->pc.log = &link->quiet;
    link->pc.log_error = NGX_ERROR_INFO;

    rc = ngx_event_connect_peer(&link->pc);

    if (rc == NGX_ERROR || rc == NGX_BUSY || rc == NGX_DECLINED) {

        /* connect()'s errno: the close() that followed it leaves it */

        text = (rc == NGX_DECLINED) ? strerror(ngx_socket_errno)
                                    : "no connection is free";
        ngx_http_coc_link_note(link, text, ngx_strlen(text));
        ngx_http_coc_link_disconnect(link);

        return NGX_DECLINED;
    }

    c = link->pc.connection;
    c->data = link;
    c->log = link->log;
    c->read->log = link->log;
    c->write->log = link->log;
    c->read->handler = ngx_http_coc_link_early;
    c->write->handler = ngx_http_coc_link_connected;

    if (rc == NGX_OK) {
        ngx_http_coc_link_connected(c->write);
    }

    return NGX_OK;
}


static void
ngx_http_coc_link_connected(ngx_event_t *wev)
{
    int                   err;
    char                 *text;
    socklen_t             len;
    ngx_connection_t     *c;
    ngx_http_coc_link_t  *link;

    c = wev->data;
    link = c->data;
    err = 0;
    len = sizeof(int);

    if (c->close) {
        ngx_http_coc_link_close(link, NGX_LOG_INFO, "worker exits", NULL);
        return;
    }

    if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, (void *) &err, &len) == -1) {
        err = ngx_socket_errno;
    }

    if (err) {
        text = strerror(err);
        ngx_http_coc_link_note(link, text, ngx_strlen(text));
        ngx_http_coc_link_disconnect(link);
        ngx_http_coc_link_connect(link);
        return;
    }

    link->why[0] = '\0';

    if (link->conf->address.tls) {
        ngx_http_coc_link_tls(link);

    } else {
        ngx_http_coc_link_greet(link);
    }
}


/* Readable before it is writable: refused, most often, or it speaks first. */

static void
ngx_http_coc_link_early(ngx_event_t *rev)
{
    ngx_connection_t  *c;

    c = rev->data;

    ngx_http_coc_link_connected(c->write);
}


void
ngx_http_coc_link_greet(ngx_http_coc_link_t *link)
{
    ngx_connection_t  *c;

    c = link->pc.connection;
    c->read->handler = ngx_http_coc_link_read;
    c->write->handler = ngx_http_coc_link_write;

    if (ngx_http_coc_link_shake(link) != NGX_OK) {
        ngx_http_coc_link_close(link, NGX_LOG_ERR, "no memory", NULL);
        return;
    }

    ngx_http_coc_link_drain(link);

    /* what came before belongs to no command; its event was taken */

    if (link->pc.connection == c && c->read->ready) {
        ngx_post_event(c->read, &ngx_posted_events);
    }
}


void
ngx_http_coc_link_disconnect(ngx_http_coc_link_t *link)
{
    ngx_connection_t  *c;

    c = link->pc.connection;

    if (c != NULL) {
        link->pc.connection = NULL;
        ngx_http_coc_link_tls_end(c);
        ngx_close_connection(c);
    }
}
