/*
 * Blocks of a text, against what a loop over its bytes says.
 */

#include "coc_test.h"

#include "coc_match_window.h"


static uint64_t
test_block(size_t at, unsigned shift)
{
    return (uint64_t) 1 << (at >> shift);
}


static void
test_shift(void **state)
{
    size_t    len;
    unsigned  shift;

    (void) state;

    for (len = 1; len < 3000000; len += 1 + len / 7) {
        shift = coc_window_shift(len);

        assert_true((len - 1) >> shift < 64);
        assert_true(shift == COC_WINDOW_SHIFT || len >> (shift - 1) >= 64);
    }

    assert_int_equal(coc_window_shift(0), COC_WINDOW_SHIFT);
}


/* Every place that is so many bytes before one of a block is in the window. */

static void
test_before(void **state)
{
    size_t    at, bytes, back, len;
    unsigned  shift;
    uint64_t  window;

    static const size_t  lengths[] = { 1, 16, 17, 600, 1023, 1024, 5000 };
    static const size_t  reaches[] = { 0, 1, 15, 16, 17, 100, 999, 100000 };

    (void) state;

    for (size_t l = 0; l < coc_nelts(lengths); l++) {
        len = lengths[l];
        shift = coc_window_shift(len);

        for (at = 0; at < len; at += 1 + at / 9) {
            for (size_t r = 0; r < coc_nelts(reaches); r++) {
                bytes = reaches[r];
                window = coc_window_before(test_block(at, shift), bytes,
                                           shift);

                for (back = 0; back <= coc_min(bytes, at); back++) {
                    assert_true(window & test_block(at - back, shift));
                }

                /* nothing behind, and what is far before only if reached */

                assert_true(window >> (at >> shift) == 1);

                if (at >= bytes + ((size_t) 2 << shift)) {
                    assert_false(window
                                 & test_block(at - bytes - ((size_t) 2
                                                            << shift),
                                              shift));
                }
            }
        }
    }

    assert_true(coc_window_before(0, 100, 4) == 0);
    assert_true(coc_window_before(0, SIZE_MAX / 2, 4) == 0);
    assert_true(coc_window_before(COC_WINDOW_ALL, 0, 4) == COC_WINDOW_ALL);
}


/* The stretches hold what the bits say, each byte once and in order. */

static void
test_next(void **state)
{
    size_t    i, len, from, until, at;
    uint32_t  seed;
    uint64_t  window;
    unsigned  shift;

    (void) state;

    for (seed = 1, i = 0; i < 4000; i++) {
        seed = seed * 1664525 + 1013904223;
        len = 1 + (seed >> 8) % ((i % 5 == 0) ? 9000 : 700);
        shift = coc_window_shift(len);
        window = (uint64_t) seed * 0x9e3779b97f4a7c15;
        window = (i % 7 == 0) ? COC_WINDOW_ALL : (i % 7 == 1) ? 0 : window;
        at = (i % 3 == 0) ? (seed >> 16) % len : 0;

        for (from = at; /* void */; from = until) {
            until = coc_window_next(window, shift, len, &from);

            for ( /* void */; at < from; at++) {
                assert_false(window & test_block(at, shift));
            }

            if (from == len) {
                break;
            }

            assert_true(until > from && until <= len);

            for ( /* void */; at < until; at++) {
                assert_true(window & test_block(at, shift));
            }
        }

        assert_int_equal(at, len);
        assert_int_equal(until, len);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_shift),
        cmocka_unit_test(test_before),
        cmocka_unit_test(test_next)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
