/*
 * cocctl stats: what the servers say of themselves.
 */

#include "cocctl_stats.h"


/* How the module names its connections. */

#define COCCTL_STATS_EDGE  " name=ngx_http_coc"


/* The value behind "name:" at the start of a line of INFO. */

static void
cocctl_stats_info(const char *info, const char *name, char *value,
    size_t size)
{
    size_t       len;
    const char  *line;

    value[0] = '\0';
    len = strlen(name);

    for (line = info; line != NULL; line = strchr(line, '\n')) {
        line += (*line == '\n');

        if (strncmp(line, name, len) == 0 && line[len] == ':') {
            line += len + 1;
            (void) snprintf(value, size, "%.*s",
                            (int) coc_min(strcspn(line, "\r\n"), size), line);
            return;
        }
    }
}


static void
cocctl_stats_told(cocctl_stats_node_t *node, const redisReply *reply,
    const char *command)
{
    char         memory[32];
    const char  *p;

    if (reply->type == REDIS_REPLY_ARRAY && reply->elements != 0
        && reply->element[0]->type == REDIS_REPLY_STRING)
    {
        (void) snprintf(node->role, sizeof(node->role), "%s",
                        reply->element[0]->str);
        return;
    }

    if (reply->type != REDIS_REPLY_STRING) {
        return;
    }

    if (strcmp(command, "INFO") == 0) {
        cocctl_stats_info(reply->str, "redis_version", node->version,
                          sizeof(node->version));
        cocctl_stats_info(reply->str, "used_memory", memory, sizeof(memory));
        (void) coc_str_uint(coc_str_from(memory), UINT64_MAX, &node->memory);
        return;
    }

    for (p = strstr(reply->str, COCCTL_STATS_EDGE); p != NULL;
         p = strstr(p + 1, COCCTL_STATS_EDGE))
    {
        node->edges++;
    }
}


/* One command of a node, into the node; COC_DECLINED: there is no such. */

static int
cocctl_stats_say(cocctl_stats_t *stats, cocctl_stats_node_t *node,
    const char *a, const char *b, char *denied)
{
    int          rc;
    coc_str_t    args[2];
    redisReply  *reply;
    const char  *name;

    args[0] = coc_str_from(a);
    args[1] = coc_str_from(b);

    (void) coc_command_put(&stats->buf, args, (*b == '\0') ? 1 : 2);

    rc = cocctl_redis_ask_node(stats->redis, stats->n, &stats->buf, &reply,
                               &name);

    coc_buf_reset(&stats->buf);

    if (rc != COC_OK) {
        return rc;
    }

    if (reply == NULL) {
        node->down = 1;
        return COC_INVALID;
    }

    (void) snprintf(node->name, sizeof(node->name), "%s", name);

    rc = cocctl_stats_denied(reply, denied);

    if (rc == COC_OK) {
        cocctl_stats_told(node, reply, a);

    } else if (rc == COC_INVALID) {
        (void) snprintf(denied, COCCTL_STATS_TEXT, "%s", reply->str);
    }

    freeReplyObject(reply);

    return COC_OK;
}


int
cocctl_stats_servers(cocctl_stats_t *stats)
{
    int                   rc;
    cocctl_stats_node_t  *node;

    for (rc = COCCTL_OK; stats->n < COCCTL_STATS_NODES; stats->n++) {
        node = &stats->node[stats->n];

        switch (cocctl_stats_say(stats, node, "ROLE", "", node->role_denied)) {

        case COC_DECLINED:
            return rc;

        case COC_INVALID:
            rc = COCCTL_ERROR;
            continue;

        default:
            break;
        }

        if (cocctl_stats_say(stats, node, "INFO", "", node->info_denied)
            != COC_OK
            || cocctl_stats_say(stats, node, "CLIENT", "LIST",
                                node->edges_denied) != COC_OK)
        {
            rc = COCCTL_ERROR;
        }
    }

    return rc;
}
