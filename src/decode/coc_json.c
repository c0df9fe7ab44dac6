/*
 * JSON bodies.
 *
 * In front of yajl stands a scanner that hands it whole tokens (yajl is
 * quadratic on cut ones), takes away a byte order mark (yajl refuses it) and
 * mends surrogates without a partner (yajl lets them swallow the next letter).
 * All that is fed has the length of what came, so offsets are the body's.
 *
 * A fault is told when the body has ended: what is behind it is read as text
 * first, from the token that is at fault.
 */

#include "coc_emit.h"
#include "coc_json_scan.h"
#include "coc_json_yajl.h"
#include "coc_rest.h"


#define COC_JSON_RS  0x1e           /* before each text of a sequence */


typedef struct {
    coc_emit_t       *emit;
    coc_json_yajl_t   yajl;
    coc_json_scan_t   scan;
    coc_buf_t         held;         /* a token that is cut or to be mended */
    size_t            held_at;      /* its offset in the body */
    size_t            run_at;       /* offset of what yajl was given last */
    size_t            longest;      /* bytes, token that yajl will copy */
    size_t            bom;          /* bytes of a mark seen; its size: over */
    coc_rest_t        rest;
    unsigned          holding:1;
    unsigned          lines:1;      /* any number of documents, numbered */
} coc_json_t;


static int coc_json_create(void **state, coc_emit_t *emit,
    const coc_ctype_t *type);
static unsigned coc_json_lines(const coc_ctype_t *type);
static int coc_json_feed(void *state, const uint8_t *data, size_t len);
static int coc_json_finish(void *state);
static void coc_json_destroy(void *state);
static int coc_json_bom(coc_json_t *json, const uint8_t **p,
    const uint8_t *end);
static int coc_json_tokens(coc_json_t *json, const uint8_t *data,
    const uint8_t *end, size_t at);
static int coc_json_plain(coc_json_t *json, coc_json_event_e event,
    const uint8_t *run, const uint8_t *p);
static int coc_json_hold(coc_json_t *json, const uint8_t *run,
    const uint8_t *p, size_t at);
static int coc_json_give(coc_json_t *json, coc_json_event_e event);
static int coc_json_stop(coc_json_t *json, coc_json_event_e event,
    const uint8_t *run, const uint8_t *p, size_t at);
static int coc_json_parse(coc_json_t *json, const uint8_t *data, size_t len,
    size_t at);
static int coc_json_fault(coc_json_t *json, int rc, const uint8_t *data,
    size_t len);
static int coc_json_name(coc_json_t *json);


const coc_decoder_t  coc_json_decoder = {
    coc_json_create,
    coc_json_feed,
    coc_json_finish,
    coc_json_destroy
};


static const coc_str_t  coc_json_mark = coc_str("\xef\xbb\xbf");


static int
coc_json_create(void **state, coc_emit_t *emit, const coc_ctype_t *type)
{
    unsigned     many;
    coc_json_t  *json;

    json = coc_emit_state(emit, sizeof(coc_json_t));
    if (json == NULL) {
        return COC_ERROR;
    }

    json->emit = emit;
    json->scan.max = emit->body;
    json->lines = coc_json_lines(type) & 1;

    /* a body that was but sniffed may hold one behind the other */

    many = (json->lines || type->essence.len == 0);

    /* six bytes of an escape make one of text; quotes, an atom's space */

    coc_buf_init(&json->held, &emit->alloc, emit->body * 6 + 16);
    coc_rest_init(&json->rest, emit, 1);

    if (coc_json_yajl_init(&json->yajl, emit, many, json->lines) != COC_OK) {
        coc_json_destroy(json);
        return COC_ERROR;
    }

    *state = json;

    return COC_OK;
}


/* Whether bodies of that type hold any number of documents. */

static unsigned
coc_json_lines(const coc_ctype_t *type)
{
    size_t  i;

    static const char *const  types[] = {
        "application/ndjson", "application/x-ndjson", "application/jsonl",
        "application/x-jsonl", "application/jsonlines",
        "application/x-jsonlines", "application/json-seq",
        "application/geo+json-seq", "application/stream+json"
    };

    for (i = 0; i < coc_nelts(types); i++) {
        if (coc_ctype_is(type, types[i])) {
            return 1;
        }
    }

    return 0;
}


static int
coc_json_feed(void *state, const uint8_t *data, size_t len)
{
    int             rc;
    coc_json_t     *json = state;
    const uint8_t  *p, *end;

    if (json->rest.on) {
        return coc_rest_feed(&json->rest, data, len);
    }

    if (len == 0) {
        return COC_OK;
    }

    rc = COC_OK;
    p = data;
    end = data + len;

    if (json->bom < coc_json_mark.len) {
        rc = coc_json_bom(json, &p, end);
    }

    if (rc == COC_OK) {
        rc = coc_json_tokens(json, p, end,
                             json->emit->offset + (size_t) (p - data));
    }

    return (rc == COC_OK) ? COC_OK : coc_json_fault(json, rc, data, len);
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
        } while (coc_json_plain(json, event, run, p));

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

            if (event == COC_JSON_OVER || !json->lines || *p != COC_JSON_RS) {
                return coc_json_stop(json, event, run, p, at);
            }

            rc = coc_json_parse(json, run, (size_t) (p - run), at);
            if (rc != COC_OK) {
                return rc;
            }

            p++;
            break;
        }
    }
}


/*
 * Whether a token that ended before p can stay in the run.  yajl copies it if
 * it has escapes or is the run's first; a bracket, comma or colon spares that.
 */

static int
coc_json_plain(coc_json_t *json, coc_json_event_e event, const uint8_t *run,
    const uint8_t *p)
{
    if (json->holding
        || (event == COC_JSON_STRING && json->scan.surrogate)
        || (event == COC_JSON_ATOM && !coc_json_ends_atom(*p))
        || (event != COC_JSON_STRING && event != COC_JSON_ATOM))
    {
        return 0;
    }

    if (json->scan.escaped || !coc_json_ends_atom(*run) || *run <= ' ') {
        json->longest = coc_max(json->longest,
                                (size_t) (p - json->scan.start));
    }

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
        json->emit->count.replaced += coc_json_mend(json->held.data,
                                                    json->held.len);
    }

    /* a number is only known to have ended by what follows */

    if (event == COC_JSON_ATOM && coc_buf_putc(&json->held, ' ') != COC_OK) {
        return coc_emit_no_memory(json->emit);
    }

    json->longest = json->held.len;

    rc = coc_json_parse(json, json->held.data, json->held.len, json->held_at);

    if (rc != COC_OK) {
        json->held.len -= (event == COC_JSON_ATOM);
        return rc;
    }

    coc_buf_reset(&json->held);
    json->holding = 0;

    return COC_OK;
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
    size_t  token;

    token = json->longest;
    json->longest = 0;
    json->run_at = at;

    return coc_json_yajl_parse(&json->yajl, data, len, at, token);
}


/*
 * The body is malformed or past a limit, as emit->err tells: nothing that is
 * held, or behind the fault, goes unread.
 *
 * data, len  the piece at hand
 *
 * COC_OK: malformed, and to be read on as text.
 */

static int
coc_json_fault(coc_json_t *json, int rc, const uint8_t *data, size_t len)
{
    int           more;
    size_t        next, offset;
    coc_emit_t   *emit;
    coc_error_t   err;

    emit = json->emit;

    if (emit->strict || emit->err == NULL
        || (rc != COC_INVALID && rc != COC_LIMIT))
    {
        return rc;
    }

    err = *emit->err;
    more = coc_json_yajl_flush(&json->yajl, err.offset);

    if (more != COC_OK && more != COC_LIMIT) {
        return more;
    }

    *emit->err = err;

    if (rc == COC_LIMIT) {
        return rc;
    }

    coc_rest_begin(&json->rest);
    offset = emit->offset;

    /* a name without a value may be a value to a more lenient reader */

    more = coc_json_name(json);
    if (more != COC_OK) {
        return more;
    }

    if (json->bom < coc_json_mark.len) {
        more = coc_rest_feed(&json->rest, coc_json_mark.data, json->bom);
        next = coc_max(offset, json->bom);

    } else if (json->holding) {
        more = coc_rest_feed(&json->rest, json->held.data, json->held.len);
        next = json->held_at + json->held.len;

    } else {
        next = coc_max(json->run_at, offset);
        next += coc_json_token(data + (next - offset), len - (next - offset),
                               coc_max(err.offset, next) - next);
        more = COC_OK;
    }

    if (more != COC_OK) {
        return more;
    }

    next = coc_min(coc_max(next, offset) - offset, len);

    return coc_rest_feed(&json->rest, data + next, len - next);
}


static int
coc_json_name(coc_json_t *json)
{
    int                   rc;
    coc_str_t             name;
    static const uint8_t  quote = '"';

    name = coc_json_yajl_name(&json->yajl);

    if (name.len == 0) {
        return COC_OK;
    }

    rc = coc_rest_feed(&json->rest, name.data, name.len);

    return (rc == COC_OK) ? coc_rest_feed(&json->rest, &quote, 1) : rc;
}


static int
coc_json_finish(void *state)
{
    int          rc;
    coc_json_t  *json = state;

    if (json->rest.on) {
        return coc_rest_finish(&json->rest);
    }

    rc = COC_OK;

    if (json->holding && json->scan.place == COC_JSON_IN_ATOM) {
        rc = coc_json_give(json, COC_JSON_ATOM);
    }

    /* yajl would take a string begun after the end for white space */

    if (rc == COC_OK
        && (json->holding
            || (json->bom != 0 && json->bom < coc_json_mark.len)))
    {
        rc = coc_error_at(json->emit->err, COC_INVALID, json->emit->offset,
                          "malformed JSON: unexpected end");
    }

    if (rc == COC_OK) {
        rc = coc_json_yajl_finish(&json->yajl);
    }

    if (rc == COC_OK) {
        return COC_OK;
    }

    rc = coc_json_fault(json, rc, NULL, 0);

    return (rc == COC_OK) ? coc_rest_finish(&json->rest) : rc;
}


static void
coc_json_destroy(void *state)
{
    coc_json_t  *json = state;

    if (json == NULL) {
        return;
    }

    coc_json_yajl_free(&json->yajl);
    coc_rest_free(&json->rest);
    coc_buf_free(&json->held);

    json->emit->alloc.free(json->emit->alloc.ctx, json);
}
