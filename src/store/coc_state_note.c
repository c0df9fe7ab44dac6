/*
 * What is noted of a request: so that the next one can be told from a first.
 * Each set is capped where its limit says all that has to be known, and lives
 * as long as its window.
 */

#include "coc_state_int.h"
#include "coc_command.h"
#include "coc_str.h"


#define COC_STATE_STEPS  3


typedef enum {
    COC_NOTE_RATE = 0,
    COC_NOTE_DEVICE,            /* who was on it */
    COC_NOTE_DEVICES,           /* what one was on */
    COC_NOTE_FORWARDED,         /* from here on: not of what was refused */
    COC_NOTE_TEXT,
    COC_NOTE_LINK,
    COC_NOTE_BAND,
    COC_NOTE_BY,
    COC_NOTE_MESSAGE,
    COC_NOTE_STRANGER,
    COC_NOTE_MET,
    COC_NOTE_ANSWERED,          /* the recipient's messages to the author */
    COC_NOTE_ANSWERED_TO,
    COC_NOTE_OWN,
    COC_NOTE_MAX
} coc_note_e;


/* A member of a sorted set: what is kept of it, and for how long. */

typedef struct {
    coc_buf_t  *key;
    coc_buf_t  *member;
    size_t      most;
    uint64_t    window;         /* ms */
} coc_note_t;


/* How many of them there are: 0, where the facts are missing. */

static unsigned
coc_state_notes(const coc_state_t *state, coc_note_e what)
{
    unsigned                n, peer, messages;
    static const coc_str_t  profile = coc_str("profile");

    n = 0;
    peer = state->has_peer;
    messages = peer && (coc_state_wants(state, COC_SIGNAL_UNANSWERED)
                        || coc_state_wants(state, COC_SIGNAL_STRANGERS));

    switch (what) {

    case COC_NOTE_RATE:
        n = coc_state_wants(state, COC_SIGNAL_RATE);
        break;

    case COC_NOTE_DEVICE:
    case COC_NOTE_DEVICES:
        n = coc_state_wants(state, COC_SIGNAL_DEVICE)
            && state->device[0] != '\0' && !state->fresh;
        break;

    case COC_NOTE_TEXT:
        n = coc_state_wants(state, COC_SIGNAL_REPEAT)
            && state->place[0] != '\0' && state->text[0] != '\0';
        break;

    case COC_NOTE_LINK:
        n = (coc_state_wants(state, COC_SIGNAL_REPEAT_LINK)
             && state->place[0] != '\0') ? (unsigned) state->nlinks : 0;
        break;

    case COC_NOTE_BAND:
        n = (coc_state_wants(state, COC_SIGNAL_SIMILAR)
             && state->simhash != 0) ? COC_STATE_BANDS : 0;
        break;

    case COC_NOTE_BY:
        n = coc_state_wants(state, COC_SIGNAL_SHARE)
            && state->thread[0] != '\0';
        break;

    case COC_NOTE_MESSAGE:
        n = peer && coc_state_wants(state, COC_SIGNAL_UNANSWERED);
        break;

    case COC_NOTE_STRANGER:
        n = peer && coc_state_wants(state, COC_SIGNAL_STRANGERS)
            && state->met == 0;
        break;

    case COC_NOTE_MET:
        n = peer && coc_state_wants(state, COC_SIGNAL_STRANGERS);
        break;

    case COC_NOTE_ANSWERED:
    case COC_NOTE_ANSWERED_TO:
        n = messages;
        break;

    case COC_NOTE_OWN:
        n = (state->conf.wanted & COC_STATE_IDENTITY) != 0
            && (state->thread[0] != '\0'
                || coc_str_eq(state->conf.kind, profile));
        break;

    default: /* COC_NOTE_FORWARDED, COC_NOTE_MAX */
        break;
    }

    return n;
}


static void
coc_state_note_member(coc_state_t *state, coc_note_e what, unsigned i,
    coc_note_t *note)
{
    const coc_member_t        *member;
    const coc_state_limits_t  *limits;

    member = state->conf.member;
    limits = state->conf.limits;

    switch (what) {

    case COC_NOTE_RATE:
        coc_state_key_member(note->key, state, member, "rate", "");
        (void) coc_buf_put(note->member, state->conf.id);
        note->most = limits->rate.most + 1;
        note->window = limits->rate.window;
        break;

    case COC_NOTE_TEXT:
        coc_state_key_member(note->key, state, member, "txt:", state->text);
        (void) coc_buf_puts(note->member, state->place);
        note->most = limits->repeat.most + 2;
        note->window = limits->repeat.window;
        break;

    case COC_NOTE_LINK:
        coc_state_key_member(note->key, state, member, "lnk:",
                             state->link[i]);
        (void) coc_buf_puts(note->member, state->place);
        note->most = limits->repeat.most + 2;
        note->window = limits->repeat.window;
        break;

    case COC_NOTE_MESSAGE:
        coc_state_key_member(note->key, state, member, "pm:",
                             state->peer.hash);
        (void) coc_buf_put(note->member, state->conf.id);
        note->most = limits->unanswered.most + 1;
        note->window = limits->unanswered.window;
        break;

    case COC_NOTE_STRANGER:
        coc_state_key_member(note->key, state, member, "to", "");
        (void) coc_buf_puts(note->member, state->peer.hash);
        note->most = limits->strangers.most + 2;
        note->window = limits->strangers.window;
        break;

    case COC_NOTE_MET:
        coc_state_key_member(note->key, state, &state->peer, "met", "");
        (void) coc_buf_puts(note->member, member->hash);
        note->most = COC_STATE_MET;
        note->window = state->conf.retention;
        break;

    default: /* COC_NOTE_DEVICES */
        coc_state_key_member(note->key, state, member, "dev", "");
        (void) coc_buf_puts(note->member, state->device);
        note->most = COC_STATE_DEVICES;
        note->window = COC_STATE_DEVICE;
        break;
    }
}


static void
coc_state_note_fill(coc_state_t *state, coc_note_e what, unsigned i,
    coc_note_t *note)
{
    char       hash[COC_STATE_SHORT + 1];
    coc_str_t  author;

    author.data = (const uint8_t *) state->conf.member->hash;
    author.len = COC_STATE_SHORT;

    switch (what) {

    case COC_NOTE_DEVICE:
        coc_state_key_device(note->key, state);
        (void) coc_buf_puts(note->member, state->conf.member->hash);
        note->most = COC_STATE_DEVICES;
        note->window = COC_STATE_DEVICE;
        break;

    case COC_NOTE_BAND:
        coc_state_hex(hash, state->simhash, COC_STATE_SHORT);
        coc_state_key_band(note->key, state, i);
        (void) coc_buf_puts(note->member, hash);
        (void) coc_buf_putc(note->member, ':');
        (void) coc_buf_put(note->member, author);
        (void) coc_buf_putc(note->member, ':');
        (void) coc_buf_puts(note->member, state->place);
        note->most = COC_STATE_TEXTS;
        note->window = 2 * state->conf.limits->similar;
        break;

    case COC_NOTE_BY:
        coc_state_key_thread(note->key, state, "by");
        (void) coc_buf_put(note->member, author);
        (void) coc_buf_putc(note->member, ':');
        (void) coc_buf_put(note->member, state->conf.id);
        note->most = state->conf.limits->share_of;
        note->window = COC_STATE_THREAD;
        break;

    default:
        coc_state_note_member(state, what, i, note);
        break;
    }
}


/* ZADD, then the key's life, then its bound. */

static int
coc_state_note_set(coc_state_t *state, coc_note_e what, unsigned i,
    unsigned step, coc_buf_t *out)
{
    char        a[COC_COMMAND_UINT], b[COC_COMMAND_UINT];
    coc_str_t   args[2];
    coc_note_t  note;

    note.key = coc_state_key(state);
    note.member = &state->member;
    coc_buf_reset(note.member);

    coc_state_note_fill(state, what, i, &note);

    if (note.member->status != COC_OK) {
        note.key->status = note.member->status;
    }

    switch (step) {

    case 0:
        args[0] = coc_command_uint(a, state->conf.now);
        args[1] = coc_buf_str(note.member);
        return coc_state_put(out, "ZADD", note.key, args, 2);

    case 1:
        args[0] = coc_command_uint(a, note.window);
        return coc_state_put(out, "PEXPIRE", note.key, args, 1);

    default:
        a[0] = '-';
        (void) coc_command_uint(b, note.most + 1);
        memcpy(a + 1, b, strlen(b) + 1);
        args[0] = coc_str_from("0");
        args[1] = coc_str_from(a);
        return coc_state_put(out, "ZREMRANGEBYRANK", note.key, args, 2);
    }
}


/* The author answers: what the recipient wrote to him is unanswered no more. */

static int
coc_state_note_answered(coc_state_t *state, coc_note_e what, coc_buf_t *out)
{
    coc_buf_t  *key;
    coc_str_t   args[2];

    key = coc_state_key(state);

    if (what == COC_NOTE_ANSWERED) {
        coc_state_key_member(key, state, &state->peer, "pm:",
                             state->conf.member->hash);
        args[0] = coc_str_from("0");
        args[1] = coc_str_from("-1");

        return coc_state_put(out, "ZREMRANGEBYRANK", key, args, 2);
    }

    coc_state_key_member(key, state, &state->peer, "to", "");
    args[0] = coc_str_from(state->conf.member->hash);

    return coc_state_put(out, "ZREM", key, args, 1);
}


/*
 * The author's own, which the reader now knows: of the thread for a time, in
 * the profile for good.  COC_DECLINED: nothing of it is new.
 */

static int
coc_state_note_own(coc_state_t *state, unsigned step, coc_buf_t *out)
{
    char                    ttl[COC_COMMAND_UINT];
    size_t                  i, n;
    coc_buf_t              *key;
    coc_str_t               args[COC_IDENTITY_TOKENS];
    coc_identity_t          own[COC_IDENTITY_TOKENS];
    static const coc_str_t  profile = coc_str("profile");

    for (i = 0, n = 0; i < state->nids && n < COC_IDENTITY_TOKENS; i++) {
        if (state->id[i].own && !state->id[i].public) {
            args[n] = coc_str_from(state->id[i].identity.token);
            own[n++] = state->id[i].identity;
        }
    }

    if (n == 0) {
        return COC_DECLINED;
    }

    if (coc_str_eq(state->conf.kind, profile)) {
        return (step == 0)
               ? coc_identity_own(out, state->conf.prefix,
                                  state->conf.member, own, n)
               : COC_DECLINED;
    }

    key = coc_state_key(state);
    coc_state_key_thread(key, state, "own");

    if (step == 0) {
        return coc_state_put(out, "SADD", key, args, n);
    }

    args[0] = coc_command_uint(ttl, state->conf.retention);

    return coc_state_put(out, "PEXPIRE", key, args, 1);
}


/* What is there fills the set: the reply was as long as it may be. */

static int
coc_state_note_full(const coc_state_t *state, coc_note_e what, unsigned i)
{
    const coc_state_limits_t  *limits;

    limits = state->conf.limits;

    switch (what) {

    case COC_NOTE_RATE:
        return state->rate >= (long long) limits->rate.most;

    case COC_NOTE_TEXT:
        return state->repeat.n >= (long long) limits->repeat.most;

    case COC_NOTE_LINK:
        return state->links[i].n >= (long long) limits->repeat.most;

    case COC_NOTE_MESSAGE:
        return state->messages >= (long long) limits->unanswered.most;

    case COC_NOTE_STRANGER:
        return state->strangers.n >= (long long) limits->strangers.most;

    case COC_NOTE_BAND:
        return (state->full & (1u << i)) != 0;

    case COC_NOTE_BY:
    case COC_NOTE_MET:
        return 0;

    default: /* COC_NOTE_DEVICE, COC_NOTE_DEVICES: seldom noted */
        return 1;
    }
}


/*
 * Whether a step of ZADD, PEXPIRE and ZREMRANGEBYRANK is due.  A set is cut
 * where it is full, and now and then besides, for what its window has left
 * behind.  Where the last one's time is known, or does not matter, the life is
 * made longer only when it has to be.
 */

static int
coc_state_note_due(const coc_state_t *state, coc_note_e what, unsigned i,
    unsigned step)
{
    if (step == 0) {
        return 1;
    }

    switch (what) {

    case COC_NOTE_ANSWERED:
    case COC_NOTE_ANSWERED_TO:
        return 0;

    case COC_NOTE_OWN:
        return step == 1;

    case COC_NOTE_BAND:
        return (step == 1) ? (state->aging & (1u << i)) != 0
                           : coc_state_note_full(state, what, i);

    case COC_NOTE_BY:
        return state->now_and_then || (step == 1 && state->by_all < 1);

    default:
        return step == 1 || state->now_and_then
               || coc_state_note_full(state, what, i);
    }
}


int
coc_state_note(coc_state_t *state, int forwarded, coc_buf_t *out)
{
    int         rc;
    unsigned    step;
    coc_note_e  what;

    /* nothing is known of who is not known */

    if (state->conf.member == NULL) {
        return COC_DECLINED;
    }

    while (state->note < COC_NOTE_MAX) {
        what = (coc_note_e) state->note;

        if (what == COC_NOTE_FORWARDED && !forwarded) {
            break;
        }

        if (state->note_i == coc_state_notes(state, what)) {
            state->note++;
            state->note_i = 0;
            continue;
        }

        if (state->note_step == COC_STATE_STEPS) {
            state->note_i++;
            state->note_step = 0;
            continue;
        }

        step = state->note_step++;

        if (!coc_state_note_due(state, what, state->note_i, step)) {
            continue;
        }

        if (what == COC_NOTE_ANSWERED || what == COC_NOTE_ANSWERED_TO) {
            return coc_state_note_answered(state, what, out);
        }

        if (what != COC_NOTE_OWN) {
            return coc_state_note_set(state, what, state->note_i, step, out);
        }

        rc = coc_state_note_own(state, step, out);

        if (rc != COC_DECLINED) {
            return rc;
        }
    }

    return COC_DECLINED;
}
