/*
 * cocctl member show and history: a record, for eyes and for programs.
 */

#include "cocctl_member.h"


int
cocctl_member_read(cocctl_member_t *m, size_t i, coc_standing_t *standing)
{
    int          rc;
    redisReply  *reply;

    (void) coc_store_read(&m->buf, m->prefix, &m->member[i]);

    reply = cocctl_redis_ask(m->redis, &m->buf);
    if (reply == NULL) {
        return COCCTL_ERROR;
    }

    rc = (coc_store_read_reply(reply, standing) == COC_REPLY_OK)
         ? COCCTL_OK : cocctl_redis_refused(m->redis, reply);

    freeReplyObject(reply);

    return rc;
}


static void
cocctl_member_json_taken(const cocctl_member_t *m,
    const coc_privileges_t *privileges, coc_buf_t *buf)
{
    int       more;
    unsigned  i;
    uint32_t  taken;

    taken = coc_privileges_taken(privileges, m->now);

    (void) coc_buf_puts(buf, ",\"privileges\":{");

    for (more = 0, i = 0; i < COC_PRIVILEGE_MAX; i++) {

        if (!(taken & (1u << i))) {
            continue;
        }

        (void) coc_buf_puts(buf, more ? ",\"" : "\"");
        (void) coc_buf_puts(buf, coc_privilege_name((coc_privilege_e) i));
        (void) coc_buf_puts(buf, "\":{\"until\":");

        if (privileges->until[i]) {
            (void) coc_buf_uint(buf, privileges->until[i]);
        } else {
            (void) coc_buf_puts(buf, "null");
        }

        (void) coc_buf_puts(buf, ",\"reason\":");
        (void) coc_buf_json(buf, coc_str_from(privileges->reason[i]));
        (void) coc_buf_putc(buf, '}');
        more = 1;
    }

    (void) coc_buf_putc(buf, '}');
}


static void
cocctl_member_json(const cocctl_member_t *m, const coc_standing_t *s,
    coc_buf_t *buf)
{
    int       more;
    char      points[64];
    uint64_t  p;
    unsigned  i;

    p = coc_standing_points(s, m->decay, m->now);

    (void) snprintf(points, sizeof(points), "%llu.%03u",
                    (unsigned long long) (p / 1000), (unsigned) (p % 1000));

    (void) coc_buf_puts(buf, "{\"member\":");
    (void) coc_buf_json(buf, m->id);
    (void) coc_buf_puts(buf, ",\"hash\":\"");
    (void) coc_buf_puts(buf, m->member[0].hash);
    (void) coc_buf_puts(buf, "\",\"points\":");
    (void) coc_buf_puts(buf, points);
    (void) coc_buf_puts(buf, ",\"step\":\"");
    (void) coc_buf_puts(buf, coc_step_name(coc_standing_step(s, m->now)));
    (void) coc_buf_puts(buf, "\",\"until\":");

    if (coc_standing_until(s, m->now)) {
        (void) coc_buf_uint(buf, coc_standing_until(s, m->now));
    } else {
        (void) coc_buf_puts(buf, "null");
    }

    (void) coc_buf_puts(buf, ",\"sections\":{");

    for (more = 0, i = 0; i < COC_SECTION_MAX; i++) {
        if (s->section[i]) {
            (void) coc_buf_puts(buf, more ? ",\"" : "\"");
            (void) coc_buf_puts(buf, coc_section_name((coc_section_e) i));
            (void) coc_buf_puts(buf, "\":");
            (void) coc_buf_uint(buf, s->section[i]);
            more = 1;
        }
    }

    (void) coc_buf_putc(buf, '}');
    cocctl_member_json_taken(m, &s->privileges, buf);
    (void) coc_buf_puts(buf, "}\n");
}


static void
cocctl_member_line(coc_buf_t *buf, const char *name, const char *value)
{
    char  text[256];

    (void) snprintf(text, sizeof(text), "%-10s %s\n", name, value);
    (void) coc_buf_puts(buf, text);
}


static void
cocctl_member_text_taken(const cocctl_member_t *m,
    const coc_privileges_t *privileges, coc_buf_t *buf)
{
    char      text[192 + COC_PRIVILEGE_REASON], date[64];
    unsigned  i;
    uint32_t  taken;

    taken = coc_privileges_taken(privileges, m->now);

    for (i = 0; i < COC_PRIVILEGE_MAX; i++) {

        if (!(taken & (1u << i))) {
            continue;
        }

        (void) snprintf(text, sizeof(text), "%-10s %-13s until %s%s%s\n",
                        "privilege", coc_privilege_name((coc_privilege_e) i),
                        privileges->until[i]
                        ? cocctl_date(privileges->until[i], date, sizeof(date))
                        : "lifted",
                        privileges->reason[i][0] ? ": " : "",
                        privileges->reason[i]);
        (void) coc_buf_puts(buf, text);
    }
}


static void
cocctl_member_text(const cocctl_member_t *m, const coc_standing_t *s,
    coc_buf_t *buf)
{
    char        text[128], date[64];
    uint64_t    p, until;
    unsigned    i;
    coc_step_e  step;

    p = coc_standing_points(s, m->decay, m->now);
    step = coc_standing_step(s, m->now);
    until = coc_standing_until(s, m->now);

    (void) coc_buf_puts(buf, "member     ");
    (void) coc_buf_put(buf, m->id);
    (void) coc_buf_putc(buf, '\n');
    cocctl_member_line(buf, "hash", m->member[0].hash);

    (void) snprintf(text, sizeof(text), "%llu.%03u",
                    (unsigned long long) (p / 1000), (unsigned) (p % 1000));
    cocctl_member_line(buf, "points", text);

    cocctl_member_line(buf, "step", coc_step_name(step));

    if (step >= COC_STEP_MUTE) {
        cocctl_member_line(buf, "until", (until == 0) ? "lifted"
                           : cocctl_date(until, date, sizeof(date)));
    }

    for (i = 0; i < COC_SECTION_MAX; i++) {
        if (s->section[i]) {
            (void) snprintf(text, sizeof(text), "%-13s %u points",
                            coc_section_name((coc_section_e) i),
                            s->section[i]);
            cocctl_member_line(buf, "section", text);
        }
    }

    cocctl_member_text_taken(m, &s->privileges, buf);
}


static int
cocctl_member_print(cocctl_member_t *m, const coc_standing_t *standing)
{
    coc_buf_reset(&m->buf);

    if (m->json) {
        cocctl_member_json(m, standing, &m->buf);
    } else {
        cocctl_member_text(m, standing, &m->buf);
    }

    return cocctl_write(&m->buf);
}


/* The standing under all secrets, as the module sees it. */

static int
cocctl_member_standing(cocctl_member_t *m, coc_standing_t *standing)
{
    int             rc;
    size_t          i;
    coc_standing_t  other;

    rc = cocctl_member_read(m, 0, standing);

    for (i = 1; rc == COCCTL_OK && i < m->n; i++) {
        rc = cocctl_member_read(m, i, &other);

        if (rc == COCCTL_OK) {
            coc_standing_merge(standing, &other, m->decay, m->now);
        }
    }

    return rc;
}


int
cocctl_member_show(cocctl_member_t *m)
{
    int             rc;
    coc_standing_t  standing;

    rc = cocctl_member_standing(m, &standing);

    return (rc == COCCTL_OK) ? cocctl_member_print(m, &standing) : rc;
}


/* "<id> {...}" as {"id":"<id>",...}. */

static void
cocctl_member_entry(coc_str_t entry, coc_buf_t *seen, coc_buf_t *buf)
{
    size_t     space, was;
    coc_str_t  id, rest;

    space = coc_str_find(entry, ' ', 0);

    id.data = entry.data;
    id.len = space;

    if (entry.len - space < 3 || entry.data[space + 1] != '{') {
        return;
    }

    /* a chain that was sent again after its id was forgotten, or a restore
     * under two secrets */

    was = seen->len;

    (void) coc_buf_putc(seen, '\n');
    (void) coc_buf_put(seen, id);
    (void) coc_buf_putc(seen, '\n');

    if (seen->status == COC_OK
        && memmem(seen->data, was, seen->data + was, seen->len - was) != NULL)
    {
        seen->len = was;
        return;
    }

    rest.data = entry.data + space + 2;
    rest.len = entry.len - space - 2;

    (void) coc_buf_puts(buf, "{\"id\":");
    (void) coc_buf_json(buf, id);
    (void) coc_buf_putc(buf, ',');
    (void) coc_buf_put(buf, rest);
    (void) coc_buf_putc(buf, '\n');
}


static int
cocctl_member_entries(cocctl_member_t *m, const redisReply *reply,
    coc_buf_t *seen)
{
    size_t     i;
    coc_str_t  entry;

    if (reply->type != REDIS_REPLY_ARRAY) {
        return cocctl_redis_refused(m->redis, reply);
    }

    for (i = 0; i < reply->elements; i++) {

        if (reply->element[i]->type != REDIS_REPLY_STRING) {
            return cocctl_redis_refused(m->redis, reply->element[i]);
        }

        entry.data = (const uint8_t *) reply->element[i]->str;
        entry.len = (size_t) reply->element[i]->len;

        cocctl_member_entry(entry, seen, &m->buf);
    }

    return cocctl_write(&m->buf);
}


/* The retired secret's part first: it is the older one. */

int
cocctl_member_history(cocctl_member_t *m)
{
    int          rc;
    size_t       i;
    coc_buf_t    seen;
    redisReply  *reply;

    coc_buf_init(&seen, &cocctl_alloc, COCCTL_OUTPUT);

    for (rc = COCCTL_OK, i = m->n; rc == COCCTL_OK && i > 0; i--) {

        (void) coc_store_history(&m->buf, m->prefix, &m->member[i - 1]);

        reply = cocctl_redis_ask(m->redis, &m->buf);
        if (reply == NULL) {
            rc = COCCTL_ERROR;
            break;
        }

        rc = cocctl_member_entries(m, reply, &seen);

        freeReplyObject(reply);
    }

    coc_buf_free(&seen);

    return rc;
}
