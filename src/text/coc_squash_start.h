/*
 * Where in a text words may begin, disguised or not.  For coc_squash.c.
 */

#ifndef _COC_SQUASH_START_H_INCLUDED_
#define _COC_SQUASH_START_H_INCLUDED_


#include "coc_base.h"
#include "coc_squash_int.h"


typedef struct {
    const uint8_t  *base;       /* of the bytes that bits tells of */
    uint64_t        bits;       /* a bit for each that is left */
} coc_squash_starts_t;


COC_BEGIN_DECLS


/*
 * The next byte at p or behind it that a word may begin with, by its first
 * letters; or the end.  p never falls.
 *
 * starts  base NULL to begin with
 *
 * Cost: some instructions for each 16 bytes and for each word of the text.
 */
const uint8_t *coc_squash_start(const coc_squash_t *walk, const uint8_t *p,
    coc_squash_starts_t *starts);

/*
 * 0: nothing is found by a walk from there, as is told by the letters and
 * digits that follow.
 */
int coc_squash_may(const coc_squash_t *walk, const uint8_t *p);


COC_END_DECLS


#endif /* _COC_SQUASH_START_H_INCLUDED_ */
