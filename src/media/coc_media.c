/*
 * Tells a file's format by its first bytes and drives the reader of it.
 */

#include "coc_media.h"
#include "coc_media_format.h"


struct coc_media_s {
    coc_media_out_t            out;
    const coc_media_format_t  *format;      /* NULL while not known, or none */
    void                      *state;       /* the format's */
    int                        rc;          /* COC_OK: go on; else it ended */
    size_t                     len;         /* bytes of head */
    uint8_t                    head[COC_MEDIA_HEAD];
};


static const coc_media_format_t *coc_media_find(const uint8_t *head,
    size_t len);
static int coc_media_begin(coc_media_t *media);
static int coc_media_run(coc_media_t *media, const uint8_t *data, size_t len);
static int coc_media_result(const coc_media_t *media);


static const coc_media_format_t *const  coc_media_formats[] = {
    &coc_media_jpeg,
    &coc_media_png,
    &coc_media_webp,
    &coc_media_tiff,
    &coc_media_heif,
    &coc_media_pdf,
    &coc_media_dicom,
    NULL
};


/* What files begin with: of these formats, and of those that aren't read. */

static const struct {
    coc_media_family_e  family;
    size_t            offset;
    coc_str_t         magic;
} coc_media_magics[] = {
    { COC_FAMILY_IMAGE, 0, coc_str("\xff\xd8\xff") },
    { COC_FAMILY_IMAGE, 0, coc_str("\x89PNG\r\n\x1a\n") },
    { COC_FAMILY_IMAGE, 0, coc_str("GIF87a") },
    { COC_FAMILY_IMAGE, 0, coc_str("GIF89a") },
    { COC_FAMILY_IMAGE, 0, coc_str("BM") },
    { COC_FAMILY_IMAGE, 0, coc_str("II*\0") },
    { COC_FAMILY_IMAGE, 0, coc_str("MM\0*") },
    { COC_FAMILY_IMAGE, 0, coc_str("II+\0") },
    { COC_FAMILY_IMAGE, 0, coc_str("MM\0+") },
    { COC_FAMILY_IMAGE, 0, coc_str("\0\0\1\0") },
    { COC_FAMILY_IMAGE, 0, coc_str("8BPS") },
    { COC_FAMILY_IMAGE, 0, coc_str("\xff\x0a") },
    { COC_FAMILY_IMAGE, 0, coc_str("\xff\x4f\xff\x51") },
    { COC_FAMILY_IMAGE, 4, coc_str("JXL \r\n\x87\n") },
    { COC_FAMILY_IMAGE, 4, coc_str("jP  \r\n\x87\n") },
    { COC_FAMILY_IMAGE, 8, coc_str("WEBP") },
    { COC_FAMILY_IMAGE, 4, coc_str("ftyphei") },
    { COC_FAMILY_IMAGE, 4, coc_str("ftyphev") },
    { COC_FAMILY_IMAGE, 4, coc_str("ftypavi") },
    { COC_FAMILY_IMAGE, 4, coc_str("ftypmif1") },
    { COC_FAMILY_IMAGE, 4, coc_str("ftypmsf1") },
    { COC_FAMILY_SOUND, 4, coc_str("ftyp") },
    { COC_FAMILY_SOUND, 8, coc_str("AVI ") },
    { COC_FAMILY_SOUND, 8, coc_str("WAVE") },
    { COC_FAMILY_SOUND, 0, coc_str("\x1a\x45\xdf\xa3") },
    { COC_FAMILY_SOUND, 0, coc_str("OggS") },
    { COC_FAMILY_SOUND, 0, coc_str("fLaC") },
    { COC_FAMILY_SOUND, 0, coc_str("ID3") },
    { COC_FAMILY_SOUND, 0, coc_str("\xff\xfb") },
    { COC_FAMILY_SOUND, 0, coc_str("\xff\xf3") },
    { COC_FAMILY_SOUND, 0, coc_str("\xff\xf2") },
    { COC_FAMILY_SOUND, 0, coc_str("\xff\xf1") },
    { COC_FAMILY_SOUND, 0, coc_str("\xff\xf9") },
    { COC_FAMILY_SOUND, 0, coc_str("\0\0\1\xba") },
    { COC_FAMILY_SOUND, 0, coc_str("\0\0\1\xb3") },
    { COC_FAMILY_SOUND, 0, coc_str("FLV\1") },
    { COC_FAMILY_SOUND, 0, coc_str("\x30\x26\xb2\x75\x8e\x66\xcf\x11") },
    { COC_FAMILY_SOUND, 0, coc_str("#!AMR") },
    { COC_FAMILY_SOUND, 0, coc_str("MThd") },
    { COC_FAMILY_SOUND, 0, coc_str("FORM") },
    { COC_FAMILY_PDF, 0, coc_str("%PDF-") },
    { COC_FAMILY_DICOM, 128, coc_str("DICM") },
    { COC_FAMILY_ZIP, 0, coc_str("PK\3\4") },
    { COC_FAMILY_ZIP, 0, coc_str("PK\5\6") }
};


coc_media_family_e
coc_media_family(const uint8_t *head, size_t len, int *read)
{
    size_t     i, at;
    coc_str_t  magic;

    *read = (coc_media_find(head, len) != NULL);

    for (i = 0; i < coc_nelts(coc_media_magics); i++) {
        at = coc_media_magics[i].offset;
        magic = coc_media_magics[i].magic;

        if (len >= at + magic.len
            && memcmp(head + at, magic.data, magic.len) == 0)
        {
            return coc_media_magics[i].family;
        }
    }

    return *read ? COC_FAMILY_IMAGE : COC_FAMILY_NONE;
}


static const coc_media_format_t *
coc_media_find(const uint8_t *head, size_t len)
{
    const coc_media_format_t *const  *format;

    for (format = coc_media_formats; *format != NULL; format++) {
        if ((*format)->match(head, len)) {
            break;
        }
    }

    return *format;
}


int
coc_media_create(coc_media_t **media, const coc_alloc_t *alloc,
    coc_media_pt sink, void *ctx)
{
    coc_media_t  *m;

    *media = NULL;

    m = alloc->alloc(alloc->ctx, sizeof(coc_media_t));
    if (m == NULL) {
        return COC_ERROR;
    }

    memset(m, 0, sizeof(coc_media_t));
    m->out.alloc = *alloc;
    m->out.sink = sink;
    m->out.ctx = ctx;

    *media = m;

    return COC_OK;
}


int
coc_media_feed(coc_media_t *media, const uint8_t *data, size_t len)
{
    size_t  n;

    if (media->rc != COC_OK || len == 0) {
        return coc_media_result(media);
    }

    /* the head is always judged whole, so that no split tells otherwise */

    if (media->len < COC_MEDIA_HEAD) {
        n = coc_min(len, COC_MEDIA_HEAD - media->len);
        memcpy(media->head + media->len, data, n);
        media->len += n;
        data += n;
        len -= n;

        if (media->len < COC_MEDIA_HEAD) {
            return COC_OK;
        }

        media->rc = coc_media_begin(media);
    }

    if (media->rc == COC_OK && len != 0) {
        media->rc = coc_media_run(media, data, len);
    }

    return coc_media_result(media);
}


int
coc_media_finish(coc_media_t *media)
{
    if (media->rc == COC_OK && media->len < COC_MEDIA_HEAD) {
        media->rc = coc_media_begin(media);
    }

    if (media->rc == COC_OK) {
        media->rc = media->format->finish(media->state);

        if (media->rc == COC_OK) {
            media->rc = COC_DECLINED;
        }
    }

    return coc_media_result(media);
}


/* Chooses the format and hands it the head; COC_DECLINED: none. */

static int
coc_media_begin(coc_media_t *media)
{
    int                        rc;
    const coc_media_format_t  *format;

    format = coc_media_find(media->head, media->len);

    if (format == NULL) {
        return COC_DECLINED;
    }

    rc = format->create(&media->state, &media->out);
    if (rc != COC_OK) {
        return rc;
    }

    media->format = format;

    return coc_media_run(media, media->head, media->len);
}


static int
coc_media_run(coc_media_t *media, const uint8_t *data, size_t len)
{
    return media->format->feed(media->state, data, len);
}


/* A file that is broken, or of which no more is read, is no failure. */

static int
coc_media_result(const coc_media_t *media)
{
    return (media->rc == COC_DECLINED) ? COC_OK : media->rc;
}


const char *
coc_media_format(const coc_media_t *media)
{
    return (media->format == NULL) ? "" : media->format->name;
}


void
coc_media_destroy(coc_media_t *media)
{
    coc_alloc_t  alloc;

    if (media == NULL) {
        return;
    }

    if (media->format != NULL) {
        media->format->destroy(media->state);
    }

    alloc = media->out.alloc;
    alloc.free(alloc.ctx, media);
}


static int
coc_media_blank(uint8_t c)
{
    return c == '\0' || c == ' ' || (c >= '\t' && c <= '\r');
}


coc_str_t
coc_media_trim(coc_str_t value)
{
    while (value.len != 0 && coc_media_blank(value.data[0])) {
        value.data++;
        value.len--;
    }

    if (value.len > COC_MEDIA_VALUE) {
        value.len = COC_MEDIA_VALUE;

        /* value.data[value.len] may be read: it was cut off */

        while (value.len > COC_MEDIA_VALUE - 3
               && (value.data[value.len] & 0xc0) == 0x80)
        {
            value.len--;
        }
    }

    while (value.len != 0 && coc_media_blank(value.data[value.len - 1])) {
        value.len--;
    }

    return value;
}


int
coc_media_put(const coc_media_out_t *out, const char *name, coc_str_t value)
{
    value = coc_media_trim(value);

    return (value.len == 0) ? COC_OK : out->sink(out->ctx, name, value);
}
