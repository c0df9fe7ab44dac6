/*
 * A Redis Cluster as a client sees it: which node holds which slot, what a
 * redirection says, and how often it is followed.  And what is asked of a
 * Sentinel.  No sockets, no timers: nginx and cocctl bring their own.
 *
 * Source: the Redis Cluster specification, "MOVED Redirection", "ASK
 * redirection"; the commands CLUSTER SLOTS and SENTINEL
 * GET-MASTER-ADDR-BY-NAME.
 */

#ifndef _COC_CLUSTER_H_INCLUDED_
#define _COC_CLUSTER_H_INCLUDED_


#include <hiredis/hiredis.h>

#include "coc_base.h"
#include "coc_buf.h"


#define COC_CLUSTER_SLOTS   16384
#define COC_CLUSTER_NODES   256         /* masters, most */
#define COC_CLUSTER_HOST    256         /* bytes of a host, NUL included */
#define COC_CLUSTER_HOPS    3           /* redirections of one command */
#define COC_CLUSTER_WAIT    50          /* ms, after TRYAGAIN, CLUSTERDOWN */


typedef struct {
    char      host[COC_CLUSTER_HOST];   /* NUL-terminated, never empty */
    unsigned  port;
} coc_node_t;


typedef struct coc_cluster_s  coc_cluster_t;


/* Of one command on its way; all zero before it is first sent. */

typedef struct {
    unsigned    hops;
    coc_node_t  node;           /* with COC_HOP_ASK, COC_HOP_MOVED: there */
} coc_hop_t;


typedef enum {
    COC_HOP_DONE = 0,           /* the reply is the command's */
    COC_HOP_MOVED,              /* send it to hop->node; the table is patched,
                                   and is to be fetched anew */
    COC_HOP_ASK,                /* send ASKING and it to hop->node */
    COC_HOP_WAIT,               /* in COC_CLUSTER_WAIT ms, as at first */
    COC_HOP_LOST                /* too many hops, or one that can't be read:
                                   the table is to be fetched anew */
} coc_hop_e;


COC_BEGIN_DECLS


/* CRC16 of a key, or of what its first {...} holds, modulo 16384. */
unsigned coc_slot(coc_str_t key);

/*
 * The slot of a command in RESP: of its first key, which is the third argument
 * of EVAL and EVALSHA, the first after STREAMS, the second of XINFO, OBJECT and
 * XGROUP, else the first.
 *
 * COC_DECLINED  a command without a key
 * COC_INVALID   not a command
 */
int coc_slot_command(coc_str_t command, unsigned *slot);


coc_cluster_t *coc_cluster_create(const coc_alloc_t *alloc);

/* NULL is accepted. */
void coc_cluster_destroy(coc_cluster_t *cluster);

/* Appends CLUSTER SLOTS; returns the status of out. */
int coc_cluster_ask(coc_buf_t *out);

/*
 * Takes the reply to it, which came from the node `from`: an empty or null
 * host means that one.  All or nothing.
 *
 * COC_OK        the table is the reply's; *changed (may be NULL) is 1 if a slot
 *               or a node is another than before
 * COC_INVALID   an error, or not such a reply: the table is as it was
 * COC_LIMIT     more masters than COC_CLUSTER_NODES; likewise
 * COC_ERROR     no memory; likewise
 */
int coc_cluster_reply(coc_cluster_t *cluster, const redisReply *reply,
    const coc_node_t *from, int *changed);

/* The master of a slot, borrowed until the table changes; NULL: unknown. */
const coc_node_t *coc_cluster_node(const coc_cluster_t *cluster,
    unsigned slot);

/* The i-th of all masters; NULL past the last. */
const coc_node_t *coc_cluster_master(const coc_cluster_t *cluster, size_t i);

/* What a command's reply, from the node `from`, asks for next. */
coc_hop_e coc_cluster_hop(coc_cluster_t *cluster, coc_hop_t *hop,
    const redisReply *reply, const coc_node_t *from);


/* SENTINEL GET-MASTER-ADDR-BY-NAME; returns the status of out. */
int coc_sentinel_ask(coc_buf_t *out, coc_str_t master);

/*
 * COC_DECLINED  this sentinel does not know the master
 * COC_INVALID   an error, or not such a reply
 */
int coc_sentinel_reply(const redisReply *reply, coc_node_t *node);


COC_END_DECLS


#endif /* _COC_CLUSTER_H_INCLUDED_ */
