/*
 * Redirections, and what sentinels answer.
 */

#include "coc_test_resp.h"

#include "coc_cluster.h"
#include "coc_str.h"


/* From which node things come. */

static const coc_node_t  from = { "10.0.0.9", 7009 };


static coc_hop_e
hop_of(coc_cluster_t *cluster, coc_hop_t *hop, const char *text)
{
    coc_hop_e    e;
    redisReply  *reply;

    reply = coc_test_reply(text, strlen(text));
    assert_non_null(reply);
    e = coc_cluster_hop(cluster, hop, reply, &from);
    freeReplyObject(reply);

    return e;
}


static void
test_hop(void **state)
{
    size_t            i;
    coc_hop_e         e;
    coc_hop_t         hop;
    coc_alloc_t       alloc;
    coc_cluster_t    *cluster;
    coc_test_alloc_t  counts;

    static const struct {
        const char  *reply;
        coc_hop_e    hop;
        const char  *host;
        unsigned     port;
    } tests[] = {
        { "+OK\r\n", COC_HOP_DONE, NULL, 0 },
        { "$-1\r\n", COC_HOP_DONE, NULL, 0 },
        { "+MOVED 1 a:1\r\n", COC_HOP_DONE, NULL, 0 },
        { "-ERR no\r\n", COC_HOP_DONE, NULL, 0 },
        { "-READONLY no\r\n", COC_HOP_DONE, NULL, 0 },
        { "-LOADING no\r\n", COC_HOP_DONE, NULL, 0 },
        { "-MOVEDX 1 a:1\r\n", COC_HOP_DONE, NULL, 0 },
        { "-TRYAGAIN wait\r\n", COC_HOP_WAIT, NULL, 0 },
        { "-CLUSTERDOWN\r\n", COC_HOP_WAIT, NULL, 0 },
        { "-MOVED 7 10.0.0.1:6381\r\n", COC_HOP_MOVED, "10.0.0.1", 6381 },
        { "-MOVED 7 a.example:1\r\n", COC_HOP_MOVED, "a.example", 1 },
        { "-MOVED 7 ::1:6379\r\n", COC_HOP_MOVED, "::1", 6379 },
        { "-MOVED 7 fe80:0::7:65535\r\n", COC_HOP_MOVED, "fe80:0::7", 65535 },
        { "-MOVED 7 [::1]:6379\r\n", COC_HOP_MOVED, "::1", 6379 },
        { "-MOVED 7 :6381\r\n", COC_HOP_MOVED, "10.0.0.9", 6381 },
        { "-ASK 16383 10.0.0.1:6381\r\n", COC_HOP_ASK, "10.0.0.1", 6381 },
        { "-ASK 0 :1\r\n", COC_HOP_ASK, "10.0.0.9", 1 },
        { "-MOVED\r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED \r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED 7\r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED 7 \r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED 7 a\r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED 7 a:\r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED 7 a:0\r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED 7 a:65536\r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED 7 ?:6379\r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED 7 a b:6379\r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED 7  a:6379\r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED 16384 a:1\r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED -1 a:1\r\n", COC_HOP_LOST, NULL, 0 },
        { "-MOVED x a:1\r\n", COC_HOP_LOST, NULL, 0 }
    };

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    cluster = coc_cluster_create(&alloc);

    for (i = 0; i < coc_nelts(tests); i++) {
        memset(&hop, 0, sizeof(coc_hop_t));
        e = hop_of(cluster, &hop, tests[i].reply);

        if (e != tests[i].hop) {
            fail_msg("%s: %d", tests[i].reply, e);
        }

        if (tests[i].host != NULL) {
            assert_string_equal(hop.node.host, tests[i].host);
            assert_int_equal(hop.node.port, tests[i].port);
            assert_int_equal(hop.hops, 1);

        } else {
            assert_int_equal(hop.hops, 0);
        }

        if (e == COC_HOP_MOVED) {
            assert_string_equal(coc_cluster_node(cluster, 7)->host,
                                tests[i].host);
        }
    }

    assert_null(coc_cluster_node(cluster, 16383));

    /* hops are counted over both; waits are not */

    memset(&hop, 0, sizeof(coc_hop_t));
    assert_int_equal(hop_of(cluster, &hop, "-MOVED 1 a:1\r\n"), COC_HOP_MOVED);
    assert_int_equal(hop_of(cluster, &hop, "-ASK 1 b:1\r\n"), COC_HOP_ASK);
    assert_int_equal(hop_of(cluster, &hop, "-TRYAGAIN\r\n"), COC_HOP_WAIT);
    assert_int_equal(hop_of(cluster, &hop, "-ASK 1 b:1\r\n"), COC_HOP_ASK);
    assert_int_equal(hop_of(cluster, &hop, "-TRYAGAIN\r\n"), COC_HOP_WAIT);
    assert_int_equal(hop_of(cluster, &hop, "-MOVED 1 c:1\r\n"), COC_HOP_LOST);
    assert_int_equal(hop_of(cluster, &hop, "+OK\r\n"), COC_HOP_DONE);
    assert_string_equal(coc_cluster_node(cluster, 1)->host, "a");

    assert_int_equal(coc_cluster_hop(cluster, &hop, NULL, &from),
                     COC_HOP_DONE);

    coc_cluster_destroy(cluster);
}


static void
test_sentinel(void **state)
{
    int          rc;
    char         line[COC_CLUSTER_HOST + 64], text[COC_CLUSTER_HOST + 128];
    size_t       i, len;
    coc_buf_t    out;
    coc_node_t   node;
    redisReply  *reply;
    coc_alloc_t  alloc;
    coc_test_alloc_t  counts;

    static const char  want[] = "*3\r\n$8\r\nSENTINEL\r\n"
        "$23\r\nGET-MASTER-ADDR-BY-NAME\r\n$2\r\nmm\r\n";
    static const char  slots[] = "*2\r\n$7\r\nCLUSTER\r\n$5\r\nSLOTS\r\n";

    static const struct {
        const char  *line;
        int          rc;
    } tests[] = {
        { "[10.0.0.1 'p6380]", COC_OK },
        { "-", COC_DECLINED },
        { "[]", COC_INVALID },
        { "[10.0.0.1]", COC_INVALID },
        { "[10.0.0.1 6380]", COC_INVALID },
        { "[10.0.0.1 'p6380 x]", COC_INVALID },
        { "[10.0.0.1 'px]", COC_INVALID },
        { "[10.0.0.1 'p0]", COC_INVALID },
        { "[10.0.0.1 'p65536]", COC_INVALID },
        { "[~ 'p1]", COC_INVALID },
        { "[- 'p1]", COC_INVALID },
        { "[? 'p1]", COC_INVALID },
        { "word", COC_INVALID },
        { "1", COC_INVALID }
    };

    (void) state;

    for (i = 0; i < coc_nelts(tests); i++) {
        (void) strcpy(line, tests[i].line);
        len = coc_test_resp(line, text);

        /* a number as a word, that coc_test_resp() would have as a number */

        if (strstr(line, "'p") != NULL) {
            char  *p = strstr(text, "'p"), *end = strchr(p, '\r'), tail[64];

            len = (size_t) sprintf(tail, "$%d\r\n%s", (int) (end - p) - 2,
                                   p + 2);
            p = memrchr(text, '$', (size_t) (p - text));
            (void) strcpy(p, tail);
            len = strlen(text);
        }

        reply = coc_test_reply(text, len);
        assert_non_null(reply);
        rc = coc_sentinel_reply(reply, &node);
        freeReplyObject(reply);

        if (rc != tests[i].rc) {
            fail_msg("%s: %d", tests[i].line, rc);
        }

        if (rc == COC_OK) {
            assert_string_equal(node.host, "10.0.0.1");
            assert_int_equal(node.port, 6380);
        }
    }

    reply = coc_test_reply("-ERR x\r\n", 8);
    assert_int_equal(coc_sentinel_reply(reply, &node), COC_INVALID);
    freeReplyObject(reply);
    assert_int_equal(coc_sentinel_reply(NULL, &node), COC_INVALID);

    alloc = coc_test_alloc(&counts, 0);
    coc_buf_init(&out, &alloc, 4096);
    assert_int_equal(coc_sentinel_ask(&out, coc_str_from("mm")), COC_OK);
    assert_memory_equal(out.data, want, sizeof(want) - 1);
    coc_buf_reset(&out);
    assert_int_equal(coc_cluster_ask(&out), COC_OK);
    assert_memory_equal(out.data, slots, sizeof(slots) - 1);
    coc_buf_free(&out);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_hop),
        cmocka_unit_test(test_sentinel)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
