/*
 * Which decoder a body gets, what is refused before it, and results that stay.
 */

#include "coc_test_decode.h"


static const coc_test_body_t  sniffed[] = {
    { NULL, "{\"a\":\"b\"}", 0, "T^a=b\n", COC_OK, 0, NULL },
    { NULL, " \r\n\t[\"b\"]", 0, "T0=b\n", COC_OK, 0, NULL },
    { NULL, "\xef\xbb\xbf[\"b\"]", 0, "T0=b\n", COC_OK, 0, NULL },
    { NULL, "\xef\xbb\xbf \n{\"a\":1}", 0, "S^a=1\n", COC_OK, 0, NULL },
    { NULL, "  [1,", 0, "S0=1\n", COC_INVALID, 5, "unexpected end" },
    { NULL, "  [}", 0, "", COC_INVALID, 3, "unexpected token" },
    { NULL, "hello {", 0, "T=hello {\n", COC_OK, 0, NULL },
    { NULL, "  hello", 0, "T=  hello\n", COC_OK, 0, NULL },
    { NULL, "  ", 0, "T=  \n", COC_OK, 0, NULL },
    { NULL, "\xef\xbb\xbf", 0, "T=\n", COC_OK, 0, NULL },
    { NULL, "\xef\xbb{", 0, "T=<ef><bb>{\n", COC_OK, 0, NULL },
    { NULL, "\xef {", 0, "T=<ef> {\n", COC_OK, 0, NULL },
    { NULL, " \xef\xbb\xbf{", 0, "T= <ef><bb><bf>{\n", COC_OK, 0, NULL },
    { NULL, "\xef\xbb\xbf\xef\xbb\xbf{", 0, "T=<ef><bb><bf>{\n", COC_OK, 0,
      NULL },
    { NULL, "\"x\"", 0, "T=\"x\"\n", COC_OK, 0, NULL },
    { "application/octet-stream", "[\"x\"]", 0, "T0=x\n", COC_OK, 0, NULL },
    { "application/xml", "<a>{}", 0, "T=<a>{}\n", COC_OK, 0, NULL },
    { "nonsense", "[\"x\"]", 0, "T0=x\n", COC_OK, 0, NULL },
    { ";;;", "x", 0, "T=x\n", COC_OK, 0, NULL },
    { "application/json charset=utf-8", "\"x\"", 0, "T=x\n", COC_OK, 0, NULL },
    { "+json", "\"x\"", 0, "T=\"x\"\n", COC_OK, 0, NULL },
    { "a/b+JSON", "\"x\"", 0, "T=x\n", COC_OK, 0, NULL }
};


typedef struct {
    const char  *type;
    const char  *coding;
    int          rc;
    const char  *text;
} refused_t;


static const refused_t  headers[] = {
    { NULL, NULL, COC_OK, NULL },
    { "text/plain", "", COC_OK, NULL },
    { "text/plain", " Identity ", COC_OK, NULL },
    { "text/plain", "br", COC_UNSUPPORTED, "coding \"br\"" },
    { "text/plain", "zstd", COC_UNSUPPORTED, "coding \"zstd\"" },
    { "text/plain", "compress", COC_UNSUPPORTED, "coding \"compress\"" },
    { "text/plain", "identity, br", COC_UNSUPPORTED, "coding \"identity\"" },
    { "text/plain", "gzip, identity", COC_UNSUPPORTED,
      "coding \"identity\"" },
    { "text/plain", "gzip,deflate,x-gzip,gzip,gzip", COC_UNSUPPORTED,
      "more than 4" },
    { "text/plain", " , ", COC_UNSUPPORTED, "coding \"?\"" },
    { "text/plain", "evil text\n", COC_UNSUPPORTED, "coding \"?\"" },
    { "text/plain; charset=utf-8", NULL, COC_OK, NULL },
    { "text/plain;charset=\"UTF-8\"", NULL, COC_OK, NULL },
    { "text/plain; CharSet = utf8 ; format=flowed", NULL, COC_OK, NULL },
    { "text/plain; charset=us-ascii", NULL, COC_OK, NULL },
    { "text/plain; charset=utf-8; charset=UTF-8", NULL, COC_OK, NULL },
    { "text/plain; charset=utf-16le", NULL, COC_OK, NULL },
    { "text/plain; charset=utf8; charset=utf-8", NULL, COC_OK, NULL },
    { "text/plain; charset=latin1; charset=iso-8859-1", NULL, COC_OK, NULL },
    { "text/plain; charset=utf-8; charset=ibm037", NULL, COC_INVALID,
      "two charsets" },
    { "text/plain; charset*=utf-8''ibm037", NULL, COC_UNSUPPORTED,
      "in pieces" },
    { "text/plain; charset*0=ibm", NULL, COC_UNSUPPORTED, "in pieces" },
    { "text/plain; charset=\"ibm\\037\"", NULL, COC_UNSUPPORTED, "\"?\"" },
    { "text/plain; charset=utf-8//TRANSLIT", NULL, COC_UNSUPPORTED, "\"?\"" },
    { "text/plain; charset=../../x", NULL, COC_UNSUPPORTED, "\"?\"" },
    { "text/plain; charset=iso-2022-kr", NULL, COC_UNSUPPORTED,
      "\"iso-2022-kr\"" },
    { "text/plain; charset=", NULL, COC_UNSUPPORTED, "\"?\"" },
    { "text/plain; charset=\"you idiot\"", NULL, COC_UNSUPPORTED, "\"?\"" },
    { "application/json; charset=utf-7", NULL, COC_OK, NULL },
    { "text/plain; charset=\"utf-8", NULL, COC_INVALID, "can't be read" },
    { "text/plain; charset=\"utf-8\"x", NULL, COC_INVALID, "can't be read" },
    { "text/plain, application/json", NULL, COC_INVALID, "more than one" },
    { "multipart/form-data", NULL, COC_INVALID, "no boundary" },
    { "multipart/form-data; boundary=", NULL, COC_INVALID, "unclear" }
};


static void
test_sniffed(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(sniffed); i++) {
        coc_test_body(&sniffed[i], i, &coc_test_limits);
    }
}


static void
test_headers(void **state)
{
    size_t              i;
    coc_alloc_t         alloc;
    coc_test_alloc_t    counts;
    coc_test_decoded_t  d;

    (void) state;

    for (i = 0; i < coc_nelts(headers); i++) {
        memset(&d, 0, sizeof(coc_test_decoded_t));
        alloc = coc_test_alloc(&counts, 0);

        coc_test_decode(&d, &alloc, headers[i].type, headers[i].coding, "x",
                        1, 0, &coc_test_limits);

        if ((headers[i].rc == COC_OK ? d.created : d.rc) != headers[i].rc
            || (headers[i].text != NULL
                && strstr(d.err.text, headers[i].text) == NULL))
        {
            fail_msg("case %zu: %d \"%s\"", i, d.created, d.err.text);
        }

        assert_int_equal(counts.live, 0);
        coc_test_decoded_free(&d);
    }
}


static void
test_empty(void **state)
{
    size_t              i;
    coc_alloc_t         alloc;
    coc_test_alloc_t    counts;
    coc_test_decoded_t  d;
    const char         *types[] = {
        NULL, "text/plain", "application/json",
        "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
    };

    (void) state;

    for (i = 0; i < coc_nelts(types); i++) {
        memset(&d, 0, sizeof(coc_test_decoded_t));
        alloc = coc_test_alloc(&counts, 0);
        coc_test_decode(&d, &alloc, types[i], NULL, "", 0, 0,
                        &coc_test_limits);
        assert_int_equal(d.rc, COC_OK);
        assert_string_equal(d.log, "");
        assert_int_equal(d.count.fields, 0);
        coc_test_decoded_free(&d);
    }
}


/* The error comes again as it was; a missing record is no harm. */

static void
test_again(void **state)
{
    coc_error_t         first, second;
    coc_alloc_t         alloc;
    coc_decode_t       *decode;
    const uint8_t       body[] = "[1,}";
    coc_test_alloc_t    counts;
    coc_decode_conf_t   conf = { .content_type = coc_str("application/json"),
                                 .limits = &coc_test_limits };
    coc_test_decoded_t  d;

    (void) state;

    memset(&d, 0, sizeof(coc_test_decoded_t));
    alloc = coc_test_alloc(&counts, 0);

    assert_int_equal(coc_decode_create(&decode, &alloc, &conf,
                                       coc_test_sink, &d, NULL), COC_OK);
    assert_int_equal(coc_decode_feed(decode, body, 2, NULL), COC_AGAIN);
    assert_int_equal(coc_decode_feed(decode, NULL, 0, NULL), COC_AGAIN);
    assert_int_equal(coc_decode_feed(decode, body + 2, 2, NULL), COC_AGAIN);
    assert_int_equal(coc_decode_finish(decode, NULL), COC_INVALID);

    memset(&first, 0, sizeof(coc_error_t));
    memset(&second, 0, sizeof(coc_error_t));
    assert_int_equal(coc_decode_feed(decode, body, 2, &first), COC_INVALID);
    assert_int_equal(coc_decode_finish(decode, &second), COC_INVALID);
    assert_int_equal(first.offset, 3);
    assert_int_equal(second.offset, 3);
    assert_string_equal(first.text, second.text);
    assert_int_equal(first.code, COC_INVALID);
    assert_int_equal(coc_decode_count(decode)->bytes, 4);

    coc_decode_destroy(decode);
    coc_decode_destroy(NULL);
    coc_test_decoded_free(&d);
    assert_int_equal(counts.live, 0);

    /* at the end */

    assert_int_equal(coc_decode_create(&decode, &alloc, &conf,
                                       coc_test_sink, &d, NULL), COC_OK);
    assert_int_equal(coc_decode_feed(decode, body, 2, NULL), COC_AGAIN);
    assert_int_equal(coc_decode_finish(decode, NULL), COC_INVALID);
    assert_int_equal(coc_decode_finish(decode, &second), COC_INVALID);
    assert_int_equal(second.offset, 2);
    coc_decode_destroy(decode);
    coc_test_decoded_free(&d);
}


static void
test_limits(void **state)
{
    coc_limits_t  limits;

    (void) state;

    /* no sum with a limit may overflow */

    memset(&limits, 0xff, sizeof(coc_limits_t));

    coc_test_body(&(coc_test_body_t) { NULL, "[\"x\\ud800\"]", 0,
                                       "T0=x<ef><bf><bd>\n", COC_OK, 0, NULL },
                  0, &limits);
    coc_test_body(&(coc_test_body_t) { "text/plain", "x", 0, "T=x\n", COC_OK,
                                       0, NULL }, 1, &limits);
    coc_test_body(&(coc_test_body_t) { "application/x-www-form-urlencoded",
                                       "a=b", 0, "T^a=b\n", COC_OK, 0, NULL },
                  2, &limits);
    coc_test_body(&(coc_test_body_t) { "multipart/form-data; boundary=b",
                                       "--b\r\n\r\nx\r\n--b--", 0, "T=x\n",
                                       COC_OK, 0, NULL }, 3, &limits);
}


static void
test_torture(void **state)
{
    (void) state;

    coc_test_torture(NULL, "  [\"x\"]", 7, 0);
    coc_test_torture(NULL, "  [\"x\"]", 7, 1);
    coc_test_torture(NULL, "  hello", 7, 1);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_sniffed),
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_again),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
