/*
 * PNG: its three kinds of text, Exif, the date, raw profiles.
 */

#include <zlib.h>

#include "coc_test_picture.h"


static coc_picture_t  file, body;


static void
chunk(const char *name, const void *data, size_t len)
{
    file.big = 1;
    coc_put_uint(&file, len, 4);
    coc_put(&file, name, 4);
    coc_put(&file, data, len);
    coc_put(&file, "crc!", 4);
}


static void
begin(void)
{
    file.len = 0;
    coc_put(&file, "\x89PNG\r\n\x1a\n", 8);
    chunk("IHDR", "\0\0\0\1\0\0\0\1\b\0\0\0\0", 13);
}


static void
end(void)
{
    chunk("IDAT", "tEXtTitle\0no", 12);
    chunk("IEND", "", 0);
    chunk("tEXt", "Title\0after the end", 19);
}


static void
pack(const void *data, size_t len)
{
    uLongf  size;

    size = sizeof(body.data) - body.len;
    assert_int_equal(compress(body.data + body.len, &size, data, len), Z_OK);
    body.len += size;
}


static void
test_text(void **state)
{
    (void) state;

    begin();
    chunk("tEXt", "Author\0J\xf8rgen", 13);
    chunk("tEXt", "parameters\0a woman, ward 7", 26);
    chunk("tEXt", "Title\0", 6);
    chunk("tEXt", "no text at all", 14);
    chunk("tIME", "\x07\xe8\5\1\x0a\x0b\x0c", 7);

    body.len = 0;
    coc_put(&body, "Comment\0\0", 9);
    pack("Smith, John", 11);
    chunk("zTXt", body.data, body.len);

    chunk("iTXt", "Description\0\0\0en\0Beschreibung\0K\xc3\xa4the", 36);

    body.len = 0;
    coc_put(&body, "Software\0\1\0\0\0", 13);
    pack("GIMP", 4);
    chunk("iTXt", body.data, body.len);
    end();

    coc_picture(&coc_media_png, &file,
                "png.author=J\xc3\xb8rgen\n"
                "png.text=parameters: a woman, ward 7\n"
                "png.date=2024-05-01 10:11:12\n"
                "png.comment=Smith, John\n"
                "png.description=K\xc3\xa4the\n"
                "png.software=GIMP\n");
}


static void
test_packets(void **state)
{
    static coc_picture_t  tiff;

    (void) state;

    tiff.len = 0;
    coc_put_tiff(&tiff, 1);

    begin();
    chunk("eXIf", tiff.data, tiff.len);

    body.len = 0;
    coc_put(&body, "XML:com.adobe.xmp\0\0\0\0\0", 22);
    coc_put_text(&body, COC_XMP_PACKET);
    chunk("iTXt", body.data, body.len);

    body.len = 0;
    coc_put(&body, "XML:com.adobe.xmp\0\1\0\0\0", 22);
    pack(COC_XMP_PACKET, sizeof(COC_XMP_PACKET) - 1);
    chunk("iTXt", body.data, body.len);
    end();

    coc_picture(&coc_media_png, &file,
                COC_TIFF_SAID COC_XMP_SAID COC_XMP_SAID);
}


static void
profile(const char *name, const void *data, size_t len)
{
    char                  text[8];
    size_t                i;
    static coc_picture_t  hex;

    hex.len = 0;
    coc_put_text(&hex, "\n");
    coc_put_text(&hex, name);
    coc_put_text(&hex, "\n      12\n");

    for (i = 0; i < len; i++) {
        (void) snprintf(text, sizeof(text), "%02x%s",
                        ((const uint8_t *) data)[i], i % 36 == 35 ? "\n" : "");
        coc_put_text(&hex, text);
    }

    body.len = 0;
    coc_put_text(&body, "Raw profile type ");
    coc_put(&body, name, strlen(name) + 1);
    coc_put(&body, "\0", 1);
    pack(hex.data, hex.len);
    chunk("zTXt", body.data, body.len);
}


static void
test_profiles(void **state)
{
    static coc_picture_t  tiff;

    (void) state;

    tiff.len = 0;
    coc_put(&tiff, "Exif\0\0", 6);
    coc_put_tiff(&tiff, 0);

    begin();
    profile("exif", tiff.data, tiff.len);
    profile("iptc", COC_IPTC_BLOCK, sizeof(COC_IPTC_BLOCK) - 1);
    profile("xmp", COC_XMP_PACKET, sizeof(COC_XMP_PACKET) - 1);
    end();

    coc_picture(&coc_media_png, &file,
                COC_TIFF_SAID COC_IPTC_SAID COC_XMP_SAID);
}


/* A few bytes that inflate to very many. */

static void
test_bomb(void **state)
{
    char               *big;
    size_t              i;
    static coc_said_t   said;

    (void) state;

    big = malloc(8 * 1024 * 1024);
    assert_non_null(big);
    memset(big, 'x', 8 * 1024 * 1024);

    begin();
    body.len = 0;
    coc_put(&body, "Comment\0\0", 9);
    pack(big, 8 * 1024 * 1024);

    for (i = 0; i < 20; i++) {
        chunk("zTXt", body.data, body.len);
    }

    body.len = 0;
    coc_put(&body, "XML:com.adobe.xmp\0\1\0\0\0", 22);
    pack(big, 8 * 1024 * 1024);
    chunk("iTXt", body.data, body.len);
    free(big);
    end();

    coc_same(&coc_media_png, file.data, file.len, 29);
    assert_int_equal(coc_read(&coc_media_png, &said, file.data, file.len, 0,
                              0, 0), COC_OK);
    assert_true(said.values >= 1);
}


/* Hexadecimal in zlib, Exif in that, XMP in that. */

static void
test_greedy(void **state)
{
    static coc_said_t     said;
    static coc_picture_t  tiff;

    (void) state;

    tiff.len = 0;
    coc_put_greedy(&tiff);

    begin();
    profile("exif", tiff.data, tiff.len);
    profile("xmp", tiff.data + 26, tiff.len - 26);
    end();

    assert_int_equal(coc_read(&coc_media_png, &said, file.data, file.len, 0,
                              0, 0), COC_OK);
}


int
main(void)
{
    static const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_packets),
        cmocka_unit_test(test_profiles),
        cmocka_unit_test(test_bomb),
        cmocka_unit_test(test_greedy)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
