/*
 * Rules by detectors, signals and other rules: every key read, every misuse
 * refused at its place; hosts.
 */

#include "coc_test_rules.h"


#define LINK  RULE "    detector: link\n"               /* line 8 follows */
#define OTHER                                                                 \
    "  - {id: o-1, title: T, severity: 1, action: flag, any: x}\n"            \
    "  - {id: o-2, title: T, severity: 1, action: flag, any: x}\n"


static const bad_t  bad_sources[] = {

    { ANY "    detector: npi\n", ":3:5: a rule has only one of these: "
      "\"any\" or \"terms\", \"detector\", \"signal\", \"of\", \"model\"" },
    { ANY "    signal: rate\n", ":3:5: a rule has only one of these: "
      "\"any\" or \"terms\", \"detector\", \"signal\", \"of\", \"model\"" },
    { LINK "    signal: rate\n", ":3:5: a rule has only one of these: "
      "\"any\" or \"terms\", \"detector\", \"signal\", \"of\", \"model\"" },
    { LINK "    of: {rules: [a]}\n", ":3:5: a rule has only one of these: "
      "\"any\" or \"terms\", \"detector\", \"signal\", \"of\", \"model\"" },

    { RULE "    detector: mail\n", ":7:15: unknown detector \"mail\", known: "
      "ssn, npi, dea, mbi, mrn, account, plan, license, phone, fax, email, "
      "ip, profile, vin, plate, udi, card, iban, birth, date, age, address, "
      "zip, name, person, handle, place, link, affiliate, price, caps, "
      "exclamation, repeat, length" },
    { RULE "    detector: []\n", ":7:15: detector is empty" },
    { RULE "    detector: {a: b}\n",
      ":7:15: detector must be text or a list" },
    { RULE "    detector: [npi, [a]]\n", ":7:21: detector must be text; text "
      "that begins with [ or { or holds \": \" needs quotes" },
    { RULE "    signal: [rate, rates]\n", ":7:20: unknown signal \"rates\", "
      "known: identity, identity_name, identity_pair, identity_own, repeat, "
      "repeat_link, similar, share, rate, unanswered, strangers, blocked, "
      "device, lookalike, lookalike_staff" },

    { LINK "    over: 0\n",
      ":8:11: over must be a number from 1 to 100000" },
    { LINK "    over: 3\n", ":8:5: key \"over\" is for measures: caps, "
      "exclamation, repeat, length" },
    { RULE "    detector: [caps, link]\n    over: 3\n", ":8:5: key \"over\" "
      "is for measures: caps, exclamation, repeat, length" },
    { ANY "    over: 3\n",
      ":8:5: key \"over\" does nothing in a rule with \"any\"" },
    { LINK "    view: raw\n",
      ":8:5: key \"view\" does nothing in a rule with \"detector\"" },
    { RULE "    signal: rate\n    near: {within: 9, any: x}\n",
      ":8:5: key \"near\" does nothing in a rule with \"signal\"" },
    { RULE "    signal: rate\n    tests: {hit: x}\n",
      ":8:5: key \"tests\" does nothing in a rule with \"signal\"" },
    { RULE "    of: {rules: o-1}\n    unless: {any: x}\n" OTHER,
      ":8:5: key \"unless\" does nothing in a rule with \"of\"" },

    { ANY "    unless: {hosts: [a.org]}\n",
      ":8:13: \"hosts\" is for rules with \"detector\"" },
    { RULE "    detector: [link, npi]\n    unless: {hosts: [a.org]}\n",
      ":8:13: \"hosts\" is for link, affiliate, profile and email" },
    { LINK "    unless: {hosts: []}\n", ":8:21: hosts is empty" },
    { LINK "    unless: {hosts: [a.org, A.org]}\n",
      ":8:29: \"A.org\" is no domain: a-z, 0-9, \"-\" and \".\" alone, as in "
      "nejm.org" },
    { LINK "    unless: {hosts: ['https://a.org']}\n",
      ":8:22: \"https://a.org\" is no domain: a-z, 0-9, \"-\" and \".\" "
      "alone, as in nejm.org" },
    { LINK "    unless: {hosts: [.org]}\n",
      ":8:22: \".org\" is no domain: a-z, 0-9, \"-\" and \".\" alone, as in "
      "nejm.org" },
    { LINK "    unless: {hosts: ../a.txt}\n", ":8:21: file of hosts "
      "\"../a.txt\" must be named without a folder: it stands beside this "
      "file" },
    { LINK "    unless: {within: 10001, any: x}\n",
      ":8:22: within must be a number from 0 to 10000" },
    { RULE "    detector: [link, npi]\n    near: {within: 9, any: x}\n",
      ":7:15: these detectors look at different views: patterns beside them "
      "need a rule each" },

    { HEAD "  - {id: a, title: T, severity: 1, action: redact, any: x}\n",
      ":3:44: action \"redact\" is for rules with \"detector\"" },
    { HEAD "  - {id: a, title: T, severity: 1, action: redact,\n"
      "     detector: caps}\n", ":3:44: a measure can't be redacted" },
    { HEAD "  - {id: a, title: T, severity: 1, action: redacted, any: x}\n",
      ":3:44: unknown action \"redacted\", the nearest is \"redact\"" },

    { RULE "    of: [o-1]\n" OTHER, ":7:9: of must be a map of keys" },
    { RULE "    of: {at_least: 1}\n" OTHER, ":7:9: of has no \"rules\"" },
    { RULE "    of: {rules: [o-1, o-1]}\n" OTHER, ":7:23: id repeated" },
    { RULE "    of: {rules: [o-1, o-2], at_least: 3}\n" OTHER,
      ":7:39: at_least must be a number from 1 to 2" },
    { RULE "    of: {rules: [o-1, o-3]}\n" OTHER,
      ":7:23: rule \"o-3\" is in none of the files" },
    { RULE "    of: {rules: [a-1]}\n",
      ":7:18: rule \"a-1\" has an \"of\" itself" }
};


static void
test_bad_sources(void **state)
{
    (void) state;
    bad_table(bad_sources, coc_nelts(bad_sources));
}


static void
test_read(void **state)
{
    coc_ruleset_t     *set;
    const coc_rule_t  *rule;

    (void) state;

    put("h.txt", "# journals\nnejm.org\n\n  bmj.com \n");
    put("r.yaml", "section: promotion\nrules:\n"
        "  - {id: a, title: T, severity: 2, action: redact,\n"
        "     detector: [npi, phone], near: {within: 9, any: npi},\n"
        "     unless: {within: 0, any: hotline}}\n"
        "  - {id: b, title: T, severity: 2, action: nudge,\n"
        "     detector: link, unless: {hosts: h.txt}}\n"
        "  - {id: c, title: T, severity: 2, action: nudge,\n"
        "     detector: caps, over: 60}\n"
        "  - {id: d, title: T, severity: 2, action: hold,\n"
        "     signal: [rate, device], kinds: message}\n"
        "  - {id: e, title: T, severity: 2, action: block,\n"
        "     of: {rules: [f, a, d], at_least: 2}}\n"
        "  - {id: f, title: T, severity: 2, action: block, any: x,\n"
        "     unless: {any: y}}\n"
        "  - {id: g, title: T, severity: 2, action: block,\n"
        "     of: {rules: [a, b]}}\n");

    set = load_ok("r.yaml");
    assert_int_equal(set->nrules, 7);

    rule = &set->rules[0];
    assert_int_equal(rule->action, COC_ACTION_FLAG);
    assert_int_equal(rule->redact, 1);
    assert_int_equal(rule->view, COC_VIEW_FOLDED);
    assert_true(rule->detectors == (coc_detector_bit(COC_DETECT_NPI)
                                    | coc_detector_bit(COC_DETECT_PHONE)));
    assert_int_equal(rule->unless_within, 0);
    assert_int_equal(rule->near.n, 1);

    rule = &set->rules[1];
    assert_int_equal(rule->view, COC_VIEW_PLAIN);
    assert_int_equal(rule->nhosts, 2);
    assert_text(rule->hosts[0], "bmj.com");
    assert_int_equal(rule->redact, 0);

    assert_int_equal(set->rules[2].over, 60);
    assert_int_equal(set->rules[3].signals,
                     coc_signal_bit(COC_SIGNAL_RATE)
                     | coc_signal_bit(COC_SIGNAL_DEVICE));

    rule = &set->rules[4];
    assert_int_equal(rule->of.n, 3);
    assert_int_equal(rule->of_least, 2);
    assert_int_equal(rule->of_rules[0], 5);
    assert_int_equal(rule->of_rules[1], 0);
    assert_int_equal(rule->of_rules[2], 3);

    assert_int_equal(set->rules[5].unless_within, COC_RULE_UNLESS_WITHIN);
    assert_int_equal(set->rules[6].of_least, 2);

    coc_ruleset_destroy(set);
}


static void
test_hosts(void **state)
{
    int             found;
    size_t          i;
    coc_ruleset_t  *set;

    static const struct {
        const char  *link;
        int          found;
    } cases[] = {
        { "https://nejm.org", 1 },
        { "https://www.nejm.org/doi/full/10.1056/nejmoa2034577", 1 },
        { "www.nejm.org", 1 },
        { "nejm.org/a", 1 },
        { "http://nejm.org:443/", 1 },
        { "https://nejm.org.", 1 },
        { "https://a.b.c.nejm.org?x=1", 1 },
        { "someone@nejm.org", 1 },
        { "mailto:someone@mail.nejm.org", 1 },
        { "https://user:pw@nejm.org/", 1 },
        { "//nejm.org", 1 },
        { "https://bmj.com#x", 1 },

        { "https://notnejm.org", 0 },
        { "https://nejm.org.evil.com/", 0 },
        { "https://nejm.org@evil.com/", 0 },
        { "https://evil.com/nejm.org", 0 },
        { "https://evil.com/?u=https://nejm.org", 0 },
        { "www.evil.com/https://nejm.org", 0 },
        { "https://evil.com#@nejm.org", 0 },
        { "https://evil.com\\@nejm.org", 0 },
        { "https:\\\\evil.com\\.nejm.org", 0 },
        { "https://evil.com?@nejm.org", 0 },
        { "org", 0 },
        { "https://", 0 },
        { ".", 0 },
        { "", 0 }
    };

    (void) state;

    put("r.yaml", LINK "    unless: {hosts: none.txt}\n");
    expect("r.yaml", COC_ERROR,
           "r.yaml:8:21: file of hosts \"none.txt\": No such file or "
           "directory");

    put("r.yaml", LINK "    unless: {hosts: [nejm.org, bmj.com]}\n");
    set = load_ok("r.yaml");

    for (i = 0; i < coc_nelts(cases); i++) {
        found = coc_rule_host(&set->rules[0], coc_str_from(cases[i].link));
        print_message("# %s\n", cases[i].link);
        assert_int_equal(found, cases[i].found);
    }

    coc_ruleset_destroy(set);
}


/* A later file takes a rule's place: "of" finds the one that is in force. */

static void
test_replaced(void **state)
{
    coc_ruleset_t  *set;

    (void) state;

    put("a.yaml", RULE "    of: {rules: [o-1]}\n" OTHER);
    put("b.yaml", HEAD
        "  - {id: o-1, title: T, severity: 1, action: flag, signal: rate}\n");

    set = load_ok("[ab].yaml");
    assert_int_equal(set->nrules, 3);
    assert_int_equal(set->rules[0].of_rules[0], 1);
    assert_int_equal(set->rules[1].signals, coc_signal_bit(COC_SIGNAL_RATE));
    coc_ruleset_destroy(set);

    put("b.yaml", HEAD "  - {id: o-1, title: T, severity: 1, action: flag,\n"
        "     of: {rules: [o-2]}}\n");
    expect("[ab].yaml", COC_INVALID,
           "a.yaml:7:18: rule \"o-1\" has an \"of\" itself");
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_bad_sources),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_replaced)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, enter, leave);
}
