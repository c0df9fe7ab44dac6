/*
 * Whose an entry is, what it holds as evidence, and how long: against a real
 * redis-server.
 */

#include "coc_test_record.h"


static void
test_queues(void **state)
{
    size_t         i;
    box_t          b;
    coc_record_t  *record;

    static const struct {
        uint32_t      sections;
        coc_action_e  action;
        const char   *stream;
    } cases[] = {
        { 1u << COC_SECTION_UGLY, COC_ACTION_BLOCK, "review" },
        { 1u << COC_SECTION_THREAT, COC_ACTION_ESCALATE, "escalations" },
        { 1u << COC_SECTION_SELFHARM, COC_ACTION_FLAG, "care" },
        { 1u << COC_SECTION_SELFHARM, COC_ACTION_ESCALATE, "care" },
        { 1u << COC_SECTION_SELFHARM | 1u << COC_SECTION_UGLY,
          COC_ACTION_BLOCK, "review" },
        { 1u << COC_SECTION_SELFHARM | 1u << COC_SECTION_THREAT,
          COC_ACTION_ESCALATE, "escalations" },
        { 0, COC_ACTION_PASS, "review" },       /* a report */
    };

    for (i = 0; i < coc_nelts(cases); i++) {
        (void) flush(state);

        box(&b, "a", 0);
        b.verdict.sections = cases[i].sections;
        b.verdict.action = cases[i].action;
        record = make(&b);
        assert_int_equal(run(record, &b, 99), 3);
        coc_record_destroy(record);

        assert_text("1", "XLEN coc:7:%s", cases[i].stream);
        assert_text("2", "DBSIZE");
    }
}


/* It goes with the record, saved and loaded too; without one, no field. */

static void
test_evidence(void **state)
{
    int            k;
    box_t          b;
    char          *sealed;
    coc_buf_t      saved;
    redisReply    *reply, *fields;
    coc_record_t  *record, *again;

    sealed = malloc(512 * 1024);
    assert_non_null(sealed);
    memset(sealed, 'x', 512 * 1024);

    for (k = 0; k < 3; k++) {
        (void) flush(state);

        box(&b, "a", 5);
        b.verdict.action = COC_ACTION_ESCALATE;
        b.conf.evidence.data = (uint8_t *) sealed;
        b.conf.evidence.len = (k == 2) ? 0 : 512 * 1024;

        record = make(&b);

        if (k == 1) {
            coc_buf_init(&saved, &b.alloc, COC_RECORD_TEXT);
            assert_int_equal(coc_record_save(record, &saved), COC_OK);
            coc_record_destroy(record);
            assert_int_equal(coc_record_load(&again, &b.alloc,
                                             coc_buf_str(&saved)), COC_OK);
            coc_buf_free(&saved);
            record = again;
        }

        (void) run(record, &b, 99);
        coc_record_destroy(record);
        assert_int_equal(b.test.live, 0);

        reply = ask("XRANGE coc:7:escalations - +");
        assert_int_equal(reply->elements, 1);
        fields = reply->element[0]->element[1];
        assert_int_equal(fields->elements, (k == 2) ? 10 : 12);

        if (k != 2) {
            assert_string_equal(fields->element[10]->str, "sealed");
            assert_int_equal(fields->element[11]->len, 512 * 1024);
            assert_memory_equal(fields->element[11]->str, sealed, 512 * 1024);
        }

        freeReplyObject(reply);
    }

    free(sealed);
}


/* What is older than is kept goes when the next one comes, and nothing else,
 * however wrong the edge's clock is. */

static void
test_retention(void **state)
{
    size_t         i;
    box_t          b;
    redisReply    *reply;
    coc_record_t  *record;
    unsigned long long  now;

    static const uint64_t  clock[] = { NOW, 0, NOW * 3 };

    for (i = 0; i < coc_nelts(clock); i++) {
        (void) flush(state);

        reply = ask("TIME");
        now = strtoull(reply->element[0]->str, NULL, 10) * 1000;
        freeReplyObject(reply);

        freeReplyObject(ask("XADD coc:7:review %llu-1 case old",
                            now - 2 * DAY));
        freeReplyObject(ask("XADD coc:7:review %llu-1 case new",
                            now - DAY / 2));

        box(&b, "a", 4);
        b.conf.retention = DAY;
        b.conf.now = clock[i];
        record = make(&b);
        (void) run(record, &b, 99);
        coc_record_destroy(record);

        assert_text("2", "XLEN coc:7:review");
    }
}


int
main(void)
{
    int  rc;

    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_queues),
        cmocka_unit_test(test_evidence),
        cmocka_unit_test(test_retention)
    };

    if (coc_test_redis_start(&redis) != 0) {
        return 0;
    }

    cmocka_set_message_output(CM_OUTPUT_TAP);

    rc = cmocka_run_group_tests(tests, NULL, NULL);

    coc_test_redis_stop(&redis);

    return rc;
}
