/*
 * Reading a member: the standing by one native HMGET, a fifth of what a script
 * would cost the server (the reader computes the decay), and the history.
 */

#include "coc_command.h"
#include "coc_str.h"


/* The order of the fields in the command and in its reply. */

enum {
    COC_READ_VERSION = 0,
    COC_READ_POINTS,
    COC_READ_TIME,
    COC_READ_STEP,              /* the ladder's, and its end */
    COC_READ_UNTIL,
    COC_READ_MODERATED,         /* the moderator's, and its end */
    COC_READ_MODERATED_UNTIL,
    COC_READ_SECTION,
    COC_READ_WRITES = COC_READ_SECTION + COC_SECTION_MAX,
    COC_READ_NUMBERS,
    COC_READ_PRIVILEGES = COC_READ_NUMBERS,
    COC_READ_MAX
};


static const char *const  coc_read_fields[COC_READ_MAX] = {
    "v", "p", "t", "s", "u", "m", "w",
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13",
    "n", "g"
};


int
coc_store_read(coc_buf_t *out, coc_str_t prefix, const coc_member_t *member)
{
    int        rc;
    size_t     i;
    coc_buf_t  key;
    coc_str_t  args[2 + COC_READ_MAX];

    coc_buf_init(&key, out->alloc, prefix.len + 64);

    rc = coc_key_member(&key, prefix, member, "st");

    if (rc == COC_OK) {
        args[0] = coc_str_from("HMGET");
        args[1] = coc_buf_str(&key);

        for (i = 0; i < COC_READ_MAX; i++) {
            args[2 + i] = coc_str_from(coc_read_fields[i]);
        }

        rc = coc_command_put(out, args, coc_nelts(args));
    }

    coc_buf_free(&key);

    return rc;
}


int
coc_store_history(coc_buf_t *out, coc_str_t prefix,
    const coc_member_t *member)
{
    int        rc;
    coc_buf_t  key;
    coc_str_t  args[4];

    coc_buf_init(&key, out->alloc, prefix.len + 64);

    rc = coc_key_member(&key, prefix, member, "log");

    if (rc == COC_OK) {
        args[0] = coc_str_from("ZRANGE");
        args[1] = coc_buf_str(&key);
        args[2] = coc_str_from("0");
        args[3] = coc_str_from("-1");

        rc = coc_command_put(out, args, 4);
    }

    coc_buf_free(&key);

    return rc;
}


/* A field that is missing is 0; COC_INVALID for one that is no number. */

static int
coc_read_number(const redisReply *reply, uint64_t max, uint64_t *value)
{
    coc_str_t  s;

    *value = 0;

    if (reply == NULL) {
        return COC_INVALID;
    }

    if (reply->type == REDIS_REPLY_NIL) {
        return COC_OK;
    }

    if (reply->type != REDIS_REPLY_STRING || reply->str == NULL) {
        return COC_INVALID;
    }

    s.data = (const uint8_t *) reply->str;
    s.len = (size_t) reply->len;

    return coc_str_uint(s, max, value);
}


/* Likewise of the privileges. */

static int
coc_read_privileges(const redisReply *reply, coc_privileges_t *privileges)
{
    coc_str_t  s;

    if (reply == NULL) {
        return COC_INVALID;
    }

    if (reply->type == REDIS_REPLY_NIL) {
        return COC_OK;
    }

    if (reply->type != REDIS_REPLY_STRING || reply->str == NULL) {
        return COC_INVALID;
    }

    s.data = (const uint8_t *) reply->str;
    s.len = (size_t) reply->len;

    return coc_privileges_read(privileges, s);
}


coc_reply_e
coc_store_read_reply(const redisReply *reply, coc_standing_t *standing)
{
    size_t       i;
    uint64_t     max, value[COC_READ_NUMBERS];
    coc_reply_e  class;

    memset(standing, 0, sizeof(coc_standing_t));

    class = coc_reply_class(reply);

    if (class != COC_REPLY_OK) {
        return class;
    }

    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != COC_READ_MAX
        || reply->element == NULL)
    {
        return COC_REPLY_BAD;
    }

    for (i = 0; i < COC_READ_NUMBERS; i++) {

        max = (i == COC_READ_STEP || i == COC_READ_MODERATED)
              ? COC_STEP_MAX - 1
              : (i >= COC_READ_SECTION && i < COC_READ_WRITES)
              ? UINT32_MAX : INT64_MAX;

        if (coc_read_number(reply->element[i], max, &value[i]) != COC_OK) {
            return COC_REPLY_BAD;
        }
    }

    /* an edge that is older than the record must not read it as clean */

    if (value[COC_READ_VERSION] > 1
        || coc_read_privileges(reply->element[COC_READ_PRIVILEGES],
                               &standing->privileges)
           != COC_OK)
    {
        return COC_REPLY_BAD;
    }

    standing->points = value[COC_READ_POINTS];
    standing->points_at = value[COC_READ_TIME];
    standing->seq = value[COC_READ_WRITES];

    coc_standing_set(standing, (coc_step_e) value[COC_READ_STEP],
                     value[COC_READ_UNTIL],
                     (coc_step_e) value[COC_READ_MODERATED],
                     value[COC_READ_MODERATED_UNTIL]);

    for (i = 0; i < COC_SECTION_MAX; i++) {
        standing->section[i] = (uint32_t) value[COC_READ_SECTION + i];
    }

    return COC_REPLY_OK;
}
