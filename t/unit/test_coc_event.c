/*
 * The event's JSON line.
 */

#include "coc_test.h"

#include "coc_event.h"
#include "coc_str.h"


static const coc_rule_t  rules[] = {
    { .id = coc_str("ugly-1"), .section = COC_SECTION_UGLY,
      .action = COC_ACTION_BLOCK, .severity = 4, .points = 4 },
    { .id = coc_str("phi-\"2"), .section = COC_SECTION_PHI,
      .action = COC_ACTION_FLAG, .severity = 2, .points = 2, .shadow = 1 },
    { .id = coc_str("ugly-3"), .section = COC_SECTION_UGLY,
      .action = COC_ACTION_BLOCK, .severity = 4, .points = 4 }
};


static void
assert_event(const coc_event_t *event, const char *expected)
{
    coc_buf_t         buf;
    coc_alloc_t       alloc;
    coc_test_alloc_t  test;

    alloc = coc_test_alloc(&test, 0);
    coc_buf_init(&buf, &alloc, 1 << 20);

    assert_int_equal(coc_event_json(event, &buf), COC_OK);
    assert_int_equal(coc_buf_putc(&buf, '\0'), COC_OK);
    assert_string_equal((const char *) buf.data, expected);

    coc_buf_free(&buf);
    assert_int_equal(test.live, 0);
}


static void
test_full(void **state)
{
    char           text[512];
    coc_hit_t      hit[] = {
        { &rules[0], coc_str("post.\"title"), 3, 9, coc_null_str,
          coc_null_str, 0, 0 },
        { &rules[1], coc_null_str, 0, 1, coc_null_str, coc_null_str, 0, 0 },
        { &rules[2], coc_str("b"), 1, 2, coc_null_str, coc_null_str, 1, 0 },
        { &rules[0], coc_str("device"), 0, 0, coc_null_str, coc_null_str, 0, 1 }
    };
    coc_hits_t     hits = { .hit = hit, .n = 4 };
    coc_event_t    event;
    coc_verdict_t  verdict;

    (void) state;

    coc_verdict_content(&verdict, &hits, 1, 0);

    memset(&event, 0, sizeof(event));
    event.id = coc_str_from("abc");
    event.time = 1700000000123;
    event.member = coc_str_from("00ff");
    event.kind = coc_str_from("post");
    event.thread = coc_str_from("t\n1");
    event.verdict = &verdict;
    event.hits = &hits;

    assert_event(&event,
        "{\"case\":\"abc\",\"time\":1700000000123,\"verdict\":\"block\","
        "\"reason\":\"rules\",\"score\":4,\"sections\":[\"ugly\"],"
        "\"rules\":[{\"id\":\"ugly-1\",\"section\":\"ugly\","
        "\"field\":\"post.\\\"title\",\"start\":3,\"end\":9},"
        "{\"id\":\"phi-\\\"2\",\"section\":\"phi\",\"field\":\"\","
        "\"start\":0,\"end\":1,\"shadow\":true},"
        "{\"id\":\"ugly-3\",\"section\":\"ugly\",\"field\":\"b\","
        "\"start\":1,\"end\":2,\"aside\":true},"
        "{\"id\":\"ugly-1\",\"section\":\"ugly\","
        "\"signal\":\"device\"}],"
        "\"member\":\"00ff\",\"kind\":\"post\",\"thread\":\"t\\u000a1\"}");

    /* of a section that its author is exempt from */

    hits.n = 1;
    coc_verdict_content(&verdict, &hits, 1, 1u << COC_SECTION_UGLY);

    assert_event(&event,
        "{\"case\":\"abc\",\"time\":1700000000123,\"verdict\":\"pass\","
        "\"score\":0,\"sections\":[],\"exempt\":[\"ugly\"],"
        "\"rules\":[{\"id\":\"ugly-1\",\"section\":\"ugly\","
        "\"field\":\"post.\\\"title\",\"start\":3,\"end\":9,"
        "\"exempt\":true}],"
        "\"member\":\"00ff\",\"kind\":\"post\",\"thread\":\"t\\u000a1\"}");

    /* an excerpt is told where it is asked for */

    hit[0].excerpt = coc_str_from("you \"x\"");
    coc_verdict_content(&verdict, &hits, 1, 0);

    for (event.excerpts = 0; ; event.excerpts = 1) {
        (void) snprintf(text, sizeof(text),
            "{\"case\":\"abc\",\"time\":1700000000123,"
            "\"verdict\":\"block\",\"reason\":\"rules\",\"score\":4,"
            "\"sections\":[\"ugly\"],"
            "\"rules\":[{\"id\":\"ugly-1\",\"section\":\"ugly\","
            "\"field\":\"post.\\\"title\",\"start\":3,\"end\":9%s}],"
            "\"member\":\"00ff\",\"kind\":\"post\","
            "\"thread\":\"t\\u000a1\"}",
            event.excerpts ? ",\"excerpt\":\"you \\\"x\\\"\"" : "");
        assert_event(&event, text);

        if (event.excerpts) {
            break;
        }
    }

    event.excerpts = 0;

    coc_verdict_content(&verdict, &hits, 1, 0);
    verdict.action = COC_ACTION_FLAG;
    verdict.nudged = 1;
    verdict.redacted = 2;
    event.hits = NULL;
    event.member.len = 0;
    event.kind.len = 0;
    event.thread.len = 0;

    assert_event(&event,
        "{\"case\":\"abc\",\"time\":1700000000123,\"verdict\":\"flag\","
        "\"reason\":\"rules\",\"score\":4,\"sections\":[\"ugly\"],"
        "\"rules\":[],\"redacted\":2,\"confirmed\":true}");
}


/* A client chooses the names of fields and threads. */

static void
test_long(void **state)
{
    char           path[4096], *text;
    size_t         i, n;
    coc_hit_t      hit[COC_EVENT_HITS + 3];
    coc_buf_t      buf;
    coc_hits_t     hits = { .hit = hit, .n = coc_nelts(hit) };
    coc_alloc_t    alloc;
    coc_event_t    event;
    coc_verdict_t  verdict;
    coc_test_alloc_t  test;

    (void) state;

    for (i = 0; i < sizeof(path); i += 2) {
        memcpy(path + i, "\xc3\xa9", 2);
    }

    memset(hit, 0, sizeof(hit));

    for (i = 0; i < hits.n; i++) {
        hit[i].rule = &rules[0];
        hit[i].path.data = (const uint8_t *) path + 1;
        hit[i].path.len = sizeof(path) - 1;
        hit[i].start = 0;
        hit[i].end = 1;
    }

    coc_verdict_content(&verdict, &hits, 1, 0);

    memset(&event, 0, sizeof(event));
    event.id = coc_str_from("abc");
    event.verdict = &verdict;
    event.hits = &hits;
    event.thread.data = (const uint8_t *) path;
    event.thread.len = sizeof(path);

    alloc = coc_test_alloc(&test, 0);
    coc_buf_init(&buf, &alloc, 1 << 20);
    assert_int_equal(coc_event_json(&event, &buf), COC_OK);
    assert_int_equal(coc_buf_putc(&buf, '\0'), COC_OK);
    text = (char *) buf.data;

    assert_true(buf.len < COC_EVENT_HITS * 256 + 1024);
    assert_non_null(strstr(text, "\"more\":3"));

    for (n = 0; (text = strstr(text, "\"id\":")) != NULL; n++) {
        text++;
    }

    assert_int_equal(n, COC_EVENT_HITS);
    coc_buf_free(&buf);

    /* no room: the status of the buffer */

    coc_buf_init(&buf, &alloc, 100);
    assert_int_equal(coc_event_json(&event, &buf), COC_LIMIT);
    coc_buf_free(&buf);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_long)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
