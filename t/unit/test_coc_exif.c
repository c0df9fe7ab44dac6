/*
 * Exif: values and their forms; directories that run in circles; the same
 * texts as libexif finds.
 */

#include <libexif/exif-data.h>

#include "coc_exif.h"
#include "coc_test_picture.h"


static coc_said_t     said;
static coc_picture_t  file;


static int
read_block(void)
{
    int               rc;
    coc_str_t         s;
    coc_held_t        held;
    coc_media_out_t   out;
    coc_test_guard_t  guard;

    coc_said_init(&said, &out, &held, 0);

    s.data = coc_test_guard(&guard, file.data, file.len);
    s.len = file.len;
    rc = coc_exif_block(&out, s);
    coc_test_unguard(&guard);

    assert_int_equal(held.blocks, 0);

    return rc;
}


static void
begin(int big)
{
    file.len = 0;
    file.big = big;
    coc_put_text(&file, big ? "MM" : "II");
    coc_put_uint(&file, 42, 2);
    coc_put_uint(&file, 8, 4);
}


static void
one(const coc_entry_t *entries, size_t count, const char *expected)
{
    (void) coc_put_ifd(&file, 0, entries, count, 0);
    assert_int_equal(read_block(), COC_OK);
    assert_string_equal(said.text, expected);
}


static void
test_texts(void **state)
{
    static const coc_entry_t  comment[] = {
        { 0x9286, 7, 14, "UNICODE\0a\0\xe4\0b\0", 14 },
        { 0x9286, 7, 14, "UNICODE\0\0a\0\xe4\0b", 14 },
        { 0x9286, 7, 12, "UNICODE\0\xd8\x3d\xde\x00", 12 },
        { 0x9286, 7, 14, "UNICODE\0\xff\xfe" "a\0b\0", 14 },
        { 0x9286, 7, 11, "\0\0\0\0\0\0\0\0abc", 11 },
        { 0x9286, 2, 5, "plain", 5 },
        { 0x9286, 7, 8, "ASCII\0\0\0", 8 }
    };
    static const coc_entry_t  texts[] = {
        coc_ascii(0x8298, "photographer\0editor"),
        coc_ascii(0x010f, "Canon"),
        coc_ascii(0x010f, "Nikon"),
        coc_ascii(0x0110, "Nikon D5"),
        coc_ascii(0x0132, "2024:01:01 00:00:00"),
        coc_ascii(0x0132, "2024:01:01 00:00:00"),
        coc_ascii(0x9004, "2024:01:02 00:00:00"),
        { 0x9c9d, 1, 8, "\x3d\xd8\x00\xde!\0\0\0", 8 },
        { 0x9c9c, 1, 4, "\0\xd8x\0", 4 },
        { 0x010e, 129, 3, "\xc3\xa4!", 3 },
        { 0x010e, 77, 3, "no!", 3 },
        { 0x0202, 4, 1, "\1\2\3\4", 4 }
    };

    (void) state;

    begin(1);
    one(comment, coc_nelts(comment),
        "exif.comment=a\xc3\xa4" "b\nexif.comment=a\xc3\xa4" "b\n"
        "exif.comment=\xf0\x9f\x98\x80\nexif.comment=ab\nexif.comment=abc\n"
        "exif.comment=plain\n");

    begin(0);
    one(texts, coc_nelts(texts),
        "exif.copyright=photographer editor\nexif.make_model=Canon\n"
        "exif.date=2024:01:01 00:00:00\nexif.date=2024:01:02 00:00:00\n"
        "exif.author=\xf0\x9f\x98\x80!\nexif.comment=\xef\xbf\xbdx\n"
        "exif.description=\xc3\xa4!\nexif.make_model=Nikon D5\n");
}


static void
test_places(void **state)
{
    size_t    i, j;
    uint8_t   numbers[2][24];
    uint32_t  at;

    static const struct {
        uint32_t     angles[12];
        const char  *sides;
        const char  *expected;
    } cases[] = {
        { { 51, 1, 30, 1, 0, 1,  0, 1, 7, 1, 30, 1 }, "NE",
          "exif.gps=51.5, 0.125\n" },
        { { 33, 1, 5164, 100, 0, 1,  151, 1, 125, 10, 0, 1 }, "SE",
          "exif.gps=-33.860667, 151.208333\n" },
        { { 405123456, 10000000, 0, 0, 0, 0,  7, 1, 0, 0, 0, 0 }, "NW",
          "exif.gps=40.512346, -7\n" },
        { { 0, 1, 0, 1, 0, 1,  0, 1, 0, 1, 0, 1 }, "SW", "exif.gps=0, 0\n" },
        { { 91, 1, 0, 1, 0, 1,  0, 1, 0, 1, 0, 1 }, "NE", "" },
        { { 1, 0, 0, 1, 0, 1,  0, 1, 0, 1, 0, 1 }, "NE", "" },
        { { 0xffffffff, 1, 0xffffffff, 1, 0xffffffff, 1,
            0, 1, 0, 1, 0, 1 }, "NE", "" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        static coc_picture_t  text;
        coc_entry_t           place[5], zero[1];

        begin(1);
        text.big = 1;
        text.len = 0;

        for (j = 0; j < 12; j++) {
            coc_put_uint(&text, cases[i].angles[j], 4);
        }

        memcpy(numbers, text.data, 48);

        place[0] = (coc_entry_t) { 1, 2, 1, cases[i].sides, 1 };
        place[1] = (coc_entry_t) { 2, 5, 3, numbers[0], 24 };
        place[2] = (coc_entry_t) { 3, 2, 1, cases[i].sides + 1, 1 };
        place[3] = (coc_entry_t) { 4, 5, 3, numbers[1], 24 };
        place[4] = (coc_entry_t) { 5, 1, 1, "\1", 1 };

        at = coc_put_ifd(&file, 0, place, 5, 0);
        coc_put_at(&file, 4, file.len, 4);

        text.len = 0;
        coc_put_uint(&text, at, 4);
        zero[0] = (coc_entry_t) { 0x8825, 4, 1, text.data, 4 };

        one(zero, 1, cases[i].expected);
    }
}


/* Many entries with the same long value, directories in circles. */

static void
test_hostile(void **state)
{
    size_t  i;

    (void) state;

    begin(0);
    coc_put_uint(&file, 2600, 2);

    for (i = 0; i < 2600; i++) {
        coc_put_uint(&file, i % 2 ? 0x010e : 0x8769, 2);
        coc_put_uint(&file, 2, 2);
        coc_put_uint(&file, 30000, 4);
        coc_put_uint(&file, 8, 4);
    }

    coc_put_uint(&file, 8, 4);

    assert_int_equal(read_block(), COC_OK);
    assert_true(said.values <= 10);

    /* each entry points on to the directory itself, or near it */

    for (i = 0; i < 2600; i++) {
        coc_put_at(&file, 10 + 12 * i, 0x8769, 2);
        coc_put_at(&file, 10 + 12 * i + 2, 4, 2);
        coc_put_at(&file, 10 + 12 * i + 4, 1, 4);
        coc_put_at(&file, 10 + 12 * i + 8, 8 + i % 40, 4);
    }

    assert_int_equal(read_block(), COC_OK);
    assert_int_equal(said.values, 0);
}


/* A second opinion: what libexif finds, a value of ours says. */

static void
test_libexif(void **state)
{
    size_t       i, j;
    char         text[256];
    ExifData    *data;
    ExifEntry   *entry;

    static const ExifTag  tags[] = {
        EXIF_TAG_IMAGE_DESCRIPTION, EXIF_TAG_DATE_TIME, EXIF_TAG_USER_COMMENT,
        EXIF_TAG_MAKE, EXIF_TAG_MODEL, EXIF_TAG_CAMERA_OWNER_NAME,
        EXIF_TAG_BODY_SERIAL_NUMBER
    };

    (void) state;

    for (i = 0; i < 2; i++) {
        file.len = 0;
        coc_put(&file, "Exif\0\0", 6);
        coc_put_tiff(&file, (int) i);

        assert_int_equal(read_block(), COC_OK);
        assert_string_equal(said.text, COC_TIFF_SAID);

        data = exif_data_new();
        assert_non_null(data);
        exif_data_unset_option(data, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
        exif_data_load_data(data, file.data, (unsigned) file.len);

        for (j = 0; j < coc_nelts(tags); j++) {
            entry = exif_data_get_entry(data, tags[j]);
            assert_non_null(entry);
            assert_non_null(exif_entry_get_value(entry, text, sizeof(text)));
            assert_non_null(strstr(said.text, text));
        }

        exif_data_unref(data);
    }
}


int
main(void)
{
    static const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_libexif)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
