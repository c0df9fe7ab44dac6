/*
 * How alike texts are: a hash whose bits differ little where words do.
 *
 * M. Charikar, Similarity estimation techniques from rounding algorithms,
 * 2002, over three words in a row; G. Manku et al., Detecting near-duplicates
 * for web crawling, 2007, take texts that differ in at most 3 of 64 bits for
 * the same.
 */

#ifndef _COC_SIMHASH_H_INCLUDED_
#define _COC_SIMHASH_H_INCLUDED_


#include "coc_base.h"


#define COC_SIMHASH_WORDS  12   /* of fewer words there is no hash */


typedef struct {
    uint32_t  ones[64];         /* shingles with this bit set */
    uint32_t  shingles;
    size_t    words;
} coc_simhash_t;


COC_BEGIN_DECLS


/*
 * Adds one field; fields may come in any order.
 *
 * text  as the folded view has it: case and look-alikes are gone.  Words are
 *       what white space and punctuation part, an apostrophe left out.
 *
 * Cost: O(text.len).
 */
void coc_simhash_init(coc_simhash_t *simhash);
void coc_simhash_add(coc_simhash_t *simhash, coc_str_t text);

/* 0: there are less than COC_SIMHASH_WORDS words. */
uint64_t coc_simhash_final(const coc_simhash_t *simhash);


COC_END_DECLS


#endif /* _COC_SIMHASH_H_INCLUDED_ */
