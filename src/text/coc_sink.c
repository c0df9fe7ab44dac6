/*
 * Where a view's text and its map are written.  An arena can't take back the
 * smaller array when a larger one follows, so growth looks ahead: what came
 * of the value so far says what will come of the rest.
 */

#include "coc_sink.h"
#include "coc_ascii.h"


#define COC_SINK_SLACK  16          /* bytes */
#define COC_SINK_RUNS   16
#define COC_SINK_TIMES  4           /* most growth on a guess */


static int
coc_sink_failed(coc_sink_t *sink)
{
    return coc_arena_exhausted(sink->arena) ? COC_LIMIT : COC_ERROR;
}


int
coc_sink_init(coc_sink_t *sink, coc_arena_t *arena, size_t value_len,
    size_t size, size_t runs)
{
    memset(sink, 0, sizeof(coc_sink_t));

    sink->arena = arena;
    sink->value_len = value_len;
    sink->size = size + COC_SINK_SLACK;

    sink->data = coc_arena_alloc(arena, sink->size);
    if (sink->data == NULL) {
        return coc_sink_failed(sink);
    }

    if (runs != 0) {
        sink->run = coc_arena_array(arena, runs, sizeof(coc_view_run_t));
        if (sink->run == NULL) {
            return coc_sink_failed(sink);
        }

        sink->runs_size = runs;
    }

    return COC_OK;
}


/*
 * What an array of which have are used should grow to.  At least by half, for
 * linear time; have and value_len are below 2^32.
 */

static size_t
coc_sink_guess(const coc_sink_t *sink, size_t have)
{
    uint64_t  guess;

    guess = have;

    if (sink->from != 0) {
        guess = (uint64_t) have * sink->value_len / sink->from;
        guess += guess / 16 + COC_SINK_SLACK;
    }

    guess = coc_min(guess, (uint64_t) have * COC_SINK_TIMES);
    guess = coc_max(guess, (uint64_t) have + have / 2);

    return (size_t) guess;
}


int
coc_sink_grow(coc_sink_t *sink, size_t need)
{
    size_t    size;
    uint8_t  *data;

    if (need > UINT32_MAX - sink->len) {
        return COC_LIMIT;
    }

    size = coc_max(coc_sink_guess(sink, sink->len), sink->len + need);

    data = coc_arena_alloc(sink->arena, size);
    if (data == NULL) {
        return coc_sink_failed(sink);
    }

    memcpy(data, sink->data, sink->len);
    sink->data = data;
    sink->size = size;

    return COC_OK;
}


int
coc_sink_run(coc_sink_t *sink, size_t from)
{
    size_t           size;
    coc_view_run_t  *run;

    if (sink->runs_size - sink->nruns < 2) {
        size = coc_max(coc_sink_guess(sink, sink->nruns),
                       (size_t) COC_SINK_RUNS);

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


size_t
coc_sink_origin(const coc_sink_t *sink, size_t at)
{
    size_t  i;

    /* From the end: what is asked for was written just now. */

    for (i = sink->nruns; i-- > 0; /* void */) {
        if (sink->run[i].view <= at) {
            return coc_min(sink->run[i].value + (at - sink->run[i].view),
                           sink->from);
        }
    }

    return coc_min(at, sink->from);
}


int
coc_sink_cut(coc_sink_t *sink, size_t at, size_t from)
{
    while (sink->nruns > 0 && sink->run[sink->nruns - 1].view >= at) {
        sink->nruns--;
    }

    sink->len = at;
    sink->from = from;

    return coc_sink_run(sink, from);
}


int
coc_sink_finish(coc_sink_t *sink, coc_view_t *view)
{
    int  rc;

    if (sink->len + sink->delta != sink->value_len) {
        rc = coc_sink_run(sink, sink->value_len);
        if (rc != COC_OK) {
            return rc;
        }
    }

    view->text.data = sink->data;
    view->text.len = sink->len;
    view->runs = sink->nruns ? sink->run : NULL;
    view->nruns = sink->nruns;
    view->value_len = sink->value_len;

    return COC_OK;
}
