/*
 * The replies, and the signals that they make.  What Redis says is believed as
 * little as what a client says.
 */

#include "coc_state_int.h"
#include "coc_command.h"
#include "coc_str.h"


#define COC_STATE_NEAR  3       /* bits that texts which are the same differ
                                   in, at most */


/* An integer, not negative. */

static coc_reply_e
coc_state_reply_count(const redisReply *reply, long long *n)
{
    if (reply->type != REDIS_REPLY_INTEGER || reply->integer < 0) {
        return COC_REPLY_BAD;
    }

    *n = reply->integer;

    return COC_REPLY_OK;
}


/* A score, or nothing: whether there is one. */

static coc_reply_e
coc_state_reply_here(const redisReply *reply, long long *here)
{
    if (reply->type != REDIS_REPLY_NIL
        && (reply->type != REDIS_REPLY_STRING || reply->str == NULL))
    {
        return COC_REPLY_BAD;
    }

    *here = (reply->type == REDIS_REPLY_STRING);

    return COC_REPLY_OK;
}


/* Element i of an array of texts, empty if it is none. */

static coc_str_t
coc_state_reply_text(const redisReply *reply, size_t i)
{
    coc_str_t          s = coc_null_str;
    const redisReply  *element;

    element = reply->element[i];

    if (element != NULL && element->type == REDIS_REPLY_STRING
        && element->str != NULL)
    {
        s.data = (const uint8_t *) element->str;
        s.len = (size_t) element->len;
    }

    return s;
}


static coc_reply_e
coc_state_reply_array(const redisReply *reply, size_t step)
{
    return (reply->type == REDIS_REPLY_ARRAY && reply->elements % step == 0
            && (reply->elements == 0 || reply->element != NULL))
           ? COC_REPLY_OK : COC_REPLY_BAD;
}


/* A score as Redis writes a whole one; 0: it is none. */

static uint64_t
coc_state_time(coc_str_t text)
{
    uint64_t  time;

    return (coc_str_uint(text, UINT64_MAX / 2, &time) == COC_OK) ? time : 0;
}


static coc_reply_e
coc_state_reply_id(coc_state_t *state, coc_state_id_t *id,
    const redisReply *reply)
{
    size_t                 i;
    coc_reply_e            class;
    const coc_member_t    *member;
    coc_identity_owners_t  owners;

    class = coc_identity_get_reply(reply, &owners);

    if (class != COC_REPLY_OK) {
        return class;
    }

    member = state->conf.member;

    for (i = 0; i < owners.n; i++) {

        if (member != NULL && strcmp(owners.owner[i].hash, member->hash) == 0)
        {
            id->own = 1;

        } else if (id->nowners < COC_STATE_OWNERS) {
            id->owner[id->nowners++] = owners.owner[i];
        }
    }

    return COC_REPLY_OK;
}


static coc_reply_e
coc_state_reply_name(coc_state_t *state, const redisReply *reply)
{
    size_t                 i;
    coc_reply_e            class;
    const coc_member_t    *member;
    coc_identity_owners_t  owners;

    class = coc_identity_get_reply(reply, &owners);

    if (class != COC_REPLY_OK) {
        return class;
    }

    member = state->conf.member;

    /* whoever bears it may */

    for (i = 0; i < owners.n && member != NULL; i++) {
        if (strcmp(owners.owner[i].hash, member->hash) == 0) {
            return COC_REPLY_OK;
        }
    }

    state->looks = (owners.n != 0 || owners.many);
    state->looks_staff = owners.staff;

    return COC_REPLY_OK;
}


/* "<simhash>:<author>:<place>", by time. */

static void
coc_state_compare(coc_state_t *state, coc_str_t text)
{
    int       digit;
    size_t    i, n;
    uint64_t  other;
    coc_str_t author, place;

    if (text.len < 2 * COC_STATE_SHORT + 2
        || text.data[COC_STATE_SHORT] != ':'
        || text.data[2 * COC_STATE_SHORT + 1] != ':')
    {
        return;
    }

    for (i = 0, other = 0; i < COC_STATE_SHORT; i++) {
        digit = coc_str_hex(text.data[i]);

        if (digit < 0) {
            return;
        }

        other = (other << 4) | (uint64_t) digit;
    }

    for (n = 0, other ^= state->simhash; other != 0; other &= other - 1) {
        n++;
    }

    if (n > COC_STATE_NEAR) {
        return;
    }

    author.data = text.data + COC_STATE_SHORT + 1;
    author.len = COC_STATE_SHORT;
    place.data = author.data + COC_STATE_SHORT + 1;
    place.len = text.len - 2 * COC_STATE_SHORT - 2;

    /* who says it again in the same place is mending what he wrote */

    if (memcmp(author.data, state->conf.member->hash, COC_STATE_SHORT) != 0
        || !coc_str_eq(place, coc_str_from(state->place)))
    {
        state->similar = 1;
    }
}


static coc_reply_e
coc_state_reply_band(coc_state_t *state, unsigned band,
    const redisReply *reply)
{
    size_t    i;
    uint64_t  since, half, last;

    if (coc_state_reply_array(reply, 2) != COC_REPLY_OK) {
        return COC_REPLY_BAD;
    }

    since = (state->conf.now > state->conf.limits->similar)
            ? state->conf.now - state->conf.limits->similar : 0;

    for (i = 0; i + 1 < reply->elements; i += 2) {
        if (coc_state_time(coc_state_reply_text(reply, i + 1)) >= since) {
            coc_state_compare(state, coc_state_reply_text(reply, i));
        }
    }

    if (reply->elements >= 2 * COC_STATE_TEXTS) {
        state->full |= 1u << band;
    }

    /* it lives for two windows from the first of each half of one */

    half = state->conf.limits->similar / 2;
    last = (reply->elements >= 2)
           ? coc_state_time(coc_state_reply_text(reply, 1)) : 0;

    if (last / half == state->conf.now / half) {
        state->aging &= ~(1u << band);
    }

    return COC_REPLY_OK;
}


/* "<author>:<case>" */

static coc_reply_e
coc_state_reply_by(coc_state_t *state, const redisReply *reply)
{
    size_t     i;
    coc_str_t  text;
    long long  me;

    if (coc_state_reply_array(reply, 1) != COC_REPLY_OK) {
        return COC_REPLY_BAD;
    }

    for (i = 0, me = 0; i < reply->elements; i++) {
        text = coc_state_reply_text(reply, i);

        if (text.len > COC_STATE_SHORT
            && memcmp(text.data, state->conf.member->hash, COC_STATE_SHORT)
               == 0)
        {
            me++;
        }
    }

    state->by_all = (long long) reply->elements;
    state->by_me = me;

    return COC_REPLY_OK;
}


/* Members of the device, by time. */

static coc_reply_e
coc_state_reply_device(coc_state_t *state, const redisReply *reply)
{
    size_t     i, k;
    uint64_t   time;
    coc_str_t  text;

    if (coc_state_reply_array(reply, 2) != COC_REPLY_OK) {
        return COC_REPLY_BAD;
    }

    for (i = 0; i + 1 < reply->elements; i += 2) {
        text = coc_state_reply_text(reply, i);
        time = coc_state_time(coc_state_reply_text(reply, i + 1));

        if (text.len != COC_MEMBER_HASH) {
            continue;
        }

        for (k = 0; k < text.len && coc_str_hex(text.data[k]) >= 0; k++) {
            /* void */
        }

        if (k < text.len || time + COC_STATE_DEVICE < state->conf.now) {
            continue;
        }

        if (memcmp(text.data, state->conf.member->hash, text.len) == 0) {
            state->fresh = (time + COC_STATE_FRESH > state->conf.now);

        } else if (state->npeers < COC_STATE_PEERS) {
            memcpy(state->peers[state->npeers].hash, text.data, text.len);
            state->peers[state->npeers++].hash[text.len] = '\0';
        }
    }

    return COC_REPLY_OK;
}


static coc_reply_e
coc_state_reply_standing(coc_state_t *state, const redisReply *reply)
{
    coc_reply_e     class;
    coc_standing_t  standing;

    class = coc_store_read_reply(reply, &standing);

    if (class == COC_REPLY_OK
        && coc_standing_step(&standing, state->conf.now) >= COC_STEP_SUSPEND)
    {
        state->barred = 1;
    }

    return class;
}


static coc_reply_e
coc_state_reply_public(coc_state_id_t *id, const redisReply *reply)
{
    int          is;
    coc_reply_e  class;

    class = coc_identity_is_reply(reply, &is);

    if (class == COC_REPLY_OK) {
        id->public |= (is != 0);
        id->pending -= (id->pending != 0);
    }

    return class;
}


static coc_reply_e
coc_state_reply_member(coc_state_t *state, const coc_ask_t *ask,
    const redisReply *reply)
{
    switch ((coc_ask_e) ask->what) {

    case COC_ASK_RATE:
        return coc_state_reply_count(reply, &state->rate);

    case COC_ASK_TEXT:
        return coc_state_reply_count(reply, &state->repeat.n);

    case COC_ASK_TEXT_HERE:
        return coc_state_reply_here(reply, &state->repeat.here);

    case COC_ASK_LINK:
        return coc_state_reply_count(reply, &state->links[ask->i].n);

    case COC_ASK_LINK_HERE:
        return coc_state_reply_here(reply, &state->links[ask->i].here);

    case COC_ASK_MESSAGES:
        return coc_state_reply_count(reply, &state->messages);

    case COC_ASK_STRANGERS:
        return coc_state_reply_count(reply, &state->strangers.n);

    case COC_ASK_STRANGERS_HERE:
        return coc_state_reply_here(reply, &state->strangers.here);

    case COC_ASK_MET:
        return coc_state_reply_here(reply, &state->met);

    default: /* COC_ASK_BLOCKED */
        return coc_state_reply_count(reply, &state->blocked);
    }
}


coc_reply_e
coc_state_reply(coc_state_t *state, unsigned number, const redisReply *reply)
{
    coc_reply_e       class;
    const coc_ask_t  *ask;

    if (number >= state->nasks) {
        return COC_REPLY_BAD;
    }

    ask = &state->ask[number];
    class = (reply != NULL) ? coc_reply_class(reply) : COC_REPLY_AWAY;

    if (class != COC_REPLY_OK) {
        return class;
    }

    switch ((coc_ask_e) ask->what) {

    case COC_ASK_ID:
        return coc_state_reply_id(state, &state->id[ask->i], reply);

    case COC_ASK_OWN_THREAD:
    case COC_ASK_OWN_MEMBER:
        return coc_state_reply_public(&state->id[ask->i], reply);

    case COC_ASK_NAME:
        return coc_state_reply_name(state, reply);

    case COC_ASK_BAND:
        return coc_state_reply_band(state, ask->i, reply);

    case COC_ASK_BY:
        return coc_state_reply_by(state, reply);

    case COC_ASK_DEVICE:
        return coc_state_reply_device(state, reply);

    case COC_ASK_STANDING:
        return coc_state_reply_standing(state, reply);

    default:
        return coc_state_reply_member(state, ask, reply);
    }
}


/* With this one there would be more than the limit allows. */

static int
coc_state_over(const coc_state_places_t *places,
    const coc_state_limit_t *limit)
{
    return places->n != COC_STATE_UNKNOWN
           && places->n - places->here >= (long long) limit->most;
}


static uint32_t
coc_state_signals_member(const coc_state_t *state)
{
    size_t                     i;
    uint32_t                   signals;
    const coc_state_limits_t  *limits;

    limits = state->conf.limits;
    signals = 0;

    if (state->rate != COC_STATE_UNKNOWN
        && state->rate >= (long long) limits->rate.most)
    {
        signals |= coc_signal_bit(COC_SIGNAL_RATE);
    }

    if (state->messages != COC_STATE_UNKNOWN
        && state->messages >= (long long) limits->unanswered.most)
    {
        signals |= coc_signal_bit(COC_SIGNAL_UNANSWERED);
    }

    if (state->met == 0 && coc_state_over(&state->strangers,
                                          &limits->strangers))
    {
        signals |= coc_signal_bit(COC_SIGNAL_STRANGERS);
    }

    if (state->blocked == 1) {
        signals |= coc_signal_bit(COC_SIGNAL_BLOCKED);
    }

    if (coc_state_over(&state->repeat, &limits->repeat)) {
        signals |= coc_signal_bit(COC_SIGNAL_REPEAT);
    }

    for (i = 0; i < state->nlinks; i++) {
        if (coc_state_over(&state->links[i], &limits->repeat)) {
            signals |= coc_signal_bit(COC_SIGNAL_REPEAT_LINK);
        }
    }

    /* of the last ones with this: a thread of a few says nothing */

    if (state->by_all != COC_STATE_UNKNOWN
        && state->by_all + 1 >= (long long) limits->share_of
        && (state->by_me + 1) * 100
           > (state->by_all + 1) * (long long) limits->share)
    {
        signals |= coc_signal_bit(COC_SIGNAL_SHARE);
    }

    return signals;
}


static uint32_t
coc_state_signals_id(const coc_state_id_t *id)
{
    /* what is not known to be hidden is not said to be */

    if (!id->checked || id->pending != 0 || id->public) {
        return 0;
    }

    if (id->own) {
        return coc_signal_bit(COC_SIGNAL_IDENTITY_OWN);
    }

    switch (id->identity.kind) {

    case COC_IDENTITY_NAME:
        return coc_signal_bit(COC_SIGNAL_IDENTITY_NAME);

    case COC_IDENTITY_PAIR:
        return coc_signal_bit(COC_SIGNAL_IDENTITY_PAIR);

    default:
        return coc_signal_bit(COC_SIGNAL_IDENTITY);
    }
}


uint32_t
coc_state_signals(const coc_state_t *state)
{
    size_t                  i;
    uint32_t                signals;
    static const coc_str_t  profile = coc_str("profile");

    signals = coc_state_signals_member(state);

    for (i = 0; i < state->nids; i++) {
        signals |= coc_state_signals_id(&state->id[i]);
    }

    /* the profile is where it is made public */

    if (coc_str_eq(state->conf.kind, profile)) {
        signals &= ~coc_signal_bit(COC_SIGNAL_IDENTITY_OWN);
    }

    if (state->similar) {
        signals |= coc_signal_bit(COC_SIGNAL_SIMILAR);
    }

    if (state->barred) {
        signals |= coc_signal_bit(COC_SIGNAL_DEVICE);
    }

    if (state->looks_staff) {
        signals |= coc_signal_bit(COC_SIGNAL_LOOKALIKE_STAFF);

    } else if (state->looks) {
        signals |= coc_signal_bit(COC_SIGNAL_LOOKALIKE);
    }

    return signals & state->conf.wanted;
}
