/*
 * Rungs of a section, and appeals that give points back.
 */

#include "coc_test_record.h"


/* A rung of a section counts what was given there, whatever has decayed. */

static void
test_section_ladder(void **state)
{
    box_t           b;
    coc_error_t     err;
    coc_standing_t  s;

    (void) state;

    box(&b, "a", 2);
    assert_int_equal(coc_ladder_add(&b.ladder,
                                    coc_str_from("ugly:4=suspend:1h"), &err),
                     COC_OK);
    assert_int_equal(coc_ladder_add(&b.ladder,
                                    coc_str_from("outing:1=deactivate"), &err),
                     COC_OK);

    s = chain(&b, NULL);
    assert_int_equal(s.step, COC_STEP_NONE);

    b.event.id = b.conf.id = coc_str_from("b");
    b.conf.now = NOW + 20 * HALF;
    s = chain(&b, NULL);
    assert_int_equal(s.points, 2000);
    assert_int_equal(s.step, COC_STEP_SUSPEND);
    assert_true(s.until == b.conf.now + DAY / 24);

    b.event.id = b.conf.id = coc_str_from("c");
    b.verdict.points[COC_SECTION_UGLY] = 0;
    b.verdict.points[COC_SECTION_OUTING] = 2;
    s = chain(&b, NULL);
    assert_int_equal(s.step, COC_STEP_DEACTIVATE);
}


static void
test_appeal(void **state)
{
    int              raised;
    box_t            b;
    coc_appeal_t     appeal;
    coc_record_t    *record;
    coc_standing_t   s;

    (void) state;

    box(&b, "a", 4);
    (void) chain(&b, NULL);

    box(&b, "b", 8);
    s = chain(&b, NULL);
    assert_int_equal(s.step, COC_STEP_SUSPEND);

    memset(&appeal, 0, sizeof(coc_appeal_t));
    appeal.caseid = coc_str_from("b");
    appeal.time = NOW;
    appeal.points = 8;
    appeal.section[COC_SECTION_UGLY] = 8;

    /* half of it has decayed by now: half of it is given back */

    box(&b, "appeal:b", 0);
    b.conf.event = NULL;
    b.conf.appeal = &appeal;
    b.conf.reason = coc_str_from("quoted a patient");
    b.conf.now = NOW + HALF;

    s = chain(&b, &raised);
    assert_int_equal(s.points, 2000);
    assert_int_equal(s.step, COC_STEP_NONE);
    assert_int_equal(s.section[COC_SECTION_UGLY], 4);
    assert_int_equal(raised, 0);
    assert_text("0", "ZCARD coc:7:active");

    s = chain(&b, NULL);
    assert_int_equal(s.points, 2000);
    assert_text("3", "ZCARD " LOG);
    assert_text("listpack", "OBJECT ENCODING " ST);

    b.conf.appeal = NULL;
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
}


int
main(void)
{
    int  rc;

    const struct CMUnitTest  tests[] = {
        cmocka_unit_test_setup(test_section_ladder, flush),
        cmocka_unit_test_setup(test_appeal, flush)
    };

    if (coc_test_redis_start(&redis) != 0) {
        return 0;
    }

    cmocka_set_message_output(CM_OUTPUT_TAP);

    rc = cmocka_run_group_tests(tests, NULL, NULL);

    coc_test_redis_stop(&redis);

    return rc;
}
