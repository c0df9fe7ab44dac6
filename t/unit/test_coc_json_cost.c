/*
 * JSON bodies: what they cost grows with their size alone.
 */

#include <time.h>

#include "coc_test_decode.h"


#define JSON  "application/json"


/* Levels by the thousand, deeper than yajl's stack begins. */

static void
test_deep(void **state)
{
    char               *body;
    size_t              i, n;
    coc_alloc_t         alloc;
    coc_limits_t        limits;
    coc_test_alloc_t    counts;
    coc_test_decoded_t  d;

    (void) state;

    n = 10000;
    body = malloc(2 * n + 1);
    assert_non_null(body);
    memset(body, '[', n);
    memset(body + n, ']', n);

    limits = coc_test_limits;

    for (i = 126; i < 132; i++) {
        limits.depth = i;
        alloc = coc_test_alloc(&counts, 0);
        memset(&d, 0, sizeof(coc_test_decoded_t));

        coc_test_decode(&d, &alloc, JSON, NULL, body, 2 * n, 0, &limits);
        assert_int_equal(d.rc, COC_LIMIT);
        assert_int_equal(d.err.offset, i + 1);
        coc_test_decoded_free(&d);

        coc_test_decode(&d, &alloc, JSON, NULL, body + n - i, 2 * i, 7,
                        &limits);
        assert_int_equal(d.rc, COC_OK);
        coc_test_decoded_free(&d);
        assert_int_equal(counts.live, 0);
    }

    limits.depth = n;
    memset(&d, 0, sizeof(coc_test_decoded_t));
    coc_test_decode(&d, &alloc, JSON, NULL, body, 2 * n, 0, &limits);
    assert_int_equal(d.rc, COC_OK);
    coc_test_decoded_free(&d);

    free(body);
}


static double
seconds(const void *body, size_t len, size_t piece,
    const coc_limits_t *limits, int want)
{
    clock_t             start;
    coc_alloc_t         alloc;
    coc_test_alloc_t    counts;
    coc_test_decoded_t  d;

    memset(&d, 0, sizeof(coc_test_decoded_t));
    d.quiet = 1;
    alloc = coc_test_alloc(&counts, 0);

    start = clock();
    coc_test_decode(&d, &alloc, JSON, NULL, body, len, piece, limits);
    start = clock() - start;

    assert_int_equal(d.rc, want);
    assert_int_equal(counts.live, 0);
    coc_test_decoded_free(&d);

    return (double) start / CLOCKS_PER_SEC;
}


/*
 * A megabyte takes some 10 ms; what grows with the square of it would take
 * minutes.  The bound only tells these two apart.
 */

static void
test_linear(void **state)
{
    char          *body, *p;
    size_t         i, len;
    coc_limits_t   limits;
    const double   bound = 10.0;

    (void) state;

    len = 1024 * 1024;
    body = malloc(3 * len);
    assert_non_null(body);

    limits = coc_test_limits;
    limits.body = 3 * len;
    limits.fields = 1000000;

    /* a long string in small pieces, plain and with escapes to be mended */

    memset(body, 'a', len);
    body[0] = '"';
    body[len - 1] = '"';
    assert_true(seconds(body, len, 1, &limits, COC_OK) < bound);

    for (i = 1; i + 7 < len; i += 6) {
        memcpy(body + i, "\\ud800", 6);
    }

    assert_true(seconds(body, len, 1, &limits, COC_OK) < bound);

    /* a long number, a long name */

    memset(body, '1', len);
    assert_true(seconds(body, len, 1, &limits, COC_OK) < bound);

    memset(body, 'x', len);
    assert_true(seconds(body, len, 1, &limits, COC_INVALID) < bound);

    /* nothing but brackets, with and without room for them */

    memset(body, '[', len);
    assert_true(seconds(body, len, 0, &limits, COC_LIMIT) < bound);

    limits.depth = 50000;
    memset(body + 50000, ']', 50000);
    assert_true(seconds(body, 100000, 1, &limits, COC_OK) < bound);

    /* 100,000 names */

    for (p = body, *p++ = '{', i = 0; i < 100000; i++) {
        p += sprintf(p, "%s\"k%zu\":\"v\"", i ? "," : "", i);
    }

    *p++ = '}';
    assert_true(seconds(body, (size_t) (p - body), 1, &limits, COC_OK)
                < bound);

    /* one long name above many values: the path counts with each */

    memset(body, 'k', len);
    memcpy(body, "{\"", 2);
    p = body + len / 2;
    memcpy(p, "\":[", 3);

    for (p += 3; p < body + len; p += 3) {
        memcpy(p, "\"\",", 3);
    }

    assert_true(seconds(body, len, 0, &limits, COC_LIMIT) < bound);

    free(body);
}


/* CPU time of the quickest of some runs. */

static double
quickest(const char *body, size_t len, const coc_limits_t *limits)
{
    size_t  i;
    double  best, one;

    for (best = 1e9, i = 0; i < 7; i++) {
        one = seconds(body, len, 0, limits, COC_OK);
        best = (one < best) ? one : best;
    }

    return best;
}


/* Twice the names or levels take about twice the time, not four times. */

static void
test_doubled(void **state)
{
    char          *body, *p;
    size_t         i, n, len[2];
    double         time[4][2];
    coc_limits_t   limits;
    unsigned       k;

    (void) state;

    body = malloc(100000 * 40);
    assert_non_null(body);

    limits = coc_test_limits;
    limits.fields = 1000000;
    limits.body = 100 * 1024 * 1024;
    limits.depth = 10000;

    for (k = 0; k < 2; k++) {

        /* names, without and with them as fields */

        n = k ? 100000 : 50000;

        for (p = body, *p++ = '{', i = 0; i < n; i++) {
            p += sprintf(p, "%s\"k%06zu\":\"v\"", i ? "," : "", i);
        }

        *p++ = '}';
        len[k] = (size_t) (p - body);
        time[0][k] = quickest(body, len[k], &limits);

        coc_test_keys = 1;
        time[1][k] = quickest(body, len[k], &limits);
        coc_test_keys = 0;

        /* levels, many times over */

        for (p = body, *p++ = '[', i = 0; i < 10; i++) {
            p += sprintf(p, "%s", i ? "," : "");
            n = k ? 9999 : 4999;
            memset(p, '[', n);
            memset(p + n, ']', n);
            p += 2 * n;
        }

        *p++ = ']';
        time[2][k] = quickest(body, (size_t) (p - body), &limits);

        /* nodes of a rich text */

        n = k ? 60000 : 30000;
        p = body + sprintf(body, "{\"ops\":[");

        for (i = 0; i < n; i++) {
            p += sprintf(p, "%s{\"insert\":\"%zu\"}", i ? "," : "", i);
        }

        p += sprintf(p, "]}");
        time[3][k] = quickest(body, (size_t) (p - body), &limits);
    }

    for (i = 0; i < 4; i++) {
        printf("# %zu: %.2f ms, doubled %.2f ms\n", i, time[i][0] * 1e3,
               time[i][1] * 1e3);
        assert_true(time[i][1] < time[i][0] * 3.2 + 0.002);
    }

    free(body);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_deep),
        cmocka_unit_test(test_linear),
        cmocka_unit_test(test_doubled)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
