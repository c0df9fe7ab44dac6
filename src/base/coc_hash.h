/*
 * Keyed hash (SipHash-2-4): for what an attacker may choose.
 *
 * Source: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012.
 */

#ifndef _COC_HASH_H_INCLUDED_
#define _COC_HASH_H_INCLUDED_


#include "coc_base.h"


#define COC_HASH_KEY  16        /* bytes */


typedef struct {
    uint64_t  v[4];
    uint64_t  tail;             /* bytes not yet mixed in, low first */
    uint64_t  total;            /* bytes seen */
} coc_hash_t;


COC_BEGIN_DECLS


/* key is COC_HASH_KEY bytes, borrowed. */
void coc_hash_init(coc_hash_t *hash, const uint8_t *key);

/* Any split of the same bytes gives the same hash.  Cost: O(len). */
void coc_hash_update(coc_hash_t *hash, const void *data, size_t len);

/* The hash of all that came; hash itself is left as it was. */
uint64_t coc_hash_final(const coc_hash_t *hash);


COC_END_DECLS


#endif /* _COC_HASH_H_INCLUDED_ */
