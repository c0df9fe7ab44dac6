/*
 * What the tests of src/match share: rule sets made by hand, and a match with
 * all that a scan needs.
 */

#ifndef _COC_TEST_MATCH_H_INCLUDED_
#define _COC_TEST_MATCH_H_INCLUDED_


#include "coc_test.h"

#include "coc_arena.h"
#include "coc_match.h"
#include "coc_match_int.h"
#include "coc_str.h"


#define TEST_RULES     40
#define TEST_PATTERNS  3


/* A rule set made by hand. */

typedef struct {
    coc_ruleset_t  set;
    coc_rule_t     rules[TEST_RULES];
    coc_pattern_t  patterns[TEST_RULES][TEST_PATTERNS];
    char           ids[TEST_RULES][8];
    unsigned       n;
} test_set_t;


/* A match with what a scan needs. */

typedef struct {
    coc_match_t    *match;
    coc_scratch_t  *scratch;
    coc_arena_t    *arena;
    coc_hits_t      hits;
} test_scan_t;


static __attribute__ ((unused)) void *
plain_malloc(void *ctx, size_t size)
{
    (void) ctx;
    return malloc(size);
}


static __attribute__ ((unused)) void
plain_free(void *ctx, void *p)
{
    (void) ctx;
    free(p);
}


static __attribute__ ((unused)) const coc_alloc_t  plain = {
    plain_malloc, plain_free, NULL
};


static __attribute__ ((unused)) coc_patterns_t
test_pattern(coc_pattern_t *pattern, const char *text)
{
    coc_patterns_t  patterns;

    pattern->text = coc_str_from(text);
    pattern->line = 7;
    pattern->column = 11;

    patterns.pattern = pattern;
    patterns.n = (text != NULL);

    return patterns;
}


static __attribute__ ((unused)) coc_rule_t *
test_rule(test_set_t *t, const char *any, const char *near,
    const char *unless)
{
    coc_rule_t     *rule;
    coc_pattern_t  *patterns;

    if (t->n == 0) {
        memset(t, 0, sizeof(test_set_t));
        t->set.rules = t->rules;
    }

    assert_true(t->n < TEST_RULES);
    rule = &t->rules[t->n];
    patterns = t->patterns[t->n];

    (void) snprintf(t->ids[t->n], sizeof(t->ids[0]), "r-%u", t->n % 1000);
    rule->id = coc_str_from(t->ids[t->n]);
    rule->file = coc_str_from("ugly.yaml");
    rule->view = COC_VIEW_FOLDED;

    rule->any = test_pattern(&patterns[0], any);
    rule->near = test_pattern(&patterns[1], near);
    rule->unless = test_pattern(&patterns[2], unless);
    rule->near_within = 20;
    rule->unless_within = COC_RULE_UNLESS_WITHIN;

    t->set.nrules = ++t->n;

    return rule;
}


static __attribute__ ((unused)) void
test_open(test_scan_t *scan, const test_set_t *t, coc_match_backend_e backend)
{
    char         buf[512];
    coc_error_t  err;

    if (coc_match_create_backend(&scan->match, &plain, &t->set, backend, NULL,
                                 &err)
        != COC_OK)
    {
        fail_msg("%s", coc_error_format(&err, buf, sizeof(buf)));
    }

    assert_int_equal(coc_scratch_create(&scan->scratch, &plain), COC_OK);
    assert_int_equal(coc_scratch_fit(scan->scratch, scan->match), COC_OK);

    scan->arena = coc_arena_create(&plain, 1 << 20);
    assert_non_null(scan->arena);
    assert_int_equal(coc_hits_init(&scan->hits, scan->arena, scan->match),
                     COC_OK);
}


static __attribute__ ((unused)) void
test_close(test_scan_t *scan)
{
    coc_arena_destroy(scan->arena);
    coc_scratch_destroy(scan->scratch);
    coc_match_destroy(scan->match);
}


/* All views but verbatim are text. */

static __attribute__ ((unused)) int
test_field(test_scan_t *scan, coc_str_t text, uint64_t kind, coc_error_t *err)
{
    size_t       i;
    coc_str_t    path = coc_str("body.text");
    coc_views_t  views;

    memset(&views, 0, sizeof(views));

    for (i = 0; i < COC_VIEW_VERBATIM; i++) {
        views.view[i].text = text;
        views.view[i].value_len = text.len;
    }

    return coc_match_field(scan->match, scan->scratch, scan->arena, &views,
                           kind, path, &scan->hits, err);
}


#endif /* _COC_TEST_MATCH_H_INCLUDED_ */
