/*
 * cocctl evidence: the pair of keys that evidence is sealed with, and what was
 * sealed, opened.
 */

#include "cocctl_redis.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>


#define COCCTL_EVIDENCE_MAX  (4 * 1024 * 1024)  /* bytes of what is sealed */


enum {
    COCCTL_OPT_PUBLIC = 0,
    COCCTL_OPT_PRIVATE,
    COCCTL_OPT_KEY,
    COCCTL_OPT_REDIS,
    COCCTL_OPT_PREFIX,
    COCCTL_OPT_TIMEOUT,
    COCCTL_OPT_MAX
};


/* Out of an entry: the first value of "sealed". */

typedef struct {
    coc_buf_t  sealed;
    int        entries;
} cocctl_evidence_t;


/* A new file; one that is there is a key that something was sealed to. */

static int
cocctl_evidence_write(const char *path, mode_t mode, const char *comment,
    const coc_buf_t *line)
{
    int    fd;
    FILE  *file;

    fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
    if (fd == -1) {
        return cocctl_error("%s: %s", path, strerror(errno));
    }

    file = fdopen(fd, "wb");
    if (file == NULL) {
        (void) close(fd);
        return cocctl_error("%s: %s", path, strerror(errno));
    }

    (void) fprintf(file, "# %s\n%.*s\n", comment, (int) line->len, line->data);

    if (fclose(file) != 0) {
        return cocctl_error("%s: %s", path, strerror(errno));
    }

    return COCCTL_OK;
}


static int
cocctl_evidence_keygen(const char *public_path, const char *private_path)
{
    int                     rc;
    coc_buf_t               line;
    coc_evidence_private_t  key;

    if (coc_evidence_make(&key) != COC_OK) {
        return cocctl_error("libsodium failed");
    }

    coc_buf_init(&line, &cocctl_alloc, COC_EVIDENCE_FILE);

    rc = (coc_evidence_put_private(&line, &key) == COC_OK)
         ? cocctl_evidence_write(private_path, 0600,
                                 "private key of coc_evidence: keep it off the "
                                 "servers", &line)
         : cocctl_error("no memory");

    if (line.data != NULL) {
        explicit_bzero(line.data, line.size);
    }

    coc_buf_reset(&line);

    if (rc == COCCTL_OK) {
        (void) coc_evidence_put(&line, &key.key);
        rc = cocctl_evidence_write(public_path, 0644,
                                   "public key, for coc_evidence_key", &line);

        if (rc != COCCTL_OK) {
            (void) unlink(private_path);
        }
    }

    coc_evidence_wipe(&key);
    coc_buf_free(&line);

    return rc;
}


/* A private key that others can read is not one any more. */

static int
cocctl_evidence_key(const char *path, coc_evidence_private_t *key)
{
    int             rc;
    coc_str_t       text;
    struct stat     info;
    cocctl_input_t  input;

    if (stat(path, &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO))) {
        return cocctl_error("%s: others may use this private key: chmod 600 "
                            "it, or make a new one", path);
    }

    if (cocctl_read(path, COC_EVIDENCE_FILE, &input) != COCCTL_OK) {
        return COCCTL_ERROR;
    }

    text.data = input.data;
    text.len = input.len;
    rc = coc_evidence_read_private(key, text);

    explicit_bzero(input.data, input.len);
    free(input.data);

    if (rc == COC_UNSUPPORTED) {
        return cocctl_error("%s: this is the public key", path);
    }

    return (rc == COC_OK) ? COCCTL_OK
                          : cocctl_error("%s: not a private key", path);
}


static void
cocctl_evidence_entry(void *data, const coc_queue_id_t *id,
    redisReply *const *fields, size_t n)
{
    size_t              i;
    coc_str_t           value;
    cocctl_evidence_t  *evidence = data;

    (void) id;

    evidence->entries++;

    for (i = 0; i + 1 < n; i += 2) {
        if (strcmp(fields[i]->str, "sealed") == 0
            && evidence->sealed.len == 0)
        {
            value.data = (const uint8_t *) fields[i + 1]->str;
            value.len = (size_t) fields[i + 1]->len;
            (void) coc_buf_put(&evidence->sealed, value);
        }
    }
}


/* Where the case has its entry: COCCTL_ERROR when it has complained. */

static int
cocctl_evidence_place(cocctl_redis_t *redis, coc_str_t prefix, const char *id,
    coc_queue_place_t *place)
{
    int          rc, found;
    coc_buf_t    buf;
    redisReply  *reply;

    coc_buf_init(&buf, &cocctl_alloc, COCCTL_OUTPUT);
    (void) coc_queue_case(&buf, prefix, coc_str_from(id));

    reply = cocctl_redis_ask(redis, &buf);
    coc_buf_free(&buf);

    if (reply == NULL) {
        return COCCTL_ERROR;
    }

    if (coc_queue_case_reply(reply, prefix, place, &found) != COC_REPLY_OK) {
        rc = cocctl_redis_refused(redis, reply);

    } else {
        rc = found ? COCCTL_OK : cocctl_error("%s: no such case", id);
    }

    freeReplyObject(reply);

    return rc;
}


static int
cocctl_evidence_case(cocctl_redis_t *redis, coc_str_t prefix, const char *id,
    coc_buf_t *sealed)
{
    int                rc;
    coc_buf_t          buf;
    redisReply        *reply;
    coc_queue_place_t  place;
    cocctl_evidence_t  evidence;

    rc = cocctl_evidence_place(redis, prefix, id, &place);
    if (rc != COCCTL_OK) {
        return rc;
    }

    coc_buf_init(&buf, &cocctl_alloc, COCCTL_OUTPUT);
    (void) coc_queue_entry(&buf, prefix, &place);

    reply = cocctl_redis_ask(redis, &buf);
    coc_buf_free(&buf);

    if (reply == NULL) {
        return COCCTL_ERROR;
    }

    evidence.sealed = *sealed;
    evidence.entries = 0;

    if (coc_queue_reply(reply, cocctl_evidence_entry, &evidence)
        != COC_REPLY_OK)
    {
        rc = cocctl_redis_refused(redis, reply);
    }

    freeReplyObject(reply);
    *sealed = evidence.sealed;

    if (rc == COCCTL_OK && sealed->len == 0) {
        rc = cocctl_error("%s: %s", id,
                          sealed->status != COC_OK ? "no memory"
                          : evidence.entries ? "its entry holds no evidence"
                                             : "its entry is gone");
    }

    return rc;
}


/* What is sealed: of a case, or out of a file. */

static int
cocctl_evidence_sealed(const cocctl_option_t *options, const char *what,
    coc_buf_t *sealed)
{
    int              rc;
    coc_str_t        text;
    cocctl_input_t   input;
    cocctl_redis_t  *redis;

    if (options[COCCTL_OPT_REDIS].n == 0) {
        rc = cocctl_read(what, COCCTL_EVIDENCE_MAX, &input);

        if (rc == COCCTL_OK) {
            text.data = input.data;
            text.len = input.len;
            (void) coc_buf_put(sealed, text);
            free(input.data);
        }

        return rc;
    }

    redis = cocctl_redis_open(cocctl_value(&options[COCCTL_OPT_REDIS], ""),
                              cocctl_value(&options[COCCTL_OPT_TIMEOUT],
                                           NULL));
    if (redis == NULL) {
        return COCCTL_ERROR;
    }

    rc = cocctl_evidence_case(redis, coc_str_from(
                         cocctl_value(&options[COCCTL_OPT_PREFIX], "coc:")),
                              what, sealed);
    cocctl_redis_close(redis);

    return rc;
}


static int
cocctl_evidence_open(const cocctl_option_t *options, const char *what)
{
    int                     rc;
    coc_buf_t               sealed, opened;
    coc_evidence_private_t  key;

    rc = cocctl_evidence_key(cocctl_value(&options[COCCTL_OPT_KEY], ""), &key);
    if (rc != COCCTL_OK) {
        return rc;
    }

    coc_buf_init(&sealed, &cocctl_alloc, COCCTL_EVIDENCE_MAX);
    coc_buf_init(&opened, &cocctl_alloc, COCCTL_OUTPUT);

    rc = cocctl_evidence_sealed(options, what, &sealed);

    if (rc == COCCTL_OK) {
        switch (coc_evidence_open(&opened, &key, coc_buf_str(&sealed))) {

        case COC_OK:
            (void) coc_buf_putc(&opened, '\n');
            rc = cocctl_write(&opened);
            break;

        case COC_INVALID:
            rc = cocctl_error("%s: nothing that was sealed", what);
            break;

        case COC_DECLINED:
            rc = cocctl_error("%s: sealed to another key, or damaged", what);
            break;

        default:
            rc = cocctl_error("no memory");
            break;
        }
    }

    coc_evidence_wipe(&key);
    coc_buf_free(&sealed);
    coc_buf_free(&opened);

    return rc;
}


int
cocctl_evidence(int argc, char **argv)
{
    int              n;
    cocctl_option_t  options[COCCTL_OPT_MAX + 1] = {
        { .name = "public", .max = 1 },
        { .name = "private", .max = 1 },
        { .name = "key", .max = 1 },
        { .name = "redis", .max = 1 },
        { .name = "prefix", .max = 1 },
        { .name = "timeout", .max = 1 },
        { .name = NULL }
    };

    n = cocctl_options(argc, argv, options);
    if (n < 0) {
        return COCCTL_ERROR;
    }

    if (n == 1 && strcmp(argv[1], "keygen") == 0) {
        return (options[COCCTL_OPT_PUBLIC].n && options[COCCTL_OPT_PRIVATE].n)
               ? cocctl_evidence_keygen(
                              cocctl_value(&options[COCCTL_OPT_PUBLIC], ""),
                              cocctl_value(&options[COCCTL_OPT_PRIVATE], ""))
               : cocctl_error("evidence: --public and --private are needed");
    }

    if (n == 2 && strcmp(argv[1], "open") == 0) {
        return options[COCCTL_OPT_KEY].n
               ? cocctl_evidence_open(options, argv[2])
               : cocctl_error("evidence: --key is needed");
    }

    return cocctl_error("evidence: keygen, or open and a case or a file, is "
                        "needed");
}
