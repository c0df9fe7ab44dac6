/*
 * cocctl explain: what the classifier makes of a text, the part of it that each
 * label's probability is of, and the words that weighed most.
 */

#include "cocctl_judge.h"
#include "cocctl_line.h"

#include <stdlib.h>


#define COCCTL_EXPLAIN_MAX  (16 * 1024 * 1024)  /* bytes of text */

/* Below it people are told of no words, unless they ask for the label. */

#define COCCTL_EXPLAIN_LEAST  (COC_SCORE_ONE / 20)


typedef struct {
    cocctl_judge_t  judge;
    uint32_t        wanted;     /* bits of labels; 0: all of them */
    unsigned        json;
    coc_buf_t       buf;
} cocctl_explain_t;


/* A label's part of a text, looked at again. */

typedef struct {
    coc_str_t         text;     /* of the view */
    size_t            start;    /* bytes of the value */
    size_t            end;
    size_t            nwords;
    coc_model_sum_t   sum;
    coc_model_word_t  word[COC_MODEL_WORDS];
} cocctl_part_t;


static void
cocctl_explain_part(const coc_model_t *model, const coc_views_t *views,
    coc_label_e label, const coc_score_t *score, cocctl_part_t *part)
{
    const coc_view_t  *view;

    view = &views->view[score->view];

    part->text.data = view->text.data + score->start;
    part->text.len = score->end - score->start;
    part->start = coc_view_offset(view, score->start);
    part->end = coc_view_offset(view, score->end);

    coc_model_sum_text(model, part->text, &part->sum);
    part->nwords = coc_model_explain(model, label, part->text, part->word);
}


static void
cocctl_explain_number(coc_buf_t *buf, const char *format, double number)
{
    char  text[32];

    (void) snprintf(text, sizeof(text), format, number);
    (void) coc_buf_puts(buf, text);
}


static void
cocctl_explain_json(cocctl_explain_t *explain, coc_label_e label,
    const coc_score_t *score, const cocctl_part_t *part)
{
    char        text[160];
    size_t      i;
    coc_buf_t  *buf;

    buf = &explain->buf;

    (void) snprintf(text, sizeof(text), "{\"label\":\"%s\",\"p\":%u.%04u,"
                    "\"view\":\"%s\",\"start\":%zu,\"end\":%zu,",
                    coc_label_name(label), score->p / COC_SCORE_ONE,
                    score->p % COC_SCORE_ONE,
                    coc_view_name((coc_view_e) score->view), part->start,
                    part->end);
    (void) coc_buf_puts(buf, text);

    (void) snprintf(text, sizeof(text), "\"features\":%u,\"sum\":%d,\"text\":",
                    (unsigned) part->sum.n, (int) part->sum.sum[label]);
    (void) coc_buf_puts(buf, text);
    (void) coc_buf_json(buf, part->text);
    (void) coc_buf_puts(buf, ",\"words\":[");

    for (i = 0; i < part->nwords; i++) {
        (void) coc_buf_puts(buf, (i == 0) ? "{\"text\":" : ",{\"text\":");
        (void) coc_buf_json(buf, part->word[i].text);
        (void) coc_buf_puts(buf, ",\"weight\":");
        cocctl_explain_number(buf, "%.4f}", part->word[i].weight);
    }

    (void) coc_buf_puts(buf, "]}");
}


static void
cocctl_explain_people(cocctl_explain_t *explain, coc_label_e label,
    const coc_score_t *score, const cocctl_part_t *part)
{
    char        text[96];
    size_t      i;
    coc_buf_t  *buf;

    buf = &explain->buf;

    (void) snprintf(text, sizeof(text), "%-14s %u.%04u  bytes %zu..%zu\n",
                    coc_label_name(label), score->p / COC_SCORE_ONE,
                    score->p % COC_SCORE_ONE, part->start, part->end);
    (void) coc_buf_puts(buf, text);

    if (explain->wanted == 0 && score->p < COCCTL_EXPLAIN_LEAST) {
        return;
    }

    for (i = 0; i < part->nwords; i++) {
        cocctl_explain_number(buf, "%+22.2f  ", part->word[i].weight);
        (void) coc_buf_json(buf, part->word[i].text);
        (void) coc_buf_putc(buf, '\n');
    }
}


/* The labels that are asked for: for people the most probable first. */

static size_t
cocctl_explain_order(const cocctl_explain_t *explain,
    const coc_scores_t *scores, coc_label_e *order)
{
    size_t       i, n;
    coc_label_e  label;

    n = 0;

    for (label = 0; label < COC_LABEL_MAX; label++) {

        if (explain->wanted != 0 && !(explain->wanted & (1u << label))) {
            continue;
        }

        for (i = n++; i > 0 && !explain->json; i--) {
            if (scores->label[order[i - 1]].p >= scores->label[label].p) {
                break;
            }

            order[i] = order[i - 1];
        }

        order[i] = label;
    }

    return n;
}


static void
cocctl_explain_scores(cocctl_explain_t *explain, const coc_views_t *views,
    const cocctl_line_t *line)
{
    size_t         i, n;
    coc_buf_t     *buf;
    coc_label_e    order[COC_LABEL_MAX];
    coc_score_t   *score;
    coc_scores_t   scores;
    cocctl_part_t  part;

    buf = &explain->buf;

    coc_model_score(explain->judge.model, views, COC_VIEW_PLAIN,
                    COC_VIEW_SQUASHED, &scores);
    n = cocctl_explain_order(explain, &scores, order);

    if (line != NULL) {
        cocctl_line_id(line, buf);
        (void) coc_buf_putc(buf, ',');

    } else if (explain->json) {
        (void) coc_buf_putc(buf, '{');
    }

    if (explain->json) {
        (void) coc_buf_puts(buf, "\"model\":");
        (void) coc_buf_json(buf, coc_model_version(explain->judge.model));
        (void) coc_buf_puts(buf, ",\"labels\":[");
    }

    for (i = 0; i < n; i++) {
        score = &scores.label[order[i]];
        cocctl_explain_part(explain->judge.model, views, order[i], score,
                            &part);

        if (!explain->json) {
            cocctl_explain_people(explain, order[i], score, &part);
            continue;
        }

        if (i != 0) {
            (void) coc_buf_putc(buf, ',');
        }

        cocctl_explain_json(explain, order[i], score, &part);
    }

    if (explain->json) {
        (void) coc_buf_puts(buf, "]}\n");
    }
}


/* line is NULL where the text is a file of its own. */

static int
cocctl_explain_text(cocctl_explain_t *explain, coc_str_t text,
    const cocctl_line_t *line)
{
    int                   rc;
    coc_arena_t          *arena;
    coc_views_t           views;
    const coc_lexicon_t  *lexicon;

    arena = coc_arena_create(&cocctl_alloc, (size_t) 1024 * 1024 * 1024);

    if (arena == NULL) {
        return cocctl_error("no memory");
    }

    lexicon = coc_engine_ruleset(explain->judge.engine)->lexicon;

    if (coc_views_build(arena, text, COC_VIEW_ALL, lexicon, &views) == COC_OK) {
        cocctl_explain_scores(explain, &views, line);
        rc = cocctl_write(&explain->buf);

    } else {
        rc = cocctl_error("no memory for the views");
    }

    coc_arena_destroy(arena);

    return rc;
}


static int
cocctl_explain_lines(cocctl_explain_t *explain, const char *path)
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

        rc = cocctl_explain_text(explain, coc_buf_str(&line.text), &line);
    }

    free(data);
    cocctl_line_free(&line);

    if (cocctl_close(in, path) != COCCTL_OK) {
        rc = COCCTL_ERROR;
    }

    return rc;
}


static int
cocctl_explain_file(cocctl_explain_t *explain, const char *path)
{
    int             rc;
    coc_str_t       text;
    cocctl_input_t  input;

    rc = cocctl_read(path, COCCTL_EXPLAIN_MAX, &input);

    if (rc == COCCTL_OK) {
        text.data = input.data;
        text.len = input.len;

        rc = cocctl_explain_text(explain, text, NULL);

        free(input.data);
    }

    return rc;
}


static int
cocctl_explain_wanted(const cocctl_option_t *option, uint32_t *wanted)
{
    unsigned     i;
    coc_label_e  label;

    *wanted = 0;

    for (i = 0; i < option->n; i++) {
        if (coc_label_find(coc_str_from(option->value[i]), &label) != COC_OK) {
            return cocctl_error("no label is called \"%s\"",
                                option->value[i]);
        }

        *wanted |= 1u << label;
    }

    return COCCTL_OK;
}


int
cocctl_explain(int argc, char **argv)
{
    int               rc, n;
    const char       *path;
    cocctl_explain_t  explain;
    cocctl_option_t   options[] = {
        { .name = "rules", .max = COCCTL_VALUES },
        { .name = "model", .max = 1 },
        { .name = "label", .max = COCCTL_VALUES },
        { .name = "json", .max = 0 },
        { .name = "jsonl", .max = 0 },
        { .name = NULL }
    };

    n = cocctl_options(argc, argv, options);
    if (n < 0) {
        return COCCTL_ERROR;
    }

    if (n > 1) {
        return cocctl_error("explain: one file at a time");
    }

    path = (n == 1) ? argv[1] : NULL;
    memset(&explain, 0, sizeof(cocctl_explain_t));

    if (cocctl_explain_wanted(&options[2], &explain.wanted) != COCCTL_OK
        || cocctl_judge_create(&explain.judge, &options[0],
                               cocctl_value(&options[1], NULL))
           != COCCTL_OK)
    {
        return COCCTL_ERROR;
    }

    explain.json = (options[3].n != 0 || options[4].n != 0);
    coc_buf_init(&explain.buf, &cocctl_alloc, COCCTL_OUTPUT);

    rc = (explain.judge.model == NULL)
         ? cocctl_error("explain: there is no model, name one by --model")
         : options[4].n ? cocctl_explain_lines(&explain, path)
                        : cocctl_explain_file(&explain, path);

    coc_buf_free(&explain.buf);
    cocctl_judge_destroy(&explain.judge);

    return rc;
}
