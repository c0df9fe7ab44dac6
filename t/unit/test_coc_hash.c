/*
 * SipHash-2-4 against its authors' vectors (github.com/veorq/SipHash,
 * vectors.h, CC0: a few of the 64; key 00..0f, message 00, 01, ...).
 */

#include "coc_test.h"
#include "coc_hash.h"


static const struct {
    size_t    len;
    uint64_t  hash;
} vectors[] = {
    { 0, 0x726fdb47dd0e0e31ULL },
    { 1, 0x74f839c593dc67fdULL },
    { 7, 0xab0200f58b01d137ULL },
    { 8, 0x93f5f5799a932462ULL },
    { 15, 0xa129ca6149be45e5ULL },
    { 63, 0x958a324ceb064572ULL }
};


static void
test_vectors(void **state)
{
    size_t             i, piece, at, n;
    uint8_t            key[COC_HASH_KEY], body[64];
    coc_hash_t         hash;
    const uint8_t     *data;
    coc_test_guard_t   guard;

    (void) state;

    for (i = 0; i < sizeof(key); i++) {
        key[i] = (uint8_t) i;
    }

    for (i = 0; i < sizeof(body); i++) {
        body[i] = (uint8_t) i;
    }

    for (i = 0; i < coc_nelts(vectors); i++) {
        data = coc_test_guard(&guard, body, vectors[i].len);

        for (piece = 1; piece <= 64; piece++) {
            coc_hash_init(&hash, key);

            for (at = 0; at < vectors[i].len; at += n) {
                n = coc_min(piece, vectors[i].len - at);
                coc_hash_update(&hash, data + at, n);
                coc_hash_update(&hash, data + at, 0);
            }

            assert_true(coc_hash_final(&hash) == vectors[i].hash);
            assert_true(coc_hash_final(&hash) == vectors[i].hash);
        }

        coc_test_unguard(&guard);
    }
}


static void
test_key(void **state)
{
    uint8_t     key[COC_HASH_KEY];
    coc_hash_t  a, b;

    (void) state;

    memset(key, 0, sizeof(key));
    coc_hash_init(&a, key);
    key[15] = 1;
    coc_hash_init(&b, key);
    assert_true(coc_hash_final(&a) != coc_hash_final(&b));
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_key)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
