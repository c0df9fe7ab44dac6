/*
 * One request to the API under way: what it asks of Redis, and what it will
 * say.  For ngx_http_coc_api*.c alone.
 */

#ifndef _NGX_HTTP_COC_API_H_INCLUDED_
#define _NGX_HTTP_COC_API_H_INCLUDED_


#include "ngx_http_coc_redis.h"


#define NGX_HTTP_COC_API_BODY      65536    /* bytes of a body, most */
#define NGX_HTTP_COC_API_REPLY     (8 * 1024 * 1024)
#define NGX_HTTP_COC_API_VALUES    64       /* in a body */
#define NGX_HTTP_COC_API_SEGMENTS  4        /* of a path */
#define NGX_HTTP_COC_API_CALLS     (3 * COC_IDENTITY_TOKENS)


typedef struct ngx_http_coc_api_s       ngx_http_coc_api_t;
typedef struct ngx_http_coc_api_list_s  ngx_http_coc_api_list_t;

/*
 * A step of a request.  NGX_AGAIN: replies are awaited, api->next goes on with
 * them; NGX_OK: api->status and api->out are the reply; NGX_DECLINED: Redis is
 * away; NGX_ERROR.
 */

typedef ngx_int_t (*ngx_http_coc_api_pt)(ngx_http_coc_api_t *api);

/* Takes the reply of call i; nothing of it is kept. */

typedef coc_reply_e (*ngx_http_coc_api_reply_pt)(ngx_http_coc_api_t *api,
    ngx_uint_t i, const redisReply *reply);


typedef struct {
    ngx_http_coc_api_t         *api;
    ngx_http_coc_call_t        *call;       /* NULL: answered */
    ngx_http_coc_api_reply_pt   reply;
    ngx_uint_t                  i;
} ngx_http_coc_api_call_t;


/* A member of the body's object; an item of an array in it. */

typedef struct {
    coc_str_t                   name;
    coc_str_t                   value;
    unsigned                    text:1;     /* a string */
    unsigned                    item:1;     /* in an array */
} ngx_http_coc_api_value_t;


/* What is done at a path by a method. */

typedef struct {
    const char                 *path;       /* "*" stands for one segment */
    ngx_uint_t                  method;     /* NGX_HTTP_GET and so on */
    ngx_http_coc_api_pt         start;
    const char                 *names;      /* of the body's members, spaces
                                               around each; NULL: no body */
} ngx_http_coc_api_route_t;


struct ngx_http_coc_api_s {
    ngx_http_coc_ctx_t          ctx;        /* what a record's job knows */
    ngx_http_request_t         *request;
    ngx_http_coc_loc_conf_t    *cocf;
    ngx_http_coc_redis_t       *redis;
    const ngx_http_coc_api_route_t  *route;

    ngx_str_t                   segment[NGX_HTTP_COC_API_SEGMENTS];
    ngx_uint_t                  nsegments;
    coc_member_t                member[NGX_HTTP_COC_SECRETS];
    ngx_http_coc_api_value_t    value[NGX_HTTP_COC_API_VALUES];
    ngx_uint_t                  nvalues;

    ngx_http_coc_api_call_t     call[NGX_HTTP_COC_API_CALLS];
    ngx_uint_t                  ncalls;     /* of this step */
    ngx_uint_t                  waiting;    /* of these, not yet answered */
    ngx_http_coc_api_pt         next;

    coc_standing_t              standing[NGX_HTTP_COC_SECRETS];
    coc_identity_change_t       change;
    ngx_http_coc_api_list_t    *list;       /* of a queue's entries */
    ngx_uint_t                  secret;     /* that is being worked under */
    ngx_uint_t                  count;      /* of what a step counts */
    coc_rung_t                  rung;
    coc_grant_t                 grant;
    coc_str_t                   by;
    coc_str_t                   reason;
    coc_str_t                   id;         /* of a record */
    u_char                      random[32];
    uint64_t                   *seen;       /* hashes of a history's ids */

    ngx_uint_t                  status;
    coc_buf_t                   out;
    unsigned                    failed:1;   /* Redis gave no answer */
    unsigned                    granting:1; /* the change is grant, not rung */
    unsigned                    more:1;     /* something is in a list */
};


COC_BEGIN_DECLS


/* ngx_http_coc_api.c */

/*
 * Finds api->route of what is behind the location's name, and the member.
 * NGX_OK with api->status: it may not be, or not so, and that is the reply.
 * In ngx_http_coc_api_route.c.
 */
ngx_int_t ngx_http_coc_api_path(ngx_http_coc_api_t *api);

/* Sends one command; reply gets its answer.  Results are a step's. */
ngx_int_t ngx_http_coc_api_ask(ngx_http_coc_api_t *api, coc_buf_t *command,
    ngx_http_coc_api_reply_pt reply, ngx_uint_t i);

/* The step is over: api->next goes on with the replies. */
ngx_int_t ngx_http_coc_api_wait(ngx_http_coc_api_t *api,
    ngx_http_coc_api_pt next);


/* ngx_http_coc_api_body.c */

/* Reads the body's JSON into api->value; NGX_OK with api->status: what is
 * wrong with it is the reply. */
ngx_int_t ngx_http_coc_api_body(ngx_http_coc_api_t *api);

/* The value of a name that is no array; NULL: there is none. */
const ngx_http_coc_api_value_t *ngx_http_coc_api_value(
    ngx_http_coc_api_t *api, const char *name);

/* Makes a problem of api->out (RFC 9457); returns NGX_OK. */
ngx_int_t ngx_http_coc_api_problem(ngx_http_coc_api_t *api,
    ngx_uint_t status, const char *type, const char *title, coc_str_t detail);

/* 400, with a member of the body that is not as it should be. */
ngx_int_t ngx_http_coc_api_invalid(ngx_http_coc_api_t *api,
    const char *detail);


/* Steps that a route begins with. */

/* ngx_http_coc_api_member.c */
ngx_int_t ngx_http_coc_api_standing(ngx_http_coc_api_t *api);
ngx_int_t ngx_http_coc_api_history(ngx_http_coc_api_t *api);

/* ngx_http_coc_api_sanction.c */
ngx_int_t ngx_http_coc_api_sanction(ngx_http_coc_api_t *api);
ngx_int_t ngx_http_coc_api_restore(ngx_http_coc_api_t *api);
ngx_int_t ngx_http_coc_api_privilege_put(ngx_http_coc_api_t *api);
ngx_int_t ngx_http_coc_api_privilege_delete(ngx_http_coc_api_t *api);

/* ngx_http_coc_api_identity.c */
ngx_int_t ngx_http_coc_api_identities(ngx_http_coc_api_t *api);
ngx_int_t ngx_http_coc_api_identities_put(ngx_http_coc_api_t *api);
ngx_int_t ngx_http_coc_api_identities_delete(ngx_http_coc_api_t *api);
ngx_int_t ngx_http_coc_api_blocked(ngx_http_coc_api_t *api);
ngx_int_t ngx_http_coc_api_blocked_put(ngx_http_coc_api_t *api);
ngx_int_t ngx_http_coc_api_blocked_delete(ngx_http_coc_api_t *api);

/* ngx_http_coc_api_review.c */
ngx_int_t ngx_http_coc_api_review(ngx_http_coc_api_t *api);
ngx_int_t ngx_http_coc_api_case(ngx_http_coc_api_t *api);

/* Reads the standing under all secrets, then goes on with next. */
ngx_int_t ngx_http_coc_api_read(ngx_http_coc_api_t *api,
    ngx_http_coc_api_pt next);

/* Appends members of an object that tell a standing, no braces. */
void ngx_http_coc_api_standing_json(ngx_http_coc_api_t *api,
    const coc_standing_t *standing);


COC_END_DECLS


#endif /* _NGX_HTTP_COC_API_H_INCLUDED_ */
