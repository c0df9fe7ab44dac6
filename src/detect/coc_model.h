/*
 * The classifier: a linear model over hashed n-grams, with the weights of all
 * labels side by side, a signed byte each: sixteen bytes a bucket in memory,
 * one to spare.  Trained by model/, which says what it can and can't do.
 *
 *     sum          over the features of a segment (coc_feature.h), integer
 *     margin       sum / sqrt(number of features)
 *     probability  1 / (1 + exp(-(slope * margin + offset)))
 *
 * R.-E. Fan et al., LIBLINEAR, 2008; J. Platt, Probabilistic outputs for
 * support vector machines, 1999.
 */

#ifndef _COC_MODEL_H_INCLUDED_
#define _COC_MODEL_H_INCLUDED_


#include "coc_base.h"
#include "coc_error.h"
#include "coc_label.h"
#include "coc_view.h"


typedef struct coc_model_s  coc_model_t;        /* read-only */


/* Of a segment: what its features weigh, and how many there are. */

typedef struct {
    int32_t   sum[COC_LABEL_MAX];
    uint32_t  n;
} coc_model_sum_t;


/* A word, as white space parts them, and its part in a score. */

typedef struct {
    coc_str_t  text;            /* of the view */
    double     weight;          /* over 0: what it adds to the log-odds */
} coc_model_word_t;

#define COC_MODEL_WORDS  8


COC_BEGIN_DECLS


/*
 * Reads a model's file (coc_model_format.h) into a mapping of its own, with
 * COC_MODEL_LANES bytes a bucket, which is read-only then and shared with
 * processes forked later: the file may be replaced or cut short while it is
 * in use.
 *
 * path  NUL-terminated
 *
 * COC_INVALID  it can't be read, is none, is damaged, is of another feature
 *              version or has other labels; err tells which, its file is path
 * COC_ERROR    no memory
 */
int coc_model_open(coc_model_t **model, const coc_alloc_t *alloc,
    const char *path, coc_error_t *err);

void coc_model_close(coc_model_t *model);

/* As its maker named it, "1" or so; borrowed for the model's life. */
coc_str_t coc_model_version(const coc_model_t *model);

/*
 * Scores a text: for each label the segment where it is most probable.  The
 * second view is looked at only from where its normal form differs.  Nothing
 * is allocated.
 *
 * plain, second  views of one value; coc_view_e, second may be the same
 *
 * Cost: O(bytes of the views), about 10 ns a byte.
 */
void coc_model_score(const coc_model_t *model, const coc_views_t *views,
    coc_view_e plain, coc_view_e second, coc_scores_t *scores);

/* Keeps of two scores of a request's texts the higher, label by label. */
void coc_scores_raise(coc_scores_t *scores, const coc_scores_t *other);

/* Of one segment in normal form, as coc_feature_segment() gives it. */
void coc_model_sum(const coc_model_t *model, const uint8_t *buf, size_t len,
    coc_model_sum_t *sum);

/* The same of its text, score.start to score.end of its view. */
void coc_model_sum_text(const coc_model_t *model, coc_str_t text,
    coc_model_sum_t *sum);

/* The log-odds of a segment: slope * margin + offset. */
double coc_model_logit(const coc_model_t *model, coc_label_e label,
    const coc_model_sum_t *sum);

/* What they are as a probability, of 10,000, rounded. */
uint32_t coc_model_probability(double logit);

/*
 * The words of a segment that weighed most for a label, heaviest first; a
 * run of bytes counts for the word that holds most of it.  Not for the hot
 * path.
 *
 * text  the segment, score.start to score.end of its view
 * word  COC_MODEL_WORDS of them
 *
 * Returns how many there are.  Cost: O(text.len).
 */
size_t coc_model_explain(const coc_model_t *model, coc_label_e label,
    coc_str_t text, coc_model_word_t *word);


COC_END_DECLS


#endif /* _COC_MODEL_H_INCLUDED_ */
