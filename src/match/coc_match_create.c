/*
 * Compiles a rule set: every pattern by PCRE2, those that rules look for also
 * into one Vectorscan database a view.  Only here memory is taken for it;
 * after that it is read-only and shared by fork.
 */

#include "coc_buf.h"
#include "coc_literal.h"
#include "coc_match_int.h"
#include "coc_widen.h"


#define COC_MATCH_WIDENED  (64 * 1024 * 1024)   /* bytes, of one pattern */
#define COC_MATCH_CODES    (1024 * 1024)
#define COC_MATCH_TEMP     (32 * 1024 * 1024)   /* bytes, of one pattern */


#define COC_MATCH_STR(n)   COC_MATCH_STR_(n)
#define COC_MATCH_STR_(n)  #n

#if (COC_HAVE_HS)

#include <hs/hs.h>

#define COC_MATCH_BACKEND                                                     \
    "vectorscan " COC_MATCH_STR(HS_MAJOR) "." COC_MATCH_STR(HS_MINOR) "."     \
    COC_MATCH_STR(HS_PATCH)

#endif


/* What is needed while compiling only; arrays by id of the any pattern. */

typedef struct {
    coc_match_t            *match;
    coc_buf_t               widened;    /* the pattern's that is compiled */
    const coc_pattern_t   **source;
    coc_arena_t            *temp;
    coc_match_index_work_t  index;      /* with Vectorscan */
    coc_error_t            *err;
} coc_match_work_t;


static void *
coc_match_zalloc(const coc_alloc_t *alloc, size_t count, size_t size)
{
    void  *p;

    /* neither is beyond COC_MATCH_CODES and a small struct */

    count = coc_max(count, (size_t) 1);
    p = alloc->alloc(alloc->ctx, count * size);

    if (p != NULL) {
        memset(p, 0, count * size);
    }

    return p;
}


/* Puts the place of a pattern into what went wrong in it. */

static int
coc_match_blame(const coc_rule_t *rule, const coc_pattern_t *pattern,
    coc_error_t *err, int rc)
{
    char      text[COC_ERROR_TEXT];
    uint32_t  column;

    if (err == NULL || rc != COC_INVALID) {
        return rc;
    }

    column = pattern->column;

    /* beyond a line's end the file's columns are no longer the pattern's */

    if (pattern->text.len != 0
        && memchr(pattern->text.data, '\n', pattern->text.len) == NULL
        && err->offset <= pattern->text.len)
    {
        column += (uint32_t) err->offset;
    }

    memcpy(text, err->text, sizeof(text));

    return coc_error_in(err, rc, rule->file, pattern->line, column,
                        "rule %.*s: %s",
                        (int) coc_min(rule->id.len, (size_t) 64),
                        (const char *) rule->id.data, text);
}


/*
 * What the pattern with this id needs and where it may begin, which
 * work->widened tells: it was compiled to be tried there alone, and is compiled
 * anew if that is not known.
 */

static int
coc_match_literals(coc_match_work_t *work, const coc_rule_t *rule,
    coc_str_t pattern, size_t id)
{
    int                rc;
    coc_str_t          text;
    coc_match_t       *match;
    coc_start_t       *start;
    coc_arena_mark_t   mark;

    match = work->match;
    start = &match->starts[id];
    text = coc_buf_str(&work->widened);

    if (match->hs_used) {
        rc = coc_match_index_add(&work->index, (uint32_t) id, text,
                                 rule->view != COC_VIEW_RAW, start);

    } else {
        mark = coc_arena_mark(work->temp);
        rc = coc_literal_starts(text, work->temp, start);
        coc_arena_release(work->temp, mark);
    }

    if (rc != COC_OK) {
        return coc_error_set(work->err, rc, "no memory");
    }

    if (start->known) {
        return COC_OK;
    }

    pcre2_code_free(match->codes[id]);

    return coc_pcre_compile(&match->pcre, pattern, 0, &match->codes[id],
                            work->err);
}


/* PCRE2 first: the widener relies on a pattern that compiles. */

static int
coc_match_pattern(coc_match_work_t *work, const coc_rule_t *rule,
    const coc_pattern_t *pattern, size_t id)
{
    int           rc, any;
    pcre2_code  **code;

    any = (id < work->match->nany);
    code = &work->match->codes[id];

    rc = coc_pcre_compile(&work->match->pcre, pattern->text, any, code,
                          work->err);

    if (rc == COC_OK) {
        coc_buf_reset(&work->widened);
        rc = coc_widen_edges(pattern->text, &work->widened, work->err);
    }

    if (rc == COC_OK && any) {
        rc = coc_match_literals(work, rule, pattern->text, id);
    }

    if (rc == COC_OK) {
        coc_pcre_jit(*code);
    }

    return coc_match_blame(rule, pattern, work->err, rc);
}


static int
coc_match_any(coc_match_work_t *work, size_t n)
{
    int                rc;
    size_t             i, id;
    coc_match_t       *match;
    const coc_rule_t  *rule;

    match = work->match;
    rule = &match->set->rules[n];
    id = match->rules[n].any;

    for (i = 0; i < rule->any.n; i++, id++) {
        work->source[id] = &rule->any.pattern[i];
        match->owner[id] = (uint32_t) n;

        rc = coc_match_pattern(work, rule, &rule->any.pattern[i], id);

        if (rc != COC_OK) {
            return rc;
        }
    }

    if (rule->any.n != 0) {
        match->searched |= coc_view_bit(rule->view);

        if (rule->view == COC_VIEW_FOLDED || rule->view == COC_VIEW_SQUASHED) {
            match->searched |= coc_view_bit(COC_VIEW_VERBATIM);
        }
    }

    return COC_OK;
}


/*
 * Which rules name detectors, and the views that these look at; and which the
 * model alone.
 */

static void
coc_match_detecting(coc_match_t *match)
{
    size_t             i, n;
    coc_view_e         view;
    const coc_rule_t  *rule;

    for (i = 0; i < match->set->nrules; i++) {

        rule = &match->set->rules[i];

        if (rule->detectors == 0) {

            if (rule->model.p != 0 && rule->any.n == 0) {
                match->scored[match->nscored++] = (uint32_t) i;
            }

            continue;
        }

        match->spanned[match->nspanned++] = (uint32_t) i;

        for (n = 0; n < COC_DETECT_MAX; n++) {
            if (rule->detectors & coc_detector_bit(n)) {
                view = coc_detector_view((coc_detector_e) n);
                match->views |= coc_view_bit(view);

                if (view == COC_VIEW_FOLDED) {
                    match->views |= coc_view_bit(COC_VIEW_VERBATIM);
                }
            }
        }
    }
}


/*
 * near and unless are confirmed where a rule has hit, by PCRE2 alone.  They
 * are widened all the same: rules have one language.
 */

static int
coc_match_others(coc_match_work_t *work, const coc_rule_t *rule,
    const coc_patterns_t *patterns, size_t at)
{
    int     rc;
    size_t  i;

    for (i = 0; i < patterns->n; i++) {
        rc = coc_match_pattern(work, rule, &patterns->pattern[i], at + i);

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


static int
coc_match_patterns(coc_match_work_t *work)
{
    int                rc;
    size_t             i;
    coc_match_t       *match;
    const coc_rule_t  *rule;

    match = work->match;

    for (i = 0; i < match->set->nrules; i++) {
        rule = &match->set->rules[i];

        rc = coc_match_any(work, i);

        if (rc == COC_OK) {
            rc = coc_match_others(work, rule, &rule->near,
                                  match->rules[i].near);
        }

        if (rc == COC_OK) {
            rc = coc_match_others(work, rule, &rule->unless,
                                  match->rules[i].unless);
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


static int
coc_match_index(coc_match_work_t *work)
{
    int           rc;
    uint32_t      failed;
    coc_match_t  *match;

    match = work->match;
    failed = 0;

    rc = coc_match_index_finish(&work->index, &match->index, &failed,
                                work->err);

    if (rc == COC_INVALID) {
        rc = coc_match_blame(&match->set->rules[match->owner[failed]],
                             work->source[failed], work->err, rc);
    }

    return rc;
}


/* Numbers the codes; COC_INVALID if there are too many to be a rule set. */

static int
coc_match_number(coc_match_t *match)
{
    size_t             i, n;
    const coc_rule_t  *rule;

    for (n = 0, i = 0; i < match->set->nrules; i++) {
        rule = &match->set->rules[i];
        match->rules[i].any = n;

        if (rule->any.n > COC_MATCH_CODES - n) {
            return COC_INVALID;
        }

        n += rule->any.n;
    }

    match->nany = n;

    for (i = 0; i < match->set->nrules; i++) {
        rule = &match->set->rules[i];

        if (rule->near.n > COC_MATCH_CODES - n
            || rule->unless.n > COC_MATCH_CODES - n - rule->near.n)
        {
            return COC_INVALID;
        }

        match->rules[i].near = n;
        match->rules[i].unless = n + rule->near.n;
        n += rule->near.n + rule->unless.n;
    }

    match->ncodes = n;

    return COC_OK;
}


/* All that lives as long as the match, and empty. */

static int
coc_match_prepare(coc_match_t *match, coc_error_t *err)
{
    const coc_alloc_t  *alloc;

    alloc = &match->alloc;

    if (match->set->nrules > COC_MATCH_CODES) {
        return coc_error_set(err, COC_INVALID, "too many rules");
    }

    match->rules = coc_match_zalloc(alloc, match->set->nrules,
                                    sizeof(coc_match_rule_t));

    if (match->rules == NULL) {
        return coc_error_set(err, COC_ERROR, "no memory");
    }

    if (coc_match_number(match) != COC_OK) {
        return coc_error_set(err, COC_INVALID, "too many patterns");
    }

    match->codes = coc_match_zalloc(alloc, match->ncodes,
                                    sizeof(pcre2_code *));
    match->owner = coc_match_zalloc(alloc, match->nany, sizeof(uint32_t));
    match->starts = coc_match_zalloc(alloc, match->nany, sizeof(coc_start_t));
    match->spanned = coc_match_zalloc(alloc, match->set->nrules,
                                      sizeof(uint32_t));
    match->scored = coc_match_zalloc(alloc, match->set->nrules,
                                     sizeof(uint32_t));

    if (match->codes == NULL || match->owner == NULL || match->starts == NULL
        || match->spanned == NULL || match->scored == NULL
        || coc_pcre_init(&match->pcre, alloc) != COC_OK)
    {
        return coc_error_set(err, COC_ERROR, "no memory");
    }

    return COC_OK;
}


static int
coc_match_compile(coc_match_t *match, coc_cache_t *cache, coc_error_t *err)
{
    int                 rc;
    coc_match_work_t    work;
    const coc_alloc_t  *alloc;

    alloc = &match->alloc;

    work.match = match;
    work.err = err;
    work.source = coc_match_zalloc(alloc, match->nany,
                                   sizeof(coc_pattern_t *));
    work.temp = coc_arena_create(alloc, COC_MATCH_TEMP);
    coc_buf_init(&work.widened, alloc, COC_MATCH_WIDENED);

    rc = (work.source == NULL || work.temp == NULL) ? COC_ERROR : COC_OK;

    if (match->hs_used
        && coc_match_index_begin(&work.index, alloc, cache) != COC_OK)
    {
        rc = COC_ERROR;
    }

    rc = (rc == COC_OK) ? coc_match_patterns(&work)
                        : coc_error_set(err, rc, "no memory");

    if (rc == COC_OK && match->hs_used) {
        rc = coc_match_index(&work);
    }

    if (match->hs_used) {
        coc_match_index_free(&work.index);
    }

    coc_buf_free(&work.widened);
    coc_arena_destroy(work.temp);
    alloc->free(alloc->ctx, work.source);

    return rc;
}


int
coc_match_create_backend(coc_match_t **match, const coc_alloc_t *alloc,
    const coc_ruleset_t *set, coc_match_backend_e backend, coc_cache_t *cache,
    coc_error_t *err)
{
    int           rc;
    coc_match_t  *m;

    *match = NULL;

    m = coc_match_zalloc(alloc, 1, sizeof(coc_match_t));
    if (m == NULL) {
        return coc_error_set(err, COC_ERROR, "no memory");
    }

    m->alloc = *alloc;
    m->set = set;
    m->hs_used = (backend == COC_MATCH_AUTO && coc_hs_usable());

    rc = coc_match_prepare(m, err);

    if (rc == COC_OK) {
        coc_match_detecting(m);
        rc = coc_match_compile(m, cache, err);
    }

    if (rc != COC_OK) {
        coc_match_destroy(m);
        return rc;
    }

    *match = m;

    return COC_OK;
}


int
coc_match_create(coc_match_t **match, const coc_alloc_t *alloc,
    const coc_ruleset_t *set, coc_cache_t *cache, coc_error_t *err)
{
    return coc_match_create_backend(match, alloc, set, COC_MATCH_AUTO, cache,
                                    err);
}


void
coc_match_destroy(coc_match_t *match)
{
    size_t       i;
    coc_alloc_t  alloc;

    if (match == NULL) {
        return;
    }

    alloc = match->alloc;

    coc_match_index_destroy(match->index);

    for (i = 0; match->codes != NULL && i < match->ncodes; i++) {
        pcre2_code_free(match->codes[i]);
    }

    coc_pcre_free(&match->pcre);

    alloc.free(alloc.ctx, match->codes);
    alloc.free(alloc.ctx, match->owner);
    alloc.free(alloc.ctx, match->starts);
    alloc.free(alloc.ctx, match->spanned);
    alloc.free(alloc.ctx, match->scored);
    alloc.free(alloc.ctx, match->rules);
    alloc.free(alloc.ctx, match);
}


unsigned
coc_match_views(const coc_match_t *match)
{
    return match->views | match->searched;
}


const char *
coc_match_backend(void)
{
#if (COC_HAVE_HS)

    if (coc_hs_usable()) {
        return COC_MATCH_BACKEND;
    }

#endif

    return "pcre2 " COC_MATCH_STR(PCRE2_MAJOR) "."
           COC_MATCH_STR(PCRE2_MINOR);
}
