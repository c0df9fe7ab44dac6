/*
 * Skeletons: what looks the same is the same.
 */

#include "coc_test.h"

#include "coc_skeleton.h"
#include "coc_str.h"
#include "coc_utf8.h"


static coc_str_t
test_skeleton(const char *text, uint8_t *out, size_t size)
{
    coc_str_t  s;

    s.data = out;
    assert_int_equal(coc_skeleton(coc_str_from(text), out, size, &s.len),
                     COC_OK);
    return s;
}


static void
test_same(void **state)
{
    size_t     i;
    uint8_t    one[256], two[256];
    coc_str_t  a, b;

    static const char *const  pair[][2] = {
        { "paypal", "p\xd0\xb0yp\xd0\xb0l" },       /* Cyrillic a */
        { "paypal", "PAYPAL" },
        { "paypal", "paypaI" },                     /* capital i */
        { "paypal", "paypa1" },
        { "paypal", "paypa|" },
        { "admin", "ADMIN" },
        { "admin", "adrnin" },                      /* rn is m */
        { "moderator", "m0derat0r" },
        { "moderator", "mo\xe2\x80\x8b" "der\xc2\xad" "ator" },
        { "MODERATOR", "\xd0\x9cODER\xce\x91TOR" }, /* Cyrillic, Greek */
        { "house", "\xef\xbd\x88ouse" },            /* fullwidth h */
        { "house", "\xf0\x9d\x90\xa1ouse" },        /* bold h */
        { "jos\xc3\xa9", "jose\xcc\x81" },          /* NFC, NFD */
        { "a\xcc\xa3\xcc\x88", "a\xcc\x88\xcc\xa3" },   /* order of marks */
        { "\xea\xb0\x81", "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8" },
        { "stra\xc3\x9f" "e", "STRA\xe1\xba\x9e" "E" },
        { "a\xff", "a\xef\xbf\xbd" },
        { "a", "a\xf3\xa0\x81\x81" },               /* a tag */
        { "", "\xe2\x80\x8d" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(pair); i++) {
        a = test_skeleton(pair[i][0], one, sizeof(one));
        b = test_skeleton(pair[i][1], two, sizeof(two));

        if (!coc_str_eq(a, b)) {
            fail_msg("%zu: %.*s and %.*s", i, (int) a.len, a.data,
                     (int) b.len, b.data);
        }
    }
}


static void
test_other(void **state)
{
    size_t     i;
    uint8_t    one[256], two[256];
    coc_str_t  a, b;

    static const char *const  pair[][2] = {
        { "house", "horse" },
        { "jose", "jos\xc3\xa9" },          /* marks tell apart */
        { "smith", "smyth" },
        { "ADMIN", "\xd0\x90\xd0\x94MIN" },     /* De is like no D */
        { "8", "g" },
        { "5", "6" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(pair); i++) {
        a = test_skeleton(pair[i][0], one, sizeof(one));
        b = test_skeleton(pair[i][1], two, sizeof(two));
        assert_false(coc_str_eq(a, b));
    }
}


/* As it is written down: what Redis holds is made of these bytes. */

static void
test_known(void **state)
{
    uint8_t    out[256];
    coc_str_t  s;

    (void) state;

    s = test_skeleton("Admin MOD 10 I|l O", out, sizeof(out));
    assert_true(coc_str_eq(s, coc_str_from("adrnln rnod lo lll o")));
}


/* A skeleton's skeleton is itself, of every code point. */

static void
test_again(void **state)
{
    uint8_t    text[8], one[256], two[256];
    uint32_t   cp;
    coc_str_t  a, b;

    (void) state;

    for (cp = 1; cp < 0x110000; cp++) {

        if (cp >= 0xd800 && cp <= 0xdfff) {
            continue;
        }

        a.data = text;
        a.len = coc_utf8_write(text, cp);

        b.data = one;
        assert_int_equal(coc_skeleton(a, one, sizeof(one), &b.len), COC_OK);

        a.data = two;
        assert_int_equal(coc_skeleton(b, two, sizeof(two), &a.len), COC_OK);

        if (!coc_str_eq(a, b)) {
            fail_msg("U+%04X", (unsigned) cp);
        }
    }
}


static void
test_limit(void **state)
{
    size_t     i, len;
    uint8_t    out[16], marks[400], big[1024];
    coc_str_t  text;

    (void) state;

    text = coc_str_from("abcdefghijklmnop");
    assert_int_equal(coc_skeleton(text, out, sizeof(out), &len), COC_LIMIT);
    assert_true(len <= sizeof(out));
    assert_int_equal(coc_skeleton(text, out, 0, &len), COC_LIMIT);
    assert_int_equal(len, 0);

    /* a row of marks that is longer than any language has */

    for (i = 0; i < sizeof(marks); i += 4) {
        memcpy(marks + i, "\xcc\x88\xcc\xa3", 4);
    }

    text.data = marks;
    text.len = sizeof(marks);
    assert_int_equal(coc_skeleton(text, big, sizeof(big), &len), COC_OK);
    assert_int_equal(len, sizeof(marks));

    assert_int_equal(coc_skeleton_is_mark(0x308), 1);
    assert_int_equal(coc_skeleton_is_mark('a'), 0);
    assert_int_equal(coc_skeleton_is_mark(0x200b), 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_other),
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_again),
        cmocka_unit_test(test_limit)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
