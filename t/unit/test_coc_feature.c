/*
 * The normal form of texts.
 */

#include "coc_test.h"

#include "coc_feature.h"
#include "coc_str.h"


/* All segments of a text, a bar after each. */

static void
segments(const char *text, size_t len, const char *wanted)
{
    char              got[8192];
    size_t            at, n, m;
    uint8_t           buf[COC_FEATURE_BUFFER];
    coc_str_t         s;
    coc_test_guard_t  guard;

    s.data = coc_test_guard(&guard, text, len);
    s.len = len;

    for (at = m = 0; (n = coc_feature_segment(s, &at, buf)) != 0; ) {
        assert_in_range(n, 3, COC_FEATURE_LONGEST + 2);
        assert_in_range(at, 1, len);
        assert_memory_equal(buf + n, "\0\0\0\0\0\0\0\0", 8);

        memcpy(got + m, buf, n);
        m += n;
        got[m++] = '|';
    }

    assert_int_equal(at, len);
    got[m] = '\0';
    assert_string_equal(got, wanted);

    coc_test_unguard(&guard);
}


static void
test_normal(void **state)
{
    size_t  i;

    static const struct {
        const char  *text;
        const char  *wanted;
    } cases[] = {
        { "", "" },
        { " ", "" },
        { "\t\r\n\v\f\x01\x1f\x7f ", "" },
        { "a", " a |" },
        { "  A  b\n\nC\x7f", " a b c |" },
        { "AZaz[@`{", " azaz[@`{ |" },
        { "tel. 0123456789", " tel. 000 |" },
        { "5 10 2021 x99y", " 0 00 000 x00y |" },

        /* no more than twice on itself: three of them */

        { "aa aaa aaaa aaaaaaaaaa", " aa aaa aaa aaa |" },
        { "Aaaaah!!!!! aAaA", " aaah!!! aaa |" },
        { "aaaabaaaa", " aaabaaa |" },

        /* quotation marks and dashes */

        { "don\xe2\x80\x99t \xe2\x80\x98x\xe2\x80\x99", " don't 'x' |" },
        { "\xe2\x80\x9c" "A\xe2\x80\x9d", " \"a\" |" },
        { "a\xe2\x80\x93" "b\xe2\x80\x94" "c", " a-b-c |" },
        { "\xe2\x80\x94--\xe2\x80\x93\xe2\x80\x94", " --- |" },
        { "'\xe2\x80\x98\xe2\x80\x99'\xe2\x80\x98", " ''' |" },

        /* those beside them are left as they are */

        { "\xe2\x80\x92\xe2\x80\x95", " \xe2\x80\x92\xe2\x80\x95 |" },
        { "\xe2\x80\x9a\xe2\x80\x9b\xe2\x80\x9e",
          " \xe2\x80\x9a\xe2\x80\x9b\xe2\x80\x9e |" },
        { "\xe2\x81\x93\xe3\x80\x93", " \xe2\x81\x93\xe3\x80\x93 |" },

        /* cut off, ill-formed */

        { "a\xe2", " a\xe2 |" },
        { "a\xe2\x80", " a\xe2\x80 |" },
        { "\xe2\xe2\x80\x99", " \xe2' |" },
        { "\xff\xff\xff\xff\xff\x80", " \xff\xff\xff\x80 |" },
        { "caf\xc3\xa9 \xf0\x9f\x98\x80", " caf\xc3\xa9 \xf0\x9f\x98\x80 |" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        segments(cases[i].text, strlen(cases[i].text), cases[i].wanted);
    }

    segments("a\0b\0\0", 5, " a b |");
}


/* "ab" over and over, a space after some bytes of it. */

static void
test_segments(void **state)
{
    char    text[2048], wanted[2048];
    size_t  i, j;

    static const struct {
        size_t  space;          /* where it is */
        size_t  first;          /* bytes of the first segment */
    } cases[] = {
        { 399, 600 }, { 400, 400 }, { 401, 401 }, { 799, 799 }, { 800, 800 },
        { 801, 800 }, { 900, 800 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {

        for (j = 0; j < 1000; j++) {
            text[j] = "ab"[j % 2];
        }

        text[cases[i].space] = ' ';

        if (cases[i].first == 600) {
            text[600] = '\n';
        }

        (void) snprintf(wanted, sizeof(wanted), " %.*s | %.*s |",
                        (int) cases[i].first, text,
                        (int) (1000 - cases[i].first
                               - (text[cases[i].first] <= ' ')),
                        text + cases[i].first
                        + (text[cases[i].first] <= ' '));

        segments(text, 1000, wanted);
    }

    /* white space and what follows on itself are no part of the measure */

    memset(text, 'a', sizeof(text));
    segments(text, sizeof(text), " aaa |");

    memset(text, ' ', sizeof(text));
    text[1500] = 'x';
    segments(text, sizeof(text), " x |");
}


static void
test_word(void **state)
{
    unsigned  c, word;

    (void) state;

    for (c = 0; c < 256; c++) {
        word = (c >= 'a' && c <= 'z') || c == '0' || c == '\'' || c > 127;
        assert_int_equal(coc_feature_is_word((uint8_t) c) != 0, word);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_normal),
        cmocka_unit_test(test_segments),
        cmocka_unit_test(test_word)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
