/*
 * One field's views against the rules: Vectorscan's candidates (or all), in
 * the rules' order, confirmed one by one.  The order and the hits are the same
 * with and without Vectorscan.
 */

#include "coc_match.h"
#include "coc_match_int.h"


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
                                           words * sizeof(uint64_t));
        scratch->found.ids = alloc->alloc(alloc->ctx,
                                          words * 64 * sizeof(uint32_t));

        if (scratch->found.bits == NULL || scratch->found.ids == NULL) {
            return COC_ERROR;
        }

        memset(scratch->found.bits, 0, words * sizeof(uint64_t));
        scratch->nfound = words * 64;
    }

    if (index->hs != NULL
        && coc_hs_scratch_fit(&scratch->hs, index->hs) != COC_OK)
    {
        return COC_ERROR;
    }

    return (index->digits == NULL)
           ? COC_OK : coc_hs_scratch_fit(&scratch->hs, index->digits);
}


int
coc_scratch_fit(coc_scratch_t *scratch, const coc_match_t *match)
{
    size_t     i, words;
    uint64_t  *bits;

    words = coc_match_words(match->nany);

    if (words * 64 > scratch->nbits) {
        bits = scratch->alloc.alloc(scratch->alloc.ctx,
                                    words * sizeof(uint64_t));
        if (bits == NULL) {
            return COC_ERROR;
        }

        scratch->alloc.free(scratch->alloc.ctx, scratch->bits);
        scratch->bits = bits;
        scratch->nbits = words * 64;
    }

    for (i = 0; i < COC_VIEW_MAX; i++) {
        if (match->index[i] != NULL
            && coc_scratch_index(scratch, match->index[i]) != COC_OK)
        {
            return COC_ERROR;
        }
    }

    return COC_OK;
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
    hits->seen = coc_arena_zalloc(arena, words * sizeof(uint64_t));

    return (hits->seen == NULL) ? COC_ERROR : COC_OK;
}


static int
coc_match_seen(const coc_hits_t *hits, size_t n)
{
    return (hits->seen[n >> 6] >> (n & 63)) & 1;
}


static int
coc_match_add(coc_hits_t *hits, coc_arena_t *arena, const coc_hit_t *hit,
    size_t n)
{
    size_t      size;
    coc_hit_t  *more;

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
    hits->seen[n >> 6] |= (uint64_t) 1 << (n & 63);

    return COC_OK;
}


/* Sets the bits of the patterns that may match. */

static int
coc_match_candidates(const coc_match_t *match, coc_scratch_t *scratch,
    const coc_views_t *views)
{
    int        rc;
    size_t     i, words;
    coc_str_t  text;

    words = coc_match_words(match->nany);

    if (words * 64 > scratch->nbits) {
        return COC_ERROR;       /* it was never fitted */
    }

    if (words != 0) {
        memset(scratch->bits, match->hs_used ? 0 : 0xff,
               words * sizeof(uint64_t));
    }

    if (!match->hs_used) {
        return COC_OK;
    }

    for (i = 0; i < COC_VIEW_MAX; i++) {
        text = views->view[i].text;

        if (match->index[i] == NULL || text.len == 0) {
            continue;
        }

        if (match->index[i]->nids > scratch->nfound) {
            return COC_ERROR;
        }

        rc = coc_match_index_scan(match->index[i], scratch->hs,
                                  &scratch->found, text, scratch->bits);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


/* One candidate: if it stands, its rule is added to the hits. */

static int
coc_match_candidate(const coc_match_t *match, coc_scratch_t *scratch,
    coc_arena_t *arena, const coc_views_t *views, size_t id, coc_str_t path,
    coc_hits_t *hits, coc_error_t *err)
{
    int                rc;
    size_t             start, end;
    coc_hit_t          hit;
    const coc_rule_t  *rule;
    const coc_view_t  *view;

    rule = &match->set->rules[match->owner[id]];
    view = &views->view[rule->view];

    rc = coc_match_confirm(match, scratch, view->text, id, &start, &end);

    if (rc == COC_DECLINED) {
        return COC_OK;
    }

    if (rc == COC_LIMIT) {
        return coc_error_set(err, rc, "rule %.*s: matching took too much",
                             (int) coc_min(rule->id.len, (size_t) 64),
                             (const char *) rule->id.data);
    }

    if (rc == COC_OK) {
        hit.rule = rule;
        hit.path = path;
        hit.start = coc_view_offset(view, start);
        hit.end = coc_view_offset(view, end);

        rc = coc_match_add(hits, arena, &hit, match->owner[id]);
    }

    return (rc == COC_OK) ? rc : coc_error_set(err, rc, "no memory for hits");
}


int
coc_match_field(const coc_match_t *match, coc_scratch_t *scratch,
    coc_arena_t *arena, const coc_views_t *views, uint64_t kind,
    coc_str_t path, coc_hits_t *hits, coc_error_t *err)
{
    int                rc;
    size_t             i, id, words;
    uint64_t           bits;
    const coc_rule_t  *rule;

    rc = coc_match_candidates(match, scratch, views);
    if (rc != COC_OK) {
        return coc_error_set(err, rc, (rc == COC_LIMIT)
                             ? "text is too long" : "Vectorscan failed");
    }

    coc_pcre_begin(&scratch->pcre);
    words = coc_match_words(match->nany);

    for (i = 0; i < words; i++) {

        for (bits = scratch->bits[i]; bits != 0; bits &= bits - 1) {
            id = i * 64 + (size_t) __builtin_ctzll(bits);

            if (id >= match->nany) {
                break;
            }

            rule = &match->set->rules[match->owner[id]];

            if (coc_match_seen(hits, match->owner[id])
                || (rule->kinds != 0 && (rule->kinds & kind) == 0)
                || views->view[rule->view].text.len == 0)
            {
                continue;
            }

            rc = coc_match_candidate(match, scratch, arena, views, id, path,
                                     hits, err);
            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    return COC_OK;
}
