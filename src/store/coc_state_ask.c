/*
 * The questions: which of them a request has, and the command of each.
 */

#include "coc_state_int.h"
#include "coc_command.h"
#include "coc_str.h"


coc_buf_t *
coc_state_key(coc_state_t *state)
{
    coc_buf_reset(&state->key);

    return &state->key;
}


void
coc_state_key_member(coc_buf_t *buf, const coc_state_t *state,
    const coc_member_t *member, const char *name, const char *more)
{
    (void) coc_key_member(buf, state->conf.prefix, member, name);
    (void) coc_buf_puts(buf, more);
}


void
coc_state_key_thread(coc_buf_t *buf, const coc_state_t *state,
    const char *name)
{
    (void) coc_buf_put(buf, state->conf.prefix);
    (void) coc_buf_putc(buf, '{');
    (void) coc_buf_puts(buf, state->thread);
    (void) coc_buf_puts(buf, "}:");
    (void) coc_buf_puts(buf, name);
}


void
coc_state_key_device(coc_buf_t *buf, const coc_state_t *state)
{
    (void) coc_buf_put(buf, state->conf.prefix);
    (void) coc_buf_puts(buf, "dev:");
    (void) coc_buf_puts(buf, state->device);
}


void
coc_state_key_band(coc_buf_t *buf, const coc_state_t *state, unsigned i)
{
    char  bits[5];

    coc_state_hex(bits, state->simhash >> (16 * i), 4);

    (void) coc_buf_put(buf, state->conf.prefix);
    (void) coc_buf_puts(buf, "sim:");
    (void) coc_buf_uint(buf, i);
    (void) coc_buf_putc(buf, ':');
    (void) coc_buf_puts(buf, bits);
}


int
coc_state_put(coc_buf_t *out, const char *command, const coc_buf_t *key,
    const coc_str_t *args, size_t n)
{
    size_t     i;
    coc_str_t  all[COC_COMMAND_ARGS];

    if (key->status != COC_OK) {
        out->status = key->status;
        return out->status;
    }

    if (n > COC_COMMAND_ARGS - 2) {
        n = COC_COMMAND_ARGS - 2;
    }

    all[0] = coc_str_from(command);
    all[1] = coc_buf_str(key);

    for (i = 0; i < n; i++) {
        all[i + 2] = args[i];
    }

    return coc_command_put(out, all, n + 2);
}


void
coc_state_ask(coc_state_t *state, coc_ask_e what, unsigned i, unsigned k,
    unsigned other)
{
    coc_ask_t  *ask;

    if (state->nasks == COC_STATE_ASKS) {
        return;
    }

    ask = &state->ask[state->nasks++];

    ask->what = (uint8_t) what;
    ask->i = (uint8_t) i;
    ask->k = (uint8_t) k;
    ask->other = (uint8_t) other;
}


/* What is said of the member: nothing without one. */

static void
coc_state_plan_member(coc_state_t *state)
{
    unsigned  i;

    if (coc_state_wants(state, COC_SIGNAL_RATE)) {
        coc_state_ask(state, COC_ASK_RATE, 0, 0, 0);
    }

    if (coc_state_wants(state, COC_SIGNAL_REPEAT) && state->place[0] != '\0'
        && state->text[0] != '\0')
    {
        coc_state_ask(state, COC_ASK_TEXT, 0, 0, 0);
        coc_state_ask(state, COC_ASK_TEXT_HERE, 0, 0, 0);
    }

    if (coc_state_wants(state, COC_SIGNAL_REPEAT_LINK)
        && state->place[0] != '\0')
    {
        for (i = 0; i < state->nlinks; i++) {
            coc_state_ask(state, COC_ASK_LINK, i, 0, 0);
            coc_state_ask(state, COC_ASK_LINK_HERE, i, 0, 0);
        }
    }

    if (coc_state_wants(state, COC_SIGNAL_SIMILAR) && state->simhash != 0) {
        for (i = 0; i < COC_STATE_BANDS; i++) {
            coc_state_ask(state, COC_ASK_BAND, i, 0, 0);
        }
    }

    if (coc_state_wants(state, COC_SIGNAL_SHARE) && state->thread[0] != '\0') {
        coc_state_ask(state, COC_ASK_BY, 0, 0, 0);
    }

    if (coc_state_wants(state, COC_SIGNAL_DEVICE)
        && state->device[0] != '\0')
    {
        coc_state_ask(state, COC_ASK_DEVICE, 0, 0, 0);
    }
}


static void
coc_state_plan_peer(coc_state_t *state)
{
    if (coc_state_wants(state, COC_SIGNAL_UNANSWERED)) {
        coc_state_ask(state, COC_ASK_MESSAGES, 0, 0, 0);
    }

    if (coc_state_wants(state, COC_SIGNAL_STRANGERS)) {
        coc_state_ask(state, COC_ASK_STRANGERS, 0, 0, 0);
        coc_state_ask(state, COC_ASK_STRANGERS_HERE, 0, 0, 0);
        coc_state_ask(state, COC_ASK_MET, 0, 0, 0);
    }

    if (coc_state_wants(state, COC_SIGNAL_BLOCKED)) {
        coc_state_ask(state, COC_ASK_BLOCKED, 0, 0, 0);
    }
}


void
coc_state_plan(coc_state_t *state)
{
    unsigned  i;

    if (state->conf.member != NULL) {
        coc_state_plan_member(state);

        if (state->has_peer) {
            coc_state_plan_peer(state);
        }
    }

    if (state->has_name) {
        coc_state_ask(state, COC_ASK_NAME, 0, 0, 0);
    }

    if ((state->conf.wanted & COC_STATE_IDENTITY) != 0) {
        for (i = 0; i < state->nids; i++) {
            coc_state_ask(state, COC_ASK_ID, i, 0, 0);
        }
    }
}


/*
 * What is owned may have been told by its owner before; of a pair, it is
 * enough that the name in it was: the handle stands beside each post.
 */

static void
coc_state_plan_public(coc_state_t *state, unsigned i)
{
    unsigned         k, other, first;
    coc_state_id_t  *id;

    id = &state->id[i];
    id->checked = 1;
    first = state->nasks;

    for (other = 0; other < (id->name != 0 ? 2u : 1u); other++) {

        if (state->thread[0] != '\0') {
            coc_state_ask(state, COC_ASK_OWN_THREAD, i, 0, other);
        }

        if (id->own) {
            coc_state_ask(state, COC_ASK_OWN_MEMBER, i, COC_STATE_OWNERS,
                          other);
            continue;
        }

        for (k = 0; k < id->nowners; k++) {
            coc_state_ask(state, COC_ASK_OWN_MEMBER, i, k, other);
        }
    }

    id->pending = state->nasks - first;
}


void
coc_state_plan_more(coc_state_t *state)
{
    size_t  i;

    for (i = 0; i < state->npeers; i++) {
        coc_state_ask(state, COC_ASK_STANDING, (unsigned) i, 0, 0);
    }

    for (i = 0; i < state->nids; i++) {

        if (state->id[i].nowners == 0 && !state->id[i].own) {
            continue;
        }

        /* one that can't be asked about whole is not asked about */

        if (state->nasks + 4 + 2 * COC_STATE_OWNERS <= COC_STATE_ASKS) {
            coc_state_plan_public(state, (unsigned) i);
        }
    }
}


/* ZCOUNT key since +inf */

static int
coc_state_count(const coc_state_t *state, uint64_t window, coc_buf_t *key,
    coc_buf_t *out)
{
    char       since[COC_COMMAND_UINT];
    coc_str_t  args[2];

    args[0] = coc_command_uint(since, state->conf.now > window
                                      ? state->conf.now - window : 0);
    args[1] = coc_str_from("+inf");

    return coc_state_put(out, "ZCOUNT", key, args, 2);
}


static int
coc_state_score(const char *what, coc_buf_t *key, coc_buf_t *out)
{
    coc_str_t  arg;

    arg = coc_str_from(what);

    return coc_state_put(out, "ZSCORE", key, &arg, 1);
}


/* The last n, the newest first; scores too. */

static int
coc_state_last(unsigned n, int scores, coc_buf_t *key, coc_buf_t *out)
{
    char       last[COC_COMMAND_UINT];
    coc_str_t  args[4];

    args[0] = coc_str_from("0");
    args[1] = coc_command_uint(last, n - 1);
    args[2] = coc_str_from("REV");
    args[3] = coc_str_from("WITHSCORES");

    return coc_state_put(out, "ZRANGE", key, args, scores ? 4 : 3);
}


/* Of members; those of identities are written elsewhere. */

static int
coc_state_write_member(coc_state_t *state, const coc_ask_t *ask,
    coc_buf_t *key, coc_buf_t *out)
{
    const coc_member_t        *member;
    const coc_state_limits_t  *limits;

    member = state->conf.member;
    limits = state->conf.limits;

    switch ((coc_ask_e) ask->what) {

    case COC_ASK_RATE:
        coc_state_key_member(key, state, member, "rate", "");
        return coc_state_count(state, limits->rate.window, key, out);

    case COC_ASK_TEXT:
        coc_state_key_member(key, state, member, "txt:", state->text);
        return coc_state_count(state, limits->repeat.window, key, out);

    case COC_ASK_TEXT_HERE:
        coc_state_key_member(key, state, member, "txt:", state->text);
        return coc_state_score(state->place, key, out);

    case COC_ASK_LINK:
        coc_state_key_member(key, state, member, "lnk:", state->link[ask->i]);
        return coc_state_count(state, limits->repeat.window, key, out);

    case COC_ASK_LINK_HERE:
        coc_state_key_member(key, state, member, "lnk:", state->link[ask->i]);
        return coc_state_score(state->place, key, out);

    case COC_ASK_MESSAGES:
        coc_state_key_member(key, state, member, "pm:", state->peer.hash);
        return coc_state_count(state, limits->unanswered.window, key, out);

    case COC_ASK_STRANGERS:
        coc_state_key_member(key, state, member, "to", "");
        return coc_state_count(state, limits->strangers.window, key, out);

    case COC_ASK_STRANGERS_HERE:
        coc_state_key_member(key, state, member, "to", "");
        return coc_state_score(state->peer.hash, key, out);

    default: /* COC_ASK_MET */
        coc_state_key_member(key, state, member, "met", "");
        return coc_state_score(state->peer.hash, key, out);
    }
}


/* SISMEMBER P{t}:own token */

static int
coc_state_write_public(coc_state_t *state, const coc_ask_t *ask,
    coc_buf_t *key, coc_buf_t *out)
{
    coc_str_t              token;
    const coc_member_t    *owner;
    const coc_state_id_t  *id;
    const coc_identity_t  *identity;

    id = &state->id[ask->i];
    identity = ask->other ? &state->id[id->name - 1].identity : &id->identity;

    if (ask->what == COC_ASK_OWN_MEMBER) {
        owner = (ask->k == COC_STATE_OWNERS) ? state->conf.member
                                             : &id->owner[ask->k];

        return coc_identity_is_own(out, state->conf.prefix, owner, identity);
    }

    coc_state_key_thread(key, state, "own");
    token = coc_str_from(identity->token);

    return coc_state_put(out, "SISMEMBER", key, &token, 1);
}


int
coc_state_write(coc_state_t *state, const coc_ask_t *ask, coc_buf_t *out)
{
    coc_buf_t        *key;
    const coc_str_t   prefix = state->conf.prefix;

    key = coc_state_key(state);

    switch ((coc_ask_e) ask->what) {

    case COC_ASK_ID:
        return coc_identity_get(out, prefix, &state->id[ask->i].identity);

    case COC_ASK_NAME:
        return coc_identity_get(out, prefix, &state->name);

    case COC_ASK_OWN_THREAD:
    case COC_ASK_OWN_MEMBER:
        return coc_state_write_public(state, ask, key, out);

    case COC_ASK_BAND:
        coc_state_key_band(key, state, ask->i);
        return coc_state_last(COC_STATE_TEXTS, 1, key, out);

    case COC_ASK_BY:
        coc_state_key_thread(key, state, "by");

        /* with this one they are share_of */

        return coc_state_last(state->conf.limits->share_of - 1, 0, key, out);

    case COC_ASK_DEVICE:
        coc_state_key_device(key, state);
        return coc_state_last(COC_STATE_DEVICES, 1, key, out);

    case COC_ASK_BLOCKED:
        return coc_identity_is_blocked(out, prefix, &state->peer,
                                     state->conf.member);

    case COC_ASK_STANDING:
        return coc_store_read(out, prefix, &state->peers[ask->i]);

    default:
        return coc_state_write_member(state, ask, key, out);
    }
}


int
coc_state_next(coc_state_t *state, coc_buf_t *out, unsigned *number)
{
    if (state->at == state->nasks && state->nasks != 0) {

        if (!state->sent) {
            state->sent = 1;
            return COC_AGAIN;
        }

        state->sent = 0;
        state->at = 0;
        state->nasks = 0;

        if (state->round == 1) {
            state->round = 2;
            coc_state_plan_more(state);
        }
    }

    if (state->at == state->nasks) {
        return COC_DECLINED;
    }

    *number = state->at++;

    return coc_state_write(state, &state->ask[*number], out);
}
