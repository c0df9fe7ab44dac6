/*
 * JSON in JSON: a text that is a whole document is read as one too, once.
 */

#include "coc_test_decode.h"


#define JSON  "application/json"
#define FORM  "application/x-www-form-urlencoded"


static const coc_test_body_t  bodies[] = {
    { JSON, "{\"a\":\"{\\\"b\\\":\\\"\\\\u0066uck\\\"}\"}", 0,
      "T^a={\"b\":\"\\u0066uck\"}\nTa.b=fuck\n", COC_OK, 0, NULL },
    { JSON, "{\"a\":\" [1,\\\"x\\\",{\\\"c\\\":null}]\\n\"}", 0,
      "T^a= [1,\"x\",{\"c\":null}]<0a>\nSa.0=1\nTa.1=x\nSa.2.c=null\n",
      COC_OK, 0, NULL },
    { JSON, "\"[\\\"x\\\"]\"", 0, "T=[\"x\"]\nT0=x\n", COC_OK, 0, NULL },
    { FORM, "d={%22ops%22:[{%22insert%22:%22as%22},{%22insert%22:%22s%22}]}"
            "&z=1", 0,
      "T^d={\"ops\":[{\"insert\":\"as\"},{\"insert\":\"s\"}]}\n"
      "Td.ops.0.insert=ass\nT^z=1\n", COC_OK, 0, NULL },
    { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: "
      "form-data; name=\"operations\"\r\n\r\n{\"query\":\"mutation{a(b:"
      "\\\"x\\\")}\"}\r\n--b--\r\n", 0,
      "T^operations={\"query\":\"mutation{a(b:\\\"x\\\")}\"}\n"
      "Toperations.query=mutation{a(b:\"x\")}\n"
      "Toperations.query.a.b=x\n", COC_OK, 0, NULL },

    /* one level, no more */

    { JSON, "[\"[\\\"[\\\\\\\"x\\\\\\\"]\\\"]\"]", 0,
      "T0=[\"[\\\"x\\\"]\"]\nT0.0=[\"x\"]\n", COC_OK, 0, NULL },

    /* no documents: scalars, more than one, less than one, markup */

    { JSON, "[\"1\",\"\\\"x\\\"\",\"null\",\"\",\" \",\"{\",\"[]x\",\"{}{}\","
            "\"[1,]\",\"[b]x[/b]\",\"{x}\",\"{]\"]", 0,
      "T0=1\nT1=\"x\"\nT2=null\nT3=\nT4= \nT5={\nT6=[]x\nT7={}{}\nT8=[1,]\n"
      "T9=[b]x[/b]\nT10={x}\nT11={]\n", COC_OK, 0, NULL },
    { "text/plain", "[\"x\"]", 0, "T=[\"x\"]\nT0=x\n", COC_OK, 0, NULL },
    { "text/plain", "{\"a\":\"f\\u0075\"}", 0,
      "T={\"a\":\"f\\u0075\"}\nTa=fu\n", COC_OK, 0, NULL },
    { JSON, "[\"[]\",\"{}\"]", 0, "T0=[]\nT1={}\n", COC_OK, 0, NULL }
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


/* depth 3, fields 3, body 40 */

static void
test_limited(void **state)
{
    size_t                  i;
    coc_limits_t            limits;
    const coc_test_body_t   limited[] = {
        { JSON, "[\"[1,2]\"]", 0, "T0=[1,2]\nS0.0=1\nS0.1=2\n", COC_OK, 0,
          NULL },
        { JSON, "[\"[1,2,3]\"]", 0, "T0=[1,2,3]\nS0.0=1\nS0.1=2\n", COC_LIMIT,
          10, "coc_fields_max" },
        { JSON, "[\"[[[1]]]\"]", 0, "T0=[[[1]]]\nS0.0.0.0=1\n", COC_OK, 0,
          NULL },
        { JSON, "[\"[[[[1]]]]\"]", 0, "T0=[[[[1]]]]\n", COC_LIMIT, 12,
          "coc_depth_max" },
        { JSON, "[\"[[[[1]]]\"]", 0, "T0=[[[[1]]]\n", COC_OK, 0, NULL },
        { JSON, "[\"[[[[[[[[x]]]]\"]", 0, "T0=[[[[[[[[x]]]]\n", COC_OK, 0,
          NULL },
        { JSON, "{\"0123456789abc\":\"[1,2]\"}", 0,
          "T^0123456789abc=[1,2]\nS0123456789abc.0=1\n"
          "S0123456789abc.1=2\n", COC_OK, 0, NULL },
        { JSON, "{\"0123456789abcdef01\":\"[1,[2]]\"}", 0,
          "T^0123456789abcdef01=[1,[2]]\nS0123456789abcdef01.0=1\n",
          COC_LIMIT, 31, "coc_body_max" }
    };

    (void) state;

    limits = coc_test_limits;
    limits.depth = 3;
    limits.fields = 3;
    limits.body = 40;

    for (i = 0; i < coc_nelts(limited); i++) {
        coc_test_body(&limited[i], i, &limits);
    }
}


/* The names inside are asked for as those of the body are. */

static void
test_keys(void **state)
{
    const coc_test_body_t  test =
        { JSON, "{\"a\":\"{\\\"b\\\":1}\"}", 0,
          "Ka=a\nT^a={\"b\":1}\nKa.b=b\nSa.b=1\n", COC_OK, 0, NULL };

    (void) state;

    coc_test_keys = 1;
    coc_test_body(&test, 0, &coc_test_limits);
    coc_test_keys = 0;
}


static void
test_torture(void **state)
{
    (void) state;

    coc_test_torture_bodies(bodies, coc_nelts(bodies), 5);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_limited),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
