/*
 * The views of a value.  Most values are clean ASCII: raw is the value
 * itself, plain and folded are one lower-cased copy or the value too, and
 * there is no map.  Everything else goes through coc_text.c, a view at a
 * time, and views that come out the same are kept once.
 */

#include "coc_view.h"
#include "coc_ascii.h"
#include "coc_sink.h"
#include "coc_squash.h"
#include "coc_str.h"
#include "coc_text.h"
#include "coc_utf8.h"


static const coc_str_t  coc_view_names[COC_VIEW_MAX] = {
    coc_str("raw"), coc_str("plain"), coc_str("folded"), coc_str("squashed"),
    coc_str("verbatim")
};


/* The view that is the bytes s at their own offsets. */

static void
coc_view_same(coc_view_t *view, coc_str_t s)
{
    view->text = s;
    view->runs = NULL;
    view->nruns = 0;
    view->value_len = s.len;
}


static int
coc_view_clean(coc_arena_t *arena, coc_str_t value, unsigned upper,
    unsigned mask, coc_views_t *views)
{
    uint8_t    *data;
    coc_str_t   lower;

    lower = value;

    if (upper && (mask & ~coc_view_bit(COC_VIEW_RAW))) {

        data = coc_arena_alloc(arena, value.len);
        if (data == NULL) {
            return coc_arena_exhausted(arena) ? COC_LIMIT : COC_ERROR;
        }

        coc_ascii_lower(data, value.data, value.len);
        lower.data = data;
    }

    if (mask & coc_view_bit(COC_VIEW_RAW)) {
        coc_view_same(&views->view[COC_VIEW_RAW], value);
    }

    if (mask & coc_view_bit(COC_VIEW_PLAIN)) {
        coc_view_same(&views->view[COC_VIEW_PLAIN], lower);
    }

    if (mask & coc_view_bit(COC_VIEW_FOLDED)) {
        coc_view_same(&views->view[COC_VIEW_FOLDED], lower);
    }

    return COC_OK;
}


/* Makes squashed of folded. */

static int
coc_view_squash(coc_arena_t *arena, coc_str_t value,
    const coc_lexicon_t *lexicon, coc_views_t *views)
{
    coc_view_t  *folded, *squashed;

    folded = &views->view[COC_VIEW_FOLDED];
    squashed = &views->view[COC_VIEW_SQUASHED];

    if (lexicon == NULL) {
        *squashed = *folded;
        return COC_OK;
    }

    return coc_squash_build(arena, value, folded, lexicon, squashed);
}


/*
 * raw of a value with so many ill-formed sequences, of size bytes with these
 * replaced.
 */

static int
coc_view_mend(coc_arena_t *arena, coc_str_t value, size_t bad, size_t size,
    coc_view_t *view)
{
    int             rc;
    size_t          n;
    uint32_t        cp;
    coc_sink_t      sink;
    const uint8_t  *p, *good, *end;

    /* A run after each, one to begin with, and one to spare. */

    rc = coc_sink_init(&sink, arena, value.len, size, bad + 2);
    if (rc != COC_OK) {
        return rc;
    }

    good = value.data;
    end = value.data + value.len;

    for (p = good; p < end; p += n) {

        n = coc_utf8_read(p, end, &cp);

        if (cp != COC_UTF8_BAD) {
            continue;
        }

        if (p > good) {
            rc = coc_sink_copy(&sink, good, (size_t) (p - good),
                               (size_t) (good - value.data));
            if (rc != COC_OK) {
                return rc;
            }
        }

        rc = coc_sink_put(&sink, COC_UTF8_REPLACEMENT,
                          (size_t) (p - value.data));
        if (rc != COC_OK) {
            return rc;
        }

        good = p + n;
    }

    if (end > good) {
        rc = coc_sink_copy(&sink, good, (size_t) (end - good),
                           (size_t) (good - value.data));
        if (rc != COC_OK) {
            return rc;
        }
    }

    return coc_sink_finish(&sink, view);
}


/* 1 if both hold the same bytes from the same places. */

static int
coc_view_equal(const coc_view_t *a, const coc_view_t *b)
{
    if (a->text.data == NULL || a->text.len != b->text.len
        || a->nruns != b->nruns
        || memcmp(a->text.data, b->text.data, a->text.len) != 0)
    {
        return 0;
    }

    return a->nruns == 0
           || memcmp(a->runs, b->runs, a->nruns * sizeof(coc_view_run_t)) == 0;
}


/*
 * Makes plain or folded, the latter with verbatim if that is asked for, and
 * drops it for a lower view that is the same.
 */

static int
coc_view_text(coc_arena_t *arena, coc_str_t value, coc_view_e which,
    coc_views_t *views)
{
    int                rc;
    unsigned           i;
    coc_view_t        *view, *verbatim;
    coc_arena_mark_t   mark;

    mark = coc_arena_mark(arena);
    view = &views->view[which];
    verbatim = &views->view[COC_VIEW_VERBATIM];

    if (which != COC_VIEW_FOLDED || verbatim->text.data == NULL) {
        verbatim = NULL;
    }

    rc = coc_text_build(arena, value, which, view, verbatim);
    if (rc != COC_OK) {
        return rc;
    }

    if (verbatim != NULL && verbatim->text.len > 0) {
        return COC_OK;
    }

    for (i = (unsigned) which; i-- > 0; /* void */) {

        if (coc_view_equal(&views->view[i], view)) {
            *view = views->view[i];
            coc_arena_release(arena, mark);
            break;
        }
    }

    return COC_OK;
}


/* All views but squashed. */

static int
coc_views_make(coc_arena_t *arena, coc_str_t value, unsigned mask,
    coc_views_t *views)
{
    int       rc;
    size_t    size;
    unsigned  upper, which;

    upper = 0;

    if (coc_ascii_clean(value.data, value.len, &upper) == value.len) {
        return coc_view_clean(arena, value, upper, mask, views);
    }

    views->replaced = coc_utf8_check(value, &size);

    if (mask & coc_view_bit(COC_VIEW_RAW)) {

        if (views->replaced == 0) {
            coc_view_same(&views->view[COC_VIEW_RAW], value);

        } else {
            rc = coc_view_mend(arena, value, views->replaced, size,
                               &views->view[COC_VIEW_RAW]);
            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    for (which = COC_VIEW_PLAIN; which <= COC_VIEW_FOLDED; which++) {

        if (mask & coc_view_bit(which)) {
            rc = coc_view_text(arena, value, (coc_view_e) which, views);
            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    return COC_OK;
}


int
coc_views_build(coc_arena_t *arena, coc_str_t value, unsigned mask,
    const coc_lexicon_t *lexicon, coc_views_t *views)
{
    int  rc;

    memset(views, 0, sizeof(coc_views_t));

    if (value.len > UINT32_MAX) {
        return COC_LIMIT;
    }

    if (value.len == 0) {
        value.data = (const uint8_t *) "";
    }

    if (mask & coc_view_bit(COC_VIEW_VERBATIM)) {
        views->view[COC_VIEW_VERBATIM].text.data = (const uint8_t *) "";
        views->view[COC_VIEW_VERBATIM].value_len = value.len;
    }

    if (!(mask & (coc_view_bit(COC_VIEW_SQUASHED)
                  | coc_view_bit(COC_VIEW_VERBATIM))))
    {
        return coc_views_make(arena, value, mask, views);
    }

    rc = coc_views_make(arena, value, mask | coc_view_bit(COC_VIEW_FOLDED),
                        views);

    if (rc == COC_OK && (mask & coc_view_bit(COC_VIEW_SQUASHED))) {
        rc = coc_view_squash(arena, value, lexicon, views);
    }

    if (!(mask & coc_view_bit(COC_VIEW_FOLDED))) {
        memset(&views->view[COC_VIEW_FOLDED], 0, sizeof(coc_view_t));
    }

    return rc;
}


size_t
coc_view_offset(const coc_view_t *view, size_t at)
{
    size_t  low, high, middle, offset, limit;

    at = coc_min(at, view->text.len);

    /* Without a map the ends meet; an empty verbatim view has no other. */

    if (view->runs == NULL) {
        return (at == view->text.len) ? view->value_len : at;
    }

    /* The last run that begins at or before at; the first begins at 0. */

    low = 0;
    high = view->nruns;

    while (high - low > 1) {
        middle = (low + high) / 2;

        if (view->runs[middle].view <= at) {
            low = middle;

        } else {
            high = middle;
        }
    }

    offset = view->runs[low].value + (at - view->runs[low].view);
    limit = (high < view->nruns) ? view->runs[high].value : view->value_len;

    return coc_min(offset, limit);
}


const char *
coc_view_name(coc_view_e view)
{
    return (const char *) coc_view_names[view].data;
}


int
coc_view_find(coc_str_t name, coc_view_e *view)
{
    unsigned  i;

    for (i = 0; i < COC_VIEW_MAX; i++) {
        if (coc_str_eq(name, coc_view_names[i])) {
            *view = (coc_view_e) i;
            return COC_OK;
        }
    }

    return COC_DECLINED;
}
