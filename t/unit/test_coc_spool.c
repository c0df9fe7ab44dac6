/*
 * The lines of a spool: cut at each byte, each byte changed, garbage.
 */

#include "coc_test.h"

#include "coc_spool.h"
#include "coc_str.h"


static coc_test_alloc_t  test;
static coc_alloc_t       alloc;


/* Ten lines, of which each payload says which it is. */

#define LINES  10

static void
fill(coc_buf_t *out, size_t *end)
{
    char    text[64];
    size_t  i;

    alloc = coc_test_alloc(&test, 0);
    coc_buf_init(out, &alloc, 1 << 20);

    for (i = 0; i < LINES; i++) {
        (void) snprintf(text, sizeof(text), "%c COC1 r\t%zu %.*s",
                        (int) (128 + i), i, (int) i,
                        "0123456789");
        assert_int_equal(coc_spool_put(out, i == 0 ? COC_SPOOL_BEGIN
                                            : i & 1 ? COC_SPOOL_RECORD
                                            : COC_SPOOL_DONE, i,
                                       coc_str_from(i == 8 ? "" : text)),
                         COC_OK);
        end[i] = out->len;
    }
}


/* All sound lines; returns which, as bits, and the bytes passed over. */

static unsigned
scan(coc_str_t data, size_t piece, size_t *skipped)
{
    int               rc, last;
    size_t            used, skip, have;
    unsigned          seen;
    coc_str_t         part;
    coc_spool_line_t  line;

    *skipped = 0;
    seen = 0;
    have = coc_min(piece, data.len);

    for ( ;; ) {
        last = have == data.len;
        part.data = data.data;
        part.len = have;

        rc = coc_spool_scan(part, last, &line, &used, &skip);

        assert_in_range(used, 0, have);
        *skipped += skip;
        data.data += used;
        data.len -= used;
        have -= used;

        if (rc == COC_OK) {
            assert_true(line.seq < LINES);
            assert_int_equal(seen >> line.seq, 0);
            seen |= 1u << line.seq;
            continue;
        }

        if (last) {
            assert_int_equal(rc, COC_DECLINED);
            assert_int_equal(data.len, 0);
            return seen;
        }

        assert_true(rc == COC_AGAIN || rc == COC_DECLINED);
        have = coc_min(have + piece, data.len);
    }
}


static void
test_cut(void **state)
{
    size_t     i, n, piece, skipped, end[LINES];
    unsigned   whole;
    coc_buf_t  buf;
    coc_str_t  s;

    (void) state;

    fill(&buf, end);
    s = coc_buf_str(&buf);

    for (s.len = 0; s.len <= buf.len; s.len++) {

        /* a line whose newline alone is missing is whole */

        for (i = 0, whole = 0, n = 0; i < LINES && end[i] <= s.len + 1; i++) {
            whole |= 1u << i;
            n = coc_min(end[i], s.len);
        }

        for (piece = 1; piece < 400; piece += 13) {
            assert_int_equal(scan(s, piece, &skipped), whole);
            assert_int_equal(skipped, s.len - n);
        }
    }

    coc_buf_free(&buf);
    assert_int_equal(test.live, 0);
}


/* A byte changed: only its line is gone, and none if it is the newline. */

static void
test_changed(void **state)
{
    size_t     i, k, line, skipped, end[LINES];
    unsigned   seen, all;
    coc_buf_t  buf;

    (void) state;

    fill(&buf, end);
    all = (1u << LINES) - 1;

    for (i = 0, line = 0; i < buf.len; i++) {

        if (i == end[line]) {
            line++;
        }

        for (k = 1; k < 256; k++) {
            buf.data[i] ^= (uint8_t) k;
            seen = scan(coc_buf_str(&buf), 100, &skipped);

            if (i == end[line] - 1) {
                assert_int_equal(seen, all);

            } else if (seen == all) {

                /* a digit's other case */

                assert_true((k & 0xdf) == 0);

            } else {
                assert_int_equal(seen, all & ~(1u << line));
                assert_int_equal(skipped, line == 0 ? end[0]
                                          : end[line] - end[line - 1]);
            }

            buf.data[i] ^= (uint8_t) k;
        }
    }

    coc_buf_free(&buf);
}


static void
test_garbage(void **state)
{
    size_t     i, n, skipped, end[LINES];
    uint32_t   random;
    unsigned   seen;
    coc_buf_t  buf, all;
    coc_str_t  s;

    (void) state;

    fill(&buf, end);
    random = 1;

    for (n = 0; n < 300; n++) {
        coc_buf_init(&all, &alloc, 1 << 20);

        for (i = 0; i < n * 7; i++) {
            random = random * 1664525 + 1013904223;
            (void) coc_buf_putc(&all, (uint8_t) (random >> 24));
        }

        (void) coc_buf_puts(&all, (n & 1) ? "\nCOC1 r \n" : "\n");
        i = all.len;
        (void) coc_buf_put(&all, coc_buf_str(&buf));

        seen = scan(coc_buf_str(&all), 50 + n, &skipped);
        assert_int_equal(seen, (1u << LINES) - 1);
        assert_int_equal(skipped, i);
        coc_buf_free(&all);
    }

    coc_buf_free(&buf);

    /* a length that no line has; one that has nothing behind it */

    s = coc_str_from("COC1 r 0000000000000001 ffffffff 00000000 x");
    assert_int_equal(scan(s, 1000, &skipped), 0);
    assert_int_equal(skipped, s.len);
    s = coc_str_from("COC1 r 0000000000000001 00100000 00000000 x");
    assert_int_equal(scan(s, 1000, &skipped), 0);
    assert_int_equal(skipped, s.len);
    assert_int_equal(scan(s, 7, &skipped), 0);
    assert_int_equal(skipped, s.len);
    assert_int_equal(test.live, 0);
}


/* Without a newline it is given up once it is longer than any line. */

static void
test_endless(void **state)
{
    size_t             used, skipped;
    coc_buf_t          buf;
    coc_spool_line_t   line;

    (void) state;

    alloc = coc_test_alloc(&test, 0);
    coc_buf_init(&buf, &alloc, 4 * COC_SPOOL_LINE);
    memset(coc_buf_reserve(&buf, COC_SPOOL_LINE), 'x', COC_SPOOL_LINE);

    buf.len = COC_SPOOL_LINE - 1;
    assert_int_equal(coc_spool_scan(coc_buf_str(&buf), 0, &line, &used,
                                    &skipped), COC_AGAIN);
    assert_int_equal(used, 0);
    buf.len++;
    assert_int_equal(coc_spool_scan(coc_buf_str(&buf), 0, &line, &used,
                                    &skipped), COC_DECLINED);
    assert_int_equal(used, COC_SPOOL_LINE);

    coc_buf_free(&buf);
    assert_int_equal(test.live, 0);
}


static void
test_put(void **state)
{
    int        rc;
    size_t     fail;
    coc_buf_t  out;
    coc_str_t  s;
    uint8_t   *big;

    (void) state;

    alloc = coc_test_alloc(&test, 0);
    coc_buf_init(&out, &alloc, 4 * COC_SPOOL_LINE);
    assert_int_equal(coc_spool_put(&out, COC_SPOOL_DONE, 1,
                                   coc_str_from("a\nb")), COC_INVALID);
    assert_int_equal(out.len, 0);

    big = alloc.alloc(alloc.ctx, COC_SPOOL_LINE);
    memset(big, 'x', COC_SPOOL_LINE);
    s.data = big;
    s.len = COC_SPOOL_LINE - COC_SPOOL_HEAD;
    assert_int_equal(coc_spool_put(&out, COC_SPOOL_DONE, 1, s), COC_LIMIT);
    assert_int_equal(out.len, 0);
    s.len--;
    assert_int_equal(coc_spool_put(&out, COC_SPOOL_DONE, 1, s), COC_OK);
    assert_int_equal(out.len, COC_SPOOL_LINE);
    coc_buf_free(&out);
    alloc.free(alloc.ctx, big);

    assert_int_equal(coc_spool_put(&out, COC_SPOOL_DONE, UINT64_MAX,
                                   coc_str_from("123456789")), COC_OK);
    (void) coc_buf_putc(&out, '\0');
    assert_string_equal((char *) out.data, "COC1 d ffffffffffffffff 00000009 "
                        "af303a65 123456789\n");
    coc_buf_free(&out);

    for (fail = 1; /* void */; fail++) {
        alloc = coc_test_alloc(&test, fail);
        coc_buf_init(&out, &alloc, 4096);
        rc = coc_spool_put(&out, COC_SPOOL_RECORD, 1, coc_str_from("abc"));
        coc_buf_free(&out);
        assert_int_equal(test.live, 0);

        if (rc == COC_OK) {
            break;
        }

        assert_int_equal(rc, COC_ERROR);
    }

    assert_true(fail > 1);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_changed),
        cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_endless),
        cmocka_unit_test(test_put)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
