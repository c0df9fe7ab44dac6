/*
 * One connection to one Redis server, with or without TLS.  Blocks, but never
 * past a deadline.
 */

#ifndef _COCCTL_LINK_H_INCLUDED_
#define _COCCTL_LINK_H_INCLUDED_


#include <openssl/ssl.h>

#include "cocctl.h"


#define COCCTL_LINK_NAME  320   /* bytes of "host:port" or "unix:/path" */


typedef struct cocctl_link_s  cocctl_link_t;


COC_BEGIN_DECLS


/* Milliseconds of a clock that never goes back: what deadlines are of. */
uint64_t cocctl_link_now(void);

/* Waits ms, but not past the deadline. */
void cocctl_link_pause(uint64_t ms, uint64_t deadline);

/*
 * What links with TLS begin with: the authority, the certificate and the key
 * that the address names.  NULL when it has complained; for SSL_CTX_free().
 */
SSL_CTX *cocctl_link_tls(const coc_address_t *address);

/*
 * Connects; tries each address that the name has.
 *
 * ssl        NULL: without TLS
 * tls_name   who the certificate is to be of; empty: the host
 * COC_AGAIN  not now, err->text says which place and why
 * COC_ERROR  no memory; likewise
 */
int cocctl_link_open(cocctl_link_t **link, const coc_host_t *host,
    SSL_CTX *ssl, coc_str_t tls_name, uint64_t deadline, coc_error_t *err);

/* NULL is accepted. */
void cocctl_link_close(cocctl_link_t *link);

/* "host:port" or "unix:/path". */
const char *cocctl_link_name(const cocctl_link_t *link);

/*
 * Sends a command and waits for its reply, which is for freeReplyObject().
 *
 * COC_AGAIN  the connection broke, or the deadline passed; err->text says so,
 *            and the link is good for nothing but closing
 */
int cocctl_link_ask(cocctl_link_t *link, coc_str_t command, uint64_t deadline,
    redisReply **reply, coc_error_t *err);


COC_END_DECLS


#endif /* _COCCTL_LINK_H_INCLUDED_ */
