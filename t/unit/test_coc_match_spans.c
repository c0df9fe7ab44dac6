/*
 * Hits of what detectors found, of signals, and of rules that hit together.
 */

#include "coc_test_match.h"


#define SPAN_TEXT                                                             \
    "npi 1234567893, and\n> npi 1245319599; hotline 8005551212 or so"


static void
span_set(coc_span_t *span, coc_detector_e detector, coc_str_t text,
    const char *word)
{
    const uint8_t  *p;

    p = memmem(text.data, text.len, word, strlen(word));
    assert_non_null(p);

    span->detector = detector;
    span->start = (size_t) (p - text.data);
    span->end = span->start + strlen(word);
    span->measure = 0;
}


static int
span_match(test_scan_t *scan, const coc_span_t *span, size_t n, coc_str_t text,
    int verbatim, uint64_t kind, coc_error_t *err)
{
    size_t       i;
    coc_str_t    path = coc_str("body");
    coc_views_t  views;

    memset(&views, 0, sizeof(coc_views_t));

    for (i = 0; i < COC_VIEW_MAX; i++) {
        views.view[i].text = text;
        views.view[i].value_len = text.len;
    }

    return coc_match_spans(scan->match, scan->scratch, scan->arena, &views,
                           span, n, verbatim, kind, path, &scan->hits, err);
}


static coc_rule_t *
span_rule(test_set_t *t, coc_detector_e detector, coc_section_e section,
    const char *near, const char *unless)
{
    coc_rule_t  *rule;

    rule = test_rule(t, NULL, near, unless);
    rule->detectors = coc_detector_bit(detector);
    rule->section = section;

    return rule;
}


static void
test_spans(void **state)
{
    coc_str_t    text = coc_str(SPAN_TEXT);
    coc_span_t   span[3];
    test_set_t   t;
    coc_error_t  err;
    test_scan_t  scan;

    (void) state;

    span_set(&span[0], COC_DETECT_NPI, text, "1234567893");
    span_set(&span[1], COC_DETECT_NPI, text, "1245319599");
    span_set(&span[2], COC_DETECT_PHONE, text, "8005551212");

    t.n = 0;
    (void) span_rule(&t, COC_DETECT_NPI, COC_SECTION_PHI, NULL, NULL);
    (void) span_rule(&t, COC_DETECT_NPI, COC_SECTION_PHI, "\\bno\\b", NULL);
    (void) span_rule(&t, COC_DETECT_PHONE, COC_SECTION_PHI, NULL,
                     "\\bhotline\\b");
    span_rule(&t, COC_DETECT_NPI, COC_SECTION_PHI, NULL,
              "\\bhotline\\b")->unless_within = 5;
    span_rule(&t, COC_DETECT_NPI, COC_SECTION_PHI, NULL,
              "\\bhotline\\b")->unless_within = 0;
    span_rule(&t, COC_DETECT_NPI, COC_SECTION_PHI, NULL, NULL)->kinds = 2;
    span_rule(&t, COC_DETECT_FAX, COC_SECTION_PHI, NULL, NULL)->kinds = 1;

    test_open(&scan, &t, COC_MATCH_AUTO);

    assert_true(coc_match_detectors(scan.match, 2)
                == (coc_detector_bit(COC_DETECT_NPI)
                    | coc_detector_bit(COC_DETECT_PHONE)));
    assert_int_equal(coc_match_views(scan.match),
                     coc_view_bit(COC_VIEW_FOLDED)
                     | coc_view_bit(COC_VIEW_VERBATIM));

    assert_int_equal(span_match(&scan, span, 3, text, 0, 1, &err), COC_OK);

    assert_int_equal(scan.hits.n, 2);
    assert_ptr_equal(scan.hits.hit[0].rule, &t.rules[0]);
    assert_int_equal(scan.hits.hit[0].start, 4);
    assert_int_equal(scan.hits.hit[0].end, 14);
    assert_int_equal(scan.hits.hit[0].aside, 0);
    assert_ptr_equal(scan.hits.hit[1].rule, &t.rules[3]);
    assert_int_equal(scan.hits.nredactions, 0);

    test_close(&scan);
}


/* In a quotation: aside, but for what quoting does not hide. */

static void
test_span_aside(void **state)
{
    coc_str_t    text = coc_str(SPAN_TEXT);
    coc_span_t   span[2];
    test_set_t   t;
    coc_error_t  err;
    test_scan_t  scan;

    (void) state;

    span_set(&span[0], COC_DETECT_NPI, text, "1245319599");
    span_set(&span[1], COC_DETECT_NPI, text, "1234567893");

    t.n = 0;
    (void) span_rule(&t, COC_DETECT_NPI, COC_SECTION_PHI, NULL, NULL);
    (void) span_rule(&t, COC_DETECT_NPI, COC_SECTION_OUTING, NULL, NULL);
    (void) span_rule(&t, COC_DETECT_NPI, COC_SECTION_PROMOTION, NULL, NULL);
    span_rule(&t, COC_DETECT_NPI, COC_SECTION_PHI, NULL, NULL)->quoted = 1;

    test_open(&scan, &t, COC_MATCH_AUTO);
    assert_int_equal(span_match(&scan, span, 1, text, 0, 0, &err), COC_OK);

    assert_int_equal(scan.hits.n, 3);
    assert_int_equal(scan.hits.hit[0].aside, 0);
    assert_int_equal(scan.hits.hit[1].aside, 0);
    assert_int_equal(scan.hits.hit[2].aside, 1);

    /* one that is not aside takes the place of the other */

    assert_int_equal(span_match(&scan, span, 2, text, 0, 0, &err), COC_OK);

    assert_int_equal(scan.hits.n, 4);
    assert_int_equal(scan.hits.hit[2].aside, 0);
    assert_int_equal(scan.hits.hit[2].start, 4);
    assert_ptr_equal(scan.hits.hit[3].rule, &t.rules[3]);

    test_close(&scan);

    test_open(&scan, &t, COC_MATCH_AUTO);
    assert_int_equal(span_match(&scan, span + 1, 1, text, 1, 0, &err), COC_OK);
    assert_int_equal(scan.hits.n, 4);
    assert_int_equal(scan.hits.hit[0].aside, 0);
    assert_int_equal(scan.hits.hit[2].aside, 1);
    test_close(&scan);
}


static void
test_measure(void **state)
{
    size_t       i;
    coc_str_t    text = coc_str("LOUD");
    coc_span_t   span;
    test_set_t   t;
    coc_error_t  err;
    test_scan_t  scan;

    static const struct {
        unsigned  over;
        unsigned  measure;
        size_t    n;
    } cases[] = {
        { 0, 69, 0 }, { 0, 70, 1 }, { 50, 50, 0 }, { 50, 51, 1 }, { 90, 89, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        t.n = 0;
        span_rule(&t, COC_DETECT_CAPS, COC_SECTION_RANT, NULL, NULL)->over =
                                                                cases[i].over;
        span_set(&span, COC_DETECT_CAPS, text, "LOUD");
        span.measure = cases[i].measure;

        test_open(&scan, &t, COC_MATCH_AUTO);
        assert_int_equal(span_match(&scan, &span, 1, text, 0, 0, &err),
                         COC_OK);
        assert_int_equal(scan.hits.n, cases[i].n);
        test_close(&scan);
    }
}


static void
test_span_hosts(void **state)
{
    coc_str_t    text = coc_str("https://www.bmj.com/1 https://buy.example/2");
    coc_str_t    hosts[] = { coc_str("bmj.com"), coc_str("nejm.org") };
    coc_span_t   span[2];
    test_set_t   t;
    coc_rule_t  *rule;
    coc_error_t  err;
    test_scan_t  scan;

    (void) state;

    span_set(&span[0], COC_DETECT_LINK, text, "https://www.bmj.com/1");
    span_set(&span[1], COC_DETECT_LINK, text, "https://buy.example/2");

    t.n = 0;
    rule = span_rule(&t, COC_DETECT_LINK, COC_SECTION_PROMOTION, NULL, NULL);
    rule->hosts = hosts;
    rule->nhosts = 2;

    test_open(&scan, &t, COC_MATCH_AUTO);
    assert_int_equal(span_match(&scan, span, 1, text, 0, 0, &err), COC_OK);
    assert_int_equal(scan.hits.n, 0);
    assert_int_equal(span_match(&scan, span, 2, text, 0, 0, &err), COC_OK);
    assert_int_equal(scan.hits.n, 1);
    assert_int_equal(scan.hits.hit[0].start, 22);
    test_close(&scan);
}


static void
test_redactions(void **state)
{
    size_t       i;
    coc_str_t    text = coc_str(SPAN_TEXT);
    coc_span_t   span[3], *many;
    test_set_t   t;
    coc_error_t  err;
    test_scan_t  scan;

    (void) state;

    span_set(&span[0], COC_DETECT_NPI, text, "1234567893");
    span_set(&span[1], COC_DETECT_NPI, text, "1245319599");
    span_set(&span[2], COC_DETECT_PHONE, text, "8005551212");

    t.n = 0;
    span_rule(&t, COC_DETECT_NPI, COC_SECTION_PHI, NULL, NULL)->redact = 1;
    span_rule(&t, COC_DETECT_PHONE, COC_SECTION_PHI, NULL,
              "\\bhotline\\b")->redact = 1;
    span_rule(&t, COC_DETECT_PHONE, COC_SECTION_PHI, NULL, NULL);
    t.rules[2].redact = 1;
    t.rules[2].shadow = 1;

    test_open(&scan, &t, COC_MATCH_AUTO);

    scan.hits.field = 7;
    assert_int_equal(span_match(&scan, span, 3, text, 0, 0, &err), COC_OK);
    scan.hits.field = 9;
    assert_int_equal(span_match(&scan, span, 1, text, 0, 0, &err), COC_OK);

    /* hits once a request, masked wherever it stands; not what is let be */

    assert_int_equal(scan.hits.n, 2);
    assert_int_equal(scan.hits.nredactions, 3);
    assert_int_equal(scan.hits.redaction[0].field, 7);
    assert_int_equal(scan.hits.redaction[0].start, 4);
    assert_int_equal(scan.hits.redaction[0].end, 14);
    assert_int_equal(scan.hits.redaction[1].start, 26);
    assert_int_equal(scan.hits.redaction[2].field, 9);

    /* the limit */

    many = calloc(COC_REDACTIONS, sizeof(coc_span_t));
    assert_non_null(many);

    for (i = 0; i < COC_REDACTIONS; i++) {
        many[i] = span[0];
    }

    assert_int_equal(span_match(&scan, many, COC_REDACTIONS - 3, text, 0, 0,
                                &err), COC_OK);
    assert_int_equal(scan.hits.nredactions, COC_REDACTIONS);
    assert_int_equal(span_match(&scan, many, 1, text, 0, 0, &err), COC_LIMIT);
    assert_string_equal(err.text, "rule r-0: too many values to redact");

    free(many);
    test_close(&scan);
}


static void
test_signals(void **state)
{
    test_set_t   t;
    test_scan_t  scan;

    (void) state;

    t.n = 0;
    test_rule(&t, NULL, NULL, NULL)->signals =
                                         coc_signal_bit(COC_SIGNAL_RATE)
                                         | coc_signal_bit(COC_SIGNAL_DEVICE);
    test_rule(&t, NULL, NULL, NULL)->signals =
                                         coc_signal_bit(COC_SIGNAL_DEVICE);
    t.rules[1].kinds = 1;

    test_open(&scan, &t, COC_MATCH_AUTO);

    assert_int_equal(coc_match_signals(scan.match, scan.arena,
                                       coc_signal_bit(COC_SIGNAL_SHARE), 1,
                                       &scan.hits), COC_OK);
    assert_int_equal(scan.hits.n, 0);

    assert_int_equal(coc_match_signals(scan.match, scan.arena,
                                       coc_signal_bit(COC_SIGNAL_DEVICE), 2,
                                       &scan.hits), COC_OK);
    assert_int_equal(scan.hits.n, 1);
    assert_int_equal(scan.hits.hit[0].nowhere, 1);
    assert_true(coc_str_eq(scan.hits.hit[0].path, coc_str_from("device")));

    assert_int_equal(coc_match_signals(scan.match, scan.arena, UINT32_MAX, 1,
                                       &scan.hits), COC_OK);
    assert_int_equal(scan.hits.n, 2);

    test_close(&scan);
}


static void
test_combine(void **state)
{
    size_t       i;
    uint32_t     numbers[] = { 0, 1, 2 };
    test_set_t   t;
    coc_rule_t  *rule;
    coc_error_t  err;
    test_scan_t  scan;

    static const struct {
        const char  *text;
        uint32_t     signals;
        size_t       n;
        unsigned     hit;
        unsigned     aside;
        size_t       start;
    } cases[] = {
        { "one", 0, 1, 0, 0, 0 },
        { "one two", 0, 2, 1, 0, 4 },
        { "one", coc_signal_bit(COC_SIGNAL_RATE), 2, 1, 0, 0 },
        { "", coc_signal_bit(COC_SIGNAL_RATE), 1, 0, 0, 0 },
        { "> one two", 0, 2, 1, 1, 6 },
        { "> one\n\ntwo", 0, 2, 1, 1, 7 },
        { "> one\n\ntwo", coc_signal_bit(COC_SIGNAL_RATE), 3, 1, 0, 7 }
    };

    (void) state;

    t.n = 0;
    (void) test_rule(&t, "\\bone\\b", NULL, NULL);
    (void) test_rule(&t, "\\btwo\\b", NULL, NULL);
    test_rule(&t, NULL, NULL, NULL)->signals = coc_signal_bit(COC_SIGNAL_RATE);

    rule = test_rule(&t, NULL, NULL, NULL);
    rule->of.n = 3;
    rule->of_rules = numbers;
    rule->of_least = 2;

    for (i = 0; i < coc_nelts(cases); i++) {
        print_message("# %s\n", cases[i].text);

        test_open(&scan, &t, COC_MATCH_AUTO);
        assert_int_equal(test_field(&scan, coc_str_from(cases[i].text), 0,
                                    &err), COC_OK);
        assert_int_equal(coc_match_signals(scan.match, scan.arena,
                                           cases[i].signals, 0, &scan.hits),
                         COC_OK);
        assert_int_equal(coc_match_combine(scan.match, scan.arena, 0,
                                           &scan.hits), COC_OK);

        assert_int_equal(scan.hits.n, cases[i].n + cases[i].hit);

        if (cases[i].hit) {
            assert_ptr_equal(scan.hits.hit[cases[i].n].rule, rule);
            assert_int_equal(scan.hits.hit[cases[i].n].aside, cases[i].aside);
            assert_int_equal(scan.hits.hit[cases[i].n].start, cases[i].start);
        }

        test_close(&scan);
    }

    /* a rule in shadow acts on nothing, by way of others neither */

    t.rules[1].shadow = 1;

    test_open(&scan, &t, COC_MATCH_AUTO);
    assert_int_equal(test_field(&scan, coc_str_from("one two"), 0, &err),
                     COC_OK);
    assert_int_equal(coc_match_combine(scan.match, scan.arena, 0, &scan.hits),
                     COC_OK);
    assert_int_equal(scan.hits.n, 2);
    test_close(&scan);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_span_aside),
        cmocka_unit_test(test_measure),
        cmocka_unit_test(test_span_hosts),
        cmocka_unit_test(test_redactions),
        cmocka_unit_test(test_signals),
        cmocka_unit_test(test_combine)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
