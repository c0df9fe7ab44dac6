/*
 * The handshake of a connection: what is sent first, and what must come back
 * before anything else is.
 */

#include "ngx_http_coc_link_conn.h"


/* what its replies must be */

#define NGX_HTTP_COC_SHAKE_STATUS  0            /* any but an error */
#define NGX_HTTP_COC_SHAKE_ROLE    1            /* an array, "master" first */
#define NGX_HTTP_COC_SHAKE_PONG    2


/*
 * AUTH, SELECT, CLIENT SETNAME, ROLE, PING, in one piece.  Nothing else is
 * sent until all are answered: a server that loads, is a replica or stays
 * silent is found out before a request depends on it.
 */

ngx_int_t
ngx_http_coc_link_shake(ngx_http_coc_link_t *link)
{
    int                         len;
    char                       *command;
    ngx_uint_t                  i, n;
    const char                 *argv[5][3];
    size_t                      argvlen[5][3];
    int                         argc[5];
    u_char                      db[NGX_INT_T_LEN];
    ngx_http_coc_redis_conf_t  *conf;

    conf = link->conf;
    n = 0;

#define ngx_http_coc_link_arg(s, l)                                          \
    argv[n][argc[n]] = (const char *) (s);                                    \
    argvlen[n][argc[n]++] = (l)

    if (conf->password.len) {
        argc[n] = 0;
        ngx_http_coc_link_arg("AUTH", 4);

        if (conf->user.len) {
            ngx_http_coc_link_arg(conf->user.data, conf->user.len);
        }

        ngx_http_coc_link_arg(conf->password.data, conf->password.len);
        link->shake[n++] = NGX_HTTP_COC_SHAKE_STATUS;
    }

    if (conf->db) {
        argc[n] = 0;
        ngx_http_coc_link_arg("SELECT", 6);
        ngx_http_coc_link_arg(db, ngx_sprintf(db, "%ui", conf->db) - db);
        link->shake[n++] = NGX_HTTP_COC_SHAKE_STATUS;
    }

    argc[n] = 0;
    ngx_http_coc_link_arg("CLIENT", 6);
    ngx_http_coc_link_arg("SETNAME", 7);
    ngx_http_coc_link_arg("ngx_http_coc", 12);
    link->shake[n++] = NGX_HTTP_COC_SHAKE_STATUS;

    argc[n] = 0;
    ngx_http_coc_link_arg("ROLE", 4);
    link->shake[n++] = NGX_HTTP_COC_SHAKE_ROLE;

    argc[n] = 0;
    ngx_http_coc_link_arg("PING", 4);
    link->shake[n++] = NGX_HTTP_COC_SHAKE_PONG;

#undef ngx_http_coc_link_arg

    for (i = 0; i < n; i++) {
        len = (int) redisFormatCommandArgv(&command, argc[i], argv[i],
                                           argvlen[i]);
        if (len < 0) {
            return NGX_ERROR;
        }

        (void) coc_buf_append(&link->out, command, (size_t) len);
        redisFreeCommand(command);
    }

    link->nshake = n;
    link->shaken = 0;
    link->state = NGX_HTTP_COC_LINK_SHAKING;

    return (link->out.status == COC_OK) ? NGX_OK : NGX_ERROR;
}


ngx_int_t
ngx_http_coc_link_shaken(ngx_http_coc_link_t *link, redisReply *reply)
{
    ngx_uint_t    good, level;
    redisReply   *first;
    coc_reply_e   meaning;

    switch (link->shake[link->shaken]) {

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

    return (++link->shaken == link->nshake) ? NGX_OK : NGX_AGAIN;
}
