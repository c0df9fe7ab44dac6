/*
 * Bump arena over an injected allocator, with a byte budget: one request's
 * memory, released at once.
 */

#ifndef _COC_ARENA_H_INCLUDED_
#define _COC_ARENA_H_INCLUDED_


#include "coc_base.h"


typedef struct coc_arena_s  coc_arena_t;


/* A place to return to, see coc_arena_release(). */

typedef struct {
    void    *block;
    size_t   used;              /* bytes */
} coc_arena_mark_t;


COC_BEGIN_DECLS


/*
 * alloc    copied; its ctx must outlive the arena
 * budget   most bytes that the arena ever holds at once, blocks' heads not
 *          counted
 *
 * Returns NULL when alloc fails.  Nothing beyond the handle is allocated yet.
 */
coc_arena_t *coc_arena_create(const coc_alloc_t *alloc, size_t budget);

/* Frees everything; NULL is accepted. */
void coc_arena_destroy(coc_arena_t *arena);

/*
 * size bytes, aligned for any type, not zeroed.  NULL when the budget or the
 * allocator is exhausted; coc_arena_exhausted() tells which.
 */
void *coc_arena_alloc(coc_arena_t *arena, size_t size);

/* The same, zeroed. */
void *coc_arena_zalloc(coc_arena_t *arena, size_t size);

/* count * size bytes, not zeroed; NULL on overflow too. */
void *coc_arena_array(coc_arena_t *arena, size_t count, size_t size);

/* A copy of s in the arena; data is NULL when there is no memory. */
coc_str_t coc_arena_dup(coc_arena_t *arena, coc_str_t s);

/*
 * coc_arena_release() gives back all that was allocated after the mark; one
 * block is kept for reuse, the others go back to the allocator.
 */
coc_arena_mark_t coc_arena_mark(coc_arena_t *arena);
void coc_arena_release(coc_arena_t *arena, coc_arena_mark_t mark);

/* Bytes handed out now, padding included. */
size_t coc_arena_used(const coc_arena_t *arena);

/* 1 if an allocation was refused for the budget's sake, else 0. */
int coc_arena_exhausted(const coc_arena_t *arena);


COC_END_DECLS


#endif /* _COC_ARENA_H_INCLUDED_ */
