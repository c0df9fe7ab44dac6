/*
 * yajl's memory: a slab for its fixed blocks and spares for its two buffers.
 *
 * What yajl 2.1.0 allocates: four small structs, a stack of states that grows
 * by 128 bytes, two text buffers that start at 2048 bytes and double, and the
 * text of an error, for which alone it minds a failure.  A buffer holds one
 * token at most, when whole tokens are fed, and doubles until it is larger.
 */

#include "coc_json_mem.h"


#define COC_JSON_MEM_ALIGN   16
#define COC_JSON_MEM_HEAD    COC_JSON_MEM_ALIGN     /* size before a block */
#define COC_JSON_MEM_SMALL   512        /* bytes; larger ones are buffers */
#define COC_JSON_MEM_SLAB    1024       /* bytes, the stack not counted */
#define COC_JSON_MEM_STEP    128        /* bytes, of the stack's growth */
#define COC_JSON_MEM_BUFFER  2048       /* bytes, a buffer's first size */


#define coc_json_mem_size(p)                                                  \
    (*(size_t *) (void *) ((uint8_t *) (p) - COC_JSON_MEM_HEAD))


static void *coc_json_mem_malloc(void *ctx, size_t size);
static void *coc_json_mem_realloc(void *ctx, void *p, size_t size);
static void coc_json_mem_release(void *ctx, void *p);
static void *coc_json_mem_block(coc_json_mem_t *mem, size_t size);
static void *coc_json_mem_slab(coc_json_mem_t *mem, size_t size);


int
coc_json_mem_init(coc_json_mem_t *mem, const coc_alloc_t *alloc, size_t depth)
{
    memset(mem, 0, sizeof(coc_json_mem_t));

    mem->alloc = alloc;
    mem->funcs.malloc = coc_json_mem_malloc;
    mem->funcs.realloc = coc_json_mem_realloc;
    mem->funcs.free = coc_json_mem_release;
    mem->funcs.ctx = mem;

    /* a state for the root and one a level, in yajl's steps */

    mem->stack = coc_min(depth, (size_t) COC_JSON_DEPTH_MAX) + 1;
    mem->stack = (mem->stack / COC_JSON_MEM_STEP + 1) * COC_JSON_MEM_STEP;

    mem->slab_size = COC_JSON_MEM_SLAB + mem->stack;
    mem->slab = alloc->alloc(alloc->ctx, mem->slab_size);

    if (mem->slab == NULL) {
        return COC_ERROR;
    }

    return coc_json_mem_reserve(mem, 0);
}


int
coc_json_mem_reserve(coc_json_mem_t *mem, size_t token)
{
    void    *p;
    size_t   i, size;

    size = coc_max(mem->size, (size_t) COC_JSON_MEM_BUFFER);

    while (size <= token) {
        if (size > SIZE_MAX / 4) {
            return COC_ERROR;
        }

        size *= 2;
    }

    if (size == mem->size) {
        return COC_OK;
    }

    /*
     * A buffer that has less than this takes one of the spares when it grows,
     * and then has enough: a spare for each buffer is all that is needed.
     */

    for (i = 0; i < COC_JSON_SPARES; i++) {
        p = coc_json_mem_block(mem, size);

        if (p == NULL) {
            return COC_ERROR;
        }

        coc_json_mem_release(mem, mem->spare[i]);
        mem->spare[i] = p;
    }

    mem->size = size;

    return COC_OK;
}


void
coc_json_mem_free(coc_json_mem_t *mem)
{
    size_t  i;

    if (mem->alloc == NULL) {
        return;
    }

    for (i = 0; i < COC_JSON_SPARES; i++) {
        coc_json_mem_release(mem, mem->spare[i]);
        mem->spare[i] = NULL;
    }

    mem->alloc->free(mem->alloc->ctx, mem->slab);
    mem->slab = NULL;
    mem->slab_size = 0;
    mem->slab_used = 0;
}


static void *
coc_json_mem_malloc(void *ctx, size_t size)
{
    void            *p;
    size_t           i;
    coc_json_mem_t  *mem = ctx;

    if (size <= COC_JSON_MEM_SMALL) {
        p = coc_json_mem_slab(mem, size);
        if (p != NULL) {
            return p;
        }
    }

    for (i = 0; i < COC_JSON_SPARES; i++) {
        p = mem->spare[i];

        if (p != NULL && size <= coc_json_mem_size(p)) {
            mem->spare[i] = NULL;
            return p;
        }
    }

    return coc_json_mem_block(mem, size);
}


static void *
coc_json_mem_realloc(void *ctx, void *p, size_t size)
{
    void            *q;
    coc_json_mem_t  *mem = ctx;

    if (p == NULL) {

        /* the stack: as large at once as it will ever be */

        q = coc_json_mem_slab(mem, coc_max(size, mem->stack));

        return (q == NULL) ? coc_json_mem_block(mem, size) : q;
    }

    if (size <= coc_json_mem_size(p)) {
        return p;
    }

    q = coc_json_mem_malloc(mem, size);
    if (q == NULL) {
        return NULL;
    }

    memcpy(q, p, coc_json_mem_size(p));
    coc_json_mem_release(mem, p);

    return q;
}


static void
coc_json_mem_release(void *ctx, void *p)
{
    uint8_t         *block = p;
    coc_json_mem_t  *mem = ctx;

    if (p == NULL) {
        return;
    }

    if (block >= mem->slab && block < mem->slab + mem->slab_size) {
        return;
    }

    mem->alloc->free(mem->alloc->ctx, block - COC_JSON_MEM_HEAD);
}


static void *
coc_json_mem_block(coc_json_mem_t *mem, size_t size)
{
    uint8_t  *p;

    if (size > SIZE_MAX - COC_JSON_MEM_HEAD) {
        return NULL;
    }

    p = mem->alloc->alloc(mem->alloc->ctx, COC_JSON_MEM_HEAD + size);
    if (p == NULL) {
        return NULL;
    }

    p += COC_JSON_MEM_HEAD;
    coc_json_mem_size(p) = size;

    return p;
}


static void *
coc_json_mem_slab(coc_json_mem_t *mem, size_t size)
{
    uint8_t  *p;

    size = (size + COC_JSON_MEM_ALIGN - 1) & ~(size_t) (COC_JSON_MEM_ALIGN - 1);

    if (size + COC_JSON_MEM_HEAD > mem->slab_size - mem->slab_used) {
        return NULL;
    }

    p = mem->slab + mem->slab_used + COC_JSON_MEM_HEAD;
    mem->slab_used += COC_JSON_MEM_HEAD + size;
    coc_json_mem_size(p) = size;

    return p;
}
