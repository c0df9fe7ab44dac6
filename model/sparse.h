/*
 * Texts as lists of buckets: what coc_feature.h says, computed plainly.
 */

#ifndef _SPARSE_H_INCLUDED_
#define _SPARSE_H_INCLUDED_


#include "coc_base.h"

#include <linear.h>


/* Ascending, each once. */

typedef struct {
    uint32_t  *bucket;
    uint32_t   n;
} sparse_t;


/* The segments of a text, and all of it as if it were one. */

typedef struct {
    sparse_t   whole;
    sparse_t  *segment;
    uint32_t   n;
} sparse_text_t;


/* text is a view.  Exits where there is no memory. */
void sparse_make(sparse_text_t *sparse, coc_str_t text);

/*
 * As liblinear reads it: features count from 1, the vector is one long, -1
 * ends it.
 */
struct feature_node *sparse_nodes(const sparse_t *sparse);


#endif /* _SPARSE_H_INCLUDED_ */
