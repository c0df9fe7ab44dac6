/*
 * Signals: which questions a request has, what the replies raise, what is
 * noted.  A small Redis of strings answers: the first entry whose pattern is in
 * the command's words.
 */

#include "coc_test.h"
#include "coc_test_resp.h"

#include "coc_state_int.h"
#include "coc_str.h"


#define NOW    1700000000000
#define NOW_S  "1700000000000"
#define OLD_S  "1600000000000"

#define ALL    UINT32_MAX
#define BIT(name)  coc_signal_bit(COC_SIGNAL_##name)


typedef struct {
    const char  *pattern;       /* of the command; NULL: the end */
    const char  *reply;         /* RESP; NULL: none comes */
} answer_t;


typedef struct {
    const char  *name;
    uint32_t     wanted;
    const char  *kind;
    const char  *thread;
    const char  *to;
    const char  *device;
    const char  *display;
    const char  *candidate;     /* "email:…", "name:…", "handle:…", "link:…" */
    const char  *second;
    uint64_t     simhash;
    answer_t     answer[6];
    uint32_t     signals;
} case_t;


static coc_keys_t          keys;
static coc_test_alloc_t    test_alloc;
static coc_alloc_t         alloc = { coc_test_malloc, coc_test_free,
                                     &test_alloc };
static coc_state_limits_t  limits;
static coc_member_t        ann, bob;
static char                asked[65536], noted[65536];
static unsigned            nasked;


/* A command in RESP as words, without the prefix "coc:". */

static void
words(coc_str_t command, char *to, size_t size)
{
    size_t       len, n;
    const char  *p, *last;

    p = (const char *) command.data;
    last = p + command.len;
    n = 0;

    for (p = strchr(p, '\n') + 1; p < last; p += len + 2) {
        len = strtoul(p + 1, NULL, 10);
        p = strchr(p, '\n') + 1;
        assert_true(p + len + 2 <= last);
        n += (size_t) snprintf(to + n, size - n, "%s%.*s", n ? " " : "",
                               (int) len, p);
        assert_true(n < size);
    }
}


static const char *
reply_of(const case_t *c, const char *command)
{
    const answer_t  *answer;

    for (answer = c->answer; answer->pattern != NULL; answer++) {
        if (strstr(command, answer->pattern) != NULL) {
            return answer->reply;
        }
    }

    if (strncmp(command, "ZRANGE", 6) == 0) {
        return "*0\r\n";
    }

    if (strncmp(command, "ZSCORE", 6) == 0) {
        return "$-1\r\n";
    }

    return (strncmp(command, "HMGET", 5) == 0) ? "*0\r\n" : ":0\r\n";
}


static void
candidate(coc_state_t *state, const char *text)
{
    size_t           i;
    coc_detector_e   detector;

    static const struct {
        const char      *name;
        coc_detector_e   detector;
    } kinds[] = {
        { "email:", COC_DETECT_EMAIL }, { "name:", COC_DETECT_PERSON },
        { "handle:", COC_DETECT_HANDLE }, { "link:", COC_DETECT_LINK },
        { "phone:", COC_DETECT_PHONE }, { "npi:", COC_DETECT_NPI },
        { "license:", COC_DETECT_LICENSE }, { "zip:", COC_DETECT_ZIP }
    };

    for (i = 0; strncmp(text, kinds[i].name, strlen(kinds[i].name)); i++) {
        assert_true(i + 1 < coc_nelts(kinds));
    }

    detector = kinds[i].detector;
    assert_int_equal(coc_state_candidate(state, detector,
                             coc_str_from(text + strlen(kinds[i].name))),
                     COC_OK);
}


static void
begin(coc_state_t **state, const case_t *c, const coc_member_t *member)
{
    coc_state_conf_t  conf;

    memset(&conf, 0, sizeof(conf));
    conf.alloc = &alloc;
    conf.keys = &keys;
    conf.limits = &limits;
    conf.prefix = coc_str_from("coc:");
    conf.member = member;
    conf.id = coc_str_from("case1");
    conf.kind = coc_str_from(c->kind ? c->kind : "comment");
    conf.thread = coc_str_from(c->thread ? c->thread : "");
    conf.recipient = coc_str_from(c->to ? c->to : "");
    conf.device = coc_str_from(c->device ? c->device : "");
    conf.name = coc_str_from(c->display ? c->display : "");
    conf.wanted = c->wanted;
    conf.content = 0x1234;
    conf.simhash = c->simhash;
    conf.words = 20;
    conf.retention = (uint64_t) 365 * 86400 * 1000;
    conf.now = NOW;

    assert_int_equal(coc_state_create(state, &conf), COC_OK);

    if (c->candidate != NULL) {
        candidate(*state, c->candidate);
    }

    if (c->second != NULL) {
        candidate(*state, c->second);
    }

    assert_int_equal(coc_state_start(*state), COC_OK);
}


/* Both rounds; the commands are left in asked. */

static void
ask(coc_state_t *state, const case_t *c)
{
    int           rc;
    char          command[8192];
    size_t        n, used;
    unsigned      number, i, round;
    coc_buf_t     buf;
    redisReply   *reply;
    const char   *replies[COC_STATE_ASKS];

    coc_buf_init(&buf, &alloc, 8192);
    used = 0;
    nasked = 0;
    asked[0] = '\0';

    for (round = 1; round <= 3; round++) {
        n = 0;

        while ((rc = coc_state_next(state, &buf, &number)) == COC_OK) {
            assert_int_equal(number, n);
            words(coc_buf_str(&buf), command, sizeof(command));
            used += (size_t) snprintf(asked + used, sizeof(asked) - used,
                                      "%s\n", command);
            assert_true(used < sizeof(asked));
            replies[n++] = reply_of(c, command);
            nasked++;
            coc_buf_reset(&buf);
        }

        if (rc == COC_DECLINED) {
            assert_int_equal(n, 0);
            break;
        }

        assert_int_equal(rc, COC_AGAIN);
        assert_true(n > 0 && n <= COC_STATE_ASKS);

        for (i = (unsigned) n; i > 0; i--) {
            reply = replies[i - 1] == NULL ? NULL
                    : coc_test_reply(replies[i - 1], strlen(replies[i - 1]));
            assert_true(replies[i - 1] == NULL || reply != NULL);
            (void) coc_state_reply(state, i - 1, reply);

            if (reply != NULL) {
                freeReplyObject(reply);
            }
        }
    }

    assert_true(round <= 3);
    coc_buf_free(&buf);
}


static unsigned
note(coc_state_t *state, int forwarded)
{
    int        rc;
    char       command[8192];
    size_t     used;
    unsigned   n;
    coc_buf_t  buf;

    coc_buf_init(&buf, &alloc, 8192);
    noted[0] = '\0';
    used = 0;
    n = 0;

    while ((rc = coc_state_note(state, forwarded, &buf)) == COC_OK) {
        words(coc_buf_str(&buf), command, sizeof(command));
        used += (size_t) snprintf(noted + used, sizeof(noted) - used, "%s\n",
                                  command);
        assert_true(used < sizeof(noted));
        coc_buf_reset(&buf);
        n++;
    }

    assert_int_equal(rc, COC_DECLINED);
    coc_buf_free(&buf);

    return n;
}


#define NONE      { NULL, NULL }
#define COUNT(n)  ":" n "\r\n"
#define YES       "$1\r\n1\r\n"
#define X32(c)    c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c \
                  c c
#define X16(c)    c c c c c c c c c c c c c c c c
#define OWNER(c)  "*2\r\n$32\r\n" X32(c) "\r\n$1\r\n1\r\n"
#define STAFF(c)  "*2\r\n$32\r\n" X32(c) "\r\n$1\r\n0\r\n"
#define SEEN(c)   "*2\r\n$32\r\n" X32(c) "\r\n$13\r\n" NOW_S "\r\n"


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

    { "device: another's, whose record is not told", ALL, NULL, NULL, NULL, "d1", NULL,
      NULL, NULL, 0, { { ":dev:", SEEN("b") }, { "HMGET", NULL }, NONE }, 0 },
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
    assert_non_null(strstr(noted, "}:rate " NOW_S " case1\n"));
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


static int
setup(void **unused)
{
    (void) unused;

    coc_state_limits(&limits);

    return coc_keys_derive(&keys, coc_str_from("a secret of thirty-two bytes "
                                               "or so"))
           || coc_member_hash(&keys, coc_str_from("ann"), &ann)
           || coc_member_hash(&keys, coc_str_from("bob"), &bob);
}


static int
teardown(void **unused)
{
    (void) unused;
    coc_keys_wipe(&keys);

    return 0;
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_own),
        cmocka_unit_test(test_pair),
        cmocka_unit_test(test_near),
        cmocka_unit_test(test_share),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_many)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, setup, teardown);
}
