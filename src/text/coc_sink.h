/*
 * Where a view's text and its map are written: both grow in the arena.
 */

#ifndef _COC_SINK_H_INCLUDED_
#define _COC_SINK_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_view.h"


typedef struct {
    coc_arena_t     *arena;
    uint8_t         *data;
    size_t           len;           /* bytes */
    size_t           size;          /* bytes */
    coc_view_run_t  *run;
    size_t           nruns;
    size_t           runs_size;
    size_t           delta;         /* value offset less view offset, modulo */
    size_t           from;          /* value offset of the last unit, bytes */
} coc_sink_t;


COC_BEGIN_DECLS


/*
 * size   room to begin with, normally the length of the value (bytes)
 *
 * This and the functions below return COC_OK, COC_LIMIT (the arena's budget
 * is exhausted, or the view would pass 4 GiB) or COC_ERROR (no memory).
 */
int coc_sink_init(coc_sink_t *sink, coc_arena_t *arena, size_t size);

/*
 * Appends what came from the value's byte from on; from never falls.  What
 * is appended with the same from belongs together: bytes of it are mapped
 * into the stretch that ends where the next from begins.
 */
int coc_sink_put(coc_sink_t *sink, uint32_t cp, size_t from);
int coc_sink_copy(coc_sink_t *sink, const uint8_t *p, size_t len,
    size_t from);

/* The same for ASCII, A-Z as a-z. */
int coc_sink_lower(coc_sink_t *sink, const uint8_t *p, size_t len,
    size_t from);

/* Makes the view of what was written; value_len is where its end came from. */
int coc_sink_finish(coc_sink_t *sink, size_t value_len, coc_view_t *view);


COC_END_DECLS


#endif /* _COC_SINK_H_INCLUDED_ */
