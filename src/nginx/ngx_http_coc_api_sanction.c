/*
 * What moderators do to a member, by the same chain as infractions: it waits
 * for Redis where that is away, in the spool too, and other edges are told.
 */

#include "ngx_http_coc_api.h"

#include <openssl/rand.h>


static ngx_int_t ngx_http_coc_api_time(ngx_http_coc_api_t *api,
    uint64_t *time);
static ngx_int_t ngx_http_coc_api_which(ngx_http_coc_api_t *api);
static ngx_int_t ngx_http_coc_api_who(ngx_http_coc_api_t *api);
static ngx_uint_t ngx_http_coc_api_lifts(ngx_http_coc_api_t *api);
static ngx_int_t ngx_http_coc_api_record(ngx_http_coc_api_t *api);
static ngx_int_t ngx_http_coc_api_recorded(ngx_http_coc_api_t *api);


/* {"step": "mute", "time": "24h", "reason": "...", "by": "kim", "id": "..."} */

ngx_int_t
ngx_http_coc_api_sanction(ngx_http_coc_api_t *api)
{
    const ngx_http_coc_api_value_t  *value;

    value = ngx_http_coc_api_value(api, "step");

    if (value == NULL || !value->text
        || coc_step_find(value->value, &api->rung.step) != COC_OK
        || api->rung.step == COC_STEP_NONE)
    {
        return ngx_http_coc_api_invalid(api, "\"step\" is warn, mute, "
                                        "premoderate, suspend or deactivate");
    }

    if (ngx_http_coc_api_time(api, &api->rung.time) != NGX_OK) {
        return NGX_OK;
    }

    if (api->rung.time != 0 && (api->rung.step == COC_STEP_WARN
                                || api->rung.step == COC_STEP_DEACTIVATE))
    {
        return ngx_http_coc_api_invalid(api, "this step takes no time");
    }

    if (ngx_http_coc_api_who(api) != NGX_OK) {
        return NGX_ERROR;
    }

    if (api->status != 0) {
        return NGX_OK;
    }

    /* a record that is not there yet begins with what the retired one says */

    return (api->cocf->secret->n > 1)
           ? ngx_http_coc_api_read(api, ngx_http_coc_api_record)
           : ngx_http_coc_api_record(api);
}


ngx_int_t
ngx_http_coc_api_restore(ngx_http_coc_api_t *api)
{
    api->rung.step = COC_STEP_NONE;

    if (ngx_http_coc_api_who(api) != NGX_OK) {
        return NGX_ERROR;
    }

    return (api->status != 0) ? NGX_OK : ngx_http_coc_api_record(api);
}


/* {"time": "7d", "reason": "...", "by": "kim", "id": "..."} */

ngx_int_t
ngx_http_coc_api_privilege_put(ngx_http_coc_api_t *api)
{
    if (ngx_http_coc_api_which(api) != NGX_OK
        || ngx_http_coc_api_time(api, &api->grant.time) != NGX_OK)
    {
        return NGX_OK;
    }

    if (ngx_http_coc_api_who(api) != NGX_OK) {
        return NGX_ERROR;
    }

    if (api->status != 0) {
        return NGX_OK;
    }

    return (api->cocf->secret->n > 1)
           ? ngx_http_coc_api_read(api, ngx_http_coc_api_record)
           : ngx_http_coc_api_record(api);
}


/* {"reason": "...", "by": "kim", "id": "..."}, or nothing. */

ngx_int_t
ngx_http_coc_api_privilege_delete(ngx_http_coc_api_t *api)
{
    if (ngx_http_coc_api_which(api) != NGX_OK) {
        return NGX_OK;
    }

    api->grant.lift = 1;

    if (ngx_http_coc_api_who(api) != NGX_OK) {
        return NGX_ERROR;
    }

    return (api->status != 0) ? NGX_OK : ngx_http_coc_api_record(api);
}


/* NGX_DECLINED: there is no such privilege, and that is the reply. */

static ngx_int_t
ngx_http_coc_api_which(ngx_http_coc_api_t *api)
{
    api->granting = 1;

    if (coc_privilege_find(ngx_http_coc_str(api->segment[3]),
                           &api->grant.which)
        == COC_OK)
    {
        return NGX_OK;
    }

    (void) ngx_http_coc_api_problem(api, NGX_HTTP_NOT_FOUND,
                                    "urn:coc:api:unknown",
                                    "There is no such privilege",
                                    (coc_str_t) coc_null_str);
    return NGX_DECLINED;
}


/* 0 where there is none.  NGX_DECLINED: it is no time, and that is the
 * reply. */

static ngx_int_t
ngx_http_coc_api_time(ngx_http_coc_api_t *api, uint64_t *time)
{
    const ngx_http_coc_api_value_t  *value;

    value = ngx_http_coc_api_value(api, "time");

    if (value == NULL
        || (value->text && coc_str_time(value->value, time) == COC_OK
            && *time != 0))
    {
        return NGX_OK;
    }

    (void) ngx_http_coc_api_invalid(api, "\"time\" is a time as \"24h\" or "
                                    "\"7d\"");
    return NGX_DECLINED;
}


/* Who does it and why, and the id by which doing it again does nothing. */

static ngx_int_t
ngx_http_coc_api_who(ngx_http_coc_api_t *api)
{
    size_t   i;
    uint8_t  bytes[sizeof(api->random) / 2];

    static const coc_str_t           none = coc_str("api");
    const ngx_http_coc_api_value_t  *by, *id, *reason;

    reason = ngx_http_coc_api_value(api, "reason");

    if (reason != NULL) {

        if (!reason->text || !coc_privilege_reason(reason->value)) {
            return ngx_http_coc_api_invalid(api, "\"reason\" is a line of at "
                                            "most 200 bytes");
        }

        api->reason = reason->value;
    }

    by = ngx_http_coc_api_value(api, "by");
    id = ngx_http_coc_api_value(api, "id");

    if (by != NULL && (!by->text || by->value.len == 0
                       || by->value.len > COC_RECORD_BY))
    {
        return ngx_http_coc_api_invalid(api, "\"by\" is a name of at most 64 "
                                        "bytes");
    }

    /* as $remote_user has it */

    api->by = (by != NULL) ? by->value
              : (ngx_http_auth_basic_user(api->request) == NGX_OK
                 && api->request->headers_in.user.len)
              ? ngx_http_coc_str(api->request->headers_in.user) : none;
    api->by.len = ngx_min(api->by.len, COC_RECORD_BY);

    if (id == NULL) {

        if (RAND_bytes(bytes, (int) sizeof(bytes)) != 1) {
            return NGX_ERROR;
        }

        (void) ngx_hex_dump(api->random, bytes, sizeof(bytes));

        api->id.data = api->random;
        api->id.len = sizeof(api->random);

        return NGX_OK;
    }

    api->id = id->value;

    for (i = 0; i < id->value.len; i++) {
        if (id->value.data[i] <= ' ' || id->value.data[i] >= 0x7f) {
            break;
        }
    }

    if (!id->text || id->value.len == 0 || id->value.len > COC_RECORD_ID
        || i < id->value.len)
    {
        return ngx_http_coc_api_invalid(api, "\"id\" is 1 to 64 letters, "
                                        "digits and signs of ASCII");
    }

    return NGX_OK;
}


static ngx_uint_t
ngx_http_coc_api_lifts(ngx_http_coc_api_t *api)
{
    return api->granting ? (ngx_uint_t) api->grant.lift
                         : api->rung.step == COC_STEP_NONE;
}


static ngx_int_t
ngx_http_coc_api_record(ngx_http_coc_api_t *api)
{
    int                       rc;
    coc_record_t             *record;
    coc_record_conf_t         conf;
    ngx_http_coc_loc_conf_t  *cocf;

    cocf = api->cocf;

    ngx_memzero(&conf, sizeof(coc_record_conf_t));

    conf.prefix = ngx_http_coc_str(cocf->redis_prefix);
    conf.member = &api->member[api->secret];
    conf.half_life = cocf->decay;
    conf.retention = cocf->retention;
    conf.sanction = api->granting ? NULL : &api->rung;
    conf.grant = api->granting ? &api->grant : NULL;
    conf.reason = api->reason;
    conf.id = api->id;
    conf.by = api->by;
    conf.now = ngx_http_coc_now();

    if (!ngx_http_coc_api_lifts(api) && cocf->secret->n > 1) {
        conf.retired = &api->standing[1];
    }

    rc = coc_record_create(&record, &ngx_http_coc_alloc, &conf);

    if (rc != COC_OK) {
        return NGX_ERROR;
    }

    api->ctx.case_id.data = (u_char *) api->id.data;
    api->ctx.case_id.len = api->id.len;
    api->ctx.standing_known = 0;

    switch (ngx_http_coc_record_submit(api->request, &api->ctx, cocf, record))
    {

    case NGX_AGAIN:
        return ngx_http_coc_api_wait(api, ngx_http_coc_api_recorded);

    case NGX_OK:
        return ngx_http_coc_api_recorded(api);

    default:
        return NGX_DECLINED;
    }
}


/* Acknowledged, or kept until it is. */

static ngx_int_t
ngx_http_coc_api_recorded(ngx_http_coc_api_t *api)
{
    ngx_uint_t  known;

    known = api->ctx.standing_known;

    /* under both secrets, or the retired one would still hold */

    if (ngx_http_coc_api_lifts(api)
        && api->secret + 1 < api->cocf->secret->n)
    {
        api->secret++;
        return ngx_http_coc_api_record(api);
    }

    (void) coc_buf_puts(&api->out, "{\"id\":");
    (void) coc_buf_json(&api->out, api->id);
    (void) coc_buf_putc(&api->out, ',');

    if (known) {
        ngx_http_coc_api_standing_json(api, &api->ctx.standing);
        api->status = NGX_HTTP_OK;

    } else {
        (void) coc_buf_puts(&api->out, "\"member\":");
        (void) coc_buf_json(&api->out, ngx_http_coc_str(api->segment[1]));
        (void) coc_buf_puts(&api->out, ",\"pending\":true");
        api->status = NGX_HTTP_ACCEPTED;
    }

    (void) coc_buf_puts(&api->out, "}\n");

    return NGX_OK;
}
