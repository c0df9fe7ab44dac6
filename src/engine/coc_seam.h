/*
 * The ends of neighboring fields, joined: a phrase that is split over a title
 * and a body is read as one.
 */

#ifndef _COC_SEAM_H_INCLUDED_
#define _COC_SEAM_H_INCLUDED_


#include "coc_base.h"
#include "coc_field.h"
#include "coc_match.h"


#define COC_SEAM_END   48       /* bytes of an end */
#define COC_SEAM_TEXT  (4 * COC_SEAM_END + COC_SEAMS)
#define COC_SEAM_PATH  256      /* longer ones have no neighbors */


/* Of the field before; all zero: there is none. */

typedef struct {
    uint8_t   path[COC_SEAM_PATH];
    uint8_t   head[COC_SEAM_END];
    uint8_t   tail[COC_SEAM_END];
    size_t    npath;
    size_t    nhead;
    size_t    ntail;
    size_t    first;            /* offset of the head in the field */
    size_t    last;             /* of the tail */
    unsigned  top:1;            /* of a form, or of an object at the root */
    unsigned  whole:1;          /* head and tail are all of it */
    unsigned  title:1;          /* by its name */
} coc_ends_t;


typedef struct {
    uint8_t     text[COC_SEAM_TEXT];
    size_t      len;
    coc_seam_t  seam;
    size_t      last;           /* offset in the field of the text's begin */
    size_t      first;          /* and of what stands in the text at ... */
    size_t      at;             /* ... this offset */
} coc_joined_t;


COC_BEGIN_DECLS


/*
 * The ends of a field; COC_DECLINED if it has no letter there: ends is as it
 * was then.
 */
int coc_ends_take(coc_ends_t *ends, const coc_field_t *field);

/*
 * Joins the ends of a field and of the one before, by a space: that one before
 * this, and this one before that.  Elements of an array are joined in their
 * order alone, and what is named as a title comes first whichever is first.
 *
 * COC_DECLINED  they are no siblings: members of the same object, elements of
 *               the same array, fields of the same form
 */
int coc_ends_join(const coc_ends_t *before, const coc_ends_t *ends,
    coc_joined_t *joined);

/*
 * Where a hit in the joined text stands in the later field: from its start to
 * where the hit ends, or from where the hit starts to the field's end.
 *
 * len  of the field
 */
void coc_joined_place(const coc_joined_t *joined, size_t len, size_t *start,
    size_t *end);


COC_END_DECLS


#endif /* _COC_SEAM_H_INCLUDED_ */
