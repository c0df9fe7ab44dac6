/*
 * After the verdict: what the next request is to be told from is noted in
 * Redis.  Nobody waits for it; what is lost is counted, and the next post is
 * judged by a little less.
 */

#include "ngx_http_coc_state.h"


#define NGX_HTTP_COC_NOTE_COMMAND  8192     /* bytes of one */
#define NGX_HTTP_COC_NOTE_TIMEOUT  2000     /* ms */


/* What one request notes: it may be gone before the last reply. */

typedef struct {
    ngx_http_coc_main_conf_t    *cocmcf;
    ngx_http_coc_redis_t        *redis;
    ngx_uint_t                   waiting;
} ngx_http_coc_notes_t;


static void ngx_http_coc_note_send(ngx_http_coc_notes_t *notes,
    coc_state_t *state, int forwarded);
static void ngx_http_coc_note_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply);
static void ngx_http_coc_note_done(ngx_http_coc_notes_t *notes);


void
ngx_http_coc_state_note(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf)
{
    ngx_http_coc_notes_t      *notes;
    ngx_http_coc_main_conf_t  *cocmcf;

    if (ctx->asked == NULL || ctx->monitored) {
        return;
    }

    cocmcf = ngx_http_get_module_main_conf(r, ngx_http_coc_module);

    notes = ngx_alloc(sizeof(ngx_http_coc_notes_t), r->connection->log);
    if (notes == NULL) {
        ngx_http_coc_count(cocmcf, notes_lost, 1);
        return;
    }

    notes->cocmcf = cocmcf;
    notes->redis = cocmcf->worker->redis[cocf->redis->index];
    notes->waiting = 1;

    ngx_http_coc_note_send(notes, ctx->asked->state, ctx->status == 0);
    ngx_http_coc_note_done(notes);
}


static void
ngx_http_coc_note_send(ngx_http_coc_notes_t *notes, coc_state_t *state,
    int forwarded)
{
    int        rc;
    coc_buf_t  buf;

    coc_buf_init(&buf, &ngx_http_coc_alloc, NGX_HTTP_COC_NOTE_COMMAND);

    for ( ;; ) {
        rc = coc_state_note(state, forwarded, &buf);

        if (rc == COC_DECLINED) {
            break;
        }

        if (rc != COC_OK
            || ngx_http_coc_redis_call(notes->redis, coc_buf_str(&buf),
                                       NGX_HTTP_COC_NOTE_TIMEOUT, 0,
                                       ngx_http_coc_note_answer, notes, NULL)
               != NGX_OK)
        {
            /* away: the rest would not get there either */

            ngx_http_coc_count(notes->cocmcf, notes_lost, 1);
            break;
        }

        ngx_http_coc_count(notes->cocmcf, notes, 1);
        notes->waiting++;
        coc_buf_reset(&buf);
    }

    coc_buf_free(&buf);
}


/* Each of the commands is answered by a number. */

static void
ngx_http_coc_note_answer(void *data, ngx_http_coc_call_e status,
    const redisReply *reply)
{
    coc_reply_e            meaning;
    ngx_http_coc_notes_t  *notes = data;
    ngx_http_coc_redis_t  *redis;

    meaning = COC_REPLY_AWAY;
    redis = notes->redis;

    if (status == NGX_HTTP_COC_CALL_REPLY) {
        meaning = coc_reply_class(reply);

        if (meaning == COC_REPLY_OK && reply->type != REDIS_REPLY_INTEGER) {
            meaning = COC_REPLY_BAD;
        }
    }

    if (meaning != COC_REPLY_OK) {
        ngx_http_coc_count(notes->cocmcf, notes_lost, 1);
    }

    ngx_http_coc_note_done(notes);

    /* what this user may not write says nothing about reading */

    if (status == NGX_HTTP_COC_CALL_REPLY && meaning != COC_REPLY_OK
        && meaning != COC_REPLY_DENIED && meaning != COC_REPLY_TYPE)
    {
        ngx_http_coc_redis_unfit(redis, meaning, reply);
    }
}


static void
ngx_http_coc_note_done(ngx_http_coc_notes_t *notes)
{
    if (--notes->waiting == 0) {
        ngx_free(notes);
    }
}
