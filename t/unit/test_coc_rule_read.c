/*
 * Keys of rule files: every one read, every misuse refused at its place.
 */

#include "coc_test_rules.h"


static const bad_t  bad_keys[] = {

    { "- a\n", ":1:1: a rule file must be a map of keys" },
    { "rules: []\n", ":1:1: a rule file has no \"section\"" },
    { "section: ugly\n", ":1:1: a rule file has no \"rules\"" },
    { "section: ugly\nrule: []\n",
      ":2:1: unknown key \"rule\", the nearest is \"rules\"" },
    { "section: uggly\nrules: []\n",
      ":1:10: unknown section \"uggly\", the nearest is \"ugly\"" },
    { "section: []\nrules: []\n", ":1:10: section must be text; text that "
      "begins with [ or { or holds \": \" needs quotes" },
    { "section: ugly\nrules: []\n", ":2:8: rules must be a list of rules" },
    { "section: ugly\nrules:\n", ":2:7: rules must be a list of rules" },
    { "section: ugly\nrules: {}\n", ":2:8: rules must be a list of rules" },
    { HEAD "  - a\n", ":3:5: a rule must be a map of keys" },
    { HEAD "  - title: T\n", ":3:5: a rule has no \"id\"" },
    { HEAD "  - id: a\n", ":3:5: a rule has no \"title\"" },
    { HEAD "  - id: a\n    title: T\n", ":3:5: a rule has no \"severity\"" },
    { HEAD "  - id: a\n    title: T\n    severity: 1\n",
      ":3:5: a rule has no \"action\"" },
    { RULE, ":3:5: a rule has none of these: \"any\" or \"terms\", "
      "\"detector\", \"signal\", \"of\", \"model\"" },
    { HEAD "  - id: A1\n", ":3:9: id may hold only a-z, 0-9 and \"-\"" },
    { HEAD "  - id: a,b\n", ":3:9: id may hold only a-z, 0-9 and \"-\"" },
    { HEAD "  - id: ''\n", ":3:9: id is empty" },
    { HEAD "  - id: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      "aaaaaaaaaaa\n", ":3:9: id is over 64 bytes long" },
    { HEAD "  - id: a\n    title: [T]\n", ":4:12: title must be text; text "
      "that begins with [ or { or holds \": \" needs quotes" },
    { HEAD "  - id: a\n    title: \"T\\nU\"\n",
      ":4:12: title must be one line" },
    { HEAD "  - id: a\n    title: \"T\\0U\"\n",
      ":4:12: title holds a zero byte" },
    { HEAD "  - id: a\n    title: T\n    severity: 6\n",
      ":5:15: severity must be a number from 1 to 5" },
    { HEAD "  - {id: a, title: \"\xc3\xa9\", severity: 9}\n",
      ":3:36: severity must be a number from 1 to 5" },
    { HEAD "  - id: a\n    title: T\n    severity: 0\n",
      ":5:15: severity must be a number from 1 to 5" },
    { HEAD "  - id: a\n    title: T\n    severity: '2'\n",
      ":5:15: severity must be a number from 1 to 5" },
    { HEAD "  - id: a\n    title: T\n    severity: 1\n    action: blok\n",
      ":6:13: unknown action \"blok\", the nearest is \"block\"" },
    { HEAD "  - id: a\n    title: T\n    severity: 1\n    action: pass\n",
      ":6:13: unknown action \"pass\", the nearest is \"flag\"" },
    { ANY "    points: 1001\n",
      ":8:13: points must be a number from 0 to 1000" },
    { ANY "    points: -1\n",
      ":8:13: points must be a number from 0 to 1000" },
    { ANY "    points: 18446744073709551617\n",
      ":8:13: points must be a number from 0 to 1000" },
    { ANY "    kinds: []\n", ":8:12: kinds is empty" },
    { ANY "    kinds: {post: 1}\n",
      ":8:12: kinds must be text or a list" },
    { ANY "    kinds: [post, Post]\n",
      ":8:19: kind may hold only a-z, 0-9 and \"-\"" },
    { ANY "    view: fold\n",
      ":8:11: unknown view \"fold\", the nearest is \"folded\"" },
    { ANY "    shadows: true\n",
      ":8:5: unknown key \"shadows\", the nearest is \"shadow\"" },
    { ANY "    \"\\nx\\e[31mabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx"
      "yzabcdefghijklm\": 1\n",
      ":8:5: unknown key \"?x?[31mabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqr"
      "stuvwxyza...\", the nearest is \"severity\"" },
    { ANY "    shadow: yes\n", ":8:13: shadow must be true or false" },
    { ANY "    shadow: 'true'\n", ":8:13: shadow must be true or false" },
    { ANY "    near: x\n", ":8:11: near must be a map of keys" },
    { ANY "    near: {any: [y]}\n", ":8:11: near has no \"within\"" },
    { ANY "    near: {within: 9}\n", ":8:11: near has no \"any\"" },
    { ANY "    near: {within: 0, any: y}\n",
      ":8:20: within must be a number from 1 to 10000" },
    { ANY "    near: {within: 9, any: []}\n", ":8:28: any is empty" },
    { ANY "    unless: {quote: true}\n",
      ":8:14: unknown key \"quote\", the nearest is \"quoted\"" },
    { ANY "    unless: {quoted: 1}\n",
      ":8:22: quoted must be true or false" },
    { ANY "    unless: {clinical: no}\n",
      ":8:24: clinical must be true or false" },
    { ANY "    unless: {any: [y, '']}\n", ":8:23: pattern is empty" },
    { RULE "    any: [x, \"\\bidiot\\b\"]\n",
      ":7:14: pattern holds a control character: put single quotes around "
      "it, double ones turn \"\\b\" into one" },
    { ANY "    tests: [a]\n", ":8:12: tests must be a map of keys" },
    { ANY "    tests: {hits: a}\n",
      ":8:13: unknown key \"hits\", the nearest is \"hit\"" },
    { ANY "    tests:\n      hit: [a, [b]]\n", ":9:16: hit must be text; text "
      "that begins with [ or { or holds \": \" needs quotes" },
    { ANY "    tests:\n      miss:\n        - Re: a\n",
      ":10:11: miss must be text; text that begins with [ or { or holds "
      "\": \" needs quotes" },
    { ANY "  - id: a-1\n    title: T\n    severity: 1\n    action: flag\n"
      "    any: y\n", ":8:9: id \"a-1\" repeated, first in line 3" }
};


static void
test_bad_keys(void **state)
{
    (void) state;
    bad_table(bad_keys, coc_nelts(bad_keys));
}


static void
test_all_keys(void **state)
{
    coc_ruleset_t     *set;
    const coc_rule_t  *rule;

    (void) state;

    put("r.yaml", all_keys);
    set = load_ok("r.yaml");

    assert_int_equal(set->nrules, 2);
    assert_int_equal(set->version.len, 16);

    rule = coc_ruleset_find(set, coc_str_from("threat-1"));
    assert_ptr_equal(rule, &set->rules[0]);

    assert_text(rule->id, "threat-1");
    assert_text(rule->title, "A \xc3\xa9 title");
    assert_text(rule->file, "r.yaml");
    assert_int_equal(rule->line, 3);
    assert_int_equal(rule->section, COC_SECTION_THREAT);
    assert_int_equal(rule->action, COC_ACTION_ESCALATE);
    assert_int_equal(rule->severity, 5);
    assert_int_equal(rule->points, 7);
    assert_int_equal(rule->view, COC_VIEW_RAW);
    assert_int_equal(rule->shadow, 1);
    assert_int_equal(rule->quoted, 1);
    assert_int_equal(rule->clinical, 1);

    assert_int_equal(rule->any.n, 3);
    assert_text(rule->any.pattern[0].text, "A'b");
    assert_int_equal(rule->any.pattern[0].line, 11);
    assert_int_equal(rule->any.pattern[0].column, 9);
    assert_text(rule->any.pattern[1].text, "block");
    assert_int_equal(rule->any.pattern[1].line, 12);
    assert_text(rule->any.pattern[2].text, "\\b(?:T1\\s+x|t2)\\b");
    assert_int_equal(rule->any.pattern[2].line, 9);
    assert_int_equal(rule->any.pattern[2].column, 12);

    assert_int_equal(rule->near.n, 1);
    assert_int_equal(rule->near_within, 60);
    assert_text(rule->near.pattern[0].text, "n1");
    assert_int_equal(rule->unless.n, 2);
    assert_text(rule->unless.pattern[1].text, "u2");
    assert_int_equal(rule->unless.pattern[1].line, 7);
    assert_int_equal(rule->unless.pattern[1].column, 54);

    assert_int_equal(rule->ntests, 3);
    assert_int_equal(rule->tests[0].hit, 1);
    assert_text(rule->tests[0].text, "h\xc3\xa9" "1");
    assert_int_equal(rule->tests[0].line, 5);
    assert_int_equal(rule->tests[1].hit, 1);
    assert_int_equal(rule->tests[2].hit, 0);
    assert_text(rule->tests[2].text, "m1");
    assert_int_equal(rule->tests[2].line, 4);

    assert_int_equal(rule->kinds, coc_ruleset_kind(set, coc_str_from("post"))
                     | coc_ruleset_kind(set, coc_str_from("comment")));

    rule = coc_ruleset_find(set, coc_str_from("threat-2"));
    assert_ptr_equal(rule, &set->rules[1]);
    assert_int_equal(rule->view, COC_VIEW_FOLDED);
    assert_int_equal(rule->points, 3);
    assert_int_equal(rule->quoted, 0);
    assert_int_equal(rule->shadow, 0);
    assert_int_equal(rule->near.n, 0);
    assert_int_equal(rule->ntests, 1);
    assert_int_equal(rule->kinds,
                     coc_ruleset_kind(set, coc_str_from("message")));

    assert_int_equal(coc_ruleset_kind(set, coc_str_from("case")), 0);
    assert_null(coc_ruleset_find(set, coc_str_from("threat-3")));

    coc_ruleset_destroy(set);
}


static void
test_limits(void **state)
{
    FILE           *file;
    size_t          i;
    coc_ruleset_t  *set;

    (void) state;

    file = fopen("r.yaml", "w");
    assert_non_null(file);
    fputs(ANY "    kinds: [k0", file);

    for (i = 1; i < 64; i++) {
        fprintf(file, ", k%zu", i);
    }

    fputs("]\n", file);
    assert_int_equal(fclose(file), 0);

    set = load_ok("r.yaml");
    assert_true(set->rules[0].kinds == UINT64_MAX);
    assert_true(coc_ruleset_kind(set, coc_str_from("k63"))
                == (uint64_t) 1 << 63);
    coc_ruleset_destroy(set);

    file = fopen("r.yaml", "a");
    assert_non_null(file);
    fputs("  - {id: b, title: T, severity: 1, action: flag, any: x,\n"
          "     kinds: [k1, one-more]}\n", file);
    assert_int_equal(fclose(file), 0);
    expect("r.yaml", COC_INVALID,
           "r.yaml:10:18: over 64 kinds of post in all rules");

    file = fopen("r.yaml", "w");
    assert_non_null(file);

    for (i = 0; i < 65; i++) {
        fprintf(file, "k%zu: 1\n", i);
    }

    assert_int_equal(fclose(file), 0);
    expect("r.yaml", COC_INVALID, "r.yaml:65:1: more than 64 keys in one map");

    /* four million bytes of nodes don't fit into the arena */

    file = fopen("r.yaml", "w");
    assert_non_null(file);
    fputs("[a", file);

    for (i = 0; i < 2000000; i++) {
        fputs(",a", file);
    }

    fputs("]", file);
    assert_int_equal(fclose(file), 0);
    expect("r.yaml", COC_INVALID, "r.yaml: rules need over 64 MiB");
}


/* The examples of the manual are rules: each block is loaded by itself. */

static void
test_manual(void **state)
{
    char         path[4096], line[1024];
    FILE        *doc, *out;
    size_t       n;
    const char  *root;

    (void) state;

    root = getenv("COC_ROOT");
    (void) snprintf(path, sizeof(path), "%s/doc/RULES.md",
                    root == NULL ? "" : root);

    doc = fopen(path, "r");

    if (doc == NULL) {
        /* skip() of cmocka says "not ok", which prove counts as a failure */
        print_message("# COC_ROOT is not the project: manual not tested\n");
        return;
    }

    out = NULL;
    n = 0;

    while (fgets(line, sizeof(line), doc) != NULL) {

        if (strcmp(line, "```yaml\n") == 0) {
            out = fopen("r.yaml", "w");
            assert_non_null(out);

        } else if (strcmp(line, "```\n") == 0 && out != NULL) {
            assert_int_equal(fclose(out), 0);
            out = NULL;
            n++;

            coc_ruleset_destroy(load_ok("r.yaml"));

        } else if (out != NULL) {
            fputs(line, out);
        }
    }

    assert_null(out);
    assert_int_equal(fclose(doc), 0);
    assert_in_range(n, 4, 100);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_bad_keys),
        cmocka_unit_test(test_all_keys),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_manual)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, enter, leave);
}
