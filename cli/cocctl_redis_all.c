/*
 * Many commands at once: a pipeline to each server.  What a server did not
 * answer, or sent elsewhere, is asked again alone.
 */

#include "cocctl_redis.h"

#include "cocctl_route.h"


static coc_str_t
cocctl_all_command(const coc_buf_t *buf, const size_t *end, size_t i)
{
    coc_str_t  s;
    size_t     start;

    start = (i == 0) ? 0 : end[i - 1];

    s.data = buf->data + start;
    s.len = end[i] - start;

    return s;
}


/* Is the command for this node?  Where it is no cluster, all are. */

static int
cocctl_all_for(const cocctl_redis_t *redis, coc_str_t command,
    const coc_node_t *node)
{
    unsigned           slot;
    const coc_node_t  *holder;

    if (node == NULL) {
        return 1;
    }

    if (coc_slot_command(command, &slot) != COC_OK) {
        return 0;
    }

    holder = coc_cluster_node(redis->cluster, slot);

    return holder != NULL && holder->port == node->port
           && strcmp(holder->host, node->host) == 0;
}


/* The replies of one server, as far as it gives them. */

static void
cocctl_all_node(cocctl_redis_t *redis, const coc_node_t *node,
    const coc_buf_t *buf, const size_t *end, size_t n, redisReply **replies,
    coc_buf_t *out)
{
    size_t          i, asked;
    coc_str_t       command;
    cocctl_call_t   call;
    cocctl_link_t  *link;

    coc_buf_reset(out);

    for (i = 0, asked = 0; i < n; i++) {
        command = cocctl_all_command(buf, end, i);

        if (replies[i] == NULL && cocctl_all_for(redis, command, node)) {
            (void) coc_buf_put(out, command);
            asked++;
        }
    }

    memset(&call, 0, sizeof(cocctl_call_t));
    call.to = node;

    if (asked == 0 || out->status != COC_OK
        || cocctl_redis_route(redis, &call, &link) != COC_OK)
    {
        return;
    }

    command = coc_buf_str(out);

    for (i = 0; i < n; i++) {

        if (replies[i] != NULL
            || !cocctl_all_for(redis, cocctl_all_command(buf, end, i), node))
        {
            continue;
        }

        /* the first sends all, the others read on */

        if (cocctl_link_ask(link, command, redis->deadline, &replies[i],
                            &redis->err)
            != COC_OK)
        {
            replies[i] = NULL;
            cocctl_redis_drop(redis, link);
            return;
        }

        command.len = 0;
    }
}


static void
cocctl_all_send(cocctl_redis_t *redis, const coc_buf_t *buf,
    const size_t *end, size_t n, redisReply **replies, coc_buf_t *out)
{
    size_t             i;
    coc_node_t         copy;
    const coc_node_t  *node;

    redis->deadline = cocctl_link_now() + redis->timeout;

    if (redis->address.type != COC_ADDRESS_CLUSTER) {
        cocctl_all_node(redis, NULL, buf, end, n, replies, out);
        return;
    }

    /* a table that is not known yet comes with the first command alone */

    for (i = 0; !redis->stale; i++) {
        node = coc_cluster_master(redis->cluster, i);

        if (node == NULL) {
            break;
        }

        copy = *node;
        cocctl_all_node(redis, &copy, buf, end, n, replies, out);
    }
}


int
cocctl_redis_ask_all(cocctl_redis_t *redis, coc_buf_t *buf,
    const size_t *end, size_t n, redisReply **replies)
{
    int        rc;
    size_t     i;
    coc_buf_t  out;

    if (buf->status != COC_OK) {
        return cocctl_error("no memory for a command");
    }

    for (i = 0; i < n; i++) {
        replies[i] = NULL;
    }

    rc = COCCTL_OK;
    coc_buf_init(&out, &cocctl_alloc, COCCTL_OUTPUT);

    if (n > 1) {
        cocctl_all_send(redis, buf, end, n, replies, &out);
    }

    for (i = 0; i < n; i++) {

        if (replies[i] != NULL && replies[i]->type != REDIS_REPLY_ERROR) {
            continue;
        }

        if (replies[i] != NULL) {
            freeReplyObject(replies[i]);
        }

        coc_buf_reset(&out);
        (void) coc_buf_put(&out, cocctl_all_command(buf, end, i));

        replies[i] = cocctl_redis_ask(redis, &out);

        if (replies[i] == NULL) {
            rc = COCCTL_ERROR;
            break;
        }
    }

    coc_buf_free(&out);
    coc_buf_reset(buf);

    return rc;
}
