/*
 * Detectors, signals and other rules as what makes a rule hit: reading their
 * keys, and what may not stand beside them.
 */

#include "coc_rule_source.h"
#include "coc_buf.h"
#include "coc_str.h"


static const char *
coc_source_detector(size_t i)
{
    return coc_detector_name((coc_detector_e) i);
}


static const char *
coc_source_signal(size_t i)
{
    return coc_signal_name((coc_signal_e) i);
}


int
coc_rule_unlisted(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, coc_rule_name_pt name, size_t max)
{
    int        rc;
    char       show[COC_RULE_SHOW];
    size_t     i;
    coc_buf_t  known;

    coc_buf_init(&known, &load->alloc, COC_ERROR_TEXT);

    for (i = 0; i < max; i++) {
        (void) coc_buf_puts(&known, (i == 0) ? "" : ", ");
        (void) coc_buf_puts(&known, name(i));
    }

    rc = (known.status != COC_OK) ? coc_rule_nomem(load)
         : coc_rule_fail(load, node, "unknown %s \"%s\", known: %.*s", key,
                         coc_rule_show(show, node->text), (int) known.len,
                         (const char *) known.data);

    coc_buf_free(&known);

    return rc;
}


/* Names, one or a list, to bits. */

static int
coc_source_names(coc_rule_load_t *load, const char *key,
    const coc_yaml_node_t *node, coc_rule_name_pt name, size_t max,
    uint64_t *bits)
{
    int     rc;
    size_t  i, n;

    rc = coc_rule_list(load, key, node, &node, &n);

    for ( /* void */ ; rc == COC_OK && n; n--, node = node->next) {

        rc = coc_rule_text(load, key, node, COC_RULE_TEXT_MAX);
        if (rc != COC_OK) {
            return rc;
        }

        for (i = 0; i < max; i++) {
            if (coc_str_eq(node->text, coc_str_from(name(i)))) {
                break;
            }
        }

        if (i == max) {
            return coc_rule_unlisted(load, key, node, name, max);
        }

        *bits |= (uint64_t) 1 << i;
    }

    return rc;
}


int
coc_rule_read_detector(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc;
    size_t       i;
    coc_rule_t  *rule = to;

    rc = coc_source_names(load, key, node, coc_source_detector,
                          COC_DETECT_MAX, &rule->detectors);

    /* near and unless are looked for where the detectors look */

    for (i = 0; i < COC_DETECT_MAX; i++) {
        if (rule->detectors & coc_detector_bit(i)) {
            rule->view = coc_detector_view((coc_detector_e) i);
            break;
        }
    }

    return rc;
}


int
coc_rule_read_over(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_t  *rule = to;

    return coc_rule_number(load, key, node, 1, COC_RULE_OVER_MAX,
                           &rule->over);
}


int
coc_rule_read_signal(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int          rc;
    uint64_t     bits = 0;
    coc_rule_t  *rule = to;

    rc = coc_source_names(load, key, node, coc_source_signal, COC_SIGNAL_MAX,
                          &bits);

    rule->signals = (uint32_t) bits;

    return rc;
}


static int
coc_source_of_rules(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int             rc;
    size_t          i, n;
    coc_rule_t     *rule = to;
    coc_pattern_t  *id;

    rc = coc_rule_list(load, key, node, &node, &n);
    if (rc != COC_OK) {
        return rc;
    }

    if (n > COC_RULE_OF_MAX) {
        return coc_rule_fail(load, node, "over %d rules", COC_RULE_OF_MAX);
    }

    id = coc_arena_array(load->arena, n, sizeof(coc_pattern_t));
    rule->of_rules = coc_arena_array(load->arena, n, sizeof(uint32_t));

    if (id == NULL || rule->of_rules == NULL) {
        return coc_rule_nomem(load);
    }

    rule->of.pattern = id;
    rule->of_least = (unsigned) n;

    for ( /* void */ ; n; n--, id++, node = node->next) {

        rc = coc_rule_word(load, "id", node, &id->text);
        if (rc != COC_OK) {
            return rc;
        }

        id->line = node->line;
        id->column = node->column;

        for (i = 0; i < rule->of.n; i++) {
            if (coc_str_eq(rule->of.pattern[i].text, id->text)) {
                return coc_rule_fail(load, node, "id repeated");
            }
        }

        rule->of.n++;
    }

    return COC_OK;
}


static int
coc_source_of_least(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_t  *rule = to;

    return coc_rule_number(load, key, node, 1, (unsigned) rule->of.n,
                           &rule->of_least);
}


int
coc_rule_read_of(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    static const coc_rule_key_t  keys[] = {
        { "rules", coc_source_of_rules, 1 },
        { "at_least", coc_source_of_least, 0 }
    };

    return coc_rule_map(load, to, key, node, keys, coc_nelts(keys));
}


const coc_yaml_node_t *
coc_rule_at(const coc_yaml_node_t *node, const char *key)
{
    const coc_yaml_node_t  *value;

    for (value = node->first; value != NULL; value = value->next) {
        if (coc_str_eq(value->key->text, coc_str_from(key))) {
            return value;
        }
    }

    return node;
}


int
coc_rule_idle(coc_rule_load_t *load, const coc_yaml_node_t *node,
    const char *source, const char *const *keys, size_t n)
{
    size_t                  i;
    const coc_yaml_node_t  *value;

    for (i = 0; i < n; i++) {
        value = coc_rule_at(node, keys[i]);

        if (value != node) {
            return coc_rule_fail(load, value->key, "key \"%s\" does nothing "
                                 "in a rule with \"%s\"", keys[i], source);
        }
    }

    return COC_OK;
}


/* Which detectors of a rule do without something. */

#define COC_SOURCE_HOSTS                                                      \
    (coc_detector_bit(COC_DETECT_LINK)                                        \
     | coc_detector_bit(COC_DETECT_AFFILIATE)                                 \
     | coc_detector_bit(COC_DETECT_PROFILE)                                   \
     | coc_detector_bit(COC_DETECT_EMAIL))


static int
coc_source_detectors(coc_rule_load_t *load, const coc_rule_t *rule,
    const coc_yaml_node_t *node)
{
    size_t                    i;
    unsigned                  measures, views;
    static const char *const  idle[] = {
        "view", "misspelled", "encoded", "words"
    };

    for (measures = 0, views = 0, i = 0; i < COC_DETECT_MAX; i++) {
        if (rule->detectors & coc_detector_bit(i)) {
            measures |= (coc_detector_unit((coc_detector_e) i) == NULL)
                        ? 1u : 2u;
            views |= coc_view_bit(coc_detector_view((coc_detector_e) i));
        }
    }

    if (rule->over != 0 && measures != 2) {
        return coc_rule_fail(load, coc_rule_at(node, "over")->key,
                             "key \"over\" is for measures: caps, "
                             "exclamation, repeat, length");
    }

    if (rule->redact && measures != 1) {
        return coc_rule_fail(load, coc_rule_at(node, "action"),
                             "a measure can't be redacted");
    }

    if (rule->nhosts != 0 && (rule->detectors & ~COC_SOURCE_HOSTS)) {
        return coc_rule_fail(load, coc_rule_at(node, "unless"),
                             "\"hosts\" is for link, affiliate, profile and "
                             "email");
    }

    if ((rule->near.n != 0 || rule->unless.n != 0)
        && (views & (views - 1)) != 0)
    {
        return coc_rule_fail(load, coc_rule_at(node, "detector"),
                             "these detectors look at different views: "
                             "patterns beside them need a rule each");
    }

    return coc_rule_idle(load, node, "detector", idle, coc_nelts(idle));
}


int
coc_rule_source(coc_rule_load_t *load, const coc_rule_t *rule,
    const coc_yaml_node_t *node)
{
    int                       n;
    static const char *const  idle[] = {
        "view", "misspelled", "encoded", "words", "near", "unless", "model",
        "over", "tests"
    };

    n = (rule->any.n != 0) + (rule->detectors != 0) + (rule->signals != 0)
        + (rule->of.n != 0);

    if (n == 0 && rule->model.p != 0) {
        return coc_rule_source_model(load, rule, node);
    }

    if (n != 1) {
        return coc_rule_fail(load, node, "a rule has %s: \"any\" or "
                             "\"terms\", \"detector\", \"signal\", \"of\","
                             " \"model\"",
                             (n == 0) ? "none of these" : "only one of these");
    }

    if (rule->detectors != 0) {
        return coc_source_detectors(load, rule, node);
    }

    if (rule->redact) {
        return coc_rule_fail(load, coc_rule_at(node, "action"),
                             "action \"redact\" is for rules with "
                             "\"detector\"");
    }

    /* other rules may be tried on a text, so that "of" has tests */

    if (rule->signals != 0) {
        return coc_rule_idle(load, node, "signal", idle, coc_nelts(idle));
    }

    if (rule->of.n != 0) {
        return coc_rule_idle(load, node, "of", idle, coc_nelts(idle) - 1);
    }

    if (rule->nhosts != 0) {
        return coc_rule_fail(load, coc_rule_at(node, "unless"),
                             "\"hosts\" is for rules with \"detector\"");
    }

    if (rule->over != 0) {
        return coc_rule_idle(load, node, "any", idle + 7, 1);
    }

    return COC_OK;
}


/* One rule's "of". */

static int
coc_source_number(coc_rule_load_t *load, const coc_rule_t *rule)
{
    char                  show[COC_RULE_SHOW];
    size_t                i;
    const coc_rule_t     *other;
    const coc_pattern_t  *id;

    for (i = 0; i < rule->of.n; i++) {
        id = &rule->of.pattern[i];
        other = coc_ruleset_find(load->set, id->text);

        if (other == NULL || other->of.n != 0) {
            return coc_error_in(load->err, COC_INVALID, rule->file, id->line,
                                id->column, "rule \"%s\" %s",
                                coc_rule_show(show, id->text),
                                (other == NULL) ? "is in none of the files"
                                : "has an \"of\" itself");
        }

        rule->of_rules[i] = (uint32_t) (other - load->set->rules);
    }

    return COC_OK;
}


int
coc_rule_number_of(coc_rule_load_t *load)
{
    int     rc;
    size_t  i;

    for (rc = COC_OK, i = 0; rc == COC_OK && i < load->set->nrules; i++) {
        rc = coc_source_number(load, &load->set->rules[i]);
    }

    return rc;
}
