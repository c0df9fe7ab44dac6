/*
 * yajl's memory.  yajl does not look whether an allocation failed; so what it
 * may ask for is set aside before each call, where a failure is an ordinary
 * one, and is then handed out of the reserve.
 */

#ifndef _COC_JSON_MEM_H_INCLUDED_
#define _COC_JSON_MEM_H_INCLUDED_


#include <yajl/yajl_common.h>

#include "coc_base.h"


/* Of yajl's blocks only its two text buffers grow with the input. */

#define COC_JSON_SPARES     2

/* Levels of nesting at most, whatever the limit: a byte each. */

#define COC_JSON_DEPTH_MAX  65536


typedef struct {
    const coc_alloc_t  *alloc;
    yajl_alloc_funcs    funcs;
    uint8_t            *slab;           /* for the blocks that don't grow */
    size_t              slab_size;      /* bytes */
    size_t              slab_used;      /* bytes */
    size_t              stack;          /* bytes of yajl's stack of states */
    void               *spare[COC_JSON_SPARES];
    size_t              size;           /* bytes that each buffer may take */
} coc_json_mem_t;


COC_BEGIN_DECLS


/*
 * alloc  borrowed for the life of mem
 * depth  levels of nesting that the caller will never let yajl go beyond,
 *        at most COC_JSON_DEPTH_MAX
 *
 * COC_ERROR  no memory; coc_json_mem_free() is due all the same
 */
int coc_json_mem_init(coc_json_mem_t *mem, const coc_alloc_t *alloc,
    size_t depth);

/*
 * Sets aside what yajl may need for a piece of which it copies no token longer
 * than that (bytes).  Cost: nothing, once a token as long was seen.
 *
 * COC_ERROR  no memory
 */
int coc_json_mem_reserve(coc_json_mem_t *mem, size_t token);

/* After yajl_free(). */
void coc_json_mem_free(coc_json_mem_t *mem);


COC_END_DECLS


#endif /* _COC_JSON_MEM_H_INCLUDED_ */
