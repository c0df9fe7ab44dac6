/*
 * The bounds of hiredis' parser: elements of an array, of all arrays together,
 * how deep they lie, bytes; and those of a reply that may be long.
 */

#include <stdlib.h>

#include "coc_test.h"
#include "coc_reader.h"


/* first, and n times more; to be freed. */

static char *
text(const char *first, const char *more, size_t n, size_t *len)
{
    char    *s, *p;
    size_t   i;

    s = malloc(strlen(first) + n * strlen(more) + 1);
    assert_non_null(s);

    memcpy(s, first, strlen(first));
    p = s + strlen(first);

    for (i = 0; i < n; i++) {
        memcpy(p, more, strlen(more));
        p += strlen(more);
    }

    *p = '\0';
    *len = (size_t) (p - s);

    return s;
}


/* The result for a reply that is fed in pieces, as from a socket. */

static int
read_one(int wide, const char *s, size_t len)
{
    int            rc;
    size_t         at, n;
    redisReply    *reply;
    coc_reader_t   reader;

    assert_int_equal(coc_reader_init(&reader), COC_OK);
    coc_reader_expect(&reader, wide);

    rc = COC_AGAIN;

    for (at = 0; rc == COC_AGAIN && at < len; at += n) {
        n = coc_min(len - at, 16384);
        rc = coc_reader_feed(&reader, s + at, n);

        if (rc == COC_OK) {
            rc = coc_reader_next(&reader, &reply);
        }
    }

    if (rc == COC_OK) {
        freeReplyObject(reply);
        assert_int_equal(reader.total, 0);
    }

    coc_reader_free(&reader);

    return rc;
}


static void
test_bounds(void **state)
{
    char    *s;
    size_t   i, len;

    static const struct {
        const char  *first, *more;
        size_t       n;
        int          rc, wide;      /* what comes of it, what as a long one */
    } tests[] = {
        { "*1024\r\n", ":1\r\n", 1024, COC_OK, COC_OK },
        { "*1025\r\n", ":1\r\n", 1025, COC_INVALID, COC_OK },
        { "*32768\r\n", ":1\r\n", 32768, COC_INVALID, COC_OK },
        { "*32769\r\n", ":1\r\n", 0, COC_INVALID, COC_INVALID },
        { "*1073741824\r\n", "", 0, COC_INVALID, COC_INVALID },

        { "", "*1\r\n", 7, COC_AGAIN, COC_AGAIN },
        { "", "*1\r\n", 8, COC_INVALID, COC_INVALID },
        { "$1000000\r\n", "0123456789", 100000, COC_AGAIN, COC_AGAIN },
        { "$3000000\r\n", "0123456789", 300000, COC_LIMIT, COC_AGAIN },
        { "$9000000\r\n", "0123456789", 900000, COC_LIMIT, COC_LIMIT }
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        s = text(tests[i].first, tests[i].more, tests[i].n, &len);

        if (read_one(0, s, len) != tests[i].rc
            || read_one(1, s, len) != tests[i].wide)
        {
            fail_msg("%u: %.20s, %d, %d", (unsigned) i, tests[i].first,
                     read_one(0, s, len), read_one(1, s, len));
        }

        free(s);
    }
}


/* A thousand arrays of a thousand: no one too long, all together are. */

static void
test_total(void **state)
{
    char    *s, *row;
    size_t   i, len, rows;

    static const struct {
        size_t  rows;
        int     rc, wide;
    } tests[] = {
        { 64, COC_AGAIN, COC_AGAIN }, { 65, COC_INVALID, COC_AGAIN },
        { 520, COC_INVALID, COC_AGAIN }, { 530, COC_INVALID, COC_INVALID }
    };

    (void) state;

    row = text("*1000\r\n", ":1\r\n", 1000, &len);

    for (i = 0; i < coc_nelts(tests); i++) {
        rows = tests[i].rows;
        s = text("*1000\r\n", row, rows, &len);

        assert_int_equal(read_one(0, s, len), tests[i].rc);
        assert_int_equal(read_one(1, s, len), tests[i].wide);

        free(s);
    }

    free(row);
}


/* The bound on all begins anew with each reply. */

static void
test_many(void **state)
{
    char          *s;
    size_t         i, len;
    redisReply    *reply;
    coc_reader_t   reader;

    (void) state;

    s = text("*1000\r\n", ":1\r\n", 1000, &len);
    assert_int_equal(coc_reader_init(&reader), COC_OK);

    for (i = 0; i < 200; i++) {
        assert_int_equal(coc_reader_feed(&reader, s, len), COC_OK);
        assert_int_equal(coc_reader_next(&reader, &reply), COC_OK);
        freeReplyObject(reply);
    }

    coc_reader_free(&reader);
    free(s);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_total),
        cmocka_unit_test(test_many)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
