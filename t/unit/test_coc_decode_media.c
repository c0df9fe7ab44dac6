/*
 * Bodies that are a file, and those that only say so: text stays text.
 */

#include "coc_test_decode.h"


#define PDF  "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n<</Title(you)>>"
#define PLAIN_PDF  "%PDF-1.4\n<</Title(you)>>"

#define GIF  "GIF89a\1\0\1\0you idiot"


static const coc_test_body_t  bodies[] = {
    { "application/pdf", PDF, 0, "Mpdf.title=you\n", COC_OK, 0, NULL },
    { "Application/PDF; x=y", PLAIN_PDF, 0, "Mpdf.title=you\n", COC_OK, 0,
      NULL },
    { "application/octet-stream", PDF, 0, "Mpdf.title=you\n", COC_OK, 0,
      NULL },
    { NULL, PDF, 0, "Mpdf.title=you\n", COC_OK, 0, NULL },
    { "image/gif", GIF, sizeof(GIF) - 1, "", COC_OK, 0, NULL },
    { "video/mp4", "\0\0\0\x18" "ftypmp42", 12, "", COC_OK, 0, NULL },
    { "application/zip", "PK\3\4you", 0, "", COC_OK, 0, NULL },
    { "application/vnd.openxmlformats-officedocument.x", "PK\3\4", 0, "",
      COC_OK, 0, NULL },

    /* what begins like a file, where no type says that it is one */

    { "application/octet-stream", PLAIN_PDF, 0,
      "T=%PDF-1.4<0a><</Title(you)>>\n", COC_OK, 0, NULL },
    { "application/x-thing", "GIF89a you", 0, "T=GIF89a you\n", COC_OK, 0,
      NULL },
    { NULL, "PK\3\4you", 0, "T=PK<03><04>you\n", COC_OK, 0, NULL },

    /* what a type says, and the bytes don't */

    { "image/png", "you idiot", 0, "T=you idiot\n", COC_OK, 0, NULL },
    { "image/png", "{\"a\":\"you\"}", 0, "T^a=you\n", COC_OK, 0, NULL },
    { "image/svg+xml", "<svg>you</svg>", 0, "T=<svg>you</svg>\n", COC_OK, 0,
      NULL },
    { "application/pdf", " %PDF-", 0, "T= %PDF-\n", COC_OK, 0, NULL },
    { "application/pdf", GIF, 6, "T=GIF89a\n", COC_OK, 0, NULL },

    /* types with a decoder of their own are never a file */

    { "text/plain", PLAIN_PDF, 0, "T=%PDF-1.4<0a><</Title(you)>>\n", COC_OK,
      0, NULL },
    { "image/x+json", "[\"you\"]", 0, "T0=you\n", COC_OK, 0, NULL },

    /* other charsets are still told by their mark */

    { "application/octet-stream", "\xff\xfey\0o\0u\0", 8, "T=you\n", COC_OK, 0,
      NULL }
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


/* The file counts for nothing but itself, what it says counts as text. */

static void
test_limited(void **state)
{
    size_t              len;
    coc_limits_t        limits;
    coc_test_alloc_t    test;
    coc_alloc_t         alloc;
    coc_test_decoded_t  d;
    static char         body[3 * 1024 * 1024];

    (void) state;

    len = sizeof(body);
    memset(body, 'x', len);
    memcpy(body, PDF "stream", sizeof(PDF "stream") - 1);

    limits = coc_test_limits;
    limits.body = 3;
    memset(&d, 0, sizeof(d));
    alloc = coc_test_alloc(&test, 0);

    coc_test_decode(&d, &alloc, "application/pdf", NULL, body, len, 65536,
                    &limits);
    assert_int_equal(d.rc, COC_OK);
    assert_string_equal(d.log, "Mpdf.title=you\n");
    assert_int_equal(d.count.files, 1);
    assert_int_equal(d.count.file_bytes, len);
    assert_int_equal(d.count.text, 3);
    assert_int_equal(d.count.fields, 1);
    coc_test_decoded_free(&d);

    limits.body = 2;
    coc_test_body(&(coc_test_body_t) { "application/pdf", PDF, 0, "",
                                       COC_LIMIT, 0, "coc_body_max" }, 0,
                  &limits);

    limits.body = 3;
    limits.fields = 0;
    coc_test_body(&(coc_test_body_t) { "application/pdf", PDF, 0, "",
                                       COC_LIMIT, 0, "coc_fields_max" }, 0,
                  &limits);
}


static void
test_torture(void **state)
{
    (void) state;

    coc_test_torture("application/pdf", PDF, sizeof(PDF) - 1, 0);
    coc_test_torture("application/pdf", PDF, sizeof(PDF) - 1, 3);
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
