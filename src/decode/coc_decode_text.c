/*
 * The text of a body: settles which charset it is in, turns it into UTF-8, and
 * gives it to the readings.
 */

#include "coc_decode_int.h"
#include "coc_aside.h"
#include "coc_decode_media.h"


/*
 * What the longest mark, or the pattern of NUL in JSON, needs: bytes.  A type
 * that tells nothing takes COC_MEDIA_HEAD.
 */

#define COC_DECODE_HEAD      4


static size_t coc_decode_head(const coc_decode_t *d);
static int coc_decode_settle(coc_decode_t *d);
static const coc_charset_t *coc_decode_seen(coc_decode_t *d);
static int coc_decode_head_text(coc_decode_t *d);
static int coc_decode_utf8(coc_decode_t *d, const uint8_t *data, size_t len);
static int coc_decode_file(coc_decode_t *d);
static int coc_decode_recode(coc_decode_t *d);
static int coc_decode_block(coc_decode_t *d);
static int coc_decode_give(coc_decode_t *d, int rc);


int
coc_decode_text(void *ctx, const uint8_t *data, size_t len)
{
    int            rc;
    size_t         n;
    coc_decode_t  *d = ctx;

    if (!d->settled) {
        n = coc_min(len, coc_decode_head(d) - d->nblock);

        memcpy(d->block + d->nblock, data, n);
        d->nblock += n;
        data += n;
        len -= n;

        if (d->nblock < coc_decode_head(d)) {
            return COC_OK;
        }

        rc = coc_decode_settle(d);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (!d->recoding) {
        return coc_decode_utf8(d, data, len);
    }

    while (len != 0) {
        n = coc_min(len, COC_DECODE_BLOCK - d->nblock);

        memcpy(d->block + d->nblock, data, n);
        d->nblock += n;
        data += n;
        len -= n;

        if (d->nblock == COC_DECODE_BLOCK) {
            rc = coc_decode_block(d);
            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    return COC_OK;
}


static size_t
coc_decode_head(const coc_decode_t *d)
{
    return (d->row->decoder == NULL) ? COC_MEDIA_HEAD : COC_DECODE_HEAD;
}


/*
 * The head of the text is there, or all of it: what charset it is in.  A mark
 * tells it where the header does not; JSON tells by where it has NUL, see
 * RFC 4627, section 3, and so does XML.
 */

static int
coc_decode_settle(coc_decode_t *d)
{
    int           rc;
    coc_error_t  *err;

    d->settled = 1;
    err = d->lanes[COC_LANE_MAIN].emit.err;

    if (d->row->decoder == NULL
        && coc_decode_is_file(&d->type, d->block, d->nblock))
    {
        return coc_decode_file(d);
    }

    if (d->charset != NULL) {
        if (coc_charset_settle(&d->charset, d->block, d->nblock, &d->mark)
            != COC_OK)
        {
            d->charset = coc_decode_seen(d);

            rc = coc_emit_fault(&d->lanes[COC_LANE_MAIN].emit,
                     coc_error_at(err, COC_INVALID, 0,
                                  "the byte order mark is missing, or is "
                                  "another charset's than the one told"));
            if (rc != COC_OK) {
                return rc;
            }
        }

    } else {
        d->charset = coc_decode_seen(d);
    }

    if (d->charset != NULL && !coc_charset_is_utf8(d->charset)) {
        return coc_decode_recode(d);
    }

    return coc_decode_head_text(d);
}


/* What the bytes themselves tell: NULL, nothing. */

static const coc_charset_t *
coc_decode_seen(coc_decode_t *d)
{
    const coc_charset_t  *seen;

    seen = coc_charset_mark(d->block, d->nblock, &d->mark);

    if (seen == NULL && (coc_decode_maybe_json(d)
                         || coc_aside_pairs(d->block, d->nblock)))
    {
        seen = coc_aside_json(d->block, d->nblock);
    }

    return seen;
}


/* The head of a text that is read as UTF-8; a mark of it is the decoder's. */

static int
coc_decode_head_text(coc_decode_t *d)
{
    size_t  n;

    n = d->nblock;
    d->nblock = 0;

    return coc_decode_utf8(d, d->block, n);
}


/* Text that needs no turning: to a form too where no type was told. */

static int
coc_decode_utf8(coc_decode_t *d, const uint8_t *data, size_t len)
{
    int          rc;
    coc_lane_t  *form;

    rc = coc_lane_feed(&d->lanes[COC_LANE_MAIN], data, len);
    form = &d->lanes[COC_LANE_FORM];

    if (rc != COC_OK || form->decoder == NULL) {
        return rc;
    }

    if (d->lanes[COC_LANE_MAIN].decoder == &coc_json_decoder) {
        coc_lane_close(form);
        return COC_OK;
    }

    return coc_decode_beside(d, COC_LANE_FORM, coc_lane_feed(form, data, len));
}


/* The body is no text, so what was made ready to read it is not needed. */

static int
coc_decode_file(coc_decode_t *d)
{
    int          rc;
    size_t       n;
    coc_lane_t  *lane;

    lane = &d->lanes[COC_LANE_MAIN];
    coc_lane_close(lane);
    coc_lane_close(&d->lanes[COC_LANE_FORM]);
    lane->sniffing = 0;

    rc = coc_lane_open(lane, &coc_media_decoder, &d->type);
    if (rc != COC_OK) {
        return rc;
    }

    n = d->nblock;
    d->nblock = 0;

    return coc_lane_feed(lane, d->block, n);
}


static int
coc_decode_recode(coc_decode_t *d)
{
    int           rc;
    coc_error_t  *err;

    err = d->lanes[COC_LANE_MAIN].emit.err;
    rc = coc_recode_open(&d->recode, d->charset);

    if (rc == COC_UNSUPPORTED) {
        rc = coc_emit_fault(&d->lanes[COC_LANE_MAIN].emit,
                 coc_error_at(err, COC_UNSUPPORTED, 0,
                              "the charset \"%s\" is not known on this "
                              "machine", d->charset->iconv));

        return (rc == COC_OK) ? coc_decode_head_text(d) : rc;
    }

    if (rc != COC_OK) {
        return coc_emit_no_memory(&d->lanes[COC_LANE_MAIN].emit);
    }

    d->recoding = 1;

    return coc_decode_beside(d, COC_LANE_BARE,
                             coc_decode_open(d, COC_LANE_BARE));
}


/* What was gathered, to the reading that heeds the charset and the other. */

static int
coc_decode_block(coc_decode_t *d)
{
    int          rc;
    size_t       n, mark;
    coc_lane_t  *bare;

    n = d->nblock;
    mark = d->mark;
    d->nblock = 0;
    d->mark = 0;

    rc = coc_decode_give(d, coc_recode_feed(&d->recode, d->block + mark,
                                            n - mark, &d->recoded));
    if (rc != COC_OK) {
        return rc;
    }

    bare = &d->lanes[COC_LANE_BARE];

    if (bare->decoder == NULL || n == 0) {
        return COC_OK;
    }

    return coc_decode_beside(d, COC_LANE_BARE,
                             coc_lane_feed(bare, d->block, n));
}


/* The text that was turned into UTF-8, with what doing so returned. */

static int
coc_decode_give(coc_decode_t *d, int rc)
{
    coc_lane_t  *lane;

    lane = &d->lanes[COC_LANE_MAIN];

    if (rc != COC_OK) {
        return coc_emit_no_memory(&lane->emit);
    }

    lane->emit.count.replaced += d->recode.replaced;
    d->recode.replaced = 0;

    rc = coc_lane_feed(lane, d->recoded.data, d->recoded.len);
    coc_buf_reset(&d->recoded);

    return rc;
}


int
coc_decode_text_end(coc_decode_t *d)
{
    int  rc;

    if (!d->settled && d->nblock != 0) {
        rc = coc_decode_settle(d);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (!d->recoding) {
        return COC_OK;
    }

    rc = coc_decode_block(d);
    if (rc != COC_OK) {
        return rc;
    }

    return coc_decode_give(d, coc_recode_finish(&d->recode, &d->recoded));
}
