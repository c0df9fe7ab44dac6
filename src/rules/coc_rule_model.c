/*
 * "model" in a rule: a label of the classifier and a probability.
 */

#include "coc_rule_source.h"
#include "coc_str.h"


/*
 * "0.9", "0.0005": between 0 and 1, and no finer than scores are.  A string
 * would compare as well, but "90" or "1.5" are mistakes to be told.
 */

static int
coc_model_read_p(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    size_t             i;
    unsigned           p, unit;
    coc_str_t          s;
    coc_rule_model_t  *model = to;

    s = node->text;
    p = 0;
    unit = COC_SCORE_ONE;

    if (node->kind == COC_YAML_SCALAR && node->plain && s.len > 2
        && s.data[0] == '0' && s.data[1] == '.')
    {
        for (i = 2; i < s.len && s.data[i] >= '0' && s.data[i] <= '9'; i++) {
            unit /= 10;
            p += unit * (s.data[i] - '0');
        }

        if (i == s.len && i <= 6 && p != 0) {
            model->p = p;
            return COC_OK;
        }
    }

    return coc_rule_fail(load, node, "%s must be a probability between 0 and "
                         "1, with at most four digits: 0.9", key);
}


static const char *
coc_model_label(size_t i)
{
    return coc_label_name((coc_label_e) i);
}


static int
coc_model_read_label(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    int                rc;
    coc_rule_model_t  *model = to;

    rc = coc_rule_text(load, key, node, COC_RULE_TEXT_MAX);
    if (rc != COC_OK) {
        return rc;
    }

    if (coc_label_find(node->text, &model->label) == COC_OK) {
        return COC_OK;
    }

    return coc_rule_unlisted(load, key, node, coc_model_label,
                             COC_LABEL_MAX);
}


int
coc_rule_read_model(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_t                  *rule = to;
    static const coc_rule_key_t  keys[] = {
        { "label", coc_model_read_label, 1 },
        { "over", coc_model_read_p, 1 }
    };

    return coc_rule_map(load, &rule->model, key, node, keys, coc_nelts(keys));
}


int
coc_rule_read_unless_model(coc_rule_load_t *load, void *to, const char *key,
    const coc_yaml_node_t *node)
{
    coc_rule_t                  *rule = to;
    static const coc_rule_key_t  keys[] = {
        { "label", coc_model_read_label, 1 },
        { "under", coc_model_read_p, 1 }
    };

    return coc_rule_map(load, &rule->unless_model, key, node, keys,
                        coc_nelts(keys));
}


/*
 * A linear model errs in ways that nobody foresees: what it says is a reason
 * to look, or to ask the author, and no more.
 */

int
coc_rule_source_model(coc_rule_load_t *load, const coc_rule_t *rule,
    const coc_yaml_node_t *node)
{
    static const char *const  idle[] = {
        "view", "misspelled", "encoded", "words", "over"
    };

    if (rule->action > COC_ACTION_NUDGE || rule->redact) {
        return coc_rule_fail(load, coc_rule_at(node, "action"),
                             "the model alone may flag or nudge; to do more, "
                             "put it beside \"any\", \"terms\" or "
                             "\"detector\"");
    }

    return coc_rule_idle(load, node, "model", idle, coc_nelts(idle));
}
