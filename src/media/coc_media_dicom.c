/*
 * DICOM: who, where and when of an image, as the bytes pass by.  A file is
 * told by its preamble; a bare data set looks like nothing in particular and
 * is not taken for one.
 */

#include "coc_dicom_walk.h"
#include "coc_dicom_tag.h"
#include "coc_media_zip.h"


#define COC_DICOM_PREAMBLE  132         /* bytes, "DICM" counted */


typedef struct {
    const coc_media_out_t  *out;
    size_t                  skipped;    /* bytes of the preamble */
    unsigned                inflating:1;
    coc_zip_t               zip;
    coc_dicom_t             dicom;
} coc_media_dicom_t;


static int coc_media_dicom_match(const uint8_t *head, size_t len);
static int coc_media_dicom_create(void **state, const coc_media_out_t *out);
static int coc_media_dicom_feed(void *state, const uint8_t *data, size_t len);
static int coc_media_dicom_finish(void *state);
static void coc_media_dicom_destroy(void *state);
static int coc_media_dicom_data(void *ctx, const uint8_t *data, size_t len);


const coc_media_format_t  coc_media_dicom = {
    "dicom",
    coc_media_dicom_match,
    coc_media_dicom_create,
    coc_media_dicom_feed,
    coc_media_dicom_finish,
    coc_media_dicom_destroy
};


static int
coc_media_dicom_match(const uint8_t *head, size_t len)
{
    return len >= COC_DICOM_PREAMBLE
           && memcmp(head + COC_DICOM_PREAMBLE - 4, "DICM", 4) == 0;
}


static int
coc_media_dicom_create(void **state, const coc_media_out_t *out)
{
    coc_media_dicom_t  *media;

    media = out->alloc.alloc(out->alloc.ctx, sizeof(coc_media_dicom_t));
    if (media == NULL) {
        return COC_ERROR;
    }

    memset(media, 0, sizeof(coc_media_dicom_t));
    media->out = out;
    coc_gather_init(&media->dicom.gather, out, coc_dicom_name);
    coc_zip_init(&media->zip, &out->alloc, coc_media_dicom_data, media);

    *state = media;

    return COC_OK;
}


/* Reading may end early; what was gathered is handed on at once then. */

static int
coc_media_dicom_feed(void *state, const uint8_t *data, size_t len)
{
    int                 rc;
    size_t              n;
    coc_media_dicom_t  *media = state;

    n = coc_min(len, COC_DICOM_PREAMBLE - media->skipped);
    media->skipped += n;
    data += n;
    len -= n;

    rc = COC_OK;

    if (!media->inflating) {
        rc = coc_dicom_walk(&media->dicom, data, len, &n);
        data += n;
        len -= n;

        if (rc == COC_AGAIN) {
            media->inflating = 1;
            n = media->dicom.n;
            media->dicom.n = 0;

            rc = coc_zip_begin(&media->zip, 1);

            if (rc == COC_OK) {
                rc = coc_zip_feed(&media->zip, media->dicom.head, n);
            }
        }
    }

    if (rc == COC_OK && media->inflating) {
        rc = coc_zip_feed(&media->zip, data, len);
    }

    if (rc == COC_DECLINED) {
        rc = coc_gather_flush(&media->dicom.gather, NULL);

        return (rc == COC_OK) ? COC_DECLINED : rc;
    }

    return rc;
}


static int
coc_media_dicom_data(void *ctx, const uint8_t *data, size_t len)
{
    size_t              used;
    coc_media_dicom_t  *media = ctx;

    return coc_dicom_walk(&media->dicom, data, len, &used);
}


static int
coc_media_dicom_finish(void *state)
{
    int                 rc;
    coc_media_dicom_t  *media = state;

    if (media->inflating) {
        rc = coc_zip_end(&media->zip);

        if (rc != COC_OK && rc != COC_DECLINED) {
            return rc;
        }
    }

    return coc_gather_flush(&media->dicom.gather, NULL);
}


static void
coc_media_dicom_destroy(void *state)
{
    coc_alloc_t         alloc;
    coc_media_dicom_t  *media = state;

    alloc = media->out->alloc;
    coc_dicom_text_free(&media->dicom.text);
    coc_zip_free(&media->zip);
    alloc.free(alloc.ctx, media);
}
