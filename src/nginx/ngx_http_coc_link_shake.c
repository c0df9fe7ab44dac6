/*
 * The handshake of a connection: what is sent first, and what must come back
 * before anything else is.
 */

#include "ngx_http_coc_link_conn.h"


/* what a reply must be */

#define NGX_HTTP_COC_SHAKE_STATUS  0            /* any but an error */
#define NGX_HTTP_COC_SHAKE_NAME    1            /* whatever: it only helps */
#define NGX_HTTP_COC_SHAKE_ROLE    2            /* an array, "master" first */
#define NGX_HTTP_COC_SHAKE_PONG    3


static void ngx_http_coc_link_shake_add(ngx_http_coc_link_t *link,
    ngx_uint_t kind, const coc_str_t *words, ngx_uint_t n);


/*
 * AUTH, SELECT, CLIENT SETNAME, ROLE, PING, in one piece.  Nothing else is
 * sent until all are answered: a server that loads, is a replica or stays
 * silent is found out before a request depends on it.
 */

ngx_int_t
ngx_http_coc_link_shake(ngx_http_coc_link_t *link)
{
    coc_str_t                   words[3], user, password;
    ngx_uint_t                  n;
    u_char                      db[NGX_INT_T_LEN];
    ngx_http_coc_redis_conf_t  *conf;

    conf = link->conf;

    link->nshake = 0;
    link->shaken = 0;
    link->state = NGX_HTTP_COC_LINK_SHAKING;

    user = conf->address.user;
    password = ngx_http_coc_str(conf->password);

    if (link->kind == NGX_HTTP_COC_LINK_SENTINEL) {
        user = conf->address.sentinel_user;
        password = ngx_http_coc_str(conf->sentinel_password);
    }

    if (password.len) {
        words[0] = (coc_str_t) coc_str("AUTH");
        n = 1;

        if (user.len) {
            words[n++] = user;
        }

        words[n++] = password;
        ngx_http_coc_link_shake_add(link, NGX_HTTP_COC_SHAKE_STATUS, words, n);
    }

    if (conf->address.db && link->kind == NGX_HTTP_COC_LINK_SERVER) {
        words[0] = (coc_str_t) coc_str("SELECT");
        words[1].data = db;
        words[1].len = (size_t) (ngx_sprintf(db, "%ui",
                                             (ngx_uint_t) conf->address.db)
                                 - db);
        ngx_http_coc_link_shake_add(link, NGX_HTTP_COC_SHAKE_STATUS, words, 2);
    }

    words[0] = (coc_str_t) coc_str("CLIENT");
    words[1] = (coc_str_t) coc_str("SETNAME");
    words[2] = (coc_str_t) coc_str("ngx_http_coc");
    ngx_http_coc_link_shake_add(link, NGX_HTTP_COC_SHAKE_NAME, words, 3);

    if (link->kind == NGX_HTTP_COC_LINK_SERVER) {
        words[0] = (coc_str_t) coc_str("ROLE");
        ngx_http_coc_link_shake_add(link, NGX_HTTP_COC_SHAKE_ROLE, words, 1);
    }

    words[0] = (coc_str_t) coc_str("PING");
    ngx_http_coc_link_shake_add(link, NGX_HTTP_COC_SHAKE_PONG, words, 1);

    return (link->out.status == COC_OK) ? NGX_OK : NGX_ERROR;
}


static void
ngx_http_coc_link_shake_add(ngx_http_coc_link_t *link, ngx_uint_t kind,
    const coc_str_t *words, ngx_uint_t n)
{
    ngx_uint_t  i;
    coc_buf_t  *out;

    out = &link->out;

    (void) coc_buf_putc(out, '*');
    (void) coc_buf_uint(out, n);
    (void) coc_buf_puts(out, "\r\n");

    for (i = 0; i < n; i++) {
        (void) coc_buf_putc(out, '$');
        (void) coc_buf_uint(out, words[i].len);
        (void) coc_buf_puts(out, "\r\n");
        (void) coc_buf_append(out, words[i].data, words[i].len);
        (void) coc_buf_puts(out, "\r\n");
    }

    link->shake[link->nshake++] = kind;
}


ngx_int_t
ngx_http_coc_link_shaken(ngx_http_coc_link_t *link, redisReply *reply)
{
    ngx_uint_t    good, level;
    redisReply   *first;
    coc_reply_e   meaning;

    switch (link->shake[link->shaken]) {

    case NGX_HTTP_COC_SHAKE_NAME:

        /*
         * A user of few rights may not.  A server that has too many clients
         * says that in this place, and closes.
         */

        if (reply->type == REDIS_REPLY_ERROR) {
            ngx_http_coc_link_note(link, reply->str, reply->len);
        }

        good = 1;
        break;

    case NGX_HTTP_COC_SHAKE_ROLE:
        first = (reply->type == REDIS_REPLY_ARRAY && reply->elements > 0)
                ? reply->element[0] : NULL;

        good = first != NULL && first->type == REDIS_REPLY_STRING
               && first->len == 6
               && ngx_strncmp(first->str, "master", 6) == 0;
        break;

    case NGX_HTTP_COC_SHAKE_PONG:
        good = reply->type == REDIS_REPLY_STATUS && reply->len == 4
               && ngx_strncmp(reply->str, "PONG", 4) == 0;
        break;

    default: /* NGX_HTTP_COC_SHAKE_STATUS */
        good = reply->type == REDIS_REPLY_STATUS;
        break;
    }

    if (!good) {
        meaning = coc_reply_class(reply);

        level = (meaning == COC_REPLY_AUTH || meaning == COC_REPLY_DENIED)
                ? NGX_LOG_CRIT : NGX_LOG_ERR;

        ngx_http_coc_link_close(link, level, "handshake failed",
                                reply->type == REDIS_REPLY_ERROR
                                ? reply->str : "unexpected reply");
        return NGX_ERROR;
    }

    if (++link->shaken < link->nshake) {
        return NGX_AGAIN;
    }

    link->why[0] = '\0';

    return NGX_OK;
}
