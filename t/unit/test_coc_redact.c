/*
 * Bodies masked: each type, each way to write a character, cut anywhere; and
 * what can't be masked.
 */

#include "coc_test_redact.h"


#define PART(head, text)                                                      \
    "--xx\r\nContent-Disposition: form-data; " head "\r\n\r\n" text "\r\n"
#define LAST   "--xx--\r\n"

#define RANGES 8


typedef struct {
    const char       *type;
    const char       *body;
    const char       *expected;     /* NULL: it can't be masked */
    coc_redaction_t   range[RANGES];    /* none: what detectors find */
} case_t;


static void
check(fixture_t *f, const case_t *t, size_t piece)
{
    int     rc;
    size_t  n;

    for (n = 0; n < RANGES && t->range[n].end != 0; n++) {
        /* void */
    }

    rc = mask(f, t->type, (const uint8_t *) t->body, strlen(t->body),
              t->range, n, piece);

    if (t->expected == NULL) {
        if (rc != COC_DECLINED) {
            fail_msg("%s: %s: masked by %zu", t->type, t->body, piece);
        }

        return;
    }

    if (rc != COC_OK) {
        fail_msg("%s: %s: %s", t->type, t->body, f->err.text);
    }

    if (f->len != strlen(t->expected)
        || memcmp(f->out, t->expected, f->len) != 0)
    {
        fail_msg("%s: %s by %zu: %.*s", t->type, t->body, piece, (int) f->len,
                 f->out);
    }
}


static const case_t  cases[] = {

    /* found by a detector */

    { JSON, "{\"a\":\"write to jo@example.org now\",\"b\":[1,\"jo\"]}",
      "{\"a\":\"write to ************** now\",\"b\":[1,\"jo\"]}", {{0,0,0}} },
    { FORM, "a=write+to+jo%40example.org+now&b=1",
      "a=write+to+**************+now&b=1", {{0,0,0}} },
    { TEXT, "write to jo@example.org now", "write to ************** now",
      {{0,0,0}} },
    { PARTS, PART("name=a", "write to jo@example.org now") LAST,
      PART("name=a", "write to ************** now") LAST, {{0,0,0}} },

    /* JSON: how characters are written */

    { JSON, " [ \"a\\u00e9b\\ud83d\\ude00c\\n\\\"\\\\d\" , true ] ",
      " [ \"a***c**\\\\d\" , true ] ",
      {{0,1,3},{0,3,4},{0,4,8},{0,9,11}} },
    { JSON, "[\"\xc3\xa9\xf0\x9f\x98\x80\xc3\xa9\"]",
      "[\"\xc3\xa9*\xc3\xa9\"]", {{0,2,6}} },
    { JSON, "[\"x\xc3\xa9y\"]", "[\"x*y\"]", {{0,2,3}} },       /* half of it */
    { JSON, "[\"\\ud83dx\\ude00y\"]", "[\"**\\ude00y\"]", {{0,0,4}} },
    { JSON, "[\"\\/\\b\\f\\r\\t\\u0041\"]", "[\"******\"]", {{0,0,6}} },
    { JSON, "\xef\xbb\xbf[\"abc\"]", "\xef\xbb\xbf[\"a*c\"]", {{0,1,2}} },
    { JSON, "[\"abc\"]", "[\"***\"]", {{0,0,3}} },
    { JSON, "[\"abc\",\"def\",\"ghi\"]", "[\"*bc\",\"def\",\"gh*\"]",
      {{0,0,1},{2,2,3}} },
    { "application/x-ndjson", "{\"a\":\"bc\"}\n{\"a\":\"de\"}\n",
      "{\"a\":\"bc\"}\n{\"a\":\"*e\"}\n", {{1,0,1}} },
    { "application/vnd.api+json; charset=utf-8", "[\"abc\"]", "[\"ab*\"]",
      {{0,2,3}} },

    /* twice the same value, both masked; or one alone, which can't be */

    { JSON, "[\"abc\",\"abc\"]", "[\"*bc\",\"*bc\"]", {{0,0,1},{1,0,1}} },
    { JSON, "[\"abc\",\"abc\"]", NULL, {{0,0,1}} },
    { JSON, "[\"abc\",\"abc\"]", NULL, {{0,0,1},{1,1,2}} },
    { JSON, "{\"abc\":\"abc\"}", NULL, {{0,0,1}} },

    /* documents in texts: what is written twice over is both or none */

    { JSON, "{\"a\":\"{\\\"b\\\":\\\"to jo@example.org\\\"}\"}",
      "{\"a\":\"{\\\"b\\\":\\\"to **************\\\"}\"}", {{0,0,0}} },
    { JSON, "{\"a\":\"{\\\"b\\\":\\\"xyz\\\"}\"}", NULL, {{1,0,3}} },
    { JSON, "{\"a\":\"{\\\"b\\\":\\\"jo\\\\u0040example.org\\\"}\"}", NULL,
      {{0,0,0}} },
    { JSON, "{\"ops\":[{\"insert\":\"to jo@exa\"},{\"insert\":\"mple.org\"}]}",
      NULL, {{0,0,0}} },
    { JSON, "{\"query\":\"mutation { post(text: \\\"jo@exa\\\\u006dple.org\\\")"
      " { id } }\"}", NULL, {{0,0,0}} },

    /* forms */

    { FORM, "a=x%C3%A9y%u00e9z%F0%9F%98%80+-&b=%zz",
      "a=x*y*z**-&b=%zz", {{0,1,3},{0,4,6},{0,7,12}} },
    { FORM, "a=%ud83d%ude00x", "a=*x", {{0,0,4}} },
    { FORM, "a=b=c%2&d", "a=b**%2&d", {{0,1,3}} },
    { FORM, "a=b%", "a=b*", {{0,1,2}} },
    { FORM, "a=1&a=bcd&a=2", "a=1&a=*cd&a=2", {{1,0,1}} },
    { FORM, "abc", NULL, {{0,0,1}} },
    { FORM "; charset=iso-8859-1", "a=to+jo%40example.org",
      "a=to+**************", {{0,0,0}} },
    { FORM "; charset=iso-8859-1", "a=%E9+jo%40example.org", NULL,
      {{0,0,0}} },

    /* parts */

    { PARTS, "pre\r\n" PART("name=a", "\r\n-\r\n--x\r\nabc\r")
      PART("name=b", "") PART("name=c", "def") LAST "epi",
      "pre\r\n" PART("name=a", "\r\n-\r\n--x\r\n**c\r")
      PART("name=b", "") PART("name=c", "d*f") LAST "epi",
      {{1,10,12},{3,1,2}} },
    { PARTS, "--xx\nContent-Disposition: form-data; name=a\n\nabc\n--xx--\n",
      "--xx\nContent-Disposition: form-data; name=a\n\na*c\n--xx--\n",
      {{0,1,2}} },
    { PARTS, PART("name=a", "abc")
      PART("name=f; filename=f.bin\r\nContent-Type: image/png", "\x89PNG\r\n")
      LAST,
      PART("name=a", "*bc")
      PART("name=f; filename=f.bin\r\nContent-Type: image/png", "\x89PNG\r\n")
      LAST, {{0,0,1}} },
    { PARTS, PART("name=a\r\nContent-Transfer-Encoding: quoted-printable",
      "write to jo@example.org now=3D") LAST,
      PART("name=a\r\nContent-Transfer-Encoding: quoted-printable",
      "write to ************** now=3D") LAST, {{0,0,0}} },
    { PARTS, PART("name=a\r\nContent-Transfer-Encoding: quoted-printable",
      "write to jo@exam=\r\nple.org") LAST, NULL, {{0,0,0}} },
    { PARTS, PART("name=a\r\nContent-Transfer-Encoding: base64",
      "d3JpdGUgdG8gam9AZXhhbXBsZS5vcmcgbm93") LAST, NULL, {{0,0,0}} },
    { PARTS, PART("name=a; filename=\"jo@example.org\"", "abc") LAST, NULL,
      {{0,0,0}} },
    { PARTS, PART("name=a; filename=a.txt\r\nContent-Type: text/plain",
      "write to jo@example.org") LAST,
      PART("name=a; filename=a.txt\r\nContent-Type: text/plain",
      "write to **************") LAST, {{0,0,0}} },

    /* text */

    { TEXT, "\xef\xbb\xbf" "abc", "\xef\xbb\xbf" "*bc", {{0,0,1}} },
    { "text/html; charset=utf-8", "<b>\xc3\xa9</b>", "<b>*</b>", {{0,3,5}} },

    /* types that are not masked, ranges that no field has */

    { "application/graphql", "{ a(b: \"jo@example.org\") }", NULL, {{0,0,0}} },
    { "", "write to jo@example.org", NULL, {{0,0,0}} },
    { TEXT, "abc", NULL, {{1,0,1}} },
    { TEXT, "abc", NULL, {{0,2,4}} },
    { TEXT, "abc", NULL, {{0,0,0}} },
    { TEXT, "abc", NULL, {{0,0,1},{COC_REDACTION_QUERY,0,1}} },

    /* what is left over is found when it is screened again */

    { JSON, "[\"abc\",\"to jo@example.org\"]", NULL, {{0,0,1}} }
};


static void
test_cases(void **state)
{
    size_t  i, piece;

    for (i = 0; i < coc_nelts(cases); i++) {
        for (piece = 1; piece < 32; piece++) {
            check(*state, &cases[i], piece);
        }

        check(*state, &cases[i], SIZE_MAX);
    }
}


/* UTF-16: what is walked over is not what was decoded. */

static void
test_utf16(void **state)
{
    size_t          i, n;
    uint8_t         body[256];
    static const char  text[] = "[\"to jo@example.org\"]";

    for (n = 0, i = 0; text[i] != '\0'; i++) {
        body[n++] = (uint8_t) text[i];
        body[n++] = 0;
    }

    assert_int_equal(mask(*state, JSON, body, n, NULL, 0, 7), COC_DECLINED);
    assert_int_equal(mask(*state, "text/plain; charset=utf-16le", body, n,
                          NULL, 0, 7), COC_DECLINED);
}


static void
test_coded(void **state)
{
    fixture_t  *f = *state;

    f->conf.coding = coc_str_from("identity");
    assert_int_equal(mask(f, TEXT, (const uint8_t *) "to jo@example.org", 17,
                          NULL, 0, 7), COC_DECLINED);
    f->conf.coding.len = 0;
}


/* What takes the body fails: so does masking. */

static void
test_out(void **state)
{
    fixture_t  *f = *state;

    f->fail = COC_ERROR;
    assert_int_equal(mask(f, TEXT, (const uint8_t *) "to jo@example.org", 17,
                          NULL, 0, 7), COC_ERROR);
    f->fail = COC_OK;
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test_setup_teardown(test_cases, setup, teardown),
        cmocka_unit_test_setup_teardown(test_utf16, setup, teardown),
        cmocka_unit_test_setup_teardown(test_coded, setup, teardown),
        cmocka_unit_test_setup_teardown(test_out, setup, teardown)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
