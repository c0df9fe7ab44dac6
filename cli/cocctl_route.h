/*
 * The servers that are connected to, and how a command finds the one that it
 * is for: what cocctl_redis.c and cocctl_route.c share.
 */

#ifndef _COCCTL_ROUTE_H_INCLUDED_
#define _COCCTL_ROUTE_H_INCLUDED_


#include "cocctl_link.h"
#include "cocctl_redis.h"


#define COCCTL_REDIS_TEXT  4096         /* bytes of --redis */


/* A server that is connected to. */

typedef struct cocctl_place_s  cocctl_place_t;

struct cocctl_place_s {
    coc_node_t       node;      /* of a cluster */
    cocctl_link_t   *link;
    cocctl_place_t  *next;
};


struct cocctl_redis_s {
    coc_address_t    address;
    char             text[COCCTL_REDIS_TEXT];   /* what it borrows from */
    cocctl_input_t   password;
    cocctl_input_t   sentinel_password;
    SSL_CTX         *ssl;

    coc_cluster_t   *cluster;
    cocctl_place_t  *places;    /* one, where it is no cluster */
    coc_buf_t        buf;
    uint64_t         timeout;   /* ms */
    uint64_t         deadline;
    char             name[COCCTL_LINK_NAME];    /* who answered last */
    coc_error_t      err;
    unsigned         stale:1;   /* the slot table is to be fetched */
};


/* A command on its way. */

typedef struct {
    coc_str_t          command;
    const coc_node_t  *to;      /* NULL: who has the slot */
    unsigned           slot;
    coc_hop_t          hop;
    coc_hop_e          next;
    redisReply        *reply;
} cocctl_call_t;


COC_BEGIN_DECLS


/*
 * The link to who has the command: kept, or made and greeted.
 *
 * COC_AGAIN    not now: redis->err says who and why
 * COC_INVALID  never; likewise.  COC_ERROR  no memory
 */
int cocctl_redis_route(cocctl_redis_t *redis, const cocctl_call_t *call,
    cocctl_link_t **link);

/*
 * Sends a command of n arguments by a link, within a part of the time, and
 * takes any reply but an error; results as of cocctl_redis_route().
 */
int cocctl_redis_said(cocctl_redis_t *redis, cocctl_link_t *link,
    const coc_str_t *args, size_t n);

/* Closes a link and forgets it. */
void cocctl_redis_drop(cocctl_redis_t *redis, const cocctl_link_t *link);

/* An error reply as a reason to ask again (COC_AGAIN) or to give up
 * (COC_INVALID): put into redis->err. */
int cocctl_redis_reason(cocctl_redis_t *redis, const cocctl_link_t *link,
    const redisReply *reply);


COC_END_DECLS


#endif /* _COCCTL_ROUTE_H_INCLUDED_ */
