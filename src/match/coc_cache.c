/*
 * Files of a folder, each a head and what is kept.  A file is written under
 * another name, synced and renamed, so that who reads it sees all of it or the
 * one before; what a crash or a disk spoilt is told by its digest.
 */

#include "coc_cache.h"
#include "coc_cache_int.h"
#include "coc_str.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>


#define COC_CACHE_MAGIC    "coc keep"
#define COC_CACHE_REFRESH  86400        /* s: a file in use is young */


typedef struct {
    char      magic[8];
    uint64_t  len;
    uint8_t   key[COC_CACHE_KEY];
    uint8_t   digest[COC_CACHE_KEY];    /* of what follows */
} coc_cache_head_t;


struct coc_cache_digest_s {
    coc_alloc_t   alloc;
    EVP_MD_CTX   *md;
    int           ok;
};


static void
coc_cache_say(coc_cache_t *cache, const char *name, const char *why)
{
    cache->figures.passed++;

    (void) snprintf(cache->figures.text, sizeof(cache->figures.text),
                    "\"%s\": %s", name, why);
}


/* Why what was opened is not to be trusted; NULL if it is. */

static const char *
coc_cache_suspect(const struct stat *st)
{
    if (st->st_uid != 0 && st->st_uid != geteuid()) {
        return "belongs to another user than root and the one who runs this";
    }

    if ((st->st_mode & (S_IWGRP|S_IWOTH)) != 0) {
        return "others than its owner may write there";
    }

    return NULL;
}


int
coc_cache_open(coc_cache_t **cache, const coc_alloc_t *alloc,
    const char *path, uint64_t max, coc_error_t *err)
{
    int           fd, made, failed;
    coc_str_t     name;
    const char   *why;
    struct stat   st;
    coc_cache_t  *c;

    *cache = NULL;
    name = coc_str_from(path);
    made = (mkdir(path, S_IRWXU) == 0) ? 0 : errno;
    fd = open(path, O_RDONLY|O_DIRECTORY|O_CLOEXEC);

    if (fd < 0) {
        failed = (errno == ENOENT) ? made : errno;

        return coc_error_in(err, (failed == ENOENT || failed == ENOTDIR)
                                 ? COC_INVALID : COC_DECLINED,
                            name, 0, 0, "%s", strerror(failed));
    }

    why = (fstat(fd, &st) != 0) ? strerror(errno) : coc_cache_suspect(&st);

    if (why != NULL) {
        (void) close(fd);
        return coc_error_in(err, COC_INVALID, name, 0, 0, "%s", why);
    }

    c = alloc->alloc(alloc->ctx, sizeof(coc_cache_t));

    if (c == NULL) {
        (void) close(fd);
        return coc_error_set(err, COC_ERROR, "no memory");
    }

    memset(c, 0, sizeof(coc_cache_t));
    c->alloc = *alloc;
    c->fd = fd;
    c->max = max;

    *cache = c;

    return COC_OK;
}


void
coc_cache_close(coc_cache_t *cache)
{
    if (cache != NULL) {
        (void) close(cache->fd);
        cache->alloc.free(cache->alloc.ctx, cache);
    }
}


coc_cache_digest_t *
coc_cache_digest_begin(const coc_alloc_t *alloc)
{
    coc_cache_digest_t  *digest;

    digest = alloc->alloc(alloc->ctx, sizeof(coc_cache_digest_t));

    if (digest != NULL) {
        digest->alloc = *alloc;
        digest->md = EVP_MD_CTX_new();
        digest->ok = (digest->md != NULL
                      && EVP_DigestInit_ex(digest->md, EVP_sha256(), NULL)
                         == 1);
    }

    return digest;
}


void
coc_cache_digest_add(coc_cache_digest_t *digest, const void *data, size_t len)
{
    uint64_t  n;

    n = len;

    digest->ok = (digest->ok
                  && EVP_DigestUpdate(digest->md, &n, sizeof(n)) == 1
                  && EVP_DigestUpdate(digest->md, data, len) == 1);
}


int
coc_cache_digest_end(coc_cache_digest_t *digest, uint8_t key[COC_CACHE_KEY])
{
    int  ok;

    ok = (digest->ok && EVP_DigestFinal_ex(digest->md, key, NULL) == 1);

    EVP_MD_CTX_free(digest->md);
    digest->alloc.free(digest->alloc.ctx, digest);

    return ok ? COC_OK : COC_ERROR;
}


static void
coc_cache_name(const uint8_t key[COC_CACHE_KEY], char name[COC_CACHE_NAME])
{
    size_t  i;

    memcpy(name, COC_CACHE_PREFIX, sizeof(COC_CACHE_PREFIX));
    name += sizeof(COC_CACHE_PREFIX) - 1;

    for (i = 0; i < COC_CACHE_KEY; i++) {
        (void) snprintf(name + 2 * i, 3, "%02x", key[i]);
    }
}


/* Reads len bytes; less is an error of the file. */

static int
coc_cache_read(int fd, uint8_t *p, size_t len)
{
    ssize_t  n;

    while (len > 0) {
        n = read(fd, p, len);

        if (n > 0) {
            p += n;
            len -= (size_t) n;

        } else if (n == 0 || errno != EINTR) {
            return COC_DECLINED;
        }
    }

    return COC_OK;
}


static int
coc_cache_load(const coc_cache_t *cache, int fd, const struct stat *st,
    const uint8_t key[COC_CACHE_KEY], coc_buf_t *data, const char **why)
{
    uint8_t           *p, digest[EVP_MAX_MD_SIZE];
    coc_cache_head_t   head;

    *why = "damaged";

    if (coc_cache_read(fd, (uint8_t *) &head, sizeof(head)) != COC_OK
        || memcmp(head.magic, COC_CACHE_MAGIC, sizeof(head.magic)) != 0
        || memcmp(head.key, key, COC_CACHE_KEY) != 0
        || head.len == 0
        || head.len > cache->max
        || head.len != (uint64_t) st->st_size - sizeof(head))
    {
        return COC_DECLINED;
    }

    p = coc_buf_reserve(data, (size_t) head.len);
    if (p == NULL) {
        return COC_ERROR;
    }

    if (coc_cache_read(fd, p, (size_t) head.len) != COC_OK
        || EVP_Digest(p, (size_t) head.len, digest, NULL, EVP_sha256(), NULL)
           != 1
        || memcmp(digest, head.digest, COC_CACHE_KEY) != 0)
    {
        return COC_DECLINED;
    }

    data->len += (size_t) head.len;

    return COC_OK;
}


int
coc_cache_get(coc_cache_t *cache, const uint8_t key[COC_CACHE_KEY],
    coc_buf_t *data)
{
    int          fd, rc;
    char         name[COC_CACHE_NAME];
    const char  *why;
    struct stat  st;

    coc_cache_name(key, name);
    fd = openat(cache->fd, name, O_RDONLY|O_NOFOLLOW|O_NONBLOCK|O_CLOEXEC);

    if (fd < 0) {
        if (errno != ENOENT) {
            coc_cache_say(cache, name, strerror(errno));
        }

        return COC_DECLINED;
    }

    if (fstat(fd, &st) != 0) {
        why = strerror(errno);

    } else {
        why = S_ISREG(st.st_mode) ? coc_cache_suspect(&st)
                                  : "is not a regular file";
    }

    rc = (why != NULL) ? COC_DECLINED
         : coc_cache_load(cache, fd, &st, key, data, &why);

    if (rc == COC_OK) {
        cache->figures.found++;

        /* the oldest are removed; who may not write leaves that to others */

        if (time(NULL) - st.st_mtime > COC_CACHE_REFRESH) {
            (void) futimens(fd, NULL);
        }

    } else if (rc == COC_DECLINED) {
        coc_cache_say(cache, name, why);
    }

    (void) close(fd);

    return rc;
}


static int
coc_cache_write(int fd, const void *data, size_t len)
{
    ssize_t         n;
    const uint8_t  *p;

    for (p = data; len > 0; /* void */) {
        n = write(fd, p, len);

        if (n >= 0) {
            p += n;
            len -= (size_t) n;

        } else if (errno != EINTR) {
            return COC_ERROR;
        }
    }

    return COC_OK;
}


static int
coc_cache_store(const coc_cache_t *cache, const char *name, const char *temp,
    const coc_cache_head_t *head, const void *data)
{
    int  fd, failed;

    fd = openat(cache->fd, temp, O_WRONLY|O_CREAT|O_EXCL|O_NOFOLLOW|O_CLOEXEC,
                S_IRUSR|S_IWUSR);

    if (fd < 0) {
        return errno;
    }

    failed = 0;

    if (coc_cache_write(fd, head, sizeof(coc_cache_head_t)) != COC_OK
        || coc_cache_write(fd, data, (size_t) head->len) != COC_OK
        || fsync(fd) != 0)
    {
        failed = errno;
    }

    (void) close(fd);

    if (failed == 0 && renameat(cache->fd, temp, cache->fd, name) != 0) {
        failed = errno;
    }

    if (failed != 0) {
        (void) unlinkat(cache->fd, temp, 0);
    }

    return failed;
}


void
coc_cache_put(coc_cache_t *cache, const uint8_t key[COC_CACHE_KEY],
    const void *data, size_t len)
{
    int               failed;
    char              name[COC_CACHE_NAME], temp[COC_CACHE_TEMP];
    uint8_t           digest[EVP_MAX_MD_SIZE];
    struct timespec   now;
    coc_cache_head_t  head;

    coc_cache_name(key, name);

    if (len > cache->max
        || EVP_Digest(data, len, digest, NULL, EVP_sha256(), NULL) != 1)
    {
        coc_cache_say(cache, name, "too large to be kept");
        return;
    }

    memcpy(head.magic, COC_CACHE_MAGIC, sizeof(head.magic));
    memcpy(head.key, key, COC_CACHE_KEY);
    memcpy(head.digest, digest, COC_CACHE_KEY);
    head.len = len;

    /* processes of several machines or containers may have one number */

    (void) clock_gettime(CLOCK_REALTIME, &now);
    (void) snprintf(temp, sizeof(temp), "%s.%ld-%ld.tmp", name,
                    (long) getpid(), now.tv_nsec);

    failed = coc_cache_store(cache, name, temp, &head, data);

    if (failed != 0) {
        coc_cache_say(cache, name, strerror(failed));
        return;
    }

    cache->figures.kept++;
    coc_cache_sweep(cache);
}


void
coc_cache_pass(coc_cache_t *cache, const uint8_t key[COC_CACHE_KEY],
    const char *why)
{
    char  name[COC_CACHE_NAME];

    coc_cache_name(key, name);
    cache->figures.found--;
    coc_cache_say(cache, name, why);
}


const coc_cache_figures_t *
coc_cache_figures(const coc_cache_t *cache)
{
    return &cache->figures;
}
