/*
 * Views against a rule set: hits.
 *
 * Vectorscan finds the literals that patterns need, and so those that may
 * match; PCRE2 decides.  Built without Vectorscan (COC_HAVE_HS 0), PCRE2 tries
 * every pattern: slower, the same hits.
 */

#ifndef _COC_MATCH_H_INCLUDED_
#define _COC_MATCH_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_cache.h"
#include "coc_error.h"
#include "coc_view.h"
#include "coc_ruleset.h"


typedef struct coc_match_s    coc_match_t;      /* compiled; read-only */
typedef struct coc_scratch_s  coc_scratch_t;    /* one a process */


typedef struct {
    const coc_rule_t  *rule;
    coc_str_t          path;        /* of the field; the caller's */
    size_t             start;       /* byte offsets in the field's value */
    size_t             end;
    coc_str_t          excerpt;     /* with what is around it; the caller's */
    coc_str_t          words;       /* that the model went by; the caller's */
    unsigned           aside:1;     /* in a quotation, in code or a link:
                                       half the points, at most a flag */
    unsigned           nowhere:1;   /* in no text: path names the signal */
} coc_hit_t;


/* A value to be masked: bytes of a field's value. */

typedef struct {
    size_t  field;              /* hits->field, when it was found */
    size_t  start;
    size_t  end;
} coc_redaction_t;

#define COC_REDACTIONS  4096    /* most of one request */


/*
 * A rule hits once a request: the first hit is kept, and the first that is not
 * aside takes the place of one that is.
 */

typedef struct {
    coc_hit_t  *hit;
    size_t      n;
    size_t      size;
    uint64_t   *seen;           /* bit per rule: hit, not aside */
    uint64_t   *aside;          /* bit per rule: hit, aside so far */

    coc_redaction_t  *redaction;        /* of all that redacting rules hit */
    size_t            nredactions;
    size_t            sredactions;      /* there is room for */
    const coc_scores_t  *scores;        /* of the text at hand; NULL: none */
    size_t            field;            /* the caller's number of the field */
} coc_hits_t;


/*
 * Where texts of two fields were joined to be looked at as one: offsets of the
 * joining bytes, ascending.  A match counts if it reaches across one of them,
 * and that is none of parted, bits by index: what they part does not follow
 * on each other.
 */

#define COC_SEAMS  3

typedef struct {
    size_t    at[COC_SEAMS];
    size_t    n;
    unsigned  parted;
} coc_seam_t;


COC_BEGIN_DECLS


/*
 * Compiles all patterns of a rule set.
 *
 * set    borrowed for the life of the result
 * cache  where Vectorscan's databases are kept; NULL: nowhere
 *
 * COC_INVALID  a pattern is wrong, or can't be matched safely; err has its
 *              file, line and column
 * COC_ERROR    no memory
 *
 * The default rules take about half a second of CPU, 5,000 more of a few words
 * a sixth of one.
 */
int coc_match_create(coc_match_t **match, const coc_alloc_t *alloc,
    const coc_ruleset_t *set, coc_cache_t *cache, coc_error_t *err);

void coc_match_destroy(coc_match_t *match);

/* Which views are looked at, bits of coc_view_bit(). */
unsigned coc_match_views(const coc_match_t *match);

/*
 * Which detectors rules for this kind of post name, bits of
 * coc_detector_bit().  Cost: a look at each of these rules.
 */
uint64_t coc_match_detectors(const coc_match_t *match, uint64_t kind);

/*
 * What one process needs to scan, one scan at a time: Vectorscan scratch,
 * PCRE2 match data and JIT stack.  Grows to serve every coc_match_t that
 * coc_scratch_fit() is called with.
 */
int coc_scratch_create(coc_scratch_t **scratch, const coc_alloc_t *alloc);
int coc_scratch_fit(coc_scratch_t *scratch, const coc_match_t *match);
void coc_scratch_destroy(coc_scratch_t *scratch);

/* Makes hits empty, in the arena. */
int coc_hits_init(coc_hits_t *hits, coc_arena_t *arena,
    const coc_match_t *match);

/*
 * Matches one field.
 *
 * views   built with the mask of coc_match_views()
 * kind    bit of coc_ruleset_kind()
 * path    stored in the hits that are new or were replaced, must live as long
 * arena   the one that hits were made in: nothing but hits is kept there
 *
 * Rules of the folded and squashed views are tried on the verbatim one too,
 * where their hits are aside.
 *
 * COC_LIMIT  a pattern ran into its match limit or JIT stack: the text can't
 *            be judged
 * COC_ERROR  no memory
 */
int coc_match_field(const coc_match_t *match, coc_scratch_t *scratch,
    coc_arena_t *arena, const coc_views_t *views, uint64_t kind,
    coc_str_t path, coc_hits_t *hits, coc_error_t *err);

/*
 * Matches a text made of the ends of two fields: as coc_match_field(), but
 * only what crosses a seam hits.
 *
 * views  of the joined text; hits have its offsets
 */
int coc_match_seam(const coc_match_t *match, coc_scratch_t *scratch,
    coc_arena_t *arena, const coc_views_t *views, const coc_seam_t *seam,
    uint64_t kind, coc_str_t path, coc_hits_t *hits, coc_error_t *err);

/*
 * Makes hits of what detectors found in one field, for the rules that name
 * them, and redactions of all that redacting rules stand by.
 *
 * views     those the spans were found in
 * verbatim  1: the spans of folded are of the verbatim view: found in code and
 *           links, where hits are aside
 *
 * Neither code nor a quotation puts a hit of the sections phi and outing
 * aside: who quotes a number has told it.
 *
 * COC_LIMIT  as coc_match_field() has it, and over COC_REDACTIONS
 * COC_ERROR  no memory
 *
 * Cost: a bounded look around each span for each rule.
 */
int coc_match_spans(const coc_match_t *match, coc_scratch_t *scratch,
    coc_arena_t *arena, const coc_views_t *views, const coc_span_t *span,
    size_t n, int verbatim, uint64_t kind, coc_str_t path, coc_hits_t *hits,
    coc_error_t *err);

/*
 * Makes hits of scores, for the rules that name the model and nothing else: of
 * the segment that has the score.  Other rules with "model" hit, in the
 * functions above, only where hits->scores are over what they ask for.
 *
 * views  with the squashed one: near and unless are looked for there
 * cited  1: they are of lines that are quoted, so that hits are aside, and
 *        rules that dismiss what is quoted have none
 */
int coc_match_scores(const coc_match_t *match, coc_scratch_t *scratch,
    coc_arena_t *arena, const coc_views_t *views, const coc_scores_t *scores,
    int cited, uint64_t kind, coc_str_t path, coc_hits_t *hits,
    coc_error_t *err);

/* How many rules name the model. */
size_t coc_match_models(const coc_match_t *match);

/*
 * Adds the hits of rules that name one of these signals, bits of
 * coc_signal_bit().  COC_OK, COC_LIMIT or COC_ERROR for want of memory.
 */
int coc_match_signals(const coc_match_t *match, coc_arena_t *arena,
    uint32_t signals, uint64_t kind, coc_hits_t *hits);

/*
 * Adds the hits of rules made of other rules, as these have hit so far, where
 * the last of them that counted hit.  Rules in shadow don't count; a hit is
 * aside if it would not be one without those that are.  Results as above.
 */
int coc_match_combine(const coc_match_t *match, coc_arena_t *arena,
    uint64_t kind, coc_hits_t *hits);

/*
 * "vectorscan 5.4.9" or "pcre2 10.42": what coc_match_create() uses, which is
 * tried out anew (some ms): call it once.
 */
const char *coc_match_backend(void);


COC_END_DECLS


#endif /* _COC_MATCH_H_INCLUDED_ */
