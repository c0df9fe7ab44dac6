/*
 * What the tests of src/detect share: a text, a detector, and the spans that
 * should be found, as their texts with " | " between them.
 */

#ifndef _COC_TEST_DETECT_H_INCLUDED_
#define _COC_TEST_DETECT_H_INCLUDED_


#include "coc_test_view.h"

#include "coc_detect.h"


typedef struct {
    coc_detector_e  detector;
    const char     *text;
    const char     *found;      /* "" if none */
} coc_test_detect_t;


/* Spans of value, in an arena that the caller destroys. */

static __attribute__ ((unused)) coc_arena_t *
coc_test_detect_in(coc_str_t value, const char *path, uint64_t wanted,
    coc_views_t *views, coc_spans_t *spans, int *rc)
{
    coc_alloc_t   alloc;
    coc_arena_t  *arena;

    static coc_test_alloc_t  test;

    alloc = coc_test_alloc(&test, 0);
    arena = coc_arena_create(&alloc, COC_TEST_BUDGET);
    assert_non_null(arena);

    assert_int_equal(coc_views_build(arena, value, COC_VIEW_ALL, NULL, views),
                     COC_OK);

    *rc = coc_detect_field(arena, views, coc_str_from(path), wanted, spans);

    return arena;
}


static __attribute__ ((unused)) void
coc_test_detect_one(const coc_test_detect_t *t, const char *path)
{
    int           rc;
    char          found[4096];
    size_t        i, n;
    coc_str_t     text;
    coc_arena_t  *arena;
    coc_views_t   views;
    coc_spans_t   spans;

    arena = coc_test_detect_in(coc_str_from(t->text), path,
                               coc_detector_bit(t->detector), &views, &spans,
                               &rc);
    assert_int_equal(rc, COC_OK);

    text = views.view[coc_detector_view(t->detector)].text;
    n = 0;

    for (i = 0; i < spans.n; i++) {
        assert_int_equal(spans.span[i].detector, t->detector);
        assert_true(spans.span[i].start < spans.span[i].end);
        assert_true(spans.span[i].end <= text.len);

        n += (size_t) snprintf(found + n, sizeof(found) - n, "%s%.*s",
                               n ? " | " : "",
                               (int) (spans.span[i].end - spans.span[i].start),
                               (const char *) text.data + spans.span[i].start);
        assert_true(n < sizeof(found));
    }

    found[n] = '\0';

    if (strcmp(found, t->found) != 0) {
        fail_msg("%s in \"%s\": \"%s\", not \"%s\"",
                 coc_detector_name(t->detector), t->text, found, t->found);
    }

    coc_arena_destroy(arena);
}


static __attribute__ ((unused)) void
coc_test_detect_all(const coc_test_detect_t *t, size_t n)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        coc_test_detect_one(&t[i], "text");
    }
}


#endif /* _COC_TEST_DETECT_H_INCLUDED_ */
