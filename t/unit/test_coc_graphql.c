/*
 * GraphQL documents: strings of arguments with their paths, and what is none.
 */

#include "coc_test_decode.h"
#include "coc_graphql_lex.h"


#define GQL   "application/graphql"
#define JSON  "application/json"


/* What comes behind the text itself. */

typedef struct {
    const char  *text;
    const char  *want;
} document_t;


static const document_t  documents[] = {
    { "{q(text:\"x\")}", "Tq.text=x\n" },
    { "mutation M { addPost(input: {body: \"b\", n: 1, e: ENUM, on: true,"
      " title: \"t\"}) { id } }",
      "TaddPost.input.body=b\nTaddPost.input.title=t\n" },
    { "mutation { a: addPost(b: \"x\") c: del(d: \"y\") { e(f: \"z\") g } }",
      "TaddPost.b=x\nTdel.d=y\nTdel.e.f=z\n" },
    { "{a{b{c(d:\"1\")} e(f:\"2\")} g(h:\"3\")}",
      "Ta.b.c.d=1\nTa.e.f=2\nTg.h=3\n" },

    /* lists, of anything */

    { "{q(l: [\"a\", 1, $v, ENUM, \"b\", {k: \"c\"}, [\"d\"]] m: \"e\")}",
      "Tq.l.0=a\nTq.l.4=b\nTq.l.5.k=c\nTq.l.6.0=d\nTq.m=e\n" },

    /* variables, directives, fragments */

    { "query Q($a: String = \"x\", $b: [In!]! = [{c: \"y\"}]) @d(e: \"z\")"
      " { q(a: $a) }", "Ta=x\nTb.0.c=y\nTe=z\n" },
    { "{q @include(if: $x) @note(t: \"n\") {r(s: \"1\")} t}",
      "Tq.note.t=n\nTq.r.s=1\n" },
    { "{...F ... on User @d(e: \"1\") {q(t: \"2\")} ...{r(u: \"3\")}"
      " on(v: \"4\")} fragment F on User {s(w: \"5\")}",
      "Td.e=1\nTq.t=2\nTr.u=3\nTon.v=4\nTs.w=5\n" },
    { "subscription {s(a:\"\")}", "Ts.a=\n" },

    /* comments, commas, marks */

    { "\xef\xbb\xbf#{ \"no\"\n{q#(\n(,a,:,\"b\"# \"c\"\r)}", "Tq.a=b\n" },

    /* escapes */

    { "{q(a:\"\\u0066\\n\\\"\\\\\\/\\u{1F600}\\uD83D\\uDE00\\ud800!\")}",
      "Tq.a=f<0a>\"\\/<f0><9f><98><80><f0><9f><98><80><ef><bf><bd>!\n" },

    /* block strings */

    { "{q(a:\"\"\"\n\n    one\n      two\n\n    three \\\"\"\" \\n\n  \t\n"
      "\"\"\")}", "Tq.a=one<0a>  two<0a><0a>three \"\"\" \\n\n" },
    { "{q(a:\"\"\"  one\r\n   two\r   three\"\"\")}",
      "Tq.a=  one<0a>two<0a>three\n" },
    { "{q(a:\"\"\"\"\"\" b:\"\"\" \n \"\"\", c:\"\"\"x\"y\"\"z\"\"\")}",
      "Tq.a=\nTq.b=\nTq.c=x\"y\"\"z\n" },

    /* no documents */

    { "x {q(a:\"b\")}", "" },
    { "query \"x\"", "" },
    { "query for (\"x\")", "" },
    { "{q(a:\"b\"}", "" },
    { "{q(a:\"b\")", "" },
    { "{q(a:\"b)}", "" },
    { "{q(a:\"b\nc\")}", "" },
    { "{q(a:\"\\x\")}", "" },
    { "{q(a:\"\\'\")}", "" },
    { "{q(a:\"\"\"b\")}", "" },
    { "{q(a:\"b\")}}", "" },
    { "{q(a:\"b\")]", "" },
    { "{q(a:\"b\")} ;", "" },
    { "{q(a:'b')}", "" },
    { "{q(a:\"b\")} .. ", "" }
};


/* As a body, as a member of one, in a batch, in a form. */

static void
test_documents(void **state)
{
    char                *want, *body, *p;
    size_t               i, fields;
    const char          *q;
    const document_t    *d;
    coc_test_decoded_t   got;

    (void) state;

    for (i = 0; i < coc_nelts(documents); i++) {
        d = &documents[i];

        coc_test_pieces(&got, GQL, d->text, strlen(d->text),
                        &coc_test_limits);
        assert_int_equal(got.rc, COC_OK);
        want = strchr(got.log, '\n');
        fields = got.count.fields;

        if (want == NULL || strcmp(want + 1, d->want) != 0) {
            fail_msg("case %zu %s\n%swant\n%s", i, d->text, got.log, d->want);
        }

        coc_test_decoded_free(&got);

        /* {"query":"…"} */

        body = malloc(2 * strlen(d->text) + 20);
        assert_non_null(body);
        p = body + sprintf(body, "[{\"query\":\"");

        for (q = d->text; *q; q++) {
            if (*q == '\n' || *q == '\r' || *q == '\t') {
                *p++ = '\\';
                *p++ = (*q == '\n') ? 'n' : (*q == '\r') ? 'r' : 't';

            } else {
                if (*q == '"' || *q == '\\') {
                    *p++ = '\\';
                }

                *p++ = *q;
            }
        }

        p += sprintf(p, "\"}]");
        coc_test_pieces(&got, JSON, body, (size_t) (p - body),
                        &coc_test_limits);
        assert_int_equal(got.rc, COC_OK);
        assert_memory_equal(got.log, "T0.query=", 9);
        assert_int_equal(got.count.fields, fields);

        free(body);
        coc_test_decoded_free(&got);
    }
}


static const coc_test_body_t  bodies[] = {
    { JSON, "{\"query\":\"{q(a:\\\"x\\\")}\",\"variables\":{\"in\":\"y\"}}", 0,
      "T^query={q(a:\"x\")}\nTquery.q.a=x\nTvariables.in=y\n", COC_OK, 0,
      NULL },
    { JSON, "{\"x\":{\"query\":\"{q(a:\\\"x\\\")}\"},\"b\":\"{q(a:"
            "\\\"x\\\")}\"}", 0,
      "Tx.query={q(a:\"x\")}\nT^b={q(a:\"x\")}\n", COC_OK, 0, NULL },
    { "application/x-ndjson", "{\"query\":\"{q(a:\\\"x\\\")}\"}", 0,
      "T0.query={q(a:\"x\")}\nT0.query.q.a=x\n", COC_OK, 0, NULL },
    { "application/x-www-form-urlencoded", "query={q(a:\"x\")}", 0,
      "T^query={q(a:\"x\")}\nTquery.q.a=x\n", COC_OK, 0, NULL },
    { "text/plain", "{q(a:\"x\")}", 0, "T={q(a:\"x\")}\n", COC_OK, 0, NULL },

    /* JSON in a string of GraphQL; GraphQL in one is but text */

    { JSON, "{\"query\":\"{q(a:\\\"[\\\\\\\"x\\\\\\\"]\\\")}\"}", 0,
      "T^query={q(a:\"[\\\"x\\\"]\")}\nTquery.q.a=[\"x\"]\nTquery.q.a.0=x\n",
      COC_OK, 0, NULL },
    { GQL, "query($query:S=\"{q(a:\\\"x\\\")}\"){a}", 0,
      "T=query($query:S=\"{q(a:\\\"x\\\")}\"){a}\nTquery={q(a:\"x\")}\n"
      "Tquery.q.a=x\n", COC_OK, 0, NULL }
};


static void
test_bodies(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(bodies); i++) {
        coc_test_body(&bodies[i], i, &coc_test_limits);
    }
}


/* depth 3, fields 3, body 50 */

static void
test_limited(void **state)
{
    size_t                  i;
    coc_limits_t            limits;
    const coc_test_body_t   limited[] = {
        { GQL, "{a(b:{c:\"x\"})}", 0, "T={a(b:{c:\"x\"})}\nTa.b.c=x\n",
          COC_OK, 0, NULL },
        { GQL, "{a(b:{c:[\"x\"]})}", 0, "T={a(b:{c:[\"x\"]})}\n", COC_LIMIT,
          16, "coc_depth_max" },
        { GQL, "{{{{", 0, "T={{{{\n", COC_LIMIT, 4, "coc_depth_max" },
        { GQL, "x{{{{", 0, "T=x{{{{\n", COC_OK, 0, NULL },
        { GQL, "{a(b:\"\"c:\"\"d:\"\")}", 0,
          "T={a(b:\"\"c:\"\"d:\"\")}\nTa.b=\nTa.c=\n", COC_LIMIT, 17,
          "coc_fields_max" },
        { GQL, "{a1234567890123456789012345(b:\"\"c:\"\")}", 0,
          "T={a1234567890123456789012345(b:\"\"c:\"\")}\n"
          "Ta1234567890123456789012345.b=\n", COC_LIMIT, 38,
          "coc_body_max" }
    };

    (void) state;

    limits = coc_test_limits;
    limits.depth = 3;
    limits.fields = 3;
    limits.body = 50;

    for (i = 0; i < coc_nelts(limited); i++) {
        coc_test_body(&limited[i], i, &limits);
    }
}


/* Each string is read up to an unreadable page. */

static void
test_ends(void **state)
{
    size_t                i, n, len;
    uint8_t               out[256];
    coc_str_t             word;
    const char           *text;
    const uint8_t        *p, *end;
    coc_test_guard_t      guard;
    coc_graphql_token_e   token;

    (void) state;

    for (i = 0; i < coc_nelts(documents); i++) {
        text = documents[i].text;

        for (len = 0; len <= strlen(text); len++) {
            p = coc_test_guard(&guard, text, len);
            end = p + len;

            for (n = 0; n <= len; n++) {
                token = coc_graphql_lex(&p, end, &word);

                if (token == COC_GRAPHQL_END || token == COC_GRAPHQL_BAD) {
                    break;
                }

                if (token == COC_GRAPHQL_BLOCK) {
                    assert_true(coc_graphql_block(out, word) <= word.len);
                }

                assert_true(word.data + word.len <= end);
            }

            assert_true(n <= len);
            coc_test_unguard(&guard);
        }
    }
}


static void
test_torture(void **state)
{
    (void) state;

    coc_test_torture_bodies(bodies, coc_nelts(bodies), 3);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_limited),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
