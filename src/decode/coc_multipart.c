/*
 * Multipart bodies: where parts begin and end.  What they hold is read in
 * coc_content.c.
 *
 * Follows RFC 7578 and RFC 2046, section 5.1.1.  Readers in the field differ
 * on line ends, on what may follow a boundary and on what comes after the
 * last one; whoever knows that hides a field in what we take for a file.  So
 * what looks like a delimiter to any of them is one to all of them, or the
 * body is malformed.  The preamble and the epilogue are screened as text.
 */

#include "coc_multipart.h"
#include "coc_boundary.h"
#include "coc_content.h"
#include "coc_part.h"
#include "coc_rest.h"
#include "coc_str.h"


#define COC_PART_HEAD_MAX       (16 * 1024)     /* bytes */

/* Each parameter as it came, unescaped, and out of a charset: bytes. */

#define COC_PART_MADE_MAX       (16 * COC_PART_HEAD_MAX)


typedef enum {
    COC_MULTIPART_PREAMBLE = 0,
    COC_MULTIPART_HEAD,         /* of a part */
    COC_MULTIPART_CONTENT,
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
    coc_buf_t               made;       /* what had to be decoded in it */
    coc_part_t              part;       /* points into these */
    coc_part_t              loose;      /* preamble and epilogue: zero */
    coc_content_t           content;
    coc_rest_t              rest;
    coc_str_t               outer;      /* the name that every part has */
    size_t                  number;     /* of the next part, from 0 */
    coc_multipart_place_e   place;
    coc_multipart_line_e    style;      /* NONE until a delimiter has ended */
    coc_multipart_line_e    line;       /* on hold, with matched bytes of: */
    size_t                  matched;
    size_t                  dash_len;
    uint8_t                 dash[2 + COC_BOUNDARY_MAX]; /* "--boundary" */
    size_t                  delimiter;  /* its offset in the body */
    size_t                  head_at;    /* the header's offset in the body */
    unsigned                named:1;    /* outer is set */
    unsigned                numbered:1; /* parts without a name have a number */
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
static int coc_multipart_open(void **state, coc_emit_t *emit,
    const coc_ctype_t *type, coc_str_t name, unsigned named, unsigned inner);
static int coc_multipart_content(coc_multipart_t *mp, const uint8_t *data,
    size_t len, size_t at, size_t *used);
static int coc_multipart_mismatch(coc_multipart_t *mp, size_t at);
static int coc_multipart_candidate(coc_multipart_t *mp, size_t at);
static int coc_multipart_tail(coc_multipart_t *mp, uint8_t c, size_t at);
static int coc_multipart_delimiter(coc_multipart_t *mp, size_t at);
static int coc_multipart_head(coc_multipart_t *mp, uint8_t c, size_t at);
static int coc_multipart_part(coc_multipart_t *mp, size_t at);
static void coc_multipart_name(coc_multipart_t *mp);
static int coc_multipart_fault(coc_multipart_t *mp, int rc,
    const uint8_t *data, size_t len);
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
    coc_str_t  none = coc_null_str;

    return coc_multipart_open(state, emit, type, none, 0, 0);
}


int
coc_multipart_inside(void **state, coc_emit_t *emit, const coc_ctype_t *type,
    coc_str_t name, unsigned named)
{
    return coc_multipart_open(state, emit, type, name, named, 1);
}


static int
coc_multipart_open(void **state, coc_emit_t *emit, const coc_ctype_t *type,
    coc_str_t name, unsigned named, unsigned inner)
{
    int               rc;
    coc_multipart_t  *mp;

    mp = coc_emit_state(emit, sizeof(coc_multipart_t));
    if (mp == NULL) {
        return COC_ERROR;
    }

    mp->emit = emit;
    mp->line = COC_LINE_START;
    mp->outer = name;
    mp->named = (named != 0);
    mp->numbered = (!inner && !coc_ctype_is(type, "multipart/form-data"));
    mp->content.inner = (inner != 0);

    coc_buf_init(&mp->head, &emit->alloc, COC_PART_HEAD_MAX);
    coc_buf_init(&mp->made, &emit->alloc, COC_PART_MADE_MAX);
    coc_rest_init(&mp->rest, emit, 0);

    rc = coc_content_init(&mp->content, emit);

    if (rc == COC_OK) {
        rc = coc_boundary_read(type, mp->dash, &mp->dash_len, emit);
    }

    if (rc == COC_OK) {
        rc = coc_content_begin(&mp->content, &mp->loose, emit->offset);
    }

    if (rc != COC_OK) {
        coc_multipart_destroy(mp);
        return rc;
    }

    *state = mp;

    return COC_OK;
}


static int
coc_multipart_feed(void *state, const uint8_t *data, size_t len)
{
    int               rc;
    size_t            i, at, used;
    coc_multipart_t  *mp = state;

    if (mp->rest.on) {
        return coc_rest_feed(&mp->rest, data, len);
    }

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
            return coc_multipart_fault(mp, rc, data + i, len - i);
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

    return coc_content_feed(&mp->content, data, n, at);
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

    rc = coc_content_feed(&mp->content, end, n, at - matched - n);
    if (rc != COC_OK) {
        return rc;
    }

    return coc_content_feed(&mp->content, mp->dash, matched, at - matched);
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

    rc = coc_content_end(&mp->content, at);
    if (rc != COC_OK) {
        return rc;
    }

    mp->tail = 0;
    mp->cr = 0;
    mp->matched = 0;
    mp->line = COC_LINE_START;

    if (mp->dashes == 2) {
        mp->place = COC_MULTIPART_EPILOGUE;
        return coc_content_begin(&mp->content, &mp->loose, at);
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
    size_t  i, len;

    len = mp->head.len - mp->cr;        /* the empty line's "\r" */
    mp->cr = 0;

    coc_buf_reset(&mp->made);

    rc = coc_part_parse(&mp->part, mp->head.data, len, mp->head_at, &mp->made,
                        mp->emit->err);
    if (rc != COC_OK) {
        return rc;
    }

    coc_multipart_name(mp);

    for (i = 0; i < mp->part.nnames; i++) {
        rc = coc_emit_text(mp->emit, mp->part.name[i].len, at);
        if (rc != COC_OK) {
            return rc;
        }
    }

    mp->place = COC_MULTIPART_CONTENT;
    mp->emit->count.files += mp->part.file;

    return coc_content_begin(&mp->content, &mp->part, at);
}


/*
 * Names beside those of the header: of a part inside another, that one's; of
 * a part of a body that is no form, its number.
 */

static void
coc_multipart_name(coc_multipart_t *mp)
{
    coc_part_t  *part;

    part = &mp->part;

    if (mp->named) {
        part->nnames = coc_min(part->nnames, (size_t) COC_PART_NAMES - 1);
        part->name[part->nnames++] = mp->outer;

    } else if (mp->numbered && part->nnames == 0) {
        coc_part_numbered(part, mp->number);
    }

    mp->number++;
}


static int
coc_multipart_finish(void *state)
{
    int               rc;
    size_t            at;
    coc_multipart_t  *mp = state;

    at = mp->emit->offset;

    if (mp->rest.on) {
        return coc_rest_finish(&mp->rest);
    }

    if (mp->tail && mp->dashes == 2) {
        rc = coc_content_end(&mp->content, at);

    } else if (mp->place != COC_MULTIPART_EPILOGUE) {
        rc = coc_multipart_invalid(mp, at, "the last boundary is missing");

    } else {
        rc = coc_multipart_mismatch(mp, at);

        if (rc == COC_OK) {
            rc = coc_content_end(&mp->content, at);
        }
    }

    rc = coc_multipart_fault(mp, rc, NULL, 0);

    return mp->rest.on ? coc_rest_finish(&mp->rest) : rc;
}


/*
 * The body is malformed from here on.  What was on hold, and all that follows,
 * is read as text, as policy may have it forwarded.
 */

static int
coc_multipart_fault(coc_multipart_t *mp, int rc, const uint8_t *data,
    size_t len)
{
    coc_str_t    held;
    coc_emit_t  *emit = mp->emit;

    if ((rc != COC_INVALID && rc != COC_UNSUPPORTED) || emit->strict) {
        return rc;
    }

    coc_rest_begin(&mp->rest);

    /* what a file has told so far is kept until its end */

    if (mp->place == COC_MULTIPART_CONTENT && mp->part.file) {
        rc = coc_content_end(&mp->content, emit->offset);
        emit->count.unread += (rc == COC_LIMIT);

        if (rc != COC_OK && rc != COC_LIMIT) {
            return rc;
        }
    }

    held = coc_buf_str(mp->place == COC_MULTIPART_HEAD ? &mp->head
                                                       : &mp->content.text);

    if (mp->place != COC_MULTIPART_HEAD) {
        emit->count.text -= coc_min(held.len, emit->count.text);
    }

    rc = coc_rest_feed(&mp->rest, held.data, held.len);

    return (rc == COC_OK) ? coc_rest_feed(&mp->rest, data, len) : rc;
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

    coc_content_free(&mp->content);
    coc_buf_free(&mp->head);
    coc_buf_free(&mp->made);
    coc_rest_free(&mp->rest);
    mp->emit->alloc.free(mp->emit->alloc.ctx, mp);
}
