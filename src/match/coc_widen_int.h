/*
 * What the parts of the pattern widener share; for no one else.
 */

#ifndef _COC_WIDEN_INT_H_INCLUDED_
#define _COC_WIDEN_INT_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_widen_read.h"
#include "coc_widen_set.h"


#define COC_WIDEN_DEPTH  250            /* groups, as in PCRE2 */
#define COC_WIDEN_INF    UINT32_MAX


typedef enum {
    COC_ATOM_NONE = 0,          /* nothing that could be repeated */
    COC_ATOM_ZERO,              /* matches no bytes, was dropped */
    COC_ATOM_EXACT,             /* as written */
    COC_ATOM_WIDE               /* one byte of a class, low to high times */
} coc_atom_e;


typedef struct {
    coc_atom_e  kind;
    size_t      start;          /* in the output */
    size_t      size;           /* positions */
    uint32_t    low;            /* bytes */
    uint32_t    high;           /* bytes, or COC_WIDEN_INF */
    uint32_t    least;          /* characters */
    uint32_t    most;           /* characters, or COC_WIDEN_INF */
    unsigned    wrap:1;         /* needs a group before a quantifier */
} coc_atom_t;


typedef struct {
    size_t      start;          /* in the output */
    size_t      size;           /* positions around it, before it */
    unsigned    flags;          /* around it */
    unsigned    drop:1;         /* a lookaround */
    unsigned    ahead:1;        /* and one that says what follows */
} coc_frame_t;


typedef struct {
    coc_read_t    r;
    coc_buf_t    *out;
    size_t        size;         /* positions in this group so far */
    size_t        depth;
    int           edges;        /* \b is printed */
    coc_atom_t    atom;
    coc_frame_t   frames[COC_WIDEN_DEPTH];
} coc_widen_t;


COC_BEGIN_DECLS


/*
 * What comes next is no quantifier: the last atom stays as it is.  These all
 * return COC_OK or COC_INVALID, with err set.
 */
int coc_widen_flush(coc_widen_t *w);

/* An atom of so many positions begins here; the caller prints it. */
int coc_widen_begin(coc_widen_t *w, coc_atom_e kind, size_t size);

/* An atom of low to high bytes, at most four a character, whatever they are. */
int coc_widen_dot(coc_widen_t *w, uint32_t low, uint32_t high);

/* At an opening parenthesis: takes all that stands before the group's text. */
int coc_widen_group(coc_widen_t *w);

/* At a closing parenthesis: the group becomes an atom, or is dropped. */
int coc_widen_close(coc_widen_t *w);


COC_END_DECLS


#endif /* _COC_WIDEN_INT_H_INCLUDED_ */
