/*
 * Texts scored: the hot path of the classifier.
 */

#include "coc_model_int.h"

#include <math.h>


/* A bucket's weights, two labels' in each of eight lanes. */

typedef uint16_t  coc_model_lanes_t  __attribute__ ((vector_size(16)));

#if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
#define COC_MODEL_HIGH  0       /* which label of two is in the high byte */
#else
#define COC_MODEL_HIGH  1
#endif

/* So many bytes of up to 255 are sure to fit a lane. */

#define COC_MODEL_ADDS  256


/* The two views of a text, read segment by segment. */

typedef struct {
    coc_str_t  text;
    size_t     at;
    size_t     start;           /* of the segment in buf */
    size_t     len;             /* of its normal form; 0: the end */
    unsigned   view;
    uint8_t    buf[COC_FEATURE_BUFFER];
} coc_model_walk_t;


/* Of the segments so far. */

typedef struct {
    double         logit[COC_LABEL_MAX];
    coc_scores_t  *scores;
} coc_model_best_t;


static void coc_model_runs(coc_model_buckets_t *buckets, const uint8_t *buf,
    size_t len);
static void coc_model_words(coc_model_buckets_t *buckets, const uint8_t *buf,
    size_t len);
static uint64_t coc_model_word_bits(const uint8_t *p, size_t n);
static void coc_model_weigh(const coc_model_t *model,
    const coc_model_buckets_t *buckets, coc_model_sum_t *sum);
static void coc_model_next(coc_model_walk_t *walk);
static void coc_model_take(const coc_model_t *model,
    const coc_model_walk_t *walk, coc_model_best_t *best);


void
coc_model_score(const coc_model_t *model, const coc_views_t *views,
    coc_view_e plain, coc_view_e second, coc_scores_t *scores)
{
    int               differs;
    coc_label_e       label;
    coc_model_best_t  best;
    coc_model_walk_t  a, b;

    memset(scores, 0, sizeof(coc_scores_t));
    best.scores = scores;

    for (label = 0; label < COC_LABEL_MAX; label++) {
        best.logit[label] = -INFINITY;
    }

    a.text = views->view[plain].text;
    b.text = views->view[second].text;
    a.view = plain;
    b.view = second;
    a.at = b.at = 0;

    differs = 0;

    if (a.text.data == b.text.data && a.text.len == b.text.len) {
        b.text.len = 0;
    }

    coc_model_next(&a);
    coc_model_next(&b);

    while (a.len != 0 || b.len != 0) {

        differs |= (a.len != b.len || memcmp(a.buf, b.buf, a.len) != 0);

        if (a.len != 0) {
            coc_model_take(model, &a, &best);
            coc_model_next(&a);
        }

        if (b.len != 0) {
            if (differs) {
                coc_model_take(model, &b, &best);
            }

            coc_model_next(&b);
        }
    }

    /* once a label: exp() of minus infinity is as good as any */

    for (label = 0; label < COC_LABEL_MAX; label++) {
        scores->label[label].p = coc_model_probability(best.logit[label]);
    }
}


void
coc_scores_raise(coc_scores_t *scores, const coc_scores_t *other)
{
    coc_label_e  label;

    for (label = 0; label < COC_LABEL_MAX; label++) {
        if (other->label[label].p > scores->label[label].p) {
            scores->label[label] = other->label[label];
        }
    }
}


static void
coc_model_next(coc_model_walk_t *walk)
{
    walk->start = walk->at;
    walk->len = coc_feature_segment(walk->text, &walk->at, walk->buf);
}


static void
coc_model_take(const coc_model_t *model, const coc_model_walk_t *walk,
    coc_model_best_t *best)
{
    double            logit;
    coc_label_e       label;
    coc_score_t      *score;
    coc_model_sum_t   sum;

    coc_model_sum(model, walk->buf, walk->len, &sum);

    for (label = 0; label < COC_LABEL_MAX; label++) {

        logit = coc_model_logit(model, label, &sum);

        if (logit > best->logit[label]) {
            best->logit[label] = logit;

            score = &best->scores->label[label];
            score->view = walk->view;
            score->start = walk->start;
            score->end = walk->at;
        }
    }
}


void
coc_model_sum(const coc_model_t *model, const uint8_t *buf, size_t len,
    coc_model_sum_t *sum)
{
    coc_model_buckets_t  buckets;

    memset(buckets.seen, 0, sizeof(buckets.seen));
    buckets.weight = model->weight;
    buckets.n = 0;

    coc_model_runs(&buckets, buf, len);
    coc_model_words(&buckets, buf, len);

    coc_model_weigh(model, &buckets, sum);
}


double
coc_model_logit(const coc_model_t *model, coc_label_e label,
    const coc_model_sum_t *sum)
{
    const coc_model_label_t  *l;

    l = &model->label[label];

    return l->slope * (sum->sum[label] / sqrt(coc_max(sum->n, 1))) + l->offset;
}


uint32_t
coc_model_probability(double logit)
{
    return (uint32_t) (COC_SCORE_ONE / (1 + exp(-logit)) + 0.5);
}


static void
coc_model_runs(coc_model_buckets_t *buckets, const uint8_t *buf, size_t len)
{
    size_t    i;
    unsigned  n;
    uint64_t  x;

    /* one load for the four runs that begin at a byte */

    for (i = 0; i + COC_FEATURE_MOST <= len; i++) {
        x = coc_feature_load(buf + i);

        coc_model_add(buckets, coc_feature_bucket(x & 0xffff));
        coc_model_add(buckets, coc_feature_bucket(x & 0xffffff));
        coc_model_add(buckets, coc_feature_bucket(x & 0xffffffff));
        coc_model_add(buckets, coc_feature_bucket(x & 0xffffffffff));
    }

    for ( ; i < len; i++) {
        for (n = COC_FEATURE_LEAST; i + n <= len; n++) {
            coc_model_add(buckets, coc_feature_run(buf + i, n));
        }
    }
}


/*
 * Words by the edges between what is of one and what is not, a bit a byte: no
 * branch asks of each byte, or how long a word is.
 */

static void
coc_model_words(coc_model_buckets_t *buckets, const uint8_t *buf, size_t len)
{
    size_t    i, from, start;
    uint64_t  bits, edges, word, before;

    before = 0;
    start = 0;
    bits = 0;

    for (from = 0; from < len; from += 64) {

        edges = bits >> 63;
        bits = coc_model_word_bits(buf + from, coc_min(len - from, 64));
        edges ^= bits ^ (bits << 1);

        for ( ; edges != 0; edges &= edges - 1) {

            i = from + (size_t) __builtin_ctzll(edges);

            if ((bits >> (i - from)) & 1) {
                start = i;
                continue;
            }

            word = coc_feature_word(buf + start, i - start);
            coc_model_add(buckets, coc_feature_bucket(word));

            if (before != 0) {
                coc_model_add(buckets, coc_feature_pair(before, word));
            }

            before = word;
        }
    }
}


/* coc_feature_is_word() of n bytes, up to 64, a bit each: eight at a time. */

static uint64_t
coc_model_word_bits(const uint8_t *p, size_t n)
{
    size_t    i;
    uint64_t  x, low, letter, other, bits;

    const uint64_t  ones = UINT64_C(0x0101010101010101);
    const uint64_t  high = 0x80 * ones;

    bits = 0;

    for (i = 0; i < n; i += 8) {

        /* the high bit of each byte tells; no sum carries into the next */

        x = coc_feature_load(p + i);
        low = x & ~high;
        letter = (low + (0x80 - 'a') * ones) & ~(low + (0x7f - 'z') * ones);
        other = ((low ^ '0' * ones) + 0x7f * ones)
                & ((low ^ '\'' * ones) + 0x7f * ones);

        x = ((x | letter | ~other) & high) >> 7;

        /* byte n to bit n */

        bits |= ((x * UINT64_C(0x0102040810204080)) >> 56) << i;
    }

    return bits;
}


static void
coc_model_weigh(const coc_model_t *model, const coc_model_buckets_t *buckets,
    coc_model_sum_t *sum)
{
    unsigned           lane;
    uint32_t           i, end;
    coc_model_lanes_t  low, high, x;

    memset(sum, 0, sizeof(coc_model_sum_t));
    sum->n = buckets->n;

    for (i = 0; i < buckets->n; ) {

        end = coc_min(buckets->n, i + COC_MODEL_ADDS);
        low = high = (coc_model_lanes_t) { 0 };

        for ( ; i < end; i++) {
            memcpy(&x, model->weight
                       + (size_t) buckets->bucket[i] * COC_MODEL_LANES,
                   sizeof(x));

            low += x;
            high += x >> 8;
        }

        /* over 16 bits there was nothing but the high bytes' part */

        low -= high << 8;

        for (lane = 0; lane < COC_LABEL_MAX; lane++) {
            sum->sum[lane] += (lane % 2 == COC_MODEL_HIGH) ? high[lane / 2]
                                                           : low[lane / 2];
        }
    }

    for (lane = 0; lane < COC_LABEL_MAX; lane++) {
        sum->sum[lane] -= (int32_t) buckets->n * COC_MODEL_BIAS;
    }
}
