/*
 * Text bodies: one field, a byte order mark left out.
 */

#include "coc_test_decode.h"


#define TEXT  "text/plain"


static const coc_test_body_t  bodies[] = {
    { TEXT, "hello", 0, "T=hello\n", COC_OK, 0, NULL },
    { TEXT, "a=b&c\r\n{\"x\"}", 0, "T=a=b&c<0d><0a>{\"x\"}\n", COC_OK, 0,
      NULL },
    { TEXT, "\0\0", 2, "T=<00><00>\n", COC_OK, 0, NULL },
    { TEXT, "\xef\xbb\xbfhello", 0, "T=hello\n", COC_OK, 0, NULL },
    { TEXT, "\xef\xbb\xbf\xef\xbb\xbf", 0, "T=<ef><bb><bf>\n", COC_OK, 0,
      NULL },
    { TEXT, "\xef\xbb\xbf", 0, "T=\n", COC_OK, 0, NULL },
    { TEXT, "\xef\xbb", 0, "T=<ef><bb>\n", COC_OK, 0, NULL },
    { TEXT, "\xef\xbbx", 0, "T=<ef><bb>x\n", COC_OK, 0, NULL },
    { TEXT, "\xef\xef\xbb\xbf", 0, "T=<ef><ef><bb><bf>\n", COC_OK, 0, NULL },
    { TEXT, "x\xef\xbb\xbf", 0, "T=x<ef><bb><bf>\n", COC_OK, 0, NULL },
    { "text/html; charset=\"utf-8\"", "<p>x", 0, "T=<p>x\n", COC_OK, 0, NULL },
    { "TEXT/Markdown", "{}", 0, "T={}\n", COC_OK, 0, NULL }
};


static void
test_bodies(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(bodies); i++) {
        coc_test_body(&bodies[i], i, &coc_test_limits);
    }
}


static void
test_limited(void **state)
{
    size_t                        i;
    coc_limits_t                  limits;
    static const coc_test_body_t  limited[] = {
        { TEXT, "12345678", 0, "T=12345678\n", COC_OK, 0, NULL },
        { TEXT, "123456789", 0, "", COC_LIMIT, 8, "coc_body_max" },
        { TEXT, "\xef\xbb\xbf" "12345678", 0, "T=12345678\n", COC_OK, 0,
          NULL },
        { TEXT, "\xef\xbb" "1234567", 0, "", COC_LIMIT, 8, "coc_body_max" }
    };

    (void) state;

    limits = coc_test_limits;
    limits.body = 8;

    for (i = 0; i < coc_nelts(limited); i++) {
        coc_test_body(&limited[i], i, &limits);
    }

    limits.fields = 0;
    coc_test_body(&(coc_test_body_t) { TEXT, "x", 0, "", COC_LIMIT, 1,
                                       "coc_fields_max" }, 0, &limits);
}


static void
test_torture(void **state)
{
    char  body[3000];

    (void) state;

    memset(body, 'a', sizeof(body));
    coc_test_torture(TEXT, body, sizeof(body), 0);
    coc_test_torture(TEXT, body, sizeof(body), 31);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_limited),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
