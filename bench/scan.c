/*
 * What the engine takes to screen texts: each line {"id","text"} of the input
 * becomes the JSON body {"text": …} and is scanned as the module would scan
 * it, from creating the scan to the verdict, several passes over all.
 *
 *     scan RULES [PASSES] < texts.jsonl
 *
 * Prints one JSON object: "docs", "bytes" of the bodies, "flagged" and
 * "us_per_doc", the best pass's mean in microseconds.
 */

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>


#define SCAN_PASSES  5


typedef struct {
    bench_texts_t     texts;
    size_t            flagged;
    coc_limits_t      limits;
    coc_scan_conf_t   conf;
} scan_t;


static void
scan_one(scan_t *scan, coc_str_t body)
{
    int             rc;
    coc_scan_t     *s;
    coc_error_t     err;
    coc_verdict_t   verdict;

    memset(&verdict, 0, sizeof(coc_verdict_t));

    rc = coc_scan_create(&s, &scan->conf, &err);

    if (rc == COC_OK) {
        rc = coc_scan_feed(s, body.data, body.len, &err);
    }

    if (rc == COC_OK || rc == COC_AGAIN) {
        rc = coc_scan_finish(s, &err);
    }

    if (rc != COC_OK) {
        bench_die("a text", &err);
    }

    coc_verdict_content(&verdict, coc_scan_hits(s), 1, 0);
    scan->flagged += (verdict.action != COC_ACTION_PASS);

    coc_scan_destroy(s);
}


static double
scan_pass(scan_t *scan)
{
    size_t           i;
    struct timespec  from, to;

    scan->flagged = 0;

    (void) clock_gettime(CLOCK_MONOTONIC, &from);

    for (i = 0; i < scan->texts.n; i++) {
        scan_one(scan, scan->texts.text[i].body);
    }

    (void) clock_gettime(CLOCK_MONOTONIC, &to);

    return (double) (to.tv_sec - from.tv_sec) * 1e6
           + (double) (to.tv_nsec - from.tv_nsec) / 1e3;
}


int
main(int argc, char **argv)
{
    int             passes;
    double          us, best;
    scan_t          scan;
    coc_str_t       rules;
    coc_error_t     err;
    coc_engine_t   *engine;
    coc_scratch_t  *scratch;
    coc_limits_t    limits = COC_LIMITS_DEFAULT;

    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: scan RULES [PASSES] < texts.jsonl\n");
        return 2;
    }

    rules = coc_str_from(argv[1]);
    passes = (argc == 3) ? (int) strtol(argv[2], NULL, 10) : SCAN_PASSES;

    memset(&scan, 0, sizeof(scan_t));
    memset(&err, 0, sizeof(coc_error_t));
    limits.body = BENCH_BODY_MAX;
    scan.limits = limits;

    if (coc_engine_create(&engine, &bench_alloc, &rules, 1, NULL, &err)
        != COC_OK)
    {
        bench_die("rules", &err);
    }

    if (coc_scratch_create(&scratch, &bench_alloc) != COC_OK
        || coc_scratch_fit(scratch, coc_engine_match(engine)) != COC_OK)
    {
        bench_die("no memory", NULL);
    }

    scan.conf.alloc = &bench_alloc;
    scan.conf.engine = engine;
    scan.conf.scratch = scratch;
    scan.conf.limits = &scan.limits;
    scan.conf.content_type = coc_str_from("application/json");
    scan.conf.kind = coc_str_from("post");

    bench_texts_read(&scan.texts);

    for (best = 0; passes > 0; passes--) {
        us = scan_pass(&scan);
        best = (best == 0 || us < best) ? us : best;
    }

    printf("{\"docs\":%zu,\"bytes\":%zu,\"flagged\":%zu,"
           "\"us_per_doc\":%.2f}\n",
           scan.texts.n, scan.texts.bodies, scan.flagged,
           best / (double) scan.texts.n);

    coc_scratch_destroy(scratch);
    coc_engine_destroy(engine);

    return 0;
}
