/*
 * WebP (RFC 9649): the RIFF chunks "EXIF" and "XMP ", wherever they stand.
 */

#include "coc_buf.h"
#include "coc_media_format.h"
#include "coc_media_part.h"


#define COC_WEBP_START  12      /* "RIFF", a size, "WEBP" */
#define COC_WEBP_HEAD   8       /* a chunk's name and size */


typedef struct {
    coc_media_out_t   out;
    size_t            start;    /* bytes of the file's head to come */
    size_t            fill;     /* bytes of head */
    uint8_t           head[COC_WEBP_HEAD];
    uint64_t          left;     /* bytes of the chunk to come, with padding */
    uint64_t          pad;      /* of these: padding */
    coc_media_part_t  part;
} coc_webp_t;


static int
coc_webp_match(const uint8_t *head, size_t len)
{
    return len >= COC_WEBP_START && memcmp(head, "RIFF", 4) == 0
           && memcmp(head + 8, "WEBP", 4) == 0;
}


static int
coc_webp_create(void **state, const coc_media_out_t *out)
{
    coc_webp_t  *webp;

    webp = out->alloc.alloc(out->alloc.ctx, sizeof(coc_webp_t));
    if (webp == NULL) {
        return COC_ERROR;
    }

    memset(webp, 0, sizeof(coc_webp_t));
    webp->out = *out;
    webp->start = COC_WEBP_START;
    coc_media_part_init(&webp->part, &webp->out);

    *state = webp;

    return COC_OK;
}


static int
coc_webp_begin(coc_webp_t *webp)
{
    uint64_t          size;
    const uint8_t    *p;
    coc_media_kind_e  kind;

    p = webp->head;
    size = (uint64_t) p[4] | (uint64_t) p[5] << 8 | (uint64_t) p[6] << 16
           | (uint64_t) p[7] << 24;

    kind = (memcmp(p, "EXIF", 4) == 0) ? COC_MEDIA_EXIF
           : (memcmp(p, "XMP ", 4) == 0) ? COC_MEDIA_XMP
           : COC_MEDIA_NONE;

    webp->pad = size & 1;
    webp->left = size + webp->pad;
    webp->fill = 0;

    return coc_media_part_begin(&webp->part, kind, NULL, size);
}


static int
coc_webp_feed(void *state, const uint8_t *data, size_t len)
{
    int          rc;
    size_t       n;
    coc_webp_t  *webp = state;

    n = coc_min(webp->start, len);
    webp->start -= n;

    for (data += n, len -= n; len != 0; data += n, len -= n) {

        if (webp->left == 0) {
            n = coc_min(len, COC_WEBP_HEAD - webp->fill);
            memcpy(webp->head + webp->fill, data, n);
            webp->fill += n;

            rc = (webp->fill == COC_WEBP_HEAD) ? coc_webp_begin(webp) : COC_OK;

        } else if (webp->left > webp->pad) {
            n = (size_t) coc_min((uint64_t) len, webp->left - webp->pad);
            webp->left -= n;

            rc = coc_media_part_feed(&webp->part, data, n);

            if (rc == COC_OK && webp->left == webp->pad) {
                rc = coc_media_part_end(&webp->part);
            }

        } else {
            n = 1;
            webp->left = 0;
            rc = COC_OK;
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


static int
coc_webp_finish(void *state)
{
    coc_webp_t  *webp = state;

    return coc_media_part_end(&webp->part);
}


static void
coc_webp_destroy(void *state)
{
    coc_webp_t   *webp = state;
    coc_alloc_t   alloc;

    coc_media_part_free(&webp->part);

    alloc = webp->out.alloc;
    alloc.free(alloc.ctx, webp);
}


const coc_media_format_t  coc_media_webp = {
    "webp",
    coc_webp_match,
    coc_webp_create,
    coc_webp_feed,
    coc_webp_finish,
    coc_webp_destroy
};
