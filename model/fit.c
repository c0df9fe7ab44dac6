/*
 * Logistic regression by liblinear, rounded to eight bits, and Platt's
 * probabilities of what that gives.
 */

#include "fit.h"
#include "coc_feature.h"

#include <linear.h>
#include <math.h>
#include <stdlib.h>


#define FIT_EPSILON  0.001

/* Weights over so many times the root mean square are cut. */

#define FIT_CUT      24

/* Fewer positive texts teach nothing. */

#define FIT_LEAST    20

/* A segment with fewer features says too little to be a text of its own. */

#define FIT_SEGMENT  40


typedef struct {
    struct problem  problem;
    size_t          size;
    unsigned        positive;
} fit_set_t;


static void
fit_add(fit_set_t *set, struct feature_node *node, int holds)
{
    size_t  n;

    n = (size_t) set->problem.l;

    if (n == set->size) {
        set->size = 2 * n + 1024;
        set->problem.x = corpus_grow(set->problem.x, set->size,
                                     sizeof(struct feature_node *));
        set->problem.y = corpus_grow(set->problem.y, set->size,
                                     sizeof(double));
    }

    set->problem.x[n] = node;
    set->problem.y[n] = holds ? 1 : -1;
    set->problem.l++;
    set->positive += (holds != 0);
}


/*
 * What is innocent is so in each segment; where in a text the label holds is
 * not known, so that text stays in one piece.
 */

static void
fit_text(fit_set_t *set, const sparse_text_t *sparse, int holds,
    unsigned times)
{
    uint32_t              i;
    struct feature_node  *node;

    if (holds || sparse->n <= 1) {

        if (sparse->whole.n == 0) {
            return;
        }

        node = sparse_nodes(&sparse->whole);

        while (times-- != 0) {
            fit_add(set, node, holds);
        }

        return;
    }

    for (i = 0; i < sparse->n; i++) {
        if (sparse->segment[i].n >= FIT_SEGMENT) {
            fit_add(set, sparse_nodes(&sparse->segment[i]), 0);
        }
    }
}


static int
fit_wants(const corpus_t *corpus, const corpus_text_t *text,
    coc_label_e label, const fit_conf_t *conf, corpus_part_e part)
{
    const corpus_source_t  *source;

    source = &corpus->source[text->source];

    return text->part == part && (text->known >> label & 1)
           && source->use == CORPUS_LEARNT
           && (conf->without == NULL
               || strcmp(source->name, conf->without) != 0);
}


static void
fit_silent(const char *text)
{
    (void) text;
}


/* Returns liblinear's weights, signed so that above 0 the label holds. */

static double *
fit_train(const struct problem *problem, unsigned positive,
    const fit_conf_t *conf)
{
    int                classes[2] = { 1, -1 };
    size_t             i;
    double             sign, *w, balance[2] = { 1, 1 };
    struct model      *model;
    struct parameter   param;

    memset(&param, 0, sizeof(param));

    balance[0] = pow(((double) problem->l - positive) / positive,
                     conf->balance);

    param.solver_type = L2R_LR;
    param.eps = FIT_EPSILON;
    param.C = conf->cost;
    param.nr_weight = 2;
    param.weight_label = classes;
    param.weight = balance;

    set_print_string_function(fit_silent);

    model = train(problem, &param);
    sign = (model->label[0] == 1) ? 1 : -1;
    w = corpus_alloc(COC_FEATURE_BUCKETS, sizeof(double));

    for (i = 0; i < COC_FEATURE_BUCKETS; i++) {
        w[i] = sign * model->w[i];
    }

    free_and_destroy_model(&model);

    return w;
}


static void
fit_round(fit_label_t *fit, const double *w)
{
    size_t  i, n;
    double  most, squares, value;

    most = 0;
    squares = 0;

    for (i = 0, n = 0; i < COC_FEATURE_BUCKETS; i++) {
        most = fmax(most, fabs(w[i]));
        squares += w[i] * w[i];
        n += (w[i] < 0 || w[i] > 0);
    }

    fit->unit = fmin(most, FIT_CUT * sqrt(squares / (double) coc_max(n, 1)))
                / 127;

    for (i = 0; i < COC_FEATURE_BUCKETS; i++) {
        value = nearbyint(w[i] / fit->unit);
        fit->weight[i] = (int8_t) fmax(-127, fmin(127, value));
    }
}


static double
fit_segment(const fit_label_t *fit, const sparse_t *sparse)
{
    int32_t   sum;
    uint32_t  i;

    sum = 0;

    for (i = 0; i < sparse->n; i++) {
        sum += fit->weight[sparse->bucket[i]];
    }

    return sum / sqrt(coc_max(sparse->n, 1));
}


double
fit_margin(const fit_label_t *fit, const sparse_text_t *sparse)
{
    double    margin;
    uint32_t  i;

    if (sparse->n == 0) {
        return 0;
    }

    margin = fit_segment(fit, &sparse->segment[0]);

    for (i = 1; i < sparse->n; i++) {
        margin = fmax(margin, fit_segment(fit, &sparse->segment[i]));
    }

    return margin;
}


/*
 * Margins and what they should be worth: Platt's targets, which keep away
 * from 0 and 1.
 */

typedef struct {
    double  *margin;
    double  *target;
    size_t   n;
} fit_points_t;


/* How unlikely the targets are, as -log. */

static double
fit_loss(const fit_points_t *points, double slope, double offset)
{
    size_t  i;
    double  f, loss;

    for (i = 0, loss = 0; i < points->n; i++) {
        f = slope * points->margin[i] + offset;

        /* the same in both, without exp() of a large number */

        if (f > 0) {
            loss += (1 - points->target[i]) * f + log1p(exp(-f));
        } else {
            loss += -points->target[i] * f + log1p(exp(f));
        }
    }

    return loss;
}


/*
 * One of Newton's steps, made shorter until it leads down; 0: it leads
 * nowhere any more.
 */

static int
fit_step(const fit_points_t *points, double *slope, double *offset)
{
    size_t  i;
    double  p, d, w, a, b, aa, ab, bb, det, da, db, step, loss;

    a = b = ab = 0;
    aa = bb = 1e-9;

    for (i = 0; i < points->n; i++) {
        p = 1 / (1 + exp(-(*slope * points->margin[i] + *offset)));
        d = points->target[i] - p;
        w = p * (1 - p);

        a += d * points->margin[i];
        b += d;
        aa += w * points->margin[i] * points->margin[i];
        ab += w * points->margin[i];
        bb += w;
    }

    det = aa * bb - ab * ab;
    da = (bb * a - ab * b) / det;
    db = (aa * b - ab * a) / det;
    loss = fit_loss(points, *slope, *offset);

    for (step = 1; step > 1e-10; step /= 2) {

        if (fit_loss(points, *slope + step * da, *offset + step * db) < loss) {
            *slope += step * da;
            *offset += step * db;

            return fabs(a) > 1e-6 || fabs(b) > 1e-6;
        }
    }

    return 0;
}


/*
 * The slope and offset that make the targets most likely.
 *
 * H.-T. Lin et al., A note on Platt's probabilistic outputs, 2007.
 */

static void
fit_platt(fit_label_t *fit, const fit_points_t *points, size_t positive)
{
    unsigned  round;

    fit->slope = 0;
    fit->offset = log(((double) positive + 1)
                      / ((double) (points->n - positive) + 1));

    for (round = 0; round < 100; round++) {
        if (!fit_step(points, &fit->slope, &fit->offset)) {
            break;
        }
    }
}


static void
fit_probabilities(const corpus_t *corpus, const sparse_text_t *sparse,
    coc_label_e label, const fit_conf_t *conf, fit_label_t *fit)
{
    size_t        i, positive;
    double        high, low;
    fit_points_t  points;

    points.n = 0;
    points.margin = corpus_alloc(corpus->n, sizeof(double));
    points.target = corpus_alloc(corpus->n, sizeof(double));

    for (i = 0, positive = 0; i < corpus->n; i++) {
        if (fit_wants(corpus, &corpus->text[i], label, conf, CORPUS_FIT)) {
            points.margin[points.n] = fit_margin(fit, &sparse[i]);
            points.target[points.n] = corpus->text[i].labels >> label & 1;
            positive += corpus->text[i].labels >> label & 1;
            points.n++;
        }
    }

    high = ((double) positive + 1) / ((double) positive + 2);
    low = 1 / ((double) (points.n - positive) + 2);

    for (i = 0; i < points.n; i++) {
        points.target[i] = (points.target[i] > 0.5) ? high : low;
    }

    fit_platt(fit, &points, positive);

    free(points.margin);
    free(points.target);
}


/* A source that is left out judges the labels that it knows alone. */

static int
fit_judged(const corpus_t *corpus, coc_label_e label, const fit_conf_t *conf)
{
    size_t                i;
    const corpus_text_t  *text;

    for (i = 0; conf->without != NULL && i < corpus->n; i++) {
        text = &corpus->text[i];

        if ((text->labels >> label & 1)
            && strcmp(corpus->source[text->source].name, conf->without) == 0)
        {
            return 1;
        }
    }

    return conf->without == NULL;
}


void
fit_label(const corpus_t *corpus, const sparse_text_t *sparse,
    coc_label_e label, const fit_conf_t *conf, fit_label_t *fit)
{
    size_t                i;
    double               *w;
    unsigned              own;
    fit_set_t             set;
    const corpus_text_t  *text;

    memset(&set, 0, sizeof(set));
    set.problem.n = (int) COC_FEATURE_BUCKETS;
    set.problem.bias = -1;

    for (i = 0; i < corpus->n; i++) {
        text = &corpus->text[i];

        if (fit_wants(corpus, text, label, conf, CORPUS_TRAIN)) {
            own = corpus->source[text->source].own ? conf->own : 1;
            fit_text(&set, &sparse[i], text->labels >> label & 1, own);
        }
    }

    fit->positive = set.positive;
    fit->n = (unsigned) set.problem.l;
    fit->unit = 1;
    fit->slope = 0;
    fit->offset = -10;

    if (set.positive < FIT_LEAST || !fit_judged(corpus, label, conf)) {
        return;
    }

    w = fit_train(&set.problem, set.positive, conf);
    fit_round(fit, w);
    free(w);

    fit_probabilities(corpus, sparse, label, conf, fit);
}
