/*
 * Rules that ask the model: alone, as a condition, as what dismisses a hit;
 * what is quoted; labels of a request, and the words that weighed most.
 */

#include "coc_test_model.h"

#include "coc.h"


/* eight letters, 16 bytes */

#define ZHE                                                                   \
    "\xd0\xb6\xd0\xb4\xd0\xb6\xd0\xb4\xd0\xb6\xd0\xb4\xd0\xb6\xd0\xb4"

#define CLAUSE  "  - {id: "
#define ALONE   ", title: t, severity: 2, action: flag, "                     \
                "model: {label: threat, over: 0.9}"


static const char  rules[] =
    "section: ugly\n"
    "rules:\n"
    CLAUSE "alone" ALONE "}\n"
    CLAUSE "own" ALONE ", unless: {quoted: true}}\n"
    CLAUSE "lay" ALONE ", unless: {clinical: true}}\n"
    CLAUSE "near" ALONE ", near: {within: 12, any: '\\bcarrot\\b'}}\n"
    CLAUSE "but" ALONE ", unless: {any: '\\bturnip\\b'}}\n"
    CLAUSE "mild" ALONE ", unless: {model: {label: hate, under: 0.2}}}\n"
    CLAUSE "kind" ALONE ", kinds: message}\n"
    CLAUSE "shadow" ALONE ", shadow: true}\n"
    "  - {id: both, title: t, severity: 2, action: block, any: '\\bpea\\b',\n"
    "     model: {label: threat, over: 0.9}}\n"
    "  - {id: mail, title: t, severity: 2, action: hold, detector: email,\n"
    "     model: {label: threat, over: 0.9}}\n"
    "  - {id: less, title: t, severity: 2, action: hold, any: '\\bleek\\b',\n"
    "     unless: {model: {label: threat, under: 0.2}}}\n"
    "  - {id: masked, title: t, severity: 2, action: flag, view: squashed,\n"
    "     words: [zorch], any: '\\bno such word\\b'}\n";


typedef struct {
    coc_engine_t     *engine;
    coc_model_t      *model;
    coc_scratch_t    *scratch;
    coc_alloc_t       alloc;
    coc_test_alloc_t  count;
    coc_limits_t      limits;
    coc_scan_conf_t   conf;
    coc_error_t       err;
} score_t;


/* A word of the normal form that weighs all that one can. */

static void
score_weigh(coc_test_model_t *made, coc_label_e label, const char *word)
{
    uint8_t   buf[32];
    uint32_t  bucket;

    memset(buf, 0, sizeof(buf));
    memcpy(buf, word, strlen(word));

    bucket = coc_feature_bucket(coc_feature_word(buf, strlen(word)));
    made->weight[bucket * COC_LABEL_MAX + label] = 255;
}


static int
setup(void **state)
{
    int                        fd;
    char                       name[] = "/tmp/coc-scoreXXXXXX";
    score_t                   *t;
    coc_str_t                  path;
    coc_label_e                label;
    coc_test_model_t          *made;
    static const coc_limits_t  limits = COC_LIMITS_DEFAULT;

    t = calloc(1, sizeof(score_t));
    assert_non_null(t);

    t->alloc = coc_test_alloc(&t->count, 0);
    t->limits = limits;

    fd = mkstemp(name);
    assert_true(fd != -1);
    assert_int_equal(write(fd, rules, sizeof(rules) - 1), sizeof(rules) - 1);
    (void) close(fd);

    path = coc_str_from(name);

    if (coc_engine_create(&t->engine, &t->alloc, &path, 1, NULL, &t->err)
        != COC_OK)
    {
        fail_msg("%s", t->err.text);
    }

    (void) unlink(name);

    /* "zorch" is a threat, "frob" is hate, all else is nothing */

    made = coc_test_model(1);
    memset(made->weight, COC_MODEL_BIAS, sizeof(made->weight));

    for (label = 0; label < COC_LABEL_MAX; label++) {
        made->head.label[label].slope = 4;
        made->head.label[label].offset = -6;
    }

    score_weigh(made, COC_LABEL_THREAT, "zorch");
    score_weigh(made, COC_LABEL_HATE, "frob");

    t->model = coc_test_model_open(made, &t->alloc);
    free(made);

    assert_int_equal(coc_scratch_create(&t->scratch, &t->alloc), COC_OK);
    assert_int_equal(coc_scratch_fit(t->scratch, coc_engine_match(t->engine)),
                     COC_OK);

    *state = t;

    return 0;
}


static int
teardown(void **state)
{
    score_t  *t = *state;

    coc_scratch_destroy(t->scratch);
    coc_model_close(t->model);
    coc_engine_destroy(t->engine);
    assert_int_equal(t->count.live, 0);
    free(t);

    return 0;
}


/* A scan of one body, fed in pieces of n bytes, to its end. */

static coc_scan_t *
score_scan(score_t *t, const coc_model_t *model, const char *type,
    const char *kind, const char *body, size_t n)
{
    size_t       i, len;
    coc_scan_t  *scan;

    t->conf.alloc = &t->alloc;
    t->conf.engine = t->engine;
    t->conf.model = model;
    t->conf.scratch = t->scratch;
    t->conf.limits = &t->limits;
    t->conf.content_type = coc_str_from(type);
    t->conf.kind = coc_str_from(kind);

    assert_int_equal(coc_scan_create(&scan, &t->conf, &t->err), COC_OK);

    len = strlen(body);

    for (i = 0; i < len; i += n) {
        assert_int_equal(coc_scan_feed(scan, (const uint8_t *) body + i,
                                       coc_min(n, len - i), &t->err),
                         COC_AGAIN);
    }

    assert_int_equal(coc_scan_finish(scan, &t->err), COC_OK);

    return scan;
}


/* "alone own~": the rules that hit, in their order; '~' after those aside. */

static void
score_ids(const coc_scan_t *scan, char *text, size_t size)
{
    size_t             i, k, len;
    const coc_hit_t   *hit;
    const coc_hits_t  *hits;

    static const char *const  order[] = {
        "alone", "own", "lay", "near", "but", "mild", "kind", "shadow",
        "both", "mail", "less", "masked"
    };

    hits = coc_scan_hits(scan);
    text[0] = '\0';
    len = 0;

    for (k = 0; k < coc_nelts(order); k++) {
        for (i = 0; i < hits->n; i++) {
            hit = &hits->hit[i];

            if (hit->rule->id.len == strlen(order[k])
                && memcmp(hit->rule->id.data, order[k], hit->rule->id.len)
                   == 0)
            {
                len += (size_t) snprintf(text + len, size - len, "%s%s%s",
                                         (len == 0) ? "" : " ", order[k],
                                         hit->aside ? "~" : "");
            }
        }
    }
}


static void
test_rules(void **state)
{
    char         ids[256];
    size_t       i;
    score_t     *t = *state;
    coc_scan_t  *scan;

    static const struct {
        const char  *kind;
        const char  *text;
        const char  *ids;
    } cases[] = {
        { "post", "we zorch you", "alone own lay but shadow" },
        { "post", "we greet you", "" },
        { "post", "", "" },
        { "message", "we zorch you", "alone own lay but kind shadow" },

        /* patterns around the segment, and in it */

        { "post", "we zorch a carrot", "alone own lay near but shadow" },
        { "post", "we zorch a turnip", "alone own lay shadow" },

        /* words of its own make it clinical */

        { "post", "the patient, a chronic pain, and we zorch you",
          "alone own but shadow" },

        /* another label's score */

        { "post", "we zorch and frob you", "alone own lay but mild shadow" },

        /* a condition beside patterns and detectors, dismissal by a score */

        { "post", "we zorch a pea",
          "alone own lay but shadow both" },
        { "post", "a pea", "" },
        { "post", "zorch jo@example.org",
          "alone own lay but shadow mail" },
        { "post", "greet jo@example.org", "" },
        { "post", "zorch the leek", "alone own lay but shadow less" },
        { "post", "greet the leek", "" },

        /* in disguise: the squashed view */

        { "post", "we z.o.r.c.h you", "alone own lay but shadow" },

        /* quoted lines: aside; an answer is judged by itself */

        { "post", "> we zorch you", "alone~ lay~ but~ shadow~" },
        { "post", "> we zorch you\n\nplease do not",
          "alone~ lay~ but~ shadow~" },
        { "post", "> be kind\n\nwe zorch you", "alone own lay but shadow" },
        { "post", "> we zorch you\n\nand we zorch you too",
          "alone own lay but shadow" },
        { "post", "> be kind\nwe zorch you\n> be kind",
          "alone own lay but shadow" },
        { "post", "<blockquote>we zorch you</blockquote><p>do not</p>",
          "alone~ lay~ but~ shadow~" },
        { "post", "a > b, and we zorch you", "alone own lay but shadow" },

        /* a pattern may meet the condition by what is quoted */

        { "post", "> we zorch you\n\na pea",
          "alone~ lay~ but~ shadow~ both" },

        /* a report quotes what it reports */

        { "report", "we zorch you", "" }
    };

    for (i = 0; i < coc_nelts(cases); i++) {
        scan = score_scan(t, t->model, "text/plain", cases[i].kind,
                          cases[i].text, SIZE_MAX);
        score_ids(scan, ids, sizeof(ids));
        print_message("# %s\n", cases[i].text);
        assert_string_equal(ids, cases[i].ids);
        coc_scan_destroy(scan);
    }
}


/* Without a model no rule with "model" hits, and nothing is dismissed. */

static void
test_none(void **state)
{
    char         ids[256];
    score_t     *t = *state;
    coc_label_e  label;
    coc_scan_t  *scan;

    scan = score_scan(t, NULL, "text/plain", "post",
                      "we zorch a pea and a leek, jo@example.org", SIZE_MAX);
    score_ids(scan, ids, sizeof(ids));
    assert_string_equal(ids, "less");

    for (label = 0; label < COC_LABEL_MAX; label++) {
        assert_int_equal(coc_scan_scores(scan)->label[label].p, 0);
    }

    coc_scan_destroy(scan);
}


/* What hits is the segment, as bytes of the value. */

static void
test_place(void **state)
{
    char              body[2048];
    size_t            i, len;
    score_t          *t = *state;
    coc_scan_t       *scan;
    const coc_hit_t  *hit;

    len = 0;

    for (i = 0; i < 60; i++) {
        len += (size_t) snprintf(body + len, sizeof(body) - len,
                                 "&#39;caf\xc3\xa9&#39; %s ",
                                 (i == 40) ? "zorch" : "greet");
    }

    scan = score_scan(t, t->model, "text/plain", "post", body, SIZE_MAX);
    hit = &coc_scan_hits(scan)->hit[0];

    assert_true(hit->start > 300 && hit->end < len && hit->start < hit->end);
    body[hit->end] = '\0';
    assert_non_null(strstr(body + hit->start, "zorch"));
    assert_true(hit->end - hit->start < 1000);
    assert_int_equal(hit->words.len, 0);

    coc_scan_destroy(scan);

    /* of two parted lines the blank between is not told */

    scan = score_scan(t, t->model, "text/plain", "post",
                      "> quoted\n\n  we zorch you \n> quoted", SIZE_MAX);
    hit = &coc_scan_hits(scan)->hit[0];
    assert_int_equal(hit->start, 12);
    assert_int_equal(hit->end, 24);
    coc_scan_destroy(scan);
}


/* The highest of all fields, however the body comes. */

static void
test_labels(void **state)
{
    size_t               n;
    score_t             *t = *state;
    coc_scan_t          *whole, *scan;
    coc_label_e          label;
    const coc_scores_t  *scores;
    static const char    body[] =
        "{\"a\":\"we greet you\",\"b\":\"we zorch you, all of us do\","
        "\"c\":{\"d\":\"zorch\",\"e\":[\"frob\",\"> frob\"]}}";

    whole = score_scan(t, t->model, "application/json", "post", body,
                       SIZE_MAX);
    scores = coc_scan_scores(whole);

    assert_int_equal(scores->label[COC_LABEL_THREAT].p, COC_SCORE_ONE);
    assert_int_equal(scores->label[COC_LABEL_HATE].p, COC_SCORE_ONE);
    assert_int_equal(scores->label[COC_LABEL_PROMO].p, 25);

    for (n = 1; n < 32; n++) {
        scan = score_scan(t, t->model, "application/json", "post", body, n);

        for (label = 0; label < COC_LABEL_MAX; label++) {
            assert_int_equal(coc_scan_scores(scan)->label[label].p,
                             scores->label[label].p);
        }

        assert_int_equal(coc_scan_hits(scan)->n, coc_scan_hits(whole)->n);
        coc_scan_destroy(scan);
    }

    coc_scan_destroy(whole);

    /* lines that are quoted are not the author's */

    scan = score_scan(t, t->model, "text/plain", "post",
                      "> zorch\n\nfrob", SIZE_MAX);
    scores = coc_scan_scores(scan);
    assert_int_equal(scores->label[COC_LABEL_THREAT].p, 25);
    assert_int_equal(scores->label[COC_LABEL_HATE].p, COC_SCORE_ONE);
    coc_scan_destroy(scan);
}


/* A pattern across a seam has no score to go by. */

static void
test_seam(void **state)
{
    char         ids[256];
    score_t     *t = *state;
    coc_scan_t  *scan;

    scan = score_scan(t, t->model, "application/json", "post",
                      "{\"title\":\"greet the\",\"body\":\"leek\"}", SIZE_MAX);
    score_ids(scan, ids, sizeof(ids));
    assert_string_equal(ids, "");
    coc_scan_destroy(scan);

    scan = score_scan(t, t->model, "application/json", "post",
                      "{\"title\":\"zorch\",\"body\":\"a pea\"}", SIZE_MAX);
    score_ids(scan, ids, sizeof(ids));
    assert_string_equal(ids, "alone own lay but shadow");
    coc_scan_destroy(scan);
}


static void
assert_words(const coc_scan_t *scan, const char *id, const char *words)
{
    size_t             i;
    const coc_hits_t  *hits;

    hits = coc_scan_hits(scan);

    for (i = 0; i < hits->n; i++) {
        if (hits->hit[i].rule->id.len == strlen(id)
            && memcmp(hits->hit[i].rule->id.data, id, strlen(id)) == 0)
        {
            assert_int_equal(hits->hit[i].words.len, strlen(words));
            assert_memory_equal(hits->hit[i].words.data, words,
                                strlen(words));
            return;
        }
    }

    fail_msg("no hit of %s", id);
}


static void
test_words(void **state)
{
    score_t     *t = *state;
    coc_scan_t  *scan;

    t->conf.excerpt = 40;

    scan = score_scan(t, t->model, "text/plain", "post",
                      "we ZORCH you and a pea", SIZE_MAX);
    assert_words(scan, "alone", "zorch");
    assert_words(scan, "both", "zorch");
    coc_scan_destroy(scan);

    /* of the lines that were hit */

    scan = score_scan(t, t->model, "text/plain", "post",
                      "> (zorch)\n\nwe zorch! you", SIZE_MAX);
    assert_words(scan, "own", "zorch!");
    coc_scan_destroy(scan);

    scan = score_scan(t, t->model, "text/plain", "post",
                      "> (zorch)\n\nwe greet you and a pea", SIZE_MAX);
    assert_words(scan, "alone", "(zorch)");
    assert_words(scan, "both", "(zorch)");
    coc_scan_destroy(scan);

    /* no more of a word than is good for a moderator, whole characters */

    scan = score_scan(t, t->model, "text/plain", "post",
                      "zorch/a" ZHE ZHE ZHE "de", SIZE_MAX);
    assert_words(scan, "alone", "zorch/a" ZHE ZHE);
    coc_scan_destroy(scan);

    t->conf.excerpt = 0;
}


/* Each allocation of a scan fails in turn. */

static void
test_memory(void **state)
{
    int                rc;
    size_t             n;
    score_t           *t = *state;
    coc_scan_t        *scan;
    coc_alloc_t        alloc;
    coc_test_alloc_t   count;
    static const char  body[] = "> we zorch you\n\nand a pea, zorch\n";

    t->conf.excerpt = 40;
    t->conf.engine = t->engine;
    t->conf.model = t->model;
    t->conf.alloc = &alloc;

    for (n = 1; /* void */; n++) {
        alloc = coc_test_alloc(&count, n);

        rc = coc_scan_create(&scan, &t->conf, &t->err);

        if (rc == COC_OK) {
            rc = coc_scan_feed(scan, (const uint8_t *) body, sizeof(body) - 1,
                               &t->err);

            if (rc == COC_AGAIN) {
                rc = coc_scan_finish(scan, &t->err);
            }

            coc_scan_destroy(scan);
        }

        assert_int_equal(count.live, 0);

        if (count.calls < n) {
            break;
        }

        assert_true(rc == COC_ERROR || rc == COC_OK);
    }

    assert_int_equal(rc, COC_OK);
    assert_true(n > 3);

    t->conf.excerpt = 0;
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_seam),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_memory)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, setup, teardown);
}
