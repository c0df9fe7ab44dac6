/*
 * What is asked of Redis: keys, commands, scripts, replies.  No nginx, no
 * sockets: the caller sends what is written here and hands back the replies
 * that hiredis parsed.
 */

#ifndef _COC_STORE_H_INCLUDED_
#define _COC_STORE_H_INCLUDED_


#include <hiredis/hiredis.h>

#include "coc_base.h"
#include "coc_buf.h"
#include "coc_error.h"
#include "coc_event.h"
#include "coc_standing.h"


#define COC_SECRET_MIN   16     /* bytes */
#define COC_SECRET_MAX   4096
#define COC_MEMBER_HASH  32     /* hex digits */


/* What is derived from one secret; wiped by the owner. */

typedef struct {
    uint8_t  member[32];        /* HMAC-SHA256 keys, a use each */
    uint8_t  nudge[32];
    uint8_t  content[16];       /* key of coc_hash_t over the content */
} coc_keys_t;


/* One member under one secret: {m}. */

typedef struct {
    char  hash[COC_MEMBER_HASH + 1];        /* NUL-terminated hex */
} coc_member_t;


/* What a reply means for its connection and its command. */

typedef enum {
    COC_REPLY_OK = 0,
    COC_REPLY_RETRY,            /* NOSCRIPT: the command is to be sent anew */
    COC_REPLY_AWAY,             /* LOADING, BUSY, MASTERDOWN, TRYAGAIN,
                                   CLUSTERDOWN: back off */
    COC_REPLY_READONLY,         /* not the master any more */
    COC_REPLY_FULL,             /* OOM, MISCONF, NOREPLICAS: writes wait */
    COC_REPLY_AUTH,             /* NOAUTH, WRONGPASS, NOPERM */
    COC_REPLY_MOVED,            /* MOVED, ASK */
    COC_REPLY_BAD               /* any other error, or a reply of a shape that
                                   the command never gets */
} coc_reply_e;


COC_BEGIN_DECLS


/*
 * Derives the keys of a secret (HKDF-SHA256, a label a use).
 *
 * COC_INVALID  secret shorter than COC_SECRET_MIN bytes
 * COC_ERROR    libcrypto failed
 */
int coc_keys_derive(coc_keys_t *keys, coc_str_t secret);

/* HMAC-SHA256 of the id, cut to 16 bytes, in hex. */
int coc_member_hash(const coc_keys_t *keys, coc_str_t id,
    coc_member_t *member);

/*
 * Nudge tokens: base64url of an expiry and a MAC over member, kind, thread,
 * recipient and the content's hash.  The same content by the same member to
 * the same place within the time.
 */

typedef struct {
    coc_str_t  member;          /* id as given; may be empty */
    coc_str_t  kind;
    coc_str_t  thread;
    coc_str_t  recipient;
    uint64_t   content;         /* coc_hash_final() */
} coc_nudge_t;

#define COC_NUDGE_TOKEN  64     /* bytes, NUL included */

int coc_nudge_sign(const coc_keys_t *keys, const coc_nudge_t *nudge,
    uint64_t expires, char *token);

/* COC_OK; COC_DECLINED if it is not of this content, forged or expired. */
int coc_nudge_verify(const coc_keys_t *keys, const coc_nudge_t *nudge,
    uint64_t now, coc_str_t token);


/* First word of an error reply, and what it means; OK for other replies. */
coc_reply_e coc_reply_class(const redisReply *reply);


/*
 * Asks for a member's standing: one HMGET on P{m}:st.
 * Appends the RESP command to out; returns the status of out.
 */
int coc_store_read(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member);

/* Zeroes standing first; a missing key is a clean record (COC_REPLY_OK). */
coc_reply_e coc_store_read_reply(const redisReply *reply,
    coc_standing_t *standing);


/*
 * Recording an infraction, or a moderator's sanction: a chain of idempotent
 * steps, each one command on one key:
 *
 *   EVALSHA/EVAL record  on P{m}:st   points, ladder, ring of request ids
 *   ZADD                 on P{m}:log
 *   ZADD/ZREM            on P<shard>:active   where the sanction changed
 *   XADD                 on P<shard>:feed     likewise
 *   XADD                 on P<shard>:review or P<shard>:escalations
 *   SET                  on Pcase:<case>
 *
 * The first step alone decides; once it is acknowledged the infraction is
 * recorded.  The caller sends the command that coc_record_next() gives, hands
 * its reply to coc_record_reply() and goes on until coc_record_next() says
 * COC_DECLINED.  A chain that broke off is begun again with
 * coc_record_rewind(): every step may be repeated.
 */

typedef struct coc_record_s  coc_record_t;

typedef struct {
    coc_str_t              prefix;
    const coc_member_t    *member;
    const coc_member_t    *retired;     /* hash under the retired secret:
                                           folded in, or NULL */
    const coc_ladder_t    *ladder;
    uint64_t               half_life;   /* ms; 0: no decay */
    uint64_t               retention;   /* ms; 0: 365 days */
    const coc_event_t     *event;       /* of an infraction, or NULL */
    const coc_rung_t      *sanction;    /* a moderator's: NULL for an
                                           infraction; step NONE restores */
    coc_str_t              id;          /* request id, unique: <= 64 bytes */
    coc_str_t              by;          /* "edge", or who sanctions */
    uint64_t               now;         /* ms since the epoch */
} coc_record_conf_t;

/* Copies all it needs of conf. */
int coc_record_create(coc_record_t **record, const coc_alloc_t *alloc,
    const coc_record_conf_t *conf);
void coc_record_destroy(coc_record_t *record);

/* COC_OK: a command was appended to out; COC_DECLINED: the chain is done. */
int coc_record_next(coc_record_t *record, coc_buf_t *out);
coc_reply_e coc_record_reply(coc_record_t *record, const redisReply *reply);
void coc_record_rewind(coc_record_t *record);

/* 1 once the record script was acknowledged, else 0. */
int coc_record_counted(const coc_record_t *record);

/* The standing after it, valid once counted; *raised is 1 if a graver step
 * was reached by this infraction. */
const coc_standing_t *coc_record_standing(const coc_record_t *record,
    int *raised);

/* The request id that the chain carries; for log lines. */
coc_str_t coc_record_id(const coc_record_t *record);


COC_END_DECLS


#endif /* _COC_STORE_H_INCLUDED_ */
