/*
 * cocctl stats: how many members are under sanction, what waits for
 * moderators, how the feed stands.
 */

#include "cocctl_stats.h"

#include <stdlib.h>
#include <sys/time.h>


enum {
    COCCTL_OPT_REDIS = 0,
    COCCTL_OPT_PREFIX,
    COCCTL_OPT_TIMEOUT,
    COCCTL_OPT_JSON,
    COCCTL_OPT_MAX
};


int
cocctl_stats_denied(const redisReply *reply, char *denied)
{
    switch (coc_reply_class(reply)) {

    case COC_REPLY_OK:
        return COC_OK;

    case COC_REPLY_DENIED:
        (void) snprintf(denied, COCCTL_STATS_TEXT, "%s", reply->str);
        return COC_DECLINED;

    default:
        return COC_INVALID;
    }
}


/* Of sanctions that have run out nothing is said: their lines go when the
 * next one is written. */

static void
cocctl_stats_line(void *data, const coc_member_t *member, coc_step_e step,
    coc_privilege_e privilege, uint64_t until)
{
    cocctl_stats_t       *stats = data;
    cocctl_stats_line_t   line;

    if (privilege != COC_PRIVILEGE_MAX
        || (until != 0 && until <= stats->now))
    {
        return;
    }

    memcpy(line.text, member->hash, COC_MEMBER_HASH);
    line.text[COC_MEMBER_HASH] = (char) step;

    (void) coc_buf_append(&stats->lines, &line, sizeof(cocctl_stats_line_t));
}


static int
cocctl_stats_active(cocctl_stats_t *stats, unsigned shard)
{
    int           rc;
    uint64_t      cursor;
    redisReply   *reply;
    coc_reply_e   class;

    cursor = 0;

    do {
        (void) coc_feed_scan(&stats->buf, stats->prefix, shard, cursor);

        reply = cocctl_redis_ask(stats->redis, &stats->buf);
        if (reply == NULL) {
            return COCCTL_ERROR;
        }

        class = coc_feed_scan_reply(reply, &cursor, cocctl_stats_line, stats);
        rc = COCCTL_OK;

        if (class == COC_REPLY_DENIED) {
            (void) cocctl_stats_denied(reply, stats->sanctions_denied);
            cursor = 0;

        } else if (class != COC_REPLY_OK) {
            rc = cocctl_redis_refused(stats->redis, reply);
        }

        freeReplyObject(reply);

    } while (rc == COCCTL_OK && cursor != 0);

    return rc;
}


static int
cocctl_stats_order(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(cocctl_stats_line_t));
}


/* A scan may tell a line twice while the set grows; a member may have two. */

static void
cocctl_stats_count(cocctl_stats_t *stats)
{
    size_t                i, n;
    unsigned              step;
    cocctl_stats_line_t  *line;

    line = (cocctl_stats_line_t *) stats->lines.data;
    n = stats->lines.len / sizeof(cocctl_stats_line_t);

    if (n != 0) {
        qsort(line, n, sizeof(cocctl_stats_line_t), cocctl_stats_order);
    }

    for (i = 0; i < n; i++) {
        step = (unsigned) line[i].text[COC_MEMBER_HASH];

        if (i == 0
            || memcmp(line[i].text, line[i - 1].text, COC_MEMBER_HASH) != 0)
        {
            stats->members++;

        } else if (cocctl_stats_order(&line[i], &line[i - 1]) == 0) {
            continue;
        }

        if (step < COC_STEP_MAX) {
            stats->sanctions[step]++;
        }
    }
}


static int
cocctl_stats_feed(cocctl_stats_t *stats, unsigned shard)
{
    int               rc;
    redisReply       *reply;
    coc_reply_e       class;
    coc_feed_info_t   info;

    (void) coc_feed_info(&stats->buf, stats->prefix, shard);

    reply = cocctl_redis_ask(stats->redis, &stats->buf);
    if (reply == NULL) {
        return COCCTL_ERROR;
    }

    class = coc_feed_info_reply(reply, &info);
    rc = COCCTL_OK;

    if (class == COC_REPLY_DENIED) {
        (void) cocctl_stats_denied(reply, stats->feed_denied);

    } else if (class != COC_REPLY_OK) {
        rc = cocctl_redis_refused(stats->redis, reply);

    } else if (info.exists) {
        stats->feed += info.length;
        stats->changed = coc_max(stats->changed, info.last.ms);
    }

    freeReplyObject(reply);

    return rc;
}


/* One command on one stream of a queue; NULL when it has complained. */

static redisReply *
cocctl_stats_ask(cocctl_stats_t *stats, const cocctl_stats_queue_t *queue,
    unsigned shard, const char *a, const char *b)
{
    size_t      n;
    coc_buf_t   key;
    coc_str_t   args[3];
    redisReply *reply;

    coc_buf_init(&key, &cocctl_alloc, COCCTL_OUTPUT);
    (void) coc_key_shard(&key, stats->prefix, shard, queue->name);

    n = 0;
    args[n++] = coc_str_from(a);

    if (b != NULL) {
        args[n++] = coc_str_from(b);
    }

    args[n++] = coc_buf_str(&key);

    if (key.status == COC_OK) {
        (void) coc_command_put(&stats->buf, args, n);
        reply = cocctl_redis_ask(stats->redis, &stats->buf);

    } else {
        (void) cocctl_error("no memory for a command");
        reply = NULL;
    }

    coc_buf_free(&key);

    return reply;
}


static cocctl_stats_group_t *
cocctl_stats_named(cocctl_stats_queue_t *queue, const redisReply *name)
{
    size_t                 i;
    cocctl_stats_group_t  *group;

    if (name->type != REDIS_REPLY_STRING) {
        return NULL;
    }

    for (i = 0; i < queue->n; i++) {
        if (strncmp(queue->group[i].name, name->str, COCCTL_STATS_TEXT - 1)
            == 0)
        {
            return &queue->group[i];
        }
    }

    if (queue->n == COCCTL_STATS_GROUPS) {
        return NULL;
    }

    group = &queue->group[queue->n++];
    memset(group, 0, sizeof(cocctl_stats_group_t));
    (void) snprintf(group->name, sizeof(group->name), "%s", name->str);

    return group;
}


/* A group in XINFO GROUPS: names and values; what is unread since redis 7. */

static void
cocctl_stats_group(cocctl_stats_queue_t *queue, const redisReply *reply)
{
    int                    told;
    size_t                 i;
    uint64_t               n;
    const char            *name;
    const redisReply      *value;
    cocctl_stats_group_t  *group;

    if (reply->type != REDIS_REPLY_ARRAY || reply->elements < 2) {
        return;
    }

    group = cocctl_stats_named(queue, reply->element[1]);

    for (told = 0, i = 2; group != NULL && i + 1 < reply->elements; i += 2) {

        value = reply->element[i + 1];

        if (reply->element[i]->type != REDIS_REPLY_STRING
            || value->type != REDIS_REPLY_INTEGER || value->integer < 0)
        {
            continue;
        }

        name = reply->element[i]->str;
        n = (uint64_t) value->integer;

        if (strcmp(name, "consumers") == 0) {
            group->consumers = coc_max(group->consumers, n);

        } else if (strcmp(name, "pending") == 0) {
            group->pending += n;

        } else if (strcmp(name, "lag") == 0) {
            group->unread += n;
            told = 1;
        }
    }

    if (group != NULL && !told) {
        group->vague = 1;
    }
}


static int
cocctl_stats_groups(cocctl_stats_t *stats, cocctl_stats_queue_t *queue,
    unsigned shard)
{
    int                rc;
    size_t             i;
    redisReply        *reply;
    static const char  none[] = "ERR no such key";

    reply = cocctl_stats_ask(stats, queue, shard, "XINFO", "GROUPS");
    if (reply == NULL) {
        return COCCTL_ERROR;
    }

    rc = COCCTL_OK;

    switch (cocctl_stats_denied(reply, queue->groups_denied)) {

    case COC_OK:
        for (i = 0; reply->type == REDIS_REPLY_ARRAY && i < reply->elements;
             i++)
        {
            cocctl_stats_group(queue, reply->element[i]);
        }

        break;

    case COC_INVALID:
        if (strncmp(reply->str, none, sizeof(none) - 1) != 0) {
            rc = cocctl_redis_refused(stats->redis, reply);
        }

        break;

    default: /* COC_DECLINED */
        break;
    }

    freeReplyObject(reply);

    return rc;
}


static int
cocctl_stats_queue(cocctl_stats_t *stats, cocctl_stats_queue_t *queue,
    unsigned shard)
{
    int          rc;
    redisReply  *reply;

    reply = cocctl_stats_ask(stats, queue, shard, "XLEN", NULL);
    if (reply == NULL) {
        return COCCTL_ERROR;
    }

    rc = COCCTL_OK;

    if (reply->type == REDIS_REPLY_INTEGER) {
        queue->entries += (uint64_t) reply->integer;

    } else if (cocctl_stats_denied(reply, queue->denied) != COC_DECLINED) {
        rc = cocctl_redis_refused(stats->redis, reply);
    }

    freeReplyObject(reply);

    return (rc == COCCTL_OK) ? cocctl_stats_groups(stats, queue, shard) : rc;
}


static int
cocctl_stats_gather(cocctl_stats_t *stats)
{
    int       rc;
    size_t    i;
    unsigned  shard;

    stats->queue[0].name = "review";
    stats->queue[1].name = "escalations";
    stats->queue[2].name = "care";

    for (rc = COCCTL_OK, shard = 0;
         rc == COCCTL_OK && shard < COC_FEED_SHARDS;
         shard++)
    {
        rc = cocctl_stats_active(stats, shard);

        if (rc == COCCTL_OK) {
            rc = cocctl_stats_feed(stats, shard);
        }

        for (i = 0; rc == COCCTL_OK && i < coc_nelts(stats->queue); i++) {
            rc = cocctl_stats_queue(stats, &stats->queue[i], shard);
        }
    }

    if (rc == COCCTL_OK && stats->lines.status != COC_OK) {
        rc = cocctl_error("no memory for the members under sanction");
    }

    cocctl_stats_count(stats);

    return rc;
}


static int
cocctl_stats_run(cocctl_stats_t *stats, int json)
{
    int  rc, servers;

    rc = cocctl_stats_gather(stats);
    if (rc != COCCTL_OK) {
        return rc;
    }

    servers = cocctl_stats_servers(stats);

    rc = json ? cocctl_stats_json(stats) : cocctl_stats_table(stats);

    return (rc == COCCTL_OK) ? servers : rc;
}


int
cocctl_stats(int argc, char **argv)
{
    int               rc, n;
    cocctl_stats_t   *stats;
    struct timeval    tv;
    cocctl_option_t   options[COCCTL_OPT_MAX + 1] = {
        { .name = "redis", .max = 1 },
        { .name = "prefix", .max = 1 },
        { .name = "timeout", .max = 1 },
        { .name = "json", .max = 0 },
        { .name = NULL }
    };

    n = cocctl_options(argc, argv, options);
    if (n < 0) {
        return COCCTL_ERROR;
    }

    if (n != 0 || options[COCCTL_OPT_REDIS].n == 0) {
        return cocctl_error(n ? "stats: takes options only"
                              : "stats: --redis is needed");
    }

    stats = calloc(1, sizeof(cocctl_stats_t));
    if (stats == NULL) {
        return cocctl_error("no memory");
    }

    (void) gettimeofday(&tv, NULL);

    stats->now = (uint64_t) tv.tv_sec * 1000 + (uint64_t) tv.tv_usec / 1000;
    stats->prefix = coc_str_from(cocctl_value(&options[COCCTL_OPT_PREFIX],
                                              "coc:"));
    coc_buf_init(&stats->buf, &cocctl_alloc, COCCTL_OUTPUT);
    coc_buf_init(&stats->lines, &cocctl_alloc, 16 * (size_t) COCCTL_OUTPUT);

    stats->redis = cocctl_redis_open(
                          cocctl_value(&options[COCCTL_OPT_REDIS], ""),
                          cocctl_value(&options[COCCTL_OPT_TIMEOUT], NULL));

    rc = (stats->redis == NULL)
         ? COCCTL_ERROR
         : cocctl_stats_run(stats, options[COCCTL_OPT_JSON].n != 0);

    cocctl_redis_close(stats->redis);
    coc_buf_free(&stats->lines);
    coc_buf_free(&stats->buf);
    free(stats);

    return rc;
}
