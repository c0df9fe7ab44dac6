/*
 * Content-Type and its parameters.
 */

#include "coc_test.h"
#include "coc_ctype.h"
#include "coc_str.h"


static coc_str_t
slice(coc_test_guard_t *guard, const char *text)
{
    coc_str_t  s;

    s.len = strlen(text);
    s.data = coc_test_guard(guard, text, s.len);

    return s;
}


static void
test_essence(void **state)
{
    size_t            i;
    coc_ctype_t       type;
    coc_test_guard_t  guard;

    static const struct {
        const char  *value;
        const char  *essence;
        int          json;
        int          text;
    } tests[] = {
        { "", "", 0, 0 },
        { "application/json", "application/json", 1, 0 },
        { " Application/JSON ", "Application/JSON", 1, 0 },
        { "application/json;charset=utf-8", "application/json", 1, 0 },
        { "application/json ; x", "application/json", 1, 0 },
        { "application/json x", "application/json", 1, 0 },
        { "application/ld+json", "application/ld+json", 1, 0 },
        { "+json", "+json", 0, 0 },
        { "x+json", "x+json", 1, 0 },
        { "application/jsonx", "application/jsonx", 0, 0 },
        { "text/json", "text/json", 1, 1 },
        { "text/", "text/", 0, 1 },
        { "text", "text", 0, 0 },
        { ";x=y", "", 0, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        assert_int_equal(coc_ctype_parse(&type, slice(&guard, tests[i].value)),
                         COC_OK);

        if (!coc_str_eq(type.essence, coc_str_from(tests[i].essence))
            || coc_ctype_is_json(&type) != tests[i].json
            || coc_ctype_is_text(&type) != tests[i].text
            || !coc_ctype_is(&type, tests[i].essence))
        {
            fail_msg("\"%s\"", tests[i].value);
        }

        coc_test_unguard(&guard);
    }

    assert_int_equal(coc_ctype_parse(&type, coc_str_from("a/b, c/d; x=y")),
                     COC_INVALID);
    assert_int_equal(coc_ctype_parse(&type, coc_str_from("a/b; x=c,d")),
                     COC_OK);
}


/* All parameters as "name=value|", or "!" where they can't be read. */

static void
test_params(void **state)
{
    int               rc;
    char              got[256];
    size_t            i, n, len;
    uint8_t           value[64];
    coc_str_t         rest;
    coc_param_t       param;
    coc_test_guard_t  guard;

    static const char *const  tests[][2] = {
        { "", "" },
        { ";", "" },
        { "; ; ;", "" },
        { "; a=b", "a=b|" },
        { ";a=b;c=d", "a=b|c=d|" },
        { "; A = b ; C=\"d\" ; ", "A=b|C=d|" },
        { ";a", "a=|" },
        { ";a;b=", "a=|b=|" },
        { ";a=\"\"", "a=|" },
        { ";a=\"b;c=d\"", "a=b;c=d|" },
        { ";a=\"b\\\"c\\\\d\\e\"", "a=b\"c\\d\\e|" },
        { ";a=b\\\\c", "a=b\\\\c|" },
        { ";=b", "=b|" },
        { ";a==b=", "a==b=|" },
        { ";a=\"b", "!" },
        { ";a=\"b\\\"", "!" },
        { ";a=\"b\\", "!" },
        { ";a=\"", "!" },
        { ";a=b; c=\"d\"e", "a=b|!" },
        { ";a=b\"c", "!" },
        { ";a\"b=c", "!" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        rest = slice(&guard, tests[i][0]);
        n = 0;

        while ((rc = coc_param_next(&rest, &param)) == COC_OK) {
            len = coc_param_value(&param, value);
            assert_true(len <= param.value.len);

            n += (size_t) snprintf(got + n, sizeof(got) - n, "%.*s=%.*s|",
                                   (int) param.name.len, param.name.data,
                                   (int) len, value);
        }

        n += (size_t) snprintf(got + n, sizeof(got) - n, "%s",
                               rc == COC_DECLINED ? "" : "!");
        assert_string_equal(got, tests[i][1]);
        coc_test_unguard(&guard);
    }
}


static void
test_find(void **state)
{
    size_t       i;
    coc_ctype_t  type;
    coc_param_t  param;

    static const struct {
        const char  *value;
        int          rc;
        const char  *found;
    } tests[] = {
        { "a/b", COC_DECLINED, NULL },
        { "a/b; xx=1", COC_DECLINED, NULL },
        { "a/b; x=1", COC_OK, "1" },
        { "a/b; y=2; X=\"1\"", COC_OK, "1" },
        { "a/b; x=1; x=\"1\"", COC_OK, "1" },
        { "a/b; x=1; x=2", COC_INVALID, NULL },
        { "a/b; x=1; y=\"2", COC_INVALID, NULL }
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        assert_int_equal(coc_ctype_parse(&type,
                                         coc_str_from(tests[i].value)),
                         COC_OK);
        assert_int_equal(coc_ctype_find(&type, "x", &param), tests[i].rc);

        if (tests[i].found != NULL) {
            assert_true(coc_str_eq(param.value,
                                   coc_str_from(tests[i].found)));
        }
    }
}


static void
test_charset(void **state)
{
    size_t                i;
    coc_error_t           err;
    coc_ctype_t           type;
    const coc_charset_t  *charset;

    static const struct {
        const char  *value;
        int          rc;
        const char  *text;      /* of the error, or the charset's label */
    } tests[] = {
        { "", COC_OK, NULL },
        { "a/b", COC_OK, NULL },
        { "a/b; charset=UTF-8", COC_OK, "utf-8" },
        { "a/b; CHARSET=\"utf8\"; x=y", COC_OK, "utf-8" },
        { "a/b; charset=US-ASCII", COC_OK, "us-ascii" },
        { "a/b; charset=koi8-r", COC_OK, "koi8-r" },
        { "a/b; charset=klingon", COC_UNSUPPORTED, "\"klingon\"" },
        { "a/b; charset=utf-8; charset=utf-16", COC_INVALID, "two charsets" },
        { "a/b; charset=\"a b\"", COC_UNSUPPORTED, "\"?\"" },
        { "a/b; charset=aaaaaaaaaabbbbbbbbbbccccccccccddddddddd",
          COC_UNSUPPORTED, "aaabbbbbbbbbbccccccccccddddddddd\"" },
        { "a/b; charset=aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd",
          COC_UNSUPPORTED, "\"?\"" },
        { "a/b; charset=\"utf-8", COC_INVALID, "can't be read" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        assert_int_equal(coc_ctype_parse(&type,
                                         coc_str_from(tests[i].value)),
                         COC_OK);
        assert_int_equal(coc_ctype_told(&type, 7, &charset, &err),
                         tests[i].rc);

        if (tests[i].rc == COC_OK) {
            assert_int_equal(charset == NULL, tests[i].text == NULL);
            assert_true(charset == NULL
                        || strstr(charset->labels, tests[i].text) != NULL);

        } else {
            assert_int_equal(err.offset, 7);
            assert_non_null(strstr(err.text, tests[i].text));
        }
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_essence),
        cmocka_unit_test(test_params),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_charset)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
