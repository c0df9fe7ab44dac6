/*
 * Privileges in the standing table: put, told by the lines of a snapshot,
 * beside a step, their ends, and what a later snapshot does not tell.
 */

#include "coc_test_table.h"


#define SIZE  (64 * 1024)


/* What is taken by the table, +1000 where it is in doubt. */

static unsigned
taken_at(const coc_table_t *table, uint64_t n, uint64_t now)
{
    coc_member_t        m = member(n);
    coc_table_answer_t  a;

    if (coc_table_find(table, 0, &m, now, &a) != COC_OK) {
        return 0;
    }

    return coc_privileges_taken(&a.standing.privileges, now)
           + (a.verified ? 0 : 1000);
}


static int
put_taken(coc_table_t *table, uint64_t n, coc_step_e step, unsigned bits,
    uint64_t until, uint64_t seq)
{
    unsigned        i;
    coc_member_t    m = member(n);
    coc_standing_t  s = standing(step, NOW + HOUR, seq);

    for (i = 0; i < COC_PRIVILEGE_MAX; i++) {
        if (bits & (1u << i)) {
            coc_privilege_take(&s.privileges, (coc_privilege_e) i, until,
                               (coc_str_t) { NULL, 0 });
        }
    }

    return coc_table_put(table, 0, &m, &s, NOW);
}


static int
told(coc_table_t *table, uint64_t n, unsigned which, uint64_t until)
{
    coc_member_t  m = member(n);

    return coc_table_taken(table, 0, &m, (coc_privilege_e) which, until, NOW);
}


static void
test_put(void **state)
{
    void         *mem = malloc(SIZE);
    coc_table_t  *t = coc_table_init(mem, SIZE);

    (void) state;

    assert_int_equal(put_taken(t, 1, COC_STEP_NONE, 1 | 8, NOW + HOUR, 4),
                     COC_OK);
    assert_int_equal(taken_at(t, 1, NOW), 1 | 8);
    assert_int_equal(taken_at(t, 1, NOW + HOUR - 1), 1 | 8);
    assert_int_equal(taken_at(t, 1, NOW + HOUR), 0);
    assert_int_equal(step(t, 1), COC_STEP_NONE);
    assert_int_equal(coc_table_count(t, 0), 1);

    /* older, then beside a step, then given back */

    assert_int_equal(put_taken(t, 1, COC_STEP_NONE, 2, 0, 3), COC_DECLINED);
    assert_int_equal(put_taken(t, 1, COC_STEP_MUTE, 32, 0, 5), COC_OK);
    assert_int_equal(taken_at(t, 1, NOW + 9 * HOUR), 32);
    assert_int_equal(step(t, 1), COC_STEP_MUTE);

    assert_int_equal(put_taken(t, 1, COC_STEP_NONE, 0, 0, 6), COC_OK);
    assert_int_equal(taken_at(t, 1, NOW), 0);
    assert_int_equal(coc_table_count(t, 0), 0);
    assert_int_equal(put_taken(t, 1, COC_STEP_NONE, 32, 0, 5), COC_DECLINED);

    /* what has ended is swept */

    assert_int_equal(put_taken(t, 2, COC_STEP_NONE, 1, NOW + 1, 1), COC_OK);
    coc_table_sweep(t, NOW + 1, coc_table_room(t) * 2);
    assert_int_equal(coc_table_count(t, 0), 0);

    free(mem);
}


static void
test_snapshot(void **state)
{
    void         *mem = malloc(SIZE);
    coc_table_t  *t = coc_table_init(mem, SIZE);

    (void) state;

    coc_table_begin(t, 0);
    assert_int_equal(told(t, 1, 0, NOW + HOUR), COC_OK);
    assert_int_equal(told(t, 1, 3, 0), COC_OK);
    assert_int_equal(told(t, 2, 5, NOW), COC_DECLINED);
    assert_int_equal(told(t, 2, COC_PRIVILEGE_MAX, 0), COC_INVALID);

    /* a step before, and a step after */

    assert_int_equal(line(t, 3, COC_STEP_MUTE, NOW + HOUR), COC_OK);
    assert_int_equal(told(t, 3, 4, NOW + 2 * HOUR), COC_OK);
    assert_int_equal(told(t, 4, 4, NOW + 2 * HOUR), COC_OK);
    assert_int_equal(line(t, 4, COC_STEP_MUTE, NOW + HOUR), COC_OK);

    /* put meanwhile is newer */

    assert_int_equal(put_taken(t, 5, COC_STEP_NONE, 1, 0, 9), COC_OK);
    assert_int_equal(told(t, 5, 6, 0), COC_DECLINED);
    end(t, 0);

    assert_int_equal(taken_at(t, 1, NOW + 9 * HOUR), 1000 + (1 | 8));
    assert_int_equal(taken_at(t, 3, NOW), 1000 + 16);
    assert_int_equal(taken_at(t, 4, NOW), 1000 + 16);
    assert_int_equal(step(t, 3), 100 + COC_STEP_MUTE);
    assert_int_equal(step(t, 4), 100 + COC_STEP_MUTE);
    assert_int_equal(taken_at(t, 5, NOW), 1);
    assert_int_equal(coc_table_count(t, 0), 4);

    /* verified meanwhile, and told again: it stays so */

    assert_int_equal(put_taken(t, 1, COC_STEP_NONE, 1 | 8, 0, 2), COC_OK);

    coc_table_begin(t, 0);
    assert_int_equal(told(t, 1, 0, 0), COC_OK);
    assert_int_equal(told(t, 1, 3, 0), COC_OK);
    assert_int_equal(line(t, 3, COC_STEP_MUTE, NOW + HOUR), COC_OK);
    end(t, 0);

    assert_int_equal(taken_at(t, 1, NOW), 1 | 8);

    /* what no line told is given back */

    assert_int_equal(taken_at(t, 3, NOW) % 1000, 0);
    assert_int_equal(step(t, 3) % 100, COC_STEP_MUTE);
    assert_int_equal(taken_at(t, 4, NOW), 0);
    assert_int_equal(taken_at(t, 5, NOW), 0);
    assert_int_equal(coc_table_count(t, 0), 2);

    coc_table_begin(t, 0);
    assert_int_equal(told(t, 1, 3, 0), COC_OK);
    end(t, 0);
    assert_int_equal(taken_at(t, 1, NOW), 8);

    free(mem);
}


/* A lifted entry's end is another thing. */

static void
test_lifted(void **state)
{
    void         *mem = malloc(SIZE);
    coc_table_t  *t = coc_table_init(mem, SIZE);

    (void) state;

    assert_int_equal(put(t, 0, 1, COC_STEP_MUTE, 0, 1), COC_OK);
    assert_int_equal(put(t, 0, 1, COC_STEP_NONE, 0, 2), COC_OK);
    coc_table_begin(t, 0);
    assert_int_equal(told(t, 1, 2, 0), COC_OK);
    end(t, 0);
    assert_int_equal(taken_at(t, 1, NOW + 99 * HOUR), 1000 + 4);
    assert_int_equal(step(t, 1), 100);

    assert_int_equal(put(t, 0, 2, COC_STEP_MUTE, 0, 1), COC_OK);
    assert_int_equal(put(t, 0, 2, COC_STEP_NONE, 0, 2), COC_OK);
    coc_table_begin(t, 0);
    assert_int_equal(line(t, 2, COC_STEP_SUSPEND, 0), COC_OK);
    end(t, 0);
    assert_int_equal(taken_at(t, 2, NOW), 1000);
    assert_int_equal(step(t, 2), 100 + COC_STEP_SUSPEND);

    free(mem);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_put),
        cmocka_unit_test(test_snapshot),
        cmocka_unit_test(test_lifted)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
