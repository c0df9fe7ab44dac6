/*
 * Points, decay, the ladder, steps in force, merging.
 */

#include "coc_test.h"

#include "coc_standing.h"
#include "coc_str.h"


#define DAY   (86400ULL * 1000)
#define HOUR  (3600ULL * 1000)


static void
test_ladder_add(void **state)
{
    size_t                    i;
    coc_error_t               err;
    coc_ladder_t              ladder;

    static const struct {
        const char  *rung;
        int          rc;
        unsigned     points;
        coc_step_e   step;
        uint64_t     time;
    } cases[] = {
        { "3=warn", COC_OK, 3, COC_STEP_WARN, 0 },
        { "6=mute:24h", COC_OK, 6, COC_STEP_MUTE, 24 * HOUR },
        { "6=mute", COC_OK, 6, COC_STEP_MUTE, 0 },
        { "1=premoderate:1d12h", COC_OK, 1, COC_STEP_PREMODERATE, 36 * HOUR },
        { "10=suspend:7d", COC_OK, 10, COC_STEP_SUSPEND, 7 * DAY },
        { "1000000=deactivate", COC_OK, 1000000, COC_STEP_DEACTIVATE, 0 },
        { "1000001=deactivate", COC_INVALID, 0, 0, 0 },
        { "0=warn", COC_INVALID, 0, 0, 0 },
        { "-1=warn", COC_INVALID, 0, 0, 0 },
        { "x=warn", COC_INVALID, 0, 0, 0 },
        { "=warn", COC_INVALID, 0, 0, 0 },
        { "3", COC_INVALID, 0, 0, 0 },
        { "", COC_INVALID, 0, 0, 0 },
        { "3=", COC_INVALID, 0, 0, 0 },
        { "3=none", COC_INVALID, 0, 0, 0 },
        { "3=ban", COC_INVALID, 0, 0, 0 },
        { "3=warn:1h", COC_INVALID, 0, 0, 0 },
        { "3=deactivate:1h", COC_INVALID, 0, 0, 0 },
        { "3=mute:", COC_INVALID, 0, 0, 0 },
        { "3=mute:0", COC_INVALID, 0, 0, 0 },
        { "3=mute:soon", COC_INVALID, 0, 0, 0 },
        { "3=mute:200y", COC_INVALID, 0, 0, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        ladder.n = 0;

        assert_int_equal(coc_ladder_add(&ladder, coc_str_from(cases[i].rung),
                                        &err), cases[i].rc);
        assert_int_equal(ladder.n, cases[i].rc == COC_OK);

        if (cases[i].rc != COC_OK) {
            assert_true(err.text[0] != '\0');
            continue;
        }

        assert_int_equal(ladder.rung[0].points, cases[i].points);
        assert_int_equal(ladder.rung[0].step, cases[i].step);
        assert_true(ladder.rung[0].time == cases[i].time);
    }
}


static void
test_ladder_order(void **state)
{
    char          text[32];
    size_t        i;
    coc_error_t   err;
    coc_ladder_t  ladder = { .n = 0 };

    (void) state;

    assert_int_equal(coc_ladder_add(&ladder, coc_str_from("5=mute:1h"), &err),
                     COC_OK);
    assert_int_equal(coc_ladder_add(&ladder, coc_str_from("5=suspend"), &err),
                     COC_INVALID);
    assert_int_equal(coc_ladder_add(&ladder, coc_str_from("4=suspend"), &err),
                     COC_INVALID);
    assert_int_equal(coc_ladder_add(&ladder, coc_str_from("6=warn"), &err),
                     COC_INVALID);
    assert_int_equal(ladder.n, 1);

    /* a section's rungs are a ladder of their own */

    assert_int_equal(coc_ladder_add(&ladder, coc_str_from("hate:3=warn"), &err),
                     COC_OK);
    assert_int_equal(coc_ladder_add(&ladder, coc_str_from("hate:3=mute:1h"),
                                    &err), COC_INVALID);
    assert_int_equal(coc_ladder_add(&ladder, coc_str_from("ugly:3=mute:1h"),
                                    &err), COC_OK);
    assert_int_equal(coc_ladder_add(&ladder, coc_str_from("rude:3=warn"), &err),
                     COC_INVALID);
    assert_int_equal(coc_ladder_add(&ladder, coc_str_from("hate:=warn"), &err),
                     COC_INVALID);

    for (i = 3; i < COC_LADDER_MAX; i++) {
        (void) snprintf(text, sizeof(text), "%zu=mute:%zuh", i + 6, i);
        assert_int_equal(coc_ladder_add(&ladder, coc_str_from(text), &err),
                         COC_OK);
    }

    assert_int_equal(coc_ladder_add(&ladder, coc_str_from("99=suspend"),
                                    &err), COC_INVALID);
    assert_int_equal(ladder.n, COC_LADDER_MAX);
}


static void
test_ladder_rung(void **state)
{
    size_t             i;
    coc_ladder_t       ladder;
    const coc_rung_t  *rung;

    static const struct {
        uint64_t    points;
        coc_step_e  step;
    } cases[] = {
        { 0, COC_STEP_NONE },
        { 2999, COC_STEP_NONE },
        { 3000, COC_STEP_WARN },
        { 5999, COC_STEP_WARN },
        { 6000, COC_STEP_MUTE },
        { 10000, COC_STEP_SUSPEND },
        { 19999, COC_STEP_SUSPEND },
        { 20000, COC_STEP_DEACTIVATE },
        { UINT64_MAX, COC_STEP_DEACTIVATE }
    };

    (void) state;

    coc_ladder_default(&ladder);

    for (i = 0; i < coc_nelts(cases); i++) {
        rung = coc_ladder_rung(&ladder, cases[i].points);

        assert_int_equal(rung == NULL ? COC_STEP_NONE : rung->step,
                         cases[i].step);
    }
}


static void
test_points(void **state)
{
    size_t          i;
    coc_standing_t  standing;

    static const struct {
        uint64_t  points, at, half_life, now, left;
    } cases[] = {
        { 8000, 1000, 30 * DAY, 1000, 8000 },
        { 8000, 1000, 30 * DAY, 1000 + 30 * DAY, 4000 },
        { 8000, 1000, 30 * DAY, 1000 + 60 * DAY, 2000 },
        { 8000, 1000, 30 * DAY, 1000 + 15 * DAY, 5657 },
        { 8000, 1000, 0, 1000 + 60 * DAY, 8000 },
        { 8000, 1000 + DAY, 30 * DAY, 1000, 8000 },
        { 8000, 0, 1, UINT64_MAX, 0 },
        { 0, 0, 30 * DAY, 1000, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        memset(&standing, 0, sizeof(standing));
        standing.points = cases[i].points;
        standing.points_at = cases[i].at;

        assert_int_equal(coc_standing_points(&standing, cases[i].half_life,
                                             cases[i].now), cases[i].left);
    }
}


static void
test_steps(void **state)
{
    size_t     i;
    coc_posting_t  posting = { { NULL, 0 }, 0, 0 };

    static const struct {
        coc_standing_t  standing;
        coc_step_e      step;           /* in force at 1000 */
        uint64_t        until;
        unsigned        post:1, comment:1, holds:1;
    } cases[] = {
        { { .step = 0 }, COC_STEP_NONE, 0, 0, 0, 0 },
        { { .step = COC_STEP_WARN }, COC_STEP_WARN, 0, 0, 0, 0 },
        { { .step = COC_STEP_MUTE, .until = 1001 }, COC_STEP_MUTE, 1001,
          0, 1, 0 },
        { { .step = COC_STEP_MUTE, .until = 1000 }, COC_STEP_NONE, 0,
          0, 0, 0 },
        { { .step = COC_STEP_MUTE }, COC_STEP_MUTE, 0, 0, 1, 0 },
        { { .step = COC_STEP_PREMODERATE, .until = 2000 },
          COC_STEP_PREMODERATE, 2000, 0, 0, 1 },
        { { .step = COC_STEP_SUSPEND, .until = 2000 }, COC_STEP_SUSPEND, 2000,
          1, 1, 0 },
        { { .step = COC_STEP_SUSPEND, .until = 999 }, COC_STEP_NONE, 0,
          0, 0, 0 },
        { { .step = COC_STEP_DEACTIVATE, .until = 999 }, COC_STEP_DEACTIVATE,
          0, 1, 1, 0 },

        /* what stands behind a graver step, ended or not */

        { { .step = COC_STEP_SUSPEND, .until = 999,
            .under = COC_STEP_MUTE, .under_until = 3000 }, COC_STEP_MUTE, 3000,
          0, 1, 0 },
        { { .step = COC_STEP_PREMODERATE, .until = 2000,
            .under = COC_STEP_MUTE, .under_until = 3000 },
          COC_STEP_PREMODERATE, 2000, 0, 1, 1 },
        { { .step = COC_STEP_SUSPEND, .until = 999,
            .under = COC_STEP_MUTE, .under_until = 500 }, COC_STEP_NONE, 0,
          0, 0, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        assert_int_equal(coc_standing_step(&cases[i].standing, 1000),
                         cases[i].step);
        assert_int_equal(coc_standing_until(&cases[i].standing, 1000),
                         cases[i].until);
        assert_int_equal(coc_standing_holds(&cases[i].standing, 1000),
                         cases[i].holds);

        posting.kind = coc_str_from("post");
        assert_int_equal(coc_standing_refuses(&cases[i].standing,
                                              &posting, 1000),
                         cases[i].post);
        posting.kind = coc_str_from("comment");
        assert_int_equal(coc_standing_refuses(&cases[i].standing,
                                              &posting, 1000),
                         cases[i].comment);
        posting.kind = coc_str_from("message");
        assert_int_equal(coc_standing_refuses(&cases[i].standing,
                                              &posting, 1000),
                         cases[i].comment);
        posting.kind = coc_str_from("comments");
        assert_int_equal(coc_standing_refuses(&cases[i].standing,
                                              &posting, 1000),
                         cases[i].post);
    }
}


static void
test_set(void **state)
{
    coc_standing_t  s = { .step = 0 };

    (void) state;

    coc_standing_set(&s, COC_STEP_MUTE, 5, COC_STEP_SUSPEND, 3);
    assert_int_equal(s.step, COC_STEP_SUSPEND);
    assert_int_equal(s.until, 3);
    assert_int_equal(s.under, COC_STEP_MUTE);
    assert_int_equal(s.under_until, 5);

    coc_standing_set(&s, COC_STEP_MUTE, 5, COC_STEP_MUTE, 0);
    assert_int_equal(s.until, 0);
    assert_int_equal(s.under_until, 5);

    coc_standing_set(&s, COC_STEP_MUTE, 0, COC_STEP_MUTE, 5);
    assert_int_equal(s.until, 0);

    coc_standing_set(&s, COC_STEP_MUTE, 4, COC_STEP_MUTE, 5);
    assert_int_equal(s.until, 5);
}


static void
test_merge(void **state)
{
    coc_standing_t  a, b;

    (void) state;

    memset(&a, 0, sizeof(a));
    memset(&b, 0, sizeof(b));

    a.points = 8000;
    a.points_at = 0;
    a.section[COC_SECTION_UGLY] = 8;
    a.step = COC_STEP_DEACTIVATE - 1;
    a.until = 50;
    a.under = COC_STEP_MUTE;
    a.under_until = 500;
    b.points = 5000;
    b.points_at = 100;
    b.section[COC_SECTION_HATE] = 5;
    b.step = COC_STEP_PREMODERATE;
    b.until = 300;

    /* at 100 the suspension is over, a's 8 points have become 4 */

    coc_standing_merge(&a, &b, 100, 100);

    assert_int_equal(a.points, 5000);
    assert_int_equal(a.points_at, 100);
    assert_int_equal(a.step, COC_STEP_PREMODERATE);
    assert_int_equal(a.until, 300);
    assert_int_equal(a.under, COC_STEP_MUTE);
    assert_int_equal(a.under_until, 500);
    assert_int_equal(a.section[COC_SECTION_UGLY], 8);
    assert_int_equal(a.section[COC_SECTION_HATE], 5);

    /* the same step twice: the later end, none being the latest */

    memset(&b, 0, sizeof(b));
    b.step = COC_STEP_PREMODERATE;

    coc_standing_merge(&a, &b, 100, 100);

    assert_int_equal(a.step, COC_STEP_PREMODERATE);
    assert_int_equal(a.until, 0);
    assert_int_equal(a.under, COC_STEP_MUTE);

    /* with nothing: as before */

    memset(&b, 0, sizeof(b));
    coc_standing_merge(&a, &b, 100, 100);
    assert_int_equal(a.step, COC_STEP_PREMODERATE);
    assert_int_equal(a.points, 5000);
}


static void
test_names(void **state)
{
    unsigned    i;
    coc_step_e  step;

    (void) state;

    for (i = 0; i < COC_STEP_MAX; i++) {
        assert_int_equal(coc_step_find(coc_str_from(
                             coc_step_name((coc_step_e) i)), &step), COC_OK);
        assert_int_equal(step, i);
    }

    assert_int_equal(coc_step_find(coc_str_from("banish"), &step),
                     COC_DECLINED);
    assert_string_equal(coc_step_name((coc_step_e) 99), "");
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_ladder_add),
        cmocka_unit_test(test_ladder_order),
        cmocka_unit_test(test_ladder_rung),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_names)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
