/*
 * A file's tree to rules: which keys there are and where each goes.
 */

#include "coc_rule_load.h"
#include "coc_rule_source.h"
#include "coc_rule_value.h"
#include "coc_str.h"


/* One list of tests while both lists are read. */

typedef struct {
    coc_rule_t  *rule;
    size_t       size;
} coc_rule_tests_t;


static int
coc_rule_read_id(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_t  *rule = to;

    return coc_rule_word(load, key, node, &rule->id);
}


static int
coc_rule_read_title(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc;
    size_t       i;
    coc_rule_t  *rule = to;

    rc = coc_rule_text(load, key, node, COC_RULE_TITLE_MAX);
    if (rc != COC_OK) {
        return rc;
    }

    for (i = 0; i < node->text.len; i++) {
        if (node->text.data[i] < 0x20 || node->text.data[i] == 0x7f) {
            return coc_rule_fail(load, node, "%s must be one line", key);
        }
    }

    rule->title = coc_arena_dup(load->arena, node->text);

    return (rule->title.data == NULL) ? coc_rule_nomem(load) : COC_OK;
}


static int
coc_rule_read_severity(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc;
    coc_rule_t  *rule = to;

    rc = coc_rule_number(load, key, node, 1, 5, &rule->severity);

    rule->points = rule->severity;

    return rc;
}


static int
coc_rule_read_action(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int                      rc;
    size_t                   i;
    coc_rule_t              *rule = to;
    const char              *names[COC_ACTION_MAX];
    static const coc_str_t   redact = coc_str("redact");

    rc = coc_rule_text(load, key, node, COC_RULE_TEXT_MAX);
    if (rc != COC_OK) {
        return rc;
    }

    /* the post goes on as one that is flagged does, without the value */

    if (coc_str_eq(node->text, redact)) {
        rule->action = COC_ACTION_FLAG;
        rule->redact = 1;
        return COC_OK;
    }

    if (coc_action_find(node->text, &rule->action) == COC_OK
        && rule->action != COC_ACTION_PASS)
    {
        return COC_OK;
    }

    /* pass is what happens without a hit; no rule asks for it */

    for (i = COC_ACTION_PASS + 1; i < COC_ACTION_MAX; i++) {
        names[i - 1] = coc_action_name((coc_action_e) i);
    }

    names[COC_ACTION_MAX - 1] = "redact";

    return coc_rule_unknown(load, key, node, names, COC_ACTION_MAX);
}


static int
coc_rule_read_points(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_t  *rule = to;

    return coc_rule_number(load, key, node, 0, COC_RULE_POINTS_MAX,
                           &rule->points);
}


static int
coc_rule_read_view(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc;
    size_t       i;
    coc_rule_t  *rule = to;
    const char  *names[COC_VIEW_MAX];

    rc = coc_rule_text(load, key, node, COC_RULE_TEXT_MAX);
    if (rc != COC_OK) {
        return rc;
    }

    if (coc_view_find(node->text, &rule->view) == COC_OK) {
        return COC_OK;
    }

    for (i = 0; i < COC_VIEW_MAX; i++) {
        names[i] = coc_view_name((coc_view_e) i);
    }

    return coc_rule_unknown(load, key, node, names, COC_VIEW_MAX);
}


static int
coc_rule_read_kinds(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc;
    size_t       n;
    uint64_t     bit;
    coc_str_t    name;
    coc_rule_t  *rule = to;

    rc = coc_rule_list(load, key, node, &node, &n);
    if (rc != COC_OK) {
        return rc;
    }

    for ( /* void */ ; n; n--, node = node->next) {

        rc = coc_rule_word(load, "kind", node, &name);
        if (rc != COC_OK) {
            return rc;
        }

        bit = coc_rule_kind(load, name);
        if (bit == 0) {
            return coc_rule_fail(load, node, "over %d kinds of post in all "
                                 "rules", COC_RULE_KINDS);
        }

        rule->kinds |= bit;
    }

    return COC_OK;
}


static int
coc_rule_read_any(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_t  *rule = to;

    return coc_rule_patterns(load, key, node, rule->view, &rule->any);
}


static int
coc_rule_read_misspelled(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc, flag = 0;
    coc_rule_t  *rule = to;

    rc = coc_rule_flag(load, key, node, &flag);
    rule->misspelled = (flag != 0);

    if (flag && rule->view != COC_VIEW_SQUASHED) {
        return coc_rule_fail(load, node, "key \"misspelled\" wants view "
                             "squashed");
    }

    return rc;
}


static int
coc_rule_read_encoded(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc, flag = 0;
    coc_rule_t  *rule = to;

    rc = coc_rule_flag(load, key, node, &flag);
    rule->encoded = (flag != 0);

    if (flag && rule->view != COC_VIEW_FOLDED) {
        return coc_rule_fail(load, node, "an encoded rule wants view folded");
    }

    /* nobody can tell by looking whether it was meant */

    if (flag && rule->action > COC_ACTION_FLAG) {
        return coc_rule_fail(load, node, "an encoded rule may do no more than "
                             "flag");
    }

    return rc;
}


static int
coc_rule_read_words(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc;
    size_t       n;
    coc_rule_t  *rule = to;

    if (rule->view != COC_VIEW_SQUASHED) {
        return coc_rule_fail(load, node, "key \"words\" wants view squashed");
    }

    rc = coc_rule_list(load, key, node, &node, &n);

    for ( /* void */ ; rc == COC_OK && n; n--, node = node->next) {
        rc = coc_rule_words(load, node, rule->misspelled);
    }

    return rc;
}


static int
coc_rule_read_terms(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_t  *rule = to;

    (void) key;

    return coc_rule_terms(load, rule, node, &rule->any);
}


static int
coc_rule_read_within(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_t  *rule = to;

    return coc_rule_number(load, key, node, 1, COC_RULE_WITHIN_MAX,
                           &rule->near_within);
}


static int
coc_rule_read_near_any(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_t  *rule = to;

    return coc_rule_patterns(load, key, node, rule->view, &rule->near);
}


static int
coc_rule_read_near(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    static const coc_rule_key_t  keys[] = {
        { "within", coc_rule_read_within, 1 },
        { "any", coc_rule_read_near_any, 1 }
    };

    return coc_rule_map(load, to, key, node, keys, coc_nelts(keys));
}


static int
coc_rule_read_quoted(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc, flag = 0;
    coc_rule_t  *rule = to;

    rc = coc_rule_flag(load, key, node, &flag);
    rule->quoted = (flag != 0);

    return rc;
}


static int
coc_rule_read_clinical(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc, flag = 0;
    coc_rule_t  *rule = to;

    rc = coc_rule_flag(load, key, node, &flag);
    rule->clinical = (flag != 0);

    return rc;
}


static int
coc_rule_read_unless_any(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_t  *rule = to;

    return coc_rule_patterns(load, key, node, rule->view, &rule->unless);
}


static int
coc_rule_read_unless_within(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_t  *rule = to;

    return coc_rule_number(load, key, node, 0, COC_RULE_WITHIN_MAX,
                           &rule->unless_within);
}


static int
coc_rule_read_unless(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    static const coc_rule_key_t  keys[] = {
        { "quoted", coc_rule_read_quoted, 0 },
        { "clinical", coc_rule_read_clinical, 0 },
        { "any", coc_rule_read_unless_any, 0 },
        { "within", coc_rule_read_unless_within, 0 },
        { "hosts", coc_rule_read_hosts, 0 },
        { "model", coc_rule_read_unless_model, 0 }
    };

    return coc_rule_map(load, to, key, node, keys, coc_nelts(keys));
}


static int
coc_rule_read_shadow(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc, flag = 0;
    coc_rule_t  *rule = to;

    rc = coc_rule_flag(load, key, node, &flag);
    rule->shadow = (flag != 0);

    return rc;
}


static int
coc_rule_read_test(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int                rc, hit;
    size_t             n;
    coc_rule_t        *rule;
    coc_rule_test_t   *test;
    coc_rule_tests_t  *tests = to;

    rule = tests->rule;
    hit = (key[0] == 'h');

    rc = coc_rule_list(load, key, node, &node, &n);
    if (rc != COC_OK) {
        return rc;
    }

    for ( /* void */ ; n; n--, node = node->next) {

        rc = coc_rule_text(load, key, node, COC_RULE_TEXT_MAX);
        if (rc != COC_OK) {
            return rc;
        }

        test = coc_rule_grow(load, rule->tests, rule->ntests, &tests->size,
                             sizeof(coc_rule_test_t));
        if (test == NULL) {
            return coc_rule_nomem(load);
        }

        rule->tests = test;
        test += rule->ntests++;

        test->text = coc_arena_dup(load->arena, node->text);
        test->line = node->line;
        test->hit = (hit != 0);

        if (test->text.data == NULL) {
            return coc_rule_nomem(load);
        }
    }

    return COC_OK;
}


static int
coc_rule_read_tests(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_tests_t             tests;
    static const coc_rule_key_t  keys[] = {
        { "hit", coc_rule_read_test, 0 },
        { "miss", coc_rule_read_test, 0 }
    };

    tests.rule = to;
    tests.size = 0;

    return coc_rule_map(load, &tests, key, node, keys, coc_nelts(keys));
}


static int
coc_rule_read_rule(coc_rule_load_t *load, const coc_yaml_node_t *node)
{
    int                          rc;
    coc_rule_t                   rule;
    static const coc_rule_key_t  keys[] = {

        /*
         * severity stands before points; action, detector and view before
         * what they bind, which stands before all patterns
         */

        { "id", coc_rule_read_id, 1 },
        { "title", coc_rule_read_title, 1 },
        { "severity", coc_rule_read_severity, 1 },
        { "action", coc_rule_read_action, 1 },
        { "points", coc_rule_read_points, 0 },
        { "kinds", coc_rule_read_kinds, 0 },
        { "detector", coc_rule_read_detector, 0 },
        { "over", coc_rule_read_over, 0 },
        { "signal", coc_rule_read_signal, 0 },
        { "of", coc_rule_read_of, 0 },
        { "model", coc_rule_read_model, 0 },
        { "view", coc_rule_read_view, 0 },
        { "misspelled", coc_rule_read_misspelled, 0 },
        { "encoded", coc_rule_read_encoded, 0 },
        { "words", coc_rule_read_words, 0 },
        { "any", coc_rule_read_any, 0 },
        { "terms", coc_rule_read_terms, 0 },
        { "near", coc_rule_read_near, 0 },
        { "unless", coc_rule_read_unless, 0 },
        { "shadow", coc_rule_read_shadow, 0 },
        { "tests", coc_rule_read_tests, 0 }
    };

    memset(&rule, 0, sizeof(coc_rule_t));

    rule.file = load->file;
    rule.line = node->line;
    rule.section = load->section;
    rule.view = COC_VIEW_FOLDED;
    rule.unless_within = COC_RULE_UNLESS_WITHIN;

    rc = coc_rule_map(load, &rule, "a rule", node, keys, coc_nelts(keys));
    if (rc != COC_OK) {
        return rc;
    }

    rc = coc_rule_source(load, &rule, node);
    if (rc != COC_OK) {
        return rc;
    }

    return coc_rule_insert(load, &rule, coc_rule_at(node, "id"));
}


static int
coc_rule_read_section(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc;
    size_t       i;
    const char  *names[COC_SECTION_MAX];

    (void) to;

    rc = coc_rule_text(load, key, node, COC_RULE_TEXT_MAX);
    if (rc != COC_OK) {
        return rc;
    }

    if (coc_section_find(node->text, &load->section) == COC_OK) {
        return COC_OK;
    }

    for (i = 0; i < COC_SECTION_MAX; i++) {
        names[i] = coc_section_name((coc_section_e) i);
    }

    return coc_rule_unknown(load, key, node, names, COC_SECTION_MAX);
}


static int
coc_rule_read_rules(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int  rc;

    (void) to;

    if (node->kind != COC_YAML_LIST || node->n == 0) {
        return coc_rule_fail(load, node, "%s must be a list of rules", key);
    }

    for (node = node->first; node; node = node->next) {
        rc = coc_rule_read_rule(load, node);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


int
coc_rule_read(coc_rule_load_t *load, const coc_yaml_node_t *root)
{
    static const coc_rule_key_t  keys[] = {
        { "section", coc_rule_read_section, 1 },
        { "rules", coc_rule_read_rules, 1 }
    };

    return coc_rule_map(load, NULL, "a rule file", root, keys,
                        coc_nelts(keys));
}
