/*
 * A member's record, read: the standing, and the history.
 */

#include "ngx_http_coc_api.h"


#define NGX_HTTP_COC_API_COMMAND  1024      /* bytes */
#define NGX_HTTP_COC_API_SEEN     4096      /* ids, at most half as many */


static coc_reply_e ngx_http_coc_api_read_reply(ngx_http_coc_api_t *api,
    ngx_uint_t i, const redisReply *reply);
static ngx_int_t ngx_http_coc_api_standing_done(ngx_http_coc_api_t *api);
static ngx_int_t ngx_http_coc_api_history_step(ngx_http_coc_api_t *api);
static coc_reply_e ngx_http_coc_api_history_reply(ngx_http_coc_api_t *api,
    ngx_uint_t i, const redisReply *reply);
static void ngx_http_coc_api_privileges_json(
    const coc_privileges_t *privileges, uint64_t now, coc_buf_t *out);
static ngx_uint_t ngx_http_coc_api_repeated(ngx_http_coc_api_t *api,
    coc_str_t id);


ngx_int_t
ngx_http_coc_api_read(ngx_http_coc_api_t *api, ngx_http_coc_api_pt next)
{
    ngx_int_t   rc;
    coc_buf_t   command;
    ngx_uint_t  i;

    coc_buf_init(&command, &ngx_http_coc_alloc, NGX_HTTP_COC_API_COMMAND);
    rc = NGX_OK;

    for (i = 0; rc == NGX_OK && i < api->cocf->secret->n; i++) {
        coc_buf_reset(&command);
        (void) coc_store_read(&command,
                              ngx_http_coc_str(api->cocf->redis_prefix),
                              &api->member[i]);

        rc = ngx_http_coc_api_ask(api, &command, ngx_http_coc_api_read_reply,
                                  i);
    }

    coc_buf_free(&command);

    return (rc == NGX_OK) ? ngx_http_coc_api_wait(api, next) : rc;
}


static coc_reply_e
ngx_http_coc_api_read_reply(ngx_http_coc_api_t *api, ngx_uint_t i,
    const redisReply *reply)
{
    return coc_store_read_reply(reply, &api->standing[i]);
}


ngx_int_t
ngx_http_coc_api_standing(ngx_http_coc_api_t *api)
{
    return ngx_http_coc_api_read(api, ngx_http_coc_api_standing_done);
}


static ngx_int_t
ngx_http_coc_api_standing_done(ngx_http_coc_api_t *api)
{
    ngx_uint_t  i;

    for (i = 1; i < api->cocf->secret->n; i++) {
        coc_standing_merge(&api->standing[0], &api->standing[i],
                           api->cocf->decay, ngx_http_coc_now());
    }

    (void) coc_buf_putc(&api->out, '{');
    ngx_http_coc_api_standing_json(api, &api->standing[0]);
    (void) coc_buf_puts(&api->out, "}\n");

    api->status = NGX_HTTP_OK;

    return NGX_OK;
}


void
ngx_http_coc_api_standing_json(ngx_http_coc_api_t *api,
    const coc_standing_t *standing)
{
    u_char      *p, points[NGX_INT64_LEN + 8];
    uint64_t     left, until, now;
    coc_buf_t   *out;
    ngx_uint_t   i, more;

    out = &api->out;
    now = ngx_http_coc_now();
    left = coc_standing_points(standing, api->cocf->decay, now);
    until = coc_standing_until(standing, now);

    p = ngx_sprintf(points, "%uL.%03uL", left / 1000, left % 1000);
    *p = '\0';

    (void) coc_buf_puts(out, "\"member\":");
    (void) coc_buf_json(out, ngx_http_coc_str(api->segment[1]));
    (void) coc_buf_puts(out, ",\"hash\":\"");
    (void) coc_buf_puts(out, api->member[0].hash);
    (void) coc_buf_puts(out, "\",\"points\":");
    (void) coc_buf_puts(out, (char *) points);
    (void) coc_buf_puts(out, ",\"step\":\"");
    (void) coc_buf_puts(out, coc_step_name(coc_standing_step(standing, now)));
    (void) coc_buf_puts(out, "\",\"until\":");

    if (until) {
        (void) coc_buf_uint(out, until);

    } else {
        (void) coc_buf_puts(out, "null");
    }

    (void) coc_buf_puts(out, ",\"sections\":{");

    for (more = 0, i = 0; i < COC_SECTION_MAX; i++) {
        if (standing->section[i]) {
            (void) coc_buf_puts(out, more ? ",\"" : "\"");
            (void) coc_buf_puts(out, coc_section_name((coc_section_e) i));
            (void) coc_buf_puts(out, "\":");
            (void) coc_buf_uint(out, standing->section[i]);
            more = 1;
        }
    }

    (void) coc_buf_putc(out, '}');
    ngx_http_coc_api_privileges_json(&standing->privileges, now, out);
}


static void
ngx_http_coc_api_privileges_json(const coc_privileges_t *privileges,
    uint64_t now, coc_buf_t *out)
{
    uint32_t    taken;
    ngx_uint_t  i, more;

    taken = coc_privileges_taken(privileges, now);

    (void) coc_buf_puts(out, ",\"privileges\":{");

    for (more = 0, i = 0; i < COC_PRIVILEGE_MAX; i++) {

        if (!(taken & (1u << i))) {
            continue;
        }

        (void) coc_buf_puts(out, more ? ",\"" : "\"");
        (void) coc_buf_puts(out, coc_privilege_name((coc_privilege_e) i));
        (void) coc_buf_puts(out, "\":{\"until\":");

        if (privileges->until[i]) {
            (void) coc_buf_uint(out, privileges->until[i]);

        } else {
            (void) coc_buf_puts(out, "null");
        }

        (void) coc_buf_puts(out, ",\"reason\":");
        (void) coc_buf_json(out, coc_str_from(privileges->reason[i]));
        (void) coc_buf_putc(out, '}');
        more = 1;
    }

    (void) coc_buf_putc(out, '}');
}


/* The retired secret's part first: it is the older one. */

ngx_int_t
ngx_http_coc_api_history(ngx_http_coc_api_t *api)
{
    api->seen = ngx_pcalloc(api->request->pool,
                            NGX_HTTP_COC_API_SEEN * sizeof(uint64_t));
    if (api->seen == NULL) {
        return NGX_ERROR;
    }

    (void) coc_buf_puts(&api->out, "{\"member\":");
    (void) coc_buf_json(&api->out, ngx_http_coc_str(api->segment[1]));
    (void) coc_buf_puts(&api->out, ",\"history\":[");

    api->secret = api->cocf->secret->n;

    return ngx_http_coc_api_history_step(api);
}


static ngx_int_t
ngx_http_coc_api_history_step(ngx_http_coc_api_t *api)
{
    ngx_int_t  rc;
    coc_buf_t  command;

    if (api->secret == 0) {
        (void) coc_buf_puts(&api->out, "]}\n");
        api->status = NGX_HTTP_OK;

        return NGX_OK;
    }

    api->secret--;

    coc_buf_init(&command, &ngx_http_coc_alloc, NGX_HTTP_COC_API_COMMAND);

    (void) coc_store_history(&command,
                             ngx_http_coc_str(api->cocf->redis_prefix),
                             &api->member[api->secret]);

    rc = ngx_http_coc_api_ask(api, &command, ngx_http_coc_api_history_reply,
                              0);
    coc_buf_free(&command);

    return (rc == NGX_OK)
           ? ngx_http_coc_api_wait(api, ngx_http_coc_api_history_step) : rc;
}


/* "<id> {...}" as {"id":"<id>",...}. */

static coc_reply_e
ngx_http_coc_api_history_reply(ngx_http_coc_api_t *api, ngx_uint_t i,
    const redisReply *reply)
{
    size_t             k, space;
    coc_str_t          entry, id;
    coc_reply_e        class;
    const redisReply  *element;

    (void) i;

    class = coc_reply_class(reply);

    if (class != COC_REPLY_OK) {
        return class;
    }

    if (reply->type != REDIS_REPLY_ARRAY) {
        return COC_REPLY_BAD;
    }

    for (k = 0; k < reply->elements; k++) {
        element = reply->element[k];

        if (element == NULL || element->type != REDIS_REPLY_STRING
            || element->str == NULL)
        {
            return COC_REPLY_BAD;
        }

        entry.data = (const uint8_t *) element->str;
        entry.len = (size_t) element->len;
        space = coc_str_find(entry, ' ', 0);

        if (entry.len - space < 4 || entry.data[space + 1] != '{'
            || entry.data[entry.len - 1] != '}')
        {
            continue;
        }

        id.data = entry.data;
        id.len = space;

        if (ngx_http_coc_api_repeated(api, id)) {
            continue;
        }

        (void) coc_buf_puts(&api->out, api->more ? ",\n{\"id\":"
                                                 : "\n{\"id\":");
        (void) coc_buf_json(&api->out, id);
        (void) coc_buf_putc(&api->out, ',');
        (void) coc_buf_append(&api->out, entry.data + space + 2,
                              entry.len - space - 2);
        api->more = 1;
    }

    return COC_REPLY_OK;
}


/*
 * 1 if the id was in the history before: a chain that was sent again after its
 * id was forgotten, or a restore under two secrets.  Ids are as good as
 * random, and a history is capped: a full table forgets to look.
 */

static ngx_uint_t
ngx_http_coc_api_repeated(ngx_http_coc_api_t *api, coc_str_t id)
{
    uint64_t                   value;
    coc_hash_t                 hash;
    ngx_uint_t                 at, n;
    ngx_http_coc_main_conf_t  *cocmcf;

    cocmcf = ngx_http_get_module_main_conf(api->request, ngx_http_coc_module);

    coc_hash_init(&hash, cocmcf->worker->key);
    coc_hash_update(&hash, id.data, id.len);
    value = coc_hash_final(&hash) | 1;

    at = value >> 1;

    for (n = 0; n < 64; n++) {
        at = (at + 1) % NGX_HTTP_COC_API_SEEN;

        if (api->seen[at] == value) {
            return 1;
        }

        if (api->seen[at] == 0) {
            api->seen[at] = value;
            return 0;
        }
    }

    return 0;
}
