/*
 * The feed: what is asked of Redis to know of every sanction, and what the
 * replies tell.  A community's feed is COC_FEED_SHARDS streams; see
 * coc_store.h for what is written to them.
 */

#ifndef _COC_FEED_H_INCLUDED_
#define _COC_FEED_H_INCLUDED_


#include "coc_store.h"


#define COC_FEED_SHARDS   16
#define COC_FEED_COUNT    64            /* entries of a stream in one reply */
#define COC_FEED_COMMAND  (16 * 1024)   /* bytes that hold any command here */

/* Before the name of a privilege in a snapshot: steps have names alike. */

#define COC_FEED_PRIVILEGE  "privilege:"


/* A stream entry's id; all zero: before the first. */

typedef struct {
    uint64_t  ms;
    uint64_t  n;
} coc_feed_id_t;


/* What XINFO STREAM tells of a shard's stream. */

typedef struct {
    int            exists;
    uint64_t       length;              /* entries */
    coc_feed_id_t  last;                /* last id ever given */
    coc_feed_id_t  first;               /* of the oldest entry, if any */
} coc_feed_info_t;


/* Takes one change of a member's standing; the feed tells no points.  One that
 * can't be read, of a newer writer perhaps, has the step COC_STEP_MAX. */

typedef void (*coc_feed_change_pt)(void *data, const coc_member_t *member,
    const coc_standing_t *standing);

/*
 * Takes one line of a snapshot; until as in coc_standing_t.  Likewise; of a
 * privilege that is taken the step is COC_STEP_NONE, of a step the privilege
 * COC_PRIVILEGE_MAX.
 */

typedef void (*coc_feed_line_pt)(void *data, const coc_member_t *member,
    coc_step_e step, coc_privilege_e privilege, uint64_t until);


COC_BEGIN_DECLS


/* Less than, equal to or greater than 0, as memcmp(). */
int coc_feed_id_cmp(const coc_feed_id_t *a, const coc_feed_id_t *b);

/*
 * The commands; each appends one to out and returns its status.
 *
 * coc_feed_read   XREAD of n shards from first on: what comes after their ids
 *                 (of all shards).  block in ms; 0: does not wait
 * coc_feed_info   XINFO STREAM of P<shard>:feed
 * coc_feed_scan   ZSCAN of P<shard>:active; cursor 0 begins
 */
int coc_feed_read(coc_buf_t *out, coc_str_t prefix, unsigned first,
    unsigned n, const coc_feed_id_t *ids, uint64_t block);
int coc_feed_info(coc_buf_t *out, coc_str_t prefix, unsigned shard);
int coc_feed_scan(coc_buf_t *out, coc_str_t prefix, unsigned shard,
    uint64_t cursor);

/*
 * Hands every change to the handler, in order, and moves the ids of the shards
 * past it.  An entry that names no member is passed by: it will not be another
 * one when it is read again.
 *
 * ids   of all shards
 * more  1 if a stream may have more entries than were read; may be NULL
 *
 * COC_REPLY_BAD  not the shape of a reply; what was handled so far stands
 */
coc_reply_e coc_feed_read_reply(const redisReply *reply, coc_str_t prefix,
    coc_feed_id_t *ids, coc_feed_change_pt handler, void *data, int *more);

/* A key that does not exist is an answer. */
coc_reply_e coc_feed_info_reply(const redisReply *reply,
    coc_feed_info_t *info);

/* *cursor is 0 after the last page.  A member that is none is passed by. */
coc_reply_e coc_feed_scan_reply(const redisReply *reply, uint64_t *cursor,
    coc_feed_line_pt handler, void *data);

/*
 * 1 if something may have been missed: the stream is gone or has gone back,
 * or its oldest entry came after what was read.
 *
 * since  what was read when it was looked at the last time
 * id     what was read when this was asked for
 */
int coc_feed_gap(const coc_feed_info_t *info, const coc_feed_id_t *since,
    const coc_feed_id_t *id);


COC_END_DECLS


#endif /* _COC_FEED_H_INCLUDED_ */
