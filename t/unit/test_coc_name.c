/*
 * Names of a form's fields to paths.
 */

#include "coc_test.h"
#include "coc_name.h"
#include "coc_str.h"


typedef struct {
    const char  *name;
    size_t       len;           /* 0: as its NUL says */
    const char  *path;
    const char  *other;
    unsigned     top;
} name_t;


static const name_t  names[] = {
    { "", 0, "", "", 1 },
    { "title", 0, "title", "", 1 },
    { "a]b", 0, "a]b", "", 1 },
    { "post[title]", 0, "post.title", "", 0 },
    { "post.title", 0, "post.title", "post_title", 1 },
    { "a b", 0, "a b", "a_b", 1 },
    { "  a", 0, "  a", "a", 1 },
    { "a\0b", 3, "a\0b", "a", 1 },
    { "a[]", 0, "a.[]", "", 0 },
    { "a[ ]", 0, "a.[]", "", 0 },
    { "a[][b]", 0, "a.[].b", "", 0 },
    { "a[0][b]", 0, "a.0.b", "", 0 },
    { "a[0].b", 0, "a.0.b", "a.0", 0 },
    { "a[0]b[c]", 0, "a.0.b.c", "a.0", 0 },
    { "a.b[c.d]", 0, "a.b.c.d", "a_b.c.d", 0 },
    { "[a]", 0, "a", "", 0 },
    { "[a][b]", 0, "a.b", "", 0 },
    { "a[b", 0, "a.b", "a_b", 0 },
    { "a[b[c", 0, "a.b.c", "a_b_c", 0 },
    { "a[", 0, "a", "a_", 0 },
    { "[", 0, "", "_", 0 },
    { "a[b][", 0, "a.b", "", 0 }
};


static void
test_names(void **state)
{
    size_t             i;
    coc_buf_t          buf;
    coc_str_t          name, path;
    coc_name_t         n;
    coc_alloc_t        alloc;
    coc_test_alloc_t   counts;
    coc_test_guard_t   guard;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    coc_buf_init(&buf, &alloc, 4096);

    for (i = 0; i < coc_nelts(names); i++) {
        name.len = names[i].len ? names[i].len : strlen(names[i].name);
        name.data = coc_test_guard(&guard, names[i].name, name.len);
        assert_int_equal(coc_name_read(&n, name, &buf), COC_OK);

        path.data = (const uint8_t *) names[i].path;
        path.len = names[i].len ? names[i].len : strlen(names[i].path);

        if (!coc_str_eq(n.path, path)
            || !coc_str_eq(n.other, coc_str_from(names[i].other))
            || n.top != names[i].top)
        {
            fail_msg("%s: %.*s, %.*s, %u", names[i].name, (int) n.path.len,
                     n.path.data, (int) n.other.len, n.other.data, n.top);
        }

        coc_test_unguard(&guard);
    }

    coc_buf_free(&buf);
    assert_int_equal(counts.live, 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_names)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
