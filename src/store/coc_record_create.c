/*
 * What a record's chain is made of: the script's arguments, history, the
 * event.  All is copied, so that the record outlives what it came from.
 */

#include "coc_record.h"
#include "coc_command.h"
#include "coc_str.h"


#define COC_RECORD_RETENTION  (365ULL * 86400 * 1000)   /* ms */
#define COC_RECORD_JSON       (256 * 1024)      /* bytes of one event, most */
#define COC_RECORD_BUDGET     (1024 * 1024)     /* bytes of all that is kept */


#define COC_RECORD_NAME  "0123456789abcdefghijklmnopqrstuvwxyz"


/* What buf holds, into the arena; buf is emptied. */

static int
coc_record_keep(coc_record_t *record, coc_buf_t *buf, coc_str_t *s)
{
    if (buf->status != COC_OK) {
        return buf->status;
    }

    *s = coc_arena_dup(record->arena, coc_buf_str(buf));

    coc_buf_reset(buf);

    return (s->data == NULL) ? COC_ERROR : COC_OK;
}


static int
coc_record_copy(coc_record_t *record, coc_str_t *to, coc_str_t from)
{
    *to = coc_arena_dup(record->arena, from);

    return (to->data == NULL) ? COC_ERROR : COC_OK;
}


static void
coc_record_rung(coc_buf_t *buf, const coc_rung_t *rung)
{
    (void) coc_buf_uint(buf, (uint64_t) rung->points * 1000);
    (void) coc_buf_putc(buf, ':');
    (void) coc_buf_uint(buf, (uint64_t) rung->step);
    (void) coc_buf_putc(buf, ':');
    (void) coc_buf_uint(buf, rung->time);
    (void) coc_buf_putc(buf, ':');
    (void) coc_buf_uint(buf, (uint64_t) rung->section);
    (void) coc_buf_putc(buf, ' ');
}


/* Nothing where there is nothing to begin with. */

static void
coc_record_seed(const coc_standing_t *old, coc_buf_t *buf)
{
    size_t    i;
    uint64_t  seed[6];

    if (old == NULL || (old->points == 0 && old->step == COC_STEP_NONE
                        && old->privileges.taken == 0))
    {
        return;
    }

    seed[0] = old->points;
    seed[1] = old->points_at;
    seed[2] = (uint64_t) old->step;
    seed[3] = old->until;
    seed[4] = (uint64_t) old->under;
    seed[5] = old->under_until;

    for (i = 0; i < coc_nelts(seed); i++) {
        (void) coc_buf_uint(buf, seed[i]);
        (void) coc_buf_putc(buf, ' ');
    }

    if (old->privileges.taken) {
        (void) coc_buf_putc(buf, '\n');
        (void) coc_privileges_write(&old->privileges, 1, buf);
    }
}


/* What the script adds to the sections, or takes away from them. */

static void
coc_record_sections(const coc_record_conf_t *conf, coc_buf_t *buf)
{
    size_t    i;
    uint32_t  points;

    for (i = 0; i < COC_SECTION_MAX; i++) {
        points = (conf->appeal != NULL) ? conf->appeal->section[i]
                                        : conf->event->verdict->points[i];
        if (points == 0) {
            continue;
        }

        (void) coc_buf_uint(buf, i);
        (void) coc_buf_putc(buf, ':');
        (void) coc_buf_uint(buf, points);
        (void) coc_buf_putc(buf, ' ');
    }
}


/* Points or a step, and a time: what they mean goes by what is recorded. */

static int
coc_record_amount(coc_record_t *record, const coc_record_conf_t *conf,
    coc_buf_t *buf)
{
    uint64_t  time;

    time = 0;

    switch (record->what) {

    case COC_RECORD_INFRACTION:
        (void) coc_buf_uint(buf, (uint64_t) conf->event->verdict->score * 1000);
        break;

    case COC_RECORD_APPEAL:
        (void) coc_buf_uint(buf, (uint64_t) conf->appeal->points * 1000);
        time = conf->appeal->time;
        break;

    case COC_RECORD_PRIVILEGE:
    case COC_RECORD_LIFT:
        (void) coc_buf_uint(buf, (uint64_t) conf->grant->which);
        time = conf->grant->time;
        break;

    default:
        (void) coc_buf_uint(buf, (uint64_t) conf->sanction->step);
        time = conf->sanction->time;
        break;
    }

    if (coc_record_keep(record, buf, &record->amount) != COC_OK) {
        return COC_ERROR;
    }

    (void) coc_buf_uint(buf, time);

    return coc_record_keep(record, buf, &record->time);
}


/* The script's arguments: its forms are described in record.lua. */

static int
coc_record_arguments(coc_record_t *record, const coc_record_conf_t *conf,
    coc_buf_t *buf)
{
    size_t  i;

    if (coc_record_amount(record, conf, buf) != COC_OK
        || (record->what == COC_RECORD_PRIVILEGE
            && coc_record_copy(record, &record->reason, conf->reason)
               != COC_OK))
    {
        return COC_ERROR;
    }

    for (i = 0; conf->ladder != NULL && i < conf->ladder->n; i++) {
        coc_record_rung(buf, &conf->ladder->rung[i]);
    }

    if (coc_record_keep(record, buf, &record->ladder) != COC_OK) {
        return COC_ERROR;
    }

    if (conf->event != NULL || conf->appeal != NULL) {
        coc_record_sections(conf, buf);
    }

    if (coc_record_keep(record, buf, &record->sections) != COC_OK) {
        return COC_ERROR;
    }

    coc_record_seed(conf->retired, buf);

    if (coc_record_keep(record, buf, &record->seed) != COC_OK) {
        return COC_ERROR;
    }

    if (conf->text != 0 && record->what == COC_RECORD_INFRACTION) {
        for (i = 16; i > 0; i--) {
            (void) coc_buf_putc(buf, (uint8_t)
                    "0123456789abcdef"[(conf->text >> (4 * (i - 1))) & 15]);
        }
    }

    return coc_record_keep(record, buf, &record->text);
}


static void
coc_record_log_names(const coc_event_t *event, coc_buf_t *buf)
{
    int       more;
    size_t    i, n;
    unsigned  s;

    (void) coc_buf_puts(buf, ",\"sections\":[");

    for (more = 0, s = 0; s < COC_SECTION_MAX; s++) {
        if (event->verdict->sections & (1u << s)) {
            (void) coc_buf_puts(buf, more ? ",\"" : "\"");
            (void) coc_buf_puts(buf, coc_section_name((coc_section_e) s));
            (void) coc_buf_putc(buf, '"');
            more = 1;
        }
    }

    /* an appeal takes away what was given, and from where */

    (void) coc_buf_puts(buf, "],\"given\":{");

    for (more = 0, s = 0; s < COC_SECTION_MAX; s++) {
        if (event->verdict->points[s] != 0) {
            (void) coc_buf_puts(buf, more ? ",\"" : "\"");
            (void) coc_buf_puts(buf, coc_section_name((coc_section_e) s));
            (void) coc_buf_puts(buf, "\":");
            (void) coc_buf_uint(buf, event->verdict->points[s]);
            more = 1;
        }
    }

    (void) coc_buf_puts(buf, "},\"rules\":[");

    n = (event->hits == NULL) ? 0 : event->hits->n;
    n = coc_min(n, (size_t) COC_EVENT_HITS);

    for (more = 0, i = 0; i < n; i++) {
        if (!event->hits->hit[i].rule->shadow) {
            (void) coc_buf_puts(buf, more ? "," : "");
            (void) coc_buf_json(buf, event->hits->hit[i].rule->id);
            more = 1;
        }
    }

    (void) coc_buf_putc(buf, ']');
}


static void
coc_record_grant(const coc_record_conf_t *conf, coc_buf_t *buf)
{
    const coc_grant_t  *grant;

    grant = conf->grant;

    (void) coc_buf_puts(buf, grant->lift ? ",\"what\":\"lift\""
                                         : ",\"what\":\"privilege\"");
    (void) coc_buf_puts(buf, ",\"privilege\":");
    (void) coc_buf_json(buf, coc_str_from(coc_privilege_name(grant->which)));

    if (!grant->lift) {
        (void) coc_buf_puts(buf, ",\"ends\":");
        (void) coc_buf_uint(buf, grant->time ? conf->now + grant->time : 0);
    }
}


/* What history holds: the whole of it must be the same when it is repeated. */

static int
coc_record_history(coc_record_t *record, const coc_record_conf_t *conf,
    coc_buf_t *buf)
{
    const coc_event_t  *event;

    event = conf->event;

    (void) coc_buf_puts(buf, "{\"time\":");
    (void) coc_buf_uint(buf, conf->now);
    (void) coc_buf_puts(buf, ",\"by\":");
    (void) coc_buf_json(buf, conf->by);

    switch (record->what) {

    case COC_RECORD_INFRACTION:
        (void) coc_buf_puts(buf, ",\"what\":\"infraction\",\"verdict\":");
        (void) coc_buf_json(buf,
                        coc_str_from(coc_action_name(event->verdict->action)));
        (void) coc_buf_puts(buf, ",\"points\":");
        (void) coc_buf_uint(buf, event->verdict->score);
        coc_record_log_names(event, buf);
        (void) coc_buf_puts(buf, ",\"case\":");
        (void) coc_buf_json(buf, record->caseid);
        break;

    case COC_RECORD_SANCTION:
        (void) coc_buf_puts(buf, ",\"what\":\"sanction\",\"sanction\":");
        (void) coc_buf_json(buf,
                            coc_str_from(coc_step_name(conf->sanction->step)));
        break;

    case COC_RECORD_APPEAL:
        (void) coc_buf_puts(buf, ",\"what\":\"appeal\",\"case\":");
        (void) coc_buf_json(buf, conf->appeal->caseid);
        (void) coc_buf_puts(buf, ",\"points\":");
        (void) coc_buf_uint(buf, conf->appeal->points);
        break;

    case COC_RECORD_PRIVILEGE:
    case COC_RECORD_LIFT:
        coc_record_grant(conf, buf);
        break;

    default: /* COC_RECORD_RESTORE */
        (void) coc_buf_puts(buf, ",\"what\":\"restore\"");
        break;
    }

    if (conf->reason.len != 0) {
        (void) coc_buf_puts(buf, ",\"reason\":");
        (void) coc_buf_json(buf, conf->reason);
    }

    return coc_record_keep(record, buf, &record->log);
}


void
coc_record_shard(coc_record_t *record)
{
    char    c;
    size_t  i;

    if (record->member.hash[0] == '\0') {
        for (i = 0; i < record->caseid.len; i++) {
            record->shard += record->caseid.data[i];
        }

        record->shard %= 16;
        return;
    }

    /* the low half of the first byte is its second digit */

    c = record->member.hash[1];

    record->shard = (c >= 'a') ? (unsigned) (c - 'a') + 10
                               : (unsigned) (c - '0');
}


/* Whom the entry is for: who is in danger is not among who did wrong. */

static coc_queue_e
coc_record_queue(const coc_verdict_t *verdict)
{
    if (coc_verdict_care(verdict)) {
        return COC_QUEUE_CARE;
    }

    return (verdict->action == COC_ACTION_ESCALATE) ? COC_QUEUE_ESCALATIONS
                                                    : COC_QUEUE_REVIEW;
}


static int
coc_record_fill(coc_record_t *record, const coc_record_conf_t *conf,
    coc_buf_t *buf)
{
    int                 rc;
    const coc_event_t  *event;

    event = conf->event;

    if (coc_record_copy(record, &record->prefix, conf->prefix) != COC_OK
        || coc_record_copy(record, &record->id, conf->id) != COC_OK)
    {
        return COC_ERROR;
    }

    if (record->reviewed) {
        record->action = event->verdict->action;
        record->queue = coc_record_queue(event->verdict);

        if (coc_record_copy(record, &record->caseid,
                            event->id.len ? event->id : conf->id) != COC_OK
            || coc_record_copy(record, &record->kind, event->kind) != COC_OK
            || coc_record_copy(record, &record->evidence, conf->evidence)
               != COC_OK)
        {
            return COC_ERROR;
        }

        (void) coc_event_json(event, buf);

        rc = coc_record_keep(record, buf, &record->review);
        if (rc != COC_OK) {
            return rc;
        }
    }

    coc_record_shard(record);

    if (!record->scripted) {
        return COC_OK;
    }

    rc = coc_record_arguments(record, conf, buf);

    return (rc == COC_OK) ? coc_record_history(record, conf, buf) : rc;
}


/* The id ends at the first space in what history holds. */

int
coc_record_id_valid(coc_str_t id)
{
    size_t  i;

    for (i = 0; i < id.len; i++) {
        if (id.data[i] <= ' ' || id.data[i] > '~') {
            return 0;
        }
    }

    return id.len != 0 && id.len <= COC_RECORD_ID;
}


static int
coc_record_valid(const coc_record_conf_t *conf)
{
    if (!coc_record_id_valid(conf->id) || conf->by.len > COC_RECORD_BY
        || conf->reason.len > COC_RECORD_REASON)
    {
        return COC_INVALID;
    }

    if (conf->appeal != NULL) {
        return (conf->member == NULL) ? COC_INVALID : COC_OK;
    }

    if (conf->grant != NULL) {
        return (conf->member == NULL || conf->sanction != NULL
                || !coc_privilege_reason(conf->reason)
                || (unsigned) conf->grant->which >= COC_PRIVILEGE_MAX)
               ? COC_INVALID : COC_OK;
    }

    if (conf->sanction == NULL) {
        return (conf->event == NULL) ? COC_INVALID : COC_OK;
    }

    return (conf->member == NULL
            || (unsigned) conf->sanction->step >= COC_STEP_MAX)
           ? COC_INVALID : COC_OK;
}


int
coc_record_create(coc_record_t **recordp, const coc_alloc_t *alloc,
    const coc_record_conf_t *conf)
{
    int            rc;
    coc_buf_t      buf;
    coc_arena_t   *arena;
    coc_record_t  *record;

    rc = coc_record_valid(conf);
    if (rc != COC_OK) {
        return rc;
    }

    arena = coc_arena_create(alloc, COC_RECORD_BUDGET);
    if (arena == NULL) {
        return COC_ERROR;
    }

    record = coc_arena_zalloc(arena, sizeof(coc_record_t));
    if (record == NULL) {
        coc_arena_destroy(arena);
        return COC_ERROR;
    }

    record->alloc = *alloc;
    record->arena = arena;
    record->now = conf->now;
    record->half_life = conf->half_life;
    record->retention = conf->retention ? conf->retention
                                        : COC_RECORD_RETENTION;

    if (conf->member != NULL) {
        record->member = *conf->member;
    }

    if (conf->grant != NULL) {
        record->what = conf->grant->lift ? COC_RECORD_LIFT
                                         : COC_RECORD_PRIVILEGE;
        record->scripted = 1;

    } else if (conf->appeal != NULL) {
        record->what = COC_RECORD_APPEAL;
        record->scripted = 1;

    } else if (conf->sanction == NULL) {
        record->what = COC_RECORD_INFRACTION;
        record->reviewed = 1;
        record->scripted = conf->member != NULL
                           && coc_verdict_records(conf->event->verdict);

    } else {
        record->what = (conf->sanction->step == COC_STEP_NONE)
                       ? COC_RECORD_RESTORE : COC_RECORD_SANCTION;
        record->scripted = 1;
    }

    coc_buf_init(&buf, &record->alloc, COC_RECORD_JSON);

    rc = coc_record_fill(record, conf, &buf);

    coc_buf_free(&buf);

    if (rc != COC_OK) {
        coc_arena_destroy(arena);
        return rc;
    }

    coc_record_rewind(record);

    *recordp = record;

    return COC_OK;
}


void
coc_record_destroy(coc_record_t *record)
{
    if (record != NULL) {
        coc_arena_destroy(record->arena);
    }
}


int
coc_record_place(coc_record_t *record, coc_str_t spool, uint64_t seq)
{
    int        rc;
    size_t     i;
    coc_buf_t  buf;

    for (i = 0; i < spool.len; i++) {
        if (coc_str_find(coc_str_from(COC_RECORD_NAME), spool.data[i], 0)
            == sizeof(COC_RECORD_NAME) - 1)
        {
            return COC_INVALID;
        }
    }

    if (spool.len == 0 || spool.len > COC_RECORD_SPOOL) {
        return COC_INVALID;
    }

    coc_buf_init(&buf, &record->alloc, COC_RECORD_PLACE);

    (void) coc_buf_put(&buf, spool);
    (void) coc_buf_putc(&buf, ':');
    (void) coc_buf_uint(&buf, seq);

    rc = coc_record_keep(record, &buf, &record->place);

    coc_buf_free(&buf);

    return rc;
}
