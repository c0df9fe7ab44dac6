/*
 * A PDF's streams: passed by, but for XMP and streams of objects.  A stream
 * ends where "endstream" is, not where its length says: that may stand in an
 * object that comes later, or lie.
 */

#include "coc_pdf_int.h"


static const uint8_t  coc_pdf_end[] = "endstream";

#define COC_PDF_END  (sizeof(coc_pdf_end) - 1)


static int coc_pdf_stream_take(coc_pdf_t *pdf, const uint8_t *data,
    size_t len);


int
coc_pdf_stream_begin(coc_pdf_t *pdf, const coc_pdf_frame_t *frame,
    uint64_t offset)
{
    pdf->stream = 1;
    pdf->eol = 1;
    pdf->matched = 0;
    pdf->coding = COC_PDF_PASS;

    if (frame->filtered || !(frame->objects || frame->metadata)) {
        return COC_OK;
    }

    if (frame->objects) {
        memset(&pdf->inner, 0, sizeof(coc_pdf_scope_t));
        pdf->inner.inner = 1;
        pdf->inner.lex.text = pdf->text;

    } else if (pdf->xmps >= COC_PDF_XMP + offset / COC_PDF_XMP_BYTES) {
        return COC_OK;

    } else {
        pdf->xmps++;

        if (coc_xmp_create(&pdf->xmp, pdf->out) != COC_OK) {
            return COC_ERROR;
        }
    }

    pdf->coding = frame->flate ? COC_PDF_DEFLATED : COC_PDF_PLAIN;

    return frame->flate ? coc_zip_begin(&pdf->zip, 0) : COC_OK;
}


int
coc_pdf_stream(coc_pdf_t *pdf, const uint8_t **p, const uint8_t *end)
{
    int             rc;
    size_t          n, len;
    const uint8_t  *found;

    /* what was matched before and then wasn't is content */

    while (pdf->matched != 0 && *p < end) {

        if (**p == coc_pdf_end[pdf->matched]) {
            (*p)++;

            if (++pdf->matched == COC_PDF_END) {
                return coc_pdf_stream_end(pdf);
            }

            continue;
        }

        /* of "endstre" the last letter may be the first of the word */

        n = (pdf->matched == 7) ? 6 : pdf->matched;
        pdf->matched -= n;

        rc = coc_pdf_stream_take(pdf, coc_pdf_end, n);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (*p == end) {
        return COC_OK;
    }

    len = (size_t) (end - *p);
    found = memmem(*p, len, coc_pdf_end, COC_PDF_END);

    if (found != NULL) {
        rc = coc_pdf_stream_take(pdf, *p, (size_t) (found - *p));
        *p = found + COC_PDF_END;

        return (rc == COC_OK) ? coc_pdf_stream_end(pdf) : rc;
    }

    for (n = coc_min(len, COC_PDF_END - 1); n != 0; n--) {
        if (memcmp(end - n, coc_pdf_end, n) == 0) {
            break;
        }
    }

    rc = coc_pdf_stream_take(pdf, *p, len - n);

    pdf->matched = n;
    *p = end;

    return rc;
}


/* The end of line after "stream" is not part of it. */

static int
coc_pdf_stream_take(coc_pdf_t *pdf, const uint8_t *data, size_t len)
{
    int  rc;

    if (pdf->coding == COC_PDF_PASS) {
        return COC_OK;
    }

    while (pdf->eol != 0 && len != 0) {

        if (data[0] == '\r' && pdf->eol == 1) {
            pdf->eol = 2;

        } else {
            pdf->eol = 0;

            if (data[0] != '\n') {
                break;
            }
        }

        data++;
        len--;
    }

    if (pdf->coding == COC_PDF_PLAIN) {
        return coc_pdf_stream_data(pdf, data, len);
    }

    rc = coc_zip_feed(&pdf->zip, data, len);

    return (rc == COC_DECLINED) ? COC_OK : rc;
}


int
coc_pdf_stream_data(void *ctx, const uint8_t *data, size_t len)
{
    coc_pdf_t  *pdf = ctx;

    if (pdf->xmp != NULL) {
        return coc_xmp_feed(pdf->xmp, data, len);
    }

    return coc_pdf_objects(pdf, &pdf->inner, &data, data + len);
}


int
coc_pdf_stream_end(coc_pdf_t *pdf)
{
    int  rc;

    pdf->stream = 0;
    rc = COC_OK;

    if (pdf->coding == COC_PDF_DEFLATED) {
        rc = coc_zip_end(&pdf->zip);

        if (rc != COC_OK && rc != COC_DECLINED) {
            return rc;
        }
    }

    if (pdf->xmp != NULL) {
        rc = coc_xmp_finish(pdf->xmp);
        coc_xmp_destroy(pdf->xmp);
        pdf->xmp = NULL;

        return rc;
    }

    return coc_pdf_objects_end(pdf, &pdf->inner);
}
