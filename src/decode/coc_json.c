/*
 * JSON bodies: yajl's events to fields.
 *
 * In front of yajl stands a scanner that hands it whole tokens (yajl is
 * quadratic on cut ones), takes away a byte order mark (yajl refuses it) and
 * mends surrogates without a partner (yajl lets them swallow the next letter).
 * All that is fed has the length of what came, so offsets are the body's.
 */

#include <yajl/yajl_parse.h>

#include "coc_emit.h"
#include "coc_json_mem.h"
#include "coc_json_path.h"
#include "coc_json_scan.h"


typedef struct {
    coc_emit_t       *emit;
    yajl_handle       yajl;
    coc_json_mem_t    mem;
    coc_json_scan_t   scan;
    coc_json_path_t   path;
    coc_buf_t         held;         /* a token that is cut or to be mended */
    size_t            held_at;      /* its offset in the body */
    size_t            longest;      /* bytes, token not yet given to yajl */
    size_t            at;           /* offset of what yajl has, in the body */
    size_t            bom;          /* bytes of a mark seen; its size: over */
    size_t            depth;        /* levels, at most */
    int               rc;           /* what stopped yajl */
    unsigned          holding:1;
} coc_json_t;


static int coc_json_create(void **state, coc_emit_t *emit,
    const coc_ctype_t *type);
static int coc_json_feed(void *state, const uint8_t *data, size_t len);
static int coc_json_finish(void *state);
static void coc_json_destroy(void *state);
static int coc_json_bom(coc_json_t *json, const uint8_t **p,
    const uint8_t *end);
static int coc_json_tokens(coc_json_t *json, const uint8_t *data,
    const uint8_t *end, size_t at);
static int coc_json_plain(coc_json_t *json, coc_json_event_e event,
    const uint8_t *p);
static int coc_json_hold(coc_json_t *json, const uint8_t *run,
    const uint8_t *p, size_t at);
static int coc_json_give(coc_json_t *json, coc_json_event_e event);
static int coc_json_stop(coc_json_t *json, coc_json_event_e event,
    const uint8_t *run, const uint8_t *p, size_t at);
static int coc_json_parse(coc_json_t *json, const uint8_t *data, size_t len,
    size_t at);
static int coc_json_status(coc_json_t *json, yajl_status status);
static int coc_json_malformed(coc_json_t *json);

static int coc_json_null(void *ctx);
static int coc_json_boolean(void *ctx, int value);
static int coc_json_number(void *ctx, const char *data, size_t len);
static int coc_json_string(void *ctx, const unsigned char *data, size_t len);
static int coc_json_map(void *ctx);
static int coc_json_key(void *ctx, const unsigned char *data, size_t len);
static int coc_json_array(void *ctx);
static int coc_json_end(void *ctx);
static int coc_json_open(coc_json_t *json, unsigned array);
static int coc_json_field(coc_json_t *json, coc_field_kind_e kind,
    const void *data, size_t len);


const coc_decoder_t  coc_json_decoder = {
    coc_json_create,
    coc_json_feed,
    coc_json_finish,
    coc_json_destroy
};


static const yajl_callbacks  coc_json_callbacks = {
    coc_json_null,
    coc_json_boolean,
    NULL,                       /* integer: numbers are kept as written */
    NULL,                       /* double */
    coc_json_number,
    coc_json_string,
    coc_json_map,
    coc_json_key,
    coc_json_end,
    coc_json_array,
    coc_json_end
};


/*
 * How yajl's messages begin, what they are to a client, and how far its place
 * lies behind the offending byte.
 */

typedef struct {
    const char  *yajl;
    const char  *text;
    size_t       back;          /* bytes */
} coc_json_message_t;


static const coc_json_message_t  coc_json_messages[] = {
    { "inside a string", "bad escape in a string", 0 },
    { "invalid character inside", "control character in a string", 0 },
    { "invalid (non-hex)", "bad escape in a string", 0 },
    { "invalid char in", "unexpected character", 1 },
    { "invalid string in", "unknown word", 0 },
    { "malformed number", "malformed number", 0 },
    { "probable comment", "comments are not part of JSON", 0 },
    { "unallowed token", "unexpected token", 1 },
    { "invalid object key", "a member's name must be a string", 1 },
    { "object key and value", "a colon is missing", 1 },
    { "after key and value", "a comma or brace is missing", 0 },
    { "after array element", "a comma or bracket is missing", 1 },
    { "trailing garbage", "text after the end", 1 },
    { "premature EOF", "unexpected end", 0 }
};


static const coc_str_t  coc_json_mark = coc_str("\xef\xbb\xbf");


static int
coc_json_create(void **state, coc_emit_t *emit, const coc_ctype_t *type)
{
    coc_json_t  *json;

    (void) type;

    json = coc_emit_state(emit, sizeof(coc_json_t));
    if (json == NULL) {
        return COC_ERROR;
    }

    json->emit = emit;
    json->rc = COC_OK;
    json->scan.max = emit->body;
    json->depth = coc_min(emit->limits->depth, (size_t) COC_JSON_DEPTH_MAX);

    /* six bytes of an escape make one of text; quotes, an atom's space */

    coc_buf_init(&json->held, &emit->alloc, emit->body * 6 + 16);
    coc_json_path_init(&json->path, &emit->alloc, emit->body, json->depth);

    if (coc_json_mem_init(&json->mem, &emit->alloc, json->depth) != COC_OK) {
        goto failed;
    }

    json->yajl = yajl_alloc(&coc_json_callbacks, &json->mem.funcs, json);
    if (json->yajl == NULL) {
        goto failed;
    }

    /* UTF-8 is judged later, with what a reader would make of it */

    (void) yajl_config(json->yajl, yajl_dont_validate_strings, 1);

    *state = json;

    return COC_OK;

failed:

    coc_json_destroy(json);

    return coc_emit_no_memory(emit);
}


static int
coc_json_feed(void *state, const uint8_t *data, size_t len)
{
    int             rc;
    coc_json_t     *json = state;
    const uint8_t  *p, *end;

    if (len == 0) {
        return COC_OK;
    }

    p = data;
    end = data + len;

    if (json->bom < coc_json_mark.len) {
        rc = coc_json_bom(json, &p, end);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return coc_json_tokens(json, p, end,
                           json->emit->offset + (size_t) (p - data));
}


static int
coc_json_bom(coc_json_t *json, const uint8_t **p, const uint8_t *end)
{
    while (*p < end && json->bom < coc_json_mark.len) {

        if (**p != coc_json_mark.data[json->bom]) {

            if (json->bom != 0) {
                return coc_error_at(json->emit->err, COC_INVALID, 0,
                                    "malformed JSON: unexpected character");
            }

            json->bom = coc_json_mark.len;

            return COC_OK;
        }

        json->bom++;
        (*p)++;
    }

    return COC_OK;
}


/*
 * Cuts the piece into runs of whole tokens.  A token goes through json->held
 * when the piece ends in it, when it has to be mended, or when it is an atom
 * that nothing in the run would end for yajl.
 *
 * at  offset of data in the body
 */

static int
coc_json_tokens(coc_json_t *json, const uint8_t *data, const uint8_t *end,
    size_t at)
{
    int               rc;
    const uint8_t    *p, *run;
    coc_json_event_e  event;

    p = data;

    for (run = data; /* void */; run = p) {

        do {
            event = coc_json_scan(&json->scan, &p, end);
        } while (coc_json_plain(json, event, p));

        at += (size_t) (run - data);
        data = run;

        switch (event) {

        case COC_JSON_MORE:
            return (json->scan.place == COC_JSON_BETWEEN)
                   ? coc_json_parse(json, run, (size_t) (p - run), at)
                   : coc_json_hold(json, run, p, at);

        case COC_JSON_STRING:
        case COC_JSON_ATOM:

            rc = coc_json_hold(json, run, p, at);

            if (rc == COC_OK) {
                rc = coc_json_give(json, event);
            }

            if (rc != COC_OK) {
                return rc;
            }

            break;

        default: /* COC_JSON_BAD, COC_JSON_OVER */
            return coc_json_stop(json, event, run, p, at);
        }
    }
}


/* Whether a token that ended before p can stay in the run. */

static int
coc_json_plain(coc_json_t *json, coc_json_event_e event, const uint8_t *p)
{
    if (json->holding
        || (event == COC_JSON_STRING && json->scan.surrogate)
        || (event == COC_JSON_ATOM && !coc_json_ends_atom(*p))
        || (event != COC_JSON_STRING && event != COC_JSON_ATOM))
    {
        return 0;
    }

    json->longest = coc_max(json->longest, (size_t) (p - json->scan.start));

    return 1;
}


/*
 * Keeps the token at hand, which ends at p for now, and gives yajl what lies
 * between run and the token's start.
 *
 * at  offset of run in the body
 */

static int
coc_json_hold(coc_json_t *json, const uint8_t *run, const uint8_t *p,
    size_t at)
{
    int             rc;
    const uint8_t  *start;

    start = run;

    if (!json->holding) {
        start = json->scan.start;

        rc = coc_json_parse(json, run, (size_t) (start - run), at);
        if (rc != COC_OK) {
            return rc;
        }

        json->holding = 1;
        json->held_at = at + (size_t) (start - run);
    }

    if (coc_buf_append(&json->held, start, (size_t) (p - start)) != COC_OK) {
        return coc_emit_no_memory(json->emit);
    }

    return COC_OK;
}


/* Gives yajl the held token, now whole. */

static int
coc_json_give(coc_json_t *json, coc_json_event_e event)
{
    int  rc;

    if (json->scan.surrogate) {
        coc_json_mend(json->held.data, json->held.len);
    }

    /* a number is only known to have ended by what follows */

    if (event == COC_JSON_ATOM && coc_buf_putc(&json->held, ' ') != COC_OK) {
        return coc_emit_no_memory(json->emit);
    }

    json->longest = json->held.len;

    rc = coc_json_parse(json, json->held.data, json->held.len, json->held_at);

    coc_buf_reset(&json->held);
    json->holding = 0;

    return rc;
}


/*
 * The scanner stopped at p.  What came before may be malformed, which comes
 * first, as it does where the body is cut there.
 */

static int
coc_json_stop(coc_json_t *json, coc_json_event_e event, const uint8_t *run,
    const uint8_t *p, size_t at)
{
    int             rc;
    const uint8_t  *end;

    if (!json->holding) {
        end = (json->scan.place == COC_JSON_BETWEEN) ? p : json->scan.start;

        rc = coc_json_parse(json, run, (size_t) (end - run), at);
        if (rc != COC_OK) {
            return rc;
        }
    }

    at += (size_t) (p - run);

    if (event == COC_JSON_OVER) {
        return coc_emit_text(json->emit, SIZE_MAX, at);
    }

    return coc_error_at(json->emit->err, COC_INVALID, at,
                        "malformed JSON: unexpected character");
}


/* Whole tokens, whose first byte lies at that offset in the body. */

static int
coc_json_parse(coc_json_t *json, const uint8_t *data, size_t len, size_t at)
{
    if (len == 0) {
        return COC_OK;
    }

    if (coc_json_mem_reserve(&json->mem, json->longest) != COC_OK) {
        return coc_emit_no_memory(json->emit);
    }

    json->at = at;
    json->longest = 0;

    return coc_json_status(json, yajl_parse(json->yajl, data, len));
}


static int
coc_json_status(coc_json_t *json, yajl_status status)
{
    switch (status) {

    case yajl_status_ok:
        return COC_OK;

    case yajl_status_client_canceled:
        return json->rc;

    default: /* yajl_status_error */
        return coc_json_malformed(json);
    }
}


static int
coc_json_malformed(coc_json_t *json)
{
    size_t          i, at;
    const char     *text;
    unsigned char  *message;

    text = "malformed JSON";
    at = yajl_get_bytes_consumed(json->yajl);
    message = yajl_get_error(json->yajl, 0, NULL, 0);

    for (i = 0; message != NULL && i < coc_nelts(coc_json_messages); i++) {

        if (strstr((char *) message, coc_json_messages[i].yajl) != NULL) {
            text = coc_json_messages[i].text;
            at -= coc_min(at, coc_json_messages[i].back);
            break;
        }
    }

    if (message != NULL) {
        yajl_free_error(json->yajl, message);
    }

    return coc_error_at(json->emit->err, COC_INVALID, json->at + at,
                        "malformed JSON: %s", text);
}


static int
coc_json_finish(void *state)
{
    int          rc;
    coc_json_t  *json = state;

    if (json->holding && json->scan.place == COC_JSON_IN_ATOM) {
        rc = coc_json_give(json, COC_JSON_ATOM);
        if (rc != COC_OK) {
            return rc;
        }
    }

    /* yajl would take a string begun after the end for white space */

    if (json->holding
        || (json->bom != 0 && json->bom < coc_json_mark.len))
    {
        return coc_error_at(json->emit->err, COC_INVALID, json->emit->offset,
                            "malformed JSON: unexpected end");
    }

    if (coc_json_mem_reserve(&json->mem, 0) != COC_OK) {
        return coc_emit_no_memory(json->emit);
    }

    rc = coc_json_status(json, yajl_complete_parse(json->yajl));

    if (rc == COC_INVALID && json->emit->err != NULL) {
        json->emit->err->offset = json->emit->offset;
    }

    return rc;
}


static void
coc_json_destroy(void *state)
{
    coc_json_t  *json = state;

    if (json == NULL) {
        return;
    }

    if (json->yajl != NULL) {
        yajl_free(json->yajl);
    }

    coc_json_mem_free(&json->mem);
    coc_json_path_free(&json->path);
    coc_buf_free(&json->held);

    json->emit->alloc.free(json->emit->alloc.ctx, json);
}


/* yajl's events.  0 stops it, json->rc says why. */

static int
coc_json_null(void *ctx)
{
    return coc_json_field(ctx, COC_FIELD_SCALAR, "null", 4);
}


static int
coc_json_boolean(void *ctx, int value)
{
    return value ? coc_json_field(ctx, COC_FIELD_SCALAR, "true", 4)
                 : coc_json_field(ctx, COC_FIELD_SCALAR, "false", 5);
}


static int
coc_json_number(void *ctx, const char *data, size_t len)
{
    return coc_json_field(ctx, COC_FIELD_SCALAR, data, len);
}


static int
coc_json_string(void *ctx, const unsigned char *data, size_t len)
{
    return coc_json_field(ctx, COC_FIELD_TEXT, data, len);
}


static int
coc_json_map(void *ctx)
{
    return coc_json_open(ctx, 0);
}


static int
coc_json_array(void *ctx)
{
    return coc_json_open(ctx, 1);
}


static int
coc_json_end(void *ctx)
{
    coc_json_t  *json = ctx;

    coc_json_path_close(&json->path);

    return 1;
}


/* Where in the body yajl stands: behind the token that made the event. */

static size_t
coc_json_at(const coc_json_t *json)
{
    return json->at + yajl_get_bytes_consumed(json->yajl);
}


static int
coc_json_open(coc_json_t *json, unsigned array)
{
    if (json->path.depth >= json->depth) {
        json->rc = coc_error_at(json->emit->err, COC_LIMIT, coc_json_at(json),
                                "nested deeper than %zu levels "
                                "(coc_depth_max)", json->depth);
        return 0;
    }

    if (coc_json_path_open(&json->path, array) != COC_OK) {
        json->rc = coc_emit_no_memory(json->emit);
        return 0;
    }

    return 1;
}


static int
coc_json_key(void *ctx, const unsigned char *data, size_t len)
{
    coc_str_t    key;
    coc_json_t  *json = ctx;

    key.data = data;
    key.len = len;

    json->rc = coc_emit_text(json->emit, len, coc_json_at(json));

    if (json->rc == COC_OK && coc_json_path_key(&json->path, key) != COC_OK) {
        json->rc = coc_emit_no_memory(json->emit);
    }

    return json->rc == COC_OK;
}


static int
coc_json_field(coc_json_t *json, coc_field_kind_e kind, const void *data,
    size_t len)
{
    size_t       parent;
    coc_field_t  field;

    if (coc_json_path_value(&json->path, &parent) != COC_OK) {
        json->rc = coc_emit_no_memory(json->emit);
        return 0;
    }

    field.kind = kind;
    field.path = coc_buf_str(&json->path.text);
    field.value.data = data;
    field.value.len = len;
    field.top = (coc_json_path_top(&json->path) != 0);

    /*
     * The names above it count with each field: whoever takes the field looks
     * at the whole path, and a long name over many values would cost without
     * bound.
     */

    json->rc = coc_emit_text(json->emit, len, coc_json_at(json));

    if (json->rc == COC_OK) {
        json->rc = coc_emit_text(json->emit, parent, coc_json_at(json));
    }

    if (json->rc == COC_OK) {
        json->rc = coc_emit_field(json->emit, &field, coc_json_at(json));
    }

    return json->rc == COC_OK;
}
