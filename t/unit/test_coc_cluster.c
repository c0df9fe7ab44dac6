/*
 * Slot tables.
 */

#include "coc_test_resp.h"

#include "coc_cluster.h"


/* From which node things come. */

static const coc_node_t  from = { "10.0.0.9", 7009 };


static int
take(coc_cluster_t *cluster, const char *line, int *changed)
{
    int          rc;
    char         text[4096];
    redisReply  *reply;

    reply = coc_test_reply(text, coc_test_resp(line, text));
    assert_non_null(reply);
    rc = coc_cluster_reply(cluster, reply, &from, changed);
    freeReplyObject(reply);

    return rc;
}


static void
show(const coc_cluster_t *cluster, unsigned slot, char *text)
{
    const coc_node_t  *node;

    node = coc_cluster_node(cluster, slot);

    if (node == NULL) {
        (void) snprintf(text, COC_CLUSTER_HOST, "none");
    } else {
        (void) snprintf(text, COC_CLUSTER_HOST + 16, "%s %u", node->host,
                        node->port);
    }
}


static void
test_slots(void **state)
{
    int             rc;
    char            text[COC_CLUSTER_HOST + 16];
    size_t          i;
    coc_alloc_t     alloc;
    coc_cluster_t  *cluster;
    coc_test_alloc_t  counts;

    static const struct {
        const char  *line;
        int          rc;
        const char  *first;     /* who has slot 0 */
        const char  *last;      /* and 16383 */
    } tests[] = {

        /* redis 6, 7, 7 with names, 7 with names preferred */

        { "[[0 8191 [10.0.0.1 7001 id1] [10.0.0.2 7002 id2]]"
          " [8192 16383 [10.0.0.3 7003 id3]]]", COC_OK,
          "10.0.0.1 7001", "10.0.0.3 7003" },
        { "[[0 16383 [10.0.0.1 7001 id1 []] [10.0.0.2 7002 id2 []]]]",
          COC_OK, "10.0.0.1 7001", "10.0.0.1 7001" },
        { "[[0 16383 [10.0.0.1 7001 id1 [hostname a.example]]]]",
          COC_OK, "10.0.0.1 7001", "10.0.0.1 7001" },
        { "[[0 16383 [a.example 7001 id1 [ip 10.0.0.1]]]]",
          COC_OK, "a.example 7001", "a.example 7001" },
        { "[[0 16383 [::1 7001 id1]]]", COC_OK, "::1 7001", "::1 7001" },

        /* the node that answers */

        { "[[0 16383 [- 7001 id1]]]", COC_OK, "10.0.0.9 7001",
          "10.0.0.9 7001" },
        { "[[0 16383 [~ 7001 id1]]]", COC_OK, "10.0.0.9 7001",
          "10.0.0.9 7001" },

        /* one that can't be known */

        { "[[0 1 [? 7001 id1 [ip 10.0.0.1]]] [2 16383 [? 7002 id2]]]",
          COC_OK, "10.0.0.1 7001", "none" },
        { "[[0 1 [? 7001 id1 [port x]]] [2 16383 [b 7002 id2]]]",
          COC_OK, "none", "b 7002" },
        { "[[0 1 [a 0 id1 [ip c]]] [2 16383 [b 7002 id2]]]", COC_OK, "none",
          "b 7002" },
        { "[[0 1 [? 7001 id1 [ip ?]]] [2 16383 [b 7002 id2]]]", COC_OK,
          "none", "b 7002" },

        /* slots that nobody has; one alone */

        { "[[1 16382 [a 7001 id1]]]", COC_OK, "none", "none" },
        { "[[0 0 [a 7001 id1]] [16383 16383 [b 7001 id2]]]", COC_OK,
          "a 7001", "b 7001" },

        { "[]", COC_INVALID, NULL, NULL },
        { "[[0 16383 [? 7001 id1]]]", COC_INVALID, NULL, NULL },
        { "[[0 10 [a 1 i]] [10 20 [b 1 i]]]", COC_INVALID, NULL, NULL },
        { "[[0 16384 [a 1 i]]]", COC_INVALID, NULL, NULL },
        { "[[2 1 [a 1 i]]]", COC_INVALID, NULL, NULL },
        { "[[0 1 [a 65536 i]]]", COC_INVALID, NULL, NULL },
        { "[[0 1 [a b i]]]", COC_INVALID, NULL, NULL },
        { "[[0 1 [1 1 i]]]", COC_INVALID, NULL, NULL },
        { "[[0 1 [a]]]", COC_INVALID, NULL, NULL },
        { "[[0 1 a]]", COC_INVALID, NULL, NULL },
        { "[[0 1]]", COC_INVALID, NULL, NULL },
        { "[[a 1 [a 1 i]]]", COC_INVALID, NULL, NULL },
        { "[[0 - [a 1 i]]]", COC_INVALID, NULL, NULL },
        { "[1 2 3]", COC_INVALID, NULL, NULL },
        { "7", COC_INVALID, NULL, NULL },
        { "-", COC_INVALID, NULL, NULL },
        { "[[0 99999999999999999 [a 1 i]]]", COC_INVALID, NULL, NULL }
    };

    (void) state;

    alloc = coc_test_alloc(&counts, 0);

    for (i = 0; i < coc_nelts(tests); i++) {
        cluster = coc_cluster_create(&alloc);
        assert_non_null(cluster);
        assert_null(coc_cluster_node(cluster, 0));
        assert_null(coc_cluster_master(cluster, 0));

        assert_int_equal(take(cluster, "[[0 16383 [old 1 i]]]", NULL), COC_OK);
        rc = take(cluster, tests[i].line, NULL);

        if (rc != tests[i].rc) {
            fail_msg("%s: %d", tests[i].line, rc);
        }

        show(cluster, 0, text);
        assert_string_equal(text, (rc == COC_OK) ? tests[i].first : "old 1");
        show(cluster, 16383, text);
        assert_string_equal(text, (rc == COC_OK) ? tests[i].last : "old 1");
        assert_null(coc_cluster_node(cluster, 16384));

        coc_cluster_destroy(cluster);
    }

    coc_cluster_destroy(NULL);
    assert_int_equal(counts.live, 0);
}


static void
test_changed(void **state)
{
    int               changed;
    size_t            i;
    coc_alloc_t       alloc;
    coc_cluster_t    *cluster;
    coc_test_alloc_t  counts;

    static const struct {
        const char  *line;
        int          changed;
    } tests[] = {
        { "[[0 1 [a 1 i]] [2 3 [b 1 j]]]", 1 },
        { "[[0 1 [a 1 i]] [2 3 [b 1 j]]]", 0 },
        { "[[2 3 [b 1 j] [r 1 k]] [0 1 [a 1 i]]]", 0 },
        { "[[0 2 [a 1 i]] [3 3 [b 1 j]]]", 1 },
        { "[[0 2 [a 1 i]] [3 4 [b 1 j]]]", 1 },
        { "[[0 2 [a 1 i]] [3 3 [b 1 j]]]", 1 },
        { "[[0 2 [a 1 i]] [3 3 [b 2 j]]]", 1 },
        { "[[0 2 [a 1 i]] [3 3 [c 2 j]]]", 1 },
        { "[[0 3 [a 1 i]]]", 1 }
    };

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    cluster = coc_cluster_create(&alloc);

    for (i = 0; i < coc_nelts(tests); i++) {
        changed = -1;
        assert_int_equal(take(cluster, tests[i].line, &changed), COC_OK);
        assert_int_equal(changed, tests[i].changed);
    }

    assert_string_equal(coc_cluster_master(cluster, 0)->host, "a");
    assert_null(coc_cluster_master(cluster, 1));

    changed = -1;
    assert_int_equal(take(cluster, "[]", &changed), COC_INVALID);
    assert_int_equal(changed, -1);

    coc_cluster_destroy(cluster);
}


/* As many masters as there may be, and one more; by a reply and by MOVED. */

static void
test_masters(void **state)
{
    char             *text, *p;
    size_t            i, n;
    coc_hop_t         hop;
    coc_alloc_t       alloc;
    redisReply       *reply;
    coc_cluster_t    *cluster;
    coc_test_alloc_t  counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    cluster = coc_cluster_create(&alloc);
    text = malloc(65536);
    assert_non_null(text);

    for (n = COC_CLUSTER_NODES; n <= COC_CLUSTER_NODES + 1; n++) {
        p = text + sprintf(text, "*%zu\r\n", n);

        for (i = 0; i < n; i++) {
            p += sprintf(p, "*3\r\n:%zu\r\n:%zu\r\n*2\r\n$1\r\nh\r\n:%zu\r\n",
                         i, i, i + 1);
        }

        reply = coc_test_reply(text, (size_t) (p - text));
        assert_non_null(reply);
        assert_int_equal(coc_cluster_reply(cluster, reply, &from, NULL),
                         (n == COC_CLUSTER_NODES) ? COC_OK : COC_LIMIT);
        freeReplyObject(reply);
    }

    assert_non_null(coc_cluster_master(cluster, COC_CLUSTER_NODES - 1));
    assert_null(coc_cluster_master(cluster, COC_CLUSTER_NODES));

    /* it is followed all the same */

    memset(&hop, 0, sizeof(coc_hop_t));
    reply = coc_test_reply("-MOVED 3 new:9\r\n", 16);
    assert_int_equal(coc_cluster_hop(cluster, &hop, reply, &from),
                     COC_HOP_MOVED);
    freeReplyObject(reply);
    assert_string_equal(hop.node.host, "new");
    assert_int_equal(coc_cluster_node(cluster, 3)->port, 4);

    free(text);
    coc_cluster_destroy(cluster);
    assert_int_equal(counts.live, 0);
}


/* Any reply at all, of the kinds that a server can send, is borne. */

static size_t
random_reply(char *to, unsigned depth, unsigned *seed)
{
    char      *p;
    unsigned   n;

    static const char  *words[] = {
        "$-1\r\n", "$0\r\n\r\n", "$1\r\n?\r\n", "$1\r\na\r\n", ":0\r\n",
        ":1\r\n", ":16383\r\n", ":16384\r\n", ":-1\r\n", ":7001\r\n",
        ":9223372036854775807\r\n", "$2\r\nip\r\n", "$5\r\na\0b c\r\n",
        "+OK\r\n", "-ERR\r\n", "*0\r\n", "*-1\r\n", "$1\r\nb\r\n"
    };

    n = (unsigned) rand_r(seed);

    if (depth == 5 || n % 3 == 0) {
        n = (n / 3) % coc_nelts(words);
        p = to;

        /* one of them has a NUL inside */

        memcpy(p, words[n], (n == 12) ? 11 : strlen(words[n]));

        return (n == 12) ? 11 : strlen(words[n]);
    }

    n = (n / 3) % 5;
    p = to + sprintf(to, "*%u\r\n", n);

    while (n--) {
        p += random_reply(p, depth + 1, seed);
    }

    return (size_t) (p - to);
}


static void
test_random(void **state)
{
    char             *text;
    size_t            i, taken;
    unsigned          seed, k;
    coc_node_t        node;
    coc_alloc_t       alloc;
    redisReply       *reply;
    coc_cluster_t    *cluster;
    coc_test_alloc_t  counts;

    (void) state;

    seed = 4;
    taken = 0;
    alloc = coc_test_alloc(&counts, 0);
    cluster = coc_cluster_create(&alloc);
    text = malloc(1 << 20);
    assert_non_null(text);

    for (i = 0; i < 5000; i++) {
        reply = coc_test_reply(text, random_reply(text, 0, &seed));
        assert_non_null(reply);

        taken += (coc_cluster_reply(cluster, reply, &from, NULL) == COC_OK);
        (void) coc_sentinel_reply(reply, &node);
        freeReplyObject(reply);
    }

    /* all but at random: the parts of a good reply, each replaced once */

    for (i = 0; i < 20000; i++) {
        char  *p = text + sprintf(text, "*1\r\n*3\r\n");

        for (k = 0; k < 2; k++) {
            p += (rand_r(&seed) % 3) ? sprintf(p, ":%u\r\n", k * 9)
                                     : (int) random_reply(p, 3, &seed);
        }

        p += sprintf(p, "*2\r\n");
        p += (rand_r(&seed) % 3) ? sprintf(p, "$1\r\nh\r\n")
                                 : (int) random_reply(p, 3, &seed);
        p += (rand_r(&seed) % 3) ? sprintf(p, ":7000\r\n")
                                 : (int) random_reply(p, 3, &seed);

        reply = coc_test_reply(text, (size_t) (p - text));
        assert_non_null(reply);
        taken += (coc_cluster_reply(cluster, reply, &from, NULL) == COC_OK);
        freeReplyObject(reply);

        for (k = 0; k < COC_CLUSTER_SLOTS; k += 127) {
            if (coc_cluster_node(cluster, k) != NULL) {
                assert_true(coc_cluster_node(cluster, k)->port != 0);
                assert_true(coc_cluster_node(cluster, k)->host[0] != '\0');
            }
        }
    }

    assert_in_range(taken, 1000, 24000);

    free(text);
    coc_cluster_destroy(cluster);
    assert_int_equal(counts.live, 0);
}


static void
test_torture(void **state)
{
    size_t            i;
    coc_alloc_t       alloc;
    coc_cluster_t    *cluster;
    coc_test_alloc_t  counts;

    (void) state;

    for (i = 1; i <= 2; i++) {
        alloc = coc_test_alloc(&counts, i);
        assert_null(coc_cluster_create(&alloc));
        assert_int_equal(counts.live, 0);
    }

    alloc = coc_test_alloc(&counts, 4);
    cluster = coc_cluster_create(&alloc);
    assert_int_equal(take(cluster, "[[0 1 [a 1 i]]]", NULL), COC_OK);
    assert_int_equal(take(cluster, "[[0 1 [b 1 i]]]", NULL), COC_ERROR);
    assert_string_equal(coc_cluster_node(cluster, 1)->host, "a");
    assert_int_equal(take(cluster, "[[0 1 [b 1 i]]]", NULL), COC_OK);
    coc_cluster_destroy(cluster);
    assert_int_equal(counts.live, 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_slots),
        cmocka_unit_test(test_changed),
        cmocka_unit_test(test_masters),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
