/*
 * The standing table where it can't be sure: what Redis has lost, what comes
 * late, what only a newer version knows.
 */

#include "coc_test_table.h"


/* Redis lost all, and counts from 1 again. */

static void
test_lost(void **state)
{
    char                mem[65536];
    coc_table_t        *table = coc_table_init(mem, sizeof(mem));
    coc_member_t        m = member(4);
    coc_standing_t      s;
    coc_table_answer_t  a;

    (void) state;

    put(table, 0, 1, COC_STEP_SUSPEND, 0, 90);
    put(table, 0, 2, COC_STEP_SUSPEND, 0, 90);
    put(table, 0, 3, COC_STEP_NONE, 0, 90);

    memset(&s, 0, sizeof(s));
    coc_standing_set(&s, COC_STEP_SUSPEND, 0, COC_STEP_MUTE, 0);
    s.seq = 90;
    coc_table_put(table, 0, &m, &s, NOW);

    coc_table_begin(table, 0);
    assert_int_equal(put(table, 0, 1, COC_STEP_MUTE, 0, 1), COC_OK);
    line(table, 2, COC_STEP_MUTE, 0);
    line(table, 3, COC_STEP_MUTE, 0);
    line(table, 4, COC_STEP_SUSPEND, 0);
    end(table, 0);

    assert_int_equal(step(table, 1), 100 + COC_STEP_MUTE);
    assert_int_equal(put(table, 0, 1, COC_STEP_MUTE, 0, 1), COC_OK);
    assert_int_equal(step(table, 1), COC_STEP_MUTE);
    assert_int_equal(step(table, 2), 100 + COC_STEP_MUTE);
    assert_int_equal(put(table, 0, 2, COC_STEP_MUTE, 0, 1), COC_OK);
    assert_int_equal(step(table, 2), COC_STEP_MUTE);
    assert_int_equal(step(table, 3), 100 + COC_STEP_MUTE);

    /* one of two steps was told: the record is asked */

    assert_int_equal(coc_table_find(table, 0, &m, NOW, &a), COC_OK);
    assert_int_equal(a.verified, 0);
}


/*
 * An answer that was on its way for long arrives while a snapshot runs: neither
 * does it lift a sanction, nor is a lifted one believed again.
 */

static void
test_late(void **state)
{
    char          mem[65536];
    coc_table_t  *table = coc_table_init(mem, sizeof(mem));

    (void) state;

    put(table, 0, 1, COC_STEP_SUSPEND, 0, 5);
    put(table, 0, 2, COC_STEP_SUSPEND, 0, 4);
    put(table, 0, 2, COC_STEP_NONE, 0, 5);
    put(table, 0, 3, COC_STEP_SUSPEND, 0, 5);

    coc_table_begin(table, 0);
    put(table, 0, 1, COC_STEP_NONE, 0, 4);
    put(table, 0, 2, COC_STEP_SUSPEND, 0, 4);
    put(table, 0, 3, COC_STEP_NONE, 0, 4);
    assert_int_equal(step(table, 1), 100 + COC_STEP_SUSPEND);
    assert_int_equal(step(table, 2), 100 + COC_STEP_SUSPEND);
    line(table, 1, COC_STEP_SUSPEND, 0);
    end(table, 0);

    assert_int_equal(step(table, 1), 100 + COC_STEP_SUSPEND);
    assert_int_equal(step(table, 2), 100 + COC_STEP_SUSPEND);
    assert_int_equal(step(table, 3), COC_STEP_NONE);

    /* the record is asked */

    put(table, 0, 1, COC_STEP_SUSPEND, 0, 5);
    put(table, 0, 2, COC_STEP_NONE, 0, 5);
    assert_int_equal(step(table, 1), COC_STEP_SUSPEND);
    assert_int_equal(step(table, 2), COC_STEP_NONE);
}


/* A step that only a newer version knows: in force, and never sure. */

static void
test_unknown(void **state)
{
    char          mem[65536];
    coc_table_t  *table = coc_table_init(mem, sizeof(mem));

    (void) state;

    put(table, 0, 1, COC_STEP_MUTE, 0, 5);
    assert_int_equal(put(table, 0, 1, COC_STEP_MAX, 0, 6), COC_OK);
    assert_int_equal(step(table, 1), 100 + COC_STEP_MAX);
    assert_int_equal(put(table, 0, 1, COC_STEP_NONE, 0, 5), COC_DECLINED);
    put(table, 0, 2, COC_STEP_MUTE, 0, 5);

    coc_table_begin(table, 0);
    line(table, 1, COC_STEP_MAX, 0);
    line(table, 2, COC_STEP_MUTE, 0);
    line(table, 2, COC_STEP_MAX, 0);
    line(table, 3, COC_STEP_MAX, 0);
    end(table, 0);

    coc_table_sweep(table, NOW + HOUR, 10000);
    assert_int_equal(step(table, 1), 100 + COC_STEP_MAX);
    assert_int_equal(step(table, 2), 100 + COC_STEP_MAX);
    assert_int_equal(step(table, 3), 100 + COC_STEP_MAX);

    put(table, 0, 1, COC_STEP_NONE, 0, 7);
    put(table, 0, 2, COC_STEP_MUTE, 0, 7);
    assert_int_equal(step(table, 1), COC_STEP_NONE);
    assert_int_equal(step(table, 2), COC_STEP_MUTE);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_lost),
        cmocka_unit_test(test_late),
        cmocka_unit_test(test_unknown)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
