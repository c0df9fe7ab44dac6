/*
 * Nudge tokens: only for the very content, member, place and time.
 */

#include "coc_test.h"

#include "coc_store.h"
#include "coc_str.h"


#define NOW  1700000000000ULL


static void
make(coc_keys_t *keys, coc_nudge_t *nudge)
{
    assert_int_equal(coc_keys_derive(keys, coc_str_from("0123456789abcdef")),
                     COC_OK);

    nudge->member = coc_str_from("alice");
    nudge->kind = coc_str_from("post");
    nudge->thread = coc_str_from("t1");
    nudge->recipient = coc_str_from("bob");
    nudge->content = 0x0123456789abcdef;
    nudge->rules = 0xfedcba9876543210;
}


static void
test_good(void **state)
{
    char         token[COC_NUDGE_TOKEN];
    coc_keys_t   keys;
    coc_nudge_t  nudge;

    (void) state;

    make(&keys, &nudge);

    memset(token, '!', sizeof(token));
    assert_int_equal(coc_nudge_sign(&keys, &nudge, NOW, token), COC_OK);
    assert_int_equal(strlen(token), 54);
    assert_int_equal(strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
                            "pqrstuvwxyz0123456789-_"), 54);

    assert_int_equal(coc_nudge_verify(&keys, &nudge, NOW - 1,
                                      coc_str_from(token)), COC_OK);
    assert_int_equal(coc_nudge_verify(&keys, &nudge, NOW,
                                      coc_str_from(token)), COC_DECLINED);

    nudge.member.len = 0;
    nudge.thread.data = NULL;
    nudge.thread.len = 0;
    assert_int_equal(coc_nudge_sign(&keys, &nudge, NOW, token), COC_OK);
    assert_int_equal(coc_nudge_verify(&keys, &nudge, NOW - 1,
                                      coc_str_from(token)), COC_OK);

    coc_keys_wipe(&keys);
}


static void
test_other(void **state)
{
    char         token[COC_NUDGE_TOKEN];
    size_t       i;
    coc_keys_t   keys, others, *by;
    coc_nudge_t  nudge, other;

    (void) state;

    make(&keys, &nudge);
    assert_int_equal(coc_nudge_sign(&keys, &nudge, NOW, token), COC_OK);
    assert_int_equal(coc_keys_derive(&others,
                                     coc_str_from("another secret..")),
                     COC_OK);

    for (i = 0; i < 7; i++) {
        other = nudge;
        by = &keys;

        switch (i) {
        case 0:
            other.member = coc_str_from("alicepost");
            other.kind = coc_str_from("");
            break;
        case 1:
            other.kind = coc_str_from("comment");
            break;
        case 2:
            other.thread = coc_str_from("t2");
            break;
        case 3:
            other.recipient = coc_str_from("");
            break;
        case 4:
            other.content ^= 1;
            break;
        case 5:
            other.rules ^= 1;
            break;
        default:
            by = &others;
        }

        assert_int_equal(coc_nudge_verify(by, &other, NOW - 1,
                                          coc_str_from(token)), COC_DECLINED);
    }

    coc_keys_wipe(&keys);
    coc_keys_wipe(&others);
}


static void
test_forged(void **state)
{
    int               c;
    char              token[COC_NUDGE_TOKEN], forged[COC_NUDGE_TOKEN + 2];
    size_t            i;
    coc_str_t         s;
    coc_keys_t        keys;
    coc_nudge_t       nudge;
    coc_test_guard_t  guard;

    (void) state;

    make(&keys, &nudge);
    assert_int_equal(coc_nudge_sign(&keys, &nudge, NOW, token), COC_OK);

    /* any other byte anywhere, also one that only differs in unused bits */

    for (i = 0; i < 54; i++) {
        for (c = 0; c < 256; c++) {
            memcpy(forged, token, sizeof(token));
            forged[i] = (char) c;

            s.data = (const uint8_t *) forged;
            s.len = 54;

            assert_int_equal(coc_nudge_verify(&keys, &nudge, NOW - 1, s),
                             forged[i] == token[i] ? COC_OK : COC_DECLINED);
        }
    }

    for (i = 0; i <= 54; i++) {
        s.data = coc_test_guard(&guard, token, i);
        s.len = i;

        assert_int_equal(coc_nudge_verify(&keys, &nudge, NOW - 1, s),
                         i == 54 ? COC_OK : COC_DECLINED);
        coc_test_unguard(&guard);
    }

    (void) snprintf(forged, sizeof(forged), "%sA", token);
    assert_int_equal(coc_nudge_verify(&keys, &nudge, NOW - 1,
                                      coc_str_from(forged)), COC_DECLINED);

    coc_keys_wipe(&keys);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_other),
        cmocka_unit_test(test_forged)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
