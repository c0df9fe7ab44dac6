/*
 * Masks values in a body: two passes over it, and two checks of the outcome.
 *
 * The decoder does not tell where in a body a value was written.  So the first
 * pass learns what the values are that are to be masked, the second finds them
 * where the body writes them (coc_redact_walk.c) and writes stars instead.
 * Nobody need believe that it finds all readings of all of them: what comes
 * out is decoded and screened again, and is good only if each field is what it
 * was but for the stars, and no redacting rule finds anything any more.
 */

#include <stdlib.h>

#include "coc_redact_int.h"
#include "coc_scan_int.h"


static int coc_redact_init(coc_redact_t *redact, coc_scan_t *scan,
    coc_error_t *err);
static int coc_redact_open(coc_redact_t *redact, coc_error_t *err);
static int coc_redact_field(void *ctx, const coc_field_t *field);
static size_t coc_redact_ranges(coc_redact_t *redact, coc_str_t value);
static size_t coc_redact_sum(coc_redact_t *redact, coc_str_t value,
    coc_redact_cut_t *cut);
static int coc_redact_declined(coc_error_t *err, const char *why);
static int coc_redact_fed(int rc, coc_error_t *err);


int
coc_redact_create(coc_redact_t **redact, coc_scan_t *scan,
    const uint8_t *key, coc_redact_pt out, void *ctx, coc_error_t *err)
{
    int                 rc;
    coc_redact_t       *r;
    const coc_alloc_t  *alloc;

    *redact = NULL;
    alloc = &scan->alloc;

    r = alloc->alloc(alloc->ctx, sizeof(coc_redact_t));
    if (r == NULL) {
        return coc_error_set(err, COC_ERROR, "no memory to mask the body");
    }

    memset(r, 0, sizeof(coc_redact_t));
    r->alloc = *alloc;
    r->out = out;
    r->ctx = ctx;
    memcpy(r->key, key, COC_HASH_KEY);

    coc_buf_init(&r->unit, &r->alloc, 0);
    coc_buf_init(&r->made, &r->alloc, 0);

    rc = coc_redact_init(r, scan, err);

    if (rc == COC_OK) {
        rc = coc_redact_open(r, err);
    }

    if (rc != COC_OK) {
        coc_redact_destroy(r);
        return rc;
    }

    *redact = r;

    return COC_OK;
}


/* What is to be masked, and how the body's type writes it. */

static int
coc_redact_init(coc_redact_t *r, coc_scan_t *scan, coc_error_t *err)
{
    size_t                  n;
    coc_ctype_t             type;
    const coc_redaction_t  *range;

    r->conf = *scan->conf;
    r->conf.content_key = NULL;
    r->conf.evidence = 0;
    r->conf.excerpt = 0;
    r->conf.candidates = 0;
    r->conf.facts = 0;

    range = coc_scan_redactions(scan, &n);

    if (n == 0 || range[n - 1].field == COC_REDACTION_QUERY) {
        return coc_redact_declined(err, n ? "it is in the query string"
                                          : "nothing is");
    }

    if (r->conf.coding.len != 0) {
        return coc_redact_declined(err, "the body has a Content-Encoding");
    }

    if (coc_ctype_parse(&type, r->conf.content_type) != COC_OK) {
        return coc_redact_declined(err, "the Content-Type is unclear");
    }

    if (coc_ctype_is_json(&type)) {
        r->type = &coc_redact_json;

    } else if (coc_ctype_is(&type, "application/x-www-form-urlencoded")) {
        r->type = &coc_redact_form;

    } else if (coc_ctype_is_text(&type)) {
        r->type = &coc_redact_plain;

    } else if (coc_ctype_is_multipart(&type)
               && coc_redact_boundary(r, &type) == COC_OK)
    {
        r->type = &coc_redact_multipart;

    } else {
        return coc_redact_declined(err, "of the body's type");
    }

    r->range = r->alloc.alloc(r->alloc.ctx, n * sizeof(coc_redaction_t));
    r->target = r->alloc.alloc(r->alloc.ctx, n * sizeof(coc_redact_target_t));

    if (r->range == NULL || r->target == NULL) {
        return coc_error_set(err, COC_ERROR, "no memory to mask the body");
    }

    memcpy(r->range, range, n * sizeof(coc_redaction_t));
    r->nranges = n;

    return COC_OK;
}


/* Begins a pass. */

static int
coc_redact_open(coc_redact_t *r, coc_error_t *err)
{
    coc_decode_conf_t  conf;

    coc_decode_destroy(r->decode);

    coc_hash_init(&r->sum, r->key);
    r->fields = 0;

    memset(&conf, 0, sizeof(coc_decode_conf_t));
    conf.content_type = r->conf.content_type;
    conf.limits = r->conf.limits;
    conf.keys = r->conf.keys;

    return coc_decode_create(&r->decode, &r->alloc, &conf, coc_redact_field, r,
                             err);
}


int
coc_redact_learn(coc_redact_t *redact, const uint8_t *data, size_t len,
    coc_error_t *err)
{
    return coc_redact_fed(coc_decode_feed(redact->decode, data, len, err),
                          err);
}


int
coc_redact_turn(coc_redact_t *redact, coc_error_t *err)
{
    int     rc;
    size_t  max;

    rc = coc_redact_fed(coc_decode_finish(redact->decode, err), err);

    if (rc != COC_OK) {
        return rc;
    }

    if (redact->next != redact->nranges) {
        return coc_redact_declined(err, "it is not found again");
    }

    qsort(redact->target, redact->ntargets, sizeof(coc_redact_target_t),
          coc_redact_target_cmp);

    redact->first_sum = coc_hash_final(&redact->sum);
    redact->first_fields = redact->fields;
    redact->turned = 1;

    max = redact->longest * COC_REDACT_ESCAPE + COC_REDACT_MARK;
    redact->unit.max = max;
    redact->made.max = max;

    rc = coc_scan_create(&redact->scan, &redact->conf, err);

    return (rc == COC_OK) ? coc_redact_open(redact, err) : rc;
}


int
coc_redact_mask(coc_redact_t *redact, const uint8_t *data, size_t len,
    coc_error_t *err)
{
    int  rc;

    rc = redact->type->walk(redact, data, len);

    return coc_redact_fed(rc, err);
}


int
coc_redact_finish(coc_redact_t *redact, size_t *masked, coc_error_t *err)
{
    int     rc;
    size_t  n;

    rc = coc_redact_fed(redact->type->last(redact), err);

    if (rc == COC_OK) {
        rc = coc_redact_fed(coc_decode_finish(redact->decode, err), err);
    }

    if (rc == COC_OK) {
        rc = coc_redact_fed(coc_scan_finish(redact->scan, err), err);
    }

    if (rc != COC_OK) {
        return rc;
    }

    (void) coc_scan_redactions(redact->scan, &n);

    if (n != 0 || redact->fields != redact->first_fields
        || coc_hash_final(&redact->sum) != redact->first_sum)
    {
        return coc_redact_declined(err, "in the form in which it is written");
    }

    *masked = redact->count;

    return COC_OK;
}


const coc_scan_t *
coc_redact_scan(const coc_redact_t *redact)
{
    return redact->scan;
}


void
coc_redact_destroy(coc_redact_t *redact)
{
    if (redact == NULL) {
        return;
    }

    coc_decode_destroy(redact->decode);
    coc_scan_destroy(redact->scan);
    coc_buf_free(&redact->unit);
    coc_buf_free(&redact->made);
    redact->alloc.free(redact->alloc.ctx, redact->range);
    redact->alloc.free(redact->alloc.ctx, redact->target);
    redact->alloc.free(redact->alloc.ctx, redact);
}


int
coc_redact_put(coc_redact_t *redact, const uint8_t *data, size_t len)
{
    int  rc;

    if (len == 0) {
        return COC_OK;
    }

    rc = coc_redact_fed(coc_decode_feed(redact->decode, data, len, NULL),
                        NULL);

    if (rc == COC_OK) {
        rc = coc_redact_fed(coc_scan_feed(redact->scan, data, len, NULL),
                            NULL);
    }

    return (rc == COC_OK) ? redact->out(redact->ctx, data, len) : rc;
}


/*
 * A field of either body.  Of the first it is summed up as it will be when its
 * ranges are masked, of the second as it is.
 */

static int
coc_redact_field(void *ctx, const coc_field_t *field)
{
    size_t                n, len[3];
    coc_hash_t            hash;
    coc_redact_t         *r = ctx;
    coc_redact_cut_t      cut;
    coc_redact_target_t  *target;

    memset(&cut, 0, sizeof(coc_redact_cut_t));

    if (!r->turned && r->next < r->nranges
        && r->range[r->next].field == r->fields)
    {
        cut.range = &r->range[r->next];
        n = coc_redact_ranges(r, field->value);

        if (n == 0) {
            return COC_DECLINED;
        }

        cut.n = n;
        coc_hash_init(&hash, r->key);
        coc_hash_update(&hash, field->value.data, field->value.len);

        target = &r->target[r->ntargets++];
        target->hash = coc_hash_final(&hash);
        target->len = field->value.len;
        target->range = cut.range;
        target->n = n;

        r->next += n;
        r->longest = coc_max(r->longest, field->value.len);
    }

    r->fields++;

    if (field->path.len != 0) {
        coc_hash_update(&r->sum, field->path.data, field->path.len);
    }

    /* lengths come last, as that of what is masked is known last */

    len[0] = coc_redact_sum(r, field->value, &cut);
    len[1] = field->path.len;
    len[2] = (size_t) field->kind;

    coc_hash_update(&r->sum, len, sizeof(len));

    return COC_OK;
}


/*
 * The ranges of the field at hand, made to begin and end with characters; 0 if
 * the field has no such bytes.
 */

static size_t
coc_redact_ranges(coc_redact_t *r, coc_str_t value)
{
    size_t            i, n;
    coc_redaction_t  *range;

    for (i = r->next; i < r->nranges && r->range[i].field == r->fields; i++) {
        range = &r->range[i];

        if (range->start >= range->end || range->end > value.len) {
            return 0;
        }

        for (n = 0; n < 3 && range->start != 0
                    && (value.data[range->start] & 0xc0) == 0x80; n++)
        {
            range->start--;
        }

        for (n = 0; n < 3 && range->end < value.len
                    && (value.data[range->end] & 0xc0) == 0x80; n++)
        {
            range->end++;
        }
    }

    return i - r->next;
}


/* Sums a value up, masked; returns its length then. */

static size_t
coc_redact_sum(coc_redact_t *r, coc_str_t value, coc_redact_cut_t *cut)
{
    size_t   i, run, len;
    uint8_t  c;

    for (i = 0, run = 0, len = 0; i < value.len && cut->n != 0; i++) {

        switch (coc_redact_step(cut, value.data[i], 1)) {

        case COC_REDACT_KEEP:
            continue;

        case COC_REDACT_STAR:
            c = '*';
            coc_hash_update(&r->sum, value.data + run, i - run);
            coc_hash_update(&r->sum, &c, 1);
            len += i - run + 1;
            break;

        default: /* COC_REDACT_DROP */
            coc_hash_update(&r->sum, value.data + run, i - run);
            len += i - run;
            break;
        }

        run = i + 1;
    }

    if (value.len > run) {
        coc_hash_update(&r->sum, value.data + run, value.len - run);
    }

    return len + (value.len - run);
}


coc_redact_step_e
coc_redact_step(coc_redact_cut_t *cut, uint8_t c, size_t n)
{
    unsigned  before;

    before = cut->masked;

    while (cut->n != 0 && cut->range->end <= cut->pos) {
        cut->range++;
        cut->n--;
    }

    cut->masked = (cut->n != 0 && cut->range->start < cut->pos + n);
    cut->pos += n;

    if (!cut->masked) {
        return COC_REDACT_KEEP;
    }

    return (before && (c & 0xc0) == 0x80) ? COC_REDACT_DROP : COC_REDACT_STAR;
}


int
coc_redact_target_cmp(const void *a, const void *b)
{
    const coc_redact_target_t  *one = a, *two = b;

    if (one->hash != two->hash) {
        return (one->hash > two->hash) ? 1 : -1;
    }

    return (one->len > two->len) - (one->len < two->len);
}


static int
coc_redact_declined(coc_error_t *err, const char *why)
{
    return coc_error_set(err, COC_DECLINED,
                         "identifying data can't be masked: %s", why);
}


/* What a decoder returned, or a walk that asked one. */

static int
coc_redact_fed(int rc, coc_error_t *err)
{
    switch (rc) {

    case COC_OK:
    case COC_AGAIN:
        return COC_OK;

    case COC_ERROR:
        return coc_error_set(err, rc, "masking the body failed");

    default:
        return coc_redact_declined(err, "the body can't be read so");
    }
}
