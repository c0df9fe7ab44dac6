/*
 * What a compiled rule set is made of: for src/match and its tests alone.
 */

#ifndef _COC_MATCH_INT_H_INCLUDED_
#define _COC_MATCH_INT_H_INCLUDED_


#include "coc_match.h"
#include "coc_match_hs.h"
#include "coc_match_index.h"
#include "coc_match_pcre.h"
#include "coc_match_start.h"


typedef enum {
    COC_MATCH_AUTO = 0,         /* Vectorscan where it is usable */
    COC_MATCH_PCRE              /* PCRE2 tries every pattern */
} coc_match_backend_e;


/* Where the codes of a rule begin; their numbers are the rule's own. */

typedef struct {
    size_t  any;
    size_t  near;
    size_t  unless;
} coc_match_rule_t;


/*
 * codes holds every rule's any patterns first, in the rules' order: their
 * indices are the candidates' ids.
 */

struct coc_match_s {
    coc_alloc_t            alloc;
    const coc_ruleset_t   *set;
    coc_pcre_t             pcre;

    pcre2_code           **codes;
    size_t                 ncodes;
    size_t                 nany;
    uint32_t              *owner;       /* rule of each any pattern */
    coc_start_t           *starts;      /* of each any pattern */
    coc_match_rule_t      *rules;

    uint32_t              *spanned;     /* rules with detectors */
    size_t                 nspanned;

    uint32_t              *scored;      /* rules by the model alone */
    size_t                 nscored;

    unsigned               views;       /* coc_view_bit() */
    unsigned               searched;    /* those that patterns look at */
    unsigned               hs_used:1;
    coc_match_index_t     *index;       /* NULL: PCRE2 tries all */
};


#define COC_MATCH_TEXTS  4      /* views of one field that differ, at most */

struct coc_scratch_s {
    coc_alloc_t            alloc;
    coc_pcre_scratch_t     pcre;
    coc_hs_scratch_t      *hs;
    coc_hs_found_t         found;
    size_t                 nfound;      /* room in it, a multiple of 64 */
    uint64_t              *bits;        /* candidates */
    uint64_t              *windows;     /* of these, by id */
    uint64_t              *text_bits;   /* the same, of one text */
    uint64_t              *text_windows;
    size_t                 nbits;       /* a multiple of 64 */
    coc_edges_t            edges[COC_MATCH_TEXTS];
    size_t                 edged;       /* of these, how often one was made */
};


#define coc_match_words(n)  (((n) + 63) / 64)

#define coc_match_bit(bits, n)  (((bits)[(n) >> 6] >> ((n) & 63)) & 1)
#define coc_match_set(bits, n)  (bits)[(n) >> 6] |= (uint64_t) 1 << ((n) & 63)

#define coc_match_kind(rule, kind)                                            \
    ((rule)->kinds == 0 || ((rule)->kinds & (kind)) != 0)


/*
 * Each match costs a bounded look around it.  So that a text full of matches
 * costs no more than in proportion to its length, a pattern may have this many
 * of its matches dismissed or put aside in one field; the next one stands
 * whatever is around it: who repeats himself that often is not quoting.
 */

#define COC_CONFIRM_MATCHES(len)  (32 + (len) / 32)


/* Where a match is looked for, and of what sort. */

typedef struct {
    const coc_view_t  *view;
    const coc_seam_t  *seam;    /* it must cross one; NULL: anywhere */
    uint64_t           window;  /* where it may begin */
    unsigned           verbatim:1;      /* all of it is aside */
    unsigned           full:1;          /* none that is aside is wanted */
} coc_match_where_t;


typedef struct {
    size_t    start;            /* bytes of the view */
    size_t    end;
    unsigned  aside:1;
} coc_match_found_t;


/* A match to be judged by what stands around it. */

typedef struct {
    const coc_match_t  *match;
    coc_scratch_t      *scratch;
    coc_str_t           text;           /* of the view */
    size_t              start;          /* of the match */
    size_t              end;
    int                 elsewhere;      /* an unless pattern matches in text:
                                           1, -1: not, 0: not looked for */
    unsigned            stretch:1;      /* it is a stretch of text, and known
                                           to be quoted or not */
} coc_confirm_t;


COC_BEGIN_DECLS


/*
 * 1 if the scores of a text, NULL where there are none, allow a rule to hit in
 * it, else 0.
 */
int coc_match_scored(const coc_rule_t *rule, const coc_scores_t *scores);

/*
 * Adds a hit of the rule with this number, or puts it in the place of one that
 * is aside; there is none that is not.
 *
 * COC_LIMIT  the arena's budget is exhausted
 * COC_ERROR  no memory
 */
int coc_match_add(coc_hits_t *hits, coc_arena_t *arena, const coc_hit_t *hit,
    size_t n);

/*
 * Whether near and unless let the match of a rule stand: COC_OK, COC_DECLINED
 * (it is dismissed), COC_LIMIT or COC_ERROR.  One c serves all matches of a
 * rule in a text.
 */
int coc_confirm_stands(coc_confirm_t *c, size_t owner);

/* 1 if the match is in a quotation, or told of as abuse. */
int coc_confirm_aside(const coc_confirm_t *c, size_t owner);

/*
 * The edges of a text; they are found when first asked for.  Texts are told
 * apart by where they are: edged is set to 0 when these change.
 */
const coc_edges_t *coc_match_edges(coc_scratch_t *scratch, coc_str_t text);

/*
 * The first match of an any pattern in text that begins at or after from, in
 * the window; results as coc_pcre_find() has them.
 *
 * id  of the pattern
 */
int coc_match_find(const coc_match_t *match, coc_scratch_t *scratch,
    size_t id, coc_str_t text, uint64_t window, size_t from, size_t *start,
    size_t *end);

/* coc_match_create() with a back end of choice, to compare them. */
int coc_match_create_backend(coc_match_t **match, const coc_alloc_t *alloc,
    const coc_ruleset_t *set, coc_match_backend_e backend, coc_cache_t *cache,
    coc_error_t *err);

/*
 * Whether a rule's any pattern has a match that stands: near is satisfied and
 * nothing dismisses it.  A match that is aside is kept while one that is not
 * is looked for.
 *
 * id  of the pattern
 *
 * COC_OK  *found is the first that is not aside, or the first; others as
 *         coc_match_field()
 */
int coc_match_confirm(const coc_match_t *match, coc_scratch_t *scratch,
    const coc_match_where_t *where, size_t id, coc_match_found_t *found);


COC_END_DECLS


#endif /* _COC_MATCH_INT_H_INCLUDED_ */
