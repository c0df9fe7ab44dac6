/*
 * Chooses the decoder for a body and drives it.  Refuses what it could not
 * read whole: a content coding or a charset that is not known here.
 */

#include "coc_decode.h"
#include "coc_emit.h"
#include "coc_str.h"


/* Bounds limits->body, so that sums with it can't overflow. */

#define COC_DECODE_BODY_MAX  (SIZE_MAX / 16)


struct coc_decode_s {
    coc_emit_t            emit;
    const coc_decoder_t  *decoder;
    void                 *state;        /* the decoder's */
    size_t                bom;          /* bytes of a mark seen by sniffing */
    int                   rc;           /* COC_AGAIN, or how it ended */
    coc_error_t           error;        /* of that */
    unsigned              sniffing:1;
};


static const coc_decoder_t *coc_decode_choose(const coc_ctype_t *type);
static int coc_decode_coding(coc_str_t coding, coc_error_t *err);
static int coc_decode_run(coc_decode_t *decode, const uint8_t *data,
    size_t len);
static int coc_decode_sniff(coc_decode_t *decode, const uint8_t *data,
    size_t len);
static int coc_decode_end(coc_decode_t *decode, int rc, coc_error_t *err);


int
coc_decode_create(coc_decode_t **decode, const coc_alloc_t *alloc,
    const coc_decode_conf_t *conf, coc_field_pt sink, void *ctx,
    coc_error_t *err)
{
    int            rc;
    coc_ctype_t    type;
    coc_decode_t  *d;

    *decode = NULL;

    rc = coc_decode_coding(conf->coding, err);
    if (rc != COC_OK) {
        return rc;
    }

    if (coc_ctype_parse(&type, conf->content_type) != COC_OK) {
        return coc_error_at(err, COC_INVALID, 0,
                            "the Content-Type names more than one type");
    }

    rc = coc_ctype_charset(&type, 0, err);
    if (rc != COC_OK) {
        return rc;
    }

    if (coc_ctype_is_multipart(&type)
        && !coc_ctype_is(&type, "multipart/form-data"))
    {
        return coc_error_at(err, COC_UNSUPPORTED, 0,
                            "of multipart types form-data alone is read");
    }

    d = alloc->alloc(alloc->ctx, sizeof(coc_decode_t));
    if (d == NULL) {
        return coc_error_set(err, COC_ERROR, "no memory to decode the body");
    }

    memset(d, 0, sizeof(coc_decode_t));

    d->rc = COC_AGAIN;
    d->emit.alloc = *alloc;
    d->emit.limits = conf->limits;
    d->emit.keys = conf->keys;
    d->emit.sink = sink;
    d->emit.ctx = ctx;
    d->emit.err = err;
    d->emit.body = coc_min(conf->limits->body, COC_DECODE_BODY_MAX);

    /* text, until its first byte says that it is JSON */

    d->decoder = coc_decode_choose(&type);

    if (d->decoder == NULL) {
        d->decoder = &coc_plain_decoder;
        d->sniffing = 1;
    }

    rc = d->decoder->create(&d->state, &d->emit, &type);
    d->emit.err = NULL;

    if (rc != COC_OK) {
        coc_decode_destroy(d);
        return rc;
    }

    *decode = d;

    return COC_OK;
}


/* NULL: the body itself has to tell. */

static const coc_decoder_t *
coc_decode_choose(const coc_ctype_t *type)
{
    if (coc_ctype_is_json(type)) {
        return &coc_json_decoder;
    }

    if (coc_ctype_is(type, "application/x-www-form-urlencoded")) {
        return &coc_form_decoder;
    }

    if (coc_ctype_is(type, "multipart/form-data")) {
        return &coc_multipart_decoder;
    }

    return coc_ctype_is_text(type) ? &coc_plain_decoder : NULL;
}


static int
coc_decode_coding(coc_str_t coding, coc_error_t *err)
{
    char                    shown[COC_CTYPE_SHOWN];
    static const coc_str_t  identity = coc_str("identity");

    coding = coc_str_trim(coding);

    if (coding.len == 0 || coc_str_caseeq(coding, identity)) {
        return COC_OK;
    }

    return coc_error_at(err, COC_UNSUPPORTED, 0,
                        "the content coding \"%s\" is not read",
                        coc_ctype_show(coding, shown));
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

    kept = (err == NULL) ? &decode->error : err;
    decode->emit.err = kept;

    rc = decode->sniffing ? coc_decode_sniff(decode, data, len)
                          : coc_decode_run(decode, data, len);

    decode->emit.err = NULL;

    if (rc == COC_OK) {
        return COC_AGAIN;
    }

    if (kept != &decode->error) {
        decode->error = *kept;
    }

    decode->rc = rc;

    return rc;
}


static int
coc_decode_run(coc_decode_t *decode, const uint8_t *data, size_t len)
{
    int  rc;

    if (len == 0) {
        return COC_OK;
    }

    decode->emit.count.bytes += len;

    rc = decode->decoder->feed(decode->state, data, len);

    decode->emit.offset += len;

    return rc;
}


/*
 * White space and a byte order mark go to the text decoder as they come; where
 * JSON follows, nothing is lost with it.
 */

static int
coc_decode_sniff(coc_decode_t *decode, const uint8_t *data, size_t len)
{
    int                     rc;
    size_t                  i;
    coc_ctype_t             none;
    static const coc_str_t  mark = coc_str("\xef\xbb\xbf");

    for (i = 0; i < len; i++) {

        if (decode->bom < mark.len && data[i] == mark.data[decode->bom]
            && decode->bom == decode->emit.count.bytes + i)
        {
            decode->bom++;
            continue;
        }

        if (data[i] != ' ' && data[i] != '\t' && data[i] != '\r'
            && data[i] != '\n')
        {
            break;
        }
    }

    rc = coc_decode_run(decode, data, i);

    if (rc != COC_OK || i == len) {
        return rc;
    }

    decode->sniffing = 0;

    if ((data[i] == '{' || data[i] == '[')
        && (decode->bom == 0 || decode->bom == mark.len))
    {
        decode->decoder->destroy(decode->state);
        decode->state = NULL;
        decode->decoder = &coc_json_decoder;
        decode->emit.count.text = 0;

        memset(&none, 0, sizeof(coc_ctype_t));

        rc = decode->decoder->create(&decode->state, &decode->emit, &none);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return coc_decode_run(decode, data + i, len - i);
}


int
coc_decode_finish(coc_decode_t *decode, coc_error_t *err)
{
    int  rc;

    if (decode->rc != COC_AGAIN) {
        return coc_decode_end(decode, decode->rc, err);
    }

    rc = COC_OK;

    if (decode->emit.count.bytes != 0) {
        decode->emit.err = (err == NULL) ? &decode->error : err;
        rc = decode->decoder->finish(decode->state);
        decode->emit.err = NULL;
    }

    if (rc != COC_OK && err != NULL) {
        decode->error = *err;
    }

    decode->rc = rc;

    return rc;
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
    return &decode->emit.count;
}


void
coc_decode_destroy(coc_decode_t *decode)
{
    if (decode == NULL) {
        return;
    }

    decode->decoder->destroy(decode->state);
    decode->emit.alloc.free(decode->emit.alloc.ctx, decode);
}
