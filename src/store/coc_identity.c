/*
 * Tokens of identities, and what is asked and noted of them.
 */

#include "coc_identity.h"
#include "coc_command.h"
#include "coc_identity_text.h"
#include "coc_str.h"


/* The letters are part of what Redis holds: never to be changed. */

typedef struct {
    const char  *name;
    char         letter;
} coc_identity_kind_t;


static const coc_identity_kind_t  coc_identity_kinds[COC_IDENTITY_MAX] = {
    { "email", 'e' },
    { "phone", 'p' },
    { "npi", 'n' },
    { "license", 'l' },
    { "name", 'a' },
    { "handle", 'h' },
    { "pair", 'r' },
    { "display_name", 'd' }
};


const char *
coc_identity_name(coc_identity_e kind)
{
    return coc_identity_kinds[kind].name;
}


int
coc_identity_find(coc_str_t name, coc_identity_e *kind)
{
    size_t  i;

    for (i = 0; i < COC_IDENTITY_MAX; i++) {
        if (coc_str_eq(name, coc_str_from(coc_identity_kinds[i].name))) {
            *kind = (coc_identity_e) i;
            return COC_OK;
        }
    }

    return COC_DECLINED;
}


/* The MAC of a kind's letter, NUL, and the normal form. */

static int
coc_identity_make(const coc_keys_t *keys, coc_identity_e kind, uint8_t *flat,
    size_t len, coc_identity_t *identity)
{
    size_t             i;
    uint8_t            mac[COC_KEYS_MAC];
    coc_str_t          data;
    static const char  hex[] = "0123456789abcdef";

    /* flat begins with room for both */

    flat[0] = (uint8_t) coc_identity_kinds[kind].letter;
    flat[1] = '\0';

    data.data = flat;
    data.len = len + 2;

    memset(identity, 0, sizeof(coc_identity_t));
    identity->kind = kind;

    if (coc_keys_mac(keys->identity, data, mac) != COC_OK) {
        return COC_ERROR;
    }

    for (i = 0; i < COC_IDENTITY_TOKEN / 2; i++) {
        identity->token[i * 2] = hex[mac[i] >> 4];
        identity->token[i * 2 + 1] = hex[mac[i] & 15];
    }

    return COC_OK;
}


static int
coc_identity_form(const coc_keys_t *keys, coc_identity_e kind,
    coc_identity_form_e form, coc_str_t text, coc_identity_t *identity)
{
    int      rc;
    size_t   len;
    uint8_t  flat[2 + COC_IDENTITY_FLAT];

    rc = coc_identity_text(kind, text, form, flat + 2, &len);

    return (rc == COC_OK)
           ? coc_identity_make(keys, kind, flat, len, identity) : rc;
}


int
coc_identity_token(const coc_keys_t *keys, coc_identity_e kind,
    coc_str_t text, coc_identity_t *identity)
{
    return coc_identity_form(keys, kind, COC_IDENTITY_WHOLE, text, identity);
}


int
coc_identity_tokens(const coc_keys_t *keys, coc_identity_e kind,
    coc_str_t text, coc_identity_t identity[COC_IDENTITY_VARIANTS], size_t *n)
{
    int  rc;

    rc = coc_identity_form(keys, kind, COC_IDENTITY_WHOLE, text, identity);

    if (rc != COC_OK) {
        return rc;
    }

    *n = 1;

    rc = coc_identity_form(keys, kind, COC_IDENTITY_SHORT, text,
                           &identity[1]);

    if (rc == COC_OK) {
        *n = 2;
    }

    return (rc == COC_ERROR) ? COC_ERROR : COC_OK;
}


int
coc_identity_pair(const coc_keys_t *keys, coc_str_t handle, coc_str_t name,
    coc_identity_t *identity)
{
    int      rc;
    size_t   len, more;
    uint8_t  flat[2 + 2 * COC_IDENTITY_FLAT + 1];

    rc = coc_identity_text(COC_IDENTITY_HANDLE, handle, COC_IDENTITY_WHOLE,
                           flat + 2, &len);
    if (rc != COC_OK) {
        return rc;
    }

    flat[2 + len++] = '\0';

    rc = coc_identity_text(COC_IDENTITY_NAME, name, COC_IDENTITY_SHORT,
                           flat + 2 + len, &more);

    if (rc == COC_DECLINED) {
        rc = coc_identity_text(COC_IDENTITY_NAME, name, COC_IDENTITY_WHOLE,
                               flat + 2 + len, &more);
    }

    return (rc == COC_OK)
           ? coc_identity_make(keys, COC_IDENTITY_PAIR, flat, len + more,
                               identity)
           : rc;
}


/* A command: its name, a key of the identity's, up to three words. */

static int
coc_identity_ask(coc_buf_t *out, coc_str_t prefix,
    const coc_identity_t *identity, const char *name, const coc_str_t *words,
    size_t n)
{
    int        rc;
    size_t     i;
    coc_buf_t  key;
    coc_str_t  args[5];

    coc_buf_init(&key, out->alloc, prefix.len + 64);

    (void) coc_buf_put(&key, prefix);
    (void) coc_buf_puts(&key, (identity->kind == COC_IDENTITY_DISPLAY)
                              ? "name:" : "id:");
    rc = coc_buf_puts(&key, identity->token);

    if (rc == COC_OK) {
        args[0] = coc_str_from(name);
        args[1] = coc_buf_str(&key);

        for (i = 0; i < n; i++) {
            args[2 + i] = words[i];
        }

        rc = coc_command_put(out, args, 2 + n);

    } else {
        out->status = rc;
    }

    coc_buf_free(&key);

    return rc;
}


int
coc_identity_get(coc_buf_t *out, coc_str_t prefix,
    const coc_identity_t *identity)
{
    char       most[COC_COMMAND_UINT];
    coc_str_t  words[3];

    /* one more than is of use tells that there are too many */

    words[0] = coc_str_from("0");
    words[1] = coc_command_uint(most, COC_IDENTITY_OWNERS);
    words[2] = coc_str_from("WITHSCORES");

    return coc_identity_ask(out, prefix, identity, "ZRANGE", words, 3);
}


int
coc_identity_put(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const coc_identity_t *identity)
{
    coc_str_t  words[2];

    words[0] = coc_str_from(identity->staff ? "0" : "1");
    words[1] = coc_str_from(member->hash);

    return coc_identity_ask(out, prefix, identity, "ZADD", words, 2);
}


int
coc_identity_drop(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const coc_identity_t *identity)
{
    coc_str_t  words[1];

    words[0] = coc_str_from(member->hash);

    return coc_identity_ask(out, prefix, identity, "ZREM", words, 1);
}


int
coc_identity_set(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const char *key, const char *command,
    const coc_identity_t *identity, size_t n)
{
    int        rc;
    char       text[COC_IDENTITY_TOKENS][COC_IDENTITY_TOKEN + 2];
    size_t     i;
    unsigned   letter;
    coc_buf_t  name;
    coc_str_t  args[2 + COC_IDENTITY_TOKENS];

    coc_buf_init(&name, out->alloc, prefix.len + 64);

    rc = coc_key_member(&name, prefix, member, key);
    letter = (strcmp(key, COC_IDENTITY_IDS) == 0);

    args[0] = coc_str_from(command);
    args[1] = coc_buf_str(&name);

    for (i = 0; i < n; i++) {
        text[i][0] = coc_identity_kinds[identity[i].kind].letter;
        memcpy(text[i] + 1, identity[i].token, COC_IDENTITY_TOKEN + 1);

        args[2 + i] = coc_str_from(letter ? text[i] : text[i] + 1);
    }

    if (rc == COC_OK) {
        rc = coc_command_put(out, args, 2 + n);

    } else {
        out->status = rc;
    }

    coc_buf_free(&name);

    return rc;
}


int
coc_identity_list(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member)
{
    return coc_identity_set(out, prefix, member, COC_IDENTITY_IDS, "SMEMBERS",
                            NULL, 0);
}


int
coc_identity_is_own(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const coc_identity_t *identity)
{
    return coc_identity_set(out, prefix, member, COC_IDENTITY_PUBLIC,
                            "SISMEMBER", identity, 1);
}


int
coc_identity_own(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const coc_identity_t *identity, size_t n)
{
    return coc_identity_set(out, prefix, member, COC_IDENTITY_PUBLIC, "SADD",
                            identity, n);
}


static int
coc_identity_peer(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const char *command, const coc_member_t *peer)
{
    int        rc;
    coc_buf_t  name;
    coc_str_t  args[3];

    coc_buf_init(&name, out->alloc, prefix.len + 64);

    rc = coc_key_member(&name, prefix, member, "no");

    if (rc == COC_OK) {
        args[0] = coc_str_from(command);
        args[1] = coc_buf_str(&name);
        args[2] = coc_str_from(peer->hash);

        rc = coc_command_put(out, args, 3);

    } else {
        out->status = rc;
    }

    coc_buf_free(&name);

    return rc;
}


int
coc_identity_is_blocked(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const coc_member_t *peer)
{
    return coc_identity_peer(out, prefix, member, "SISMEMBER", peer);
}


int
coc_identity_block(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member, const coc_member_t *peer, int blocked)
{
    return coc_identity_peer(out, prefix, member, blocked ? "SADD" : "SREM",
                             peer);
}


/* What Redis says is believed as little as what a client says. */

static int
coc_identity_hex(const redisReply *reply, size_t from, size_t len)
{
    size_t  i;

    if (reply == NULL || reply->type != REDIS_REPLY_STRING
        || reply->str == NULL || (size_t) reply->len != from + len)
    {
        return 0;
    }

    for (i = from; i < from + len; i++) {
        if (coc_str_hex((uint8_t) reply->str[i]) < 0) {
            return 0;
        }
    }

    return 1;
}


coc_reply_e
coc_identity_get_reply(const redisReply *reply, coc_identity_owners_t *owners)
{
    size_t             i, n;
    coc_reply_e        class;
    const redisReply  *score, *owner;

    memset(owners, 0, sizeof(coc_identity_owners_t));

    class = coc_reply_class(reply);

    if (class != COC_REPLY_OK) {
        return class;
    }

    if (reply->type != REDIS_REPLY_ARRAY || reply->elements % 2 != 0
        || (reply->elements != 0 && reply->element == NULL))
    {
        return COC_REPLY_BAD;
    }

    n = reply->elements / 2;

    for (i = 0; i < n; i++) {
        owner = reply->element[i * 2];
        score = reply->element[i * 2 + 1];

        if (!coc_identity_hex(owner, 0, COC_MEMBER_HASH) || score == NULL
            || score->type != REDIS_REPLY_STRING || score->str == NULL)
        {
            memset(owners, 0, sizeof(coc_identity_owners_t));
            return COC_REPLY_BAD;
        }

        owners->staff |= (score->len == 1 && score->str[0] == '0');

        if (i < COC_IDENTITY_OWNERS) {
            memcpy(owners->owner[i].hash, owner->str, COC_MEMBER_HASH);
        }
    }

    owners->many = (n > COC_IDENTITY_OWNERS);
    owners->n = owners->many ? 0 : n;

    return COC_REPLY_OK;
}


coc_reply_e
coc_identity_list_reply(const redisReply *reply,
    coc_identity_t identity[COC_IDENTITY_TOKENS], size_t *n)
{
    size_t             i, k, used;
    coc_reply_e        class;
    const redisReply  *entry;

    class = coc_reply_class(reply);

    if (class != COC_REPLY_OK) {
        return class;
    }

    if (reply->type != REDIS_REPLY_ARRAY
        || (reply->elements != 0 && reply->element == NULL))
    {
        return COC_REPLY_BAD;
    }

    for (i = 0, used = 0; i < reply->elements; i++) {
        entry = reply->element[i];

        if (!coc_identity_hex(entry, 1, COC_IDENTITY_TOKEN)) {
            return COC_REPLY_BAD;
        }

        for (k = 0; k < COC_IDENTITY_MAX; k++) {
            if (coc_identity_kinds[k].letter == entry->str[0]) {
                break;
            }
        }

        /* of a later version: it is not ours to drop */

        if (k == COC_IDENTITY_MAX) {
            continue;
        }

        if (used < COC_IDENTITY_TOKENS) {
            memset(&identity[used], 0, sizeof(coc_identity_t));
            identity[used].kind = (coc_identity_e) k;
            memcpy(identity[used].token, entry->str + 1, COC_IDENTITY_TOKEN);
        }

        used++;
    }

    *n = used;

    return COC_REPLY_OK;
}


coc_reply_e
coc_identity_is_reply(const redisReply *reply, int *is)
{
    coc_reply_e  class;

    class = coc_reply_class(reply);

    if (class != COC_REPLY_OK) {
        return class;
    }

    if (reply->type != REDIS_REPLY_INTEGER || reply->integer < 0
        || reply->integer > 1)
    {
        return COC_REPLY_BAD;
    }

    *is = (int) reply->integer;

    return COC_REPLY_OK;
}
