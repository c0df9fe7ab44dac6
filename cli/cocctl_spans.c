/*
 * cocctl spans: what the detectors find in a text, a JSON line per span.
 */

#include "cocctl_line.h"

#include <stdlib.h>


#define COCCTL_SPANS_MAX  (16 * 1024 * 1024)    /* bytes of text */


typedef struct {
    uint64_t       wanted;      /* bits of detectors */
    coc_str_t      path;
    coc_buf_t      buf;
    int            found;
} cocctl_spans_t;


/*
 * Offsets are the text's: a span that covers part of what became one sign of
 * the view covers all of it.
 */

static void
cocctl_spans_one(cocctl_spans_t *spans, const coc_span_t *span,
    const coc_view_t *view, coc_str_t text)
{
    char       place[96];
    size_t     start, end;
    coc_str_t  s;

    start = coc_view_offset(view, span->start);
    end = coc_view_offset(view, span->end);

    s.data = text.data + start;
    s.len = end - start;

    (void) coc_buf_puts(&spans->buf, "\"detector\":\"");
    (void) coc_buf_puts(&spans->buf, coc_detector_name(span->detector));
    (void) snprintf(place, sizeof(place), "\",\"start\":%zu,\"end\":%zu,",
                    start, end);
    (void) coc_buf_puts(&spans->buf, place);

    if (coc_detector_unit(span->detector) != NULL) {
        (void) snprintf(place, sizeof(place), "\"measure\":%u}\n",
                        span->measure);
        (void) coc_buf_puts(&spans->buf, place);
        return;
    }

    (void) coc_buf_puts(&spans->buf, "\"text\":");
    (void) coc_buf_json(&spans->buf, s);
    (void) coc_buf_puts(&spans->buf, "}\n");
}


/* line is NULL where the text is a file of its own. */

static int
cocctl_spans_text(cocctl_spans_t *spans, coc_str_t text,
    const cocctl_line_t *line)
{
    int                rc;
    size_t             i;
    coc_arena_t       *arena;
    coc_spans_t        found;
    coc_views_t        views;
    const coc_span_t  *span;

    arena = coc_arena_create(&cocctl_alloc, (size_t) 1024 * 1024 * 1024);

    if (arena == NULL) {
        return cocctl_error("no memory");
    }

    rc = coc_views_build(arena, text, COC_VIEW_ALL, NULL, &views);

    if (rc == COC_OK) {
        rc = coc_detect_field(arena, &views, spans->path, spans->wanted,
                              &found);
    }

    if (rc != COC_OK) {
        coc_arena_destroy(arena);
        return cocctl_error(rc == COC_LIMIT ? "more than %d spans"
                                            : "no memory (%d)",
                            rc == COC_LIMIT ? COC_DETECT_SPANS : rc);
    }

    for (i = 0; i < found.n; i++) {
        span = &found.span[i];
        spans->found = 1;

        if (line != NULL) {
            cocctl_line_id(line, &spans->buf);
            (void) coc_buf_putc(&spans->buf, ',');

        } else {
            (void) coc_buf_putc(&spans->buf, '{');
        }

        cocctl_spans_one(spans, span,
                         &views.view[coc_detector_view(span->detector)],
                         text);
    }

    coc_arena_destroy(arena);

    return cocctl_write(&spans->buf);
}


static int
cocctl_spans_lines(cocctl_spans_t *spans, const char *path)
{
    int             rc;
    char           *data;
    FILE           *in;
    size_t          size;
    ssize_t         len;
    unsigned long   n;
    coc_error_t     err;
    cocctl_line_t   line;

    in = cocctl_open(path);
    if (in == NULL) {
        return COCCTL_ERROR;
    }

    cocctl_line_init(&line);

    rc = COCCTL_OK;
    data = NULL;
    size = 0;

    for (n = 1; rc == COCCTL_OK && (len = getline(&data, &size, in)) >= 0;
         n++)
    {
        if (strspn(data, " \t\r\n") == (size_t) len) {
            continue;
        }

        if (cocctl_line_parse(&line, data, (size_t) len, &err) != COC_OK) {
            rc = cocctl_error("%s:%lu: error: %s",
                              (path == NULL) ? "-" : path, n, err.text);
            break;
        }

        rc = cocctl_spans_text(spans, coc_buf_str(&line.text), &line);
    }

    free(data);
    cocctl_line_free(&line);

    if (cocctl_close(in, path) != COCCTL_OK) {
        rc = COCCTL_ERROR;
    }

    return rc;
}


static int
cocctl_spans_file(cocctl_spans_t *spans, const char *path)
{
    int             rc;
    coc_str_t       text;
    cocctl_input_t  input;

    rc = cocctl_read(path, COCCTL_SPANS_MAX, &input);

    if (rc == COCCTL_OK) {
        text.data = input.data;
        text.len = input.len;

        rc = cocctl_spans_text(spans, text, NULL);

        free(input.data);
    }

    return rc;
}


/* Those that --detector names, else all. */

static int
cocctl_spans_wanted(const cocctl_option_t *option, uint64_t *wanted)
{
    unsigned        i;
    coc_detector_e  detector;

    *wanted = option->n ? 0 : coc_detector_bit(COC_DETECT_MAX) - 1;

    for (i = 0; i < option->n; i++) {
        if (coc_detector_find(coc_str_from(option->value[i]), &detector)
            != COC_OK)
        {
            return cocctl_error("no detector is called \"%s\"",
                                option->value[i]);
        }

        *wanted |= coc_detector_bit(detector);
    }

    return COCCTL_OK;
}


int
cocctl_spans(int argc, char **argv)
{
    int              rc, n;
    const char      *path;
    cocctl_spans_t   spans;
    cocctl_option_t  options[] = {
        { .name = "detector", .max = COCCTL_VALUES },
        { .name = "field", .max = 1 },
        { .name = "jsonl", .max = 0 },
        { .name = NULL }
    };

    n = cocctl_options(argc, argv, options);
    if (n < 0) {
        return COCCTL_ERROR;
    }

    if (n > 1) {
        return cocctl_error("spans: one file at a time");
    }

    path = (n == 1) ? argv[1] : NULL;

    if (cocctl_spans_wanted(&options[0], &spans.wanted) != COCCTL_OK) {
        return COCCTL_ERROR;
    }

    spans.path = coc_str_from(cocctl_value(&options[1], ""));
    spans.found = 0;
    coc_buf_init(&spans.buf, &cocctl_alloc, COCCTL_OUTPUT);

    rc = options[2].n ? cocctl_spans_lines(&spans, path)
                      : cocctl_spans_file(&spans, path);

    coc_buf_free(&spans.buf);

    if (rc != COCCTL_OK) {
        return rc;
    }

    return spans.found ? COCCTL_FOUND : COCCTL_OK;
}
