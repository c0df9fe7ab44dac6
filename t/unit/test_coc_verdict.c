/*
 * Hits and standing to a verdict.
 */

#include "coc_test.h"

#include "coc_str.h"
#include "coc_verdict.h"


enum { PASS, FLAG, FLAG5, NUDGE, HOLD, BLOCK, ESCALATE, SHADOW, HATE };

static const coc_rule_t  rules[] = {
    { .id = coc_str("r-pass"), .section = COC_SECTION_RANT,
      .action = COC_ACTION_PASS, .severity = 5, .points = 5 },
    { .id = coc_str("r-flag"), .section = COC_SECTION_UGLY,
      .action = COC_ACTION_FLAG, .severity = 1, .points = 1 },
    { .id = coc_str("r-flag5"), .section = COC_SECTION_UGLY,
      .action = COC_ACTION_FLAG, .severity = 5, .points = 5 },
    { .id = coc_str("r-nudge"), .section = COC_SECTION_UGLY,
      .action = COC_ACTION_NUDGE, .severity = 2, .points = 2 },
    { .id = coc_str("r-hold"), .section = COC_SECTION_PHI,
      .action = COC_ACTION_HOLD, .severity = 3, .points = 3 },
    { .id = coc_str("r-block"), .section = COC_SECTION_UGLY,
      .action = COC_ACTION_BLOCK, .severity = 4, .points = 4 },
    { .id = coc_str("r-escalate"), .section = COC_SECTION_THREAT,
      .action = COC_ACTION_ESCALATE, .severity = 5, .points = 10 },
    { .id = coc_str("r-shadow"), .section = COC_SECTION_HATE,
      .action = COC_ACTION_ESCALATE, .severity = 5, .points = 10,
      .shadow = 1 },
    { .id = coc_str("r-hate"), .section = COC_SECTION_HATE,
      .action = COC_ACTION_BLOCK, .severity = 5, .points = 6 }
};


/* which: digits, each the number of a rule that hit; letters: aside */

static void
hits_of(coc_hits_t *hits, coc_hit_t *room, const char *which)
{
    memset(hits, 0, sizeof(coc_hits_t));
    hits->hit = room;

    for (/* void */; *which != '\0'; which++) {
        memset(&room[hits->n], 0, sizeof(coc_hit_t));
        room[hits->n].aside = (*which >= 'a');
        room[hits->n++].rule = &rules[*which - (*which >= 'a' ? 'a' : '0')];
    }
}


/* Who is in danger pays for nothing, whatever the rule says. */

static void
test_care(void **state)
{
    coc_hit_t      room[2];
    coc_hits_t     hits;
    coc_verdict_t  v;

    static const coc_rule_t  harm = {
        .id = coc_str("r-harm"), .section = COC_SECTION_SELFHARM,
        .action = COC_ACTION_HOLD, .severity = 5, .points = 10
    };

    (void) state;

    hits_of(&hits, room, "1");
    hits.hit[0].rule = &harm;
    coc_verdict_content(&v, &hits, 1, 0);

    assert_int_equal(v.action, COC_ACTION_HOLD);
    assert_int_equal(v.score, 0);
    assert_int_equal(coc_verdict_records(&v), 0);
    assert_int_equal(coc_verdict_care(&v), 1);

    /* with something else, that is what it costs */

    hits_of(&hits, room, "51");
    hits.hit[1].rule = &harm;
    coc_verdict_content(&v, &hits, 1, 0);

    assert_int_equal(v.action, COC_ACTION_BLOCK);
    assert_int_equal(v.score, 4);
    assert_int_equal(coc_verdict_care(&v), 0);

    hits_of(&hits, room, "");
    coc_verdict_content(&v, &hits, 1, 0);
    assert_int_equal(coc_verdict_care(&v), 0);
}


static void
test_content(void **state)
{
    size_t         i;
    coc_buf_t      buf;
    coc_hit_t      room[16];
    coc_hits_t     hits;
    coc_alloc_t    alloc;
    coc_verdict_t  v;
    coc_test_alloc_t  test;

    static const struct {
        const char    *hits;
        int            nudge;
        coc_action_e   action;
        unsigned       score;
        int            rule;            /* -1: none */
        int            records;
        const char    *sections;
        const char    *rules;
    } cases[] = {
        { "", 1, COC_ACTION_PASS, 0, -1, 0, "", "" },
        { "0", 1, COC_ACTION_PASS, 0, -1, 0, "rant", "r-pass" },
        { "1", 1, COC_ACTION_FLAG, 1, FLAG, 1, "ugly", "r-flag" },
        { "12", 1, COC_ACTION_FLAG, 5, FLAG5, 1, "ugly", "r-flag,r-flag5" },
        { "3", 1, COC_ACTION_NUDGE, 2, NUDGE, 0, "ugly", "r-nudge" },
        { "3", 0, COC_ACTION_FLAG, 2, NUDGE, 1, "ugly", "r-nudge" },
        { "13", 1, COC_ACTION_NUDGE, 2, NUDGE, 0, "ugly", "r-flag,r-nudge" },
        { "4", 1, COC_ACTION_HOLD, 3, HOLD, 1, "phi", "r-hold" },
        { "345", 1, COC_ACTION_BLOCK, 7, BLOCK, 1, "phi,ugly",
          "r-nudge,r-hold,r-block" },
        { "58", 1, COC_ACTION_BLOCK, 10, HATE, 1, "hate,ugly",
          "r-block,r-hate" },
        { "85", 1, COC_ACTION_BLOCK, 10, HATE, 1, "hate,ugly",
          "r-hate,r-block" },
        { "56", 1, COC_ACTION_ESCALATE, 14, ESCALATE, 1, "ugly,threat",
          "r-block,r-escalate" },
        { "7", 1, COC_ACTION_PASS, 0, -1, 0, "", "" },
        { "71", 1, COC_ACTION_FLAG, 1, FLAG, 1, "ugly", "r-flag" },

        /* aside: half the points, rounded down, at most a flag */

        { "a", 1, COC_ACTION_PASS, 0, -1, 0, "rant", "r-pass" },
        { "b", 1, COC_ACTION_FLAG, 0, FLAG, 0, "ugly", "r-flag" },
        { "c", 1, COC_ACTION_FLAG, 2, FLAG5, 1, "ugly", "r-flag5" },
        { "d", 1, COC_ACTION_FLAG, 1, NUDGE, 1, "ugly", "r-nudge" },
        { "d", 0, COC_ACTION_FLAG, 1, NUDGE, 1, "ugly", "r-nudge" },
        { "e", 1, COC_ACTION_FLAG, 1, HOLD, 1, "phi", "r-hold" },
        { "f", 1, COC_ACTION_FLAG, 2, BLOCK, 1, "ugly", "r-block" },
        { "g", 1, COC_ACTION_FLAG, 5, ESCALATE, 1, "threat", "r-escalate" },
        { "h", 1, COC_ACTION_PASS, 0, -1, 0, "", "" },
        { "f3", 1, COC_ACTION_NUDGE, 2, NUDGE, 0, "ugly", "r-block,r-nudge" },
        { "5g", 1, COC_ACTION_BLOCK, 9, BLOCK, 1, "ugly,threat",
          "r-block,r-escalate" },
        { "bdf", 1, COC_ACTION_FLAG, 2, BLOCK, 1, "ugly",
          "r-flag,r-nudge,r-block" },
        { "c1", 1, COC_ACTION_FLAG, 2, FLAG5, 1, "ugly", "r-flag5,r-flag" }
    };

    (void) state;

    alloc = coc_test_alloc(&test, 0);
    coc_buf_init(&buf, &alloc, 1024);

    for (i = 0; i < coc_nelts(cases); i++) {
        hits_of(&hits, room, cases[i].hits);
        coc_verdict_content(&v, &hits, cases[i].nudge, 0);

        assert_int_equal(v.action, cases[i].action);
        assert_int_equal(v.score, cases[i].score);
        assert_ptr_equal(v.rule, cases[i].rule < 0 ? NULL
                                                   : &rules[cases[i].rule]);
        assert_int_equal(v.reason, cases[i].action == COC_ACTION_PASS
                                   ? COC_REASON_NONE : COC_REASON_RULES);
        assert_int_equal(coc_verdict_records(&v), cases[i].records);

        coc_buf_reset(&buf);
        assert_int_equal(coc_verdict_sections(&v, &buf), COC_OK);
        assert_true(coc_str_eq(coc_buf_str(&buf),
                               coc_str_from(cases[i].sections)));
        coc_buf_reset(&buf);
        assert_int_equal(coc_verdict_rules(&hits, &buf), COC_OK);
        assert_true(coc_str_eq(coc_buf_str(&buf),
                               coc_str_from(cases[i].rules)));
    }

    coc_buf_free(&buf);
    assert_int_equal(test.live, 0);
}


/* Ids of the rules that hit aside. */

static void
test_aside(void **state)
{
    coc_buf_t         buf;
    coc_hit_t         room[8];
    coc_hits_t        hits;
    coc_alloc_t       alloc;
    coc_test_alloc_t  test;

    (void) state;

    alloc = coc_test_alloc(&test, 0);
    coc_buf_init(&buf, &alloc, 1024);

    hits_of(&hits, room, "1d5eh");
    assert_int_equal(coc_verdict_aside(&hits, &buf), COC_OK);
    assert_true(coc_str_eq(coc_buf_str(&buf), coc_str_from("r-nudge,r-hold")));

    coc_buf_free(&buf);
    assert_int_equal(test.live, 0);
}


/* Sections that mean nothing for the author. */

static void
test_exempt(void **state)
{
    size_t         i;
    coc_hit_t      room[8];
    coc_hits_t     hits;
    coc_verdict_t  v;

    static const struct {
        const char    *hits;
        uint32_t       exempt;          /* bits */
        coc_action_e   action;
        unsigned       score;
        int            rule;            /* -1: none */
        uint32_t       sections;
        uint32_t       told;
    } cases[] = {
        { "6", 1u << COC_SECTION_THREAT, COC_ACTION_PASS, 0, -1, 0,
          1u << COC_SECTION_THREAT },
        { "6", 1u << COC_SECTION_UGLY, COC_ACTION_ESCALATE, 10, ESCALATE,
          1u << COC_SECTION_THREAT, 0 },
        { "64", 1u << COC_SECTION_THREAT, COC_ACTION_HOLD, 3, HOLD,
          1u << COC_SECTION_PHI, 1u << COC_SECTION_THREAT },
        { "64", UINT32_MAX, COC_ACTION_PASS, 0, -1, 0,
          (1u << COC_SECTION_THREAT) | (1u << COC_SECTION_PHI) },
        { "7", UINT32_MAX, COC_ACTION_PASS, 0, -1, 0, 0 },
        { "", UINT32_MAX, COC_ACTION_PASS, 0, -1, 0, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        hits_of(&hits, room, cases[i].hits);
        coc_verdict_content(&v, &hits, 1, cases[i].exempt);

        assert_int_equal(v.action, cases[i].action);
        assert_int_equal(v.score, cases[i].score);
        assert_ptr_equal(v.rule, cases[i].rule < 0 ? NULL
                                                   : &rules[cases[i].rule]);
        assert_int_equal(v.sections, cases[i].sections);
        assert_int_equal(v.exempt, cases[i].told);
        assert_int_equal(v.redact, 0);
    }
}


/* A token is for the rules that asked for it, in any order. */

static void
test_asking(void **state)
{
    size_t         i, k;
    uint64_t       asking[7];
    coc_hit_t      room[8];
    coc_hits_t     hits;
    coc_verdict_t  v;

    static const coc_rule_t  nudges[] = {
        { .id = coc_str("n-1"), .action = COC_ACTION_NUDGE, .severity = 1 },
        { .id = coc_str("n-2"), .action = COC_ACTION_NUDGE, .severity = 1 },
        { .id = coc_str("n-3"), .action = COC_ACTION_NUDGE, .shadow = 1 },
        { .id = coc_str("n-4"), .action = COC_ACTION_FLAG, .redact = 1 }
    };

    static const char *const  which[] = {
        "0", "1", "01", "10", "02", "03", ""
    };

    (void) state;

    for (i = 0; i < coc_nelts(which); i++) {
        memset(&hits, 0, sizeof(coc_hits_t));
        memset(room, 0, sizeof(room));
        hits.hit = room;

        for (k = 0; which[i][k] != '\0'; k++) {
            room[hits.n++].rule = &nudges[which[i][k] - '0'];
        }

        coc_verdict_content(&v, &hits, 1, 0);
        asking[i] = coc_verdict_asking(&v, &hits);
        assert_int_equal(v.redact, i == 5);
    }

    assert_true(asking[0] != asking[1]);
    assert_true(asking[0] != asking[2]);
    assert_true(asking[2] == asking[3]);
    assert_true(asking[0] == asking[4]);
    assert_true(asking[0] == asking[5]);
    assert_true(asking[6] == 0);
}


static void
test_confirm(void **state)
{
    coc_hit_t      room[4];
    coc_hits_t     hits;
    coc_verdict_t  v;

    (void) state;

    hits_of(&hits, room, "3");
    coc_verdict_content(&v, &hits, 1, 0);
    coc_verdict_confirm(&v);
    assert_int_equal(v.action, COC_ACTION_FLAG);
    assert_int_equal(v.nudged, 1);
    assert_int_equal(coc_verdict_records(&v), 1);

    hits_of(&hits, room, "35");
    coc_verdict_content(&v, &hits, 1, 0);
    coc_verdict_confirm(&v);
    assert_int_equal(v.action, COC_ACTION_BLOCK);
    assert_int_equal(v.nudged, 0);
}


static void
test_standing(void **state)
{
    size_t          i;
    coc_hit_t       room[4];
    coc_hits_t      hits;
    coc_verdict_t   v;
    coc_posting_t   posting;
    coc_standing_t  standing;

    static const struct {
        const char    *hits;
        coc_step_e     step;
        const char    *kind;
        coc_action_e   action;
        coc_reason_e   reason;
        int            records;
    } cases[] = {
        { "", COC_STEP_NONE, "post", COC_ACTION_PASS, COC_REASON_NONE, 0 },
        { "", COC_STEP_WARN, "post", COC_ACTION_PASS, COC_REASON_NONE, 0 },
        { "", COC_STEP_MUTE, "post", COC_ACTION_PASS, COC_REASON_NONE, 0 },
        { "1", COC_STEP_MUTE, "post", COC_ACTION_FLAG, COC_REASON_RULES, 1 },
        { "", COC_STEP_MUTE, "comment", COC_ACTION_BLOCK,
          COC_REASON_STANDING, 0 },
        { "1", COC_STEP_MUTE, "message", COC_ACTION_BLOCK,
          COC_REASON_STANDING, 0 },
        { "6", COC_STEP_MUTE, "message", COC_ACTION_ESCALATE,
          COC_REASON_RULES, 1 },
        { "", COC_STEP_PREMODERATE, "post", COC_ACTION_HOLD,
          COC_REASON_STANDING, 0 },
        { "1", COC_STEP_PREMODERATE, "post", COC_ACTION_HOLD,
          COC_REASON_STANDING, 1 },
        { "3", COC_STEP_PREMODERATE, "post", COC_ACTION_HOLD,
          COC_REASON_STANDING, 1 },
        { "4", COC_STEP_PREMODERATE, "post", COC_ACTION_HOLD,
          COC_REASON_RULES, 1 },
        { "5", COC_STEP_PREMODERATE, "post", COC_ACTION_BLOCK,
          COC_REASON_RULES, 1 },
        { "", COC_STEP_SUSPEND, "post", COC_ACTION_BLOCK,
          COC_REASON_STANDING, 0 },
        { "4", COC_STEP_SUSPEND, "post", COC_ACTION_BLOCK,
          COC_REASON_STANDING, 0 },
        { "", COC_STEP_DEACTIVATE, "profile", COC_ACTION_BLOCK,
          COC_REASON_STANDING, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        hits_of(&hits, room, cases[i].hits);
        coc_verdict_content(&v, &hits, 1, 0);

        memset(&standing, 0, sizeof(standing));
        standing.step = cases[i].step;

        memset(&posting, 0, sizeof(posting));
        posting.kind = coc_str_from(cases[i].kind);

        coc_verdict_standing(&v, NULL, &posting, 1000);
        assert_int_not_equal(v.reason, COC_REASON_STANDING);

        coc_verdict_standing(&v, &standing, &posting, 1000);

        assert_int_equal(v.action, cases[i].action);
        assert_int_equal(v.reason, cases[i].reason);
        assert_int_equal(coc_verdict_records(&v), cases[i].records);
    }
}


static void
test_reasons(void **state)
{
    (void) state;

    assert_string_equal(coc_reason_name(COC_REASON_NONE), "");
    assert_string_equal(coc_reason_name(COC_REASON_STORE), "store");
    assert_string_equal(coc_reason_name((coc_reason_e) 77), "");
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_care),
        cmocka_unit_test(test_content),
        cmocka_unit_test(test_aside),
        cmocka_unit_test(test_exempt),
        cmocka_unit_test(test_asking),
        cmocka_unit_test(test_confirm),
        cmocka_unit_test(test_standing),
        cmocka_unit_test(test_reasons)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
