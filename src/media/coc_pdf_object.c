/*
 * A PDF's dictionaries as they pass by.  Strings of a dictionary wait until it
 * ends, for only then it is known whether it is document information, a
 * bookmark, or something else.
 *
 * A record of a string that waits: the level and key of its dictionary, the
 * length of the key's name, two bytes of the value's length, name, value.
 */

#include "coc_pdf_int.h"
#include "coc_pdf_text.h"
#include "coc_media_utf8.h"
#include "coc_str.h"


#define COC_PDF_RECORD  5       /* bytes before name and value */


static int coc_pdf_word(coc_pdf_t *pdf, coc_pdf_scope_t *scope,
    coc_str_t value);
static void coc_pdf_name(coc_pdf_t *pdf, coc_pdf_scope_t *scope,
    coc_str_t value);
static coc_pdf_key_e coc_pdf_key(coc_str_t name);
static int coc_pdf_string(coc_pdf_t *pdf, coc_pdf_scope_t *scope,
    coc_str_t value);
static void coc_pdf_open(coc_pdf_scope_t *scope, int list);
static int coc_pdf_close(coc_pdf_t *pdf, coc_pdf_scope_t *scope, int list);
static int coc_pdf_settle(coc_pdf_t *pdf, size_t depth,
    const coc_pdf_frame_t *frame);


static const char *const  coc_pdf_names[] = {
    "pdf.title",
    "pdf.author",
    "pdf.subject",
    "pdf.keywords",
    "pdf.creator",
    "pdf.producer",
    "pdf.created",
    "pdf.modified",
    "pdf.company",
    "pdf.manager",
    "pdf.custom",
    "pdf.outline",
    "pdf.string"
};


static const struct {
    coc_str_t      name;
    coc_pdf_key_e  key;
} coc_pdf_keys[] = {
    { coc_str("Title"), COC_PDF_TITLE },
    { coc_str("Author"), COC_PDF_AUTHOR },
    { coc_str("Subject"), COC_PDF_SUBJECT },
    { coc_str("Keywords"), COC_PDF_KEYWORDS },
    { coc_str("Creator"), COC_PDF_CREATOR },
    { coc_str("Producer"), COC_PDF_PRODUCER },
    { coc_str("CreationDate"), COC_PDF_CREATED },
    { coc_str("ModDate"), COC_PDF_MODIFIED },
    { coc_str("Company"), COC_PDF_COMPANY },
    { coc_str("Manager"), COC_PDF_MANAGER },
    { coc_str("Type"), COC_PDF_TYPE },
    { coc_str("Subtype"), COC_PDF_SUBTYPE },
    { coc_str("Filter"), COC_PDF_FILTER },
    { coc_str("Parent"), COC_PDF_PARENT },
    { coc_str("Encrypt"), COC_PDF_ENCRYPT }
};


/* What waits in dictionaries that never end is taken for information. */

static const coc_pdf_frame_t  coc_pdf_broken = { .info = 1 };


const char *
coc_pdf_title(size_t key)
{
    return coc_pdf_names[key];
}


int
coc_pdf_objects(coc_pdf_t *pdf, coc_pdf_scope_t *scope, const uint8_t **p,
    const uint8_t *end)
{
    int              rc;
    coc_str_t        value;
    coc_pdf_token_e  token;

    for ( ;; ) {
        token = coc_pdf_lex(&scope->lex, p, end, &value);

        if (token == COC_PDF_MORE) {
            return COC_OK;
        }

        if (token == COC_PDF_WORD) {
            rc = coc_pdf_word(pdf, scope, value);

        } else if (token == COC_PDF_DICT_END || token == COC_PDF_LIST_END) {
            rc = coc_pdf_close(pdf, scope, token == COC_PDF_LIST_END);

        } else if (token == COC_PDF_STRING) {
            rc = coc_pdf_string(pdf, scope, value);

        } else {
            rc = COC_OK;

            if (token == COC_PDF_NAME) {
                coc_pdf_name(pdf, scope, value);

            } else {
                coc_pdf_open(scope, token == COC_PDF_LIST);
            }
        }

        if (rc != COC_OK) {
            return rc;
        }

        scope->closed = (token == COC_PDF_DICT_END && scope->depth == 0);
        scope->bare = (token == COC_PDF_WORD && value.len == 3
                       && memcmp(value.data, "obj", 3) == 0);
    }
}


int
coc_pdf_objects_end(coc_pdf_t *pdf, coc_pdf_scope_t *scope)
{
    scope->depth = 0;
    scope->over = 0;

    return coc_pdf_settle(pdf, 0, &coc_pdf_broken);
}


static int
coc_pdf_word(coc_pdf_t *pdf, coc_pdf_scope_t *scope, coc_str_t value)
{
    size_t                  i;
    static const coc_str_t  stream = coc_str("stream");
    static const coc_str_t  outermost[] = {
        coc_str("obj"),
        coc_str("endobj"),
        coc_str("trailer"),
        coc_str("xref"),
        coc_str("startxref")
    };

    if (scope->closed && !scope->inner && coc_str_eq(value, stream)) {
        return COC_AGAIN;
    }

    /* where these are, nothing is open, whatever came before */

    for (i = 0; i < coc_nelts(outermost); i++) {
        if (coc_str_eq(value, outermost[i])) {
            return coc_pdf_objects_end(pdf, scope);
        }
    }

    /* a number, or the first part of a reference; the rest has no key */

    if (scope->depth != 0 && !scope->frame[scope->depth - 1].list) {
        scope->frame[scope->depth - 1].key = COC_PDF_NO_KEY;
    }

    return COC_OK;
}


static void
coc_pdf_name(coc_pdf_t *pdf, coc_pdf_scope_t *scope, coc_str_t value)
{
    coc_pdf_frame_t         *frame, *dict;
    static const coc_str_t   metadata = coc_str("Metadata");
    static const coc_str_t   xml = coc_str("XML");
    static const coc_str_t   objects = coc_str("ObjStm");
    static const coc_str_t   flate = coc_str("FlateDecode");
    static const coc_str_t   short_flate = coc_str("Fl");

    if (scope->depth == 0 || scope->over != 0) {
        return;
    }

    frame = &scope->frame[scope->depth - 1];

    if (!frame->list && frame->key == COC_PDF_NO_KEY) {
        frame->key = coc_pdf_key(value);
        frame->info |= (frame->key >= COC_PDF_AUTHOR
                        && frame->key <= COC_PDF_MANAGER);
        frame->parent |= (frame->key == COC_PDF_PARENT);
        frame->encrypt |= (frame->key == COC_PDF_ENCRYPT);

        memcpy(pdf->key, value.data, value.len);
        pdf->key_len = value.len;
        return;
    }

    /* a value; filters may come as a list */

    dict = (frame->list && scope->depth > 1) ? frame - 1 : frame;

    if (frame->key == COC_PDF_TYPE || frame->key == COC_PDF_SUBTYPE) {
        dict->metadata |= (coc_str_eq(value, metadata)
                           || coc_str_eq(value, xml));
        dict->objects |= (coc_str_eq(value, objects) != 0);

    } else if (frame->key == COC_PDF_FILTER) {
        dict->filtered |= dict->flate;

        if (coc_str_eq(value, flate) || coc_str_eq(value, short_flate)) {
            dict->flate = 1;

        } else {
            dict->filtered = 1;
        }
    }

    if (!frame->list) {
        frame->key = COC_PDF_NO_KEY;
    }
}


static coc_pdf_key_e
coc_pdf_key(coc_str_t name)
{
    size_t  i;

    for (i = 0; i < coc_nelts(coc_pdf_keys); i++) {
        if (coc_str_eq(name, coc_pdf_keys[i].name)) {
            return coc_pdf_keys[i].key;
        }
    }

    return COC_PDF_CUSTOM;
}


static int
coc_pdf_string(coc_pdf_t *pdf, coc_pdf_scope_t *scope, coc_str_t value)
{
    int               rc, odd;
    size_t            n;
    uint8_t           text[COC_MEDIA_VALUE + COC_UTF8_MAX], *p;
    coc_str_t         read;
    coc_pdf_key_e     key;
    coc_pdf_frame_t  *frame;

    key = COC_PDF_BARE;

    if (scope->depth != 0) {
        frame = &scope->frame[scope->depth - 1];

        if (frame->list || scope->over != 0 || frame->key > COC_PDF_CUSTOM) {
            return COC_OK;
        }

        key = frame->key;
        frame->key = COC_PDF_NO_KEY;

    } else if (!scope->bare && !scope->inner) {
        return COC_OK;
    }

    odd = 0;
    read.data = text;
    read.len = coc_pdf_text(value, text, sizeof(text), &odd);

    /* document information is text, other strings may be anything */

    if (read.len == 0 || (odd && key >= COC_PDF_CUSTOM)) {
        return COC_OK;
    }

    if (key == COC_PDF_BARE) {
        return coc_gather_add(&pdf->gather, key, read);
    }

    n = COC_PDF_RECORD + pdf->key_len + read.len;

    if (COC_PDF_PENDING - pdf->pending < n) {
        rc = coc_pdf_settle(pdf, 0, &coc_pdf_broken);
        if (rc != COC_OK) {
            return rc;
        }
    }

    p = pdf->record + pdf->pending;
    pdf->pending += n;

    p[0] = (uint8_t) scope->depth;
    p[1] = (uint8_t) key;
    p[2] = (uint8_t) pdf->key_len;
    p[3] = (uint8_t) (read.len >> 8);
    p[4] = (uint8_t) read.len;
    memcpy(p + COC_PDF_RECORD, pdf->key, pdf->key_len);
    memcpy(p + COC_PDF_RECORD + pdf->key_len, text, read.len);

    return COC_OK;
}


static void
coc_pdf_open(coc_pdf_scope_t *scope, int list)
{
    coc_pdf_key_e     key;
    coc_pdf_frame_t  *frame;

    if (scope->depth == COC_PDF_DEPTH) {
        scope->over++;
        return;
    }

    key = COC_PDF_NO_KEY;

    if (scope->depth != 0) {
        frame = &scope->frame[scope->depth - 1];

        if (!frame->list) {
            key = list ? frame->key : COC_PDF_NO_KEY;
            frame->key = COC_PDF_NO_KEY;
        }
    }

    frame = &scope->frame[scope->depth++];
    memset(frame, 0, sizeof(coc_pdf_frame_t));
    frame->list = (list != 0);
    frame->key = key;
}


static int
coc_pdf_close(coc_pdf_t *pdf, coc_pdf_scope_t *scope, int list)
{
    int               rc;
    coc_pdf_frame_t  *frame;

    if (scope->over != 0) {
        scope->over--;
        return COC_OK;
    }

    if (scope->depth == 0
        || (list && !scope->frame[scope->depth - 1].list))
    {
        return COC_OK;
    }

    /* lists that were not closed end with their dictionary */

    while (!list && scope->depth > 1 && scope->frame[scope->depth - 1].list) {
        scope->depth--;
    }

    frame = &scope->frame[scope->depth - 1];

    if (!frame->list) {
        rc = coc_pdf_settle(pdf, scope->depth, frame);
        if (rc != COC_OK) {
            return rc;
        }

        scope->last = *frame;
        pdf->encrypted |= (frame->encrypt && scope->depth == 1);
    }

    scope->depth--;

    return COC_OK;
}


/* Decides on the strings of a dictionary at that depth, and of deeper ones. */

static int
coc_pdf_settle(coc_pdf_t *pdf, size_t depth, const coc_pdf_frame_t *frame)
{
    int        rc;
    size_t     i, start, name, key;
    uint8_t   *p, text[COC_PDF_WORD_MAX + 2 + COC_MEDIA_VALUE + COC_UTF8_MAX];
    coc_str_t  value;

    rc = COC_OK;
    start = pdf->pending;

    for (i = 0; i < pdf->pending && rc == COC_OK; /* void */) {
        p = pdf->record + i;
        key = p[1];
        name = p[2];
        value.data = p + COC_PDF_RECORD + name;
        value.len = (size_t) p[3] << 8 | p[4];

        if (p[0] < depth) {
            i += COC_PDF_RECORD + name + value.len;
            continue;
        }

        start = coc_min(start, i);
        i += COC_PDF_RECORD + name + value.len;

        if (key == COC_PDF_TITLE && frame->parent && !frame->info) {
            key = COC_PDF_OUTLINE;

        } else if (key == COC_PDF_CUSTOM) {
            if (!frame->info) {
                continue;
            }

            memcpy(text, p + COC_PDF_RECORD, name);
            memcpy(text + name, ": ", 2);
            memcpy(text + name + 2, value.data, value.len);
            value.data = text;
            value.len += name + 2;
        }

        rc = coc_gather_add(&pdf->gather, key, value);
    }

    pdf->pending = start;

    return rc;
}
