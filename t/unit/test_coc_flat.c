/*
 * One space between words.
 */

#include "coc_test.h"

#include "coc_flat.h"
#include "coc_str.h"


static const struct {
    const char  *text;
    const char  *flat;
} cases[] = {
    { "", "" },
    { "a b", "a b" },
    { "a  b", "a b" },
    { "a\tb", "a b" },
    { "a\nb", "a b" },
    { "a\r\nb", "a b" },
    { "a \n b", "a b" },
    { "  a  ", " a " },
    { "\na\n", "\na\n" },
    { "a\n\nb", "a\n\nb" },
    { "a\n \nb", "a\n \nb" },
    { "a\n- b", "a\n- b" },
    { "a\n2. b", "a\n2. b" },
    { "a\n> b", "a\n> b" },
    { "> a\nb", "> a\nb" },
    { " > a  c\nb\nc", " > a c\nb c" },
    { "a > b\nc", "a > b c" },
    { "a\n>b\nc\nd", "a\n>b\nc d" },
    { "go\tkill \t yourself", "go kill yourself" },
    { "a\n\xc3\xa9", "a \xc3\xa9" }
};


static void
test_flat(void **state)
{
    size_t            i, k, v;
    coc_str_t         s;
    coc_alloc_t       alloc;
    coc_arena_t      *arena;
    coc_views_t       views;
    coc_test_alloc_t  test;

    coc_view_run_t  runs[32];

    (void) state;

    alloc = coc_test_alloc(&test, 0);
    arena = coc_arena_create(&alloc, 1 << 20);

    /* mapped: each byte of the view came from three of the value */

    for (i = 0; i < 2 * coc_nelts(cases); i++) {
        s = coc_str_from(cases[i / 2].text);
        memset(&views, 0, sizeof(views));

        for (v = COC_VIEW_FOLDED; v <= COC_VIEW_SQUASHED; v++) {
            views.view[v].text = s;
            views.view[v].value_len = (i & 1) ? 3 * s.len : s.len;
            views.view[v].runs = (i & 1) && s.len ? runs : NULL;
            views.view[v].nruns = (i & 1) ? s.len : 0;
        }

        for (k = 0; k < s.len; k++) {
            runs[k].view = (uint32_t) k;
            runs[k].value = (uint32_t) (3 * k);
        }

        assert_int_equal(coc_views_flat(arena, &views), COC_OK);

        for (v = COC_VIEW_FOLDED; v <= COC_VIEW_SQUASHED; v++) {
            if (!coc_str_eq(views.view[v].text,
                            coc_str_from(cases[i / 2].flat)))
            {
                fail_msg("%zu: %.*s", i, (int) views.view[v].text.len,
                         (const char *) views.view[v].text.data);
            }
        }

        /* a letter stands where it stood */

        for (k = 0; k < views.view[COC_VIEW_FOLDED].text.len; k++) {
            v = coc_view_offset(&views.view[COC_VIEW_FOLDED], k);
            v = (i & 1) ? v / 3 : v;
            assert_true(v < s.len);

            if (views.view[COC_VIEW_FOLDED].text.data[k] > ' ') {
                assert_int_equal(views.view[COC_VIEW_FOLDED].text.data[k],
                                 s.data[v]);
            }
        }

        s = views.view[COC_VIEW_FOLDED].text;
        assert_int_equal(coc_views_flat(arena, &views), COC_OK);
        assert_ptr_equal(views.view[COC_VIEW_FOLDED].text.data, s.data);
    }

    coc_arena_destroy(arena);
    assert_int_equal(test.live, 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_flat)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
