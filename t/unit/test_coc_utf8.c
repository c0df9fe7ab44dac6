/*
 * UTF-8: what is well-formed, what a maximal subpart is, and the raw view.
 */

#include "coc_test_view.h"

#include "coc_ascii.h"


#define R  "\xef\xbf\xbd"


typedef struct {
    const char  *value;
    const char  *raw;
    size_t       replaced;
} case_t;


static const case_t  cases[] = {
    { "", "", 0 },
    { "plain", "plain", 0 },
    { "\x7f \xc2\x80 \xdf\xbf", "\x7f \xc2\x80 \xdf\xbf", 0 },
    { "\xe0\xa0\x80 \xed\x9f\xbf \xee\x80\x80 \xef\xbf\xbf",
      "\xe0\xa0\x80 \xed\x9f\xbf \xee\x80\x80 \xef\xbf\xbf", 0 },
    { "\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf",
      "\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf", 0 },

    { "a\x80z", "a" R "z", 1 },
    { "a\xc2", "a" R, 1 },
    { "a\xe2\x82", "a" R, 1 },
    { "a\xf0\x9f\x92", "a" R, 1 },
    { "a\xf0\x9f\x92z", "a" R "z", 1 },
    { "\xe2\x82\xe2\x82\xac", R "\xe2\x82\xac", 1 },
    { "\xc0\xaf", R R, 2 },                             /* overlong / */
    { "\xc1\xbf", R R, 2 },
    { "\xe0\x9f\xbf", R R R, 3 },
    { "\xf0\x8f\xbf\xbf", R R R R, 4 },
    { "\xed\xa0\x80", R R R, 3 },                       /* surrogate */
    { "\xf4\x90\x80\x80", R R R R, 4 },                 /* past the end */
    { "\xf5\xff", R R, 2 },

    /* The Unicode Standard, tables 3-8 and 3-11. */

    { "\xc0\xaf\xe0\x80\xbf\xf0\x81\x82" "A", R R R R R R R R "A", 8 },
    { "\xe1\x80\xe2\xf0\x91\x92\xf1\xbf" "A", R R R R "A", 4 }
};


static void
test_raw(void **state)
{
    size_t            i;
    coc_str_t         raw;
    coc_test_views_t  v;

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {

        coc_test_views_make(&v, cases[i].value, strlen(cases[i].value),
                            COC_VIEW_ALL);

        raw = v.views.view[COC_VIEW_RAW].text;
        assert_int_equal(raw.len, strlen(cases[i].raw));
        assert_memory_equal(raw.data, cases[i].raw, raw.len);
        assert_int_equal(v.views.replaced, cases[i].replaced);

        /* What needs no mending is not copied. */

        if (cases[i].replaced == 0 && raw.len != 0) {
            assert_ptr_equal(raw.data, v.value.data);
        }

        coc_test_views_free(&v);
    }
}


static void
test_raw_offsets(void **state)
{
    size_t            i;
    coc_test_views_t  v;

    /* a U+FFFD b U+FFFD c, of 1, 1, 1, 3 and 1 bytes; the end. */

    static const size_t  at[] = { 0, 1, 2, 2, 2, 3, 4, 5, 6, 7 };

    (void) state;

    coc_test_views_make(&v, "a\xff" "b\xf0\x9f\x92" "c", 7, COC_VIEW_ALL);
    assert_int_equal(v.views.view[COC_VIEW_RAW].text.len, 9);

    for (i = 0; i < coc_nelts(at); i++) {
        assert_int_equal(coc_view_offset(&v.views.view[COC_VIEW_RAW], i),
                         at[i]);
    }

    coc_test_views_free(&v);
}


/* Every code point there and back. */

static void
test_round(void **state)
{
    size_t    n;
    uint8_t   buf[COC_UTF8_MAX];
    uint32_t  cp, back;

    (void) state;

    for (cp = 0; cp <= 0x10ffff; cp++) {

        n = coc_utf8_write(buf, cp);

        if (cp >= 0xd800 && cp <= 0xdfff) {
            assert_int_equal(coc_utf8_read(buf, buf + n, &back), 1);
            assert_int_equal(back, COC_UTF8_BAD);
            continue;
        }

        assert_int_equal(coc_utf8_read(buf, buf + n, &back), n);
        assert_int_equal(back, cp);
    }
}


static int
clean(uint8_t c)
{
    return c < 0x7f && (c < 0x20 || strchr("%&*<[\\`~", c) == NULL)
           && (c >= 0x20 || c == '\t' || c == '\n' || c == '\r');
}


/* Two of a kind at each place: an address may begin there. */

static void
test_ascii_pairs(void **state)
{
    size_t             i, k, len;
    uint8_t            row[70];
    unsigned           upper;
    const uint8_t     *p;
    coc_test_guard_t   guard;

    static const char  *pairs[] = { "//", "ww", "Ww", "wW", "WW" };

    (void) state;

    for (k = 0; k < coc_nelts(pairs); k++) {
        for (len = 2; len <= sizeof(row); len++) {
            for (i = 0; i < len; i++) {

                memset(row, 'x', len);
                memcpy(row + i, pairs[k], coc_min(len - i, (size_t) 2));

                p = coc_test_guard(&guard, row, len);
                assert_int_equal(coc_ascii_clean(p, len, &upper),
                                 (i + 1 < len) ? i : len);
                coc_test_unguard(&guard);
            }
        }
    }
}


/* Each byte at each place of a long row: vectors and tails agree. */

static void
test_ascii(void **state)
{
    size_t             i, len, n;
    uint8_t            row[70], low[70];
    unsigned           c, upper;
    const uint8_t     *p;
    coc_test_guard_t   guard;

    (void) state;

    for (c = 0; c < 256; c++) {
        for (len = 1; len <= sizeof(row); len += 3) {
            for (i = 0; i < len; i += 1 + len / 20) {

                memset(row, 'x', len);
                row[i] = (uint8_t) c;

                p = coc_test_guard(&guard, row, len);

                upper = 0;
                n = coc_ascii_clean(p, len, &upper);
                assert_int_equal(n, clean((uint8_t) c) ? len : i);
                assert_int_equal(upper, c >= 'A' && c <= 'Z');
                assert_int_equal(coc_ascii_span(p, len), c < 0x80 ? len : i);

                coc_ascii_lower(low, p, len);
                row[i] = (uint8_t) (upper ? c | 0x20 : c);
                assert_memory_equal(low, row, len);

                coc_test_unguard(&guard);
            }
        }
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_raw),
        cmocka_unit_test(test_raw_offsets),
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_ascii),
        cmocka_unit_test(test_ascii_pairs)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
