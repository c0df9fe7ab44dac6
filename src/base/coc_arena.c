/*
 * Bump arena over an injected allocator, with a byte budget.
 */

#include "coc_arena.h"


#define COC_ARENA_ALIGN       16
#define COC_ARENA_BLOCK       4096          /* bytes, first block */
#define COC_ARENA_BLOCK_MAX   (64 * 1024)   /* bytes; larger ones on demand */


typedef struct coc_arena_block_s  coc_arena_block_t;

struct coc_arena_block_s {
    coc_arena_block_t  *prev;
    size_t              size;       /* bytes after the head */
    size_t              used;       /* bytes of these */
};

struct coc_arena_s {
    coc_alloc_t         alloc;
    coc_arena_block_t  *last;
    coc_arena_block_t  *spare;      /* kept by a release, or NULL */
    size_t              budget;     /* bytes */
    size_t              used;       /* bytes handed out, padding included */
    unsigned            exhausted:1;
};


#define COC_ARENA_HEAD                                                        \
    ((sizeof(coc_arena_block_t) + COC_ARENA_ALIGN - 1)                        \
     & ~(size_t) (COC_ARENA_ALIGN - 1))

#define coc_arena_data(block)  ((uint8_t *) (block) + COC_ARENA_HEAD)


coc_arena_t *
coc_arena_create(const coc_alloc_t *alloc, size_t budget)
{
    coc_arena_t  *arena;

    arena = alloc->alloc(alloc->ctx, sizeof(coc_arena_t));
    if (arena == NULL) {
        return NULL;
    }

    memset(arena, 0, sizeof(coc_arena_t));
    arena->alloc = *alloc;
    arena->budget = budget;

    return arena;
}


void
coc_arena_destroy(coc_arena_t *arena)
{
    coc_alloc_t         alloc;
    coc_arena_block_t  *block, *prev;

    if (arena == NULL) {
        return;
    }

    alloc = arena->alloc;

    for (block = arena->last; block; block = prev) {
        prev = block->prev;
        alloc.free(alloc.ctx, block);
    }

    alloc.free(alloc.ctx, arena->spare);
    alloc.free(alloc.ctx, arena);
}


/* Blocks double, so that their number stays logarithmic in what is used. */

static coc_arena_block_t *
coc_arena_grow(coc_arena_t *arena, size_t size)
{
    size_t              want;
    coc_arena_block_t  *block;

    block = arena->spare;

    if (block != NULL && block->size >= size) {
        arena->spare = NULL;

    } else {
        want = COC_ARENA_BLOCK - COC_ARENA_HEAD;

        if (arena->last != NULL) {
            want = coc_min(arena->last->size * 2, (size_t) COC_ARENA_BLOCK_MAX);
        }

        want = coc_max(want, size);

        if (want > SIZE_MAX - COC_ARENA_HEAD) {
            return NULL;
        }

        block = arena->alloc.alloc(arena->alloc.ctx, COC_ARENA_HEAD + want);
        if (block == NULL) {
            return NULL;
        }

        block->size = want;
    }

    block->used = 0;
    block->prev = arena->last;
    arena->last = block;

    return block;
}


void *
coc_arena_alloc(coc_arena_t *arena, size_t size)
{
    uint8_t            *p;
    coc_arena_block_t  *block;

    if (size > SIZE_MAX - COC_ARENA_ALIGN) {
        return NULL;
    }

    size = coc_max(size, (size_t) 1);
    size = (size + COC_ARENA_ALIGN - 1) & ~(size_t) (COC_ARENA_ALIGN - 1);

    if (size > arena->budget - arena->used) {
        arena->exhausted = 1;
        return NULL;
    }

    block = arena->last;

    if (block == NULL || size > block->size - block->used) {
        block = coc_arena_grow(arena, size);
        if (block == NULL) {
            return NULL;
        }
    }

    p = coc_arena_data(block) + block->used;
    block->used += size;
    arena->used += size;

    return p;
}


void *
coc_arena_zalloc(coc_arena_t *arena, size_t size)
{
    void  *p;

    p = coc_arena_alloc(arena, size);
    if (p != NULL) {
        memset(p, 0, size);
    }

    return p;
}


void *
coc_arena_array(coc_arena_t *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }

    return coc_arena_alloc(arena, count * size);
}


coc_str_t
coc_arena_dup(coc_arena_t *arena, coc_str_t s)
{
    uint8_t    *p;
    coc_str_t   copy = coc_null_str;

    p = coc_arena_alloc(arena, s.len);
    if (p == NULL) {
        return copy;
    }

    if (s.len) {
        memcpy(p, s.data, s.len);
    }

    copy.data = p;
    copy.len = s.len;

    return copy;
}


coc_arena_mark_t
coc_arena_mark(coc_arena_t *arena)
{
    coc_arena_mark_t  mark;

    mark.block = arena->last;
    mark.used = (arena->last == NULL) ? 0 : arena->last->used;

    return mark;
}


void
coc_arena_release(coc_arena_t *arena, coc_arena_mark_t mark)
{
    coc_arena_block_t  *block;

    while (arena->last != mark.block) {
        block = arena->last;
        arena->last = block->prev;
        arena->used -= block->used;

        if (arena->spare == NULL) {
            arena->spare = block;

        } else if (arena->spare->size < block->size
                   && block->size <= COC_ARENA_BLOCK_MAX)
        {
            arena->alloc.free(arena->alloc.ctx, arena->spare);
            arena->spare = block;

        } else {
            arena->alloc.free(arena->alloc.ctx, block);
        }
    }

    if (arena->last != NULL) {
        arena->used -= arena->last->used - mark.used;
        arena->last->used = mark.used;
    }
}


size_t
coc_arena_used(const coc_arena_t *arena)
{
    return arena->used;
}


int
coc_arena_exhausted(const coc_arena_t *arena)
{
    return arena->exhausted;
}
