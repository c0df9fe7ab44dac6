/*
 * For coc_cache*.c alone: what a cache holds, and names of its files.
 */

#ifndef _COC_CACHE_INT_H_INCLUDED_
#define _COC_CACHE_INT_H_INCLUDED_


#include "coc_base.h"
#include "coc_cache.h"


#define COC_CACHE_PREFIX  "coc-"
#define COC_CACHE_NAME    (sizeof(COC_CACHE_PREFIX) + 2 * COC_CACHE_KEY)
#define COC_CACHE_TEMP    (COC_CACHE_NAME + 48)


struct coc_cache_s {
    coc_alloc_t          alloc;
    int                  fd;            /* of the folder */
    uint64_t             max;           /* bytes */
    coc_cache_figures_t  figures;
};


COC_BEGIN_DECLS


/* Removes what others left half-written, and the oldest while all are large. */
void coc_cache_sweep(coc_cache_t *cache);


COC_END_DECLS


#endif /* _COC_CACHE_INT_H_INCLUDED_ */
