/*
 * The commands of a record's chain, a step each.  All that is sent is taken
 * from the record, so that a step sent again is the same step.
 */

#include "coc_command.h"
#include "coc_record.h"
#include "coc_scripts.h"
#include "coc_str.h"


#define COC_RECORD_SKEW    86400000     /* ms that clocks may differ */
#define COC_RECORD_GRANTS  1024         /* bytes of privileges in the feed */


/* A sanction that edges must know of: from mute up. */

static int
coc_record_holds(coc_step_e step, uint64_t until, uint64_t now)
{
    return step >= COC_STEP_MUTE
           && (step == COC_STEP_DEACTIVATE || until == 0 || now < until);
}


int
coc_record_changed(const coc_record_t *record)
{
    return record->scripted
           && (record->what != COC_RECORD_INFRACTION || record->rounds != 0
               || record->reached >= COC_STEP_MUTE
               || coc_standing_active(&record->standing, record->now));
}


int
coc_record_due(const coc_record_t *record, coc_record_step_e step)
{
    switch (step) {

    case COC_RECORD_SCRIPT:
        return record->scripted;

    case COC_RECORD_REVIEW_ADD:
    case COC_RECORD_REVIEW_AGE:
    case COC_RECORD_CASE:
        return record->reviewed;

    default:
        break;
    }

    if (!record->scripted || record->repeated == COC_RECORD_SAME_TEXT) {
        return 0;
    }

    switch (step) {

    case COC_RECORD_ACTIVE:
        return coc_standing_active(&record->standing, record->now);

    case COC_RECORD_ACTIVE_DROP:
    case COC_RECORD_ACTIVE_AGE:
    case COC_RECORD_FEED_ADD:
    case COC_RECORD_VERIFY:
        return coc_record_changed(record);

    default:
        return 1;
    }
}


static int
coc_record_send_script(const coc_record_t *record, coc_str_t key,
    coc_buf_t *out)
{
    char                      n[3][COC_COMMAND_UINT];
    coc_str_t                 args[17];
    static const char *const  what[COC_RECORD_WHAT_MAX] = {
        "infraction", "sanction", "restore", "appeal", "privilege", "lift"
    };

    args[0] = coc_str_from(record->eval ? "EVAL" : "EVALSHA");
    args[1] = coc_str_from(record->eval ? COC_SCRIPT_RECORD
                                        : COC_SCRIPT_RECORD_SHA);
    args[2] = coc_str_from("1");
    args[3] = key;
    args[4] = coc_command_uint(n[0], record->now);
    args[5] = coc_command_uint(n[1], record->half_life);
    args[6] = coc_command_uint(n[2], record->retention);
    args[7] = record->id;
    args[8] = coc_str_from(what[record->what]);
    args[9] = record->amount;
    args[10] = record->time;
    args[11] = record->ladder;
    args[12] = record->sections;
    args[13] = record->seed;
    args[14] = record->text;
    args[15] = record->place;
    args[16] = record->reason;

    return coc_command_put(out, args, coc_nelts(args));
}


/* ZADD <time> "<id> {...}": added again, it is the same member. */

static int
coc_record_send_log(const coc_record_t *record, coc_str_t key, coc_buf_t *out)
{
    int        rc;
    char       now[COC_COMMAND_UINT];
    coc_buf_t  member;
    coc_str_t  args[4];

    coc_buf_init(&member, &record->alloc, record->log.len + 256);

    (void) coc_buf_put(&member, record->id);
    (void) coc_buf_putc(&member, ' ');
    (void) coc_buf_put(&member, record->log);
    (void) coc_buf_puts(&member, ",\"step\":\"");
    (void) coc_buf_puts(&member, coc_step_name(record->reached));
    (void) coc_buf_puts(&member, "\",\"until\":");
    (void) coc_buf_uint(&member, record->reached_until);
    (void) coc_buf_putc(&member, '}');

    args[0] = coc_str_from("ZADD");
    args[1] = key;
    args[2] = coc_command_uint(now, record->now);
    args[3] = coc_buf_str(&member);

    rc = (member.status == COC_OK) ? coc_command_put(out, args, 4)
                                   : member.status;
    coc_buf_free(&member);

    return rc;
}


static int
coc_record_send_log_rest(const coc_record_t *record, coc_str_t key,
    coc_buf_t *out)
{
    char       n[COC_COMMAND_UINT];
    size_t     nargs;
    uint64_t   oldest;
    coc_str_t  args[4];

    args[1] = key;

    if (record->step == COC_RECORD_LOG_CAP) {
        args[0] = coc_str_from("ZREMRANGEBYRANK");
        args[2] = coc_str_from("0");
        args[3] = coc_str_from("-" COC_RECORD_LOG_KEEP);
        nargs = 4;

    } else if (record->step == COC_RECORD_LOG_AGE) {
        oldest = (record->now > record->retention)
                 ? record->now - record->retention : 0;
        args[0] = coc_str_from("ZREMRANGEBYSCORE");
        args[2] = coc_str_from("-inf");
        args[3] = coc_command_uint(n, oldest);
        nargs = 4;

    } else {
        args[0] = coc_str_from("PEXPIRE");
        args[2] = coc_command_uint(n, record->retention);
        nargs = 3;
    }

    return coc_command_put(out, args, nargs);
}


/*
 * The snapshot's members are "<m>:<step>" and "<m>:privilege:<name>", their
 * score the end: a member may have several, and what is not in force is dropped
 * after what is was added.
 */

#define COC_ACTIVE_NAME  (COC_MEMBER_HASH + 32)

static coc_str_t
coc_record_active(const coc_record_t *record, const char *name, char *text)
{
    size_t     len;
    coc_str_t  s;

    len = strlen(name);

    memcpy(text, record->member.hash, COC_MEMBER_HASH);
    text[COC_MEMBER_HASH] = ':';
    memcpy(text + COC_MEMBER_HASH + 1, name, len);

    s.data = (const uint8_t *) text;
    s.len = COC_MEMBER_HASH + 1 + len;

    return s;
}


static coc_str_t
coc_record_active_taken(const coc_record_t *record, unsigned which, char *text)
{
    char  name[32];

    (void) snprintf(name, sizeof(name), COC_FEED_PRIVILEGE "%s",
                    coc_privilege_name((coc_privilege_e) which));

    return coc_record_active(record, name, text);
}


static int
coc_record_send_active(const coc_record_t *record, coc_str_t key,
    coc_buf_t *out)
{
    char                     name[2 + COC_PRIVILEGE_MAX][COC_ACTIVE_NAME];
    char                     end[2 + COC_PRIVILEGE_MAX][COC_COMMAND_UINT];
    size_t                   i, n;
    uint32_t                 taken;
    uint64_t                 until[2];
    coc_str_t                args[2 + 2 * (2 + COC_PRIVILEGE_MAX)];
    coc_step_e               step[2];
    const coc_standing_t    *standing;
    const coc_privileges_t  *privileges;

    standing = &record->standing;

    step[0] = standing->step;
    until[0] = standing->until;
    step[1] = standing->under;
    until[1] = standing->under_until;

    args[0] = coc_str_from("ZADD");
    args[1] = key;
    n = 2;

    for (i = 0; i < 2; i++) {

        if (!coc_record_holds(step[i], until[i], record->now)
            || (i == 1 && step[1] == step[0]))
        {
            continue;
        }

        args[n++] = (step[i] == COC_STEP_DEACTIVATE || until[i] == 0)
                    ? coc_str_from("+inf")
                    : coc_command_uint(end[i], until[i]);
        args[n++] = coc_record_active(record, coc_step_name(step[i]), name[i]);
    }

    privileges = &standing->privileges;
    taken = coc_privileges_taken(privileges, record->now);

    for (i = 0; i < COC_PRIVILEGE_MAX; i++) {
        if (taken & (1u << i)) {
            args[n++] = (privileges->until[i] == 0)
                        ? coc_str_from("+inf")
                        : coc_command_uint(end[2 + i], privileges->until[i]);
            args[n++] = coc_record_active_taken(record, (unsigned) i,
                                                name[2 + i]);
        }
    }

    return coc_command_put(out, args, n);
}


static int
coc_record_send_drop(const coc_record_t *record, coc_str_t key,
    coc_buf_t *out)
{
    char                   name[COC_STEP_MAX + COC_PRIVILEGE_MAX]
                               [COC_ACTIVE_NAME];
    size_t                 n;
    unsigned               i;
    uint32_t               taken;
    coc_str_t              args[2 + COC_STEP_MAX + COC_PRIVILEGE_MAX];
    const coc_standing_t  *standing;

    standing = &record->standing;

    args[0] = coc_str_from("ZREM");
    args[1] = key;
    n = 2;

    for (i = COC_STEP_MUTE; i < COC_STEP_MAX; i++) {

        if ((standing->step == i
             && coc_record_holds(standing->step, standing->until,
                                 record->now))
            || (standing->under == i
                && coc_record_holds(standing->under, standing->under_until,
                                    record->now)))
        {
            continue;
        }

        args[n++] = coc_record_active(record, coc_step_name((coc_step_e) i),
                                      name[i]);
    }

    taken = coc_privileges_taken(&standing->privileges, record->now);

    for (i = 0; i < COC_PRIVILEGE_MAX; i++) {
        if (!(taken & (1u << i))) {
            args[n++] = coc_record_active_taken(record, i,
                                                name[COC_STEP_MAX + i]);
        }
    }

    return coc_command_put(out, args, n);
}


/* Ends long past, so that the snapshot does not grow for ever. */

static int
coc_record_send_age(const coc_record_t *record, coc_str_t key, coc_buf_t *out)
{
    char       n[COC_COMMAND_UINT];
    uint64_t   oldest;
    coc_str_t  args[4];

    oldest = (record->now > COC_RECORD_SKEW) ? record->now - COC_RECORD_SKEW
                                             : 0;
    args[0] = coc_str_from("ZREMRANGEBYSCORE");
    args[1] = key;
    args[2] = coc_str_from("-inf");
    args[3] = coc_command_uint(n, oldest);

    return coc_command_put(out, args, 4);
}


/* XADD key MAXLEN ~ max *: the five arguments after the name. */

static void
coc_record_xadd(coc_str_t *args, coc_str_t key, const char *max)
{
    args[0] = coc_str_from("XADD");
    args[1] = key;
    args[2] = coc_str_from("MAXLEN");
    args[3] = coc_str_from("~");
    args[4] = coc_str_from(max);
    args[5] = coc_str_from("*");
}


static int
coc_record_send_feed(const coc_record_t *record, coc_str_t key,
    coc_buf_t *out)
{
    int                    rc;
    char                   n[3][COC_COMMAND_UINT];
    coc_buf_t              privileges;
    coc_str_t              args[22];
    const coc_standing_t  *standing;

    standing = &record->standing;

    coc_record_xadd(args, key, COC_RECORD_FEED);

    args[6] = coc_str_from("m");
    args[7] = coc_str_from(record->member.hash);
    args[8] = coc_str_from("step");
    args[9] = coc_str_from(coc_step_name(standing->step));
    args[10] = coc_str_from("until");
    args[11] = coc_command_uint(n[0], standing->until);
    args[12] = coc_str_from("under");
    args[13] = coc_str_from(coc_step_name(standing->under));
    args[14] = coc_str_from("under_until");
    args[15] = coc_command_uint(n[1], standing->under_until);
    args[16] = coc_str_from("seq");
    args[17] = coc_command_uint(n[2], standing->seq);
    args[18] = coc_str_from("id");
    args[19] = record->id;

    if (standing->privileges.taken == 0) {
        return coc_command_put(out, args, 20);
    }

    coc_buf_init(&privileges, &record->alloc, COC_RECORD_GRANTS);

    args[20] = coc_str_from("privileges");
    rc = coc_privileges_write(&standing->privileges, 0, &privileges);

    if (rc == COC_OK) {
        args[21] = coc_buf_str(&privileges);
        rc = coc_command_put(out, args, 22);
    }

    coc_buf_free(&privileges);

    return rc;
}


static int
coc_record_send_review(const coc_record_t *record, coc_str_t key,
    coc_buf_t *out)
{
    coc_str_t  args[18];

    coc_record_xadd(args, key, COC_RECORD_REVIEW);

    args[6] = coc_str_from("case");
    args[7] = record->caseid;
    args[8] = coc_str_from("member");
    args[9] = coc_str_from(record->member.hash);
    args[10] = coc_str_from("verdict");
    args[11] = coc_str_from(coc_action_name(record->action));
    args[12] = coc_str_from("kind");
    args[13] = record->kind;
    args[14] = coc_str_from("event");
    args[15] = record->review;
    args[16] = coc_str_from("sealed");
    args[17] = record->evidence;

    return coc_command_put(out, args, record->evidence.len ? 18 : 16);
}


/*
 * XTRIM key MINID <time>: what is older than entries are kept.  By the clock of
 * the entry just added, Redis' own: an edge whose clock is years ahead must not
 * drop what others keep.
 */

static int
coc_record_send_review_age(const coc_record_t *record, coc_str_t key,
    coc_buf_t *out)
{
    char       n[COC_COMMAND_UINT];
    uint64_t   added;
    coc_str_t  entry, args[4];

    entry.data = (const uint8_t *) record->entry;
    entry.len = record->entry_len;
    entry.len = coc_str_find(entry, '-', 0);

    if (coc_str_uint(entry, INT64_MAX, &added) != COC_OK
        || added < record->retention)
    {
        added = record->retention;
    }

    args[0] = coc_str_from("XTRIM");
    args[1] = key;
    args[2] = coc_str_from("MINID");
    args[3] = coc_command_uint(n, added - record->retention);

    return coc_command_put(out, args, 4);
}


/* SET Pcase:<case> "<stream> <entry>", for as long as history lives. */

static int
coc_record_send_case(const coc_record_t *record, coc_str_t key,
    coc_buf_t *out)
{
    int        rc;
    char       n[COC_COMMAND_UINT];
    coc_buf_t  value;
    coc_str_t  entry, args[5];

    entry.data = (const uint8_t *) record->entry;
    entry.len = record->entry_len;

    coc_buf_init(&value, &record->alloc, record->prefix.len + 256);

    (void) coc_key_shard(&value, record->prefix, record->shard,
                         coc_queue_name(record->queue));
    (void) coc_buf_putc(&value, ' ');
    (void) coc_buf_put(&value, entry);

    args[0] = coc_str_from("SET");
    args[1] = key;
    args[2] = coc_buf_str(&value);
    args[3] = coc_str_from("PX");
    args[4] = coc_command_uint(n, record->retention);

    rc = (value.status == COC_OK) ? coc_command_put(out, args, 5)
                                  : value.status;
    coc_buf_free(&value);

    return rc;
}


static int
coc_record_key(const coc_record_t *record, coc_buf_t *key)
{
    switch (record->step) {

    case COC_RECORD_SCRIPT:
    case COC_RECORD_VERIFY:
        return coc_key_member(key, record->prefix, &record->member, "st");

    case COC_RECORD_LOG:
    case COC_RECORD_LOG_CAP:
    case COC_RECORD_LOG_AGE:
    case COC_RECORD_LOG_EXPIRE:
        return coc_key_member(key, record->prefix, &record->member, "log");

    case COC_RECORD_ACTIVE:
    case COC_RECORD_ACTIVE_DROP:
    case COC_RECORD_ACTIVE_AGE:
        return coc_key_shard(key, record->prefix, record->shard, "active");

    case COC_RECORD_FEED_ADD:
        return coc_key_shard(key, record->prefix, record->shard, "feed");

    case COC_RECORD_REVIEW_ADD:
    case COC_RECORD_REVIEW_AGE:
        return coc_key_shard(key, record->prefix, record->shard,
                             coc_queue_name(record->queue));

    default: /* COC_RECORD_CASE */
        (void) coc_buf_put(key, record->prefix);
        (void) coc_buf_puts(key, "case:");
        return coc_buf_put(key, record->caseid);
    }
}


static int
coc_record_send_to(const coc_record_t *record, coc_str_t key, coc_buf_t *out)
{
    switch (record->step) {

    case COC_RECORD_SCRIPT:
        return coc_record_send_script(record, key, out);

    case COC_RECORD_LOG:
        return coc_record_send_log(record, key, out);

    case COC_RECORD_LOG_CAP:
    case COC_RECORD_LOG_AGE:
    case COC_RECORD_LOG_EXPIRE:
        return coc_record_send_log_rest(record, key, out);

    case COC_RECORD_ACTIVE:
        return coc_record_send_active(record, key, out);

    case COC_RECORD_ACTIVE_DROP:
        return coc_record_send_drop(record, key, out);

    case COC_RECORD_ACTIVE_AGE:
        return coc_record_send_age(record, key, out);

    case COC_RECORD_FEED_ADD:
        return coc_record_send_feed(record, key, out);

    case COC_RECORD_VERIFY:
        return coc_store_read(out, record->prefix, &record->member);

    case COC_RECORD_REVIEW_ADD:
        return coc_record_send_review(record, key, out);

    case COC_RECORD_REVIEW_AGE:
        return coc_record_send_review_age(record, key, out);

    default: /* COC_RECORD_CASE */
        return coc_record_send_case(record, key, out);
    }
}


int
coc_record_send(const coc_record_t *record, coc_buf_t *out)
{
    int        rc;
    coc_buf_t  key;

    coc_buf_init(&key, &record->alloc,
                 record->prefix.len + record->caseid.len + 64);

    rc = coc_record_key(record, &key);

    if (rc == COC_OK) {
        rc = coc_record_send_to(record, coc_buf_str(&key), out);
    }

    coc_buf_free(&key);

    return rc;
}
