/*
 * multipart/form-data: fields are read, files pass by and are counted.
 *
 * Follows RFC 7578 and RFC 2046, section 5.1.1.  Readers in the field differ
 * on line ends, on what may follow a boundary and on what comes after the
 * last one; whoever knows that hides a field in what we take for a file.  So
 * what looks like a delimiter to any of them is one to all of them, or the
 * body is malformed.  The preamble and the epilogue are screened as text.
 */

#include "coc_emit.h"
#include "coc_part.h"
#include "coc_str.h"


#define COC_BOUNDARY_MAX        200             /* bytes; RFC 2046 has 70 */
#define COC_PART_HEAD_MAX       (16 * 1024)     /* bytes */


typedef enum {
    COC_MULTIPART_PREAMBLE = 0,
    COC_MULTIPART_HEAD,         /* of a part */
    COC_MULTIPART_TEXT,
    COC_MULTIPART_FILE,
    COC_MULTIPART_EPILOGUE
} coc_multipart_place_e;


/* What stands before a byte. */

typedef enum {
    COC_LINE_NONE = 0,          /* no line end */
    COC_LINE_START,             /* body, content or epilogue begin here */
    COC_LINE_CR,
    COC_LINE_LF,
    COC_LINE_CRLF
} coc_multipart_line_e;


typedef struct {
    coc_emit_t             *emit;
    coc_buf_t               head;       /* the header of the part at hand */
    coc_buf_t               text;       /* content at hand, unless a file's */
    coc_part_t              part;       /* points into head */
    coc_multipart_place_e   place;
    coc_multipart_line_e    style;      /* NONE until a delimiter has ended */
    coc_multipart_line_e    line;       /* on hold, with matched bytes of: */
    size_t                  matched;
    size_t                  dash_len;
    uint8_t                 dash[2 + COC_BOUNDARY_MAX]; /* "--boundary" */
    size_t                  delimiter;  /* its offset in the body */
    size_t                  head_at;    /* the header's offset in the body */
    unsigned                tail:1;     /* behind "--boundary" */
    unsigned                dashes:2;   /* of the last delimiter's two */
    unsigned                padding:1;  /* white space after it */
    unsigned                cr:1;       /* the last byte, in tail or head */
    unsigned                empty:1;    /* the header's line, so far */
} coc_multipart_t;


static int coc_multipart_create(void **state, coc_emit_t *emit,
    const coc_ctype_t *type);
static int coc_multipart_feed(void *state, const uint8_t *data, size_t len);
static int coc_multipart_finish(void *state);
static void coc_multipart_destroy(void *state);
static int coc_multipart_boundary(coc_multipart_t *mp,
    const coc_ctype_t *type);
static int coc_multipart_content(coc_multipart_t *mp, const uint8_t *data,
    size_t len, size_t at, size_t *used);
static int coc_multipart_mismatch(coc_multipart_t *mp, size_t at);
static int coc_multipart_keep(coc_multipart_t *mp, const uint8_t *data,
    size_t len, size_t at);
static int coc_multipart_candidate(coc_multipart_t *mp, size_t at);
static int coc_multipart_tail(coc_multipart_t *mp, uint8_t c, size_t at);
static int coc_multipart_delimiter(coc_multipart_t *mp, size_t at);
static int coc_multipart_content_end(coc_multipart_t *mp, size_t at);
static int coc_multipart_head(coc_multipart_t *mp, uint8_t c, size_t at);
static int coc_multipart_part(coc_multipart_t *mp, size_t at);
static int coc_multipart_filename(coc_multipart_t *mp, coc_str_t name,
    size_t at);
static int coc_multipart_invalid(coc_multipart_t *mp, size_t at,
    const char *text);


const coc_decoder_t  coc_multipart_decoder = {
    coc_multipart_create,
    coc_multipart_feed,
    coc_multipart_finish,
    coc_multipart_destroy
};


static int
coc_multipart_create(void **state, coc_emit_t *emit, const coc_ctype_t *type)
{
    int               rc;
    coc_multipart_t  *mp;

    mp = coc_emit_state(emit, sizeof(coc_multipart_t));
    if (mp == NULL) {
        return COC_ERROR;
    }

    mp->emit = emit;
    mp->line = COC_LINE_START;
    coc_buf_init(&mp->head, &emit->alloc, COC_PART_HEAD_MAX);
    coc_buf_init(&mp->text, &emit->alloc, emit->body);

    rc = coc_multipart_boundary(mp, type);

    if (rc != COC_OK) {
        coc_multipart_destroy(mp);
        return rc;
    }

    *state = mp;

    return COC_OK;
}


/*
 * The boundary as all readers see it: one that is cut at a space or a comma,
 * unescaped, or found in another parameter by some is refused.
 */

static int
coc_multipart_boundary(coc_multipart_t *mp, const coc_ctype_t *type)
{
    int          rc;
    size_t       i;
    uint8_t      c;
    coc_str_t    before, word;
    coc_param_t  param;

    rc = coc_ctype_find(type, "boundary", &param);

    if (rc == COC_DECLINED) {
        return coc_multipart_invalid(mp, 0, "no boundary in the Content-Type");
    }

    if (rc != COC_OK || param.value.len == 0
        || param.value.len > COC_BOUNDARY_MAX)
    {
        return coc_multipart_invalid(mp, 0, "unclear boundary");
    }

    for (i = 0; i < param.value.len; i++) {
        c = param.value.data[i];

        if (c < ' ' || c >= 0x7f || c == '\\' || c == '"'
            || (!param.quoted && (c == ' ' || c == ','))
            || (c == ' ' && (i == 0 || i + 1 == param.value.len)))
        {
            return coc_multipart_invalid(mp, 0, "unclear boundary");
        }
    }

    /* PHP takes what follows the first "boundary", wherever that stands */

    before = type->params;
    before.len = (size_t) (param.name.data - type->params.data);
    word.len = param.name.len;

    for (i = 0; before.len >= word.len && i <= before.len - word.len; i++) {
        word.data = before.data + i;

        if (coc_str_caseeq(word, param.name)) {
            return coc_multipart_invalid(mp, 0, "unclear boundary");
        }
    }

    memcpy(mp->dash, "--", 2);
    memcpy(mp->dash + 2, param.value.data, param.value.len);
    mp->dash_len = 2 + param.value.len;

    return COC_OK;
}


static int
coc_multipart_feed(void *state, const uint8_t *data, size_t len)
{
    int               rc;
    size_t            i, at, used;
    coc_multipart_t  *mp = state;

    for (i = 0; i < len; i += used) {
        at = mp->emit->offset + i;
        used = 1;

        if (mp->tail) {
            rc = coc_multipart_tail(mp, data[i], at);

        } else if (mp->place == COC_MULTIPART_HEAD) {
            rc = coc_multipart_head(mp, data[i], at);

        } else {
            rc = coc_multipart_content(mp, data + i, len - i, at, &used);
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


/*
 * Content up to the next line end, or a byte of what may be a delimiter.
 * Neither "\r" nor "\n" occurs in a boundary, so a byte that does not match
 * can only begin a new line: no byte is looked at more than twice.
 */

static int
coc_multipart_content(coc_multipart_t *mp, const uint8_t *data, size_t len,
    size_t at, size_t *used)
{
    size_t  n;

    if (mp->line != COC_LINE_NONE) {

        if (data[0] == mp->dash[mp->matched]) {
            mp->matched++;

            return (mp->matched == mp->dash_len)
                   ? coc_multipart_candidate(mp, at + 1) : COC_OK;
        }

        if (mp->line == COC_LINE_CR && mp->matched == 0 && data[0] == '\n') {
            mp->line = COC_LINE_CRLF;
            return COC_OK;
        }

        *used = 0;

        return coc_multipart_mismatch(mp, at);
    }

    for (n = 0; n < len && data[n] != '\n' && data[n] != '\r'; n++) {
        /* void */
    }

    *used = n;

    if (n < len) {
        mp->line = (data[n] == '\r') ? COC_LINE_CR : COC_LINE_LF;
        *used = n + 1;
    }

    return coc_multipart_keep(mp, data, n, at);
}


/* What was on hold is content; at is the offset of the byte after it. */

static int
coc_multipart_mismatch(coc_multipart_t *mp, size_t at)
{
    int            rc;
    size_t         n, matched;
    const uint8_t  *end;

    n = 0;
    end = (const uint8_t *) "\r\n";
    matched = mp->matched;

    switch (mp->line) {

    case COC_LINE_CR:
        n = 1;
        break;

    case COC_LINE_LF:
        n = 1;
        end++;
        break;

    case COC_LINE_CRLF:
        n = 2;
        break;

    default: /* COC_LINE_START */
        break;
    }

    mp->line = COC_LINE_NONE;
    mp->matched = 0;

    rc = coc_multipart_keep(mp, end, n, at - matched - n);
    if (rc != COC_OK) {
        return rc;
    }

    return coc_multipart_keep(mp, mp->dash, matched, at - matched);
}


static int
coc_multipart_keep(coc_multipart_t *mp, const uint8_t *data, size_t len,
    size_t at)
{
    if (mp->place == COC_MULTIPART_FILE) {
        mp->emit->count.file_bytes += len;
        return COC_OK;
    }

    return coc_emit_append(mp->emit, &mp->text, data, len, at);
}


/* "--boundary" at the start of a line; at is the offset after it. */

static int
coc_multipart_candidate(coc_multipart_t *mp, size_t at)
{
    mp->delimiter = at - mp->dash_len;

    if (mp->place == COC_MULTIPART_EPILOGUE) {
        return coc_multipart_invalid(mp, mp->delimiter,
                                     "a boundary after the last one");
    }

    if ((mp->line == COC_LINE_START && mp->place != COC_MULTIPART_PREAMBLE)
        || mp->line == COC_LINE_CR
        || (mp->style != COC_LINE_NONE && mp->line != mp->style))
    {
        return coc_multipart_invalid(mp, mp->delimiter,
                                     "a boundary after an odd line end");
    }

    if (mp->style == COC_LINE_NONE && mp->line != COC_LINE_START) {
        mp->style = mp->line;
    }

    mp->tail = 1;
    mp->dashes = 0;
    mp->padding = 0;
    mp->cr = 0;

    return COC_OK;
}


/* A byte behind "--boundary". */

static int
coc_multipart_tail(coc_multipart_t *mp, uint8_t c, size_t at)
{
    coc_multipart_line_e  line;

    if (c == '\n' && mp->dashes != 1) {
        line = mp->cr ? COC_LINE_CRLF : COC_LINE_LF;

        if (mp->style == COC_LINE_NONE) {
            mp->style = line;
        }

        if (line == mp->style) {
            return coc_multipart_delimiter(mp, at + 1);
        }

    } else if (!mp->cr) {

        if (c == '-' && !mp->padding && mp->dashes < 2) {
            mp->dashes = (mp->dashes + 1) & 3;
            return COC_OK;
        }

        if ((c == ' ' || c == '\t') && mp->dashes != 1) {
            mp->padding = 1;
            return COC_OK;
        }

        if (c == '\r') {
            mp->cr = 1;
            return COC_OK;
        }
    }

    return coc_multipart_invalid(mp, mp->delimiter,
                                 "a boundary with an odd line end");
}


/* The delimiter has ended before at; so has the content before it. */

static int
coc_multipart_delimiter(coc_multipart_t *mp, size_t at)
{
    int  rc;

    rc = coc_multipart_content_end(mp, at);
    if (rc != COC_OK) {
        return rc;
    }

    mp->tail = 0;
    mp->cr = 0;
    mp->matched = 0;
    mp->line = COC_LINE_START;

    if (mp->dashes == 2) {
        mp->place = COC_MULTIPART_EPILOGUE;
        return COC_OK;
    }

    if (mp->emit->count.parts >= mp->emit->limits->parts) {
        return coc_error_at(mp->emit->err, COC_LIMIT, mp->delimiter,
                            "more than %zu parts (coc_parts_max)",
                            mp->emit->limits->parts);
    }

    mp->emit->count.parts++;
    mp->place = COC_MULTIPART_HEAD;
    mp->head_at = at;
    mp->empty = 1;
    coc_buf_reset(&mp->head);

    return COC_OK;
}


static int
coc_multipart_content_end(coc_multipart_t *mp, size_t at)
{
    int          rc;
    coc_field_t  field;

    if (mp->place == COC_MULTIPART_FILE) {
        return COC_OK;
    }

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = COC_FIELD_TEXT;
    field.value = coc_buf_str(&mp->text);

    if (mp->place == COC_MULTIPART_TEXT) {
        field.path = mp->part.name;
        field.top = mp->part.named;

    } else if (coc_str_trim(field.value).len == 0) {
        coc_buf_reset(&mp->text);
        return COC_OK;
    }

    rc = coc_emit_field(mp->emit, &field, at);
    coc_buf_reset(&mp->text);

    return rc;
}


/* A byte of a part's header. */

static int
coc_multipart_head(coc_multipart_t *mp, uint8_t c, size_t at)
{
    int  cr;

    cr = mp->cr;

    if (c == '\n') {

        if (cr != (mp->style == COC_LINE_CRLF)) {
            return coc_multipart_invalid(mp, at, "odd line end in a part's "
                                                 "header");
        }

        if (mp->empty) {
            return coc_multipart_part(mp, at + 1);
        }

    } else if (cr || (c < ' ' && c != '\t' && c != '\r') || c == 0x7f) {
        return coc_multipart_invalid(mp, at, "control character in a part's "
                                             "header");
    }

    mp->cr = (c == '\r');
    mp->empty = (c == '\n' || (c == '\r' && mp->empty));

    switch (coc_buf_putc(&mp->head, c)) {

    case COC_OK:
        return COC_OK;

    case COC_LIMIT:
        return coc_multipart_invalid(mp, at, "a part's header is too long");

    default: /* COC_ERROR */
        return coc_emit_no_memory(mp->emit);
    }
}


/* The header is whole, the part's content begins at that offset. */

static int
coc_multipart_part(coc_multipart_t *mp, size_t at)
{
    int     rc;
    size_t  len;

    len = mp->head.len - mp->cr;        /* the empty line's "\r" */
    mp->cr = 0;

    rc = coc_part_parse(&mp->part, mp->head.data, len, mp->head_at,
                        mp->emit->err);
    if (rc != COC_OK) {
        return rc;
    }

    rc = coc_emit_text(mp->emit, mp->part.name.len, at);

    if (rc == COC_OK && mp->part.filename.len != 0) {
        rc = coc_multipart_filename(mp, mp->part.filename, at);
    }

    if (rc == COC_OK && mp->part.filename_ext.len != 0) {
        rc = coc_multipart_filename(mp, mp->part.filename_ext, at);
    }

    mp->place = COC_MULTIPART_TEXT;

    if (mp->part.file) {
        mp->place = COC_MULTIPART_FILE;
        mp->emit->count.files++;
    }

    return rc;
}


static int
coc_multipart_filename(coc_multipart_t *mp, coc_str_t name, size_t at)
{
    int          rc;
    coc_field_t  field;

    rc = coc_emit_text(mp->emit, name.len, at);
    if (rc != COC_OK) {
        return rc;
    }

    memset(&field, 0, sizeof(coc_field_t));
    field.kind = COC_FIELD_FILENAME;
    field.path = mp->part.name;
    field.value = name;

    return coc_emit_field(mp->emit, &field, at);
}


static int
coc_multipart_finish(void *state)
{
    int               rc;
    size_t            at;
    coc_multipart_t  *mp = state;

    at = mp->emit->offset;

    if (mp->tail && mp->dashes == 2) {
        return coc_multipart_content_end(mp, at);
    }

    if (mp->place != COC_MULTIPART_EPILOGUE) {
        return coc_multipart_invalid(mp, at, "the last boundary is missing");
    }

    rc = coc_multipart_mismatch(mp, at);

    return (rc == COC_OK) ? coc_multipart_content_end(mp, at) : rc;
}


static int
coc_multipart_invalid(coc_multipart_t *mp, size_t at, const char *text)
{
    return coc_error_at(mp->emit->err, COC_INVALID, at,
                        "malformed multipart body: %s", text);
}


static void
coc_multipart_destroy(void *state)
{
    coc_multipart_t  *mp = state;

    if (mp == NULL) {
        return;
    }

    coc_buf_free(&mp->head);
    coc_buf_free(&mp->text);
    mp->emit->alloc.free(mp->emit->alloc.ctx, mp);
}
