/*
 * Privileges in the record, against a real Redis: taken, taken again, given
 * back, each once; what other edges are told; a record that begins with a
 * retired one's; what they cost the server.
 */

#include "coc_test_record.h"


#define M       "07000000000000000000000000000000"


static coc_grant_t
grant(coc_privilege_e which, uint64_t time, int lift)
{
    coc_grant_t  g;

    g.which = which;
    g.time = time;
    g.lift = lift;

    return g;
}


static void
box_grant(box_t *b, const char *id, const coc_grant_t *g, const char *reason)
{
    box(b, id, 0);

    b->conf.event = NULL;
    b->conf.grant = g;
    b->conf.by = coc_str_from("mod");
    b->conf.reason = coc_str_from(reason);
}


static coc_standing_t
take(const char *id, coc_privilege_e which, uint64_t time, const char *reason)
{
    box_t        b;
    coc_grant_t  g = grant(which, time, 0);

    box_grant(&b, id, &g, reason);

    return chain(&b, NULL);
}


static coc_standing_t
lift(const char *id, coc_privilege_e which)
{
    box_t        b;
    coc_grant_t  g = grant(which, 0, 1);

    box_grant(&b, id, &g, "");

    return chain(&b, NULL);
}


static void
test_once(void **state)
{
    coc_standing_t  s;

    (void) state;

    s = take("a", COC_PRIVILEGE_NO_LINK, 5000, "adverts");

    assert_int_equal(s.privileges.taken, 1u << COC_PRIVILEGE_NO_LINK);
    assert_true(s.privileges.until[COC_PRIVILEGE_NO_LINK] == NOW + 5000);
    assert_string_equal(s.privileges.reason[COC_PRIVILEGE_NO_LINK], "adverts");
    assert_int_equal(s.seq, 1);

    /* the same, and what is given back in between stays so */

    s = lift("b", COC_PRIVILEGE_NO_LINK);
    assert_int_equal(s.privileges.taken, 0);

    s = take("a", COC_PRIVILEGE_NO_LINK, 5000, "adverts");
    assert_int_equal(s.privileges.taken, 0);
    assert_int_equal(s.seq, 2);
    assert_text("2", "ZCARD " LOG);
    assert_text("0", "ZCARD coc:7:active");

    /* anew: with another end and reason, beside others */

    (void) take("c", COC_PRIVILEGE_NO_LINK, 0, "again: \"x\"");
    (void) take("d", COC_PRIVILEGE_NO_POST, 70000, "");
    s = take("e", COC_PRIVILEGE_NO_LINK, 9000, "third");

    assert_int_equal(s.privileges.taken, 1u << COC_PRIVILEGE_NO_LINK
                                         | 1u << COC_PRIVILEGE_NO_POST);
    assert_true(s.privileges.until[COC_PRIVILEGE_NO_LINK] == NOW + 9000);
    assert_string_equal(s.privileges.reason[COC_PRIVILEGE_NO_LINK], "third");
    assert_int_equal(s.points, 0);
    assert_text("listpack", "OBJECT ENCODING " ST);
}


static void
test_told(void **state)
{
    char            score[64];
    box_t           b;
    coc_standing_t  s;

    (void) state;

    (void) take("a", COC_PRIVILEGE_PREMODERATE, 5000, "x");
    (void) take("b", COC_PRIVILEGE_READONLY, 0, "y");

    /* a step of that name is another thing */

    box_sanction(&b, "c", COC_STEP_PREMODERATE, 1000);
    s = chain(&b, NULL);
    assert_int_equal(s.step, COC_STEP_PREMODERATE);

    (void) snprintf(score, sizeof(score), "%llu",
                    (unsigned long long) NOW + 5000);

    assert_text("3", "ZCARD coc:7:active");
    assert_text("inf", "ZSCORE coc:7:active " M ":privilege:readonly");
    assert_text(score, "ZSCORE coc:7:active " M ":privilege:premoderate");
    assert_text("3", "XLEN coc:7:feed");

    s = lift("d", COC_PRIVILEGE_PREMODERATE);
    assert_int_equal(s.privileges.taken, 1u << COC_PRIVILEGE_READONLY);
    assert_int_equal(s.step, COC_STEP_PREMODERATE);
    assert_text("nil", "ZSCORE coc:7:active " M ":privilege:premoderate");
    assert_text("2", "ZCARD coc:7:active");

    /* an infraction leaves them; a restore gives all back */

    box(&b, "e", 1);
    s = chain(&b, NULL);
    assert_int_equal(s.privileges.taken, 1u << COC_PRIVILEGE_READONLY);
    assert_string_equal(s.privileges.reason[COC_PRIVILEGE_READONLY], "y");

    box_sanction(&b, "f", COC_STEP_NONE, 0);
    s = chain(&b, NULL);
    assert_int_equal(s.privileges.taken, 0);
    assert_int_equal(s.step, COC_STEP_NONE);
    assert_text("0", "ZCARD coc:7:active");
}


/* The hash lives as long as what was taken; what has ended goes. */

static void
test_ends(void **state)
{
    box_t           b;
    coc_standing_t  s;

    (void) state;

    (void) take("a", COC_PRIVILEGE_NO_POST, 0, "");
    assert_text("-1", "PTTL " ST);

    s = lift("b", COC_PRIVILEGE_NO_POST);
    assert_int_equal(s.privileges.taken, 0);
    assert_text("1", "EXISTS " ST);

    (void) take("c", COC_PRIVILEGE_NO_POST, 1000, "");

    box(&b, "d", 1);
    b.conf.now = NOW + 1000;
    s = chain(&b, NULL);
    assert_int_equal(s.privileges.taken, 0);
    assert_text("", "HGET " ST " g");
}


static void
test_retired(void **state)
{
    box_t           b;
    coc_grant_t     g = grant(COC_PRIVILEGE_NO_POST, 0, 0);
    coc_standing_t  old, s;

    (void) state;

    memset(&old, 0, sizeof(old));
    coc_privilege_take(&old.privileges, COC_PRIVILEGE_NO_LINK, NOW + 4000,
                       coc_str_from("12:34 adverts"));
    coc_privilege_take(&old.privileges, COC_PRIVILEGE_READONLY, NOW - 1,
                       coc_str_from("over"));

    box_grant(&b, "a", &g, "both");
    b.conf.retired = &old;
    s = chain(&b, NULL);

    assert_int_equal(s.privileges.taken, 1u << COC_PRIVILEGE_NO_LINK
                                         | 1u << COC_PRIVILEGE_NO_POST);
    assert_string_equal(s.privileges.reason[COC_PRIVILEGE_NO_LINK],
                        "12:34 adverts");
    assert_int_equal(s.points, 0);
}


/* In a spool meanwhile. */

static void
test_saved(void **state)
{
    box_t          b;
    coc_buf_t      text;
    coc_grant_t    g = grant(COC_PRIVILEGE_NO_UPLOAD, 3000, 0);
    coc_record_t  *record;

    (void) state;

    box_grant(&b, "a", &g, "photos\\ of \xc3\xa9 patients");
    coc_buf_init(&text, &b.alloc, 1 << 20);
    record = make(&b);
    assert_int_equal(coc_record_save(record, &text), COC_OK);
    coc_record_destroy(record);

    assert_int_equal(coc_record_load(&record, &b.alloc, coc_buf_str(&text)),
                     COC_OK);
    (void) run(record, &b, 99);
    assert_string_equal(coc_record_standing(record, NULL)
                            ->privileges.reason[COC_PRIVILEGE_NO_UPLOAD],
                        "photos\\ of \xc3\xa9 patients");
    assert_int_equal(coc_record_changed(record), 1);
    coc_record_destroy(record);
    coc_buf_free(&text);
    assert_int_equal(b.test.live, 0);
}


static void
test_invalid(void **state)
{
    char           longest[COC_PRIVILEGE_REASON + 2];
    box_t          b;
    coc_grant_t    g = grant(COC_PRIVILEGE_MAX, 0, 0);
    coc_record_t  *record;

    (void) state;

    box_grant(&b, "a", &g, "");
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);

    g.which = COC_PRIVILEGE_NO_POST;
    b.conf.reason = coc_str_from("two\nlines");
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);

    memset(longest, 'r', sizeof(longest) - 1);
    longest[sizeof(longest) - 1] = '\0';
    b.conf.reason = coc_str_from(longest);
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);

    b.conf.reason.len--;
    b.conf.member = NULL;
    assert_int_equal(coc_record_create(&record, &b.alloc, &b.conf),
                     COC_INVALID);
}


/* A reason of 48 bytes leaves the hash as small as it was. */

static void
test_size(void **state)
{
    char         reason[COC_PRIVILEGE_REASON + 1];
    size_t       n;
    redisReply  *reply;

    static const struct {
        size_t       len;
        const char  *encoding;
    } cases[] = {
        { 0, "listpack" }, { 47, "listpack" }, { 48, "hashtable" },
        { COC_PRIVILEGE_REASON, "hashtable" }
    };

    (void) state;

    for (n = 0; n < coc_nelts(cases); n++) {
        memset(reason, 'r', sizeof(reason));
        reason[cases[n].len] = '\0';

        assert_int_equal(flush(NULL), 0);
        (void) take("a", COC_PRIVILEGE_NO_LINK, 86400000, reason);

        assert_text(cases[n].encoding, "OBJECT ENCODING " ST);

        reply = redisCommand(redis.c, "MEMORY USAGE " ST);
        assert_non_null(reply);
        print_message("# a reason of %zu bytes: %lld bytes\n", cases[n].len,
                      reply->integer);
        freeReplyObject(reply);
    }
}


int
main(void)
{
    int  rc;

    const struct CMUnitTest  tests[] = {
        cmocka_unit_test_setup(test_once, flush),
        cmocka_unit_test_setup(test_told, flush),
        cmocka_unit_test_setup(test_ends, flush),
        cmocka_unit_test_setup(test_retired, flush),
        cmocka_unit_test_setup(test_saved, flush),
        cmocka_unit_test_setup(test_invalid, flush),
        cmocka_unit_test_setup(test_size, flush)
    };

    if (coc_test_redis_start(&redis) != 0) {
        return 0;
    }

    cmocka_set_message_output(CM_OUTPUT_TAP);

    rc = cmocka_run_group_tests(tests, NULL, NULL);

    coc_test_redis_stop(&redis);

    return rc;
}
