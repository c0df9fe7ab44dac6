/*
 * What is asked of Redis: keys, commands, scripts, replies.  No nginx, no
 * sockets: the caller sends what is written here and hands back the replies
 * that hiredis parsed.
 */

#ifndef _COC_STORE_H_INCLUDED_
#define _COC_STORE_H_INCLUDED_


#include <hiredis/hiredis.h>

#include "coc_address.h"
#include "coc_base.h"
#include "coc_buf.h"
#include "coc_cluster.h"
#include "coc_error.h"
#include "coc_event.h"
#include "coc_evidence.h"
#include "coc_reader.h"
#include "coc_spool.h"
#include "coc_standing.h"


#define COC_SECRET_MIN   16     /* bytes */
#define COC_SECRET_MAX   4096
#define COC_MEMBER_HASH  32     /* hex digits */
#define COC_COMMAND_ARGS 48     /* most arguments of a command */


/* What is derived from one secret, a key a use. */

typedef struct {
    void    *member;            /* libcrypto's HMAC-SHA256 with its key */
    void    *nudge;             /* likewise, as all that follow */
    void    *identity;          /* of names, addresses, numbers */
    void    *thread;
    void    *device;
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
    COC_REPLY_AUTH,             /* NOAUTH, WRONGPASS */
    COC_REPLY_DENIED,           /* NOPERM: of this command, or this key */
    COC_REPLY_TYPE,             /* WRONGTYPE: the key holds something else */
    COC_REPLY_MOVED,            /* MOVED, ASK */
    COC_REPLY_BAD               /* any other error, or a reply of a shape that
                                   the command never gets */
} coc_reply_e;


COC_BEGIN_DECLS


/*
 * Derives the keys of a secret (HKDF-SHA256, a label a use), for
 * coc_keys_wipe(); where it fails there is nothing to wipe.  One thread, or
 * process, at a time may use them.
 *
 * COC_INVALID  secret shorter than COC_SECRET_MIN bytes, or longer than _MAX
 * COC_ERROR    libcrypto failed
 */
int coc_keys_derive(coc_keys_t *keys, coc_str_t secret);

/* Frees and forgets; zeroed keys are accepted. */
void coc_keys_wipe(coc_keys_t *keys);

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
    uint64_t   rules;           /* coc_verdict_asking() */
} coc_nudge_t;

#define COC_NUDGE_TOKEN  64     /* bytes, NUL included */

/*
 * expires   ms since the epoch
 * token     COC_NUDGE_TOKEN bytes, NUL-terminated here
 *
 * COC_OK, or COC_ERROR if libcrypto failed.
 */
int coc_nudge_sign(const coc_keys_t *keys, const coc_nudge_t *nudge,
    uint64_t expires, char *token);

/*
 * COC_OK; COC_DECLINED if it is not of this content, forged or expired;
 * COC_ERROR if libcrypto failed.
 */
int coc_nudge_verify(const coc_keys_t *keys, const coc_nudge_t *nudge,
    uint64_t now, coc_str_t token);


/*
 * Appends a command of n arguments (at most COC_COMMAND_ARGS) in RESP.
 *
 * COC_ERROR  hiredis found no memory; buf's status is set too
 * others     the status of buf
 */
int coc_command_put(coc_buf_t *buf, const coc_str_t *args, size_t n);

/* Appends P<shard>:name, a key; returns the status of buf. */
int coc_key_shard(coc_buf_t *buf, coc_str_t prefix, unsigned shard,
    const char *name);

/* First word of an error reply, and what it means; OK for other replies. */
coc_reply_e coc_reply_class(const redisReply *reply);


/*
 * Asks for a member's standing: one HMGET on P{m}:st.
 * Appends the RESP command to out; returns the status of out.
 */
int coc_store_read(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member);

/*
 * Asks for a member's history, oldest first: one ZRANGE on P{m}:log.  The
 * reply is an array of "<request id> {JSON}"; of entries with the same id the
 * first counts.
 */
int coc_store_history(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member);

/* Zeroes standing first; a missing key is a clean record (COC_REPLY_OK). */
coc_reply_e coc_store_read_reply(const redisReply *reply,
    coc_standing_t *standing);


/*
 * Recording an infraction, or a moderator's sanction: a chain of idempotent
 * steps, each one command on one key:
 *
 *   EVALSHA/EVAL record    on P{m}:st   points, ladder, ring of request ids
 *   ZADD, ZREM, ZREMRANGEBYSCORE        on P<shard>:active     1)
 *   XADD                                on P<shard>:feed       1)
 *   HMGET                               on P{m}:st             1)
 *   ZADD, ZREMRANGEBYRANK, PEXPIRE      on P{m}:log
 *   XADD, XTRIM        on P<shard>:review, escalations or care 2)
 *   SET      on Pcase:<case>                                   2)
 *
 *   1) after what a moderator does, and an infraction by which, or after
 *      which, a sanction from mute up is in force or a privilege taken
 *   2) infractions; what coc_verdict_care() is to care, escalate to
 *      escalations, all else to review
 *
 * The last step of 1) reads the record again.  Another chain of the member may
 * have passed this one between its script and its ZADD, and what was written
 * here then tells an old state for ever: where the record has moved on, the
 * steps of 1) are done once more with what it says now.  Whoever writes last
 * has so read after it wrote.
 *
 * The same text by the same member to the same place within a minute counts
 * once: what comes again is answered as repeated, and only 2) is done.
 *
 * The shard is 0 to 15 in decimal ("coc:7:feed"): the member hash's first byte
 * modulo 16, without a member the sum of the case's bytes.  The first step
 * alone decides; once it is acknowledged the infraction is recorded.  Without
 * a member, or where the verdict records no points (coc_verdict_records()),
 * the chain is 2) only.
 *
 * The caller sends the command that coc_record_next() gives, hands its reply
 * to coc_record_reply() and goes on until coc_record_next() says COC_DECLINED.
 * After a reply that is not COC_REPLY_OK the same command comes again.  A
 * chain that broke off is begun again with coc_record_rewind(): every step may
 * be repeated.  What is repeated at the XADDs is the entry of the same case,
 * or the change of the same seq: readers drop it.
 *
 * The ladder: decayed points and new ones are summed; the rung they stand on
 * is taken where it is graver than what the ladder has in force, and each
 * infraction that leaves the member on a rung with a time restarts that time
 * (never shortens it).  A moderator's sanction is kept apart from the ladder's
 * and holds until its end or a restore; a later one replaces it, but a warning
 * does not.  A privilege that is taken again has the later end and reason.  A
 * restore lifts both sanctions, gives all privileges back and sets the points
 * to 0; the points ever counted a section and the history stay.  An appeal
 * takes away what is left by now of a case's points, those of its sections as
 * well, and lifts the ladder's step where the rest does not carry it; what
 * moderators set stays.
 *
 * P{m}:st lives as long as the longest of retention, the sanction, privileges
 * that are taken and the decay of the points; without end where one of them has
 * none.
 */

typedef struct coc_record_s  coc_record_t;

/* An infraction whose appeal was upheld, as history has it. */

typedef struct {
    coc_str_t  caseid;
    uint64_t   time;            /* ms: when it was counted */
    uint32_t   points;
    uint32_t   section[COC_SECTION_MAX];    /* of these points, by section */
} coc_appeal_t;

/* What becomes of a privilege. */

typedef struct {
    coc_privilege_e        which;
    uint64_t               time;        /* ms that it is taken for; 0: without
                                           end */
    int                    lift;        /* 1: it is given back */
} coc_grant_t;

typedef struct {
    coc_str_t              prefix;
    const coc_member_t    *member;      /* NULL: only the review step */
    const coc_standing_t  *retired;     /* as read under the retired secret:
                                           what a record begins with that is
                                           not there yet; or NULL */
    const coc_ladder_t    *ladder;
    uint64_t               half_life;   /* ms; 0: no decay */
    uint64_t               retention;   /* ms; 0: 365 days */
    const coc_event_t     *event;       /* of an infraction, or NULL */
    const coc_rung_t      *sanction;    /* a moderator's: NULL for an
                                           infraction; step NONE restores */
    const coc_appeal_t    *appeal;      /* what is given back, or NULL; id is
                                           the same for one case */
    const coc_grant_t     *grant;       /* of one privilege, or NULL */
    coc_str_t              reason;      /* of a moderator: at most
                                           COC_RECORD_REASON bytes; of a grant
                                           as coc_privilege_reason() has it */
    coc_str_t              id;          /* request id, unique: 1 to
                                           COC_RECORD_ID graphic ASCII */
    coc_str_t              evidence;    /* of coc_evidence_seal(), for the
                                           entry; may be empty */
    coc_str_t              by;          /* "edge", or who sanctions: at most
                                           COC_RECORD_BY bytes */
    uint64_t               text;        /* keyed hash of an infraction's text
                                           and place; 0: none */
    uint64_t               now;         /* ms since the epoch */
} coc_record_conf_t;

#define COC_RECORD_ID    64     /* bytes */
#define COC_RECORD_BY    64
#define COC_RECORD_REASON  1024
#define COC_RECORD_SPOOL 32     /* of a spool's name */
#define COC_RECORD_TEXT  (1024 * 1024)  /* of a saved record, most */

/*
 * Copies all it needs of conf.
 *
 * COC_INVALID  id, by or reason out of bounds, or neither event, sanction nor
 *              appeal nor grant
 * COC_LIMIT    the event is longer than 256 KiB
 * COC_ERROR    no memory
 */
int coc_record_create(coc_record_t **record, const coc_alloc_t *alloc,
    const coc_record_conf_t *conf);

/*
 * The record as text that a later process can go on with, in one line without
 * its newline: appended to out, whose status is returned.  What was
 * acknowledged so far is not in it, as every step may be repeated; but one
 * that was counted keeps its place, so that it counts no more.
 */
int coc_record_save(const coc_record_t *record, coc_buf_t *out);

/*
 * COC_INVALID  no such text, or of a version that is not known here
 * COC_ERROR    no memory
 */
int coc_record_load(coc_record_t **record, const coc_alloc_t *alloc,
    coc_str_t text);

/*
 * Names the place in a spool that the record waits in, on disk or in memory,
 * before it is first sent: it is counted once however often it is sent from
 * there, as long as the records of one member in one spool are sent in the
 * order of seq, each once the one before it was acknowledged or given up.
 *
 * spool        letters and digits, 1 to COC_RECORD_SPOOL
 * COC_INVALID  another name;  COC_ERROR  no memory
 */
int coc_record_place(coc_record_t *record, coc_str_t spool, uint64_t seq);

/* NULL is accepted. */
void coc_record_destroy(coc_record_t *record);

/*
 * COC_OK: a command was appended to out; COC_DECLINED: the chain is done;
 * otherwise out's status (COC_LIMIT, COC_ERROR).
 */
int coc_record_next(coc_record_t *record, coc_buf_t *out);

/*
 * COC_REPLY_OK: go on; COC_REPLY_RETRY: the script is sent whole this time;
 * all else: the step is as it was, send it again when that makes sense.
 */
coc_reply_e coc_record_reply(coc_record_t *record, const redisReply *reply);
void coc_record_rewind(coc_record_t *record);

/* 1 once the record script was acknowledged, else 0 (also where the chain has
 * no such step: there is nothing that could be lost). */
int coc_record_counted(const coc_record_t *record);

/* The standing after it, valid once counted; *raised (may be NULL) is 1 if a
 * graver step was reached by this infraction, also when it is repeated. */
const coc_standing_t *coc_record_standing(const coc_record_t *record,
    int *raised);

/* 1 if the script said that all was there before: by the request's id, by its
 * place in a spool, or by its text. */
int coc_record_repeated(const coc_record_t *record);

/* 1 if a sanction from mute up is in force by it, a privilege is taken, or such
 * was lifted: edges that keep a table of such must be told. */
int coc_record_changed(const coc_record_t *record);

/* The request id that the chain carries; for log lines. */
coc_str_t coc_record_id(const coc_record_t *record);

/* Its member; NULL: it has none, or the chain is only for review. */
const coc_member_t *coc_record_member(const coc_record_t *record);

coc_str_t coc_record_prefix(const coc_record_t *record);


COC_END_DECLS


/* of members and replies too, which are above */

#include "coc_appeal.h"
#include "coc_feed.h"
#include "coc_identity.h"
#include "coc_queue.h"
#include "coc_state.h"
#include "coc_table.h"


#endif /* _COC_STORE_H_INCLUDED_ */
