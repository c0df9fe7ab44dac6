/*
 * multipart/form-data: fields, files, and what readers could differ on.
 */

#include "coc_test_multipart.h"


#define PDF  "%PDF-1.4\n1 0 obj\n<< /Title (kill) >>\nendobj\n"            \
             "trailer << /Info 1 0 R >>\n%%EOF\n"


static const coc_test_body_t  accepted[] = {
    { MP, NAME("a") "hello" END, 0, "T^a=hello\n", COC_OK, 0, NULL },
    { MP, NAME("a") "" END, 0, "T^a=\n", COC_OK, 0, NULL },
    { MP, NAME("a") "\r\n" END, 0, "T^a=<0d><0a>\n", COC_OK, 0, NULL },
    { MP, NAME("a") "1\r\n" NAME("b") "2\r\n" NAME("a") "3" END, 0,
      "T^a=1\nT^b=2\nT^a=3\n", COC_OK, 0, NULL },
    { MP, "--bnd--", 0, "", COC_OK, 0, NULL },
    { MP, "--bnd--\r", 0, "", COC_OK, 0, NULL },
    { MP, "--bnd-- \t\r\n", 0, "", COC_OK, 0, NULL },
    { MP, "\r\n\r\n" NAME("a") "x" END, 0, "T^a=x\n", COC_OK, 0, NULL },
    { MP, "--bnd  \r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n"
          "--bnd--", 0, "T^a=x\n", COC_OK, 0, NULL },

    /* line ends of "\n" alone, all through */

    { MP, "--bnd\nContent-Disposition: form-data; name=\"a\"\n\nx\ny\r\n\n"
          "--bnd--\n", 0, "T^a=x<0a>y<0d><0a>\n", COC_OK, 0, NULL },

    /* preamble and epilogue are text that someone may look at */

    { MP, "hello\r\n" NAME("a") "x" END "bye", 0, "T=hello\nT^a=x\nT=bye\n",
      COC_OK, 0, NULL },
    { MP, NAME("a") "x\r\n--bnd--\r\n \r\n", 0, "T^a=x\n", COC_OK, 0, NULL },
    { MP, NAME("a") "x\r\n--bnd--\r\n--bn", 0, "T^a=x\nT=--bn\n", COC_OK, 0,
      NULL },
    { MP, NAME("a") "x\r\n--bnd--\r\nz\r\n-", 0, "T^a=x\nT=z<0d><0a>-\n",
      COC_OK, 0, NULL },

    /* all but a delimiter */

    { MP, NAME("a") "--bnd\r--\r\n--bn\r\n-\r\n-\n--x --bnd" "\r\n\r\n--bn-"
          END, 0, "T=d<0d>--<0d><0a>--bn<0d><0a>-<0d><0a>-<0a>--x --bnd<0d>"
          "<0a><0d><0a>--bn-<0d><0a>--bnd--<0d><0a>\n", COC_INVALID,
      AFTER(NAME("a")), "odd line end" },
    { MP, NAME("a") "--bn\r\r--\r\n--bn\r\n-\r\n-\n--x --bnd" "\r\n\r\n--bn-"
          END, 0, "T^a=--bn<0d><0d>--<0d><0a>--bn<0d><0a>-<0d><0a>-<0a>--x "
          "--bnd<0d><0a><0d><0a>--bn-\n", COC_OK, 0, NULL },

    /* names */

    { MP, PART("name=a") "x" END, 0, "T^a=x\n", COC_OK, 0, NULL },
    { MP, PART("NAME = \"a b\" ; x=y") "x" END, 0, "T^a b=x\nT^a_b=x\n",
      COC_OK, 0, NULL },
    { MP, NAME("q\\\"\\\\\\x") "x" END, 0,
      "T^q\"\\\\x=x\nT^q\\\"\\\\\\x=x\n", COC_OK, 0, NULL },
    { MP, NAME("\xc3\xa9") "x" END, 0, "T^<c3><a9>=x\n", COC_OK, 0, NULL },
    { MP, NAME("") "x" END, 0, "T^=x\n", COC_OK, 0, NULL },
    { MP, PART("x=y") "x" END, 0, "T=x\n", COC_OK, 0, NULL },
    { MP, "--bnd\r\n\r\nx" END, 0, "T=x\n", COC_OK, 0, NULL },
    { MP, "--bnd\r\nX-Other: 1\r\n\r\nx" END, 0, "T=x\n", COC_OK, 0, NULL },
    { MP, "--bnd\r\nContent-Disposition: form-data;\r\n\tname=\"a\"\r\n\r\nx"
          END, 0, "T^a=x\n", COC_OK, 0, NULL },
    { MP, PART("name=a; name=\"a\"") "x" END, 0, "T^a=x\n", COC_OK, 0, NULL },

    /* files pass by, their names do not */

    { MP, FILE_("x.png") "\1\2\xff\r\n--bn" END, 0, "Ff=x.png\n", COC_OK, 0,
      NULL },
    { MP, FILE_("x.png") "bytes\r\n" NAME("a") "after" END, 0,
      "Ff=x.png\nMf.text=bytes\nT^a=after\n", COC_OK, 0, NULL },
    { MP, PART("name=f; filename=a.txt") "text" END, 0,
      "Ff=a.txt\nMf.text=text\n", COC_OK, 0, NULL },
    { MP, PART("name=f; filename=a; filename*=UTF-8'en'%e2%82%ac%2") "text"
          END, 0, "Ff=a\nFf=<e2><82><ac>%2\nMf.text=text\n", COC_OK, 0, NULL },

    /* what they say of themselves: coded, and a file to some readers */

    { MP, PART("name=\"d[f]\"; filename=x") PDF END, 0,
      "Fd.f=x\nMd.f.pdf.title=kill\n", COC_OK, 0, NULL },
    { MP, "--bnd\r\nContent-Disposition: form-data; filename=x\r\n"
          "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
          "=25PDF-1.4\n1 0 obj\n<< /Title (kill) >>\nendobj\n"
          "trailer << /Info 1 0 R >>\n%%EOF\n" END, 0,
      "F=x\nMtext==25PDF-1.4<0a>1 0 obj<0a><< /Title (kill) >><0a>endobj<0a>"
      "trailer << /Info 1 0 R >><0a>%%EOF<0a>\nMpdf.title=kill\n", COC_OK, 0,
      NULL },

    /* what some reader takes for text */

    { MP, FILE_("") "text" END, 0, "T^f=text\n", COC_OK, 0, NULL },
    { MP, PART("name=f; filename*=utf-8''n") "text" END, 0,
      "Ff=n\nT^f=text\n", COC_OK, 0, NULL },
    { MP, PART("name=f; filename=a; filename*=utf-8''") "text" END, 0,
      "Ff=a\nT^f=text\n", COC_OK, 0, NULL },
    { MP, FILE_("a\\\"b") "text" END, 0,
      "Ff=a\"b\nFf=a\\\"b\nT^f=text\n", COC_OK, 0, NULL },

    /* types and codings */

    { MP, HEAD("Content-Type: text/plain; charset=\"UTF-8\""), 0, "T^a=x\n",
      COC_OK, 0, NULL },
    { MP, HEAD("content-transfer-encoding:  8BIT"), 0, "T^a=x\n", COC_OK, 0,
      NULL },
    { MP, "--bnd\r\nContent-Disposition: form-data; name=a; filename=b\r\n"
          "Content-Type: text/plain; charset=ibm037\r\n"
          "Content-Transfer-Encoding: base64\r\n\r\nx" END, 0,
      "Fa=b\nMa.text=<c3><8c>\n", COC_OK, 0, NULL },

    /* two names, two headers: two readings */

    { MP, PART("name=a; name=b") "x" END, 0, "T^a=x\nT^b=x\n", COC_OK, 0,
      NULL },
    { MP, HEAD("Content-Disposition: form-data; name=b"), 0,
      "T^a=x\nT^b=x\n", COC_OK, 0, NULL },
    { MP, PART("name=a; filename=a; filename=b") "x" END, 0,
      "Fa=a\nFa=b\nMa.text=x\n", COC_OK, 0, NULL },
    { MP, PART("name=a; filename=f\r\n"
               "Content-Disposition: form-data; name=b") "x" END, 0,
      "Fa=f\nFb=f\nT^a=x\nT^b=x\n", COC_OK, 0, NULL },
    { MP, PART("name=a; filename=\"\"; filename=f") "x" END, 0,
      "Fa=f\nT^a=x\n", COC_OK, 0, NULL },
    { MP, HEAD("Content-Type: text/plain\r\nContent-Type: Text/Plain"), 0,
      "T^a=x\n", COC_OK, 0, NULL },

    /* names in charsets and in pieces */

    { MP, PART("name*=iso-8859-1'en'%e9t%E9") "x" END, 0,
      "T^<c3><a9>t<c3><a9>=x\n", COC_OK, 0, NULL },
    { MP, PART("name=a; name*=UTF-8''b") "x" END, 0, "T^a=x\nT^b=x\n", COC_OK,
      0, NULL },
    { MP, PART("name*1=\"s%74\"; NAME*0=\"po\"; name*2*=%5Bt%5D") "x" END, 0,
      "Tpos%74.t=x\n", COC_OK, 0, NULL },
    { MP, PART("name*0*=latin1''%e9; name*1*=%e8") "x" END, 0,
      "T^<c3><a9><c3><a8>=x\n", COC_OK, 0, NULL },
    { MP, PART("name=f; filename*0=a; filename*1=b") "x" END, 0,
      "Ff=ab\nT^f=x\n", COC_OK, 0, NULL },
    { MP, PART("name=f; filename=x; filename*=latin1''%e9") "x" END, 0,
      "Ff=x\nFf=<c3><a9>\nMf.text=x\n", COC_OK, 0, NULL },
    { MP, PART("name='post'; filename*=UTF-8''it's") "x" END, 0,
      "F'post'=it's\nFpost=it's\nT^'post'=x\nT^post=x\n", COC_OK, 0, NULL },
    { MP, NAME("post[title]") "x" END, 0, "Tpost.title=x\n", COC_OK, 0,
      NULL },

    /* transfer codings: most readers know none */

    { MP, CODED("a", "base64") "a2l\r\nsbA==" END, 0,
      "T^a=a2l<0d><0a>sbA==\nT^a=kill\n", COC_OK, 0, NULL },
    { MP, CODED("a", "Base64") "kill" END, 0, "T^a=kill\nT^a=<92>)e\n",
      COC_OK, 0, NULL },
    { MP, CODED("a", "quoted-printable") "k=69l=\r\nl=zz=" END, 0,
      "T^a=k=69l=<0d><0a>l=zz=\nT^a=kill=zz\n", COC_OK, 0, NULL },
    { MP, "--bnd\r\nContent-Disposition: form-data; name=a\r\n"
          "Content-Type: text/plain; charset=latin1\r\n"
          "Content-Transfer-Encoding: quoted-printable\r\n\r\n=e9" END, 0,
      "T^a==e9\nT^a=<c3><a9>\n", COC_OK, 0, NULL },

    /* charsets */

    { MP, TYPE("a", "text/plain; charset=iso-8859-1") "\xe9" END, 0,
      "T^a=<c3><a9>\n", COC_OK, 0, NULL },
    { MP, TYPE("a", "text/plain; charset=windows-1251") "\xd1\x85" END, 0,
      "T^a=<d0><a1><e2><80><a6>\nT^a=<d1><85>\n", COC_OK, 0, NULL },
    { MP, TYPE("a", "text/plain; charset=ibm037") "kill" END, 0,
      "T^a=,<c3><91>%%\nT^a=kill\n", COC_OK, 0, NULL },
    { MP, NAME("_charset_") "windows-1252\r\n" NAME("a") "\xe9" END, 0,
      "T^_charset_=windows-1252\nT^a=<c3><a9>\n", COC_OK, 0, NULL },
    { MP "; charset=latin1", NAME("\xe9") "\xe8" END, 0,
      "T^<c3><a9>=<c3><a8>\n", COC_OK, 0, NULL },

    /* documents inside */

    { MP, JSON("{\"a\":\"\\u0062\",\"c\":[1]}") END, 0,
      "T^j={\"a\":\"\\u0062\",\"c\":[1]}\nTj.a=b\nSj.c.0=1\n", COC_OK, 0,
      NULL },
    { MP, JSON("\"\\u0062\"") END, 0, "T^j=\"\\u0062\"\nTj=b\n", COC_OK, 0,
      NULL },
    { MP, JSON(" ") END, 0, "T^j= \n", COC_OK, 0, NULL },
    { MP, MIXED("--c\r\n\r\n1\r\n--c\r\nContent-Disposition: file; "
          "filename=g\r\n\r\n2\r\n--c\r\nContent-Disposition: form-data; "
          "name=n\r\n\r\n3\r\n--c--") "\r\n" NAME("z") "4" END, 0,
      "T^m=--c<0d><0a><0d><0a>1<0d><0a>--c<0d><0a>Content-Disposition: file; "
      "filename=g<0d><0a><0d><0a>2<0d><0a>--c<0d><0a>Content-Disposition: "
      "form-data; name=n<0d><0a><0d><0a>3<0d><0a>--c--\n"
      "T^m=1\nFm=g\nMm.text=2\nT^n=3\nT^m=3\nT^z=4\n", COC_OK, 0, NULL },
    { RELATED, "--bnd\r\n\r\nx\r\n" NAME("a") "y\r\n--bnd\r\n"
               "Content-Type: text/html\r\n\r\n<b>z</b>" END, 0,
      "T^0=x\nT^a=y\nT^2=<b>z</b>\n", COC_OK, 0, NULL },
    { "multipart/alternative; boundary=bnd", "--bnd\r\nContent-Type: "
      "multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--" END, 0,
      "T^0=--c<0d><0a><0d><0a>x<0d><0a>--c--\nT^0=x\n", COC_OK, 0, NULL },

    { "multipart/form-data; boundary=\"a b'()+_,-./:=?\"",
      "--a b'()+_,-./:=?\r\n\r\nx\r\n--a b'()+_,-./:=?--", 0, "T=x\n",
      COC_OK, 0, NULL },
    { "multipart/form-data; charset=utf-8; boundary=----WebKitFormBoundaryX",
      "------WebKitFormBoundaryX\r\n\r\nx\r\n------WebKitFormBoundaryX--", 0,
      "T=x\n", COC_OK, 0, NULL },
    { "multipart/form-data; boundary=-", "---\r\n\r\nx\r\n-----", 0, "T=x\n",
      COC_OK, 0, NULL }
};


static const char *const  boundaries[] = {
    "multipart/form-data",
    "multipart/form-data; boundary",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=\"\"",
    "multipart/form-data; boundary=\"x",
    "multipart/form-data; boundary=a b",
    "multipart/form-data; boundary=a,b",
    "multipart/form-data; boundary=\"a\\\"b\"",
    "multipart/form-data; boundary=\"a \"",
    "multipart/form-data; boundary=\xc3\xa9",
    "multipart/form-data; boundary=a; boundary=b",
    "multipart/form-data; xboundary=a; boundary=b",
    "multipart/form-data; x=\"boundary=a\"; boundary=b"
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
test_boundaries(void **state)
{
    char                type[512];
    size_t              i;
    coc_alloc_t         alloc;
    coc_test_alloc_t    counts;
    coc_test_decoded_t  d;

    (void) state;

    memset(&d, 0, sizeof(coc_test_decoded_t));
    alloc = coc_test_alloc(&counts, 0);

    for (i = 0; i < coc_nelts(boundaries); i++) {
        coc_test_decode(&d, &alloc, boundaries[i], NULL, "x", 1, 0,
                        &coc_test_limits);

        if (d.rc != COC_INVALID) {
            fail_msg("%s", boundaries[i]);
        }

        coc_test_decoded_free(&d);
    }

    strcpy(type, "multipart/form-data; boundary=");

    for (i = strlen(type); i < 30 + 201; i++) {
        type[i] = 'x';
        type[i + 1] = '\0';
        coc_test_decode(&d, &alloc, type, NULL, "x", 1, 0, &coc_test_limits);
        assert_int_equal(d.rc, COC_INVALID);
        assert_int_equal(strstr(d.err.text, "unclear") != NULL, i >= 30 + 200);
        coc_test_decoded_free(&d);
    }

    assert_int_equal(counts.live, 0);
}


static void
test_limited(void **state)
{
    size_t                        i;
    coc_limits_t                  limits;
    static const coc_test_body_t  limited[] = {
        { MP, NAME("ab") "12345678" END, 0, "T^ab=12345678\n", COC_OK, 0,
          NULL },
        { MP, NAME("ab") "123456789" END, 0, "", COC_LIMIT,
          AFTER(NAME("ab") "12345678"), "coc_body_max" },
        { MP, NAME("ab") "1234567\r-" END, 0, "", COC_LIMIT,
          AFTER(NAME("ab") "12345678"), "coc_body_max" },
        { MP, NAME("ab") "123456\r\n--bn-" END, 0, "", COC_LIMIT,
          AFTER(NAME("ab") "12345678"), "coc_body_max" },
        { MP, FILE_("123456789") "a file of any size" END, 0,
          "Ff=123456789\nMf.text=a file of \n", COC_OK, 0, NULL },
        { MP, FILE_("1234567890") "x" END, 0, "", COC_LIMIT,
          AFTER(FILE_("1234567890")), "coc_body_max" },
        { MP, NAME("a") "\r\n" NAME("b") "\r\n" NAME("c") END, 0,
          "T^a=\nT^b=\n", COC_LIMIT,
          AFTER(NAME("a") "\r\n" NAME("b") "\r\n"), "coc_parts_max" },
        { MP, "x\r\n" NAME("a") "\r\n" NAME("b") "" END "y", 0,
          "T=x\nT^a=\nT^b=\n", COC_LIMIT,
          AFTER("x\r\n" NAME("a") "\r\n" NAME("b") "" END "y"),
          "coc_fields_max" },
        { MP, "12345678901\r\n", 0, "", COC_LIMIT, 10, "coc_body_max" }
    };

    (void) state;

    limits = coc_test_limits;
    limits.body = 10;
    limits.fields = 3;
    limits.parts = 2;

    for (i = 0; i < coc_nelts(limited); i++) {
        coc_test_body(&limited[i], i, &limits);
    }
}


static void
test_counts(void **state)
{
    coc_test_decoded_t  d;
    const char          body[] = NAME("ab") "cde\r\n" FILE_("g") "1234\r\n"
                                 FILE_("") "text\r\n" FILE_("h") "" END;

    (void) state;

    coc_test_pieces(&d, MP, body, sizeof(body) - 1, &coc_test_limits);
    assert_int_equal(d.rc, COC_OK);
    assert_string_equal(d.log, "T^ab=cde\nFf=g\nMf.text=1234\nT^f=text\n"
                               "Ff=h\n");
    assert_int_equal(d.count.bytes, sizeof(body) - 1);
    assert_int_equal(d.count.text, 5 + 2 + 5 + 2);
    assert_int_equal(d.count.fields, 5);
    assert_int_equal(d.count.parts, 4);
    assert_int_equal(d.count.files, 2);
    assert_int_equal(d.count.file_bytes, 4);
    coc_test_decoded_free(&d);
}


/* A header is bounded, whatever the limits. */

static void
test_long_head(void **state)
{
    char                *body;
    size_t               len;
    coc_alloc_t          alloc;
    coc_test_alloc_t     counts;
    coc_test_decoded_t   d;

    (void) state;

    len = 40000;
    body = malloc(len);
    assert_non_null(body);
    memset(body, 'a', len);
    memcpy(body, "--bnd\r\nX: ", 10);

    memset(&d, 0, sizeof(coc_test_decoded_t));
    alloc = coc_test_alloc(&counts, 0);
    coc_test_decode(&d, &alloc, MP, NULL, body, len, 0, &coc_test_limits);
    assert_int_equal(d.rc, COC_INVALID);
    assert_int_equal(d.err.offset, 7 + 16 * 1024);
    coc_test_decoded_free(&d);

    coc_test_decode(&d, &alloc, MP, NULL, body, len, 1, &coc_test_limits);
    assert_int_equal(d.rc, COC_INVALID);
    assert_int_equal(d.err.offset, 7 + 16 * 1024);
    coc_test_decoded_free(&d);

    assert_int_equal(counts.live, 0);
    free(body);
}


/* Megabytes of what nearly is a delimiter: no byte is searched twice. */

static void
test_file(void **state)
{
    char                *body, *p;
    size_t               len, head;
    coc_alloc_t          alloc;
    coc_test_alloc_t     counts;
    coc_test_decoded_t   d;

    (void) state;

    len = 3 * 1024 * 1024;
    body = malloc(len + 64);
    assert_non_null(body);

    head = strlen(FILE_("x"));
    memcpy(body, FILE_("x"), head);

    for (p = body + head; p + 8 <= body + len; p += 6) {
        memcpy(p, "\r\n--bn", 6);
    }

    memcpy(p, END, sizeof(END) - 1);
    len = (size_t) (p - body) + sizeof(END) - 1;

    memset(&d, 0, sizeof(coc_test_decoded_t));
    alloc = coc_test_alloc(&counts, 0);
    coc_test_decode(&d, &alloc, MP, NULL, body, len, 1, &coc_test_limits);
    assert_int_equal(d.rc, COC_OK);
    assert_int_equal(d.count.file_bytes, len - head - (sizeof(END) - 1));
    assert_true(counts.calls < 32);
    coc_test_decoded_free(&d);

    free(body);
}


static void
test_torture(void **state)
{
    char        *body;
    size_t       len;
    const char  *small = "pre\r\n" NAME("a") "hello\r\n" FILE_("x") "bytes\r\n"
                         NAME("b") "world" END "epi";
    const char  *deep =
        CODED("a", "base64") "a2lsbA==\r\n"
        JSON("{\"a\":\"b\"}") "\r\n"
        MIXED("--c\r\n\r\n1\r\n--c--") "\r\n"
        PART("name*0=a; name*1=b; filename*=latin1''%e9") "x\r\n"
        TYPE("a", "text/plain; charset=windows-1251") "\xd1\x85" END;

    (void) state;

    coc_test_torture(MP, small, strlen(small), 0);
    coc_test_torture(MP, small, strlen(small), 1);
    coc_test_torture(MP, deep, strlen(deep), 1);

    len = 5000;
    body = malloc(len);
    assert_non_null(body);
    memset(body, 'a', len);
    memcpy(body, NAME("a"), sizeof(NAME("a")) - 1);
    memcpy(body + len - 11, END, 11);

    coc_test_torture(MP, body, len, 0);
    coc_test_torture(MP, body, len, 100);

    free(body);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_boundaries),
        cmocka_unit_test(test_limited),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_long_head),
        cmocka_unit_test(test_file),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
