/*
 * Readings of a body beside the main one: what of theirs becomes fields, and
 * when they end.
 */

#include "coc_decode_int.h"
#include "coc_aside.h"


static int coc_decode_bare(void *ctx, const coc_field_t *field);
static int coc_decode_raw(void *ctx, const coc_field_t *field);
static int coc_decode_form(void *ctx, const coc_field_t *field);


const coc_field_pt  coc_decode_sinks[COC_LANES] = {
    [COC_LANE_BARE] = coc_decode_bare,
    [COC_LANE_RAW] = coc_decode_raw,
    [COC_LANE_FORM] = coc_decode_form
};


int
coc_decode_beside(coc_decode_t *d, coc_lane_e n, int rc)
{
    coc_error_t  *err;

    if (rc == COC_OK) {
        return COC_OK;
    }

    if (rc == COC_INVALID || rc == COC_UNSUPPORTED) {
        coc_lane_close(&d->lanes[n]);
        return COC_OK;
    }

    /* more of what can't be undone than could be looked at for text */

    if (rc == COC_LIMIT && d->sealed) {
        d->lanes[COC_LANE_MAIN].emit.count.unread++;
        coc_lane_close(&d->lanes[n]);
        return COC_OK;
    }

    err = d->lanes[COC_LANE_MAIN].emit.err;

    if (err != NULL && (rc == COC_LIMIT || rc == COC_ERROR)) {
        *err = d->aside;
    }

    return rc;
}


static int
coc_decode_bare(void *ctx, const coc_field_t *field)
{
    coc_decode_t  *d = ctx;

    return coc_aside_bare(d->charset, field->value)
           ? d->sink(d->ctx, field) : COC_OK;
}


static int
coc_decode_raw(void *ctx, const coc_field_t *field)
{
    int            rc;
    coc_str_t      rest;
    coc_field_t    run;
    coc_decode_t  *d = ctx;

    run = *field;
    rest = field->value;

    while (coc_aside_raw(&rest, &run.value)) {

        rc = d->sink(d->ctx, &run);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


/*
 * A body without a type is text, and a form to Rack: names without a value say
 * nothing that the text does not.
 */

static int
coc_decode_form(void *ctx, const coc_field_t *field)
{
    coc_decode_t  *d = ctx;

    return (field->path.len == 0 || field->value.len == 0)
           ? COC_OK : d->sink(d->ctx, field);
}
