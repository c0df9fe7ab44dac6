/*
 * A socket to Redis that waits with poll(): connecting, TLS, sending and
 * reading all end at a deadline.
 */

#include "cocctl_link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>


#define COCCTL_LINK_READ  16384         /* bytes at once */


struct cocctl_link_s {
    int           fd;
    SSL          *ssl;                  /* NULL: without */
    coc_reader_t  reader;
    char          name[COCCTL_LINK_NAME];
};


uint64_t
cocctl_link_now(void)
{
    struct timespec  ts;

    (void) clock_gettime(CLOCK_MONOTONIC, &ts);

    return (uint64_t) ts.tv_sec * 1000 + (uint64_t) ts.tv_nsec / 1000000;
}


static int
cocctl_link_left(uint64_t deadline)
{
    uint64_t  now;

    now = cocctl_link_now();

    return (now >= deadline) ? 0 : (int) coc_min(deadline - now, 1 << 30);
}


void
cocctl_link_pause(uint64_t ms, uint64_t deadline)
{
    (void) poll(NULL, 0, coc_min((int) ms, cocctl_link_left(deadline)));
}


const char *
cocctl_link_name(const cocctl_link_t *link)
{
    return link->name;
}


static int
cocctl_link_failed(const cocctl_link_t *link, coc_error_t *err,
    const char *why)
{
    return coc_error_set(err, COC_AGAIN, "%s: %s", link->name, why);
}


/* COC_AGAIN: the deadline has passed. */

static int
cocctl_link_wait(const cocctl_link_t *link, short events, uint64_t deadline,
    coc_error_t *err)
{
    int            n;
    struct pollfd  p;

    p.fd = link->fd;
    p.events = events;

    do {
        n = poll(&p, 1, cocctl_link_left(deadline));
    } while (n == -1 && errno == EINTR);

    if (n == 1) {
        return COC_OK;
    }

    return cocctl_link_failed(link, err,
                              (n == 0) ? "no answer in time" : strerror(errno));
}


static int
cocctl_link_connect(cocctl_link_t *link, const struct sockaddr *address,
    socklen_t len, uint64_t deadline, coc_error_t *err)
{
    int        rc, error;
    socklen_t  n;

    link->fd = socket(address->sa_family,
                      SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (link->fd == -1) {
        return cocctl_link_failed(link, err, strerror(errno));
    }

    error = (connect(link->fd, address, len) == 0) ? 0 : errno;
    rc = COC_OK;

    if (error == EINPROGRESS) {
        rc = cocctl_link_wait(link, POLLOUT, deadline, err);
        n = sizeof(error);

        if (rc == COC_OK
            && getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &error, &n) == -1)
        {
            error = errno;
        }
    }

    if (rc == COC_OK && error != 0) {
        rc = cocctl_link_failed(link, err, strerror(error));
    }

    if (rc != COC_OK) {
        (void) close(link->fd);
        link->fd = -1;
    }

    return rc;
}


static int
cocctl_link_unix(cocctl_link_t *link, coc_str_t path, uint64_t deadline,
    coc_error_t *err)
{
    struct sockaddr_un  un;

    memset(&un, 0, sizeof(struct sockaddr_un));
    un.sun_family = AF_UNIX;
    memcpy(un.sun_path, path.data, coc_min(path.len, sizeof(un.sun_path) - 1));

    return cocctl_link_connect(link, (struct sockaddr *) &un, sizeof(un),
                               deadline, err);
}


/* An address that is silent leaves half of what time is left to the others. */

static int
cocctl_link_inet(cocctl_link_t *link, const char *name, unsigned port,
    uint64_t deadline, coc_error_t *err)
{
    int               rc;
    char              service[16];
    uint64_t          until;
    struct addrinfo   hints, *found, *a;

    memset(&hints, 0, sizeof(struct addrinfo));
    hints.ai_socktype = SOCK_STREAM;

    (void) snprintf(service, sizeof(service), "%u", port);

    rc = getaddrinfo(name, service, &hints, &found);
    if (rc != 0) {
        return cocctl_link_failed(link, err, gai_strerror(rc));
    }

    for (rc = COC_AGAIN, a = found; rc != COC_OK && a != NULL; a = a->ai_next) {
        until = deadline;

        if (a->ai_next != NULL) {
            until -= (uint64_t) cocctl_link_left(deadline) / 2;
        }

        rc = cocctl_link_connect(link, a->ai_addr, a->ai_addrlen, until, err);
    }

    freeaddrinfo(found);

    return rc;
}


static const char *
cocctl_link_ssl_text(void)
{
    const char     *text;
    unsigned long   e;

    e = ERR_get_error();
    text = (e == 0) ? NULL : ERR_reason_error_string(e);

    return (text == NULL) ? "it broke off" : text;
}


SSL_CTX *
cocctl_link_tls(const coc_address_t *address)
{
    int          ok;
    char         ca[4096], cert[4096], key[4096];
    SSL_CTX     *ssl;

    ssl = SSL_CTX_new(TLS_client_method());
    if (ssl == NULL) {
        (void) cocctl_error("libssl: %s", cocctl_link_ssl_text());
        return NULL;
    }

    SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode(ssl, SSL_MODE_AUTO_RETRY);

    (void) snprintf(ca, sizeof(ca), "%.*s", (int) address->ca.len,
                    address->ca.data);
    (void) snprintf(cert, sizeof(cert), "%.*s", (int) address->cert.len,
                    address->cert.data);
    (void) snprintf(key, sizeof(key), "%.*s", (int) address->key.len,
                    address->key.data);

    ok = (SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION) == 1);

    if (ok == 1) {
        ok = ca[0] ? SSL_CTX_load_verify_locations(ssl, ca, NULL)
                   : SSL_CTX_set_default_verify_paths(ssl);
    }

    if (ok != 1) {
        (void) cocctl_error("ca=%s: %s", ca, cocctl_link_ssl_text());

    } else if (cert[0]
               && (SSL_CTX_use_certificate_chain_file(ssl, cert) != 1
                   || SSL_CTX_use_PrivateKey_file(ssl, key, SSL_FILETYPE_PEM)
                      != 1))
    {
        (void) cocctl_error("cert=%s key=%s: %s", cert, key,
                            cocctl_link_ssl_text());
    } else {
        return ssl;
    }

    SSL_CTX_free(ssl);

    return NULL;
}


typedef enum {
    COCCTL_LINK_HELLO = 0,
    COCCTL_LINK_SEND,
    COCCTL_LINK_RECV,
    COCCTL_LINK_BYE
} cocctl_link_do_e;


/* libssl writes without MSG_NOSIGNAL. */

static int
cocctl_link_ssl_once(SSL *ssl, cocctl_link_do_e what, void *data, int len)
{
    int      n, e;
    void   (*was)(int);

    was = signal(SIGPIPE, SIG_IGN);

    ERR_clear_error();
    errno = 0;

    switch (what) {

    case COCCTL_LINK_HELLO:
        n = SSL_connect(ssl);
        break;

    case COCCTL_LINK_SEND:
        n = SSL_write(ssl, data, len);
        break;

    case COCCTL_LINK_RECV:
        n = SSL_read(ssl, data, len);
        break;

    default:
        n = SSL_shutdown(ssl);
        break;
    }

    e = errno;
    (void) signal(SIGPIPE, was);
    errno = e;

    return n;
}


/* Bytes done, or COC_AGAIN as cocctl_link_ask() has it; 0: closed. */

static int
cocctl_link_ssl(cocctl_link_t *link, cocctl_link_do_e what, void *data,
    int len, uint64_t deadline, coc_error_t *err)
{
    int          n, e;
    long         verify;
    const char  *why;

    for ( ;; ) {

        n = cocctl_link_ssl_once(link->ssl, what, data, len);
        if (n > 0) {
            return n;
        }

        e = SSL_get_error(link->ssl, n);

        if (e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE) {
            if (cocctl_link_wait(link,
                                 (e == SSL_ERROR_WANT_READ) ? POLLIN : POLLOUT,
                                 deadline, err)
                != COC_OK)
            {
                return COC_AGAIN;
            }

            continue;
        }

        if (what == COCCTL_LINK_RECV && e == SSL_ERROR_ZERO_RETURN) {
            return 0;
        }

        verify = SSL_get_verify_result(link->ssl);

        why = (verify != X509_V_OK) ? X509_verify_cert_error_string(verify)
              : (e == SSL_ERROR_SYSCALL && errno != 0) ? strerror(errno)
              : cocctl_link_ssl_text();

        return coc_error_set(err, COC_AGAIN, "%s: TLS: %s", link->name, why);
    }
}


/* The certificate is to be of that name, or of that address. */

static int
cocctl_link_hello(cocctl_link_t *link, SSL_CTX *ssl, const char *name,
    uint64_t deadline, coc_error_t *err)
{
    int                ok, n;
    unsigned char      ip[16];
    X509_VERIFY_PARAM  *param;

    link->ssl = SSL_new(ssl);
    if (link->ssl == NULL || SSL_set_fd(link->ssl, link->fd) != 1) {
        return coc_error_set(err, COC_ERROR, "no memory");
    }

    param = SSL_get0_param(link->ssl);

    if (inet_pton(AF_INET, name, ip) == 1
        || inet_pton(AF_INET6, name, ip) == 1)
    {
        ok = X509_VERIFY_PARAM_set1_ip_asc(param, name);

    } else {
        X509_VERIFY_PARAM_set_hostflags(param,
                                        X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        ok = X509_VERIFY_PARAM_set1_host(param, name, 0) == 1
             && SSL_set_tlsext_host_name(link->ssl, name) == 1;
    }

    if (ok != 1) {
        return coc_error_set(err, COC_ERROR, "no memory");
    }

    n = cocctl_link_ssl(link, COCCTL_LINK_HELLO, NULL, 0, deadline, err);

    return (n > 0) ? COC_OK : COC_AGAIN;
}


int
cocctl_link_open(cocctl_link_t **out, const coc_host_t *host, SSL_CTX *ssl,
    coc_str_t tls_name, uint64_t deadline, coc_error_t *err)
{
    int             rc;
    char            name[COCCTL_LINK_NAME];
    cocctl_link_t  *link;

    *out = NULL;

    link = calloc(1, sizeof(cocctl_link_t));
    if (link == NULL) {
        return coc_error_set(err, COC_ERROR, "no memory");
    }

    link->fd = -1;

    if (coc_reader_init(&link->reader) != COC_OK) {
        rc = coc_error_set(err, COC_ERROR, "no memory");

    } else if (host->path.len != 0) {
        (void) snprintf(link->name, sizeof(link->name), "unix:%.*s",
                        (int) host->path.len, host->path.data);
        rc = cocctl_link_unix(link, host->path, deadline, err);

    } else {
        (void) snprintf(name, sizeof(name), "%.*s", (int) host->host.len,
                        host->host.data);
        (void) snprintf(link->name, sizeof(link->name),
                        strchr(name, ':') ? "[%s]:%u" : "%s:%u", name,
                        host->port);
        rc = cocctl_link_inet(link, name, host->port, deadline, err);

        if (rc == COC_OK && ssl != NULL) {
            if (tls_name.len != 0) {
                (void) snprintf(name, sizeof(name), "%.*s",
                                (int) tls_name.len, tls_name.data);
            }

            rc = cocctl_link_hello(link, ssl, name, deadline, err);
        }
    }

    if (rc != COC_OK) {
        cocctl_link_close(link);
        return rc;
    }

    /* a large cluster's slots, a large community's snapshot */

    coc_reader_expect(&link->reader, 1);

    *out = link;

    return COC_OK;
}


void
cocctl_link_close(cocctl_link_t *link)
{
    if (link == NULL) {
        return;
    }

    if (link->ssl != NULL) {

        if (SSL_is_init_finished(link->ssl)) {
            (void) cocctl_link_ssl_once(link->ssl, COCCTL_LINK_BYE, NULL, 0);
        }

        SSL_free(link->ssl);
    }

    if (link->fd != -1) {
        (void) close(link->fd);
    }

    coc_reader_free(&link->reader);
    free(link);
}


/* Bytes done; 0: closed; COC_AGAIN. */

static int
cocctl_link_io(cocctl_link_t *link, cocctl_link_do_e what, void *data,
    size_t len, uint64_t deadline, coc_error_t *err)
{
    ssize_t  n;

    len = coc_min(len, 1 << 20);

    if (link->ssl != NULL) {
        return cocctl_link_ssl(link, what, data, (int) len, deadline, err);
    }

    for ( ;; ) {
        n = (what == COCCTL_LINK_SEND)
            ? send(link->fd, data, len, MSG_NOSIGNAL)
            : recv(link->fd, data, len, 0);

        if (n >= 0) {
            return (int) n;
        }

        if (errno == EINTR) {
            continue;
        }

        if (errno != EAGAIN) {
            return cocctl_link_failed(link, err, strerror(errno));
        }

        if (cocctl_link_wait(link,
                             (what == COCCTL_LINK_SEND) ? POLLOUT : POLLIN,
                             deadline, err)
            != COC_OK)
        {
            return COC_AGAIN;
        }
    }
}


int
cocctl_link_ask(cocctl_link_t *link, coc_str_t command, uint64_t deadline,
    redisReply **reply, coc_error_t *err)
{
    int      rc, n;
    uint8_t  buf[COCCTL_LINK_READ];

    while (command.len != 0) {
        n = cocctl_link_io(link, COCCTL_LINK_SEND, (void *) command.data,
                           command.len, deadline, err);
        if (n <= 0) {
            return COC_AGAIN;
        }

        command.data += n;
        command.len -= (size_t) n;
    }

    for ( ;; ) {

        rc = coc_reader_next(&link->reader, reply);

        if (rc == COC_AGAIN) {
            n = cocctl_link_io(link, COCCTL_LINK_RECV, buf, sizeof(buf),
                               deadline, err);
            if (n < 0) {
                return COC_AGAIN;
            }

            if (n == 0) {
                return cocctl_link_failed(link, err,
                                          "it closed the connection");
            }

            rc = coc_reader_feed(&link->reader, buf, (size_t) n);

            if (rc == COC_OK) {
                continue;
            }
        }

        if (rc == COC_OK) {
            return COC_OK;
        }

        return cocctl_link_failed(link, err,
                                  (rc == COC_LIMIT) ? "the reply is too long"
                                  : (rc == COC_ERROR) ? "no memory"
                                  : "a reply that can't be read");
    }
}
