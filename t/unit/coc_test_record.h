/*
 * A record's chain and a redis-server to send it to: what its tests share.
 */

#ifndef _COC_TEST_RECORD_H_INCLUDED_
#define _COC_TEST_RECORD_H_INCLUDED_


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


static __attribute__ ((unused)) redisReply *
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


static __attribute__ ((unused)) void
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

static __attribute__ ((unused)) void
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


static __attribute__ ((unused)) void
box_sanction(box_t *b, const char *id, coc_step_e step, uint64_t time)
{
    box(b, id, 0);

    b->rung.step = step;
    b->rung.time = time;
    b->conf.event = NULL;
    b->conf.sanction = &b->rung;
    b->conf.by = coc_str_from("mod");
}


static __attribute__ ((unused)) redisReply *
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

static __attribute__ ((unused)) int
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


static __attribute__ ((unused)) coc_record_t *
make(box_t *b)
{
    coc_record_t  *record;

    assert_int_equal(coc_record_create(&record, &b->alloc, &b->conf), COC_OK);

    return record;
}


/* The whole chain; the standing after it. */

static __attribute__ ((unused)) coc_standing_t
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

static __attribute__ ((unused)) coc_standing_t
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


static __attribute__ ((unused)) int
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


#endif /* _COC_TEST_RECORD_H_INCLUDED_ */
