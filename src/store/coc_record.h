/*
 * A record under way: what coc_record.c keeps and coc_record_send.c writes.
 */

#ifndef _COC_RECORD_H_INCLUDED_
#define _COC_RECORD_H_INCLUDED_


#include "coc_arena.h"
#include "coc_store.h"


#define COC_RECORD_ENTRY    64          /* bytes of a stream entry's id */
#define COC_RECORD_PLACE    (COC_RECORD_SPOOL + 32)
#define COC_RECORD_LOG_KEEP "501"       /* one more than a history's most */
#define COC_RECORD_FEED     "100000"    /* entries of a feed, about */
#define COC_RECORD_REVIEW   "100000"    /* of a review stream, about */


/* What the script says of a repetition. */

#define COC_RECORD_SAME_TEXT  2


/* The steps of the chain, in order; see coc_store.h. */

typedef enum {
    COC_RECORD_SCRIPT = 0,
    COC_RECORD_ACTIVE,          /* what other edges wait for goes first */
    COC_RECORD_ACTIVE_DROP,
    COC_RECORD_ACTIVE_AGE,
    COC_RECORD_FEED_ADD,
    COC_RECORD_VERIFY,
    COC_RECORD_LOG,
    COC_RECORD_LOG_CAP,
    COC_RECORD_LOG_AGE,
    COC_RECORD_LOG_EXPIRE,
    COC_RECORD_REVIEW_ADD,
    COC_RECORD_REVIEW_AGE,
    COC_RECORD_CASE,
    COC_RECORD_DONE
} coc_record_step_e;


typedef enum {
    COC_RECORD_INFRACTION = 0,
    COC_RECORD_SANCTION,
    COC_RECORD_RESTORE,
    COC_RECORD_APPEAL,
    COC_RECORD_PRIVILEGE,
    COC_RECORD_LIFT,
    COC_RECORD_WHAT_MAX
} coc_record_what_e;


/* Every slice is in the arena, and so is the struct itself. */

struct coc_record_s {
    coc_alloc_t        alloc;
    coc_arena_t       *arena;

    coc_record_what_e  what;
    coc_action_e       action;          /* of the event */
    coc_str_t          prefix;
    coc_str_t          id;
    coc_member_t       member;
    unsigned           shard;           /* 0 to 15 */
    uint64_t           now;             /* ms */
    uint64_t           half_life;       /* ms */
    uint64_t           retention;       /* ms */

    coc_str_t          amount;          /* arguments of the script, in its */
    coc_str_t          time;            /* own forms                       */
    coc_str_t          ladder;
    coc_str_t          sections;
    coc_str_t          seed;
    coc_str_t          text;            /* fingerprint */
    coc_str_t          place;           /* in a spool */
    coc_str_t          reason;          /* of a privilege */

    coc_str_t          log;             /* JSON, without what the script
                                           decides and the closing brace */
    coc_str_t          review;          /* the event's JSON */
    coc_str_t          evidence;        /* sealed, base64; may be empty */
    coc_queue_e        queue;           /* whom the entry is for */
    coc_str_t          caseid;
    coc_str_t          kind;

    coc_record_step_e  step;            /* to be sent or answered now */
    coc_standing_t     standing;        /* as the script answered */
    coc_step_e         reached;         /* right after this request */
    uint64_t           reached_until;
    char               entry[COC_RECORD_ENTRY];
    size_t             entry_len;

    unsigned           rounds;          /* of steps done again, so far */

    unsigned           scripted:1;      /* the chain has the script's steps */
    unsigned           reviewed:1;      /* it has those of the review */
    unsigned           eval:1;          /* the script is to be sent whole */
    unsigned           counted:1;
    unsigned           raised:1;
    unsigned           repeated:2;      /* as the script says it */
};


COC_BEGIN_DECLS


/* Appends the command of record->step to out; returns its status. */
int coc_record_send(const coc_record_t *record, coc_buf_t *out);

/* 1 if the id can be a request's, else 0. */
int coc_record_id_valid(coc_str_t id);

/* Sets the shard, of the member or of the case. */
void coc_record_shard(coc_record_t *record);

/* 1 if the step has something to do, given what the script answered. */
int coc_record_due(const coc_record_t *record, coc_record_step_e step);


COC_END_DECLS


#endif /* _COC_RECORD_H_INCLUDED_ */
