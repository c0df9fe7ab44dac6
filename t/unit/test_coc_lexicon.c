/*
 * The lexicon: what it takes, and which misspellings it makes.
 */

#include "coc_test.h"

#include "coc_lexicon.h"
#include "coc_lexicon_int.h"
#include "coc_str.h"


static int
in_trie(const coc_lexicon_t *lexicon, uint32_t node, const char *text)
{
    for ( /* void */ ; *text; text++) {
        node = coc_lexicon_next(lexicon, node, (unsigned) (*text - 'a'));
        if (node == 0) {
            return 0;
        }
    }

    return lexicon->node[node].word != 0;
}


static void
test_add(void **state)
{
    size_t             i;
    coc_alloc_t        alloc;
    coc_lexicon_t     *lexicon;
    coc_test_alloc_t   test;

    static const struct {
        const char  *word;
        int          rc;
    } words[] = {
        { "fuck", COC_OK },
        { "fuc", COC_OK },
        { "fuck", COC_OK },
        { "abcdefghijklmnopqrstuvwxyzabcdef", COC_OK },
        { "abcdefghijklmnopqrstuvwxyzabcdefg", COC_DECLINED },
        { "fu", COC_DECLINED },
        { "", COC_DECLINED },
        { "Fuck", COC_DECLINED },
        { "fu ck", COC_DECLINED },
        { "caf\xc3\xa9", COC_DECLINED }
    };

    (void) state;

    alloc = coc_test_alloc(&test, 0);
    assert_int_equal(coc_lexicon_create(&lexicon, &alloc), COC_OK);

    for (i = 0; i < coc_nelts(words); i++) {
        assert_int_equal(coc_lexicon_add(lexicon, coc_str_from(words[i].word),
                                         0), words[i].rc);
    }

    assert_int_equal(coc_lexicon_words(lexicon), 3);
    assert_int_equal(coc_lexicon_finish(lexicon), COC_OK);

    assert_true(in_trie(lexicon, COC_LEXICON_TRUE, "fuck"));
    assert_true(in_trie(lexicon, COC_LEXICON_TRUE, "fuc"));
    assert_false(in_trie(lexicon, COC_LEXICON_TRUE, "fu"));
    assert_false(in_trie(lexicon, COC_LEXICON_VARY, "phuk"));

    coc_lexicon_destroy(lexicon);
    coc_lexicon_destroy(NULL);
    assert_int_equal(test.live, 0);
}


static void
test_empty(void **state)
{
    coc_alloc_t        alloc;
    coc_lexicon_t     *lexicon;
    coc_test_alloc_t   test;

    (void) state;

    alloc = coc_test_alloc(&test, 0);
    assert_int_equal(coc_lexicon_create(&lexicon, &alloc), COC_OK);
    assert_int_equal(coc_lexicon_finish(lexicon), COC_OK);
    assert_int_equal(coc_lexicon_words(lexicon), 0);
    coc_lexicon_destroy(lexicon);
    assert_int_equal(test.live, 0);
}


static void
test_vary(void **state)
{
    size_t             i;
    coc_alloc_t        alloc;
    coc_lexicon_t     *lexicon;
    coc_test_alloc_t   test;

    static const char *const  words[] = {
        "fuck", "shit", "asshole", "bitch", "bastard", "cunt", "whore",
        "nigger"
    };

    static const char *const  varied[] = {
        "phuck", "phuk", "fuk", "fuq", "fook", "fukc", "fcuk", "fck", "shyt",
        "schit", "hsit", "shti", "azzhole", "asshol", "asswhole", "bich",
        "bytch", "bicth", "btch", "bastad", "bstrd", "basterd", "kunt",
        "coont", "cutn", "nigga", "niggr"
    };

    static const char *const  real[] = {
        "ship", "shut", "count", "counts", "aunt", "batch", "beach", "bass",
        "custard", "cnt", "niger", "fact", "folk", "cook", "whole", "sheet",
        "faced", "hoar", "shot"
    };

    (void) state;

    alloc = coc_test_alloc(&test, 0);
    assert_int_equal(coc_lexicon_create(&lexicon, &alloc), COC_OK);

    for (i = 0; i < coc_nelts(words); i++) {
        assert_int_equal(coc_lexicon_add(lexicon, coc_str_from(words[i]),
                                         COC_LEXICON_STRONG), COC_OK);
    }

    assert_int_equal(coc_lexicon_finish(lexicon), COC_OK);

    for (i = 0; i < coc_nelts(varied); i++) {
        if (!in_trie(lexicon, COC_LEXICON_VARY, varied[i])) {
            fail_msg("no %s", varied[i]);
        }
    }

    for (i = 0; i < coc_nelts(real); i++) {
        if (in_trie(lexicon, COC_LEXICON_VARY, real[i])) {
            fail_msg("%s is real", real[i]);
        }
    }

    for (i = 0; i < coc_nelts(words); i++) {
        assert_false(in_trie(lexicon, COC_LEXICON_VARY, words[i]));
    }

    coc_lexicon_destroy(lexicon);
    assert_int_equal(test.live, 0);
}


/* Lists that are searched by halves are in order. */

static void
test_lists(void **state)
{
    (void) state;

    assert_true(coc_lexicon_real((coc_str_t) coc_str("ship")));
    assert_true(coc_lexicon_real((coc_str_t) coc_str("aunts")));
    assert_false(coc_lexicon_real((coc_str_t) coc_str("phuk")));
    assert_true(coc_lexicon_piece((coc_str_t) coc_str("who")));
    assert_true(coc_lexicon_piece((coc_str_t) coc_str("q")));
    assert_false(coc_lexicon_piece((coc_str_t) coc_str("ck")));
}


static void
test_no_memory(void **state)
{
    int                rc;
    size_t             i;
    coc_alloc_t        alloc;
    coc_lexicon_t     *lexicon;
    coc_test_alloc_t   test;

    static const coc_str_t  word = coc_str("fuck");

    (void) state;

    for (i = 1; /* void */ ; i++) {
        alloc = coc_test_alloc(&test, i);

        rc = coc_lexicon_create(&lexicon, &alloc);

        if (rc == COC_OK) {
            rc = coc_lexicon_add(lexicon, word, COC_LEXICON_STRONG);

            if (rc == COC_OK) {
                rc = coc_lexicon_finish(lexicon);
            }

            coc_lexicon_destroy(lexicon);
        }

        assert_int_equal(test.live, 0);

        if (rc == COC_OK) {
            break;
        }

        assert_int_equal(rc, COC_ERROR);
    }

    assert_true(i > 1);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_vary),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_no_memory)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
