/*
 * One text looked at: patterns first, then detectors, those that read words
 * and numbers also in what stands in code and links.
 */

#include "coc_look.h"
#include "coc_look_score.h"


void
coc_look_init(coc_look_t *look, const coc_engine_t *engine,
    const coc_model_t *model, uint64_t kind, uint64_t wanted, unsigned mask)
{
    memset(look, 0, sizeof(coc_look_t));

    look->engine = engine;
    look->model = model;
    look->kind = kind;
    look->wanted = wanted | coc_match_detectors(engine->match, kind);
    look->mask = mask | coc_match_views(engine->match)
                 | coc_detect_views(look->wanted);

    if (model != NULL) {
        look->mask |= coc_view_bit(COC_VIEW_PLAIN)
                      | coc_view_bit(COC_VIEW_SQUASHED);
    }
}


/* Of the detectors, those whose view leaves out code and links. */

static uint64_t
coc_look_folded(uint64_t wanted)
{
    size_t    i;
    uint64_t  bits;

    for (bits = 0, i = 0; i < COC_DETECT_MAX; i++) {
        if (coc_detector_view((coc_detector_e) i) == COC_VIEW_FOLDED
            && coc_detector_unit((coc_detector_e) i) == NULL)
        {
            bits |= coc_detector_bit(i);
        }
    }

    return wanted & bits;
}


static int
coc_look_spans(const coc_look_t *look, const coc_views_t *views,
    uint64_t wanted, int verbatim, coc_str_t path)
{
    int          rc;
    coc_spans_t  spans;
    coc_views_t  seen;

    memset(&spans, 0, sizeof(coc_spans_t));
    seen = *views;

    if (verbatim) {
        seen.view[COC_VIEW_FOLDED] = views->view[COC_VIEW_VERBATIM];
    }

    rc = coc_detect_field(look->views, &seen, path, wanted, &spans);

    if (rc != COC_OK) {
        return coc_error_set(look->err, rc, (rc == COC_LIMIT)
                             ? "too many numbers and names"
                             : "no memory for a field");
    }

    rc = coc_match_spans(look->engine->match, look->scratch, look->kept,
                         views, spans.span, spans.n, verbatim, look->kind,
                         path, look->hits, look->err);

    if (rc == COC_OK && look->found != NULL) {
        rc = look->found(look->ctx, views, &spans, verbatim);
    }

    return rc;
}


static int
coc_look_detect(const coc_look_t *look, const coc_views_t *views,
    coc_str_t path)
{
    int       rc;
    uint64_t  folded;

    if (look->wanted == 0 && look->found == NULL) {
        return COC_OK;
    }

    rc = coc_look_spans(look, views, look->wanted, 0, path);
    folded = coc_look_folded(look->wanted);

    if (rc == COC_OK && folded != 0
        && views->view[COC_VIEW_VERBATIM].text.len != 0)
    {
        rc = coc_look_spans(look, views, folded, 1, path);
    }

    return rc;
}


/*
 * Patterns, detectors and what the model says of one text: its scores are
 * there before a rule asks for them.
 */

static int
coc_look_match(coc_look_t *look, const coc_views_t *views,
    const coc_seam_t *seam, coc_str_t path)
{
    int                rc;
    coc_scores_t       scores;
    coc_look_scored_t  scored;

    look->hits->scores = NULL;

    if (look->model != NULL && seam == NULL) {
        coc_look_score(look, views, &scored);

        coc_scores_raise(&look->scores, &scored.own.scores);

        scores = scored.own.scores;
        coc_scores_raise(&scores, &scored.cited.scores);
        look->hits->scores = &scores;
    }

    rc = coc_match_seam(look->engine->match, look->scratch, look->kept, views,
                        seam, look->kind, path, look->hits, look->err);

    if (rc == COC_OK && seam == NULL) {
        rc = coc_look_detect(look, views, path);
    }

    if (rc == COC_OK && look->hits->scores != NULL) {
        rc = coc_look_scores(look, views, &scored, path);
    }

    look->hits->scores = NULL;

    return rc;
}


int
coc_look_text(coc_look_t *look, coc_str_t value, const coc_seam_t *seam,
    coc_str_t path)
{
    int               rc;
    coc_views_t       views;
    coc_arena_mark_t  mark;

    mark = coc_arena_mark(look->views);

    rc = coc_views_build(look->views, value, look->mask,
                         look->engine->set->lexicon, &views);

    if (rc == COC_OK) {
        rc = coc_views_flat(look->views, &views);
    }

    if (rc == COC_LIMIT) {
        return coc_error_set(look->err, COC_LIMIT,
                             "the text takes more memory than \"coc_body_max\" "
                             "allows for");
    }

    if (rc != COC_OK) {
        return coc_error_set(look->err, COC_ERROR, "no memory for a field");
    }

    rc = coc_look_match(look, &views, seam, path);

    coc_arena_release(look->views, mark);

    return rc;
}


int
coc_engine_hits(const coc_engine_t *engine, const coc_model_t *model,
    coc_scratch_t *scratch, coc_arena_t *arena, coc_str_t text, uint64_t kind,
    coc_str_t path, coc_hits_t *hits, coc_error_t *err)
{
    int           rc;
    coc_look_t    look;
    coc_arena_t  *views;

    /* hits outlive the views: they can't lie in one arena */

    views = coc_arena_create(&engine->alloc, COC_LOOK_TEXT);
    if (views == NULL) {
        return coc_error_set(err, COC_ERROR, "no memory for a text");
    }

    coc_look_init(&look, engine, model, kind, 0, 0);
    look.scratch = scratch;
    look.views = views;
    look.kept = arena;
    look.hits = hits;
    look.err = err;

    rc = coc_look_text(&look, text, NULL, path);

    if (rc == COC_OK) {
        rc = coc_match_combine(engine->match, arena, kind, hits);
        rc = (rc == COC_OK) ? rc
             : coc_error_set(err, rc, "no memory for hits");
    }

    coc_arena_destroy(views);

    return rc;
}
