/*
 * A Redis asked from the command line.  Blocks, with a time limit: nothing
 * else waits for this process.
 */

#include "cocctl_redis.h"

#include <stdlib.h>
#include <sys/time.h>


#define COCCTL_REDIS_PORT      6379
#define COCCTL_REDIS_WAIT      5                /* seconds */
#define COCCTL_REDIS_PASSWORD  4096             /* bytes */


typedef struct {
    char         host[256];     /* "" for a unix socket */
    int          port;
    char         path[256];
    const char  *password_file;
    char         words[1024];   /* what the pointers point into */
    const char  *user;
    uint64_t     db;
} cocctl_address_t;


static int
cocctl_redis_copy(char *to, size_t size, const char *from, size_t len)
{
    if (len == 0 || len >= size) {
        return COCCTL_ERROR;
    }

    memcpy(to, from, len);
    to[len] = '\0';

    return COCCTL_OK;
}


static int
cocctl_redis_host(cocctl_address_t *address, const char *word)
{
    size_t       len;
    uint64_t     port;
    const char  *colon, *name;

    name = word;
    colon = strrchr(word, ':');

    if (word[0] == '[') {
        name = word + 1;
        colon = strchr(word, ']');

        if (colon == NULL || (colon[1] != '\0' && colon[1] != ':')) {
            return COCCTL_ERROR;
        }

        len = (size_t) (colon - name);
        colon = (colon[1] == ':') ? colon + 1 : NULL;

    } else {
        len = (colon == NULL) ? strlen(word) : (size_t) (colon - word);
    }

    address->port = COCCTL_REDIS_PORT;

    if (colon != NULL) {
        if (coc_str_uint(coc_str_from(colon + 1), 65535, &port) != COC_OK
            || port == 0)
        {
            return COCCTL_ERROR;
        }

        address->port = (int) port;
    }

    return cocctl_redis_copy(address->host, sizeof(address->host), name, len);
}


static int
cocctl_redis_word(cocctl_address_t *address, const char *word)
{
    if (strncmp(word, "db=", 3) == 0) {
        return (coc_str_uint(coc_str_from(word + 3), 1 << 20, &address->db)
                == COC_OK) ? COCCTL_OK : COCCTL_ERROR;
    }

    if (strncmp(word, "user=", 5) == 0) {
        address->user = word + 5;
        return COCCTL_OK;
    }

    if (strncmp(word, "password_file=", 14) == 0) {
        address->password_file = word + 14;
        return COCCTL_OK;
    }

    return COCCTL_ERROR;
}


static int
cocctl_redis_parse(cocctl_address_t *address, const char *text)
{
    int     rc;
    char   *word, *save;
    size_t  n;

    memset(address, 0, sizeof(cocctl_address_t));

    rc = cocctl_redis_copy(address->words, sizeof(address->words), text,
                           strlen(text));

    for (n = 0, word = strtok_r(address->words, " ", &save);
         rc == COCCTL_OK && word != NULL;
         word = strtok_r(NULL, " ", &save), n++)
    {
        if (n != 0) {
            rc = cocctl_redis_word(address, word);

        } else if (strncmp(word, "unix:", 5) == 0) {
            rc = cocctl_redis_copy(address->path, sizeof(address->path),
                                   word + 5, strlen(word + 5));
        } else {
            rc = cocctl_redis_host(address, word);
        }
    }

    if (rc != COCCTL_OK || n == 0
        || (address->user != NULL && address->password_file == NULL))
    {
        return cocctl_error("invalid --redis \"%s\"", text);
    }

    return COCCTL_OK;
}


/* An AUTH, PING or SELECT; takes a reply that is not OK for a refusal. */

static int
cocctl_redis_hello(redisContext *redis, int argc, const char **argv,
    const size_t *lens)
{
    int          rc;
    redisReply  *reply;

    reply = redisCommandArgv(redis, argc, argv, lens);

    if (reply == NULL) {
        return cocctl_error("redis: %s", redis->errstr);
    }

    rc = (reply->type == REDIS_REPLY_STATUS) ? COCCTL_OK
                                             : cocctl_redis_refused(reply);
    freeReplyObject(reply);

    return rc;
}


static int
cocctl_redis_login(redisContext *redis, const cocctl_address_t *address)
{
    int             rc, n;
    char            db[32];
    size_t          lens[3];
    coc_str_t       password;
    const char     *argv[3];
    cocctl_input_t  input;

    if (address->password_file != NULL) {

        rc = cocctl_read(address->password_file, COCCTL_REDIS_PASSWORD,
                         &input);
        if (rc != COCCTL_OK) {
            return rc;
        }

        password = cocctl_secret(&input);

        n = 0;
        argv[n] = "AUTH";
        lens[n++] = 4;

        if (address->user != NULL) {
            argv[n] = address->user;
            lens[n++] = strlen(address->user);
        }

        argv[n] = (const char *) password.data;
        lens[n++] = password.len;

        rc = cocctl_redis_hello(redis, n, argv, lens);

        free(input.data);

        if (rc != COCCTL_OK) {
            return rc;
        }
    }

    if (address->db == 0) {

        /* Redis closes on a long command without AUTH, and says not why */

        argv[0] = "PING";
        lens[0] = 4;

        return cocctl_redis_hello(redis, 1, argv, lens);
    }

    (void) snprintf(db, sizeof(db), "%llu", (unsigned long long) address->db);

    argv[0] = "SELECT";
    lens[0] = 6;
    argv[1] = db;
    lens[1] = strlen(db);

    return cocctl_redis_hello(redis, 2, argv, lens);
}


redisContext *
cocctl_redis_connect(const char *text)
{
    redisContext      *redis;
    struct timeval     wait = { COCCTL_REDIS_WAIT, 0 };
    cocctl_address_t   address;

    if (cocctl_redis_parse(&address, text) != COCCTL_OK) {
        return NULL;
    }

    redis = (address.path[0] != '\0')
            ? redisConnectUnixWithTimeout(address.path, wait)
            : redisConnectWithTimeout(address.host, address.port, wait);

    if (redis == NULL) {
        (void) cocctl_error("no memory");
        return NULL;
    }

    if (redis->err || redisSetTimeout(redis, wait) != REDIS_OK) {
        (void) cocctl_error("redis %s: %s", text, redis->errstr);
        redisFree(redis);
        return NULL;
    }

    if (cocctl_redis_login(redis, &address) != COCCTL_OK) {
        redisFree(redis);
        return NULL;
    }

    return redis;
}


redisReply *
cocctl_redis_ask(redisContext *redis, coc_buf_t *buf)
{
    void  *reply;

    reply = NULL;

    if (buf->status != COC_OK
        || redisAppendFormattedCommand(redis, (const char *) buf->data,
                                       buf->len) != REDIS_OK)
    {
        (void) cocctl_error("no memory for a command");

    } else if (redisGetReply(redis, &reply) != REDIS_OK) {
        (void) cocctl_error("redis: %s", redis->errstr);
        reply = NULL;
    }

    coc_buf_reset(buf);

    return reply;
}


int
cocctl_redis_refused(const redisReply *reply)
{
    if (reply->type == REDIS_REPLY_ERROR && reply->str != NULL) {
        return cocctl_error("redis: %s", reply->str);
    }

    return cocctl_error("redis: a reply that can't be understood");
}
