/*
 * Keys derived from the secret, and hashes of member ids.
 */

#include "coc_test.h"

#include "coc_command.h"
#include "coc_str.h"


static void
test_derive(void **state)
{
    uint8_t       big[COC_SECRET_MAX + 1];
    coc_keys_t    a, b;
    coc_str_t     secret;
    coc_member_t  one, two;

    (void) state;

    assert_int_equal(coc_keys_derive(&a, coc_str_from("0123456789abcde")),
                     COC_INVALID);
    assert_int_equal(coc_keys_derive(&a, coc_str_from("")), COC_INVALID);
    assert_int_equal(coc_keys_derive(&a, coc_str_from("0123456789abcdef")),
                     COC_OK);
    assert_int_equal(coc_keys_derive(&b, coc_str_from("0123456789abcdeg")),
                     COC_OK);

    assert_memory_not_equal(a.content, b.content, sizeof(a.content));
    assert_int_equal(coc_member_hash(&a, coc_str_from("a"), &one), COC_OK);
    assert_int_equal(coc_member_hash(&b, coc_str_from("a"), &two), COC_OK);
    assert_string_not_equal(one.hash, two.hash);

    coc_keys_wipe(&b);
    coc_keys_wipe(&b);

    assert_int_equal(coc_keys_derive(&b, coc_str_from("0123456789abcdef")),
                     COC_OK);
    assert_memory_equal(a.content, b.content, sizeof(a.content));
    assert_int_equal(coc_member_hash(&b, coc_str_from("a"), &two), COC_OK);
    assert_string_equal(one.hash, two.hash);
    coc_keys_wipe(&a);
    coc_keys_wipe(&b);

    memset(big, 'x', sizeof(big));
    secret.data = big;
    secret.len = sizeof(big);
    assert_int_equal(coc_keys_derive(&a, secret), COC_INVALID);
    secret.len = COC_SECRET_MAX;
    assert_int_equal(coc_keys_derive(&a, secret), COC_OK);
    coc_keys_wipe(&a);
}


/*
 * What Redis holds depends on these bytes: a change here loses every record.
 * Made independently with Python's hmac module.
 */

static void
test_known(void **state)
{
    coc_keys_t    keys;
    coc_member_t  member;

    (void) state;

    assert_int_equal(coc_keys_derive(&keys, coc_str_from("0123456789abcdef")),
                     COC_OK);
    assert_int_equal(coc_member_hash(&keys, coc_str_from("dr.house"), &member),
                     COC_OK);
    assert_string_equal(member.hash, "d3d29c38d3b38b07de94afa5ff05472a");
    assert_int_equal(coc_member_hash(&keys, coc_str_from(""), &member),
                     COC_OK);
    assert_string_equal(member.hash, "b330f05fcff9aa747b8843dbecfe9b67");

    coc_keys_wipe(&keys);
}


/* What one key makes of a text tells nothing of what another does. */

static void
test_uses(void **state)
{
    void        *key[5];
    size_t       i, j;
    uint8_t      mac[5][COC_KEYS_MAC];
    coc_keys_t   keys;

    (void) state;

    assert_int_equal(coc_keys_derive(&keys, coc_str_from("0123456789abcdef")),
                     COC_OK);

    key[0] = keys.member;
    key[1] = keys.nudge;
    key[2] = keys.identity;
    key[3] = keys.thread;
    key[4] = keys.device;

    for (i = 0; i < coc_nelts(key); i++) {
        assert_int_equal(coc_keys_mac(key[i], coc_str_from("42"), mac[i]),
                         COC_OK);

        for (j = 0; j < i; j++) {
            assert_memory_not_equal(mac[i], mac[j], COC_KEYS_MAC);
        }
    }

    coc_keys_wipe(&keys);
}


static void
test_hash(void **state)
{
    coc_keys_t    keys;
    coc_member_t  a, b;

    (void) state;

    assert_int_equal(coc_keys_derive(&keys, coc_str_from("0123456789abcdef")),
                     COC_OK);
    assert_int_equal(coc_member_hash(&keys, coc_str_from("a"), &a), COC_OK);
    assert_int_equal(coc_member_hash(&keys, coc_str_from("b"), &b), COC_OK);
    assert_int_equal(strlen(a.hash), COC_MEMBER_HASH);
    assert_string_not_equal(a.hash, b.hash);
    assert_int_equal(coc_member_hash(&keys, coc_str_from("a"), &b), COC_OK);
    assert_string_equal(a.hash, b.hash);

    coc_keys_wipe(&keys);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_derive),
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_uses),
        cmocka_unit_test(test_hash)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
