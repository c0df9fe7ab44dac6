/*
 * Character references and markup in the plain view.
 */

#include "coc_test_view.h"

#include "coc_entity.h"
#include "coc_tag.h"


typedef struct {
    const char  *value;
    const char  *plain;
} case_t;


static const case_t  entities[] = {
    { "a &amp; b", "a & b" },
    { "&lt;b&gt;", "<b>" },                     /* decoded once */
    { "&amp;lt;b&amp;gt;", "&lt;b&gt;" },
    { "&amp;amp;amp;", "&amp;amp;" },
    { "&quot;x&apos;", "\"x'" },
    { "&#102;&#117;&#99;&#107;", "fuck" },
    { "&#x66;&#X75;&#x63;&#x6B;", "fuck" },
    { "&#102&#117&#99&#107", "fuck" },          /* no semicolon */
    { "&#x66 &#x75", "f u" },
    { "&#0000000000000000000102;", "f" },
    { "&#70;&#85;", "fu" },                     /* folded after */
    { "&#146;&#x80;", "\xe2\x80\x99\xe2\x82\xac" },
    { "&#0;&#xd800;&#x110000;&#99999999999;",
      "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
    { "&#;&#x;&#xg;&# 1;", "&#;&#x;&#xg;&# 1;" },
    { "&#", "&#" },
    { "&#x", "&#x" },
    { "&", "&" },
    { "&&amp;&", "&&&" },
    { "R&D AT&T Q&A;", "r&d at&t q&a;" },
    { "&eacute;&eacute&Eacute;", "\xc3\xa9\xc3\xa9\xc3\xa9" },
    { "&copy2020", "\xc2\xa9" "2020" },
    { "&notit; &notin; &not", "\xc2\xacit; \xe2\x88\x89 \xc2\xac" },
    { "&ltx&gt", "<x>" },
    { "&alpha;&Omega;", "\xce\xb1\xcf\x89" },
    { "&alpha", "&alpha" },                     /* this one needs it */
    { "&fscr;&ufr;&copf;&kscr;", "fuck" },
    { "&fjlig;", "fj" },                        /* two code points */
    { "&nvlt;", "<\xe2\x83\x92" },
    { "a&nbsp;b&ensp;c", "a b c" },
    { "f&shy;u&zwj;c&#8203;k",
      "f\xc2\xadu\xe2\x80\x8d" "c\xe2\x80\x8bk" },
    { "&CounterClockwiseContourIntegral;",
      "\xe2\x88\xb3" },
    { "&CounterClockwiseContourIntegralx;",
      "&counterclockwisecontourintegralx;" },
    { "&unknown;", "&unknown;" }
};


static const case_t  tags[] = {
    { "fu<wbr>ck", "fuck" },
    { "fu<b>ck</b> you", "fuck you" },
    { "f<b>u</b><i>c</i>k", "fuck" },
    { "<b>fu</b>ck", "fuck" },
    { "fu<span class=\"a b\" style='color: red'>ck", "fuck" },
    { "fu<SPAN CLASS=x>ck</SPAN>", "fuck" },
    { "<b data-id=x>y</b>", "y" },
    { "fu<b/>ck<br/>x", "fuck\nx" },
    { "fu<x-y>ck <o:p>z</o:p>", "fuck z" },
    { "fu<zzz>ck", "fuck" },                    /* a browser drops it */
    { "fu<!-- no one reads this -->ck", "fuck" },
    { "fu<!---->ck<!-->x<!--->y", "fuckxy" },
    { "fu<?x?>ck fu</ >ck fu<!x>ck", "fuck fuck fuck" },

    { "<p>One</p><p>Two</p>", "\none\n\ntwo\n" },
    { "a<br>b<BR />c", "a\nb\nc" },
    { "<td>a</td><td>b</td>", " a  b " },
    { "<li>a<li>b", "\na\nb" },
    { "<blockquote>He said</blockquote>", "\n> he said\n" },

    /* Words in brackets are words. */

    { "x < 5 and y > 3", "x < 5 and y > 3" },
    { "I <3 you", "i <3 you" },
    { "if K<b and c>d", "if k<b and c>d" },
    { "<b you are an idiot>", "<b you are an idiot>" },
    { "<idiot>", "<idiot>" },
    { "you <idiot> you", "you <idiot> you" },
    { "<you are an idiot>", "<you are an idiot>" },
    { "<you=are an=idiot>", "<you=are an=idiot>" },
    { "<!-- you idiot -->", " you idiot " },
    { "a <?you idiot?> b", "a  you idiot?  b" },
    { "<![CDATA[you idiot]]>", " [cdata[you idiot]] " },

    /* So are those that attributes show, but not those of machines. */

    { "<img src=x.png alt=\"An Idiot\">", " an idiot " },
    { "<a href=\"https://x.example/a\" title='Your &amp; mine'>b</a>",
      " your & mine b" },
    { "<a href=\"you are an idiot\">b</a>", " you are an idiot b" },
    { "<input type=text value=Idiot disabled>", " idiot " },
    { "<b foo>", " foo " },
    { "a<b title=x>b", "ab" },
    { "a<b title=\"x y\">b", "a x y b" },
    { "<p title=x>y", " x\ny" },

    { "<", "<" }, { "<b", "<b" }, { "<b ", "<b " }, { "<b x", "<b x" },
    { "<b x=", "<b x=" }, { "<b x='y", "<b x='y" }, { "</", "</" },
    { "</b", "</b" }, { "<!", "<!" }, { "<!-", "<!-" }, { "<!--", "<!--" },
    { "<!-->", "" }, { "<!-- -", "<!-- -" }, { "<>", "<>" },
    { "<b<i>x", "<bx" },
    { "<b x=1 x=2 x=3 x=4 x=5 x=6 x=7 x=8 x=9>",
      "<b x=1 x=2 x=3 x=4 x=5 x=6 x=7 x=8 x=9>" }
};


static void
test_entities(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(entities); i++) {
        coc_test_view_is(COC_VIEW_PLAIN, entities[i].value,
                         entities[i].plain);
    }
}


static void
test_tags(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(tags); i++) {
        coc_test_view_is(COC_VIEW_PLAIN, tags[i].value, tags[i].plain);
    }
}


/* Every beginning of every case, before an unreadable page. */

static void
test_cut(void **state)
{
    size_t            i, len;
    coc_test_views_t  v;

    (void) state;

    for (i = 0; i < coc_nelts(entities) + coc_nelts(tags); i++) {

        const case_t  *c = (i < coc_nelts(entities))
                           ? &entities[i] : &tags[i - coc_nelts(entities)];

        for (len = 0; len < strlen(c->value); len++) {
            coc_test_views_make(&v, c->value, len, COC_VIEW_ALL);
            coc_test_views_free(&v);
        }
    }
}


static void
test_offsets(void **state)
{
    coc_view_t        *plain;
    coc_test_views_t   v;

    static const char  value[] = "x fu<wbr>c&#107; y";

    (void) state;

    coc_test_views_make(&v, value, sizeof(value) - 1, COC_VIEW_ALL);
    plain = &v.views.view[COC_VIEW_PLAIN];

    assert_int_equal(plain->text.len, 8);
    assert_memory_equal(plain->text.data, "x fuck y", 8);
    assert_int_equal(coc_view_offset(plain, 2), 2);
    assert_int_equal(coc_view_offset(plain, 3), 3);
    assert_int_equal(coc_view_offset(plain, 4), 9);
    assert_int_equal(coc_view_offset(plain, 5), 10);
    assert_int_equal(coc_view_offset(plain, 6), 16);
    assert_int_equal(coc_view_offset(plain, 8), 18);

    coc_test_views_free(&v);
}


/* Markup that is used up in vain is given up, short tags are not. */

static void
test_work(void **state)
{
    size_t            i, n;
    uint8_t          *p;
    coc_str_t         s;
    coc_test_views_t  v;

    static const char  head[] = "<!-- <!-- <!-- <!-- <!-- ";
    static const char  word[] = "fu<wbr>ck ";

    (void) state;

    n = 1000;
    p = malloc(sizeof(head) + n * sizeof(word));
    assert_non_null(p);

    memcpy(p, head, sizeof(head) - 1);

    for (i = 0; i < n; i++) {
        memcpy(p + sizeof(head) - 1 + i * (sizeof(word) - 1), word,
               sizeof(word) - 1);
    }

    coc_test_views_make(&v, p, sizeof(head) - 1 + n * (sizeof(word) - 1),
                        COC_VIEW_ALL);

    s = v.views.view[COC_VIEW_PLAIN].text;
    assert_int_equal(s.len, sizeof(head) - 1 + n * 5);
    assert_memory_equal(s.data + s.len - 10, "fuck fuck ", 10);

    coc_test_views_free(&v);
    free(p);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_offsets),
        cmocka_unit_test(test_work)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
