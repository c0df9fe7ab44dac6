/*
 * Where Redis is: the words of coc_redis and of cocctl's --redis.
 *
 *     127.0.0.1:6379 | [::1]:6379 | name[:port] | unix:/path
 *     sentinel <master name> host[:port] ...          port 26379
 *     cluster host[:port] ...                         port 6379
 *
 * and then, in any order:
 *
 *     db=n  user=name  password_file=path  connections=1..4
 *     sentinel_user=name  sentinel_password_file=path
 *     tls  ca=path  cert=path  key=path  tls_name=name
 *
 * No I/O: files are named, not read; names are not resolved.
 */

#ifndef _COC_ADDRESS_H_INCLUDED_
#define _COC_ADDRESS_H_INCLUDED_


#include "coc_base.h"
#include "coc_error.h"


#define COC_ADDRESS_HOSTS        16     /* seeds, or sentinels */
#define COC_ADDRESS_CONNECTIONS  4      /* most, a node */
#define COC_ADDRESS_DB_MAX       65535


typedef enum {
    COC_ADDRESS_SERVER = 0,
    COC_ADDRESS_SENTINEL,
    COC_ADDRESS_CLUSTER
} coc_address_e;


/* One place to connect to: a host and port, or the path of a socket. */

typedef struct {
    coc_str_t      host;        /* without brackets; empty: path is set */
    coc_str_t      path;
    unsigned       port;
} coc_host_t;


/* Slices are borrowed from the words. */

typedef struct {
    coc_address_e  type;
    coc_host_t     host[COC_ADDRESS_HOSTS];
    size_t         n;           /* 1 for a server */
    coc_str_t      master;      /* its name, for sentinels */

    unsigned       db;          /* 0 with a cluster */
    coc_str_t      user;
    coc_str_t      password_file;
    coc_str_t      sentinel_user;
    coc_str_t      sentinel_password_file;
    unsigned       connections;         /* a node, 1 unless told */

    coc_str_t      ca;          /* empty: the system's */
    coc_str_t      cert;        /* and key: both or none */
    coc_str_t      key;
    coc_str_t      tls_name;    /* to be in the certificate; empty: the host */
    unsigned       tls:1;
} coc_address_t;


COC_BEGIN_DECLS


/*
 * COC_INVALID  err->text says which word and why; nothing else is set
 */
int coc_address_parse(coc_address_t *address, const coc_str_t *words,
    size_t n, coc_error_t *err);

/*
 * One "host[:port]", "[v6][:port]" or "unix:/path".
 *
 * COC_INVALID  no host, or no port from 1 to 65535
 */
int coc_host_parse(coc_host_t *host, coc_str_t text, unsigned port);


COC_END_DECLS


#endif /* _COC_ADDRESS_H_INCLUDED_ */
