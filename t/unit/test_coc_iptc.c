/*
 * IPTC datasets and Photoshop's resources: lengths that lie, charsets,
 * packets inside.
 */

#include "coc_iptc.h"
#include "coc_test_picture.h"


static coc_said_t  said;


static int
read_block(const void *data, size_t len, int photoshop, size_t fail)
{
    int               rc;
    coc_str_t         s;
    coc_held_t        held;
    coc_media_out_t   out;
    coc_test_guard_t  guard;

    coc_said_init(&said, &out, &held, fail);

    s.data = coc_test_guard(&guard, data, len);
    s.len = len;
    rc = photoshop ? coc_iptc_photoshop(&out, s) : coc_iptc_read(&out, s);
    coc_test_unguard(&guard);

    assert_int_equal(held.blocks, 0);

    return rc;
}


#define block(text)  { (const uint8_t *) (text), sizeof(text) - 1 }


static void
test_datasets(void **state)
{
    size_t  i;

    static const struct {
        coc_str_t    block;
        const char  *expected;
    } cases[] = {
        { block("\x1c\1\x5a\0\3\x1b%G" "\x1c\2\x69\0\3Hi!"),
          "iptc.headline=Hi!\n" },
        { block("\x1c\2\x69\0\3\xc3\xa4!" "\x1c\2\x69\0\2\xe4!"),
          "iptc.headline=\xc3\xa4!\niptc.headline=\xc3\xa4!\n" },
        { block("\x1c\2\x78\x80\4\0\0\0\3abc" "\x1c\2\5\0\1x"),
          "iptc.caption=abc\niptc.title=x\n" },
        { block("\x1c\2\x78\0\x20" "cut"), "iptc.caption=cut\n" },
        { block("\x1c\2\x78\x80\4\xff\xff\xff\xff" "cut"),
          "iptc.caption=cut\n" },
        { block("\x1c\2\x78\x80\5\0\0\0\0\3abc"), "" },
        { block("\x1c\2\x78\xff\xff" "abc"), "" },
        { block("\x1c\2\xc8\0\1x" "\x1c\3\5\0\1x" "\x1c\2\5\0\1y"),
          "iptc.title=y\n" },
        { block("\x1c\2\5\0\0" "\x1c\2\5\0\1x" "junk\x1c\2\5\0\1y"),
          "iptc.title=x\n" },
        { block("\x1c\2\5\0"), "" },
        { block(""), "" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        assert_int_equal(read_block(cases[i].block.data, cases[i].block.len,
                                    0, 0), COC_OK);
        assert_string_equal(said.text, cases[i].expected);
    }
}


static void
test_resources(void **state)
{
    size_t  i;

    static const struct {
        coc_str_t    block;
        const char  *expected;
    } cases[] = {
        { block("Photoshop 3.0\0" "8BIM\4\x0c\3abc\0\0\0\3xyz\0"
                COC_IPTC_BLOCK), COC_IPTC_SAID },
        { block("8BIM\4\x0c\0\0\0\0\0\3xyz" COC_IPTC_BLOCK), COC_IPTC_SAID },
        { block("8BIM\4\4\0\0\xff\xff\xff\xff\x1c\2\5\0\1x"),
          "iptc.title=x\n" },
        { block("8BIM\4\4\xff" "a\0\0\0\0"), "" },
        { block("8BIM\4\x24\0\0\0\0\0\x4d<a xmlns:d="
                "'http://purl.org/dc/elements/1.1/'><d:title>T</d:title></a>"),
          "xmp.title=T\n" },
        { block("8BIX"), "" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        assert_int_equal(read_block(cases[i].block.data, cases[i].block.len,
                                    1, 0), COC_OK);
        assert_string_equal(said.text, cases[i].expected);
    }

    assert_int_equal(read_block(cases[4].block.data, cases[4].block.len, 1, 1),
                     COC_ERROR);
}


int
main(void)
{
    static const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_datasets),
        cmocka_unit_test(test_resources)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
