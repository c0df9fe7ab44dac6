/*
 * WebP: chunks, their padding, and what two of them hold.
 */

#include "coc_test_picture.h"


static coc_picture_t  file;


static void
chunk(const char *name, const void *data, size_t len)
{
    file.big = 0;
    coc_put(&file, name, 4);
    coc_put_uint(&file, len, 4);
    coc_put(&file, data, len);
    coc_put(&file, "\0", len & 1);
}


static void
test_chunks(void **state)
{
    static coc_picture_t  tiff;

    (void) state;

    file.len = 0;
    tiff.len = 0;
    coc_put_tiff(&tiff, 1);

    coc_put(&file, "RIFF\0\0\0\0WEBP", 12);
    chunk("VP8X", "\x0c\0\0\0\0\0\0\0\0\0", 10);
    chunk("VP8 ", "abc", 3);
    chunk("EXIF", tiff.data, tiff.len);
    chunk("ALPH", "", 0);
    chunk("XMP ", COC_XMP_PACKET, sizeof(COC_XMP_PACKET) - 1);

    coc_picture(&coc_media_webp, &file, COC_TIFF_SAID COC_XMP_SAID);
}


/* Exif behind the name that JPEG puts before it, and longer than is held. */

static void
test_long(void **state)
{
    static coc_said_t     said;
    static coc_picture_t  tiff;

    (void) state;

    file.len = 0;
    tiff.len = 0;
    coc_put(&tiff, "Exif\0\0", 6);
    coc_put_tiff(&tiff, 0);
    memset(tiff.data + tiff.len, 'x', 200000);
    tiff.len += 200000;

    coc_put(&file, "RIFF\0\0\0\0WEBP", 12);
    chunk("EXIF", tiff.data, tiff.len);
    chunk("XMP ", COC_XMP_PACKET, sizeof(COC_XMP_PACKET) - 1);

    assert_int_equal(coc_read(&coc_media_webp, &said, file.data, file.len,
                              1000, 0, 0), COC_OK);
    assert_string_equal(said.text, COC_TIFF_SAID COC_XMP_SAID);
}


int
main(void)
{
    static const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_long)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
