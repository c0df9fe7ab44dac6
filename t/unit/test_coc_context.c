/*
 * Quotations and clinical talk.
 */

#include "coc_test.h"

#include "coc_context.h"


/* The hit is what stands between { and }, which are taken out. */

typedef struct {
    const char  *text;
    int          quoted;
    int          clinical;
} context_case_t;


static const context_case_t  context_cases[] = {
    { "{you idiot}", 0, 0 },
    { "> {you idiot}", 1, 0 },
    { "  > {you idiot}\nno", 1, 0 },
    { "a\n>{you idiot}", 1, 0 },
    { "> a\n{you idiot}", 0, 0 },
    { "> a {you\nidiot}", 0, 0 },
    { "> a {you\n> idiot}", 1, 0 },
    { "{> you} idiot", 1, 0 },
    { "a > {you idiot}", 0, 0 },
    { "he wrote \"{you idiot}\" today", 1, 0 },
    { "\"{you idiot}\"", 0, 0 },
    { "he said \"{you idiot}\"", 1, 0 },
    { "(\"{you idiot}\")", 0, 0 },
    { "He said (\"{you idiot}\")", 1, 0 },
    { "\"well, {you idiot}!\", he said", 1, 0 },
    { "said \"a\" {you idiot} \"b\"", 0, 0 },
    { "said \"a\". {You idiot}. \"b\"", 0, 0 },
    { "said \"a {you idiot}", 0, 0 },
    { "{you idiot} b\"", 0, 0 },
    { "said \"a {you \"idiot\"} b\"", 0, 0 },
    { "said \"a\n{you idiot}\nb\"", 1, 0 },
    { "said \"a\n\n{you idiot} b\"", 0, 0 },
    { "said \"a\r\n \t\r\n{you idiot} b\"", 0, 0 },
    { "said \"a {you idiot}\n\nb\"", 0, 0 },
    { "said '{you idiot}'", 0, 0 },
    { "don't {you idiot} can't", 0, 0 },
    { "6\" {you idiot} 5\"", 0, 0 },
    { "said \xe2\x80\x9c{you idiot}\xe2\x80\x9d", 1, 0 },
    { "said \xe2\x80\x9cx \"y\" {you idiot}\xe2\x80\x9d", 1, 0 },
    { "\xe2\x80\x9cx\xe2\x80\x9d {you idiot} \xe2\x80\x9cy\xe2\x80\x9d", 0, 0 },
    { "said \xe2\x80\x9d{you idiot}\xe2\x80\x9d", 0, 0 },
    { "said \xe2\x80\x9e{you idiot}\xe2\x80\x9c", 1, 0 },
    { "said \xe2\x80\x98{you idiot}\xe2\x80\x99", 0, 0 },
    { "said \xc2\xab {you idiot} \xc2\xbb", 1, 0 },
    { "said \xc2\xab {you idiot} \xc2\xab", 0, 0 },
    { "said \xc2\xab {you idiot} \"", 0, 0 },
    { "said \xc3\xab {you idiot} \xc2\xbb", 0, 0 },
    { "the patient has a lesion, {retarded}", 0, 1 },
    { "the patient and the patients, {retarded}", 0, 0 },
    { "PATIENT was {retarded}: Biopsy", 0, 1 },
    { "{patient with a lesion}", 0, 0 },
    { "{patient} with a lesion and 50mg", 0, 1 },
    { "impatient prelesion {x} mgs", 0, 0 },
    { "mg {x} 5 ml", 0, 1 },
    { "{x}", 0, 0 },
    { "vaccines {x} abdominal", 0, 1 },
    { "patient\xc3\xa9 lesion {x}", 0, 0 },
    { "idiot s {x} zzz aaa mgg", 0, 0 }
};



/*
 * Who says it: a quotation (q), a report (r), none (-).
 */

typedef struct {
    const char  *text;
    char         want;
} context_says_t;


static const context_says_t  context_says[] = {

    /* quotations have a speaker */

    { "\"{You are an idiot}\"", '-' },
    { "\"{You are an idiot}.\" Read the guideline.", '-' },
    { "My advice: \"{you are an idiot}\".", '-' },
    { "These \"{idiots}\" prescribe opioids.", '-' },
    { "He said, \"{you are an idiot}\".", 'q' },
    { "He told me in front of everyone \"{you are an idiot}\".", 'q' },
    { "My attending yelled: \"{you are an idiot}!\"", 'q' },
    { "She wrote:\n\n\"{You are an idiot}.\"", 'q' },
    { "The review reads \"{you are an idiot}\"", 'q' },
    { "A patient called me \"{an idiot}\" twice.", 'q' },
    { "He asked me \"{are you an idiot}\"", 'q' },
    { "He has been saying \"{you idiot}\" all week", 'q' },
    { "Patients say \"{you idiot}\" to us", 'q' },
    { "Just say \"{you idiot}\" to him", '-' },
    { "I said \"{you are an idiot}\" and I mean it.", '-' },
    { "I've always said \"{you idiot}\"", '-' },
    { "Let me tell you: \"{you idiot}\"", '-' },
    { "You said \"{you idiot}\" to her", 'q' },
    { "He said nothing. \"{You are an idiot}.\"", '-' },
    { "Dr. Smith said so; \"{you idiot}\"", '-' },
    { "as Dr. Smith wrote \"{you idiot}\"", 'q' },
    { "so said Dr. Smith: \"{you idiot}\"", 'q' },
    { "\"{You are an idiot},\" she said.", 'q' },
    { "\"{You are an idiot}!\" yelled the man.", 'q' },
    { "\"{You are an idiot}\" and I said so", '-' },
    { "\"{You are an idiot}\", I told him", '-' },
    { "\"{You are an idiot}\". He said so.", '-' },
    { "the word \"{idiot}\" in old charts", 'q' },
    { "The term \xe2\x80\x9c{retarded}\xe2\x80\x9d was used", 'q' },
    { "the phrase \xc2\xab{you idiot}\xc2\xbb", 'q' },
    { "In a word he is \"{an idiot}\"", 'q' },
    { "He texted \xe2\x80\x9cshut up, {you idiot}\xe2\x80\x9d at 3 am", 'q' },
    { "The one who said it said it \"x\" and \"{you idiot}\"", 'q' },
    { "said a b c d e f g h i \"{idiot}\"", '-' },

    /* called */

    { "A patient called me a {bitch}.", 'r' },
    { "A patient called me {a bitch}.", 'r' },
    { "He called me a fucking {bitch}.", 'r' },
    { "He called our resident a {bitch}.", 'r' },
    { "He called women {whores}.", 'r' },
    { "She's calling him a {faggot} at school", 'r' },
    { "I was called a {nigger} by a patient", 'r' },
    { "I have been called a {nigger}", 'r' },
    { "She got called {a whore}", 'r' },
    { "She was repeatedly called a whore and a {slut}", 'r' },
    { "being called a {whore} at work", 'r' },
    { "It hurts to be called a {whore}", 'r' },
    { "They call me a {chink}", 'r' },
    { "He referred to her as a {whore}", 'r' },
    { "was described as a stupid {whore}", 'r' },
    { "He calls me {Faggot}", 'r' },
    { "HE CALLED ME A {BITCH}", 'r' },
    { "You called me a {bitch} last week", 'r' },
    { "called me, in front of my team, a {bitch}", 'r' },
    { "I called him a {bitch}.", '-' },
    { "I called her out, {bitch}.", '-' },
    { "We have always called them {faggots}", '-' },
    { "I'm calling him a {faggot}", '-' },
    { "Call him a {faggot}", '-' },
    { "You should be called a {whore}", '-' },
    { "You are called a {moron} for a reason", '-' },
    { "She deserves to be called a {whore}", '-' },
    { "He called me but you are a {bitch}", '-' },
    { "He called me a bitch, you {bitch}", '-' },
    { "He called me, {you bitch}", '-' },
    { "{You are a moron}, as he called me", '-' },
    { "He called me. {Bitch}.", '-' },
    { "He called the {bitch} on the phone", '-' },
    { "He called, {bitch}", '-' },
    { "called me a moron and the {bitch} hung up", '-' },
    { "He called me because she is a {bitch}", '-' },
    { "He called your mother a {bitch}", '-' },
    { "He referred to the {bitch} in 4B", '-' },
    { "The so-called expert is a {moron}", '-' },

    /* told, mentioned, shouted */

    { "She texted me: {you are a cunt}", 'r' },
    { "She texted me: you are a {cunt}", 'r' },
    { "A patient wrote to our clinic: go home, {chink}", 'r' },
    { "I texted him: {you are a cunt}", '-' },
    { "I told you: {you are a cunt}", '-' },
    { "He told you: {you are a cunt}", '-' },
    { "As I've said: {you are a cunt}", '-' },
    { "He said so: no. {You are a cunt}", '-' },
    { "My message: {you are a cunt}", '-' },
    { "The slur {faggot} was shouted at our resident", 'r' },
    { "the word {retarded} in the chart", 'r' },
    { "He used slurs like {faggot}", 'r' },
    { "insults such as {faggot}", 'r' },
    { "In other words {idiots}", '-' },
    { "Word, {bitch}", '-' },
    { "people like {faggots}", '-' },
    { "He yelled {faggot} at our resident", 'r' },
    { "He yelled {you faggot}", '-' },
    { "I yelled {faggot} at him", '-' },
    { "{Faggot} was scrawled on my locker", 'r' },
    { "{Whore} was spray-painted on her car", 'r' },
    { "The {bitch} was yelled at", '-' },
    { "{The bitch} was yelled at", '-' },
    { "{bitch}", '-' },
    { "called me a\n\n{bitch}", '-' },
    { "called me a\n{bitch}", 'r' }
};


/* Reads a case into guarded memory, without the braces. */

static coc_str_t
context_text(coc_test_guard_t *guard, const char *from, size_t *start,
    size_t *end)
{
    char       text[4096];
    size_t     n;
    coc_str_t  s;

    *start = 0;
    *end = 0;

    for (n = 0; *from != '\0'; from++) {
        if (*from == '{') {
            *start = n;

        } else if (*from == '}') {
            *end = n;

        } else {
            text[n++] = *from;
        }
    }

    s.data = coc_test_guard(guard, text, n);
    s.len = n;

    return s;
}


static void
test_cases(void **state)
{
    size_t                 i, start, end;
    coc_str_t              s;
    coc_test_guard_t       guard;
    const context_case_t  *c;

    (void) state;

    for (i = 0; i < coc_nelts(context_cases); i++) {
        c = &context_cases[i];
        s = context_text(&guard, c->text, &start, &end);

        if (coc_context_quoted(s, start, end) != c->quoted) {
            fail_msg("quoted: %s", c->text);
        }

        if (coc_context_clinical(s, start, end) != c->clinical) {
            fail_msg("clinical: %s", c->text);
        }

        coc_test_unguard(&guard);
    }
}


static void
test_says(void **state)
{
    int                    q, r, bad = 0;
    size_t                 i, start, end;
    coc_str_t              s;
    coc_test_guard_t       guard;
    const context_says_t  *c;

    (void) state;

    for (i = 0; i < coc_nelts(context_says); i++) {
        c = &context_says[i];
        s = context_text(&guard, c->text, &start, &end);

        q = coc_context_quoted(s, start, end);
        r = coc_context_reported(s, start, end);

        if (q != (c->want == 'q') || (!q && r != (c->want == 'r'))) {
            print_message("# %d %d: %s\n", q, r, c->text);
            bad++;
        }

        coc_test_unguard(&guard);
    }

    assert_int_equal(bad, 0);
}


/* What is further away than the windows is not seen. */

static void
test_windows(void **state)
{
    char              text[2048];
    size_t            pad, start, end;
    coc_str_t         s;
    coc_test_guard_t  guard;

    (void) state;

    for (pad = 380; pad < 420; pad++) {
        (void) snprintf(text, sizeof(text), "said \"%*s{x}\"", -(int) pad, "a");
        s = context_text(&guard, text, &start, &end);
        assert_int_equal(coc_context_quoted(s, start, end), pad < 400);
        coc_test_unguard(&guard);

        (void) snprintf(text, sizeof(text), "a\n>%*s{x}", -(int) pad, "a");
        s = context_text(&guard, text, &start, &end);
        assert_int_equal(coc_context_quoted(s, start, end), pad < 400);
        coc_test_unguard(&guard);
    }

    for (pad = 150; pad < 250; pad++) {
        (void) snprintf(text, sizeof(text), "lesion%*s{x}patient", (int) pad,
                        " ");
        s = context_text(&guard, text, &start, &end);
        assert_int_equal(coc_context_clinical(s, start, end), 0);
        coc_test_unguard(&guard);

        (void) snprintf(text, sizeof(text), "lesion%*s{x} patient", (int) pad,
                        " ");
        s = context_text(&guard, text, &start, &end);
        assert_int_equal(coc_context_clinical(s, start, end), pad <= 194);
        coc_test_unguard(&guard);

        (void) snprintf(text, sizeof(text), "patient {x}%*slesion", (int) pad,
                        " ");
        s = context_text(&guard, text, &start, &end);
        assert_int_equal(coc_context_clinical(s, start, end), pad <= 194);
        coc_test_unguard(&guard);
    }
}


/* Any text, any hit: nothing outside is read. */

static void
test_random(void **state)
{
    char              text[64];
    size_t            i, k, n, start, end;
    uint32_t          seed;
    coc_str_t         s;
    coc_test_guard_t  guard;

    static const char  pieces[] = "\"\n\r > amgpatient':-. \xe2\x80\x9c\x9d\x9e"
                                  "\xc2\xab\xbb.,5";

    (void) state;

    for (seed = 7, i = 0; i < 20000; i++) {

        for (n = sizeof(text), k = 0; k < n; k++) {
            seed = seed * 1664525 + 1013904223;
            text[k] = pieces[(seed >> 12) % (sizeof(pieces) - 1)];
        }

        n = 1 + (seed >> 8) % sizeof(text);
        start = (seed >> 16) % n;
        end = start + 1 + (seed >> 20) % (n - start);

        s.data = coc_test_guard(&guard, text, n);
        s.len = n;

        (void) coc_context_quoted(s, start, end);
        (void) coc_context_reported(s, start, end);
        (void) coc_context_clinical(s, start, end);

        coc_test_unguard(&guard);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_says),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_random)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
