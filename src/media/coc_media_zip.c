/*
 * Deflated parts of a file, in blocks of a fixed size, so that what the caps
 * let through does not depend on how the file was cut.
 */

#include "coc_media_zip.h"


static void *coc_zip_alloc(void *opaque, unsigned items, unsigned size);
static void coc_zip_release(void *opaque, void *p);
static int coc_zip_run(coc_zip_t *zip);
static int coc_zip_taken(coc_zip_t *zip, size_t n);


void
coc_zip_init(coc_zip_t *zip, const coc_alloc_t *alloc, coc_zip_pt sink,
    void *ctx)
{
    memset(zip, 0, sizeof(coc_zip_t));
    zip->alloc = alloc;
    zip->sink = sink;
    zip->ctx = ctx;
}


static void *
coc_zip_alloc(void *opaque, unsigned items, unsigned size)
{
    size_t      n;
    coc_zip_t  *zip = opaque;

    if (__builtin_mul_overflow((size_t) items, (size_t) size, &n)) {
        return NULL;
    }

    return zip->alloc->alloc(zip->alloc->ctx, n);
}


static void
coc_zip_release(void *opaque, void *p)
{
    coc_zip_t  *zip = opaque;

    zip->alloc->free(zip->alloc->ctx, p);
}


int
coc_zip_begin(coc_zip_t *zip, int raw)
{
    int  rc;

    if (zip->open) {
        rc = inflateReset(&zip->z);

    } else {
        zip->z.zalloc = coc_zip_alloc;
        zip->z.zfree = coc_zip_release;
        zip->z.opaque = zip;
        rc = inflateInit2(&zip->z, raw ? -MAX_WBITS : MAX_WBITS);
    }

    if (rc != Z_OK) {
        return COC_ERROR;
    }

    zip->open = 1;
    zip->busy = 1;
    zip->len = 0;

    return COC_OK;
}


int
coc_zip_feed(coc_zip_t *zip, const uint8_t *data, size_t len)
{
    int     rc;
    size_t  n;

    while (zip->busy && len != 0) {
        n = coc_min(len, COC_ZIP_IN - zip->len);
        memcpy(zip->data + zip->len, data, n);
        zip->len += n;
        data += n;
        len -= n;

        if (zip->len < COC_ZIP_IN) {
            return COC_OK;
        }

        rc = coc_zip_run(zip);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return zip->busy ? COC_OK : COC_DECLINED;
}


int
coc_zip_end(coc_zip_t *zip)
{
    int  rc;

    if (!zip->busy) {
        return COC_DECLINED;
    }

    rc = coc_zip_run(zip);
    zip->busy = 0;

    return rc;
}


/* Inflates the block at hand. */

static int
coc_zip_run(coc_zip_t *zip)
{
    int     rc, result;
    size_t  n;

    zip->z.next_in = zip->data;
    zip->z.avail_in = (unsigned) zip->len;
    zip->in += zip->len;
    zip->len = 0;

    do {
        zip->z.next_out = zip->text;
        zip->z.avail_out = COC_ZIP_OUT;

        result = inflate(&zip->z, Z_NO_FLUSH);
        n = COC_ZIP_OUT - zip->z.avail_out;

        if (result == Z_MEM_ERROR) {
            zip->busy = 0;
            return COC_ERROR;
        }

        rc = coc_zip_taken(zip, n);

        if (rc == COC_OK && result != Z_OK && result != Z_BUF_ERROR) {
            rc = COC_DECLINED;
        }

        if (rc != COC_OK) {
            zip->busy = 0;
            return rc;
        }

    } while (zip->z.avail_out == 0);

    return COC_OK;
}


static int
coc_zip_taken(coc_zip_t *zip, size_t n)
{
    if (n == 0) {
        return COC_OK;
    }

    zip->out += n;

    if (zip->out > COC_ZIP_MAX
        || (zip->out > COC_ZIP_BASE
            && (zip->out - COC_ZIP_BASE) / COC_ZIP_RATIO > zip->in))
    {
        return COC_DECLINED;
    }

    return zip->sink(zip->ctx, zip->text, n);
}


void
coc_zip_free(coc_zip_t *zip)
{
    if (zip->open) {
        (void) inflateEnd(&zip->z);
        zip->open = 0;
    }
}
