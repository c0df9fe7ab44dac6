/*
 * Lists and files of terms.
 */

#include "coc_test_rules.h"


static void
terms(const char *body, const char *file, const char *pattern)
{
    coc_ruleset_t  *set;

    put("r.yaml", body);

    if (file != NULL) {
        put("t.txt", file);
    }

    set = load_ok("r.yaml");
    assert_int_equal(set->rules[0].any.n, 1);
    assert_text(set->rules[0].any.pattern[0].text, pattern);
    coc_ruleset_destroy(set);
}


static const bad_t  bad_terms[] = {
    { RULE "    terms: []\n", ".yaml:7:12: terms is empty" },
    { RULE "    terms: {a: b}\n", ".yaml:7:12: terms must be text; text that "
      "begins with [ or { or holds \": \" needs quotes" },
    { RULE "    terms: [a, '*']\n",
      ".yaml:7:16: nothing of this term is left in its view" },
    { RULE "    terms: [' ']\n",
      ".yaml:7:13: nothing of this term is left in its view" },
    { RULE "    terms: [a, [b]]\n", ".yaml:7:16: term must be text; text that "
      "begins with [ or { or holds \": \" needs quotes" },
    { RULE "    terms: [a, '']\n", ".yaml:7:16: term is empty" },
    { RULE "    terms: [\"a\\eb\"]\n    view: raw\n",
      ".yaml:7:13: term holds a control character" },
    { RULE "    terms: none.txt\n", ".yaml:7:12: file of terms \"none.txt\": "
      "No such file or directory" },
    { RULE "    terms: ../t.txt\n", ".yaml:7:12: file of terms \"../t.txt\" "
      "must be named without a folder: it stands beside this file" },
    { RULE "    terms: e.txt\n",
      ".yaml:7:12: file of terms \"e.txt\" has no term" },
    { RULE "    terms: b.txt\n", "b.txt:3:2: byte fe is not UTF-8 here" },
    { RULE "    terms: s.txt\n",
      "s.txt:2:3: nothing of this term is left in its view" }
};


static void
test_terms(void **state)
{
    char    error[512], longer[600];
    size_t  i;

    (void) state;

    terms(RULE "    terms: [Idiot, moron, idiot]\n", NULL,
          "\\b(?:idiot|moron)\\b");
    terms(RULE "    terms: [\"a  b\\tc\", ' d ']\n", NULL,
          "\\b(?:a\\s+b\\s+c|d)\\b");
    terms(RULE "    terms: ['idiot*', 'a*b', 'son of*']\n", NULL,
          "\\b(?:son\\s+of\\w*|idiot\\w*|a\\*b)\\b");
    terms(RULE "    terms: [c++, (a)]\n", NULL,
          "(?<!\\w)(?:\\(a\\)|c\\+\\+)(?!\\w)");
    terms(RULE "    terms: ['a.b_c-d|e^f$g']\n", NULL,
          "\\b(?:a\\.b_c\\-d\\|e\\^f\\$g)\\b");
    terms(RULE "    terms: [CAF\xc3\x89]\n", NULL, "\\b(?:cafe)\\b");
    terms(RULE "    terms: [CAF\xc3\x89]\n    view: plain\n", NULL,
          "\\b(?:caf\xc3\xa9)(?!\\w)");
    terms(RULE "    terms: [\xc3\x89T]\n    view: raw\n", NULL,
          "(?<!\\w)(?:\xc3\x89T)\\b");
    terms(RULE "    terms: t.txt\n",
          "\xef\xbb\xbf# words\r\n\r\n  one two \r\nThree\r\n   # no\r\nfour",
          "\\b(?:one\\s+two|three|four)\\b");

    put("e.txt", "# nothing\n\n");
    put("b.txt", "a\nb\nc\xfe\n");
    put("s.txt", "a\n  *\n");

    for (i = 0; i < coc_nelts(bad_terms); i++) {
        put("r.yaml", bad_terms[i].body);
        (void) snprintf(error, sizeof(error), "%s%s",
                        bad_terms[i].error[0] == '.' ? "r" : "",
                        bad_terms[i].error);
        expect("r.yaml",
               strstr(error, "No such") ? COC_ERROR : COC_INVALID, error);
    }

    memset(longer, 'x', 257);
    longer[257] = '\0';
    put("t.txt", longer);
    put("r.yaml", RULE "    terms: t.txt\n");
    expect("r.yaml", COC_INVALID, "t.txt:1:1: term is over 256 bytes long");
}


/* A list too long for one pattern becomes several that hold all of it. */

static void
test_terms_many(void **state)
{
    FILE           *file;
    size_t          i, bars;
    coc_str_t       text;
    coc_ruleset_t  *set, *other;

    (void) state;

    file = fopen("t.txt", "w");
    assert_non_null(file);

    for (i = 0; i < 10000; i++) {
        fprintf(file, "word%zu\n", i);
    }

    assert_int_equal(fclose(file), 0);

    put("r.yaml", RULE "    any: [x]\n    terms: t.txt\n");
    set = load_ok("r.yaml");

    assert_int_equal(set->rules[0].any.n, 1 + 22);

    for (bars = 0, i = 1; i < set->rules[0].any.n; i++) {
        text = set->rules[0].any.pattern[i].text;
        assert_in_range(text.len, 5, 4 * 1024);
        bars++;

        for ( /* void */ ; text.len; text.data++, text.len--) {
            bars += (text.data[0] == '|');
        }
    }

    assert_int_equal(bars, 10000);

    coc_ruleset_destroy(set);

    /* the version covers the file of terms too */

    set = load_ok("r.yaml");
    text = set->version;
    put("t.txt", "other\n");
    other = load_ok("r.yaml");

    assert_false(coc_str_eq(text, other->version));

    coc_ruleset_destroy(other);
    coc_ruleset_destroy(set);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_terms_many)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, enter, leave);
}
