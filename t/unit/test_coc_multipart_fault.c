/*
 * Multipart bodies that are malformed, or not read: where that is told, and
 * that nothing behind it is hidden.
 */

#include "coc_test_multipart.h"


static const coc_test_body_t  refused[] = {
    { MP, "x", 0, "", COC_INVALID, 1, "last boundary is missing" },
    { MP, "--bnd", 0, "", COC_INVALID, 5, "last boundary is missing" },
    { MP, "--bnd-", 0, "", COC_INVALID, 6, "last boundary is missing" },
    { MP, "--bnd\r\n", 0, "", COC_INVALID, 7, "last boundary is missing" },
    { MP, "--bnd\r\n\r\nx", 0, "", COC_INVALID, 10, "last boundary" },
    { MP, "--bnd\r\n\r\nx\r\n--bnd", 0, "", COC_INVALID, 17,
      "last boundary" },
    { MP, "--bnd\r\n\r\nx\r\n--bnd\r\n", 0, "T=x\n", COC_INVALID, 19,
      "last boundary" },

    /* what is a delimiter to some and none to others */

    { MP, "--bndX\r\n\r\nx" END, 0, "", COC_INVALID, 0, "odd line end" },
    { MP, "--bnd-\r\n\r\nx" END, 0, "", COC_INVALID, 0, "odd line end" },
    { MP, "--bnd---\r\n", 0, "", COC_INVALID, 0, "odd line end" },
    { MP, "--bnd--x\r\n", 0, "", COC_INVALID, 0, "odd line end" },
    { MP, "--bnd\r\r\n", 0, "", COC_INVALID, 0, "odd line end" },
    { MP, "--bnd --\r\n", 0, "", COC_INVALID, 0, "odd line end" },
    { MP, FILE_("x") "\n--bnd\nContent-Disposition: form-data; name=a\n\nbad"
          END, 0, "Ff=x\n", COC_INVALID, AFTER(FILE_("x") "\n"),
      "odd line end" },
    { MP, FILE_("x") "\r--bnd\rContent-Disposition: form-data; name=a\r\rbad"
          END, 0, "Ff=x\n", COC_INVALID, AFTER(FILE_("x") "\n"),
      "odd line end" },
    { MP, FILE_("x") "\r\n--bnd\nContent-Disposition: form-data; name=a\n\nbad"
          END, 0, "Ff=x\n", COC_INVALID, AFTER(FILE_("x") "\r\n"),
      "odd line end" },
    { MP, FILE_("x") "\r\n--bndX\r\nContent-Disposition: form-data; name=a\r\n"
          "\r\nbad" END, 0, "Ff=x\n", COC_INVALID, AFTER(FILE_("x") "\r\n"),
      "odd line end" },
    { MP, FILE_("x") "--bnd\r\nContent-Disposition: form-data; name=a\r\n\r\n"
          "bad" END, 0, "Ff=x\n", COC_INVALID, AFTER(FILE_("x")),
      "odd line end" },
    { MP, "--bnd\n\nx\r\n--bnd--\r\n", 0, "", COC_INVALID, 10,
      "odd line end" },
    { MP, "\n--bnd\r\n\r\nx" END, 0, "", COC_INVALID, 1, "odd line end" },
    { MP, "--bnd--\r\n" NAME("a") "x" END, 0, "", COC_INVALID, 9,
      "after the last" },
    { MP, NAME("a") "x\r\n--bnd--\r\ny\n--bnd\n", 0, "T^a=x\n", COC_INVALID,
      AFTER(NAME("a") "x\r\n--bnd--\r\ny\n"), "after the last" },

    /* headers */

    { MP, "--bnd\r\nContent-\r\nDisposition: x\r\n\r\n" END, 0, "",
      COC_INVALID, 15, "unexpected character" },
    { MP, "--bnd\r\nContent-\rDisposition: x\r\n\r\n" END, 0, "", COC_INVALID,
      16, "control character" },
    { MP, "--bnd\r\nA: b\nC: d\r\n\r\n" END, 0, "", COC_INVALID, 11,
      "odd line end" },
    { MP, "--bnd\nA: b\r\nC: d\n\n\n--bnd--", 0, "", COC_INVALID, 11,
      "odd line end" },
    { MP, "--bnd\r\nA: \0\r\n\r\n" END, sizeof("--bnd\r\nA: \0\r\n\r\n" END)
      - 1, "", COC_INVALID, 10, "control character" },
    { MP, "--bnd\r\n: b\r\n\r\n" END, 0, "", COC_INVALID, 7, "no name" },
    { MP, "--bnd\r\nA<: b\r\n\r\n" END, 0, "", COC_INVALID, 8,
      "unexpected character" },
    { MP, "--bnd\r\nA : b\r\n\r\n" END, 0, "", COC_INVALID, 8,
      "unexpected character" },
    { MP, "--bnd\r\n A: b\r\n\r\n" END, 0, "", COC_INVALID, 7,
      "unexpected character" },
    { MP, "--bnd\r\nA: b\r\n--bnd\r\n\r\n" END, 0, "", COC_INVALID, 18,
      "unexpected character" },
    { MP, PART("name=\"a") "x" END, 0, "", COC_INVALID, 7, "bad quotes" },
    { MP, PART("name=\"a\"b") "x" END, 0, "", COC_INVALID, 7, "bad quotes" },
    { MP, PART("name=a\"b") "x" END, 0, "", COC_INVALID, 7, "bad quotes" },
    { MP, HEAD("Content-Type: text/plain, text/html"), 0, "", COC_INVALID, 7,
      "more than one" },
    { MP, PART("name=a; name=b; name=c; name=d; name=e") "x" END, 0, "",
      COC_INVALID, 7, "too many names" },
    { MP, PART("name=';filename=\"f';name=b;\"") "x" END, 0, "", COC_INVALID,
      7, "quotes" },
    { MP, PART("name=it's; filename=f") "x" END, 0, "", COC_INVALID, 7,
      "quotes" },
    { MP, PART("name=\"a\\\\\"; filename=f") "x" END, 0, "", COC_INVALID, 7,
      "quotes" },
    { MP, PART("name*0=a; name*2=b") "x" END, 0, "", COC_INVALID, 7,
      "pieces" },
    { MP, PART("name*0=a; name*0*=b") "x" END, 0, "", COC_INVALID, 7,
      "pieces" },
    { MP, PART("name*x=a") "x" END, 0, "", COC_INVALID, 7, "pieces" },
    { MP, PART("name*=klingon''a") "x" END, 0, "", COC_UNSUPPORTED, 7,
      "\"klingon\"" },
    { MP, HEAD("Content-Type: text/plain; charset=klingon"), 0, "",
      COC_UNSUPPORTED, 7, "\"klingon\"" },
    { MP, HEAD("Content-Type: text/plain\r\nContent-Type: text/html"), 0, "",
      COC_INVALID, 73, "comes twice" },
    { MP, HEAD("Content-Type: text/plain; charset=utf-16"), 0, "T^a=x\n",
      COC_INVALID, 103, "byte order" },
    { MP, HEAD("Content-Transfer-Encoding: uuencode"), 0, "", COC_UNSUPPORTED,
      7, "\"uuencode\"" },

    /* what lies inside */

    { MP, JSON("{\"a\":1") END, 0, "T^j={\"a\":1\nSj.a=1\n", COC_INVALID,
      81, "malformed JSON" },
    { MP, JSON("kill") END, 0, "T^j=kill\n", COC_INVALID, 81,
      "malformed JSON" },
    { MP, MIXED("") "--c\r\n\r\nx" END, 0,
      "T^m=--c<0d><0a><0d><0a>x\n", COC_INVALID, 100,
      "last boundary" },
    { MP, MIXED("") "--c\r\nContent-Type: multipart/mixed; boundary=d\r\n"
      "\r\n--d--\r\n--c--" END, 0,
      "T^m=--c<0d><0a>Content-Type: multipart/mixed; boundary=d<0d><0a><0d><0a>"
      "--d--<0d><0a>--c--\nT^m=--d--\n", COC_UNSUPPORTED, 142, "two others" },
    { MP, NAME("a") "\xc3\xa9\r\n" NAME("_charset_") "latin1" END, 0,
      "T^a=<c3><a9>\nT^_charset_=latin1\n", COC_INVALID,
      AFTER(NAME("a") "12\r\n" NAME("_charset_") "latin1" END),
      "_charset_" },

    { MP, HEAD("Content-Transfer-Encoding: kill you"), 0, "", COC_UNSUPPORTED,
      7, "\"?\"" }
};


/* What was read before the fault comes first, and what follows as text. */

static void
refuse(const coc_test_body_t *test, size_t n)
{
    size_t               len, want;
    coc_test_decoded_t   d;

    len = test->len ? test->len : strlen(test->body);
    want = strlen(test->want);
    coc_test_pieces(&d, test->type, test->body, len, &coc_test_limits);

    if (d.rc != test->rc || strncmp(d.log, test->want, want) != 0
        || d.err.offset != test->offset
        || strstr(d.err.text, test->text ? test->text : "") == NULL
        || (strchr(d.log + want, '\n') != NULL
            && (strncmp(d.log + want, "T=", 2) != 0
                || d.log[d.len - 1] != '\n'
                || strchr(d.log + want, '\n') != d.log + d.len - 1)))
    {
        fail_msg("case %zu \"%s\"\ngot %d at %zu \"%s\"\n%s"
                 "want %d at %zu \"%s\"\n%s", n, test->body, d.rc,
                 d.err.offset, d.err.text, d.log, test->rc, test->offset,
                 test->text, test->want);
    }

    coc_test_decoded_free(&d);
}


/* A fault hides nothing that follows it. */

static void
test_rest(void **state)
{
    static const coc_test_body_t  rest[] = {
        { MP, NAME("a") "x", 0, "T=x\n", COC_INVALID, AFTER(NAME("a") "x"),
          NULL },
        { MP, NAME("a") "x\r\n--bndX kill" END, 0, "T=xX kill<0d><0a>--bnd--"
          "<0d><0a>\n", COC_INVALID, AFTER(NAME("a") "x\r\n"), NULL },
        { MP, "--bnd\r\nkill\r\n\r\nyou" END, 0, "T=kill<0d><0a><0d><0a>you"
          "<0d><0a>--bnd--<0d><0a>\n", COC_INVALID, 11, NULL },
        { MP, NAME("a") "x\r\n--bnd--\r\ny\r\n--bnd\r\nz", 0,
          "T^a=x\nT=yd<0d><0a>z\n", COC_INVALID,
          AFTER(NAME("a") "x\r\n--bnd--\r\ny\r\n"), NULL }
    };

    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(rest); i++) {
        coc_test_body(&rest[i], i, &coc_test_limits);
    }
}


static void
test_refused(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(refused); i++) {
        refuse(&refused[i], i);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_rest)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
