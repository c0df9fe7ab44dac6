/*
 * cocctl stats: what was gathered, for eyes and for programs.
 */

#include "cocctl_stats.h"


#define COCCTL_STATS_LINE  1024


static void
cocctl_stats_put(coc_buf_t *buf, const char *name, const char *value)
{
    char  column[64];

    (void) snprintf(column, sizeof(column), "%-14s ", name);
    (void) coc_buf_puts(buf, column);
    (void) coc_buf_puts(buf, value);
    (void) coc_buf_putc(buf, '\n');
}


static void
cocctl_stats_server(coc_buf_t *buf, const cocctl_stats_node_t *node)
{
    char  text[COCCTL_STATS_LINE];

    if (node->down) {
        cocctl_stats_put(buf, "server", "it does not answer");
        return;
    }

    cocctl_stats_put(buf, "server", node->name);
    cocctl_stats_put(buf, "  role", node->role_denied[0] ? node->role_denied
                                                         : node->role);

    if (node->info_denied[0]) {
        cocctl_stats_put(buf, "  version", node->info_denied);

    } else {
        cocctl_stats_put(buf, "  version", node->version);
        (void) snprintf(text, sizeof(text), "%llu KiB",
                        (unsigned long long) (node->memory / 1024));
        cocctl_stats_put(buf, "  memory", text);
    }

    (void) snprintf(text, sizeof(text), "%llu connections",
                    (unsigned long long) node->edges);
    cocctl_stats_put(buf, "  edges", node->edges_denied[0]
                                     ? node->edges_denied : text);
}


static void
cocctl_stats_waiting(coc_buf_t *buf, const cocctl_stats_queue_t *queue)
{
    char                         text[COCCTL_STATS_LINE], unread[32];
    size_t                       i;
    const cocctl_stats_group_t  *group;

    (void) snprintf(text, sizeof(text), "%llu entries",
                    (unsigned long long) queue->entries);
    cocctl_stats_put(buf, queue->name, queue->denied[0] ? queue->denied
                                                        : text);

    if (queue->groups_denied[0]) {
        cocctl_stats_put(buf, "  groups", queue->groups_denied);
    }

    for (i = 0; i < queue->n; i++) {
        group = &queue->group[i];

        (void) snprintf(unread, sizeof(unread), "%llu",
                        (unsigned long long) group->unread);
        (void) snprintf(text, sizeof(text),
                        "%s: %llu pending, %s unread, %llu consumers",
                        group->name, (unsigned long long) group->pending,
                        group->vague ? "?" : unread,
                        (unsigned long long) group->consumers);
        cocctl_stats_put(buf, "  group", text);
    }
}


int
cocctl_stats_table(cocctl_stats_t *stats)
{
    char        text[COCCTL_STATS_LINE], date[64], name[32];
    size_t      i;
    coc_buf_t  *buf = &stats->buf;

    coc_buf_reset(buf);

    (void) snprintf(text, sizeof(text), "%llu under sanction",
                    (unsigned long long) stats->members);
    cocctl_stats_put(buf, "members", stats->sanctions_denied[0]
                                     ? stats->sanctions_denied : text);

    for (i = COC_STEP_MUTE;
         i < COC_STEP_MAX && stats->sanctions_denied[0] == '\0';
         i++)
    {
        (void) snprintf(name, sizeof(name), "  %s",
                        coc_step_name((coc_step_e) i));
        (void) snprintf(text, sizeof(text), "%llu",
                        (unsigned long long) stats->sanctions[i]);
        cocctl_stats_put(buf, name, text);
    }

    for (i = 0; i < coc_nelts(stats->queue); i++) {
        cocctl_stats_waiting(buf, &stats->queue[i]);
    }

    (void) snprintf(text, sizeof(text), "%llu entries, last change %s",
                    (unsigned long long) stats->feed,
                    stats->changed
                    ? cocctl_date(stats->changed, date, sizeof(date))
                    : "never");
    cocctl_stats_put(buf, "feed", stats->feed_denied[0] ? stats->feed_denied
                                                        : text);

    for (i = 0; i < stats->n; i++) {
        cocctl_stats_server(buf, &stats->node[i]);
    }

    return cocctl_write(buf);
}


/* ,"name":n  and  ,"name":"text" */

static void
cocctl_stats_number(coc_buf_t *buf, const char *name, uint64_t n)
{
    (void) coc_buf_puts(buf, ",\"");
    (void) coc_buf_puts(buf, name);
    (void) coc_buf_puts(buf, "\":");
    (void) coc_buf_uint(buf, n);
}


static void
cocctl_stats_text(coc_buf_t *buf, const char *name, const char *text)
{
    (void) coc_buf_puts(buf, ",\"");
    (void) coc_buf_puts(buf, name);
    (void) coc_buf_puts(buf, "\":");
    (void) coc_buf_json(buf, coc_str_from(text));
}


static void
cocctl_stats_json_server(coc_buf_t *buf, const cocctl_stats_node_t *node)
{
    (void) coc_buf_puts(buf, "{\"node\":");
    (void) coc_buf_json(buf, coc_str_from(node->name));

    if (node->down) {
        cocctl_stats_text(buf, "error", "it does not answer");

    } else {

        cocctl_stats_text(buf, node->role_denied[0] ? "role_error" : "role",
                          node->role_denied[0] ? node->role_denied
                                               : node->role);

        if (node->info_denied[0]) {
            cocctl_stats_text(buf, "info_error", node->info_denied);

        } else {
            cocctl_stats_text(buf, "version", node->version);
            cocctl_stats_number(buf, "used_memory", node->memory);
        }

        if (node->edges_denied[0]) {
            cocctl_stats_text(buf, "edges_error", node->edges_denied);

        } else {
            cocctl_stats_number(buf, "edges", node->edges);
        }
    }

    (void) coc_buf_putc(buf, '}');
}


static void
cocctl_stats_json_queue(coc_buf_t *buf, const cocctl_stats_queue_t *queue)
{
    size_t                       i;
    const cocctl_stats_group_t  *group;

    (void) coc_buf_puts(buf, ",\"");
    (void) coc_buf_puts(buf, queue->name);
    (void) coc_buf_puts(buf, "\":{");

    if (queue->denied[0]) {
        (void) coc_buf_puts(buf, "\"error\":");
        (void) coc_buf_json(buf, coc_str_from(queue->denied));

    } else {
        (void) coc_buf_puts(buf, "\"entries\":");
        (void) coc_buf_uint(buf, queue->entries);
    }

    if (queue->groups_denied[0]) {
        cocctl_stats_text(buf, "groups_error", queue->groups_denied);
    }

    (void) coc_buf_puts(buf, ",\"groups\":[");

    for (i = 0; i < queue->n; i++) {
        group = &queue->group[i];

        (void) coc_buf_puts(buf, i ? ",{\"name\":" : "{\"name\":");
        (void) coc_buf_json(buf, coc_str_from(group->name));
        cocctl_stats_number(buf, "consumers", group->consumers);
        cocctl_stats_number(buf, "pending", group->pending);

        if (group->vague) {
            (void) coc_buf_puts(buf, ",\"unread\":null}");

        } else {
            cocctl_stats_number(buf, "unread", group->unread);
            (void) coc_buf_putc(buf, '}');
        }
    }

    (void) coc_buf_puts(buf, "]}");
}


int
cocctl_stats_json(cocctl_stats_t *stats)
{
    size_t      i;
    coc_buf_t  *buf = &stats->buf;

    coc_buf_reset(buf);

    (void) coc_buf_puts(buf, "{\"sanctions\":{");

    if (stats->sanctions_denied[0]) {
        (void) coc_buf_puts(buf, "\"error\":");
        (void) coc_buf_json(buf, coc_str_from(stats->sanctions_denied));

    } else {
        (void) coc_buf_puts(buf, "\"members\":");
        (void) coc_buf_uint(buf, stats->members);

        for (i = COC_STEP_MUTE; i < COC_STEP_MAX; i++) {
            cocctl_stats_number(buf, coc_step_name((coc_step_e) i),
                                stats->sanctions[i]);
        }
    }

    (void) coc_buf_putc(buf, '}');

    for (i = 0; i < coc_nelts(stats->queue); i++) {
        cocctl_stats_json_queue(buf, &stats->queue[i]);
    }

    if (stats->feed_denied[0]) {
        (void) coc_buf_puts(buf, ",\"feed\":{\"error\":");
        (void) coc_buf_json(buf, coc_str_from(stats->feed_denied));

    } else {
        (void) coc_buf_puts(buf, ",\"feed\":{\"entries\":");
        (void) coc_buf_uint(buf, stats->feed);

        if (stats->changed) {
            cocctl_stats_number(buf, "changed", stats->changed);
        } else {
            (void) coc_buf_puts(buf, ",\"changed\":null");
        }
    }

    (void) coc_buf_puts(buf, "},\"servers\":[");

    for (i = 0; i < stats->n; i++) {
        if (i != 0) {
            (void) coc_buf_putc(buf, ',');
        }

        cocctl_stats_json_server(buf, &stats->node[i]);
    }

    (void) coc_buf_puts(buf, "]}\n");

    return cocctl_write(buf);
}
