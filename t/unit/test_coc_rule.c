/*
 * Names of sections and actions, and the clauses told to members.
 */

#include "coc_test.h"

#include "coc_rule.h"
#include "coc_str.h"


static const char *const  sections[] = {
    "outing", "phi", "hate", "ugly", "rant", "threat", "selfharm", "sexual",
    "hijack", "creepy", "promotion", "impersonation", "credentials",
    "banevasion"
};

static const char *const  actions[] = {
    "pass", "flag", "nudge", "hold", "block", "escalate"
};


static void
test_section_names(void **state)
{
    unsigned       i;
    coc_section_e  section;

    (void) state;

    assert_int_equal(coc_nelts(sections), COC_SECTION_MAX);

    for (i = 0; i < COC_SECTION_MAX; i++) {
        assert_string_equal(coc_section_name((coc_section_e) i), sections[i]);

        assert_int_equal(coc_section_find(coc_str_from(sections[i]), &section),
                         COC_OK);
        assert_int_equal(section, i);
    }

    assert_int_equal(coc_section_find(coc_str_from("UGLY"), &section),
                     COC_DECLINED);
    assert_int_equal(coc_section_find(coc_str_from("ugl"), &section),
                     COC_DECLINED);
    assert_int_equal(coc_section_find(coc_str_from(""), &section),
                     COC_DECLINED);
}


/* One sentence each, fit for a reply: ASCII, one full stop at its end. */

static void
test_section_clauses(void **state)
{
    size_t       k, len;
    unsigned     i, j;
    const char  *clause;

    (void) state;

    for (i = 0; i < COC_SECTION_MAX; i++) {
        clause = coc_section_clause((coc_section_e) i);
        len = strlen(clause);

        assert_in_range(len, 30, 140);
        assert_true(clause[0] >= 'A' && clause[0] <= 'Z');
        assert_ptr_equal(strchr(clause, '.'), clause + len - 1);

        for (k = 0; k < len; k++) {
            assert_true(clause[k] >= ' ' && clause[k] < 0x7f);
        }

        for (j = 0; j < i; j++) {
            assert_string_not_equal(clause,
                                    coc_section_clause((coc_section_e) j));
        }
    }
}


static void
test_action_names(void **state)
{
    unsigned      i;
    coc_action_e  action;

    (void) state;

    assert_int_equal(coc_nelts(actions), COC_ACTION_MAX);

    for (i = 0; i < COC_ACTION_MAX; i++) {
        assert_string_equal(coc_action_name((coc_action_e) i), actions[i]);

        assert_int_equal(coc_action_find(coc_str_from(actions[i]), &action),
                         COC_OK);
        assert_int_equal(action, i);
    }

    assert_int_equal(coc_action_find(coc_str_from("redact"), &action),
                     COC_DECLINED);
}


/* The verdict is the strongest action: their order is a promise. */

static void
test_action_order(void **state)
{
    (void) state;

    assert_true(COC_ACTION_PASS < COC_ACTION_FLAG);
    assert_true(COC_ACTION_FLAG < COC_ACTION_NUDGE);
    assert_true(COC_ACTION_NUDGE < COC_ACTION_HOLD);
    assert_true(COC_ACTION_HOLD < COC_ACTION_BLOCK);
    assert_true(COC_ACTION_BLOCK < COC_ACTION_ESCALATE);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_section_names),
        cmocka_unit_test(test_section_clauses),
        cmocka_unit_test(test_action_names),
        cmocka_unit_test(test_action_order)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
