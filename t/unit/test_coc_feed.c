/*
 * The feed: commands, and replies of every shape; what a gap is.
 */

#include "coc_test.h"
#include "coc_feed.h"
#include "coc_reader.h"


#define M  "00112233445566778899aabbccddeeff"


typedef struct {
    unsigned        n;
    coc_member_t    member;
    coc_standing_t  standing;
    coc_step_e      step;
    uint64_t        until;
    coc_privilege_e privilege;
} seen_t;


static void
change(void *data, const coc_member_t *member, const coc_standing_t *standing)
{
    seen_t  *seen = data;

    seen->n++;
    seen->member = *member;
    seen->standing = *standing;
}


static void
line(void *data, const coc_member_t *member, coc_step_e step,
    coc_privilege_e privilege, uint64_t until)
{
    seen_t  *seen = data;

    seen->n++;
    seen->member = *member;
    seen->step = step;
    seen->privilege = privilege;
    seen->until = until;
}


/* Lisp to RESP: (a "b" 1) is an array, ~ nil, -text an error. */

static const char *
encode(const char *p, char *out)
{
    int          n;
    char         body[4096];
    size_t       len;
    const char  *q;

    if (*p == '(') {
        for (n = 0, body[0] = '\0', p++; *p != ')'; n++) {
            p = encode(p, body + strlen(body));
            p += (*p == ' ');
        }

        (void) sprintf(out, "*%d\r\n%s", n, body);
        return p + 1;
    }

    if (*p == '~') {
        (void) sprintf(out, "*-1\r\n");
        return p + 1;
    }

    if (*p == '-' && p[1] >= 'A') {
        (void) sprintf(out, "%s\r\n", p);
        return p + strlen(p);
    }

    if (*p == '#') {
        (void) sprintf(out, ":%ld\r\n", strtol(p + 1, (char **) &q, 10));
        return q;
    }

    len = strcspn(p, " )");
    (void) sprintf(out, "$%zu\r\n%.*s\r\n", len, (int) len, p);

    return p + len;
}


static redisReply *
reply(const char *text)
{
    char           resp[4096];
    redisReply    *r;
    coc_reader_t   reader;

    (void) encode(text, resp);

    assert_int_equal(coc_reader_init(&reader), COC_OK);
    assert_int_equal(coc_reader_feed(&reader, resp, strlen(resp)), COC_OK);
    assert_int_equal(coc_reader_next(&reader, &r), COC_OK);
    coc_reader_free(&reader);

    return r;
}


static void
test_commands(void **state)
{
    coc_buf_t         buf;
    coc_test_alloc_t  test = { 0, 0, 0 };
    coc_alloc_t       alloc = { coc_test_malloc, coc_test_free, &test };
    coc_feed_id_t     ids[COC_FEED_SHARDS];
    const coc_str_t   p = coc_str("p:");

    (void) state;

    memset(ids, 0, sizeof(ids));
    ids[3].ms = UINT64_MAX;
    ids[3].n = UINT64_MAX;

    coc_buf_init(&buf, &alloc, COC_FEED_COMMAND);

    assert_int_equal(coc_feed_read(&buf, p, 3, 1, ids, 0), COC_OK);
    (void) coc_buf_putc(&buf, '\0');
    assert_string_equal((char *) buf.data,
        "*6\r\n$5\r\nXREAD\r\n$5\r\nCOUNT\r\n$2\r\n64\r\n$7\r\nSTREAMS\r\n"
        "$8\r\np:3:feed\r\n$41\r\n18446744073709551615-18446744073709551615"
        "\r\n");

    coc_buf_reset(&buf);
    assert_int_equal(coc_feed_read(&buf, p, 0, 16, ids, 500), COC_OK);
    (void) coc_buf_putc(&buf, '\0');
    assert_memory_equal(buf.data, "*38\r\n", 5);
    assert_non_null(strstr((char *) buf.data, "BLOCK\r\n$3\r\n500\r\n"));
    assert_non_null(strstr((char *) buf.data, "$9\r\np:15:feed\r\n$3\r\n0-0"));
    assert_int_equal(coc_feed_read(&buf, p, 1, 16, ids, 0), COC_ERROR);

    coc_buf_reset(&buf);
    assert_int_equal(coc_feed_info(&buf, p, 12), COC_OK);
    assert_int_equal(coc_feed_scan(&buf, p, 12, 77), COC_OK);
    (void) coc_buf_putc(&buf, '\0');
    assert_string_equal((char *) buf.data,
        "*3\r\n$5\r\nXINFO\r\n$6\r\nSTREAM\r\n$9\r\np:12:feed\r\n"
        "*5\r\n$5\r\nZSCAN\r\n$11\r\np:12:active\r\n$2\r\n77\r\n"
        "$5\r\nCOUNT\r\n$3\r\n200\r\n");

    coc_buf_free(&buf);
    assert_int_equal(test.live, 0);
}


static void
test_read(void **state)
{
    int              more;
    size_t           i;
    seen_t           seen;
    redisReply      *r;
    coc_feed_id_t    ids[COC_FEED_SHARDS];
    const coc_str_t  prefix = coc_str("c:");

    static const char  *bad[] = {
        "-ERR any", "x", "#1", "()", "(x)", "(())", "((x y))",
        "((c:16:feed ()))", "((c:1:feed x))", "((d:1:feed ()))",
        "((c:1:food ()))", "((c::feed ()))", "((c:1:feed (x)))",
        "((c:1:feed ((7-1))))", "((c:1:feed ((7 (m x)))))",
        "((c:1:feed ((x-1 (m x)))))", "((c:1:feed ((#1 (m x)))))"
    };

    static const char  *passed[] = {
        "((c:1:feed ((7-1 (step mute seq 1)))))",
        "((c:1:feed ((7-1 (m " M "0 step mute seq 1)))))",
        "((c:1:feed ((7-1 (m g0112233445566778899aabbccddeeff step mute "
            "seq 1)))))",
        "((c:1:feed ((7-1 (m " M " step mute seq 1 x)))))",
        "((c:1:feed ((7-1 x))))",
        "((c:1:feed ((7-1 ~))))",
        "((c:1:feed ((5-1 (m " M " step mute seq 1)))))"
    };

    (void) state;

    memset(&seen, 0, sizeof(seen));
    memset(ids, 0, sizeof(ids));

    r = reply("~");
    assert_int_equal(coc_feed_read_reply(r, prefix, ids, change, &seen, &more),
                     COC_REPLY_OK);
    freeReplyObject(r);
    assert_int_equal(seen.n, 0);

    r = reply("((c:0:feed ((5-2 (m " M " step suspend until 900 under mute "
              "under_until 1000 seq 12 id abc)) (6-0 (m " M " step none until"
              " 0 under none under_until 0 seq 13 id x))))"
              " (c:15:feed ((5-2 (m " M " step mute until 0 under suspend "
              "under_until 7 seq 2)))))");
    assert_int_equal(coc_feed_read_reply(r, prefix, ids, change, &seen, &more),
                     COC_REPLY_OK);
    assert_int_equal(seen.n, 3);
    assert_int_equal(more, 0);
    assert_string_equal(seen.member.hash, M);
    assert_int_equal(seen.standing.step, COC_STEP_SUSPEND);
    assert_int_equal(seen.standing.until, 7);
    assert_int_equal(seen.standing.under, COC_STEP_MUTE);
    assert_int_equal(seen.standing.seq, 2);
    assert_int_equal(ids[0].ms, 6);
    assert_int_equal(ids[0].n, 0);
    assert_int_equal(ids[15].n, 2);

    /* told again: passed by */

    assert_int_equal(coc_feed_read_reply(r, prefix, ids, change, &seen, NULL),
                     COC_REPLY_OK);
    assert_int_equal(seen.n, 3);
    freeReplyObject(r);

    for (i = 0; i < coc_nelts(bad); i++) {
        r = reply(bad[i]);
        assert_int_equal(coc_feed_read_reply(r, prefix, ids, change, &seen,
                                             &more), COC_REPLY_BAD);
        freeReplyObject(r);
    }

    for (i = 0; i < coc_nelts(passed); i++) {
        memset(ids, 0, sizeof(ids));
        ids[1].ms = 6;
        r = reply(passed[i]);
        assert_int_equal(coc_feed_read_reply(r, prefix, ids, change, &seen,
                                             &more), COC_REPLY_OK);
        assert_int_equal(ids[1].ms, i + 1 == coc_nelts(passed) ? 6 : 7);
        freeReplyObject(r);
    }

    assert_int_equal(seen.n, 3);
    assert_int_equal(coc_feed_read_reply(NULL, prefix, ids, change, &seen,
                                         &more), COC_REPLY_BAD);
}


/* Of a newer writer: must not be taken for "no sanction". */

static void
test_odd(void **state)
{
    size_t           i;
    seen_t           seen;
    redisReply      *r;
    coc_feed_id_t    ids[COC_FEED_SHARDS];
    const coc_str_t  prefix = coc_str("c:");

    static const char  *odd[] = {
        "((c:1:feed ((7-1 (m " M " step mute)))))",
        "((c:1:feed ((7-1 (m " M " step odd seq 1)))))",
        "((c:1:feed ((7-1 (step odd seq 1 m " M ")))))",
        "((c:1:feed ((7-1 (m " M " step none under odd seq 1)))))",
        "((c:1:feed ((7-1 (m " M " step mute until never seq 1)))))",
        "((c:1:feed ((7-1 (m " M " step mute seq x)))))",
        "((c:1:feed ((7-1 (m " M " step (mute) seq 1)))))"
    };

    (void) state;

    for (i = 0; i < coc_nelts(odd); i++) {
        memset(ids, 0, sizeof(ids));
        memset(&seen, 0, sizeof(seen));
        r = reply(odd[i]);
        assert_int_equal(coc_feed_read_reply(r, prefix, ids, change, &seen,
                                             NULL), COC_REPLY_OK);
        freeReplyObject(r);
        assert_int_equal(ids[1].ms, 7);
        assert_int_equal(seen.n, 1);
        assert_string_equal(seen.member.hash, M);
        assert_int_equal(seen.standing.step, COC_STEP_MAX);
        assert_int_equal(seen.standing.under, COC_STEP_NONE);
    }
}


static void
test_scan(void **state)
{
    size_t       i;
    seen_t       seen;
    uint64_t     cursor;
    redisReply  *r;

    static const struct {
        const char  *score;
        uint64_t     until;
        int          ok;
    } scores[] = {
        { "1700000000000", 1700000000000ULL, 1 }, { "inf", 0, 1 },
        { "1.7e12", 1700000000000ULL, 1 },
        { "1e+17", 100000000000000000ULL, 1 },
        { "1e30", 0, 1 }, { "nan", 0, 0 }, { "-1", 0, 0 }, { "x", 0, 0 },
        { "1x", 0, 0 }, { "1e1000", 0, 1 },
        { "1111111111111111111111111111111111111111111", 0, 0 }
    };

    static const char  *bad[] = {
        "-ERR any", "~", "x", "(0)", "(x ())", "(0 x)", "(0 (a))",
        "(0 ((a) b))", "(#1 ())", "(99999999999999999999999 ())"
    };

    (void) state;

    memset(&seen, 0, sizeof(seen));

    r = reply("(17 (" M ":mute 5 " M ":suspend inf " M ":odd 1 " M " 1 x 2))");
    assert_int_equal(coc_feed_scan_reply(r, &cursor, line, &seen),
                     COC_REPLY_OK);
    freeReplyObject(r);
    assert_int_equal(cursor, 17);
    assert_int_equal(seen.n, 3);
    assert_int_equal(seen.step, COC_STEP_MAX);
    assert_int_equal(seen.until, 0);

    for (i = 0; i < coc_nelts(scores); i++) {
        char  text[256];

        (void) snprintf(text, sizeof(text), "(0 (" M ":mute %s))",
                        scores[i].score);
        seen.n = 0;
        r = reply(text);
        assert_int_equal(coc_feed_scan_reply(r, &cursor, line, &seen),
                         COC_REPLY_OK);
        freeReplyObject(r);
        assert_int_equal(seen.n, 1);
        assert_int_equal(seen.step, scores[i].ok ? COC_STEP_MUTE
                                                 : COC_STEP_MAX);
        assert_int_equal(seen.until, scores[i].until);
    }

    for (i = 0; i < coc_nelts(bad); i++) {
        r = reply(bad[i]);
        assert_int_equal(coc_feed_scan_reply(r, &cursor, line, &seen),
                         COC_REPLY_BAD);
        freeReplyObject(r);
    }
}


static void
test_info(void **state)
{
    size_t           i;
    redisReply      *r;
    coc_feed_info_t  info;

    static const char  *bad[] = {
        "-ERR any", "~", "x", "()", "(length #1)", "(length x)", "(#1 x)",
        "(length #-1 last-generated-id 1-1)", "(length #0 last-generated-id x)",
        "(length #1 last-generated-id 1-1)",
        "(length #1 last-generated-id 1-1 first-entry x)",
        "(length #1 last-generated-id 1-1 first-entry (x))"
    };

    static const struct {
        coc_feed_info_t  info;
        coc_feed_id_t    since, id;
        int              gap;
    } gaps[] = {
        { { 0, 0, { 0, 0 }, { 0, 0 } }, { 0, 0 }, { 0, 0 }, 0 },
        { { 0, 0, { 0, 0 }, { 0, 0 } }, { 0, 0 }, { 0, 1 }, 1 },
        { { 1, 2, { 7, 7 }, { 5, 0 } }, { 6, 0 }, { 7, 7 }, 0 },
        { { 1, 2, { 7, 7 }, { 5, 0 } }, { 5, 0 }, { 6, 0 }, 0 },
        { { 1, 2, { 7, 6 }, { 5, 0 } }, { 6, 0 }, { 7, 7 }, 1 },
        { { 1, 2, { 7, 7 }, { 6, 1 } }, { 6, 0 }, { 7, 7 }, 1 },
        { { 1, 2, { 7, 7 }, { 6, 1 } }, { 0, 0 }, { 0, 0 }, 0 },
        { { 1, 2, { 7, 7 }, { 6, 1 } }, { 0, 0 }, { 7, 7 }, 0 },
        { { 1, 0, { 7, 7 }, { 0, 0 } }, { 7, 7 }, { 7, 7 }, 0 },
        { { 1, 0, { 7, 8 }, { 0, 0 } }, { 7, 7 }, { 7, 7 }, 1 }
    };

    (void) state;

    r = reply("(length #2 radix-tree-keys #1 last-generated-id 9-3 groups #0 "
              "first-entry (4-1 (a b)) last-entry (9-3 (a b)))");
    assert_int_equal(coc_feed_info_reply(r, &info), COC_REPLY_OK);
    freeReplyObject(r);
    assert_int_equal(info.exists, 1);
    assert_int_equal(info.length, 2);
    assert_int_equal(info.last.ms, 9);
    assert_int_equal(info.last.n, 3);
    assert_int_equal(info.first.ms, 4);

    r = reply("(length #0 last-generated-id 9-3 first-entry ~)");
    assert_int_equal(coc_feed_info_reply(r, &info), COC_REPLY_OK);
    freeReplyObject(r);

    r = reply("-ERR no such key");
    assert_int_equal(coc_feed_info_reply(r, &info), COC_REPLY_OK);
    freeReplyObject(r);
    assert_int_equal(info.exists, 0);

    r = reply("-LOADING x");
    assert_int_equal(coc_feed_info_reply(r, &info), COC_REPLY_AWAY);
    freeReplyObject(r);

    for (i = 0; i < coc_nelts(bad); i++) {
        r = reply(bad[i]);
        assert_int_equal(coc_feed_info_reply(r, &info), COC_REPLY_BAD);
        freeReplyObject(r);
    }

    for (i = 0; i < coc_nelts(gaps); i++) {
        assert_int_equal(coc_feed_gap(&gaps[i].info, &gaps[i].since,
                                      &gaps[i].id), gaps[i].gap);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_odd),
        cmocka_unit_test(test_scan),
        cmocka_unit_test(test_info)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
