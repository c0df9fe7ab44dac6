/*
 * Compiles a rule set: every pattern by PCRE2, those that rules look for also
 * into one Vectorscan database a view.  Only here memory is taken for it;
 * after that it is read-only and shared by fork.
 */

#include "coc_buf.h"
#include "coc_literal.h"
#include "coc_match_int.h"
#include "coc_widen.h"


#define COC_MATCH_WIDENED  (64 * 1024 * 1024)   /* bytes, all patterns */
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
    coc_buf_t               widened;    /* NUL-terminated, one by one */
    size_t                 *at;         /* of each in widened, and the end */
    const coc_pattern_t   **source;
    coc_arena_t            *temp;
    coc_cache_t            *cache;      /* NULL: none */
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
 * Where the pattern may begin, which widened, the rest of work->widened, tells:
 * it was compiled to be tried there alone, and is compiled anew if that is not
 * known.
 */

static int
coc_match_start(coc_match_work_t *work, coc_str_t pattern, size_t widened,
    coc_start_t *start, pcre2_code **code)
{
    int               rc;
    coc_str_t         text;
    coc_lits_t        strings;
    coc_first_t       first;
    coc_arena_mark_t  mark;

    text.data = work->widened.data + widened;
    text.len = work->widened.len - widened;

    mark = coc_arena_mark(work->temp);
    rc = coc_literal_starts(text, work->temp, &first, &strings);

    if (rc == COC_OK) {
        coc_start_init(start, &first, &strings);
    }

    coc_arena_release(work->temp, mark);

    if (rc != COC_DECLINED) {
        return (rc == COC_OK) ? COC_OK
               : coc_error_set(work->err, rc, "no memory");
    }

    pcre2_code_free(*code);

    return coc_pcre_compile(&work->match->pcre, pattern, 0, code, work->err);
}


/*
 * PCRE2 first: the widener relies on a pattern that compiles.
 *
 * start  NULL: it is always searched
 */

static int
coc_match_pattern(coc_match_work_t *work, const coc_rule_t *rule,
    const coc_pattern_t *pattern, coc_start_t *start, pcre2_code **code)
{
    int     rc;
    size_t  len;

    len = work->widened.len;

    rc = coc_pcre_compile(&work->match->pcre, pattern->text, start != NULL,
                          code, work->err);

    if (rc == COC_OK) {
        rc = coc_widen_edges(pattern->text, &work->widened, work->err);
    }

    if (rc == COC_OK && start != NULL) {
        rc = coc_match_start(work, pattern->text, len, start, code);
    }

    if (rc == COC_OK) {
        coc_pcre_jit(*code);

        rc = coc_buf_putc(&work->widened, '\0');
        rc = (rc == COC_OK) ? rc
             : coc_error_set(work->err, COC_ERROR, "no memory");
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
        work->at[id] = work->widened.len;
        work->source[id] = &rule->any.pattern[i];
        match->owner[id] = (uint32_t) n;

        rc = coc_match_pattern(work, rule, &rule->any.pattern[i],
                               &match->starts[id], &match->codes[id]);
        if (rc != COC_OK) {
            return rc;
        }

        work->at[id + 1] = work->widened.len;
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
    size_t  i, len;

    len = work->widened.len;

    for (i = 0; i < patterns->n; i++) {
        rc = coc_match_pattern(work, rule, &patterns->pattern[i], NULL,
                               &work->match->codes[at + i]);
        if (rc != COC_OK) {
            return rc;
        }

        work->widened.len = len;
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
coc_match_index(coc_match_work_t *work, coc_match_index_e which)
{
    int                      rc;
    uint32_t                 id, failed;
    coc_str_t                text;
    coc_match_t             *match;
    coc_match_index_work_t   index;

    match = work->match;
    failed = 0;

    rc = coc_match_index_begin(&index, &match->alloc, work->cache);

    for (id = 0; rc == COC_OK && id < match->nany; id++) {

        if (coc_match_index_of(match->set->rules[match->owner[id]].view)
            == which)
        {
            text.data = work->widened.data + work->at[id];
            text.len = work->at[id + 1] - work->at[id] - 1;

            rc = coc_match_index_add(&index, id, text);
        }
    }

    if (rc == COC_OK) {
        rc = coc_match_index_finish(&index, &match->index[which], &failed,
                                    work->err);
    } else {
        rc = coc_error_set(work->err, rc, "no memory");
    }

    coc_match_index_free(&index);

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
    unsigned            i;
    coc_match_work_t    work;
    const coc_alloc_t  *alloc;

    alloc = &match->alloc;

    work.match = match;
    work.cache = cache;
    work.err = err;
    work.at = coc_match_zalloc(alloc, match->nany + 1, sizeof(size_t));
    work.source = coc_match_zalloc(alloc, match->nany,
                                   sizeof(coc_pattern_t *));
    work.temp = coc_arena_create(alloc, COC_MATCH_TEMP);
    coc_buf_init(&work.widened, alloc, COC_MATCH_WIDENED);

    if (work.at == NULL || work.source == NULL || work.temp == NULL) {
        rc = coc_error_set(err, COC_ERROR, "no memory");

    } else {
        rc = coc_match_patterns(&work);
    }

    for (i = 0; rc == COC_OK && match->hs_used && i < COC_MATCH_INDEXES; i++) {
        rc = coc_match_index(&work, (coc_match_index_e) i);
    }

    coc_buf_free(&work.widened);
    coc_arena_destroy(work.temp);
    alloc->free(alloc->ctx, work.source);
    alloc->free(alloc->ctx, work.at);

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

    for (i = 0; i < COC_MATCH_INDEXES; i++) {
        coc_match_index_destroy(match->index[i]);
    }

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
