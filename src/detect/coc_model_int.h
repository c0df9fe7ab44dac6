/*
 * What a model holds; for src/detect/coc_model*.c alone.
 */

#ifndef _COC_MODEL_INT_H_INCLUDED_
#define _COC_MODEL_INT_H_INCLUDED_


#include "coc_model.h"
#include "coc_model_format.h"


/* Two features a byte of the normal form at most are words, four are runs. */

#define COC_MODEL_FEATURES  (COC_FEATURE_BUFFER * 5)


struct coc_model_s {
    coc_alloc_t        alloc;
    const uint8_t     *weight;          /* COC_MODEL_LANES a bucket */
    void              *map;             /* the mapping that it is in, ... */
    size_t             size;            /* ... and its bytes */
    coc_model_label_t  label[COC_LABEL_MAX];
    char               version[COC_MODEL_NAME + 1];
};


/* The buckets of a segment, each once, in no order. */

typedef struct {
    const uint8_t  *weight;     /* of the model */
    uint64_t        seen[COC_FEATURE_BUCKETS / 64];
    uint32_t        bucket[COC_MODEL_FEATURES];
    uint32_t        n;
} coc_model_buckets_t;


/*
 * Adds a bucket, if it is not there yet.  Without a branch: which features
 * come again is not to be foreseen.
 */

static inline void
coc_model_add(coc_model_buckets_t *buckets, uint32_t bucket)
{
    uint64_t   bit;
    uint64_t  *seen;

    /* far apart in 4 MB: on their way while others are looked for */

    __builtin_prefetch(buckets->weight + (size_t) bucket * COC_MODEL_LANES);

    seen = &buckets->seen[bucket / 64];
    bit = (uint64_t) 1 << (bucket % 64);

    buckets->bucket[buckets->n] = bucket;
    buckets->n += (*seen & bit) == 0;
    *seen |= bit;
}


#endif /* _COC_MODEL_INT_H_INCLUDED_ */
