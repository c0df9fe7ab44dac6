/*
 * What the tests of src/text share: views of a value that ends at an
 * unreadable page, and what must hold of every view.
 */

#ifndef _COC_TEST_VIEW_H_INCLUDED_
#define _COC_TEST_VIEW_H_INCLUDED_


#include "coc_test.h"

#include "coc_arena.h"
#include "coc_str.h"
#include "coc_utf8.h"
#include "coc_view.h"


#define COC_TEST_BUDGET  (64 * 1024 * 1024)


typedef struct {
    coc_test_alloc_t   test;
    coc_alloc_t        alloc;
    coc_test_guard_t   guard;
    coc_arena_t       *arena;
    coc_str_t          value;
    coc_views_t        views;
} coc_test_views_t;


/* Well-formed, and every offset inside the value and not before the last. */

static __attribute__ ((unused)) void
coc_test_view_holds(const coc_view_t *view, coc_str_t value)
{
    size_t  i, at, last, size;

    assert_non_null(view->text.data);
    assert_int_equal(coc_utf8_check(view->text, &size), 0);
    assert_int_equal(view->value_len, value.len);
    assert_int_equal(view->runs == NULL, view->nruns == 0);

    last = 0;

    for (i = 0; i <= view->text.len; i++) {
        at = coc_view_offset(view, i);
        assert_true(at >= last);
        assert_true(at <= value.len);
        last = at;
    }

    assert_int_equal(last, value.len);
    assert_int_equal(coc_view_offset(view, view->text.len + 1), value.len);

    for (i = 1; i < view->nruns; i++) {
        assert_true(view->runs[i].view > view->runs[i - 1].view);
        assert_true(view->runs[i].value >= view->runs[i - 1].value);
    }
}


/* 1 if there is what may read as markup: a view of it may be another. */

static __attribute__ ((unused)) int
coc_test_view_marked(coc_str_t s)
{
    size_t  i;

    for (i = 0; i < s.len; i++) {

        if (memchr("%&*<[\\`~", s.data[i], 8) != NULL) {
            return 1;
        }

        if (i > 0 && s.data[i] == s.data[i - 1]
            && (s.data[i] == '/' || s.data[i] == 'w'))
        {
            return 1;
        }
    }

    return 0;
}


/* Views of a copy of value; v is to be given to coc_test_views_free(). */

static __attribute__ ((unused)) void
coc_test_views_make(coc_test_views_t *v, const void *data, size_t len,
    unsigned mask)
{
    unsigned  i;

    v->alloc = coc_test_alloc(&v->test, 0);
    v->arena = coc_arena_create(&v->alloc, COC_TEST_BUDGET);
    assert_non_null(v->arena);

    v->value.data = coc_test_guard(&v->guard, data, len);
    v->value.len = len;

    assert_int_equal(coc_views_build(v->arena, v->value, mask, NULL, &v->views),
                     COC_OK);

    for (i = 0; i < COC_VIEW_MAX; i++) {

        if (mask & coc_view_bit(i)) {
            coc_test_view_holds(&v->views.view[i], v->value);

        } else {
            assert_null(v->views.view[i].text.data);
            assert_int_equal(v->views.view[i].text.len, 0);
        }
    }
}


static __attribute__ ((unused)) void
coc_test_views_free(coc_test_views_t *v)
{
    coc_arena_destroy(v->arena);
    coc_test_unguard(&v->guard);

    assert_int_equal(v->test.live, 0);
}


/* The view of value is text (both NUL-terminated). */

static __attribute__ ((unused)) void
coc_test_view_is(coc_view_e which, const char *value, const char *text)
{
    char               *got;
    coc_str_t           s;
    coc_test_views_t    v;

    coc_test_views_make(&v, value, strlen(value), coc_view_bit(which));

    s = v.views.view[which].text;
    got = strndup((const char *) s.data, s.len);
    assert_non_null(got);
    assert_string_equal(got, text);
    assert_int_equal(s.len, strlen(text));
    free(got);

    coc_test_views_free(&v);
}


#endif /* _COC_TEST_VIEW_H_INCLUDED_ */
