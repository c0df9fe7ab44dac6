/*
 * HEIF: where items are, by the boxes of meta, and what is picked up there.
 */

#include "coc_test_picture.h"


static coc_picture_t  file, exif;


static size_t
box(const char *type)
{
    size_t  at;

    file.big = 1;
    at = file.len;
    coc_put_uint(&file, 0, 4);
    coc_put(&file, type, 4);

    return at;
}


static void
done(size_t at)
{
    coc_put_at(&file, at, file.len - at, 4);
}


static void
item(unsigned id, const char *type, const char *mime)
{
    size_t  at;

    at = box("infe");
    coc_put_uint(&file, 2 << 24, 4);
    coc_put_uint(&file, id, 2);
    coc_put_uint(&file, 0, 2);
    coc_put(&file, type, 4);
    coc_put(&file, "", 1);

    if (mime != NULL) {
        coc_put(&file, mime, strlen(mime) + 1);
    }

    done(at);
}


/* A place in iloc of version 1; returns where its offset stands. */

static size_t
place(unsigned id, unsigned method, size_t offset, size_t len)
{
    coc_put_uint(&file, id, 2);
    coc_put_uint(&file, method, 2);
    coc_put_uint(&file, 0, 2);
    coc_put_uint(&file, 1, 2);
    coc_put_uint(&file, offset, 4);
    coc_put_uint(&file, len, 4);

    return file.len - 8;
}


static void
begin(const char *brand)
{
    size_t  at;

    file.len = 0;
    at = box("ftyp");
    coc_put(&file, brand, 4);
    coc_put(&file, "\0\0\0\0mif1", 8);
    done(at);

    exif.len = 0;
    coc_put(&exif, "\0\0\0\6Exif\0\0", 10);
    coc_put_tiff(&exif, 1);
}


static size_t
entries(void)
{
    size_t  meta, at;

    meta = box("meta");
    coc_put_uint(&file, 0, 4);

    at = box("iinf");
    coc_put_uint(&file, 0, 4);
    coc_put_uint(&file, 3, 2);
    item(1, "hvc1", NULL);
    item(2, "Exif", NULL);
    item(3, "mime", "application/rdf+xml");
    done(at);

    return meta;
}


static void
test_outside(void **state)
{
    size_t  meta, at, picture, tags, packet;

    (void) state;

    begin("heic");
    meta = entries();

    at = box("iloc");
    coc_put_uint(&file, 1 << 24, 4);
    coc_put_uint(&file, 0x4400, 2);
    coc_put_uint(&file, 3, 2);
    picture = place(1, 0, 0, 100);
    packet = place(3, 0, 0, sizeof(COC_XMP_PACKET) - 1);
    tags = place(2, 0, 0, exif.len);
    done(at);
    done(meta);

    at = box("mdat");
    coc_put_at(&file, tags, file.len, 4);
    coc_put(&file, exif.data, exif.len);
    coc_put_at(&file, picture, file.len, 4);
    memset(file.data + file.len, 0xa5, 100);
    file.len += 100;
    coc_put_at(&file, packet, file.len, 4);
    coc_put_text(&file, COC_XMP_PACKET);
    done(at);

    coc_picture(&coc_media_heif, &file, COC_TIFF_SAID COC_XMP_SAID);
}


/* In idat, and in several extents with a base. */

static void
test_inside(void **state)
{
    size_t  meta, at, i, bases;

    (void) state;

    begin("avif");
    meta = entries();

    at = box("idat");
    coc_put(&file, "xyz", 3);
    coc_put_text(&file, COC_XMP_PACKET);
    done(at);

    at = box("iloc");
    coc_put_uint(&file, 1 << 24, 4);
    coc_put_uint(&file, 0x4440, 2);
    coc_put_uint(&file, 2, 2);

    coc_put_uint(&file, 3, 2);
    coc_put_uint(&file, 1, 2);
    coc_put_uint(&file, 0, 2);
    coc_put_uint(&file, 3, 4);
    coc_put_uint(&file, 1, 2);
    coc_put_uint(&file, 0, 4);
    coc_put_uint(&file, sizeof(COC_XMP_PACKET) - 1, 4);

    coc_put_uint(&file, 2, 2);
    coc_put_uint(&file, 0, 2);
    coc_put_uint(&file, 0, 2);
    bases = file.len;
    coc_put_uint(&file, 0, 4);
    coc_put_uint(&file, 3, 2);

    for (i = 0; i < 3; i++) {
        coc_put_uint(&file, i * 60, 4);
        coc_put_uint(&file, i == 2 ? exif.len - 100 : 50, 4);
    }

    done(at);
    done(meta);

    at = box("mdat");
    coc_put_at(&file, bases, file.len, 4);
    coc_put(&file, exif.data, 50);
    coc_put(&file, "0123456789", 10);
    coc_put(&file, exif.data + 50, 50);
    coc_put(&file, "0123456789", 10);
    coc_put(&file, exif.data + 100, exif.len - 100);
    done(at);

    coc_picture(&coc_media_heif, &file, COC_XMP_SAID COC_TIFF_SAID);
}


/* What was before meta is gone; extents without bytes don't keep it busy. */

static void
test_odd(void **state)
{
    size_t             i, meta, at;
    static coc_said_t  said;

    (void) state;

    begin("heic");
    meta = entries();
    at = box("iloc");
    coc_put_uint(&file, 1 << 24, 4);
    coc_put_uint(&file, 0x4400, 2);
    coc_put_uint(&file, 1, 2);
    (void) place(2, 0, 8, exif.len);
    done(at);
    done(meta);
    coc_put(&file, exif.data, exif.len);

    assert_int_equal(coc_read(&coc_media_heif, &said, file.data, file.len, 0,
                              0, 0), COC_OK);
    assert_string_equal(said.text, "");

    begin("heic");
    meta = entries();
    at = box("iloc");
    coc_put_uint(&file, 0, 4);
    coc_put_uint(&file, 0, 2);
    coc_put_uint(&file, 0xffff, 2);

    for (i = 0; i < 8000; i++) {
        coc_put_uint(&file, 2, 2);
        coc_put_uint(&file, 0, 2);
        coc_put_uint(&file, 0xffff, 2);
    }

    done(at);
    done(meta);

    assert_int_equal(coc_read(&coc_media_heif, &said, file.data, file.len, 0,
                              0, 0), COC_OK);
    assert_string_equal(said.text, "");
}


int
main(void)
{
    static const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_outside),
        cmocka_unit_test(test_inside),
        cmocka_unit_test(test_odd)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
