/*
 * How good the classifier is: Markdown tables for model/README.md.
 *
 *     judge [--only SOURCE] MODEL RULES DATA OWN
 *
 * Texts are scored as the module scores them, in the plain and the squashed
 * view; RULES are there for the words of the latter.  Of sources that weights
 * were learnt from, only the part that taught nothing counts.
 */

#include "coc_arena.h"
#include "coc_model.h"
#include "coc_ruleset.h"
#include "coc_str.h"
#include "corpus.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>


#define JUDGE_VIEWS  ((size_t) 256 * 1024 * 1024)       /* bytes of one text */

/* Fewer positive or negative texts say nothing. */

#define JUDGE_LEAST  10


typedef struct {
    uint32_t  p;
    uint8_t   holds;
} judge_point_t;


typedef struct {
    corpus_t        corpus;
    coc_model_t    *model;
    coc_ruleset_t  *set;
    coc_arena_t    *arena;
    coc_scores_t   *scores;             /* one a text */
    judge_point_t  *point;              /* room for all */
    size_t          n;
    const char     *only;
} judge_t;


/* Innocent texts of clinic and everyday, and where rules may draw a line. */

typedef struct {
    uint32_t  strict;                   /* 3 of 10,000 are over it */
    uint32_t  loose;                    /* 10 of 10,000 */
} judge_line_t;


static void *
judge_alloc(void *ctx, size_t size)
{
    (void) ctx;

    return malloc(size);
}


static void
judge_free(void *ctx, void *p)
{
    (void) ctx;

    free(p);
}


static const coc_alloc_t  judge_mem = { judge_alloc, judge_free, NULL };


static void
judge_score(judge_t *judge, coc_str_t text, coc_scores_t *scores)
{
    coc_views_t       views;
    coc_arena_mark_t  mark;

    mark = coc_arena_mark(judge->arena);

    if (coc_views_build(judge->arena, text, coc_view_bit(COC_VIEW_PLAIN)
                                            | coc_view_bit(COC_VIEW_SQUASHED),
                        judge->set->lexicon, &views)
        != COC_OK)
    {
        corpus_die("no memory for the views of a text");
    }

    coc_model_score(judge->model, &views, COC_VIEW_PLAIN, COC_VIEW_SQUASHED,
                    scores);
    coc_arena_release(judge->arena, mark);
}


static int
judge_falling(const void *a, const void *b)
{
    uint32_t  x = ((const judge_point_t *) a)->p;
    uint32_t  y = ((const judge_point_t *) b)->p;

    return (x < y) - (x > y);
}


static int
judge_counts(const judge_t *judge, const corpus_text_t *text)
{
    const corpus_source_t  *source;

    source = &judge->corpus.source[text->source];

    return (judge->only == NULL) ? text->part == CORPUS_TEST
                                 : strcmp(source->name, judge->only) == 0;
}


/* Texts in which nothing is wrong, whatever the label. */

static int
judge_benign(const judge_t *judge, const corpus_text_t *text)
{
    const corpus_source_t  *source;

    source = &judge->corpus.source[text->source];

    return text->part == CORPUS_TEST
           && (source->civil || corpus_is_clinical(source)
               || strcmp(source->name, "topical_chat") == 0);
}


static judge_line_t
judge_line(judge_t *judge, coc_label_e label)
{
    size_t        i, n;
    judge_line_t  line;

    for (i = 0, n = 0; i < judge->corpus.n; i++) {
        if (judge_benign(judge, &judge->corpus.text[i])) {
            judge->point[n++].p = judge->scores[i].label[label].p;
        }
    }

    qsort(judge->point, n, sizeof(judge_point_t), judge_falling);

    line.strict = judge->point[n * 3 / 10000].p;
    line.loose = judge->point[n / 1000].p;

    return line;
}


/* Takes the texts of which the label is known; source NULL: of all. */

static size_t
judge_take(judge_t *judge, coc_label_e label, const corpus_source_t *source)
{
    size_t                i, holds;
    const corpus_text_t  *text;

    judge->n = 0;

    for (i = 0, holds = 0; i < judge->corpus.n; i++) {

        text = &judge->corpus.text[i];

        if (!judge_counts(judge, text) || !(text->known >> label & 1)
            || (source != NULL
                && &judge->corpus.source[text->source] != source))
        {
            continue;
        }

        judge->point[judge->n].p = judge->scores[i].label[label].p;
        judge->point[judge->n].holds = text->labels >> label & 1;
        holds += judge->point[judge->n++].holds;
    }

    qsort(judge->point, judge->n, sizeof(judge_point_t), judge_falling);

    return holds;
}


/* Of two texts, how often the one where the label holds is scored higher. */

static double
judge_auc(const judge_t *judge, size_t holds)
{
    size_t  i, k, above, equal, other;
    double  sum;

    sum = 0;
    above = 0;

    for (i = 0; i < judge->n; i = k) {

        equal = 0;
        other = 0;

        for (k = i; k < judge->n && judge->point[k].p == judge->point[i].p;
             k++)
        {
            equal += judge->point[k].holds;
            other += !judge->point[k].holds;
        }

        sum += (double) other * ((double) above + (double) equal / 2);
        above += equal;
    }

    return sum / (double) holds / (double) (judge->n - holds);
}


/* What is found where one in so many of the others is hit. */

static double
judge_recall(const judge_t *judge, size_t holds, size_t one_in)
{
    size_t  i, k, found, hit, equal, other;

    found = 0;
    hit = 0;

    for (i = 0; i < judge->n; i = k) {

        equal = 0;
        other = 0;

        for (k = i; k < judge->n && judge->point[k].p == judge->point[i].p;
             k++)
        {
            equal += judge->point[k].holds;
            other += !judge->point[k].holds;
        }

        if ((hit + other) * one_in > judge->n - holds) {
            break;
        }

        found += equal;
        hit += other;
    }

    return (double) found / (double) holds;
}


/* The share over a line, of those where the label holds or does not. */

static double
judge_over(const judge_t *judge, uint32_t line, int holds)
{
    size_t  i, n, over;

    for (i = 0, n = 0, over = 0; i < judge->n; i++) {
        if (judge->point[i].holds == holds) {
            n++;
            over += judge->point[i].p > line;
        }
    }

    return (n == 0) ? 0 : (double) over / (double) n;
}


static void
judge_row(judge_t *judge, coc_label_e label, const corpus_source_t *source,
    const judge_line_t *line)
{
    size_t  holds;

    holds = judge_take(judge, label, source);

    if (holds < JUDGE_LEAST || judge->n - holds < JUDGE_LEAST) {
        return;
    }

    printf("| %s | %s%s | %zu | %zu | %.3f | %.3f | %.3f | %.3f | %.4f |"
           " %.3f | %.4f |\n",
           coc_label_name(label), (source == NULL) ? "all" : source->name,
           (source != NULL && source->use == CORPUS_JUDGED) ? " (unseen)" : "",
           holds, judge->n - holds, judge_auc(judge, holds),
           judge_recall(judge, holds, 100), judge_recall(judge, holds, 1000),
           judge_over(judge, line->strict, 1),
           judge_over(judge, line->strict, 0),
           judge_over(judge, line->loose, 1),
           judge_over(judge, line->loose, 0));
}


static void
judge_labels(judge_t *judge)
{
    unsigned       i;
    judge_line_t   line;
    coc_label_e    label;

    printf("| label | source | holds | not | AUC | recall at 1 %% | at 0.1 %%"
           " | strict: found | hit | loose: found | hit |\n"
           "|---|---|---|---|---|---|---|---|---|---|---|\n");

    for (label = 0; label < COC_LABEL_MAX; label++) {

        line = judge_line(judge, label);

        if (judge->only == NULL) {
            judge_row(judge, label, NULL, &line);
        }

        for (i = 0; i < judge->corpus.nsources; i++) {
            judge_row(judge, label, &judge->corpus.source[i], &line);
        }
    }
}


/* Where the lines are, and who else is over them. */

static void
judge_lines(judge_t *judge)
{
    size_t                i, n, strict, loose;
    judge_line_t          line;
    coc_label_e           label;
    const corpus_text_t  *text;

    printf("| label | strict, 0.03 %% of benign | loose, 0.1 %% | clinical"
           " over strict | over loose |\n|---|---|---|---|---|\n");

    for (label = 0; label < COC_LABEL_MAX; label++) {

        line = judge_line(judge, label);
        n = strict = loose = 0;

        for (i = 0; i < judge->corpus.n; i++) {
            text = &judge->corpus.text[i];

            if (text->part == CORPUS_TEST
                && corpus_is_clinical(&judge->corpus.source[text->source]))
            {
                n++;
                strict += judge->scores[i].label[label].p > line.strict;
                loose += judge->scores[i].label[label].p > line.loose;
            }
        }

        printf("| %s | %.4f | %.4f | %.2f %% | %.2f %% |\n",
               coc_label_name(label), (double) line.strict / COC_SCORE_ONE,
               (double) line.loose / COC_SCORE_ONE,
               100 * (double) strict / (double) coc_max(n, 1),
               100 * (double) loose / (double) coc_max(n, 1));
    }
}


/*
 * A group's name in sentences that say nothing of it: what is over a line here
 * is the name alone.
 */

static void
judge_groups(judge_t *judge)
{
    char          text[256];
    size_t        i, k;
    double        hate, toxic;
    unsigned      over;
    coc_scores_t  scores;
    judge_line_t  line[2];

    static const char *const  groups[] = {
        "lesbian", "gay", "bisexual", "transgender", "queer", "straight",
        "female", "male", "Black", "white", "African", "European", "Hispanic",
        "Latino", "Mexican", "American", "Asian", "Indian", "Middle Eastern",
        "Chinese", "Nigerian", "Pakistani", "Polish", "Christian", "Muslim",
        "Jewish", "Buddhist", "Catholic", "Hindu", "Sikh", "atheist", "old",
        "young", "blind", "deaf", "disabled", "autistic", "obese", "immigrant",
        "refugee"
    };

    static const char *const  sentences[] = {
        "I am a %s doctor.",
        "Our new fellow is %s and a joy to work with.",
        "My %s colleague gave grand rounds today.",
        "The patient, a %s man of 54, was seen in clinic.",
        "Are there studies of this drug in %s patients?",
        "She is %s.",
        "%s women were underrepresented in the trial.",
        "Most of my patients are %s and I love this job.",
        "I grew up in a %s family and went to medical school late.",
        "How do you talk with %s parents about vaccines?"
    };

    line[0] = judge_line(judge, COC_LABEL_HATE);
    line[1] = judge_line(judge, COC_LABEL_TOXIC);

    printf("| group | mean hate | mean toxic | over a strict line, of %zu |\n"
           "|---|---|---|---|\n", coc_nelts(sentences));

    for (i = 0; i < coc_nelts(groups); i++) {

        hate = toxic = 0;
        over = 0;

        for (k = 0; k < coc_nelts(sentences); k++) {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            (void) snprintf(text, sizeof(text), sentences[k], groups[i]);
#pragma GCC diagnostic pop

            judge_score(judge, coc_str_from(text), &scores);

            hate += scores.label[COC_LABEL_HATE].p;
            toxic += scores.label[COC_LABEL_TOXIC].p;
            over += scores.label[COC_LABEL_HATE].p > line[0].strict
                    || scores.label[COC_LABEL_TOXIC].p > line[1].strict;
        }

        printf("| %s | %.3f | %.3f | %u |\n", groups[i],
               hate / (double) coc_nelts(sentences) / COC_SCORE_ONE,
               toxic / (double) coc_nelts(sentences) / COC_SCORE_ONE, over);
    }
}


static void
judge_open(judge_t *judge, char **path)
{
    size_t       i;
    coc_str_t    rules;
    coc_error_t  err;

    rules = coc_str_from(path[1]);

    if (coc_model_open(&judge->model, &judge_mem, path[0], &err) != COC_OK
        || coc_ruleset_load(&judge->set, &judge_mem, &rules, 1, &err)
           != COC_OK)
    {
        corpus_die("%s", err.text);
    }

    corpus_read(&judge->corpus, path[2], 0);
    corpus_read(&judge->corpus, path[3], 1);

    judge->arena = coc_arena_create(&judge_mem, JUDGE_VIEWS);
    judge->scores = corpus_alloc(judge->corpus.n, sizeof(coc_scores_t));
    judge->point = corpus_alloc(judge->corpus.n, sizeof(judge_point_t));

    for (i = 0; i < judge->corpus.n; i++) {
        judge_score(judge, judge->corpus.text[i].text, &judge->scores[i]);
    }
}


int
main(int argc, char **argv)
{
    int      c;
    judge_t  judge;

    static const struct option  options[] = {
        { "only", required_argument, NULL, 'o' },
        { NULL, 0, NULL, 0 }
    };

    memset(&judge, 0, sizeof(judge));

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (c != 'o') {
            return 2;
        }

        judge.only = optarg;
    }

    if (argc - optind != 4) {
        corpus_die("usage: judge [--only SOURCE] MODEL RULES DATA OWN");
    }

    judge_open(&judge, argv + optind);
    judge_labels(&judge);

    if (judge.only == NULL) {
        printf("\n");
        judge_lines(&judge);
        printf("\n");
        judge_groups(&judge);
    }

    return 0;
}
