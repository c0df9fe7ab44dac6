/*
 * Where a view's text and its map are written: both grow in the arena.
 */

#ifndef _COC_SINK_H_INCLUDED_
#define _COC_SINK_H_INCLUDED_


#include "coc_base.h"
#include "coc_arena.h"
#include "coc_utf8.h"
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
    size_t           value_len;     /* bytes */
} coc_sink_t;


COC_BEGIN_DECLS


/*
 * value_len   of the value that the view is made of (bytes)
 * size        room to begin with (bytes)
 * runs        likewise; may be 0
 *
 * This and the functions below return COC_OK, COC_LIMIT (the arena's budget
 * is exhausted, or the view would pass 4 GiB) or COC_ERROR (no memory).
 */
int coc_sink_init(coc_sink_t *sink, coc_arena_t *arena, size_t value_len,
    size_t size, size_t runs);

/*
 * Appends what came from the value's byte from on; from never falls.  What
 * is appended with the same from belongs together: bytes of it are mapped
 * into the stretch that ends where the next from begins.
 */
int coc_sink_copy(coc_sink_t *sink, const uint8_t *p, size_t len,
    size_t from);

/* The same for ASCII, A-Z as a-z. */
int coc_sink_lower(coc_sink_t *sink, const uint8_t *p, size_t len,
    size_t from);

/* Where in the value the byte at offset at of the text came from. */
size_t coc_sink_origin(const coc_sink_t *sink, size_t at);

/*
 * Takes back the text from offset at on; from, for which a run begins here,
 * isn't less than what stays came from, nor more than what is taken back.
 */
int coc_sink_cut(coc_sink_t *sink, size_t at, size_t from);

/* Makes the view of what was written; its end came from the value's end. */
int coc_sink_finish(coc_sink_t *sink, coc_view_t *view);

/* Not for others: more room for text, a new run. */
int coc_sink_grow(coc_sink_t *sink, size_t need);
int coc_sink_run(coc_sink_t *sink, size_t from);


COC_END_DECLS


static inline int
coc_sink_reserve(coc_sink_t *sink, size_t need)
{
    return (need <= sink->size - sink->len) ? COC_OK
                                            : coc_sink_grow(sink, need);
}


static inline int
coc_sink_at(coc_sink_t *sink, size_t from)
{
    if (from == sink->from) {
        return COC_OK;
    }

    sink->from = from;

    return (sink->len + sink->delta == from) ? COC_OK
                                             : coc_sink_run(sink, from);
}


/* coc_sink_copy() of one code point. */

static inline int
coc_sink_put(coc_sink_t *sink, uint32_t cp, size_t from)
{
    int  rc;

    rc = coc_sink_reserve(sink, COC_UTF8_MAX);
    if (rc != COC_OK) {
        return rc;
    }

    rc = coc_sink_at(sink, from);
    if (rc != COC_OK) {
        return rc;
    }

    sink->len += coc_utf8_write(sink->data + sink->len, cp);

    return COC_OK;
}


#endif /* _COC_SINK_H_INCLUDED_ */
