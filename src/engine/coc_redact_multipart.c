/*
 * Where a multipart body writes the contents of its parts.
 *
 * Lines that begin with the boundary are delimiters, all of them: a body where
 * readers could differ on that was malformed.
 */

#include "coc_redact_int.h"


static int coc_redact_part_walk(coc_redact_t *redact, const uint8_t *data,
    size_t len);
static int coc_redact_part_last(coc_redact_t *redact);
static int coc_redact_part_line(coc_redact_t *redact, uint8_t c, size_t *used);
static int coc_redact_part_held(coc_redact_t *redact);
static int coc_redact_part_found(coc_redact_t *redact);
static size_t coc_redact_part_run(coc_redact_t *redact, const uint8_t *data,
    size_t len);
static void coc_redact_part_frame(coc_redact_t *redact, uint8_t c);


const coc_redact_type_t  coc_redact_multipart = {
    coc_redact_byte, coc_redact_part_walk, coc_redact_part_last
};


int
coc_redact_boundary(coc_redact_t *redact, const coc_ctype_t *type)
{
    coc_param_t  param;

    if (coc_ctype_find(type, "boundary", &param) != COC_OK
        || param.value.len == 0 || param.value.len > COC_REDACT_DASH - 2)
    {
        return COC_DECLINED;
    }

    memcpy(redact->dash, "--", 2);
    memcpy(redact->dash + 2, param.value.data, param.value.len);
    redact->ndash = param.value.len + 2;

    redact->start = 1;

    return COC_OK;
}


static int
coc_redact_part_walk(coc_redact_t *r, const uint8_t *data, size_t len)
{
    int     rc;
    size_t  i, n, used;

    for (i = 0; i < len; i += used) {

        if (r->place != COC_REDACT_CONTENT) {
            used = 0;

            while (i + used < len && r->place != COC_REDACT_CONTENT) {
                coc_redact_part_frame(r, data[i + used++]);
            }

            rc = coc_redact_raw(r, data + i, used);

        } else if (r->start) {
            rc = coc_redact_part_line(r, data[i], &used);

        } else {
            n = coc_redact_part_run(r, data + i, len - i);
            used = n + (n < len - i);

            rc = coc_redact_value(r, data + i, n);
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


/* Bytes of a line's rest; its end, where there is one, is on hold then. */

static size_t
coc_redact_part_run(coc_redact_t *r, const uint8_t *data, size_t len)
{
    size_t  n;

    if (!r->inside) {
        coc_redact_begin(r);
    }

    for (n = 0; n < len && data[n] != '\r' && data[n] != '\n'; n++) {
        /* void */
    }

    if (n < len) {
        r->start = 1;
        r->eol[0] = data[n];
        r->neol = 1;
    }

    return n;
}


/* A byte that a delimiter may begin with, or go on with. */

static int
coc_redact_part_line(coc_redact_t *r, uint8_t c, size_t *used)
{
    *used = 1;

    if (c == r->dash[r->matched]) {
        r->matched++;

        return (r->matched == r->ndash) ? coc_redact_part_found(r) : COC_OK;
    }

    if (r->matched == 0 && r->neol == 1 && r->eol[0] == '\r' && c == '\n') {
        r->eol[r->neol++] = c;
        return COC_OK;
    }

    *used = 0;

    return coc_redact_part_held(r);
}


/* What was on hold is content. */

static int
coc_redact_part_held(coc_redact_t *r)
{
    int     rc;
    size_t  neol, matched;

    if (!r->inside) {
        coc_redact_begin(r);
    }

    neol = r->neol;
    matched = r->matched;

    r->start = 0;
    r->neol = 0;
    r->matched = 0;

    rc = coc_redact_value(r, r->eol, neol);

    return (rc == COC_OK) ? coc_redact_value(r, r->dash, matched) : rc;
}


static int
coc_redact_part_found(coc_redact_t *r)
{
    int     rc;
    size_t  neol;

    neol = r->neol;

    r->place = COC_REDACT_TAIL;
    r->dashes = 0;
    r->neol = 0;
    r->matched = 0;

    rc = coc_redact_end(r);

    if (rc == COC_OK) {
        rc = coc_redact_raw(r, r->eol, neol);
    }

    return (rc == COC_OK) ? coc_redact_raw(r, r->dash, r->ndash) : rc;
}


/* A byte behind a boundary, or of a part's header. */

static void
coc_redact_part_frame(coc_redact_t *r, uint8_t c)
{
    if (c != '\n') {
        r->dashes += (r->place == COC_REDACT_TAIL && c == '-');
        r->empty &= (c == '\r');
        return;
    }

    /* what follows the last boundary has no header */

    if ((r->place == COC_REDACT_TAIL) ? r->dashes != 0 : r->empty) {
        r->place = COC_REDACT_CONTENT;
        r->start = 1;
        return;
    }

    r->place = COC_REDACT_HEAD;
    r->empty = 1;
}


static int
coc_redact_part_last(coc_redact_t *r)
{
    int  rc;

    if (r->place == COC_REDACT_CONTENT && r->start) {
        rc = coc_redact_part_held(r);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return coc_redact_end(r);
}
