/*
 * Free places: 64 tried at once find what one by one does.
 */

#include "coc_test_match.h"

#include "coc_match_places.h"


#define TEST_PLACES  4096


static uint32_t
test_random(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525 + 1013904223;

    return (*seed >> 8) % n;
}


static uint32_t
test_plain(const uint8_t *taken, uint32_t place, const uint8_t *bytes,
    size_t n)
{
    size_t    i;
    uint32_t  base;

    for (base = place - bytes[0]; /* void */; base++) {

        for (i = 0; i < n; i++) {
            if (base + bytes[i] < TEST_PLACES && taken[base + bytes[i]]) {
                break;
            }
        }

        if (i == n) {
            return base;
        }
    }
}


/* Bytes in rising order: few or many, near to each other or not. */

static size_t
test_bytes(uint8_t *bytes, uint32_t *seed)
{
    size_t    n;
    uint32_t  c, few;

    few = 1 + test_random(seed, 40);

    do {
        for (n = 0, c = test_random(seed, 200); c < 256; c++) {
            if (test_random(seed, few) == 0) {
                bytes[n++] = (uint8_t) c;
            }
        }
    } while (n == 0);

    return n;
}


static void
test_base(void **state)
{
    size_t        n, i, round;
    uint8_t       taken[TEST_PLACES], bytes[256];
    uint32_t      seed, place, share;
    coc_places_t  places;

    (void) state;
    seed = 7;

    for (round = 0; round < 40; round++) {
        coc_places_init(&places, &plain);
        memset(taken, 0, sizeof(taken));
        share = 2 + test_random(&seed, 30);

        for (place = 0; place < TEST_PLACES; place++) {
            if (test_random(&seed, share) != 0) {
                taken[place] = 1;
                assert_int_equal(coc_places_take(&places, place), COC_OK);
            }
        }

        for (i = 0; i < 100; i++) {
            n = test_bytes(bytes, &seed);
            place = bytes[0] + test_random(&seed, TEST_PLACES + 300);

            assert_int_equal(coc_places_base(&places, place, bytes, n),
                             test_plain(taken, place, bytes, n));

            bytes[0] = 0;
            assert_int_equal(coc_places_next(&places, place),
                             test_plain(taken, place, bytes, 1));
        }

        coc_places_free(&places);
    }
}


static void
test_memory(void **state)
{
    coc_alloc_t       alloc;
    coc_places_t      places;
    coc_test_alloc_t  counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 1);
    coc_places_init(&places, &alloc);

    assert_int_equal(coc_places_take(&places, 70), COC_ERROR);
    assert_int_equal(coc_places_next(&places, 70), 70);

    coc_places_free(&places);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_base),
        cmocka_unit_test(test_memory)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
