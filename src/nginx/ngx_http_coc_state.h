/*
 * What a request asks of the store: its member's record; then, as signals, what
 * no text shows; and what is noted after the verdict.
 */

#ifndef _NGX_HTTP_COC_STATE_H_INCLUDED_
#define _NGX_HTTP_COC_STATE_H_INCLUDED_


#include "ngx_http_coc_redis.h"


/* One question on its way. */

typedef struct {
    ngx_http_coc_asked_t        *asked;
    ngx_http_coc_call_t         *call;          /* NULL: answered */
    unsigned                     number;
} ngx_http_coc_question_t;


struct ngx_http_coc_asked_s {
    ngx_http_coc_ctx_t          *ctx;
    coc_state_t                 *state;
    ngx_msec_t                   deadline;
    unsigned                     missing:1;     /* a reply, at least */
    ngx_http_coc_question_t      question[COC_STATE_ASKS];
};


COC_BEGIN_DECLS


/* ngx_http_coc_conf_limits.c */

char *ngx_http_coc_set_message_limits(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);
char *ngx_http_coc_set_post_limits(ngx_conf_t *cf, ngx_command_t *cmd,
    void *conf);

/* All of a level that signals are made of. */
void ngx_http_coc_merge_state(ngx_http_coc_loc_conf_t *conf,
    ngx_http_coc_loc_conf_t *prev);


/* ngx_http_coc_consult.c: a request's questions to the store */

/*
 * Asks for the member's record.  NGX_AGAIN: ctx->resume will be posted;
 * NGX_OK: nothing to wait for, ctx->redis says why.
 */
ngx_int_t ngx_http_coc_consult_standing(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);

/* 1 if the store should have told, did not, and policy is closed; else 0. */
ngx_uint_t ngx_http_coc_consult_closed(ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf);

/* The request goes: no reply may touch it any more. */
void ngx_http_coc_consult_cancel(ngx_http_coc_ctx_t *ctx);


/* ngx_http_coc_state.c: signals */

/*
 * Asks for what rules name as signals; ctx->signals is set at the end.
 *
 * NGX_AGAIN  ctx->resume will be posted: go on with ngx_http_coc_state_more()
 * NGX_OK     nothing (more) to wait for
 * NGX_ERROR  no memory
 */
ngx_int_t ngx_http_coc_state_ask(ngx_http_request_t *r,
    ngx_http_coc_ctx_t *ctx, ngx_http_coc_loc_conf_t *cocf);

/* The answers are here, or won't be: likewise. */
ngx_int_t ngx_http_coc_state_more(ngx_http_coc_ctx_t *ctx);

/* No answer may touch the request any more. */
void ngx_http_coc_state_cancel(ngx_http_coc_ctx_t *ctx);
void ngx_http_coc_state_destroy(ngx_http_coc_ctx_t *ctx);

/* ngx_http_coc_state_note.c: after the verdict; waits for nothing. */
void ngx_http_coc_state_note(ngx_http_request_t *r, ngx_http_coc_ctx_t *ctx,
    ngx_http_coc_loc_conf_t *cocf);

/*
 * ngx_http_coc_state_told.c: one sentence of a signal (coc_signal_e) for the
 * member, NUL-terminated, cut at size bytes.  0: there is none.
 */
ngx_uint_t ngx_http_coc_state_told(ngx_http_coc_ctx_t *ctx,
    ngx_uint_t signal, u_char *text, size_t size);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_STATE_H_INCLUDED_ */
