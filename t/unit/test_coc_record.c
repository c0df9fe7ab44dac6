/*
 * The record's chain against a real redis-server: ladder, decay, sanctions,
 * and that any step may fail, be refused or be repeated.
 */

#include "coc_test_redis.h"

#include "coc_store.h"
#include "coc_str.h"


#define NOW   1700000000000ULL
#define HOUR  (3600ULL * 1000)
#define DAY   (24 * HOUR)
#define HALF  (30 * DAY)


static coc_test_redis_t  redis;

static const coc_rule_t  rule = {
    .id = coc_str("ugly-1"), .section = COC_SECTION_UGLY,
    .action = COC_ACTION_BLOCK, .severity = 4, .points = 4
};


/* What one record is made of; the tests change it. */

typedef struct {
    coc_record_conf_t  conf;
    coc_test_alloc_t   test;
    coc_alloc_t        alloc;
    coc_member_t       member;
    coc_ladder_t       ladder;
    coc_verdict_t      verdict;
    coc_event_t        event;
    coc_rung_t         rung;
    coc_hits_t         hits;
    coc_hit_t          hit;
} box_t;


static redisReply *
ask(const char *fmt, ...)
{
    va_list      args;
    redisReply  *reply;

    va_start(args, fmt);
    reply = redisvCommand(redis.c, fmt, args);
    va_end(args);

    assert_non_null(reply);

    return reply;
}


static void
assert_text(const char *expected, const char *fmt, ...)
{
    char         number[32];
    va_list      args;
    redisReply  *reply;

    va_start(args, fmt);
    reply = redisvCommand(redis.c, fmt, args);
    va_end(args);

    assert_non_null(reply);

    if (reply->type == REDIS_REPLY_INTEGER) {
        (void) snprintf(number, sizeof(number), "%lld", reply->integer);
        assert_string_equal(number, expected);

    } else if (reply->type == REDIS_REPLY_NIL) {
        assert_string_equal("nil", expected);

    } else {
        assert_string_equal(reply->str, expected);
    }

    freeReplyObject(reply);
}


/* An infraction of so many points by member 00…, kept simple. */

static void
box(box_t *b, const char *id, unsigned points)
{
    memset(b, 0, sizeof(box_t));

    b->alloc = coc_test_alloc(&b->test, 0);
    memset(b->member.hash, '0', COC_MEMBER_HASH);
    b->member.hash[1] = '7';
    coc_ladder_default(&b->ladder);

    b->hit.rule = &rule;
    b->hit.path = coc_str_from("text");
    b->hit.end = 3;
    b->hits.hit = &b->hit;
    b->hits.n = 1;

    b->verdict.action = COC_ACTION_BLOCK;
    b->verdict.reason = COC_REASON_RULES;
    b->verdict.score = points;
    b->verdict.points[COC_SECTION_UGLY] = points;
    b->verdict.sections = 1u << COC_SECTION_UGLY;

    b->event.id = coc_str_from(id);
    b->event.time = NOW;
    b->event.kind = coc_str_from("post");
    b->event.verdict = &b->verdict;
    b->event.hits = &b->hits;

    b->conf.prefix = coc_str_from("coc:");
    b->conf.member = &b->member;
    b->conf.ladder = &b->ladder;
    b->conf.half_life = HALF;
    b->conf.event = &b->event;
    b->conf.id = coc_str_from(id);
    b->conf.by = coc_str_from("edge");
    b->conf.now = NOW;
}


static void
box_sanction(box_t *b, const char *id, coc_step_e step, uint64_t time)
{
    box(b, id, 0);

    b->rung.step = step;
    b->rung.time = time;
    b->conf.event = NULL;
    b->conf.sanction = &b->rung;
    b->conf.by = coc_str_from("mod");
}


static redisReply *
send_step(coc_record_t *record, box_t *b, int *rc)
{
    void       *reply;
    coc_buf_t   out;

    coc_buf_init(&out, &b->alloc, 1 << 20);

    *rc = coc_record_next(record, &out);
    reply = NULL;

    if (*rc == COC_OK) {
        assert_int_equal(redisAppendFormattedCommand(redis.c, (char *) out.data,
                                                     out.len), REDIS_OK);
        assert_int_equal(redisGetReply(redis.c, &reply), REDIS_OK);
    }

    coc_buf_free(&out);

    return reply;
}


/* Goes on for at most steps steps; returns how many there were. */

static int
run(coc_record_t *record, box_t *b, int steps)
{
    int           rc, n;
    redisReply   *reply;
    coc_reply_e   class;

    for (n = 0; n < steps; n++) {

        reply = send_step(record, b, &rc);

        if (rc == COC_DECLINED) {
            break;
        }

        assert_int_equal(rc, COC_OK);
        class = coc_record_reply(record, reply);

        if (class != COC_REPLY_OK && class != COC_REPLY_RETRY) {
            print_message("# %s\n", reply->str ? reply->str : "?");
        }

        assert_true(class == COC_REPLY_OK || class == COC_REPLY_RETRY);
        freeReplyObject(reply);
    }

    return n;
}


static coc_record_t *
make(box_t *b)
{
    coc_record_t  *record;

    assert_int_equal(coc_record_create(&record, &b->alloc, &b->conf), COC_OK);

    return record;
}


/* The whole chain; the standing after it. */

static coc_standing_t
chain(box_t *b, int *raised)
{
    coc_record_t    *record;
    coc_standing_t   standing;

    record = make(b);
    assert_int_equal(coc_record_counted(record), 0);
    (void) run(record, b, 99);
    assert_int_equal(coc_record_counted(record), 1);
    assert_true(coc_str_eq(coc_record_id(record), b->conf.id));

    standing = *coc_record_standing(record, raised);

    coc_record_destroy(record);
    assert_int_equal(b->test.live, 0);

    return standing;
}


/* What HMGET says, as the edges read it. */

static coc_standing_t
stored(box_t *b)
{
    void            *reply;
    coc_buf_t        out;
    coc_standing_t   standing;

    coc_buf_init(&out, &b->alloc, 4096);
    assert_int_equal(coc_store_read(&out, b->conf.prefix, &b->member), COC_OK);
    assert_int_equal(redisAppendFormattedCommand(redis.c, (char *) out.data,
                                                 out.len), REDIS_OK);
    assert_int_equal(redisGetReply(redis.c, &reply), REDIS_OK);
    assert_int_equal(coc_store_read_reply(reply, &standing), COC_REPLY_OK);
    freeReplyObject(reply);
    coc_buf_free(&out);

    return standing;
}


static int
flush(void **state)
{
    (void) state;

    freeReplyObject(ask("FLUSHALL"));
    freeReplyObject(ask("SCRIPT FLUSH"));

    return 0;
}


#define ST   "coc:{07000000000000000000000000000000}:st"
#define LOG  "coc:{07000000000000000000000000000000}:log"
#define M    "07000000000000000000000000000000"


static void
test_infraction(void **state)
{
    int              raised;
    box_t            b;
    redisReply      *reply;
    coc_standing_t   s;

    (void) state;

    box(&b, "id-1", 4);
    s = chain(&b, &raised);

    assert_int_equal(s.points, 4000);
    assert_int_equal(s.step, COC_STEP_WARN);
    assert_int_equal(s.section[COC_SECTION_UGLY], 4);
    assert_int_equal(raised, 1);

    s = stored(&b);
    assert_int_equal(s.points, 4000);
    assert_true(s.points_at == NOW);
    assert_int_equal(s.step, COC_STEP_WARN);
    assert_int_equal(s.section[COC_SECTION_UGLY], 4);

    assert_text("listpack", "OBJECT ENCODING " ST);
    assert_text("1", "ZCARD " LOG);
    assert_text("1", "XLEN coc:7:review");
    assert_text("0", "XLEN coc:7:escalations");
    assert_text("0", "XLEN coc:7:feed");
    assert_text("0", "EXISTS coc:7:active");

    reply = ask("ZRANGE " LOG " 0 -1");
    assert_string_equal(reply->element[0]->str,
        "id-1 {\"time\":1700000000000,\"by\":\"edge\",\"what\":\"infraction\","
        "\"verdict\":\"block\",\"points\":4,\"sections\":[\"ugly\"],"
        "\"rules\":[\"ugly-1\"],\"case\":\"id-1\",\"step\":\"warn\","
        "\"until\":0}");
    freeReplyObject(reply);

    reply = ask("XRANGE coc:7:review - +");
    assert_int_equal(reply->elements, 1);
    reply = (freeReplyObject(reply), ask("GET coc:case:id-1"));
    assert_memory_equal(reply->str, "coc:7:review ", 13);
    freeReplyObject(reply);

    reply = ask("PTTL " LOG);
    assert_true(reply->integer > (long long) (364 * DAY));
    freeReplyObject(reply);
    reply = ask("PTTL coc:case:id-1");
    assert_true(reply->integer > (long long) (364 * DAY));
    freeReplyObject(reply);
    reply = ask("PTTL " ST);
    assert_true(reply->integer > (long long) (364 * DAY));
    freeReplyObject(reply);
}


static void
test_idempotent(void **state)
{
    int             i, raised;
    char            id[16];
    box_t           b;
    coc_standing_t  s;

    (void) state;

    for (i = 0; i < 3; i++) {
        box(&b, "id-1", 7);
        s = chain(&b, &raised);
        assert_int_equal(s.points, 7000);
        assert_int_equal(s.step, COC_STEP_MUTE);
        assert_int_equal(raised, 1);
    }

    assert_text("1", "ZCARD " LOG);
    assert_text("1", "HGET " ST " n");

    /* it is known as long as fewer than four others came, however late */

    for (i = 2; i <= 4; i++) {
        (void) snprintf(id, sizeof(id), "id-%d", i);
        box(&b, id, 1);
        b.conf.now += (uint64_t) i * HOUR;
        (void) chain(&b, NULL);
    }

    box(&b, "id-1", 7);
    s = chain(&b, &raised);
    assert_int_equal(raised, 1);
    assert_in_range(s.points, 9900, 10000);
    assert_text("4", "ZCARD " LOG);
    assert_text("4", "HGET " ST " n");
}


static void
test_ladder(void **state)
{
    int             raised;
    size_t          i;
    box_t           b;
    redisReply     *reply;
    coc_standing_t  s;

    static const struct {
        const char  *id;
        unsigned     points;
        coc_step_e   step;
        int          raised;
        uint64_t     time;
        const char  *feed;
    } cases[] = {
        { "a", 2, COC_STEP_NONE, 0, 0, "0" },
        { "b", 2, COC_STEP_WARN, 1, 0, "0" },
        { "c", 1, COC_STEP_WARN, 0, 0, "0" },
        { "d", 2, COC_STEP_MUTE, 1, DAY, "1" },
        { "e", 1, COC_STEP_MUTE, 0, DAY, "2" },
        { "f", 2, COC_STEP_SUSPEND, 1, 7 * DAY, "3" },
        { "g", 9, COC_STEP_SUSPEND, 0, 7 * DAY, "4" },
        { "h", 1, COC_STEP_DEACTIVATE, 1, 0, "5" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        box(&b, cases[i].id, cases[i].points);
        b.conf.now = NOW + i * 1000;

        s = chain(&b, &raised);

        assert_int_equal(s.step, cases[i].step);
        assert_int_equal(raised, cases[i].raised);
        assert_true(s.until == (cases[i].time
                                ? b.conf.now + cases[i].time : 0));
        assert_text(cases[i].feed, "XLEN coc:7:feed");

        if (cases[i].step >= COC_STEP_MUTE) {
            reply = ask("ZRANGE coc:7:active 0 -1");
            assert_int_equal(reply->elements, 1);
            assert_memory_equal(reply->element[0]->str, M ":", 33);
            assert_string_equal(reply->element[0]->str + 33,
                                coc_step_name(cases[i].step));
            freeReplyObject(reply);
        }
    }

    assert_text("inf", "ZSCORE coc:7:active " M ":deactivate");
    assert_text("-1", "PTTL " ST);
    assert_int_equal(stored(&b).section[COC_SECTION_UGLY], 20);
}


static void
test_decay(void **state)
{
    int             raised;
    box_t           b;
    coc_standing_t  s;

    (void) state;

    box(&b, "a", 8);
    s = chain(&b, NULL);
    assert_int_equal(s.step, COC_STEP_MUTE);

    box(&b, "b", 1);
    b.conf.now = NOW + HALF;
    s = chain(&b, &raised);
    assert_int_equal(s.points, 5000);
    assert_int_equal(s.step, COC_STEP_WARN);
    assert_int_equal(raised, 1);
    assert_text("1700086400000", "ZSCORE coc:7:active " M ":mute");

    /* what a reader computes is what the script would have */

    s = stored(&b);
    assert_int_equal(coc_standing_points(&s, HALF, NOW + 3 * HALF), 1250);

    box(&b, "c", 1);
    b.conf.now = NOW + 3 * HALF;
    s = chain(&b, &raised);
    assert_int_equal(s.points, 2250);

    /* below the rung of a warning, back on it: a warning anew */

    box(&b, "d", 1);
    b.conf.now = NOW + 3 * HALF + 1;
    s = chain(&b, &raised);
    assert_int_equal(s.points, 3250);
    assert_int_equal(raised, 1);

    /* a clock that is behind takes nothing back, and moves nothing back */

    box(&b, "e", 1);
    b.conf.now = NOW;
    s = chain(&b, NULL);
    assert_int_equal(s.points, 4250);
    assert_text("1707776000001", "HGET " ST " t");

    /* no decay */

    box(&b, "f", 1);
    b.conf.half_life = 0;
    b.conf.now = NOW + 99 * HALF;
    s = chain(&b, NULL);
    assert_int_equal(s.points, 5250);
    assert_text("-1", "PTTL " ST);
}


static void
test_restart(void **state)
{
    box_t           b;
    coc_standing_t  s;

    (void) state;

    box(&b, "a", 7);
    s = chain(&b, NULL);
    assert_true(s.until == NOW + DAY);

    box(&b, "b", 1);
    b.conf.now = NOW + HOUR;
    s = chain(&b, NULL);
    assert_int_equal(s.step, COC_STEP_MUTE);
    assert_true(s.until == NOW + HOUR + DAY);

    /* from an edge whose clock is behind: never shortened */

    box(&b, "c", 1);
    s = chain(&b, NULL);
    assert_true(s.until == NOW + HOUR + DAY);

    /* over, and the points still there: the next infraction mutes again */

    box(&b, "d", 1);
    b.conf.now = NOW + 3 * DAY;
    s = chain(&b, NULL);
    assert_int_equal(s.step, COC_STEP_MUTE);
    assert_true(s.until == NOW + 4 * DAY);
}


static void
test_sanction(void **state)
{
    int             raised;
    box_t           b;
    coc_standing_t  s;

    (void) state;

    box_sanction(&b, "m1", COC_STEP_MUTE, 90 * DAY);
    s = chain(&b, &raised);
    assert_int_equal(s.step, COC_STEP_MUTE);
    assert_true(s.until == NOW + 90 * DAY);
    assert_int_equal(s.points, 0);
    assert_int_equal(raised, 1);
    assert_text("0", "XLEN coc:7:review");
    assert_text("1", "XLEN coc:7:feed");

    /* infractions that reach less, the same, and more, each leave it */

    box(&b, "a", 4);
    s = chain(&b, &raised);
    assert_int_equal(s.step, COC_STEP_MUTE);
    assert_int_equal(raised, 0);

    box(&b, "b", 3);
    s = chain(&b, NULL);
    assert_true(s.until == NOW + 90 * DAY);

    box(&b, "c", 5);
    s = chain(&b, &raised);
    assert_int_equal(raised, 1);
    assert_int_equal(s.step, COC_STEP_SUSPEND);
    assert_true(s.until == NOW + 7 * DAY);
    assert_int_equal(s.under, COC_STEP_MUTE);
    assert_true(s.under_until == NOW + 90 * DAY);
    assert_text("2", "ZCARD coc:7:active");

    s = stored(&b);
    assert_int_equal(coc_standing_step(&s, NOW + 8 * DAY), COC_STEP_MUTE);

    /* a warning does not end the mute, a shorter mute replaces it */

    box_sanction(&b, "m2", COC_STEP_WARN, 0);
    s = chain(&b, NULL);
    assert_true(s.under_until == NOW + 90 * DAY);

    box_sanction(&b, "m3", COC_STEP_MUTE, DAY);
    s = chain(&b, NULL);
    assert_true(s.under_until == NOW + DAY);

    box_sanction(&b, "m4", COC_STEP_DEACTIVATE, 0);
    s = chain(&b, NULL);
    assert_int_equal(s.step, COC_STEP_DEACTIVATE);
    assert_text("-1", "PTTL " ST);
    assert_text("nil", "ZSCORE coc:7:active " M ":mute");

    /* restored: nothing in force, no points; history and counts stay */

    box_sanction(&b, "m5", COC_STEP_NONE, 0);
    s = chain(&b, &raised);
    assert_int_equal(coc_standing_step(&s, NOW), COC_STEP_NONE);
    assert_int_equal(s.points, 0);
    assert_int_equal(raised, 0);
    assert_int_equal(s.section[COC_SECTION_UGLY], 12);
    assert_text("0", "ZCARD coc:7:active");
    assert_text("8", "ZCARD " LOG);

    box(&b, "d", 1);
    s = chain(&b, NULL);
    assert_int_equal(coc_standing_step(&s, NOW), COC_STEP_NONE);
    assert_int_equal(s.points, 1000);
}


static void
test_retired(void **state)
{
    box_t           b;
    coc_standing_t  s, old;

    (void) state;

    memset(&old, 0, sizeof(old));
    old.points = 9000;
    old.points_at = NOW - HALF;
    old.step = COC_STEP_SUSPEND;
    old.until = NOW + HOUR;
    old.under = COC_STEP_MUTE;

    box(&b, "a", 1);
    b.conf.retired = &old;
    s = chain(&b, NULL);
    assert_int_equal(s.points, 5500);
    assert_int_equal(s.step, COC_STEP_SUSPEND);
    assert_int_equal(s.under, COC_STEP_MUTE);

    /* only what is not there yet begins with it */

    box(&b, "b", 1);
    b.conf.retired = &old;
    s = chain(&b, NULL);
    assert_int_equal(s.points, 6500);
}


static void
test_review_only(void **state)
{
    box_t          b;
    coc_record_t  *record;

    (void) state;

    /* no member */

    box(&b, "a", 4);
    b.conf.member = NULL;
    b.verdict.action = COC_ACTION_FLAG;
    record = make(&b);
    assert_int_equal(run(record, &b, 99), 2);
    assert_int_equal(coc_record_counted(record), 0);
    coc_record_destroy(record);

    assert_text("1", "XLEN coc:1:review");          /* 'a' is 97 */
    assert_text("1", "EXISTS coc:case:a");
    assert_text("2", "DBSIZE");

    /* a member, but no points: held for the standing alone */

    box(&b, "b", 0);
    b.verdict.action = COC_ACTION_HOLD;
    b.verdict.reason = COC_REASON_STANDING;
    record = make(&b);
    assert_int_equal(run(record, &b, 99), 2);
    coc_record_destroy(record);
    assert_text("1", "XLEN coc:7:review");
    assert_text("0", "EXISTS " ST);

    box(&b, "c", 5);
    b.verdict.action = COC_ACTION_ESCALATE;
    (void) chain(&b, NULL);
    assert_text("1", "XLEN coc:7:escalations");
}


/* Everything that a chain leaves, in one string; entries' ids left out. */

static void
dump(char *text, size_t size)
{
    size_t       i, len;
    redisReply  *reply;

    static const char *const  commands[] = {
        "HGETALL " ST, "ZRANGE " LOG " 0 -1 WITHSCORES",
        "ZRANGE coc:7:active 0 -1 WITHSCORES", "EXISTS coc:case:x"
    };

    text[0] = '\0';

    for (i = 0; i < coc_nelts(commands); i++) {
        size_t  k;

        reply = ask(commands[i]);

        for (k = 0; k < reply->elements; k++) {
            len = strlen(text);
            (void) snprintf(text + len, size - len, "%s|",
                            reply->element[k]->str);
        }

        len = strlen(text);
        (void) snprintf(text + len, size - len, "%lld\n", reply->integer);
        freeReplyObject(reply);
    }
}


static void
test_rewind(void **state)
{
    int            steps, total;
    char           whole[8192], broken[8192];
    box_t          b;
    coc_record_t  *record;

    (void) flush(state);

    box(&b, "x", 11);
    record = make(&b);
    total = run(record, &b, 99);
    assert_int_equal(total, 12);        /* NOSCRIPT is one more */
    coc_record_destroy(record);
    dump(whole, sizeof(whole));

    for (steps = 0; steps <= total; steps++) {
        (void) flush(state);

        box(&b, "x", 11);
        record = make(&b);
        (void) run(record, &b, steps);
        coc_record_rewind(record);
        (void) run(record, &b, 99);
        assert_int_equal(coc_record_counted(record), 1);
        assert_int_equal(coc_record_standing(record, NULL)->points, 11000);
        coc_record_destroy(record);

        /* and once more from another process, as a spool would */

        record = make(&b);
        (void) run(record, &b, 99);
        coc_record_destroy(record);

        dump(broken, sizeof(broken));
        assert_string_equal(whole, broken);
    }
}


/* Every reply of the chain replaced by each error and by wrong shapes. */

static void
test_hostile(void **state)
{
    int           rc, steps;
    char          text[] = "LOADING wait", status[] = "OK";
    char          whole[8192], broken[8192];
    size_t        i;
    box_t         b;
    coc_buf_t     one, two;
    redisReply   *reply, bad, item, *items[24];
    coc_record_t *record;

    static char  noscript[] = "NOSCRIPT x";

    (void) flush(state);

    box(&b, "x", 11);
    record = make(&b);
    (void) run(record, &b, 99);
    coc_record_destroy(record);
    dump(whole, sizeof(whole));

    (void) flush(state);
    record = make(&b);
    coc_buf_init(&one, &b.alloc, 1 << 20);
    coc_buf_init(&two, &b.alloc, 1 << 20);

    for (steps = 0; /* void */; steps++) {

        coc_buf_reset(&one);
        rc = coc_record_next(record, &one);
        if (rc == COC_DECLINED) {
            break;
        }

        memset(&bad, 0, sizeof(bad));
        bad.type = REDIS_REPLY_ERROR;
        bad.str = text;
        bad.len = sizeof(text) - 1;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_AWAY);

        bad.str = NULL;
        bad.len = 0;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
        assert_int_equal(coc_record_reply(record, NULL), COC_REPLY_BAD);

        if (steps != 0) {
            bad.str = noscript;
            bad.len = sizeof(noscript) - 1;
            assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
        }

        memset(&bad, 0, sizeof(bad));
        bad.type = REDIS_REPLY_NIL;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);

        bad.type = 77;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);

        /* strings: none, empty, far too long */

        bad.type = REDIS_REPLY_STRING;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
        bad.str = whole;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
        bad.len = 500;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);

        /* arrays: empty, of nothing, of the wrong things */

        memset(&bad, 0, sizeof(bad));
        bad.type = REDIS_REPLY_ARRAY;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
        bad.elements = 24;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
        bad.element = items;
        memset(items, 0, sizeof(items));
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);

        memset(&item, 0, sizeof(item));

        for (i = 0; i < 24; i++) {
            items[i] = &item;
        }

        item.type = REDIS_REPLY_NIL;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
        item.type = REDIS_REPLY_INTEGER;
        item.integer = -1;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
        item.integer = COC_STEP_MAX;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
        item.type = REDIS_REPLY_ERROR;
        item.str = text;
        assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);

        assert_int_equal(coc_record_counted(record), steps != 0);

        /* none of it moved the chain */

        coc_buf_reset(&two);
        assert_int_equal(coc_record_next(record, &two), COC_OK);
        assert_true(coc_str_eq(coc_buf_str(&one), coc_buf_str(&two)));

        do {
            reply = send_step(record, &b, &rc);
            rc = coc_record_reply(record, reply);
            freeReplyObject(reply);
        } while (rc == COC_REPLY_RETRY);

        assert_int_equal(rc, COC_REPLY_OK);
    }

    assert_int_equal(steps, 11);

    memset(&bad, 0, sizeof(bad));
    bad.type = REDIS_REPLY_STATUS;
    bad.str = status;
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);

    coc_buf_free(&one);
    coc_buf_free(&two);
    coc_record_destroy(record);
    assert_int_equal(b.test.live, 0);

    dump(broken, sizeof(broken));
    assert_string_equal(whole, broken);
}


/* EVALSHA, then EVAL once; the script flushed between two of a chain. */

static void
test_noscript(void **state)
{
    int            rc;
    box_t          b;
    redisReply    *reply, bad;
    coc_record_t  *record;
    static char    text[] = "NOSCRIPT x";

    (void) state;

    box(&b, "a", 1);
    record = make(&b);

    reply = send_step(record, &b, &rc);
    assert_int_equal(coc_record_reply(record, reply), COC_REPLY_RETRY);
    freeReplyObject(reply);

    memset(&bad, 0, sizeof(bad));
    bad.type = REDIS_REPLY_ERROR;
    bad.str = text;
    bad.len = sizeof(text) - 1;
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);

    assert_int_equal(run(record, &b, 99), 7);
    coc_record_destroy(record);

    box(&b, "b", 1);
    record = make(&b);
    assert_int_equal(run(record, &b, 99), 7);
    freeReplyObject(ask("SCRIPT FLUSH"));
    coc_record_rewind(record);
    assert_int_equal(run(record, &b, 99), 8);
    assert_int_equal(coc_record_standing(record, NULL)->points, 2000);
    coc_record_destroy(record);

    assert_text("2", "ZCARD " LOG);
}


/* Refused half-way by the server: unchanged or whole. */

static void
test_refused(void **state)
{
    int            rc;
    char           before[8192], after[8192];
    box_t          b;
    redisReply    *reply;
    coc_record_t  *record;

    (void) state;

    box(&b, "a", 4);
    (void) chain(&b, NULL);
    dump(before, sizeof(before));

    /* no memory: writes wait, reads go on */

    box(&b, "b", 4);
    record = make(&b);
    freeReplyObject(ask("CONFIG SET maxmemory 1"));
    reply = send_step(record, &b, &rc);
    assert_int_equal(coc_record_reply(record, reply), COC_REPLY_FULL);
    freeReplyObject(reply);
    assert_int_equal(stored(&b).points, 4000);
    freeReplyObject(ask("CONFIG SET maxmemory 0"));
    dump(after, sizeof(after));
    assert_string_equal(before, after);

    /*
     * An ACL that lacks PEXPIRE: written whole, but not acknowledged before
     * the key has its time to live; counted once.
     */

    freeReplyObject(ask("ACL SETUSER default -pexpire"));
    reply = send_step(record, &b, &rc);
    assert_int_not_equal(coc_record_reply(record, reply), COC_REPLY_OK);
    freeReplyObject(reply);
    assert_int_equal(coc_record_counted(record), 0);
    assert_int_equal(stored(&b).points, 8000);
    freeReplyObject(ask("ACL SETUSER default +@all"));

    (void) run(record, &b, 99);
    assert_int_equal(coc_record_standing(record, NULL)->points, 8000);
    coc_record_destroy(record);

    /* a key of another type */

    freeReplyObject(ask("SET " ST " x"));
    record = make(&b);
    reply = send_step(record, &b, &rc);
    assert_int_equal(coc_record_reply(record, reply), COC_REPLY_BAD);
    freeReplyObject(reply);
    coc_record_destroy(record);
}


/* The largest record there can be is still a listpack. */

static void
test_small(void **state)
{
    int       i, s;
    char      id[COC_RECORD_ID + 1];
    box_t     b;

    (void) state;

    for (i = 0; i < 5; i++) {
        (void) snprintf(id, sizeof(id), "%064d", i);
        box(&b, id, 1000);
        b.verdict.score = 0;

        for (s = 0; s < COC_SECTION_MAX; s++) {
            b.verdict.points[s] = 1000;
            b.verdict.score += 1000;
        }

        (void) chain(&b, NULL);
    }

    assert_text("listpack", "OBJECT ENCODING " ST);
    assert_text("70000000", "HGET " ST " p");
    assert_text("5000", "HGET " ST " 13");
}


static void
test_log_capped(void **state)
{
    int    i;
    char   id[16];
    box_t  b;

    (void) state;

    for (i = 0; i < 510; i++) {
        (void) snprintf(id, sizeof(id), "id-%d", i);
        box_sanction(&b, id, COC_STEP_WARN, 0);
        b.conf.now = NOW + (uint64_t) i;
        (void) chain(&b, NULL);
    }

    assert_text("500", "ZCARD " LOG);

    /* and what is older than retention goes */

    box_sanction(&b, "last", COC_STEP_WARN, 0);
    b.conf.retention = DAY;
    b.conf.now = NOW + DAY + 504;
    (void) chain(&b, NULL);
    assert_text("6", "ZCARD " LOG);
}


static void
test_invalid(void **state)
{
    char           id[] = "a b", big[COC_RECORD_ID + 2];
    box_t          b;
    coc_record_t  *record;

    (void) state;

    memset(big, 'x', sizeof(big));
    big[sizeof(big) - 1] = '\0';

    box(&b, "", 1);
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    box(&b, id, 1);
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    id[1] = '\x7f';
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    box(&b, big, 1);
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    box(&b, "a", 1);
    b.conf.by = coc_str_from(big);
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    box(&b, "a", 1);
    b.conf.event = NULL;
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    box_sanction(&b, "a", COC_STEP_MUTE, 0);
    b.conf.member = NULL;
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    box_sanction(&b, "a", COC_STEP_MAX, 0);
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    assert_int_equal(b.test.live, 0);

    coc_record_destroy(NULL);
}


/* Every allocation fails in turn. */

static void
test_torture(void **state)
{
    int            rc;
    size_t         fail;
    box_t          b;
    coc_buf_t      out;
    coc_record_t  *record;

    (void) state;

    for (fail = 1; /* void */; fail++) {

        box(&b, "a", 11);
        b.test.fail = fail;
        record = NULL;

        rc = coc_record_create(&record, &b.alloc, &b.conf);

        if (rc == COC_OK) {
            coc_buf_init(&out, &b.alloc, 1 << 20);
            rc = coc_record_next(record, &out);
            coc_buf_free(&out);
            coc_record_destroy(record);
        }

        assert_int_equal(b.test.live, 0);

        if (rc == COC_OK) {
            break;
        }

        assert_int_equal(rc, COC_ERROR);
    }

    assert_true(fail > 4);
}


int
main(void)
{
    int  rc;

    const struct CMUnitTest  tests[] = {
        cmocka_unit_test_setup(test_infraction, flush),
        cmocka_unit_test_setup(test_idempotent, flush),
        cmocka_unit_test_setup(test_ladder, flush),
        cmocka_unit_test_setup(test_decay, flush),
        cmocka_unit_test_setup(test_restart, flush),
        cmocka_unit_test_setup(test_sanction, flush),
        cmocka_unit_test_setup(test_retired, flush),
        cmocka_unit_test_setup(test_review_only, flush),
        cmocka_unit_test_setup(test_rewind, flush),
        cmocka_unit_test_setup(test_hostile, flush),
        cmocka_unit_test_setup(test_noscript, flush),
        cmocka_unit_test_setup(test_refused, flush),
        cmocka_unit_test_setup(test_small, flush),
        cmocka_unit_test_setup(test_log_capped, flush),
        cmocka_unit_test(test_invalid),
        cmocka_unit_test(test_torture)
    };

    if (coc_test_redis_start(&redis) != 0) {
        return 0;
    }

    cmocka_set_message_output(CM_OUTPUT_TAP);

    rc = cmocka_run_group_tests(tests, NULL, NULL);

    coc_test_redis_stop(&redis);

    return rc;
}
