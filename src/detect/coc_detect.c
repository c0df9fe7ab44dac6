/*
 * The families of detectors, and which of them have to look at a field.
 */

#include "coc_detect.h"
#include "coc_detect_family.h"
#include "coc_detect_find.h"


#define COC_DETECT_FIRST  16    /* spans that are made room for at first */


/* A file of detectors is one line here; see coc_family_t. */

static const coc_family_t *const  coc_families[] = {
    &coc_family_code,
    &coc_family_handle,
    &coc_family_ip,
    &coc_family_link,
    &coc_family_mail,
    &coc_family_number,
    &coc_family_people,
    &coc_family_price,
    &coc_family_shout,
    &coc_family_spelled,
    &coc_family_times,
    &coc_family_udi
};


unsigned
coc_detect_views(uint64_t wanted)
{
    size_t    i;
    unsigned  views;

    views = 0;

    for (i = 0; i < coc_nelts(coc_families); i++) {
        if (coc_families[i]->detectors & wanted) {
            views |= coc_families[i]->views
                     | coc_view_bit(coc_families[i]->view);
        }
    }

    return views;
}


static int
coc_span_after(const coc_span_t *a, const coc_span_t *b)
{
    if (a->detector != b->detector) {
        return a->detector > b->detector;
    }

    if (a->start != b->start) {
        return a->start > b->start;
    }

    return a->end > b->end;
}


/* Joins the sorted runs from..mid and mid..end of one array in the other. */

static void
coc_spans_merge(coc_span_t *to, const coc_span_t *from, size_t start,
    size_t mid, size_t end)
{
    size_t  i, j, k;

    i = start;
    j = mid;

    for (k = start; k < end; k++) {

        if (i < mid && (j >= end || !coc_span_after(&from[i], &from[j]))) {
            to[k] = from[i++];

        } else {
            to[k] = from[j++];
        }
    }
}


static int
coc_spans_sort(coc_arena_t *arena, coc_spans_t *spans)
{
    size_t       i, n, width;
    coc_span_t  *from, *to, *other;

    n = spans->n;

    for (i = 1; i < n; i++) {
        if (coc_span_after(&spans->span[i - 1], &spans->span[i])) {
            break;
        }
    }

    if (i >= n) {
        return COC_OK;
    }

    from = spans->span;
    to = coc_arena_array(arena, spans->size, sizeof(coc_span_t));

    if (to == NULL) {
        return coc_arena_exhausted(arena) ? COC_LIMIT : COC_ERROR;
    }

    for (width = 1; width < n; width *= 2) {

        for (i = 0; i < n; i += 2 * width) {
            coc_spans_merge(to, from, i, coc_min(i + width, n),
                            coc_min(i + 2 * width, n));
        }

        other = from;
        from = to;
        to = other;
    }

    spans->span = from;

    return COC_OK;
}


int
coc_detect_add(coc_detect_t *detect, coc_detector_e detector, size_t start,
    size_t end, unsigned measure)
{
    size_t        size;
    coc_span_t   *span;
    coc_spans_t  *spans;

    if (!coc_detect_wants(detect, detector)) {
        return COC_OK;
    }

    spans = detect->spans;

    if (spans->n == spans->size) {

        if (spans->n >= COC_DETECT_SPANS) {
            return COC_LIMIT;
        }

        size = spans->size ? spans->size * 2 : COC_DETECT_FIRST;
        span = coc_arena_array(detect->arena, size, sizeof(coc_span_t));

        if (span == NULL) {
            return coc_arena_exhausted(detect->arena) ? COC_LIMIT : COC_ERROR;
        }

        if (spans->n) {
            memcpy(span, spans->span, spans->n * sizeof(coc_span_t));
        }

        spans->span = span;
        spans->size = size;
    }

    span = &spans->span[spans->n++];

    span->detector = detector;
    span->start = start;
    span->end = end;
    span->measure = measure;

    return COC_OK;
}


/* Whether a view has digits, and in seen whether that is known of it. */

static int
coc_detect_digits(const coc_views_t *views, coc_view_e which, unsigned *seen,
    unsigned *digits)
{
    coc_str_t  text;

    if ((*seen & coc_view_bit(which)) == 0) {
        *seen |= coc_view_bit(which);
        text = views->view[which].text;

        if (coc_find_digit(text, 0) < text.len) {
            *digits |= coc_view_bit(which);
        }
    }

    return (*digits & coc_view_bit(which)) != 0;
}


int
coc_detect_field(coc_arena_t *arena, const coc_views_t *views,
    coc_str_t path, uint64_t wanted, coc_spans_t *spans)
{
    int                  rc;
    size_t               i;
    unsigned             seen, digits;
    coc_detect_t         detect;
    const coc_family_t  *family;

    spans->span = NULL;
    spans->n = 0;
    spans->size = 0;

    detect.arena = arena;
    detect.views = views;
    detect.path = path;
    detect.wanted = wanted;
    detect.spans = spans;
    detect.timed = 0;

    seen = 0;
    digits = 0;

    for (i = 0; i < coc_nelts(coc_families); i++) {
        family = coc_families[i];

        if ((family->detectors & wanted) == 0
            || views->view[family->view].text.len == 0
            || (family->digits
                && !coc_detect_digits(views, family->view, &seen, &digits)))
        {
            continue;
        }

        rc = family->find(&detect);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return coc_spans_sort(arena, spans);
}
