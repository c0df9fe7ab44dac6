/*
 * JPEG (ITU-T T.81, annex B): the segments of every frame and scan up to the
 * end of the image.  The scans themselves are passed over by memchr().  What
 * follows the end is not looked at: other images (CIPA DC-007), videos.
 */

#include "coc_buf.h"
#include "coc_media_format.h"
#include "coc_media_part.h"


#define COC_JPEG_SOI    0xd8
#define COC_JPEG_EOI    0xd9
#define COC_JPEG_APP1   0xe1
#define COC_JPEG_APP13  0xed
#define COC_JPEG_COM    0xfe

/*
 * Extended XMP (ISO 16684-3, 4.3): a name, the digest of the whole, its
 * length, this piece's offset.  Pieces come in a row: other metadata among
 * them ends it, as there is no memory for both.
 */

#define COC_JPEG_DIGEST  32             /* bytes */
#define COC_JPEG_HEAD    (35 + COC_JPEG_DIGEST + 8)


typedef enum {
    COC_JPEG_SEEK = 0,          /* the next 0xff */
    COC_JPEG_CODE,
    COC_JPEG_LENGTH,
    COC_JPEG_LENGTH_LOW,
    COC_JPEG_NAME,              /* the start of a segment's body */
    COC_JPEG_BODY
} coc_jpeg_state_e;


typedef struct {
    coc_media_out_t    out;
    coc_jpeg_state_e   state;
    uint8_t            code;    /* of the segment */
    size_t             left;    /* bytes of it to come */
    size_t             fill;    /* bytes of head */
    uint8_t            head[COC_JPEG_HEAD];
    coc_media_part_t   part;
    coc_media_part_t  *to;      /* part or extended */
    coc_media_part_t   extended;
    uint32_t           next;    /* offset of extended's next piece */
    uint8_t            digest[COC_JPEG_DIGEST];
} coc_jpeg_t;


static const coc_str_t  coc_jpeg_exif = coc_str("Exif\0");
static const coc_str_t  coc_jpeg_photoshop = coc_str("Photoshop 3.0\0");
static const coc_str_t  coc_jpeg_xmp =
    coc_str("http://ns.adobe.com/xap/1.0/\0");
static const coc_str_t  coc_jpeg_extension =
    coc_str("http://ns.adobe.com/xmp/extension/\0");


static int
coc_jpeg_match(const uint8_t *head, size_t len)
{
    return len >= 3 && head[0] == 0xff && head[1] == COC_JPEG_SOI
           && head[2] == 0xff;
}


static int
coc_jpeg_create(void **state, const coc_media_out_t *out)
{
    coc_jpeg_t  *jpeg;

    jpeg = out->alloc.alloc(out->alloc.ctx, sizeof(coc_jpeg_t));
    if (jpeg == NULL) {
        return COC_ERROR;
    }

    memset(jpeg, 0, sizeof(coc_jpeg_t));
    jpeg->out = *out;
    coc_media_part_init(&jpeg->part, &jpeg->out);
    coc_media_part_init(&jpeg->extended, &jpeg->out);

    *state = jpeg;

    return COC_OK;
}


static int
coc_jpeg_named(const coc_jpeg_t *jpeg, coc_str_t name)
{
    return jpeg->fill >= name.len
           && memcmp(jpeg->head, name.data, name.len) == 0;
}


static uint32_t
coc_jpeg_u32(const uint8_t *p)
{
    return (uint32_t) p[0] << 24 | (uint32_t) p[1] << 16
           | (uint32_t) p[2] << 8 | (uint32_t) p[3];
}


/*
 * A piece of extended XMP: pieces are read in their order, of one digest;
 * others are passed over.
 */

static int
coc_jpeg_extend(coc_jpeg_t *jpeg)
{
    int             rc;
    uint32_t        offset;
    const uint8_t  *digest;

    digest = jpeg->head + coc_jpeg_extension.len;
    offset = coc_jpeg_u32(digest + COC_JPEG_DIGEST + 4);

    if (jpeg->extended.kind == COC_MEDIA_NONE && offset == 0) {
        rc = coc_media_part_begin(&jpeg->extended, COC_MEDIA_XMP, NULL, 0);
        if (rc != COC_OK) {
            return rc;
        }

        memcpy(jpeg->digest, digest, COC_JPEG_DIGEST);
        jpeg->next = 0;
    }

    if (offset == jpeg->next
        && memcmp(jpeg->digest, digest, COC_JPEG_DIGEST) == 0)
    {
        jpeg->next += (uint32_t) jpeg->left;
        jpeg->to = &jpeg->extended;
    }

    return COC_OK;
}


/* The head of a segment is there: what is in it?  Then on with its body. */

static int
coc_jpeg_begin(coc_jpeg_t *jpeg)
{
    int               rc;
    size_t            skip;
    coc_media_kind_e  kind;

    skip = 0;
    kind = COC_MEDIA_NONE;
    jpeg->to = &jpeg->part;
    jpeg->state = COC_JPEG_BODY;

    if (jpeg->code == COC_JPEG_COM) {
        kind = COC_MEDIA_TEXT;

    } else if (jpeg->code == COC_JPEG_APP13) {

        if (coc_jpeg_named(jpeg, coc_jpeg_photoshop)) {
            kind = COC_MEDIA_IPTC;
            skip = coc_jpeg_photoshop.len;
        }

    } else if (coc_jpeg_named(jpeg, coc_jpeg_exif)) {

        /* a byte follows that should be 0, and isn't always */

        kind = COC_MEDIA_EXIF;
        skip = coc_min(coc_jpeg_exif.len + 1, jpeg->fill);

    } else if (coc_jpeg_named(jpeg, coc_jpeg_xmp)) {
        kind = COC_MEDIA_XMP;
        skip = coc_jpeg_xmp.len;

    } else if (jpeg->fill == COC_JPEG_HEAD
               && coc_jpeg_named(jpeg, coc_jpeg_extension))
    {
        return coc_jpeg_extend(jpeg);
    }

    rc = (kind == COC_MEDIA_NONE || kind == COC_MEDIA_TEXT)
         ? COC_OK : coc_media_part_end(&jpeg->extended);

    if (rc == COC_OK) {
        rc = coc_media_part_begin(&jpeg->part, kind, "jpeg.comment",
                                  jpeg->fill - skip + jpeg->left);
    }

    if (rc == COC_OK) {
        rc = coc_media_part_feed(&jpeg->part, jpeg->head + skip,
                                 jpeg->fill - skip);
    }

    return rc;
}


/* All that is held has ended; the other, if one failed, is dropped. */

static int
coc_jpeg_finish(void *state)
{
    int          rc;
    coc_jpeg_t  *jpeg = state;

    rc = COC_OK;

    if (jpeg->state == COC_JPEG_NAME) {
        jpeg->left = 0;
        rc = coc_jpeg_begin(jpeg);
    }

    if (rc == COC_OK) {
        rc = coc_media_part_end(&jpeg->part);
    }

    return (rc == COC_OK) ? coc_media_part_end(&jpeg->extended) : rc;
}


static int
coc_jpeg_code(coc_jpeg_t *jpeg, uint8_t c)
{
    int  rc;

    if (c == 0xff) {
        return COC_OK;
    }

    if (c == COC_JPEG_EOI) {
        rc = coc_jpeg_finish(jpeg);
        return (rc == COC_OK) ? COC_DECLINED : rc;
    }

    /* stuffed zeros, restarts, and what else has no length */

    jpeg->state = (c <= 1 || (c >= 0xd0 && c <= COC_JPEG_SOI))
                  ? COC_JPEG_SEEK : COC_JPEG_LENGTH;
    jpeg->code = c;

    return COC_OK;
}


static int
coc_jpeg_length(coc_jpeg_t *jpeg, uint8_t c)
{
    jpeg->left |= c;

    if (jpeg->left < 2) {
        return COC_DECLINED;
    }

    jpeg->left -= 2;
    jpeg->fill = 0;
    jpeg->to = &jpeg->part;

    jpeg->state = (jpeg->code == COC_JPEG_COM || jpeg->code == COC_JPEG_APP1
                   || jpeg->code == COC_JPEG_APP13)
                  ? COC_JPEG_NAME : COC_JPEG_BODY;

    return COC_OK;
}


/* The segment's next bytes; n is how many were taken. */

static int
coc_jpeg_body(coc_jpeg_t *jpeg, const uint8_t *data, size_t len, size_t *n)
{
    int  rc;

    rc = COC_OK;

    if (jpeg->state == COC_JPEG_NAME) {
        *n = coc_min(jpeg->left, COC_JPEG_HEAD - jpeg->fill);
        *n = coc_min(*n, len);

        memcpy(jpeg->head + jpeg->fill, data, *n);
        jpeg->fill += *n;
        jpeg->left -= *n;

        if (jpeg->fill == COC_JPEG_HEAD || jpeg->left == 0) {
            rc = coc_jpeg_begin(jpeg);
        }

    } else {
        *n = coc_min(jpeg->left, len);
        rc = coc_media_part_feed(jpeg->to, data, *n);
        jpeg->left -= *n;
    }

    if (rc == COC_OK && jpeg->left == 0 && jpeg->state == COC_JPEG_BODY) {
        rc = coc_media_part_end(&jpeg->part);
        jpeg->state = COC_JPEG_SEEK;
    }

    return rc;
}


static int
coc_jpeg_feed(void *state, const uint8_t *data, size_t len)
{
    int             rc;
    size_t          n;
    coc_jpeg_t     *jpeg = state;
    const uint8_t  *p;

    for (rc = COC_OK; rc == COC_OK && len != 0; data += n, len -= n) {
        n = 1;

        switch (jpeg->state) {

        case COC_JPEG_SEEK:
            p = memchr(data, 0xff, len);
            n = (p == NULL) ? len : (size_t) (p - data) + 1;
            jpeg->state = (p == NULL) ? COC_JPEG_SEEK : COC_JPEG_CODE;
            break;

        case COC_JPEG_CODE:
            rc = coc_jpeg_code(jpeg, *data);
            break;

        case COC_JPEG_LENGTH:
            jpeg->left = (size_t) *data << 8;
            jpeg->state = COC_JPEG_LENGTH_LOW;
            break;

        case COC_JPEG_LENGTH_LOW:
            rc = coc_jpeg_length(jpeg, *data);

            /* an empty segment has no bytes that would end it */

            if (rc == COC_OK && jpeg->left == 0) {
                jpeg->state = COC_JPEG_SEEK;
            }

            break;

        default:
            rc = coc_jpeg_body(jpeg, data, len, &n);
            break;
        }
    }

    return rc;
}


static void
coc_jpeg_destroy(void *state)
{
    coc_jpeg_t   *jpeg = state;
    coc_alloc_t   alloc;

    coc_media_part_free(&jpeg->part);
    coc_media_part_free(&jpeg->extended);

    alloc = jpeg->out.alloc;
    alloc.free(alloc.ctx, jpeg);
}


const coc_media_format_t  coc_media_jpeg = {
    "jpeg",
    coc_jpeg_match,
    coc_jpeg_create,
    coc_jpeg_feed,
    coc_jpeg_finish,
    coc_jpeg_destroy
};
