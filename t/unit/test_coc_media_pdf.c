/*
 * PDF: strings, dictionaries, streams of objects, XMP; broken and hostile
 * files.
 */

#include "coc_test_media.h"


#define HEAD  "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


typedef struct {
    const char  *body;
    const char  *want;
} case_t;


static void
run(const case_t *cases, size_t n)
{
    size_t                  i;
    static coc_test_file_t  f;

    for (i = 0; i < n; i++) {
        f.len = 0;
        coc_test_file_puts(&f, HEAD);
        coc_test_file_puts(&f, cases[i].body);
        coc_test_media_says(f.data, f.len, "pdf", cases[i].want);
    }
}


static void
test_strings(void **state)
{
    static const case_t  cases[] = {
        { "1 0 obj<</Title(plain)>>endobj", "pdf.title=plain\n" },
        { "<</Title (a (nested (one)) b)>>", "pdf.title=a (nested (one)) b\n" },
        { "<</Title (\\(\\)\\\\\\n\\101\\1012\\7x\\z)>>",
          "pdf.title=()\\\nAA2\x07xz\n" },
        { "<</Title (one \\\r\ntwo\r\nthree\rfour)>>",
          "pdf.title=one two\nthree\nfour\n" },
        { "<</Title <414 2 4>>>", "pdf.title=AB@\n" },
        { "<</Ti#74le (x)/Author (y)>>", "pdf.title=x\npdf.author=y\n" },
        { "<</Title (\xfe\xff\\000A\\330\\075\\336\\000)>>",
          "pdf.title=A\xf0\x9f\x98\x80\n" },
        { "<</Title <FEFF0041D800>>>", "pdf.title=A\xef\xbf\xbd\n" },
        { "<</Title <FFFE4100>>>", "pdf.title=A\n" },
        { "<</Title <EFBBBFC3A9>>>", "pdf.title=\xc3\xa9\n" },
        { "<</Title <C3A9>>>", "pdf.title=\xc3\xa9\n" },
        { "<</Title <E980A0>>>", "pdf.title=\xe9\x80\xa0\n" },
        { "<</Title <E980>>>", "pdf.title=\xc3\xa9\xe2\x80\xa2\n" },
        { "<</Title <1F9F>>>", "pdf.title=\xcb\x9c\xef\xbf\xbd\n" },
        { "<</Title (  \\000)>>", "" },
        { "% <</Title (x)>>\n<</Title (y)>>", "pdf.title=y\n" }
    };

    (void) state;
    run(cases, coc_nelts(cases));
}


static void
test_objects(void **state)
{
    static const case_t  cases[] = {
        { "<</Title(t)/Author(a)/Subject(s)/Keywords(k)/Creator(c)"
          "/Producer(p)/CreationDate(D:1)/ModDate(D:2)/Company(o)/Manager(m)"
          "/Note(you)>>",
          "pdf.title=t\npdf.author=a\npdf.subject=s\npdf.keywords=k\n"
          "pdf.creator=c\npdf.producer=p\npdf.created=D:1\npdf.modified=D:2\n"
          "pdf.company=o\npdf.manager=m\npdf.custom=Note: you\n" },
        { "<</Title(b1)/Parent 3 0 R/Dest[1 0 R/Fit]>>"
          "<</Title(b2)/Parent 3 0 R>>", "pdf.outline=b1\nb2\n" },
        { "<</Title(t)/Parent 3 0 R/Author(a)>>",
          "pdf.title=t\npdf.author=a\n" },
        { "<</Title(t)>><</Title(t)>><</Title(u)>>", "pdf.title=t\nu\n" },
        { "<</T(form field)/V(value)/DA(x)>>", "" },
        { "<</Author(a)/In<</Author(b)/List[(c)<</Title(d)>>]>>/Title(e)>>",
          "pdf.title=d\ne\npdf.author=b\na\n" },
        { "<</Kids[/Author(a)]/Title(t)>>", "pdf.title=t\n" },
        { "<</Title 5 0 R>>endobj 5 0 obj (apart) endobj (stray)",
          "pdf.string=apart\n" },

        /* what never ends, ends with its object */

        { "<</Title(t) endobj <</Author(a)>>", "pdf.title=t\npdf.author=a\n" },
        { "<<<<[[<</X 1 0 obj<</Author(a)>>", "pdf.author=a\n" },
        { ">>]])}{<</Author(a)>>", "pdf.author=a\n" },
        { "<</Author(a)", "pdf.author=a\n" },
        { "<</Author(a", "" },
        { "<</ID[<4<</Author(a)>>", "pdf.author=a\n" },

        /* streams are passed by */

        { "<</Length 20>>stream\n<</Author(in)>>\nendstream endobj"
          "<</Author(out)>>", "pdf.author=out\n" },
        { "<</Length 9999999>>stream\r\n(( << endstre endstreaendstream"
          "<</Author(out)>>", "pdf.author=out\n" },
        { "<<>>stream\n<</Author(in)>>", "" },
        { "stream <</Author(in)>>", "pdf.author=in\n" },
        { "<</Type/ObjStm/N 1>>stream\n5 0 6 9 (bare) <</Author(in)>>"
          "endstream", "pdf.string=bare\npdf.author=in\n" },
        { "<</Type/ObjStm/Filter/LZWDecode>>stream\n<</Author(in)>>endstream",
          "" },

        /* an encrypted document's strings are noise, but for what isn't */

        { "<</Author<8f3c0012aa>/Title(\x01\x02\x03q)>>"
          "trailer<</Encrypt 5 0 R>>", "pdf.encrypted=yes\n" },
        { "<</Title(plain as day)>>trailer<</Encrypt 5 0 R>>",
          "pdf.encrypted=yes\npdf.title=plain as day\n" }
    };

    (void) state;
    run(cases, coc_nelts(cases));
}


static const char  objects[] =
    "7 0 8 30 9 60 <</Title(inner title)/Author(Dr. Doe)>> 5 "
    "<</Title(Chapter)/Parent 2 0 R>> (alone)";

static const char  xmp[] =
    "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>"
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
    "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>you endstre"
    "</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF>"
    "</x:xmpmeta><?xpacket end='w'?>";


static void
document(coc_test_file_t *f)
{
    f->len = 0;
    coc_test_file_puts(f, HEAD "1 0 obj\n<< /Type/ObjStm /First 15 /N 3 "
                          "/Filter [/FlateDecode] >>\nstream\r\n");
    coc_test_file_deflate(f, objects, sizeof(objects) - 1, 0);
    coc_test_file_puts(f, "\nendstream\nendobj\n2 0 obj <</Type/Metadata"
                          "/Subtype/XML/Length 99>> stream\n");
    coc_test_file_puts(f, xmp);
    coc_test_file_puts(f, "\nendstream endobj 3 0 obj <</Type /Metadata "
                          "/Filter /FlateDecode>> stream\n");
    coc_test_file_deflate(f, xmp, sizeof(xmp) - 1, 0);
    coc_test_file_puts(f, "endstream endobj 4 0 obj <</Author <FEFF00E9>>> "
                          "endobj trailer <</Info 4 0 R>>\n%%EOF\n");
}


static void
test_streams(void **state)
{
    static coc_test_file_t  f;

    (void) state;

    document(&f);
    coc_test_media_says(f.data, f.len, "pdf",
                        "xmp.description=you endstre\n"
                        "xmp.description=you endstre\n"
                        "pdf.title=inner title\n"
                        "pdf.author=Dr. Doe\n\xc3\xa9\n"
                        "pdf.outline=Chapter\n"
                        "pdf.string=alone\n");
    coc_test_media_torture(f.data, f.len, 1, 2000);
}


/* More than is kept at once goes on in several values; none is lost. */

static void
test_much(void **state)
{
    int                      i;
    char                     text[64];
    static char              wide[80000];
    static coc_test_file_t   f;
    static coc_test_media_t  m;

    (void) state;

    f.len = 0;
    coc_test_file_puts(&f, HEAD);

    for (i = 0; i < 5000; i++) {
        snprintf(text, sizeof(text), "<</Title(bookmark %04d)/Parent 1 0 R>>",
                 i);
        coc_test_file_puts(&f, text);
    }

    coc_test_media(&m, f.data, f.len, 0, 0);
    assert_int_equal(m.rc, COC_OK);
    assert_true(m.seen < 20);
    assert_non_null(strstr(m.log, "bookmark 0000\n"));
    assert_non_null(strstr(m.log, "\nbookmark 4999\n"));

    /* many strings in one dictionary, more than wait for its end */

    f.len = 0;
    coc_test_file_puts(&f, HEAD "<</Title(first)");

    for (i = 0; i < 2000; i++) {
        coc_test_file_puts(&f, "/Filler(0123456789)");
    }

    coc_test_file_puts(&f, "/Author(last)>>");
    coc_test_media(&m, f.data, f.len, 13, 0);
    assert_non_null(strstr(m.log, "pdf.title=first\n"));
    assert_non_null(strstr(m.log, "pdf.author=last\n"));

    /* a long string is cut, one that never ends is given up */

    memset(wide, 'a', sizeof(wide) - 1);
    f.len = 0;
    coc_test_file_puts(&f, HEAD "<</Title(");
    coc_test_file_add(&f, wide, 20000);
    coc_test_file_puts(&f, ")/Author(x)>>");
    coc_test_media(&m, f.data, f.len, 31, 0);
    assert_int_equal(strcspn(m.log, "\n"), 10 + 8192);
    assert_non_null(strstr(m.log, "\npdf.author=x\n"));

    f.len = 0;
    coc_test_file_puts(&f, HEAD "((");
    coc_test_file_add(&f, wide, sizeof(wide));
    coc_test_file_puts(&f, " 1 0 obj <</Author(x)>>");
    coc_test_media_says(f.data, f.len, "pdf", "pdf.author=x\n");
}


/* Bombs come to an end; nothing makes many readers of XMP. */

static void
test_bombs(void **state)
{
    int                      i;
    static coc_test_file_t   f;
    static coc_test_media_t  m;
    static uint8_t           blanks[32 * 1024 * 1024];

    (void) state;

    memset(blanks, '(', sizeof(blanks));
    f.len = 0;
    coc_test_file_puts(&f, HEAD "<</Type/ObjStm/Filter/FlateDecode>>stream\n");
    coc_test_file_deflate(&f, blanks, sizeof(blanks), 0);
    coc_test_file_puts(&f, "endstream <</Author(x)>>");
    coc_test_media_says(f.data, f.len, "pdf", "pdf.author=x\n");

    f.len = 0;
    coc_test_file_puts(&f, HEAD);

    for (i = 0; i < 10000; i++) {
        coc_test_file_puts(&f, "<</Subtype/XML>>stream\n<a/>endstream\n");
    }

    coc_test_media(&m, f.data, f.len, 0, 0);
    assert_int_equal(m.rc, COC_OK);
    assert_true(m.held.calls < 300 * 64);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_objects),
        cmocka_unit_test(test_streams),
        cmocka_unit_test(test_much),
        cmocka_unit_test(test_bombs)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
