/*
 * Where a view's text and its map are written.  An arena can't take back the
 * smaller array after a larger one, so growth doubles: at most as much again
 * is lost.
 */

#include "coc_sink.h"
#include "coc_ascii.h"
#include "coc_utf8.h"


#define COC_SINK_SLACK  16          /* bytes */
#define COC_SINK_RUNS   16


static int
coc_sink_failed(coc_sink_t *sink)
{
    return coc_arena_exhausted(sink->arena) ? COC_LIMIT : COC_ERROR;
}


int
coc_sink_init(coc_sink_t *sink, coc_arena_t *arena, size_t size)
{
    memset(sink, 0, sizeof(coc_sink_t));

    sink->arena = arena;
    sink->size = size + COC_SINK_SLACK;

    sink->data = coc_arena_alloc(arena, sink->size);
    if (sink->data == NULL) {
        return coc_sink_failed(sink);
    }

    return COC_OK;
}


static int
coc_sink_grow(coc_sink_t *sink, size_t need)
{
    size_t    size;
    uint8_t  *data;

    if (need > UINT32_MAX - sink->len) {
        return COC_LIMIT;
    }

    size = coc_max(sink->size * 2, sink->len + need);

    data = coc_arena_alloc(sink->arena, size);
    if (data == NULL) {
        return coc_sink_failed(sink);
    }

    memcpy(data, sink->data, sink->len);
    sink->data = data;
    sink->size = size;

    return COC_OK;
}


static inline int
coc_sink_reserve(coc_sink_t *sink, size_t need)
{
    return (need <= sink->size - sink->len) ? COC_OK
                                            : coc_sink_grow(sink, need);
}


static int
coc_sink_run(coc_sink_t *sink, size_t from)
{
    size_t           size;
    coc_view_run_t  *run;

    if (sink->nruns == sink->runs_size) {
        size = coc_max(sink->runs_size * 2, (size_t) COC_SINK_RUNS);

        run = coc_arena_array(sink->arena, size, sizeof(coc_view_run_t));
        if (run == NULL) {
            return coc_sink_failed(sink);
        }

        if (sink->nruns) {
            memcpy(run, sink->run, sink->nruns * sizeof(coc_view_run_t));
        }

        sink->run = run;
        sink->runs_size = size;
    }

    /* Up to here offsets were the same: the map begins by saying so. */

    if (sink->nruns == 0 && sink->len != 0) {
        sink->run[0].view = 0;
        sink->run[0].value = 0;
        sink->nruns = 1;
    }

    run = &sink->run[sink->nruns++];
    run->view = (uint32_t) sink->len;
    run->value = (uint32_t) from;

    sink->delta = from - sink->len;

    return COC_OK;
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


int
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


int
coc_sink_copy(coc_sink_t *sink, const uint8_t *p, size_t len, size_t from)
{
    int  rc;

    rc = coc_sink_reserve(sink, len);
    if (rc != COC_OK) {
        return rc;
    }

    rc = coc_sink_at(sink, from);
    if (rc != COC_OK) {
        return rc;
    }

    memcpy(sink->data + sink->len, p, len);
    sink->len += len;

    return COC_OK;
}


int
coc_sink_lower(coc_sink_t *sink, const uint8_t *p, size_t len, size_t from)
{
    int  rc;

    rc = coc_sink_reserve(sink, len);
    if (rc != COC_OK) {
        return rc;
    }

    rc = coc_sink_at(sink, from);
    if (rc != COC_OK) {
        return rc;
    }

    coc_ascii_lower(sink->data + sink->len, p, len);
    sink->len += len;

    return COC_OK;
}


int
coc_sink_finish(coc_sink_t *sink, size_t value_len, coc_view_t *view)
{
    int  rc;

    if (sink->len + sink->delta != value_len) {
        rc = coc_sink_run(sink, value_len);
        if (rc != COC_OK) {
            return rc;
        }
    }

    view->text.data = sink->data;
    view->text.len = sink->len;
    view->runs = sink->run;
    view->nruns = sink->nruns;
    view->value_len = value_len;

    return COC_OK;
}
