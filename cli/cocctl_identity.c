/*
 * cocctl identity: what members are known by, so that a post that holds it
 * outs somebody.  Redis gets keyed hashes only.
 */

#include "cocctl_identity.h"


#define COCCTL_SEND  8192       /* commands in one go, most */


enum {
    COCCTL_OPT_REDIS = COC_IDENTITY_MAX,        /* kinds come first */
    COCCTL_OPT_SECRET,
    COCCTL_OPT_PREFIX,
    COCCTL_OPT_TIMEOUT,
    COCCTL_OPT_JSON,
    COCCTL_OPT_DRY,
    COCCTL_OPT_PUBLIC,
    COCCTL_OPT_STAFF,
    COCCTL_OPT_MAX
};


int
cocctl_identity_take(cocctl_identity_t *c, coc_identity_e kind,
    coc_str_t text)
{
    text = coc_str_trim(text);

    if (text.len == 0) {
        return COC_OK;
    }

    if (c->ntexts == COCCTL_IDENTITY_TEXTS) {
        return COC_LIMIT;
    }

    c->text[c->ntexts].kind = kind;
    c->text[c->ntexts].text = text;
    c->ntexts++;

    return COC_OK;
}


int
cocctl_identity_make(cocctl_identity_t *c, coc_member_t *member,
    coc_identity_t *set, size_t *n, coc_error_t *err)
{
    int     rc;
    size_t  wrong;

    rc = coc_member_hash(&c->keys[0], c->id, member);

    if (rc == COC_OK) {
        rc = coc_identity_all(&c->keys[0], c->text, c->ntexts, c->staff, set,
                              n, &wrong);
    }

    switch (rc) {

    case COC_OK:
        return COC_OK;

    case COC_DECLINED:
        return coc_error_set(err, COC_INVALID, "%s: \"%.*s\" is none",
                             coc_identity_name(c->text[wrong].kind),
                             (int) coc_min(c->text[wrong].text.len, 64),
                             c->text[wrong].text.data);

    case COC_LIMIT:
        return coc_error_set(err, rc, "more than %d identities",
                             COC_IDENTITY_TOKENS);

    default:
        return coc_error_set(err, rc, "libcrypto failed");
    }
}


/* A row of commands to their changes' replies. */

static int
cocctl_identity_round(cocctl_identity_t *c, const size_t *end,
    coc_identity_change_t **whose, size_t n)
{
    int          rc;
    size_t       i;
    coc_reply_e  class;
    redisReply  *replies[COCCTL_SEND];

    rc = cocctl_redis_ask_all(c->redis, &c->buf, end, n, replies);

    for (i = 0; i < n; i++) {

        if (replies[i] == NULL) {
            continue;
        }

        if (rc == COCCTL_OK) {
            class = coc_identity_change_reply(whose[i], replies[i]);

            if (class != COC_REPLY_OK) {
                rc = cocctl_redis_refused(c->redis, replies[i]);
            }
        }

        freeReplyObject(replies[i]);
    }

    return rc;
}


int
cocctl_identity_send(cocctl_identity_t *c, coc_identity_change_t *changes,
    size_t n)
{
    int                     rc;
    size_t                  i, commands, end[COCCTL_SEND];
    coc_identity_change_t  *whose[COCCTL_SEND];

    for ( ;; ) {

        for (i = 0, commands = 0; i < n && commands < COCCTL_SEND; i++) {

            while (commands < COCCTL_SEND) {
                rc = coc_identity_change_next(&changes[i], &c->buf);

                if (rc != COC_OK) {
                    break;
                }

                whose[commands] = &changes[i];
                end[commands++] = c->buf.len;
            }

            if (c->buf.status != COC_OK) {
                return cocctl_error("no memory for a command");
            }
        }

        if (commands == 0) {
            return COCCTL_OK;
        }

        rc = cocctl_identity_round(c, end, whose, commands);
        if (rc != COCCTL_OK) {
            return rc;
        }
    }
}


static int
cocctl_identity_add(cocctl_identity_t *c)
{
    size_t                 n;
    coc_error_t            err;
    coc_member_t           member;
    coc_identity_t         set[COC_IDENTITY_TOKENS];
    coc_identity_change_t  change;

    if (c->ntexts == 0) {
        return cocctl_error("identity: nothing to add");
    }

    if (cocctl_identity_make(c, &member, set, &n, &err) != COC_OK) {
        return cocctl_error("identity: %s", err.text);
    }

    (void) coc_identity_change(&change, c->prefix, &member, set, n,
                               COC_IDENTITY_KEEP
                               | (c->open ? COC_IDENTITY_OWN : 0));

    return c->dry ? COCCTL_OK : cocctl_identity_send(c, &change, 1);
}


/* Under all secrets. */

static int
cocctl_identity_forget(cocctl_identity_t *c)
{
    int                    rc;
    size_t                 i;
    coc_member_t           member;
    coc_identity_change_t  change;

    for (i = 0, rc = COCCTL_OK; rc == COCCTL_OK && i < c->n; i++) {

        if (coc_member_hash(&c->keys[i], c->id, &member) != COC_OK) {
            return cocctl_error("libcrypto failed");
        }

        (void) coc_identity_change(&change, c->prefix, &member, NULL, 0, 0);
        rc = c->dry ? COCCTL_OK : cocctl_identity_send(c, &change, 1);
    }

    return rc;
}


/* Has the member made it public?  COCCTL_ERROR when it has complained. */

static int
cocctl_identity_public(cocctl_identity_t *c, const coc_member_t *member,
    const coc_identity_t *identity, int *is)
{
    coc_reply_e  class;
    redisReply  *reply;

    (void) coc_identity_is_own(&c->buf, c->prefix, member, identity);

    reply = cocctl_redis_ask(c->redis, &c->buf);
    if (reply == NULL) {
        return COCCTL_ERROR;
    }

    class = coc_identity_is_reply(reply, is);

    if (class != COC_REPLY_OK) {
        (void) cocctl_redis_refused(c->redis, reply);
    }

    freeReplyObject(reply);

    return (class == COC_REPLY_OK) ? COCCTL_OK : COCCTL_ERROR;
}


static int
cocctl_identity_print(cocctl_identity_t *c, const coc_member_t *member,
    const coc_identity_t *list, size_t n)
{
    int        is;
    size_t     i;
    coc_buf_t  out;

    coc_buf_init(&out, &cocctl_alloc, COCCTL_OUTPUT);

    if (c->json) {
        (void) coc_buf_puts(&out, "{\"member\":\"");
        (void) coc_buf_puts(&out, member->hash);
        (void) coc_buf_puts(&out, "\",\"identities\":[");
    }

    for (i = 0; i < n; i++) {

        if (cocctl_identity_public(c, member, &list[i], &is) != COCCTL_OK) {
            coc_buf_free(&out);
            return COCCTL_ERROR;
        }

        if (c->json) {
            (void) coc_buf_puts(&out, (i == 0) ? "{\"kind\":\""
                                               : ",{\"kind\":\"");
            (void) coc_buf_puts(&out, coc_identity_name(list[i].kind));
            (void) coc_buf_puts(&out, "\",\"token\":\"");
            (void) coc_buf_puts(&out, list[i].token);
            (void) coc_buf_puts(&out, is ? "\",\"public\":true}"
                                         : "\",\"public\":false}");
        } else {
            (void) coc_buf_puts(&out, coc_identity_name(list[i].kind));
            (void) coc_buf_putc(&out, ' ');
            (void) coc_buf_puts(&out, list[i].token);
            (void) coc_buf_puts(&out, is ? " public\n" : "\n");
        }
    }

    if (c->json) {
        (void) coc_buf_puts(&out, "]}\n");
    }

    is = cocctl_write(&out);
    coc_buf_free(&out);

    return is;
}


/* Under each secret: tokens, as nothing else is kept. */

static int
cocctl_identity_show(cocctl_identity_t *c)
{
    int              rc;
    size_t           i, n;
    coc_reply_e      class;
    redisReply      *reply;
    coc_member_t     member;
    coc_identity_t   list[COC_IDENTITY_TOKENS];

    for (i = 0, rc = COCCTL_OK; rc == COCCTL_OK && i < c->n; i++) {

        if (coc_member_hash(&c->keys[i], c->id, &member) != COC_OK) {
            return cocctl_error("libcrypto failed");
        }

        (void) coc_identity_list(&c->buf, c->prefix, &member);

        reply = cocctl_redis_ask(c->redis, &c->buf);
        if (reply == NULL) {
            return COCCTL_ERROR;
        }

        class = coc_identity_list_reply(reply, list, &n);

        rc = (class == COC_REPLY_OK)
             ? cocctl_identity_print(c, &member, list,
                                     coc_min(n, COC_IDENTITY_TOKENS))
             : cocctl_redis_refused(c->redis, reply);

        freeReplyObject(reply);
    }

    return rc;
}


static int
cocctl_identity_conf(cocctl_identity_t *c, const cocctl_option_t *options)
{
    int       rc;
    unsigned  i, k;

    c->prefix = coc_str_from(cocctl_value(&options[COCCTL_OPT_PREFIX],
                                          "coc:"));
    c->json = (options[COCCTL_OPT_JSON].n != 0);
    c->dry = (options[COCCTL_OPT_DRY].n != 0);
    c->open = (options[COCCTL_OPT_PUBLIC].n != 0);
    c->staff = (options[COCCTL_OPT_STAFF].n != 0);

    if (options[COCCTL_OPT_SECRET].n == 0
        || (options[COCCTL_OPT_REDIS].n == 0 && !c->dry))
    {
        return cocctl_error("identity: --redis and --secret are needed");
    }

    for (i = 0; i < COC_IDENTITY_MAX; i++) {
        for (k = 0; k < options[i].n; k++) {
            rc = cocctl_identity_take(c, (coc_identity_e) i,
                                      coc_str_from(options[i].value[k]));
            if (rc != COC_OK) {
                return cocctl_error("identity: too many values");
            }
        }
    }

    rc = cocctl_keys(&options[COCCTL_OPT_SECRET], c->keys, &c->n);

    if (rc != COCCTL_OK || c->dry) {
        return rc;
    }

    c->redis = cocctl_redis_open(cocctl_value(&options[COCCTL_OPT_REDIS], ""),
                                 cocctl_value(&options[COCCTL_OPT_TIMEOUT],
                                              NULL));

    return (c->redis == NULL) ? COCCTL_ERROR : COCCTL_OK;
}


static int
cocctl_identity_run(cocctl_identity_t *c, const char *verb, const char *what)
{
    c->id = coc_str_from(what);

    if (strcmp(verb, "import") == 0) {
        return (c->ntexts == 0 && !c->staff)
               ? cocctl_identity_import(c, what)
               : cocctl_error("identity: import takes values from its file");
    }

    if (strcmp(verb, "add") == 0) {
        return cocctl_identity_add(c);
    }

    if (c->ntexts != 0 || c->staff || c->open) {
        return cocctl_error("identity: %s takes no values", verb);
    }

    if (strcmp(verb, "forget") == 0) {
        return cocctl_identity_forget(c);
    }

    if (strcmp(verb, "show") == 0 && !c->dry) {
        return cocctl_identity_show(c);
    }

    return cocctl_error("identity: unknown command \"%s\"", verb);
}


int
cocctl_identity(int argc, char **argv)
{
    int                rc, n;
    size_t             i;
    cocctl_identity_t  c;
    cocctl_option_t    options[COCCTL_OPT_MAX + 1] = {
        { .name = "email", .max = COCCTL_VALUES },
        { .name = "phone", .max = COCCTL_VALUES },
        { .name = "npi", .max = COCCTL_VALUES },
        { .name = "license", .max = COCCTL_VALUES },
        { .name = "name", .max = COCCTL_VALUES },
        { .name = "handle", .max = COCCTL_VALUES },
        { .name = "", .max = 1 },               /* pairs are made */
        { .name = "display-name", .max = COCCTL_VALUES },
        { .name = "redis", .max = 1 },
        { .name = "secret", .max = COCCTL_SECRETS },
        { .name = "prefix", .max = 1 },
        { .name = "timeout", .max = 1 },
        { .name = "json", .max = 0 },
        { .name = "dry-run", .max = 0 },
        { .name = "profile-public", .max = 0 },
        { .name = "staff", .max = 0 },
        { .name = NULL }
    };

    n = cocctl_options(argc, argv, options);
    if (n < 0) {
        return COCCTL_ERROR;
    }

    if (n != 2 || argv[2][0] == '\0') {
        return cocctl_error("identity: a command and a member's id, or a file,"
                            " are needed");
    }

    memset(&c, 0, sizeof(cocctl_identity_t));
    coc_buf_init(&c.buf, &cocctl_alloc, COCCTL_OUTPUT);

    rc = cocctl_identity_conf(&c, options);

    if (rc == COCCTL_OK) {
        rc = cocctl_identity_run(&c, argv[1], argv[2]);
    }

    for (i = 0; i < COCCTL_SECRETS; i++) {
        coc_keys_wipe(&c.keys[i]);
    }

    cocctl_redis_close(c.redis);
    coc_buf_free(&c.buf);

    return rc;
}
