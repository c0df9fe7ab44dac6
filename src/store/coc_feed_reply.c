/*
 * The feed of sanctions: its replies.  Every byte of one is a server's word,
 * and may be anything.
 */

#include "coc_feed.h"
#include "coc_str.h"

#include <stdlib.h>


#define COC_FEED_SCORE  40              /* longest text of a score */


static const coc_str_t  coc_feed_name = coc_str(":feed");


/* COC_INVALID if the reply is no string (then *s is empty). */

static int
coc_feed_text(const redisReply *reply, coc_str_t *s)
{
    s->data = NULL;
    s->len = 0;

    if (reply == NULL || reply->str == NULL
        || (reply->type != REDIS_REPLY_STRING
            && reply->type != REDIS_REPLY_STATUS))
    {
        return COC_INVALID;
    }

    s->data = (const uint8_t *) reply->str;
    s->len = (size_t) reply->len;

    return COC_OK;
}


/* The elements of an array of at least n; NULL: it is none. */

static redisReply **
coc_feed_array(const redisReply *reply, size_t n)
{
    if (reply == NULL || reply->type != REDIS_REPLY_ARRAY
        || reply->elements < n || (n && reply->element == NULL))
    {
        return NULL;
    }

    return reply->element;
}


static int
coc_feed_id(const redisReply *reply, coc_feed_id_t *id)
{
    size_t     dash;
    coc_str_t  s, part;

    if (coc_feed_text(reply, &s) != COC_OK) {
        return COC_INVALID;
    }

    dash = coc_str_find(s, '-', 0);

    if (dash == s.len) {
        return COC_INVALID;
    }

    part.data = s.data;
    part.len = dash;

    if (coc_str_uint(part, UINT64_MAX, &id->ms) != COC_OK) {
        return COC_INVALID;
    }

    part.data = s.data + dash + 1;
    part.len = s.len - dash - 1;

    return coc_str_uint(part, UINT64_MAX, &id->n);
}


static int
coc_feed_member(coc_str_t s, coc_member_t *member)
{
    size_t  i;

    if (s.len != COC_MEMBER_HASH) {
        return COC_INVALID;
    }

    for (i = 0; i < s.len; i++) {
        if (coc_str_hex(s.data[i]) < 0) {
            return COC_INVALID;
        }
    }

    memcpy(member->hash, s.data, COC_MEMBER_HASH);
    member->hash[COC_MEMBER_HASH] = '\0';

    return COC_OK;
}


/*
 * The fields of an entry; COC_INVALID: it is no change of a standing.  One that
 * is not understood must not be taken for none: its step is COC_STEP_MAX.
 */

static int
coc_feed_change(const redisReply *reply, coc_member_t *member,
    coc_standing_t *standing)
{
    int          rc, odd;
    size_t       i;
    unsigned     seen;
    uint64_t     until, under_until;
    coc_str_t    name, value;
    coc_step_e   step, under;
    redisReply **field;

    memset(standing, 0, sizeof(coc_standing_t));

    field = coc_feed_array(reply, 2);

    if (field == NULL || reply->elements % 2) {
        return COC_INVALID;
    }

    odd = 0;
    seen = 0;
    step = COC_STEP_NONE;
    under = COC_STEP_NONE;
    until = 0;
    under_until = 0;

    for (i = 0; i < reply->elements; i += 2) {

        if (coc_feed_text(field[i], &name) != COC_OK
            || coc_feed_text(field[i + 1], &value) != COC_OK)
        {
            odd = 1;
            continue;
        }

        rc = COC_OK;

        if (coc_str_eq(name, coc_str_from("m"))) {

            if (coc_feed_member(value, member) != COC_OK) {
                return COC_INVALID;
            }

            seen |= 1;

        } else if (coc_str_eq(name, coc_str_from("step"))) {
            rc = coc_step_find(value, &step);
            seen |= 2;

        } else if (coc_str_eq(name, coc_str_from("until"))) {
            rc = coc_str_uint(value, INT64_MAX, &until);

        } else if (coc_str_eq(name, coc_str_from("under"))) {
            rc = coc_step_find(value, &under);

        } else if (coc_str_eq(name, coc_str_from("under_until"))) {
            rc = coc_str_uint(value, INT64_MAX, &under_until);

        } else if (coc_str_eq(name, coc_str_from("seq"))) {
            rc = coc_str_uint(value, INT64_MAX, &standing->seq);
            seen |= 4;

        } else if (coc_str_eq(name, coc_str_from("privileges"))) {
            rc = coc_privileges_read(&standing->privileges, value);
        }

        odd |= (rc != COC_OK);
    }

    if (odd || seen != 7) {
        standing->step = COC_STEP_MAX;

    } else {
        coc_standing_set(standing, step, until, under, under_until);
    }

    return (seen & 1) ? COC_OK : COC_INVALID;
}


/* The shard that a stream's key is of; COC_INVALID: none of this prefix. */

static int
coc_feed_shard(const redisReply *reply, coc_str_t prefix, unsigned *shard)
{
    uint64_t   n;
    coc_str_t  s, head, tail;

    if (coc_feed_text(reply, &s) != COC_OK
        || s.len <= prefix.len + coc_feed_name.len)
    {
        return COC_INVALID;
    }

    head.data = s.data;
    head.len = prefix.len;
    tail.data = s.data + s.len - coc_feed_name.len;
    tail.len = coc_feed_name.len;

    if (!coc_str_eq(head, prefix) || !coc_str_eq(tail, coc_feed_name)) {
        return COC_INVALID;
    }

    s.data += prefix.len;
    s.len -= prefix.len + coc_feed_name.len;

    if (coc_str_uint(s, COC_FEED_SHARDS - 1, &n) != COC_OK) {
        return COC_INVALID;
    }

    *shard = (unsigned) n;

    return COC_OK;
}


/* One stream: [ key, [ [ id, [ field, value, ... ] ], ... ] ]. */

static coc_reply_e
coc_feed_stream(const redisReply *reply, coc_str_t prefix, coc_feed_id_t *ids,
    coc_feed_change_pt handler, void *data, int *more)
{
    size_t          i;
    unsigned        shard;
    redisReply    **stream, **entries, **entry;
    coc_member_t    member;
    coc_feed_id_t   id;
    coc_standing_t  standing;

    stream = coc_feed_array(reply, 2);

    if (stream == NULL || coc_feed_shard(stream[0], prefix, &shard) != COC_OK) {
        return COC_REPLY_BAD;
    }

    entries = coc_feed_array(stream[1], 0);

    if (stream[1]->type != REDIS_REPLY_ARRAY) {
        return COC_REPLY_BAD;
    }

    for (i = 0; i < stream[1]->elements; i++) {

        entry = coc_feed_array(entries[i], 2);

        if (entry == NULL || coc_feed_id(entry[0], &id) != COC_OK) {
            return COC_REPLY_BAD;
        }

        /* of a server that goes back, XINFO will tell */

        if (coc_feed_id_cmp(&id, &ids[shard]) <= 0) {
            continue;
        }

        if (coc_feed_change(entry[1], &member, &standing) == COC_OK) {
            handler(data, &member, &standing);
        }

        ids[shard] = id;
    }

    if (stream[1]->elements >= COC_FEED_COUNT) {
        *more = 1;
    }

    return COC_REPLY_OK;
}


coc_reply_e
coc_feed_read_reply(const redisReply *reply, coc_str_t prefix,
    coc_feed_id_t *ids, coc_feed_change_pt handler, void *data, int *more)
{
    int           full;
    size_t        i;
    redisReply  **streams;
    coc_reply_e   class;

    full = 0;
    class = coc_reply_class(reply);

    /* nil: nothing new */

    if (class == COC_REPLY_OK && reply->type != REDIS_REPLY_NIL) {

        streams = coc_feed_array(reply, 1);

        if (streams == NULL) {
            class = COC_REPLY_BAD;
        }

        for (i = 0; class == COC_REPLY_OK && i < reply->elements; i++) {
            class = coc_feed_stream(streams[i], prefix, ids, handler, data,
                                    &full);
        }
    }

    if (more != NULL) {
        *more = full;
    }

    return class;
}


coc_reply_e
coc_feed_info_reply(const redisReply *reply, coc_feed_info_t *info)
{
    size_t        i;
    unsigned      seen;
    coc_str_t     name;
    redisReply  **field, **entry;
    coc_reply_e   class;

    static const coc_str_t  gone = coc_str("ERR no such key");

    memset(info, 0, sizeof(coc_feed_info_t));

    class = coc_reply_class(reply);

    if (class != COC_REPLY_OK) {

        if (reply != NULL && reply->str != NULL
            && coc_str_eq(coc_str_from(reply->str), gone))
        {
            return COC_REPLY_OK;
        }

        return class;
    }

    field = coc_feed_array(reply, 2);

    if (field == NULL) {
        return COC_REPLY_BAD;
    }

    info->exists = 1;

    for (seen = 0, i = 0; i + 1 < reply->elements; i += 2) {

        if (coc_feed_text(field[i], &name) != COC_OK || field[i + 1] == NULL) {
            return COC_REPLY_BAD;
        }

        if (coc_str_eq(name, coc_str_from("length"))) {

            if (field[i + 1]->type != REDIS_REPLY_INTEGER
                || field[i + 1]->integer < 0)
            {
                return COC_REPLY_BAD;
            }

            info->length = (uint64_t) field[i + 1]->integer;
            seen |= 1;

        } else if (coc_str_eq(name, coc_str_from("last-generated-id"))) {

            if (coc_feed_id(field[i + 1], &info->last) != COC_OK) {
                return COC_REPLY_BAD;
            }

            seen |= 2;

        } else if (coc_str_eq(name, coc_str_from("first-entry"))
                   && field[i + 1]->type != REDIS_REPLY_NIL)
        {
            entry = coc_feed_array(field[i + 1], 1);

            if (entry == NULL || coc_feed_id(entry[0], &info->first) != COC_OK)
            {
                return COC_REPLY_BAD;
            }

            seen |= 4;
        }
    }

    return (seen == (info->length ? 7 : 3)) ? COC_REPLY_OK : COC_REPLY_BAD;
}


/* "+inf" is no end, which is 0; COC_INVALID: no number, or before 1970. */

static int
coc_feed_score(coc_str_t s, uint64_t *until)
{
    char     text[COC_FEED_SCORE], *end;
    double   value;

    if (coc_str_uint(s, INT64_MAX, until) == COC_OK) {
        return COC_OK;
    }

    if (s.len == 0 || s.len >= sizeof(text)) {
        return COC_INVALID;
    }

    memcpy(text, s.data, s.len);
    text[s.len] = '\0';

    value = strtod(text, &end);

    if (*end != '\0' || !(value >= 0)) {
        return COC_INVALID;
    }

    *until = (value < 9e18) ? (uint64_t) value : 0;

    return COC_OK;
}


/* What follows the member in a line: "mute", or "privilege:no_link". */

static int
coc_feed_line(coc_str_t name, coc_step_e *step, coc_privilege_e *privilege)
{
    coc_str_t  head;

    static const coc_str_t  taken = coc_str(COC_FEED_PRIVILEGE);

    *step = COC_STEP_NONE;
    *privilege = COC_PRIVILEGE_MAX;

    head.data = name.data;
    head.len = taken.len;

    if (name.len <= taken.len || !coc_str_eq(head, taken)) {
        return coc_step_find(name, step);
    }

    name.data += taken.len;
    name.len -= taken.len;

    return coc_privilege_find(name, privilege);
}


coc_reply_e
coc_feed_scan_reply(const redisReply *reply, uint64_t *cursor,
    coc_feed_line_pt handler, void *data)
{
    size_t            i, n;
    uint64_t          until;
    coc_str_t         s, name, score;
    coc_step_e        step;
    redisReply      **part, **item;
    coc_reply_e       class;
    coc_member_t      member;
    coc_privilege_e   privilege;

    class = coc_reply_class(reply);

    if (class != COC_REPLY_OK) {
        return class;
    }

    part = coc_feed_array(reply, 2);

    if (part == NULL || coc_feed_text(part[0], &s) != COC_OK
        || coc_str_uint(s, UINT64_MAX, cursor) != COC_OK
        || part[1] == NULL || part[1]->type != REDIS_REPLY_ARRAY
        || part[1]->elements % 2)
    {
        return COC_REPLY_BAD;
    }

    n = part[1]->elements;
    item = part[1]->element;

    for (i = 0; i < n; i += 2) {

        if (coc_feed_text(item[i], &s) != COC_OK
            || coc_feed_text(item[i + 1], &score) != COC_OK)
        {
            return COC_REPLY_BAD;
        }

        if (s.len <= COC_MEMBER_HASH || s.data[COC_MEMBER_HASH] != ':') {
            continue;
        }

        name.data = s.data + COC_MEMBER_HASH + 1;
        name.len = s.len - COC_MEMBER_HASH - 1;
        s.len = COC_MEMBER_HASH;

        if (coc_feed_member(s, &member) != COC_OK) {
            continue;
        }

        if (coc_feed_line(name, &step, &privilege) != COC_OK
            || coc_feed_score(score, &until) != COC_OK)
        {
            step = COC_STEP_MAX;
            privilege = COC_PRIVILEGE_MAX;
            until = 0;
        }

        handler(data, &member, step, privilege, until);
    }

    return COC_REPLY_OK;
}
