/*
 * From texts to the weights and probabilities of one label.
 */

#ifndef _FIT_H_INCLUDED_
#define _FIT_H_INCLUDED_


#include "corpus.h"
#include "sparse.h"


/*
 * cost       liblinear's C
 * balance    0 to 1: how far the rarer class is made up for in weight
 * own        how often a text of our own counts
 * without    a source that is left out, or NULL
 */

typedef struct {
    double       cost;
    double       balance;
    unsigned     own;
    const char  *without;
} fit_conf_t;


/*
 * weight     COC_FEATURE_BUCKETS of them, -127 to 127
 * unit       one of them in the trained model's measure
 * slope, offset  see coc_model.h
 * positive, n    texts that weights were learnt from
 */

typedef struct {
    int8_t    *weight;
    double     unit;
    double     slope;
    double     offset;
    unsigned   positive;
    unsigned   n;
} fit_label_t;


/*
 * Learns the weights of a label from the parts TRAIN and its probabilities
 * from FIT.  The same input gives the same bytes.  Takes a minute or less.
 *
 * sparse  one a text of corpus
 * fit     fit->weight is the caller's; all 0 where nothing is known of it
 */
void fit_label(const corpus_t *corpus, const sparse_text_t *sparse,
    coc_label_e label, const fit_conf_t *conf, fit_label_t *fit);

/* The highest margin of a text's segments. */
double fit_margin(const fit_label_t *fit, const sparse_text_t *sparse);


#endif /* _FIT_H_INCLUDED_ */
