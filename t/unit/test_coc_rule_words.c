/*
 * What rules give to the squashed view, and terms that are looked for encoded.
 */

#include "coc_test_rules.h"

#include "coc_lexicon.h"
#include "coc_rule_encode.h"


static const bad_t  bad[] = {
    { RULE "    any: [x]\n    misspelled: true\n",
      ".yaml:8:17: key \"misspelled\" wants view squashed" },
    { RULE "    any: [x]\n    words: [kill]\n",
      ".yaml:8:12: key \"words\" wants view squashed" },
    { RULE "    any: [x]\n    view: squashed\n    words: [kill, Die]\n",
      ".yaml:9:19: a word must be 3 to 32 letters, a to z" },
    { RULE "    terms: [fuck]\n    view: squashed\n    encoded: true\n",
      ".yaml:9:14: an encoded rule wants view folded" },
    { RULE "    terms: [fuc]\n    encoded: true\n",
      ".yaml:7:13: encoded term must be a word of 4 to 32 letters" },
    { RULE "    terms: [fuck off]\n    encoded: true\n",
      ".yaml:7:13: encoded term must be a word of 4 to 32 letters" }
};


static void
test_keys(void **state)
{
    char    error[512];
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(bad); i++) {
        put("r.yaml", bad[i].body);
        (void) snprintf(error, sizeof(error), "r%s", bad[i].error);
        expect("r.yaml", COC_INVALID, error);
    }
}


static void
test_action(void **state)
{
    (void) state;

    put("r.yaml", "section: ugly\nrules:\n  - id: a\n    title: A\n"
        "    severity: 1\n    action: nudge\n    terms: [fuck]\n"
        "    encoded: true\n");
    expect("r.yaml", COC_INVALID,
           "r.yaml:8:14: an encoded rule may do no more than flag");
}


static void
test_lexicon(void **state)
{
    coc_ruleset_t  *set;

    (void) state;

    /* fuck, piece, shit, kill; of a phrase only words of four letters */

    put("r.yaml", RULE "    view: squashed\n    misspelled: true\n"
        "    terms: [Fuck, piece of shit, c++, ab]\n    words: [kill]\n");
    set = load_ok("r.yaml");
    assert_non_null(set->lexicon);
    assert_int_equal(coc_lexicon_words(set->lexicon), 4);
    coc_ruleset_destroy(set);

    put("r.yaml", RULE "    terms: [fuck]\n");
    set = load_ok("r.yaml");
    assert_non_null(set->lexicon);
    assert_int_equal(coc_lexicon_words(set->lexicon), 0);
    coc_ruleset_destroy(set);
}


static void
test_encode(void **state)
{
    int        open;
    size_t     i, n;
    uint8_t    out[COC_ENCODE_ROOM];
    unsigned   which;
    coc_str_t  word = coc_str("fuck");

    static const char *const  forms[] = {
        "kcuf", "k c u f", "k.c.u.f", "skcuf", "shpx", "ufxp", "gvdl", "ixfn",
        "uckfay", "znvja", "rnvja", "rlvds", "102 117 99 107",
        "102, 117, 99, 107", "\\146\\165\\143\\153", "=66=75=63=6b",
        "%2566%2575%2563%256b", "u+0066 u+0075 u+0063 u+006b",
        "6675636b", "4655434b", "0x6675636b", "66 75 63 6b", "66-75-63-6b",
        "66:75:63:6b", "0x66 0x75 0x63 0x6b", "0x66, 0x75, 0x63, 0x6b",
        "x66x75x63x6b", "01100110011101010110001101101011",
        "01100110 01110101 01100011 01101011"
    };

    (void) state;

    for (i = 0; i < coc_nelts(forms); i++) {

        for (which = 0; /* void */ ; which++) {
            n = coc_rule_encode(word, which, out, &open);

            if (n == 0) {
                fail_msg("no %s", forms[i]);
            }

            if (n == strlen(forms[i]) && memcmp(out, forms[i], n) == 0) {
                break;
            }
        }
    }

    /* the longest fits */

    word = (coc_str_t) coc_str("abcdefghijklmnopqrstuvwxyzabcdef");

    for (which = 0; (n = coc_rule_encode(word, which, out, &open)) != 0;
         which++)
    {
        assert_true(n <= sizeof(out));
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_action),
        cmocka_unit_test(test_lexicon),
        cmocka_unit_test(test_encode)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, enter, leave);
}
