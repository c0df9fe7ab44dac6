/*
 * What the classifier costs: texts of labelled data near a length, scored for
 * all labels, as the module does it.
 *
 *     model FILE FOLDER [LENGTH [ROUNDS]]
 *
 * Warm: the same text over and over, median of the rounds, mean of the texts.
 * Mixed: texts in turn, weights in the caches as they happen to be.  Cold: the
 * weights are thrown out of the caches before each text.  With ROUNDS of 0, one
 * text, once: for callgrind, which is told to count in coc_model_score() alone.
 */

#include "coc_model.h"
#include "corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>


#define MODEL_TEXTS   2000
#define MODEL_AGAIN   50
#define MODEL_CACHES  (96 * 1024 * 1024)    /* more than any has */


typedef struct {
    coc_model_t  *model;
    coc_views_t  *views;        /* of n texts */
    size_t        n;
    size_t        bytes;        /* of them all */
    uint32_t      p;            /* so that nothing is left out */
} bench_t;


static void *
bench_alloc(void *ctx, size_t size)
{
    (void) ctx;

    return malloc(size);
}


static void
bench_free(void *ctx, void *p)
{
    (void) ctx;

    free(p);
}


static const coc_alloc_t  alloc = { bench_alloc, bench_free, NULL };


static double
bench_now(void)
{
    struct timespec  t;

    (void) clock_gettime(CLOCK_MONOTONIC, &t);

    return (double) t.tv_sec * 1e9 + (double) t.tv_nsec;
}


static int
bench_compare(const void *a, const void *b)
{
    double  x = *(const double *) a, y = *(const double *) b;

    return (x > y) - (x < y);
}


static double
bench_median(double *values, size_t n)
{
    qsort(values, n, sizeof(double), bench_compare);

    return values[n / 2];
}


static void
bench_score(bench_t *bench, size_t i)
{
    coc_scores_t  scores;

    coc_model_score(bench->model, &bench->views[i], COC_VIEW_PLAIN,
                    COC_VIEW_SQUASHED, &scores);

    bench->p += scores.label[COC_LABEL_TOXIC].p;
}


/* Texts of length bytes, give or take a fiftieth, none from one source only. */

static void
bench_texts(bench_t *bench, const corpus_t *corpus, size_t length)
{
    int            rc;
    size_t         i, j;
    coc_arena_t   *arena;
    coc_str_t      text;

    arena = coc_arena_create(&alloc, (size_t) 1024 * 1024 * 1024);
    bench->views = corpus_alloc(MODEL_TEXTS, sizeof(coc_views_t));

    for (i = 0; i < corpus->n && bench->n < MODEL_TEXTS; i++) {

        /* a prime apart: from all sources */

        j = (i * 7919) % corpus->n;
        text = corpus->text[j].text;

        if (text.len + length / 50 < length
            || text.len > length + length / 50)
        {
            continue;
        }

        rc = coc_views_build(arena, text, COC_VIEW_ALL, NULL,
                             &bench->views[bench->n]);

        if (rc != COC_OK) {
            corpus_die("no memory for views");
        }

        bench->bytes += text.len;
        bench->n++;
    }

    if (bench->n == 0) {
        corpus_die("no text of %zu bytes", length);
    }
}


static double
bench_warm(bench_t *bench, int rounds)
{
    int      round, again;
    double   from, ns;
    double  *took;
    size_t   i;

    took = corpus_alloc((size_t) rounds, sizeof(double));
    ns = 0;

    for (i = 0; i < bench->n; i += 20) {

        for (round = 0; round < rounds; round++) {
            from = bench_now();

            for (again = 0; again < MODEL_AGAIN; again++) {
                bench_score(bench, i);
            }

            took[round] = (bench_now() - from) / MODEL_AGAIN;
        }

        ns += bench_median(took, (size_t) rounds);
    }

    free(took);

    return ns / (double) ((bench->n + 19) / 20);
}


static double
bench_mixed(bench_t *bench, int rounds)
{
    int      round;
    double   from, ns;
    double  *took;
    size_t   i;

    took = corpus_alloc((size_t) rounds, sizeof(double));

    for (round = 0; round < rounds; round++) {
        from = bench_now();

        for (i = 0; i < bench->n; i++) {
            bench_score(bench, i);
        }

        took[round] = (bench_now() - from) / (double) bench->n;
    }

    ns = bench_median(took, (size_t) rounds);
    free(took);

    return ns;
}


static double
bench_cold(bench_t *bench, int rounds)
{
    int      round;
    double   from, ns;
    double  *took;
    size_t   i;
    uint8_t  *other;

    took = corpus_alloc((size_t) rounds, sizeof(double));
    other = corpus_alloc(MODEL_CACHES, 1);

    for (round = 0; round < rounds; round++) {

        for (i = 0; i < MODEL_CACHES; i += 64) {
            other[i]++;
        }

        from = bench_now();
        bench_score(bench, (size_t) round % bench->n);
        took[round] = bench_now() - from;
    }

    ns = bench_median(took, (size_t) rounds);
    free(took);
    free(other);

    return ns;
}


static void
bench_print(const char *what, double ns, const bench_t *bench)
{
    double  length;

    length = (double) bench->bytes / (double) bench->n;

    (void) printf("%-6s %6.2f ns a byte  %6.2f us for 500\n", what,
                  ns / length, ns / length * 500 / 1000);
}


int
main(int argc, char **argv)
{
    int           rounds;
    bench_t       bench;
    corpus_t      corpus;
    coc_error_t   err;

    if (argc < 3) {
        corpus_die("usage: model FILE FOLDER [LENGTH [ROUNDS]]");
    }

    memset(&bench, 0, sizeof(bench_t));
    memset(&corpus, 0, sizeof(corpus_t));

    if (coc_model_open(&bench.model, &alloc, argv[1], &err) != COC_OK) {
        corpus_die("%s: %s", err.file, err.text);
    }

    corpus_read(&corpus, argv[2], 0);
    bench_texts(&bench, &corpus,
                (argc > 3) ? strtoul(argv[3], NULL, 10) : 500);

    rounds = (argc > 4) ? (int) strtol(argv[4], NULL, 10) : 41;

    if (rounds <= 0) {
        bench_score(&bench, 0);
        return 0;
    }

    (void) printf("%zu texts of %.0f bytes\n", bench.n,
                  (double) bench.bytes / (double) bench.n);

    bench_print("warm", bench_warm(&bench, rounds), &bench);
    bench_print("mixed", bench_mixed(&bench, rounds), &bench);
    bench_print("cold", bench_cold(&bench, rounds), &bench);

    return (bench.p == UINT32_MAX);
}
