/*
 * What the model says of a text: as a condition of rules, and as hits.
 */

#include "coc_match_int.h"


int
coc_match_scored(const coc_rule_t *rule, const coc_scores_t *scores)
{
    if (rule->model.p != 0
        && (scores == NULL
            || scores->label[rule->model.label].p <= rule->model.p))
    {
        return 0;
    }

    return rule->unless_model.p == 0 || scores == NULL
           || scores->label[rule->unless_model.label].p
              >= rule->unless_model.p;
}


size_t
coc_match_models(const coc_match_t *match)
{
    size_t  i, n;

    for (n = 0, i = 0; i < match->set->nrules; i++) {
        n += (match->set->rules[i].model.p != 0);
    }

    return n;
}


/* The first byte of a view that comes from value or behind it. */

static size_t
coc_score_find(const coc_view_t *view, size_t value)
{
    size_t  low, high, middle;

    low = 0;
    high = view->text.len;

    while (low < high) {
        middle = low + (high - low) / 2;

        if (coc_view_offset(view, middle) < value) {
            low = middle + 1;

        } else {
            high = middle;
        }
    }

    return low;
}


/*
 * The segment with the score, in the squashed view, whichever view had it: the
 * patterns beside it are written for that.
 */

static void
coc_score_place(coc_confirm_t *c, const coc_views_t *views,
    const coc_score_t *score)
{
    const coc_view_t  *from, *view;

    from = &views->view[score->view];
    view = &views->view[COC_VIEW_SQUASHED];

    c->text = view->text;
    c->start = score->start;
    c->end = score->end;

    if (from->text.data != view->text.data) {
        c->start = coc_score_find(view, coc_view_offset(from, score->start));
        c->end = coc_score_find(view, coc_view_offset(from, score->end));
    }
}


/* Everything a score is made a hit with. */

typedef struct {
    coc_confirm_t        c;
    coc_arena_t         *arena;
    const coc_views_t   *views;
    const coc_scores_t  *scores;
    coc_str_t            path;
    coc_hits_t          *hits;
    unsigned             cited:1;
} coc_scored_t;


static int
coc_score_hit(coc_scored_t *job, size_t owner)
{
    int                rc;
    coc_hit_t          hit;
    const coc_rule_t  *rule;
    const coc_view_t  *view;

    rule = &job->c.match->set->rules[owner];
    view = &job->views->view[COC_VIEW_SQUASHED];

    job->c.elsewhere = 0;
    coc_score_place(&job->c, job->views,
                    &job->scores->label[rule->model.label]);

    rc = coc_confirm_stands(&job->c, owner);

    if (rc != COC_OK) {
        return rc;
    }

    memset(&hit, 0, sizeof(coc_hit_t));

    hit.rule = rule;
    hit.path = job->path;
    hit.start = coc_view_offset(view, job->c.start);
    hit.end = coc_view_offset(view, job->c.end);
    hit.aside = job->cited;

    return coc_match_add(job->hits, job->arena, &hit, owner);
}


int
coc_match_scores(const coc_match_t *match, coc_scratch_t *scratch,
    coc_arena_t *arena, const coc_views_t *views, const coc_scores_t *scores,
    int cited, uint64_t kind, coc_str_t path, coc_hits_t *hits,
    coc_error_t *err)
{
    int                rc;
    size_t             i, owner;
    coc_scored_t       job;
    const coc_rule_t  *rule;

    job.c.match = match;
    job.c.scratch = scratch;
    job.c.stretch = 1;
    job.arena = arena;
    job.views = views;
    job.scores = scores;
    job.path = path;
    job.hits = hits;
    job.cited = (unsigned) cited & 1;

    coc_pcre_begin(&scratch->pcre);

    for (i = 0; i < match->nscored; i++) {
        owner = match->scored[i];
        rule = &match->set->rules[owner];

        if (!coc_match_kind(rule, kind) || coc_match_bit(hits->seen, owner)
            || (cited && (rule->quoted || coc_match_bit(hits->aside, owner)))
            || !coc_match_scored(rule, scores))
        {
            continue;
        }

        rc = coc_score_hit(&job, owner);

        if (rc != COC_OK && rc != COC_DECLINED) {
            return coc_error_set(err, rc, "rule %.*s: %s",
                                 (int) rule->id.len,
                                 (const char *) rule->id.data,
                                 (rc == COC_LIMIT) ? "matching took too much"
                                                   : "no memory");
        }
    }

    return COC_OK;
}
