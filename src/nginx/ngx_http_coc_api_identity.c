/*
 * What a member is known by, and whom the member has blocked.
 */

#include "ngx_http_coc_api.h"


#define NGX_HTTP_COC_API_COMMAND  8192      /* bytes: all tokens of a member */


static ngx_int_t ngx_http_coc_api_list(ngx_http_coc_api_t *api);
static coc_reply_e ngx_http_coc_api_list_reply(ngx_http_coc_api_t *api,
    ngx_uint_t i, const redisReply *reply);
static ngx_int_t ngx_http_coc_api_list_done(ngx_http_coc_api_t *api);
static ngx_uint_t ngx_http_coc_api_flag(ngx_http_coc_api_t *api,
    const char *name);
static ngx_int_t ngx_http_coc_api_texts(ngx_http_coc_api_t *api,
    coc_identity_text_t *texts, size_t *n);
static ngx_int_t ngx_http_coc_api_change(ngx_http_coc_api_t *api);
static coc_reply_e ngx_http_coc_api_change_reply(ngx_http_coc_api_t *api,
    ngx_uint_t i, const redisReply *reply);
static ngx_int_t ngx_http_coc_api_peer(ngx_http_coc_api_t *api,
    ngx_uint_t what);
static coc_reply_e ngx_http_coc_api_peer_reply(ngx_http_coc_api_t *api,
    ngx_uint_t i, const redisReply *reply);
static ngx_int_t ngx_http_coc_api_peer_done(ngx_http_coc_api_t *api);


enum {
    NGX_HTTP_COC_API_ASK = 0,
    NGX_HTTP_COC_API_ADD,
    NGX_HTTP_COC_API_REMOVE
};


ngx_int_t
ngx_http_coc_api_identities(ngx_http_coc_api_t *api)
{
    (void) coc_buf_puts(&api->out, "{\"member\":");
    (void) coc_buf_json(&api->out, ngx_http_coc_str(api->segment[1]));
    (void) coc_buf_puts(&api->out, ",\"identities\":{");

    return ngx_http_coc_api_list(api);
}


static ngx_int_t
ngx_http_coc_api_list(ngx_http_coc_api_t *api)
{
    ngx_int_t  rc;
    coc_buf_t  command;

    coc_buf_init(&command, &ngx_http_coc_alloc, NGX_HTTP_COC_API_COMMAND);

    (void) coc_identity_list(&command,
                             ngx_http_coc_str(api->cocf->redis_prefix),
                             &api->member[0]);

    rc = ngx_http_coc_api_ask(api, &command, ngx_http_coc_api_list_reply, 0);
    coc_buf_free(&command);

    return (rc == NGX_OK)
           ? ngx_http_coc_api_wait(api, ngx_http_coc_api_list_done) : rc;
}


/* How many there are of each kind; what they are is not known here either. */

static coc_reply_e
ngx_http_coc_api_list_reply(ngx_http_coc_api_t *api, ngx_uint_t i,
    const redisReply *reply)
{
    size_t           k, n;
    ngx_uint_t       kinds[COC_IDENTITY_MAX];
    coc_reply_e      class;
    coc_identity_t   list[COC_IDENTITY_TOKENS];

    (void) i;

    class = coc_identity_list_reply(reply, list, &n);

    if (class != COC_REPLY_OK) {
        return class;
    }

    ngx_memzero(kinds, sizeof(kinds));

    for (k = 0; k < n && k < COC_IDENTITY_TOKENS; k++) {
        kinds[list[k].kind]++;
    }

    for (k = 0; k < COC_IDENTITY_MAX; k++) {
        if (kinds[k]) {
            (void) coc_buf_puts(&api->out, api->more ? ",\"" : "\"");
            (void) coc_buf_puts(&api->out,
                                coc_identity_name((coc_identity_e) k));
            (void) coc_buf_puts(&api->out, "\":");
            (void) coc_buf_uint(&api->out, kinds[k]);
            api->more = 1;
        }
    }

    return COC_REPLY_OK;
}


static ngx_int_t
ngx_http_coc_api_list_done(ngx_http_coc_api_t *api)
{
    (void) coc_buf_puts(&api->out, "}}\n");
    api->status = NGX_HTTP_OK;

    return NGX_OK;
}


/* true or false; what is something else sets api->status. */

static ngx_uint_t
ngx_http_coc_api_flag(ngx_http_coc_api_t *api, const char *name)
{
    const ngx_http_coc_api_value_t  *value;

    value = ngx_http_coc_api_value(api, name);

    if (value == NULL) {
        return 0;
    }

    if (!value->text && coc_str_eq(value->value, coc_str_from("true"))) {
        return 1;
    }

    if (value->text || !coc_str_eq(value->value, coc_str_from("false"))) {
        (void) ngx_http_coc_api_invalid(api, "\"staff\" and \"public\" are "
                                        "true or false");
    }

    return 0;
}


/* Strings, and strings in arrays; null is none. */

static ngx_int_t
ngx_http_coc_api_texts(ngx_http_coc_api_t *api, coc_identity_text_t *texts,
    size_t *n)
{
    ngx_uint_t                 i;
    coc_identity_e             kind;
    ngx_http_coc_api_value_t  *value;

    for (i = 0, *n = 0; i < api->nvalues; i++) {
        value = &api->value[i];

        if (coc_identity_find(value->name, &kind) != COC_OK) {
            continue;           /* staff, public */
        }

        if (!value->text) {

            if (coc_str_eq(value->value, coc_str_from("null"))) {
                continue;
            }

            return ngx_http_coc_api_invalid(api, "a value that is no string");
        }

        texts[*n].kind = kind;
        texts[*n].text = coc_str_trim(value->value);
        (*n)++;
    }

    return NGX_OK;
}


ngx_int_t
ngx_http_coc_api_identities_put(ngx_http_coc_api_t *api)
{
    int                   rc;
    char                  detail[64];
    u_char               *p;
    size_t                n, set_n, wrong;
    ngx_uint_t            staff, open;
    coc_identity_t        set[COC_IDENTITY_TOKENS];
    coc_identity_text_t   texts[NGX_HTTP_COC_API_VALUES];

    staff = ngx_http_coc_api_flag(api, "staff");
    open = ngx_http_coc_api_flag(api, "public");

    if (api->status == 0) {
        (void) ngx_http_coc_api_texts(api, texts, &n);
    }

    if (api->status != 0) {
        return NGX_OK;
    }

    rc = coc_identity_all(&api->cocf->secret->keys[0], texts, n,
                          (unsigned) staff, set, &set_n, &wrong);

    if (rc == COC_DECLINED) {
        p = ngx_snprintf((u_char *) detail, sizeof(detail) - 1,
                         "a value of \"%s\" is none",
                         coc_identity_name(texts[wrong].kind));
        *p = '\0';

        return ngx_http_coc_api_invalid(api, detail);
    }

    if (rc == COC_LIMIT) {
        return ngx_http_coc_api_invalid(api, "too many identities");
    }

    if (rc != COC_OK) {
        return NGX_ERROR;
    }

    api->count = set_n;

    (void) coc_identity_change(&api->change,
                               ngx_http_coc_str(api->cocf->redis_prefix),
                               &api->member[0], set, set_n,
                               open ? COC_IDENTITY_OWN : 0);

    return ngx_http_coc_api_change(api);
}


ngx_int_t
ngx_http_coc_api_identities_delete(ngx_http_coc_api_t *api)
{
    (void) coc_identity_change(&api->change,
                               ngx_http_coc_str(api->cocf->redis_prefix),
                               &api->member[0], NULL, 0, 0);

    return ngx_http_coc_api_change(api);
}


/*
 * The next round of the change, and behind it the one that forgets what was
 * registered under the retired secret.
 */

static ngx_int_t
ngx_http_coc_api_change(ngx_http_coc_api_t *api)
{
    int        rc;
    ngx_int_t  sent;
    coc_buf_t  command;

    coc_buf_init(&command, &ngx_http_coc_alloc, NGX_HTTP_COC_API_COMMAND);

    for ( ;; ) {
        coc_buf_reset(&command);
        rc = coc_identity_change_next(&api->change, &command);

        if (rc == COC_OK) {
            sent = ngx_http_coc_api_ask(api, &command,
                                        ngx_http_coc_api_change_reply, 0);
            if (sent == NGX_OK) {
                continue;
            }

            coc_buf_free(&command);
            return sent;
        }

        if (rc != COC_DECLINED || api->secret + 1 >= api->cocf->secret->n) {
            break;
        }

        api->secret++;

        (void) coc_identity_change(&api->change,
                                   ngx_http_coc_str(api->cocf->redis_prefix),
                                   &api->member[api->secret], NULL, 0, 0);
    }

    coc_buf_free(&command);

    if (rc == COC_AGAIN) {
        return ngx_http_coc_api_wait(api, ngx_http_coc_api_change);
    }

    if (rc != COC_DECLINED) {
        return NGX_ERROR;
    }

    (void) coc_buf_puts(&api->out, "{\"member\":");
    (void) coc_buf_json(&api->out, ngx_http_coc_str(api->segment[1]));
    (void) coc_buf_puts(&api->out, ",\"tokens\":");
    (void) coc_buf_uint(&api->out, api->count);
    (void) coc_buf_puts(&api->out, "}\n");

    api->status = NGX_HTTP_OK;

    return NGX_OK;
}


static coc_reply_e
ngx_http_coc_api_change_reply(ngx_http_coc_api_t *api, ngx_uint_t i,
    const redisReply *reply)
{
    (void) i;

    return coc_identity_change_reply(&api->change, reply);
}


ngx_int_t
ngx_http_coc_api_blocked(ngx_http_coc_api_t *api)
{
    return ngx_http_coc_api_peer(api, NGX_HTTP_COC_API_ASK);
}


ngx_int_t
ngx_http_coc_api_blocked_put(ngx_http_coc_api_t *api)
{
    return ngx_http_coc_api_peer(api, NGX_HTTP_COC_API_ADD);
}


ngx_int_t
ngx_http_coc_api_blocked_delete(ngx_http_coc_api_t *api)
{
    return ngx_http_coc_api_peer(api, NGX_HTTP_COC_API_REMOVE);
}


/* Asked and removed under all secrets, added under the one in use. */

static ngx_int_t
ngx_http_coc_api_peer(ngx_http_coc_api_t *api, ngx_uint_t what)
{
    coc_str_t      prefix;
    ngx_int_t      rc;
    coc_buf_t      command;
    ngx_uint_t     i, n;
    coc_member_t   peer;

    prefix = ngx_http_coc_str(api->cocf->redis_prefix);
    n = (what == NGX_HTTP_COC_API_ADD) ? 1 : api->cocf->secret->n;
    rc = NGX_OK;

    coc_buf_init(&command, &ngx_http_coc_alloc, NGX_HTTP_COC_API_COMMAND);

    for (i = 0; rc == NGX_OK && i < n; i++) {
        coc_buf_reset(&command);

        if (coc_member_hash(&api->cocf->secret->keys[i],
                            ngx_http_coc_str(api->segment[3]), &peer)
            != COC_OK)
        {
            rc = NGX_ERROR;
            break;
        }

        if (what == NGX_HTTP_COC_API_ASK) {
            (void) coc_identity_is_blocked(&command, prefix, &api->member[i],
                                           &peer);
        } else {
            (void) coc_identity_block(&command, prefix, &api->member[i],
                                      &peer, what == NGX_HTTP_COC_API_ADD);
        }

        rc = ngx_http_coc_api_ask(api, &command, ngx_http_coc_api_peer_reply,
                                  what);
    }

    coc_buf_free(&command);

    if (rc != NGX_OK) {
        return rc;
    }

    api->more = (what == NGX_HTTP_COC_API_ADD);

    return ngx_http_coc_api_wait(api, ngx_http_coc_api_peer_done);
}


static coc_reply_e
ngx_http_coc_api_peer_reply(ngx_http_coc_api_t *api, ngx_uint_t i,
    const redisReply *reply)
{
    int          is;
    coc_reply_e  class;

    class = coc_identity_is_reply(reply, &is);

    if (class == COC_REPLY_OK && i == NGX_HTTP_COC_API_ASK && is) {
        api->more = 1;
    }

    return class;
}


static ngx_int_t
ngx_http_coc_api_peer_done(ngx_http_coc_api_t *api)
{
    (void) coc_buf_puts(&api->out, "{\"member\":");
    (void) coc_buf_json(&api->out, ngx_http_coc_str(api->segment[1]));
    (void) coc_buf_puts(&api->out, ",\"peer\":");
    (void) coc_buf_json(&api->out, ngx_http_coc_str(api->segment[3]));
    (void) coc_buf_puts(&api->out, api->more ? ",\"blocked\":true}\n"
                                             : ",\"blocked\":false}\n");
    api->status = NGX_HTTP_OK;

    return NGX_OK;
}
