/*
 * Working moderators' queues off: one consumer group, "moderators", in which
 * an entry is pending from when it was first listed until it is decided.
 */

#include "coc_queue.h"
#include "coc_command.h"
#include "coc_str.h"


#define COC_QUEUE_GROUP  "moderators"   /* and the one consumer's name */
#define COC_QUEUE_ID     (2 * COC_COMMAND_UINT)


static coc_str_t
coc_queue_id_text(char *text, const coc_queue_id_t *id)
{
    (void) snprintf(text, COC_QUEUE_ID, "%llu-%llu",
                    (unsigned long long) id->ms, (unsigned long long) id->n);

    return coc_str_from(text);
}


static int
coc_queue_put(coc_buf_t *out, coc_str_t prefix, coc_queue_e queue,
    unsigned shard, coc_str_t *args, size_t n, size_t at)
{
    int        rc;
    coc_buf_t  key;

    coc_buf_init(&key, out->alloc, prefix.len + 64);

    rc = coc_key_shard(&key, prefix, shard, coc_queue_name(queue));

    if (rc == COC_OK) {
        args[at] = coc_buf_str(&key);
        rc = coc_command_put(out, args, n);

    } else {
        out->status = rc;
    }

    coc_buf_free(&key);

    return rc;
}


int
coc_queue_group(coc_buf_t *out, coc_str_t prefix, coc_queue_e queue,
    unsigned shard)
{
    coc_str_t  args[6];

    args[0] = coc_str_from("XGROUP");
    args[1] = coc_str_from("CREATE");
    args[3] = coc_str_from(COC_QUEUE_GROUP);
    args[4] = coc_str_from("0");
    args[5] = coc_str_from("MKSTREAM");

    return coc_queue_put(out, prefix, queue, shard, args, 6, 2);
}


int
coc_queue_take(coc_buf_t *out, coc_str_t prefix, coc_queue_e queue,
    unsigned shard, const coc_queue_id_t *after, unsigned count)
{
    char       n[COC_COMMAND_UINT], text[COC_QUEUE_ID];
    coc_str_t  args[9];

    args[0] = coc_str_from("XREADGROUP");
    args[1] = coc_str_from("GROUP");
    args[2] = coc_str_from(COC_QUEUE_GROUP);
    args[3] = coc_str_from(COC_QUEUE_GROUP);
    args[4] = coc_str_from("COUNT");
    args[5] = coc_command_uint(n, coc_min(count, COC_QUEUE_COUNT));
    args[6] = coc_str_from("STREAMS");
    args[8] = (after != NULL) ? coc_queue_id_text(text, after)
                              : coc_str_from(">");

    return coc_queue_put(out, prefix, queue, shard, args, 9, 7);
}


coc_reply_e
coc_queue_taken(const redisReply *reply, coc_queue_entry_pt handler,
    void *data)
{
    coc_reply_e        class;
    const redisReply  *stream;

    class = coc_reply_class(reply);

    if (class != COC_REPLY_OK || reply->type == REDIS_REPLY_NIL) {
        return class;
    }

    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 1) {
        return COC_REPLY_BAD;
    }

    stream = reply->element[0];

    if (stream->type != REDIS_REPLY_ARRAY || stream->elements != 2) {
        return COC_REPLY_BAD;
    }

    return coc_queue_reply(stream->element[1], handler, data);
}


int
coc_queue_done(coc_buf_t *out, coc_str_t prefix,
    const coc_queue_place_t *place)
{
    char       text[COC_QUEUE_ID];
    coc_str_t  args[4];

    args[0] = coc_str_from("XACK");
    args[2] = coc_str_from(COC_QUEUE_GROUP);
    args[3] = coc_queue_id_text(text, &place->id);

    return coc_queue_put(out, prefix, place->queue, place->shard, args, 4, 1);
}
