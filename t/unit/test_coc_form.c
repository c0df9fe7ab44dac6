/*
 * urlencoded bodies to fields.
 */

#include "coc_test_decode.h"


#define FORM  "application/x-www-form-urlencoded"


static const coc_test_body_t  bodies[] = {
    { FORM, "a=b", 0, "T^a=b\n", COC_OK, 0, NULL },
    { FORM, "a=b&c=d&", 0, "T^a=b\nT^c=d\n", COC_OK, 0, NULL },
    { FORM, "&&&a=b&&&&c=d&", 0, "T^a=b\nT^c=d\n", COC_OK, 0, NULL },
    { FORM, "&", 0, "", COC_OK, 0, NULL },
    { FORM, "a=1&a=2&a=1", 0, "T^a=1\nT^a=2\nT^a=1\n", COC_OK, 0, NULL },
    { FORM, "a=", 0, "T^a=\n", COC_OK, 0, NULL },
    { FORM, "=b", 0, "T^=b\n", COC_OK, 0, NULL },
    { FORM, "=", 0, "T^=\n", COC_OK, 0, NULL },
    { FORM, "a==b", 0, "T^a==b\n", COC_OK, 0, NULL },
    { FORM, "a%3db=c", 0, "T^a=b=c\n", COC_OK, 0, NULL },
    { FORM, "a%26b=c%26d", 0, "T^a&b=c&d\n", COC_OK, 0, NULL },

    /* a name alone is content too */

    { FORM, "text", 0, "T^text=\nT=text\n", COC_OK, 0, NULL },
    { FORM, "a+b%21&c=d", 0, "T^a b!=\nT=a b!\nT^c=d\n", COC_OK, 0, NULL },

    { FORM, "a=1+2%2B3", 0, "T^a=1 2+3\n", COC_OK, 0, NULL },
    { FORM, "%66%55%43%4b=%66uck", 0, "T^fUCK=fuck\n", COC_OK, 0, NULL },
    { FORM, "a=%c3%A9%00%ff", 0, "T^a=<c3><a9><00><ff>\n", COC_OK, 0, NULL },

    /* bad escapes stay as they are */

    { FORM, "a=%", 0, "T^a=%\n", COC_OK, 0, NULL },
    { FORM, "a=%4", 0, "T^a=%4\n", COC_OK, 0, NULL },
    { FORM, "a=%zz", 0, "T^a=%zz\n", COC_OK, 0, NULL },
    { FORM, "a=%4z", 0, "T^a=%4z\n", COC_OK, 0, NULL },
    { FORM, "a=%%41", 0, "T^a=%A\n", COC_OK, 0, NULL },
    { FORM, "a=%4%41", 0, "T^a=%4A\n", COC_OK, 0, NULL },
    { FORM, "a=%&b=%4&%=%+", 0, "T^a=%\nT^b=%4\nT^%=% \n", COC_OK, 0, NULL },
    { FORM, "a%=%4=", 0, "T^a%=%4=\n", COC_OK, 0, NULL },
    { FORM, "%", 0, "T^%=\nT=%\n", COC_OK, 0, NULL },
    { FORM, "a=%u0066", 0, "T^a=%u0066\n", COC_OK, 0, NULL },
    { FORM, "a=b;c=d", 0, "T^a=b;c=d\n", COC_OK, 0, NULL },
    { FORM, "a=\0b\n", 5, "T^a=<00>b<0a>\n", COC_OK, 0, NULL },
    { FORM "; charset=UTF-8", "a=b", 0, "T^a=b\n", COC_OK, 0, NULL },
    { "Application/X-WWW-Form-URLEncoded ;", "a=b", 0, "T^a=b\n", COC_OK, 0,
      NULL }
};


/* body 8, fields 2 */

static const coc_test_body_t  limited[] = {
    { FORM, "ab=12345&c=", 0, "T^ab=12345\nT^c=\n", COC_OK, 0, NULL },
    { FORM, "ab=123456&c=", 0, "T^ab=123456\n", COC_LIMIT, 10,
      "coc_body_max" },
    { FORM, "ab=1234567&c=", 0, "", COC_LIMIT, 9, "coc_body_max" },
    { FORM, "a=123456%41%41", 0, "", COC_LIMIT, 13, "coc_body_max" },
    { FORM, "a=1234567%4", 0, "", COC_LIMIT, 9, "coc_body_max" },
    { FORM, "a=123456%4", 0, "", COC_LIMIT, 9, "coc_body_max" },
    { FORM, "a=123456%4&", 0, "", COC_LIMIT, 9, "coc_body_max" },
    { FORM, "a=123456++", 0, "", COC_LIMIT, 9, "coc_body_max" },
    { FORM, "a=1&b=2&c=3", 0, "T^a=1\nT^b=2\n", COC_LIMIT, 11,
      "coc_fields_max" },
    { FORM, "a=1&b", 0, "T^a=1\nT^b=\n", COC_LIMIT, 5, "coc_fields_max" },
    { FORM, "a&b&", 0, "T^a=\nT=a\n", COC_LIMIT, 3, "coc_fields_max" }
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
    size_t        i;
    coc_limits_t  limits;

    (void) state;

    limits = coc_test_limits;
    limits.body = 8;
    limits.fields = 2;

    for (i = 0; i < coc_nelts(limited); i++) {
        coc_test_body(&limited[i], i, &limits);
    }
}


static void
test_counts(void **state)
{
    coc_test_decoded_t  d;

    (void) state;

    coc_test_pieces(&d, FORM, "ab=c%41&d", 9, &coc_test_limits);
    assert_int_equal(d.count.bytes, 9);
    assert_int_equal(d.count.text, 5);
    assert_int_equal(d.count.fields, 3);
    coc_test_decoded_free(&d);
}


static void
test_torture(void **state)
{
    char         *body;
    const size_t  len = 10000;

    (void) state;

    body = malloc(len);
    assert_non_null(body);
    memset(body, 'a', len);
    body[3] = '=';
    body[4000] = '&';
    body[8000] = '%';

    coc_test_torture(FORM, body, len, 0);
    coc_test_torture(FORM, body, len, 1);

    free(body);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_limited),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
