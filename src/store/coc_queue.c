/*
 * Reading moderators' queues.  Each is sixteen streams; an entry is known by
 * its place, as ids of two streams may be the same.
 */

#include "coc_queue.h"
#include "coc_command.h"
#include "coc_str.h"


static const char *const  coc_queue_names[COC_QUEUE_MAX] = {
    "review", "escalations", "care"
};


const char *
coc_queue_name(coc_queue_e queue)
{
    return coc_queue_names[queue];
}


int
coc_queue_find(coc_str_t name, coc_queue_e *queue)
{
    unsigned  i;

    for (i = 0; i < COC_QUEUE_MAX; i++) {
        if (coc_str_eq(name, coc_str_from(coc_queue_names[i]))) {
            *queue = (coc_queue_e) i;
            return COC_OK;
        }
    }

    return COC_DECLINED;
}


/* "<ms>-<n>" */

static int
coc_queue_id_put(coc_buf_t *buf, const coc_queue_id_t *id)
{
    (void) coc_buf_uint(buf, id->ms);
    (void) coc_buf_putc(buf, '-');

    return coc_buf_uint(buf, id->n);
}


static int
coc_queue_id_read(coc_str_t text, coc_queue_id_t *id)
{
    size_t     dash;
    coc_str_t  part;

    dash = coc_str_find(text, '-', 0);

    if (dash == text.len) {
        return COC_INVALID;
    }

    part.data = text.data;
    part.len = dash;

    if (coc_str_uint(part, UINT64_MAX, &id->ms) != COC_OK) {
        return COC_INVALID;
    }

    part.data = text.data + dash + 1;
    part.len = text.len - dash - 1;

    return coc_str_uint(part, UINT64_MAX, &id->n);
}


static int
coc_queue_range(coc_buf_t *out, coc_str_t prefix, const char *command,
    coc_queue_e queue, unsigned shard, coc_str_t from, coc_str_t to,
    unsigned count)
{
    int        rc;
    char       n[COC_COMMAND_UINT];
    coc_buf_t  key;
    coc_str_t  args[6];

    coc_buf_init(&key, out->alloc, prefix.len + 64);
    rc = coc_key_shard(&key, prefix, shard, coc_queue_names[queue]);

    if (rc == COC_OK) {
        args[0] = coc_str_from(command);
        args[1] = coc_buf_str(&key);
        args[2] = from;
        args[3] = to;
        args[4] = coc_str_from("COUNT");
        args[5] = coc_command_uint(n, count);

        rc = coc_command_put(out, args, 6);

    } else {
        out->status = rc;
    }

    coc_buf_free(&key);

    return rc;
}


int
coc_queue_list(coc_buf_t *out, coc_str_t prefix, coc_queue_e queue,
    unsigned shard, const coc_queue_place_t *before, unsigned count)
{
    int             rc;
    coc_buf_t       from;
    coc_queue_id_t  id;

    coc_buf_init(&from, out->alloc, 64);

    if (before == NULL) {
        (void) coc_buf_putc(&from, '+');

    } else {
        id = before->id;

        /* entries of that time in lower shards come behind it */

        if (shard >= before->shard) {

            if (id.n > 0) {
                id.n--;

            } else {
                id.n = UINT64_MAX;
                id.ms -= (id.ms > 0);
            }
        }

        (void) coc_queue_id_put(&from, &id);
    }

    if (from.status == COC_OK) {
        rc = coc_queue_range(out, prefix, "XREVRANGE", queue, shard,
                             coc_buf_str(&from), coc_str_from("-"),
                             coc_min(count, COC_QUEUE_COUNT));
    } else {
        rc = out->status = from.status;
    }

    coc_buf_free(&from);

    return rc;
}


int
coc_queue_entry(coc_buf_t *out, coc_str_t prefix,
    const coc_queue_place_t *place)
{
    int        rc;
    coc_buf_t  id;

    coc_buf_init(&id, out->alloc, 64);

    rc = coc_queue_id_put(&id, &place->id);

    if (rc == COC_OK) {
        rc = coc_queue_range(out, prefix, "XRANGE", place->queue,
                             place->shard, coc_buf_str(&id),
                             coc_buf_str(&id), 1);
    } else {
        out->status = rc;
    }

    coc_buf_free(&id);

    return rc;
}


int
coc_queue_case(coc_buf_t *out, coc_str_t prefix, coc_str_t id)
{
    int        rc;
    coc_buf_t  key;
    coc_str_t  args[2];

    coc_buf_init(&key, out->alloc, prefix.len + id.len + 16);

    (void) coc_buf_put(&key, prefix);
    (void) coc_buf_puts(&key, "case:");
    rc = coc_buf_put(&key, id);

    if (rc == COC_OK) {
        args[0] = coc_str_from("GET");
        args[1] = coc_buf_str(&key);

        rc = coc_command_put(out, args, 2);

    } else {
        out->status = rc;
    }

    coc_buf_free(&key);

    return rc;
}


static coc_str_t
coc_queue_text(const redisReply *reply)
{
    coc_str_t  s = coc_null_str;

    if (reply != NULL && reply->type == REDIS_REPLY_STRING
        && reply->str != NULL)
    {
        s.data = (const uint8_t *) reply->str;
        s.len = (size_t) reply->len;
    }

    return s;
}


static int
coc_queue_one(const redisReply *entry, coc_queue_entry_pt handler, void *data)
{
    size_t             i;
    coc_queue_id_t     id;
    const redisReply  *fields;

    if (entry == NULL || entry->type != REDIS_REPLY_ARRAY
        || entry->elements != 2
        || coc_queue_id_read(coc_queue_text(entry->element[0]), &id)
           != COC_OK)
    {
        return COC_INVALID;
    }

    fields = entry->element[1];

    /* pending, but trimmed since */

    if (fields != NULL && fields->type == REDIS_REPLY_NIL) {
        handler(data, &id, NULL, 0);
        return COC_OK;
    }

    if (fields == NULL || fields->type != REDIS_REPLY_ARRAY
        || fields->elements % 2 != 0)
    {
        return COC_INVALID;
    }

    for (i = 0; i < fields->elements; i++) {
        if (coc_queue_text(fields->element[i]).data == NULL) {
            return COC_INVALID;
        }
    }

    handler(data, &id, fields->element, fields->elements);

    return COC_OK;
}


coc_reply_e
coc_queue_reply(const redisReply *reply, coc_queue_entry_pt handler,
    void *data)
{
    size_t       i;
    coc_reply_e  class;

    class = coc_reply_class(reply);

    if (class != COC_REPLY_OK) {
        return class;
    }

    if (reply->type != REDIS_REPLY_ARRAY) {
        return COC_REPLY_BAD;
    }

    for (i = 0; i < reply->elements; i++) {
        if (coc_queue_one(reply->element[i], handler, data) != COC_OK) {
            return COC_REPLY_BAD;
        }
    }

    return COC_REPLY_OK;
}


/* "<prefix><shard>:<queue> <ms>-<n>" */

static int
coc_queue_place_of(coc_str_t text, coc_str_t prefix, coc_queue_place_t *place)
{
    size_t     space, colon;
    uint64_t   shard;
    coc_str_t  part;

    space = coc_str_find(text, ' ', 0);

    if (space == text.len || space < prefix.len
        || (prefix.len != 0
            && memcmp(text.data, prefix.data, prefix.len) != 0))
    {
        return COC_INVALID;
    }

    colon = coc_str_find(text, ':', prefix.len);

    if (colon >= space) {
        return COC_INVALID;
    }

    part.data = text.data + prefix.len;
    part.len = colon - prefix.len;

    if (coc_str_uint(part, COC_FEED_SHARDS - 1, &shard) != COC_OK) {
        return COC_INVALID;
    }

    place->shard = (unsigned) shard;

    part.data = text.data + colon + 1;
    part.len = space - colon - 1;

    if (coc_queue_find(part, &place->queue) != COC_OK) {
        return COC_INVALID;
    }

    part.data = text.data + space + 1;
    part.len = text.len - space - 1;

    return coc_queue_id_read(part, &place->id);
}


coc_reply_e
coc_queue_case_reply(const redisReply *reply, coc_str_t prefix,
    coc_queue_place_t *place, int *found)
{
    coc_reply_e  class;

    class = coc_reply_class(reply);
    *found = 0;

    if (class != COC_REPLY_OK) {
        return class;
    }

    if (reply->type == REDIS_REPLY_NIL) {
        return COC_REPLY_OK;
    }

    if (coc_queue_text(reply).data == NULL) {
        return COC_REPLY_BAD;
    }

    *found = (coc_queue_place_of(coc_queue_text(reply), prefix, place)
              == COC_OK);

    return COC_REPLY_OK;
}


int
coc_queue_place_cmp(const coc_queue_place_t *a, const coc_queue_place_t *b)
{
    if (a->id.ms != b->id.ms) {
        return (a->id.ms < b->id.ms) ? -1 : 1;
    }

    if (a->id.n != b->id.n) {
        return (a->id.n < b->id.n) ? -1 : 1;
    }

    return (int) a->shard - (int) b->shard;
}


int
coc_queue_place_put(coc_buf_t *buf, const coc_queue_place_t *place)
{
    (void) coc_queue_id_put(buf, &place->id);
    (void) coc_buf_putc(buf, '-');

    return coc_buf_uint(buf, place->shard);
}


int
coc_queue_place_read(coc_str_t text, coc_queue_place_t *place)
{
    size_t     dash;
    uint64_t   shard;
    coc_str_t  part;

    memset(place, 0, sizeof(coc_queue_place_t));

    dash = coc_str_find(text, '-', 0);
    dash = (dash < text.len) ? coc_str_find(text, '-', dash + 1) : dash;

    if (dash >= text.len) {
        return COC_INVALID;
    }

    part.data = text.data + dash + 1;
    part.len = text.len - dash - 1;

    if (coc_str_uint(part, COC_FEED_SHARDS - 1, &shard) != COC_OK) {
        return COC_INVALID;
    }

    place->shard = (unsigned) shard;
    part.data = text.data;
    part.len = dash;

    return coc_queue_id_read(part, &place->id);
}
