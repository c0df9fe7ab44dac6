/*
 * Signals: which questions a request has, and what the replies raise.
 */

#include "coc_test_state.h"


static const case_t  cases[] = {

    { "rate: as many as are allowed", BIT(RATE), NULL, NULL, NULL, NULL, NULL,
      NULL, NULL, 0, { { ":rate", COUNT("20") }, NONE }, BIT(RATE) },
    { "rate: one less", BIT(RATE), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0,
      { { ":rate", COUNT("19") }, NONE }, 0 },
    { "rate: no reply", BIT(RATE), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0,
      { { ":rate", NULL }, NONE }, 0 },
    { "rate: an error", BIT(RATE), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0,
      { { ":rate", "-WRONGTYPE no\r\n" }, NONE }, 0 },
    { "rate: negative", BIT(RATE), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0,
      { { ":rate", ":-30\r\n" }, NONE }, 0 },
    { "rate: a text", BIT(RATE), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0,
      { { ":rate", "$2\r\n30\r\n" }, NONE }, 0 },
    { "rate: an array", BIT(RATE), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0,
      { { ":rate", "*1\r\n:30\r\n" }, NONE }, 0 },

    { "repeat: a third place", BIT(REPEAT), NULL, "t", NULL, NULL, NULL, NULL,
      NULL, 0, { { "ZCOUNT", COUNT("2") }, NONE }, BIT(REPEAT) },
    { "repeat: one of these is here", BIT(REPEAT), NULL, "t", NULL, NULL, NULL,
      NULL, NULL, 0, { { "ZCOUNT", COUNT("2") }, { "ZSCORE", YES }, NONE },
      0 },
    { "repeat: of a link", BIT(REPEAT_LINK), NULL, "t", NULL, NULL, NULL,
      "link:https://a.example/x", NULL, 0, { { "ZCOUNT", COUNT("9") }, NONE },
      BIT(REPEAT_LINK) },
    { "repeat: of another link", BIT(REPEAT_LINK), NULL, "t", NULL, NULL, NULL,
      "link:https://a.example/x", "link:b.example", 0,
      { { "ZCOUNT", COUNT("1") }, NONE }, 0 },

    { "unanswered: five", BIT(UNANSWERED), "message", NULL, "bob", NULL, NULL,
      NULL, NULL, 0, { { ":pm:", COUNT("5") }, NONE }, BIT(UNANSWERED) },
    { "unanswered: four", BIT(UNANSWERED), "message", NULL, "bob", NULL, NULL,
      NULL, NULL, 0, { { ":pm:", COUNT("4") }, NONE }, 0 },
    { "strangers: twenty others", BIT(STRANGERS), "message", NULL, "bob", NULL,
      NULL, NULL, NULL, 0, { { "ZCOUNT", COUNT("20") }, NONE },
      BIT(STRANGERS) },
    { "strangers: one of the twenty", BIT(STRANGERS), "message", NULL, "bob",
      NULL, NULL, NULL, NULL, 0,
      { { "ZCOUNT", COUNT("20") }, { ":to ", YES }, NONE }, 0 },
    { "strangers: has written before", BIT(STRANGERS), "message", NULL, "bob",
      NULL, NULL, NULL, NULL, 0,
      { { "ZCOUNT", COUNT("50") }, { ":met", YES }, NONE }, 0 },
    { "strangers: perhaps has written", BIT(STRANGERS), "message", NULL, "bob",
      NULL, NULL, NULL, NULL, 0,
      { { "ZCOUNT", COUNT("50") }, { ":met", NULL }, NONE }, 0 },
    { "blocked", BIT(BLOCKED), "message", NULL, "bob", NULL, NULL, NULL, NULL,
      0, { { "SISMEMBER", COUNT("1") }, NONE }, BIT(BLOCKED) },

    { "lookalike", ALL, NULL, NULL, NULL, NULL, "Dr Lee", NULL, NULL, 0,
      { { ":name:", OWNER("b") }, NONE }, BIT(LOOKALIKE) },
    { "lookalike of the staff", ALL, NULL, NULL, NULL, NULL, "Dr Lee", NULL,
      NULL, 0, { { ":name:", STAFF("b") }, NONE }, BIT(LOOKALIKE_STAFF) },

    { "identity: another's", ALL, NULL, "t", NULL, NULL, NULL,
      "email:b@b.example", NULL, 0, { { ":id:", OWNER("b") }, NONE },
      BIT(IDENTITY) },
    { "identity: nobody's", ALL, NULL, "t", NULL, NULL, NULL,
      "email:b@b.example", NULL, 0, { NONE }, 0 },
    { "identity: told in the thread", ALL, NULL, "t", NULL, NULL, NULL,
      "phone:617-555-0142", NULL, 0,
      { { ":id:", OWNER("b") }, { "SISMEMBER coc:{" X32("b"), COUNT("0") },
        { "SISMEMBER", COUNT("1") }, NONE }, 0 },
    { "identity: told in the profile", ALL, NULL, "t", NULL, NULL, NULL,
      "npi:1234567893", NULL, 0,
      { { ":id:", OWNER("b") }, { "SISMEMBER coc:{" X32("b"), COUNT("1") },
        NONE }, 0 },
    { "identity: perhaps told", ALL, NULL, "t", NULL, NULL, NULL,
      "license:CA A12345", NULL, 0,
      { { ":id:", OWNER("b") }, { "SISMEMBER coc:{" X32("b"), NULL }, NONE },
      0 },
    { "identity: told, says a strange reply", ALL, NULL, "t", NULL, NULL, NULL,
      "license:CA A12345", NULL, 0,
      { { ":id:", OWNER("b") }, { "SISMEMBER", ":7\r\n" }, NONE }, 0 },
    { "identity: a strange owner", ALL, NULL, "t", NULL, NULL, NULL,
      "email:b@b.example", NULL, 0,
      { { ":id:", "*2\r\n$3\r\nbob\r\n$1\r\n1\r\n" }, NONE }, 0 },
    { "identity: a name", ALL, NULL, "t", NULL, NULL, NULL,
      "name:Bob van Dyke", NULL, 0, { { ":id:", OWNER("b") }, NONE },
      BIT(IDENTITY_NAME) },
    { "identity: a name and a handle that is not its", ALL, NULL, "t", NULL,
      NULL, NULL, "name:Bob van Dyke", "handle:@ann", 0, { NONE }, 0 },
    { "identity: names are not asked for", BIT(RATE), NULL, "t", NULL, NULL,
      NULL, "name:Bob van Dyke", NULL, 0, { { ":id:", OWNER("b") }, NONE },
      0 },

    { "device: another's, whose record is not told", ALL, NULL, NULL, NULL,
      "d1", NULL, NULL, NULL, 0,
      { { ":dev:", SEEN("b") }, { "HMGET", NULL }, NONE }, 0 },
    { "device: no array", ALL, NULL, NULL, NULL, "d1", NULL, NULL, NULL, 0,
      { { ":dev:", "$1\r\nx\r\n" }, NONE }, 0 },
    { "device: odd", ALL, NULL, NULL, NULL, "d1", NULL, NULL, NULL, 0,
      { { ":dev:", "*1\r\n$1\r\nx\r\n" }, NONE }, 0 },
    { "device: nested", ALL, NULL, NULL, NULL, "d1", NULL, NULL, NULL, 0,
      { { ":dev:", "*2\r\n*0\r\n*0\r\n" }, NONE }, 0 }
};


static void
test_cases(void **unused)
{
    size_t        i;
    coc_state_t  *state;

    (void) unused;

    for (i = 0; i < coc_nelts(cases); i++) {
        begin(&state, &cases[i], &ann);
        ask(state, &cases[i]);

        if (coc_state_signals(state) != cases[i].signals) {
            fail_msg("%s: %x, not %x\n%s", cases[i].name,
                     coc_state_signals(state), cases[i].signals, asked);
        }

        coc_state_destroy(state);
        assert_int_equal(test_alloc.live, 0);
    }
}


/* The author's own: nudged until it is public, learned once it is posted. */

static void
test_own(void **unused)
{
    char          owner[128];
    size_t        i;
    case_t        c;
    coc_state_t  *state;

    static const struct {
        const char  *kind;
        uint32_t     signals;
        const char  *noted;
    } kinds[] = {
        { "comment", BIT(IDENTITY_OWN), "SADD coc:{" },
        { "profile", 0, "SADD coc:{" }
    };

    (void) unused;

    (void) snprintf(owner, sizeof(owner), "*2\r\n$32\r\n%s\r\n$1\r\n1\r\n",
                    ann.hash);

    for (i = 0; i < coc_nelts(kinds); i++) {
        memset(&c, 0, sizeof(c));
        c.wanted = COC_STATE_IDENTITY;
        c.kind = kinds[i].kind;
        c.thread = "t";
        c.candidate = "email:ann@a.example";
        c.answer[0].pattern = ":id:";
        c.answer[0].reply = owner;

        begin(&state, &c, &ann);
        ask(state, &c);
        assert_int_equal(coc_state_signals(state), kinds[i].signals);
        assert_int_equal(note(state, 0), 0);
        assert_int_equal(note(state, 1), i == 0 ? 2 : 1);
        assert_non_null(strstr(noted, kinds[i].noted));

        /* by the owner's key in the profile, by the thread's elsewhere */

        assert_int_equal(strstr(noted, ann.hash) != NULL, i);
        coc_state_destroy(state);

        /* public: neither nudged nor learned anew */

        c.answer[1].pattern = "SISMEMBER";
        c.answer[1].reply = ":1\r\n";
        begin(&state, &c, &ann);
        ask(state, &c);
        assert_int_equal(coc_state_signals(state), 0);
        assert_int_equal(note(state, 1), 0);
        coc_state_destroy(state);
    }

    assert_int_equal(test_alloc.live, 0);
}


/* A pair is told by its name too, once that is public. */

static void
test_pair(void **unused)
{
    case_t        c;
    unsigned      before;
    coc_state_t  *state;

    (void) unused;

    memset(&c, 0, sizeof(c));
    c.wanted = ALL;
    c.thread = "t";
    c.candidate = "handle:@bobby";
    c.second = "name:Bob van Dyke";
    c.answer[0].pattern = ":id:";
    c.answer[0].reply = OWNER("b");

    begin(&state, &c, &ann);
    ask(state, &c);
    before = nasked;
    assert_int_equal(coc_state_signals(state),
                     BIT(IDENTITY_NAME) | BIT(IDENTITY_PAIR));
    coc_state_destroy(state);

    /* two owners asked about, and the thread; of the pair and its name */

    assert_true(before >= 2 + 2 + 4);
    assert_non_null(strstr(asked, "SISMEMBER coc:{" X32("b") "}:own "));
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_own),
        cmocka_unit_test(test_pair)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, setup, teardown);
}
