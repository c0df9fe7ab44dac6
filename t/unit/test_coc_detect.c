/*
 * Detectors: the dispatcher, e-mail addresses, and the measures of a whole
 * field.
 */

#include "coc_test_detect.h"


static void
test_mail(void **state)
{
    static const coc_test_detect_t  t[] = {
        { COC_DETECT_EMAIL, "write to jane.doe@example.org today",
          "jane.doe@example.org" },
        { COC_DETECT_EMAIL,
          "Her email is k\xc3\xa4yhk\xc3\xb6" "044@yahoo.com.",
          "k\xc3\xa4yhk\xc3\xb6" "044@yahoo.com" },
        { COC_DETECT_EMAIL, "a@b.com,c@d.co.uk", "a@b.com | c@d.co.uk" },
        { COC_DETECT_EMAIL, "jane.doe [at] example [dot] org",
          "jane.doe [at] example [dot] org" },
        { COC_DETECT_EMAIL, "Write me: drsmith (at) gmail.com",
          "drsmith (at) gmail.com" },
        { COC_DETECT_EMAIL, "he is at jkeller1 at yahoo dot com now",
          "jkeller1 at yahoo dot com" },
        { COC_DETECT_EMAIL, "jk1@yahoo dot com", "jk1@yahoo dot com" },
        { COC_DETECT_EMAIL, "Give it @ 5 mg/kg, see info@cdc.gov", "" },
        { COC_DETECT_EMAIL, "Meet the residents (at noon) in the lounge.", "" },
        { COC_DETECT_EMAIL, "Look at gmail.com, it has no BAA.", "" },
        { COC_DETECT_EMAIL, "p@0.05 @home a@b a@b.c", "" },
        { COC_DETECT_EMAIL, "@@@@@.@.@..a@", "" },
        { COC_DETECT_EMAIL, "", "" }
    };

    (void) state;

    coc_test_detect_all(t, coc_nelts(t));
}


static unsigned
measure(coc_detector_e detector, const char *text)
{
    int           rc;
    unsigned      n;
    coc_arena_t  *arena;
    coc_views_t   views;
    coc_spans_t   spans;

    arena = coc_test_detect_in(coc_str_from(text), "",
                               coc_detector_bit(detector), &views, &spans,
                               &rc);
    assert_int_equal(rc, COC_OK);
    assert_true(spans.n <= 1);

    n = spans.n ? spans.span[0].measure : 0;

    coc_arena_destroy(arena);

    return n;
}


static void
test_caps(void **state)
{
    (void) state;

    assert_int_equal(measure(COC_DETECT_CAPS,
                     "THIS IS WHAT YOU ALWAYS WRITE ABOUT OTHER PEOPLE"), 100);
    assert_true(measure(COC_DETECT_CAPS,
                "Well, EVERYBODY KNOWS THAT THIS DRUG KILLS people") > 60);
    assert_int_equal(measure(COC_DETECT_CAPS,
                     "COPD, ECG, MRI, CT, CBC, BNP, NSTEMI, PCI, DAPT"), 0);
    assert_int_equal(measure(COC_DETECT_CAPS, "STOP IT NOW"), 0);
}


static void
test_exclamation(void **state)
{
    (void) state;

    assert_int_equal(measure(COC_DETECT_EXCLAMATION, "No!!!! No."), 4);
    assert_int_equal(measure(COC_DETECT_EXCLAMATION, "What?! ! !? Yes!"), 5);
    assert_int_equal(measure(COC_DETECT_EXCLAMATION, "What???"), 0);
    assert_int_equal(measure(COC_DETECT_EXCLAMATION, "fine"), 0);
}


static void
test_repeat(void **state)
{
    (void) state;

    assert_int_equal(measure(COC_DETECT_REPEAT, "lies lies lies, LIES!"), 4);
    assert_int_equal(measure(COC_DETECT_REPEAT,
                     "read it again. Read it again. read it again"), 3);
    assert_int_equal(measure(COC_DETECT_REPEAT, "one of each kind"), 0);
    assert_int_equal(measure(COC_DETECT_REPEAT,
                     "took 5 mg, 5 mg, 5 mg, 5 mg, 5 mg"), 0);
    assert_int_equal(measure(COC_DETECT_LENGTH, "one two, it's three"), 4);
    assert_int_equal(measure(COC_DETECT_LENGTH, "1 2, 3"), 3);
}


/* Spans come by detector and then by place; what is not wanted does not. */

static void
test_order(void **state)
{
    int           rc;
    size_t        i;
    uint64_t      wanted;
    coc_str_t     text = coc_str("NO NO!!! x@y.org or ab (at) b.com, z@y.org");
    coc_arena_t  *arena;
    coc_views_t   views;
    coc_spans_t   spans;

    (void) state;

    wanted = coc_detector_bit(COC_DETECT_EMAIL)
             | coc_detector_bit(COC_DETECT_EXCLAMATION)
             | coc_detector_bit(COC_DETECT_REPEAT);

    assert_int_equal(coc_detect_views(wanted),
                     coc_view_bit(COC_VIEW_RAW) | coc_view_bit(COC_VIEW_PLAIN)
                     | coc_view_bit(COC_VIEW_FOLDED));
    assert_int_equal(coc_detect_views(0), 0);

    arena = coc_test_detect_in(text, "", wanted, &views, &spans, &rc);
    assert_int_equal(rc, COC_OK);
    assert_true(spans.n >= 4);

    for (i = 1; i < spans.n; i++) {
        assert_true(spans.span[i - 1].detector < spans.span[i].detector
                    || (spans.span[i - 1].detector == spans.span[i].detector
                        && spans.span[i - 1].start <= spans.span[i].start));
    }

    coc_arena_destroy(arena);

    arena = coc_test_detect_in(text, "", 0, &views, &spans, &rc);
    assert_int_equal(rc, COC_OK);
    assert_int_equal(spans.n, 0);
    coc_arena_destroy(arena);
}


static void
test_limit(void **state)
{
    int           rc;
    char         *data;
    size_t        i;
    coc_str_t     text;
    coc_arena_t  *arena;
    coc_views_t   views;
    coc_spans_t   spans;

    (void) state;

    data = malloc((COC_DETECT_SPANS + 1) * 8);
    assert_non_null(data);

    for (i = 0; i <= COC_DETECT_SPANS; i++) {
        memcpy(data + i * 8, "ab@c.de ", 8);
    }

    text.data = (uint8_t *) data;
    text.len = COC_DETECT_SPANS * 8;

    arena = coc_test_detect_in(text, "", coc_detector_bit(COC_DETECT_EMAIL),
                               &views, &spans, &rc);
    assert_int_equal(rc, COC_OK);
    assert_int_equal(spans.n, COC_DETECT_SPANS);
    coc_arena_destroy(arena);

    text.len += 8;

    arena = coc_test_detect_in(text, "", coc_detector_bit(COC_DETECT_EMAIL),
                               &views, &spans, &rc);
    assert_int_equal(rc, COC_LIMIT);
    coc_arena_destroy(arena);

    free(data);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_mail),
        cmocka_unit_test(test_caps),
        cmocka_unit_test(test_exclamation),
        cmocka_unit_test(test_repeat),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_limit)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
