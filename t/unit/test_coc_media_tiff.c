/*
 * TIFF: both byte orders, and a directory far from the head.
 */

#include "coc_test_picture.h"


static coc_picture_t  file;


static void
test_orders(void **state)
{
    (void) state;

    file.len = 0;
    coc_put_tiff(&file, 0);
    coc_picture(&coc_media_tiff, &file, COC_TIFF_SAID);

    file.len = 0;
    coc_put_tiff(&file, 1);
    coc_picture(&coc_media_tiff, &file, COC_TIFF_SAID);
}


/* XMP, IPTC and Photoshop's resources in tags of their own. */

static void
test_packets(void **state)
{
    static const char   iptc[] = COC_IPTC_BLOCK;
    static coc_entry_t  entries[] = {
        { 0x02bc, 1, sizeof(COC_XMP_PACKET) - 1, COC_XMP_PACKET,
          sizeof(COC_XMP_PACKET) - 1 },
        { 0x83bb, 7, sizeof(iptc) - 1 - 12, iptc + 12, sizeof(iptc) - 1 - 12 },
        { 0x8649, 1, sizeof(iptc) - 1, iptc, sizeof(iptc) - 1 }
    };

    (void) state;

    file.len = 0;
    file.big = 0;
    coc_put(&file, "II*\0", 4);
    coc_put_uint(&file, 8, 4);
    coc_put_ifd(&file, 0, entries, coc_nelts(entries), 0);

    coc_picture(&coc_media_tiff, &file,
                COC_XMP_SAID COC_IPTC_SAID COC_IPTC_SAID);
}


/* The directory after the picture, at places about the windows' edges. */

static void
test_far(void **state)
{
    size_t               i;
    static coc_said_t    said;
    static coc_entry_t   entries[] = {
        coc_ascii(0x010e, "Mr. Brown, scanned"),
        coc_ascii(0x013b, "Kim Lee")
    };
    static const size_t  places[] = {
        24 * 1024 - 40, 24 * 1024, 40 * 1024 - 1, 40 * 1024 + 1, 64 * 1024 - 90,
        64 * 1024, 500000
    };

    (void) state;

    for (i = 0; i < coc_nelts(places); i++) {
        file.len = 0;
        file.big = 1;
        coc_put(&file, "MM\0*", 4);
        coc_put_uint(&file, places[i], 4);
        memset(file.data + 8, 0xa5, places[i]);
        file.len = places[i];
        coc_put_ifd(&file, 0, entries, coc_nelts(entries), 0);

        coc_same(&coc_media_tiff, file.data, file.len, 31);
        (void) coc_read(&coc_media_tiff, &said, file.data, file.len, 0, 0, 0);
        assert_string_equal(said.text, "exif.description=Mr. Brown, scanned\n"
                            "exif.artist=Kim Lee\n");

        memset(file.data + file.len, 0, 100000);
        file.len += 100000;
        coc_same(&coc_media_tiff, file.data, file.len, 4097);
        (void) coc_read(&coc_media_tiff, &said, file.data, file.len, 0, 0, 0);
        assert_int_equal(said.values, 2);
    }
}


static void
test_greedy(void **state)
{
    static coc_said_t  said;

    (void) state;

    file.len = 0;
    coc_put_greedy(&file);

    assert_int_equal(coc_read(&coc_media_tiff, &said, file.data, file.len, 0,
                              0, 0), COC_OK);
}


int
main(void)
{
    static const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_packets),
        cmocka_unit_test(test_far),
        cmocka_unit_test(test_greedy)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
