/*
 * The hash that nearly the same texts have nearly in common.
 */

#include "coc_test.h"

#include "coc_simhash.h"
#include "coc_str.h"


#define SIM_TEXT                                                              \
    "we saw a rise in visits for chest pain this winter and i wonder whether " \
    "others have changed their triage protocols because of it or not at all"


static uint64_t
sim(const char *text, const char *more, size_t *words)
{
    coc_simhash_t  simhash;

    coc_simhash_init(&simhash);
    coc_simhash_add(&simhash, coc_str_from(text));

    if (more != NULL) {
        coc_simhash_add(&simhash, coc_str_from(more));
    }

    if (words != NULL) {
        *words = simhash.words;
    }

    return coc_simhash_final(&simhash);
}


static void
test_same(void **state)
{
    uint64_t  hash;

    (void) state;

    hash = sim(SIM_TEXT, NULL, NULL);
    assert_true(hash != 0);

    /* punctuation and space, an apostrophe, the order of fields */

    assert_true(hash == sim(
        "we saw a rise in visits\nfor chest-pain; this  winter, and i (wonder) "
        "whether others have changed \xc2\xab their \xc2\xbb triage protocols "
        "be'cause of it\xe2\x80\xa6 or not at all!!!", NULL, NULL));
    assert_true(sim(SIM_TEXT, "my title", NULL)
                == sim("my title", SIM_TEXT, NULL));
    assert_true(hash == sim(SIM_TEXT, "", NULL));
    assert_true(hash == sim(SIM_TEXT, "...", NULL));
}


static void
test_near(void **state)
{
    uint64_t  hash;

    (void) state;

    hash = sim(SIM_TEXT, NULL, NULL);

    /* one word of twenty-seven: three shingles */

    assert_in_range(__builtin_popcountll(hash ^ sim(
        "we saw a rise in visits for chest pain this summer and i wonder "
        "whether others have changed their triage protocols because of it or "
        "not at all", NULL, NULL)), 1, 16);

    assert_in_range(__builtin_popcountll(hash ^ sim(
        "has anyone tried the new inhaler with teenagers who refuse spacers "
        "and never come back for their second visit in the autumn months",
        NULL, NULL)), 18, 46);
}


static void
test_words(void **state)
{
    size_t  i, words;

    static const struct {
        const char  *text;
        size_t       words;
        int          hash;
    } cases[] = {
        { "", 0, 0 },
        { " .,\n", 0, 0 },
        { "a", 1, 0 },
        { "don't", 1, 0 },
        { "'a' b'", 2, 0 },
        { "a b c d e f g h i j k", 11, 0 },
        { "a b c d e f g h i j k l", 12, 1 },
        { "caf\xc3\xa9 \xe7\x97\x85\xe6\xad\xb4", 2, 0 },
        { "\xc2", 1, 0 },
        { "\xe2\x80", 1, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        print_message("# %s\n", cases[i].text);
        assert_int_equal(sim(cases[i].text, NULL, &words) != 0,
                         cases[i].hash);
        assert_int_equal(words, cases[i].words);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_near),
        cmocka_unit_test(test_words)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
