/*
 * The plain view's characters: NFKC and case folding in one.
 */

#ifndef _COC_FOLD_H_INCLUDED_
#define _COC_FOLD_H_INCLUDED_


#include "coc_base.h"
#include "coc_sink.h"


/*
 * Most marks after one base that are put in order and composed (UAX #15
 * calls 30 enough for every language).  A longer row passes as it is, with
 * nothing composed: linear, and the same when it passes again.
 */

#define COC_FOLD_MARKS  32


/* Zeroed but for sink: nothing is held back. */

typedef struct {
    coc_sink_t  *sink;
    size_t       n;             /* code points held: a base, then marks */
    unsigned     based:1;       /* the first is a starter */
    unsigned     composed:1;    /* and composed: it has a decomposition */
    unsigned     passing:1;     /* in a row of marks that is too long */
    uint8_t      class[COC_FOLD_MARKS + 1];     /* combining classes */
    uint32_t     cp[COC_FOLD_MARKS + 1];
    size_t       from[COC_FOLD_MARKS + 1];      /* value offsets, bytes */
} coc_fold_t;


COC_BEGIN_DECLS


/*
 * Appends the code point that came from the value's byte from on: what it
 * maps to by NFKC_Casefold, but with default-ignorable characters kept, in
 * canonical order, composed (UAX #15, UAX #44).  Result codes are the sink's.
 *
 * Cost: O(1) a code point that comes out, and in the worst case 32
 * comparisons a mark.
 */
int coc_fold_put(coc_fold_t *fold, uint32_t cp, size_t from);

/* The same for a run of ASCII; len > 0. */
int coc_fold_ascii(coc_fold_t *fold, const uint8_t *p, size_t len,
    size_t from);

/* Writes what is held back; the text is at its end. */
int coc_fold_finish(coc_fold_t *fold);


COC_END_DECLS


#endif /* _COC_FOLD_H_INCLUDED_ */
