/*
 * Required literals: which are found, that none is required which a match can
 * do without, and that bad input or no memory does no harm.
 */

#include "coc_test_match.h"

#include "coc_literal.h"
#include "coc_widen.h"


/* Groups as "one,two|three", edges as ^; "" if there are none. */

static void
test_print(const coc_literals_t *literals, char *p)
{
    size_t     g, i, k;
    coc_str_t  s;

    for (g = 0; g < literals->n; g++) {
        for (i = 0; i < literals->group[g].n; i++) {

            if (g + i != 0) {
                *p++ = (i == 0) ? '|' : ',';
            }

            s = literals->group[g].str[i];

            for (k = 0; k < s.len; k++) {
                *p++ = (s.data[k] == COC_LITS_EDGE) ? '^' : (char) s.data[k];
            }
        }
    }

    *p = '\0';
}


static void
test_find(void **state)
{
    int              rc;
    char             text[4096];
    size_t           i;
    coc_buf_t        buf;
    coc_error_t      err;
    coc_arena_t     *arena;
    coc_literals_t   literals;

    static const struct {
        const char  *pattern;
        const char  *groups;
        int          digit;
    } cases[] = {
        { "wizard", "wizard", 0 },
        { "\\bwizards?\\b", "^wizard^,^wizards^", 0 },
        { "(?i)QuaX", "quax", 0 },
        { "wiz\\bard", "wizard", 0 },
        { "\\b-quox", "^-quox", 0 },
        { "quox|jinx", "quox,jinx", 0 },
        { "qu(?:ox|iz)z", "quoxz,quizz", 0 },
        { "quox.*jinx", "quox|jinx", 0 },
        { "quox(?:.*jinx)?", "quox", 0 },
        { "quox(?:.*jinx)+", "quox|jinx", 0 },
        { "(?:quox){2}", "quoxquox", 0 },
        { "(?:quox)?", "", 0 },
        { "(?:quox)*jinx", "jinx", 0 },
        { "quo[xyz]", "quox,quoy,quoz", 0 },
        { "quo[^x]jinx", "jinx|quo", 0 },
        { "don['\xe2\x80\x99]?t jinx",
          "dont jinx,don't jinx,don\xe2\x80\x99t jinx", 0 },
        { "(?=jinx)quox(?<!zap)", "quox", 0 },
        { "quox(?:.jinx|.zaphod)", "quox|jinx,zaphod", 0 },
        { "(?:quox.+jinx|zaphod)", "quox,zaphod|jinx,zaphod", 0 },
        { "\\bthe\\b", "", 0 },
        { "\\d{3}-\\d{2}", "-", 1 },
        { "quox\\d", "quox", 1 },
        { "quox\\d*", "quox", 0 },
        { "quox(?:\\d|1a)", "quox", 1 },
        { "quox(?:\\d|a)jinx", "quox|jinx", 0 },
        { "quox(?:\\d|a)?jinx", "quox|jinx", 0 },
        { "quo[0-1a]\\x{e9}.jinx",
          "quo0\xc3\xa9,quo1\xc3\xa9,quoa\xc3\xa9|jinx", 1 },
        { "(?i)kiss", "kiss", 0 },
        { "\\w+", "", 0 },
        { ".", "", 0 },
        { "\\x01quox", "", 0 },
        { "quox[\\x00-\\x02].jinx", "quox^|jinx", 0 }
    };

    (void) state;

    arena = coc_arena_create(&plain, 1 << 24);
    assert_non_null(arena);

    for (i = 0; i < coc_nelts(cases); i++) {
        coc_buf_init(&buf, &plain, 1 << 20);
        assert_int_equal(coc_widen_edges(coc_str_from(cases[i].pattern), &buf,
                                         &err), COC_OK);

        rc = coc_literal_find(coc_buf_str(&buf), arena, NULL, &literals);
        test_print(&literals, text);

        if (rc != (cases[i].groups[0] ? COC_OK : COC_DECLINED)
            || strncmp(text, cases[i].groups, strlen(cases[i].groups)) != 0
            || literals.digit != cases[i].digit)
        {
            fail_msg("%s: %s, digit %d", cases[i].pattern, text,
                     literals.digit);
        }

        coc_buf_free(&buf);
    }

    coc_arena_destroy(arena);
}


/* What the widener would not print: no harm, and nothing required. */

static void
test_bad(void **state)
{
    size_t             i;
    coc_str_t          s, head, branches, branch, tail;
    coc_arena_t       *arena;
    coc_literals_t     literals;
    coc_test_guard_t   guard;

    static const char *const  cases[] = {
        "quox(", "quox(?", "quox(?:", "quox)", "quox[", "quox[a", "quox[a-",
        "quox[b-a]", "quox\\", "quox\\x", "quox\\x1", "quox\\xgg", "quox{",
        "quox{1", "quox{1,", "quox{a}", "quox{2,1}", "quox[\\]", "(?:|",
        "(?:a|b", "a|b)", "|)", ")|("
    };

    (void) state;

    arena = coc_arena_create(&plain, 1 << 20);
    assert_non_null(arena);

    for (i = 0; i < coc_nelts(cases); i++) {
        s.len = strlen(cases[i]);
        s.data = coc_test_guard(&guard, cases[i], s.len);

        assert_int_equal(coc_literal_find(s, arena, NULL, &literals),
                         COC_DECLINED);
        assert_int_equal(literals.n, 0);

        if (coc_literal_split(s, &head, &branches, &tail) == COC_OK) {
            while (coc_literal_next(&branches, &branch) == COC_OK) {
                assert_true(branch.len <= s.len);
            }
        }

        coc_test_unguard(&guard);
    }

    coc_arena_destroy(arena);
}


/* Too deep, too much for the budget: nothing is required. */

static void
test_caps(void **state)
{
    char             text[4 * 300 + 8];
    size_t           i, depth;
    coc_arena_t     *arena;
    coc_literals_t   literals;

    (void) state;

    arena = coc_arena_create(&plain, 1 << 20);
    assert_non_null(arena);

    for (depth = 1; depth < 300; depth += 7) {
        text[0] = '\0';

        for (i = 0; i < depth; i++) {
            strcat(text, "(?:");
        }

        strcat(text, "quox");

        for (i = 0; i < depth; i++) {
            strcat(text, ")");
        }

        assert_int_equal(coc_literal_find(coc_str_from(text), arena, NULL,
                                          &literals),
                         depth < 64 ? COC_OK : COC_DECLINED);
    }

    coc_arena_destroy(arena);

    arena = coc_arena_create(&plain, 64);
    assert_non_null(arena);
    assert_int_equal(coc_literal_find(coc_str_from("quox"), arena, NULL,
                                      &literals),
                     COC_DECLINED);
    coc_arena_destroy(arena);
}


static void
test_split(void **state)
{
    char       text[256];
    size_t     i;
    coc_str_t  head, branches, branch, tail;

    static const struct {
        const char  *pattern;
        const char  *parts;
    } cases[] = {
        { "abc", "none" },
        { "(?:abc)", "none" },
        { "a|b", "<a><b>" },
        { "a|(?:b|c)d|", "<a><(?:b|c)d><>" },
        { "\\b(?:a|b)\\b", "\\b<a><b>\\b" },
        { "x(?:a|b)?(?:c|d)y", "x(?:a|b)?<c><d>y" },
        { "x(?:a|b){0,3}(?:c)(?:d|e(?:f|g))+", "none" },
        { "(?:(?:a|b)c|d)e", "<(?:a|b)c><d>e" },
        { "(?:a\\x7cb)", "none" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        (void) snprintf(text, sizeof(text), "none");

        if (coc_literal_split(coc_str_from(cases[i].pattern), &head,
                              &branches, &tail) == COC_OK)
        {
            (void) snprintf(text, sizeof(text), "%.*s", (int) head.len,
                            (const char *) head.data);

            while (coc_literal_next(&branches, &branch) == COC_OK) {
                (void) snprintf(text + strlen(text), 64, "<%.*s>",
                                (int) branch.len,
                                (const char *) branch.data);
            }

            (void) snprintf(text + strlen(text), 64, "%.*s", (int) tail.len,
                            (const char *) tail.data);
        }

        assert_string_equal(text, cases[i].parts);
    }
}


/*
 * The property: whatever PCRE2 finds, the index had made a candidate.  Patterns
 * and texts are made of rare words, so that literals decide.
 */

static uint32_t
test_random(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525 + 1013904223;

    return (*seed >> 8) % n;
}


static const char *const  test_words[] = {
    "quox", "jinx", "zaphod", "Kiss", "KISS", "the", "you", " ", " ", " ",
    "-", "7", "12", "\xc3\xa9", "\xe2\x84\xaa", "\xc5\xbf", "'",
    "\xe2\x80\x99", "\n", "x", "quo", "jin", "s", "_", "zap"
};


static const char *const  test_atoms[] = {
    "quox", "jinx", "zaphod", "kiss", "the", "you", " ", " ", "\\b", "\\b",
    "\\B", "\\s+", "\\d+", "\\d", "\\W", "\\w*", ".", ".{0,4}", "[jq]",
    "['\xe2\x80\x99]?", "(?i:kiss)", "(?i:QUOX)", "x", "quo", "jin", "zap",
    "(?: the| you)?", "(?:the |you ){0,2}", "(?:quox|jinx)", "(?=q)", "^",
    "$", "(?:zaphod|jin|kiss)+", "\\b(?:quox|the)\\b", "\\x{e9}", "_", "7"
};


static size_t
test_make(char *p, uint32_t *seed, int depth)
{
    size_t    len;
    uint32_t  i, n;

    static const char *const  closing[] = { ")", ")", ")?", ")+", "){2}" };

    len = 0;
    n = 1 + test_random(seed, 4);

    for (i = 0; i < n; i++) {

        if (depth > 0 && test_random(seed, 3) == 0) {
            len += sprintf(p + len, "(?:");
            len += test_make(p + len, seed, depth - 1);
            p[len++] = '|';
            len += test_make(p + len, seed, depth - 1);
            len += sprintf(p + len, "%s", closing[test_random(seed, 5)]);

        } else {
            len += sprintf(p + len, "%s",
                           test_atoms[test_random(seed,
                                                  coc_nelts(test_atoms))]);
        }
    }

    p[len] = '\0';

    return len;
}


static void
test_fill(test_set_t *t, char (*texts)[2048], uint32_t *seed)
{
    size_t       n, len;
    coc_pcre_t   pcre;
    coc_error_t  err;
    pcre2_code  *code;

    assert_int_equal(coc_pcre_init(&pcre, &plain), COC_OK);
    t->n = 0;

    for (n = 0; n < TEST_RULES; /* void */) {
        len = sprintf(texts[n], "%s", test_random(seed, 3) ? "" : "(?i)");
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


static size_t
test_texts(test_scan_t *hs, test_scan_t *pcre, uint32_t *seed,
    size_t *limits)
{
    int          rc;
    char         text[512];
    size_t       i, k, n, found;
    coc_str_t    s;
    coc_error_t  err;

    coc_arena_mark_t  marks[2];

    for (found = 0, i = 0; i < 200; i++) {
        text[0] = '\0';
        n = test_random(seed, 16);

        for (k = 0; k < n; k++) {
            strcat(text, test_words[test_random(seed,
                                                coc_nelts(test_words))]);
        }

        s = coc_str_from(text);
        marks[0] = coc_arena_mark(hs->arena);
        marks[1] = coc_arena_mark(pcre->arena);
        assert_int_equal(coc_hits_init(&hs->hits, hs->arena, hs->match),
                         COC_OK);
        assert_int_equal(coc_hits_init(&pcre->hits, pcre->arena,
                                       pcre->match), COC_OK);
        rc = test_field(hs, s, 0, &err);

        if (test_field(pcre, s, 0, &err) == COC_LIMIT) {
            (*limits)++;        /* in a rule that may be no candidate */
            goto next;
        }

        assert_int_equal(rc, COC_OK);
        found += pcre->hits.n;

        for (k = 0; k < pcre->hits.n; k++) {
            if (k >= hs->hits.n
                || pcre->hits.hit[k].rule != hs->hits.hit[k].rule)
            {
                s = pcre->hits.hit[k].rule->any.pattern[0].text;
                fail_msg("pattern %.*s, text \"%s\"", (int) s.len,
                         (const char *) s.data, text);
            }
        }

        assert_int_equal(hs->hits.n, pcre->hits.n);

    next:

        coc_arena_release(hs->arena, marks[0]);
        coc_arena_release(pcre->arena, marks[1]);
    }

    return found;
}


static void
test_same(void **state)
{
    char         patterns[TEST_RULES][2048];
    size_t       round, found, literals, left, limits;
    uint32_t     seed;
    test_set_t   t;
    test_scan_t  hs, pcre;

    coc_match_index_t  *index;

    (void) state;

    seed = 7;
    found = 0;
    literals = 0;
    left = 0;
    limits = 0;

    for (round = 0; round < 40; round++) {
        test_fill(&t, patterns, &seed);
        test_open(&hs, &t, COC_MATCH_AUTO);
        test_open(&pcre, &t, COC_MATCH_PCRE);

        found += test_texts(&hs, &pcre, &seed, &limits);
        index = hs.match->index;

        if (index != NULL) {
            literals += index->nliterals;
            left += index->nids - index->nliterals;
        }

        test_close(&hs);
        test_close(&pcre);
    }

    print_message("# %zu hits, %zu literals, %zu branches without, %zu texts "
                  "over a limit\n", found, literals, left, limits);
    assert_true(found > 40 * 200 * TEST_RULES / 20);
    assert_true(limits < 40 * 200 / 4);
    assert_true(literals == 0 || literals > left);
}


/* An index without memory, at every allocation; patterns of all kinds. */

static void
test_torture(void **state)
{
    int               rc;
    size_t            n, refused;
    test_set_t        t;
    coc_alloc_t       alloc;
    coc_error_t       err;
    coc_match_t      *match;
    coc_test_alloc_t  test;

    (void) state;

    refused = 0;

    t.n = 0;
    (void) test_rule(&t, "\\b(?:quox|jinx .*zaphod|\\d+/\\d+)\\b", NULL, NULL);
    (void) test_rule(&t, "\\d+", NULL, NULL);
    (void) test_rule(&t, "\\w", NULL, NULL);

    for (n = 1; /* void */; n++) {
        alloc = coc_test_alloc(&test, n);
        rc = coc_match_create(&match, &alloc, &t.set, NULL, &err);
        coc_match_destroy(match);
        assert_int_equal(test.live, 0);

        if (test.calls < n) {
            break;
        }

        assert_true(rc == COC_ERROR || rc == COC_OK);
        refused += (rc == COC_ERROR);
    }

    assert_int_equal(rc, COC_OK);
    assert_true(refused > 5);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_caps),
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
