/*
 * What of a text is taken out, decoded, turned and set apart: marks of
 * Markdown and BBCode, escapes, display order, upside-down words, quotes,
 * code and addresses.
 */

#include "coc_test_view.h"


typedef struct {
    const char  *value;
    const char  *folded;
    const char  *verbatim;
} case_t;


static const case_t  marks[] = {
    { "f~~uck~~ you", "fuck~~ you", "" },
    { "*f**u**c**k*", "*fuck*", "" },
    { "**fu**ck fu**ck**, (**fu**ck)", "**fuck fuck**, (**fuck)", "" },
    { "`fu`ck f`uc`k", "`fuck fuck", "" },
    { "\\f\\u\\c\\k", "\\fuck", "" },
    { "f\\*ck sh\\_t", "f*ck sh_t", "" },

    /* Masks, sums, names, paths: not marks. */

    { "f**k b*tch b*st*rd *f**k* c**ks**ker",
      "f**k b*tch b*st*rd *f**k* c**ks**ker", "" },
    { "2*3 2**3 x * y snake_case __init__",
      "2*3 2**3 x * y snake_case __init__", "" },
    { "~5 mg a~b 3~~4", "~5 mg a~b 3~~4", "" },
    { "C:\\temp\\file and\\or \\", "c:\\temp\\file and\\or \\", "" },
    { "x\\", "x\\", "" }, { "*", "*", "" }, { "a*", "a*", "" },
    { "a**", "a**", "" }, { "`", "`", "" }, { "a~~", "a~~", "" }
};


static const case_t  bbcode[] = {
    { "fu[b]ck[/b]", "fuck", "" },
    { "f[b][i]u[/i][/b]c[color=#f00]k[/color]", "fuck", "" },
    { "[SIZE=4][B]You[/B] are[/SIZE]", "you are", "" },
    { "[url=http://x.example/]here[/url]", "here", "" },
    { "[quote=\"Jane Doe\"]x[/quote]y", " \"jane doe\"\n> x\ny", "" },
    { "[quote]a\nb[/quote]c", "\n> a\n> b\nc", "" },
    { "[quote][quote]a[/quote]b[/quote]c", "\n\n> a\n> b\nc", "" },
    { "[quote]a", "\na", "" },
    { "[quote][quote]a[/quote] b", "\n\n> a\n b", "" },
    { "[list][*]a[*]b[/list]", "\n\na\nb\n", "" },
    { "see [1], [12] and [a], f(x[i]) array[i]",
      "see [1], [12] and [a], f(x[i]) array[i]", "" },
    { "[b and c] [idiot] [", "[b and c] [idiot] [", "" },
    { "[b", "[b", "" }, { "[/", "[/", "" }, { "[b=", "[b=", "" },
    { "[b=[b]x", "[b=x", "" }
};


static const case_t  escapes[] = {
    { "\\u0066\\u0075\\u0063\\u006B", "fuck", "" },
    { "\\x66\\u{75}\\u{000063}\\U0000006b", "fuck", "" },
    { "\\ud83c\\uddeb\\ud83c\\uddfa", "fu", "" },
    { "f\\u200buck", "fuck", "" },
    { "\\u006", "\\u006", "" }, { "\\x6", "\\x6", "" },
    { "\\u{110000} \\ud83c \\x07 \\u{ \\u{}",
      "\\u{110000} \\ud83c \\x07 \\u{ \\u{}", "" },
    { "%66%75%63%6b", "fuck", "" },
    { "f%75ck", "fuck", "" },
    { "%d1%84%75", "\xd1\x84u", "" },
    { "5% 50%25 100%ab %66 20%de", "5% 50%25 100%ab %66 20%de", "" },
    { "%20%20 %0a%41 %ff%66", "%20%20 %0a%41 %ff%66", "" },
    { "&amp;#102;&amp;#x75;ck", "fuck", "" },
    { "&amp;lt;b&amp;gt; &amp;#102", "&lt;b&gt; &#102", "" },
    { "&amp;amp;#102;", "&amp;#102;", "" }
};


static const case_t  order[] = {
    { "a \xe2\x80\xaekcuf\xe2\x80\xac b", "a fuck b", "" },
    { "a \xe2\x80\xaekcuf\nb", "a fuck\nb", "" },
    { "a \xe2\x80\xaekcuf", "a fuck", "" },
    { "\xe2\x80\xae" "dc\xe2\x80\xad" "ab\xe2\x80\xac", "abcd", "" },
    { "\xe2\x80\xae" "d\xe2\x81\xa6" "bc\xe2\x81\xa9" "a\xe2\x80\xac" "e",
      "abcde", "" },
    { "\xe2\x80\xae\xe2\x80\xae" "ba\xe2\x80\xac\xe2\x80\xac", "ab", "" },
    { "\xe2\x80\xad" "ab\xe2\x80\xac\xe2\x80\xac\xe2\x81\xa9" "c", "abc",
      "" },
    { "&#8238;kcuf&#8236;!", "fuck!", "" },
    { "\xe2\x80\xae\xe6\x97\xa5\xd1\x84\xf0\x9f\x98\x80",
      "\xf0\x9f\x98\x80\xd1\x84\xe6\x97\xa5", "" }
};


static const case_t  turned[] = {
    { "\xca\x9e\xc9\x94n\xc9\x9f", "fuck", "" },
    { "no\xca\x8e \xca\x9e\xc9\x94n\xc9\x9f!", "noy fuck!", "" },
    { "x \xc9\xaf\xc9\xaf w", "x mm w", "" },
    { "fu\xc9\x94k", "fuck", "" },
    { "\xca\x9e\xc9\x94n\xc9\x9f" "\xd1\x84", "fuck\xd1\x84", "" }
};


static const case_t  regions[] = {
    { "a\n```sh\nRm x\n```\nb", "a\n \nb", "sh\nrm x\n" },
    { "a\n~~~\nx\n~~\ny\n  ~~~~ \nb", "a\n \nb", "\nx\n~~\ny\n" },
    { "```\nnever ends", " ", "\nnever ends" },
    { "``` a`b", "``` ab", "" },
    { "use `Ls -l` or ``a`b``!", "use   or  !", "ls -l\na`b" },
    { "a `b\n\nc` d", "a `b\n\nc` d", "" },
    { "<pre class=x>A &lt; <b>b</b></pre>c", "\n \nc", "a < b" },
    { "x <code>a</code> <code>b", "x   b", "a" },
    { "x [code]a[b][/code] y", "x \n \n y", "a[b]" },
    { "see https://X.example/A%66c(d)?e=f, (http://y.example/).",
      "see  , ( ).", "https://x.example/afc(d)?e=f\nhttp://y.example/" },
    { "WWW.x.example www. awww.x.org w", "  www. awww.x.org w",
      "www.x.example" },
    { "fu://ck and://or a//b http:// x", "fu://ck and://or a//b http:// x",
      "" },
    { "<a href=\"http://x.example/\">y</a>", "y", "" },
    { "[x](http://x.example/y_z) <http://z.example>", "[x]( ) < >",
      "http://x.example/y_z\nhttp://z.example" }
};


static void
check(const case_t *c, size_t n)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        coc_test_view_is(COC_VIEW_FOLDED, c[i].value, c[i].folded);
        coc_test_view_is(COC_VIEW_VERBATIM, c[i].value, c[i].verbatim);
    }
}


static void
test_marks(void **state)
{
    (void) state;

    check(marks, coc_nelts(marks));
}


static void
test_bbcode(void **state)
{
    (void) state;

    check(bbcode, coc_nelts(bbcode));
}


static void
test_escapes(void **state)
{
    (void) state;

    check(escapes, coc_nelts(escapes));
}


static void
test_order(void **state)
{
    (void) state;

    check(order, coc_nelts(order));
}


static void
test_turned(void **state)
{
    (void) state;

    check(turned, coc_nelts(turned));
}


static void
test_regions(void **state)
{
    (void) state;

    check(regions, coc_nelts(regions));
}


/* Plain keeps the order and the code. */

static void
test_plain(void **state)
{
    size_t  i;

    static const char  *cases[][2] = {
        { "f~~uck~~ `A` fu[b]ck[/b]", "fuck~~ `a` fuck" },
        { "\\u0066 https://X.example/%66", "f https://x.example/%66" },
        { "<pre>A</pre>", "\na\n" },
        { "[quote]A[/quote]", "\n> a\n" },
        { "\xe2\x80\xae" "Ba", "\xe2\x80\xae" "ba" },
        { "\xca\x9e\xc9\x94", "\xca\x9e\xc9\x94" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        coc_test_view_is(COC_VIEW_PLAIN, cases[i][0], cases[i][1]);
    }
}


/* Every beginning of every case, before an unreadable page. */

static void
test_cut(void **state)
{
    size_t            i, k, len;
    coc_test_views_t  v;

    static const struct {
        const case_t  *c;
        size_t         n;
    } all[] = {
        { marks, coc_nelts(marks) }, { bbcode, coc_nelts(bbcode) },
        { escapes, coc_nelts(escapes) }, { order, coc_nelts(order) },
        { turned, coc_nelts(turned) }, { regions, coc_nelts(regions) }
    };

    (void) state;

    for (k = 0; k < coc_nelts(all); k++) {
        for (i = 0; i < all[k].n; i++) {
            for (len = 0; len < strlen(all[k].c[i].value); len++) {
                coc_test_views_make(&v, all[k].c[i].value, len, COC_VIEW_ALL);
                coc_test_views_free(&v);
            }
        }
    }
}


static void
test_offsets(void **state)
{
    coc_view_t        *view;
    coc_test_views_t   v;

    static const char  value[] =
        "ab \xe2\x80\xaekcuf\xe2\x80\xac x `Ls` \xca\x9e\xc9\x94n\xc9\x9f y";

    (void) state;

    coc_test_views_make(&v, value, sizeof(value) - 1, COC_VIEW_ALL);
    view = &v.views.view[COC_VIEW_FOLDED];

    /* The word begins where the override does, and ends before its end. */

    assert_memory_equal(view->text.data, "ab fuck x   fuck y", 18);
    assert_int_equal(coc_view_offset(view, 3), 3);
    assert_true(coc_view_offset(view, 7) >= 10);
    assert_int_equal(coc_view_offset(view, 8), 14);
    assert_int_equal(coc_view_offset(view, 10), 17);
    assert_int_equal(coc_view_offset(view, 12), 21);
    assert_int_equal(coc_view_offset(view, 16), 28);

    view = &v.views.view[COC_VIEW_VERBATIM];

    assert_memory_equal(view->text.data, "ls", 2);
    assert_int_equal(coc_view_offset(view, 0), 17);
    assert_int_equal(coc_view_offset(view, 1), 18);

    coc_test_views_free(&v);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_bbcode),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_turned),
        cmocka_unit_test(test_regions),
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_offsets)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
