/*
 * A set of rules: loading, lookup, ownership.
 */

#ifndef _COC_RULESET_H_INCLUDED_
#define _COC_RULESET_H_INCLUDED_


#include "coc_base.h"
#include "coc_error.h"
#include "coc_rule.h"


typedef struct {
    coc_rule_t           *rules;
    size_t                nrules;
    coc_str_t             version;  /* 16 hex digits over all that was read */
    const coc_lexicon_t  *lexicon;  /* for coc_views_build(), never NULL */
    void                 *data;     /* the loader's own */
} coc_ruleset_t;


COC_BEGIN_DECLS


/*
 * Reads rule files.
 *
 * paths    each a file, a folder (its *.yaml and *.yml) or a glob, in sorted
 *          order; a rule with the id of an earlier one (from another file)
 *          replaces it.  A glob or folder without a file is an error.
 * set      owned by the caller until coc_ruleset_destroy()
 *
 * COC_INVALID  err says file:line:column and what
 * COC_ERROR    no memory, or a file can't be read (err->file, errno's text)
 *
 * Unknown keys, repeated keys and ids, values out of range, aliases and
 * anchors are refused.  Files of terms are looked for beside the rule file.
 */
int coc_ruleset_load(coc_ruleset_t **set, const coc_alloc_t *alloc,
    const coc_str_t *paths, size_t n, coc_error_t *err);

void coc_ruleset_destroy(coc_ruleset_t *set);

/* The bit of a kind of post; 0 if no rule names it. */
uint64_t coc_ruleset_kind(const coc_ruleset_t *set, coc_str_t name);

/* NULL if there is none. */
const coc_rule_t *coc_ruleset_find(const coc_ruleset_t *set, coc_str_t id);


COC_END_DECLS


#endif /* _COC_RULESET_H_INCLUDED_ */
