/*
 * Privileges that were taken: what each refuses, ends, two records of one
 * member, and text from a hostile server.
 */

#include "coc_test.h"
#include "coc_privilege.h"
#include "coc_str.h"


static coc_str_t
text_of(const char *s)
{
    return coc_str_from(s);
}


static void
test_names(void **state)
{
    unsigned         i;
    coc_privilege_e  which;

    (void) state;

    for (i = 0; i < COC_PRIVILEGE_MAX; i++) {
        assert_int_equal(coc_privilege_find(
                             text_of(coc_privilege_name((coc_privilege_e) i)),
                             &which), COC_OK);
        assert_int_equal(which, i);
    }

    assert_int_equal(coc_privilege_find(text_of(""), &which), COC_DECLINED);
    assert_int_equal(coc_privilege_find(text_of("no_"), &which), COC_DECLINED);
    assert_string_equal(coc_privilege_name(COC_PRIVILEGE_MAX), "");
}


static void
test_refuses(void **state)
{
    size_t            i;
    coc_posting_t     posting;
    coc_privileges_t  all;

    static const struct {
        coc_privilege_e  which;
        const char      *kind;
        size_t           links;
        size_t           files;
        int              refused;
    } cases[] = {
        { COC_PRIVILEGE_NO_POST, "post", 0, 0, 1 },
        { COC_PRIVILEGE_NO_POST, "case", 0, 0, 1 },
        { COC_PRIVILEGE_NO_POST, "comment", 1, 1, 0 },
        { COC_PRIVILEGE_NO_POST, "profile", 1, 1, 0 },
        { COC_PRIVILEGE_NO_COMMENT, "comment", 0, 0, 1 },
        { COC_PRIVILEGE_NO_COMMENT, "post", 1, 1, 0 },
        { COC_PRIVILEGE_NO_MESSAGE, "message", 0, 0, 1 },
        { COC_PRIVILEGE_NO_MESSAGE, "comment", 1, 1, 0 },
        { COC_PRIVILEGE_NO_LINK, "comment", 1, 0, 1 },
        { COC_PRIVILEGE_NO_LINK, "comment", 0, 1, 0 },
        { COC_PRIVILEGE_NO_LINK, "report", 1, 0, 0 },
        { COC_PRIVILEGE_NO_UPLOAD, "case", 0, 1, 1 },
        { COC_PRIVILEGE_NO_UPLOAD, "case", 1, 0, 0 },
        { COC_PRIVILEGE_NO_UPLOAD, "report", 0, 1, 0 },
        { COC_PRIVILEGE_READONLY, "profile", 0, 0, 1 },
        { COC_PRIVILEGE_READONLY, "", 0, 0, 1 },
        { COC_PRIVILEGE_PREMODERATE, "post", 1, 1, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        memset(&all, 0, sizeof(coc_privileges_t));
        coc_privilege_take(&all, cases[i].which, 2000, text_of("why"));

        posting.kind = text_of(cases[i].kind);
        posting.links = cases[i].links;
        posting.files = cases[i].files;

        assert_int_equal(coc_privilege_refuses(&all, &posting, 1999),
                         cases[i].refused ? cases[i].which
                                          : COC_PRIVILEGE_MAX);

        /* its end */

        assert_int_equal(coc_privilege_refuses(&all, &posting, 2000),
                         COC_PRIVILEGE_MAX);
    }

    /* of several the wider one */

    memset(&all, 0, sizeof(coc_privileges_t));
    coc_privilege_take(&all, COC_PRIVILEGE_NO_LINK, 0, text_of(""));
    coc_privilege_take(&all, COC_PRIVILEGE_READONLY, 2000, text_of(""));

    posting.kind = text_of("comment");
    posting.links = 1;

    assert_int_equal(coc_privilege_refuses(&all, &posting, 1),
                     COC_PRIVILEGE_READONLY);
    assert_int_equal(coc_privilege_refuses(&all, &posting, 2000),
                     COC_PRIVILEGE_NO_LINK);
}


static void
test_ends(void **state)
{
    coc_privileges_t  all;

    (void) state;

    memset(&all, 0, sizeof(coc_privileges_t));

    assert_int_equal(coc_privileges_taken(&all, 5), 0);
    assert_int_equal(coc_privileges_until(&all, 5), 0);

    coc_privilege_take(&all, COC_PRIVILEGE_NO_POST, 10, text_of(""));
    coc_privilege_take(&all, COC_PRIVILEGE_NO_LINK, 30, text_of(""));

    assert_int_equal(coc_privileges_taken(&all, 9), 1 | 8);
    assert_int_equal(coc_privileges_until(&all, 9), 30);
    assert_int_equal(coc_privileges_taken(&all, 10), 8);
    assert_int_equal(coc_privileges_taken(&all, 30), 0);
    assert_int_equal(coc_privileges_until(&all, 30), 0);

    coc_privilege_take(&all, COC_PRIVILEGE_NO_UPLOAD, 0, text_of(""));

    assert_int_equal(coc_privileges_until(&all, 9), 0);
    assert_int_equal(coc_privileges_taken(&all, 1000), 16);
}


static void
test_merge(void **state)
{
    coc_privileges_t  a, b;

    (void) state;

    memset(&a, 0, sizeof(coc_privileges_t));
    memset(&b, 0, sizeof(coc_privileges_t));

    coc_privilege_take(&a, COC_PRIVILEGE_NO_POST, 100, text_of("a"));
    coc_privilege_take(&b, COC_PRIVILEGE_NO_POST, 200, text_of("b"));
    coc_privilege_take(&a, COC_PRIVILEGE_NO_LINK, 0, text_of("a"));
    coc_privilege_take(&b, COC_PRIVILEGE_NO_LINK, 300, text_of("b"));
    coc_privilege_take(&a, COC_PRIVILEGE_NO_UPLOAD, 300, text_of("a"));
    coc_privilege_take(&b, COC_PRIVILEGE_NO_UPLOAD, 0, text_of("b"));
    coc_privilege_take(&a, COC_PRIVILEGE_READONLY, 10, text_of("a"));
    coc_privilege_take(&b, COC_PRIVILEGE_NO_MESSAGE, 10, text_of("b"));
    coc_privilege_take(&b, COC_PRIVILEGE_NO_COMMENT, 90, text_of("b"));

    coc_privileges_merge(&a, &b, 50);

    assert_int_equal(a.taken, 1 | 2 | 8 | 16);
    assert_int_equal(a.until[COC_PRIVILEGE_NO_POST], 200);
    assert_string_equal(a.reason[COC_PRIVILEGE_NO_POST], "b");
    assert_int_equal(a.until[COC_PRIVILEGE_NO_LINK], 0);
    assert_string_equal(a.reason[COC_PRIVILEGE_NO_LINK], "a");
    assert_int_equal(a.until[COC_PRIVILEGE_NO_UPLOAD], 0);
    assert_string_equal(a.reason[COC_PRIVILEGE_NO_UPLOAD], "b");
    assert_int_equal(a.until[COC_PRIVILEGE_NO_COMMENT], 90);
}


static void
test_text(void **state)
{
    char              longest[COC_PRIVILEGE_REASON + 2];
    size_t            i;
    coc_buf_t         buf;
    coc_str_t         reason;
    coc_alloc_t       alloc;
    coc_test_alloc_t  test;
    coc_privileges_t  all, back;

    static const char *const  bad[] = {
        "x", "0", "0:", "0:1", "0:1:", "0:1:a", "0:1:a\nx", "7:1:a\n",
        "-1:1:a\n", "0:-1:a\n", "0:9223372036854775808:a\n", ":1:a\n",
        "0::a\n", "0:1:a\tb\n", "0:1:\xff\n", "\n", "0:1:a\r\n"
    };

    (void) state;

    alloc = coc_test_alloc(&test, 0);

    memset(&all, 0, sizeof(coc_privileges_t));
    coc_privilege_take(&all, COC_PRIVILEGE_NO_POST, 0, text_of(""));
    coc_privilege_take(&all, COC_PRIVILEGE_NO_LINK, 17,
                       text_of("ads: 3 \"offers\" a day, \xc3\xa9tonnant"));

    coc_buf_init(&buf, &alloc, 4096);

    assert_int_equal(coc_privileges_write(&all, 1, &buf), COC_OK);
    assert_int_equal(coc_privileges_read(&back, coc_buf_str(&buf)), COC_OK);
    assert_memory_equal(&all, &back, sizeof(coc_privileges_t));

    coc_buf_reset(&buf);
    assert_int_equal(coc_privileges_write(&all, 0, &buf), COC_OK);
    assert_true(coc_str_eq(coc_buf_str(&buf), text_of("0:0:\n3:17:\n")));

    coc_buf_free(&buf);

    assert_int_equal(coc_privileges_read(&back, text_of("")), COC_OK);
    assert_int_equal(back.taken, 0);

    for (i = 0; i < coc_nelts(bad); i++) {
        assert_int_equal(coc_privileges_read(&back, text_of(bad[i])),
                         COC_INVALID);
        assert_int_equal(back.taken, 0);
    }

    memset(longest, 'r', sizeof(longest));
    reason.data = (const uint8_t *) longest;
    reason.len = COC_PRIVILEGE_REASON;

    assert_true(coc_privilege_reason(reason));
    reason.len++;
    assert_false(coc_privilege_reason(reason));

    coc_privilege_take(&all, COC_PRIVILEGE_READONLY, 1, reason);
    assert_int_equal(strlen(all.reason[COC_PRIVILEGE_READONLY]),
                     COC_PRIVILEGE_REASON);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_text)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
