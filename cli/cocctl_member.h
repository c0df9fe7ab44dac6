/*
 * A member's record in hand: what `cocctl member` shows and changes.
 */

#ifndef _COCCTL_MEMBER_H_INCLUDED_
#define _COCCTL_MEMBER_H_INCLUDED_


#include "cocctl_redis.h"


typedef struct {
    cocctl_redis_t  *redis;
    coc_str_t      prefix;
    coc_str_t      id;                          /* of the member */
    coc_member_t   member[COCCTL_SECRETS];      /* under each secret */
    size_t         n;
    uint64_t       decay;                       /* ms */
    uint64_t       retention;                   /* ms; 0: the default */
    uint64_t       time;                        /* ms; 0: without end */
    uint64_t       now;                         /* ms */
    coc_str_t      by;
    coc_str_t      reason;
    coc_buf_t      buf;
    unsigned       timed:1;
    unsigned       lift:1;                      /* of a privilege */
    unsigned       json:1;
} cocctl_member_t;


COC_BEGIN_DECLS


/* Each returns COCCTL_OK, or COCCTL_ERROR when it has complained. */

/* The record under secret i, as it stands in Redis. */
int cocctl_member_read(cocctl_member_t *m, size_t i, coc_standing_t *standing);

/* Prints the standing under all secrets, as the module sees it. */
int cocctl_member_show(cocctl_member_t *m);

/* Prints the history, a JSON line an entry, oldest first. */
int cocctl_member_history(cocctl_member_t *m);


COC_END_DECLS


#endif /* _COCCTL_MEMBER_H_INCLUDED_ */
