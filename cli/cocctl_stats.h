/*
 * A community's numbers: what `cocctl stats` gathers and prints.
 */

#ifndef _COCCTL_STATS_H_INCLUDED_
#define _COCCTL_STATS_H_INCLUDED_


#include "cocctl_redis.h"


#define COCCTL_STATS_NODES   64
#define COCCTL_STATS_GROUPS  32         /* of one kind of stream */
#define COCCTL_STATS_TEXT    128        /* bytes of a name, or of a reason */


/* Consumer groups of one name, over the shards. */

typedef struct {
    char      name[COCCTL_STATS_TEXT];
    uint64_t  consumers;        /* of a shard, most */
    uint64_t  pending;          /* delivered, not acknowledged */
    uint64_t  unread;
    unsigned  vague:1;          /* this server tells not how many are unread */
} cocctl_stats_group_t;


/* review, escalations, or care */

typedef struct {
    const char            *name;
    uint64_t               entries;
    cocctl_stats_group_t   group[COCCTL_STATS_GROUPS];
    size_t                 n;
    char                   denied[COCCTL_STATS_TEXT];   /* "": it was told */
    char                   groups_denied[COCCTL_STATS_TEXT];
} cocctl_stats_queue_t;


typedef struct {
    char      name[COCCTL_STATS_TEXT * 3];
    char      role[32];
    char      version[32];
    uint64_t  memory;           /* bytes */
    uint64_t  edges;            /* connections of the module */
    char      role_denied[COCCTL_STATS_TEXT];
    char      info_denied[COCCTL_STATS_TEXT];
    char      edges_denied[COCCTL_STATS_TEXT];
    unsigned  down:1;
} cocctl_stats_node_t;


/* One line of a snapshot, for finding what a scan tells twice. */

typedef struct {
    char  text[COC_MEMBER_HASH + 1];    /* member, then the step */
} cocctl_stats_line_t;


typedef struct {
    cocctl_redis_t        *redis;
    coc_str_t              prefix;
    coc_buf_t              buf;
    uint64_t               now;         /* ms */

    coc_buf_t              lines;       /* of cocctl_stats_line_t */
    uint64_t               sanctions[COC_STEP_MAX];
    uint64_t               members;
    char                   sanctions_denied[COCCTL_STATS_TEXT];

    cocctl_stats_queue_t   queue[3];

    uint64_t               feed;        /* entries */
    uint64_t               changed;     /* ms; 0: never */
    char                   feed_denied[COCCTL_STATS_TEXT];

    cocctl_stats_node_t    node[COCCTL_STATS_NODES];
    size_t                 n;
} cocctl_stats_t;


COC_BEGIN_DECLS


/* Each returns COCCTL_OK, or COCCTL_ERROR when it has complained. */

/* Asks for role, version, memory and clients of every master. */
int cocctl_stats_servers(cocctl_stats_t *stats);

/* Print all that was gathered: for eyes, for programs. */
int cocctl_stats_table(cocctl_stats_t *stats);
int cocctl_stats_json(cocctl_stats_t *stats);

/*
 * Keeps the reason of a reply that a right is missing for.
 *
 * COC_OK        the reply is none
 * COC_DECLINED  it is: denied tells it
 * COC_INVALID   another error
 */
int cocctl_stats_denied(const redisReply *reply, char *denied);


COC_END_DECLS


#endif /* _COCCTL_STATS_H_INCLUDED_ */
