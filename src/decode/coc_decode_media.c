/*
 * Bodies that are a file: what it tells of itself is content, the rest is not
 * looked at.
 */

#include "coc_decode_media.h"
#include "coc_str.h"


typedef struct {
    coc_emit_t   *emit;
    coc_media_t  *media;
} coc_decode_media_t;


static int coc_decode_media_create(void **state, coc_emit_t *emit,
    const coc_ctype_t *type);
static int coc_decode_media_feed(void *state, const uint8_t *data,
    size_t len);
static int coc_decode_media_finish(void *state);
static void coc_decode_media_destroy(void *state);
static int coc_decode_media_sink(void *ctx, const char *name,
    coc_str_t value);
static int coc_decode_media_end(coc_decode_media_t *file, int rc);


const coc_decoder_t  coc_media_decoder = {
    coc_decode_media_create,
    coc_decode_media_feed,
    coc_decode_media_finish,
    coc_decode_media_destroy
};


/* Types, or what they begin with. */

static const struct {
    coc_str_t         type;
    coc_media_family_e  family;
} coc_decode_media_types[] = {
    { coc_str("image/"), COC_FAMILY_IMAGE },
    { coc_str("audio/"), COC_FAMILY_SOUND },
    { coc_str("video/"), COC_FAMILY_SOUND },
    { coc_str("application/pdf"), COC_FAMILY_PDF },
    { coc_str("application/x-pdf"), COC_FAMILY_PDF },
    { coc_str("application/dicom"), COC_FAMILY_DICOM },
    { coc_str("application/zip"), COC_FAMILY_ZIP },
    { coc_str("application/x-zip"), COC_FAMILY_ZIP },
    { coc_str("application/epub+zip"), COC_FAMILY_ZIP },
    { coc_str("application/vnd.openxmlformats-"), COC_FAMILY_ZIP },
    { coc_str("application/vnd.oasis.opendocument."), COC_FAMILY_ZIP }
};


static int
coc_decode_media_create(void **state, coc_emit_t *emit,
    const coc_ctype_t *type)
{
    coc_decode_media_t  *file;

    (void) type;

    file = coc_emit_state(emit, sizeof(coc_decode_media_t));
    if (file == NULL) {
        return COC_ERROR;
    }

    file->emit = emit;

    if (coc_media_create(&file->media, &emit->alloc, coc_decode_media_sink,
                         file)
        != COC_OK)
    {
        emit->alloc.free(emit->alloc.ctx, file);
        return coc_emit_no_memory(emit);
    }

    emit->count.files++;
    *state = file;

    return COC_OK;
}


static int
coc_decode_media_feed(void *state, const uint8_t *data, size_t len)
{
    coc_decode_media_t  *file = state;

    file->emit->count.file_bytes += len;

    return coc_decode_media_end(file, coc_media_feed(file->media, data, len));
}


static int
coc_decode_media_finish(void *state)
{
    coc_decode_media_t  *file = state;

    return coc_decode_media_end(file, coc_media_finish(file->media));
}


static void
coc_decode_media_destroy(void *state)
{
    coc_decode_media_t  *file = state;

    if (file == NULL) {
        return;
    }

    coc_media_destroy(file->media);
    file->emit->alloc.free(file->emit->alloc.ctx, file);
}


static int
coc_decode_media_sink(void *ctx, const char *name, coc_str_t value)
{
    int                  rc;
    coc_field_t          field;
    coc_decode_media_t  *file = ctx;

    rc = coc_emit_text(file->emit, value.len, 0);
    if (rc != COC_OK) {
        return rc;
    }

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = COC_FIELD_MEDIA;
    field.path = coc_str_from(name);
    field.value = value;

    return coc_emit_field(file->emit, &field, 0);
}


/* Limits and the sink's results have been told. */

static int
coc_decode_media_end(coc_decode_media_t *file, int rc)
{
    return (rc == COC_ERROR) ? coc_emit_no_memory(file->emit) : rc;
}


/*
 * 1 if it has what text never has: control characters, or the comment of four
 * bytes beyond ASCII that a PDF puts on its second line to say so.  Ill-formed
 * UTF-8 alone says little: it may be text in another charset.
 */

static int
coc_decode_media_binary(coc_media_family_e family, const uint8_t *p,
    size_t len)
{
    size_t  i;

    for (i = 0; i < len; i++) {
        if (p[i] < '\t' || (p[i] > '\r' && p[i] < ' ' && p[i] != 0x1b)) {
            return 1;
        }

        if (family == COC_FAMILY_PDF && p[i] == '%' && i != 0 && len - i > 4
            && (p[i - 1] == '\r' || p[i - 1] == '\n')
            && (p[i + 1] & p[i + 2] & p[i + 3] & p[i + 4] & 0x80))
        {
            return 1;
        }
    }

    return 0;
}


int
coc_decode_is_file(const coc_ctype_t *type, const uint8_t *head, size_t len)
{
    int               read;
    size_t            i;
    coc_str_t         start;
    coc_media_family_e  family;

    family = coc_media_family(head, len, &read);

    if (family == COC_FAMILY_NONE) {
        return 0;
    }

    for (i = 0; i < coc_nelts(coc_decode_media_types); i++) {
        start = type->essence;
        start.len = coc_min(start.len, coc_decode_media_types[i].type.len);

        if (coc_str_caseeq(start, coc_decode_media_types[i].type)) {
            return family == coc_decode_media_types[i].family;
        }
    }

    return read && coc_decode_media_binary(family, head, len);
}
