/*
 * Moderators' queues: what is asked, and replies of any shape.
 */

#include "coc_test.h"
#include "coc_test_resp.h"

#include "coc_store.h"
#include "coc_str.h"


static coc_test_alloc_t  counts;
static coc_alloc_t       alloc;


static void
test_place(void **state)
{
    size_t             i;
    coc_buf_t          buf;
    coc_queue_place_t  place;

    static const char *const  good[] = {
        "0-0-0", "1700000000000-7-15",
        "18446744073709551615-18446744073709551615-3"
    };

    static const char *const  bad[] = {
        "", "-", "--", "1-2", "1-2-", "1--3", "-2-3", "1-2-16", "1-2-3-4",
        "x-2-3", "1-2-3 ", "18446744073709551616-0-0", "+1-2-3"
    };

    (void) state;

    coc_buf_init(&buf, &alloc, 4096);

    for (i = 0; i < coc_nelts(good); i++) {
        assert_int_equal(coc_queue_place_read(coc_str_from(good[i]), &place),
                         COC_OK);
        coc_buf_reset(&buf);
        assert_int_equal(coc_queue_place_put(&buf, &place), COC_OK);
        assert_true(coc_str_eq(coc_buf_str(&buf), coc_str_from(good[i])));
    }

    for (i = 0; i < coc_nelts(bad); i++) {
        if (coc_queue_place_read(coc_str_from(bad[i]), &place)
            != COC_INVALID)
        {
            fail_msg("%s", bad[i]);
        }
    }

    coc_buf_free(&buf);
}


/* Where a shard goes on: an entry of the same time comes once, and comes. */

static void
test_before(void **state)
{
    size_t             i;
    coc_buf_t          buf;
    coc_queue_place_t  place;

    static const struct {
        const char  *before;
        unsigned     shard;
        const char  *from;
    } cases[] = {
        { "5-3-7", 6, "\r\n5-3\r\n" },
        { "5-3-7", 7, "\r\n5-2\r\n" },
        { "5-3-7", 8, "\r\n5-2\r\n" },
        { "5-0-7", 8, "\r\n4-18446744073709551615\r\n" },
        { "5-0-7", 6, "\r\n5-0\r\n" }
    };

    (void) state;

    coc_buf_init(&buf, &alloc, 4096);

    for (i = 0; i < coc_nelts(cases); i++) {
        assert_int_equal(coc_queue_place_read(coc_str_from(cases[i].before),
                                              &place), COC_OK);
        coc_buf_reset(&buf);
        assert_int_equal(coc_queue_list(&buf, coc_str_from("coc:"),
                                        COC_QUEUE_REVIEW, cases[i].shard,
                                        &place, 9), COC_OK);
        assert_non_null(memmem(buf.data, buf.len, cases[i].from,
                               strlen(cases[i].from)));
    }

    coc_buf_reset(&buf);
    assert_int_equal(coc_queue_list(&buf, coc_str_from("coc:"),
                                    COC_QUEUE_ESCALATIONS, 3, NULL, 1000),
                     COC_OK);
    (void) coc_buf_putc(&buf, '\0');
    assert_string_equal((char *) buf.data,
                        "*6\r\n$9\r\nXREVRANGE\r\n"
                        "$17\r\ncoc:3:escalations\r\n$1\r\n+\r\n$1\r\n-\r\n"
                        "$5\r\nCOUNT\r\n$3\r\n100\r\n");
    coc_buf_free(&buf);
}


static void
test_entry(void *data, const coc_queue_id_t *id, redisReply *const *fields,
    size_t n)
{
    size_t  *sum = data;

    (void) fields;

    *sum += (size_t) (id->ms * 100 + id->n * 10 + n);
}


static void
test_replies(void **state)
{
    int                found;
    char               resp[4096];
    size_t             i, sum;
    redisReply        *reply;
    coc_queue_place_t  place;

    static const struct {
        const char   *line;
        coc_reply_e   class;
        size_t        sum;
    } cases[] = {
        { "[]", COC_REPLY_OK, 0 },
        { "[[1-2 [case x]]]", COC_REPLY_OK, 122 },
        { "[[1-2 []] [3-0 [case ~]]]", COC_REPLY_OK, 422 },
        { "[[1-2 -]]", COC_REPLY_OK, 120 },         /* trimmed */
        { "[[1-2 [case]]]", COC_REPLY_BAD, 0 },
        { "[[1-2 [case -]]]", COC_REPLY_BAD, 0 },
        { "[[1-2 [case 7]]]", COC_REPLY_BAD, 0 },
        { "[[1-2]]", COC_REPLY_BAD, 0 },
        { "[[word [case x]]]", COC_REPLY_BAD, 0 },
        { "[[1-2 word]]", COC_REPLY_BAD, 0 },
        { "[word]", COC_REPLY_BAD, 0 },
        { "word", COC_REPLY_BAD, 0 },
        { "-", COC_REPLY_BAD, 0 }
    };

    static const struct {
        const char  *text;
        int          found;
    } where[] = {
        { "coc:7:review 1-2", 1 },
        { "coc:15:escalations 1-2", 1 },
        { "coc:16:review 1-2", 0 },
        { "coc:7:feed 1-2", 0 },
        { "coc:7:review 1", 0 },
        { "coc:7:review", 0 },
        { "cod:7:review 1-2", 0 },
        { "coc: 1-2", 0 },
        { "coc", 0 },
        { "coc::review 1-2", 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        sum = 0;
        reply = coc_test_reply(resp, coc_test_resp(cases[i].line, resp));
        assert_non_null(reply);

        if (coc_queue_reply(reply, test_entry, &sum) != cases[i].class
            || sum != cases[i].sum)
        {
            fail_msg("%s: %zu", cases[i].line, sum);
        }

        freeReplyObject(reply);
    }

    for (i = 0; i < coc_nelts(where); i++) {
        reply = coc_test_reply(resp, (size_t) snprintf(resp, sizeof(resp),
                                   "$%zu\r\n%s\r\n", strlen(where[i].text),
                                   where[i].text));
        assert_non_null(reply);

        if (coc_queue_case_reply(reply, coc_str_from("coc:"), &place, &found)
            != COC_REPLY_OK
            || found != where[i].found)
        {
            fail_msg("%s", where[i].text);
        }

        freeReplyObject(reply);
    }

    reply = coc_test_reply(":1\r\n", 4);
    assert_int_equal(coc_queue_case_reply(reply, coc_str_from("coc:"), &place,
                                          &found), COC_REPLY_BAD);
    freeReplyObject(reply);

    reply = coc_test_reply("$-1\r\n", 5);
    assert_int_equal(coc_queue_case_reply(reply, coc_str_from("coc:"), &place,
                                          &found), COC_REPLY_OK);
    assert_int_equal(found, 0);
    freeReplyObject(reply);
    assert_int_equal(counts.live, 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_before),
        cmocka_unit_test(test_replies)
    };

    alloc = coc_test_alloc(&counts, 0);

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
