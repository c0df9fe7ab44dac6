/*
 * With and without Vectorscan the same is found.
 */

#include "coc_test_match.h"


/*
 * The property: random patterns on random texts, the same hits with both back
 * ends.  Patterns and texts are made of the same few characters, so that much
 * matches: a quarter of all pairs does.
 */

static uint32_t
test_random(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525 + 1013904223;

    return (*seed >> 8) % n;
}


static const char *const  test_chars[] = {
    "a", "b", "k", "s", "K", "S", " ", "\n", "1", "-", "_", ".",
    "\xc3\xa9", "\xc3\x89", "\xc5\xbf", "\xe2\x84\xaa", "\xe2\x82\xac",
    "\xc3\x9f", "\xf0\x9f\x98\x80", "\xce\xbc", "\xc2\xb5", "\xe2\x80\xa8",
    "\xc2\xa0", "\xd9\xa3", "\r", "\""
};


static const char *const  test_atoms[] = {
    "a", "b", "k", "s", "K", "S", "\\x{e9}", "\xc3\xa9", "\xc3\x89",
    "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\\ ", "\\n", ".", ".", "\\w", "\\W",
    "\\d", "\\D", "\\s", "\\S", "\\h", "\\v", "\\H", "\\V", "\\N", "\\R",
    "\\X", "[ak]", "[^a]", "[^k\xc3\xa9]", "[a-s]", "[\xc3\xa9-\xe2\x82\xac]",
    "[\\w-]", "[^\\W\\d]", "[[:alpha:]]", "[[:^alpha:]]", "[[:punct:]]",
    "[^[:space:]]", "\\p{L}", "\\p{Lu}", "\\P{Ll}", "\\p{Nd}", "\\pL",
    "[\\p{Sc}1]", "\\b", "\\B", "^", "$", "\\A", "\\z", "\\Z", "(?=a)",
    "(?!k)", "(?<=a)", "(?<!\\w)", "(?i:k)", "(?i:s)", "(?i:\xc3\xa9)",
    "(?i:[k-s])", "(?i:\xce\xbc)", "(?-i:K)", "\\Qa-b\\E", "\\060", "\\o{141}",
    "(?s:.)", "(?>a|ab)", "(?|a|(b))", "\\1", "(?#x)", "\\x61", "(?:)",
    "[\\]\\-]", "[b\\x{2028}]", "(a|\xc3\xa9)", "(\\w)", "[[:<:]]",
    "(?^i:b)", "\\t", "(?x: a  b # c\n )", "(?x:a +)"
};


static const char *const  test_quantifiers[] = {
    "", "", "", "", "", "+", "*", "?", "{2}", "{1,2}", "{0,3}", "{2,}", "+?",
    "*+", "??", "{1,3}+", "{0}"
};


/* Writes a pattern of some atoms; depth bounds the groups. */

static size_t
test_make(char *p, uint32_t *seed, int depth)
{
    size_t    len;
    uint32_t  i, n;

    len = 0;
    n = 1 + test_random(seed, 4);

    for (i = 0; i < n; i++) {

        if (depth > 0 && test_random(seed, 4) == 0) {
            len += sprintf(p + len, "(%s", test_random(seed, 2) ? "?:" : "");
            len += test_make(p + len, seed, depth - 1);

            if (test_random(seed, 2)) {
                p[len++] = '|';
                len += test_make(p + len, seed, depth - 1);
            }

            p[len++] = ')';

        } else {
            len += sprintf(p + len, "%s",
                           test_atoms[test_random(seed,
                                                  coc_nelts(test_atoms))]);
        }

        len += sprintf(p + len, "%s",
                       test_quantifiers[test_random(seed,
                                            coc_nelts(test_quantifiers))]);
    }

    p[len] = '\0';

    return len;
}


/* Rules of random patterns that PCRE2 takes and that match no empty text. */

static void
test_fill(test_set_t *t, char (*texts)[512], uint32_t *seed)
{
    size_t       n, len;
    coc_pcre_t   pcre;
    coc_error_t  err;
    pcre2_code  *code;

    static const char *const  options[] = {
        "", "", "(?i)", "(?s)", "(?m)", "(?is)", "(?x)", "(?U)"
    };

    assert_int_equal(coc_pcre_init(&pcre, &plain), COC_OK);
    t->n = 0;

    for (n = 0; n < TEST_RULES; /* void */) {
        len = sprintf(texts[n], "%s",
                      options[test_random(seed, coc_nelts(options))]);
        (void) test_make(texts[n] + len, seed, 2);

        if (coc_pcre_compile(&pcre, coc_str_from(texts[n]), 0, &code, &err)
            == COC_OK)
        {
            pcre2_code_free(code);
            (void) test_rule(t, texts[n++], NULL, NULL);
        }
    }

    coc_pcre_free(&pcre);
}


static void
test_compare(const test_scan_t *hs, const test_scan_t *pcre,
    const char *text)
{
    size_t            i;
    const coc_hit_t  *a, *b;

    for (i = 0; i < pcre->hits.n; i++) {
        a = &pcre->hits.hit[i];
        b = &hs->hits.hit[i];

        if (i >= hs->hits.n || a->rule != b->rule || a->start != b->start
            || a->end != b->end)
        {
            fail_msg("pattern %.*s, text \"%s\"",
                     (int) a->rule->any.pattern[0].text.len,
                     (const char *) a->rule->any.pattern[0].text.data, text);
        }
    }

    assert_int_equal(hs->hits.n, pcre->hits.n);
}


static void
test_same(void **state)
{
    int          rc;
    char         patterns[TEST_RULES][512], bytes[512];
    size_t       i, k, n, round, rounds, pairs, found, limits;
    uint32_t     seed;
    coc_str_t    text;
    coc_error_t  err;
    test_set_t   t;
    test_scan_t  hs, pcre;

    (void) state;

    seed = 20240607;
    pairs = 0;
    found = 0;
    limits = 0;
    rounds = 30;

    for (round = 0; round < rounds; round++) {
        test_fill(&t, patterns, &seed);
        test_open(&hs, &t, COC_MATCH_AUTO);
        test_open(&pcre, &t, COC_MATCH_PCRE);

        for (i = 0; i < 150; i++) {

            /* what is not in the first vector is another matter, too */

            n = test_random(&seed, 2) ? test_random(&seed, 150) : 0;
            memset(bytes, '=', n);
            bytes[n] = '\0';

            n = test_random(&seed, 24);

            for (k = 0; k < n; k++) {
                strcat(bytes, test_chars[test_random(&seed,
                                                 coc_nelts(test_chars))]);
            }

            text = coc_str_from(bytes);

            pairs += TEST_RULES;
            rc = test_field(&hs, text, 0, &err);

            if (test_field(&pcre, text, 0, &err) == COC_LIMIT) {
                limits++;       /* in a rule that may be no candidate */

            } else {
                assert_int_equal(rc, COC_OK);
                test_compare(&hs, &pcre, bytes);
            }

            found += pcre.hits.n;

            assert_int_equal(coc_hits_init(&hs.hits, hs.arena, hs.match),
                             COC_OK);
            assert_int_equal(coc_hits_init(&pcre.hits, pcre.arena,
                                           pcre.match), COC_OK);
        }

        test_close(&hs);
        test_close(&pcre);
    }

    print_message("# %zu pairs, %zu hits, %zu texts over a limit\n", pairs,
                  found, limits);
    assert_true(found > pairs / 10);
    assert_true(limits < pairs / TEST_RULES / 10);
}


/*
 * The same with words, some apart, in long texts: a pattern is tried where its
 * words stand near enough to each other, and nowhere else.
 */

static const char *const  test_words[] = {
    "alpha", "bravo", "cargo", "delta", "kilos", "masks", "no", "you",
    "caf\xc3\xa9", "\xe2\x82\xac" "5", "x1", "echo-tango"
};


static const char *const  test_gaps[] = {
    " ", " ", " ?", ".{0,12}", ".{0,40}", "[^.]{0,70}",
    "(?: \\w{1,8}){0,4} ",
    " (?:\\w+ )?", "\\W{1,3}", ".*", "[^.\\n]*", "(?: [a-z]{2,5})* ", "\\b.\\b",
    "(?=.{0,30}you).{3,9}", "(?:, | and | or ){1,2}", "(?i:.{2,7})"
};


static size_t
test_phrase(char *p, uint32_t *seed)
{
    size_t    len;
    uint32_t  i, k, n, branches;

    len = test_random(seed, 3) ? (size_t) sprintf(p, "\\b") : 0;
    n = 2 + test_random(seed, 3);

    for (i = 0; i < n; i++) {

        if (i != 0) {
            len += sprintf(p + len, "%s",
                           test_gaps[test_random(seed, coc_nelts(test_gaps))]);
        }

        branches = 1 + test_random(seed, 3);
        len += sprintf(p + len, "(?:");

        for (k = 0; k < branches; k++) {
            len += sprintf(p + len, "%s%s", (k == 0) ? "" : "|",
                           test_words[test_random(seed,
                                                  coc_nelts(test_words))]);
        }

        len += sprintf(p + len, test_random(seed, 6) ? ")" : "){1,3}");
    }

    if (test_random(seed, 4) == 0) {
        len += sprintf(p + len, "(?=.{0,20}(?:alpha|no)\\b)");
    }

    return len;
}


/* Some of the words, among others that no pattern names. */

static void
test_prose(char *p, uint32_t *seed, uint32_t n)
{
    uint32_t  i;

    static const char *const  seps[] = {
        " ", " ", " ", " ", ", ", ". ", "\n", " - ", "", "  "
    };

    static const char *const  others[] = {
        "the", "of", "patients", "a", "na\xc3\xafve", "seen", "42",
        "\xe2\x80\x94"
    };

    *p = '\0';

    for (i = 0; i < n; i++) {
        p += sprintf(p, "%s%s",
                     test_random(seed, 5)
                     ? others[test_random(seed, coc_nelts(others))]
                     : test_words[test_random(seed, coc_nelts(test_words))],
                     seps[test_random(seed, coc_nelts(seps))]);
    }
}


static void
test_windows(void **state)
{
    char         patterns[TEST_RULES][512], *bytes;
    size_t       i, round, pairs, found;
    uint32_t     seed;
    coc_error_t  err;
    test_set_t   t;
    test_scan_t  hs, pcre;

    static const uint32_t  lengths[] = { 4, 12, 40, 90, 200, 900, 4000 };

    (void) state;

    seed = 20261123;
    pairs = 0;
    found = 0;
    bytes = malloc(64 * 1024);
    assert_non_null(bytes);

    for (round = 0; round < 25; round++) {

        for (t.n = 0, i = 0; i < TEST_RULES; i++) {
            (void) test_phrase(patterns[i], &seed);
            (void) test_rule(&t, patterns[i], NULL, NULL);
        }

        test_open(&hs, &t, COC_MATCH_AUTO);
        test_open(&pcre, &t, COC_MATCH_PCRE);

        for (i = 0; i < 60; i++) {
            test_prose(bytes, &seed, lengths[i % coc_nelts(lengths)]);

            pairs += TEST_RULES;

            assert_int_equal(test_field(&hs, coc_str_from(bytes), 0, &err),
                             COC_OK);
            assert_int_equal(test_field(&pcre, coc_str_from(bytes), 0, &err),
                             COC_OK);
            test_compare(&hs, &pcre, bytes);

            found += pcre.hits.n;

            assert_int_equal(coc_hits_init(&hs.hits, hs.arena, hs.match),
                             COC_OK);
            assert_int_equal(coc_hits_init(&pcre.hits, pcre.arena,
                                           pcre.match), COC_OK);
        }

        test_close(&hs);
        test_close(&pcre);
    }

    free(bytes);

    print_message("# %zu pairs, %zu hits\n", pairs, found);
    assert_true(found > pairs / 20);
    assert_true(found < pairs / 20 * 19);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_windows)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
