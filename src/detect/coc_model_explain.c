/*
 * Which words of a text weighed most.
 */

#include "coc_model_int.h"

#include <math.h>


/*
 * Words are what white space parts, in the normal form as in the text: none
 * comes or goes on the way, so that the n-th of one is the n-th of the other.
 */

#define COC_MODEL_TOKENS  (COC_FEATURE_BUFFER / 2)


typedef struct {
    const coc_model_t    *model;
    coc_label_e           label;
    size_t                ntokens;
    uint16_t              token[COC_FEATURE_BUFFER];    /* a byte's */
    double                weight[COC_MODEL_TOKENS];
    coc_model_buckets_t   buckets;
} coc_model_explain_t;


static void coc_model_tokens(coc_model_explain_t *explain, const uint8_t *buf,
    size_t len);
static void coc_model_explain_runs(coc_model_explain_t *explain,
    const uint8_t *buf, size_t len);
static void coc_model_explain_words(coc_model_explain_t *explain,
    const uint8_t *buf, size_t len);
static double coc_model_explain_add(coc_model_explain_t *explain,
    uint32_t bucket);
static size_t coc_model_explain_pick(const coc_model_explain_t *explain,
    coc_str_t text, coc_model_word_t *word);
static void coc_model_explain_put(coc_model_word_t *word, size_t *n,
    coc_str_t text, double weight);


size_t
coc_model_explain(const coc_model_t *model, coc_label_e label, coc_str_t text,
    coc_model_word_t *word)
{
    size_t               i, at, len;
    double               one;
    uint8_t              buf[COC_FEATURE_BUFFER];
    coc_model_explain_t  explain;

    memset(&explain, 0, sizeof(coc_model_explain_t));
    explain.model = model;
    explain.label = label;
    explain.buckets.weight = model->weight;

    at = 0;
    len = coc_feature_segment(text, &at, buf);
    text.len = at;

    coc_model_tokens(&explain, buf, len);
    coc_model_explain_runs(&explain, buf, len);
    coc_model_explain_words(&explain, buf, len);

    one = model->label[label].slope / sqrt(coc_max(explain.buckets.n, 1));

    for (i = 0; i < explain.ntokens; i++) {
        explain.weight[i] *= one;
    }

    return coc_model_explain_pick(&explain, text, word);
}


void
coc_model_sum_text(const coc_model_t *model, coc_str_t text,
    coc_model_sum_t *sum)
{
    size_t   at, len;
    uint8_t  buf[COC_FEATURE_BUFFER];

    at = 0;
    len = coc_feature_segment(text, &at, buf);

    coc_model_sum(model, buf, len, sum);
}


/* A space is of the word before it. */

static void
coc_model_tokens(coc_model_explain_t *explain, const uint8_t *buf, size_t len)
{
    size_t  i;

    for (i = 1; i < len; i++) {
        explain->token[i] = (uint16_t) explain->ntokens;
        explain->ntokens += (buf[i] == ' ');
    }
}


/* A run is of the word in its middle. */

static void
coc_model_explain_runs(coc_model_explain_t *explain, const uint8_t *buf,
    size_t len)
{
    size_t    i;
    unsigned  n;

    for (i = 0; i < len; i++) {
        for (n = COC_FEATURE_LEAST; n <= COC_FEATURE_MOST && i + n <= len;
             n++)
        {
            explain->weight[explain->token[i + n / 2]] +=
                coc_model_explain_add(explain, coc_feature_run(buf + i, n));
        }
    }
}


static void
coc_model_explain_words(coc_model_explain_t *explain, const uint8_t *buf,
    size_t len)
{
    size_t    i, start, last;
    double    half;
    uint64_t  word, before;

    before = 0;
    last = 0;

    for (i = 0; i < len; ) {

        if (!coc_feature_is_word(buf[i])) {
            i++;
            continue;
        }

        start = i;

        while (coc_feature_is_word(buf[i])) {
            i++;
        }

        word = coc_feature_word(buf + start, i - start);
        explain->weight[explain->token[start]] +=
            coc_model_explain_add(explain, coc_feature_bucket(word));

        if (before != 0) {
            half = coc_model_explain_add(explain,
                                         coc_feature_pair(before, word)) / 2;
            explain->weight[explain->token[start]] += half;
            explain->weight[explain->token[last]] += half;
        }

        before = word;
        last = start;
    }
}


/* What a bucket adds to the sum: nothing if it is there already. */

static double
coc_model_explain_add(coc_model_explain_t *explain, uint32_t bucket)
{
    size_t          at;
    uint32_t        n;
    const uint8_t  *weight;

    n = explain->buckets.n;
    coc_model_add(&explain->buckets, bucket);

    if (explain->buckets.n == n) {
        return 0;
    }

    at = (size_t) bucket * COC_MODEL_LANES + explain->label;
    weight = explain->model->weight;

    return (double) weight[at] - COC_MODEL_BIAS;
}


static size_t
coc_model_explain_pick(const coc_model_explain_t *explain, coc_str_t text,
    coc_model_word_t *word)
{
    size_t     i, n, token;
    coc_str_t  s;

    n = 0;
    token = 0;

    for (i = 0; i < text.len && token < explain->ntokens; ) {

        if (text.data[i] <= ' ' || text.data[i] == 0x7f) {
            i++;
            continue;
        }

        s.data = text.data + i;

        while (i < text.len && text.data[i] > ' ' && text.data[i] != 0x7f) {
            i++;
        }

        s.len = (size_t) (text.data + i - s.data);
        coc_model_explain_put(word, &n, s, explain->weight[token++]);
    }

    return n;
}


/* Keeps the heaviest, in order; what speaks against the label is left out. */

static void
coc_model_explain_put(coc_model_word_t *word, size_t *n, coc_str_t text,
    double weight)
{
    size_t  i;

    if (weight <= 0) {
        return;
    }

    for (i = *n; i > 0 && word[i - 1].weight < weight; i--) {
        if (i < COC_MODEL_WORDS) {
            word[i] = word[i - 1];
        }
    }

    if (i < COC_MODEL_WORDS) {
        word[i].text = text;
        word[i].weight = weight;
        *n = coc_min(*n + 1, (size_t) COC_MODEL_WORDS);
    }
}
