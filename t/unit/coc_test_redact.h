/*
 * What the tests of masked bodies share: an engine, and a body through both
 * passes.
 */

#ifndef _COC_TEST_REDACT_H_INCLUDED_
#define _COC_TEST_REDACT_H_INCLUDED_


#include "coc_test.h"

#include <stdio.h>
#include <unistd.h>

#include "coc.h"
#include "coc_scan_int.h"


#define JSON   "application/json"
#define FORM   "application/x-www-form-urlencoded"
#define TEXT   "text/plain"
#define PARTS  "multipart/form-data; boundary=xx"


#define OUT    262144


static const char  rules[] =
    "section: phi\n"
    "rules:\n"
    "  - {id: p-1, title: t, severity: 3, action: redact, detector: email}\n";

static const uint8_t  key[COC_HASH_KEY] = "a key of the day";


typedef struct {
    coc_engine_t     *engine;
    coc_scratch_t    *scratch;
    coc_alloc_t       alloc;
    coc_test_alloc_t  count;
    coc_scan_conf_t   conf;
    coc_limits_t      limits;
    coc_error_t       err;
    uint8_t          *out;
    size_t            len;
    size_t            masked;
    int               fail;     /* what out returns */
    size_t            oom;      /* the allocation that fails, 0: none */
} fixture_t;


static __attribute__ ((unused)) int
setup(void **state)
{
    int                        fd;
    char                       name[] = "/tmp/coc-redactXXXXXX";
    coc_str_t                  path;
    fixture_t                 *f;
    static const coc_limits_t  limits = COC_LIMITS_DEFAULT;

    f = calloc(1, sizeof(fixture_t));
    assert_non_null(f);

    f->out = malloc(OUT);
    assert_non_null(f->out);

    f->alloc = coc_test_alloc(&f->count, 0);
    f->limits = limits;

    fd = mkstemp(name);
    assert_true(fd != -1);
    assert_int_equal(write(fd, rules, sizeof(rules) - 1), sizeof(rules) - 1);
    (void) close(fd);

    path = coc_str_from(name);

    if (coc_engine_create(&f->engine, &f->alloc, &path, 1, NULL, &f->err)
        != COC_OK)
    {
        fail_msg("%s", f->err.text);
    }

    (void) unlink(name);

    assert_int_equal(coc_scratch_create(&f->scratch, &f->alloc), COC_OK);
    assert_int_equal(coc_scratch_fit(f->scratch, coc_engine_match(f->engine)),
                     COC_OK);

    *state = f;

    return 0;
}


static int
teardown(void **state)
{
    fixture_t  *f = *state;

    coc_scratch_destroy(f->scratch);
    coc_engine_destroy(f->engine);
    assert_int_equal(f->count.live, 0);
    free(f->out);
    free(f);

    return 0;
}


static int
take(void *ctx, const uint8_t *data, size_t len)
{
    fixture_t  *f = ctx;

    assert_true(len <= OUT - f->len);
    memcpy(f->out + f->len, data, len);
    f->len += len;

    return f->fail;
}


/* The body in pieces of a size, to one of the two passes. */

static int
pass(coc_redact_t *redact, fixture_t *f, const uint8_t *body, size_t len,
    size_t piece, int (*feed)(coc_redact_t *, const uint8_t *, size_t,
    coc_error_t *))
{
    int      rc;
    size_t   i, n;
    uint8_t  *copy;

    for (i = 0, rc = COC_OK; i < len && rc == COC_OK; i += n) {
        n = coc_min(piece, len - i);

        /* a block of its own, so that reading past it is seen */

        copy = malloc(n);
        assert_non_null(copy);
        memcpy(copy, body + i, n);
        rc = feed(redact, copy, n, &f->err);
        free(copy);
    }

    return rc;
}


/* COC_OK: f->out has f->len bytes of the masked body. */

static int
mask(fixture_t *f, const char *type, const uint8_t *body, size_t len,
    const coc_redaction_t *range, size_t n, size_t piece)
{
    int               rc;
    coc_scan_t       *scan;
    coc_redact_t     *redact;

    f->len = 0;
    f->masked = 0;

    f->conf.alloc = &f->alloc;
    f->conf.engine = f->engine;
    f->conf.scratch = f->scratch;
    f->conf.limits = &f->limits;
    f->conf.content_type = coc_str_from(type);
    f->conf.kind = coc_str_from("post");

    assert_int_equal(coc_scan_create(&scan, &f->conf, &f->err), COC_OK);
    rc = coc_scan_feed(scan, body, len, &f->err);
    assert_int_equal(rc, COC_AGAIN);
    assert_int_equal(coc_scan_finish(scan, &f->err), COC_OK);

    if (n != 0) {
        scan->hits.redaction = coc_arena_array(scan->kept, n, sizeof(*range));
        assert_non_null(scan->hits.redaction);
        memcpy(scan->hits.redaction, range, n * sizeof(*range));
        scan->hits.nredactions = n;
    }

    f->count.fail = f->oom ? f->count.calls + f->oom : 0;

    rc = coc_redact_create(&redact, scan, key, take, f, &f->err);

    /* the scan is not needed any more */

    coc_scan_destroy(scan);

    if (rc == COC_OK) {
        rc = pass(redact, f, body, len, piece, coc_redact_learn);
    }

    if (rc == COC_OK) {
        rc = coc_redact_turn(redact, &f->err);
    }

    if (rc == COC_OK) {
        rc = pass(redact, f, body, len, piece, coc_redact_mask);
    }

    if (rc == COC_OK) {
        rc = coc_redact_finish(redact, &f->masked, &f->err);
    }

    coc_redact_destroy(redact);
    f->count.fail = 0;

    return rc;
}


#endif /* _COC_TEST_REDACT_H_INCLUDED_ */
