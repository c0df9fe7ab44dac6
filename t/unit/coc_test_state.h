/*
 * Signals in the unit tests: a small Redis of strings answers, the first entry
 * whose pattern is in the command's words.
 */

#ifndef _COC_TEST_STATE_H_INCLUDED_
#define _COC_TEST_STATE_H_INCLUDED_


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
    const char  *candidate;     /* "email:…", "name:…" and so on */
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
static const char         *post_id = "case4";


/* A command in RESP as words, without the prefix "coc:". */

static __attribute__ ((unused)) void
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


static __attribute__ ((unused)) const char *
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


static __attribute__ ((unused)) void
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


static __attribute__ ((unused)) void
begin(coc_state_t **state, const case_t *c, const coc_member_t *member)
{
    coc_state_conf_t  conf;

    memset(&conf, 0, sizeof(conf));
    conf.alloc = &alloc;
    conf.keys = &keys;
    conf.limits = &limits;
    conf.prefix = coc_str_from("coc:");
    conf.member = member;
    conf.id = coc_str_from(post_id);
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

static __attribute__ ((unused)) void
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


static __attribute__ ((unused)) unsigned
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


static __attribute__ ((unused)) int
setup(void **unused)
{
    (void) unused;

    coc_state_limits(&limits);

    return coc_keys_derive(&keys, coc_str_from("a secret of thirty-two bytes "
                                               "or so"))
           || coc_member_hash(&keys, coc_str_from("ann"), &ann)
           || coc_member_hash(&keys, coc_str_from("bob"), &bob);
}


static __attribute__ ((unused)) int
teardown(void **unused)
{
    (void) unused;
    coc_keys_wipe(&keys);

    return 0;
}


#endif /* _COC_TEST_STATE_H_INCLUDED_ */
