/*
 * The buffer: its maximum, its sticky error, JSON strings.
 */

#include "coc_test.h"
#include "coc_buf.h"
#include "coc_str.h"


static void
test_append(void **state)
{
    size_t            i;
    coc_buf_t         buf;
    coc_alloc_t       alloc;
    coc_test_alloc_t  counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    coc_buf_init(&buf, &alloc, 1000000);
    assert_int_equal(counts.calls, 0);

    assert_int_equal(coc_buf_append(&buf, NULL, 0), COC_OK);
    assert_int_equal(coc_buf_str(&buf).len, 0);

    for (i = 0; i < 1000000; i++) {
        assert_int_equal(coc_buf_putc(&buf, (uint8_t) (i * 31)), COC_OK);
    }

    assert_int_equal(buf.len, 1000000);
    assert_true(buf.size <= 1000000);
    assert_true(counts.calls < 20);

    for (i = 0; i < 1000000; i++) {
        assert_int_equal(buf.data[i], (uint8_t) (i * 31));
    }

    assert_int_equal(coc_buf_putc(&buf, 'x'), COC_LIMIT);
    assert_int_equal(buf.len, 1000000);
    assert_int_equal(coc_buf_append(&buf, NULL, 0), COC_LIMIT);

    coc_buf_reset(&buf);
    assert_int_equal(coc_buf_puts(&buf, "again"), COC_OK);
    assert_true(coc_str_eq(coc_buf_str(&buf), coc_str_from("again")));

    coc_buf_free(&buf);
    assert_int_equal(counts.live, 0);

    assert_int_equal(coc_buf_puts(&buf, "reused"), COC_OK);
    coc_buf_free(&buf);
    coc_buf_free(&buf);
    assert_int_equal(counts.live, 0);
}


/* Whatever the maximum, it is reached and not passed. */

static void
test_max(void **state)
{
    size_t            max, n;
    coc_buf_t         buf;
    coc_alloc_t       alloc;
    coc_test_alloc_t  counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);

    for (max = 0; max < 300; max++) {
        coc_buf_init(&buf, &alloc, max);

        for (n = 0; coc_buf_append(&buf, "xyz", 3) == COC_OK; n += 3) {
            /* void */
        }

        assert_int_equal(n, max / 3 * 3);
        assert_int_equal(buf.len, n);
        assert_int_equal(buf.status, COC_LIMIT);
        coc_buf_free(&buf);
    }

    assert_int_equal(counts.live, 0);

    /* sizes don't overflow */

    alloc = coc_test_alloc(&counts, 1);
    coc_buf_init(&buf, &alloc, SIZE_MAX);
    assert_null(coc_buf_reserve(&buf, SIZE_MAX));
    assert_int_equal(buf.status, COC_ERROR);
    coc_buf_free(&buf);
    assert_int_equal(counts.live, 0);
}


static void
test_reserve(void **state)
{
    uint8_t          *p;
    coc_buf_t         buf;
    coc_alloc_t       alloc;
    coc_test_alloc_t  counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    coc_buf_init(&buf, &alloc, 500);

    p = coc_buf_reserve(&buf, 500);
    assert_non_null(p);
    memset(p, 'a', 500);
    buf.len += 500;
    assert_null(coc_buf_reserve(&buf, 1));
    assert_int_equal(buf.status, COC_LIMIT);

    coc_buf_free(&buf);
    assert_int_equal(counts.live, 0);
}


static void
test_sticky(void **state)
{
    coc_buf_t         buf;
    coc_alloc_t       alloc;
    coc_test_alloc_t  counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 2);
    coc_buf_init(&buf, &alloc, 1000);

    assert_int_equal(coc_buf_puts(&buf, "start"), COC_OK);
    assert_int_equal(coc_buf_append(&buf, coc_buf_reserve(&buf, 1), 0),
                     COC_OK);
    assert_null(coc_buf_reserve(&buf, 200));
    assert_int_equal(coc_buf_puts(&buf, "more"), COC_ERROR);
    assert_int_equal(coc_buf_uint(&buf, 1), COC_ERROR);
    assert_int_equal(coc_buf_json(&buf, coc_str_from("x")), COC_ERROR);
    assert_true(coc_str_eq(coc_buf_str(&buf), coc_str_from("start")));

    coc_buf_free(&buf);
    assert_int_equal(counts.live, 0);
}


static void
test_uint(void **state)
{
    coc_buf_t         buf;
    coc_alloc_t       alloc;
    coc_test_alloc_t  counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    coc_buf_init(&buf, &alloc, 100);

    coc_buf_uint(&buf, 0);
    coc_buf_putc(&buf, ' ');
    coc_buf_uint(&buf, 1234567890);
    coc_buf_putc(&buf, ' ');
    assert_int_equal(coc_buf_uint(&buf, UINT64_MAX), COC_OK);
    assert_true(coc_str_eq(coc_buf_str(&buf),
                           coc_str_from("0 1234567890 18446744073709551615")));

    coc_buf_free(&buf);
}


static void
test_json(void **state)
{
    size_t            i;
    coc_str_t         s;
    coc_buf_t         buf;
    coc_alloc_t       alloc;
    coc_test_alloc_t  counts;
    coc_test_guard_t  guard;

#define BAD  "\xef\xbf\xbd"

    static const char *const  tests[][2] = {
        { "", "\"\"" },
        { "a\"b\\c/", "\"a\\\"b\\\\c/\"" },
        { "\t\r\n\x1f\x7f", "\"\\u0009\\u000d\\u000a\\u001f\\u007f\"" },
        { "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
          "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
        { "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf",
          "\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\"" },
        { "\x80", "\"" BAD "\"" },
        { "\xc1\xbf", "\"" BAD BAD "\"" },
        { "\xe0\x9f\xbf", "\"" BAD BAD BAD "\"" },
        { "\xed\xa0\x80", "\"" BAD BAD BAD "\"" },
        { "\xf0\x8f\xbf\xbf", "\"" BAD BAD BAD BAD "\"" },
        { "\xf4\x90\x80\x80", "\"" BAD BAD BAD BAD "\"" },
        { "\xc3", "\"" BAD "\"" },
        { "\xe2\x82", "\"" BAD BAD "\"" },
        { "\xf0\x9f\x98", "\"" BAD BAD BAD "\"" },
        { "\xe2\x82x", "\"" BAD BAD "x\"" },
        { "\xff", "\"" BAD "\"" }
    };

    (void) state;

    alloc = coc_test_alloc(&counts, 0);

    for (i = 0; i < coc_nelts(tests); i++) {
        coc_buf_init(&buf, &alloc, 1000);
        s.len = strlen(tests[i][0]);
        s.data = coc_test_guard(&guard, tests[i][0], s.len);

        assert_int_equal(coc_buf_json(&buf, s), COC_OK);

        if (!coc_str_eq(coc_buf_str(&buf), coc_str_from(tests[i][1]))) {
            fail_msg("case %zu", i);
        }

        coc_buf_free(&buf);
        coc_test_unguard(&guard);
    }

    assert_int_equal(counts.live, 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_append),
        cmocka_unit_test(test_max),
        cmocka_unit_test(test_reserve),
        cmocka_unit_test(test_sticky),
        cmocka_unit_test(test_uint),
        cmocka_unit_test(test_json)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
