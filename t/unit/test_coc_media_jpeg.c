/*
 * JPEG: segments before and among the scans, and what they hold.
 */

#include "coc_test_picture.h"


static coc_picture_t  file;


static void
segment(uint8_t code, const void *name, size_t n, const void *data, size_t len)
{
    file.big = 1;
    coc_put_uint(&file, 0xff00 | code, 2);
    coc_put_uint(&file, 2 + n + len, 2);
    coc_put(&file, name, n);
    coc_put(&file, data, len);
}


static void
begin(void)
{
    file.len = 0;
    coc_put(&file, "\xff\xd8", 2);
    segment(0xe0, "JFIF\0", 5, "\1\1\0\0\1\0\1\0\0", 9);
}


static void
scan(void)
{
    segment(0xda, "\1\1\0\0\x3f\0", 6, "", 0);
    coc_put(&file, "abc\xff\0def\xff\xd0ghi\xff\0", 15);
}


static void
end(void)
{
    coc_put(&file, "\xff\xff\xd9", 3);
}


static void
exif(int big)
{
    static coc_picture_t  tiff;

    tiff.len = 0;
    coc_put_tiff(&tiff, big);
    segment(0xe1, "Exif\0\0", 6, tiff.data, tiff.len);
}


static void
test_exif(void **state)
{
    (void) state;

    begin();
    exif(0);
    scan();
    end();
    coc_picture(&coc_media_jpeg, &file, COC_TIFF_SAID);

    begin();
    exif(1);
    scan();
    end();
    coc_picture(&coc_media_jpeg, &file, COC_TIFF_SAID);
}


static void
test_others(void **state)
{
    (void) state;

    begin();
    segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", 29, COC_XMP_PACKET,
            sizeof(COC_XMP_PACKET) - 1);
    segment(0xed, "Photoshop 3.0\0", 14, COC_IPTC_BLOCK,
            sizeof(COC_IPTC_BLOCK) - 1);
    segment(0xfe, "", 0, "", 0);
    segment(0xe1, "", 0, "", 0);
    segment(0xfe, "", 0, "by Kim", 6);
    scan();
    segment(0xfe, "", 0, "J\xf8rgen, between scans", 22);
    scan();
    end();
    segment(0xfe, "", 0, "after the end", 13);

    coc_picture(&coc_media_jpeg, &file,
                COC_XMP_SAID COC_IPTC_SAID "jpeg.comment=by Kim\n"
                "jpeg.comment=J\xc3\xb8rgen, between scans\n");
}


/* Extended XMP comes in several segments. */

static void
test_extended(void **state)
{
    size_t                i, n;
    static coc_picture_t  head;
    static const char     packet[] = COC_XMP_PACKET;

    (void) state;

    begin();

    for (i = 0; i < sizeof(packet) - 1; i += n) {
        n = coc_min(sizeof(packet) - 1 - i, (size_t) 200);

        head.len = 0;
        head.big = 1;
        coc_put(&head, "http://ns.adobe.com/xmp/extension/\0", 35);
        coc_put_text(&head, "0123456789ABCDEF0123456789ABCDEF");
        coc_put_uint(&head, sizeof(packet) - 1, 4);
        coc_put_uint(&head, i, 4);

        segment(0xe1, head.data, head.len, packet + i, n);

        /* another's piece is not this one's */

        head.data[40] = 'X';
        segment(0xe1, head.data, head.len, "<dc:title>", 10);
    }

    scan();
    end();
    coc_picture(&coc_media_jpeg, &file, COC_XMP_SAID);
}


/* A file that is all markers, or asks for readers without end. */

static void
test_many(void **state)
{
    size_t             i;
    static coc_said_t  said;

    (void) state;

    begin();

    for (i = 0; i < 4000; i++) {
        segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", 29, "<a/>", 4);
        segment(0xe1, "Exif\0\0", 6, "II*\0\b\0\0\0", 8);
    }

    memset(file.data + file.len, 0xff, 65536);
    file.len += 65536;

    assert_int_equal(coc_read(&coc_media_jpeg, &said, file.data, file.len, 0,
                              0, 0), COC_OK);
    assert_string_equal(said.text, "");
}


/* A comment longer than a value is cut, never lost. */

static void
test_long(void **state)
{
    char               *text;
    static char         comment[65533];
    static coc_said_t   said;

    (void) state;

    begin();
    memset(comment, ' ', sizeof(comment));
    memset(comment + 30000, 'x', sizeof(comment) - 30000);
    segment(0xfe, "", 0, comment, sizeof(comment));

    assert_int_equal(coc_read(&coc_media_jpeg, &said, file.data, file.len, 7,
                              0, 0), COC_OK);
    text = said.text + strlen("jpeg.comment=");
    assert_int_equal(said.values, 1);
    assert_int_equal(strspn(text, "x"), COC_MEDIA_VALUE);
}


/* Extended XMP, then Exif with XMP inside, then XMP. */

static void
test_greedy(void **state)
{
    static coc_said_t     said;
    static coc_picture_t  tiff, head;

    (void) state;

    tiff.len = 0;
    head.len = 0;
    coc_put_greedy(&tiff);
    coc_put(&head, "http://ns.adobe.com/xmp/extension/\0", 35);
    coc_put(&head, tiff.data + 26, 32);
    coc_put(&head, "\0\0\0\0\0\0\0\0", 8);

    begin();
    segment(0xe1, head.data, head.len, tiff.data + 26, 60000);
    segment(0xe1, "Exif\0\0", 6, tiff.data, tiff.len);
    segment(0xe1, head.data, head.len, tiff.data + 26, 60000);
    segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", 29, tiff.data + 26, 60000);

    assert_int_equal(coc_read(&coc_media_jpeg, &said, file.data, file.len, 0,
                              0, 0), COC_OK);
}


int
main(void)
{
    static const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_exif),
        cmocka_unit_test(test_others),
        cmocka_unit_test(test_extended),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_greedy)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
