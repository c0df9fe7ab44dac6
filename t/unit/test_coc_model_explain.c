/*
 * The words that weighed most: of which word a feature is, once only, in order.
 */

#include "coc_test_naive.h"

#include <math.h>


#define LABEL  COC_LABEL_THREAT


static coc_test_model_t  *made;


/* What a feature of the normal form weighs. */

static void
weigh_run(const char *run, int weight)
{
    made->weight[coc_test_hash(coc_test_number((const uint8_t *) run,
                                               (unsigned) strlen(run)))
                 * COC_LABEL_MAX + LABEL] = (uint8_t) (128 + weight);
}


static void
weigh_word(const char *word, int weight)
{
    uint64_t  hash;

    hash = coc_test_word((const uint8_t *) word, (unsigned) strlen(word));
    made->weight[coc_test_hash(hash) * COC_LABEL_MAX + LABEL] =
        (uint8_t) (128 + weight);
}


static void
weigh_pair(const char *a, const char *b, int weight)
{
    uint64_t  before, word;

    before = coc_test_word((const uint8_t *) a, (unsigned) strlen(a));
    word = coc_test_word((const uint8_t *) b, (unsigned) strlen(b));
    made->weight[coc_feature_pair(before, word) * COC_LABEL_MAX + LABEL] =
        (uint8_t) (128 + weight);
}


/* The words as "word=sum of weights", with spaces between. */

static void
explain(const coc_model_t *model, const char *text, const char *wanted)
{
    char              got[2048];
    size_t            i, n, len;
    coc_str_t         s;
    coc_model_sum_t   sum;
    coc_model_word_t  word[COC_MODEL_WORDS];
    coc_test_guard_t  guard;

    s.len = strlen(text);
    s.data = coc_test_guard(&guard, text, s.len);

    n = coc_model_explain(model, LABEL, s, word);
    coc_model_sum_text(model, s, &sum);
    assert_true(n <= COC_MODEL_WORDS);

    got[0] = '\0';

    for (i = len = 0; i < n; i++) {
        assert_true(word[i].text.data >= s.data);
        assert_true(word[i].text.data + word[i].text.len <= s.data + s.len);

        len += (size_t) snprintf(got + len, sizeof(got) - len, "%s%.*s=%.1f",
                                 (i != 0) ? " " : "",
                                 (int) word[i].text.len,
                                 (const char *) word[i].text.data,
                                 word[i].weight * sqrt(sum.n));
        assert_true(len < sizeof(got));
    }

    coc_test_unguard(&guard);
    assert_string_equal(got, wanted);
}


static void
test_words(void **state)
{
    size_t            i;
    coc_alloc_t       alloc;
    coc_model_t      *model;
    coc_test_alloc_t  test;

    static const struct {
        const char  *text;
        const char  *wanted;
    } cases[] = {
        { "", "" },
        { " \n", "" },
        { "nothing of it", "" },

        /* a word, a run in its middle, a pair by halves */

        { "kids", "kids=50.0" },
        { "my KIDS!", "KIDS!=50.0" },
        { "a school is near", "school=20.0" },
        { "preschooler", "preschooler=20.0" },
        { "go home", "go=15.0 home=15.0" },
        { "go, \xe2\x80\x9chome\xe2\x80\x9d",
          "go,=15.0 \xe2\x80\x9chome\xe2\x80\x9d=15.0" },

        /* once, where it is first */

        { "x kids kids Kids kids.", "kids=50.0" },
        { "go home go home", "go=15.0 home=15.0" },

        /* a run over two words is of the one that has more of it */

        { "abc de", "abc=8.0" },
        { "xbc de", "" },
        { "fg hij", "hij=9.0" },

        /* what speaks against is left out, but counts against its word */

        { "friend", "" },
        { "school friend kids", "kids=50.0 school=20.0" },
        { "schoolfriend", "schoolfriend=20.0" },

        /* white space of all kinds, and signs that are no words */

        { "\t--\r\n \x01kids\x7f...\v", "kids=50.0" },

        /* the eight heaviest, in order */

        { "w1 wa wb wc wd we wf wg wh wi wj",
          "wj=10.0 wi=9.0 wh=8.0 wg=7.0 wf=6.0 we=5.0 wd=4.0 wc=3.0" },
        { "wj wi wh wg wf we wd wc wb wa",
          "wj=10.0 wi=9.0 wh=8.0 wg=7.0 wf=6.0 we=5.0 wd=4.0 wc=3.0" }
    };

    (void) state;

    memset(made->weight, 128, COC_MODEL_WEIGHTS);

    weigh_word("kids", 50);
    weigh_run("choo", 20);
    weigh_pair("go", "home", 30);
    weigh_run("abc d", 8);
    weigh_run("g hij", 9);
    weigh_word("friend", -40);
    weigh_word("schoolfriend", -1);
    weigh_run("olfr", 1);

    for (i = 0; i < 10; i++) {
        weigh_word((const char [3]) { 'w', (char) ('a' + i), '\0' },
                   (int) i + 1);
    }

    alloc = coc_test_alloc(&test, 0);
    model = coc_test_model_open(made, &alloc);

    for (i = 0; i < coc_nelts(cases); i++) {
        print_message("# %s\n", cases[i].wanted);
        explain(model, cases[i].text, cases[i].wanted);
    }

    coc_model_close(model);
    assert_int_equal(test.live, 0);
}


/* All that words add is all of the sum, where nothing speaks against. */

static void
test_all(void **state)
{
    char              text[2 * COC_FEATURE_LONGEST];
    size_t            i, n, len;
    double            all;
    uint64_t          seed;
    unsigned          round;
    coc_str_t         s;
    coc_alloc_t       alloc;
    coc_model_t      *model;
    coc_model_sum_t   sum;
    coc_model_word_t  word[COC_MODEL_WORDS];
    coc_test_alloc_t  test;

    (void) state;

    seed = 5;

    for (i = 0; i < COC_MODEL_WEIGHTS; i++) {
        made->weight[i] = (uint8_t) (129 + coc_test_random(&seed) % 100);
    }

    alloc = coc_test_alloc(&test, 0);
    model = coc_test_model_open(made, &alloc);

    for (round = 0; round < 300; round++) {

        /* eight words at most, one of them of any length */

        len = 0;

        for (i = 0; i < round % 9; i++) {
            for (n = coc_test_random(&seed) % ((i == 1) ? 500 : 40) + 1;
                 n > 0; n--)
            {
                text[len++] = (char) ('!' + coc_test_random(&seed) % 90);
            }

            text[len++] = (i % 2) ? '\n' : ' ';
        }

        s.data = (const uint8_t *) text;
        s.len = coc_min(len, COC_FEATURE_SEGMENT);

        n = coc_model_explain(model, LABEL, s, word);
        coc_model_sum_text(model, s, &sum);

        for (all = 0, i = 0; i < n; i++) {
            all += word[i].weight * sqrt(sum.n);
            assert_true(i == 0 || word[i].weight <= word[i - 1].weight);
        }

        assert_true(fabs(all - sum.sum[LABEL]) < 1e-6 * sum.sum[LABEL] + 1e-9);
    }

    coc_model_close(model);
}


/* Any bytes, more than a segment, ended by an unreadable page. */

static void
test_bytes(void **state)
{
    size_t            i, len;
    uint8_t           bytes[3 * COC_FEATURE_LONGEST];
    uint64_t          seed;
    unsigned          round;
    coc_str_t         s;
    coc_alloc_t       alloc;
    coc_model_t      *model;
    coc_model_word_t  word[COC_MODEL_WORDS];
    coc_test_alloc_t  test;
    coc_test_guard_t  guard;

    (void) state;

    seed = 9;
    alloc = coc_test_alloc(&test, 0);
    model = coc_test_model_open(made, &alloc);

    for (round = 0; round < 400; round++) {
        len = coc_test_random(&seed) % sizeof(bytes);

        for (i = 0; i < len; i++) {
            bytes[i] = (round % 2) ? (uint8_t) coc_test_random(&seed)
                       : (uint8_t) "\xe2\x80\x99 a\n\x9c!"[
                                       coc_test_random(&seed) % 8];
        }

        s.len = len;
        s.data = coc_test_guard(&guard, bytes, len);

        for (i = coc_model_explain(model, LABEL, s, word); i-- > 0; ) {
            assert_true(word[i].text.len != 0);
            assert_true(word[i].text.data >= s.data);
            assert_true(word[i].text.data + word[i].text.len
                        <= s.data + s.len);
        }

        coc_test_unguard(&guard);
    }

    coc_model_close(model);
}


int
main(void)
{
    int  failed;

    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_bytes)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    made = coc_test_model(1);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(made);

    return failed;
}
