/*
 * One space between words.  Patterns say "kill yourself": two spaces, a tab
 * or a line's end in between must not hide it, and the lines of a mail are
 * broken anywhere.
 */

#include "coc_flat.h"
#include "coc_block.h"


typedef struct {
    size_t    len;              /* bytes of the run */
    unsigned  flat:1;           /* it is to be one space */
} coc_flat_run_t;


static int
coc_flat_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}


/* The white space that begins at a byte; cited is whether its line is. */

static coc_flat_run_t
coc_flat_run(coc_str_t text, size_t at, int cited)
{
    size_t          i, feeds;
    uint8_t         c;
    coc_flat_run_t  run;

    for (feeds = 0, i = at; i < text.len && coc_flat_space(text.data[i]); i++)
    {
        feeds += (text.data[i] == '\n');
    }

    c = (i < text.len) ? text.data[i] : 0;

    run.len = i - at;
    run.flat = (run.len != 1 || text.data[at] != ' ')
               && (feeds == 0
                   || (feeds == 1 && !cited && at != 0
                       && (c >= 0x80 || (uint8_t) ((c | 0x20) - 'a') < 26)));

    return run;
}


/* Whether there is what a flat text may not have: \t to \r, or two spaces. */

static int
coc_flat_suspect(coc_str_t text)
{
    size_t       i;
    unsigned     spaces, others, before;
    coc_block_t  v;

    before = 0;

    for (i = 0; i < text.len; i += COC_BLOCK) {
        v = (text.len - i < COC_BLOCK)
            ? coc_block_part(text.data + i, text.len - i)
            : coc_block_load(text.data + i);

        spaces = coc_block_bits((coc_block_t) (v == ' '));
        others = coc_block_bits((coc_block_t) ((v - '\t') < 5));

        if (others != 0 || (spaces & (spaces << 1 | before)) != 0) {
            return 1;
        }

        before = spaces >> (COC_BLOCK - 1);
    }

    return 0;
}


/* Runs of the new view for the bytes [from, to) of the old, that go to at. */

static size_t
coc_flat_map(const coc_view_t *view, size_t from, size_t to, size_t at,
    size_t *next, coc_view_run_t *runs)
{
    size_t  n;

    runs[0].view = (uint32_t) at;
    runs[0].value = (uint32_t) coc_view_offset(view, from);
    n = 1;

    while (*next < view->nruns && view->runs[*next].view <= from) {
        (*next)++;
    }

    for ( /* void */; *next < view->nruns && view->runs[*next].view < to;
         (*next)++)
    {
        runs[n].view = (uint32_t) (at + view->runs[*next].view - from);
        runs[n].value = view->runs[*next].value;
        n++;
    }

    return n;
}


/*
 * Copies a view without the white space that is too much.  to NULL: counts
 * the places where bytes are left out, and those that change.
 */

static void
coc_flat_copy(const coc_view_t *view, coc_view_t *to, coc_view_run_t *runs,
    size_t *cuts, size_t *changes)
{
    int             cited, first;
    size_t          i, from, at, next;
    uint8_t        *data;
    coc_str_t       text;
    coc_flat_run_t  run;

    text = view->text;
    data = (to == NULL) ? NULL : (uint8_t *) to->text.data;
    cited = 0;
    first = 1;
    from = 0;
    at = 0;
    next = 0;
    *cuts = 0;
    *changes = 0;

    for (i = 0; i < text.len; /* void */) {

        if (!coc_flat_space(text.data[i])) {
            cited = first ? (text.data[i] == '>') : cited;
            first = 0;

            if (data != NULL) {
                data[at + i - from] = text.data[i];
            }

            i++;
            continue;
        }

        run = coc_flat_run(text, i, cited);

        if (!run.flat) {
            first |= (memchr(text.data + i, '\n', run.len) != NULL);

            if (data != NULL) {
                memcpy(data + at + i - from, text.data + i, run.len);
            }

            i += run.len;
            continue;
        }

        (*changes)++;

        if (data != NULL) {
            data[at + i - from] = ' ';
        }

        i += run.len;

        if (run.len == 1) {
            continue;
        }

        (*cuts)++;

        if (data != NULL) {
            to->nruns += coc_flat_map(view, from, i - run.len + 1, at, &next,
                                      runs + to->nruns);
        }

        at += i - run.len + 1 - from;
        from = i;
    }

    if (to != NULL) {
        to->nruns += coc_flat_map(view, from, text.len, at, &next,
                                  runs + to->nruns);
        to->text.len = at + text.len - from;
    }
}


static int
coc_flat_view(coc_arena_t *arena, coc_view_t *view)
{
    size_t           cuts, changes;
    uint8_t         *data;
    coc_view_t       to;
    coc_view_run_t  *runs;

    if (!coc_flat_suspect(view->text)) {
        return COC_OK;
    }

    coc_flat_copy(view, NULL, NULL, &cuts, &changes);

    if (changes == 0) {
        return COC_OK;
    }

    to = *view;
    to.nruns = 0;

    data = coc_arena_alloc(arena, view->text.len);
    runs = coc_arena_array(arena, cuts + view->nruns + 1,
                           sizeof(coc_view_run_t));

    if (data == NULL || runs == NULL) {
        return coc_arena_exhausted(arena) ? COC_LIMIT : COC_ERROR;
    }

    to.text.data = data;
    to.runs = runs;

    coc_flat_copy(view, &to, runs, &cuts, &changes);

    if (cuts == 0 && view->runs == NULL) {
        to.runs = NULL;
        to.nruns = 0;
    }

    *view = to;

    return COC_OK;
}


int
coc_views_flat(coc_arena_t *arena, coc_views_t *views)
{
    int          rc;
    coc_view_t   folded, *view;

    view = views->view;
    folded = view[COC_VIEW_FOLDED];

    rc = coc_flat_view(arena, &view[COC_VIEW_FOLDED]);

    if (rc != COC_OK) {
        return rc;
    }

    if (view[COC_VIEW_SQUASHED].text.data == folded.text.data
        && view[COC_VIEW_SQUASHED].text.len == folded.text.len
        && view[COC_VIEW_SQUASHED].runs == folded.runs)
    {
        view[COC_VIEW_SQUASHED] = view[COC_VIEW_FOLDED];
        return COC_OK;
    }

    return coc_flat_view(arena, &view[COC_VIEW_SQUASHED]);
}
