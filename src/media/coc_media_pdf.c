/*
 * PDF: document information, bookmarks' titles and XMP, as the bytes pass by.
 * No table of contents is followed: it lies at the end of the file.
 */

#include "coc_pdf_int.h"


static int coc_media_pdf_match(const uint8_t *head, size_t len);
static int coc_media_pdf_create(void **state, const coc_media_out_t *out);
static int coc_media_pdf_feed(void *state, const uint8_t *data, size_t len);
static int coc_media_pdf_finish(void *state);
static void coc_media_pdf_destroy(void *state);


const coc_media_format_t  coc_media_pdf = {
    "pdf",
    coc_media_pdf_match,
    coc_media_pdf_create,
    coc_media_pdf_feed,
    coc_media_pdf_finish,
    coc_media_pdf_destroy
};


static int
coc_media_pdf_match(const uint8_t *head, size_t len)
{
    return len >= 5 && memcmp(head, "%PDF-", 5) == 0;
}


static int
coc_media_pdf_create(void **state, const coc_media_out_t *out)
{
    coc_pdf_t  *pdf;

    pdf = out->alloc.alloc(out->alloc.ctx, sizeof(coc_pdf_t));
    if (pdf == NULL) {
        return COC_ERROR;
    }

    memset(pdf, 0, sizeof(coc_pdf_t));
    pdf->out = out;
    pdf->outer.lex.text = pdf->text;
    coc_gather_init(&pdf->gather, out, coc_pdf_title);
    coc_zip_init(&pdf->zip, &out->alloc, coc_pdf_stream_data, pdf);

    *state = pdf;

    return COC_OK;
}


static int
coc_media_pdf_feed(void *state, const uint8_t *data, size_t len)
{
    int             rc;
    coc_pdf_t      *pdf = state;
    const uint8_t  *p, *end;

    p = data;
    end = data + len;

    do {
        if (pdf->stream) {
            rc = coc_pdf_stream(pdf, &p, end);
            continue;
        }

        rc = coc_pdf_objects(pdf, &pdf->outer, &p, end);

        if (rc == COC_AGAIN) {
            rc = coc_pdf_stream_begin(pdf, &pdf->outer.last,
                                      pdf->offset + (size_t) (p - data));
            pdf->outer.closed = 0;
        }

    } while (rc == COC_OK && p < end);

    pdf->offset += len;

    return rc;
}


/*
 * The strings of an encrypted document are noise; one that can be read as it
 * stands was not encrypted, whatever the document says of itself.
 */

#define COC_PDF_READABLE  8     /* bytes: shorter noise may look like text */


static int
coc_media_pdf_readable(coc_str_t value)
{
    size_t  i;

    for (i = 0; i < value.len; i++) {
        if (value.data[i] < ' ' || value.data[i] > '~') {
            return 0;
        }
    }

    return value.len >= COC_PDF_READABLE;
}


static int
coc_media_pdf_finish(void *state)
{
    int                     rc;
    coc_pdf_t              *pdf = state;
    static const coc_str_t  yes = coc_str("yes");

    rc = pdf->stream ? coc_pdf_stream_end(pdf)
                     : coc_pdf_objects_end(pdf, &pdf->outer);

    if (rc == COC_OK && pdf->encrypted) {
        rc = coc_media_put(pdf->out, "pdf.encrypted", yes);
    }

    if (rc != COC_OK) {
        return rc;
    }

    return coc_gather_flush(&pdf->gather,
                            pdf->encrypted ? coc_media_pdf_readable : NULL);
}


static void
coc_media_pdf_destroy(void *state)
{
    coc_pdf_t    *pdf = state;
    coc_alloc_t   alloc;

    alloc = pdf->out->alloc;
    coc_xmp_destroy(pdf->xmp);
    coc_zip_free(&pdf->zip);
    alloc.free(alloc.ctx, pdf);
}
