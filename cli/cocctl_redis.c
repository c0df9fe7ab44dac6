/*
 * A Redis asked from the command line: what is done again until it works or
 * the time is over.  Every command of cocctl may be sent twice.
 */

#include "cocctl_redis.h"

#include <stdlib.h>

#include "cocctl_route.h"


#define COCCTL_REDIS_WORDS     40
#define COCCTL_REDIS_PASSWORD  4096
#define COCCTL_REDIS_COMMAND   8192             /* of a handshake's command */


/* What a reply asks for: COC_OK, it is the command's; COC_AGAIN. */

static int
cocctl_redis_judge(cocctl_redis_t *redis, cocctl_call_t *call,
    const cocctl_link_t *link)
{
    coc_node_t      from;
    cocctl_place_t  *place;

    if (redis->address.type == COC_ADDRESS_CLUSTER) {

        for (place = redis->places; place->link != link; ) {
            place = place->next;
        }

        from = place->node;
        call->next = coc_cluster_hop(redis->cluster, &call->hop, call->reply,
                                     &from);

        if (call->next != COC_HOP_DONE) {
            redis->stale |= (call->next == COC_HOP_LOST);
            (void) cocctl_redis_reason(redis, link, call->reply);

            return COC_AGAIN;
        }
    }

    switch (coc_reply_class(call->reply)) {

    case COC_REPLY_AWAY:
        (void) cocctl_redis_reason(redis, link, call->reply);
        return COC_AGAIN;

    case COC_REPLY_READONLY:

        if (redis->address.type == COC_ADDRESS_SERVER) {
            return COC_OK;
        }

        (void) cocctl_redis_reason(redis, link, call->reply);
        cocctl_redis_drop(redis, link);
        return COC_AGAIN;

    default:
        return COC_OK;
    }
}


/* COC_OK: call->reply; COC_AGAIN: call->next says at once or later. */

static int
cocctl_redis_once(cocctl_redis_t *redis, cocctl_call_t *call)
{
    int                     rc;
    cocctl_link_t          *link;
    static const coc_str_t  asking[] = { coc_str("ASKING") };

    rc = cocctl_redis_route(redis, call, &link);

    if (rc == COC_OK && call->next == COC_HOP_ASK) {
        rc = cocctl_redis_said(redis, link, asking, 1);
    }

    call->next = COC_HOP_DONE;

    if (rc != COC_OK) {
        return rc;
    }

    (void) snprintf(redis->name, sizeof(redis->name), "%s",
                    cocctl_link_name(link));

    rc = cocctl_link_ask(link, call->command, redis->deadline, &call->reply,
                         &redis->err);
    if (rc != COC_OK) {
        cocctl_redis_drop(redis, link);
        return rc;
    }

    rc = cocctl_redis_judge(redis, call, link);

    if (rc != COC_OK) {
        freeReplyObject(call->reply);
        call->reply = NULL;
    }

    return rc;
}


/*
 * Until there is a reply, or the time is over.  Told is then why the attempt
 * before failed: the last one was cut short.
 */

static redisReply *
cocctl_redis_call(cocctl_redis_t *redis, cocctl_call_t *call)
{
    int          rc;
    coc_error_t  before;

    memset(&redis->err, 0, sizeof(coc_error_t));

    for ( ;; ) {
        before = redis->err;
        rc = cocctl_redis_once(redis, call);

        if (rc == COC_OK) {
            return call->reply;
        }

        if (rc != COC_AGAIN) {
            break;
        }

        if (call->next == COC_HOP_LOST) {
            memset(&call->hop, 0, sizeof(coc_hop_t));
        }

        if (call->next != COC_HOP_MOVED && call->next != COC_HOP_ASK) {
            cocctl_link_pause(COC_CLUSTER_WAIT, redis->deadline);
        }

        if (cocctl_link_now() >= redis->deadline) {
            break;
        }
    }

    (void) cocctl_error("redis %s", (rc == COC_AGAIN && before.text[0])
                                    ? before.text : redis->err.text);

    return NULL;
}


redisReply *
cocctl_redis_ask(cocctl_redis_t *redis, coc_buf_t *buf)
{
    redisReply     *reply;
    cocctl_call_t   call;

    if (buf->status != COC_OK) {
        (void) cocctl_error("no memory for a command");
        return NULL;
    }

    memset(&call, 0, sizeof(cocctl_call_t));
    call.command = coc_buf_str(buf);

    if (coc_slot_command(call.command, &call.slot) == COC_INVALID) {
        (void) cocctl_error("not a command");
        return NULL;
    }

    redis->deadline = cocctl_link_now() + redis->timeout;

    reply = cocctl_redis_call(redis, &call);

    coc_buf_reset(buf);

    return reply;
}


int
cocctl_redis_ask_node(cocctl_redis_t *redis, size_t i, coc_buf_t *buf,
    redisReply **reply, const char **name)
{
    coc_node_t         copy;
    cocctl_call_t      call;
    const coc_node_t  *node;

    memset(&call, 0, sizeof(cocctl_call_t));
    call.command = coc_buf_str(buf);

    if (redis->address.type == COC_ADDRESS_CLUSTER) {

        node = coc_cluster_master(redis->cluster, i);
        if (node == NULL) {
            return COC_DECLINED;
        }

        copy = *node;
        call.to = &copy;

    } else if (i != 0) {
        return COC_DECLINED;
    }

    redis->deadline = cocctl_link_now() + redis->timeout;

    *reply = cocctl_redis_call(redis, &call);
    *name = redis->name;

    coc_buf_reset(buf);

    return COC_OK;
}


int
cocctl_redis_refused(const cocctl_redis_t *redis, const redisReply *reply)
{
    return cocctl_error("redis %s: %s", redis->name,
                        (reply->type == REDIS_REPLY_ERROR
                         && reply->str != NULL)
                        ? reply->str : "a reply that can't be understood");
}


static int
cocctl_redis_parse(cocctl_redis_t *redis, const char *text)
{
    char         *word, *save;
    size_t        n;
    coc_str_t     words[COCCTL_REDIS_WORDS];
    coc_error_t   err;

    if (strlen(text) >= sizeof(redis->text)) {
        return cocctl_error("invalid --redis: it is too long");
    }

    memcpy(redis->text, text, strlen(text) + 1);

    for (n = 0, word = strtok_r(redis->text, " ", &save); word != NULL;
         word = strtok_r(NULL, " ", &save), n++)
    {
        if (n == COCCTL_REDIS_WORDS) {
            return cocctl_error("invalid --redis: too many words");
        }

        words[n] = coc_str_from(word);
    }

    if (coc_address_parse(&redis->address, words, n, &err) != COC_OK) {
        return cocctl_error("invalid --redis \"%s\": %s", text, err.text);
    }

    return COCCTL_OK;
}


static int
cocctl_redis_secret(coc_str_t file, cocctl_input_t *input)
{
    char  path[COCCTL_REDIS_TEXT];

    if (file.len == 0) {
        return COCCTL_OK;
    }

    (void) snprintf(path, sizeof(path), "%.*s", (int) file.len, file.data);

    return cocctl_read(path, COCCTL_REDIS_PASSWORD, input);
}


static int
cocctl_redis_ready(cocctl_redis_t *redis, const char *text,
    const char *timeout)
{
    const coc_address_t  *address = &redis->address;

    if (coc_str_time(coc_str_from(timeout), &redis->timeout) != COC_OK
        || redis->timeout == 0)
    {
        return cocctl_error("invalid --timeout \"%s\"", timeout);
    }

    if (cocctl_redis_parse(redis, text) != COCCTL_OK
        || cocctl_redis_secret(address->password_file, &redis->password)
           != COCCTL_OK
        || cocctl_redis_secret(address->sentinel_password_file,
                               &redis->sentinel_password)
           != COCCTL_OK)
    {
        return COCCTL_ERROR;
    }

    redis->stale = 1;
    redis->cluster = coc_cluster_create(&cocctl_alloc);

    if (redis->cluster == NULL) {
        return cocctl_error("no memory");
    }

    if (address->tls) {
        redis->ssl = cocctl_link_tls(address);

        return (redis->ssl == NULL) ? COCCTL_ERROR : COCCTL_OK;
    }

    return COCCTL_OK;
}


cocctl_redis_t *
cocctl_redis_open(const char *address, const char *timeout)
{
    cocctl_redis_t  *redis;

    redis = calloc(1, sizeof(cocctl_redis_t));
    if (redis == NULL) {
        (void) cocctl_error("no memory");
        return NULL;
    }

    coc_buf_init(&redis->buf, &cocctl_alloc, COCCTL_REDIS_COMMAND);

    if (cocctl_redis_ready(redis, address,
                           timeout ? timeout : COCCTL_REDIS_TIMEOUT)
        != COCCTL_OK)
    {
        cocctl_redis_close(redis);
        return NULL;
    }

    return redis;
}


static void
cocctl_redis_wipe(cocctl_input_t *input)
{
    if (input->data != NULL) {
        explicit_bzero(input->data, input->len);
        free(input->data);
    }
}


void
cocctl_redis_close(cocctl_redis_t *redis)
{
    if (redis == NULL) {
        return;
    }

    while (redis->places != NULL) {
        cocctl_redis_drop(redis, redis->places->link);
    }

    coc_cluster_destroy(redis->cluster);
    SSL_CTX_free(redis->ssl);
    cocctl_redis_wipe(&redis->password);
    cocctl_redis_wipe(&redis->sentinel_password);
    coc_buf_free(&redis->buf);
    free(redis);
}
