/*
 * Matching fields: hits, what dismisses them, limits, errors with their place.
 */

#include "coc_test_match.h"


/* One rule, one text: where it hits with both back ends, -1 if nowhere. */

static long
test_hit(const test_set_t *t, const char *text)
{
    long              start[2];
    coc_str_t         s;
    coc_error_t       err;
    test_scan_t       scan;
    coc_test_guard_t  guard;

    coc_match_backend_e  backend;

    for (backend = COC_MATCH_AUTO; backend <= COC_MATCH_PCRE; backend++) {
        test_open(&scan, t, backend);

        s.len = strlen(text);
        s.data = coc_test_guard(&guard, text, s.len);
        assert_int_equal(test_field(&scan, s, 0, &err), COC_OK);
        coc_test_unguard(&guard);

        start[backend] = scan.hits.n ? (long) scan.hits.hit[0].start : -1;
        test_close(&scan);
    }

    assert_int_equal(start[0], start[1]);

    return start[0];
}


static void
test_confirm(void **state)
{
    size_t       i;
    test_set_t   t;
    coc_rule_t  *rule;

    static const struct {
        const char  *any;
        const char  *near;
        const char  *unless;
        unsigned     quoted;
        unsigned     clinical;
        const char  *text;
        long         start;
    } cases[] = {
        { "\\bidiot\\b", NULL, NULL, 0, 0, "you idiot", 4 },
        { "\\bidiot\\b", NULL, NULL, 0, 0, "idiotic", -1 },
        { "\\bidiot\\b", NULL, NULL, 0, 0, "an idiotic idiot", 11 },
        { "(?<=an )idiot(?!ic)", NULL, NULL, 0, 0, "an idiot", 3 },
        { "idiot", "\\byou\\b", NULL, 0, 0, "you are an idiot", 11 },
        { "idiot", "\\byou\\b", NULL, 0, 0, "an idiot are you", 3 },
        { "idiot", "\\byou\\b", NULL, 0, 0, "an idiot are your", -1 },
        { "idiot", "\\byou\\b", NULL, 0, 0,
          "you aaaaaaaaaaaaaaaaaa idiot", 23 },
        { "idiot", "\\byou\\b", NULL, 0, 0,
          "you aaaaaaaaaaaaaaaaaaa idiot", -1 },
        { "idiot", "\\byou\\b", NULL, 0, 0,
          "idiot aaaaaaaaaaaaaaaaaa you", 0 },
        { "idiot", "\\byou\\b", NULL, 0, 0,
          "idiot aaaaaaaaaaaaaaaaaaa you", -1 },
        { "idiot", "\\byou\\b", NULL, 0, 0,
          "idiot aaaaaaaaaaaaaaaaaaa you idiot", 30 },
        { "idiot", "[^ ]+", NULL, 0, 0, "idiot", 0 },
        { "idiot", NULL, "useful idiot", 0, 0, "a useful idiot", -1 },
        { "idiot", NULL, "useful", 0, 0, "idiot, useful", -1 },
        { "idiot", NULL, "useful idiot", 0, 0, "a useful odiot idiot", 15 },
        { "idiot", NULL, NULL, 1, 0, "> idiot", -1 },
        { "idiot", NULL, NULL, 0, 0, "> idiot", 2 },
        { "idiot", NULL, NULL, 1, 0, "> idiot\nidiot", 8 },
        { "idiot", NULL, NULL, 1, 0, "the word \"idiot\" is old", -1 },
        { "idiot", NULL, NULL, 0, 1, "patient: diagnosis idiot", -1 },
        { "idiot", NULL, NULL, 0, 1, "diagnosis idiot", 10 },
        { "(a)(b)(c)\\1", NULL, NULL, 0, 0, "abcb abca", 5 },
        { "(?i)STRASSE|\xc3\xa9t\xc3\xa9", NULL, NULL, 0, 0,
          "\xc5\xbftra\xc5\xbf\xc5\xbf""e \xc3\x89T\xc3\x89", 0 },
        { "x", NULL, NULL, 0, 0, "", -1 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {

        t.n = 0;
        rule = test_rule(&t, cases[i].any, cases[i].near, cases[i].unless);
        rule->quoted = cases[i].quoted;
        rule->clinical = cases[i].clinical;

        if (test_hit(&t, cases[i].text) != cases[i].start) {
            fail_msg("%s on \"%s\": %ld, not %ld", cases[i].any,
                     cases[i].text, test_hit(&t, cases[i].text),
                     cases[i].start);
        }
    }
}


/* A word cut at the end of what an unless pattern sees is not a whole one. */

static void
test_far(void **state)
{
    char        text[2001];
    size_t      pad;
    test_set_t  t;

    (void) state;

    t.n = 0;
    (void) test_rule(&t, "idiot", NULL, "\\bab\\b");

    for (pad = 350; pad < 400; pad++) {
        memset(text, 'b', 2000);
        text[2000] = '\0';
        memcpy(text, "idiot", 5);
        memset(text + 5, ' ', pad - 5);
        text[pad] = 'a';

        assert_int_equal(test_hit(&t, text), 0);
    }

    /* and one as far away as the rule allows is seen */

    memset(text, '.', 2000);
    memcpy(text, "idiot", 5);
    memcpy(text + 5 + COC_RULE_UNLESS_WITHIN, "ab", 2);
    assert_int_equal(test_hit(&t, text), -1);

    memset(text + 5, '.', COC_RULE_UNLESS_WITHIN + 2);
    memcpy(text + 6 + COC_RULE_UNLESS_WITHIN, "ab", 2);
    assert_int_equal(test_hit(&t, text), 0);

    memset(text, '.', 2000);
    memcpy(text + 1000, "idiot", 5);
    memcpy(text + 998 - COC_RULE_UNLESS_WITHIN, "ab", 2);
    assert_int_equal(test_hit(&t, text), -1);

    memcpy(text + 997 - COC_RULE_UNLESS_WITHIN, "ab.", 3);
    assert_int_equal(test_hit(&t, text), 1000);
}


/* Who is dismissed too often is not dismissed any more. */

static void
test_cap(void **state)
{
    char        *text;
    size_t       n, i;
    test_set_t   t;

    (void) state;

    t.n = 0;
    test_rule(&t, "idiot", NULL, NULL)->quoted = 1;

    text = malloc(100 * 10 + 1);
    assert_non_null(text);

    for (n = 1; n < 60; n++) {
        for (i = 0; i < n; i++) {
            memcpy(text + 8 * i, "> idiot\n", 9);
        }

        /* 32 and one for each 32 bytes, of which every 8 hold a match */

        assert_int_equal(test_hit(&t, text) >= 0, n > 32 + 8 * n / 32);
    }

    free(text);
}


/* Each rule once, in the rules' order, over the fields of a request. */

static void
test_hits(void **state)
{
    size_t       i;
    test_set_t   t;
    test_scan_t  scan;
    coc_error_t  err;
    coc_str_t    first = coc_str("three two");
    coc_str_t    second = coc_str("one two three four");

    coc_match_backend_e  backend;

    static const size_t  order[] = { 1, 2, 0, 4 };
    static const size_t  starts[] = { 6, 0, 0, 14 };

    (void) state;

    for (backend = COC_MATCH_AUTO; backend <= COC_MATCH_PCRE; backend++) {
        t.n = 0;
        (void) test_rule(&t, "one", NULL, NULL);
        (void) test_rule(&t, "two", NULL, NULL);
        test_rule(&t, "three", NULL, NULL)->view = COC_VIEW_RAW;
        test_rule(&t, "one", NULL, NULL)->kinds = 2;
        test_rule(&t, "four", NULL, NULL)->kinds = 4;
        (void) test_rule(&t, NULL, NULL, NULL);

        test_open(&scan, &t, backend);
        assert_int_equal(coc_match_views(scan.match),
                         coc_view_bit(COC_VIEW_FOLDED)
                         | coc_view_bit(COC_VIEW_RAW)
                         | coc_view_bit(COC_VIEW_VERBATIM));

        assert_int_equal(test_field(&scan, first, 4, &err), COC_OK);
        assert_int_equal(scan.hits.n, 2);
        assert_int_equal(test_field(&scan, second, 4, &err), COC_OK);
        assert_int_equal(scan.hits.n, coc_nelts(order));

        for (i = 0; i < coc_nelts(order); i++) {
            assert_ptr_equal(scan.hits.hit[i].rule, &t.rules[order[i]]);
            assert_int_equal(scan.hits.hit[i].start, starts[i]);
            assert_int_equal(scan.hits.hit[i].path.len, 9);
        }

        test_close(&scan);
    }

    assert_non_null(coc_match_backend());
}


/* Offsets are the value's, not the view's. */

static void
test_offsets(void **state)
{
    test_set_t      t;
    test_scan_t     scan;
    coc_error_t     err;
    coc_views_t     views;
    coc_view_run_t  runs[2] = { { 0, 3 }, { 4, 20 } };
    coc_str_t       text = coc_str("abc idiot");
    coc_str_t       path = coc_null_str;

    (void) state;

    t.n = 0;
    (void) test_rule(&t, "idiot", NULL, NULL);
    test_open(&scan, &t, COC_MATCH_AUTO);

    memset(&views, 0, sizeof(views));
    views.view[COC_VIEW_FOLDED].text = text;
    views.view[COC_VIEW_FOLDED].runs = runs;
    views.view[COC_VIEW_FOLDED].nruns = 2;
    views.view[COC_VIEW_FOLDED].value_len = 30;

    assert_int_equal(coc_match_field(scan.match, scan.scratch, scan.arena,
                                     &views, 0, path, &scan.hits, &err),
                     COC_OK);
    assert_int_equal(scan.hits.n, 1);
    assert_int_equal(scan.hits.hit[0].start, 20);
    assert_int_equal(scan.hits.hit[0].end, 25);

    test_close(&scan);
}


/* A text that can't be judged is said to be one, with the rule's name. */

static void
test_limit(void **state)
{
    char         *text;
    size_t        i;
    coc_str_t     s;
    test_set_t    t;
    test_scan_t   scan;
    coc_error_t   err;

    static const struct {
        const char  *pattern;
        size_t       len;
    } cases[] = {
        { "(?:(a)|(aa))+b(?!$)", 60 },          /* tries of one place */
        { "(?:(a)|b|(aa))*b(?!$)", 400000 },    /* stack */
        { "a.*b(?!$)", 400000 }                 /* time */
    };

    (void) state;

    text = malloc(400001);
    assert_non_null(text);

    for (i = 0; i < coc_nelts(cases); i++) {
        memset(text, 'a', cases[i].len - 1);
        text[cases[i].len - 1] = 'b';

        t.n = 0;
        (void) test_rule(&t, "never", NULL, NULL);
        (void) test_rule(&t, cases[i].pattern, NULL, NULL);
        test_open(&scan, &t, COC_MATCH_AUTO);

        s.data = (const uint8_t *) text;
        s.len = cases[i].len;

        if (test_field(&scan, s, 0, &err) != COC_LIMIT) {
            fail_msg("%s: %zu hits", cases[i].pattern, scan.hits.n);
        }

        assert_non_null(strstr(err.text, "r-1"));
        assert_int_equal(scan.hits.n, 0);
        test_close(&scan);
    }

    free(text);
}


/* A long text is tried a stretch at a time: each match is found, once. */

static void
test_long(void **state)
{
    char                *text;
    size_t               n, len, start, end, from;
    coc_str_t            s;
    coc_pcre_t           pcre;
    coc_error_t          err;
    pcre2_code          *code;
    coc_pcre_scratch_t   scratch;

    (void) state;

    len = 300000;
    text = malloc(len);
    assert_non_null(text);

    for (n = 0; n + 3 <= len; n += 3) {
        memcpy(text + n, "\xe2\x82\xac", 3);
    }

    s.data = (const uint8_t *) text;
    s.len = len;

    assert_int_equal(coc_pcre_init(&pcre, &plain), COC_OK);
    assert_int_equal(coc_pcre_scratch_init(&scratch, &plain), COC_OK);
    assert_int_equal(coc_pcre_compile(&pcre, coc_str_from("(?<=\\W)ab\\b"), 0,
                                      &code, &err), COC_OK);

    for (n = 0; n + 2 < len; n += 1 + n / 50) {
        memcpy(text + n / 3 * 3, "ab.", 3);
        from = (n < 2000) ? 0 : n - 2000;
        from = from / 3 * 3;

        coc_pcre_begin(&scratch);

        if (n >= 3) {
            assert_int_equal(coc_pcre_find(&scratch, code, s, from, 0, &start,
                                           &end), COC_OK);
            assert_int_equal(start, n / 3 * 3);
            assert_int_equal(end, start + 2);
            from = end;
        }

        assert_int_equal(coc_pcre_find(&scratch, code, s, from, 0, &start,
                                       &end), COC_DECLINED);

        memcpy(text + n / 3 * 3, "\xe2\x82\xac", 3);
    }

    pcre2_code_free(code);
    coc_pcre_scratch_free(&scratch);
    coc_pcre_free(&pcre);
    free(text);
}


/* What is wrong in a pattern, and where. */

static void
test_errors(void **state)
{
    size_t                i;
    char                  buf[600];
    test_set_t            t;
    coc_error_t           err;
    coc_match_t          *match;
    coc_match_backend_e   backend;

    static const struct {
        const char  *any;
        const char  *near;
        const char  *unless;
        const char  *text;
    } cases[] = {
        { "ab(c", NULL, NULL,
          "ugly.yaml:7:15: rule r-1: missing closing parenthesis" },
        { "a*", NULL, NULL, "ugly.yaml:7:11: rule r-1: matches empty text" },
        { "", NULL, NULL, "ugly.yaml:7:11: rule r-1: matches empty text" },
        { "\\b(?=x)", NULL, NULL, "ugly.yaml:7:11: rule r-1: matches empty" },
        { "a\\Kb", NULL, NULL, "ugly.yaml:7:12: rule r-1: \\K is not" },
        { "a\n\\Kb", NULL, NULL, "ugly.yaml:7:11: rule r-1: \\K is not" },
        { "a", "b(?R)?", NULL, "ugly.yaml:7:12: rule r-1: recursion" },
        { "a", NULL, "b?", "ugly.yaml:7:11: rule r-1: matches empty" },
        { "a", "b", "(*COMMIT)c", "ugly.yaml:7:11: rule r-1: verbs" },
        { "a\\Cb", NULL, NULL, "ugly.yaml:7:14: rule r-1: using \\C is" }
    };

    (void) state;

    for (i = 0; i < 2 * coc_nelts(cases); i++) {
        backend = (i % 2) ? COC_MATCH_PCRE : COC_MATCH_AUTO;

        t.n = 0;
        (void) test_rule(&t, "fine", NULL, NULL);
        (void) test_rule(&t, cases[i / 2].any, cases[i / 2].near,
                         cases[i / 2].unless);

        assert_int_equal(coc_match_create_backend(&match, &plain, &t.set,
                                                  backend, NULL, &err),
                         COC_INVALID);
        assert_null(match);

        (void) coc_error_format(&err, buf, sizeof(buf));

        if (strncmp(buf, cases[i / 2].text, strlen(cases[i / 2].text)) != 0) {
            fail_msg("%s: %s", cases[i / 2].any, buf);
        }
    }
}


/* No rules at all; scratch that serves two sets; scratch never fitted. */

static void
test_scratch(void **state)
{
    test_set_t      t, u;
    test_scan_t     scan, other;
    coc_error_t     err;
    coc_scratch_t  *scratch;
    coc_str_t       text = coc_str("one two three");

    (void) state;

    memset(&t, 0, sizeof(t));
    test_open(&scan, &t, COC_MATCH_AUTO);
    assert_int_equal(coc_match_views(scan.match), 0);
    assert_int_equal(test_field(&scan, text, 0, &err), COC_OK);
    assert_int_equal(scan.hits.n, 0);
    test_close(&scan);

    t.n = 0;
    (void) test_rule(&t, "one", NULL, NULL);
    u.n = 0;
    (void) test_rule(&u, "t.o", NULL, NULL);
    (void) test_rule(&u, "t\\w+e", NULL, NULL);
    u.rules[1].view = COC_VIEW_RAW;

    test_open(&scan, &t, COC_MATCH_AUTO);
    test_open(&other, &u, COC_MATCH_AUTO);

    scratch = other.scratch;
    other.scratch = scan.scratch;
    assert_int_equal(coc_scratch_fit(scan.scratch, other.match), COC_OK);
    assert_int_equal(test_field(&other, text, 0, &err), COC_OK);
    assert_int_equal(other.hits.n, 2);
    assert_int_equal(test_field(&scan, text, 0, &err), COC_OK);
    assert_int_equal(scan.hits.n, 1);
    other.scratch = scratch;

    coc_scratch_destroy(other.scratch);
    assert_int_equal(coc_scratch_create(&other.scratch, &plain), COC_OK);
    assert_int_equal(test_field(&other, text, 0, &err), COC_ERROR);

    test_close(&other);
    test_close(&scan);
    coc_match_destroy(NULL);
    coc_scratch_destroy(NULL);
}


/* No memory: COC_ERROR and nothing left behind, at every allocation. */

static int
test_torture_once(const test_set_t *t, const coc_alloc_t *alloc)
{
    int             rc;
    test_scan_t     scan;
    coc_error_t     err;
    coc_str_t       text = coc_str("one two three four");

    memset(&scan, 0, sizeof(scan));

    rc = coc_match_create(&scan.match, alloc, &t->set, NULL, &err);

    if (rc == COC_OK) {
        rc = coc_scratch_create(&scan.scratch, alloc);
    }

    if (rc == COC_OK) {
        rc = coc_scratch_fit(scan.scratch, scan.match);
    }

    if (rc == COC_OK) {
        scan.arena = coc_arena_create(alloc, 1 << 20);
        rc = (scan.arena != NULL) ? COC_OK : COC_ERROR;
    }

    if (rc == COC_OK) {
        rc = coc_hits_init(&scan.hits, scan.arena, scan.match);
    }

    if (rc == COC_OK) {
        rc = test_field(&scan, text, 0, &err);
    }

    if (rc == COC_OK) {
        assert_int_equal(scan.hits.n, 3);
    }

    test_close(&scan);

    return rc;
}


static void
test_torture(void **state)
{
    int               rc;
    size_t            n, refused;
    test_set_t        t;
    coc_alloc_t       alloc;
    coc_test_alloc_t  test;

    (void) state;

    refused = 0;

    t.n = 0;
    (void) test_rule(&t, "\\w+ne", "two", NULL);
    (void) test_rule(&t, "[[:alpha:]]{2}o", NULL, "five");
    test_rule(&t, "(three)+", NULL, NULL)->view = COC_VIEW_RAW;

    for (n = 1; /* void */; n++) {
        alloc = coc_test_alloc(&test, n);
        rc = test_torture_once(&t, &alloc);
        assert_int_equal(test.live, 0);

        if (test.calls < n) {
            break;
        }

        /* without memory for JIT a pattern is interpreted */

        assert_true(rc == COC_ERROR || rc == COC_OK);
        refused += (rc == COC_ERROR);
    }

    assert_int_equal(rc, COC_OK);
    assert_true(refused > 20);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_confirm),
        cmocka_unit_test(test_far),
        cmocka_unit_test(test_cap),
        cmocka_unit_test(test_hits),
        cmocka_unit_test(test_offsets),
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_scratch),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
