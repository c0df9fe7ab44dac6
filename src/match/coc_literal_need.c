/*
 * What a part of a pattern needs.
 *
 * A sequence needs what all of its parts do and, where one ends and the next
 * begins, both together; an alternation needs what each branch does; a repeat
 * needs its item if there must be one.  While few enough strings are all that
 * a part matches, these are carried along whole, and become a group when they
 * can't grow any more.
 */

#include "coc_literal_need.h"


void
coc_need_any(const coc_lits_t *empty, uint32_t len, coc_need_t *need)
{
    need->exact = 0;
    need->digit = 0;
    need->skip = 0;
    need->len = len;
    need->ends = len;
    need->pre = *empty;
    need->suf = *empty;
    need->n = 0;
}


void
coc_need_exact(const coc_lits_t *set, coc_need_t *need)
{
    size_t  i;

    need->exact = 1;
    need->digit = 0;
    need->skip = 0;
    need->set = *set;
    need->len = 0;
    need->ends = 0;
    need->n = 0;

    for (i = 0; i < set->n; i++) {
        need->len = coc_max(need->len, (uint32_t) set->str[i].len);
    }
}


/* Adds a group whose weight is known; "" is not in it. */

static void
coc_need_weighed(coc_need_t *need, const coc_lits_t *set, uint64_t weight,
    uint32_t reach)
{
    size_t  i;

    if (need->n == COC_NEED_GROUPS) {

        if (need->weight[need->n - 1] <= weight) {
            return;
        }

        need->n--;
    }

    for (i = need->n++; i > 0 && need->weight[i - 1] > weight; i--) {
        need->group[i] = need->group[i - 1];
        need->weight[i] = need->weight[i - 1];
        need->reach[i] = need->reach[i - 1];
    }

    need->group[i] = *set;
    need->group[i].size = set->n;       /* shared: who adds to it copies */
    need->weight[i] = weight;
    need->reach[i] = reach;
}


void
coc_need_group(coc_need_t *need, const coc_lits_t *set, uint32_t reach)
{
    if (!coc_lits_empty(set)) {
        coc_need_weighed(need, set, coc_lits_weight(set, 0), reach);
    }
}


void
coc_need_loosen(coc_need_t *need)
{
    if (need->exact) {
        need->exact = 0;
        need->pre = need->set;
        need->pre.size = need->pre.n;
        need->suf = need->pre;
        need->ends = need->len;         /* it may have been repeated */
        coc_need_group(need, &need->set, 0);
    }
}


/*
 * left and right are too many to be joined: each at least gets an edge where
 * the other says that there is one.
 */

static int
coc_need_apart(coc_arena_t *arena, coc_lits_t *left, coc_lits_t *right)
{
    int         rc, before, after;
    coc_lits_t  set;

    rc = COC_OK;
    before = coc_lits_open(left, 1);
    after = coc_lits_open(right, 0);

    if (before) {
        rc = coc_lits_edges(arena, right, 0, &set);

        if (rc == COC_OK) {
            *right = set;
        }
    }

    if (after && rc != COC_ERROR) {
        rc = coc_lits_edges(arena, left, 1, &set);

        if (rc == COC_OK) {
            *left = set;
        }
    }

    return (rc == COC_ERROR) ? rc : COC_OK;
}


/* How seq and x together end, left being how seq did, len how long it was. */

static int
coc_need_ended(coc_arena_t *arena, coc_need_t *seq, const coc_need_t *x,
    const coc_lits_t *left, const coc_lits_t *right, uint32_t len)
{
    int         rc;
    coc_lits_t  ends;

    seq->suf = x->exact ? *right : x->suf;

    /* what seq ended with begins before: the bound holds for it too */

    seq->ends = coc_need_sum(len, x->exact ? 0 : x->ends);

    if (!x->skip) {
        return COC_OK;
    }

    rc = coc_lits_copy(arena, &seq->suf, &ends);

    if (rc == COC_OK) {
        rc = coc_lits_merge(arena, &ends, left, COC_LITS_CROSS);
    }

    if (rc == COC_OK) {
        seq->suf = ends;

    } else if (rc == COC_LIMIT) {
        seq->suf = x->pre;      /* anything, as it may be nothing */
        rc = COC_OK;
    }

    return rc;
}


int
coc_need_then(coc_arena_t *arena, coc_need_t *seq, const coc_need_t *x)
{
    int         rc;
    size_t      i;
    uint32_t    len;
    coc_lits_t  left, right, joined;

    len = seq->len;
    seq->len = coc_need_sum(len, x->len);
    seq->digit |= x->digit;
    left = seq->exact ? seq->set : seq->suf;
    right = x->exact ? x->set : x->pre;

    rc = coc_lits_cross(arena, &left, &right, &joined);

    if (rc == COC_ERROR) {
        return rc;
    }

    if (rc == COC_OK && x->exact) {
        *(seq->exact ? &seq->set : &seq->suf) = joined;
        return COC_OK;
    }

    if (rc == COC_OK) {
        left = joined;

    } else {
        rc = coc_need_apart(arena, &left, &right);

        if (rc != COC_OK) {
            return rc;
        }

        coc_need_group(seq, &right, len);
    }

    coc_need_group(seq, &left, seq->exact ? 0 : seq->ends);

    for (i = 0; !x->exact && i < x->n; i++) {
        coc_need_weighed(seq, &x->group[i], x->weight[i],
                         coc_need_sum(len, x->reach[i]));
    }

    if (seq->exact) {
        seq->exact = 0;
        seq->pre = left;
    }

    return coc_need_ended(arena, seq, x, &left, &right, len);
}


/* The ends of either; anything if they are too many. */

static int
coc_need_ends(coc_arena_t *arena, const coc_lits_t *empty,
    coc_lits_t *ends, const coc_lits_t *more)
{
    int  rc;

    rc = coc_lits_merge(arena, ends, more, COC_LITS_EXACT);

    if (rc == COC_LIMIT) {
        *ends = *empty;
        rc = COC_OK;
    }

    return rc;
}


/* For each group of one, a group of the other: either is there. */

static int
coc_need_pairs(coc_arena_t *arena, coc_need_t *alt, const coc_need_t *x)
{
    int         rc;
    size_t      i, j, k, n, old;
    uint64_t    weight;
    coc_need_t  pairs;
    coc_lits_t  set;

    pairs.n = 0;
    n = (alt->n == 0 || x->n == 0) ? 0 : coc_max(alt->n, x->n);

    for (i = 0; i < n; i++) {
        j = coc_min(i, alt->n - 1);
        k = coc_min(i, x->n - 1);
        set = alt->group[j];
        old = set.n;

        if (i >= alt->n) {
            set.size = set.n;
        }

        rc = coc_lits_merge(arena, &set, &x->group[k], COC_LITS_GROUP);

        if (rc == COC_ERROR) {
            return rc;
        }

        if (rc == COC_OK) {
            weight = alt->weight[j] + coc_lits_weight(&set, old);
            coc_need_weighed(&pairs, &set, coc_min(weight, COC_LITS_ONE),
                             coc_max(alt->reach[j], x->reach[k]));
        }
    }

    alt->n = pairs.n;
    memcpy(alt->group, pairs.group, pairs.n * sizeof(coc_lits_t));
    memcpy(alt->weight, pairs.weight, pairs.n * sizeof(uint64_t));
    memcpy(alt->reach, pairs.reach, pairs.n * sizeof(uint32_t));

    return COC_OK;
}


int
coc_need_or(coc_arena_t *arena, const coc_lits_t *empty, coc_need_t *alt,
    coc_need_t *x)
{
    int  rc;

    alt->digit &= x->digit;
    alt->len = coc_max(alt->len, x->len);

    if (alt->exact && x->exact) {
        rc = coc_lits_merge(arena, &alt->set, &x->set, COC_LITS_EXACT);

        if (rc != COC_LIMIT) {
            return rc;
        }

        /* what was added belongs there anyway */
    }

    coc_need_loosen(alt);
    coc_need_loosen(x);
    alt->ends = coc_max(alt->ends, x->ends);

    rc = coc_need_ends(arena, empty, &alt->pre, &x->pre);

    if (rc == COC_OK) {
        rc = coc_need_ends(arena, empty, &alt->suf, &x->suf);
    }

    return (rc == COC_OK) ? coc_need_pairs(arena, alt, x) : rc;
}


/* All that min to max times set can be; COC_LIMIT if that is much. */

static int
coc_need_powers(coc_arena_t *arena, const coc_lits_t *empty,
    const coc_lits_t *set, uint32_t min, uint32_t max, coc_lits_t *out)
{
    int         rc;
    uint32_t    i;
    coc_lits_t  power, next;

    if (max > COC_NEED_POWER) {
        return COC_LIMIT;
    }

    power = *empty;
    memset(out, 0, sizeof(coc_lits_t));

    for (i = 0; /* void */; i++) {

        if (i >= min) {
            rc = coc_lits_merge(arena, out, &power, COC_LITS_CROSS);
            if (rc != COC_OK) {
                return rc;
            }
        }

        if (i == max) {
            return COC_OK;
        }

        rc = coc_lits_cross(arena, &power, set, &next);
        if (rc != COC_OK) {
            return rc;
        }

        power = next;
    }
}


int
coc_need_repeat(coc_arena_t *arena, const coc_lits_t *empty,
    coc_need_t *need, uint32_t min, uint32_t max)
{
    int         rc;
    uint32_t    len;
    coc_lits_t  set;

    if (min == 1 && max == 1) {
        return COC_OK;
    }

    /* the last time begins at most where that of all the others end */

    len = need->len;
    need->len = coc_need_times(len, max);
    need->ends = need->len;

    if (min == 0) {
        need->digit = 0;
    }

    if (need->exact) {
        rc = coc_need_powers(arena, empty, &need->set, min, max, &set);

        if (rc == COC_OK) {
            need->set = set;
        }

        if (rc != COC_LIMIT) {
            return rc;
        }
    }

    if (min == 0) {
        set = need->exact ? need->set : need->suf;
        coc_need_any(empty, need->len, need);
        need->suf = set;
        need->suf.size = set.n;
        need->skip = 1;

        return COC_OK;
    }

    if (need->exact && min > 1) {
        rc = coc_need_powers(arena, empty, &need->set, min, min, &set);

        if (rc == COC_OK) {
            need->set = set;

        } else if (rc == COC_ERROR) {
            return rc;
        }
    }

    coc_need_loosen(need);

    return COC_OK;
}
