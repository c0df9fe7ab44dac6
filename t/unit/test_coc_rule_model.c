/*
 * "model" in rules: what is read, and every misuse refused at its place.
 */

#include "coc_test_rules.h"


#define LABELS  "profanity, insult, hate, threat, harassment, promo, toxic, " \
                "outing, phi, sexual, selfharm, hijack, impersonation, "      \
                "credentials, banevasion"

#define DIGITS  "must be a probability between 0 and 1, with at most four "   \
                "digits: 0.9"

#define MODEL   RULE "    model: {label: hate, over: 0.9}\n"

#define ALONE(action)                                                         \
    HEAD "  - {id: a, title: T, severity: 1, action: " action ",\n"           \
    "     model: {label: hate, over: 0.9}}\n"

#define NO_MORE                                                               \
    "the model alone may flag or nudge; to do more, put it beside \"any\", "  \
    "\"terms\" or \"detector\""


static const bad_t  bad_models[] = {

    { RULE "    model: threat\n", ":7:12: model must be a map of keys" },
    { RULE "    model: {over: 0.9}\n", ":7:12: model has no \"label\"" },
    { RULE "    model: {label: threat}\n", ":7:12: model has no \"over\"" },
    { RULE "    model: {label: threat, under: 0.9}\n",
      ":7:28: unknown key \"under\", the nearest is \"over\"" },
    { RULE "    model: {label: threats, over: 0.9}\n",
      ":7:20: unknown label \"threats\", known: " LABELS },
    { RULE "    model: {label: [hate], over: 0.9}\n", ":7:20: label must be "
      "text; text that begins with [ or { or holds \": \" needs quotes" },

    { RULE "    model: {label: hate, over: 1}\n", ":7:32: over " DIGITS },
    { RULE "    model: {label: hate, over: 0}\n", ":7:32: over " DIGITS },
    { RULE "    model: {label: hate, over: 0.0}\n", ":7:32: over " DIGITS },
    { RULE "    model: {label: hate, over: 1.5}\n", ":7:32: over " DIGITS },
    { RULE "    model: {label: hate, over: 90}\n", ":7:32: over " DIGITS },
    { RULE "    model: {label: hate, over: -0.9}\n", ":7:32: over " DIGITS },
    { RULE "    model: {label: hate, over: 0.}\n", ":7:32: over " DIGITS },
    { RULE "    model: {label: hate, over: .9}\n", ":7:32: over " DIGITS },
    { RULE "    model: {label: hate, over: 0.9x}\n", ":7:32: over " DIGITS },
    { RULE "    model: {label: hate, over: 0.12345}\n",
      ":7:32: over " DIGITS },
    { RULE "    model: {label: hate, over: '0.9'}\n", ":7:32: over " DIGITS },
    { RULE "    model: {label: hate, over: [0.9]}\n", ":7:32: over " DIGITS },

    { ALONE("hold"), ":3:44: " NO_MORE },
    { ALONE("block"), ":3:44: " NO_MORE },
    { ALONE("escalate"), ":3:44: " NO_MORE },
    { ALONE("redact"), ":3:44: " NO_MORE },

    { MODEL "    view: raw\n",
      ":8:5: key \"view\" does nothing in a rule with \"model\"" },
    { MODEL "    words: [idiot]\n",
      ":8:12: key \"words\" wants view squashed" },
    { MODEL "    over: 3\n",
      ":8:5: key \"over\" does nothing in a rule with \"model\"" },
    { MODEL "    signal: rate\n",
      ":7:5: key \"model\" does nothing in a rule with \"signal\"" },
    { MODEL "    of: {rules: o-1}\n"
      "  - {id: o-1, title: T, severity: 1, action: flag, any: x}\n",
      ":7:5: key \"model\" does nothing in a rule with \"of\"" },

    { ANY "    unless: {model: {label: hate, over: 0.1}}\n",
      ":8:35: unknown key \"over\", the nearest is \"under\"" },
    { ANY "    unless: {model: {label: hate}}\n",
      ":8:21: model has no \"under\"" },
    { ANY "    unless: {model: {label: hate, under: 2}}\n",
      ":8:42: under " DIGITS },
    { RULE "    signal: rate\n    unless: {model: {label: hate, under: 0.1}}\n",
      ":8:5: key \"unless\" does nothing in a rule with \"signal\"" }
};


static void
test_bad_models(void **state)
{
    (void) state;
    bad_table(bad_models, coc_nelts(bad_models));
}


static void
test_read(void **state)
{
    coc_ruleset_t     *set;
    const coc_rule_t  *rule;

    (void) state;

    put("r.yaml", "section: threat\nrules:\n"
        "  - {id: a, title: T, severity: 2, action: nudge,\n"
        "     model: {over: 0.9, label: threat},\n"
        "     near: {within: 9, any: you},\n"
        "     unless: {quoted: true, clinical: true, any: no},\n"
        "     tests: {hit: x, miss: y}}\n"
        "  - {id: b, title: T, severity: 2, action: block, any: x,\n"
        "     model: {label: banevasion, over: 0.0005}}\n"
        "  - {id: c, title: T, severity: 2, action: redact, detector: npi,\n"
        "     model: {label: phi, over: 0.9999}}\n"
        "  - {id: d, title: T, severity: 2, action: hold, terms: [x],\n"
        "     unless: {model: {label: toxic, under: 0.2}}}\n"
        "  - {id: e, title: T, severity: 2, action: flag,\n"
        "     model: {label: profanity, over: 0.25},\n"
        "     unless: {model: {label: hate, under: 0.08}}}\n");

    set = load_ok("r.yaml");
    assert_int_equal(set->nrules, 5);

    rule = &set->rules[0];
    assert_int_equal(rule->model.label, COC_LABEL_THREAT);
    assert_int_equal(rule->model.p, 9000);
    assert_int_equal(rule->unless_model.p, 0);
    assert_int_equal(rule->near.n, 1);
    assert_int_equal(rule->quoted, 1);

    rule = &set->rules[1];
    assert_int_equal(rule->model.label, COC_LABEL_BANEVASION);
    assert_int_equal(rule->model.p, 5);
    assert_int_equal(rule->action, COC_ACTION_BLOCK);

    rule = &set->rules[2];
    assert_int_equal(rule->model.label, COC_LABEL_PHI);
    assert_int_equal(rule->model.p, 9999);
    assert_int_equal(rule->redact, 1);

    rule = &set->rules[3];
    assert_int_equal(rule->model.p, 0);
    assert_int_equal(rule->unless_model.label, COC_LABEL_TOXIC);
    assert_int_equal(rule->unless_model.p, 2000);

    rule = &set->rules[4];
    assert_int_equal(rule->model.label, COC_LABEL_PROFANITY);
    assert_int_equal(rule->model.p, 2500);
    assert_int_equal(rule->unless_model.label, COC_LABEL_HATE);
    assert_int_equal(rule->unless_model.p, 800);

    coc_ruleset_destroy(set);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_bad_models),
        cmocka_unit_test(test_read)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, enter, leave);
}
