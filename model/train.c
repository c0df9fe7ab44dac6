/*
 * Makes the classifier: reads labelled texts, learns the weights of each
 * label, writes the file that coc_model_open() reads.
 *
 *     train [--without SOURCE] [--version V] [--cost C] [--balance B]
 *           [--own N] DATA OWN FILE
 *
 * DATA and OWN are folders of *.jsonl: of others, and of this project.  Labels
 * are learnt in processes of their own, as many at once as there are
 * processors; what comes out is the same however many these are.
 */

#include "coc_arena.h"
#include "coc_model_format.h"
#include "coc_view.h"
#include "corpus.h"
#include "fit.h"
#include "sparse.h"

#include <errno.h>
#include <getopt.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>


#define TRAIN_VIEWS  ((size_t) 256 * 1024 * 1024)       /* bytes of one text */


/* What the processes fill: it is mapped by all. */

typedef struct {
    fit_label_t  fit[COC_LABEL_MAX];
    int8_t       weight[COC_LABEL_MAX][COC_FEATURE_BUCKETS];
} train_shared_t;


typedef struct {
    corpus_t         corpus;
    sparse_text_t   *sparse;
    fit_conf_t       fit;
    const char      *version;
    train_shared_t  *shared;
} train_t;


static void *
train_alloc(void *ctx, size_t size)
{
    (void) ctx;

    return malloc(size);
}


static void
train_free(void *ctx, void *p)
{
    (void) ctx;

    free(p);
}


static const coc_alloc_t  train_mem = { train_alloc, train_free, NULL };


/* The features of all texts, of the view that every text is scored in. */

static void
train_features(train_t *train)
{
    size_t            i;
    coc_arena_t      *arena;
    coc_views_t       views;
    coc_arena_mark_t  mark;

    arena = coc_arena_create(&train_mem, TRAIN_VIEWS);
    train->sparse = corpus_alloc(train->corpus.n, sizeof(sparse_text_t));

    for (i = 0; i < train->corpus.n; i++) {
        mark = coc_arena_mark(arena);

        if (coc_views_build(arena, train->corpus.text[i].text,
                            coc_view_bit(COC_VIEW_PLAIN), NULL, &views)
            != COC_OK)
        {
            corpus_die("no memory for the views of a text");
        }

        sparse_make(&train->sparse[i], views.view[COC_VIEW_PLAIN].text);
        coc_arena_release(arena, mark);
    }

    coc_arena_destroy(arena);
}


static void
train_wait(void)
{
    int  status;

    if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        corpus_die("learning a label failed");
    }
}


static void
train_labels(train_t *train)
{
    long          cpus, running;
    fit_label_t  *fit;
    coc_label_e   label;

    cpus = sysconf(_SC_NPROCESSORS_ONLN);

    for (label = 0, running = 0; label < COC_LABEL_MAX; label++) {

        if (running >= coc_max(cpus, 1)) {
            train_wait();
            running--;
        }

        fit = &train->shared->fit[label];
        fit->weight = train->shared->weight[label];

        switch (fork()) {

        case -1:
            corpus_die("fork: %s", strerror(errno));

        case 0:
            fit_label(&train->corpus, train->sparse, label, &train->fit, fit);
            fprintf(stderr, "  MODEL %-10s %6u of %6u texts\n",
                    coc_label_name(label), fit->positive, fit->n);
            _exit(0);

        default:
            running++;
        }
    }

    while (running-- != 0) {
        train_wait();
    }
}


/* Weights of a bucket side by side, without a sign. */

static void
train_weights(const train_t *train, uint8_t *weight)
{
    size_t       i;
    coc_label_e  label;

    for (i = 0; i < COC_FEATURE_BUCKETS; i++) {
        for (label = 0; label < COC_LABEL_MAX; label++) {
            *weight++ = (uint8_t) (train->shared->weight[label][i]
                                   + COC_MODEL_BIAS);
        }
    }
}


static void
train_write(const train_t *train, const char *path)
{
    FILE               *fp;
    size_t              from;
    uint8_t            *file;
    const char         *name;
    coc_label_e         label;
    coc_model_head_t   *head;
    coc_model_label_t  *l;

    file = corpus_alloc(COC_MODEL_SIZE, 1);
    head = (coc_model_head_t *) file;

    memcpy(head->magic, COC_MODEL_MAGIC, sizeof(head->magic));
    head->format = COC_MODEL_FORMAT;
    head->features = COC_FEATURE_VERSION;
    head->buckets = COC_FEATURE_BUCKETS;
    head->labels = COC_LABEL_MAX;
    memcpy(head->version, train->version, strlen(train->version));

    for (label = 0; label < COC_LABEL_MAX; label++) {
        l = &head->label[label];
        name = coc_label_name(label);

        memcpy(l->name, name, strlen(name));
        l->slope = train->shared->fit[label].slope;
        l->offset = train->shared->fit[label].offset;
        l->unit = train->shared->fit[label].unit;
    }

    train_weights(train, file + sizeof(coc_model_head_t));

    from = offsetof(coc_model_head_t, digest) + COC_MODEL_DIGEST;
    (void) SHA256(file + from, COC_MODEL_SIZE - from, head->digest);

    fp = fopen(path, "w");

    if (fp == NULL || fwrite(file, COC_MODEL_SIZE, 1, fp) != 1
        || fclose(fp) != 0)
    {
        corpus_die("%s: %s", path, strerror(errno));
    }

    free(file);
}


static void
train_options(train_t *train, int argc, char **argv)
{
    int  c;

    static const struct option  options[] = {
        { "without", required_argument, NULL, 'w' },
        { "version", required_argument, NULL, 'v' },
        { "cost", required_argument, NULL, 'c' },
        { "balance", required_argument, NULL, 'b' },
        { "own", required_argument, NULL, 'o' },
        { NULL, 0, NULL, 0 }
    };

    while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {

        switch (c) {

        case 'w':
            train->fit.without = optarg;
            break;

        case 'v':
            train->version = optarg;
            break;

        case 'c':
            train->fit.cost = strtod(optarg, NULL);
            break;

        case 'b':
            train->fit.balance = strtod(optarg, NULL);
            break;

        case 'o':
            train->fit.own = (unsigned) strtoul(optarg, NULL, 10);
            break;

        default:
            exit(2);
        }
    }

    if (argc - optind != 3 || strlen(train->version) >= COC_MODEL_NAME) {
        corpus_die("usage: train [--without SOURCE] [--version V] [--cost C]"
                   " [--balance B] [--own N] DATA OWN FILE");
    }
}


int
main(int argc, char **argv)
{
    train_t  train;

    memset(&train, 0, sizeof(train));
    train.version = "1";
    train.fit.cost = 4;
    train.fit.balance = 0.5;
    train.fit.own = 4;

    train_options(&train, argc, argv);

    corpus_read(&train.corpus, argv[optind], 0);
    corpus_read(&train.corpus, argv[optind + 1], 1);

    train.shared = mmap(NULL, sizeof(train_shared_t), PROT_READ|PROT_WRITE,
                        MAP_SHARED|MAP_ANONYMOUS, -1, 0);

    if (train.shared == MAP_FAILED) {
        corpus_die("no memory");
    }

    train_features(&train);
    train_labels(&train);
    train_write(&train, argv[optind + 2]);

    return 0;
}
