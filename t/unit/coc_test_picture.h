/*
 * What the tests of picture readers share: files built byte by byte, a reader
 * driven by its table in pieces of any size, what it says as one text, and
 * what no file may do to it.
 */

#ifndef _COC_TEST_PICTURE_H_INCLUDED_
#define _COC_TEST_PICTURE_H_INCLUDED_


#include "coc_test.h"

#include "coc_media_format.h"


#define COC_PICTURE_MAX        (1024 * 1024)
#define COC_PICTURE_MUTATIONS  2000


typedef struct {
    size_t   len;
    int      big;               /* 1: numbers have the high byte first */
    uint8_t  data[COC_PICTURE_MAX];
} coc_picture_t;


/* "name=value" a line. */

typedef struct {
    size_t  len;
    size_t  values;
    size_t  refuse;             /* number of the value that is refused, or 0 */
    char    text[COC_PICTURE_MAX];
} coc_said_t;


/* Counts bytes, too: their number goes before each block. */

typedef struct {
    size_t  calls;
    size_t  fail;
    size_t  blocks;
    size_t  held;
    size_t  most;
} coc_held_t;


/* An entry of a TIFF directory. */

typedef struct {
    unsigned     tag;
    unsigned     type;
    uint32_t     count;
    const void  *data;          /* as it is in the file */
    size_t       len;
} coc_entry_t;


static __attribute__ ((unused)) void
coc_put(coc_picture_t *file, const void *data, size_t len)
{
    assert_true(len <= COC_PICTURE_MAX - file->len);
    memcpy(file->data + file->len, data, len);
    file->len += len;
}


static __attribute__ ((unused)) void
coc_put_text(coc_picture_t *file, const char *text)
{
    coc_put(file, text, strlen(text));
}


static __attribute__ ((unused)) void
coc_put_uint(coc_picture_t *file, uint64_t n, size_t bytes)
{
    size_t   i;
    uint8_t  c;

    for (i = 0; i < bytes; i++) {
        c = (uint8_t) (n >> 8 * (file->big ? bytes - 1 - i : i));
        coc_put(file, &c, 1);
    }
}


/* Writes n over what is at offset. */

static __attribute__ ((unused)) void
coc_put_at(coc_picture_t *file, size_t offset, uint64_t n, size_t bytes)
{
    size_t  len;

    len = file->len;
    file->len = offset;
    coc_put_uint(file, n, bytes);
    file->len = len;
}


/*
 * A directory, then the values that don't fit into its entries; base is where
 * the TIFF header is.  Returns its offset from there.
 */

static __attribute__ ((unused)) uint32_t
coc_put_ifd(coc_picture_t *file, size_t base, const coc_entry_t *entries,
    size_t count, uint32_t next)
{
    size_t    i;
    uint32_t  at, values;

    at = (uint32_t) (file->len - base);
    values = at + 2 + 12 * (uint32_t) count + 4;

    coc_put_uint(file, count, 2);

    for (i = 0; i < count; i++) {
        coc_put_uint(file, entries[i].tag, 2);
        coc_put_uint(file, entries[i].type, 2);
        coc_put_uint(file, entries[i].count, 4);

        if (entries[i].len <= 4) {
            coc_put(file, entries[i].data, entries[i].len);
            coc_put(file, "\0\0\0\0", 4 - entries[i].len);

        } else {
            coc_put_uint(file, values, 4);
            values += (uint32_t) entries[i].len;
        }
    }

    coc_put_uint(file, next, 4);

    for (i = 0; i < count; i++) {
        if (entries[i].len > 4) {
            coc_put(file, entries[i].data, entries[i].len);
        }
    }

    return at;
}


#define coc_ascii(tag, text)                                                  \
    { (tag), 2, sizeof(text), (text), sizeof(text) }


/* A TIFF with Exif and GPS directories and a thumbnail. */

static __attribute__ ((unused)) void
coc_put_tiff(coc_picture_t *file, int big)
{
    size_t         base, i;
    uint8_t        exif[4], gps[4], size[4], lat[24], lon[24];
    uint32_t       at[3];
    coc_picture_t  numbers;

    static const uint32_t  angles[12] = {
        51, 1, 30, 1, 2664, 100,    0, 1, 7, 1, 3990, 100
    };

    file->big = big;
    numbers.big = big;
    numbers.len = 0;

    for (i = 0; i < 12; i++) {
        coc_put_uint(&numbers, angles[i], 4);
    }

    memcpy(lat, numbers.data, 24);
    memcpy(lon, numbers.data + 24, 24);

    base = file->len;
    coc_put_text(file, big ? "MM" : "II");
    coc_put_uint(file, 42, 2);
    coc_put_uint(file, 0, 4);

    {
        coc_entry_t  thumb[] = { { 0x0202, 4, 1, size, 4 } };
        coc_entry_t  sub[] = {
            coc_ascii(0x9003, "2024:05:01 10:11:12"),
            { 0x9286, 7, 8 + 13, "ASCII\0\0\0Ward 7, bed 2", 8 + 13 },
            coc_ascii(0xa430, "Jane Doe"),
            coc_ascii(0xa431, "SN-0042"),
        };
        coc_entry_t  place[] = {
            coc_ascii(0x0001, "N"),
            { 0x0002, 5, 3, lat, 24 },
            coc_ascii(0x0003, "W"),
            { 0x0004, 5, 3, lon, 24 },
        };
        coc_entry_t  zero[] = {
            coc_ascii(0x010e, "Mrs. Smith's knee"),
            coc_ascii(0x010f, "Nikon"),
            coc_ascii(0x0110, "D850"),
            coc_ascii(0x0132, "2024:05:01 10:11:12"),
            coc_ascii(0x013b, "Andr\xe9"),
            { 0x8769, 4, 1, exif, 4 },
            { 0x8825, 4, 1, gps, 4 },
            { 0x9c9b, 1, 10, "T\0i\0t\0\xe9\0\0\0", 10 },
        };

        numbers.len = 0;
        coc_put_uint(&numbers, 4321, 4);
        memcpy(size, numbers.data, 4);

        at[0] = coc_put_ifd(file, base, thumb, 1, 0);
        at[1] = coc_put_ifd(file, base, sub, coc_nelts(sub), 0);
        at[2] = coc_put_ifd(file, base, place, coc_nelts(place), 0);

        numbers.len = 0;
        coc_put_uint(&numbers, at[1], 4);
        coc_put_uint(&numbers, at[2], 4);
        memcpy(exif, numbers.data, 4);
        memcpy(gps, numbers.data + 4, 4);

        coc_put_at(file, base + 4,
                   coc_put_ifd(file, base, zero, coc_nelts(zero), at[0]), 4);
    }
}


/* A TIFF of 64 KB with XMP that takes all the memory it gets. */

static __attribute__ ((unused)) void
coc_put_greedy(coc_picture_t *file)
{
    size_t        len;
    coc_entry_t   entry;
    static char   packet[65000];

    len = (size_t) sprintf(packet, "<a ");

    while (len < sizeof(packet) - 20) {
        len += (size_t) sprintf(packet + len, "a%u='' ", (unsigned) len);
    }

    entry.tag = 0x02bc;
    entry.type = 1;
    entry.count = (uint32_t) len;
    entry.data = packet;
    entry.len = len;

    file->big = 0;
    coc_put(file, "II*\0\b\0\0\0", 8);
    (void) coc_put_ifd(file, file->len - 8, &entry, 1, 0);
}


#define COC_TIFF_SAID                                                         \
    "exif.description=Mrs. Smith's knee\n"                                    \
    "exif.date=2024:05:01 10:11:12\n"                                         \
    "exif.artist=Andr\xc3\xa9\n"                                              \
    "exif.title=Tit\xc3\xa9\n"                                                \
    "exif.make_model=Nikon D850\n"                                            \
    "exif.comment=Ward 7, bed 2\n"                                            \
    "exif.owner=Jane Doe\n"                                                   \
    "exif.serial=SN-0042\n"                                                   \
    "exif.gps=51.5074, -0.12775\n"                                            \
    "exif.thumbnail=yes, 4321 bytes\n"


#define COC_XMP_PACKET                                                        \
    "<?xpacket begin='\xef\xbb\xbf' id='W5M0MpCehiHzreSzNTczkc9d'?>\n"        \
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"                                    \
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"       \
    "<rdf:Description rdf:about='' "                                          \
    "xmlns:dc='http://purl.org/dc/elements/1.1/' "                            \
    "xmlns:p='http://ns.adobe.com/photoshop/1.0/' p:City='Oslo'>"             \
    "<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>"                  \
    "Knee &amp; hip</rdf:li></rdf:Alt></dc:description>"                      \
    "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end='w'?>"

#define COC_XMP_SAID  "xmp.city=Oslo\nxmp.description=Knee & hip\n"


/* "8BIM" with a caption, a city and two keywords. */

#define COC_IPTC_BLOCK                                                        \
    "8BIM\x04\x04\0\0\0\0\0\x28"                                              \
    "\x1c\x02\x78\0\x09" "Mr. Jones"                                          \
    "\x1c\x02\x5a\0\x05" "Espoo"                                              \
    "\x1c\x02\x19\0\x04" "knee"                                               \
    "\x1c\x02\x19\0\x02" "hi"

#define COC_IPTC_SAID                                                         \
    "iptc.caption=Mr. Jones\niptc.city=Espoo\niptc.keywords=knee\n"           \
    "iptc.keywords=hi\n"


static __attribute__ ((unused)) void *
coc_held_alloc(void *ctx, size_t size)
{
    size_t      *p;
    coc_held_t  *held = ctx;

    if (++held->calls == held->fail) {
        return NULL;
    }

    p = malloc(size + 16);
    assert_non_null(p);
    *p = size;

    held->blocks++;
    held->held += size;
    held->most = coc_max(held->most, held->held);

    return (uint8_t *) p + 16;
}


static __attribute__ ((unused)) void
coc_held_free(void *ctx, void *p)
{
    size_t      *block;
    coc_held_t  *held = ctx;

    if (p != NULL) {
        block = (size_t *) (void *) ((uint8_t *) p - 16);
        held->blocks--;
        held->held -= *block;
        free(block);
    }
}


static __attribute__ ((unused)) int
coc_said(void *ctx, const char *name, coc_str_t value)
{
    coc_said_t  *said = ctx;

    assert_true(value.len > 0 && value.len <= COC_MEDIA_VALUE);

    if (++said->values == said->refuse) {
        return COC_LIMIT;
    }

    /* what doesn't fit is counted all the same */

    if (said->len + strlen(name) + value.len + 2 < sizeof(said->text)) {
        said->len += (size_t) sprintf(said->text + said->len, "%s=%.*s\n",
                                      name, (int) value.len,
                                      (const char *) value.data);
    }

    return COC_OK;
}


static __attribute__ ((unused)) void
coc_said_init(coc_said_t *said, coc_media_out_t *out, coc_held_t *held,
    size_t fail)
{
    memset(held, 0, sizeof(coc_held_t));
    held->fail = fail;

    said->len = 0;
    said->values = 0;
    said->refuse = 0;
    said->text[0] = '\0';

    out->alloc.alloc = coc_held_alloc;
    out->alloc.free = coc_held_free;
    out->alloc.ctx = held;
    out->sink = coc_said;
    out->ctx = said;
}


/* The file in pieces of that size (0: whole); what a driver would say of it. */

static __attribute__ ((unused)) int
coc_drive(const coc_media_format_t *format, const coc_media_out_t *out,
    const uint8_t *data, size_t len, size_t piece)
{
    int     rc;
    void   *state;
    size_t  n;

    rc = format->create(&state, out);
    if (rc != COC_OK) {
        return rc;
    }

    piece = (piece == 0) ? len : piece;

    for ( /* void */ ; rc == COC_OK && len != 0; data += n, len -= n) {
        n = coc_min(piece, len);
        rc = format->feed(state, data, n);
    }

    if (rc == COC_OK) {
        rc = format->finish(state);
    }

    format->destroy(state);

    return (rc == COC_DECLINED) ? COC_OK : rc;
}


static __attribute__ ((unused)) int
coc_read(const coc_media_format_t *format, coc_said_t *said,
    const uint8_t *data, size_t len, size_t piece, size_t fail,
    size_t refuse)
{
    int               rc;
    coc_held_t        held;
    coc_media_out_t   out;
    coc_test_guard_t  guard;

    coc_said_init(said, &out, &held, fail);
    said->refuse = refuse;

    data = coc_test_guard(&guard, data, len);
    rc = coc_drive(format, &out, data, len, piece);
    coc_test_unguard(&guard);

    assert_int_equal(held.blocks, 0);
    assert_true(held.most <= COC_MEDIA_HELD);

    if (fail > held.calls) {
        assert_int_equal(rc, COC_OK);
        return COC_AGAIN;
    }

    return rc;
}


static __attribute__ ((unused)) void
coc_same(const coc_media_format_t *format, const uint8_t *data, size_t len,
    size_t piece)
{
    static coc_said_t  whole, pieces;

    assert_int_equal(coc_read(format, &whole, data, len, 0, 0, 0), COC_OK);
    assert_int_equal(coc_read(format, &pieces, data, len, piece, 0, 0), COC_OK);
    assert_string_equal(whole.text, pieces.text);
}


static __attribute__ ((unused)) uint32_t
coc_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;

    return *seed;
}


static __attribute__ ((unused)) void
coc_mutate(const coc_media_format_t *format, const coc_picture_t *file)
{
    size_t                i, j, at;
    uint32_t              seed;
    static coc_picture_t  copy;
    static const uint8_t  bytes[] = { 0, 1, 0x7f, 0x80, 0xff };

    seed = 20240501;

    for (i = 0; i < COC_PICTURE_MUTATIONS; i++) {
        copy.len = file->len;
        memcpy(copy.data, file->data, file->len);

        for (j = coc_random(&seed) % 4 + 1; j != 0; j--) {
            at = coc_random(&seed) % copy.len;

            if (coc_random(&seed) % 2) {
                copy.data[at] ^= (uint8_t) (1 << coc_random(&seed) % 8);

            } else {
                copy.data[at] = bytes[coc_random(&seed) % sizeof(bytes)];
            }
        }

        coc_same(format, copy.data, copy.len, coc_random(&seed) % 31 + 1);
    }
}


/* All that must hold for a file. */

static __attribute__ ((unused)) void
coc_picture(const coc_media_format_t *format, const coc_picture_t *file,
    const char *expected)
{
    int                rc;
    size_t             i, step;
    static coc_said_t  said;

    assert_true(format->match(file->data, coc_min(file->len, 144)));

    rc = coc_read(format, &said, file->data, file->len, 0, 0, 0);
    assert_int_equal(rc, COC_OK);
    assert_string_equal(said.text, expected);

    for (i = 1; i <= 31; i++) {
        rc = coc_read(format, &said, file->data, file->len, i, 0, 0);
        assert_int_equal(rc, COC_OK);
        assert_string_equal(said.text, expected);
    }

    /* cut at every byte; a long file at some */

    step = file->len / 4096 + 1;

    for (i = 0; i < file->len; i += step) {
        coc_same(format, file->data, i, i % 31 + 1);
    }

    /* each allocation fails once */

    for (i = 1; /* void */ ; i++) {
        rc = coc_read(format, &said, file->data, file->len, 0, i, 0);

        if (rc == COC_AGAIN) {
            break;
        }

        assert_int_equal(rc, COC_ERROR);
    }

    /* each value is refused once */

    (void) coc_read(format, &said, file->data, file->len, 0, 0, 0);

    for (i = said.values; i != 0; i--) {
        rc = coc_read(format, &said, file->data, file->len, 0, 0, i);
        assert_int_equal(rc, COC_LIMIT);
        assert_int_equal(said.values, i);
    }

    coc_mutate(format, file);
}


#endif /* _COC_TEST_PICTURE_H_INCLUDED_ */
