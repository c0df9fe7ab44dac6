/*
 * The values of Exif that are read, and how each becomes text.
 */

#include <stdio.h>

#include "coc_exif_int.h"
#include "coc_iptc.h"
#include "coc_media_text.h"
#include "coc_xmp.h"


#define COC_EXIF_MAKER    512   /* bytes of a maker's name, and of a model's */
#define COC_EXIF_PACKETS  4     /* of XMP, IPTC and Photoshop, together */
#define COC_EXIF_PREFIX   8     /* bytes: the charset of a comment */


typedef int (*coc_exif_read_pt)(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry);


typedef struct {
    unsigned          tag;
    coc_exif_read_pt  read;
    const char       *name;
} coc_exif_tag_t;


static int coc_exif_text(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry);
static int coc_exif_wide(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry);
static int coc_exif_user(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry);
static int coc_exif_date(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry);
static int coc_exif_maker(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry);
static int coc_exif_thumb(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry);
static int coc_exif_other(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry);
static int coc_exif_packet(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry);


#define COC_EXIF_MODEL      0x0110
#define COC_EXIF_XMP        0x02bc
#define COC_EXIF_PHOTOSHOP  0x8649
#define COC_EXIF_IFD        0x8769
#define COC_EXIF_GPS_IFD    0x8825


/* TIFF 6.0; CIPA DC-008; XP: Windows; DNG 1.4. */

static const coc_exif_tag_t  coc_exif_tags[] = {
    { 0x010d, coc_exif_text, "exif.title" },
    { 0x010e, coc_exif_text, "exif.description" },
    { 0x010f, coc_exif_maker, "exif.make_model" },
    { COC_EXIF_MODEL, coc_exif_maker, "exif.make_model" },
    { 0x011d, coc_exif_text, "exif.title" },
    { 0x0131, coc_exif_text, "exif.software" },
    { 0x0132, coc_exif_date, "exif.date" },
    { 0x013b, coc_exif_text, "exif.artist" },
    { 0x013c, coc_exif_text, "exif.host" },
    { 0x0202, coc_exif_thumb, "exif.thumbnail" },
    { COC_EXIF_XMP, coc_exif_packet, NULL },
    { 0x8298, coc_exif_text, "exif.copyright" },
    { 0x83bb, coc_exif_packet, NULL },
    { COC_EXIF_PHOTOSHOP, coc_exif_packet, NULL },
    { COC_EXIF_IFD, coc_exif_other, NULL },
    { COC_EXIF_GPS_IFD, coc_exif_other, NULL },
    { 0x9003, coc_exif_date, "exif.date" },
    { 0x9004, coc_exif_date, "exif.date" },
    { 0x9286, coc_exif_user, "exif.comment" },
    { 0x9c9b, coc_exif_wide, "exif.title" },
    { 0x9c9c, coc_exif_wide, "exif.comment" },
    { 0x9c9d, coc_exif_wide, "exif.author" },
    { 0x9c9e, coc_exif_wide, "exif.keywords" },
    { 0x9c9f, coc_exif_wide, "exif.subject" },
    { 0xa420, coc_exif_text, "exif.unique_id" },
    { 0xa430, coc_exif_text, "exif.owner" },
    { 0xa431, coc_exif_text, "exif.serial" },
    { 0xa435, coc_exif_text, "exif.serial" },
    { 0xc62f, coc_exif_text, "exif.serial" }
};


static int
coc_exif_text(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry)
{
    return coc_media_put_bytes(exif->out, name, entry->value);
}


static int
coc_exif_wide(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry)
{
    return coc_media_put_utf16(exif->out, name, entry->value, 0);
}


static int
coc_exif_user(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry)
{
    return coc_exif_comment(exif->out, name, entry);
}


/*
 * UTF-16 is in the order of the file by the standard, in either by the
 * programs: that which has more of the first 256 characters and of whole
 * surrogate pairs.
 */

static int
coc_exif_order(coc_str_t text, int big)
{
    size_t          i, high, low;
    const uint8_t  *p;

    high = 0;
    low = 0;

    for (i = 0; text.len - i >= 2 && i < COC_MEDIA_VALUE; i += 2) {
        p = text.data + i;

        high += (p[0] == 0 && p[1] != 0);
        low += (p[1] == 0 && p[0] != 0);

        if (text.len - i >= 4) {
            high += 2u * ((p[0] & 0xfc) == 0xd8 && (p[2] & 0xfc) == 0xdc);
            low += 2u * ((p[1] & 0xfc) == 0xd8 && (p[3] & 0xfc) == 0xdc);
        }
    }

    return (high == low) ? big : (high > low);
}


int
coc_exif_comment(const coc_media_out_t *out, const char *name,
    const coc_exif_entry_t *entry)
{
    coc_str_t  text;

    text = entry->value;

    if (text.len < COC_EXIF_PREFIX) {
        return coc_media_put_bytes(out, name, text);
    }

    if (memcmp(text.data, "UNICODE\0", COC_EXIF_PREFIX) != 0) {

        if (memcmp(text.data, "ASCII\0\0\0", COC_EXIF_PREFIX) == 0
            || memcmp(text.data, "JIS\0\0\0\0\0", COC_EXIF_PREFIX) == 0)
        {
            text.data += COC_EXIF_PREFIX;
            text.len -= COC_EXIF_PREFIX;
        }

        return coc_media_put_bytes(out, name, text);
    }

    text.data += COC_EXIF_PREFIX;
    text.len -= COC_EXIF_PREFIX;

    return coc_media_put_utf16(out, name, text,
                               coc_exif_order(text, entry->big));
}


static int
coc_exif_date(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry)
{
    size_t  i;

    for (i = 0; i < exif->ndates; i++) {
        if (exif->dates[i].len == entry->value.len
            && memcmp(exif->dates[i].data, entry->value.data,
                      entry->value.len) == 0)
        {
            return COC_OK;
        }
    }

    if (exif->ndates < COC_EXIF_DATES) {
        exif->dates[exif->ndates++] = entry->value;
    }

    return coc_media_put_bytes(exif->out, name, entry->value);
}


int
coc_exif_maker_end(coc_exif_t *exif)
{
    size_t     i, n;
    uint8_t    text[2 * COC_EXIF_MAKER + 1];
    coc_str_t  parts[2], value;

    parts[0] = exif->make;
    parts[1] = exif->model;
    n = 0;

    /* some models are named with their maker */

    if (parts[0].len > 1 && parts[0].data[parts[0].len - 1] == '\0'
        && parts[1].len >= parts[0].len
        && memcmp(parts[0].data, parts[1].data, parts[0].len - 1) == 0)
    {
        parts[0].len = 0;
    }

    for (i = 0; i < 2; i++) {

        while (parts[i].len != 0 && parts[i].data[parts[i].len - 1] == '\0') {
            parts[i].len--;
        }

        parts[i].len = coc_min(parts[i].len, (size_t) COC_EXIF_MAKER);

        if (parts[i].len == 0) {
            continue;
        }

        if (i == 1 && n != 0) {
            text[n++] = ' ';
        }

        memcpy(text + n, parts[i].data, parts[i].len);
        n += parts[i].len;
    }

    value.data = text;
    value.len = n;

    exif->make.len = 0;
    exif->model.len = 0;

    return coc_media_put_bytes(exif->out, "exif.make_model", value);
}


/* Make and model are one value; what is said twice is two. */

static int
coc_exif_maker(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry)
{
    int         rc;
    coc_str_t  *s;

    (void) name;

    s = (entry->tag == COC_EXIF_MODEL) ? &exif->model : &exif->make;

    if (s->len != 0) {
        rc = coc_exif_maker_end(exif);
        if (rc != COC_OK) {
            return rc;
        }
    }

    *s = entry->value;

    return COC_OK;
}


static uint32_t
coc_exif_number(const coc_exif_entry_t *entry)
{
    if (entry->value.len >= 4) {
        return coc_exif_u32(entry->value.data, entry->big);
    }

    return (entry->value.len >= 2)
           ? coc_exif_u16(entry->value.data, entry->big) : 0;
}


/* In the first directory it would be the picture itself. */

static int
coc_exif_thumb(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry)
{
    int        n;
    char       text[32];
    uint32_t   bytes;
    coc_str_t  value;

    bytes = coc_exif_number(entry);

    if (exif->dir == 0 || bytes == 0) {
        return COC_OK;
    }

    n = snprintf(text, sizeof(text), "yes, %u bytes", (unsigned) bytes);

    value.data = (const uint8_t *) text;
    value.len = (size_t) n;

    return coc_media_put(exif->out, name, value);
}


static int
coc_exif_other(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry)
{
    (void) name;

    coc_exif_push(exif, coc_exif_number(entry),
                  (entry->tag == COC_EXIF_IFD) ? COC_EXIF_SUB : COC_EXIF_GPS);

    return COC_OK;
}


static int
coc_exif_packet(coc_exif_t *exif, const char *name,
    const coc_exif_entry_t *entry)
{
    (void) name;

    /* a reader of XMP costs more than the entry that asks for it */

    if (exif->packets == COC_EXIF_PACKETS) {
        return COC_OK;
    }

    exif->packets++;

    if (entry->tag == COC_EXIF_XMP) {
        return coc_xmp_block(exif->out, entry->value);
    }

    if (entry->tag == COC_EXIF_PHOTOSHOP) {
        return coc_iptc_photoshop(exif->out, entry->value);
    }

    return coc_iptc_read(exif->out, entry->value);
}


static const coc_exif_tag_t *
coc_exif_tag(unsigned tag)
{
    size_t  i;

    for (i = 0; i < coc_nelts(coc_exif_tags); i++) {
        if (coc_exif_tags[i].tag == tag) {
            return &coc_exif_tags[i];
        }
    }

    return NULL;
}


int
coc_exif_known(unsigned tag)
{
    return coc_exif_tag(tag) != NULL;
}


int
coc_exif_value(coc_exif_t *exif, const coc_exif_entry_t *entry)
{
    const coc_exif_tag_t  *tag;

    tag = coc_exif_tag(entry->tag);

    return (tag == NULL) ? COC_OK : tag->read(exif, tag->name, entry);
}
