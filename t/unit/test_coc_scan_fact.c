/*
 * What a scan keeps beside its hits: candidates, redactions, words, a hash,
 * evidence; and the hits of signals.
 */

#include "coc_test.h"

#include <stdio.h>
#include <unistd.h>

#include "coc.h"


#define JSON  "application/json"


static const char  rules[] =
    "section: phi\n"
    "rules:\n"
    "  - {id: p-1, title: t, severity: 3, action: redact, detector: email,\n"
    "     unless: {any: '\\boffice\\b', within: 12}}\n"
    "  - {id: p-2, title: t, severity: 3, action: hold, signal: device}\n"
    "  - {id: p-3, title: t, severity: 3, action: block,\n"
    "     of: {rules: [p-1, p-2]}}\n"
    "  - {id: p-4, title: t, severity: 3, action: block, kinds: message,\n"
    "     detector: npi}\n";


typedef struct {
    coc_engine_t     *engine;
    coc_scratch_t    *scratch;
    coc_alloc_t       alloc;
    coc_test_alloc_t  count;
    coc_scan_conf_t   conf;
    coc_limits_t      limits;
    coc_error_t       err;
} fact_t;


static int
setup(void **state)
{
    int                        fd;
    char                       name[] = "/tmp/coc-factXXXXXX";
    fact_t                    *f;
    coc_str_t                  path;
    static const coc_limits_t  limits = COC_LIMITS_DEFAULT;

    f = calloc(1, sizeof(fact_t));
    assert_non_null(f);

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
    fact_t  *f = *state;

    coc_scratch_destroy(f->scratch);
    coc_engine_destroy(f->engine);
    assert_int_equal(f->count.live, 0);
    free(f);

    return 0;
}


/* A scan of one body, to its end; f->conf says what is kept. */

static coc_scan_t *
fact_scan(fact_t *f, const char *type, const char *kind, const char *body)
{
    coc_scan_t  *scan;

    f->conf.alloc = &f->alloc;
    f->conf.engine = f->engine;
    f->conf.scratch = f->scratch;
    f->conf.limits = &f->limits;
    f->conf.content_type = coc_str_from(type);
    f->conf.kind = coc_str_from(kind);

    assert_int_equal(coc_scan_create(&scan, &f->conf, &f->err), COC_OK);
    assert_int_equal(coc_scan_feed(scan, (const uint8_t *) body, strlen(body),
                                   &f->err), COC_AGAIN);
    assert_int_equal(coc_scan_finish(scan, &f->err), COC_OK);

    return scan;
}


static void
assert_scan_text(const coc_scan_t *scan, const fact_t *f, const char *expected)
{
    coc_buf_t  buf;

    coc_buf_init(&buf, &f->alloc, 65536);
    assert_int_equal(coc_scan_text(scan, &buf), COC_OK);
    assert_int_equal(coc_buf_putc(&buf, '\0'), COC_OK);
    assert_string_equal((const char *) buf.data, expected);
    coc_buf_free(&buf);
}


static void
test_off(void **state)
{
    size_t       n;
    fact_t      *f = *state;
    coc_scan_t  *scan;

    memset(&f->conf, 0, sizeof(coc_scan_conf_t));
    scan = fact_scan(f, JSON, "post", "{\"a\":\"write to jo@example.org\"}");

    (void) coc_scan_candidates(scan, &n);
    assert_int_equal(n, 0);
    assert_int_equal(coc_scan_words(scan), 0);
    assert_int_equal(coc_scan_links(scan), 0);
    assert_true(coc_scan_simhash(scan) == 0);
    assert_scan_text(scan, f, "[]");
    assert_int_equal(coc_scan_hits(scan)->n, 1);

    coc_scan_destroy(scan);
}


static void
test_redactions(void **state)
{
    size_t                  i, n;
    fact_t                 *f = *state;
    coc_scan_t             *scan;
    const coc_redaction_t  *r;

    static const coc_redaction_t  expected[] = {
        { COC_REDACTION_QUERY, 0, 9 }, { 1, 3, 17 }, { 1, 22, 33 },
        { 3, 0, 14 }
    };

    memset(&f->conf, 0, sizeof(coc_scan_conf_t));

    f->conf.text = (coc_str_t[]) { coc_str("a"), coc_str("c"), coc_str("q") };
    f->conf.ntext = 3;
    f->conf.alloc = &f->alloc;
    f->conf.engine = f->engine;
    f->conf.scratch = f->scratch;
    f->conf.limits = &f->limits;
    f->conf.content_type = coc_str_from(JSON);
    f->conf.kind = coc_str_from("post");

    assert_int_equal(coc_scan_create(&scan, &f->conf, &f->err), COC_OK);
    assert_int_equal(coc_scan_query(scan, coc_str_from("q=x@abc.org&p=1"),
                                    &f->err), COC_OK);

    {
        static const char  body[] =
            "{\"n\":17,\"a\":\"to jo@example.org and ann@abc.org or some "
            "other; office: desk@abc.org\",\"b\":\"no@content.org\","
            "\"c\":\"jo@example.org\"}";

        assert_int_equal(coc_scan_feed(scan, (const uint8_t *) body,
                                       sizeof(body) - 1, &f->err), COC_AGAIN);
    }

    assert_int_equal(coc_scan_finish(scan, &f->err), COC_OK);

    r = coc_scan_redactions(scan, &n);
    assert_int_equal(n, coc_nelts(expected));

    /* the query's come last */

    for (i = 0; i < n; i++) {
        assert_true(r[i].field == expected[(i + 1) % n].field);
        assert_int_equal(r[i].start, expected[(i + 1) % n].start);
        assert_int_equal(r[i].end, expected[(i + 1) % n].end);
    }

    coc_scan_destroy(scan);
}


static void
test_candidates(void **state)
{
    char                    body[8192];
    size_t                  i, n, len;
    fact_t                 *f = *state;
    coc_scan_t             *scan;
    const coc_candidate_t  *c;

    memset(&f->conf, 0, sizeof(coc_scan_conf_t));
    f->conf.candidates = 1;

    scan = fact_scan(f, JSON, "post",
                     "{\"a\":\"Jo@example.org, ann@abc.org\","
                     "\"b\":\"jo@EXAMPLE.org\"}");

    c = coc_scan_candidates(scan, &n);
    assert_int_equal(n, 2);
    assert_int_equal(c[0].detector, COC_DETECT_EMAIL);
    assert_true(coc_str_eq(c[0].text, coc_str_from("jo@example.org")));
    assert_true(coc_str_eq(c[1].text, coc_str_from("ann@abc.org")));
    coc_scan_destroy(scan);

    /* at most so many */

    for (len = 0, i = 0; i < COC_CANDIDATES + 9; i++) {
        len += (size_t) snprintf(body + len, sizeof(body) - len,
                                 "mail a%zu@abc.org now. ", i);
    }

    scan = fact_scan(f, "text/plain", "post", body);
    c = coc_scan_candidates(scan, &n);
    assert_int_equal(n, COC_CANDIDATES);
    assert_true(coc_str_eq(c[63].text, coc_str_from("a63@abc.org")));
    coc_scan_destroy(scan);

    /* what a report quotes is nobody's */

    scan = fact_scan(f, "text/plain", "report", body);
    (void) coc_scan_candidates(scan, &n);
    assert_int_equal(n, 0);
    coc_scan_destroy(scan);
}


static void
test_facts(void **state)
{
    fact_t      *f = *state;
    uint64_t     hash;
    coc_scan_t  *scan;

    memset(&f->conf, 0, sizeof(coc_scan_conf_t));
    f->conf.facts = 1;

    scan = fact_scan(f, JSON, "post", "{\"t\":\"A title\",\"b\":\"One two "
                     "three four five six seven eight nine ten eleven "
                     "twelve.\"}");
    assert_int_equal(coc_scan_words(scan), 14);
    hash = coc_scan_simhash(scan);
    assert_true(hash != 0);
    coc_scan_destroy(scan);

    scan = fact_scan(f, JSON, "post", "{\"b\":\"ONE two, <b>three</b> four "
                     "five six seven eight nine ten eleven twelve\","
                     "\"t\":\"a TITLE!\"}");
    assert_true(coc_scan_simhash(scan) == hash);
    coc_scan_destroy(scan);
}


/* What is around a hit, in whole characters. */

static void
test_excerpt(void **state)
{
    size_t             i;
    fact_t            *f = *state;
    coc_str_t          s;
    coc_scan_t        *scan;
    const coc_hits_t  *hits;

    static const struct {
        size_t       bytes;
        const char  *type;
        const char  *body;
        const char  *text;
    } cases[] = {
        { 0, JSON, "{\"a\":\"x ann@lake.org y\"}", "" },
        { 99, JSON, "{\"a\":\"x ann@lake.org y\"}", "x ann@lake.org y" },
        { 2, JSON, "{\"a\":\"vwx ann@lake.org yz\"}", "x ann@lake.org y" },
        { 1, JSON, "{\"a\":\"ann@lake.org\"}", "ann@lake.org" },
        { 2, JSON, "{\"a\":\"\\u00e9 ann@lake.org \\u00e9\"}",
          " ann@lake.org " },
        { 3, JSON, "{\"a\":\"\\u00e9 ann@lake.org \\u00e9\"}",
          "\xc3\xa9 ann@lake.org \xc3\xa9" },
        { 3, "text/plain", "is ann@lake.org ok", "is ann@lake.org ok" },
        { 3, JSON, "{\"b\":\"nothing\",\"a\":\"x ann@lake.org y\"}",
          "x ann@lake.org y" },
    };

    memset(&f->conf, 0, sizeof(coc_scan_conf_t));

    for (i = 0; i < coc_nelts(cases); i++) {
        f->conf.excerpt = cases[i].bytes;
        scan = fact_scan(f, cases[i].type, "post", cases[i].body);
        hits = coc_scan_hits(scan);
        assert_int_equal(hits->n, 1);

        s = hits->hit[0].excerpt;
        assert_int_equal(s.len, strlen(cases[i].text));
        assert_memory_equal(s.data ? (const char *) s.data : "",
                            cases[i].text, s.len);
        coc_scan_destroy(scan);
    }
}


static void
test_evidence(void **state)
{
    size_t       i;
    fact_t      *f = *state;
    coc_scan_t  *scan;

    static const struct {
        size_t       bytes;
        const char  *body;
        const char  *text;
    } cases[] = {
        { 0, "{\"a\":\"x\"}", "[]" },
        { 1000, "{\"a\":\"x\\ny\\\"\",\"n\":5,\"b\":\"\\u00e9\"}",
          "[{\"field\":\"a\",\"text\":\"x\\u000ay\\\"\"},"
          "{\"field\":\"b\",\"text\":\"\xc3\xa9\"}]" },
        { 28, "{\"a\":\"xyz\"}", "[{\"field\":\"a\",\"text\":\"xyz\"}]" },
        { 28, "{\"a\":\"wxyz\"}",
          "[{\"field\":\"a\",\"text\":\"wxy\",\"cut\":true}]" },
        { 28, "{\"a\":\"wx\\u00e9\"}",
          "[{\"field\":\"a\",\"text\":\"wx\",\"cut\":true}]" },
        { 28, "{\"a\":\"xyz\",\"b\":\"x\"}",
          "[{\"field\":\"a\",\"text\":\"xyz\"},{\"cut\":true}]" },
        { 9, "{\"a\":\"xyz\"}", "[{\"cut\":true}]" },
        { 32, "{\"a\":\"x\\u0001y\"}",
          "[{\"field\":\"a\",\"text\":\"x\\u0001\",\"cut\":true}]" },
        { 31, "{\"a\":\"x\\u0001y\"}",
          "[{\"field\":\"a\",\"text\":\"x\",\"cut\":true}]" },
        { 28, "{\"a\":\"x\\\"y\"}",
          "[{\"field\":\"a\",\"text\":\"x\\\"\",\"cut\":true}]" }
    };

    memset(&f->conf, 0, sizeof(coc_scan_conf_t));

    for (i = 0; i < coc_nelts(cases); i++) {
        f->conf.evidence = cases[i].bytes;
        scan = fact_scan(f, JSON, "post", cases[i].body);
        assert_scan_text(scan, f, cases[i].text);
        coc_scan_destroy(scan);
    }

    /* control characters take six bytes each: all of them are held */

    {
        char    body[1200];
        size_t  len;

        f->conf.evidence = 1024;
        len = 0;

        memset(body, 1, 1000);
        len = 1000;
        body[len] = '\0';

        scan = fact_scan(f, "text/plain", "post", body);
        coc_scan_destroy(scan);
    }
}


static void
test_signal(void **state)
{
    fact_t            *f = *state;
    coc_scan_t        *scan;
    const coc_hits_t  *hits;

    memset(&f->conf, 0, sizeof(coc_scan_conf_t));

    scan = fact_scan(f, JSON, "post", "{\"a\":\"write to jo@example.org\"}");
    assert_int_equal(coc_scan_signal(scan, coc_signal_bit(COC_SIGNAL_DEVICE),
                                     &f->err), COC_OK);

    hits = coc_scan_hits(scan);
    assert_int_equal(hits->n, 3);
    assert_int_equal(hits->hit[1].nowhere, 1);
    assert_true(coc_str_eq(hits->hit[2].rule->id, coc_str_from("p-3")));
    assert_true(coc_str_eq(hits->hit[2].path, coc_str_from("a")));
    coc_scan_destroy(scan);

    scan = fact_scan(f, JSON, "post", "{\"a\":\"write to jo@example.org\"}");
    assert_int_equal(coc_scan_signal(scan, 0, &f->err), COC_OK);
    assert_int_equal(coc_scan_hits(scan)->n, 1);
    coc_scan_destroy(scan);

    scan = fact_scan(f, JSON, "report", "{\"a\":\"write to jo@example.org\"}");
    assert_int_equal(coc_scan_signal(scan, UINT32_MAX, &f->err), COC_OK);
    assert_int_equal(coc_scan_hits(scan)->n, 0);
    coc_scan_destroy(scan);
}


/* Code is no place to hide an address in; detectors see a field alone. */

static void
test_fields(void **state)
{
    size_t             i;
    fact_t            *f = *state;
    coc_scan_t        *scan;
    const coc_hits_t  *hits;

    static const struct {
        const char  *kind;
        const char  *body;
        size_t       n;
    } cases[] = {
        { "post", "{\"a\":\"`jo@example.org`\"}", 1 },
        { "post", "{\"a\":\"> jo@example.org\"}", 1 },
        { "post", "{\"a\":\"jo@\",\"b\":\"example.org\"}", 0 },
        { "post", "{\"a\":\"the office: jo@example.org\"}", 0 }
    };

    memset(&f->conf, 0, sizeof(coc_scan_conf_t));

    for (i = 0; i < coc_nelts(cases); i++) {
        print_message("# %s\n", cases[i].body);
        scan = fact_scan(f, JSON, cases[i].kind, cases[i].body);
        hits = coc_scan_hits(scan);
        assert_int_equal(hits->n, cases[i].n);

        if (hits->n != 0) {
            assert_int_equal(hits->hit[0].aside, 0);
        }

        coc_scan_destroy(scan);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_off),
        cmocka_unit_test(test_redactions),
        cmocka_unit_test(test_candidates),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_excerpt),
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_signal),
        cmocka_unit_test(test_fields)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, setup, teardown);
}
