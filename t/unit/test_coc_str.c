/*
 * Slices.
 */

#include "coc_test.h"
#include "coc_str.h"


static void
test_compare(void **state)
{
    size_t     i;
    coc_str_t  a, b;

    static const struct {
        const char  *a;
        const char  *b;
        int          eq;
        int          caseeq;
        int          cmp;
    } tests[] = {
        { "", "", 1, 1, 0 },
        { "a", "", 0, 0, 1 },
        { "", "a", 0, 0, -1 },
        { "abc", "abc", 1, 1, 0 },
        { "abc", "aBC", 0, 1, 1 },
        { "ab", "abc", 0, 0, -1 },
        { "@", "`", 0, 0, -1 },
        { "[", "{", 0, 0, -1 },
        { "\xc3\x84", "\xc3\xa4", 0, 0, -1 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        a = coc_str_from(tests[i].a);
        b = coc_str_from(tests[i].b);

        assert_int_equal(coc_str_eq(a, b), tests[i].eq);
        assert_int_equal(coc_str_caseeq(a, b), tests[i].caseeq);
        assert_int_equal((coc_str_cmp(a, b) > 0) - (coc_str_cmp(a, b) < 0),
                         tests[i].cmp);
    }

    a = coc_str_from(NULL);
    assert_null(a.data);
    assert_int_equal(a.len, 0);
    assert_int_equal(coc_str_eq(a, coc_str_from("")), 1);
    assert_int_equal(coc_str_cmp(a, coc_str_from("")), 0);
}


static void
test_find(void **state)
{
    coc_str_t         s;
    coc_test_guard_t  guard;

    (void) state;

    s.len = 4;
    s.data = coc_test_guard(&guard, "abca", 4);

    assert_int_equal(coc_str_find(s, 'a', 0), 0);
    assert_int_equal(coc_str_find(s, 'a', 1), 3);
    assert_int_equal(coc_str_find(s, 'x', 0), 4);
    assert_int_equal(coc_str_find(s, 'a', 4), 4);
    assert_int_equal(coc_str_find(s, 'a', 9), 4);

    coc_test_unguard(&guard);

    s = coc_str_from(NULL);
    assert_int_equal(coc_str_find(s, 'a', 0), 0);
}


static void
test_trim(void **state)
{
    size_t            i;
    coc_str_t         s;
    coc_test_guard_t  guard;

    static const char *const  tests[][2] = {
        { "", "" },
        { " \t\r\n", "" },
        { "a", "a" },
        { " a b\r\n", "a b" },
        { "\va\f", "\va\f" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        s.len = strlen(tests[i][0]);
        s.data = coc_test_guard(&guard, tests[i][0], s.len);
        assert_true(coc_str_eq(coc_str_trim(s), coc_str_from(tests[i][1])));
        coc_test_unguard(&guard);
    }

    s.data = (const uint8_t *) "\0a\0";
    s.len = 3;
    assert_int_equal(coc_str_trim(s).len, 3);
}


static void
test_hex(void **state)
{
    int          c;
    const char  *digit;
    const char  *digits = "0123456789abcdef";

    (void) state;

    for (c = 1; c < 256; c++) {
        digit = strchr(digits, (c >= 'A' && c <= 'Z') ? c + 32 : c);
        assert_int_equal(coc_str_hex((uint8_t) c),
                         digit == NULL ? -1 : (int) (digit - digits));
    }

    assert_int_equal(coc_str_hex(0), -1);
}


static void
test_uint(void **state)
{
    size_t    i;
    uint64_t  value;

    static const struct {
        const char  *text;
        uint64_t     max;
        int          rc;
        uint64_t     value;
    } tests[] = {
        { "0", 10, COC_OK, 0 },
        { "007", 10, COC_OK, 7 },
        { "10", 10, COC_OK, 10 },
        { "11", 10, COC_INVALID, 0 },
        { "", 10, COC_INVALID, 0 },
        { "-1", 10, COC_INVALID, 0 },
        { " 1", 10, COC_INVALID, 0 },
        { "1x", 10, COC_INVALID, 0 },
        { "18446744073709551615", UINT64_MAX, COC_OK, UINT64_MAX },
        { "18446744073709551616", UINT64_MAX, COC_INVALID, 0 },
        { "99999999999999999999999", UINT64_MAX, COC_INVALID, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        value = 0;
        assert_int_equal(coc_str_uint(coc_str_from(tests[i].text),
                                      tests[i].max, &value), tests[i].rc);
        assert_true(value == tests[i].value);
    }
}


static void
test_time(void **state)
{
    size_t    i;
    uint64_t  ms;

    static const struct {
        const char  *text;
        int          rc;
        uint64_t     ms;
    } tests[] = {
        { "0", COC_OK, 0 },
        { "5", COC_OK, 5000 },
        { "50ms", COC_OK, 50 },
        { "2s", COC_OK, 2000 },
        { "3m", COC_OK, 180000 },
        { "1h", COC_OK, 3600000 },
        { "1d", COC_OK, 86400000 },
        { "2w", COC_OK, 2 * 7 * 86400000ULL },
        { "1M", COC_OK, 30 * 86400000ULL },
        { "1y", COC_OK, 365 * 86400000ULL },
        { "1d 12h", COC_OK, 36 * 3600000ULL },
        { "1m30s", COC_OK, 90000 },
        { "100y", COC_OK, 100 * 365 * 86400000ULL },
        { "101y", COC_INVALID, 0 },
        { "100y1ms", COC_INVALID, 0 },
        { "99999999999999999999", COC_INVALID, 0 },
        { "", COC_INVALID, 0 },
        { "s", COC_INVALID, 0 },
        { "1x", COC_INVALID, 0 },
        { "1d-1h", COC_INVALID, 0 },
        { " 1d", COC_INVALID, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        ms = 0;

        if (coc_str_time(coc_str_from(tests[i].text), &ms) != tests[i].rc
            || ms != tests[i].ms)
        {
            fail_msg("\"%s\"", tests[i].text);
        }
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_hex),
        cmocka_unit_test(test_uint),
        cmocka_unit_test(test_time)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
