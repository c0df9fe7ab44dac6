/*
 * Hits that no text has: of signals, and of rules that hit together.
 */

#include "coc_match_int.h"
#include "coc_str.h"


/* The rule's first signal that is there. */

static coc_str_t
coc_fact_name(uint32_t signals)
{
    return coc_str_from(coc_signal_name(
                                   (coc_signal_e) __builtin_ctz(signals)));
}


int
coc_match_signals(const coc_match_t *match, coc_arena_t *arena,
    uint32_t signals, uint64_t kind, coc_hits_t *hits)
{
    int                rc;
    size_t             i;
    coc_hit_t          hit;
    const coc_rule_t  *rule;

    if (signals == 0) {
        return COC_OK;
    }

    memset(&hit, 0, sizeof(coc_hit_t));
    hit.nowhere = 1;

    for (i = 0; i < match->set->nrules; i++) {
        rule = &match->set->rules[i];

        if ((rule->signals & signals) == 0 || !coc_match_kind(rule, kind)
            || coc_match_bit(hits->seen, i))
        {
            continue;
        }

        hit.rule = rule;
        hit.path = coc_fact_name(rule->signals & signals);

        rc = coc_match_add(hits, arena, &hit, i);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


static const coc_hit_t *
coc_fact_hit(const coc_hits_t *hits, const coc_rule_t *rule)
{
    size_t  i;

    for (i = 0; i < hits->n; i++) {
        if (hits->hit[i].rule == rule) {
            return &hits->hit[i];
        }
    }

    return NULL;
}


/* Whether enough of its rules have hit: COC_OK, COC_DECLINED. */

static int
coc_fact_combined(const coc_match_t *match, const coc_hits_t *hits,
    const coc_rule_t *rule, coc_hit_t *hit)
{
    size_t            i, other;
    unsigned          full, aside;
    const coc_hit_t  *found;

    for (full = 0, aside = 0, i = 0; i < rule->of.n; i++) {
        other = rule->of_rules[i];

        if (match->set->rules[other].shadow) {
            continue;
        }

        if (coc_match_bit(hits->seen, other)) {
            full++;

        } else if (coc_match_bit(hits->aside, other)) {
            aside++;

        } else {
            continue;
        }

        found = coc_fact_hit(hits, &match->set->rules[other]);

        /* a place in the text says more than the name of a signal */

        if (found != NULL && (hit->rule == NULL || !found->nowhere)) {
            *hit = *found;
        }
    }

    if (full + aside < rule->of_least) {
        return COC_DECLINED;
    }

    hit->rule = rule;
    hit->aside = (full < rule->of_least);

    return COC_OK;
}


int
coc_match_combine(const coc_match_t *match, coc_arena_t *arena,
    uint64_t kind, coc_hits_t *hits)
{
    int                rc;
    size_t             i;
    coc_hit_t          hit;
    const coc_rule_t  *rule;

    if (hits->n == 0) {
        return COC_OK;
    }

    for (i = 0; i < match->set->nrules; i++) {
        rule = &match->set->rules[i];

        if (rule->of.n == 0 || !coc_match_kind(rule, kind)
            || coc_match_bit(hits->seen, i) || coc_match_bit(hits->aside, i))
        {
            continue;
        }

        memset(&hit, 0, sizeof(coc_hit_t));

        if (coc_fact_combined(match, hits, rule, &hit) != COC_OK) {
            continue;
        }

        rc = coc_match_add(hits, arena, &hit, i);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}
