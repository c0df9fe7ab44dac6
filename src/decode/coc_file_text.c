/*
 * The text of uploaded files.
 */

#include "coc_file_text.h"
#include "coc_aside.h"
#include "coc_media.h"
#include "coc_str.h"


static int coc_file_text_settle(coc_file_text_t *file);
static int coc_file_text_binary(const uint8_t *data, size_t len);
static int coc_file_text_bytes(coc_file_text_t *file, const uint8_t *data,
    size_t len);
static int coc_file_text_add(coc_file_text_t *file, coc_str_t text);
static size_t coc_file_text_cut(const coc_file_text_t *file);
static size_t coc_file_text_word(coc_str_t text, size_t from, size_t to);
static int coc_file_text_emit(coc_file_text_t *file, size_t len);


int
coc_file_text_is(const coc_ctype_t *type)
{
    size_t                  i;
    coc_str_t               tail;
    static const coc_str_t  xml = coc_str("+xml");

    static const char *const  types[] = {
        "application/xml", "application/rtf", "application/x-subrip",
        "message/rfc822"
    };

    if (coc_ctype_is_text(type)) {
        return !coc_ctype_is(type, "text/css")
               && !coc_ctype_is(type, "text/javascript");
    }

    for (i = 0; i < coc_nelts(types); i++) {
        if (coc_ctype_is(type, types[i])) {
            return 1;
        }
    }

    if (type->essence.len <= xml.len) {
        return 0;
    }

    tail.data = type->essence.data + type->essence.len - xml.len;
    tail.len = xml.len;

    return coc_str_caseeq(tail, xml);
}


void
coc_file_text_begin(coc_file_text_t *file, coc_emit_t *emit, coc_str_t path,
    const coc_ctype_t *type, size_t at)
{
    coc_param_t  param;

    memset(file, 0, sizeof(coc_file_text_t));

    file->emit = emit;
    file->path = path;
    file->at = at;
    file->told = (coc_file_text_is(type) != 0);

    if (coc_ctype_find(type, "charset", &param) == COC_OK) {
        file->charset = coc_charset_find(param.value);
    }

    /* a piece, and what one byte more may be turned into */

    coc_buf_init(&file->text, &emit->alloc, COC_FILE_PIECE);
    coc_buf_init(&file->recoded, &emit->alloc, SIZE_MAX / 2);
}


int
coc_file_text_feed(coc_file_text_t *file, const uint8_t *data, size_t len)
{
    int     rc;
    size_t  n;

    if (!file->known) {
        n = coc_min(len, COC_FILE_HEAD - file->nhead);

        memcpy(file->head + file->nhead, data, n);
        file->nhead += n;
        data += n;
        len -= n;

        if (file->nhead < COC_FILE_HEAD) {
            return COC_OK;
        }

        rc = coc_file_text_settle(file);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return coc_file_text_bytes(file, data, len);
}


/* The head is there: whether it is text, and in which charset. */

static int
coc_file_text_settle(coc_file_text_t *file)
{
    int                   rc, read;
    size_t                mark;
    const coc_charset_t  *seen;

    file->known = 1;
    mark = 0;

    seen = coc_charset_mark(file->head, file->nhead, &mark);

    if (seen == NULL && file->told
        && coc_aside_pairs(file->head, file->nhead))
    {
        seen = coc_aside_json(file->head, file->nhead);
    }

    file->charset = (seen != NULL) ? seen : file->charset;

    if (file->charset != NULL
        && (file->charset->marked || coc_charset_is_utf8(file->charset)))
    {
        file->charset = NULL;
    }

    file->on = file->told || seen != NULL
               || (coc_media_family(file->head, file->nhead, &read)
                   == COC_FAMILY_NONE
                   && !coc_file_text_binary(file->head, file->nhead));

    if (!file->on) {
        return COC_OK;
    }

    if (file->charset != NULL) {
        file->recoding = 1;
        rc = coc_recode_open(&file->recode, file->charset);

        if (rc == COC_UNSUPPORTED) {
            coc_recode_close(&file->recode);
            file->recoding = 0;

        } else if (rc != COC_OK) {
            return coc_emit_no_memory(file->emit);
        }
    }

    return coc_file_text_bytes(file, file->head + mark, file->nhead - mark);
}


static int
coc_file_text_binary(const uint8_t *data, size_t len)
{
    size_t  i;

    for (i = 0; i < len; i++) {
        if (data[i] < '\t' || data[i] == 0x7f
            || (data[i] > '\r' && data[i] < ' ' && data[i] != 0x1b))
        {
            return 1;
        }
    }

    return 0;
}


static int
coc_file_text_bytes(coc_file_text_t *file, const uint8_t *data, size_t len)
{
    int        rc;
    size_t     n;
    coc_str_t  text;

    if (!file->on) {
        return COC_OK;
    }

    n = coc_min(len, file->emit->body - file->emit->count.file_text);
    file->emit->count.file_text += n;

    if (!file->recoding) {
        text.data = data;
        text.len = n;

        return coc_file_text_add(file, text);
    }

    for ( /* void */ ; n != 0; data += len, n -= len) {
        len = coc_min(n, (size_t) COC_FILE_PIECE / 8);

        coc_buf_reset(&file->recoded);

        if (coc_recode_feed(&file->recode, data, len, &file->recoded)
            != COC_OK)
        {
            return coc_emit_no_memory(file->emit);
        }

        rc = coc_file_text_add(file, coc_buf_str(&file->recoded));
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


static int
coc_file_text_add(coc_file_text_t *file, coc_str_t text)
{
    int     rc;
    size_t  n, cut, from;

    while (text.len != 0) {
        n = coc_min(text.len, COC_FILE_PIECE - file->text.len);

        if (coc_buf_append(&file->text, text.data, n) != COC_OK) {
            return coc_emit_no_memory(file->emit);
        }

        text.data += n;
        text.len -= n;

        if (file->text.len < COC_FILE_PIECE) {
            return COC_OK;
        }

        cut = coc_file_text_cut(file);

        rc = coc_file_text_emit(file, cut);
        if (rc != COC_OK) {
            return rc;
        }

        from = coc_file_text_word(coc_buf_str(&file->text),
                                  cut - COC_FILE_OVERLAP, cut);

        file->kept = cut - from;
        file->text.len -= from;
        memmove(file->text.data, file->text.data + from, file->text.len);
    }

    return COC_OK;
}


/* Behind the last white space, if it is not too far back. */

static size_t
coc_file_text_cut(const coc_file_text_t *file)
{
    size_t  i;

    for (i = file->text.len; i > COC_FILE_PIECE / 2; i--) {
        if (file->text.data[i - 1] <= ' ') {
            return i;
        }
    }

    /* else no character is cut in two */

    for (i = file->text.len; i > COC_FILE_PIECE - 4; i--) {
        if ((file->text.data[i - 1] & 0xc0) != 0x80) {
            return i - 1;
        }
    }

    return file->text.len;
}


/* Where the first word begins between the two. */

static size_t
coc_file_text_word(coc_str_t text, size_t from, size_t to)
{
    size_t  i;

    for (i = from; i < to; i++) {
        if (text.data[i] <= ' ') {
            return i;
        }
    }

    return to;
}


/* The first bytes of what waits, as a field; further ones count as none. */

static int
coc_file_text_emit(coc_file_text_t *file, size_t len)
{
    coc_emit_t   *emit;
    coc_field_t   field;

    emit = file->emit;

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = COC_FIELD_MEDIA;
    field.path = file->path;
    field.value.data = file->text.data;
    field.value.len = len;

    if (file->any) {
        emit->count.fields -= (emit->count.fields != 0);
    }

    file->any = 1;

    return coc_emit_pass(emit, &field, file->at);
}


int
coc_file_text_end(coc_file_text_t *file)
{
    int  rc;

    if (!file->known && file->nhead != 0) {
        rc = coc_file_text_settle(file);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (file->recoding) {
        coc_buf_reset(&file->recoded);

        if (coc_recode_finish(&file->recode, &file->recoded) != COC_OK) {
            return coc_emit_no_memory(file->emit);
        }

        rc = coc_file_text_add(file, coc_buf_str(&file->recoded));
        if (rc != COC_OK) {
            return rc;
        }
    }

    return (file->text.len > file->kept)
           ? coc_file_text_emit(file, file->text.len) : COC_OK;
}


void
coc_file_text_free(coc_file_text_t *file)
{
    if (file->emit == NULL) {
        return;
    }

    if (file->recoding) {
        coc_recode_close(&file->recode);
    }

    coc_buf_free(&file->text);
    coc_buf_free(&file->recoded);
    file->emit = NULL;
}
