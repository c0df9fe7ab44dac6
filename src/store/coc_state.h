/*
 * What Redis knows of a request that its text does not show: who owns what it
 * tells, how often its author posts, what else was posted like it.  Facts go
 * in; questions come out, a command of one key each, in two rounds; the
 * replies make signals.  After the verdict, what is to be kept in mind comes
 * out as commands too.
 *
 *   P{m}:rate           zset  of cases by time: what the member has sent
 *   P{m}:txt:<hash>     zset  of places where the member has posted a text
 *   P{m}:lnk:<hash>     zset  likewise of a link
 *   P{m}:pm:<peer>      zset  of cases: messages since the peer last answered
 *   P{m}:to             zset  of peers written to, who have not yet answered
 *   P{m}:met            zset  of peers who have written to the member
 *   P{m}:dev            zset  of devices the member was lately seen on
 *   P{t}:by             zset  of "<author>:<case>": the last of a thread
 *   P{t}:own            set   of identities that their owners made public in
 *                             the thread
 *   Psim:<band>:<bits>  zset  of "<simhash>:<author>:<place>": texts of lately
 *   Pdev:<device>       zset  of members lately seen on it
 *
 * Scores are ms since the epoch.  Each set is capped, and lives as long as its
 * window: nothing has to be swept.  All that is in a key is hashed under the
 * secret; the fingerprint of a text is turned by it.
 */

#ifndef _COC_STATE_H_INCLUDED_
#define _COC_STATE_H_INCLUDED_


#include "coc_detector.h"
#include "coc_ruleset.h"
#include "coc_store.h"


#define COC_STATE_IDS     48    /* identities asked about, most */
#define COC_STATE_OWNERS  4     /* of each, whose own words are looked up */
#define COC_STATE_LINKS   8
#define COC_STATE_PEERS   8     /* members of one device that are looked up */
#define COC_STATE_ASKS    100   /* questions of a round, most */
#define COC_STATE_WORDS   8     /* a shorter text may be said anywhere */
#define COC_STATE_COUNT   1000  /* most that a limit may allow */


/* So many are well within so long. */

typedef struct {
    unsigned           most;
    uint64_t           window;      /* ms */
} coc_state_limit_t;


typedef struct {
    coc_state_limit_t  unanswered;  /* messages to one peer */
    coc_state_limit_t  strangers;   /* peers who never answered */
    coc_state_limit_t  rate;        /* posts */
    coc_state_limit_t  repeat;      /* places of one text, or link */
    unsigned           share;       /* percent ... */
    unsigned           share_of;    /* ... of a thread's last posts */
    uint64_t           similar;     /* ms that a text is remembered */
} coc_state_limits_t;


/* What is known of a request.  Borrowed, but for the numbers. */

typedef struct {
    const coc_alloc_t         *alloc;
    const coc_keys_t          *keys;
    const coc_state_limits_t  *limits;
    coc_str_t                  prefix;
    const coc_member_t        *member;      /* NULL: unknown */
    coc_str_t                  id;          /* of the case */
    coc_str_t                  kind;
    coc_str_t                  thread;      /* empty: none, as all below */
    coc_str_t                  recipient;
    coc_str_t                  device;
    coc_str_t                  name;        /* display name */
    uint32_t                   wanted;      /* signals that rules name for this
                                               kind, bits */
    uint64_t                   content;     /* coc_scan_content() */
    uint64_t                   simhash;
    size_t                     words;
    uint64_t                   retention;   /* ms */
    uint64_t                   now;         /* ms since the epoch */
} coc_state_conf_t;


typedef struct coc_state_s  coc_state_t;


COC_BEGIN_DECLS


/* Defaults: 5/7d, 20/1d, 20/10m, 2/1d, 60 % of 20, 1d. */
void coc_state_limits(coc_state_limits_t *limits);

/*
 * Signals that rules for this kind name, bits.  Cost: O(rules).
 *
 * kind  empty: for any kind
 */
uint32_t coc_state_wanted(const coc_ruleset_t *set, coc_str_t kind);

/* The same, of what needs coc_scan_candidates(), or the facts of a text. */
#define COC_STATE_IDENTITY                                                    \
    (coc_signal_bit(COC_SIGNAL_IDENTITY)                                      \
     | coc_signal_bit(COC_SIGNAL_IDENTITY_NAME)                               \
     | coc_signal_bit(COC_SIGNAL_IDENTITY_PAIR)                               \
     | coc_signal_bit(COC_SIGNAL_IDENTITY_OWN))
#define COC_STATE_CANDIDATES                                                  \
    (COC_STATE_IDENTITY | coc_signal_bit(COC_SIGNAL_REPEAT_LINK))
#define COC_STATE_FACTS                                                       \
    (coc_signal_bit(COC_SIGNAL_REPEAT) | coc_signal_bit(COC_SIGNAL_SIMILAR))

/*
 * Begins.  Nothing is asked that the facts are missing for.
 *
 * COC_OK     ready
 * COC_ERROR  libcrypto failed, or no memory
 */
int coc_state_create(coc_state_t **state, const coc_state_conf_t *conf);

/* NULL is accepted. */
void coc_state_destroy(coc_state_t *state);

/*
 * A candidate of the text; to be called before coc_state_start().  Of those
 * over COC_STATE_IDS the last are left out.
 *
 * COC_OK     taken, or nothing that is asked about
 * COC_ERROR  libcrypto failed
 */
int coc_state_candidate(coc_state_t *state, coc_detector_e detector,
    coc_str_t text);

/* All candidates are in: makes the first round.  COC_ERROR: as above. */
int coc_state_start(coc_state_t *state);

/*
 * COC_OK        a question was appended to out, *number is its own, less than
 *               COC_STATE_ASKS
 * COC_AGAIN     all of this round were: hand in the replies
 * COC_DECLINED  there is nothing (more) to ask
 * others        the status of out
 */
int coc_state_next(coc_state_t *state, coc_buf_t *out, unsigned *number);

/*
 * The reply to a question of this round; NULL: there is none.  What is not
 * COC_REPLY_OK tells nothing, and raises nothing.
 */
coc_reply_e coc_state_reply(coc_state_t *state, unsigned number,
    const redisReply *reply);

/* Bits of the signals that the replies raise; after COC_DECLINED. */
uint32_t coc_state_signals(const coc_state_t *state);

/*
 * After the verdict: what is to be noted, one command of one key a call.  All
 * may be repeated; what is sent anew under the same case id counts once.
 *
 * forwarded  1: the application gets it; 0: refused, which is hardly noted
 *
 * COC_OK, COC_DECLINED (no more), others: the status of out
 */
int coc_state_note(coc_state_t *state, int forwarded, coc_buf_t *out);


COC_END_DECLS


#endif /* _COC_STATE_H_INCLUDED_ */
