/*
 * Phrases split over neighboring fields, through a whole scan.
 */

#include "coc_test.h"

#include <stdio.h>
#include <unistd.h>

#include "coc.h"


static void *
seam_malloc(void *ctx, size_t size)
{
    (void) ctx;
    return malloc(size);
}


static void
seam_free(void *ctx, void *p)
{
    (void) ctx;
    free(p);
}


static const coc_alloc_t  alloc = { seam_malloc, seam_free, NULL };

static const char  rules[] =
    "section: threat\n"
    "rules:\n"
    "  - {id: t-1, title: t, severity: 4, action: block,\n"
    "     any: '\\bkill (?:him|yourself)\\b'}\n"
    "  - {id: t-2, title: t, severity: 4, action: block, view: raw,\n"
    "     any: 'one\\stwo\\Z'}\n";

#define FORM   "application/x-www-form-urlencoded"
#define JSON   "application/json"
#define FILL   "some words that fill what is looked at of a field up to its " \
               "very end and a good bit more than that, so that nothing of "

typedef struct {
    const char  *type;
    const char  *body;
    const char  *path;          /* of the hit; NULL: none */
    size_t       start;
    size_t       end;
} seam_case_t;


static const seam_case_t  cases[] = {
    { JSON, "{\"a\":\"go kill\",\"b\":\"yourself now\"}", "b", 0, 8 },
    { JSON, "{\"a\":\"yourself now\",\"b\":\"go kill\"}", "b", 3, 7 },
    { JSON, "{\"a\":\" go kill \\n\",\"b\":\" \\nyourself now\"}", "b", 0, 10 },
    { JSON, "{\"a\":\"yourself\",\"b\":\"go kill \"}", "b", 3, 8 },
    { JSON, "{\"a\":\"go kill\",\"b\":\"x\",\"c\":\"yourself\"}", NULL, 0, 0 },
    { JSON, "{\"a\":\"go kill\",\"n\":5,\"c\":\"yourself\"}", "c", 0, 8 },
    { JSON, "{\"a\":\"go kill\",\"n\":\"5\",\"c\":\"yourself\"}", "c", 0, 8 },
    { JSON, "{\"a\":\"go kill\",\"n\":\"\",\"c\":\"yourself\"}", "c", 0, 8 },
    { JSON, "{\"a\":\"go ki\",\"c\":\"ll yourself\"}", NULL, 0, 0 },
    { JSON, "{\"a\":\"go kill.\",\"c\":\"yourself\"}", NULL, 0, 0 },
    { JSON, "{\"p\":{\"a\":\"go kill\",\"b\":\"yourself\"}}", "p.b", 0, 8 },
    { JSON, "{\"p\":{\"a\":\"go kill\"},\"q\":{\"b\":\"yourself\"}}", NULL,
      0, 0 },
    { JSON, "{\"a\":\"go kill\",\"q\":{\"b\":\"yourself\"}}", NULL, 0, 0 },
    { JSON, "{\"a\":\"go kill\",\"t\":[\"x\",\"y\"],\"b\":\"yourself\"}", "b",
      0, 8 },
    { JSON, "{\"p\":{\"a\":\"go kill\",\"t\":[\"x\"],\"b\":\"yourself\"}}",
      "p.b", 0, 8 },
    { JSON, "[\"go kill\",\"yourself\"]", "1", 0, 8 },
    { JSON, "{\"p\":[\"go kill\",\"yourself\"]}", "p.1", 0, 8 },
    { JSON, "{\"p\":[\"yourself\",\"go kill\"]}", NULL, 0, 0 },
    { JSON, "{\"a\":\"" FILL "go kill\",\"b\":\"yourself " FILL "\"}", "b", 0,
      8 },
    { JSON, "{\"a\":\"go kill\",\"b\":\"yourself " FILL "\"}", "b", 0, 8 },
    { JSON, "{\"a\":\"yourself " FILL "\",\"b\":\"" FILL "go kill\"}", "b",
      sizeof(FILL) - 1 + 3, sizeof(FILL) - 1 + 7 },
    { JSON, "{\"a\":\"kill " FILL "\",\"b\":\"" FILL "yourself\"}", NULL, 0,
      0 },
    { JSON, "{\"a\":\"" FILL "kill\",\"b\":\"x\"}", NULL, 0, 0 },
    { JSON, "{\"a\":\"kill yourself\",\"b\":\"x\"}", "a", 0, 13 },
    { JSON, "{\"a\":\"x\",\"b\":\"kill yourself\"}", "b", 0, 13 },
    { JSON, "{\"a\":\"one\",\"b\":\"two\"}", "b", 0, 3 },
    { JSON, "\"kill\"", NULL, 0, 0 },
    { FORM, "title=go+kill&body=yourself+now", "body", 0, 8 },
    { FORM, "a.title=go+kill&b.body=yourself+now", "b.body", 0, 8 },
    { FORM, "body=yourself+now&title=go+kill", "title", 3, 7 },
    { FORM, "title=yourself+now&body=go+kill", NULL, 0, 0 },
    { JSON, "{\"postTitle\":\"yourself\",\"b\":\"go kill\"}", NULL, 0, 0 },
    { JSON, "{\"b\":\"yourself\",\"postTitle\":\"go kill\"}", "postTitle", 3,
      7 },
    { FORM, "a=%3E+go+kill&b=yourself", "b", 0, 8 },
    { "text/plain", "kill\n\nyourself", NULL, 0, 0 }
};


/* One body, in pieces of so many bytes. */

static void
seam_check(coc_engine_t *engine, coc_scratch_t *scratch, const seam_case_t *c,
    size_t piece)
{
    size_t             i, n, len;
    coc_str_t          path;
    coc_scan_t        *scan;
    coc_error_t        err;
    coc_limits_t       limits = COC_LIMITS_DEFAULT;
    coc_scan_conf_t    conf;
    const coc_hits_t  *hits;

    memset(&conf, 0, sizeof(conf));
    conf.alloc = &alloc;
    conf.engine = engine;
    conf.scratch = scratch;
    conf.limits = &limits;
    conf.content_type = coc_str_from(c->type);
    conf.kind = coc_str_from("post");

    assert_int_equal(coc_scan_create(&scan, &conf, &err), COC_OK);
    len = strlen(c->body);

    for (i = 0; i < len; i += n) {
        n = coc_min(piece, len - i);
        assert_int_equal(coc_scan_feed(scan, (const uint8_t *) c->body + i, n,
                                       &err),
                         COC_AGAIN);
    }

    assert_int_equal(coc_scan_finish(scan, &err), COC_OK);

    hits = coc_scan_hits(scan);

    if (hits->n != (c->path != NULL)) {
        fail_msg("%zu hits: %s", hits->n, c->body);
    }

    if (hits->n != 0) {
        path = coc_str_from(c->path);

        if (!coc_str_eq(hits->hit[0].path, path)
            || hits->hit[0].start != c->start || hits->hit[0].end != c->end)
        {
            fail_msg("%.*s %zu %zu: %s", (int) hits->hit[0].path.len,
                     (const char *) hits->hit[0].path.data,
                     hits->hit[0].start, hits->hit[0].end, c->body);
        }
    }

    coc_scan_destroy(scan);
}


static void
test_seam(void **state)
{
    int             fd;
    char            name[] = "/tmp/coc-seam-XXXXXX.yaml";
    size_t          i;
    coc_str_t       path;
    coc_error_t     err;
    coc_engine_t   *engine;
    coc_scratch_t  *scratch;

    (void) state;

    fd = mkstemps(name, 5);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, rules, sizeof(rules) - 1), sizeof(rules) - 1);
    (void) close(fd);

    path = coc_str_from(name);

    if (coc_engine_create(&engine, &alloc, &path, 1, NULL, &err) != COC_OK) {
        fail_msg("%s", err.text);
    }

    (void) unlink(name);

    assert_int_equal(coc_scratch_create(&scratch, &alloc), COC_OK);
    assert_int_equal(coc_scratch_fit(scratch, coc_engine_match(engine)),
                     COC_OK);

    for (i = 0; i < coc_nelts(cases); i++) {
        seam_check(engine, scratch, &cases[i], 100000);
        seam_check(engine, scratch, &cases[i], 1);
        seam_check(engine, scratch, &cases[i], 7);
    }

    coc_scratch_destroy(scratch);
    coc_engine_destroy(engine);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_seam)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
