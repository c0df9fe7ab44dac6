/*
 * base64 and quoted-printable, in pieces of every size.
 */

#include "coc_test.h"
#include "coc_transfer.h"
#include "coc_str.h"


typedef struct {
    coc_transfer_e  coding;
    const char     *text;
    const char     *want;
} transfer_t;


static const transfer_t  texts[] = {
    { COC_TRANSFER_NONE, "a=20b", "a=20b" },

    { COC_TRANSFER_BASE64, "", "" },
    { COC_TRANSFER_BASE64, "a2lsbA==", "kill" },
    { COC_TRANSFER_BASE64, "a2lsbA", "kill" },
    { COC_TRANSFER_BASE64, " a2\r\nl!s bA=\n", "kill" },
    { COC_TRANSFER_BASE64, "a2lsbA==eW91", "killyou" },
    { COC_TRANSFER_BASE64, "a==b==", "" },
    { COC_TRANSFER_BASE64, "Pj4-Pj4+fn5_fn5/", ">>>>>>~~\x7f~~\x7f" },

    { COC_TRANSFER_QUOTED, "", "" },
    { COC_TRANSFER_QUOTED, "k=69l=6C", "kill" },
    { COC_TRANSFER_QUOTED, "ki=\r\nl=\nl=\r", "kill" },
    { COC_TRANSFER_QUOTED, "ki= \t \r\nll=", "kill" },
    { COC_TRANSFER_QUOTED, "a=b=zz=4=4z==41= x=", "a=b=zz=4=4z=A= x" },
    { COC_TRANSFER_QUOTED, "a= ", "a= " },
    { COC_TRANSFER_QUOTED, "a=4", "a=4" },
    { COC_TRANSFER_QUOTED, "a=\rb=\r=41", "abA" }
};


static void
test_texts(void **state)
{
    size_t             i, j, n, len, piece;
    coc_buf_t          out;
    coc_alloc_t        alloc;
    const uint8_t     *p;
    coc_transfer_t     transfer;
    coc_test_alloc_t   counts;
    coc_test_guard_t   guard;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    coc_buf_init(&out, &alloc, 4096);

    for (i = 0; i < coc_nelts(texts); i++) {
        len = strlen(texts[i].text);
        p = coc_test_guard(&guard, texts[i].text, len);

        for (piece = 1; piece <= 31; piece++) {
            memset(&transfer, 0, sizeof(coc_transfer_t));
            transfer.coding = texts[i].coding;
            coc_buf_reset(&out);

            for (j = 0; j < len; j += n) {
                n = coc_min(piece, len - j);
                assert_int_equal(coc_transfer_feed(&transfer, p + j, n, &out),
                                 COC_OK);
            }

            assert_int_equal(coc_transfer_finish(&transfer, &out), COC_OK);

            if (!coc_str_eq(coc_buf_str(&out), coc_str_from(texts[i].want))) {
                fail_msg("%s in %zu: %.*s", texts[i].text, piece,
                         (int) out.len, out.data);
            }
        }

        coc_test_unguard(&guard);
    }

    coc_buf_free(&out);
    assert_int_equal(counts.live, 0);
}


static void
test_find(void **state)
{
    coc_transfer_e  coding;

    (void) state;

    assert_int_equal(coc_transfer_find(coc_str_from(" Base64 "), &coding),
                     COC_OK);
    assert_int_equal(coding, COC_TRANSFER_BASE64);
    assert_int_equal(coc_transfer_find(coc_str_from("8BIT"), &coding), COC_OK);
    assert_int_equal(coding, COC_TRANSFER_NONE);
    assert_int_equal(coc_transfer_find(coc_str_from("x-uuencode"), &coding),
                     COC_UNSUPPORTED);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_find)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
