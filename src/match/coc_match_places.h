/*
 * Which places of an array are taken: a bitmap that grows.
 */

#ifndef _COC_MATCH_PLACES_H_INCLUDED_
#define _COC_MATCH_PLACES_H_INCLUDED_


#include "coc_base.h"


typedef struct {
    coc_alloc_t   alloc;
    uint64_t     *taken;
    uint32_t      n;            /* places in it; those beyond are free */
} coc_places_t;


COC_BEGIN_DECLS


/* None is taken.  coc_places_free() releases what taking needs. */
void coc_places_init(coc_places_t *places, const coc_alloc_t *alloc);

void coc_places_free(coc_places_t *places);

/*
 * Takes a place that may have been taken before; COC_ERROR without memory.
 * Cost: as an array that doubles.
 */
int coc_places_take(coc_places_t *places, uint32_t place);

/* The first free place from place on. */
uint32_t coc_places_next(const coc_places_t *places, uint32_t place);

/*
 * The least base such that base + bytes[0] is place or more, and each
 * base + bytes[i] is free.
 *
 * place  bytes[0] at least
 * bytes  in rising order, n of them
 *
 * Cost: for each 64 places at most n steps.
 */
uint32_t coc_places_base(const coc_places_t *places, uint32_t place,
    const uint8_t *bytes, size_t n);


COC_END_DECLS


#endif /* _COC_MATCH_PLACES_H_INCLUDED_ */
