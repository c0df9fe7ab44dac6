/*
 * What a record does: points, ladder, decay, sanctions, history, streams.
 */

#include "coc_test_record.h"


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
        "\"given\":{\"ugly\":4},"
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

    /* it is known as long as fewer than 16 others came, however late */

    for (i = 2; i <= 16; i++) {
        (void) snprintf(id, sizeof(id), "id-%d", i);
        box(&b, id, 1);
        b.conf.now += (uint64_t) i * HOUR;
        (void) chain(&b, NULL);
    }

    box(&b, "id-1", 7);
    s = chain(&b, &raised);
    assert_int_equal(raised, 1);
    assert_in_range(s.points, 21500, 22000);
    assert_text("16", "ZCARD " LOG);
    assert_text("16", "HGET " ST " n");
}


/* The most that a record can hold is still one small allocation. */

static void
test_fullest(void **state)
{
    int          i;
    char         id[COC_RECORD_ID + 1];
    box_t        b;
    unsigned     s;
    redisReply  *reply;

    (void) state;

    for (i = 0; i < 40; i++) {
        memset(id, 'x', COC_RECORD_ID);
        id[COC_RECORD_ID] = '\0';
        (void) snprintf(id, sizeof(id), "%02d", i);
        id[2] = 'x';

        box(&b, id, COC_SECTION_MAX * 300000000u);
        b.conf.now += (uint64_t) i;
        b.verdict.sections = (1u << COC_SECTION_MAX) - 1;

        for (s = 0; s < COC_SECTION_MAX; s++) {
            b.verdict.points[s] = 300000000;
        }

        (void) chain(&b, NULL);

        box_sanction(&b, id, COC_STEP_MUTE, 400 * DAY);
        id[3] = 's';
        (void) chain(&b, NULL);
    }

    /* v n p t s u m w, 16 ids and what came of them, 14 sections */

    assert_text("54", "HLEN " ST);
    assert_text("4294967295", "HGET " ST " 0");
    assert_text("listpack", "OBJECT ENCODING " ST);

    reply = ask("MEMORY USAGE " ST);
    print_message("# fullest record: %lld bytes\n", reply->integer);
    assert_in_range(reply->integer, 1, 4096);
    freeReplyObject(reply);
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
    assert_int_equal(run(record, &b, 99), 3);
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
    assert_int_equal(run(record, &b, 99), 3);
    coc_record_destroy(record);
    assert_text("1", "XLEN coc:7:review");
    assert_text("0", "EXISTS " ST);

    box(&b, "c", 5);
    b.verdict.action = COC_ACTION_ESCALATE;
    (void) chain(&b, NULL);
    assert_text("1", "XLEN coc:7:escalations");
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


int
main(void)
{
    int  rc;

    const struct CMUnitTest  tests[] = {
        cmocka_unit_test_setup(test_infraction, flush),
        cmocka_unit_test_setup(test_idempotent, flush),
        cmocka_unit_test_setup(test_fullest, flush),
        cmocka_unit_test_setup(test_ladder, flush),
        cmocka_unit_test_setup(test_decay, flush),
        cmocka_unit_test_setup(test_restart, flush),
        cmocka_unit_test_setup(test_sanction, flush),
        cmocka_unit_test_setup(test_retired, flush),
        cmocka_unit_test_setup(test_review_only, flush),
        cmocka_unit_test_setup(test_small, flush),
        cmocka_unit_test_setup(test_log_capped, flush)
    };

    if (coc_test_redis_start(&redis) != 0) {
        return 0;
    }

    cmocka_set_message_output(CM_OUTPUT_TAP);

    rc = cmocka_run_group_tests(tests, NULL, NULL);

    coc_test_redis_stop(&redis);

    return rc;
}
