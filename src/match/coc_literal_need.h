/*
 * For coc_literal.c alone: what a part of a pattern needs, and how that is told
 * from what its own parts need.
 */

#ifndef _COC_LITERAL_NEED_H_INCLUDED_
#define _COC_LITERAL_NEED_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_literal_first.h"
#include "coc_literal_set.h"


#define COC_NEED_GROUPS  6      /* at most, of a part */
#define COC_NEED_POWER   8      /* times that a repeat is written out */
#define COC_NEED_INF     UINT32_MAX


/*
 * All that it matches, or how a match begins, ends, and its groups.
 *
 * Lengths are characters at most, or COC_NEED_INF.
 */

typedef struct {
    unsigned     exact:1;
    unsigned     digit:1;       /* coc_literal_digit() is in every match */
    unsigned     skip:1;        /* it may be nothing, but for pre and suf */
    coc_lits_t   set;           /* if exact; else those that follow */
    coc_lits_t   pre;
    coc_lits_t   suf;
    uint32_t     len;           /* of a match */
    uint32_t     ends;          /* from its start to that of suf */
    size_t       n;
    coc_lits_t   group[COC_NEED_GROUPS];        /* the rarest first */
    uint64_t     weight[COC_NEED_GROUPS];
    uint32_t     reach[COC_NEED_GROUPS];        /* as ends, to the group */
    coc_first_t  first;         /* the reader's; the functions leave it */
} coc_need_t;


/* COC_NEED_INF is beyond what can be added up to. */

static inline uint32_t
coc_need_sum(uint32_t a, uint32_t b)
{
    return (a > COC_NEED_INF - b) ? COC_NEED_INF : a + b;
}


static inline uint32_t
coc_need_times(uint32_t len, uint32_t n)
{
    return (len != 0 && n > COC_NEED_INF / len) ? COC_NEED_INF : len * n;
}


COC_BEGIN_DECLS


/* Anything so long may be there; empty is the set of "" alone. */
void coc_need_any(const coc_lits_t *empty, uint32_t len, coc_need_t *need);

/* One of set is there, and that is all. */
void coc_need_exact(const coc_lits_t *set, coc_need_t *need);

/* Adds a group, if it is among the rarest. */
void coc_need_group(coc_need_t *need, const coc_lits_t *set, uint32_t reach);

/* Makes a group of what is exact. */
void coc_need_loosen(coc_need_t *need);

/*
 * seq becomes seq and x after it; alt becomes alt or x, where x is used up;
 * need becomes min to max times itself.
 *
 * COC_ERROR  no memory
 */
int coc_need_then(coc_arena_t *arena, coc_need_t *seq, const coc_need_t *x);
int coc_need_or(coc_arena_t *arena, const coc_lits_t *empty, coc_need_t *alt,
    coc_need_t *x);
int coc_need_repeat(coc_arena_t *arena, const coc_lits_t *empty,
    coc_need_t *need, uint32_t min, uint32_t max);


COC_END_DECLS


#endif /* _COC_LITERAL_NEED_H_INCLUDED_ */
