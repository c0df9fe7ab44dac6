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
    { FORM, "a=%u0066", 0, "T^a=f\n", COC_OK, 0, NULL },
    /* characters as ASP writes them; half a surrogate pair is none */

    { FORM, "%u0066%U00e9=%u20AC", 0, "T^f<c3><a9>=<e2><82><ac>\n", COC_OK, 0,
      NULL },
    { FORM, "a=%ud83d%ude00%ud83dx%ude00%ud83d", 0,
      "T^a=<f0><9f><98><80><ef><bf><bd>x<ef><bf><bd><ef><bf><bd>\n", COC_OK,
      0, NULL },
    { FORM, "a=%ud83d%41%ud83d&b=%ud83d%zz", 0,
      "T^a=<ef><bf><bd>A<ef><bf><bd>\nT^b=<ef><bf><bd>%zz\n", COC_OK, 0,
      NULL },
    { FORM, "a=%u006&b=%u00&c=%u0&d=%u&e=%u00zz%u", 0,
      "T^a=%u006\nT^b=%u00\nT^c=%u0\nT^d=%u\nT^e=%u00zz%u\n", COC_OK, 0,
      NULL },
    { FORM, "a=%4u0066", 0, "T^a=%4u0066\n", COC_OK, 0, NULL },

    /* ";" divides, to some */

    { FORM, "a=b;c=d", 0, "T^a=b;c=d\nT^c=d\n", COC_OK, 0, NULL },
    { FORM, "a=b;c=d;e;f=;=g&h=i;", 0,
      "T^a=b;c=d;e;f=;=g\nT^c=d\nT^f=\nT^=g\nT^h=i;\n", COC_OK, 0, NULL },
    { FORM, "a;b=c==d", 0, "T^a;b=c==d\nT^b=c==d\n", COC_OK, 0, NULL },
    { FORM, "a=b%3bc=d", 0, "T^a=b;c=d\n", COC_OK, 0, NULL },
    { FORM, "a=;%62+=%63%u0064", 0, "T^a=;b =cd\nT^b =cd\nT^b_=cd\n",
      COC_OK, 0, NULL },
    { FORM, "a;b;c&;=&d", 0, "T^a;b;c=\nT=a;b;c\nT^;=\nT^=\nT^d=\nT=d\n",
      COC_OK, 0, NULL },

    /* names are paths, read as PHP reads them too */

    { FORM, "a[]=1&a[]=2&a[0][b]=3&a[0].b=4&a.b=5", 0,
      "Ta.[]=1\nTa.[]=2\nTa.0.b=3\nTa.0.b=4\nTa.0=4\nT^a.b=5\n"
      "T^a_b=5\n", COC_OK, 0, NULL },
    { FORM, "post%5Btitle%5D=x", 0, "Tpost.title=x\n", COC_OK, 0, NULL },
    { FORM, "+a=1&b%00c=2&[d]=3&e[f=4&g[h]i=5", 0,
      "T^ a=1\nT^a=1\nT^b<00>c=2\nT^b=2\nTd=3\nTe.f=4\nTe_f=4\n"
      "Tg.h.i=5\nTg.h=5\n", COC_OK, 0, NULL },

    /* charsets: text that only shows without them is there too */

    { FORM "; charset=iso-8859-1", "a=%e9&%e9=b", 0,
      "T^a=<c3><a9>\nT^<c3><a9>=b\n", COC_OK, 0, NULL },
    { FORM "; charset=windows-1251", "a=%d1%85x&b=x", 0,
      "T^a=<d0><a1><e2><80><a6>x\nT^a=<d1><85>x\nT^b=x\n", COC_OK, 0,
      NULL },
    { FORM "; charset=shift_jis", "a=%83%65%83%58%83g", 0,
      "T^a=<e3><83><86><e3><82><b9><e3><83><88>\n", COC_OK, 0, NULL },
    { FORM, "_charset_=latin1&a=%e9", 0,
      "T^_charset_=latin1\nT^a=<c3><a9>\n", COC_OK, 0, NULL },
    { FORM, "a=b&_charset_=utf-8&c=%c3%a9&_charset_=&_charset_=UTF8", 0,
      "T^a=b\nT^_charset_=utf-8\nT^c=<c3><a9>\nT^_charset_=\n"
      "T^_charset_=UTF8\n", COC_OK, 0, NULL },
    { FORM, "a=%c3%a9&_charset_=latin1", 0,
      "T^a=<c3><a9>\nT^_charset_=latin1\n", COC_INVALID, 25,
      "_charset_ comes after" },
    { FORM, "_charset_=klingon", 0, "T^_charset_=klingon\n", COC_UNSUPPORTED,
      17, "\"klingon\"" },
    { FORM, "_charset_=utf-16le", 0, "T^_charset_=utf-16le\n",
      COC_UNSUPPORTED, 18, "utf-16le" },
    { FORM, "_charset_=ibm037&a=%62", 0, "T^_charset_=ibm037\nT^a=b\n",
      COC_UNSUPPORTED, 16, "ibm037" },
    { FORM, "_charset_=utf-7", 0, "T^_charset_=utf-7\n", COC_UNSUPPORTED, 15,
      "utf-7" },
    { FORM "; charset=utf-16", "a=%62", 0, "T^a=b\n", COC_UNSUPPORTED, 0,
      "without ASCII" },

    /* a mark before the first name, and none before another */

    { FORM, "\xef\xbb\xbf" "a=b&\xef\xbb\xbf" "c", 0,
      "T^<ef><bb><bf>a=b\nT^a=b\nT^<ef><bb><bf>c=\nT=<ef><bb><bf>c\n",
      COC_OK, 0, NULL },

    /* no type: text, or a form to some; JSON is none */

    { NULL, "a=kill+%79ou&b", 0, "T^a=kill you\nT=a=kill+%79ou&b\n", COC_OK,
      0, NULL },
    { NULL, " {\"a\":\"b=c&d=e\"}", 0, "T^a=b=c&d=e\n", COC_OK, 0, NULL },
    { "application/x", "a=b", 0, "T=a=b\n", COC_OK, 0, NULL },
    { FORM ", text/plain", "a=%62", 0, "T=a=%62\nT^a=b\n", COC_INVALID, 0,
      "more than one" },
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
test_keys(void **state)
{
    static const coc_test_body_t  keys[] = {
        { FORM, "a[b]=c&=d&e", 0, "Ka.b=a[b]\nTa.b=c\nT^=d\nKe=e\nT^e=\n"
          "T=e\n", COC_OK, 0, NULL }
    };

    (void) state;

    coc_test_keys = 1;
    coc_test_body(&keys[0], 0, &coc_test_limits);
    coc_test_keys = 0;
}


/* A megabyte of what divides, opens or escapes: read in one go. */

static void
test_linear(void **state)
{
    char                *body;
    size_t               i, j, n;
    coc_alloc_t          alloc;
    coc_limits_t         limits;
    coc_test_alloc_t     counts;
    coc_test_decoded_t   d;

    static const char *const  units[] = {
        "[", "]", "[]", "a[b", ";", ";a=", "%u", "%ud83d", "=", "&", "a.", "a;"
    };

    (void) state;

    n = 1000000;
    limits = coc_test_limits;
    limits.fields = SIZE_MAX;
    body = malloc(n);
    assert_non_null(body);
    alloc = coc_test_alloc(&counts, 0);

    for (i = 0; i < coc_nelts(units); i++) {
        for (j = 0; j < n; j++) {
            body[j] = units[i][j % strlen(units[i])];
        }

        memset(&d, 0, sizeof(coc_test_decoded_t));
        d.quiet = 1;
        coc_test_decode(&d, &alloc, FORM, NULL, body, n, 0, &limits);
        assert_true(d.rc == COC_OK || d.rc == COC_LIMIT);
        coc_test_decoded_free(&d);
        assert_int_equal(counts.live, 0);
    }

    free(body);
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

    coc_test_torture(FORM "; charset=windows-1251",
                     "a;b[c]=%d1%85;d.e=%e9&f=%ud83d", 30, 1);

    free(body);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_limited),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_linear),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
