/*
 * What a text must hold for a pattern to match it: from a widened pattern to
 * groups of literals, of each of which one at least occurs in every match.
 */

#ifndef _COC_LITERAL_H_INCLUDED_
#define _COC_LITERAL_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_literal_first.h"
#include "coc_literal_set.h"
#include "coc_match_start.h"


#define COC_LITERAL_GROUPS  3


/*
 * reach  characters at most from where a match begins to where a literal of the
 *        group does; UINT32_MAX: no bound
 */

typedef struct {
    coc_lits_t  group[COC_LITERAL_GROUPS];      /* the rarest first */
    uint32_t    reach[COC_LITERAL_GROUPS];
    size_t      n;
    unsigned    bits;           /* of rarity, together */
    unsigned    digit:1;        /* coc_literal_digit() is needed, too */
    unsigned    wordly:1;       /* coc_words_skip() accepts all of them */
} coc_literals_t;


/* What \d may match, in bytes: digits, and what is not ASCII. */

#define coc_literal_digit(c)                                                  \
    ((uint8_t) ((c) - '0') < 10 || ((c) & 0x80) != 0)


COC_BEGIN_DECLS


/*
 * Takes a widened pattern apart at its first alternation that is not repeated:
 * what stands before, the branches, what stands after.  Each branch between
 * these has groups of its own, which say more than what all have in common.
 *
 * COC_DECLINED  there is none
 */
int coc_literal_split(coc_str_t widened, coc_str_t *head,
    coc_str_t *branches, coc_str_t *tail);

/* Whether the group that opens at a place has a quantifier. */
int coc_literal_repeated(coc_str_t widened, size_t at);

/* Takes the next branch off the front; COC_DECLINED after the last. */
int coc_literal_next(coc_str_t *branches, coc_str_t *branch);

/*
 * Reads what coc_widen_edges() printed.
 *
 * arena  holds the literals, and what it takes to find them; its budget may
 *        be used up, which is no failure
 *
 * start  set as by coc_literal_starts(); NULL: it is not asked for
 *
 * The literals are lower case; they occur without regard to the case of ASCII.
 *
 * COC_OK        there is a group at least
 * COC_DECLINED  none that would be worth looking for
 * COC_ERROR     no memory
 *
 * Cost: O(widened.len) times what COC_LITS_CROSS and COC_LITS_GROUP bound.
 */
int coc_literal_find(coc_str_t widened, coc_arena_t *arena,
    coc_start_t *start, coc_literals_t *literals);

/*
 * The same for ASCII text whose digits count as COC_LITS_DIGITS: one group,
 * whose strings coc_words_skip() all accepts.
 */
int coc_literal_shape(coc_str_t widened, coc_arena_t *arena,
    coc_lits_t *group);

/*
 * How every match begins.  start is left as it is where these are too many
 * places to tell.
 *
 * COC_OK, COC_ERROR
 */
int coc_literal_starts(coc_str_t widened, coc_arena_t *arena,
    coc_start_t *start);


COC_END_DECLS


#endif /* _COC_LITERAL_H_INCLUDED_ */
