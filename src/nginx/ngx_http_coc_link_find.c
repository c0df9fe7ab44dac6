/*
 * Where a connection goes: asks the hook, resolves the name.  Never waits: a
 * name is resolved by nginx' resolver, or was at start.
 */

#include "ngx_http_coc_link_conn.h"


#define NGX_HTTP_COC_LINK_ATTEMPT  1000        /* ms, from find to PONG */


static void ngx_http_coc_link_resolve(ngx_http_coc_link_t *link);
static ngx_int_t ngx_http_coc_link_literal(ngx_http_coc_link_t *link);
static ngx_int_t ngx_http_coc_link_known(ngx_http_coc_link_t *link);
static void ngx_http_coc_link_ask(ngx_http_coc_link_t *link);
static void ngx_http_coc_link_resolved(ngx_resolver_ctx_t *ctx);
static void ngx_http_coc_link_sort(ngx_http_coc_link_t *link);


ngx_int_t
ngx_http_coc_link_peer(ngx_http_coc_link_t *link, const coc_host_t *peer)
{
    u_char      *p;
    coc_str_t    text;
    ngx_uint_t   unix_socket;

    unix_socket = (peer->host.len == 0);
    text = unix_socket ? peer->path : peer->host;

    if (text.len == 0 || text.len >= NGX_HTTP_COC_LINK_HOST
        || (unix_socket
            && text.len >= sizeof(link->addrs[0].sockaddr_un.sun_path)))
    {
        return NGX_ERROR;
    }

    /* peer may be our own */

    ngx_memmove(link->host, text.data, text.len);
    link->host[text.len] = '\0';

    text.data = link->host;
    link->peer.port = peer->port;
    link->peer.path = unix_socket ? text : (coc_str_t) { NULL, 0 };
    link->peer.host = unix_socket ? (coc_str_t) { NULL, 0 } : text;

    if (unix_socket) {
        p = ngx_sprintf(link->label, "unix:%s", link->host);

    } else if (ngx_strlchr(link->host, link->host + text.len, ':') != NULL) {
        p = ngx_sprintf(link->label, "[%s]:%ui", link->host,
                        (ngx_uint_t) peer->port);

    } else {
        p = ngx_sprintf(link->label, "%s:%ui", link->host,
                        (ngx_uint_t) peer->port);
    }

    link->name.data = link->label;
    link->name.len = (size_t) (p - link->label);

    return NGX_OK;
}


void
ngx_http_coc_link_find(ngx_http_coc_link_t *link)
{
    ngx_int_t  rc;

    if (coc_reader_init(&link->reader) != COC_OK) {
        ngx_http_coc_link_close(link, NGX_LOG_ERR, "no memory", NULL);
        return;
    }

    link->state = NGX_HTTP_COC_LINK_FINDING;
    ngx_add_timer(&link->timer, NGX_HTTP_COC_LINK_ATTEMPT);

    rc = NGX_OK;

    if (link->hooks != NULL && link->hooks->find != NULL) {
        rc = link->hooks->find(link->data, link);
    }

    if (rc == NGX_OK) {
        ngx_http_coc_link_resolve(link);

    } else if (rc != NGX_AGAIN) {
        ngx_http_coc_link_missing(link, "no address is known");
    }
}


void
ngx_http_coc_link_found(ngx_http_coc_link_t *link, const coc_host_t *peer)
{
    if (link->state != NGX_HTTP_COC_LINK_FINDING) {
        return;
    }

    if (ngx_http_coc_link_peer(link, peer) != NGX_OK) {
        ngx_http_coc_link_missing(link, "no such host");
        return;
    }

    ngx_http_coc_link_resolve(link);
}


void
ngx_http_coc_link_missing(ngx_http_coc_link_t *link, const char *why)
{
    if (link->state == NGX_HTTP_COC_LINK_FINDING) {
        ngx_http_coc_link_close(link, NGX_LOG_ERR, "it is not found", why);
    }
}


static void
ngx_http_coc_link_resolve(ngx_http_coc_link_t *link)
{
    link->naddrs = 0;
    link->tried = 0;

    if (link->peer.host.len == 0 && link->peer.path.len == 0) {
        ngx_http_coc_link_missing(link, "no address is known");
        return;
    }

    link->state = NGX_HTTP_COC_LINK_RESOLVING;

    if (ngx_http_coc_link_literal(link) == NGX_OK) {
        ngx_http_coc_link_connect(link);
        return;
    }

    if (link->conf->resolver != NULL) {
        ngx_http_coc_link_ask(link);
        return;
    }

    if (ngx_http_coc_link_known(link) == NGX_OK) {
        ngx_http_coc_link_connect(link);
        return;
    }

    /* one that a server told: getaddrinfo() would make the worker wait */

    ngx_http_coc_link_close(link, NGX_LOG_CRIT,
                            "its name was learned at run time, which needs a "
                            "\"resolver\" directive", NULL);
}


/* A path or an IP address. */

static ngx_int_t
ngx_http_coc_link_literal(ngx_http_coc_link_t *link)
{
    in_addr_t        inaddr;
    coc_str_t        host;
    ngx_sockaddr_t  *addr;

    addr = &link->addrs[0];
    host = link->peer.host;

    ngx_memzero(addr, sizeof(ngx_sockaddr_t));

    if (link->peer.path.len) {

#if (NGX_HAVE_UNIX_DOMAIN)

        addr->sockaddr_un.sun_family = AF_UNIX;
        ngx_memcpy(addr->sockaddr_un.sun_path, link->host,
                   link->peer.path.len);
        link->naddrs = 1;

        return NGX_OK;

#else

        return NGX_DECLINED;

#endif
    }

    inaddr = ngx_inet_addr(link->host, host.len);

    if (inaddr != INADDR_NONE) {
        addr->sockaddr_in.sin_family = AF_INET;
        addr->sockaddr_in.sin_addr.s_addr = inaddr;

    } else {

#if (NGX_HAVE_INET6)

        if (ngx_inet6_addr(link->host, host.len,
                           addr->sockaddr_in6.sin6_addr.s6_addr)
            != NGX_OK)
        {
            return NGX_DECLINED;
        }

        addr->sockaddr_in6.sin6_family = AF_INET6;

#else

        return NGX_DECLINED;

#endif
    }

    ngx_inet_set_port(&addr->sockaddr, (in_port_t) link->peer.port);
    link->naddrs = 1;

    return NGX_OK;
}


/* A name of the directive, without a resolver: what it was at start. */

static ngx_int_t
ngx_http_coc_link_known(ngx_http_coc_link_t *link)
{
    ngx_uint_t             i, k;
    ngx_http_coc_known_t  *known;

    known = link->conf->known.elts;

    for (i = 0; i < link->conf->known.nelts; i++) {

        if (known[i].host.len != link->peer.host.len
            || ngx_strncasecmp(known[i].host.data, link->host,
                               known[i].host.len)
               != 0)
        {
            continue;
        }

        for (k = 0;
             k < known[i].naddrs && link->naddrs < NGX_HTTP_COC_LINK_ADDRS;
             k++)
        {
            ngx_memcpy(&link->addrs[link->naddrs], known[i].addrs[k].sockaddr,
                       known[i].addrs[k].socklen);
            ngx_inet_set_port(&link->addrs[link->naddrs++].sockaddr,
                              (in_port_t) link->peer.port);
        }

        ngx_http_coc_link_sort(link);

        return NGX_OK;
    }

    return NGX_DECLINED;
}


static void
ngx_http_coc_link_ask(ngx_http_coc_link_t *link)
{
    ngx_resolver_ctx_t  *ctx;

    ctx = ngx_resolve_start(link->conf->resolver, NULL);

    if (ctx == NULL || ctx == NGX_NO_RESOLVER) {
        ngx_http_coc_link_close(link, NGX_LOG_ERR, "its name can't be "
                                "resolved", NULL);
        return;
    }

    /* the peer may change before the answer is here */

    ngx_memcpy(link->asked, link->host, link->peer.host.len);

    ctx->name.data = link->asked;
    ctx->name.len = link->peer.host.len;
    ctx->handler = ngx_http_coc_link_resolved;
    ctx->data = link;
    ctx->timeout = link->conf->resolver_timeout;
    ctx->cancelable = 1;

    link->resolving = ctx;

    if (ngx_resolve_name(ctx) != NGX_OK) {

        /* it has freed the context */

        link->resolving = NULL;
        ngx_http_coc_link_close(link, NGX_LOG_ERR, "its name can't be "
                                "resolved", NULL);
    }
}


static void
ngx_http_coc_link_resolved(ngx_resolver_ctx_t *ctx)
{
    ngx_int_t             state;
    ngx_uint_t            i;
    ngx_sockaddr_t       *addr;
    ngx_http_coc_link_t  *link;

    link = ctx->data;
    state = ctx->state;

    for (i = 0;
         state == NGX_OK && i < ctx->naddrs && i < NGX_HTTP_COC_LINK_ADDRS;
         i++)
    {
        addr = &link->addrs[link->naddrs++];

        ngx_memzero(addr, sizeof(ngx_sockaddr_t));
        ngx_memcpy(addr, ctx->addrs[i].sockaddr, ctx->addrs[i].socklen);
        ngx_inet_set_port(&addr->sockaddr, (in_port_t) link->peer.port);
    }

    ngx_http_coc_link_find_end(link);

    if (link->naddrs == 0) {
        ngx_http_coc_link_close(link, NGX_LOG_ERR,
                                "its name can't be resolved",
                                ngx_resolver_strerror(state));
        return;
    }

    ngx_http_coc_link_sort(link);
    ngx_http_coc_link_connect(link);
}


void
ngx_http_coc_link_find_end(ngx_http_coc_link_t *link)
{
    ngx_resolver_ctx_t  *ctx;

    ctx = link->resolving;

    if (ctx != NULL) {
        link->resolving = NULL;
        ngx_resolve_name_done(ctx);
    }
}


/* Resolvers rotate what they answer; attempts are to take turns. */

static void
ngx_http_coc_link_sort(ngx_http_coc_link_t *link)
{
    ngx_uint_t      i, k;
    ngx_sockaddr_t  addr;

    for (i = 1; i < link->naddrs; i++) {
        addr = link->addrs[i];

        for (k = i; k > 0; k--) {
            if (ngx_memcmp(&link->addrs[k - 1], &addr, sizeof(ngx_sockaddr_t))
                <= 0)
            {
                break;
            }

            link->addrs[k] = link->addrs[k - 1];
        }

        link->addrs[k] = addr;
    }
}
