/*
 * Tokens of a text: what is read of a word, and that blocks of bytes and
 * single bytes tell the same, whatever stands there.
 */

#include "coc_test_detect.h"

#include "coc_block.h"
#include "coc_detect_find.h"
#include "coc_detect_int.h"
#include "coc_detect_token.h"
#include "tables/coc_detect_words.h"


#define TEST_ROUNDS  4000


static uint32_t
next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;

    return *seed >> 8;
}


static void
test_block(void **state)
{
    size_t       i;
    uint8_t      c, bytes[COC_BLOCK];
    uint32_t     seed, round;
    uint64_t     first, last;
    coc_block_t  v;

    (void) state;

    seed = 5;

    for (round = 0; round < TEST_ROUNDS; round++) {
        for (i = 0; i < COC_BLOCK; i++) {
            bytes[i] = (uint8_t) next(&seed);
        }

        v = coc_block_load(bytes);
        assert_int_equal(coc_block_bits(v), coc_block_bits_plain(v));
        coc_block_halves(v, &first, &last);

        for (i = 0; i < COC_BLOCK; i++) {
            c = bytes[i];

            assert_int_equal(((i < 8 ? first : last) >> (i % 8 * 8)) & 0xff,
                             c);
            assert_int_equal((coc_block_bits(v) >> i) & 1, c >> 7);
            assert_int_equal((coc_block_bits(coc_block_letters(v)) >> i) & 1,
                             (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
            assert_int_equal((coc_block_bits(coc_block_capitals(v)) >> i) & 1,
                             c >= 'A' && c <= 'Z');
            assert_int_equal((coc_block_bits(coc_block_digits(v)) >> i) & 1,
                             c >= '0' && c <= '9');
        }
    }
}


static size_t
find_bytes(coc_str_t s, size_t at, coc_str_t bytes)
{
    for (/* void */; at + bytes.len <= s.len; at++) {
        if (memcmp(s.data + at, bytes.data, bytes.len) == 0) {
            return at;
        }
    }

    return s.len;
}


static size_t
find_digit(coc_str_t s, size_t at)
{
    while (at < s.len && !coc_is_digit(s.data[at])) {
        at++;
    }

    return at;
}


static size_t
find_sign(coc_str_t s, size_t at)
{
    for (/* void */; at + 1 < s.len; at++) {
        if (strchr(".:", s.data[at]) != NULL
            && strchr("0123456789abcdefABCDEF.:", s.data[at + 1]) != NULL)
        {
            return at;
        }
    }

    return s.len;
}


static void
test_find(void **state)
{
    char              text[64];
    size_t            i, at;
    uint32_t          seed, round;
    coc_str_t         s;
    coc_test_guard_t  guard;

    static const coc_str_t  bytes[] = {
        coc_str("at"), coc_str("aaa"), coc_str("at.at"), coc_str("::1")
    };

    (void) state;

    seed = 9;

    for (round = 0; round < TEST_ROUNDS; round++) {
        s.len = next(&seed) % sizeof(text);

        for (i = 0; i < s.len; i++) {
            text[i] = "aaattt ,z.::G1"[next(&seed) % ((round & 1) ? 14 : 8)];
        }

        s.data = coc_test_guard(&guard, text, s.len);

        for (at = 0; at <= s.len; at++) {
            assert_int_equal(coc_find_digit(s, at), find_digit(s, at));
            assert_int_equal(coc_find_sign(s, at), find_sign(s, at));

            for (i = 0; i < coc_nelts(bytes); i++) {
                assert_int_equal(coc_find_bytes(s, at, bytes[i]),
                                 find_bytes(s, at, bytes[i]));
            }
        }

        coc_test_unguard(&guard);
    }
}


/* What a text may be made of, well-formed each. */

static const char *const  pieces[] = {
    "a", "I", "the", "The", "Ann", "ANN", "O'Brien", "Smith-Jones", "smith",
    "-", "-", "'", "\xe2\x80\x99", "'s", "'S", "\xc3\xa9", "\xc3\x89va",
    "\xc3\x9f", "M\xc3\xbcller", "\xd0\x9c\xd0\xb0\xd0\xb9", "\xe4\xb8\xad",
    "\xf0\x9f\x98\x80", "\xc2\xa0", "\xc2\xb0", " ", " ", " ", "\n", "\n\n",
    "\r\n", "> ", ">3", "? ", "| ", "\t", "1", "90", "123456789",
    "12345678901", "Bahnhofstrasse", "Bahnhofstra\xc3\x9f" "e", "Vasculitis",
    "abcdefghijklmno", "Abcdefghijklmnop", "abcdefghijklmnopqrstuvwxyz",
    "presentations", "hospitalized", "hospitalised", "massachusetts",
    "March", "may", "March 14th, 2023", "62-year-old", "3/14/2023", "born",
    ".", ",", ":", "_", "\xe2\x80\x9c", "MRN", "patient", "McDonald", "x"
};


static size_t
random_text(uint32_t *seed, char *text, size_t size)
{
    size_t       n, len, most;
    const char  *piece;

    most = next(seed) % size;

    for (n = 0; /* void */; n += len) {
        piece = pieces[next(seed) % coc_nelts(pieces)];
        len = strlen(piece);

        if (n + len > most) {
            return n;
        }

        memcpy(text + n, piece, len);
    }
}


static void
test_read(void **state)
{
    char              text[300];
    size_t            at, plain;
    uint32_t          seed, round;
    coc_str_t         s;
    coc_token_t       one, two;
    coc_test_guard_t  guard;

    (void) state;

    seed = 1;

    for (round = 0; round < TEST_ROUNDS; round++) {
        s.len = random_text(&seed, text, sizeof(text));
        s.data = coc_test_guard(&guard, text, s.len);
        at = 0;
        plain = 0;

        do {
            coc_token_read(s, &at, &one);
            coc_token_read_plain(s, &plain, &two);

            assert_int_equal(at, plain);
            assert_memory_equal(&one, &two, sizeof(coc_token_t));

        } while (one.kind != COC_TOKEN_END);

        assert_int_equal(at, s.len);
        coc_test_unguard(&guard);
    }
}


static void
test_words(void **state)
{
    size_t       i, at;
    coc_token_t  token;

    static const struct {
        const char  *text;
        uint32_t     known;
        unsigned     cue;           /* COC_CUE_… plus 1, 0: none asked */
        uint8_t      look;
        unsigned     ends;
    } t[] = {
        { "patient", COC_WORD_PATIENT, 0, COC_LOOK_LOWER, 0 },
        { "PATIENT", COC_WORD_PATIENT, COC_CUE_INITIALSOF + 1,
          COC_LOOK_UPPER, 0 },
        { "Was", 0, COC_CUE_BE + 1, COC_LOOK_CAPITAL, 0 },
        { "hospitalized", COC_WORD_VISIT | COC_WORD_TOLD,
          COC_CUE_DIAGNOSED + 1, COC_LOOK_LOWER, 0 },
        { "massachusetts", COC_WORD_STATE, 0, COC_LOOK_LOWER, 0 },
        { "Jos\xc3\xa9", COC_WORD_FIRST, 0, COC_LOOK_CAPITAL, 0 },
        { "O'Brien", COC_WORD_LAST, 0, COC_LOOK_CAPITAL, 0 },
        { "Vasculitis", 0, 0, COC_LOOK_CAPITAL, COC_END_TERM },
        { "Bahnhofstrasse", 0, 0, COC_LOOK_CAPITAL, COC_END_STREET },
        { "Allgatan", 0, 0, COC_LOOK_CAPITAL, COC_END_STREET },
        { "Weg", 0, 0, COC_LOOK_CAPITAL, 0 },
        { "vasculitis", 0, 0, COC_LOOK_LOWER, 0 },
        { "hospitalizedx", 0, 0, COC_LOOK_LOWER, 0 },
        { "hospitalizex", 0, 0, COC_LOOK_LOWER, 0 },
        { "X", 0, 0, COC_LOOK_INITIAL, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(t); i++) {
        at = 0;
        coc_token_read(coc_str_from(t[i].text), &at, &token);

        assert_int_equal(at, strlen(t[i].text));
        assert_int_equal(token.kind, COC_TOKEN_WORD);
        assert_int_equal(token.known & t[i].known, t[i].known);
        assert_int_equal(token.look, t[i].look);
        assert_int_equal(token.ends, t[i].ends);

        if (t[i].known == 0 && t[i].cue == 0) {
            assert_int_equal(token.known & COC_WORD_VISIT, 0);
        }

        if (t[i].cue != 0) {
            assert_int_equal(coc_token_cue(&token, t[i].cue - 1), 1);
            assert_int_equal(coc_token_cue(&token, COC_CUE_ZIP), 0);
        }
    }

    /* letters with marks are no cue, though the word is known */

    at = 0;
    coc_token_read(coc_str_from("pati\xc3\xa9nt"), &at, &token);

    assert_int_equal(token.known & COC_WORD_PATIENT, COC_WORD_PATIENT);
    assert_int_equal(token.cue, 0);
}


/*
 * Days and ages are found while people are where both views have the same
 * tokens, and by themselves where nobody asks for people: both the same.
 */

static void
test_times(void **state)
{
    int           rc;
    char          text[400];
    size_t        i, n;
    uint32_t      seed, round;
    uint64_t      wanted;
    coc_str_t     s;
    coc_arena_t  *one, *two;
    coc_views_t   views;
    coc_spans_t   together, apart;

    static const char *const  words[] = {
        "born ", "dob ", "admitted ", "on ", "3/14/1961", "March 14, 2023 ",
        "14-Mar-2023 ", "May-June 5 ", "Patient Ann Lee ", "aged 93 ",
        "ninety-three ", "-May 5 ", "years old ", "Mar-Apr 5th ", "X-May 5 ",
        ". ", "\n", "patient ", "7 ", "1916 ", "of ", "the ", "2.7", "m'ay ",
        "Sept. ", "3. 4. 1961 ", "admission ", "may ", "90", "5th ",
        "94-year-old ", "surgery ", "Jan-", "-", "one hundred and two "
    };

    (void) state;

    wanted = coc_detector_bit(COC_DETECT_BIRTH)
             | coc_detector_bit(COC_DETECT_DATE)
             | coc_detector_bit(COC_DETECT_AGE);
    seed = 3;

    for (round = 0; round < TEST_ROUNDS; round++) {

        for (n = 0, i = next(&seed) % 12; i > 0; i--) {
            n += (size_t) snprintf(text + n, sizeof(text) - n, "%s",
                                   words[next(&seed) % coc_nelts(words)]);
        }

        s.data = (const uint8_t *) text;
        s.len = n;

        one = coc_test_detect_in(s, "text",
                                 wanted | coc_detector_bit(COC_DETECT_NAME),
                                 &views, &together, &rc);
        assert_int_equal(rc, COC_OK);

        two = coc_test_detect_in(s, "text", wanted, &views, &apart, &rc);
        assert_int_equal(rc, COC_OK);

        for (n = 0, i = 0; i < together.n; i++) {
            if (together.span[i].detector != COC_DETECT_NAME) {
                assert_true(n < apart.n);
                assert_int_equal(together.span[i].detector,
                                 apart.span[n].detector);
                assert_int_equal(together.span[i].start, apart.span[n].start);
                assert_int_equal(together.span[i].end, apart.span[n].end);
                n++;
            }
        }

        assert_int_equal(n, apart.n);

        coc_arena_destroy(one);
        coc_arena_destroy(two);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_block),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_times)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
