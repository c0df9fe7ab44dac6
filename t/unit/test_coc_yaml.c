/*
 * What is not the YAML of rule files, files cut and bent, bytes that end at
 * an unreadable page.
 */

#include "coc_test_rules.h"

#include "coc_yaml.h"


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


static void
test_bad_yaml(void **state)
{
    (void) state;
    bad_table(bad_yaml, coc_nelts(bad_yaml));
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


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_bad_yaml),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_bent),
        cmocka_unit_test(test_guard)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, enter, leave);
}
