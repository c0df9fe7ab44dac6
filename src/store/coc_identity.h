/*
 * Who owns a name, an address, a number: what the members have registered, so
 * that a post which holds it outs somebody.  Redis holds keyed hashes only.
 *
 *   Pid:<token>    zset  of members, by a score that means nothing
 *   Pname:<token>  zset  of members whose display name looks like this; the
 *                        score is 0 for staff, 1 for others
 *   P{m}:ids       set   of what a member has registered: the letter of its
 *                        kind, and the token
 *   P{m}:own       set   of tokens that the member has made public, all of
 *                        them registered
 *   P{m}:no        set   of members that this one has blocked
 *
 * A name may be several members', hence the sets.
 */

#ifndef _COC_IDENTITY_H_INCLUDED_
#define _COC_IDENTITY_H_INCLUDED_


#include <hiredis/hiredis.h>

#include "coc_base.h"
#include "coc_buf.h"
#include "coc_store.h"


typedef enum {
    COC_IDENTITY_EMAIL = 0,
    COC_IDENTITY_PHONE,
    COC_IDENTITY_NPI,
    COC_IDENTITY_LICENSE,
    COC_IDENTITY_NAME,          /* first and last, at least */
    COC_IDENTITY_HANDLE,
    COC_IDENTITY_PAIR,          /* a handle and the name of who bears it */
    COC_IDENTITY_DISPLAY,       /* display name: what it looks like */
    COC_IDENTITY_MAX
} coc_identity_e;


#define COC_IDENTITY_TOKEN     32   /* hex digits */
#define COC_IDENTITY_TEXT      256  /* bytes of one, most */
#define COC_IDENTITY_VARIANTS  2    /* tokens of one that is registered */
#define COC_IDENTITY_TOKENS    32   /* of a member, most */
#define COC_IDENTITY_OWNERS    16   /* a name that more bear tells nobody */


/* One of them, under one secret. */

typedef struct {
    char            token[COC_IDENTITY_TOKEN + 1];  /* NUL-terminated hex */
    coc_identity_e  kind;
    unsigned        staff:1;    /* the display name of one of the staff */
} coc_identity_t;


/* What a token's owners are. */

typedef struct {
    coc_member_t    owner[COC_IDENTITY_OWNERS];
    size_t          n;          /* 0: nobody's, or of too many */
    unsigned        staff:1;    /* one of them is */
    unsigned        many:1;
} coc_identity_owners_t;


COC_BEGIN_DECLS


/* "email", "phone", "npi", "license", "name", "handle", "pair",
 * "display_name"; coc_identity_find() returns COC_DECLINED if unknown. */
const char *coc_identity_name(coc_identity_e kind);
int coc_identity_find(coc_str_t name, coc_identity_e *kind);

/*
 * The token of a text that is one of this kind, however it is written: it is
 * folded as the view of that name is, and then
 *
 *   email    "+tag" is cut, in gmail.com dots of the mailbox too;
 *            googlemail.com is gmail.com; "(at)" and "dot" are read
 *   phone    digits; an extension is cut, 00 and 011 are +, ten digits that
 *            begin with 2 to 9 are of +1; fewer than ten are none
 *   npi      ten digits
 *   license  letters and digits, five at least, two digits among them
 *   name     titles before it, degrees behind it and initials are dropped,
 *            "Last, First" is turned, apostrophes vanish, hyphens are spaces;
 *            two words at least
 *   handle   without "@"
 *   display  its skeleton (coc_skeleton.h), letters and digits only
 *
 * PAIR is coc_identity_pair()'s.
 *
 * COC_OK        *identity is set, staff is 0
 * COC_DECLINED  it is none, longer than COC_IDENTITY_TEXT, or no UTF-8
 * COC_ERROR     libcrypto failed
 *
 * Cost: O(text.len), at most COC_IDENTITY_TEXT.
 */
int coc_identity_token(const coc_keys_t *keys, coc_identity_e kind,
    coc_str_t text, coc_identity_t *identity);

/* The same of a handle with a name, of which the first and the last word
 * count. */
int coc_identity_pair(const coc_keys_t *keys, coc_str_t handle,
    coc_str_t name, coc_identity_t *identity);

/*
 * What is registered for a text: its token, and that of how else it is likely
 * to be written (a name without those in the middle, a license without its
 * state: "CA A12345").  Results as above; *n is 1 or 2 after COC_OK.
 */
int coc_identity_tokens(const coc_keys_t *keys, coc_identity_e kind,
    coc_str_t text, coc_identity_t identity[COC_IDENTITY_VARIANTS],
    size_t *n);

/* What a member has, as it was written. */

typedef struct {
    coc_identity_e  kind;
    coc_str_t       text;
} coc_identity_text_t;

/*
 * Tokens of n texts, in all forms, and those of each handle with each name.
 *
 * staff         1: the display names are of the staff
 * COC_DECLINED  texts[*wrong] is none of its kind
 * COC_LIMIT     more than COC_IDENTITY_TOKENS
 * COC_ERROR     libcrypto failed
 */
int coc_identity_all(const coc_keys_t *keys, const coc_identity_text_t *texts,
    size_t n, unsigned staff, coc_identity_t set[COC_IDENTITY_TOKENS],
    size_t *nset, size_t *wrong);


/*
 * Each of these appends one command of one key to out, and returns the status
 * of out.  All may be repeated.
 */

/* Whose is it?  For coc_identity_get_reply(). */
int coc_identity_get(coc_buf_t *out, coc_str_t prefix,
    const coc_identity_t *identity);

/* Makes it the member's (beside others'), or no longer. */
int coc_identity_put(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const coc_identity_t *identity);
int coc_identity_drop(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const coc_identity_t *identity);

/* What has the member registered?  For coc_identity_list_reply(). */
int coc_identity_list(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member);

/* Has the member made it public, or blocked the peer?  For
 * coc_identity_is_reply(). */
int coc_identity_is_own(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const coc_identity_t *identity);
int coc_identity_is_blocked(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const coc_member_t *peer);

/* The member has made n (1 to COC_IDENTITY_TOKENS) public. */
int coc_identity_own(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const coc_identity_t *identity, size_t n);

/* The member blocks the peer, or no longer (blocked is 0). */
int coc_identity_block(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const coc_member_t *peer, int blocked);


/* Replies.  What they give is set only by COC_REPLY_OK. */

coc_reply_e coc_identity_get_reply(const redisReply *reply,
    coc_identity_owners_t *owners);

/* Of these, the first COC_IDENTITY_TOKENS; *n is how many there are at all. */
coc_reply_e coc_identity_list_reply(const redisReply *reply,
    coc_identity_t identity[COC_IDENTITY_TOKENS], size_t *n);

coc_reply_e coc_identity_is_reply(const redisReply *reply, int *is);


/*
 * Registering what a member has, in place of all that was: several commands,
 * in rounds.  The commands of a round have keys of their own and may be sent
 * at once, the next round only when all have been answered.  Every one may be
 * repeated, and a change that broke off is begun again whole: P{m}:ids always
 * names at least what is registered.  Two changes of one member at a time may
 * leave what either sets: give them one after the other.
 */

typedef struct {
    coc_str_t        prefix;
    coc_member_t     member;
    coc_identity_t   set[COC_IDENTITY_TOKENS];      /* what is to be */
    size_t           n;
    coc_identity_t   was[COC_IDENTITY_TOKENS];      /* to be dropped */
    size_t           nwas;
    size_t           at;        /* next command of the round */
    size_t           waiting;   /* replies to come */
    unsigned         round;
    unsigned         reads;     /* times that the list was read */
    unsigned         more:1;    /* more was registered than was[] holds */
    unsigned         own:1;     /* all of it is public */
} coc_identity_change_t;

#define COC_IDENTITY_OWN   1    /* what is set is public too (a profile shows
                                   it) */
#define COC_IDENTITY_KEEP  2    /* what was there stays */

/*
 * Begins; prefix is borrowed.  Nothing is to be set: the member is forgotten.
 *
 * COC_LIMIT  n is over COC_IDENTITY_TOKENS
 */
int coc_identity_change(coc_identity_change_t *change, coc_str_t prefix,
    const coc_member_t *member, const coc_identity_t *set, size_t n,
    unsigned flags);

/*
 * COC_OK: a command was appended to out; COC_AGAIN: all of the round are, hand
 * in their replies; COC_DECLINED: done; otherwise the status of out.
 */
int coc_identity_change_next(coc_identity_change_t *change, coc_buf_t *out);

/* In any order.  What is not COC_REPLY_OK ends the change: begin it again. */
coc_reply_e coc_identity_change_reply(coc_identity_change_t *change,
    const redisReply *reply);


COC_END_DECLS


#endif /* _COC_IDENTITY_H_INCLUDED_ */
