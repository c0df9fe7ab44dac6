/*
 * Bodies masked: many values, no memory, and random bodies beside what they
 * are to become.
 */

#include "coc_test_redact.h"


#define RANGES 8        /* of a value */


/* As many as a request may have, in one value and in many. */

static void
test_many(void **state)
{
    char             *body, *p;
    size_t            i, k;
    fixture_t        *f = *state;
    coc_redaction_t  *range;

    body = malloc(OUT);
    range = calloc(COC_REDACTIONS, sizeof(coc_redaction_t));
    assert_non_null(body);
    assert_non_null(range);

    f->limits.fields = COC_REDACTIONS + 1;

    for (k = 0; k < 2; k++) {
        p = body;
        *p++ = '[';

        for (i = 0; i < COC_REDACTIONS; i++) {
            p += sprintf(p, k ? "%s%04zu" : "%s\"%04zu\"",
                         k ? (i ? "" : "\"") : (i ? "," : ""), i);
            range[i].field = k ? 0 : i;
            range[i].start = k ? i * 4 + 1 : 1;
            range[i].end = range[i].start + 1;
        }

        p += sprintf(p, k ? "\"]" : "]");

        assert_int_equal(mask(f, JSON, (uint8_t *) body, (size_t) (p - body),
                              range, COC_REDACTIONS, 1000), COC_OK);
        assert_int_equal(f->masked, COC_REDACTIONS);
        assert_int_equal(f->len, p - body);

        for (i = 0; i < f->len; i++) {
            if (k ? (i >= 2 && i < f->len - 2 && (i - 2) % 4 == 1)
                  : (i < f->len - 1 && i % 7 == 3))
            {
                assert_int_equal(f->out[i], '*');

            } else {
                assert_int_equal(f->out[i], body[i]);
            }
        }
    }

    free(range);
    free(body);
}


/* Each allocation fails in turn: it ends in COC_ERROR, and nothing leaks. */

static void
test_no_memory(void **state)
{
    int                rc;
    size_t             i;
    fixture_t         *f = *state;
    static const char  text[] = "[\"to jo@example.org\",\"a\"]";

    for (i = 1; i < 1000; i++) {
        f->oom = i;
        rc = mask(f, JSON, (const uint8_t *) text, sizeof(text) - 1, NULL, 0,
                  7);

        if (rc == COC_OK) {
            break;
        }

        assert_int_equal(rc, COC_ERROR);
    }

    assert_true(i > 10 && i < 1000);
}


/* Random bodies. */

typedef struct {
    uint8_t  body[8192];
    uint8_t  expected[8192];
    size_t   nbody;
    size_t   nexpected;
} made_t;


static uint32_t  seed;


static size_t
any(size_t n)
{
    seed = seed * 1664525u + 1013904223u;

    return (seed >> 8) % n;
}


static void
both(made_t *m, const char *text)
{
    size_t  n;

    n = strlen(text);
    memcpy(m->body + m->nbody, text, n);
    memcpy(m->expected + m->nexpected, text, n);
    m->nbody += n;
    m->nexpected += n;
}


/* A character as it is in a value, and ways to write it. */

typedef struct {
    const char  *value;
    const char  *json[3];
    const char  *form[3];
} char_t;

static const char_t  chars[] = {
    { "a", { "a", "\\u0061", "a" }, { "a", "%61", "%u0061" } },
    { "-", { "-", "\\u002d", "-" }, { "-", "%2d", "%2D" } },
    { " ", { " ", "\\u0020", " " }, { "+", "%20", "%u0020" } },
    { "\"", { "\\\"", "\\u0022", "\\\"" }, { "%22", "\"", "%u0022" } },
    { "\\", { "\\\\", "\\u005c", "\\\\" }, { "%5c", "\\", "%5C" } },
    { "\n", { "\\n", "\\u000a", "\\n" }, { "%0a", "%0A", "%u000a" } },
    { "\xc3\xa9", { "\xc3\xa9", "\\u00e9", "\\u00E9" },
      { "\xc3\xa9", "%C3%a9", "%u00e9" } },
    { "\xe2\x82\xac", { "\xe2\x82\xac", "\\u20ac", "\\u20AC" },
      { "\xe2\x82\xac", "%E2%82%AC", "\xe2%82\xac" } },
    { "\xf0\x9f\x98\x80",
      { "\xf0\x9f\x98\x80", "\\ud83d\\ude00", "\\uD83D\\uDE00" },
      { "%F0%9F%98%80", "%ud83d%ude00", "\xf0\x9f\x98\x80" } }
};


/* A value that no other is like, with some of it to be masked. */

static size_t
value(made_t *m, size_t type, size_t field, coc_redaction_t *range)
{
    char                 text[16];
    size_t               i, n, pos, len;
    const char          *how;
    const char_t        *c;
    coc_redaction_t     *last;

    (void) snprintf(text, sizeof(text), "v%zu.", field);
    both(m, text);
    pos = strlen(text);
    last = NULL;
    n = 0;

    for (i = any(40); i > 0; i--) {
        c = &chars[any(coc_nelts(chars))];
        how = (type == 0) ? c->json[any(3)] : (type == 1) ? c->form[any(3)]
                                                          : c->value;
        len = strlen(how);
        memcpy(m->body + m->nbody, how, len);
        m->nbody += len;

        if (any(3) == 0 && (n < RANGES || last->end == pos)) {

            if (last == NULL || last->end != pos || (any(2) && n < RANGES)) {
                last = &range[n++];
                last->field = field;
                last->start = pos;
            }

            last->end = pos + strlen(c->value);
            m->expected[m->nexpected++] = '*';

        } else {
            memcpy(m->expected + m->nexpected, how, len);
            m->nexpected += len;
        }

        pos += strlen(c->value);
    }

    return n;
}


static void
test_random(void **state)
{
    int                rc;
    char               name[32];
    made_t             m;
    size_t             i, k, n, round, type;
    fixture_t         *f = *state;
    coc_redaction_t    range[RANGES * 12];
    static const char *const  types[] = { JSON, FORM, PARTS };

    for (round = 0; round < 3000; round++) {
        seed = (uint32_t) round * 7919u + 1;
        type = round % 3;
        m.nbody = 0;
        m.nexpected = 0;
        n = 0;
        k = 1 + any(10);

        both(&m, type == 0 ? "{" : "");

        for (i = 0; i < k; i++) {
            (void) snprintf(name, sizeof(name), type == 0 ? "%s\"k%zu\": \""
                            : "%sk%zu=", i == 0 ? "" : type == 0 ? "," : "&",
                            i);
            both(&m, type < 2 ? name
                 : "--xx\r\nContent-Disposition: form-data; name=a\r\n\r\n");
            n += value(&m, type, i, range + n);
            both(&m, type == 0 ? "\"" : type == 1 ? "" : "\r\n");
        }

        both(&m, type == 0 ? "}" : type == 1 ? "" : "--xx--");

        if (n == 0) {
            continue;
        }

        rc = mask(f, types[type], m.body, m.nbody, range, n, 1 + any(64));

        if (rc != COC_OK || f->len != m.nexpected
            || memcmp(f->out, m.expected, f->len) != 0)
        {
            fail_msg("round %zu: %s\n%.*s\n%.*s\n%.*s", round,
                     rc == COC_OK ? "" : f->err.text, (int) m.nbody, m.body,
                     (int) m.nexpected, m.expected, (int) f->len, f->out);
        }
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test_setup_teardown(test_many, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_memory, setup, teardown),
        cmocka_unit_test_setup_teardown(test_random, setup, teardown)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
