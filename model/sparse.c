/*
 * Features by their definition, slowly.
 */

#include "sparse.h"
#include "coc_feature.h"
#include "corpus.h"

#include <math.h>
#include <stdlib.h>


/* A byte has four runs that begin at it; a word, and a pair, two bytes. */

#define SPARSE_MOST  (COC_FEATURE_BUFFER * 6)


static int
sparse_cmp(const void *a, const void *b)
{
    uint32_t  x = *(const uint32_t *) a, y = *(const uint32_t *) b;

    return (x > y) - (x < y);
}


static uint32_t
sparse_unique(uint32_t *bucket, size_t n)
{
    size_t    i;
    uint32_t  m;

    qsort(bucket, n, sizeof(uint32_t), sparse_cmp);

    for (i = 0, m = 0; i < n; i++) {
        if (i == 0 || bucket[i] != bucket[i - 1]) {
            bucket[m++] = bucket[i];
        }
    }

    return m;
}


static sparse_t
sparse_of(uint32_t *bucket, size_t n)
{
    sparse_t  sparse;

    sparse.n = sparse_unique(bucket, n);
    sparse.bucket = corpus_alloc(sparse.n, sizeof(uint32_t));
    memcpy(sparse.bucket, bucket, sparse.n * sizeof(uint32_t));

    return sparse;
}


static size_t
sparse_words(const uint8_t *buf, size_t len, uint32_t *bucket)
{
    size_t    i, start, n;
    uint64_t  word, before;

    before = 0;

    for (i = 0, n = 0; i < len; ) {

        if (!coc_feature_is_word(buf[i])) {
            i++;
            continue;
        }

        start = i;

        while (i < len && coc_feature_is_word(buf[i])) {
            i++;
        }

        word = coc_feature_word(buf + start, i - start);
        bucket[n++] = coc_feature_bucket(word);

        if (before != 0) {
            bucket[n++] = coc_feature_pair(before, word);
        }

        before = word;
    }

    return n;
}


static size_t
sparse_segment(const uint8_t *buf, size_t len, uint32_t *bucket)
{
    size_t    i, n;
    unsigned  run;

    n = 0;

    for (run = COC_FEATURE_LEAST; run <= COC_FEATURE_MOST; run++) {
        for (i = 0; i + run <= len; i++) {
            bucket[n++] = coc_feature_run(buf + i, run);
        }
    }

    return n + sparse_words(buf, len, bucket + n);
}


void
sparse_make(sparse_text_t *sparse, coc_str_t text)
{
    size_t     at, len, n, total;
    uint8_t    buf[COC_FEATURE_BUFFER];
    uint32_t  *bucket, *all;

    memset(sparse, 0, sizeof(sparse_text_t));

    all = NULL;
    total = 0;
    bucket = corpus_alloc(SPARSE_MOST, sizeof(uint32_t));

    for (at = 0; (len = coc_feature_segment(text, &at, buf)) != 0; ) {

        n = sparse_segment(buf, len, bucket);

        all = corpus_grow(all, total + n, sizeof(uint32_t));
        memcpy(all + total, bucket, n * sizeof(uint32_t));
        total += n;

        sparse->segment = corpus_grow(sparse->segment, sparse->n + 1,
                                      sizeof(sparse_t));
        sparse->segment[sparse->n++] = sparse_of(bucket, n);
    }

    sparse->whole = sparse_of(all, total);

    free(bucket);
    free(all);
}


struct feature_node *
sparse_nodes(const sparse_t *sparse)
{
    double                one;
    uint32_t              i;
    struct feature_node  *node;

    node = corpus_alloc(sparse->n + 1, sizeof(struct feature_node));
    one = 1 / sqrt(sparse->n);

    for (i = 0; i < sparse->n; i++) {
        node[i].index = (int) sparse->bucket[i] + 1;
        node[i].value = one;
    }

    node[i].index = -1;

    return node;
}
