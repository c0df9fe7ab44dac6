/*
 * The way to the server that has a key, by the same store code as the
 * module's: greeting, Sentinel, the slots of a cluster.
 */

#include "cocctl_route.h"

#include <stdlib.h>


void
cocctl_redis_drop(cocctl_redis_t *redis, const cocctl_link_t *link)
{
    cocctl_place_t   *place;
    cocctl_place_t  **at;

    for (at = &redis->places; *at != NULL; at = &(*at)->next) {
        place = *at;

        if (place->link == link) {
            *at = place->next;
            cocctl_link_close(place->link);
            free(place);
            break;
        }
    }

    redis->stale = 1;
}


static int
cocctl_redis_keep(cocctl_redis_t *redis, const coc_node_t *node,
    cocctl_link_t *link)
{
    cocctl_place_t  *place;

    place = calloc(1, sizeof(cocctl_place_t));
    if (place == NULL) {
        cocctl_link_close(link);
        return coc_error_set(&redis->err, COC_ERROR, "no memory");
    }

    if (node != NULL) {
        place->node = *node;
    }

    place->link = link;
    place->next = redis->places;
    redis->places = place;

    return COC_OK;
}


int
cocctl_redis_reason(cocctl_redis_t *redis, const cocctl_link_t *link,
    const redisReply *reply)
{
    int  rc;

    switch (coc_reply_class(reply)) {

    case COC_REPLY_AWAY:
    case COC_REPLY_READONLY:
        rc = COC_AGAIN;
        break;

    default:
        rc = COC_INVALID;
        break;
    }

    return coc_error_set(&redis->err, rc, "%s: %s", cocctl_link_name(link),
                         (reply->type == REDIS_REPLY_ERROR
                          && reply->str != NULL)
                         ? reply->str : "a reply that can't be understood");
}


/*
 * A handshake's command: of one link, with a part of the time, so that
 * another may be tried.  COC_OK: *reply is no error, for freeReplyObject().
 */

static int
cocctl_redis_say(cocctl_redis_t *redis, cocctl_link_t *link,
    const coc_str_t *args, size_t n, redisReply **reply)
{
    int       rc;
    uint64_t  until;

    coc_buf_reset(&redis->buf);

    if (coc_command_put(&redis->buf, args, n) != COC_OK) {
        return coc_error_set(&redis->err, COC_ERROR, "no memory");
    }

    until = cocctl_link_now() + redis->timeout / 3;

    rc = cocctl_link_ask(link, coc_buf_str(&redis->buf),
                         coc_min(until, redis->deadline), reply, &redis->err);

    if (rc == COC_OK && (*reply)->type == REDIS_REPLY_ERROR) {
        rc = cocctl_redis_reason(redis, link, *reply);
        freeReplyObject(*reply);
    }

    return rc;
}


int
cocctl_redis_said(cocctl_redis_t *redis, cocctl_link_t *link,
    const coc_str_t *args, size_t n)
{
    int          rc;
    redisReply  *reply;

    rc = cocctl_redis_say(redis, link, args, n, &reply);

    if (rc == COC_OK) {
        freeReplyObject(reply);
    }

    return rc;
}


static int
cocctl_redis_auth(cocctl_redis_t *redis, cocctl_link_t *link, coc_str_t user,
    const cocctl_input_t *password)
{
    size_t     n;
    coc_str_t  args[3] = { coc_str("AUTH") };

    if (password->data == NULL) {
        return COC_OK;
    }

    n = 1;

    if (user.len != 0) {
        args[n++] = user;
    }

    args[n++] = cocctl_secret(password);

    return cocctl_redis_said(redis, link, args, n);
}


/* What sentinels name may have been deposed since. */

static int
cocctl_redis_role(cocctl_redis_t *redis, cocctl_link_t *link)
{
    int                     rc;
    redisReply             *reply;
    static const coc_str_t  args[] = { coc_str("ROLE") };

    rc = cocctl_redis_say(redis, link, args, 1, &reply);
    if (rc != COC_OK) {
        return rc;
    }

    if (reply->type != REDIS_REPLY_ARRAY || reply->elements == 0
        || reply->element[0]->type != REDIS_REPLY_STRING
        || strcmp(reply->element[0]->str, "master") != 0)
    {
        rc = coc_error_set(&redis->err, COC_AGAIN, "%s: it is not the master",
                           cocctl_link_name(link));
    }

    freeReplyObject(reply);

    return rc;
}


static int
cocctl_redis_login(cocctl_redis_t *redis, cocctl_link_t *link)
{
    int                     rc;
    char                    db[16];
    coc_str_t               args[2] = { coc_str("SELECT") };
    const coc_address_t    *address = &redis->address;
    static const coc_str_t  ping[] = { coc_str("PING") };

    rc = cocctl_redis_auth(redis, link, address->user, &redis->password);

    if (rc == COC_OK && address->db != 0) {
        (void) snprintf(db, sizeof(db), "%u", address->db);
        args[1] = coc_str_from(db);
        rc = cocctl_redis_said(redis, link, args, 2);

    } else if (rc == COC_OK) {

        /* Redis closes on a long command without AUTH, and says not why */

        rc = cocctl_redis_said(redis, link, ping, 1);
    }

    if (rc == COC_OK && address->type == COC_ADDRESS_SENTINEL) {
        rc = cocctl_redis_role(redis, link);
    }

    return rc;
}


static int
cocctl_redis_open_link(cocctl_redis_t *redis, const coc_host_t *host,
    cocctl_link_t **link)
{
    int       rc;
    uint64_t  until;

    until = cocctl_link_now() + redis->timeout / 3;

    rc = cocctl_link_open(link, host, redis->ssl, redis->address.tls_name,
                          coc_min(until, redis->deadline), &redis->err);

    /* the only one there is, and it was never there: said at once */

    if (rc == COC_AGAIN && redis->address.type == COC_ADDRESS_SERVER
        && redis->name[0] == '\0')
    {
        rc = COC_INVALID;
    }

    return rc;
}


/* Connects to a server that has data, and keeps the link. */

static int
cocctl_redis_connect(cocctl_redis_t *redis, const coc_host_t *host,
    const coc_node_t *node, cocctl_link_t **link)
{
    int  rc;

    rc = cocctl_redis_open_link(redis, host, link);
    if (rc != COC_OK) {
        return rc;
    }

    rc = cocctl_redis_login(redis, *link);

    if (rc != COC_OK) {
        cocctl_link_close(*link);
        return rc;
    }

    return cocctl_redis_keep(redis, node, *link);
}


static int
cocctl_redis_node(cocctl_redis_t *redis, const coc_node_t *node,
    cocctl_link_t **link)
{
    coc_host_t       host;
    cocctl_place_t  *place;

    for (place = redis->places; place != NULL; place = place->next) {
        if (place->node.port == node->port
            && strcmp(place->node.host, node->host) == 0)
        {
            *link = place->link;
            return COC_OK;
        }
    }

    memset(&host, 0, sizeof(coc_host_t));
    host.host = coc_str_from(node->host);
    host.port = node->port;

    return cocctl_redis_connect(redis, &host, node, link);
}


/* Asks one sentinel who the master is. */

static int
cocctl_redis_sentinel(cocctl_redis_t *redis, const coc_host_t *host,
    coc_node_t *node)
{
    int             rc;
    redisReply     *reply;
    cocctl_link_t  *link;

    rc = cocctl_redis_open_link(redis, host, &link);
    if (rc != COC_OK) {
        return rc;
    }

    rc = cocctl_redis_auth(redis, link, redis->address.sentinel_user,
                           &redis->sentinel_password);

    if (rc == COC_OK) {
        coc_buf_reset(&redis->buf);
        (void) coc_sentinel_ask(&redis->buf, redis->address.master);
        rc = cocctl_link_ask(link, coc_buf_str(&redis->buf), redis->deadline,
                             &reply, &redis->err);
    }

    if (rc == COC_OK) {
        rc = coc_sentinel_reply(reply, node);

        if (rc == COC_DECLINED) {
            rc = coc_error_set(&redis->err, COC_INVALID,
                               "sentinel %s: it knows no master \"%.*s\"",
                               cocctl_link_name(link),
                               (int) redis->address.master.len,
                               redis->address.master.data);

        } else if (rc != COC_OK) {
            rc = cocctl_redis_reason(redis, link, reply);
        }

        freeReplyObject(reply);
    }

    cocctl_link_close(link);

    return rc;
}


static int
cocctl_redis_master(cocctl_redis_t *redis, cocctl_link_t **link)
{
    int          rc;
    size_t       i;
    coc_node_t   node;

    for (rc = COC_AGAIN, i = 0; rc != COC_OK && i < redis->address.n; i++) {

        rc = cocctl_redis_sentinel(redis, &redis->address.host[i], &node);

        if (rc == COC_OK) {
            rc = cocctl_redis_node(redis, &node, link);
        }
    }

    return rc;
}


/* Asks a node for the slot table. */

static int
cocctl_redis_table(cocctl_redis_t *redis, const coc_host_t *host)
{
    int             rc;
    coc_node_t      node;
    redisReply     *reply;
    cocctl_link_t  *link;

    (void) snprintf(node.host, sizeof(node.host), "%.*s",
                    (int) host->host.len, host->host.data);
    node.port = host->port;

    rc = cocctl_redis_node(redis, &node, &link);
    if (rc != COC_OK) {
        return rc;
    }

    coc_buf_reset(&redis->buf);
    (void) coc_cluster_ask(&redis->buf);

    rc = cocctl_link_ask(link, coc_buf_str(&redis->buf), redis->deadline,
                         &reply, &redis->err);
    if (rc != COC_OK) {
        cocctl_redis_drop(redis, link);
        return rc;
    }

    rc = coc_cluster_reply(redis->cluster, reply, &node, NULL);

    if (rc == COC_OK) {
        redis->stale = 0;

    } else if (reply->type == REDIS_REPLY_ARRAY) {
        rc = coc_error_set(&redis->err, COC_AGAIN, "%s: its slots can't be"
                           " understood", cocctl_link_name(link));
    } else {
        rc = cocctl_redis_reason(redis, link, reply);
    }

    freeReplyObject(reply);

    return rc;
}


/* Of any node that answers: those that were named, and those heard of. */

static int
cocctl_redis_slots(cocctl_redis_t *redis)
{
    int                rc;
    size_t             i;
    coc_host_t         host;
    coc_node_t         copy;
    const coc_node_t  *node;

    for (rc = COC_AGAIN, i = 0; rc != COC_OK && i < redis->address.n; i++) {
        rc = cocctl_redis_table(redis, &redis->address.host[i]);
    }

    for (i = 0; rc != COC_OK; i++) {
        node = coc_cluster_master(redis->cluster, i);
        if (node == NULL) {
            break;
        }

        copy = *node;
        memset(&host, 0, sizeof(coc_host_t));
        host.host = coc_str_from(copy.host);
        host.port = copy.port;

        rc = cocctl_redis_table(redis, &host);
    }

    return rc;
}


static int
cocctl_redis_holder(cocctl_redis_t *redis, unsigned slot,
    cocctl_link_t **link)
{
    int                rc;
    coc_node_t         copy;
    const coc_node_t  *node;

    rc = redis->stale ? cocctl_redis_slots(redis) : COC_OK;
    if (rc != COC_OK) {
        return rc;
    }

    node = coc_cluster_node(redis->cluster, slot);

    if (node == NULL) {
        redis->stale = 1;
        return coc_error_set(&redis->err, COC_AGAIN,
                             "no node of the cluster has slot %u", slot);
    }

    copy = *node;
    rc = cocctl_redis_node(redis, &copy, link);

    if (rc == COC_AGAIN) {
        redis->stale = 1;
    }

    return rc;
}


int
cocctl_redis_route(cocctl_redis_t *redis, const cocctl_call_t *call,
    cocctl_link_t **link)
{
    if (call->next == COC_HOP_MOVED || call->next == COC_HOP_ASK) {
        return cocctl_redis_node(redis, &call->hop.node, link);
    }

    if (call->to != NULL) {
        return cocctl_redis_node(redis, call->to, link);
    }

    if (redis->address.type == COC_ADDRESS_CLUSTER) {
        return cocctl_redis_holder(redis, call->slot, link);
    }

    if (redis->places != NULL) {
        *link = redis->places->link;
        return COC_OK;
    }

    if (redis->address.type == COC_ADDRESS_SENTINEL) {
        return cocctl_redis_master(redis, link);
    }

    return cocctl_redis_connect(redis, &redis->address.host[0], NULL, link);
}
