/*
 * How files are found and put together into a set; want of memory.
 */

#include "coc_test_rules.h"


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

    assert_int_equal(symlink("loop", "loop"), 0);
    expect("loop", COC_ERROR, "loop: Too many levels of symbolic links");
    expect("loop/*.yaml", COC_ERROR, "loop/*.yaml: a folder can't be read");

    /* files of the kernel: no size, and no reading at 0 */

    expect("/proc/self/status", COC_ERROR,
           "/proc/self/status: the file changed while it was read");
    expect("/proc/self/mem", COC_ERROR,
           "/proc/self/mem: Input/output error");

    put("big.yaml", "");
    assert_int_equal(truncate("big.yaml", 4 * 1024 * 1024 + 1), 0);
    expect("big.yaml", COC_INVALID, "big.yaml: the file is over 4 MiB");

    assert_int_equal(symlink("nowhere", "d/broken.yaml"), 0);
    expect("d", COC_ERROR, "d/broken.yaml: No such file or directory");
    assert_int_equal(unlink("d/broken.yaml"), 0);
}


/*
 * Every allocation of ours refused in its turn; libyaml's are its own.  The
 * arena asks for blocks only: the padding moves what they end in.
 */

static size_t
no_memory(const coc_str_t *paths, size_t n)
{
    int                rc;
    size_t             i;
    coc_error_t        err;
    coc_alloc_t        alloc;
    coc_ruleset_t     *set;
    coc_test_alloc_t   count;

    for (i = 1; /* void */ ; i++) {
        alloc = coc_test_alloc(&count, i);
        rc = coc_ruleset_load(&set, &alloc, paths, n, &err);

        if (rc == COC_OK) {
            coc_ruleset_destroy(set);
            assert_int_equal(count.live, 0);
            return i;
        }

        assert_int_equal(rc, COC_ERROR);
        assert_string_equal(err.text, "no memory");
        assert_int_equal(count.live, 0);
    }
}


static void
test_no_memory(void **state)
{
    FILE       *file;
    size_t      i, k;
    coc_str_t   paths[3];

    (void) state;

    put("r.yaml", all_keys);
    put("t.txt", "one\ntwo\nthree\n");

    paths[0] = coc_str_from("r.yaml");
    paths[1] = coc_str_from("[12].yaml");
    paths[2] = coc_str_from("empty/../1.yaml");

    for (i = 0; i < 160; i++) {
        write_rules("1.yaml", "ugly", 0, i, "T");

        if (i == 0) {
            put("1.yaml", ANY);
        }

        file = fopen("2.yaml", "w");
        assert_non_null(file);
        fputs(RULE "    tests:\n      hit:\n", file);

        for (k = 0; k < i; k++) {
            fprintf(file, "        - 'caf\xc3\xa9 %zu'\n", k);
        }

        fputs("        - x\n    any: ['(?i)caf\xd0\xb6', b]\n"
              "    terms: t.txt\n", file);
        assert_int_equal(fclose(file), 0);

        assert_in_range(no_memory(paths, 3), 10, 1000);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_override),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_no_memory)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, enter, leave);
}
