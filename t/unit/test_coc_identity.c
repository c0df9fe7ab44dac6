/*
 * Identities: what is the same however it is written, and what Redis says.
 */

#include "coc_test.h"
#include "coc_test_resp.h"

#include "coc_identity_text.h"
#include "coc_str.h"


/* NULL: it is none. */

typedef struct {
    coc_identity_e  kind;
    const char     *text;
    const char     *whole;
    const char     *other;      /* the other form */
} form_t;


static void
test_form(const form_t *form, coc_identity_form_e which, const char *expected)
{
    int         rc;
    size_t      len;
    uint8_t     out[COC_IDENTITY_FLAT];
    coc_str_t   s;

    rc = coc_identity_text(form->kind, coc_str_from(form->text), which, out,
                           &len);

    if (expected == NULL) {
        if (rc != COC_DECLINED) {
            fail_msg("\"%s\" is \"%.*s\"", form->text, (int) len, out);
        }

        return;
    }

    s.data = out;
    s.len = len;

    if (rc != COC_OK || !coc_str_eq(s, coc_str_from(expected))) {
        fail_msg("\"%s\" is \"%.*s\", not \"%s\"", form->text,
                 (rc == COC_OK) ? (int) len : 0, out, expected);
    }
}


static const form_t  forms[] = {
    { COC_IDENTITY_EMAIL, "Jane.Doe@Clinic.Example",
      "jane.doe@clinic.example", NULL },
    { COC_IDENTITY_EMAIL, " mailto:jane@clinic.example. ",
      "jane@clinic.example", NULL },
    { COC_IDENTITY_EMAIL, "jane+code@clinic.example",
      "jane@clinic.example", NULL },
    { COC_IDENTITY_EMAIL, "+@clinic.example", "+@clinic.example", NULL },
    { COC_IDENTITY_EMAIL, "j.a.n.e+x@GoogleMail.com", "jane@gmail.com",
      NULL },
    { COC_IDENTITY_EMAIL, "...@gmail.com", NULL, NULL },
    { COC_IDENTITY_EMAIL, "jane (at) clinic [dot] example",
      "jane@clinic.example", NULL },
    { COC_IDENTITY_EMAIL, "jane at clinic dot example",
      "jane@clinic.example", NULL },
    { COC_IDENTITY_EMAIL, "<jane\xef\xbc\xa0" "clinic.example>",
      "jane@clinic.example", NULL },
    { COC_IDENTITY_EMAIL, "j\xd0\xb0ne@clinic.example",
      "jane@clinic.example", NULL },
    { COC_IDENTITY_EMAIL, "jane@clinic", NULL, NULL },
    { COC_IDENTITY_EMAIL, "jane@@clinic.example", NULL, NULL },
    { COC_IDENTITY_EMAIL, "@clinic.example", NULL, NULL },
    { COC_IDENTITY_EMAIL, "jane", NULL, NULL },
    { COC_IDENTITY_EMAIL, "", NULL, NULL },

    { COC_IDENTITY_PHONE, "(617) 555-0142", "16175550142", NULL },
    { COC_IDENTITY_PHONE, "617.555.0142 x 77", "16175550142", NULL },
    { COC_IDENTITY_PHONE, "+1 617 555 0142 ext. 5", "16175550142", NULL },
    { COC_IDENTITY_PHONE, "1-617-555-0142;ext=5", "16175550142", NULL },
    { COC_IDENTITY_PHONE, "tel:+16175550142", "16175550142", NULL },
    { COC_IDENTITY_PHONE, "+44 (0)20 7946 0958", "442079460958", NULL },
    { COC_IDENTITY_PHONE, "011 44 20 7946 0958", "442079460958", NULL },
    { COC_IDENTITY_PHONE, "0044 20 7946 0958", "442079460958", NULL },
    { COC_IDENTITY_PHONE, "01 42 68 53 00", "0142685300", NULL },
    { COC_IDENTITY_PHONE, "555-0142", NULL, NULL },
    { COC_IDENTITY_PHONE, "12345678901234567", NULL, NULL },
    { COC_IDENTITY_PHONE, "123456789012345678901234567890", NULL, NULL },
    { COC_IDENTITY_PHONE, "none", NULL, NULL },

    { COC_IDENTITY_NPI, "1234567893", "1234567893", NULL },
    { COC_IDENTITY_NPI, "1234 567-893", "1234567893", NULL },
    { COC_IDENTITY_NPI, "123456789", NULL, NULL },
    { COC_IDENTITY_NPI, "12345678931", NULL, NULL },
    { COC_IDENTITY_NPI, "9234567893", NULL, NULL },
    { COC_IDENTITY_NPI, "NPI1234567893", NULL, NULL },

    { COC_IDENTITY_LICENSE, "CA A-123456", "caa123456", "a123456" },
    { COC_IDENTITY_LICENSE, "NY-0123456", "ny0123456", "0123456" },
    { COC_IDENTITY_LICENSE, "a123456", "a123456", NULL },
    { COC_IDENTITY_LICENSE, "MD 123", "md123", NULL },
    { COC_IDENTITY_LICENSE, "12", NULL, NULL },
    { COC_IDENTITY_LICENSE, "pending", NULL, NULL },

    { COC_IDENTITY_NAME, "Dr. Jane Q. Public, MD, FACC", "jane public",
      NULL },
    { COC_IDENTITY_NAME, "Public, Jane Q., M.D.", "jane public", NULL },
    { COC_IDENTITY_NAME, "PUBLIC,JANE", "jane public", NULL },
    { COC_IDENTITY_NAME, "Public, Dr. Jane", "jane public", NULL },
    { COC_IDENTITY_NAME, "Prof. Dr. Jane Public Ph.D.", "jane public",
      NULL },
    { COC_IDENTITY_NAME, "Smith, Jr., John", "john smith", NULL },
    { COC_IDENTITY_NAME, "John Smith III", "john smith", NULL },
    { COC_IDENTITY_NAME, "J.R. John Smith", "john smith", NULL },
    { COC_IDENTITY_NAME, "Jane Quincy Public", "jane quincy public",
      "jane public" },
    { COC_IDENTITY_NAME, "Jan van der Berg", "jan van der berg",
      "jan berg" },
    { COC_IDENTITY_NAME, "Anne-Marie O\xe2\x80\x99" "Brien",
      "anne marie obrien", "anne obrien" },
    { COC_IDENTITY_NAME, "Jos\xc3\xa9 Garc\xc3\xad" "a", "jose garcia",
      NULL },
    { COC_IDENTITY_NAME, "J\xd0\xb0ne Public", "jane public", NULL },
    { COC_IDENTITY_NAME, "Kim Do", "kim do", NULL },
    { COC_IDENTITY_NAME, "Kim Do, DO", "kim do", NULL },
    { COC_IDENTITY_NAME, "Dr. House", NULL, NULL },
    { COC_IDENTITY_NAME, "J. Public", NULL, NULL },
    { COC_IDENTITY_NAME, "MD, PhD", NULL, NULL },
    { COC_IDENTITY_NAME, "Jane 2", NULL, NULL },
    { COC_IDENTITY_NAME, ", ,", NULL, NULL },
    { COC_IDENTITY_NAME,
      "aa bb cc dd ee ff gg hh ii jj kk ll mm nn oo pp qq", NULL, NULL },

    { COC_IDENTITY_HANDLE, "@Dr_Bones", "dr_bones", NULL },
    { COC_IDENTITY_HANDLE, "dr.bones", "dr.bones", NULL },
    { COC_IDENTITY_HANDLE, "@", NULL, NULL },
    { COC_IDENTITY_HANDLE, "bones\xff", NULL, NULL },
    { COC_IDENTITY_HANDLE, "two words", NULL, NULL },

    { COC_IDENTITY_DISPLAY, "Code Admin", "codeadrnln", NULL },
    { COC_IDENTITY_DISPLAY, "C0de_AdmIn", "codeadrnln", NULL },
    { COC_IDENTITY_DISPLAY, "C\xcc\xa3ode\xe2\x80\x8b" "Adrnin",
      "codeadrnln", NULL },
    { COC_IDENTITY_DISPLAY, "!", NULL, NULL },

    { COC_IDENTITY_PAIR, "bones Jane Public", NULL, NULL }
};


static void
test_forms(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(forms); i++) {
        test_form(&forms[i], COC_IDENTITY_WHOLE, forms[i].whole);
        test_form(&forms[i], COC_IDENTITY_SHORT, forms[i].other);
    }
}


/* Bytes of any kind, and the longest text: inside its page. */

static void
test_bytes(void **state)
{
    size_t            i, k, len;
    uint8_t           text[COC_IDENTITY_TEXT + 1], out[COC_IDENTITY_FLAT];
    uint32_t          seed;
    coc_str_t         s;
    coc_test_guard_t  guard;

    static const char  chars[] = "aA1 .,'-@+(0)x\xef\xb7\xba\xd0\xb0\xff";

    (void) state;

    seed = 1;

    for (i = 0; i < 20000; i++) {

        s.len = i % sizeof(text);

        for (k = 0; k < s.len; k++) {
            seed = seed * 1664525 + 1013904223;
            text[k] = (i < 8) ? (uint8_t) "a1 .x@\xef+"[i]
                              : (uint8_t) chars[(seed >> 16)
                                                % (sizeof(chars) - 1)];
        }

        s.data = coc_test_guard(&guard, text, s.len);

        for (k = 0; k < COC_IDENTITY_MAX; k++) {
            (void) coc_identity_text((coc_identity_e) k, s,
                                     COC_IDENTITY_WHOLE, out, &len);
            (void) coc_identity_text((coc_identity_e) k, s,
                                     COC_IDENTITY_SHORT, out, &len);
        }

        coc_test_unguard(&guard);
    }

    /* a ligature of eighteen letters, as often as fits */

    for (k = 0; k + 3 <= COC_IDENTITY_TEXT; k += 3) {
        memcpy(text + k, "\xef\xb7\xba", 3);
    }

    s.data = text;
    s.len = k;
    assert_int_equal(coc_identity_text(COC_IDENTITY_HANDLE, s,
                                       COC_IDENTITY_WHOLE, out, &len),
                     COC_DECLINED);

    memset(text, 'a', sizeof(text));
    s.len = sizeof(text);
    assert_int_equal(coc_identity_text(COC_IDENTITY_HANDLE, s,
                                       COC_IDENTITY_WHOLE, out, &len),
                     COC_DECLINED);
    s.len--;
    assert_int_equal(coc_identity_text(COC_IDENTITY_HANDLE, s,
                                       COC_IDENTITY_WHOLE, out, &len),
                     COC_OK);
}


/* What Redis holds depends on these bytes; made with Python's hmac. */

static void
test_tokens(void **state)
{
    size_t          n;
    coc_keys_t      keys;
    coc_identity_t  one, two[COC_IDENTITY_VARIANTS];

    (void) state;

    assert_int_equal(coc_keys_derive(&keys, coc_str_from("0123456789abcdef")),
                     COC_OK);

    assert_int_equal(coc_identity_token(&keys, COC_IDENTITY_EMAIL,
                                        coc_str_from("Jane@Clinic.example"),
                                        &one), COC_OK);
    assert_string_equal(one.token, "4fc1c5e045aea023e915a55e4ba72006");
    assert_int_equal(one.kind, COC_IDENTITY_EMAIL);
    assert_int_equal(one.staff, 0);

    assert_int_equal(coc_identity_tokens(&keys, COC_IDENTITY_NAME,
                                         coc_str_from("Jane Q. A. Public"),
                                         two, &n), COC_OK);
    assert_int_equal(n, 1);
    assert_string_equal(two[0].token, "531a40df410cc2e8279d6eece51ce16c");

    assert_int_equal(coc_identity_tokens(&keys, COC_IDENTITY_NAME,
                                         coc_str_from("Jane Ann Public"),
                                         two, &n), COC_OK);
    assert_int_equal(n, 2);
    assert_string_equal(two[1].token, "531a40df410cc2e8279d6eece51ce16c");
    assert_string_not_equal(two[0].token, "531a40df410cc2e8279d6eece51ce16c");

    assert_int_equal(coc_identity_pair(&keys, coc_str_from("@Bones"),
                                       coc_str_from("Dr. Jane Ann Public"),
                                       &one), COC_OK);
    assert_string_equal(one.token, "eef262fcb0a13f08858cee39f36ffdd9");
    assert_int_equal(one.kind, COC_IDENTITY_PAIR);

    assert_int_equal(coc_identity_pair(&keys, coc_str_from("@Bones"),
                                       coc_str_from("Jane"), &one),
                     COC_DECLINED);
    assert_int_equal(coc_identity_pair(&keys, coc_str_from("@"),
                                       coc_str_from("Jane Public"), &one),
                     COC_DECLINED);

    /* one text, two kinds: two tokens */

    assert_int_equal(coc_identity_token(&keys, COC_IDENTITY_NPI,
                                        coc_str_from("1234567893"), &one),
                     COC_OK);
    assert_int_equal(coc_identity_token(&keys, COC_IDENTITY_HANDLE,
                                        coc_str_from("1234567893"), &two[0]),
                     COC_OK);
    assert_string_not_equal(one.token, two[0].token);

    coc_keys_wipe(&keys);
}


static void
test_names(void **state)
{
    int             i;
    coc_identity_e  kind;

    (void) state;

    for (i = 0; i < COC_IDENTITY_MAX; i++) {
        assert_int_equal(coc_identity_find(
                             coc_str_from(coc_identity_name(
                                 (coc_identity_e) i)), &kind), COC_OK);
        assert_int_equal(kind, i);
    }

    assert_int_equal(coc_identity_find(coc_str_from("Email"), &kind),
                     COC_DECLINED);
}


#define A  "0123456789abcdef0123456789abcdef"
#define B  "fedcba9876543210fedcba9876543210"


static void
test_owners(void **state)
{
    char                   resp[4096], line[2048];
    size_t                 i, len;
    redisReply            *reply;
    coc_identity_owners_t  owners;

    static const struct {
        const char   *line;
        coc_reply_e   class;
        size_t        n;
        unsigned      staff;
    } cases[] = {
        { "[]", COC_REPLY_OK, 0, 0 },
        { "[" A " -]", COC_REPLY_BAD, 0, 0 },
        { "[" A "]", COC_REPLY_BAD, 0, 0 },
        { "[" A " x1]", COC_REPLY_OK, 1, 0 },
        { "[" A "0 x1]", COC_REPLY_BAD, 0, 0 },
        { "[nobody x1]", COC_REPLY_BAD, 0, 0 },
        { "[1 x1]", COC_REPLY_BAD, 0, 0 },
        { "[[] x1]", COC_REPLY_BAD, 0, 0 },
        { "-", COC_REPLY_BAD, 0, 0 },
        { "7", COC_REPLY_BAD, 0, 0 },
        { "word", COC_REPLY_BAD, 0, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        len = coc_test_resp(cases[i].line, resp);
        reply = coc_test_reply(resp, len);
        assert_non_null(reply);

        if (coc_identity_get_reply(reply, &owners) != cases[i].class) {
            fail_msg("%s", cases[i].line);
        }

        assert_int_equal(owners.n, cases[i].n);
        freeReplyObject(reply);
    }

    /* the words of scores: "0" is of the staff */

    len = (size_t) snprintf(resp, sizeof(resp),
                            "*4\r\n$32\r\n" A "\r\n$1\r\n0\r\n"
                            "$32\r\n" B "\r\n$1\r\n1\r\n");
    reply = coc_test_reply(resp, len);
    assert_int_equal(coc_identity_get_reply(reply, &owners), COC_REPLY_OK);
    assert_int_equal(owners.n, 2);
    assert_int_equal(owners.staff, 1);
    assert_string_equal(owners.owner[0].hash, A);
    assert_string_equal(owners.owner[1].hash, B);
    freeReplyObject(reply);

    /* one too many: nobody's */

    (void) snprintf(line, sizeof(line), "[");

    for (i = 0; i <= COC_IDENTITY_OWNERS; i++) {
        (void) snprintf(line + strlen(line), sizeof(line) - strlen(line),
                        " a%031zu x1", i);
    }

    (void) snprintf(line + strlen(line), sizeof(line) - strlen(line), "]");

    reply = coc_test_reply(resp, coc_test_resp(line, resp));
    assert_int_equal(coc_identity_get_reply(reply, &owners), COC_REPLY_OK);
    assert_int_equal(owners.many, 1);
    assert_int_equal(owners.n, 0);
    freeReplyObject(reply);
}


static void
test_lists(void **state)
{
    int              is;
    char             resp[8192], line[4096];
    size_t           i, n;
    redisReply      *reply;
    coc_identity_t   list[COC_IDENTITY_TOKENS];

    static const struct {
        const char   *line;
        coc_reply_e   class;
        size_t        n;
    } cases[] = {
        { "[]", COC_REPLY_OK, 0 },
        { "[e" A " d" B "]", COC_REPLY_OK, 2 },
        { "[e" A " Z" B "]", COC_REPLY_OK, 1 },
        { "[e" A "0]", COC_REPLY_BAD, 0 },
        { "[~]", COC_REPLY_BAD, 0 },
        { "[1]", COC_REPLY_BAD, 0 },
        { "word", COC_REPLY_BAD, 0 },
        { "-", COC_REPLY_BAD, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        reply = coc_test_reply(resp, coc_test_resp(cases[i].line, resp));
        n = 0;

        if (coc_identity_list_reply(reply, list, &n) != cases[i].class
            || n != cases[i].n)
        {
            fail_msg("%s", cases[i].line);
        }

        freeReplyObject(reply);
    }

    (void) snprintf(line, sizeof(line), "[");

    for (i = 0; i < COC_IDENTITY_TOKENS + 3; i++) {
        (void) snprintf(line + strlen(line), sizeof(line) - strlen(line),
                        " ea%031zu", i);
    }

    (void) snprintf(line + strlen(line), sizeof(line) - strlen(line), "]");

    reply = coc_test_reply(resp, coc_test_resp(line, resp));
    assert_int_equal(coc_identity_list_reply(reply, list, &n), COC_REPLY_OK);
    assert_int_equal(n, COC_IDENTITY_TOKENS + 3);
    freeReplyObject(reply);

    for (i = 0; i < 3; i++) {
        (void) snprintf(line, sizeof(line), "%zu", i);
        reply = coc_test_reply(resp, coc_test_resp(line, resp));
        assert_int_equal(coc_identity_is_reply(reply, &is),
                         (i < 2) ? COC_REPLY_OK : COC_REPLY_BAD);
        assert_true(i == 2 || is == (int) i);
        freeReplyObject(reply);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_owners),
        cmocka_unit_test(test_lists)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
