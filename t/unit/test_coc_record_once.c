/*
 * What counts once: a text sent twice, a place in a spool, a record saved and
 * loaded; and chains of one member that pass each other.
 */

#include "coc_test_record.h"


/* The same text within a minute: no points, no history, but a review entry. */

static void
test_text(void **state)
{
    int             raised;
    box_t           b;
    size_t          i;
    coc_standing_t  s;

    static const struct {
        const char  *id;
        uint64_t     text;
        int64_t      at;        /* ms after the first */
        unsigned     points;    /* after it, in all */
        const char  *log;
        const char  *review;
    } cases[] = {
        { "a", 77, 0, 6, "1", "1" },
        { "b", 77, 30000, 6, "1", "2" },
        { "b", 77, 30000, 6, "1", "3" },        /* retried: readers drop it */
        { "c", 78, 30000, 12, "2", "4" },       /* another thread */
        { "d", 0, 30000, 18, "3", "5" },        /* no fingerprint */
        { "e", 0, 30000, 24, "4", "6" },
        { "f", 77, 59999, 24, "4", "7" },
        { "g", 77, -59999, 24, "4", "8" },      /* an edge's clock is behind */
        { "h", 77, 60000, 30, "5", "9" },       /* a minute after the first */
        { "b", 77, 99000, 30, "5", "10" },      /* still a repetition */
        { "i", 77, 60001, 30, "5", "11" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        box(&b, cases[i].id, 6);
        b.conf.half_life = 0;
        b.conf.text = cases[i].text;
        b.conf.now = (uint64_t) ((int64_t) NOW + cases[i].at);

        s = chain(&b, &raised);

        if (s.points != cases[i].points * 1000) {
            print_message("# case %zu\n", i);
        }

        assert_int_equal(s.points, cases[i].points * 1000);
        assert_text(cases[i].log, "ZCARD " LOG);
        assert_text(cases[i].review, "XLEN coc:7:review");

        if (i == 0) {
            assert_int_equal(raised, 1);

        } else if (cases[i].text == 77 && i < 8) {
            assert_int_equal(raised, 0);
        }
    }

    assert_text("listpack", "OBJECT ENCODING " ST);
}


/* The first is out of the ring, but its text is not: it was repeated. */

static void
test_text_long(void **state)
{
    int             i;
    char            id[16];
    box_t           b;
    coc_standing_t  s;

    (void) state;

    memset(&s, 0, sizeof(s));

    for (i = 0; i < 50; i++) {
        (void) snprintf(id, sizeof(id), "id-%d", i);
        box(&b, id, 1);
        b.conf.half_life = 0;
        b.conf.text = UINT64_MAX;
        b.conf.now = NOW + (uint64_t) i * 1000;
        s = chain(&b, NULL);
    }

    assert_int_equal(s.points, 1000);
    assert_text("50", "XLEN coc:7:review");

    box(&b, "late", 1);
    b.conf.half_life = 0;
    b.conf.text = UINT64_MAX;
    b.conf.now = NOW + 60000;
    assert_int_equal(chain(&b, NULL).points, 2000);
}


static coc_standing_t
placed(const char *id, const char *spool, uint64_t seq, int *repeated)
{
    box_t            b;
    coc_record_t    *record;
    coc_standing_t   s;

    box(&b, id, 1);
    b.conf.half_life = 0;
    record = make(&b);
    assert_int_equal(coc_record_place(record, coc_str_from(spool), seq),
                     COC_OK);
    (void) run(record, &b, 99);
    s = *coc_record_standing(record, NULL);
    *repeated = coc_record_repeated(record);
    coc_record_destroy(record);
    assert_int_equal(b.test.live, 0);

    return s;
}


/* A spool's records count once, however many came in between. */

static void
test_place(void **state)
{
    int          i, repeated;
    char         id[COC_RECORD_ID + 1], spool[COC_RECORD_SPOOL + 1];
    box_t        b;
    redisReply  *reply;

    (void) state;

    for (i = 1; i <= 40; i++) {
        (void) snprintf(id, sizeof(id), "%064d", i);
        assert_int_equal(placed(id, "spool0", (uint64_t) i, &repeated).points,
                         i * 1000);
        assert_int_equal(repeated, 0);
    }

    for (i = 1; i <= 40; i++) {
        (void) snprintf(id, sizeof(id), "%064d", i);
        assert_int_equal(placed(id, "spool0", (uint64_t) i, &repeated).points,
                         40000);
        assert_int_equal(repeated, 1);
    }

    /* 63 others leave it known; the one longest not written goes */

    for (i = 1; i <= 63; i++) {
        (void) snprintf(spool, sizeof(spool), "%031dx", i);
        (void) placed(spool, spool, UINT64_MAX / 4, &repeated);
        assert_int_equal(repeated, 0);
    }

    (void) placed("old", "spool0", 40, &repeated);
    assert_int_equal(repeated, 1);
    (void) placed("new", "spool0", 41, &repeated);
    assert_int_equal(repeated, 0);

    (void) placed("64", "spool64", 1, &repeated);
    (void) placed("old", "spool0", 41, &repeated);
    assert_int_equal(repeated, 1);
    (void) snprintf(spool, sizeof(spool), "%031dx", 2);
    (void) placed("kept", spool, 7, &repeated);
    assert_int_equal(repeated, 1);
    (void) snprintf(spool, sizeof(spool), "%031dx", 1);
    (void) placed("gone", spool, 7, &repeated);
    assert_int_equal(repeated, 0);

    /* v n p t s u m w, 16 ids and what came of them, 64 places, a section */

    assert_text("105", "HLEN " ST);
    assert_text("listpack", "OBJECT ENCODING " ST);

    reply = ask("MEMORY USAGE " ST);
    print_message("# with all places: %lld bytes\n", reply->integer);
    assert_in_range(reply->integer, 1, 8192);
    freeReplyObject(reply);

    box(&b, "a", 1);
    coc_record_t  *record = make(&b);
    assert_int_equal(coc_record_place(record, coc_str_from(""), 1),
                     COC_INVALID);
    assert_int_equal(coc_record_place(record, coc_str_from("a:b"), 1),
                     COC_INVALID);
    assert_int_equal(coc_record_place(record, coc_str_from(
                                      "012345678901234567890123456789012"), 1),
                     COC_INVALID);
    coc_record_destroy(record);
}


/*
 * Two chains of one member, a step of either at a time: in whatever order, the
 * snapshot ends as the record does.
 */

static void
interleave(unsigned order, int steps, int restore)
{
    int             rc, n;
    box_t           b[2];
    redisReply     *reply;
    coc_record_t   *record[2];
    coc_standing_t  s;

    box(&b[0], "a", 7);
    box(&b[1], "b", 5);

    if (restore) {
        box_sanction(&b[1], "b", COC_STEP_NONE, 0);
    }

    record[0] = make(&b[0]);
    record[1] = make(&b[1]);

    for (n = 0; n < steps; n++, order >>= 1) {
        reply = send_step(record[order & 1], &b[order & 1], &rc);

        if (rc == COC_OK) {
            rc = coc_record_reply(record[order & 1], reply);
            freeReplyObject(reply);
        }
    }

    (void) run(record[0], &b[0], 99);
    (void) run(record[1], &b[1], 99);

    s = stored(&b[0]);

    if (coc_standing_step(&s, NOW) >= COC_STEP_MUTE) {
        assert_text("1", "ZCARD coc:7:active");
        reply = ask("ZRANGE coc:7:active 0 -1");
        assert_string_equal(reply->element[0]->str + 33,
                            coc_step_name(s.step));
        freeReplyObject(reply);

    } else {
        assert_text("0", "ZCARD coc:7:active");
    }

    reply = ask("XREVRANGE coc:7:feed + - COUNT 1");
    assert_string_equal(reply->element[0]->element[1]->element[3]->str,
                        coc_step_name(s.step));
    freeReplyObject(reply);

    coc_record_destroy(record[0]);
    coc_record_destroy(record[1]);
    freeReplyObject(ask("FLUSHALL"));
}


static void
test_interleaved(void **state)
{
    box_t     b;
    unsigned  order;

    (void) state;

    box(&b, "warm", 1);
    (void) chain(&b, NULL);
    freeReplyObject(ask("FLUSHALL"));

    /* the first six are the scripts and histories, mostly */

    for (order = 0; order < 4096; order++) {
        if (__builtin_popcount(order) != 6) {
            continue;
        }

        interleave(order | order << 12, 24, order & 1);
        interleave(order << 12 | 0x555, 24, order & 2);
    }
}


/* Overtaken at each reading: it ends all the same. */

static void
test_rounds(void **state)
{
    int            rc, n;
    box_t          b, other;
    char           id[16];
    redisReply    *reply;
    coc_record_t  *record;

    (void) state;

    box(&b, "a", 7);
    record = make(&b);

    for (n = 0; n < 500; n++) {
        reply = send_step(record, &b, &rc);

        if (rc != COC_OK) {
            break;
        }

        (void) coc_record_reply(record, reply);
        freeReplyObject(reply);

        (void) snprintf(id, sizeof(id), "o%d", n);
        box(&other, id, 1);
        (void) chain(&other, NULL);
    }

    assert_int_equal(rc, COC_DECLINED);
    assert_in_range(n, 20, 60);
    coc_record_destroy(record);
}


/* Saved, loaded, saved: the same; and it does what the first would have. */

static void
test_save(void **state)
{
    int            k;
    box_t          b;
    coc_buf_t      one, two;
    redisReply    *reply;
    coc_record_t  *record, *again;

    (void) state;

    for (k = 0; k < 3; k++) {

        if (k == 2) {
            box_sanction(&b, "a", COC_STEP_MUTE, DAY);

        } else {
            box(&b, "a", 7);
            b.conf.prefix = coc_str_from("p\t\\t\n\\:");
            b.event.kind = coc_str_from("\\\n\t");
            b.conf.text = 0x123456789abcdef0;
            b.conf.evidence = coc_str_from("YQ==");

            if (k == 1) {
                b.conf.member = NULL;
            }
        }

        coc_buf_init(&one, &b.alloc, COC_RECORD_TEXT);
        coc_buf_init(&two, &b.alloc, COC_RECORD_TEXT);

        record = make(&b);
        assert_int_equal(coc_record_save(record, &one), COC_OK);
        assert_null(memchr(one.data, '\n', one.len));
        assert_int_equal(coc_record_load(&again, &b.alloc, coc_buf_str(&one)),
                         COC_OK);
        assert_int_equal(coc_record_save(again, &two), COC_OK);
        assert_true(coc_str_eq(coc_buf_str(&one), coc_buf_str(&two)));
        assert_true(coc_str_eq(coc_record_prefix(again), b.conf.prefix));
        assert_true(coc_str_eq(coc_record_id(again), b.conf.id));
        assert_int_equal(coc_record_member(again) == NULL, k == 1);

        assert_int_equal(coc_record_place(record, coc_str_from("spool"), 9),
                         COC_OK);
        coc_buf_reset(&two);
        assert_int_equal(coc_record_save(record, &two), COC_OK);
        assert_true(coc_str_eq(coc_buf_str(&one), coc_buf_str(&two)));

        (void) run(record, &b, 99);
        (void) run(again, &b, 99);
        assert_int_equal(coc_record_repeated(again), k == 1 ? 0 : 1);
        assert_int_equal(coc_record_changed(again), k != 1);
        coc_record_destroy(again);

        /* counted: it keeps its place */

        coc_buf_reset(&two);
        assert_int_equal(coc_record_save(record, &two), COC_OK);
        assert_int_equal(coc_str_find(coc_buf_str(&two), '\n', 0), two.len);
        assert_int_equal(two.len, one.len + (k == 1 ? 0 : 7));
        assert_int_equal(coc_record_load(&again, &b.alloc, coc_buf_str(&two)),
                         COC_OK);
        coc_record_destroy(again);
        coc_record_destroy(record);
        coc_buf_free(&one);
        coc_buf_free(&two);
        assert_int_equal(b.test.live, 0);
    }

    reply = ask("ZCARD " LOG);
    assert_int_equal(reply->integer, 1);
    freeReplyObject(reply);
}


/* Cut, with each byte changed, with allocations that fail. */

static void
test_load_hostile(void **state)
{
    int            rc;
    size_t         i, k;
    box_t          b;
    coc_buf_t      text;
    coc_str_t      s;
    coc_record_t  *record;

    (void) state;

    box(&b, "a", 7);
    record = make(&b);
    coc_buf_init(&text, &b.alloc, COC_RECORD_TEXT);
    assert_int_equal(coc_record_save(record, &text), COC_OK);
    coc_record_destroy(record);
    s = coc_buf_str(&text);

    for (i = 0; i < text.len; i++) {

        s.len = i;
        rc = coc_record_load(&record, &b.alloc, s);

        if (rc == COC_OK) {
            coc_record_destroy(record);

        } else {
            assert_int_equal(rc, COC_INVALID);
        }

        s.len = text.len;

        for (k = 1; k < 256; k <<= 1) {
            text.data[i] ^= (uint8_t) k;
            rc = coc_record_load(&record, &b.alloc, s);
            text.data[i] ^= (uint8_t) k;

            if (rc == COC_OK) {
                coc_record_destroy(record);
            } else {
                assert_int_equal(rc, COC_INVALID);
            }
        }
    }

    for (i = 1; /* void */; i++) {
        b.test.calls = 0;
        b.test.fail = i;
        rc = coc_record_load(&record, &b.alloc, s);

        if (rc == COC_OK) {
            break;
        }

        assert_int_equal(rc, COC_ERROR);
    }

    assert_true(i > 2);
    b.test.fail = 0;
    coc_record_destroy(record);

    s.len = COC_RECORD_TEXT + 1;
    assert_int_equal(coc_record_load(&record, &b.alloc, s), COC_INVALID);

    coc_buf_free(&text);
    assert_int_equal(b.test.live, 0);
}


int
main(void)
{
    int  rc;

    const struct CMUnitTest  tests[] = {
        cmocka_unit_test_setup(test_text, flush),
        cmocka_unit_test_setup(test_text_long, flush),
        cmocka_unit_test_setup(test_place, flush),
        cmocka_unit_test_setup(test_interleaved, flush),
        cmocka_unit_test_setup(test_rounds, flush),
        cmocka_unit_test_setup(test_save, flush),
        cmocka_unit_test_setup(test_load_hostile, flush)
    };

    if (coc_test_redis_start(&redis) != 0) {
        return 0;
    }

    cmocka_set_message_output(CM_OUTPUT_TAP);

    rc = cmocka_run_group_tests(tests, NULL, NULL);

    coc_test_redis_stop(&redis);

    return rc;
}
