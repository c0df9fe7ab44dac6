/*
 * Patterns that can't match their view, and those that can.
 */

#include "coc_test_rules.h"


static const bad_t  bad_patterns[] = {

    { RULE "    any:\n", ":7:9: pattern is empty" },
    { RULE "    any: []\n", ":7:10: any is empty" },
    { RULE "    any: {x: y}\n", ":7:10: any must be text or a list" },
    { RULE "    any: [[x]]\n", ":7:11: pattern must be text; text that begins "
      "with [ or { or holds \": \" needs quotes" },
    { RULE "    any:\n      - x\n      - |\n        y\n",
      ":9:9: pattern ends with a line break: write |- in place of |" },
    { RULE "    any: ['\xc3\xa9']\n    view: plain\n    near: {within: 1, "
      "any: X}\n", ":9:28: \"X\" can't match: view plain is lower case" },
    { RULE "    any: [a, 'b', \"Cd\"]\n",
      ":7:19: \"C\" can't match: view folded is lower case" },
    { RULE "    any: ['\xc3\xa9', caf\xc3\xa9]\n", ":7:11: \"\xc3\xa9\" can't "
      "match: in view folded it is \"e\"" },
    { RULE "    any: [x, caf\xc3\xa9]\n", ":7:14: \"caf\xc3\xa9\" can't match: "
      "in view folded it is \"cafe\"" },
    { RULE "    any: [x, 'a[\xcc\x81]']\n",
      ":7:14: \"\xcc\x81\" can't match: view folded takes it out" },
    { RULE "    any: ['[A-Z]x']\n",
      ":7:11: \"A\" can't match: view folded is lower case" },
    { RULE "    any: ['[]^\\]B]']\n",
      ":7:11: \"B\" can't match: view folded is lower case" },
    { RULE "    any: ['[[:alpha:]C]']\n",
      ":7:11: \"C\" can't match: view folded is lower case" },
    { RULE "    any: ['\\x4AB']\n",
      ":7:11: \"B\" can't match: view folded is lower case" },
    { RULE "    any: ['\\Q(X\\E']\n",
      ":7:11: \"X\" can't match: view folded is lower case" },
    { RULE "    any: ['(?:a(?i)B)C']\n",
      ":7:11: \"C\" can't match: view folded is lower case" },
    { RULE "    any: ['(?i:A(?-i:B))']\n",
      ":7:11: \"B\" can't match: view folded is lower case" },
    { RULE "    any: ['(?i)A(?^:B)']\n",
      ":7:11: \"B\" can't match: view folded is lower case" },
    { RULE "    any: ['(?<Name>x)\\k<Name>Y']\n",
      ":7:11: \"Y\" can't match: view folded is lower case" },
    { RULE "    any: ['(*positive_lookahead:Z)']\n",
      ":7:11: \"Z\" can't match: view folded is lower case" },
    { RULE "    any: ['(?#A)(?&B)(?P=C)(?P>D)(?R)(?1)(?+1)(?-1)(?C9)E']\n",
      ":7:11: \"E\" can't match: view folded is lower case" },
    { RULE "    any: ['(?(A)x|y)(?(?=z)B)']\n",
      ":7:11: \"B\" can't match: view folded is lower case" },
    { RULE "    any: ['\\\xc3\xa9']\n",
      ":7:11: \"\xc3\xa9\" can't match: in view folded it is \"e\"" },
    { RULE "    any: ['(?i)\xc3\x89']\n",
      ":7:11: \"\xc3\x89\" can't match: in view folded it is \"e\"" },
    { RULE "    any: ['x # A']\n",
      ":7:11: \"A\" can't match: view folded is lower case" }
};


/* Nothing here names a letter that the view folded never holds. */

static const char *const  good_patterns[] = {
    "\\ba?", "\\Bx\\W\\D\\S\\A\\Z\\G\\R\\X", "\\p{Lu}\\P{Lu}\\pL\\PL",
    "\\x4A\\x{4A}\\o{101}\\N{U+4A}\\cA", "(?i)ABC", "(?i:A)b", "(?:(?i)A|B)c",
    "(?<Name>x)(?P<Other>y)(?'Third'z)\\k<Name>\\k'Name'\\k{Name}\\g{Name}",
    "\\g<Name>\\g'Name'(?P=Name)(?P>Name)(?&Name)", "(?#A comment)x",
    "(*MARK:Name)x", "(*UTF)x", "(?x) x # A comment\n y", "(?ix) x # \xc3\x89",
    "(?(Name)x|y)", "(?(DEFINE)x)", "(?(R)x)", "(?(<Name>)x)", "(?<=x)(?<!y)",
    "[[:alpha:]\\x4A\\p{Lu}]", "\\Qx(\\Ey", "(?=x)(?!y)(?>z)(?|x|y)(?*x)",
    "(?-1)(?+1)(?1)(?R)(?C)(?C1)", "(?", "(", "[", "\\", "(?<", "(?P", "[[:",
    "\\x{", "(?i", "(*", ")", "(?:a))", "\\k'", "[\\", "\\p", "(?-", "(?(",
    "\\Q", "[\\Qx", "x{2,3}+", "[^a]", "['\xe2\x80\x99]", "[]a]",
    "[\\Qa]b\\E]", "\\p\xd0\xb6", "\\c\xd0\xb6", "\\\xd0\xb6",
    "(?i)\xd0\x96", "\xd0\xb6"
};


static void
test_bad_patterns(void **state)
{
    (void) state;
    bad_table(bad_patterns, coc_nelts(bad_patterns));
}


static void
test_good_patterns(void **state)
{
    char            body[1024];
    size_t          i, k;
    FILE           *file;
    coc_str_t       text;
    const char     *p;
    coc_ruleset_t  *set;

    (void) state;

    for (i = 0; i < coc_nelts(good_patterns); i++) {
        file = fmemopen(body, sizeof(body), "w");
        assert_non_null(file);
        fputs(RULE "    any:\n      - \"", file);

        for (p = good_patterns[i]; *p; p++) {
            if (*p == '\n') {
                fputs("\\n", file);
                continue;
            }

            if (*p == '\\' || *p == '"') {
                fputc('\\', file);
            }

            fputc(*p, file);
        }

        fputs("\"\n", file);
        fclose(file);

        put("r.yaml", body);
        set = load_ok("r.yaml");

        assert_int_equal(set->nrules, 1);
        text = set->rules[0].any.pattern[0].text;
        k = strlen(good_patterns[i]);
        assert_int_equal(text.len, k);
        assert_memory_equal(text.data, good_patterns[i], k);

        coc_ruleset_destroy(set);
    }
}


/* PCRE2 refuses these; here they must only be survived. */

static void
test_nested(void **state)
{
    size_t          i;
    FILE           *file;
    coc_ruleset_t  *set;

    (void) state;

    file = fopen("r.yaml", "w");
    assert_non_null(file);
    fputs(RULE "    any: '", file);

    for (i = 0; i < 5000; i++) {
        fputs("(?:", file);
    }

    fputs("'\n", file);
    assert_int_equal(fclose(file), 0);

    set = load_ok("r.yaml");
    assert_int_equal(set->rules[0].any.pattern[0].text.len, 15000);
    coc_ruleset_destroy(set);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_bad_patterns),
        cmocka_unit_test(test_good_patterns),
        cmocka_unit_test(test_nested)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, enter, leave);
}
