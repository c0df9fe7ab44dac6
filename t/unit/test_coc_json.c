/*
 * JSON bodies to fields: paths, kinds, errors and their places, limits.
 */

#include "coc_test_decode.h"


#define JSON  "application/json"


static const coc_test_body_t  accepted[] = {
    { JSON, "{\"a\":\"b\"}", 0, "T^a=b\n", COC_OK, 0, NULL },
    { JSON, "\xef\xbb\xbf{\"a\":\"b\"}", 0, "T^a=b\n", COC_OK, 0, NULL },
    { JSON, " \t\r\n{ \"a\" : \"b\" } \n", 0, "T^a=b\n", COC_OK, 0, NULL },
    { JSON, "\"root\"", 0, "T=root\n", COC_OK, 0, NULL },
    { JSON, "12", 0, "S=12\n", COC_OK, 0, NULL },
    { JSON, "-1.50e+10 ", 0, "S=-1.50e+10\n", COC_OK, 0, NULL },
    { JSON, "null", 0, "S=null\n", COC_OK, 0, NULL },
    { JSON, "[]", 0, "", COC_OK, 0, NULL },
    { JSON, "{}", 0, "", COC_OK, 0, NULL },
    { JSON, "[1,true,false,null,\"x\"]", 0,
      "S0=1\nS1=true\nS2=false\nS3=null\nT4=x\n", COC_OK, 0, NULL },
    { JSON, "{\"post\":{\"title\":\"t\",\"blocks\":[{\"text\":\"a\"},"
            "{\"text\":\"b\"},[\"c\"]],\"n\":1},\"z\":\"end\"}", 0,
      "Tpost.title=t\nTpost.blocks.0.text=a\nTpost.blocks.1.text=b\n"
      "Tpost.blocks.2.0=c\nSpost.n=1\nT^z=end\n", COC_OK, 0, NULL },
    { JSON, "{\"\":{\"\":\"x\"},\"a\":\"\"}", 0, "T.=x\nT^a=\n", COC_OK, 0,
      NULL },
    { JSON, "{\"a\":\"1\",\"a\":\"2\"}", 0, "T^a=1\nT^a=2\n", COC_OK, 0,
      NULL },
    { JSON, "[[],[[\"x\"]],{}, \"y\"]", 0, "T1.0.0=x\nT3=y\n", COC_OK, 0,
      NULL },

    /* escapes */

    { JSON, "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0066\"", 0,
      "T=\"\\/<08><0c><0a><0d><09>f\n", COC_OK, 0, NULL },
    { JSON, "\"a\\u0000b\"", 0, "T=a<00>b\n", COC_OK, 0, NULL },
    { JSON, "\"\\ud83d\\ude00!\"", 0, "T=<f0><9f><98><80>!\n", COC_OK, 0,
      NULL },
    { JSON, "\"\\uD83D\\uDE00\"", 0, "T=<f0><9f><98><80>\n", COC_OK, 0, NULL },
    { JSON, "\"\\ud55c\\uAC00\"", 0, "T=<ed><95><9c><ea><b0><80>\n", COC_OK,
      0, NULL },

    /* surrogates without a partner must not take a letter with them */

    { JSON, "\"\\ud800\\u0066uck\"", 0, "T=<ef><bf><bd>fuck\n", COC_OK, 0,
      NULL },
    { JSON, "\"\\ud800fuck\"", 0, "T=<ef><bf><bd>fuck\n", COC_OK, 0, NULL },
    { JSON, "\"\\udc00fuck\"", 0, "T=<ef><bf><bd>fuck\n", COC_OK, 0, NULL },
    { JSON, "\"\\ud800\"", 0, "T=<ef><bf><bd>\n", COC_OK, 0, NULL },
    { JSON, "\"\\ud800\\n\"", 0, "T=<ef><bf><bd><0a>\n", COC_OK, 0, NULL },
    { JSON, "\"\\ud800\\ud800\\udc00\"", 0,
      "T=<ef><bf><bd><f0><90><80><80>\n", COC_OK, 0, NULL },
    { JSON, "\"\\udc00\\ud800\"", 0, "T=<ef><bf><bd><ef><bf><bd>\n", COC_OK,
      0, NULL },
    { JSON, "\"\\\\ud800x\"", 0, "T=\\ud800x\n", COC_OK, 0, NULL },
    { JSON, "{\"\\ud800k\":[\"\\udfff\", 1]}", 0,
      "T<ef><bf><bd>k.0=<ef><bf><bd>\nS<ef><bf><bd>k.1=1\n", COC_OK, 0, NULL },

    /* bytes are not judged here */

    { JSON, "\"\xff\xc0\x80\"", 0, "T=<ff><c0><80>\n", COC_OK, 0, NULL },

    { "application/problem+json; charset=utf-8", "[\"x\"]", 0, "T0=x\n",
      COC_OK, 0, NULL },
    { "TEXT/JSON", "[\"x\"]", 0, "T0=x\n", COC_OK, 0, NULL }
};


static const coc_test_body_t  refused[] = {
    { JSON, " ", 0, "", COC_INVALID, 1, "unexpected end" },
    { JSON, "\xef\xbb\xbf", 0, "", COC_INVALID, 3, "unexpected end" },
    { JSON, "\xef\xbb", 0,
      "T=<ef><bb>\n", COC_INVALID, 2, "unexpected end" },
    { JSON, "\xef\xbb{}", 0,
      "T=<ef><bb>{}\n", COC_INVALID, 0, "unexpected character" },
    { JSON, "\xff\xfe{}", 0,
      "T=<e7><b5><bb>\n", COC_INVALID, 0, "unexpected character" },
    { JSON, "[1,]", 0, "S0=1\n", COC_INVALID, 3, "unexpected token" },
    { JSON, "[1 2]", 0,
      "S0=1\nT=2]\n", COC_INVALID, 3, "comma or bracket" },
    { JSON, "[1\"2\"]", 0,
      "S0=1\nT=<0a>2<0a>]\n", COC_INVALID, 4, "comma or bracket" },
    { JSON, "{\"a\":1 23}", 0,
      "S^a=1\nT=23}\n", COC_INVALID, 7, "comma or brace" },
    { JSON, "{\"a\":1\"x\\ud800\"}", 0,
      "S^a=1\nT=<0a>x<ef><bf><bd><0a>}\n", COC_INVALID, 8, "comma or brace" },
    { JSON, "{\"a\" 1}", 0,
      "T=a<0a>1}\n", COC_INVALID, 5, "colon" },
    { JSON, "{a:1}", 0,
      "T=a:1}\n", COC_INVALID, 1, "unexpected character" },
    { JSON, "{1:2}", 0,
      "T=1:2}\n", COC_INVALID, 1, "must be a string" },
    { JSON, "{\"a\":\"b\"} x", 0,
      "T^a=b\nT=x\n", COC_INVALID, 10, "after the end" },
    { JSON, "{} {}", 0, "", COC_INVALID, 3, "after the end" },
    { JSON, "{}\"", 0, "", COC_INVALID, 3, "unexpected end" },
    { JSON, "{}\"abc", 0,
      "T=<0a>abc\n", COC_INVALID, 6, "unexpected end" },
    { JSON, "{}12", 0,
      "T=12\n", COC_INVALID, 3, "after the end" },
    { JSON, "{\"a\":", 0, "T=a<0a>\n", COC_INVALID, 5, "unexpected end" },
    { JSON, "{\"kill\"}", 0, "T=kill<0a>}\n", COC_INVALID, 7, "colon" },
    { JSON, "\"abc", 0,
      "T=<0a>abc\n", COC_INVALID, 4, "unexpected end" },
    { JSON, "\"abc\\", 0,
      "T=<0a>abc\\\n", COC_INVALID, 5, "unexpected end" },
    { JSON, "[tru]", 0,
      "T=tru]\n", COC_INVALID, 3, "unknown word" },
    { JSON, "[nul", 0,
      "T=nul\n", COC_INVALID, 3, "unknown word" },
    { JSON, "[-]", 0,
      "T=-]\n", COC_INVALID, 1, "malformed number" },
    { JSON, "[1.]", 0,
      "T=1.]\n", COC_INVALID, 2, "malformed number" },
    { JSON, "[1.e1]", 0,
      "T=1.e1]\n", COC_INVALID, 2, "malformed number" },
    { JSON, "[2e]", 0,
      "T=2e]\n", COC_INVALID, 2, "malformed number" },
    { JSON, "[01]", 0,
      "S0=0\nT=01]\n", COC_INVALID, 2, "comma or bracket" },
    { JSON, "[+1]", 0,
      "T=+1]\n", COC_INVALID, 1, "unexpected character" },
    { JSON, "[\f1]", 0,
      "T=<0c>1]\n", COC_INVALID, 1, "unexpected character" },
    { JSON, "[1\v]", 0,
      "S0=1\nT=<0b>]\n", COC_INVALID, 2, "unexpected character" },
    { JSON, "[1,,\f]", 0,
      "S0=1\nT=,<0c>]\n", COC_INVALID, 3, "unexpected token" },
    { JSON, "[1/* */]", 0,
      "S0=1\nT=1/* */]\n", COC_INVALID, 2, "comments" },
    { JSON, "// x\n1", 0,
      "T=// x<0a>1\n", COC_INVALID, 0, "comments" },
    { JSON, "[\"a\nb\"]", 0,
      "T=<0a>a<0a>b<0a>]\n", COC_INVALID, 3, "control character" },
    { JSON, "[\"\\x41\"]", 0,
      "T=<0a>\\x41<0a>]\n", COC_INVALID, 3, "bad escape" },
    { JSON, "[\"\\u00g0\"]", 0,
      "T=<0a>\\u00g0<0a>]\n", COC_INVALID, 6, "bad escape" },
    { JSON, "[\"\\ud8\",\"b\"]", 0,
      "T=<0a>\\ud8<0a>,<0a>b<0a>]\n", COC_INVALID, 6, "bad escape" },
    { JSON, "[\"\\ud800\\u12\"]", 0,
      "T=<0a><ef><bf><bd>\\u12<0a>]\n", COC_INVALID, 12, "bad escape" },
    { JSON, "['a']", 0,
      "T='a']\n", COC_INVALID, 1, "unexpected character" },
    { JSON, "]", 0, "", COC_INVALID, 0, "unexpected token" },
    { JSON, "[\"a\":1]", 0,
      "T0=a\nT=:1]\n", COC_INVALID, 4, "comma or bracket" },
    { JSON, "{\"a\":\"b\"]", 0, "T^a=b\n", COC_INVALID, 8, "comma or brace" },
    { JSON, "\0[1]", 4,
      "T=<e3><85><9d>\n", COC_INVALID, 1, "unexpected character" },
    { JSON, "[1]\0", 4,
      "S0=1\nT=<00>\n", COC_INVALID, 3, "after the end" }
};


/* body 10, depth 2, fields 3 */

static const coc_test_body_t  limited[] = {
    { JSON, "{\"abc\":\"1234567\"}", 0, "T^abc=1234567\n", COC_OK, 0, NULL },
    { JSON, "{\"abc\":\"12345678\"}", 0, "", COC_LIMIT, 15, "coc_body_max" },
    { JSON, "[\"0123456789", 0,
      "T=<0a>012345678\n", COC_INVALID, 12, "unexpected end" },
    { JSON, "[\"0123456789abc\"]", 0, "", COC_LIMIT, 12, "coc_body_max" },
    { JSON, "[0123456789", 0,
      "S0=0\nT=012345678\n", COC_INVALID, 10, "comma" },
    { JSON, "[01234567890", 0, "", COC_LIMIT, 11, "coc_body_max" },
    { JSON, "[x ,\"0123456789", 0,
      "T=x ,<0a>012345\n", COC_INVALID, 1, "unexpected" },
    { JSON, "\"\\u0041\\u0041\\u0041\\u0041\\u0041\\u0041\\u0041\\u0041"
            "\\u0041\\u0041\"", 0, "T=AAAAAAAAAA\n", COC_OK, 0, NULL },
    { JSON, "\"\\u0041\\u0041\\u0041\\u0041\\u0041\\u0041\\u0041\\u0041"
            "\\u0041\\u0041\\u0041\"", 0, "", COC_LIMIT, 61, "coc_body_max" },
    { JSON, "\"\\u20ac\\u20ac\\u20ac\\u20ac\"", 0, "", COC_LIMIT, 26,
      "coc_body_max" },

    /* the names above a value count with each */

    { JSON, "{\"abcd\":[\"\",\"\"]}", 0, "Tabcd.0=\n", COC_LIMIT, 14,
      "coc_body_max" },

    { JSON, "[[1]]", 0, "S0.0=1\n", COC_OK, 0, NULL },
    { JSON, "[[[1]]]", 0, "", COC_LIMIT, 3, "coc_depth_max" },
    { JSON, "[{\"a\":{}}]", 0, "", COC_LIMIT, 7, "coc_depth_max" },
    { JSON, "[1,2,3]", 0, "S0=1\nS1=2\nS2=3\n", COC_OK, 0, NULL },
    { JSON, "[1,2,3,4]", 0, "S0=1\nS1=2\nS2=3\n", COC_LIMIT, 8,
      "coc_fields_max" }
};


static void
test_accepted(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(accepted); i++) {
        coc_test_body(&accepted[i], i, &coc_test_limits);
    }
}


static void
test_refused(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(refused); i++) {
        coc_test_body(&refused[i], i, &coc_test_limits);
    }
}


static void
test_limited(void **state)
{
    size_t        i;
    coc_limits_t  limits;

    (void) state;

    memset(&limits, 0, sizeof(coc_limits_t));
    limits.body = 10;
    limits.depth = 2;
    limits.fields = 3;

    for (i = 0; i < coc_nelts(limited); i++) {
        coc_test_body(&limited[i], i, &limits);
    }
}


/* Names as fields: before their values, with their paths, each time. */

static const coc_test_body_t  named[] = {
    { JSON, "{\"a\":\"b\",\"\\u0066\":{\"c\":[{\"d\":1}]}}", 0,
      "Ka=a\nT^a=b\nKf=f\nKf.c=c\nKf.c.0.d=d\nSf.c.0.d=1\n", COC_OK, 0,
      NULL },
    { JSON, "{\"a\":1,\"a\":2}", 0, "Ka=a\nS^a=1\nKa=a\nS^a=2\n", COC_OK, 0,
      NULL },
    { JSON, "{\"\":{},\"a\\u0000b\":[],\"\\ud800\":\"\"}", 0,
      "K=\nKa<00>b=a<00>b\nK<ef><bf><bd>=<ef><bf><bd>\n"
      "T^<ef><bf><bd>=\n", COC_OK, 0, NULL },
    { "application/x-ndjson", "{\"a\":1}{\"b\":2}", 0,
      "K0.a=a\nS0.a=1\nK1.b=b\nS1.b=2\n", COC_OK, 0, NULL }
};


static void
test_keys(void **state)
{
    size_t              i;
    coc_limits_t        limits;
    coc_test_decoded_t  d;

    (void) state;

    coc_test_keys = 1;

    for (i = 0; i < coc_nelts(named); i++) {
        coc_test_body(&named[i], i, &coc_test_limits);
    }

    /* they count as any field, and their paths as those of values */

    limits = coc_test_limits;
    limits.fields = 3;
    coc_test_pieces(&d, JSON, "{\"a\":1,\"b\":2}", 13, &limits);
    assert_int_equal(d.rc, COC_LIMIT);
    assert_non_null(strstr(d.err.text, "coc_fields_max"));
    coc_test_decoded_free(&d);

    limits.fields = 100;
    limits.body = 10;
    coc_test_pieces(&d, JSON, "{\"abcd\":{\"e\":{", 15, &limits);
    assert_int_equal(d.rc, COC_INVALID);
    coc_test_decoded_free(&d);

    limits.body = 9;
    coc_test_pieces(&d, JSON, "{\"abcd\":{\"e\":{", 15, &limits);
    assert_int_equal(d.rc, COC_LIMIT);
    coc_test_decoded_free(&d);

    coc_test_keys = 0;
}


/* Any number of documents, by type or where there was none. */

static const coc_test_body_t  many[] = {
    { "application/x-ndjson", "{\"a\":\"x\"}\n[1]\n\"y\"\n2\n", 0,
      "T0.a=x\nS1.0=1\nT2=y\nS3=2\n", COC_OK, 0, NULL },
    { "application/jsonl", "\xef\xbb\xbf{}\r\n\r\n{\"a\":1}", 0, "S1.a=1\n",
      COC_OK, 0, NULL },
    { "application/stream+json", "{\"a\":1}{\"a\":2}", 0,
      "S0.a=1\nS1.a=2\n", COC_OK, 0, NULL },
    { "application/json-seq", "\x1e{\"a\":\"x\"}\n\x1e\x1e\"y\"\n\x1e" "12\n",
      0, "T0.a=x\nT1=y\nS2=12\n", COC_OK, 0, NULL },
    { "application/json-seq", "\x1e{\"a\":1\x1e}", 0, "S0.a=1\n", COC_OK, 0,
      NULL },
    { "application/x-ndjson", "\n \n", 0, "", COC_OK, 0, NULL },
    { "application/x-ndjson", "{\"a\":1}\n{\"b\":\n", 0,
      "S0.a=1\nT=b<0a>\n",
      COC_INVALID, 14, "unexpected end" },
    { "application/x-ndjson", "{\"a\":1}\nkill\n{\"b\":\"x\"}", 0,
      "S0.a=1\nT=kill<0a>{<0a>b<0a>:<0a>x<0a>}\n", COC_INVALID, 8,
      "unexpected" },
    { NULL, "{\"a\":1} {\"a\":2}", 0, "S^a=1\nS^a=2\n", COC_OK, 0, NULL },
    { "x/y", "[\"a\"][\"b\"]", 0, "T0=a\nT0=b\n", COC_OK, 0, NULL },
    { JSON, "\x1e{}", 0, "T=<1e>{}\n", COC_INVALID, 0, "unexpected" }
};


static void
test_many(void **state)
{
    size_t        i;
    coc_limits_t  limits;

    (void) state;

    for (i = 0; i < coc_nelts(many); i++) {
        coc_test_body(&many[i], i, &coc_test_limits);
    }

    /* the numbers are no level */

    limits = coc_test_limits;
    limits.depth = 1;
    coc_test_body(&many[2], 2, &limits);
}


/* What is replaced is counted, and what a fault leaves unread. */

static void
test_counts(void **state)
{
    size_t              i;
    coc_limits_t        limits;
    coc_test_decoded_t  d;

    static const struct {
        const char  *body;
        size_t       replaced;
    } texts[] = {
        { "[\"a\xc3\xa9\xf0\x9f\x98\x80\\ud83d\\ude00\"]", 0 },
        { "[\"\\ud800\\udc00\\udc00\\ud800x\"]", 2 },
        { "{\"\\ud800\":\"\\udfff\"}", 2 },
        { "[\"\xff\xfe\", \"01234567\xc0\x80\"]", 4 },
        { "[\"\xe2\x82\",\"\xed\xa0\x80\",\"\xf4\x90\x80\x80\"]", 8 },
        { "[\"[\\\"\\\\ud800\\\"]\"]", 1 },
        { "[x \"\\ud800\"", 1 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(texts); i++) {
        coc_test_pieces(&d, JSON, texts[i].body, strlen(texts[i].body),
                        &coc_test_limits);
        assert_int_equal(d.count.replaced, texts[i].replaced);
        assert_int_equal(d.count.unread, 0);
        coc_test_decoded_free(&d);
    }

    limits = coc_test_limits;
    limits.body = 8;
    coc_test_pieces(&d, JSON, "[\"ab\" \v0123456789", 17, &limits);
    assert_int_equal(d.rc, COC_INVALID);
    assert_int_equal(d.count.unread, 11 - 6);
    coc_test_decoded_free(&d);

    limits.body = 100;
    limits.fields = 1;
    coc_test_pieces(&d, JSON, "[\"ab\" \v0123456789", 17, &limits);
    assert_int_equal(d.rc, COC_INVALID);
    assert_int_equal(d.count.unread, 11);
    coc_test_decoded_free(&d);
}


static void
test_no_depth(void **state)
{
    coc_limits_t        limits;
    coc_test_decoded_t  d;

    (void) state;

    limits = coc_test_limits;
    limits.depth = 0;

    coc_test_pieces(&d, JSON, "[]", 2, &limits);
    assert_int_equal(d.rc, COC_LIMIT);
    coc_test_decoded_free(&d);

    coc_test_pieces(&d, JSON, "1", 1, &limits);
    assert_int_equal(d.rc, COC_OK);
    coc_test_decoded_free(&d);
}


/* What the sink says is the result, from then on. */

static void
test_sink(void **state)
{
    size_t              piece;
    coc_alloc_t         alloc;
    const char         *body = "{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}";
    coc_test_alloc_t    counts;
    coc_test_decoded_t  d;

    (void) state;

    for (piece = 0; piece < 4; piece++) {
        memset(&d, 0, sizeof(coc_test_decoded_t));
        d.stop = 2;
        alloc = coc_test_alloc(&counts, 0);
        coc_test_decode(&d, &alloc, JSON, NULL, body, strlen(body), piece,
                        &coc_test_limits);
        assert_int_equal(d.rc, -77);
        assert_string_equal(d.log, "T^a=1\n");
        assert_int_equal(counts.live, 0);
        coc_test_decoded_free(&d);
    }
}


static void
test_torture(void **state)
{
    char         *body;
    size_t        len, piece;
    const char   *small = "{\"a\":[\"b\\u00e9\",{\"c\":1.5}],"
                          "\"d\":\"\\ud800\"}";

    (void) state;

    coc_test_torture(JSON, small, strlen(small), 0);
    coc_test_torture(JSON, small, strlen(small), 1);

    coc_test_keys = 1;
    coc_test_torture(JSON, small, strlen(small), 0);
    coc_test_keys = 0;

    for (len = 0; len < coc_nelts(refused); len++) {
        if (refused[len].len == 0) {
            body = (char *) refused[len].body;
            coc_test_torture(JSON, body, strlen(body), 0);
            coc_test_torture(JSON, body, strlen(body), 1);
        }
    }

    for (len = 0; len < coc_nelts(many); len++) {
        body = (char *) many[len].body;
        coc_test_torture(many[len].type, body, strlen(body), 0);
    }

    /* tokens that make yajl's buffers grow, the second more than the first */

    len = 60000;
    body = malloc(len);
    assert_non_null(body);
    memset(body, 'a', len);
    memcpy(body, "[\"\\n", 4);
    memcpy(body + 5000, "\",\"\\n", 5);
    memcpy(body + 30000, "\",[[[{\"\\t", 9);
    memcpy(body + len - 8, "\":1}]]]]", 8);

    coc_test_torture(JSON, body, len, 0);
    coc_test_torture(JSON, body, len, 1000);
    coc_test_torture(JSON, body, len, 29999);

    /* plain ones, at the start of a piece and not */

    memset(body, 'a', len);
    memcpy(body, "  \"", 3);
    memcpy(body + len - 2, "\"\n", 2);

    for (piece = 0; piece < len; piece += 9973) {
        coc_test_torture(JSON, body, len, piece);
    }

    memset(body, '1', len);
    memcpy(body, "[1,", 3);
    memcpy(body + 10000, ", \"", 3);
    memcpy(body + 10003, "\",", 2);
    memcpy(body + 30000, " ,", 2);
    memcpy(body + len - 2, " ]", 2);

    for (piece = 0; piece < len; piece += 5000) {
        coc_test_torture(JSON, body, len, piece);
    }

    free(body);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_limited),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_no_depth),
        cmocka_unit_test(test_sink),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
