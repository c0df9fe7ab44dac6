/*
 * The arena: budget, marks, blocks that come back.
 */

#include "coc_test.h"
#include "coc_arena.h"
#include "coc_str.h"


static void
test_alloc(void **state)
{
    size_t            i, size;
    uint8_t          *p, *last;
    coc_arena_t      *arena;
    coc_alloc_t       alloc;
    coc_test_alloc_t  counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    arena = coc_arena_create(&alloc, 16 * 1024 * 1024);
    assert_non_null(arena);
    assert_int_equal(counts.calls, 1);

    last = NULL;

    for (i = 0; i < 2000; i++) {
        size = i * 7 % 3001;
        p = coc_arena_alloc(arena, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t) p % 16, 0);
        assert_ptr_not_equal(p, last);
        memset(p, 0x55, size);
        last = p;
    }

    /* blocks grow, so there are few */

    assert_true(counts.calls < 100);

    p = coc_arena_zalloc(arena, 1000000);
    assert_non_null(p);

    for (i = 0; i < 1000000; i++) {
        assert_int_equal(p[i], 0);
    }

    coc_arena_destroy(arena);
    coc_arena_destroy(NULL);
    assert_int_equal(counts.live, 0);
}


static void
test_budget(void **state)
{
    coc_arena_t      *arena;
    coc_alloc_t       alloc;
    coc_test_alloc_t  counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    arena = coc_arena_create(&alloc, 100);
    assert_non_null(arena);

    assert_non_null(coc_arena_alloc(arena, 1));
    assert_int_equal(coc_arena_used(arena), 16);
    assert_non_null(coc_arena_alloc(arena, 0));
    assert_non_null(coc_arena_alloc(arena, 64));
    assert_int_equal(coc_arena_used(arena), 96);
    assert_int_equal(coc_arena_exhausted(arena), 0);

    assert_null(coc_arena_alloc(arena, 1));
    assert_int_equal(coc_arena_exhausted(arena), 1);
    assert_int_equal(coc_arena_used(arena), 96);

    assert_null(coc_arena_alloc(arena, SIZE_MAX));
    assert_null(coc_arena_alloc(arena, SIZE_MAX - 8));
    assert_null(coc_arena_array(arena, SIZE_MAX / 2, 3));

    coc_arena_destroy(arena);
    assert_int_equal(counts.live, 0);
}


static void
test_marks(void **state)
{
    size_t             i, calls;
    coc_str_t          s;
    coc_arena_t       *arena;
    coc_alloc_t        alloc;
    coc_test_alloc_t   counts;
    coc_arena_mark_t   empty, mark;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    arena = coc_arena_create(&alloc, 1024 * 1024);
    assert_non_null(arena);

    empty = coc_arena_mark(arena);

    s = coc_arena_dup(arena, coc_str_from("kept"));
    assert_int_equal(coc_arena_used(arena), 16);
    mark = coc_arena_mark(arena);
    calls = 0;

    for (i = 0; i < 50; i++) {
        assert_non_null(coc_arena_alloc(arena, 3000));
        assert_non_null(coc_arena_alloc(arena, 60000));
        assert_non_null(coc_arena_alloc(arena, 200000));
        coc_arena_release(arena, mark);
        assert_int_equal(coc_arena_used(arena), 16);
        assert_true(coc_str_eq(s, coc_str_from("kept")));
        assert_true(counts.live <= 3);
        calls = counts.calls;
    }

    assert_true(calls < 2 + 50 * 3);

    /* the same small work again takes no memory anew */

    coc_arena_release(arena, mark);
    assert_non_null(coc_arena_alloc(arena, 5000));
    coc_arena_release(arena, mark);
    calls = counts.calls;

    for (i = 0; i < 50; i++) {
        assert_non_null(coc_arena_alloc(arena, 5000));
        coc_arena_release(arena, mark);
    }

    assert_int_equal(counts.calls, calls);

    coc_arena_release(arena, empty);
    assert_int_equal(coc_arena_used(arena), 0);
    assert_non_null(coc_arena_alloc(arena, 10));

    coc_arena_destroy(arena);
    assert_int_equal(counts.live, 0);
}


static void
test_dup(void **state)
{
    coc_str_t         s;
    coc_arena_t      *arena;
    coc_alloc_t       alloc;
    coc_test_alloc_t  counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    arena = coc_arena_create(&alloc, 32);
    assert_non_null(arena);

    s = coc_arena_dup(arena, coc_str_from(NULL));
    assert_non_null(s.data);
    assert_int_equal(s.len, 0);

    s = coc_arena_dup(arena, coc_str_from("12345678901234567"));
    assert_null(s.data);
    assert_int_equal(s.len, 0);

    coc_arena_destroy(arena);
}


static void
test_torture(void **state)
{
    size_t            i, j, got;
    coc_arena_t      *arena;
    coc_alloc_t       alloc;
    coc_test_alloc_t  counts;

    (void) state;

    for (i = 1; i < 6; i++) {
        alloc = coc_test_alloc(&counts, i);
        arena = coc_arena_create(&alloc, 1024 * 1024);

        if (i == 1) {
            assert_null(arena);
            continue;
        }

        assert_non_null(arena);

        for (got = 0, j = 0; j < 4; j++) {
            got += (coc_arena_alloc(arena, 100000) != NULL);
        }

        assert_int_equal(got, 3);
        assert_int_equal(coc_arena_exhausted(arena), 0);
        assert_int_equal(coc_arena_used(arena), 300000);
        coc_arena_destroy(arena);
        assert_int_equal(counts.live, 0);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_alloc),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_dup),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
