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


static int coc_media_begin(coc_media_t *media);
static int coc_media_run(coc_media_t *media, const uint8_t *data, size_t len);
static int coc_media_result(const coc_media_t *media);


static const coc_media_format_t *const  coc_media_formats[] = {
    &coc_media_dicom,
    NULL
};


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
    int                               rc;
    const coc_media_format_t *const  *format;

    for (format = coc_media_formats; *format != NULL; format++) {

        if (!(*format)->match(media->head, media->len)) {
            continue;
        }

        rc = (*format)->create(&media->state, &media->out);
        if (rc != COC_OK) {
            return rc;
        }

        media->format = *format;

        return coc_media_run(media, media->head, media->len);
    }

    return COC_DECLINED;
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
