/*
 * What lies in a part, as fields.  Readers in the field differ on what they
 * heed of a part's header: most know no transfer coding, no charset and no
 * nested body, mail libraries know them all.  So a part is read both ways.
 */

#include "coc_content.h"
#include "coc_name.h"
#include "coc_nested.h"
#include "coc_str.h"


/* Bytes of a coded file that are undone at once. */

#define COC_CONTENT_ROOM  4096


static int coc_content_file(coc_content_t *content, const uint8_t *data,
    size_t len);
static int coc_content_media(coc_content_t *content, size_t n,
    const uint8_t *data, size_t len);
static int coc_content_create(coc_content_t *content);
static int coc_content_close(coc_content_t *content);
static int coc_content_path(coc_content_t *content, coc_buf_t *buf,
    const char *name);
static int coc_content_found(void *ctx, const char *name, coc_str_t value);
static int coc_content_result(coc_content_t *content, int rc);
static int coc_content_text(coc_content_t *content, size_t at);
static int coc_content_names(coc_content_t *content, coc_str_t text,
    unsigned again, size_t at);
static int coc_content_deep(coc_content_t *content, coc_str_t text);


int
coc_content_init(coc_content_t *content, coc_emit_t *emit)
{
    content->emit = emit;

    coc_buf_init(&content->text, &emit->alloc, emit->body);
    coc_buf_init(&content->plain, &emit->alloc,
                 coc_max(emit->body, (size_t) COC_CONTENT_ROOM));
    coc_buf_init(&content->path, &emit->alloc, emit->body * 8 + 64);
    coc_buf_init(&content->file_path, &emit->alloc, emit->body * 8 + 64);

    return coc_value_init(&content->value, emit);
}


void
coc_content_free(coc_content_t *content)
{
    coc_media_destroy(content->media[0]);
    coc_media_destroy(content->media[1]);
    coc_file_text_free(&content->file[0]);
    coc_file_text_free(&content->file[1]);
    coc_buf_free(&content->file_path);
    coc_buf_free(&content->text);
    coc_buf_free(&content->plain);
    coc_buf_free(&content->path);
    coc_value_free(&content->value);
}


int
coc_content_begin(coc_content_t *content, const coc_part_t *part, size_t at)
{
    int                rc;
    size_t             i, j;
    coc_value_field_t  f;

    content->part = part;
    content->at = at;
    coc_buf_reset(&content->text);
    memset(&content->transfer, 0, sizeof(coc_transfer_t));
    content->transfer.coding = part->coding;

    memset(&f, 0, sizeof(coc_value_field_t));
    f.kind = COC_FIELD_FILENAME;

    for (i = 0; i < part->nfilenames; i++) {

        if (part->filename[i].len == 0) {
            continue;
        }

        f.text = part->filename[i];

        rc = coc_emit_text(content->emit, f.text.len, at);
        if (rc != COC_OK) {
            return rc;
        }

        for (j = 0; j == 0 || j < part->nnames; j++) {
            f.named = (part->nnames != 0);
            f.name = part->name[j];
            f.again = (j != 0);

            rc = coc_value_put(&content->value, &f, at);
            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    return part->file ? coc_content_create(content) : COC_OK;
}


int
coc_content_feed(coc_content_t *content, const uint8_t *data, size_t len,
    size_t at)
{
    if (!content->part->file) {
        return coc_emit_append(content->emit, &content->text, data, len, at);
    }

    content->emit->count.file_bytes += len;

    return coc_content_file(content, data, len);
}


static int
coc_content_file(coc_content_t *content, const uint8_t *data, size_t len)
{
    int        rc;
    size_t     n;
    coc_str_t  made;

    rc = coc_content_media(content, 0, data, len);

    if (content->transfer.coding == COC_TRANSFER_NONE) {
        return rc;
    }

    for ( /* void */ ; rc == COC_OK && len != 0; data += n, len -= n) {
        n = coc_min(len, (size_t) COC_CONTENT_ROOM);

        coc_buf_reset(&content->plain);

        if (coc_transfer_feed(&content->transfer, data, n, &content->plain)
            != COC_OK)
        {
            return coc_emit_no_memory(content->emit);
        }

        made = coc_buf_str(&content->plain);
        rc = coc_content_media(content, 1, made.data, made.len);
    }

    return rc;
}


/* To what reads it as it came (0), or undone (1). */

static int
coc_content_media(coc_content_t *content, size_t n, const uint8_t *data,
    size_t len)
{
    int  rc;

    if (len == 0) {
        return COC_OK;
    }

    rc = coc_content_result(content,
                            coc_media_feed(content->media[n], data, len));

    /* text of a part that is a file to some has been read as text */

    if (rc != COC_OK || !content->part->file) {
        return rc;
    }

    return coc_file_text_feed(&content->file[n], data, len);
}


static int
coc_content_create(coc_content_t *content)
{
    int     rc;
    size_t  i, n;

    n = (content->part->coding == COC_TRANSFER_NONE) ? 1 : 2;
    content->told = 0;

    if (coc_content_path(content, &content->file_path, "text") != COC_OK) {
        return coc_emit_no_memory(content->emit);
    }

    for (i = 0; i < n; i++) {
        coc_file_text_free(&content->file[i]);
        coc_file_text_begin(&content->file[i], content->emit,
                            coc_buf_str(&content->file_path),
                            &content->part->type, content->at);

        rc = coc_media_create(&content->media[i], &content->emit->alloc,
                              coc_content_found, content);
        if (rc != COC_OK) {
            content->media[i] = NULL;
            return coc_emit_no_memory(content->emit);
        }
    }

    return COC_OK;
}


static int
coc_content_close(coc_content_t *content)
{
    int        rc;
    size_t     i;
    coc_str_t  rest;

    rc = COC_OK;

    if (content->media[1] != NULL) {
        coc_buf_reset(&content->plain);

        if (coc_transfer_finish(&content->transfer, &content->plain)
            != COC_OK)
        {
            return coc_emit_no_memory(content->emit);
        }

        rest = coc_buf_str(&content->plain);
        rc = coc_content_media(content, 1, rest.data, rest.len);
    }

    for (i = 0; i < coc_nelts(content->media); i++) {

        if (content->media[i] != NULL && rc == COC_OK) {
            rc = coc_content_result(content,
                                    coc_media_finish(content->media[i]));

            if (rc == COC_OK && content->part->file) {
                rc = coc_file_text_end(&content->file[i]);
            }
        }

        coc_file_text_free(&content->file[i]);

        coc_media_destroy(content->media[i]);
        content->media[i] = NULL;
    }

    return rc;
}


/* The path of what is in a file, below that of its part: COC_ERROR. */

static int
coc_content_path(coc_content_t *content, coc_buf_t *buf, const char *name)
{
    coc_name_t  path;

    memset(&path, 0, sizeof(coc_name_t));

    if (content->part->nnames != 0
        && coc_name_read(&path, content->part->name[0], &content->value.path)
           != COC_OK)
    {
        return COC_ERROR;
    }

    coc_buf_reset(buf);
    (void) coc_buf_put(buf, path.path);

    if (path.path.len != 0) {
        (void) coc_buf_putc(buf, '.');
    }

    return (coc_buf_puts(buf, name) == COC_OK) ? COC_OK : COC_ERROR;
}


/* A piece of a file's metadata: "photo.exif.gps". */

static int
coc_content_found(void *ctx, const char *name, coc_str_t value)
{
    int             rc;
    coc_field_t     field;
    coc_content_t  *content = ctx;

    content->told = 1;

    if (coc_content_path(content, &content->path, name) != COC_OK) {
        return coc_emit_no_memory(content->emit);
    }

    rc = coc_emit_text(content->emit, value.len, content->at);
    if (rc != COC_OK) {
        return rc;
    }

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = COC_FIELD_MEDIA;
    field.path = coc_buf_str(&content->path);
    field.value = value;

    rc = coc_emit_field(content->emit, &field, content->at);
    content->told = (rc != COC_OK);

    return rc;
}


/* What coc_media returned; no memory of its own has not been told. */

static int
coc_content_result(coc_content_t *content, int rc)
{
    if (rc == COC_ERROR && !content->told) {
        return coc_emit_no_memory(content->emit);
    }

    return rc;
}


int
coc_content_end(coc_content_t *content, size_t at)
{
    int        rc;
    coc_str_t  text;

    if (content->part->file) {
        return coc_content_close(content);
    }

    rc = coc_content_text(content, at);

    /* a file to some readers */

    if (rc == COC_OK && content->part->nfilenames != 0) {
        text = coc_buf_str(&content->text);

        rc = coc_content_create(content);

        if (rc == COC_OK) {
            rc = coc_content_file(content, text.data, text.len);
        }

        if (rc == COC_OK) {
            rc = coc_content_close(content);
        }
    }

    coc_buf_reset(&content->text);

    return rc;
}


static int
coc_content_text(coc_content_t *content, size_t at)
{
    int             rc;
    coc_str_t       text;
    coc_transfer_t  transfer;

    text = coc_buf_str(&content->text);

    if (content->part->nnames == 0 && coc_str_trim(text).len == 0) {
        return COC_OK;
    }

    rc = coc_content_names(content, text, 0, at);

    if (rc != COC_OK) {
        return rc;
    }

    if (content->part->coding == COC_TRANSFER_NONE) {
        return coc_content_deep(content, text);
    }

    transfer = content->transfer;
    coc_buf_reset(&content->plain);

    /* never longer than it came, so that there is room */

    if (coc_transfer_feed(&transfer, text.data, text.len, &content->plain)
        != COC_OK
        || coc_transfer_finish(&transfer, &content->plain) != COC_OK)
    {
        return coc_emit_no_memory(content->emit);
    }

    text = coc_buf_str(&content->plain);

    rc = coc_emit_again(content->emit, text.len, at);

    if (rc == COC_OK) {
        rc = coc_content_names(content, text, 1, at);
    }

    return (rc == COC_OK) ? coc_content_deep(content, text) : rc;
}


/* The text under each of the part's names. */

static int
coc_content_names(coc_content_t *content, coc_str_t text, unsigned again,
    size_t at)
{
    int                rc;
    size_t             i;
    coc_value_field_t  f;

    memset(&f, 0, sizeof(coc_value_field_t));
    f.kind = COC_FIELD_TEXT;
    f.text = text;
    f.charset = content->part->charset;
    f.whole = (coc_nested_is(&content->part->type) != 0);

    for (rc = COC_OK, i = 0; rc == COC_OK; /* void */) {
        f.named = (content->part->nnames != 0);
        f.name = content->part->name[i];
        f.again = (again || i != 0);

        rc = coc_value_put(&content->value, &f, at);

        if (++i >= content->part->nnames) {
            break;
        }
    }

    return rc;
}


/* The text as a document of its own, under each of the part's names. */

static int
coc_content_deep(coc_content_t *content, coc_str_t text)
{
    int                rc;
    size_t             i;
    coc_nested_t       nested;
    const coc_part_t  *part;

    part = content->part;

    if (!coc_nested_is(&part->type) || coc_str_trim(text).len == 0) {
        return COC_OK;
    }

    memset(&nested, 0, sizeof(coc_nested_t));
    nested.emit = content->emit;
    nested.type = &part->type;
    nested.charset = part->charset;
    nested.form = content->value.charset;
    nested.named = (part->nnames != 0);
    nested.coded = (part->coding != COC_TRANSFER_NONE);
    nested.inner = content->inner;
    nested.at = content->at;

    for (rc = COC_OK, i = 0; rc == COC_OK; /* void */) {
        nested.name = part->name[i];

        /* the text as such has been read, and the next part can be */

        rc = coc_emit_fault(content->emit, coc_nested_read(&nested, text));

        if (++i >= part->nnames) {
            break;
        }
    }

    return rc;
}
