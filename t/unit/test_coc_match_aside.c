/*
 * Hits that stand aside: in quotations and reports, in code and links, and
 * what crosses a seam.
 */

#include "coc_test_match.h"


/* Fields of one request: a text, and what stands in code. */

typedef struct {
    const char  *text;
    const char  *verbatim;
} aside_field_t;


static void
aside_views(coc_views_t *views, const char *text, const char *verbatim)
{
    size_t  i;

    memset(views, 0, sizeof(coc_views_t));

    for (i = 0; i < COC_VIEW_MAX; i++) {
        views->view[i].text = coc_str_from((i == COC_VIEW_VERBATIM)
                                           ? verbatim : text);
        views->view[i].value_len = views->view[i].text.len;
    }
}


static void
test_aside(void **state)
{
    size_t       i, k;
    test_set_t   t;
    coc_str_t    path;
    coc_rule_t  *rule;
    coc_views_t  views;
    coc_error_t  err;
    test_scan_t  scan;

    coc_match_backend_e  backend;

    static const struct {
        coc_view_e     view;
        unsigned       quoted;
        aside_field_t  field[3];
        int            n;
        unsigned       aside;
        size_t         start;
        size_t         which;           /* the field of the hit */
    } cases[] = {
        { COC_VIEW_FOLDED, 0, { { "idiot", "" } }, 1, 0, 0, 0 },
        { COC_VIEW_FOLDED, 0, { { "> idiot", "" } }, 1, 1, 2, 0 },
        { COC_VIEW_FOLDED, 1, { { "> idiot", "" } }, 0, 0, 0, 0 },
        { COC_VIEW_FOLDED, 0, { { "> idiot\nidiot", "" } }, 1, 0, 8, 0 },
        { COC_VIEW_FOLDED, 0, { { "> idiot idiot", "" } }, 1, 1, 2, 0 },
        { COC_VIEW_FOLDED, 0, { { "he called me an idiot", "" } }, 1, 1, 16,
          0 },
        { COC_VIEW_FOLDED, 0, { { "he called me an idiot, idiot", "" } }, 1,
          1, 16, 0 },
        { COC_VIEW_FOLDED, 0, { { "he called me an idiot. idiot", "" } }, 1,
          0, 23, 0 },

        /* the second pattern of the rule */

        { COC_VIEW_FOLDED, 0, { { "> idiot\nmoron", "" } }, 1, 0, 8, 0 },

        /* over fields */

        { COC_VIEW_FOLDED, 0, { { "> idiot", "" }, { "idiot", "" } }, 1, 0, 0,
          1 },
        { COC_VIEW_FOLDED, 0, { { "idiot", "" }, { "> idiot", "" } }, 1, 0, 0,
          0 },
        { COC_VIEW_FOLDED, 0, { { "> idiot", "" }, { "> > idiot", "" },
                                { "a moron", "" } }, 1, 0, 2, 2 },

        /* code and links */

        { COC_VIEW_FOLDED, 0, { { "fine", "idiot" } }, 1, 1, 0, 0 },
        { COC_VIEW_SQUASHED, 0, { { "fine", "an idiot" } }, 1, 1, 3, 0 },
        { COC_VIEW_PLAIN, 0, { { "fine", "idiot" } }, 0, 0, 0, 0 },
        { COC_VIEW_RAW, 0, { { "fine", "idiot" } }, 0, 0, 0, 0 },
        { COC_VIEW_VERBATIM, 0, { { "idiot", "an idiot" } }, 1, 0, 3, 0 },
        { COC_VIEW_VERBATIM, 0, { { "idiot", "" } }, 0, 0, 0, 0 },
        { COC_VIEW_FOLDED, 0, { { "an idiot", "idiot" } }, 1, 0, 3, 0 },
        { COC_VIEW_FOLDED, 0, { { "> idiot", "idiot" } }, 1, 1, 2, 0 },
        { COC_VIEW_FOLDED, 0, { { "x", "idiot" }, { "an idiot", "" } }, 1, 0,
          3, 1 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        t.n = 0;
        rule = test_rule(&t, "\\bidiot\\b", NULL, NULL);
        rule->view = cases[i].view;
        rule->quoted = cases[i].quoted;
        t.patterns[0][1] = t.patterns[0][0];
        t.patterns[0][1].text = coc_str_from("\\bmoron\\b");
        rule->any.n = 2;

        for (backend = COC_MATCH_AUTO; backend <= COC_MATCH_PCRE; backend++) {
            test_open(&scan, &t, backend);

            for (k = 0; k < 3 && cases[i].field[k].text != NULL; k++) {
                path = coc_str_from((k == 0) ? "0" : (k == 1) ? "1" : "2");
                aside_views(&views, cases[i].field[k].text,
                            cases[i].field[k].verbatim);
                assert_int_equal(coc_match_field(scan.match, scan.scratch,
                                                 scan.arena, &views, 0, path,
                                                 &scan.hits, &err),
                                 COC_OK);
            }

            print_message("# case %zu\n", i);
            assert_int_equal(scan.hits.n, cases[i].n);

            if (scan.hits.n != 0) {
                assert_int_equal(scan.hits.hit[0].aside, cases[i].aside);
                assert_int_equal(scan.hits.hit[0].start, cases[i].start);
                assert_int_equal(scan.hits.hit[0].path.data[0],
                                 '0' + cases[i].which);
            }

            test_close(&scan);
        }
    }
}


/* Who repeats himself that often is not quoting; and it costs no more. */

static void
test_bound(void **state)
{
    char         text[4096];
    size_t       n;
    test_set_t   t;
    coc_str_t    s;
    coc_error_t  err;
    test_scan_t  scan;

    (void) state;

    t.n = 0;
    (void) test_rule(&t, "idiot", NULL, NULL);

    for (n = 0; n + 8 < sizeof(text); n += 8) {
        memcpy(text + n, "> idiot\n", 8);
    }

    s.data = (uint8_t *) text;

    s.len = 8 * 30;
    test_open(&scan, &t, COC_MATCH_AUTO);
    assert_int_equal(test_field(&scan, s, 0, &err), COC_OK);
    assert_int_equal(scan.hits.n, 1);
    assert_int_equal(scan.hits.hit[0].aside, 1);
    test_close(&scan);

    s.len = n;
    test_open(&scan, &t, COC_MATCH_AUTO);
    assert_int_equal(test_field(&scan, s, 0, &err), COC_OK);
    assert_int_equal(scan.hits.n, 1);
    assert_int_equal(scan.hits.hit[0].aside, 0);
    test_close(&scan);
}


static void
test_seam(void **state)
{
    size_t       i;
    test_set_t   t;
    coc_str_t    path = coc_str("b");
    coc_seam_t   seam;
    coc_views_t  views;
    coc_error_t  err;
    test_scan_t  scan;

    coc_match_backend_e  backend;

    /* "|" is a seam, "#" one that parts */

    static const struct {
        const char  *text;
        int          n;
        size_t       start;
    } cases[] = {
        { "go kill|yourself now", 1, 3 },
        { "kill yourself|now", 0, 0 },
        { "now|kill yourself", 0, 0 },
        { "kill yourself|kill|yourself", 1, 14 },
        { "kill#yourself|now", 0, 0 },
        { "kill#kill|yourself", 1, 5 },
        { "a|kill#b|yourself", 0, 0 },
        { "yourself|go kill|yourself", 1, 12 },
        { "drop|dead|now", 0, 0 },
        { "drop|dead", 1, 0 },
        { "x|drop dead now|", 0, 0 }
    };

    (void) state;

    t.n = 0;
    (void) test_rule(&t, "\\bkill yourself\\b|\\bdrop dead(?: now)?\\b", NULL,
                     NULL);

    for (i = 0; i < coc_nelts(cases); i++) {

        for (backend = COC_MATCH_AUTO; backend <= COC_MATCH_PCRE; backend++) {
            char    text[64];
            size_t  k;

            memset(&seam, 0, sizeof(seam));

            for (k = 0; cases[i].text[k] != '\0'; k++) {
                text[k] = cases[i].text[k];

                if (text[k] == '|' || text[k] == '#') {
                    seam.parted |= (unsigned) (text[k] == '#') << seam.n;
                    seam.at[seam.n++] = k;
                    text[k] = ' ';
                }
            }

            text[k] = '\0';
            aside_views(&views, text, "");
            test_open(&scan, &t, backend);

            assert_int_equal(coc_match_seam(scan.match, scan.scratch,
                                            scan.arena, &views, &seam, 0,
                                            path, &scan.hits, &err),
                             COC_OK);

            print_message("# %s\n", cases[i].text);
            assert_int_equal(scan.hits.n, cases[i].n);

            if (scan.hits.n != 0) {
                assert_int_equal(scan.hits.hit[0].start, cases[i].start);
            }

            test_close(&scan);
        }
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_aside),
        cmocka_unit_test(test_bound),
        cmocka_unit_test(test_seam)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
