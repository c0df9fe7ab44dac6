/*
 * Moderators' queues: what waits for review or was escalated, newest first,
 * and the entry of a case.
 */

#include "ngx_http_coc_api.h"


#define NGX_HTTP_COC_API_COMMAND  1024      /* bytes */
#define NGX_HTTP_COC_API_ENTRY    (1024 * 1024)
#define NGX_HTTP_COC_API_COUNT    20        /* entries, where nothing is said */


/* An entry that was read, as JSON. */

typedef struct {
    coc_queue_place_t       place;
    coc_buf_t               text;
} ngx_http_coc_api_entry_t;


struct ngx_http_coc_api_list_s {
    coc_queue_e             queue;
    coc_queue_place_t       place;      /* of a case; or where a list goes on */
    ngx_uint_t              count;      /* wanted */
    ngx_uint_t              n;
    unsigned                shard;      /* whose entries are being read */
    unsigned                before:1;   /* place says where */
    unsigned                more:1;     /* some were left out */
    ngx_http_coc_api_entry_t  entry[COC_QUEUE_COUNT + 1];
};


static ngx_http_coc_api_list_t *ngx_http_coc_api_list_create(
    ngx_http_coc_api_t *api);
static void ngx_http_coc_api_list_cleanup(void *data);
static ngx_int_t ngx_http_coc_api_review_args(ngx_http_coc_api_t *api,
    ngx_http_coc_api_list_t *list);
static coc_reply_e ngx_http_coc_api_review_reply(ngx_http_coc_api_t *api,
    ngx_uint_t i, const redisReply *reply);
static void ngx_http_coc_api_review_entry(void *data,
    const coc_queue_id_t *id, redisReply *const *fields, size_t n);
static ngx_int_t ngx_http_coc_api_review_done(ngx_http_coc_api_t *api);
static coc_reply_e ngx_http_coc_api_case_reply(ngx_http_coc_api_t *api,
    ngx_uint_t i, const redisReply *reply);
static ngx_int_t ngx_http_coc_api_case_found(ngx_http_coc_api_t *api);
static ngx_int_t ngx_http_coc_api_case_done(ngx_http_coc_api_t *api);
static ngx_int_t ngx_http_coc_api_case_none(ngx_http_coc_api_t *api);


static ngx_http_coc_api_list_t *
ngx_http_coc_api_list_create(ngx_http_coc_api_t *api)
{
    ngx_uint_t                i;
    ngx_pool_cleanup_t       *cln;
    ngx_http_coc_api_list_t  *list;

    cln = ngx_pool_cleanup_add(api->request->pool,
                               sizeof(ngx_http_coc_api_list_t));
    if (cln == NULL) {
        return NULL;
    }

    list = cln->data;
    ngx_memzero(list, sizeof(ngx_http_coc_api_list_t));
    cln->handler = ngx_http_coc_api_list_cleanup;

    for (i = 0; i < coc_nelts(list->entry); i++) {
        coc_buf_init(&list->entry[i].text, &ngx_http_coc_alloc,
                     NGX_HTTP_COC_API_ENTRY);
    }

    api->list = list;

    return list;
}


static void
ngx_http_coc_api_list_cleanup(void *data)
{
    ngx_uint_t                i;
    ngx_http_coc_api_list_t  *list = data;

    for (i = 0; i < coc_nelts(list->entry); i++) {
        coc_buf_free(&list->entry[i].text);
    }
}


/* ?stream=escalations&count=50&before=1700000000000-0-7 */

static ngx_int_t
ngx_http_coc_api_review_args(ngx_http_coc_api_t *api,
    ngx_http_coc_api_list_t *list)
{
    ngx_str_t            arg;
    ngx_int_t            count;
    ngx_http_request_t  *r;

    r = api->request;
    list->count = NGX_HTTP_COC_API_COUNT;

    if (ngx_http_arg(r, (u_char *) "stream", 6, &arg) == NGX_OK
        && coc_queue_find(ngx_http_coc_str(arg), &list->queue) != COC_OK)
    {
        return ngx_http_coc_api_invalid(api, "\"stream\" is review, "
                                        "escalations or care");
    }

    if (ngx_http_arg(r, (u_char *) "count", 5, &arg) == NGX_OK) {
        count = ngx_atoi(arg.data, arg.len);

        if (count < 1 || count > COC_QUEUE_COUNT) {
            return ngx_http_coc_api_invalid(api, "\"count\" is 1 to 100");
        }

        list->count = (ngx_uint_t) count;
    }

    if (ngx_http_arg(r, (u_char *) "before", 6, &arg) == NGX_OK) {

        if (coc_queue_place_read(ngx_http_coc_str(arg), &list->place)
            != COC_OK)
        {
            return ngx_http_coc_api_invalid(api, "\"before\" is what "
                                            "\"next\" was");
        }

        list->before = 1;
    }

    return NGX_OK;
}


/* All shards at once; each tells the newest that it has. */

ngx_int_t
ngx_http_coc_api_review(ngx_http_coc_api_t *api)
{
    ngx_int_t                 rc;
    unsigned                  i;
    coc_buf_t                 command;
    ngx_http_coc_api_list_t  *list;

    list = ngx_http_coc_api_list_create(api);
    if (list == NULL) {
        return NGX_ERROR;
    }

    (void) ngx_http_coc_api_review_args(api, list);

    if (api->status != 0) {
        return NGX_OK;
    }

    coc_buf_init(&command, &ngx_http_coc_alloc, NGX_HTTP_COC_API_COMMAND);
    rc = NGX_OK;

    for (i = 0; rc == NGX_OK && i < COC_FEED_SHARDS; i++) {
        coc_buf_reset(&command);

        (void) coc_queue_list(&command,
                              ngx_http_coc_str(api->cocf->redis_prefix),
                              list->queue, i,
                              list->before ? &list->place : NULL,
                              (unsigned) list->count);

        rc = ngx_http_coc_api_ask(api, &command,
                                  ngx_http_coc_api_review_reply, i);
    }

    coc_buf_free(&command);

    return (rc == NGX_OK)
           ? ngx_http_coc_api_wait(api, ngx_http_coc_api_review_done) : rc;
}


static coc_reply_e
ngx_http_coc_api_review_reply(ngx_http_coc_api_t *api, ngx_uint_t i,
    const redisReply *reply)
{
    coc_reply_e  class;

    api->list->shard = (unsigned) i;

    class = coc_queue_reply(reply, ngx_http_coc_api_review_entry, api);

    /* as many as were asked for: there may be more behind them */

    if (class == COC_REPLY_OK && reply->elements >= api->list->count) {
        api->list->more = 1;
    }

    return class;
}


/* Keeps the entry if it is among the newest; fields as a JSON object. */

static void
ngx_http_coc_api_review_entry(void *data, const coc_queue_id_t *id,
    redisReply *const *fields, size_t n)
{
    size_t                     k;
    coc_str_t                  name, value;
    ngx_uint_t                 i;
    ngx_http_coc_api_t        *api = data;
    ngx_http_coc_api_list_t   *list;
    ngx_http_coc_api_entry_t   entry;

    list = api->list;

    /* the one behind the last is room for the next */

    entry = list->entry[list->n];
    entry.place.id = *id;
    entry.place.shard = list->shard;
    entry.place.queue = list->queue;

    coc_buf_reset(&entry.text);

    (void) coc_buf_puts(&entry.text, "{\"place\":\"");
    (void) coc_queue_place_put(&entry.text, &entry.place);
    (void) coc_buf_puts(&entry.text, "\",\"stream\":\"");
    (void) coc_buf_puts(&entry.text, coc_queue_name(list->queue));
    (void) coc_buf_putc(&entry.text, '"');

    for (k = 0; k < n; k += 2) {
        name.data = (const uint8_t *) fields[k]->str;
        name.len = (size_t) fields[k]->len;
        value.data = (const uint8_t *) fields[k + 1]->str;
        value.len = (size_t) fields[k + 1]->len;

        (void) coc_buf_putc(&entry.text, ',');
        (void) coc_buf_json(&entry.text, name);
        (void) coc_buf_putc(&entry.text, ':');

        if (value.len > 1 && value.data[0] == '{'
            && value.data[value.len - 1] == '}'
            && coc_str_eq(name, coc_str_from("event")))
        {
            (void) coc_buf_put(&entry.text, value);

        } else {
            (void) coc_buf_json(&entry.text, value);
        }
    }

    (void) coc_buf_putc(&entry.text, '}');

    for (i = list->n; i > 0; i--) {

        if (coc_queue_place_cmp(&list->entry[i - 1].place, &entry.place) >= 0)
        {
            break;
        }

        list->entry[i] = list->entry[i - 1];
    }

    list->entry[i] = entry;

    if (list->n < list->count) {
        list->n++;

    } else {
        list->more = 1;
    }
}


static ngx_int_t
ngx_http_coc_api_review_done(ngx_http_coc_api_t *api)
{
    ngx_uint_t                i;
    ngx_http_coc_api_list_t  *list;

    list = api->list;

    (void) coc_buf_puts(&api->out, "{\"stream\":\"");
    (void) coc_buf_puts(&api->out, coc_queue_name(list->queue));
    (void) coc_buf_puts(&api->out, "\",\"entries\":[");

    for (i = 0; i < list->n; i++) {

        if (list->entry[i].text.status != COC_OK) {
            return NGX_ERROR;
        }

        (void) coc_buf_puts(&api->out, (i == 0) ? "\n" : ",\n");
        (void) coc_buf_put(&api->out, coc_buf_str(&list->entry[i].text));
    }

    (void) coc_buf_puts(&api->out, "],\"next\":");

    if (list->more && list->n > 0) {
        (void) coc_buf_putc(&api->out, '"');
        (void) coc_queue_place_put(&api->out,
                                   &list->entry[list->n - 1].place);
        (void) coc_buf_puts(&api->out, "\"}\n");

    } else {
        (void) coc_buf_puts(&api->out, "null}\n");
    }

    api->status = NGX_HTTP_OK;

    return NGX_OK;
}


/* Where it is, then what stands there. */

ngx_int_t
ngx_http_coc_api_case(ngx_http_coc_api_t *api)
{
    ngx_int_t                 rc;
    coc_buf_t                 command;
    ngx_http_coc_api_list_t  *list;

    if (api->segment[1].len > COC_RECORD_ID) {
        return ngx_http_coc_api_case_none(api);
    }

    list = ngx_http_coc_api_list_create(api);
    if (list == NULL) {
        return NGX_ERROR;
    }

    coc_buf_init(&command, &ngx_http_coc_alloc, NGX_HTTP_COC_API_COMMAND);

    (void) coc_queue_case(&command, ngx_http_coc_str(api->cocf->redis_prefix),
                          ngx_http_coc_str(api->segment[1]));

    rc = ngx_http_coc_api_ask(api, &command, ngx_http_coc_api_case_reply, 0);
    coc_buf_free(&command);

    return (rc == NGX_OK)
           ? ngx_http_coc_api_wait(api, ngx_http_coc_api_case_found) : rc;
}


static coc_reply_e
ngx_http_coc_api_case_reply(ngx_http_coc_api_t *api, ngx_uint_t i,
    const redisReply *reply)
{
    int          found;
    coc_reply_e  class;

    (void) i;

    class = coc_queue_case_reply(reply,
                                 ngx_http_coc_str(api->cocf->redis_prefix),
                                 &api->list->place, &found);

    api->list->before = (found != 0);

    return class;
}


static ngx_int_t
ngx_http_coc_api_case_found(ngx_http_coc_api_t *api)
{
    ngx_int_t                 rc;
    coc_buf_t                 command;
    ngx_http_coc_api_list_t  *list;

    list = api->list;

    if (!list->before) {
        return ngx_http_coc_api_case_none(api);
    }

    list->queue = list->place.queue;
    list->count = 1;

    coc_buf_init(&command, &ngx_http_coc_alloc, NGX_HTTP_COC_API_COMMAND);

    (void) coc_queue_entry(&command,
                           ngx_http_coc_str(api->cocf->redis_prefix),
                           &list->place);

    rc = ngx_http_coc_api_ask(api, &command, ngx_http_coc_api_review_reply,
                              list->place.shard);
    coc_buf_free(&command);

    return (rc == NGX_OK)
           ? ngx_http_coc_api_wait(api, ngx_http_coc_api_case_done) : rc;
}


static ngx_int_t
ngx_http_coc_api_case_done(ngx_http_coc_api_t *api)
{
    coc_buf_t  *text;

    text = &api->list->entry[0].text;

    if (api->list->n == 0) {
        return ngx_http_coc_api_case_none(api);
    }

    if (text->status != COC_OK) {
        return NGX_ERROR;
    }

    (void) coc_buf_put(&api->out, coc_buf_str(text));
    (void) coc_buf_putc(&api->out, '\n');

    api->status = NGX_HTTP_OK;

    return NGX_OK;
}


static ngx_int_t
ngx_http_coc_api_case_none(ngx_http_coc_api_t *api)
{
    return ngx_http_coc_api_problem(api, NGX_HTTP_NOT_FOUND,
                                    "urn:coc:api:unknown",
                                    "There is no such case, or not any more",
                                    (coc_str_t) coc_null_str);
}
