/*
 * The facts of a request, hashed: what the questions to Redis are made of.
 */

#include "coc_state.h"
#include "coc_command.h"
#include "coc_hash.h"
#include "coc_state_int.h"
#include "coc_str.h"


#define COC_STATE_NAMES  16     /* identities that are names, most */
#define COC_STATE_HOUR   ((uint64_t) 3600 * 1000)
#define COC_STATE_DAY    (24 * COC_STATE_HOUR)


void
coc_state_limits(coc_state_limits_t *limits)
{
    limits->unanswered.most = 5;
    limits->unanswered.window = 7 * COC_STATE_DAY;
    limits->strangers.most = 20;
    limits->strangers.window = COC_STATE_DAY;
    limits->rate.most = 20;
    limits->rate.window = COC_STATE_HOUR / 6;
    limits->repeat.most = 2;
    limits->repeat.window = COC_STATE_DAY;
    limits->share = 60;
    limits->share_of = 20;
    limits->similar = COC_STATE_DAY;
}


uint32_t
coc_state_wanted(const coc_ruleset_t *set, coc_str_t kind)
{
    size_t             i;
    uint32_t           wanted;
    uint64_t           bit;
    const coc_rule_t  *rule;

    wanted = 0;
    bit = (kind.len == 0) ? UINT64_MAX : coc_ruleset_kind(set, kind);

    for (i = 0; i < set->nrules; i++) {
        rule = &set->rules[i];

        if (rule->signals != 0
            && (rule->kinds == 0 || (rule->kinds & bit) != 0))
        {
            wanted |= rule->signals;
        }
    }

    return wanted;
}


void
coc_state_hex(char *out, uint64_t value, unsigned digits)
{
    unsigned           i;
    static const char  hex[] = "0123456789abcdef";

    for (i = 0; i < digits; i++) {
        out[i] = hex[(value >> (4 * (digits - 1 - i))) & 15];
    }

    out[digits] = '\0';
}


/* The MAC of a text in hex; empty texts have an empty one. */

static int
coc_state_token(void *key, coc_str_t text, char *out)
{
    size_t    i;
    uint8_t   mac[COC_KEYS_MAC];

    out[0] = '\0';

    if (text.len == 0) {
        return COC_OK;
    }

    if (coc_keys_mac(key, text, mac) != COC_OK) {
        return COC_ERROR;
    }

    for (i = 0; i < COC_STATE_TOKEN / 2; i++) {
        coc_state_hex(out + i * 2, mac[i], 2);
    }

    return COC_OK;
}


/* A keyed hash of a text, told apart from that of others by a label. */

static uint64_t
coc_state_hash(const coc_state_t *state, const char *label, coc_str_t text)
{
    coc_hash_t  hash;

    coc_hash_init(&hash, state->conf.keys->content);
    coc_hash_update(&hash, label, strlen(label) + 1);
    coc_hash_update(&hash, text.data, text.len);

    return coc_hash_final(&hash);
}


/* Where a text stands: in its thread, or with whom it goes to. */

static int
coc_state_places(coc_state_t *state)
{
    const coc_keys_t  *keys;
    coc_state_conf_t  *conf;

    conf = &state->conf;
    keys = conf->keys;

    if (coc_state_token(keys->thread, conf->thread, state->thread) != COC_OK
        || coc_state_token(keys->device, conf->device, state->device)
           != COC_OK)
    {
        return COC_ERROR;
    }

    if (conf->recipient.len != 0) {
        if (coc_member_hash(keys, conf->recipient, &state->peer) != COC_OK) {
            return COC_ERROR;
        }

        /* who writes to himself is no stranger to himself */

        state->has_peer = (conf->member != NULL
                           && strcmp(state->peer.hash, conf->member->hash)
                              != 0);
    }

    if (conf->thread.len != 0) {
        memcpy(state->place, state->thread, COC_STATE_SHORT);

    } else if (state->has_peer) {
        memcpy(state->place, state->peer.hash, COC_STATE_SHORT);
    }

    return COC_OK;
}


int
coc_state_create(coc_state_t **pstate, const coc_state_conf_t *conf)
{
    size_t            i;
    unsigned          sum;
    coc_state_t      *state;
    const coc_str_t   none = coc_null_str;

    state = conf->alloc->alloc(conf->alloc->ctx, sizeof(coc_state_t));
    if (state == NULL) {
        return COC_ERROR;
    }

    memset(state, 0, sizeof(coc_state_t));
    state->conf = *conf;
    state->alloc = *conf->alloc;

    coc_buf_init(&state->key, &state->alloc, conf->prefix.len + COC_STATE_KEY);
    coc_buf_init(&state->member, &state->alloc, COC_STATE_KEY);

    /* one of eight, by a case id, which nobody chooses */

    for (i = 0, sum = 0; i < conf->id.len; i++) {
        sum += conf->id.data[i];
    }

    state->now_and_then = (sum % 8 == 0);
    state->aging = (1u << COC_STATE_BANDS) - 1;

    state->rate = COC_STATE_UNKNOWN;
    state->messages = COC_STATE_UNKNOWN;
    state->met = COC_STATE_UNKNOWN;
    state->blocked = COC_STATE_UNKNOWN;
    state->strangers.n = COC_STATE_UNKNOWN;
    state->repeat.n = COC_STATE_UNKNOWN;
    state->by_all = COC_STATE_UNKNOWN;

    for (i = 0; i < COC_STATE_LINKS; i++) {
        state->links[i].n = COC_STATE_UNKNOWN;
    }

    if (coc_state_places(state) != COC_OK) {
        coc_state_destroy(state);
        return COC_ERROR;
    }

    if (conf->content != 0 && conf->words >= COC_STATE_WORDS) {
        coc_state_hex(state->text, conf->content, COC_STATE_SHORT);
    }

    /* turned as a whole: what was near stays so, and says nothing */

    if (conf->simhash != 0) {
        state->simhash = conf->simhash
                         ^ coc_state_hash(state, "similar", none);
    }

    *pstate = state;

    return COC_OK;
}


void
coc_state_destroy(coc_state_t *state)
{
    if (state != NULL) {
        coc_buf_free(&state->key);
        coc_buf_free(&state->member);
        state->alloc.free(state->alloc.ctx, state);
    }
}


/* The number of an identity, or COC_STATE_IDS: there is no room. */

static size_t
coc_state_add(coc_state_t *state, const coc_identity_t *identity)
{
    size_t           i;
    coc_state_id_t  *id;

    for (i = 0; i < state->nids; i++) {
        if (strcmp(state->id[i].identity.token, identity->token) == 0) {
            return i;
        }
    }

    if (i < COC_STATE_IDS) {
        id = &state->id[state->nids++];
        memset(id, 0, sizeof(coc_state_id_t));
        id->identity = *identity;
    }

    return i;
}


/* Kept for the pairs: they are made when all candidates are known. */

static int
coc_state_keep(char list[COC_STATE_LINKS][COC_IDENTITY_TEXT / 2 + 1],
    size_t *n, coc_str_t text)
{
    if (*n == COC_STATE_LINKS || text.len > COC_IDENTITY_TEXT / 2
        || memchr(text.data, '\0', text.len) != NULL)
    {
        return 0;
    }

    memcpy(list[*n], text.data, text.len);
    list[*n][text.len] = '\0';
    (*n)++;

    return 1;
}


static int
coc_state_name(coc_state_t *state, coc_str_t text)
{
    int             rc;
    size_t          i;
    coc_identity_t  identity;

    rc = coc_identity_token(state->conf.keys, COC_IDENTITY_NAME, text,
                            &identity);

    if (rc != COC_OK || state->named == COC_STATE_NAMES) {
        return (rc == COC_ERROR) ? COC_ERROR : COC_OK;
    }

    state->named++;
    i = coc_state_add(state, &identity);

    if (coc_state_keep(state->names, &state->nnames, text)) {
        state->name_id[state->nnames - 1]
            = (uint8_t) (i < COC_STATE_IDS ? i + 1 : 0);
    }

    return COC_OK;
}


/* The same link however it is written: no scheme, "www.", place in the page,
 * slash at its end. */

static void
coc_state_link(coc_state_t *state, coc_str_t text)
{
    size_t                  i;
    char                    hash[COC_STATE_SHORT + 1];
    coc_str_t               head;
    static const coc_str_t  drop[] = {
        coc_str("https://"), coc_str("http://"), coc_str("www.")
    };

    for (i = 0; i < coc_nelts(drop); i++) {
        head.data = text.data;
        head.len = coc_min(text.len, drop[i].len);

        if (coc_str_caseeq(head, drop[i])) {
            text.data += drop[i].len;
            text.len -= drop[i].len;
        }
    }

    text.len = coc_str_find(text, '#', 0);

    while (text.len != 0 && text.data[text.len - 1] == '/') {
        text.len--;
    }

    if (text.len == 0 || state->nlinks == COC_STATE_LINKS) {
        return;
    }

    coc_state_hex(hash, coc_state_hash(state, "link", text), COC_STATE_SHORT);

    for (i = 0; i < state->nlinks; i++) {
        if (strcmp(state->link[i], hash) == 0) {
            return;
        }
    }

    memcpy(state->link[state->nlinks++], hash, sizeof(hash));
}


int
coc_state_candidate(coc_state_t *state, coc_detector_e detector,
    coc_str_t text)
{
    int             rc;
    coc_identity_e  kind;
    coc_identity_t  identity;

    if (text.len == 0) {
        return COC_OK;
    }

    switch (detector) {

    case COC_DETECT_EMAIL:
        kind = COC_IDENTITY_EMAIL;
        break;

    case COC_DETECT_PHONE:
    case COC_DETECT_FAX:
        kind = COC_IDENTITY_PHONE;
        break;

    case COC_DETECT_NPI:
        kind = COC_IDENTITY_NPI;
        break;

    case COC_DETECT_LICENSE:
        kind = COC_IDENTITY_LICENSE;
        break;

    case COC_DETECT_NAME:
    case COC_DETECT_PERSON:
        return coc_state_name(state, text);

    case COC_DETECT_HANDLE:
        (void) coc_state_keep(state->handle, &state->nhandles, text);
        return COC_OK;

    case COC_DETECT_LINK:
    case COC_DETECT_PROFILE:
    case COC_DETECT_AFFILIATE:
        coc_state_link(state, text);
        return COC_OK;

    default:
        return COC_OK;
    }

    rc = coc_identity_token(state->conf.keys, kind, text, &identity);

    if (rc == COC_OK) {
        (void) coc_state_add(state, &identity);
    }

    return (rc == COC_ERROR) ? COC_ERROR : COC_OK;
}


/* Each handle with each name. */

static int
coc_state_pairs(coc_state_t *state)
{
    int             rc;
    size_t          h, n, i;
    coc_identity_t  identity;

    for (h = 0; h < state->nhandles; h++) {

        for (n = 0; n < state->nnames; n++) {

            if (state->nids == COC_STATE_IDS) {
                return COC_OK;
            }

            rc = coc_identity_pair(state->conf.keys,
                                   coc_str_from(state->handle[h]),
                                   coc_str_from(state->names[n]), &identity);

            if (rc == COC_ERROR) {
                return COC_ERROR;
            }

            if (rc == COC_OK) {
                i = coc_state_add(state, &identity);

                if (i < COC_STATE_IDS) {
                    state->id[i].name = state->name_id[n];
                }
            }
        }
    }

    return COC_OK;
}


int
coc_state_start(coc_state_t *state)
{
    int  rc;

    if (coc_state_pairs(state) != COC_OK) {
        return COC_ERROR;
    }

    if (state->conf.name.len != 0
        && (coc_state_wants(state, COC_SIGNAL_LOOKALIKE)
            || coc_state_wants(state, COC_SIGNAL_LOOKALIKE_STAFF)))
    {
        rc = coc_identity_token(state->conf.keys, COC_IDENTITY_DISPLAY,
                                state->conf.name, &state->name);

        if (rc == COC_ERROR) {
            return COC_ERROR;
        }

        state->has_name = (rc == COC_OK);
    }

    state->round = 1;
    coc_state_plan(state);

    return COC_OK;
}
