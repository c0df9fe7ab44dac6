/*
 * Which patterns may match a text: by the literals that each needs, by the
 * widened pattern where it needs none.
 */

#ifndef _COC_MATCH_INDEX_H_INCLUDED_
#define _COC_MATCH_INDEX_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_buf.h"
#include "coc_error.h"
#include "coc_match_hs.h"
#include "coc_match_start.h"
#include "coc_match_words.h"


/*
 * Literals that begin with a word are looked for where words begin.
 * Vectorscan looks for the others at once, and for branches of patterns that
 * have none.  Of these, what needs a digit is looked for only in texts that
 * hold one: in ASCII by its shape, where it has one.  What is found are ids:
 * each is the anchor of some branches, whose patterns are candidates if one of
 * each of their other groups was found too, as near as they can stand in one
 * match.
 */

typedef struct {
    coc_alloc_t     alloc;
    coc_words_t    *words;      /* these may be NULL */
    coc_words_t    *shapes;
    coc_hs_t       *hs;         /* other literals, branches without, */
    coc_hs_t       *raw;        /* and of these, those that regard case */
    coc_hs_t       *digits;     /* branches that need one, without literals */
    coc_hs_t       *rest;       /* of these, those without a shape */
    size_t          nids;
    size_t          nshapes;    /* these are the last ids */
    size_t          nwords;     /* these are the first ids */
    size_t          nliterals;  /* and with them these */
    coc_hs_edge_t  *edges;      /* by id */
    uint32_t       *first;      /* by id, and one more: in branches */
    uint32_t       *branches;   /* by anchor */
    uint32_t       *pattern;    /* by branch */
    uint8_t        *digit;      /* by branch: it needs one */
    uint32_t       *reach;      /* by branch: of its anchor */
    uint32_t       *more;       /* by branch: in groups, 0 if none */
    uint32_t       *groups;     /* how many, and for each its reach, how many
                                   and ids */
} coc_match_index_t;


/* A literal of a branch. */

typedef struct {
    coc_str_t  text;            /* with its edges */
    uint32_t   branch;
    uint32_t   group;           /* 0: the anchor */
    uint32_t   reach;           /* characters, from where a match begins */
    uint32_t   id;
} coc_index_entry_t;


typedef struct {
    const char  *text;
    uint32_t     branch;
} coc_index_left_t;


/* While one is made. */

typedef struct {
    coc_match_index_t  *index;
    coc_cache_t        *cache;      /* NULL: none */
    coc_arena_t        *arena;
    coc_arena_t        *temp;       /* while literals are found */
    coc_buf_t           entries;    /* literals, as patterns come */
    coc_buf_t           left;       /* branches without, */
    coc_buf_t           raw;        /* last those that regard case */
    coc_buf_t           digits;     /* of these, those that need a digit, */
    coc_buf_t           rest;       /* last those without a shape */
    coc_buf_t           shapes;
    coc_buf_t           branches;   /* the pattern of each */
    coc_buf_t           needs;      /* whether it needs a digit, of each */
    int                 caseless;   /* the pattern at hand */
} coc_match_index_work_t;

#define coc_index_entries(work)                                               \
    ((coc_index_entry_t *) (void *) (work)->entries.data)
#define coc_index_nentries(work)                                              \
    ((work)->entries.len / sizeof(coc_index_entry_t))
#define coc_index_left(work)                                                  \
    ((coc_index_left_t *) (void *) (work)->left.data)
#define coc_index_nleft(work)                                                 \
    ((work)->left.len / sizeof(coc_index_left_t))
#define coc_index_nraw(work)                                                  \
    ((work)->raw.len / sizeof(coc_index_left_t))
#define coc_index_digits(work)                                                \
    ((coc_index_left_t *) (void *) (work)->digits.data)
#define coc_index_ndigits(work)                                               \
    ((work)->digits.len / sizeof(coc_index_left_t))
#define coc_index_nrest(work)                                                 \
    ((work)->rest.len / sizeof(coc_index_left_t))
#define coc_index_shapes(work)                                                \
    ((coc_index_entry_t *) (void *) (work)->shapes.data)
#define coc_index_nshapes(work)                                               \
    ((work)->shapes.len / sizeof(coc_index_entry_t))
#define coc_index_nbranches(work)                                             \
    ((work)->branches.len / sizeof(uint32_t))


COC_BEGIN_DECLS


/*
 * To be filled with patterns, then finished; work is always to be freed.
 *
 * All return COC_OK or COC_ERROR.
 */
int coc_match_index_begin(coc_match_index_work_t *work,
    const coc_alloc_t *alloc, coc_cache_t *cache);

/*
 * start     is set as by coc_literal_starts()
 * caseless  the pattern is for texts without capitals: in any text it may be
 *           looked for without regard to case
 */
int coc_match_index_add(coc_match_index_work_t *work, uint32_t pattern,
    coc_str_t widened, int caseless, coc_start_t *start);

/*
 * *index is the caller's.
 *
 * COC_INVALID  Vectorscan refuses a pattern, *failed; err says why
 */
int coc_match_index_finish(coc_match_index_work_t *work,
    coc_match_index_t **index, uint32_t *failed, coc_error_t *err);

void coc_match_index_free(coc_match_index_work_t *work);

void coc_match_index_destroy(coc_match_index_t *index);

/* Fits Vectorscan's scratch to what the index asks of it; COC_ERROR. */
int coc_match_index_fit(const coc_match_index_t *index,
    coc_hs_scratch_t **scratch);

/*
 * Sets the bits of the patterns that may match in text, and in windows the
 * blocks of it where a match of these may begin.
 *
 * edges    of the text
 * raw      those that regard case are looked for too
 * found    room for nids, empty; it is left so
 * windows  by pattern, of those whose bit is set
 *
 * COC_LIMIT, COC_ERROR  as coc_hs_scan()
 */
int coc_match_index_scan(const coc_match_index_t *index,
    coc_hs_scratch_t *scratch, const coc_edges_t *edges, int raw,
    coc_hs_found_t *found, coc_str_t text, uint64_t *bits, uint64_t *windows);


COC_END_DECLS


#endif /* _COC_MATCH_INDEX_H_INCLUDED_ */
