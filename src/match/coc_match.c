/*
 * One field's views against the rules: Vectorscan's candidates (or all), in
 * the rules' order, confirmed one by one.  The order and the hits are the same
 * with and without Vectorscan.
 */

#include "coc_match.h"
#include "coc_match_int.h"


/* One field, or one joined text, and what is made of it. */

typedef struct {
    const coc_match_t  *match;
    coc_scratch_t      *scratch;
    coc_arena_t        *arena;
    const coc_views_t  *views;
    const coc_seam_t   *seam;           /* NULL: a whole field */
    uint64_t            kind;
    coc_str_t           path;
    coc_hits_t         *hits;
    coc_error_t        *err;
    unsigned            verbatim:1;     /* the second pass: code and links */
} coc_match_job_t;


int
coc_scratch_create(coc_scratch_t **scratch, const coc_alloc_t *alloc)
{
    coc_scratch_t  *s;

    *scratch = NULL;

    s = alloc->alloc(alloc->ctx, sizeof(coc_scratch_t));
    if (s == NULL) {
        return COC_ERROR;
    }

    memset(s, 0, sizeof(coc_scratch_t));
    s->alloc = *alloc;

    if (coc_pcre_scratch_init(&s->pcre, &s->alloc) != COC_OK) {
        alloc->free(alloc->ctx, s);
        return COC_ERROR;
    }

    *scratch = s;

    return COC_OK;
}


static int
coc_scratch_index(coc_scratch_t *scratch, const coc_match_index_t *index)
{
    size_t        words;
    coc_alloc_t  *alloc;

    alloc = &scratch->alloc;
    words = coc_match_words(index->nids);

    if (words * 64 > scratch->nfound) {
        alloc->free(alloc->ctx, scratch->found.bits);
        alloc->free(alloc->ctx, scratch->found.ids);

        scratch->nfound = 0;
        scratch->found.bits = alloc->alloc(alloc->ctx,
                                           65 * words * sizeof(uint64_t));
        scratch->found.ids = alloc->alloc(alloc->ctx,
                                          words * 64 * sizeof(uint32_t));

        if (scratch->found.bits == NULL || scratch->found.ids == NULL) {
            return COC_ERROR;
        }

        scratch->found.where = scratch->found.bits + words;

        memset(scratch->found.bits, 0, words * sizeof(uint64_t));
        scratch->nfound = words * 64;
    }

    return coc_match_index_fit(index, &scratch->hs);
}


int
coc_scratch_fit(coc_scratch_t *scratch, const coc_match_t *match)
{
    size_t     words;
    uint64_t  *p;

    words = coc_match_words(match->nany);

    if (words * 64 > scratch->nbits) {
        p = scratch->alloc.alloc(scratch->alloc.ctx,
                                 2 * 65 * words * sizeof(uint64_t));
        if (p == NULL) {
            return COC_ERROR;
        }

        scratch->alloc.free(scratch->alloc.ctx, scratch->bits);
        scratch->bits = p;
        scratch->windows = p + words;
        scratch->text_bits = p + 65 * words;
        scratch->text_windows = p + 66 * words;
        scratch->nbits = words * 64;
    }

    return (match->index == NULL) ? COC_OK
           : coc_scratch_index(scratch, match->index);
}


void
coc_scratch_destroy(coc_scratch_t *scratch)
{
    coc_alloc_t  alloc;

    if (scratch == NULL) {
        return;
    }

    alloc = scratch->alloc;

    coc_hs_scratch_destroy(scratch->hs);
    coc_pcre_scratch_free(&scratch->pcre);
    alloc.free(alloc.ctx, scratch->found.bits);
    alloc.free(alloc.ctx, scratch->found.ids);
    alloc.free(alloc.ctx, scratch->bits);
    alloc.free(alloc.ctx, scratch);
}


int
coc_hits_init(coc_hits_t *hits, coc_arena_t *arena, const coc_match_t *match)
{
    size_t  words;

    memset(hits, 0, sizeof(coc_hits_t));

    words = coc_match_words(match->set->nrules);
    hits->seen = coc_arena_zalloc(arena, 2 * words * sizeof(uint64_t));

    if (hits->seen == NULL) {
        return COC_ERROR;
    }

    hits->aside = hits->seen + words;

    return COC_OK;
}


int
coc_match_add(coc_hits_t *hits, coc_arena_t *arena, const coc_hit_t *hit,
    size_t n)
{
    size_t      i, size;
    coc_hit_t  *more;

    if (coc_match_bit(hits->aside, n)) {

        for (i = 0; i < hits->n; i++) {
            if (hits->hit[i].rule == hit->rule) {
                hits->hit[i] = *hit;
            }
        }

        coc_match_set(hits->seen, n);

        return COC_OK;
    }

    if (hits->n == hits->size) {
        size = coc_max(hits->size * 2, (size_t) 8);
        more = coc_arena_array(arena, size, sizeof(coc_hit_t));

        if (more == NULL) {
            return coc_arena_exhausted(arena) ? COC_LIMIT : COC_ERROR;
        }

        if (hits->n != 0) {
            memcpy(more, hits->hit, hits->n * sizeof(coc_hit_t));
        }

        hits->hit = more;
        hits->size = size;
    }

    hits->hit[hits->n++] = *hit;

    if (hit->aside) {
        coc_match_set(hits->aside, n);

    } else {
        coc_match_set(hits->seen, n);
    }

    return COC_OK;
}


/* Of what was found in a text, the patterns that are tried on these views. */

static void
coc_match_keep(const coc_match_job_t *job, unsigned views)
{
    size_t             i, id;
    uint64_t           bits;
    coc_scratch_t     *scratch;
    const coc_rule_t  *rule;

    scratch = job->scratch;

    for (i = 0; i < coc_match_words(job->match->nany); i++) {

        for (bits = scratch->text_bits[i]; bits != 0; bits &= bits - 1) {
            id = i * 64 + (size_t) __builtin_ctzll(bits);
            rule = &job->match->set->rules[job->match->owner[id]];

            if (views & coc_view_bit(rule->view)) {
                coc_match_set(scratch->bits, id);
                scratch->windows[id] = scratch->text_windows[id];
            }
        }
    }
}


/* One text, for the rules of these views. */

static int
coc_match_propose(const coc_match_job_t *job, coc_str_t text, unsigned views)
{
    int                       rc;
    coc_scratch_t            *scratch;
    const coc_match_index_t  *index;

    scratch = job->scratch;
    index = job->match->index;

    if (index == NULL || text.len == 0) {
        return COC_OK;
    }

    if (index->nids > scratch->nfound) {
        return COC_ERROR;
    }

    memset(scratch->text_bits, 0,
           coc_match_words(job->match->nany) * sizeof(uint64_t));

    rc = coc_match_index_scan(index, scratch->hs,
                              coc_match_edges(scratch, text),
                              (views & coc_view_bit(COC_VIEW_RAW)) != 0,
                              &scratch->found, text, scratch->text_bits,
                              scratch->text_windows);

    coc_match_keep(job, views);

    return rc;
}


static int
coc_match_bytes(const uint8_t *a, const uint8_t *b, size_t n)
{
    size_t   i;
    uint8_t  c;

    for (i = 0; i < n; i++) {
        c = a[i] | 0x20;

        if (a[i] != b[i] && (c != (b[i] | 0x20) || c < 'a' || c > 'z')) {
            return 0;
        }
    }

    return 1;
}


/*
 * Whether what may match in b may match in a: they are the same but for the
 * case of ASCII, which only patterns of the raw view, the first, regard.
 */

static int
coc_match_alike(coc_str_t a, coc_str_t b)
{
    size_t    i;
    uint64_t  x, y;

    if (a.len != b.len) {
        return 0;
    }

    if (a.data == b.data || a.len == 0) {
        return 1;
    }

    for (i = 0; i + sizeof(x) <= a.len; i += sizeof(x)) {
        memcpy(&x, a.data + i, sizeof(x));
        memcpy(&y, b.data + i, sizeof(y));

        if (x != y && !coc_match_bytes(a.data + i, b.data + i, sizeof(x))) {
            return 0;
        }
    }

    return coc_match_bytes(a.data + i, b.data + i, a.len - i);
}


/* Sets the bits of the patterns that may match. */

static int
coc_match_candidates(const coc_match_job_t *job)
{
    int                rc;
    size_t             i, k, words;
    unsigned           left, same;
    const coc_view_t  *views;

    views = job->views->view;
    words = coc_match_words(job->match->nany);

    if (words * 64 > job->scratch->nbits) {
        return COC_ERROR;       /* it was never fitted */
    }

    if (words == 0) {
        return COC_OK;
    }

    if (!job->match->hs_used) {

        /* all, anywhere: windows stand behind the bits */

        memset(job->scratch->bits, 0xff, words * 65 * sizeof(uint64_t));
        return COC_OK;
    }

    memset(job->scratch->bits, 0, words * sizeof(uint64_t));

    if (job->verbatim) {
        return coc_match_propose(job, views[COC_VIEW_VERBATIM].text, ~0u);
    }

    /* others are there for detectors */

    for (left = job->match->searched, i = 0; i < COC_VIEW_MAX; i++) {

        if (!(left & coc_view_bit(i))) {
            continue;
        }

        for (same = 0, k = i; k < COC_VIEW_MAX; k++) {
            if ((left & coc_view_bit(k))
                && coc_match_alike(views[i].text, views[k].text))
            {
                same |= coc_view_bit(k);
            }
        }

        left &= ~same;
        rc = coc_match_propose(job, views[i].text, same);

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


/* One candidate: if it stands, its rule is added to the hits. */

static int
coc_match_candidate(const coc_match_job_t *job, size_t id,
    const coc_view_t *view)
{
    int                 rc;
    size_t              owner;
    coc_hit_t           hit;
    const coc_rule_t   *rule;
    coc_match_found_t   found;
    coc_match_where_t   where;

    owner = job->match->owner[id];
    rule = &job->match->set->rules[owner];

    where.view = view;
    where.seam = job->seam;
    where.window = job->scratch->windows[id];
    where.verbatim = job->verbatim;
    where.full = coc_match_bit(job->hits->aside, owner);

    rc = coc_match_confirm(job->match, job->scratch, &where, id, &found);

    if (rc == COC_DECLINED) {
        return COC_OK;
    }

    if (rc == COC_LIMIT) {
        return coc_error_set(job->err, rc, "rule %.*s: matching took too much",
                             (int) coc_min(rule->id.len, (size_t) 64),
                             (const char *) rule->id.data);
    }

    if (rc == COC_OK) {
        memset(&hit, 0, sizeof(coc_hit_t));
        hit.rule = rule;
        hit.path = job->path;
        hit.start = coc_view_offset(view, found.start);
        hit.end = coc_view_offset(view, found.end);
        hit.aside = found.aside;

        rc = coc_match_add(job->hits, job->arena, &hit, owner);
    }

    return (rc == COC_OK) ? rc
           : coc_error_set(job->err, rc, "no memory for hits");
}


/* The view that a rule is tried on now, or NULL. */

static const coc_view_t *
coc_match_view(const coc_match_job_t *job, const coc_rule_t *rule,
    size_t owner)
{
    const coc_view_t  *view;

    if (coc_match_bit(job->hits->seen, owner)
        || !coc_match_kind(rule, job->kind)
        || !coc_match_scored(rule, job->hits->scores))
    {
        return NULL;
    }

    view = &job->views->view[rule->view];

    if (job->verbatim) {
        if ((rule->view != COC_VIEW_FOLDED && rule->view != COC_VIEW_SQUASHED)
            || coc_match_bit(job->hits->aside, owner))
        {
            return NULL;
        }

        view = &job->views->view[COC_VIEW_VERBATIM];
    }

    return (view->text.len == 0) ? NULL : view;
}


static int
coc_match_pass(const coc_match_job_t *job)
{
    int                rc;
    size_t             i, id, words;
    uint64_t           bits;
    const coc_view_t  *view;
    const coc_rule_t  *rule;

    job->scratch->edged = 0;

    rc = coc_match_candidates(job);
    if (rc != COC_OK) {
        return coc_error_set(job->err, rc, (rc == COC_LIMIT)
                             ? "text is too long" : "Vectorscan failed");
    }

    words = coc_match_words(job->match->nany);

    for (i = 0; i < words; i++) {

        for (bits = job->scratch->bits[i]; bits != 0; bits &= bits - 1) {
            id = i * 64 + (size_t) __builtin_ctzll(bits);

            if (id >= job->match->nany) {
                break;
            }

            rule = &job->match->set->rules[job->match->owner[id]];
            view = coc_match_view(job, rule, job->match->owner[id]);

            if (view == NULL) {
                continue;
            }

            rc = coc_match_candidate(job, id, view);
            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    return COC_OK;
}


int
coc_match_seam(const coc_match_t *match, coc_scratch_t *scratch,
    coc_arena_t *arena, const coc_views_t *views, const coc_seam_t *seam,
    uint64_t kind, coc_str_t path, coc_hits_t *hits, coc_error_t *err)
{
    int              rc;
    coc_match_job_t  job;

    job.match = match;
    job.scratch = scratch;
    job.arena = arena;
    job.views = views;
    job.seam = seam;
    job.kind = kind;
    job.path = path;
    job.hits = hits;
    job.err = err;
    job.verbatim = 0;

    coc_pcre_begin(&scratch->pcre);

    rc = coc_match_pass(&job);

    if (rc == COC_OK && views->view[COC_VIEW_VERBATIM].text.len != 0) {
        job.verbatim = 1;
        rc = coc_match_pass(&job);
    }

    return rc;
}


int
coc_match_field(const coc_match_t *match, coc_scratch_t *scratch,
    coc_arena_t *arena, const coc_views_t *views, uint64_t kind,
    coc_str_t path, coc_hits_t *hits, coc_error_t *err)
{
    return coc_match_seam(match, scratch, arena, views, NULL, kind, path,
                          hits, err);
}
