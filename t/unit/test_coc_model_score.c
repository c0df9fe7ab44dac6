/*
 * Texts scored: as a plain computation does, to the last bit, and the segment
 * that has the score.
 */

#include "coc_test_naive.h"

#include <math.h>


#define TEXTS    1000
#define LONGEST  6000


static uint64_t           seed = 1;
static coc_model_t       *model;
static coc_test_alloc_t   test_alloc;
static coc_test_model_t  *made;


static size_t
put(uint8_t *text, size_t n, const char *what)
{
    size_t  len;

    len = strlen(what);

    if (n + len > LONGEST) {
        return n;
    }

    memcpy(text + n, what, len);

    return n + len;
}


/* A text of a kind, and about as long as wanted. */

static size_t
write_text(unsigned kind, size_t wanted, uint8_t *text)
{
    size_t    n;
    uint32_t  r;

    static const char *const  words[] = {
        "the", "Patient's", "was", "seen", "BP", "120/80", "mg", "don\xe2\x80"
        "\x99t", "\xe2\x80\x9cwell\xe2\x80\x9d", "2019\xe2\x80\x93" "2021",
        "\xe2\x80\x94", "caf\xc3\xa9", "\xf0\x9f\x98\x80", "so", "nooooooooo",
        "!!!!!!", "pseudohypoparathyroidism", "electroencephalographically",
        "\xe7\x97\x85\xe6\xad\xb4", "x", ",", "\xe2\x80\xa6", "a.b.c", "I"
    };
    static const char *const  spaces[] = { " ", "  ", "\n", "\t \r\n", ". " };

    n = 0;

    while (n < wanted && n + 64 < LONGEST) {

        r = coc_test_random(&seed);

        switch (kind) {

        case 0:                         /* words */
        case 1:
            n = put(text, n, words[r % coc_nelts(words)]);
            n = put(text, n, spaces[(r >> 8) % coc_nelts(spaces)]);
            break;

        case 2:                         /* without a space */
            n = put(text, n, words[r % coc_nelts(words)]);
            break;

        case 3:                         /* any bytes */
            text[n++] = (uint8_t) r;
            break;

        case 4:                         /* of those of signs, cut anywhere */
            text[n++] = (uint8_t) "\xe2\x80\x93\x94\x98\x99\x9c\x9d a"[r % 10];
            break;

        case 5:                         /* one over and over */
            text[n] = (n % 997 == 0) ? (uint8_t) (r >> 8) : text[n - 1];
            n++;
            break;

        case 6:                         /* bytes of words: all features new */
            text[n++] = (uint8_t) (0x80 | r);
            break;

        default:                        /* few signs, many spaces */
            text[n++] = (uint8_t) "aA0 \n'\"-\x7f\x01"[r % 10];
            break;
        }
    }

    return coc_min(n, wanted);
}


/* Texts that end where a segment does, and one byte before and after. */

static size_t
wanted_length(unsigned i)
{
    static const size_t  lengths[] = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 398, 399, 400, 401, 402, 403, 798, 799,
        800, 801, 802, 803, 1600, 1601, LONGEST
    };

    if (i / 8 < coc_nelts(lengths)) {
        return lengths[i / 8];
    }

    return coc_test_random(&seed) % ((i % 3 == 0) ? LONGEST : 700);
}


/* The same segments and the same sums; returns how many segments. */

static unsigned
compare(const uint8_t *text, size_t len)
{
    size_t              at, n, naive;
    uint8_t             buf[COC_FEATURE_BUFFER];
    unsigned            segments;
    coc_str_t           s;
    coc_model_sum_t     sum, wanted;
    coc_test_segment_t  segment;

    static uint8_t  bucket[COC_TEST_BUCKETS];

    s.data = text;
    s.len = len;
    segments = 0;

    for (at = naive = 0; ; naive = segment.next) {

        n = coc_feature_segment(s, &at, buf);

        if (!coc_test_segment(text, len, naive, &segment)) {
            assert_int_equal(n, 0);
            return segments;
        }

        assert_int_equal(n, segment.len);
        assert_memory_equal(buf, segment.text, n);
        assert_int_equal(at, segment.next);

        coc_model_sum(model, buf, n, &sum);
        coc_test_features(&segment, bucket);
        coc_test_sum(made, bucket, &wanted);

        assert_int_equal(sum.n, wanted.n);
        assert_memory_equal(sum.sum, wanted.sum, sizeof(sum.sum));

        segments++;
    }
}


static void
test_texts(void **state)
{
    size_t            len;
    uint8_t           text[LONGEST];
    unsigned          i, segments;
    const uint8_t    *p;
    coc_test_guard_t  guard;

    (void) state;

    segments = 0;

    for (i = 0; i < TEXTS; i++) {
        len = write_text(i % 8, wanted_length(i), text);
        p = coc_test_guard(&guard, text, len);
        segments += compare(p, len);
        coc_test_unguard(&guard);
    }

    print_message("# %u texts, %u segments\n", TEXTS, segments);
    assert_true(segments > 2 * TEXTS);
}


/* As many features as there can be, each of the least and the most weight. */

static void
test_extremes(void **state)
{
    size_t            len;
    uint8_t           text[LONGEST];
    unsigned          i, label;
    coc_alloc_t       alloc;
    coc_model_t      *kept;
    coc_test_alloc_t  test;

    static const uint8_t  weights[] = { 0, 255, 255, 128, 127, 1 };

    (void) state;

    kept = model;
    alloc = coc_test_alloc(&test, 0);

    for (i = 0; i < coc_nelts(weights); i++) {
        memset(made->weight, weights[i], COC_MODEL_WEIGHTS);

        /* neighbors in a load: the one must not spill into the other */

        for (label = 0; label < COC_MODEL_WEIGHTS && i == 1; label += 2) {
            made->weight[label] = 0;
        }

        model = coc_test_model_open(made, &alloc);

        for (label = 2; label < 8; label++) {
            len = write_text(label, 1700, text);
            assert_true(compare(text, len) >= 1);
        }

        coc_model_close(model);
        assert_int_equal(test.live, 0);
    }

    model = kept;
    free(made);
    made = coc_test_model(1);
}


/* One over one plus e to the minus: rounded to the ten-thousandth. */

static void
test_probability(void **state)
{
    unsigned         i;
    coc_alloc_t      alloc;
    coc_model_t     *m;
    coc_model_sum_t  sum;

    static const struct {
        double    slope;
        double    offset;
        int32_t   sum;
        uint32_t  n;
        uint32_t  p;
    } cases[] = {
        { 1, 0, 0, 100, 5000 },
        { 1, 0, 10, 100, 7311 },
        { 1, 0, -10, 100, 2689 },
        { 2, -1, 10, 100, 7311 },
        { 1, 0, 1000000, 1, 10000 },
        { 1, 0, -1000000, 1, 0 },
        { 1e300, 1e300, INT32_MAX, 1, 10000 },
        { -1e300, -1e300, INT32_MAX, 1, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        made->head.label[COC_LABEL_TOXIC].slope = cases[i].slope;
        made->head.label[COC_LABEL_TOXIC].offset = cases[i].offset;

        alloc = coc_test_alloc(&test_alloc, 0);
        m = coc_test_model_open(made, &alloc);

        memset(&sum, 0, sizeof(coc_model_sum_t));
        sum.sum[COC_LABEL_TOXIC] = cases[i].sum;
        sum.n = cases[i].n;

        assert_int_equal(coc_model_probability(
                             coc_model_logit(m, COC_LABEL_TOXIC, &sum)),
                         cases[i].p);
        coc_model_close(m);
    }

    made->head.label[COC_LABEL_TOXIC].slope = 1;
    made->head.label[COC_LABEL_TOXIC].offset = 0;
}


/* Two views as the engine would have them; a second of NULL is the first. */

static void
views_of(coc_views_t *views, const char *plain, const char *second)
{
    coc_str_t  text;

    memset(views, 0, sizeof(coc_views_t));
    text = coc_str_from(plain);
    views->view[COC_VIEW_PLAIN].text = text;
    views->view[COC_VIEW_SQUASHED].text = (second == NULL)
                                          ? text : coc_str_from(second);
}


/* The best of all segments of a text, as the naive computation has it. */

static void
best_of(const char *text, unsigned view, coc_scores_t *best)
{
    double              margin;
    size_t              at;
    uint32_t            p;
    unsigned            label;
    coc_score_t        *score;
    coc_model_sum_t     sum;
    coc_test_segment_t  segment;

    static double   margins[COC_LABEL_MAX];
    static uint8_t  bucket[COC_TEST_BUCKETS];

    for (at = 0;
         coc_test_segment((const uint8_t *) text, strlen(text), at, &segment);
         at = segment.next)
    {
        coc_test_features(&segment, bucket);
        coc_test_sum(made, bucket, &sum);

        for (label = 0; label < COC_LABEL_MAX; label++) {
            margin = sum.sum[label] / sqrt(sum.n);
            p = (uint32_t) (10000 / (1 + exp(-margin)) + 0.5);
            score = &best->label[label];

            if (score->end == 0 || margin > margins[label]) {
                margins[label] = margin;
                score->p = p;
                score->view = view;
                score->start = at;
                score->end = segment.next;
            }
        }
    }
}


static void
compare_scores(const coc_scores_t *got, const coc_scores_t *wanted)
{
    unsigned  label;

    for (label = 0; label < COC_LABEL_MAX; label++) {
        assert_int_equal(got->label[label].p, wanted->label[label].p);
        assert_int_equal(got->label[label].view, wanted->label[label].view);
        assert_int_equal(got->label[label].start, wanted->label[label].start);
        assert_int_equal(got->label[label].end, wanted->label[label].end);
    }
}


/* Weights of 16 at most: probabilities that are told apart. */

static coc_test_model_t *
mild_model(void)
{
    size_t             i;
    coc_test_model_t  *mild;

    mild = coc_test_model(7);

    for (i = 0; i < COC_MODEL_WEIGHTS; i++) {
        mild->weight[i] = (uint8_t) (128 - 2 + mild->weight[i] / 64);
    }

    return mild;
}


static void
test_score(void **state)
{
    char               text[LONGEST + 1], second[LONGEST + 1];
    size_t             len, at;
    unsigned           i;
    coc_alloc_t        alloc;
    coc_model_t       *m;
    coc_views_t        views;
    coc_scores_t       got, wanted;
    coc_test_model_t  *kept;

    (void) state;

    kept = made;
    made = mild_model();
    alloc = coc_test_alloc(&test_alloc, 0);
    m = coc_test_model_open(made, &alloc);

    for (i = 0; i < 120; i++) {
        len = write_text(0, i * 40, (uint8_t *) text);
        text[len] = '\0';
        memset(&wanted, 0, sizeof(wanted));
        best_of(text, COC_VIEW_PLAIN, &wanted);

        /* the same bytes; the same in another place; in other case */

        views_of(&views, text, NULL);
        coc_model_score(m, &views, COC_VIEW_PLAIN, COC_VIEW_SQUASHED, &got);
        compare_scores(&got, &wanted);
        coc_model_score(m, &views, COC_VIEW_PLAIN, COC_VIEW_PLAIN, &got);
        compare_scores(&got, &wanted);

        memcpy(second, text, len + 1);
        views_of(&views, text, second);
        coc_model_score(m, &views, COC_VIEW_PLAIN, COC_VIEW_SQUASHED, &got);
        compare_scores(&got, &wanted);

        second[0] = (second[0] == 't') ? 'T' : second[0];
        coc_model_score(m, &views, COC_VIEW_PLAIN, COC_VIEW_SQUASHED, &got);
        compare_scores(&got, &wanted);

        /* another word somewhere: the higher of both */

        if (len > 20) {
            at = (i * 977) % (len - 10);
            memcpy(second + at, " zzyzx yy", 9);
            memset(&wanted, 0, sizeof(wanted));
            best_of(text, COC_VIEW_PLAIN, &wanted);
            best_of(second, COC_VIEW_SQUASHED, &wanted);
            coc_model_score(m, &views, COC_VIEW_PLAIN, COC_VIEW_SQUASHED,
                            &got);

            for (at = 0; at < COC_LABEL_MAX; at++) {
                assert_int_equal(got.label[at].p, wanted.label[at].p);
            }
        }
    }

    coc_model_close(m);
    free(made);
    made = kept;
}


/* Nothing to read: no probability of anything. */

static void
test_nothing(void **state)
{
    unsigned      i;
    coc_views_t   views;
    coc_scores_t  scores, none;

    static const char *const  texts[] = { "", " ", "\n\t  \r\n", "\x7f\x01" };

    (void) state;

    memset(&none, 0, sizeof(none));

    for (i = 0; i < coc_nelts(texts); i++) {
        views_of(&views, texts[i], "");
        memset(&scores, 1, sizeof(scores));
        coc_model_score(model, &views, COC_VIEW_PLAIN, COC_VIEW_SQUASHED,
                        &scores);
        compare_scores(&scores, &none);
    }

    /* only in the second */

    views_of(&views, "", "word");
    coc_model_score(model, &views, COC_VIEW_PLAIN, COC_VIEW_SQUASHED, &scores);
    assert_true(scores.label[COC_LABEL_TOXIC].p != 0);
    assert_int_equal(scores.label[COC_LABEL_TOXIC].view, COC_VIEW_SQUASHED);
    assert_int_equal(scores.label[COC_LABEL_TOXIC].end, 4);
}


static void
test_raise(void **state)
{
    coc_scores_t  a, b;

    (void) state;

    memset(&a, 0, sizeof(a));
    memset(&b, 0, sizeof(b));

    a.label[COC_LABEL_HATE].p = 7;
    a.label[COC_LABEL_PROMO].p = 5;
    b.label[COC_LABEL_HATE].p = 6;
    b.label[COC_LABEL_PROMO].p = 8;
    b.label[COC_LABEL_PROMO].end = 80;

    coc_scores_raise(&a, &b);

    assert_int_equal(a.label[COC_LABEL_HATE].p, 7);
    assert_int_equal(a.label[COC_LABEL_PROMO].p, 8);
    assert_int_equal(a.label[COC_LABEL_PROMO].end, 80);
    assert_int_equal(a.label[COC_LABEL_TOXIC].p, 0);
}


int
main(void)
{
    int          failed;
    coc_alloc_t  alloc;

    static coc_test_alloc_t  test;

    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_probability),
        cmocka_unit_test(test_score),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_raise)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    alloc = coc_test_alloc(&test, 0);
    made = coc_test_model(1);
    model = coc_test_model_open(made, &alloc);

    failed = cmocka_run_group_tests(tests, NULL, NULL);

    coc_model_close(model);
    free(made);

    return failed;
}
