/*
 * Registering what a member has, against a real Redis: whole, again, broken
 * off at each command.
 */

#include "coc_test.h"
#include "coc_test_redis.h"

#include "coc_store.h"
#include "coc_str.h"


#define M  "0123456789abcdef0123456789abcdef"
#define N  "fedcba9876543210fedcba9876543210"


static coc_test_redis_t  redis;
static coc_test_alloc_t  counts;
static coc_alloc_t       alloc;


/* Sends one command; the reply is for freeReplyObject(). */

static redisReply *
ask(const coc_buf_t *out)
{
    int    done;
    void  *reply;

    done = 0;
    reply = NULL;

    assert_int_equal(redisAppendFormattedCommand(redis.c, (char *) out->data,
                                                 out->len), REDIS_OK);
    while (!done) {
        assert_int_equal(redisBufferWrite(redis.c, &done), REDIS_OK);
    }

    assert_int_equal(redisGetReply(redis.c, &reply), REDIS_OK);

    return reply;
}


/* An integer that a command gives. */

static long long
number(const char *command)
{
    long long    n;
    redisReply  *reply;

    reply = redisCommand(redis.c, command);
    assert_non_null(reply);
    assert_int_equal(reply->type, REDIS_REPLY_INTEGER);
    n = reply->integer;
    freeReplyObject(reply);

    return n;
}


static void
identity(coc_identity_t *id, coc_identity_e kind, char digit, unsigned staff)
{
    memset(id, 0, sizeof(coc_identity_t));
    memset(id->token, digit, COC_IDENTITY_TOKEN);
    id->kind = kind;
    id->staff = staff & 1;
}


/* Runs a change; at most so many commands.  Returns how many were sent. */

static size_t
change(const char *member, const coc_identity_t *set, size_t n,
    unsigned flags, size_t most)
{
    int                    rc;
    size_t                 sent;
    coc_buf_t              out;
    redisReply            *reply;
    coc_member_t           m;
    coc_identity_change_t  c;

    memcpy(m.hash, member, sizeof(m.hash));
    coc_buf_init(&out, &alloc, 65536);

    assert_int_equal(coc_identity_change(&c, coc_str_from("coc:"), &m, set, n,
                                         flags), COC_OK);
    sent = 0;

    while (sent < most) {
        rc = coc_identity_change_next(&c, &out);

        if (rc == COC_DECLINED) {
            break;
        }

        /* each is answered at once, so that it need not wait */

        assert_int_equal(rc, COC_OK);

        reply = ask(&out);
        coc_buf_reset(&out);
        assert_int_equal(coc_identity_change_reply(&c, reply), COC_REPLY_OK);
        freeReplyObject(reply);
        sent++;
    }

    coc_buf_free(&out);

    return sent;
}


#define KEY(what, digits)  "coc:" what ":" digits
#define A32  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B32  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C32  "cccccccccccccccccccccccccccccccc"


static void
test_replace(void **state)
{
    coc_identity_t  set[3];

    (void) state;

    freeReplyObject(redisCommand(redis.c, "FLUSHALL"));

    identity(&set[0], COC_IDENTITY_EMAIL, 'a', 0);
    identity(&set[1], COC_IDENTITY_DISPLAY, 'b', 1);
    identity(&set[2], COC_IDENTITY_EMAIL, 'a', 0);

    (void) change(M, set, 3, 1, 99);

    assert_int_equal(number("SCARD coc:{" M "}:ids"), 2);
    assert_int_equal(number("SISMEMBER coc:{" M "}:ids e" A32), 1);
    assert_int_equal(number("SISMEMBER coc:{" M "}:ids d" B32), 1);
    assert_int_equal(number("SISMEMBER coc:{" M "}:own " A32), 1);
    assert_int_equal(number("ZCARD " KEY("id", A32)), 1);
    assert_int_equal(number("ZCOUNT " KEY("name", B32) " 0 0"), 1);

    /* again: nothing changes; another has the same */

    (void) change(M, set, 3, 1, 99);
    (void) change(N, set, 1, 0, 99);
    assert_int_equal(number("SCARD coc:{" M "}:ids"), 2);
    assert_int_equal(number("ZCARD " KEY("id", A32)), 2);
    assert_int_equal(number("EXISTS coc:{" N "}:own"), 0);

    /* another set in its place */

    identity(&set[0], COC_IDENTITY_PHONE, 'c', 0);
    set[1].staff = 0;
    (void) change(M, set, 2, 0, 99);

    assert_int_equal(number("SCARD coc:{" M "}:ids"), 2);
    assert_int_equal(number("SISMEMBER coc:{" M "}:ids p" C32), 1);
    assert_int_equal(number("ZCARD " KEY("id", A32)), 1);
    assert_int_equal(number("ZCARD " KEY("id", C32)), 1);
    assert_int_equal(number("ZCOUNT " KEY("name", B32) " 1 1"), 1);
    assert_int_equal(number("SISMEMBER coc:{" M "}:own " A32), 0);

    /* one more, beside what is there */

    identity(&set[0], COC_IDENTITY_NPI, 'd', 0);
    (void) change(M, set, 1, COC_IDENTITY_KEEP | COC_IDENTITY_OWN, 99);
    (void) change(M, set, 0, COC_IDENTITY_KEEP, 99);
    assert_int_equal(number("SCARD coc:{" M "}:ids"), 3);
    assert_int_equal(number("ZCARD " KEY("id", C32)), 1);
    assert_int_equal(number("SCARD coc:{" M "}:own"), 2);

    /* and none */

    (void) change(M, NULL, 0, 0, 99);
    (void) change(N, NULL, 0, 0, 99);
    assert_int_equal(number("DBSIZE"), 0);
}


/* Broken off after each command, and then forgotten: nothing is left. */

static void
test_broken(void **state)
{
    size_t          i, n, all;
    coc_identity_t  one[3], two[3];

    (void) state;

    for (i = 0; i < 3; i++) {
        identity(&one[i], COC_IDENTITY_EMAIL, (char) ('0' + i), 0);
        identity(&two[i], (i == 0) ? COC_IDENTITY_DISPLAY : COC_IDENTITY_NPI,
                 (char) ('2' + i), 0);
    }

    for (n = 0, all = 99; n <= all; n++) {
        freeReplyObject(redisCommand(redis.c, "FLUSHALL"));

        (void) change(M, one, 3, 1, 99);
        i = change(M, two, 3, 1, n);

        if (i < n) {
            all = i;
        }

        (void) change(M, NULL, 0, 0, 99);
        assert_int_equal(number("DBSIZE"), 0);
    }

    assert_true(all > 8 && all < 20);
}


static void
test_rounds(void **state)
{
    size_t                 n;
    coc_buf_t              out;
    redisReply            *reply;
    coc_member_t           m;
    coc_identity_t         set[COC_IDENTITY_TOKENS + 1];
    coc_identity_change_t  c;

    (void) state;

    memcpy(m.hash, M, sizeof(m.hash));
    coc_buf_init(&out, &alloc, 65536);

    for (n = 0; n < coc_nelts(set); n++) {
        identity(&set[n], COC_IDENTITY_EMAIL, 'a', 0);
        set[n].token[0] = (char) ('0' + n / 10);
        set[n].token[1] = (char) ('0' + n % 10);
    }

    assert_int_equal(coc_identity_change(&c, coc_str_from("coc:"), &m, set,
                                         COC_IDENTITY_TOKENS + 1, 0),
                     COC_LIMIT);
    assert_int_equal(coc_identity_change(&c, coc_str_from("coc:"), &m, set,
                                         COC_IDENTITY_TOKENS, 1), COC_OK);

    /* nothing goes on before what went out was answered */

    assert_int_equal(coc_identity_change_next(&c, &out), COC_OK);
    assert_int_equal(coc_identity_change_next(&c, &out), COC_AGAIN);
    reply = ask(&out);
    coc_buf_reset(&out);
    assert_int_equal(coc_identity_change_reply(&c, reply), COC_REPLY_OK);
    freeReplyObject(reply);

    assert_int_equal(coc_identity_change_next(&c, &out), COC_OK);
    assert_int_equal(coc_identity_change_next(&c, &out), COC_OK);
    assert_int_equal(coc_identity_change_next(&c, &out), COC_AGAIN);

    /* an error ends it */

    reply = redisCommand(redis.c, "nonsense");
    assert_int_equal(coc_identity_change_reply(&c, reply), COC_REPLY_BAD);
    freeReplyObject(reply);

    coc_buf_free(&out);

    (void) change(M, set, COC_IDENTITY_TOKENS, 1, 99);
    (void) change(M, set + 1, COC_IDENTITY_TOKENS, 1, 99);
    assert_int_equal(number("SCARD coc:{" M "}:ids"), COC_IDENTITY_TOKENS);

    /* more than is ever written: another's work, all of it goes */

    for (n = 0; n < 100; n++) {
        freeReplyObject(redisCommand(redis.c, "SADD coc:{" M "}:ids p%032d",
                                     (int) n));
    }

    (void) change(M, NULL, 0, 0, 999);
    assert_int_equal(number("DBSIZE"), 0);
}


static void
test_blocks(void **state)
{
    int            is;
    coc_buf_t      out;
    redisReply    *reply;
    coc_member_t   m, n;

    (void) state;

    memcpy(m.hash, M, sizeof(m.hash));
    memcpy(n.hash, N, sizeof(n.hash));
    coc_buf_init(&out, &alloc, 65536);

    assert_int_equal(coc_identity_block(&out, coc_str_from("coc:"), &m, &n,
                                        1), COC_OK);
    freeReplyObject(ask(&out));
    coc_buf_reset(&out);

    assert_int_equal(coc_identity_is_blocked(&out, coc_str_from("coc:"), &m,
                                             &n), COC_OK);
    reply = ask(&out);
    coc_buf_reset(&out);
    assert_int_equal(coc_identity_is_reply(reply, &is), COC_REPLY_OK);
    assert_int_equal(is, 1);
    freeReplyObject(reply);

    assert_int_equal(coc_identity_block(&out, coc_str_from("coc:"), &m, &n,
                                        0), COC_OK);
    freeReplyObject(ask(&out));
    coc_buf_free(&out);

    assert_int_equal(number("DBSIZE"), 0);
    assert_int_equal(counts.live, 0);
}


int
main(void)
{
    int                      rc;
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_replace),
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_rounds),
        cmocka_unit_test(test_blocks)
    };

    if (coc_test_redis_start(&redis) != 0) {
        return 0;
    }

    alloc = coc_test_alloc(&counts, 0);

    cmocka_set_message_output(CM_OUTPUT_TAP);
    rc = cmocka_run_group_tests(tests, NULL, NULL);

    coc_test_redis_stop(&redis);

    return rc;
}
