/*
 * cocctl views: the views that rules are matched against, and where each run
 * of their bytes stands in the text.
 */

#include "cocctl_judge.h"

#include <stdlib.h>


#define COCCTL_VIEWS_MAX  (16 * 1024 * 1024)    /* bytes of text */


/*
 * "    6..9    <- 6..13    "abc"": bytes of the view, the bytes of the text
 * that they came from, and what they are.
 */

static void
cocctl_views_run(const coc_view_t *view, size_t from, size_t to,
    coc_buf_t *buf)
{
    char       place[128];
    coc_str_t  s;

    (void) snprintf(place, sizeof(place), "    %zu..%zu <- %zu..%zu ", from,
                    to, coc_view_offset(view, from),
                    coc_view_offset(view, to));

    s.data = view->text.data + from;
    s.len = to - from;

    (void) coc_buf_puts(buf, place);
    (void) coc_buf_json(buf, s);
    (void) coc_buf_putc(buf, '\n');
}


static void
cocctl_views_one(const coc_view_t *view, const char *name, coc_buf_t *buf)
{
    size_t  i, end;

    (void) coc_buf_puts(buf, name);
    (void) coc_buf_putc(buf, ' ');
    (void) coc_buf_json(buf, view->text);
    (void) coc_buf_putc(buf, '\n');

    if (view->runs == NULL || view->nruns == 0) {
        if (view->text.len) {
            cocctl_views_run(view, 0, view->text.len, buf);
        }

        return;
    }

    for (i = 0; i < view->nruns; i++) {
        end = (i + 1 < view->nruns) ? view->runs[i + 1].view : view->text.len;

        if (end > view->runs[i].view) {
            cocctl_views_run(view, view->runs[i].view, end, buf);
        }
    }
}


static int
cocctl_views_print(coc_arena_t *arena, coc_str_t text,
    const coc_lexicon_t *lexicon)
{
    int          rc;
    unsigned     i;
    coc_buf_t    buf;
    coc_views_t  views;

    rc = coc_views_build(arena, text, COC_VIEW_ALL, lexicon, &views);

    if (rc == COC_OK) {
        rc = coc_views_flat(arena, &views);
    }
    if (rc != COC_OK) {
        return cocctl_error("no memory for the views");
    }

    coc_buf_init(&buf, &cocctl_alloc, (size_t) 4 * 1024 * 1024 * 1024);

    for (i = 0; i < COC_VIEW_MAX; i++) {
        cocctl_views_one(&views.view[i], coc_view_name((coc_view_e) i), &buf);
    }

    rc = cocctl_write(&buf);

    coc_buf_free(&buf);

    if (views.replaced) {
        (void) cocctl_error("%zu ill-formed sequences were replaced by U+FFFD",
                            views.replaced);
    }

    return rc;
}


static const coc_lexicon_t *
cocctl_views_lexicon(const cocctl_judge_t *judge)
{
    return (judge->engine == NULL)
           ? NULL : coc_engine_ruleset(judge->engine)->lexicon;
}


int
cocctl_views(int argc, char **argv)
{
    int              rc, n;
    coc_str_t        text;
    coc_arena_t     *arena;
    cocctl_input_t   input;
    cocctl_judge_t   judge;
    cocctl_option_t  options[] = {
        { .name = "rules", .max = COCCTL_VALUES },
        { .name = NULL }
    };

    n = cocctl_options(argc, argv, options);
    if (n < 0) {
        return COCCTL_ERROR;
    }

    if (n > 1) {
        return cocctl_error("views: one file at a time");
    }

    /* without rules there is no lexicon */

    memset(&judge, 0, sizeof(cocctl_judge_t));
    rc = COCCTL_OK;

    if (options[0].n) {
        rc = cocctl_judge_create(&judge, &options[0], "off");
    }

    if (rc == COCCTL_OK) {
        rc = cocctl_read((n == 1) ? argv[1] : NULL, COCCTL_VIEWS_MAX, &input);
    }

    if (rc != COCCTL_OK) {
        cocctl_judge_destroy(&judge);
        return rc;
    }

    text.data = input.data;
    text.len = input.len;

    arena = coc_arena_create(&cocctl_alloc, (size_t) 1024 * 1024 * 1024);

    rc = (arena == NULL) ? cocctl_error("no memory")
                         : cocctl_views_print(arena, text,
                                              cocctl_views_lexicon(&judge));

    coc_arena_destroy(arena);
    cocctl_judge_destroy(&judge);
    free(input.data);

    return rc;
}
