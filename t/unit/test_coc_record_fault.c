/*
 * A record's chain that is broken off, refused, spoilt or sent twice: the
 * state afterwards is that of a whole one.
 */

#include "coc_test_record.h"


/* Everything that a chain leaves, in one string; entries' ids left out. */

static void
dump(char *text, size_t size)
{
    size_t       i, len;
    redisReply  *reply;

    static const char *const  commands[] = {
        "HGETALL " ST, "ZRANGE " LOG " 0 -1 WITHSCORES",
        "ZRANGE coc:7:active 0 -1 WITHSCORES", "EXISTS coc:case:x"
    };

    text[0] = '\0';

    for (i = 0; i < coc_nelts(commands); i++) {
        size_t  k;

        reply = ask(commands[i]);

        for (k = 0; k < reply->elements; k++) {
            len = strlen(text);
            (void) snprintf(text + len, size - len, "%s|",
                            reply->element[k]->str);
        }

        len = strlen(text);
        (void) snprintf(text + len, size - len, "%lld\n", reply->integer);
        freeReplyObject(reply);
    }
}


static void
test_rewind(void **state)
{
    int            steps, total;
    char           whole[8192], broken[8192];
    box_t          b;
    coc_record_t  *record;

    (void) flush(state);

    box(&b, "x", 11);
    record = make(&b);
    total = run(record, &b, 99);
    assert_int_equal(total, 14);        /* NOSCRIPT is one more */
    coc_record_destroy(record);
    dump(whole, sizeof(whole));

    for (steps = 0; steps <= total; steps++) {
        (void) flush(state);

        box(&b, "x", 11);
        record = make(&b);
        (void) run(record, &b, steps);
        coc_record_rewind(record);
        (void) run(record, &b, 99);
        assert_int_equal(coc_record_counted(record), 1);
        assert_int_equal(coc_record_standing(record, NULL)->points, 11000);
        coc_record_destroy(record);

        /* and once more from another process, as a spool would */

        record = make(&b);
        (void) run(record, &b, 99);
        coc_record_destroy(record);

        dump(broken, sizeof(broken));
        assert_string_equal(whole, broken);
    }
}


/* Errors in place of the reply: of the server, and of no sense. */

static void
spoil_errors(coc_record_t *record, int first)
{
    size_t        i;
    redisReply    bad;

    static const struct {
        const char   *text;
        coc_reply_e   class;
    } cases[] = {
        { "LOADING wait", COC_REPLY_AWAY },
        { "READONLY x", COC_REPLY_READONLY },
        { "OOM x", COC_REPLY_FULL },
        { "NOPERM x", COC_REPLY_DENIED },
        { "MOVED 1 a:1", COC_REPLY_MOVED },
        { "ERR x", COC_REPLY_BAD },
        { "", COC_REPLY_BAD },
        { "NOSCRIPT x", COC_REPLY_BAD }         /* but for the first */
    };

    memset(&bad, 0, sizeof(bad));
    bad.type = REDIS_REPLY_ERROR;

    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
    assert_int_equal(coc_record_reply(record, NULL), COC_REPLY_BAD);

    for (i = 0; i < coc_nelts(cases) - (first ? 1 : 0); i++) {
        bad.str = (char *) (uintptr_t) cases[i].text;
        bad.len = strlen(cases[i].text);
        assert_int_equal(coc_record_reply(record, &bad), cases[i].class);
    }
}


/* Replies of a type or with parts that the command never gets. */

static void
spoil_shapes(coc_record_t *record)
{
    char        text[512];
    size_t      i;
    redisReply  bad, item, *items[24];

    memset(text, 'x', sizeof(text));
    memset(&bad, 0, sizeof(bad));

    bad.type = REDIS_REPLY_NIL;
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
    bad.type = 77;
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);

    /* strings: none, empty, far too long */

    bad.type = REDIS_REPLY_STRING;
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
    bad.str = text;
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
    bad.len = sizeof(text);
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);

    /* arrays: empty, of nothing, of the wrong things */

    memset(&bad, 0, sizeof(bad));
    bad.type = REDIS_REPLY_ARRAY;
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
    bad.elements = coc_nelts(items);
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
    bad.element = items;
    memset(items, 0, sizeof(items));
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);

    memset(&item, 0, sizeof(item));

    for (i = 0; i < coc_nelts(items); i++) {
        items[i] = &item;
    }

    item.type = REDIS_REPLY_NIL;
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
    item.type = REDIS_REPLY_INTEGER;
    item.integer = -1;
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
    item.integer = COC_STEP_MAX;
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);
}


/* Each step is spoilt in every way and then answered: nothing is lost. */

static void
test_hostile(void **state)
{
    int            rc, steps;
    char           whole[8192], broken[8192];
    box_t          b;
    coc_buf_t      one, two;
    redisReply    *reply;
    coc_record_t  *record;

    box(&b, "x", 11);
    record = make(&b);
    (void) run(record, &b, 99);
    coc_record_destroy(record);
    dump(whole, sizeof(whole));

    (void) flush(state);
    record = make(&b);
    coc_buf_init(&one, &b.alloc, 1 << 20);
    coc_buf_init(&two, &b.alloc, 1 << 20);

    for (steps = 0; coc_record_next(record, &one) == COC_OK; steps++) {

        spoil_errors(record, steps == 0);
        spoil_shapes(record);

        assert_int_equal(coc_record_counted(record), steps != 0);

        coc_buf_reset(&two);
        assert_int_equal(coc_record_next(record, &two), COC_OK);
        assert_true(coc_str_eq(coc_buf_str(&one), coc_buf_str(&two)));

        do {
            reply = send_step(record, &b, &rc);
            rc = coc_record_reply(record, reply);
            freeReplyObject(reply);
        } while (rc == COC_REPLY_RETRY);

        assert_int_equal(rc, COC_REPLY_OK);
        coc_buf_reset(&one);
    }

    assert_int_equal(steps, 13);
    spoil_shapes(record);

    coc_buf_free(&one);
    coc_buf_free(&two);
    coc_record_destroy(record);
    assert_int_equal(b.test.live, 0);

    dump(broken, sizeof(broken));
    assert_string_equal(whole, broken);
}


/* EVALSHA, then EVAL once; the script flushed between two of a chain. */

static void
test_noscript(void **state)
{
    int            rc;
    box_t          b;
    redisReply    *reply, bad;
    coc_record_t  *record;
    static char    text[] = "NOSCRIPT x";

    (void) state;

    box(&b, "a", 1);
    record = make(&b);

    reply = send_step(record, &b, &rc);
    assert_int_equal(coc_record_reply(record, reply), COC_REPLY_RETRY);
    freeReplyObject(reply);

    memset(&bad, 0, sizeof(bad));
    bad.type = REDIS_REPLY_ERROR;
    bad.str = text;
    bad.len = sizeof(text) - 1;
    assert_int_equal(coc_record_reply(record, &bad), COC_REPLY_BAD);

    assert_int_equal(run(record, &b, 99), 8);
    coc_record_destroy(record);

    box(&b, "b", 1);
    record = make(&b);
    assert_int_equal(run(record, &b, 99), 8);
    freeReplyObject(ask("SCRIPT FLUSH"));
    coc_record_rewind(record);
    assert_int_equal(run(record, &b, 99), 9);
    assert_int_equal(coc_record_standing(record, NULL)->points, 2000);
    coc_record_destroy(record);

    assert_text("2", "ZCARD " LOG);
}


/* Refused half-way by the server: unchanged or whole. */

static void
test_refused(void **state)
{
    int            rc;
    char           before[8192], after[8192];
    box_t          b;
    redisReply    *reply;
    coc_record_t  *record;

    (void) state;

    box(&b, "a", 4);
    (void) chain(&b, NULL);
    dump(before, sizeof(before));

    /* no memory: writes wait, reads go on */

    box(&b, "b", 4);
    record = make(&b);
    freeReplyObject(ask("CONFIG SET maxmemory 1"));
    reply = send_step(record, &b, &rc);
    assert_int_equal(coc_record_reply(record, reply), COC_REPLY_FULL);
    freeReplyObject(reply);
    assert_int_equal(stored(&b).points, 4000);
    freeReplyObject(ask("CONFIG SET maxmemory 0"));
    dump(after, sizeof(after));
    assert_string_equal(before, after);

    /*
     * An ACL that lacks PEXPIRE: written whole, but not acknowledged before
     * the key has its time to live; counted once.
     */

    freeReplyObject(ask("ACL SETUSER default -pexpire"));
    reply = send_step(record, &b, &rc);
    assert_int_not_equal(coc_record_reply(record, reply), COC_REPLY_OK);
    freeReplyObject(reply);
    assert_int_equal(coc_record_counted(record), 0);
    assert_int_equal(stored(&b).points, 8000);
    freeReplyObject(ask("ACL SETUSER default +@all"));

    (void) run(record, &b, 99);
    assert_int_equal(coc_record_standing(record, NULL)->points, 8000);
    coc_record_destroy(record);

    /* a key of another type */

    freeReplyObject(ask("SET " ST " x"));
    record = make(&b);
    reply = send_step(record, &b, &rc);
    assert_int_equal(coc_record_reply(record, reply), COC_REPLY_TYPE);
    freeReplyObject(reply);
    coc_record_destroy(record);
}


static void
test_invalid(void **state)
{
    char           id[] = "a b", big[COC_RECORD_ID + 2];
    box_t          b;
    coc_record_t  *record;

    (void) state;

    memset(big, 'x', sizeof(big));
    big[sizeof(big) - 1] = '\0';

    box(&b, "", 1);
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    box(&b, id, 1);
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    id[1] = '\x7f';
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    box(&b, big, 1);
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    box(&b, "a", 1);
    b.conf.by = coc_str_from(big);
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    box(&b, "a", 1);
    b.conf.event = NULL;
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    box_sanction(&b, "a", COC_STEP_MUTE, 0);
    b.conf.member = NULL;
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    box_sanction(&b, "a", COC_STEP_MAX, 0);
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
    assert_int_equal(b.test.live, 0);

    coc_record_destroy(NULL);
}


/* Every allocation fails in turn. */

static void
test_torture(void **state)
{
    int            rc;
    size_t         fail;
    box_t          b;
    coc_buf_t      out;
    coc_record_t  *record;

    (void) state;

    for (fail = 1; /* void */; fail++) {

        box(&b, "a", 11);
        b.test.fail = fail;
        record = NULL;

        rc = coc_record_create(&record, &b.alloc, &b.conf);

        if (rc == COC_OK) {
            coc_buf_init(&out, &b.alloc, 1 << 20);
            rc = coc_record_next(record, &out);
            coc_buf_free(&out);
            coc_record_destroy(record);
        }

        assert_int_equal(b.test.live, 0);

        if (rc == COC_OK) {
            break;
        }

        assert_int_equal(rc, COC_ERROR);
    }

    assert_true(fail > 4);
}


int
main(void)
{
    int  rc;

    const struct CMUnitTest  tests[] = {
        cmocka_unit_test_setup(test_rewind, flush),
        cmocka_unit_test_setup(test_hostile, flush),
        cmocka_unit_test_setup(test_noscript, flush),
        cmocka_unit_test_setup(test_refused, flush),
        cmocka_unit_test_setup(test_invalid, flush),
        cmocka_unit_test_setup(test_torture, flush)
    };

    if (coc_test_redis_start(&redis) != 0) {
        return 0;
    }

    cmocka_set_message_output(CM_OUTPUT_TAP);

    rc = cmocka_run_group_tests(tests, NULL, NULL);

    coc_test_redis_stop(&redis);

    return rc;
}
