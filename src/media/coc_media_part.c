/*
 * Pieces of metadata: XMP is read as it passes by, the others are held and
 * read when they are whole.
 */

#include "coc_media_part.h"
#include "coc_exif.h"
#include "coc_iptc.h"
#include "coc_media_text.h"


#define COC_PART_TEXT  (COC_MEDIA_VALUE + 256)  /* bytes; the rest is cut */


void
coc_media_part_init(coc_media_part_t *part, const coc_media_out_t *out)
{
    memset(part, 0, sizeof(coc_media_part_t));

    part->out = out;
    coc_buf_init(&part->buf, &out->alloc, COC_MEDIA_BLOCK);
}


int
coc_media_part_begin(coc_media_part_t *part, coc_media_kind_e kind,
    const char *name, uint64_t size)
{
    int     rc;
    size_t  max;

    part->kind = COC_MEDIA_NONE;
    part->name = name;

    if (kind != COC_MEDIA_NONE && kind != COC_MEDIA_TEXT) {

        /* each costs more than its bytes, if there are few */

        if (part->parts == COC_MEDIA_PARTS) {
            return COC_OK;
        }

        part->parts++;
    }

    if (kind == COC_MEDIA_XMP) {
        rc = coc_xmp_create(&part->xmp, part->out);
        if (rc != COC_OK) {
            return rc;
        }

    } else if (kind != COC_MEDIA_NONE) {
        max = (kind == COC_MEDIA_TEXT) ? COC_PART_TEXT : COC_MEDIA_BLOCK;

        if (size < max) {
            max = (size_t) size;
        }

        coc_buf_init(&part->buf, &part->out->alloc, max);

        if (max != 0 && coc_buf_reserve(&part->buf, max) == NULL) {
            return COC_ERROR;
        }
    }

    part->kind = kind;

    return COC_OK;
}


int
coc_media_part_feed(coc_media_part_t *part, const uint8_t *data, size_t len)
{
    switch (part->kind) {

    case COC_MEDIA_NONE:
        return COC_OK;

    case COC_MEDIA_XMP:
        return coc_xmp_feed(part->xmp, data, len);

    case COC_MEDIA_TEXT:

        /* blanks take no room from what follows them */

        while (part->buf.len == 0 && len != 0
               && (*data == ' ' || *data == '\0'))
        {
            data++;
            len--;
        }

        break;

    default:
        break;
    }

    len = coc_min(len, part->buf.max - part->buf.len);

    return coc_buf_append(&part->buf, data, len);
}


int
coc_media_part_full(const coc_media_part_t *part)
{
    switch (part->kind) {

    case COC_MEDIA_NONE:
        return 1;

    case COC_MEDIA_XMP:
        return coc_xmp_over(part->xmp);

    default:
        return part->buf.len == part->buf.max;
    }
}


/* ISO 23008-12, annex A.2.1: the offset counts from behind itself. */

static int
coc_media_part_item(const coc_media_out_t *out, coc_str_t block)
{
    size_t  skip;

    if (block.len < 4) {
        return COC_OK;
    }

    skip = (size_t) block.data[0] << 24 | (size_t) block.data[1] << 16
           | (size_t) block.data[2] << 8 | (size_t) block.data[3];

    block.data += 4;
    block.len -= 4;

    if (skip < block.len) {
        block.data += skip;
        block.len -= skip;
    }

    return coc_exif_block(out, block);
}


/* IPTC is found bare, and inside Photoshop's resources. */

static int
coc_media_part_iptc(const coc_media_out_t *out, coc_str_t block)
{
    return (block.len != 0 && block.data[0] == 0x1c)
           ? coc_iptc_read(out, block) : coc_iptc_photoshop(out, block);
}


int
coc_media_part_block(const coc_media_out_t *out, coc_media_kind_e kind,
    coc_str_t block)
{
    switch (kind) {

    case COC_MEDIA_EXIF:
        return coc_exif_block(out, block);

    case COC_MEDIA_EXIF_ITEM:
        return coc_media_part_item(out, block);

    case COC_MEDIA_XMP:
        return coc_xmp_block(out, block);

    case COC_MEDIA_IPTC:
        return coc_media_part_iptc(out, block);

    default:
        return COC_OK;
    }
}


int
coc_media_part_end(coc_media_part_t *part)
{
    int  rc;

    switch (part->kind) {

    case COC_MEDIA_TEXT:
        rc = coc_media_put_bytes(part->out, part->name,
                                 coc_buf_str(&part->buf));
        break;

    case COC_MEDIA_XMP:
        rc = coc_xmp_finish(part->xmp);
        break;

    default:
        rc = coc_media_part_block(part->out, part->kind,
                                  coc_buf_str(&part->buf));
        break;
    }

    coc_media_part_free(part);

    return rc;
}


void
coc_media_part_free(coc_media_part_t *part)
{
    coc_xmp_destroy(part->xmp);
    part->xmp = NULL;

    coc_buf_free(&part->buf);
    part->kind = COC_MEDIA_NONE;
}
