/*
 * The squashed view: what it spells out, what it leaves alone, its map, and
 * that it is the same when it is made of itself.
 */

#include "coc_test_view.h"

#include "coc_lexicon.h"


static coc_lexicon_t     *lexicon;
static coc_test_alloc_t   held;


static int
enter(void **state)
{
    size_t       i;
    coc_alloc_t  alloc;

    static const char *const  strong[] = {
        "fuck", "fucker", "fucking", "shit", "asshole", "bitch", "bastard",
        "cunt", "whore", "nigger", "motherfucker"
    };

    static const char *const  words[] = {
        "spic", "wog", "paki", "moron", "idiot", "kill", "yourself"
    };

    (void) state;

    alloc = coc_test_alloc(&held, 0);
    assert_int_equal(coc_lexicon_create(&lexicon, &alloc), COC_OK);

    for (i = 0; i < coc_nelts(strong); i++) {
        assert_int_equal(coc_lexicon_add(lexicon, coc_str_from(strong[i]),
                                         COC_LEXICON_STRONG), COC_OK);
    }

    for (i = 0; i < coc_nelts(words); i++) {
        assert_int_equal(coc_lexicon_add(lexicon, coc_str_from(words[i]), 0),
                         COC_OK);
    }

    assert_int_equal(coc_lexicon_finish(lexicon), COC_OK);

    return 0;
}


static int
leave(void **state)
{
    (void) state;

    coc_lexicon_destroy(lexicon);
    assert_int_equal(held.live, 0);

    return 0;
}


static void
make(coc_test_views_t *v, const void *data, size_t len)
{
    v->alloc = coc_test_alloc(&v->test, 0);
    v->arena = coc_arena_create(&v->alloc, COC_TEST_BUDGET);
    assert_non_null(v->arena);

    v->value.data = coc_test_guard(&v->guard, data, len);
    v->value.len = len;

    assert_int_equal(coc_views_build(v->arena, v->value,
                                     coc_view_bit(COC_VIEW_FOLDED)
                                     | coc_view_bit(COC_VIEW_SQUASHED),
                                     lexicon, &v->views), COC_OK);

    coc_test_view_holds(&v->views.view[COC_VIEW_SQUASHED], v->value);
}


static void
is(const char *value, const char *text)
{
    char              *got;
    coc_str_t          s;
    coc_test_views_t   v;

    make(&v, value, strlen(value));

    s = v.views.view[COC_VIEW_SQUASHED].text;
    got = strndup((const char *) s.data, s.len);
    assert_non_null(got);
    assert_string_equal(got, text);
    free(got);

    coc_test_views_free(&v);
}


static void
test_seen(void **state)
{
    size_t  i;

    static const char *const  texts[][2] = {

        /* signs */

        { "a fv(k", "a fuck" },
        { "$#!+ day", "shit day" },
        { "@$$#ole", "asshole" },
        { "f|_|c|<", "fuck" },
        { "bitc|-|", "bitch" },
        { "b@$+@rd", "bastard" },
        { "a w0g", "a wog" },
        { "sp1c", "spic" },
        { "k1ll y0urself", "kill yourself" },
        { "\xc2\xa2unt", "cunt" },
        { "\xe2\x82\xa3uck", "fuck" },
        { "5|-|!+", "shit" },
        { "b17ch5", "bitch5" },
        { "b1tch\xe2\x82\xacs", "bitch\xe2\x82\xacs" },

        /* masks */

        { "f*ck", "fuck" },
        { "f**k!", "fuck!" },
        { "f*** you", "fuck you" },
        { "s#!t", "shit" },
        { "f@#k", "fuck" },
        { "b@#$%d", "bastard" },
        { "m*th*rf*ck*r", "motherfucker" },
        { "sh-t", "shit" },
        { "b---h", "bitch" },
        { "*uck off", "fuck off" },
        { "m*ron", "moron" },
        { "m*r*n", "moron" },
        { "f*cking", "fucking" },
        { "'s**t'", "'shit'" },
        { "f...k", "fuck" },
        { "sh---t", "shit" },
        { "f??k", "fuck" },
        { "f * * k", "fuck" },
        { "b\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88h", "bitch" },
        { "*ssh*l*", "asshole" },
        { "fxck", "fuck" },
        { "bxxxh", "bitch" },

        /* gaps */

        { "a f u c k", "a fuck" },
        { "f.u.c.k", "fuck" },
        { "f - u - c - k", "fuck" },
        { "b\ni\nt\nc\nh", "bitch" },
        { "f\xe2\x80\xa2u\xe2\x80\xa2" "c\xe2\x80\xa2k", "fuck" },
        { "s \xf0\x9f\x94\xa5 h \xf0\x9f\x94\xa5 i \xf0\x9f\x94\xa5 t",
          "shit" },
        { "f u ( k", "fuck" },
        { "m o r o n", "moron" },
        { "fu ck", "fuck" },
        { "as shole", "asshole" },
        { "bas-\ntard", "bastard" },
        { "FU CK YOU ALL", "fu ck you all" },
        { "s*hit", "shit" },
        { "b.itch", "bitch" },
        { "ff uu cc kk", "fuck" },
        { "$ h ! t", "shit" },
        { "YOU ALL FU CK", "you all fuck" },

        /* stretched and misspelled */

        { "fuuuck", "fuck" },
        { "assshole", "asshole" },
        { "ffuucckk", "fuck" },
        { "phuk", "fuck" },
        { "fukc", "fuck" },
        { "schit", "shit" },
        { "btch", "bitch" },
        { "phucking", "fucking" },
        { "fck", "fuck" },
        { "fcking", "fucking" },
        { "shlt", "shit" },
        { "Phuk you", "fuck you" },

        /* boundaries */

        { "mother-f*cker", "mother-fucker" },
        { "x f*ckface", "x fuckface" },
        { "fuck", "fuck" },
        { "fuck f*ck", "fuck fuck" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(texts); i++) {
        is(texts[i][0], texts[i][1]);
    }
}


/* The same bytes, not a copy. */

static void
test_left(void **state)
{
    size_t             i;
    coc_test_views_t   v;

    static const char *const  texts[] = {
        "", " ", "the count of ships", "5-fu ck was 900", "on FU CK was 900",
        "Cu NT", "those who re-examined", "who re took it", "this hit", "s hit",
        "b itch", "push it", "*hit the wall", "hla-b*27", "shit*", "life?",
        "F.U., C.K.", "s/hit", "panels a...e", "5 h 1 7 3",
        "Phuk Nguyen", "Dr. Phuk said", "FUK and KIT", "SHT1A",
        "PAK1 and PAK2", "s p i c e", "the (und in German)", "s-it", "spi5",
        "a. b. c. d.", "fact", "faced", "niger", "w*", "w**", "****", "f",
        "f*", "f u", "f u c", "fu", "f.u.c.", "shut", "kil",
        "asset", "5417", "+", "|", "\\", "\xf0\x9f\x94\xa5", "f\xf0\x9f\x94\xa5"
    };

    (void) state;

    for (i = 0; i < coc_nelts(texts); i++) {
        make(&v, texts[i], strlen(texts[i]));

        if (v.views.view[COC_VIEW_SQUASHED].text.data
            != v.views.view[COC_VIEW_FOLDED].text.data)
        {
            fail_msg("\"%s\" became \"%.*s\"", texts[i],
                     (int) v.views.view[COC_VIEW_SQUASHED].text.len,
                     v.views.view[COC_VIEW_SQUASHED].text.data);
        }

        coc_test_views_free(&v);
    }
}


/* Where a hit on a word that was put in lies in the value. */

static void
test_map(void **state)
{
    coc_view_t        *view;
    coc_test_views_t   v;

    static const char  value[] = "caf\xc3\xa9 is f u c k here";

    (void) state;

    make(&v, value, sizeof(value) - 1);

    view = &v.views.view[COC_VIEW_SQUASHED];

    assert_int_equal(view->text.len, strlen("cafe is fuck here"));
    assert_int_equal(coc_view_offset(view, 8), 9);
    assert_int_equal(coc_view_offset(view, 12), 16);
    assert_int_equal(coc_view_offset(view, 13), 17);
    assert_int_equal(coc_view_offset(view, 17), 21);

    coc_test_views_free(&v);
}


static uint32_t
next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;

    return *seed >> 8;
}


/*
 * Random disguises: squashed of squashed is squashed, capitals aside, which it
 * has not; maps hold.
 */

static void
test_stable(void **state)
{
    char               text[256];
    size_t             i, n;
    uint32_t           seed;
    coc_str_t          once, twice;
    const char        *piece;
    coc_test_views_t   v, w;

    static const char *const  pieces[] = {
        "f", "u", "c", "k", "fu", "ck", "sh", "it", "bi", "tch", "as", "s",
        "hole", "a", " ", " ", " ", ".", "-", "*", "#", "@", "$", "!", "1",
        "0", "|", "(", "\n", "cunt", "phuk", "\xc3\xa9", "\xe2\x80\xa2",
        "\xf0\x9f\x94\xa5", "er", "ing", "|-|", "|_|", "'"
    };

    (void) state;

    seed = 7;

    for (i = 0; i < 30000; i++) {

        n = 0;

        while (n < sizeof(text) - 16 && next(&seed) % 24 != 0) {
            piece = pieces[next(&seed) % coc_nelts(pieces)];
            memcpy(text + n, piece, strlen(piece));
            n += strlen(piece);
        }

        make(&v, text, n);
        once = v.views.view[COC_VIEW_SQUASHED].text;

        make(&w, once.data, once.len);
        twice = w.views.view[COC_VIEW_SQUASHED].text;

        if (!coc_str_eq(once, twice)) {
            fail_msg("\"%.*s\" -> \"%.*s\" -> \"%.*s\"", (int) n, text,
                     (int) once.len, once.data, (int) twice.len, twice.data);
        }

        coc_test_views_free(&v);
        coc_test_views_free(&w);
    }
}


/* Bytes of any kind are read within their bounds. */

static void
test_any_bytes(void **state)
{
    size_t             i, n, len;
    uint8_t            text[64];
    uint32_t           seed;
    coc_test_views_t   v;

    (void) state;

    seed = 3;

    for (i = 0; i < 5000; i++) {
        len = next(&seed) % sizeof(text);

        for (n = 0; n < len; n++) {
            text[n] = (uint8_t) ((next(&seed) % 3) ? 'a' + next(&seed) % 26
                                                   : next(&seed) % 256);
        }

        make(&v, text, len);
        coc_test_views_free(&v);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_seen),
        cmocka_unit_test(test_left),
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_stable),
        cmocka_unit_test(test_any_bytes)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, enter, leave);
}
