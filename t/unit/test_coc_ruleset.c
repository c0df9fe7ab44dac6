/*
 * Rule files: what is read, what is refused and where, how files are put
 * together.  Works in a folder of its own, so that places read "r.yaml:1:1".
 */

#include "coc_test.h"

#include <ftw.h>
#include <sys/stat.h>

#include "coc_ruleset.h"
#include "coc_str.h"
#include "coc_yaml.h"


#define HEAD  "section: ugly\nrules:\n"

#define RULE  HEAD "  - id: a-1\n    title: T\n    severity: 2\n"              \
              "    action: flag\n"
#define ANY   RULE "    any: [x]\n"                     /* line 8 follows */


typedef struct {
    const char  *body;
    const char  *error;         /* after "r.yaml" */
} bad_t;


static char  folder[] = "/tmp/coc-rulesetXXXXXX";


static void
put_bytes(const char *name, const void *data, size_t len)
{
    FILE  *file;

    file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}


static void
put(const char *name, const char *text)
{
    put_bytes(name, text, strlen(text));
}


static int
load(coc_ruleset_t **set, const char *path, char *text, size_t size)
{
    int                      rc;
    coc_str_t                name;
    coc_error_t              err;
    coc_alloc_t              alloc;
    static coc_test_alloc_t  count;

    memset(&err, 0, sizeof(coc_error_t));
    alloc = coc_test_alloc(&count, 0);
    name = coc_str_from(path);
    *set = NULL;

    rc = coc_ruleset_load(set, &alloc, &name, 1, &err);

    if (rc == COC_OK) {
        text[0] = '\0';

    } else {
        assert_int_equal(err.code, rc);
        assert_int_equal(count.live, 0);
        coc_error_format(&err, text, size);
    }

    return rc;
}


static coc_ruleset_t *
load_ok(const char *path)
{
    char            text[1024];
    coc_ruleset_t  *set;

    if (load(&set, path, text, sizeof(text)) != COC_OK) {
        fail_msg("%s", text);
    }

    return set;
}


static void
expect(const char *path, int code, const char *error)
{
    int             rc;
    char            text[1024];
    coc_ruleset_t  *set;

    rc = load(&set, path, text, sizeof(text));

    if (rc == COC_OK) {
        coc_ruleset_destroy(set);
        fail_msg("loaded, expected: %s", error);
    }

    assert_string_equal(text, error);
    assert_int_equal(rc, code);
}


static void
assert_text(coc_str_t s, const char *text)
{
    assert_int_equal(s.len, strlen(text));
    assert_memory_equal(s.data, text, s.len);
}


static const bad_t  bad_yaml[] = {

    { "", ":1:1: the file is empty" },
    { "# only this\n", ":1:1: the file is empty" },
    { "\xef\xbb\xbf", ":1:1: the file is empty" },
    { "---\n", ":2:1: a rule file must be a map of keys" },
    { "section: ugly\n\xff", ":2:1: byte ff is not UTF-8 here" },
    { "a: \"\xc3\xa9\xed\xa0\x80\"", ":1:7: byte ed is not UTF-8 here" },
    { "a: \xe2\x82", ":1:4: byte e2 is not UTF-8 here" },
    { "a: 1\n  \x01", ":2:3: character U+0001 is not allowed" },
    { "a: \xc2\x85", ":1:4: character U+0085 is not allowed" },
    { "a: \xe2\x80\xa8", ":1:4: character U+2028 is not allowed" },
    { "a: 1\rb: 2\n", ":1:5: carriage return without a line feed" },
    { "- [a\n", ":2:1: did not find expected ',' or ']'" },
    { "a: b: c\n",
      ":1:5: mapping values are not allowed in this context" },
    { "a: \"\n", ":2:1: found unexpected end of stream" },
    { "a: &x 1\n", ":1:4: anchors (&) are not used in rule files" },
    { "a: *x\n", ":1:4: aliases (*) are not used in rule files; quote text "
      "that begins with *" },
    { "a: !!str 1\n", ":1:4: tags (!) are not used in rule files" },
    { "a: !!map {}\n", ":1:4: tags (!) are not used in rule files" },
    { "a: ! []\n", ":1:4: tags (!) are not used in rule files" },
    { "a: 1\n---\nb: 1\n", ":2:1: a second document in one file" },
    { "a: 1\na: 2\n", ":2:1: key repeated, first in line 1" },
    { "[a]: 2\n", ":1:1: a key must be a word" },
    { "[[[[[[[[[[[[[[[[[", ":1:17: nested over 16 deep" }
};


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
    { RULE, ":3:5: a rule has neither \"any\" nor \"terms\"" },
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
    { HEAD "  - id: a\n    title: T\n    severity: 1\n    action: redact\n",
      ":6:13: action \"redact\" is not available in this version" },
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
    { ANY "    view: squashed\n",
      ":8:11: view \"squashed\" is not available in this version" },
    { ANY "    view: fold\n",
      ":8:11: unknown view \"fold\", the nearest is \"folded\"" },
    { ANY "    detector: npi\n",
      ":8:5: key \"detector\" is not available in this version" },
    { ANY "    model: {label: threat, over: 0.9}\n",
      ":8:5: key \"model\" is not available in this version" },
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
    { RULE "    any: ['x # A']\n",
      ":7:11: \"A\" can't match: view folded is lower case" }
};


/* Nothing here names a letter that the view folded never holds. */

static const char *const  good_patterns[] = {
    "\\ba?", "\\Bx\\W\\D\\S\\A\\Z\\G\\R\\X", "\\p{Lu}\\P{Lu}\\pL\\PL",
    "\\x4A\\x{4A}\\o{101}\\N{U+4A}\\cA", "(?i)ABC", "(?i:A)b", "(?:(?i)A|B)c",
    "(?<Name>x)(?P<Other>y)(?'Third'z)\\k<Name>\\k'Name'\\k{Name}\\g{Name}"
    "\\g<Name>\\g'Name'(?P=Name)(?P>Name)(?&Name)", "(?#A comment)x",
    "(*MARK:Name)x", "(*UTF)x", "(?x) x # A comment\n y", "(?ix) x # \xc3\x89",
    "(?(Name)x|y)", "(?(DEFINE)x)", "(?(R)x)", "(?(<Name>)x)", "(?<=x)(?<!y)",
    "[[:alpha:]\\x4A\\p{Lu}]", "\\Qx(\\Ey", "(?=x)(?!y)(?>z)(?|x|y)(?*x)",
    "(?-1)(?+1)(?1)(?R)(?C)(?C1)", "(?", "(", "[", "\\", "(?<", "(?P", "[[:",
    "\\x{", "(?i", "(*", ")", "(?:a))", "\\k'", "[\\", "\\p", "(?-", "(?(",
    "\\Q", "[\\Qx", "\\p\xc3\xa0", "\\c\xc3\xa0", "x{2,3}+"
};


static void
bad_table(const bad_t *bad, size_t n)
{
    char    error[512];
    size_t  i;

    for (i = 0; i < n; i++) {
        put("r.yaml", bad[i].body);

        (void) snprintf(error, sizeof(error), "r.yaml%s", bad[i].error);
        expect("r.yaml", COC_INVALID, error);
    }
}


static void
test_bad_yaml(void **state)
{
    (void) state;
    bad_table(bad_yaml, coc_nelts(bad_yaml));
}


static void
test_bad_keys(void **state)
{
    (void) state;
    bad_table(bad_keys, coc_nelts(bad_keys));
}


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


static const char  all_keys[] =
    "# comment\r\n"
    "rules:\r\n"
    "  - tests:\r\n"
    "      miss: ['m1']\r\n"
    "      hit: [\"h\\u00e91\", h2]\r\n"
    "    shadow: true\r\n"
    "    unless: {quoted: true, clinical: true, any: [u1, u2]}\r\n"
    "    near: {within: 60, any: [n1]}\r\n"
    "    terms: [t2, T1 x]\r\n"
    "    any:\r\n"
    "      - 'A''b'\r\n"
    "      - |-\r\n"
    "        block\r\n"
    "    view: raw\r\n"
    "    kinds: [post, comment]\r\n"
    "    points: 7\r\n"
    "    action: escalate\r\n"
    "    severity: 5\r\n"
    "    title: A \xc3\xa9 title\r\n"
    "    id: threat-1\r\n"
    "  - {id: threat-2, title: T, severity: 3, action: hold, kinds: message,\r\n"
    "     any: x, unless: {quoted: false, any: y}, tests: {hit: x}}\r\n"
    "section: threat\r\n";


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
write_rules(const char *name, const char *section, size_t from, size_t to,
    const char *title)
{
    FILE  *file;

    file = fopen(name, "w");
    assert_non_null(file);
    fprintf(file, "section: %s\nrules:\n", section);

    for ( /* void */ ; from < to; from++) {
        fprintf(file, "  - {id: r-%zu, title: %s, severity: 1, action: flag, "
                "any: x}\n", from, title);
    }

    assert_int_equal(fclose(file), 0);
}


static int
load_paths(coc_ruleset_t **set, const char *const *paths, size_t n,
    coc_error_t *err)
{
    size_t                   i;
    coc_str_t                names[8];
    coc_alloc_t              alloc;
    static coc_test_alloc_t  count;

    for (i = 0; i < n; i++) {
        names[i] = coc_str_from(paths[i]);
    }

    alloc = coc_test_alloc(&count, 0);

    return coc_ruleset_load(set, &alloc, names, n, err);
}


static void
test_override(void **state)
{
    char                      id[16];
    size_t                    i;
    coc_error_t               err;
    coc_ruleset_t            *set, *other;
    const coc_rule_t         *rule;
    static const char *const  paths[] = { "1.yaml", "2.yaml", "1.yaml" };

    (void) state;

    write_rules("1.yaml", "ugly", 0, 500, "First");
    write_rules("2.yaml", "rant", 100, 600, "Second");

    assert_int_equal(load_paths(&set, paths, 2, &err), COC_OK);
    assert_int_equal(set->nrules, 600);

    for (i = 0; i < 600; i++) {
        (void) snprintf(id, sizeof(id), "r-%zu", i);
        rule = coc_ruleset_find(set, coc_str_from(id));

        assert_ptr_equal(rule, &set->rules[i]);
        assert_text(rule->id, id);
        assert_text(rule->title, i < 100 ? "First" : "Second");
        assert_text(rule->file, i < 100 ? "1.yaml" : "2.yaml");
        assert_int_equal(rule->section,
                         i < 100 ? COC_SECTION_UGLY : COC_SECTION_RANT);
    }

    /* the same bytes, the same version; a file twice is no repeated id */

    assert_int_equal(load_paths(&other, paths, 2, &err), COC_OK);
    assert_true(coc_str_eq(set->version, other->version));
    coc_ruleset_destroy(other);

    assert_int_equal(load_paths(&other, paths, 3, &err), COC_OK);
    assert_int_equal(other->nrules, 600);
    assert_text(other->rules[499].title, "First");
    assert_false(coc_str_eq(set->version, other->version));
    coc_ruleset_destroy(other);

    coc_ruleset_destroy(set);

    assert_int_equal(load_paths(&set, NULL, 0, &err), COC_OK);
    assert_int_equal(set->nrules, 0);
    assert_null(coc_ruleset_find(set, coc_str_from("r-1")));
    coc_ruleset_destroy(set);
    coc_ruleset_destroy(NULL);

    /* without a place for the error */

    assert_int_equal(load_paths(&set, (const char *[]) { "no" }, 1, NULL),
                     COC_ERROR);
}


static void
title_of(coc_ruleset_t *set, const char *title)
{
    assert_text(coc_ruleset_find(set, coc_str_from("r-1"))->title, title);
    coc_ruleset_destroy(set);
}


static void
test_paths(void **state)
{
    coc_str_t        zero;
    coc_error_t      err;
    coc_alloc_t      alloc;
    coc_ruleset_t   *set;
    coc_test_alloc_t count;

    (void) state;

    assert_int_equal(mkdir("d", 0700), 0);
    assert_int_equal(mkdir("d/sub", 0700), 0);
    assert_int_equal(mkdir("empty", 0700), 0);

    write_rules("d/b.yaml", "ugly", 1, 2, "B");
    write_rules("d/a.yml", "ugly", 1, 2, "A");
    write_rules("d/c.yaml.bak", "ugly", 1, 2, "Backup");
    write_rules("d/.hidden.yaml", "ugly", 1, 2, "Hidden");
    write_rules("d/sub/z.yaml", "ugly", 1, 2, "Sub");
    write_rules("d/[x].yaml", "ugly", 1, 2, "Bracket");

    title_of(load_ok("d"), "B");
    title_of(load_ok("d/"), "B");
    title_of(load_ok("d/*.yml"), "A");
    title_of(load_ok("d/?.y*ml"), "B");
    title_of(load_ok("d/[x].yaml"), "Bracket");
    title_of(load_ok("*/*/z.yaml"), "Sub");

    set = load_ok("d/");
    assert_text(set->rules[0].file, "d/b.yaml");
    coc_ruleset_destroy(set);

    expect("none.yaml", COC_ERROR, "none.yaml: No such file or directory");
    expect("none/*.yaml", COC_INVALID, "none/*.yaml: no file matches");
    expect("d/[!a-z].yaml", COC_INVALID, "d/[!a-z].yaml: no file matches");
    expect("empty", COC_INVALID,
           "empty: no *.yaml or *.yml file in this folder");
    expect("*/sub", COC_INVALID, "d/sub: not a regular file");
    expect("/dev/null", COC_INVALID, "/dev/null: not a regular file");
    expect("", COC_INVALID,
           "a path of rules is empty or holds a zero byte");

    zero.data = (const uint8_t *) "d\0x";
    zero.len = 3;
    alloc = coc_test_alloc(&count, 0);
    assert_int_equal(coc_ruleset_load(&set, &alloc, &zero, 1, &err),
                     COC_INVALID);
    assert_int_equal(count.live, 0);

    assert_int_equal(mkfifo("pipe.yaml", 0600), 0);
    expect("pipe.yaml", COC_INVALID, "pipe.yaml: not a regular file");

    put("big.yaml", "");
    assert_int_equal(truncate("big.yaml", 4 * 1024 * 1024 + 1), 0);
    expect("big.yaml", COC_INVALID, "big.yaml: the file is over 4 MiB");

    assert_int_equal(symlink("nowhere", "d/broken.yaml"), 0);
    expect("d", COC_ERROR, "d/broken.yaml: No such file or directory");
    assert_int_equal(unlink("d/broken.yaml"), 0);
}


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

    assert_int_equal(set->rules[0].any.n, 1 + 6);

    for (bars = 0, i = 1; i < set->rules[0].any.n; i++) {
        text = set->rules[0].any.pattern[i].text;
        assert_in_range(text.len, 5, 16 * 1024);
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


/* Cut anywhere, a file is read or refused, and nothing leaks. */

static void
test_cut(void **state)
{
    int             rc;
    char            text[1024];
    size_t          i;
    coc_ruleset_t  *set;

    (void) state;

    for (i = 0; i < sizeof(all_keys) - 1; i++) {
        put_bytes("r.yaml", all_keys, i);

        rc = load(&set, "r.yaml", text, sizeof(text));
        assert_true(rc == COC_OK || rc == COC_INVALID);
        coc_ruleset_destroy(set);
    }
}


/* Each byte replaced by what means something in YAML or in a pattern. */

static void
test_bent(void **state)
{
    int                rc;
    char               text[1024], body[sizeof(all_keys)];
    size_t             i;
    const char        *c;
    coc_ruleset_t     *set;
    static const char  bytes[] = "\n :,[{&!*'\"\\(\xc3";

    (void) state;

    memcpy(body, all_keys, sizeof(all_keys));

    for (i = 0; i < sizeof(all_keys) - 1; i++) {
        for (c = bytes; *c; c++) {
            body[i] = *c;
            put_bytes("r.yaml", body, sizeof(all_keys) - 1);

            rc = load(&set, "r.yaml", text, sizeof(text));

            /* a list of terms may have become the name of a file */

            if (strstr(text, "No such file") == NULL) {
                assert_true(rc == COC_OK || rc == COC_INVALID);
            }

            coc_ruleset_destroy(set);
        }

        body[i] = all_keys[i];
    }
}


static void
test_guard(void **state)
{
    size_t             i;
    coc_str_t          text, file;
    coc_alloc_t        alloc;
    coc_arena_t       *arena;
    coc_error_t        err;
    coc_yaml_node_t   *root;
    coc_test_alloc_t   count;
    coc_test_guard_t   guard;

    (void) state;

    alloc = coc_test_alloc(&count, 0);
    file = coc_str_from("f");

    for (i = 0; i < coc_nelts(bad_yaml); i++) {
        text.len = strlen(bad_yaml[i].body);
        text.data = coc_test_guard(&guard, bad_yaml[i].body, text.len);

        arena = coc_arena_create(&alloc, 1024 * 1024);
        assert_non_null(arena);

        (void) coc_yaml_check(file, text, &err);
        (void) coc_yaml_parse(&root, arena, file, text, &err);

        coc_arena_destroy(arena);
        coc_test_unguard(&guard);
    }

    assert_int_equal(count.live, 0);
}


/* Every allocation of ours refused in its turn; libyaml's are its own. */

static void
test_no_memory(void **state)
{
    int                rc;
    size_t             i;
    coc_str_t          paths[3];
    coc_error_t        err;
    coc_alloc_t        alloc;
    coc_ruleset_t     *set;
    coc_test_alloc_t   count;

    (void) state;

    put("r.yaml", all_keys);
    write_rules("1.yaml", "ugly", 0, 200, "T");
    put("t.txt", "one\ntwo\nthree\n");
    put("2.yaml", RULE "    terms: t.txt\n");

    paths[0] = coc_str_from("r.yaml");
    paths[1] = coc_str_from("[12].yaml");
    paths[2] = coc_str_from("empty/../1.yaml");

    for (i = 1; /* void */ ; i++) {
        alloc = coc_test_alloc(&count, i);
        rc = coc_ruleset_load(&set, &alloc, paths, 3, &err);

        if (rc == COC_OK) {
            coc_ruleset_destroy(set);
            assert_int_equal(count.live, 0);
            break;
        }

        assert_int_equal(rc, COC_ERROR);
        assert_string_equal(err.text, "no memory");
        assert_int_equal(count.live, 0);
    }

    assert_in_range(i, 10, 1000);
}


static int
enter(void **state)
{
    (void) state;

    return (mkdtemp(folder) != NULL && chdir(folder) == 0) ? 0 : -1;
}


static int
leave_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void) st;
    (void) type;
    (void) at;

    return remove(path);
}


static int
leave(void **state)
{
    (void) state;

    if (chdir("/") != 0) {
        return -1;
    }

    return nftw(folder, leave_one, 16, FTW_DEPTH | FTW_PHYS);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_bad_yaml),
        cmocka_unit_test(test_bad_keys),
        cmocka_unit_test(test_bad_patterns),
        cmocka_unit_test(test_good_patterns),
        cmocka_unit_test(test_all_keys),
        cmocka_unit_test(test_override),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_terms_many),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_bent),
        cmocka_unit_test(test_guard),
        cmocka_unit_test(test_no_memory)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, enter, leave);
}
