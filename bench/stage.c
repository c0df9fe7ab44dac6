/*
 * What each stage of screening takes, each by itself on what the one before
 * makes: decoding, the views, matching, detectors, the classifier, the verdict;
 * and the whole, as the module does it.
 *
 *     stage RULES [MODEL|off [PASSES]] < texts.jsonl
 *
 * Lines {"id", "text"} become bodies {"text": ...}.  Prints a line for each
 * stage, columns parted by tabs: its name, ns a byte of the text, us a text;
 * the best of the passes, in CPU time of this process.  The first line names
 * them, and what matches.
 *
 * Each stage is a function of its own, stage_NAME(), that callgrind can count
 * the instructions of: t/74-instructions.t does.
 */

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>


#define STAGE_PASSES  9
#define STAGE_ARENA   ((size_t) 64 * 1024 * 1024)   /* bytes */

#define stage_function  __attribute__ ((noinline))


typedef struct {
    coc_engine_t          *engine;
    coc_model_t           *model;           /* NULL: off */
    coc_scratch_t         *scratch;
    coc_arena_t           *arena;
    coc_scan_conf_t        conf;
    coc_limits_t           limits;
    uint64_t               detectors;       /* that rules name */
    unsigned               mask;            /* views that rules look at */
    coc_str_t              path;

    /* of the text at hand */

    const bench_text_t    *text;
    coc_views_t            views;
    coc_hits_t             hits;
} stage_t;


typedef void (*stage_pt)(stage_t *stage);


static int
stage_sink(void *ctx, const coc_field_t *field)
{
    (void) ctx;
    (void) field;

    return COC_OK;
}


static void stage_function
stage_decode(stage_t *stage)
{
    int                rc;
    coc_error_t        err;
    coc_decode_t      *decode;
    coc_decode_conf_t  conf = { .content_type = stage->conf.content_type,
                                .limits = &stage->limits };

    rc = coc_decode_create(&decode, &bench_alloc, &conf, stage_sink, NULL,
                           &err);

    if (rc == COC_OK) {
        rc = coc_decode_feed(decode, stage->text->body.data,
                             stage->text->body.len, &err);
    }

    if (rc == COC_OK || rc == COC_AGAIN) {
        rc = coc_decode_finish(decode, &err);
    }

    if (rc != COC_OK) {
        bench_die("decoding", &err);
    }

    coc_decode_destroy(decode);
}


static void stage_function
stage_views(stage_t *stage)
{
    int  rc;

    rc = coc_views_build(stage->arena, stage->text->text, stage->mask,
                         coc_engine_ruleset(stage->engine)->lexicon,
                         &stage->views);

    if (rc == COC_OK) {
        rc = coc_views_flat(stage->arena, &stage->views);
    }

    if (rc != COC_OK) {
        bench_die("views", NULL);
    }
}


static void stage_function
stage_match(stage_t *stage)
{
    coc_error_t  err;

    if (coc_hits_init(&stage->hits, stage->arena,
                      coc_engine_match(stage->engine)) != COC_OK
        || coc_match_field(coc_engine_match(stage->engine), stage->scratch,
                           stage->arena, &stage->views, 0, stage->path,
                           &stage->hits, &err)
           != COC_OK)
    {
        bench_die("matching", NULL);
    }
}


static void stage_function
stage_detect(stage_t *stage)
{
    coc_spans_t  spans;

    if (coc_detect_field(stage->arena, &stage->views, stage->path,
                         stage->detectors, &spans)
        != COC_OK)
    {
        bench_die("detectors", NULL);
    }
}


static void stage_function
stage_model(stage_t *stage)
{
    coc_scores_t  scores;

    if (stage->model != NULL) {
        memset(&scores, 0, sizeof(coc_scores_t));
        coc_model_score(stage->model, &stage->views, COC_VIEW_PLAIN,
                        COC_VIEW_SQUASHED, &scores);
    }
}


static void stage_function
stage_verdict(stage_t *stage)
{
    coc_verdict_t  verdict;

    memset(&verdict, 0, sizeof(coc_verdict_t));
    coc_verdict_content(&verdict, &stage->hits, 1, 0);
}


static void stage_function
stage_whole(stage_t *stage)
{
    int             rc;
    coc_scan_t     *scan;
    coc_error_t     err;
    coc_verdict_t   verdict;

    memset(&verdict, 0, sizeof(coc_verdict_t));

    rc = coc_scan_create(&scan, &stage->conf, &err);

    if (rc == COC_OK) {
        rc = coc_scan_feed(scan, stage->text->body.data,
                           stage->text->body.len, &err);
    }

    if (rc == COC_OK || rc == COC_AGAIN) {
        rc = coc_scan_finish(scan, &err);
    }

    if (rc != COC_OK) {
        bench_die("a text", &err);
    }

    coc_verdict_content(&verdict, coc_scan_hits(scan), 1, 0);
    coc_scan_destroy(scan);
}


static const struct {
    const char  *name;
    stage_pt     run;
} stages[] = {
    { "decode",  stage_decode },
    { "views",   stage_views },
    { "match",   stage_match },
    { "detect",  stage_detect },
    { "model",   stage_model },
    { "verdict", stage_verdict },
    { "whole",   stage_whole }
};


static double
stage_clock(void)
{
    struct timespec  ts;

    (void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);

    return (double) ts.tv_sec * 1e9 + (double) ts.tv_nsec;
}


/* All texts through all stages, one by one; ns of each stage are added up. */

static void
stage_pass(stage_t *stage, const bench_texts_t *texts, double *ns)
{
    size_t            i, s;
    double            from, to;
    coc_arena_mark_t  mark;

    memset(ns, 0, coc_nelts(stages) * sizeof(double));

    for (i = 0; i < texts->n; i++) {
        stage->text = &texts->text[i];
        mark = coc_arena_mark(stage->arena);

        for (s = 0; s < coc_nelts(stages); s++) {
            from = stage_clock();
            stages[s].run(stage);
            to = stage_clock();
            ns[s] += to - from;
        }

        coc_arena_release(stage->arena, mark);
    }
}


static void
stage_open(stage_t *stage, const char *rules, const char *model)
{
    size_t                i;
    coc_str_t             path;
    coc_error_t           err;
    coc_limits_t          limits = COC_LIMITS_DEFAULT;
    const coc_ruleset_t  *set;

    memset(stage, 0, sizeof(stage_t));
    limits.body = BENCH_BODY_MAX;
    stage->limits = limits;
    path = coc_str_from(rules);

    if (coc_engine_create(&stage->engine, &bench_alloc, &path, 1, NULL, &err)
        != COC_OK)
    {
        bench_die("rules", &err);
    }

    if (strcmp(model, "off") != 0
        && coc_model_open(&stage->model, &bench_alloc, model, &err) != COC_OK)
    {
        bench_die("model", &err);
    }

    stage->arena = coc_arena_create(&bench_alloc, STAGE_ARENA);

    if (stage->arena == NULL
        || coc_scratch_create(&stage->scratch, &bench_alloc) != COC_OK
        || coc_scratch_fit(stage->scratch, coc_engine_match(stage->engine))
           != COC_OK)
    {
        bench_die("no memory", NULL);
    }

    set = coc_engine_ruleset(stage->engine);

    for (i = 0; i < set->nrules; i++) {
        stage->detectors |= set->rules[i].detectors;
    }

    stage->mask = coc_match_views(coc_engine_match(stage->engine))
                  | coc_detect_views(stage->detectors)
                  | coc_view_bit(COC_VIEW_RAW) | coc_view_bit(COC_VIEW_PLAIN)
                  | coc_view_bit(COC_VIEW_SQUASHED);
    stage->path = coc_str_from("text");

    stage->conf.alloc = &bench_alloc;
    stage->conf.engine = stage->engine;
    stage->conf.model = stage->model;
    stage->conf.scratch = stage->scratch;
    stage->conf.limits = &stage->limits;
    stage->conf.content_type = coc_str_from("application/json");
    stage->conf.kind = coc_str_from("post");
}


int
main(int argc, char **argv)
{
    int            passes;
    size_t         s;
    double         ns[coc_nelts(stages)], best[coc_nelts(stages)];
    stage_t        stage;
    bench_texts_t  texts;

    if (argc < 2 || argc > 4) {
        fprintf(stderr, "usage: stage RULES [MODEL|off [PASSES]] "
                "< texts.jsonl\n");
        return 2;
    }

    stage_open(&stage, argv[1], (argc > 2) ? argv[2] : "off");
    bench_texts_read(&texts);
    passes = (argc > 3) ? (int) strtol(argv[3], NULL, 10) : STAGE_PASSES;
    memset(best, 0, sizeof(best));

    for ( /* void */; passes > 0; passes--) {
        stage_pass(&stage, &texts, ns);

        for (s = 0; s < coc_nelts(stages); s++) {
            best[s] = (best[s] == 0) ? ns[s] : coc_min(best[s], ns[s]);
        }
    }

    printf("stage\tns/byte\tus/text\t%s\n", coc_match_backend());

    for (s = 0; s < coc_nelts(stages); s++) {
        printf("%s\t%.2f\t%.2f\n", stages[s].name,
               best[s] / (double) texts.bytes,
               best[s] / 1e3 / (double) texts.n);
    }

    coc_arena_destroy(stage.arena);
    coc_scratch_destroy(stage.scratch);
    coc_model_close(stage.model);
    coc_engine_destroy(stage.engine);

    return 0;
}
