/*
 * A double array is packed by trying places until all children of a node find
 * theirs.  One by one that was most of the time in which rules are loaded;
 * here 64 are tried at once.
 */

#include "coc_match_places.h"


#define COC_PLACES_WORD  64             /* places in a word */
#define COC_PLACES_FULL  UINT64_MAX


void
coc_places_init(coc_places_t *places, const coc_alloc_t *alloc)
{
    places->alloc = *alloc;
    places->taken = NULL;
    places->n = 0;
}


void
coc_places_free(coc_places_t *places)
{
    places->alloc.free(places->alloc.ctx, places->taken);
    places->taken = NULL;
    places->n = 0;
}


/* The word of bits that begins at place. */

static inline uint64_t
coc_places_load(const coc_places_t *places, uint32_t place)
{
    uint32_t  at, shift;
    uint64_t  bits;

    if (place >= places->n) {
        return 0;
    }

    at = place / COC_PLACES_WORD;
    shift = place % COC_PLACES_WORD;
    bits = places->taken[at] >> shift;

    if (shift != 0 && at + 1 < places->n / COC_PLACES_WORD) {
        bits |= places->taken[at + 1] << (COC_PLACES_WORD - shift);
    }

    return bits;
}


int
coc_places_take(coc_places_t *places, uint32_t place)
{
    size_t     size;
    uint32_t   n;
    uint64_t  *taken;

    if (place >= places->n) {
        n = (place / COC_PLACES_WORD + 1) * COC_PLACES_WORD + places->n;
        size = n / COC_PLACES_WORD * sizeof(uint64_t);

        taken = places->alloc.alloc(places->alloc.ctx, size);
        if (taken == NULL) {
            return COC_ERROR;
        }

        memset(taken, 0, size);

        if (places->n != 0) {
            memcpy(taken, places->taken, places->n / 8);
        }

        places->alloc.free(places->alloc.ctx, places->taken);
        places->taken = taken;
        places->n = n;
    }

    places->taken[place / COC_PLACES_WORD]
        |= (uint64_t) 1 << (place % COC_PLACES_WORD);

    return COC_OK;
}


uint32_t
coc_places_next(const coc_places_t *places, uint32_t place)
{
    uint64_t  bits;

    for ( ;; ) {
        bits = coc_places_load(places, place);

        if (bits != COC_PLACES_FULL) {
            return place + (uint32_t) __builtin_ctzll(~bits);
        }

        place += COC_PLACES_WORD;
    }
}


uint32_t
coc_places_base(const coc_places_t *places, uint32_t place,
    const uint8_t *bytes, size_t n)
{
    size_t    i;
    uint32_t  base;
    uint64_t  bits;

    for (base = place - bytes[0]; /* void */; base += COC_PLACES_WORD) {

        for (bits = 0, i = 0; i < n && bits != COC_PLACES_FULL; i++) {
            bits |= coc_places_load(places, base + bytes[i]);
        }

        if (bits != COC_PLACES_FULL) {
            return base + (uint32_t) __builtin_ctzll(~bits);
        }
    }
}
