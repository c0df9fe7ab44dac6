/*
 * What the files of coc_state share.
 */

#ifndef _COC_STATE_INT_H_INCLUDED_
#define _COC_STATE_INT_H_INCLUDED_


#include "coc_state.h"


#define COC_STATE_TOKEN    32       /* hex digits */
#define COC_STATE_SHORT    16       /* hex digits of what only tells apart */
#define COC_STATE_BANDS    4
#define COC_STATE_TEXTS    32       /* of one band, looked at */
#define COC_STATE_DEVICES  16       /* members of a device, and the reverse */
#define COC_STATE_MET      1000     /* peers remembered */
#define COC_STATE_DEVICE   ((uint64_t) 90 * 86400 * 1000)   /* ms */
#define COC_STATE_FRESH    ((uint64_t) 3600 * 1000)         /* ms */
#define COC_STATE_THREAD   ((uint64_t) 30 * 86400 * 1000)   /* ms */

#define COC_STATE_KEY      256      /* bytes of a key beside its prefix */

#define COC_STATE_UNKNOWN  (-1)


/* What is asked; i says of which. */

typedef enum {
    COC_ASK_ID = 0,             /* whose is identity i? */
    COC_ASK_OWN_THREAD,         /* round 2: public in the thread? */
    COC_ASK_OWN_MEMBER,         /* round 2: public by owner k? */
    COC_ASK_NAME,               /* who looks like this? */
    COC_ASK_RATE,
    COC_ASK_TEXT,               /* places of this text ... */
    COC_ASK_TEXT_HERE,          /* ... and is this one of them? */
    COC_ASK_LINK,               /* likewise of link i */
    COC_ASK_LINK_HERE,
    COC_ASK_BAND,               /* texts in band i */
    COC_ASK_BY,                 /* authors of the thread */
    COC_ASK_MESSAGES,           /* to the recipient, unanswered */
    COC_ASK_STRANGERS,
    COC_ASK_STRANGERS_HERE,     /* is the recipient one of them? */
    COC_ASK_MET,                /* has the recipient ever written? */
    COC_ASK_BLOCKED,
    COC_ASK_DEVICE,             /* who was on this device? */
    COC_ASK_STANDING            /* round 2: of peer i */
} coc_ask_e;


typedef struct {
    uint8_t  what;              /* coc_ask_e */
    uint8_t  i;
    uint8_t  k;
    uint8_t  other;             /* of a pair: ask of the name in it */
} coc_ask_t;


/* An identity that the text tells. */

typedef struct {
    coc_identity_t  identity;
    uint8_t         name;       /* of a pair: 1 + the identity that is the
                                   name, 0: that had no room */
    uint8_t         nowners;    /* others than the author */
    unsigned        pending;    /* replies to come, of the second round */
    unsigned        own:1;      /* the author is one */
    unsigned        public:1;   /* its owner has told it before */
    unsigned        checked:1;  /* that was asked */
    coc_member_t    owner[COC_STATE_OWNERS];
} coc_state_id_t;


/* A count of places, and whether this is one of them. */

typedef struct {
    long long       n;          /* or COC_STATE_UNKNOWN */
    long long       here;       /* 0, 1 */
} coc_state_places_t;


struct coc_state_s {
    coc_state_conf_t    conf;
    coc_alloc_t         alloc;
    coc_buf_t           key;            /* of the command being written */
    coc_buf_t           member;         /* likewise of a sorted set */
    unsigned            round;          /* 1, 2 */
    unsigned            at;             /* next question of the round */
    unsigned            nasks;
    unsigned            sent;           /* 1: all of the round are */
    coc_ask_t           ask[COC_STATE_ASKS];

    char                thread[COC_STATE_TOKEN + 1];    /* "" without one */
    char                device[COC_STATE_TOKEN + 1];
    char                place[COC_STATE_SHORT + 1];     /* thread, or whom it
                                                           goes to */
    char                text[COC_STATE_SHORT + 1];
    coc_member_t        peer;           /* the recipient */
    uint64_t            simhash;        /* turned */
    coc_identity_t      name;

    size_t              nids;
    coc_state_id_t      id[COC_STATE_IDS];
    size_t              nlinks;
    char                link[COC_STATE_LINKS][COC_STATE_SHORT + 1];
    size_t              nhandles;       /* before the pairs are made */
    size_t              nnames;
    size_t              named;          /* identities that are names */
    char                handle[COC_STATE_LINKS][COC_IDENTITY_TEXT / 2 + 1];
    char                names[COC_STATE_LINKS][COC_IDENTITY_TEXT / 2 + 1];
    uint8_t             name_id[COC_STATE_LINKS];       /* 1 + in id[] */

    /* what the replies say */

    long long           rate;
    long long           messages;
    long long           met;
    long long           blocked;
    coc_state_places_t  strangers;
    coc_state_places_t  repeat;
    coc_state_places_t  links[COC_STATE_LINKS];
    long long           by_all;
    long long           by_me;
    size_t              npeers;
    coc_member_t        peers[COC_STATE_PEERS];
    unsigned            full;           /* bits of bands to be cut */
    unsigned            aging;          /* of those to live longer */
    unsigned            now_and_then:1; /* this post sees to old ones */
    unsigned            has_peer:1;
    unsigned            has_name:1;
    unsigned            similar:1;
    unsigned            barred:1;       /* a peer of the device is */
    unsigned            fresh:1;        /* the device was noted just now */
    unsigned            looks:1;        /* like another member's name */
    unsigned            looks_staff:1;

    /* what is to be noted */

    unsigned            note;           /* coc_note_e */
    unsigned            note_i;
    unsigned            note_step;
};


#define coc_state_wants(state, signal)                                        \
    (((state)->conf.wanted & coc_signal_bit(signal)) != 0)


COC_BEGIN_DECLS


/* Where a key is written: emptied, the state's own. */
coc_buf_t *coc_state_key(coc_state_t *state);

/* Appends a key: P{m}:, P{t}: and P, each with name and what follows it. */
void coc_state_key_member(coc_buf_t *buf, const coc_state_t *state,
    const coc_member_t *member, const char *name, const char *more);
void coc_state_key_thread(coc_buf_t *buf, const coc_state_t *state,
    const char *name);
void coc_state_key_device(coc_buf_t *buf, const coc_state_t *state);
void coc_state_key_band(coc_buf_t *buf, const coc_state_t *state, unsigned i);

/* n bits of a hash in hex, NUL-terminated; digits + 1 bytes. */
void coc_state_hex(char *out, uint64_t value, unsigned digits);

/* One command of a key: command key args.  Returns the status of out. */
int coc_state_put(coc_buf_t *out, const char *command, const coc_buf_t *key,
    const coc_str_t *args, size_t n);

/* Adds a question to the round; there is always room for what is asked. */
void coc_state_ask(coc_state_t *state, coc_ask_e what, unsigned i, unsigned k,
    unsigned other);

/* The first round, of what is known; the second one, of what was answered. */
void coc_state_plan(coc_state_t *state);
void coc_state_plan_more(coc_state_t *state);

/* Writes one question. */
int coc_state_write(coc_state_t *state, const coc_ask_t *ask, coc_buf_t *out);


COC_END_DECLS


#endif /* _COC_STATE_INT_H_INCLUDED_ */
