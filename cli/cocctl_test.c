/*
 * cocctl test: the tests inside the rules, and what they lack.
 */

#include "cocctl_judge.h"


#define COCCTL_TEST_BUDGET  (64 * 1024 * 1024)  /* bytes */


typedef struct {
    cocctl_judge_t  judge;
    coc_arena_t    *arena;
    size_t          run;
    size_t          failed;
    size_t          warned;
    unsigned        verbose:1;
} cocctl_tests_t;


/* 1 if the rule hits the text, 0 if not, -1 when it has complained. */

static int
cocctl_test_hits(cocctl_tests_t *tests, const coc_rule_t *rule,
    coc_str_t text)
{
    int          rc;
    size_t       i;
    coc_hits_t   hits;
    coc_error_t  err;

    static const coc_str_t  path = coc_str("text");

    memset(&err, 0, sizeof(coc_error_t));

    rc = coc_hits_init(&hits, tests->arena,
                       coc_engine_match(tests->judge.engine));

    /*
     * its own kinds: a rule for messages is not tested as a post; what others
     * it is made of may be for any
     */

    if (rc == COC_OK) {
        rc = coc_engine_hits(tests->judge.engine, tests->judge.model,
                             tests->judge.scratch, tests->arena, text,
                             (rule->of.n != 0) ? UINT64_MAX : rule->kinds,
                             path, &hits, &err);
    }

    if (rc != COC_OK) {
        (void) cocctl_error("%.*s: %s", (int) rule->id.len, rule->id.data,
                            err.text[0] ? err.text : "no memory");
        return -1;
    }

    for (i = 0; i < hits.n; i++) {
        if (hits.hit[i].rule == rule) {
            return 1;
        }
    }

    return 0;
}


static void
cocctl_test_print(const cocctl_tests_t *tests, const coc_rule_t *rule,
    const coc_rule_test_t *test, int ok, coc_buf_t *buf)
{
    if (ok && !tests->verbose) {
        return;
    }

    (void) coc_buf_puts(buf, ok ? "ok " : "not ok ");
    (void) coc_buf_uint(buf, tests->run);
    (void) coc_buf_puts(buf, " - ");
    (void) coc_buf_put(buf, rule->id);
    (void) coc_buf_puts(buf, test->hit ? " hits " : " misses ");
    (void) coc_buf_json(buf, test->text);
    (void) coc_buf_putc(buf, '\n');

    if (!ok) {
        (void) coc_buf_puts(buf, "# ");
        (void) coc_buf_put(buf, rule->file);
        (void) coc_buf_putc(buf, ':');
        (void) coc_buf_uint(buf, test->line);
        (void) coc_buf_puts(buf, ": error: rule \"");
        (void) coc_buf_put(buf, rule->id);
        (void) coc_buf_puts(buf, test->hit ? "\" must hit this, and does not\n"
                                           : "\" must miss this, and hits\n");
    }
}


static void
cocctl_test_lint(cocctl_tests_t *tests, const coc_rule_t *rule)
{
    size_t       i, hit, miss;
    const char  *lacks;

    for (hit = 0, miss = 0, i = 0; i < rule->ntests; i++) {
        if (rule->tests[i].hit) {
            hit++;
        } else {
            miss++;
        }
    }

    /* no text makes a rule hit that waits for a signal */

    if ((hit && miss) || rule->signals != 0 || rule->of.n != 0) {
        return;
    }

    lacks = (hit == 0 && miss == 0) ? "test" : hit ? "miss test" : "hit test";

    (void) fflush(stdout);
    (void) fprintf(stderr, "%.*s:%u: warning: rule \"%.*s\" has no %s\n",
                   (int) rule->file.len, rule->file.data, rule->line,
                   (int) rule->id.len, rule->id.data, lacks);

    tests->warned++;
}


static int
cocctl_test_rule(cocctl_tests_t *tests, const coc_rule_t *rule,
    coc_buf_t *buf)
{
    int                     hits, ok;
    size_t                  i;
    coc_arena_mark_t        mark;
    const coc_rule_test_t  *test;

    cocctl_test_lint(tests, rule);

    for (i = 0; i < rule->ntests; i++) {
        test = &rule->tests[i];

        mark = coc_arena_mark(tests->arena);
        hits = cocctl_test_hits(tests, rule, test->text);
        coc_arena_release(tests->arena, mark);

        if (hits < 0) {
            return COCCTL_ERROR;
        }

        ok = (hits == (int) test->hit);

        tests->run++;
        tests->failed += !ok;

        cocctl_test_print(tests, rule, test, ok, buf);
    }

    return cocctl_write(buf);
}


static int
cocctl_test_all(cocctl_tests_t *tests)
{
    int                   rc;
    size_t                i;
    coc_buf_t             buf;
    const coc_ruleset_t  *set;

    set = coc_engine_ruleset(tests->judge.engine);

    coc_buf_init(&buf, &cocctl_alloc, COCCTL_OUTPUT);

    for (rc = COCCTL_OK, i = 0; rc == COCCTL_OK && i < set->nrules; i++) {
        rc = cocctl_test_rule(tests, &set->rules[i], &buf);
    }

    coc_buf_free(&buf);

    if (rc != COCCTL_OK) {
        return rc;
    }

    printf("1..%zu\n# %zu rules, %zu tests, %zu failed, %zu warnings\n",
           tests->run, set->nrules, tests->run, tests->failed, tests->warned);

    return tests->failed ? COCCTL_FOUND : COCCTL_OK;
}


int
cocctl_test(int argc, char **argv)
{
    int              i, n, rc;
    cocctl_tests_t   tests;
    cocctl_option_t  paths;
    cocctl_option_t  options[] = {
        { .name = "verbose", .max = 0 },
        { .name = "model", .max = 1 },
        { .name = NULL }
    };

    n = cocctl_options(argc, argv, options);
    if (n < 0) {
        return COCCTL_ERROR;
    }

    if (n > COCCTL_VALUES) {
        return cocctl_error("test: more than %d paths", COCCTL_VALUES);
    }

    memset(&tests, 0, sizeof(cocctl_tests_t));
    memset(&paths, 0, sizeof(cocctl_option_t));

    for (i = 0; i < n; i++) {
        paths.value[paths.n++] = argv[i + 1];
    }

    rc = cocctl_judge_create(&tests.judge, &paths,
                             cocctl_value(&options[1], NULL));
    if (rc != COCCTL_OK) {
        return rc;
    }

    tests.verbose = options[0].n != 0;
    tests.arena = coc_arena_create(&cocctl_alloc, COCCTL_TEST_BUDGET);

    rc = (tests.arena == NULL) ? cocctl_error("no memory")
                               : cocctl_test_all(&tests);

    coc_arena_destroy(tests.arena);
    cocctl_judge_destroy(&tests.judge);

    return rc;
}
