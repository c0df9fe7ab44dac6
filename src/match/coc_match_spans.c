/*
 * What detectors found to hits, and to what is to be masked.
 */

#include "coc_match_int.h"


/* One field's spans against one rule. */

typedef struct {
    const coc_match_t  *match;
    coc_arena_t        *arena;
    const coc_views_t  *views;
    const coc_rule_t   *rule;
    size_t              owner;          /* the rule's number */
    coc_str_t           path;
    coc_hits_t         *hits;
    int                 verbatim;
} coc_spanned_t;


uint64_t
coc_match_detectors(const coc_match_t *match, uint64_t kind)
{
    size_t             i;
    uint64_t           bits;
    const coc_rule_t  *rule;

    for (bits = 0, i = 0; i < match->nspanned; i++) {
        rule = &match->set->rules[match->spanned[i]];

        if (coc_match_kind(rule, kind)) {
            bits |= rule->detectors;
        }
    }

    return bits;
}


static const coc_view_t *
coc_span_view(const coc_spanned_t *job, const coc_span_t *span)
{
    return &job->views->view[job->verbatim ? COC_VIEW_VERBATIM
                             : coc_detector_view(span->detector)];
}


/* Whether the rule means it: a measure that is too small, a host it lets be. */

static int
coc_span_meant(const coc_rule_t *rule, const coc_view_t *view,
    const coc_span_t *span)
{
    coc_str_t  text;

    if (!(rule->detectors & coc_detector_bit(span->detector))) {
        return 0;
    }

    if (coc_detector_unit(span->detector) != NULL) {
        return (rule->over != 0) ? span->measure > rule->over
               : span->measure >= coc_detector_least(span->detector);
    }

    if (rule->nhosts == 0) {
        return 1;
    }

    text.data = view->text.data + span->start;
    text.len = span->end - span->start;

    return !coc_rule_host(rule, text);
}


/* A number that is quoted, or set as code, is told all the same. */

static int
coc_span_aside(const coc_spanned_t *job, const coc_confirm_t *c)
{
    if (job->rule->section == COC_SECTION_PHI
        || job->rule->section == COC_SECTION_OUTING)
    {
        return 0;
    }

    return job->verbatim || coc_confirm_aside(c, job->owner);
}


static int
coc_span_redact(const coc_spanned_t *job, const coc_hit_t *hit)
{
    size_t            size;
    coc_hits_t       *hits;
    coc_redaction_t  *more;

    hits = job->hits;

    if (hits->nredactions == hits->sredactions) {

        if (hits->nredactions == COC_REDACTIONS) {
            return COC_LIMIT;
        }

        size = coc_max(hits->sredactions * 2, (size_t) 16);
        more = coc_arena_array(job->arena, size, sizeof(coc_redaction_t));

        if (more == NULL) {
            return coc_arena_exhausted(job->arena) ? COC_LIMIT : COC_ERROR;
        }

        if (hits->nredactions != 0) {
            memcpy(more, hits->redaction,
                   hits->nredactions * sizeof(coc_redaction_t));
        }

        hits->redaction = more;
        hits->sredactions = size;
    }

    more = &hits->redaction[hits->nredactions++];
    more->field = hits->field;
    more->start = hit->start;
    more->end = hit->end;

    return COC_OK;
}


/* A span that stands; *done is set when the rule needs no other. */

static int
coc_span_hit(const coc_spanned_t *job, const coc_confirm_t *c,
    const coc_view_t *view, int *done)
{
    int        rc;
    coc_hit_t  hit;

    memset(&hit, 0, sizeof(coc_hit_t));

    hit.rule = job->rule;
    hit.path = job->path;
    hit.start = coc_view_offset(view, c->start);
    hit.end = coc_view_offset(view, c->end);

    if (job->rule->redact && !job->rule->shadow) {
        rc = coc_span_redact(job, &hit);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (coc_match_bit(job->hits->seen, job->owner)) {
        return COC_OK;
    }

    hit.aside = (unsigned) coc_span_aside(job, c) & 1;

    if (hit.aside && coc_match_bit(job->hits->aside, job->owner)) {
        return COC_OK;
    }

    *done = !hit.aside && (!job->rule->redact || job->rule->shadow);

    return coc_match_add(job->hits, job->arena, &hit, job->owner);
}


/*
 * Spans of views that differ are judged by the text of their own: what is
 * known of a whole text is forgotten where it changes.
 */

static int
coc_span_rule(const coc_spanned_t *job, coc_scratch_t *scratch,
    const coc_span_t *span, size_t n)
{
    int                rc, done;
    size_t             i, left;
    coc_confirm_t      c;
    const coc_view_t  *view, *last;

    c.match = job->match;
    c.scratch = scratch;
    c.stretch = 0;
    last = NULL;
    left = 0;

    for (done = 0, i = 0; i < n && !done; i++) {
        view = coc_span_view(job, &span[i]);

        if (!coc_span_meant(job->rule, view, &span[i])) {
            continue;
        }

        if (view != last) {
            last = view;
            c.text = view->text;
            c.elsewhere = 0;
            left = COC_CONFIRM_MATCHES(c.text.len);
        }

        c.start = span[i].start;
        c.end = span[i].end;

        rc = COC_OK;

        if (left != 0) {
            left--;
            rc = coc_confirm_stands(&c, job->owner);
        }

        if (rc == COC_OK) {
            rc = coc_span_hit(job, &c, view, &done);
        }

        if (rc != COC_OK && rc != COC_DECLINED) {
            return rc;
        }
    }

    return COC_OK;
}


int
coc_match_spans(const coc_match_t *match, coc_scratch_t *scratch,
    coc_arena_t *arena, const coc_views_t *views, const coc_span_t *span,
    size_t n, int verbatim, uint64_t kind, coc_str_t path, coc_hits_t *hits,
    coc_error_t *err)
{
    int            rc;
    size_t         i;
    coc_spanned_t  job;

    if (n == 0) {
        return COC_OK;
    }

    job.match = match;
    job.arena = arena;
    job.views = views;
    job.path = path;
    job.hits = hits;
    job.verbatim = verbatim;

    coc_pcre_begin(&scratch->pcre);

    for (i = 0; i < match->nspanned; i++) {
        job.owner = match->spanned[i];
        job.rule = &match->set->rules[job.owner];

        if (!coc_match_kind(job.rule, kind)
            || !coc_match_scored(job.rule, hits->scores)
            || (coc_match_bit(hits->seen, job.owner) && !job.rule->redact))
        {
            continue;
        }

        rc = coc_span_rule(&job, scratch, span, n);

        if (rc != COC_OK) {
            return coc_error_set(err, rc, "rule %.*s: %s",
                                 (int) job.rule->id.len,
                                 (const char *) job.rule->id.data,
                                 (rc != COC_LIMIT) ? "no memory"
                                 : (hits->nredactions == COC_REDACTIONS)
                                 ? "too many values to redact"
                                 : "matching took too much");
        }
    }

    return COC_OK;
}
