/*
 * Signals of what was posted before, and what is noted for the next post.
 */

#include "coc_test_state.h"


/* Who looks at his own thread, again and again; texts that are nearly one. */

static void
test_near(void **unused)
{
    char          band[256], here[17], text[64], reply[512];
    size_t        i;
    case_t        c;
    uint64_t      hash;
    coc_state_t  *state;

    static const struct {
        uint64_t     bits;      /* that differ */
        const char  *author;    /* NULL: the same */
        const char  *place;     /* NULL: the same */
        const char  *time;
        int          similar;
    } texts[] = {
        { 0, X16("b"), NULL, NOW_S, 1 },
        { 7, X16("b"), NULL, NOW_S, 1 },
        { 15, X16("b"), NULL, NOW_S, 0 },
        { 0, NULL, NULL, NOW_S, 0 },
        { 0, NULL, "other", NOW_S, 1 },
        { 0, X16("b"), NULL, OLD_S, 0 },
        { 0, X16("b"), NULL, "word", 0 }
    };

    (void) unused;

    memset(&c, 0, sizeof(c));
    c.wanted = BIT(SIMILAR);
    c.thread = "t";
    c.simhash = UINT64_C(0x0123456789abcdef);

    for (i = 0; i < coc_nelts(texts); i++) {
        begin(&state, &c, &ann);
        hash = state->simhash;
        assert_true(hash != c.simhash);

        coc_state_hex(here, hash ^ texts[i].bits, 16);
        (void) snprintf(band, sizeof(band), "%s:%.16s:%s", here,
                        texts[i].author ? texts[i].author : ann.hash,
                        texts[i].place ? texts[i].place : state->place);
        (void) snprintf(reply, sizeof(reply),
                        "*2\r\n$%zu\r\n%s\r\n$%zu\r\n%s\r\n",
                        strlen(band), band, strlen(texts[i].time),
                        texts[i].time);
        c.answer[0].pattern = "coc:sim:3:";
        c.answer[0].reply = reply;
        ask(state, &c);

        if (coc_state_signals(state) != (texts[i].similar ? c.wanted : 0)) {
            fail_msg("text %zu", i);
        }

        coc_state_destroy(state);
    }

    /* cut off, at each byte */

    begin(&state, &c, &ann);
    coc_state_hex(here, state->simhash, 16);
    coc_state_destroy(state);

    for (i = 0; i < 34; i++) {
        (void) snprintf(text, sizeof(text), "%s:%s:", here, X16("b"));
        (void) snprintf(reply, sizeof(reply),
                        "*2\r\n$%zu\r\n%.*s\r\n$13\r\n" NOW_S "\r\n", i,
                        (int) i, text);
        c.answer[0].reply = reply;
        begin(&state, &c, &ann);
        ask(state, &c);
        assert_int_equal(coc_state_signals(state), 0);
        coc_state_destroy(state);
    }
}


static void
test_share(void **unused)
{
    int           n, me;
    char          reply[2048];
    size_t        i;
    case_t        c;
    coc_state_t  *state;

    static const struct {
        int  all;
        int  mine;
        int  share;
    } threads[] = {
        { 19, 12, 1 }, { 19, 11, 0 }, { 20, 20, 1 }, { 18, 18, 0 },
        { 0, 0, 0 }
    };

    (void) unused;

    memset(&c, 0, sizeof(c));
    c.wanted = BIT(SHARE);
    c.thread = "t";

    for (i = 0; i < coc_nelts(threads); i++) {
        (void) snprintf(reply, sizeof(reply), "*%d\r\n", threads[i].all);

        for (n = 0; n < threads[i].all; n++) {
            me = n < threads[i].mine;
            (void) snprintf(reply + strlen(reply),
                            sizeof(reply) - strlen(reply),
                            "$18\r\n%.16s:%c\r\n",
                            me ? ann.hash : X16("b"), 'a' + n);
        }

        c.answer[0].pattern = ":by";
        c.answer[0].reply = reply;
        begin(&state, &c, &ann);
        ask(state, &c);

        if (coc_state_signals(state) != (threads[i].share ? c.wanted : 0)) {
            fail_msg("%d of %d", threads[i].mine, threads[i].all);
        }

        coc_state_destroy(state);
    }
}


/* What is written: bounded, with a life, and never of who is unknown. */

static void
test_notes(void **unused)
{
    case_t        c;
    coc_state_t  *state;

    (void) unused;

    memset(&c, 0, sizeof(c));
    c.wanted = ALL;
    c.kind = "message";
    c.thread = "t";
    c.to = "bob";
    c.device = "d1";
    c.display = "Dr Lee";
    c.candidate = "link:https://www.a.example/x/#y";
    c.second = "link:http://a.example/x";
    c.simhash = 1;

    begin(&state, &c, &ann);
    ask(state, &c);
    assert_true(nasked <= COC_STATE_ASKS);
    assert_int_equal(coc_state_signals(state), 0);

    (void) note(state, 1);
    assert_non_null(strstr(noted, "}:rate " NOW_S " case4\n"));
    assert_non_null(strstr(noted, "}:rate 600000\n"));
    assert_non_null(strstr(noted, "}:rate 0 -22\n"));
    assert_non_null(strstr(noted, "PEXPIRE coc:dev:"));
    assert_non_null(strstr(noted, "ZADD coc:sim:0:"));
    assert_non_null(strstr(noted, "}:by " NOW_S " "));
    assert_non_null(strstr(noted, "}:to " NOW_S " "));
    assert_non_null(strstr(noted, "}:met " NOW_S " "));
    assert_non_null(strstr(noted, " 0 -1\n"));
    assert_non_null(strstr(noted, "ZREM coc:{"));
    assert_null(strstr(noted, "coc:sim:0: 0 -"));
    assert_null(strstr(noted, "bob"));
    assert_null(strstr(noted, "d1\n"));
    assert_null(strstr(noted, "a.example"));

    /* the same link written otherwise */

    assert_non_null(strstr(noted, ":lnk:"));
    assert_int_equal(state->nlinks, 1);
    coc_state_destroy(state);

    /* refused: that there was a post, and where from */

    begin(&state, &c, &ann);
    ask(state, &c);
    assert_int_equal(note(state, 0), 3 * 3);
    assert_null(strstr(noted, ":pm:"));
    coc_state_destroy(state);

    /* one that does not see to what is old; a band that was there just now */

    post_id = "case1";
    c.answer[0].pattern = "coc:sim:0:";
    c.answer[0].reply = "*2\r\n$1\r\nx\r\n$13\r\n" NOW_S "\r\n";
    begin(&state, &c, &ann);
    ask(state, &c);
    (void) note(state, 1);
    assert_null(strstr(noted, "}:rate 0 -22\n"));
    assert_null(strstr(noted, "PEXPIRE coc:sim:0:"));
    assert_non_null(strstr(noted, "PEXPIRE coc:sim:1:"));
    assert_non_null(strstr(noted, "}:rate 600000\n"));
    coc_state_destroy(state);
    post_id = "case4";

    /* but that was full */

    c.answer[0].pattern = ":rate";
    c.answer[0].reply = ":20\r\n";
    post_id = "case1";
    begin(&state, &c, &ann);
    ask(state, &c);
    (void) note(state, 1);
    assert_non_null(strstr(noted, "}:rate 0 -22\n"));
    coc_state_destroy(state);
    post_id = "case4";

    /* nobody: what is in a text may still be somebody's */

    c.candidate = "email:b@b.example";
    c.answer[0].pattern = ":id:";
    c.answer[0].reply = OWNER("b");
    begin(&state, &c, NULL);
    ask(state, &c);
    assert_int_equal(coc_state_signals(state), BIT(IDENTITY));
    assert_int_equal(note(state, 1), 0);
    coc_state_destroy(state);

    /* nothing is named: nothing is asked, or noted */

    c.wanted = 0;
    begin(&state, &c, &ann);
    ask(state, &c);
    assert_int_equal(nasked, 0);
    assert_int_equal(note(state, 1), 0);
    coc_state_destroy(state);
    assert_int_equal(test_alloc.live, 0);
}


/* A text full of names, and memory that ends. */

static void
test_many(void **unused)
{
    int                rc;
    char               text[64];
    size_t             fail;
    unsigned           i, number;
    case_t             c;
    coc_buf_t          buf;
    coc_state_t       *state;
    coc_state_conf_t   conf;

    (void) unused;

    memset(&c, 0, sizeof(c));
    c.wanted = ALL;
    c.thread = "t";
    c.to = "bob";
    c.device = "d1";
    c.display = "Dr Lee";
    c.simhash = 1;
    c.answer[0].pattern = ":id:";
    c.answer[0].reply = OWNER("b");

    begin(&state, &c, &ann);

    /* before the first round is made anew */

    state->nasks = 0;

    for (i = 0; i < 100; i++) {
        (void) snprintf(text, sizeof(text), "name:Bob Dyke%c%c", 'a' + i / 10,
                        'a' + i % 10);
        candidate(state, text);
        (void) snprintf(text, sizeof(text), "handle:@h%u", i);
        candidate(state, text);
        (void) snprintf(text, sizeof(text), "email:h%u@a.example", i);
        candidate(state, text);
        (void) snprintf(text, sizeof(text), "link:h%u.example", i);
        candidate(state, text);
    }

    assert_int_equal(coc_state_start(state), COC_OK);
    ask(state, &c);
    assert_true(nasked <= 2 * COC_STATE_ASKS);
    assert_int_equal(coc_state_signals(state) & ~COC_STATE_IDENTITY, 0);
    assert_true(coc_state_signals(state) & BIT(IDENTITY_NAME));
    assert_int_equal(coc_state_reply(state, 1000, NULL), COC_REPLY_BAD);
    coc_state_destroy(state);

    for (fail = 1; fail < 6; fail++) {
        memset(&conf, 0, sizeof(conf));
        conf.alloc = &alloc;
        conf.keys = &keys;
        conf.limits = &limits;
        conf.member = &ann;
        conf.wanted = BIT(RATE);
        conf.now = NOW;
        test_alloc.calls = 0;
        test_alloc.fail = fail;
        coc_buf_init(&buf, &alloc, 4096);

        if (coc_state_create(&state, &conf) == COC_OK) {
            assert_int_equal(coc_state_start(state), COC_OK);
            rc = coc_state_next(state, &buf, &number);
            assert_true(rc == COC_OK || rc == COC_ERROR);
            coc_state_destroy(state);
        }

        coc_buf_free(&buf);
        assert_int_equal(test_alloc.live, 0);
    }

    test_alloc.fail = 0;
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_near),
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_many)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, setup, teardown);
}
