/*
 * The classifier once more, written from the words of coc_feature.h alone:
 * slow, plain, and of nothing that the module's own is made of.
 */

#ifndef _COC_TEST_NAIVE_H_INCLUDED_
#define _COC_TEST_NAIVE_H_INCLUDED_


#include "coc_test_model.h"


#define COC_TEST_BUCKETS  262144


typedef struct {
    uint8_t   text[1024];               /* normal form */
    unsigned  len;
    size_t    next;                     /* where the next segment begins */
} coc_test_segment_t;


/* One sign of a text in normal form; its bytes of the text are counted. */

static __attribute__ ((unused)) int
coc_test_sign(const uint8_t *p, size_t left, size_t *bytes)
{
    unsigned  i;

    static const struct {
        const char  *from;
        int          to;
    } signs[] = {
        { "\xe2\x80\x93", '-' }, { "\xe2\x80\x94", '-' },
        { "\xe2\x80\x98", '\'' }, { "\xe2\x80\x99", '\'' },
        { "\xe2\x80\x9c", '"' }, { "\xe2\x80\x9d", '"' }
    };

    *bytes = 3;

    for (i = 0; i < coc_nelts(signs); i++) {
        if (left >= 3 && memcmp(p, signs[i].from, 3) == 0) {
            return signs[i].to;
        }
    }

    *bytes = 1;

    if (*p < 0x21 || *p == 0x7f) {
        return ' ';
    }

    if (strchr("0123456789", *p) != NULL) {
        return '0';
    }

    return (*p >= 'A' && *p <= 'Z') ? *p - 'A' + 'a' : *p;
}


/* 0: there is no more. */

static __attribute__ ((unused)) int
coc_test_segment(const uint8_t *text, size_t len, size_t at,
    coc_test_segment_t *segment)
{
    int       c, last, again;
    size_t    bytes;
    unsigned  n;

    n = 0;                              /* without the space before */
    last = ' ';
    again = 0;

    for ( ; at < len && n < 800; at += bytes) {

        c = coc_test_sign(text + at, len - at, &bytes);

        if (c == ' ' && n >= 400) {
            break;
        }

        again = (c == last) ? again + 1 : 0;
        last = c;

        if (again > 2 || (again > 0 && c == ' ') || (c == ' ' && n == 0)) {
            continue;
        }

        segment->text[1 + n++] = (uint8_t) c;
    }

    segment->next = at;
    segment->text[0] = ' ';
    segment->len = n + 1;

    if (n != 0 && segment->text[n] != ' ') {
        segment->text[segment->len++] = ' ';
    }

    return n != 0;
}


static __attribute__ ((unused)) unsigned
coc_test_hash(uint64_t number)
{
    number *= 11400714819323198485u;    /* of the golden ratio */

    return (unsigned) (number / ((uint64_t) 1 << 46));
}


static __attribute__ ((unused)) uint64_t
coc_test_number(const uint8_t *p, unsigned n)
{
    uint64_t  number;

    number = 0;

    while (n-- > 0) {
        number = number * 256 + p[n];
    }

    return number;
}


static __attribute__ ((unused)) uint64_t
coc_test_word(const uint8_t *p, unsigned n)
{
    unsigned  part;
    uint64_t  hash;

    hash = 1;

    while (n > 0) {
        part = (n < 8) ? n : 8;
        hash = (hash ^ coc_test_number(p, part)) * 11400714819323198485u;
        hash ^= hash / 4294967296u;
        p += part;
        n -= part;
    }

    return hash;
}


/* The features of a segment, a byte a bucket: 1 where there is one. */

static __attribute__ ((unused)) void
coc_test_features(const coc_test_segment_t *segment, uint8_t *bucket)
{
    uint8_t   c;
    unsigned  i, n, end;
    uint64_t  word, before;

    memset(bucket, 0, COC_TEST_BUCKETS);

    for (n = 2; n <= 5; n++) {
        for (i = 0; i + n <= segment->len; i++) {
            bucket[coc_test_hash(coc_test_number(segment->text + i, n))] = 1;
        }
    }

    before = 0;

    for (i = 0; i < segment->len; i = end + 1) {

        for (end = i; end < segment->len; end++) {
            c = segment->text[end];

            if (!((c >= 'a' && c <= 'z') || c == '0' || c == '\'' || c > 127))
            {
                break;
            }
        }

        if (end == i) {
            continue;
        }

        word = coc_test_word(segment->text + i, end - i);
        bucket[coc_test_hash(word)] = 1;

        if (before != 0) {
            bucket[coc_test_hash(before * 2097152 + before / 8796093022208u
                                 + word)] = 1;
        }

        before = word;
    }
}


/* Weights with their signs, of the file as it is. */

static __attribute__ ((unused)) void
coc_test_sum(const coc_test_model_t *model, const uint8_t *bucket,
    coc_model_sum_t *sum)
{
    size_t    i;
    unsigned  label;

    memset(sum, 0, sizeof(coc_model_sum_t));

    for (i = 0; i < COC_TEST_BUCKETS; i++) {
        if (bucket[i]) {
            sum->n++;

            for (label = 0; label < COC_LABEL_MAX; label++) {
                sum->sum[label] += model->weight[i * COC_LABEL_MAX + label]
                                   - 128;
            }
        }
    }
}


#endif /* _COC_TEST_NAIVE_H_INCLUDED_ */
