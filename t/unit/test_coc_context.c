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
    { "\"{you idiot}\"", 1, 0 },
    { "(\"{you idiot}\")", 1, 0 },
    { "\"well, {you idiot}!\", he said", 1, 0 },
    { "\"a\" {you idiot} \"b\"", 0, 0 },
    { "\"a\". {You idiot}. \"b\"", 0, 0 },
    { "\"a {you idiot}", 0, 0 },
    { "{you idiot} b\"", 0, 0 },
    { "\"a {you \"idiot\"} b\"", 0, 0 },
    { "\"a\n{you idiot}\nb\"", 1, 0 },
    { "\"a\n\n{you idiot} b\"", 0, 0 },
    { "\"a\r\n \t\r\n{you idiot} b\"", 0, 0 },
    { "\"a {you idiot}\n\nb\"", 0, 0 },
    { "'{you idiot}'", 0, 0 },
    { "don't {you idiot} can't", 0, 0 },
    { "6\" {you idiot} 5\"", 0, 0 },
    { "\xe2\x80\x9c{you idiot}\xe2\x80\x9d", 1, 0 },
    { "\xe2\x80\x9cx \"y\" {you idiot}\xe2\x80\x9d", 1, 0 },
    { "\xe2\x80\x9cx\xe2\x80\x9d {you idiot} \xe2\x80\x9cy\xe2\x80\x9d", 0, 0 },
    { "\xe2\x80\x9d{you idiot}\xe2\x80\x9d", 0, 0 },
    { "\xe2\x80\x9e{you idiot}\xe2\x80\x9c", 1, 0 },
    { "\xe2\x80\x98{you idiot}\xe2\x80\x99", 0, 0 },
    { "\xc2\xab {you idiot} \xc2\xbb", 1, 0 },
    { "\xc2\xab {you idiot} \xc2\xab", 0, 0 },
    { "\xc2\xab {you idiot} \"", 0, 0 },
    { "\xc3\xab {you idiot} \xc2\xbb", 0, 0 },
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
        (void) snprintf(text, sizeof(text), "\"%*s{x}\"", -(int) pad, "a");
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

    static const char  pieces[] = "\"\n\r > amgpatient \xe2\x80\x9c\x9d\x9e"
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
        (void) coc_context_clinical(s, start, end);

        coc_test_unguard(&guard);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_random)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
