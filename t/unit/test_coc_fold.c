/*
 * The characters of the plain and the folded view.
 *
 * That plain is ICU's NFKC_Casefold is shown for all of Unicode by
 * util/tables_check.c; here stand the cases that a reader should see.
 */

#include "coc_test_view.h"

#include "coc_fold.h"


typedef struct {
    const char  *value;
    const char  *view;
} case_t;


static const case_t  plain[] = {
    { "FUCK You", "fuck you" },
    { "\xc3\x89t\xc3\xa9", "\xc3\xa9t\xc3\xa9" },           /* Été */
    { "e\xcc\x81", "\xc3\xa9" },                            /* e + acute */
    { "E\xcc\x81", "\xc3\xa9" },
    { "a\xcc\xa3\xcc\x82", "\xe1\xba\xad" },                /* dot, circum. */
    { "a\xcc\x82\xcc\xa3", "\xe1\xba\xad" },                /* reordered */
    { "\xc3\xa2\xcc\xa3", "\xe1\xba\xad" },                 /* taken apart */
    { "x\xcc\x81\xcc\xa3", "x\xcc\xa3\xcc\x81" },
    { "\xcc\x81", "\xcc\x81" },                             /* no base */
    { "\xcc\x81\xcc\xa3" "a", "\xcc\xa3\xcc\x81" "a" },
    { "stra\xc3\x9f" "e STRA\xe1\xba\x9e" "E", "strasse strasse" },
    { "\xef\xac\x81x", "fix" },                             /* ligature */
    { "\xef\xbd\x86\xef\xbd\x95\xef\xbc\xa3\xef\xbd\x8b", "fuck" },
    { "\xf0\x9d\x93\xbf\xf0\x9d\x92\xb8\xe2\x93\x9a", "vck" },
    { "\xe2\x91\xa0\xc2\xb2\xc2\xbd", "121\xe2\x81\x84" "2" },
    { "a\xc2\xa0" "b\xe2\x80\x83" "c", "a b c" },
    { "\xe2\x80\xa6", "..." },
    { "\xce\xa3\xcf\x82", "\xcf\x83\xcf\x83" },             /* final sigma */
    { "\xd0\x90\xd0\x99", "\xd0\xb0\xd0\xb9" },             /* Cyrillic */
    { "\xf0\x90\x90\x80", "\xf0\x90\x90\xa8" },             /* Deseret */
    { "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "\xea\xb0\x81" },
    { "\xea\xb0\x80\xe1\x86\xa8", "\xea\xb0\x81" },
    { "\xef\xb7\xba",                                       /* 18 in one */
      "\xd8\xb5\xd9\x84\xd9\x89 \xd8\xa7\xd9\x84\xd9\x84\xd9\x87 "
      "\xd8\xb9\xd9\x84\xd9\x8a\xd9\x87 \xd9\x88\xd8\xb3\xd9\x84\xd9\x85" },

    /* Invisible characters are the folded view's affair. */

    { "f\xe2\x80\x8bu\xef\xb8\x8f", "f\xe2\x80\x8bu\xef\xb8\x8f" },
    { "f\x01u\xff", "f\x01u\xef\xbf\xbd" },
    { "\r\n\tx\n", "\r\n\tx\n" }
};


static const case_t  folded[] = {
    { "10 ml, 5 mm, HbA1c 7%", "10 ml, 5 mm, hba1c 7%" },
    { "Give 0.5 mg/kg q8h \xc2\xb1 20 \xce\xbcg",
      "give 0.5 mg/kg q8h \xc2\xb1 20 \xce\xbcg" },
    { "\xc3\xa9t\xc3\xa9 na\xc3\xafve", "ete naive" },
    { "\xd2\x93\xcf\x85\xd1\x81\xd0\xba", "fuck" },         /* four scripts */
    { "\xce\x9d\xce\x99\xce\x95\xce\x97", "nieh" },         /* Greek capitals */
    { "\xd1\x88h\xd0\xberes", "whores" },
    { "fu\xe1\x8f\x9f\xe1\x8f\xa6", "fuck" },               /* Cherokee */
    { "\xe2\x93\x95\xe2\x93\xa4\xe2\x93\x92\xe2\x93\x9a", "fuck" },
    { "\xf0\x9f\x87\xab\xf0\x9f\x87\xba\xf0\x9f\x87\xa8\xf0\x9f\x87\xb0",
      "fuck" },                                             /* regional */
    { "\xf0\x9f\x85\xb5\xf0\x9f\x85\xa4", "fu" },           /* black squares */
    { "\xe1\xb6\xa0\xe1\xb5\x98\xe1\xb6\x9c\xe1\xb5\x8f", "fuck" },
    { "\xea\x9c\xb0\xe1\xb4\x9c\xe1\xb4\x84\xe1\xb4\x8b", "fuck" },
    { "\xe0\xa5\xa7\xd9\xa3", "13" },                       /* digits */
    { "f\xe2\x83\x9du\xe2\x83\x9d" "c\xef\xb8\x8f\xe2\x83\xa3k", "fuck" },
    { "f\xe2\x80\x8bu\xe2\x80\x8d" "c\xc2\xadk", "fuck" },
    { "f\xcd\x8fu\xe1\xa0\x8e" "c\xe3\x85\xa4k", "fuck" },
    { "f\xf3\xa0\x81\x81u\xef\xbf\xb9" "c\xe2\x80\x8ek", "fuck" },
    { "f\xf3\xa0\x84\x80u\xef\xbb\xbf" "ck", "fuck" },
    { "f\x01u\x7f" "c\xc2\x81k\x08", "fuck" },
    { "z\xcc\x80\xcc\x81\xcc\x82\xcc\x83" "algo", "zalgo" },
    { "you\xe2\x80\x99re \xe2\x80\x9cso\xe2\x80\x9d x\xe2\x80\x93y",
      "you're \"so\" x-y" },
    { "a\xe2\x80\x89" "b\xe3\x80\x80" "c\xe2\x80\xa8" "d\x0b" "e",
      "a b c\nd e" },
    { "\r\n\tX\n", "\r\n\tx\n" },
    { "\xe2\x82\xac" "5 \xc2\xa3" "6 \xc2\xa5" "7",         /* money stays */
      "\xe2\x82\xac" "5 \xc2\xa3" "6 \xc2\xa5" "7" },
    { "\xe6\x82\xa3\xe8\x80\x85", "\xe6\x82\xa3\xe8\x80\x85" },
    { "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "\xea\xb0\x81" },
    { "\xe1\x84\x80\xe2\x80\x8b\xe1\x85\xa1", "\xea\xb0\x80" },
    { "\xef\xac\x81 \xc3\x86 \xc3\x9f \xc3\xb8", "fi ae ss o" },
    { "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
    { "\xf0\x9f\xbf\xbe\xef\xb7\x90", "" }                  /* nonchars */
};


static void
test_plain(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(plain); i++) {
        coc_test_view_is(COC_VIEW_PLAIN, plain[i].value, plain[i].view);
        coc_test_view_is(COC_VIEW_PLAIN, plain[i].view, plain[i].view);
    }
}


static void
test_folded(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(folded); i++) {
        coc_test_view_is(COC_VIEW_FOLDED, folded[i].value, folded[i].view);
        coc_test_view_is(COC_VIEW_FOLDED, folded[i].view, folded[i].view);
    }
}


/* Up to 32 marks are put in order and composed, a longer row passes as is. */

static void
test_marks(void **state)
{
    char    value[256], view[256];
    size_t  i, n, at;

    (void) state;

    for (n = 2; n < 70; n++) {

        value[0] = 'e';
        at = 1;

        for (i = 0; i < n; i++) {
            memcpy(value + at, (i % 2) ? "\xcc\xa3" : "\xcc\x81", 2);
            at += 2;
        }

        memcpy(value + at, "x", 2);

        if (n <= COC_FOLD_MARKS) {

            /* Dots first, one of them and no acute in the base. */

            memcpy(view, "\xe1\xba\xb9", 3);
            at = 3;

            for (i = 1; i < n; i++) {
                memcpy(view + at, (i < n / 2) ? "\xcc\xa3" : "\xcc\x81", 2);
                at += 2;
            }

            memcpy(view + at, "x", 2);
            coc_test_view_is(COC_VIEW_PLAIN, value, view);
            coc_test_view_is(COC_VIEW_PLAIN, view, view);
        }

        coc_test_view_is(COC_VIEW_FOLDED, value, "ex");
    }
}


/* What a long row becomes stays as it is. */

static void
test_long_marks(void **state)
{
    size_t            i, n;
    uint8_t           value[512];
    coc_str_t         first;
    coc_views_t       again;
    coc_test_views_t  v;

    (void) state;

    for (n = 30; n < 40; n++) {

        value[0] = 0xc3;
        value[1] = 0xa9;

        for (i = 0; i < n; i++) {
            value[2 + 2 * i] = 0xcc;
            value[3 + 2 * i] = (uint8_t) ((i % 3) ? 0x81 : 0xa3);
        }

        coc_test_views_make(&v, value, 2 + 2 * n, COC_VIEW_ALL);
        first = v.views.view[COC_VIEW_PLAIN].text;

        assert_int_equal(coc_views_build(v.arena, first,
                                         coc_view_bit(COC_VIEW_PLAIN), NULL,
                                         &again), COC_OK);
        assert_int_equal(again.view[COC_VIEW_PLAIN].text.len, first.len);
        assert_memory_equal(again.view[COC_VIEW_PLAIN].text.data, first.data,
                            first.len);

        coc_test_views_free(&v);
    }
}


/* No letter of Unicode's: it was encoded elsewhere before. */

static int
hole(uint32_t cp)
{
    size_t  i;

    static const uint32_t  holes[] = {
        0x1d455, 0x1d49d, 0x1d4a0, 0x1d4a1, 0x1d4a3, 0x1d4a4, 0x1d4a7,
        0x1d4a8, 0x1d4ad, 0x1d4ba, 0x1d4bc, 0x1d4c4, 0x1d506, 0x1d50b,
        0x1d50c, 0x1d515, 0x1d51d, 0x1d53a, 0x1d53f, 0x1d545, 0x1d547,
        0x1d548, 0x1d549, 0x1d551
    };

    for (i = 0; i < coc_nelts(holes); i++) {
        if (holes[i] == cp) {
            return 1;
        }
    }

    return 0;
}


/* Every alphabet that there is once more, a to z. */

static void
test_alphabets(void **state)
{
    char      value[8], want[2];
    size_t    i;
    uint32_t  cp, c;

    static const uint32_t  alphabets[] = {
        0xff21, 0xff41, 0x249c, 0x24b6, 0x24d0, 0x1f110, 0x1f130, 0x1f150,
        0x1f170, 0x1f1e6,

        0x1d400, 0x1d41a, 0x1d434, 0x1d44e, 0x1d468, 0x1d482, 0x1d49c,
        0x1d4b6, 0x1d4d0, 0x1d4ea, 0x1d504, 0x1d51e, 0x1d538, 0x1d552,
        0x1d56c, 0x1d586, 0x1d5a0, 0x1d5ba, 0x1d5d4, 0x1d5ee, 0x1d608,
        0x1d622, 0x1d63c, 0x1d656, 0x1d670, 0x1d68a
    };

    (void) state;

    for (i = 0; i < coc_nelts(alphabets); i++) {
        for (c = 0; c < 26; c++) {
            cp = alphabets[i] + c;

            if (!hole(cp)) {
                value[coc_utf8_write((uint8_t *) value, cp)] = '\0';
                want[0] = (char) ('a' + c);
                want[1] = '\0';
                coc_test_view_is(COC_VIEW_FOLDED, value, want);
            }
        }
    }
}


/* The same in lists: Braille, small capitals, superscripts, turned letters. */

static void
test_letters(void **state)
{
    size_t  i, k;
    char    value[8], want[2];

    static const char  all[] = "abcdefghijklmnopqrstuvwxyz";

    static const uint32_t  lists[][26] = {
        { 0x2801, 0x2803, 0x2809, 0x2819, 0x2811, 0x280b, 0x281b, 0x2813,
          0x280a, 0x281a, 0x2805, 0x2807, 0x280d, 0x281d, 0x2815, 0x280f,
          0x281f, 0x2817, 0x280e, 0x281e, 0x2825, 0x2827, 0x283a, 0x282d,
          0x283d, 0x2835 },
        { 0x1d00, 0x0299, 0x1d04, 0x1d05, 0x1d07, 0xa730, 0x0262, 0x029c,
          0x026a, 0x1d0a, 0x1d0b, 0x029f, 0x1d0d, 0x0274, 0x1d0f, 0x1d18,
          0xa7af, 0x0280, 0xa731, 0x1d1b, 0x1d1c, 0x1d20, 0x1d21, 0, 0x028f,
          0x1d22 },
        { 0x1d43, 0x1d47, 0x1d9c, 0x1d48, 0x1d49, 0x1da0, 0x1d4d, 0x02b0,
          0x2071, 0x02b2, 0x1d4f, 0x02e1, 0x1d50, 0x207f, 0x1d52, 0x1d56,
          0x107a5, 0x02b3, 0x02e2, 0x1d57, 0x1d58, 0x1d5b, 0x02b7, 0x02e3,
          0x02b8, 0x1dbb },
        { 0x1d2c, 0x1d2e, 0xa7f2, 0x1d30, 0x1d31, 0xa7f3, 0x1d33, 0x1d34,
          0x1d35, 0x1d36, 0x1d37, 0x1d38, 0x1d39, 0x1d3a, 0x1d3c, 0x1d3e,
          0xa7f4, 0x1d3f, 0, 0x1d40, 0x1d41, 0x2c7d, 0x1d42, 0, 0, 0 },
        { 0x0250, 0, 0x0254, 0, 0x01dd, 0x025f, 0x1d77, 0x0265, 0x1d09, 0,
          0x029e, 0xa781, 0, 0, 0, 0, 0, 0x0279, 0, 0x0287, 0, 0x028c, 0, 0,
          0x028e, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(lists); i++) {
        for (k = 0; k < 26; k++) {

            if (lists[i][k] != 0) {
                value[coc_utf8_write((uint8_t *) value, lists[i][k])] = '\0';
                want[0] = all[k];
                want[1] = '\0';
                coc_test_view_is(COC_VIEW_FOLDED, value, want);
            }
        }
    }
}


/* Nothing is seen of these between two letters. */

static void
test_invisible(void **state)
{
    char      value[8];
    size_t    i, n;
    uint32_t  cp;

    static const uint32_t  ranges[][2] = {
        { 0x00ad, 0x00ad }, { 0x0300, 0x036f }, { 0x061c, 0x061c },
        { 0x0483, 0x0489 }, { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 },
        { 0x180b, 0x180f }, { 0x1ab0, 0x1ace }, { 0x1dc0, 0x1dff },
        { 0x200b, 0x200f }, { 0x2060, 0x206f }, { 0x20d0, 0x20f0 },
        { 0x202a, 0x202d }, { 0x3164, 0x3164 }, { 0xfe00, 0xfe0f },
        { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff }, { 0xffa0, 0xffa0 },
        { 0xfff9, 0xfffd }, { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
        { 0xe0000, 0xe0fff }, { 0x0001, 0x0008 }, { 0x007f, 0x0084 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(ranges); i++) {
        for (cp = ranges[i][0]; cp <= ranges[i][1]; cp++) {
            n = 0;
            value[n++] = 'f';
            n += coc_utf8_write((uint8_t *) value + n, cp);
            value[n++] = 'u';
            value[n] = '\0';
            coc_test_view_is(COC_VIEW_FOLDED, value, "fu");
        }
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_folded),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_long_marks),
        cmocka_unit_test(test_alphabets),
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_invisible)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
