/*
 * Registering all that a member has, in rounds: what is there is read, what is
 * to be is listed, then each token is put or dropped, and at last what was
 * dropped leaves the list.  Broken off anywhere, the list names at least what
 * is registered.
 */

#include "coc_command.h"
#include "coc_identity_text.h"
#include "coc_str.h"


#define COC_CHANGE_READS  64        /* times that a list is read, most */


enum {
    COC_CHANGE_READ = 0,
    COC_CHANGE_LIST,            /* ids, own */
    COC_CHANGE_TOKENS,
    COC_CHANGE_UNLIST,
    COC_CHANGE_DONE
};


int
coc_identity_change(coc_identity_change_t *change, coc_str_t prefix,
    const coc_member_t *member, const coc_identity_t *set, size_t n,
    unsigned flags)
{
    size_t  i, k;

    if (n > COC_IDENTITY_TOKENS) {
        return COC_LIMIT;
    }

    memset(change, 0, sizeof(coc_identity_change_t));

    change->prefix = prefix;
    change->member = *member;
    change->own = ((flags & COC_IDENTITY_OWN) != 0);

    change->round = (flags & COC_IDENTITY_KEEP) ? COC_CHANGE_LIST
                                                : COC_CHANGE_READ;

    for (i = 0; i < n; i++) {

        for (k = 0; k < change->n; k++) {
            if (set[i].kind == change->set[k].kind
                && strcmp(set[i].token, change->set[k].token) == 0)
            {
                change->set[k].staff |= set[i].staff;
                break;
            }
        }

        if (k == change->n) {
            change->set[change->n++] = set[i];
        }
    }

    return COC_OK;
}


/* The next command of the round; COC_DECLINED: it has no more. */

static int
coc_change_list(coc_identity_change_t *change, coc_buf_t *out)
{
    size_t  at;

    at = change->at++;

    if (change->n == 0 || at > change->own) {
        return COC_DECLINED;
    }

    return coc_identity_set(out, change->prefix, &change->member,
                            (at == 0) ? COC_IDENTITY_IDS
                                      : COC_IDENTITY_PUBLIC,
                            "SADD", change->set, change->n);
}


static int
coc_change_tokens(coc_identity_change_t *change, coc_buf_t *out)
{
    size_t  at;

    at = change->at++;

    if (at < change->n) {
        return coc_identity_put(out, change->prefix, &change->member,
                                &change->set[at]);
    }

    at -= change->n;

    if (at < change->nwas) {
        return coc_identity_drop(out, change->prefix, &change->member,
                                 &change->was[at]);
    }

    return COC_DECLINED;
}


static int
coc_change_unlist(coc_identity_change_t *change, coc_buf_t *out)
{
    size_t  at;

    at = change->at++;

    if (change->nwas == 0 || at > 1) {
        return COC_DECLINED;
    }

    return coc_identity_set(out, change->prefix, &change->member,
                            (at == 0) ? COC_IDENTITY_PUBLIC
                                      : COC_IDENTITY_IDS,
                            "SREM", change->was, change->nwas);
}


static int
coc_change_round(coc_identity_change_t *change, coc_buf_t *out)
{
    switch (change->round) {

    case COC_CHANGE_READ:
        return (change->at++ == 0)
               ? coc_identity_list(out, change->prefix, &change->member)
               : COC_DECLINED;

    case COC_CHANGE_LIST:
        return coc_change_list(change, out);

    case COC_CHANGE_TOKENS:
        return coc_change_tokens(change, out);

    default:
        return coc_change_unlist(change, out);
    }
}


int
coc_identity_change_next(coc_identity_change_t *change, coc_buf_t *out)
{
    int  rc;

    while (change->round != COC_CHANGE_DONE) {

        rc = coc_change_round(change, out);

        if (rc == COC_OK) {
            change->waiting++;
            return COC_OK;
        }

        if (rc != COC_DECLINED) {
            return rc;
        }

        if (change->waiting > 0) {
            return COC_AGAIN;
        }

        change->at = 0;
        change->round++;

        if (change->round == COC_CHANGE_DONE && change->more) {
            change->more = 0;
            change->round = COC_CHANGE_READ;
        }
    }

    return COC_DECLINED;
}


/* What was registered and is not to be. */

static coc_reply_e
coc_change_read(coc_identity_change_t *change, const redisReply *reply)
{
    size_t          i, k, n;
    coc_reply_e     class;
    coc_identity_t  was[COC_IDENTITY_TOKENS];

    change->nwas = 0;

    if (change->reads++ == COC_CHANGE_READS) {
        return COC_REPLY_BAD;
    }

    class = coc_identity_list_reply(reply, was, &n);

    if (class != COC_REPLY_OK) {
        return class;
    }

    for (i = 0; i < n && i < COC_IDENTITY_TOKENS; i++) {

        for (k = 0; k < change->n; k++) {
            if (was[i].kind == change->set[k].kind
                && strcmp(was[i].token, change->set[k].token) == 0)
            {
                break;
            }
        }

        if (k == change->n) {
            change->was[change->nwas++] = was[i];
        }
    }

    /* read again only what has become less */

    change->more = (n > COC_IDENTITY_TOKENS && change->nwas > 0);

    return COC_REPLY_OK;
}


coc_reply_e
coc_identity_change_reply(coc_identity_change_t *change,
    const redisReply *reply)
{
    coc_reply_e  class;

    change->waiting--;

    if (change->round == COC_CHANGE_READ) {
        return coc_change_read(change, reply);
    }

    class = coc_reply_class(reply);

    if (class == COC_REPLY_OK && reply->type != REDIS_REPLY_INTEGER) {
        return COC_REPLY_BAD;
    }

    return class;
}
