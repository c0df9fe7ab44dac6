/*
 * The slot table of a cluster, redirections, and the answers of sentinels.
 * What a server says is not believed: a reply that is not whole and in bounds
 * changes nothing.
 */

#include "coc_cluster.h"

#include "coc_command.h"
#include "coc_str.h"


#define COC_CLUSTER_UNKNOWN  0xffff     /* a slot that nobody serves */


typedef struct {
    coc_node_t  node[COC_CLUSTER_NODES];
    size_t      n;
    uint16_t    slot[COC_CLUSTER_SLOTS];        /* index of its node */
} coc_cluster_table_t;


/* The table is replaced whole: two exist while a reply is read. */

struct coc_cluster_s {
    coc_alloc_t           alloc;
    coc_cluster_table_t  *table;
};


static coc_str_t
coc_cluster_text(const redisReply *reply)
{
    coc_str_t  s;

    s.data = (const uint8_t *) reply->str;
    s.len = (reply->str == NULL) ? 0 : (size_t) reply->len;

    return s;
}


/*
 * "?" is what a node says of one whose name it was not told.
 *
 * COC_DECLINED  the node can't be known from it
 */

static int
coc_cluster_host(coc_node_t *node, coc_str_t host, uint64_t port,
    const coc_node_t *from)
{
    size_t  i;

    if (host.len == 0) {
        host = coc_str_from(from->host);
    }

    if (host.len == 0 || host.len >= COC_CLUSTER_HOST || port > 65535) {
        return COC_INVALID;
    }

    for (i = 0; i < host.len; i++) {
        if (host.data[i] <= ' ' || host.data[i] >= 0x7f) {
            return COC_INVALID;
        }
    }

    if (port == 0 || (host.len == 1 && host.data[0] == '?')) {
        return COC_DECLINED;
    }

    /* over what was there: a node may be its own source */

    memmove(node->host, host.data, host.len);
    node->host[host.len] = '\0';
    node->port = (unsigned) port;

    return COC_OK;
}


static int
coc_cluster_same(const coc_node_t *a, const coc_node_t *b)
{
    return a->port == b->port && strcmp(a->host, b->host) == 0;
}


/* The node's index, added where it is new; COC_CLUSTER_UNKNOWN: no room. */

static uint16_t
coc_cluster_add(coc_cluster_table_t *table, const coc_node_t *node)
{
    size_t  i;

    for (i = 0; i < table->n; i++) {
        if (coc_cluster_same(&table->node[i], node)) {
            return (uint16_t) i;
        }
    }

    if (table->n == COC_CLUSTER_NODES) {
        return COC_CLUSTER_UNKNOWN;
    }

    table->node[table->n] = *node;

    return (uint16_t) table->n++;
}


static coc_cluster_table_t *
coc_cluster_table(const coc_alloc_t *alloc)
{
    size_t                i;
    coc_cluster_table_t  *table;

    table = alloc->alloc(alloc->ctx, sizeof(coc_cluster_table_t));
    if (table == NULL) {
        return NULL;
    }

    table->n = 0;

    for (i = 0; i < COC_CLUSTER_SLOTS; i++) {
        table->slot[i] = COC_CLUSTER_UNKNOWN;
    }

    return table;
}


coc_cluster_t *
coc_cluster_create(const coc_alloc_t *alloc)
{
    coc_cluster_t  *cluster;

    cluster = alloc->alloc(alloc->ctx, sizeof(coc_cluster_t));
    if (cluster == NULL) {
        return NULL;
    }

    cluster->alloc = *alloc;
    cluster->table = coc_cluster_table(alloc);

    if (cluster->table == NULL) {
        alloc->free(alloc->ctx, cluster);
        return NULL;
    }

    return cluster;
}


void
coc_cluster_destroy(coc_cluster_t *cluster)
{
    coc_alloc_t  alloc;

    if (cluster == NULL) {
        return;
    }

    alloc = cluster->alloc;

    alloc.free(alloc.ctx, cluster->table);
    alloc.free(alloc.ctx, cluster);
}


int
coc_cluster_ask(coc_buf_t *out)
{
    static const coc_str_t  args[] = { coc_str("CLUSTER"), coc_str("SLOTS") };

    return coc_command_put(out, args, coc_nelts(args));
}


/* The address among a node's metadata: name, value, name, value. */

static coc_str_t
coc_cluster_ip(const redisReply *node)
{
    size_t             i;
    coc_str_t          none = coc_null_str;
    const redisReply  *data;

    if (node->elements < 4 || node->element[3]->type != REDIS_REPLY_ARRAY) {
        return none;
    }

    data = node->element[3];

    for (i = 0; i + 1 < data->elements; i += 2) {
        if (data->element[i]->type == REDIS_REPLY_STRING
            && data->element[i + 1]->type == REDIS_REPLY_STRING
            && coc_str_eq(coc_cluster_text(data->element[i]),
                          coc_str_from("ip")))
        {
            return coc_cluster_text(data->element[i + 1]);
        }
    }

    return none;
}


/* [host, port, id, metadata ...] */

static int
coc_cluster_master_of(const redisReply *reply, const coc_node_t *from,
    coc_node_t *node)
{
    int        rc;
    uint64_t   port;
    coc_str_t  ip, host;

    if (reply->type != REDIS_REPLY_ARRAY || reply->elements < 2
        || (reply->element[0]->type != REDIS_REPLY_STRING
            && reply->element[0]->type != REDIS_REPLY_NIL)
        || reply->element[1]->type != REDIS_REPLY_INTEGER
        || reply->element[1]->integer < 0)
    {
        return COC_INVALID;
    }

    host = coc_cluster_text(reply->element[0]);
    port = (uint64_t) reply->element[1]->integer;

    rc = coc_cluster_host(node, host, port, from);

    if (rc == COC_DECLINED && port != 0) {
        ip = coc_cluster_ip(reply);

        if (ip.len != 0) {
            rc = coc_cluster_host(node, ip, port, from);
        }
    }

    return rc;
}


/* [first, last, master, replica ...]; no two ranges share a slot. */

static int
coc_cluster_range(coc_cluster_table_t *table, const redisReply *range,
    const coc_node_t *from)
{
    int         rc;
    uint16_t    at;
    long long   i, first, last;
    coc_node_t  node;

    if (range->type != REDIS_REPLY_ARRAY || range->elements < 3
        || range->element[0]->type != REDIS_REPLY_INTEGER
        || range->element[1]->type != REDIS_REPLY_INTEGER)
    {
        return COC_INVALID;
    }

    first = range->element[0]->integer;
    last = range->element[1]->integer;

    if (first < 0 || last < first || last >= COC_CLUSTER_SLOTS) {
        return COC_INVALID;
    }

    rc = coc_cluster_master_of(range->element[2], from, &node);
    if (rc != COC_OK) {
        return rc;
    }

    at = coc_cluster_add(table, &node);
    if (at == COC_CLUSTER_UNKNOWN) {
        return COC_LIMIT;
    }

    for (i = first; i <= last; i++) {
        if (table->slot[i] != COC_CLUSTER_UNKNOWN) {
            return COC_INVALID;
        }

        table->slot[i] = at;
    }

    return COC_OK;
}


static int
coc_cluster_changed(const coc_cluster_table_t *old,
    const coc_cluster_table_t *new)
{
    size_t    i, k;
    uint16_t  was[COC_CLUSTER_NODES];

    if (old->n != new->n) {
        return 1;
    }

    for (i = 0; i < new->n; i++) {

        for (k = 0; k < old->n; k++) {
            if (coc_cluster_same(&new->node[i], &old->node[k])) {
                break;
            }
        }

        if (k == old->n) {
            return 1;
        }

        was[i] = (uint16_t) k;
    }

    for (i = 0; i < COC_CLUSTER_SLOTS; i++) {
        k = new->slot[i];

        if (old->slot[i] != ((k == COC_CLUSTER_UNKNOWN) ? k : was[k])) {
            return 1;
        }
    }

    return 0;
}


int
coc_cluster_reply(coc_cluster_t *cluster, const redisReply *reply,
    const coc_node_t *from, int *changed)
{
    int                   rc;
    size_t                i;
    coc_cluster_table_t  *table;

    if (reply == NULL || reply->type != REDIS_REPLY_ARRAY) {
        return COC_INVALID;
    }

    table = coc_cluster_table(&cluster->alloc);
    if (table == NULL) {
        return COC_ERROR;
    }

    for (rc = COC_OK, i = 0; rc == COC_OK && i < reply->elements; i++) {
        rc = coc_cluster_range(table, reply->element[i], from);

        /* slots of a master that can't be known now: nobody's */

        if (rc == COC_DECLINED) {
            rc = COC_OK;
        }
    }

    /* a node that was reset, or has met nobody yet, knows of no slot: what was
     * known before is worth more */

    if (rc == COC_OK && table->n == 0) {
        rc = COC_INVALID;
    }

    if (rc != COC_OK) {
        cluster->alloc.free(cluster->alloc.ctx, table);
        return rc;
    }

    if (changed != NULL) {
        *changed = coc_cluster_changed(cluster->table, table);
    }

    cluster->alloc.free(cluster->alloc.ctx, cluster->table);
    cluster->table = table;

    return COC_OK;
}


const coc_node_t *
coc_cluster_node(const coc_cluster_t *cluster, unsigned slot)
{
    uint16_t  at;

    if (slot >= COC_CLUSTER_SLOTS) {
        return NULL;
    }

    at = cluster->table->slot[slot];

    return (at == COC_CLUSTER_UNKNOWN) ? NULL : &cluster->table->node[at];
}


const coc_node_t *
coc_cluster_master(const coc_cluster_t *cluster, size_t i)
{
    return (i < cluster->table->n) ? &cluster->table->node[i] : NULL;
}


/* "MOVED 3999 127.0.0.1:6381"; the port is behind the last colon. */

static int
coc_cluster_redirect(coc_str_t text, const coc_node_t *from,
    coc_node_t *node, unsigned *slot)
{
    size_t     i, space;
    uint64_t   n, port;
    coc_str_t  host, s;

    space = coc_str_find(text, ' ', 0);
    i = coc_str_find(text, ' ', coc_min(space + 1, text.len));

    if (i == text.len) {
        return COC_INVALID;
    }

    s.data = text.data + space + 1;
    s.len = i - space - 1;

    if (coc_str_uint(s, COC_CLUSTER_SLOTS - 1, &n) != COC_OK) {
        return COC_INVALID;
    }

    host.data = text.data + i + 1;
    host.len = text.len - i - 1;

    for (i = host.len; i > 0 && host.data[i - 1] != ':'; i--) { /* void */ }

    if (i == 0) {
        return COC_INVALID;
    }

    s.data = host.data + i;
    s.len = host.len - i;
    host.len = i - 1;

    if (coc_str_uint(s, 65535, &port) != COC_OK) {
        return COC_INVALID;
    }

    if (host.len > 2 && host.data[0] == '[' && host.data[host.len - 1] == ']')
    {
        host.data++;
        host.len -= 2;
    }

    *slot = (unsigned) n;

    return coc_cluster_host(node, host, port, from);
}


coc_hop_e
coc_cluster_hop(coc_cluster_t *cluster, coc_hop_t *hop,
    const redisReply *reply, const coc_node_t *from)
{
    int         moved;
    unsigned    slot;
    uint16_t    at;
    coc_str_t   text, word;
    coc_node_t  node;

    if (reply == NULL || reply->type != REDIS_REPLY_ERROR) {
        return COC_HOP_DONE;
    }

    text = coc_cluster_text(reply);
    word = text;
    word.len = coc_str_find(text, ' ', 0);

    if (coc_str_eq(word, coc_str_from("TRYAGAIN"))
        || coc_str_eq(word, coc_str_from("CLUSTERDOWN")))
    {
        return COC_HOP_WAIT;
    }

    moved = coc_str_eq(word, coc_str_from("MOVED"));

    if (!moved && !coc_str_eq(word, coc_str_from("ASK"))) {
        return COC_HOP_DONE;
    }

    if (hop->hops >= COC_CLUSTER_HOPS
        || coc_cluster_redirect(text, from, &node, &slot) != COC_OK)
    {
        return COC_HOP_LOST;
    }

    hop->hops++;
    hop->node = node;

    if (!moved) {
        return COC_HOP_ASK;
    }

    at = coc_cluster_add(cluster->table, &node);

    if (at != COC_CLUSTER_UNKNOWN) {
        cluster->table->slot[slot] = at;
    }

    return COC_HOP_MOVED;
}


int
coc_sentinel_ask(coc_buf_t *out, coc_str_t master)
{
    coc_str_t  args[] = { coc_str("SENTINEL"),
                          coc_str("GET-MASTER-ADDR-BY-NAME"), coc_null_str };

    args[2] = master;

    return coc_command_put(out, args, coc_nelts(args));
}


int
coc_sentinel_reply(const redisReply *reply, coc_node_t *node)
{
    int         rc;
    uint64_t    port;
    coc_node_t  nobody;

    if (reply != NULL && reply->type == REDIS_REPLY_NIL) {
        return COC_DECLINED;
    }

    if (reply == NULL || reply->type != REDIS_REPLY_ARRAY
        || reply->elements != 2
        || reply->element[0]->type != REDIS_REPLY_STRING
        || reply->element[1]->type != REDIS_REPLY_STRING
        || coc_str_uint(coc_cluster_text(reply->element[1]), 65535, &port)
           != COC_OK)
    {
        return COC_INVALID;
    }

    /* a sentinel never means itself */

    nobody.host[0] = '\0';
    nobody.port = 0;

    rc = coc_cluster_host(node, coc_cluster_text(reply->element[0]), port,
                          &nobody);

    return (rc == COC_OK) ? COC_OK : COC_INVALID;
}
