/*
 * The driver: formats by their first bytes, files that are none, what a sink
 * refuses, values trimmed; noise behind each format's first bytes.
 */

#include "coc_test_media.h"
#include "coc_media_format.h"


/* A JPEG with an IPTC caption, and a PNG with a comment. */

static const char  jpeg[] =
    "\xff\xd8\xff\xed\x00\x2e" "Photoshop 3.0\0"
    "8BIM\x04\x04\0\0\0\0\0\x0e\x1c\x02\x78\x00\x09" "you idiot"
    "\0\0\0\0"
    "\xff\xda\x00\x02" "pixels" "\xff\xd9";

static const char  png[] =
    "\x89PNG\r\n\x1a\n" "\0\0\0\x0dIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0\0\0\0\0"
    "\0\0\0\x0btEXtComment\0you\0\0\0\0" "\0\0\0\0IEND\0\0\0\0";


static void
test_formats(void **state)
{
    size_t                   i;
    static coc_test_media_t  m;
    static uint8_t           dicom[132];
    static const struct {
        const char  *head;
        size_t       len;
        const char  *format;
    } cases[] = {
        { "", 0, "" },
        { "%PDF", 4, "" },
        { "%PDF-", 5, "pdf" },
        { " %PDF-", 6, "" },
        { "\xff\xd8\xff\xe0", 4, "jpeg" },
        { "\x89PNG\r\n\x1a\n", 8, "png" },
        { "RIFF\0\0\0\0WEBPVP8X", 16, "webp" },
        { "II*\0\x08\0\0\0", 8, "tiff" },
        { "MM\0*\0\0\0\x08", 8, "tiff" },
        { "plain text", 10, "" },
        { "GIF89a", 6, "" },
        { "PK\3\4", 4, "" }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        coc_test_media(&m, cases[i].head, cases[i].len, i % 3, 0);
        assert_int_equal(m.rc, COC_OK);
        assert_string_equal(m.format, cases[i].format);
        assert_int_equal(m.seen, 0);
    }

    memcpy(dicom + 128, "DICM", 4);
    coc_test_media_says(dicom, 132, "dicom", "");
    coc_test_media_says(dicom, 131, "", "");
}


static void
test_pictures(void **state)
{
    (void) state;

    coc_test_media_says(jpeg, sizeof(jpeg) - 1, "jpeg",
                        "iptc.caption=you idiot\n");
    coc_test_media_torture((const uint8_t *) jpeg, sizeof(jpeg) - 1, 1, 2000);

    coc_test_media_says(png, sizeof(png) - 1, "png", "png.comment=you\n");
    coc_test_media_torture((const uint8_t *) png, sizeof(png) - 1, 1, 2000);
}


static void
test_families(void **state)
{
    int     read;
    size_t  i;

    static const struct {
        const char          *head;
        size_t               len;
        coc_media_family_e   family;
        int                  read;
    } cases[] = {
        { "", 0, COC_FAMILY_NONE, 0 },
        { "you idiot", 9, COC_FAMILY_NONE, 0 },
        { "{\"a\":1}", 7, COC_FAMILY_NONE, 0 },
        { "GIF89", 5, COC_FAMILY_NONE, 0 },
        { "GIF89a", 6, COC_FAMILY_IMAGE, 0 },
        { "\xff\xd8\xff\xe1", 4, COC_FAMILY_IMAGE, 1 },
        { "%PDF-1", 6, COC_FAMILY_PDF, 1 },
        { "PK\3\4", 4, COC_FAMILY_ZIP, 0 },
        { "\0\0\0\x18" "ftypmp42", 12, COC_FAMILY_SOUND, 0 },
        { "\0\0\0\x18" "ftypheic\0\0\0\0mif1heic", 24, COC_FAMILY_IMAGE, 1 },
        { "OggS", 4, COC_FAMILY_SOUND, 0 }
    };

    (void) state;

    for (i = 0; i < coc_nelts(cases); i++) {
        assert_int_equal(coc_media_family((const uint8_t *) cases[i].head,
                                          cases[i].len, &read),
                         cases[i].family);
        assert_int_equal(read, cases[i].read);
    }
}


static void
test_put(void **state)
{
    size_t                   i;
    coc_str_t                value;
    coc_media_out_t          out;
    static char              text[COC_MEDIA_VALUE + 8];
    static coc_test_media_t  m;

    (void) state;

    memset(&out, 0, sizeof(out));
    memset(&m, 0, sizeof(m));
    out.sink = coc_test_media_sink;
    out.ctx = &m;

    value = (coc_str_t) coc_str(" \0\t a b \r\n\0");
    assert_int_equal(coc_media_put(&out, "n", value), COC_OK);
    value = (coc_str_t) coc_str(" \0 ");
    assert_int_equal(coc_media_put(&out, "n", value), COC_OK);
    assert_string_equal(m.log, "n=a b\n");

    /* a character of four bytes is cut before it, wherever it begins */

    for (i = 0; i < 5; i++) {
        memset(text, 'a', sizeof(text));
        memcpy(text + COC_MEDIA_VALUE - i, "\xf0\x9f\x98\x80", 4);
        value.data = (const uint8_t *) text;
        value.len = sizeof(text);
        m.len = 0;
        assert_int_equal(coc_media_put(&out, "n", value), COC_OK);
        assert_int_equal(m.len, 3 + COC_MEDIA_VALUE - ((i == 4) ? 0 : i));
    }
}


/* Noise of each format: no trouble, little memory, any split the same. */

static void
test_noise(void **state)
{
    size_t                   i, k, n;
    uint32_t                 seed;
    static uint8_t           data[20000];
    static coc_test_media_t  m, pieces;
    static const struct {
        const char  *head;
        size_t       len;
    } heads[] = {
        { "\xff\xd8\xff", 3 },
        { "\x89PNG\r\n\x1a\n", 8 },
        { "RIFF\0\1\0\0WEBP", 12 },
        { "II*\0\x08\0\0\0", 8 },
        { "\0\0\0\x18" "ftypheic\0\0\0\0mif1heic", 24 },
        { "%PDF-1.4\n", 9 },
        { "", 0 }
    };

    (void) state;
    seed = 7;

    for (i = 0; i < coc_nelts(heads) * 20; i++) {

        for (k = 0; k < sizeof(data); k++) {
            seed = seed * 1664525u + 1013904223u;
            n = seed >> 24;
            data[k] = (uint8_t) ((i & 1) ? n & 15 : n);
        }

        k = i % coc_nelts(heads);
        memcpy(data, heads[k].head, heads[k].len);

        if (heads[k].len == 0) {
            memcpy(data + 128, "DICM", 4);
        }

        coc_test_media(&m, data, sizeof(data), 0, 0);
        assert_int_equal(m.rc, COC_OK);
        coc_test_media(&pieces, data, sizeof(data), 1 + i % 31, 0);
        assert_string_equal(m.log, pieces.log);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_families),
        cmocka_unit_test(test_put),
        cmocka_unit_test(test_noise)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
