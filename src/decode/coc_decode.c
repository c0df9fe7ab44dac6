/*
 * Bytes to text to fields: undoes the codings and drives the decoder that the
 * type asks for; coc_decode_text.c stands between.
 *
 * Beside it run other readings, where the body could say another thing to an
 * application that ignores the charset or the coding, or that takes a body of
 * no type for a form, as many do: text that only shows there is content too.
 *
 * What makes a body malformed or unreadable is told when it has ended: by
 * policy it may be forwarded, so that all that can be read is read before.
 */

#include "coc_decode.h"
#include "coc_decode_int.h"
#include "coc_decode_media.h"
#include "coc_str.h"


/* Bounds limits->body, so that sums with it can't overflow. */

#define COC_DECODE_BODY_MAX  (SIZE_MAX / 16)


static int coc_decode_init(coc_decode_t *d, const coc_decode_conf_t *conf,
    coc_error_t *err);
static int coc_decode_type(coc_decode_t *d, coc_str_t value,
    coc_error_t *err);
static void coc_decode_lanes(coc_decode_t *d, const coc_decode_conf_t *conf);
static int coc_decode_start(coc_decode_t *d);
static const coc_decode_row_t *coc_decode_choose(const coc_ctype_t *type);
static int coc_decode_came(void *ctx, const uint8_t *data, size_t len);
static int coc_decode_last(coc_decode_t *d);
static int coc_decode_told(coc_decode_t *d, int rc, coc_error_t *err);
static void coc_decode_err(coc_decode_t *d, coc_error_t *err);
static int coc_decode_end(coc_decode_t *decode, int rc, coc_error_t *err);


/* JSON, of many names, is asked for before; the last is for any other. */

static const coc_decode_row_t  coc_decode_rows[] = {
    { coc_str("application/x-www-form-urlencoded"), &coc_form_decoder, 0 },
    { coc_str("application/graphql"),               &coc_graphql_decoder, 1 },
    { coc_str("multipart/"),                        &coc_multipart_decoder, 0 },
    { coc_str("text/"),                             &coc_plain_decoder, 1 }
};

static const coc_decode_row_t  coc_decode_json =
    { coc_str("application/json"), &coc_json_decoder, 1 };

static const coc_decode_row_t  coc_decode_sniffed =
    { coc_str(""), NULL, 1 };

static const coc_decode_row_t  coc_decode_plain =
    { coc_str("text/plain"), &coc_plain_decoder, 1 };


int
coc_decode_create(coc_decode_t **decode, const coc_alloc_t *alloc,
    const coc_decode_conf_t *conf, coc_field_pt sink, void *ctx,
    coc_error_t *err)
{
    int            rc;
    size_t         len;
    coc_decode_t  *d;

    *decode = NULL;

    len = conf->content_type.len;
    d = NULL;

    if (len < SIZE_MAX - sizeof(coc_decode_t)) {
        d = alloc->alloc(alloc->ctx, sizeof(coc_decode_t) + len);
    }

    if (d == NULL) {
        return coc_error_set(err, COC_ERROR, "no memory to decode the body");
    }

    memset(d, 0, sizeof(coc_decode_t));

    d->rc = COC_AGAIN;
    d->alloc = *alloc;
    d->sink = sink;
    d->ctx = ctx;

    coc_buf_init(&d->recoded, &d->alloc, COC_DECODE_ROOM);

    rc = coc_decode_init(d, conf, err);

    if (rc != COC_OK) {
        coc_decode_destroy(d);
        return rc;
    }

    *decode = d;

    return COC_OK;
}


static int
coc_decode_init(coc_decode_t *d, const coc_decode_conf_t *conf,
    coc_error_t *err)
{
    int          rc;
    coc_str_t    value;
    coc_error_t  kept;

    err = (err == NULL) ? &kept : err;

    value.data = d->copy;
    value.len = conf->content_type.len;

    if (value.len != 0) {
        memcpy(d->copy, conf->content_type.data, value.len);
    }

    d->lanes[COC_LANE_MAIN].emit.fault = &d->fault;
    coc_decode_err(d, err);

    rc = coc_inflate_create(&d->inflate, &d->alloc, conf->coding,
                            conf->limits, coc_decode_came, coc_decode_text, d,
                            err);

    d->sealed = (rc == COC_UNSUPPORTED);
    rc = coc_emit_fault(&d->lanes[COC_LANE_MAIN].emit, rc);

    if (rc == COC_OK) {
        rc = coc_decode_type(d, value, err);
    }

    if (rc == COC_OK) {
        coc_decode_lanes(d, conf);
        coc_decode_err(d, err);

        rc = coc_decode_start(d);
    }

    coc_decode_err(d, NULL);

    return rc;
}


/* What the Content-Type tells, as far as it can be read. */

static int
coc_decode_type(coc_decode_t *d, coc_str_t value, coc_error_t *err)
{
    int  rc;

    rc = COC_OK;

    if (coc_ctype_parse(&d->type, value) != COC_OK) {
        memset(&d->type, 0, sizeof(coc_ctype_t));
        rc = coc_error_at(err, COC_INVALID, 0,
                          "the Content-Type names more than one type");

    } else if (coc_ctype_told(&d->type, 0, &d->charset, err) != COC_OK) {
        d->charset = NULL;
        rc = err->code;
    }

    d->row = coc_decode_choose(&d->type);

    return coc_emit_fault(&d->lanes[COC_LANE_MAIN].emit, rc);
}


static void
coc_decode_lanes(coc_decode_t *d, const coc_decode_conf_t *conf)
{
    size_t       i;
    coc_emit_t  *emit;

    /* what the other readings find beside the main one can't be too much */

    d->wide = *conf->limits;
    d->wide.fields = SIZE_MAX;
    d->wide.parts = SIZE_MAX;

    for (i = 0; i < COC_LANES; i++) {
        emit = &d->lanes[i].emit;

        emit->alloc = d->alloc;
        emit->limits = (i == COC_LANE_MAIN) ? conf->limits : &d->wide;
        emit->keys = conf->keys;
        emit->charset = d->charset;
        emit->sink = (i == COC_LANE_MAIN) ? d->sink : coc_decode_sinks[i];
        emit->ctx = (i == COC_LANE_MAIN) ? d->ctx : d;
        emit->body = coc_min(conf->limits->body, COC_DECODE_BODY_MAX / 8);
        emit->strict = (i != COC_LANE_MAIN);

        if (i == COC_LANE_BARE || (i == COC_LANE_RAW && !d->sealed)) {

            /* no charset makes a character of more bytes */

            emit->body = coc_max(emit->body * 8, conf->limits->inflate);
            emit->body = coc_min(emit->body, COC_DECODE_BODY_MAX);
        }
    }
}


static int
coc_decode_start(coc_decode_t *d)
{
    int  rc;

    rc = coc_decode_open(d, COC_LANE_MAIN);

    if (rc == COC_INVALID || rc == COC_UNSUPPORTED) {

        /* no boundary: it is read as the text that it is */

        coc_lane_close(&d->lanes[COC_LANE_MAIN]);
        d->row = &coc_decode_plain;

        rc = coc_emit_fault(&d->lanes[COC_LANE_MAIN].emit, rc);

        if (rc == COC_OK) {
            rc = coc_decode_open(d, COC_LANE_MAIN);
        }
    }

    /* bytes that are no text have no charset, or one in each value */

    d->settled = !d->row->text;

    if (rc != COC_OK) {
        return rc;
    }

    /* what zlib reads is no text, but may hold a form or a document */

    if (d->sealed
        || (d->inflate != NULL
            && (!d->row->text || coc_decode_maybe_json(d))))
    {
        rc = coc_decode_beside(d, COC_LANE_RAW,
                               coc_decode_open(d, COC_LANE_RAW));
    }

    if (rc == COC_OK && d->type.essence.len == 0 && !d->sealed) {
        rc = coc_decode_beside(d, COC_LANE_FORM,
                               coc_decode_open(d, COC_LANE_FORM));
    }

    return rc;
}


/* Never NULL. */

static const coc_decode_row_t *
coc_decode_choose(const coc_ctype_t *type)
{
    size_t                   i;
    coc_str_t                head;
    const coc_decode_row_t  *row;

    if (coc_ctype_is_json(type)) {
        return &coc_decode_json;
    }

    for (i = 0; i < coc_nelts(coc_decode_rows); i++) {
        row = &coc_decode_rows[i];
        head = type->essence;

        if (row->type.data[row->type.len - 1] == '/') {
            head.len = coc_min(head.len, row->type.len);
        }

        if (coc_str_caseeq(head, row->type)) {
            return row;
        }
    }

    return &coc_decode_sniffed;
}


int
coc_decode_maybe_json(const coc_decode_t *d)
{
    return d->row->decoder == NULL || d->row->decoder == &coc_json_decoder;
}


int
coc_decode_open(coc_decode_t *d, coc_lane_e n)
{
    const coc_decoder_t  *decoder;

    decoder = d->row->decoder;

    if (n == COC_LANE_RAW && decoder == NULL && !d->sealed) {
        decoder = &coc_json_decoder;
    }

    if (n == COC_LANE_FORM) {
        decoder = &coc_form_decoder;
    }

    return coc_lane_open(&d->lanes[n], decoder, &d->type);
}


int
coc_decode_feed(coc_decode_t *decode, const uint8_t *data, size_t len,
    coc_error_t *err)
{
    int           rc;
    coc_error_t  *kept;

    if (decode->rc != COC_AGAIN) {
        return coc_decode_end(decode, decode->rc, err);
    }

    if (len == 0) {
        return COC_AGAIN;
    }

    kept = (err == NULL) ? &decode->error : err;
    coc_decode_err(decode, kept);

    decode->lanes[COC_LANE_MAIN].emit.count.bytes += len;

    if (decode->sealed) {
        rc = coc_decode_came(decode, data, len);

    } else {
        rc = (decode->inflate == NULL)
             ? coc_decode_text(decode, data, len)
             : coc_inflate_feed(decode->inflate, data, len, kept);
    }

    coc_decode_err(decode, NULL);

    if (rc == COC_OK) {
        return COC_AGAIN;
    }

    rc = coc_decode_told(decode, rc, kept);

    if (kept != &decode->error) {
        decode->error = *kept;
    }

    decode->rc = rc;

    return rc;
}


/* A block of a coded body, as it came. */

static int
coc_decode_came(void *ctx, const uint8_t *data, size_t len)
{
    coc_lane_t    *lane;
    coc_decode_t  *d = ctx;

    lane = &d->lanes[COC_LANE_RAW];

    if (lane->decoder == NULL) {
        return COC_OK;
    }

    return coc_decode_beside(d, COC_LANE_RAW, coc_lane_feed(lane, data, len));
}


int
coc_decode_finish(coc_decode_t *decode, coc_error_t *err)
{
    int           rc;
    coc_error_t  *kept;

    if (decode->rc != COC_AGAIN) {
        return coc_decode_end(decode, decode->rc, err);
    }

    rc = COC_OK;
    kept = (err == NULL) ? &decode->error : err;

    if (decode->lanes[COC_LANE_MAIN].emit.count.bytes != 0) {
        coc_decode_err(decode, kept);

        if (decode->inflate != NULL) {
            rc = coc_emit_fault(&decode->lanes[COC_LANE_MAIN].emit,
                                coc_inflate_finish(decode->inflate, kept));
        }

        if (rc == COC_OK) {
            rc = coc_decode_last(decode);
        }

        coc_decode_err(decode, NULL);

        rc = coc_decode_told(decode, rc, kept);
    }

    if (rc != COC_OK && kept != &decode->error) {
        decode->error = *kept;
    }

    decode->rc = rc;

    return rc;
}


static int
coc_decode_last(coc_decode_t *d)
{
    int     rc;
    size_t  i;

    rc = coc_decode_text_end(d);

    if (rc == COC_OK) {
        rc = coc_lane_finish(&d->lanes[COC_LANE_MAIN]);
    }

    for (i = COC_LANE_BARE; i < COC_LANES && rc == COC_OK; i++) {
        if (d->lanes[i].decoder != NULL) {
            rc = coc_decode_beside(d, (coc_lane_e) i,
                                   coc_lane_finish(&d->lanes[i]));
        }
    }

    return rc;
}


/*
 * What the body ends with: the first fault, if there was one.  A limit behind
 * it is counted, as the stricter of two policies holds.
 */

static int
coc_decode_told(coc_decode_t *d, int rc, coc_error_t *err)
{
    if (d->fault.code == COC_OK
        || (rc != COC_OK && rc != COC_INVALID && rc != COC_UNSUPPORTED
            && rc != COC_LIMIT))
    {
        return rc;
    }

    if (rc == COC_LIMIT) {
        d->lanes[COC_LANE_MAIN].emit.count.unread++;
    }

    *err = d->fault;

    return d->fault.code;
}


/* Where errors go during a call. */

static void
coc_decode_err(coc_decode_t *d, coc_error_t *err)
{
    size_t  i;

    d->lanes[COC_LANE_MAIN].emit.err = err;

    for (i = COC_LANE_BARE; i < COC_LANES; i++) {
        d->lanes[i].emit.err = (err == NULL) ? NULL : &d->aside;
    }
}


/* The same result once more. */

static int
coc_decode_end(coc_decode_t *decode, int rc, coc_error_t *err)
{
    if (err != NULL && rc != COC_OK) {
        *err = decode->error;
    }

    return rc;
}


const coc_decode_count_t *
coc_decode_count(const coc_decode_t *decode)
{
    return &decode->lanes[COC_LANE_MAIN].emit.count;
}


void
coc_decode_destroy(coc_decode_t *decode)
{
    size_t  i;

    if (decode == NULL) {
        return;
    }

    for (i = 0; i < COC_LANES; i++) {
        coc_lane_close(&decode->lanes[i]);
    }

    coc_inflate_destroy(decode->inflate);
    coc_recode_close(&decode->recode);
    coc_buf_free(&decode->recoded);

    decode->alloc.free(decode->alloc.ctx, decode);
}
