/*
 * What the tests of rule files share: a folder of their own, in which places
 * read "r.yaml:1:1", loading, and tables of what is refused.
 */

#ifndef _COC_TEST_RULES_H_INCLUDED_
#define _COC_TEST_RULES_H_INCLUDED_


#include "coc_test.h"

#include <ftw.h>
#include <sys/stat.h>

#include "coc_ruleset.h"
#include "coc_str.h"


#define HEAD  "section: ugly\nrules:\n"

#define RULE  HEAD "  - id: a-1\n    title: T\n    severity: 2\n"              \
              "    action: flag\n"
#define ANY   RULE "    any: [x]\n"                     /* line 8 follows */


typedef struct {
    const char  *body;
    const char  *error;         /* after "r.yaml" */
} bad_t;


static __attribute__ ((unused)) const char  all_keys[] =
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
    "  - {id: threat-2, title: T, severity: 3, action: hold,\r\n"
    "     kinds: message,\r\n"
    "     any: x, unless: {quoted: false, any: y}, tests: {hit: x}}\r\n"
    "section: threat\r\n";


static char  folder[] = "/tmp/coc-rulesetXXXXXX";


static __attribute__ ((unused)) void
put_bytes(const char *name, const void *data, size_t len)
{
    FILE  *file;

    file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}


static __attribute__ ((unused)) void
put(const char *name, const char *text)
{
    put_bytes(name, text, strlen(text));
}


static __attribute__ ((unused)) int
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


static __attribute__ ((unused)) coc_ruleset_t *
load_ok(const char *path)
{
    char            text[1024];
    coc_ruleset_t  *set;

    if (load(&set, path, text, sizeof(text)) != COC_OK) {
        fail_msg("%s", text);
    }

    return set;
}


static __attribute__ ((unused)) void
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


static __attribute__ ((unused)) void
assert_text(coc_str_t s, const char *text)
{
    assert_int_equal(s.len, strlen(text));
    assert_memory_equal(s.data, text, s.len);
}


static __attribute__ ((unused)) void
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


static __attribute__ ((unused)) void
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


static __attribute__ ((unused)) int
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


#endif /* _COC_TEST_RULES_H_INCLUDED_ */
