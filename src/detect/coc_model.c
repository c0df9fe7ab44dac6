/*
 * A model's file, read and checked.
 */

#include "coc_model.h"
#include "coc_model_int.h"
#include "coc_str.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>


/* What a huge page is on the machines that have them: one or two hold it. */

#define COC_MODEL_PAGE  ((size_t) 2 * 1024 * 1024)
#define COC_MODEL_MAP   (COC_FEATURE_BUCKETS * COC_MODEL_LANES                \
                         + COC_MODEL_PAGE)


static int coc_model_read(uint8_t *file, size_t *len, const char *path,
    coc_error_t *err);
static int coc_model_check(const uint8_t *file, size_t len, coc_str_t path,
    coc_error_t *err);
static int coc_model_check_head(const coc_model_head_t *head, coc_str_t path,
    coc_error_t *err);
static int coc_model_check_digest(const uint8_t *file, coc_str_t path,
    coc_error_t *err);
static int coc_model_check_label(const coc_model_label_t *label,
    coc_label_e wanted, coc_str_t path, coc_error_t *err);
static int coc_model_map(coc_model_t *model, const uint8_t *file,
    coc_error_t *err);


int
coc_model_open(coc_model_t **model, const coc_alloc_t *alloc,
    const char *path, coc_error_t *err)
{
    int                      rc;
    size_t                   len;
    uint8_t                 *file;
    coc_model_t             *m;
    const coc_model_head_t  *head;

    *model = NULL;

    m = alloc->alloc(alloc->ctx, sizeof(coc_model_t));
    file = mmap(NULL, COC_MODEL_SIZE + 1, PROT_READ|PROT_WRITE,
                MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);

    if (m == NULL || file == MAP_FAILED) {
        alloc->free(alloc->ctx, m);

        if (file != MAP_FAILED) {
            (void) munmap(file, COC_MODEL_SIZE + 1);
        }

        return coc_error_set(err, COC_ERROR, "no memory for a model");
    }

    memset(m, 0, sizeof(coc_model_t));
    m->alloc = *alloc;

    len = 0;
    rc = coc_model_read(file, &len, path, err);

    if (rc == COC_OK) {
        rc = coc_model_check(file, len, coc_str_from(path), err);
    }

    if (rc == COC_OK) {
        head = (const coc_model_head_t *) file;
        memcpy(m->label, head->label, sizeof(m->label));
        memcpy(m->version, head->version, COC_MODEL_NAME);
        rc = coc_model_map(m, file, err);
    }

    (void) munmap(file, COC_MODEL_SIZE + 1);

    if (rc != COC_OK) {
        coc_model_close(m);
        return rc;
    }

    *model = m;

    return COC_OK;
}


void
coc_model_close(coc_model_t *model)
{
    if (model == NULL) {
        return;
    }

    if (model->map != NULL) {
        (void) munmap(model->map, model->size);
    }

    model->alloc.free(model->alloc.ctx, model);
}


coc_str_t
coc_model_version(const coc_model_t *model)
{
    coc_str_t  version;

    version.data = (const uint8_t *) model->version;
    version.len = strlen(model->version);

    return version;
}


/*
 * Reads up to one byte more than a model has.  Without waiting: what is opened
 * may be a pipe that nobody writes into.
 */

static int
coc_model_read(uint8_t *file, size_t *len, const char *path, coc_error_t *err)
{
    int      fd, failed;
    ssize_t  n;

    fd = open(path, O_RDONLY|O_CLOEXEC|O_NONBLOCK);
    failed = (fd < 0) ? errno : 0;

    while (failed == 0 && *len < COC_MODEL_SIZE + 1) {

        n = read(fd, file + *len, COC_MODEL_SIZE + 1 - *len);

        if (n == 0) {
            break;
        }

        if (n > 0) {
            *len += (size_t) n;

        } else if (errno != EINTR) {
            failed = errno;
        }
    }

    if (fd >= 0) {
        (void) close(fd);
    }

    if (failed != 0) {
        return coc_error_in(err, COC_INVALID, coc_str_from(path), 0, 0, "%s",
                            strerror(failed));
    }

    return COC_OK;
}


/*
 * Of another version before damaged, damaged before cut short: each tells more
 * than the next.
 */

static int
coc_model_check(const uint8_t *file, size_t len, coc_str_t path,
    coc_error_t *err)
{
    int                      rc;
    coc_label_e              label;
    const coc_model_head_t  *head;

    head = (const coc_model_head_t *) file;

    if (memcmp(head->magic, COC_MODEL_MAGIC,
               coc_min(len, sizeof(head->magic)))
        != 0)
    {
        return coc_error_in(err, COC_INVALID, path, 0, 0, "not a model");
    }

    rc = COC_OK;

    if (len >= sizeof(coc_model_head_t)) {
        rc = coc_model_check_head(head, path, err);
    }

    if (rc == COC_OK && len == COC_MODEL_SIZE) {
        rc = coc_model_check_digest(file, path, err);
    }

    if (rc != COC_OK) {
        return rc;
    }

    if (len >= sizeof(coc_model_head_t)
        && (head->buckets != COC_FEATURE_BUCKETS
            || head->labels != COC_LABEL_MAX))
    {
        return coc_error_in(err, COC_INVALID, path, 0, 0, "a model of %u"
                            " buckets and %u labels, this build has %u and %u",
                            (unsigned) head->buckets, (unsigned) head->labels,
                            (unsigned) COC_FEATURE_BUCKETS, COC_LABEL_MAX);
    }

    if (len < COC_MODEL_SIZE) {
        return coc_error_in(err, COC_INVALID, path, 0, 0, "cut short: %zu"
                            " bytes of %zu", len, COC_MODEL_SIZE);
    }

    if (len > COC_MODEL_SIZE) {
        return coc_error_in(err, COC_INVALID, path, 0, 0, "longer than a"
                            " model, which has %zu bytes", COC_MODEL_SIZE);
    }

    for (label = 0; label < COC_LABEL_MAX && rc == COC_OK; label++) {
        rc = coc_model_check_label(&head->label[label], label, path, err);
    }

    return rc;
}


static int
coc_model_check_head(const coc_model_head_t *head, coc_str_t path,
    coc_error_t *err)
{
    if (head->format != COC_MODEL_FORMAT) {
        return coc_error_in(err, COC_INVALID, path, 0, 0, "a model of format"
                            " %u, this build reads %u",
                            (unsigned) head->format, COC_MODEL_FORMAT);
    }

    if (head->features != COC_FEATURE_VERSION) {
        return coc_error_in(err, COC_INVALID, path, 0, 0, "a model of feature"
                            " version %u, this build reads %u",
                            (unsigned) head->features, COC_FEATURE_VERSION);
    }

    return COC_OK;
}


static int
coc_model_check_digest(const uint8_t *file, coc_str_t path, coc_error_t *err)
{
    char                     hex[2 * COC_MODEL_DIGEST + 1];
    size_t                   from;
    uint8_t                  digest[EVP_MAX_MD_SIZE];
    unsigned                 i;
    const coc_model_head_t  *head;

    head = (const coc_model_head_t *) file;
    from = offsetof(coc_model_head_t, digest) + COC_MODEL_DIGEST;

    if (EVP_Digest(file + from, COC_MODEL_SIZE - from, digest, NULL,
                   EVP_sha256(), NULL)
        != 1)
    {
        return coc_error_in(err, COC_ERROR, path, 0, 0, "no SHA-256");
    }

    if (memcmp(digest, head->digest, COC_MODEL_DIGEST) != 0) {

        for (i = 0; i < COC_MODEL_DIGEST; i++) {
            (void) snprintf(&hex[2 * i], 3, "%02x", digest[i]);
        }

        return coc_error_in(err, COC_INVALID, path, 0, 0, "damaged: its"
                            " SHA-256 is %s, not the one that it was written"
                            " with", hex);
    }

    return COC_OK;
}


static int
coc_model_check_label(const coc_model_label_t *label, coc_label_e wanted,
    coc_str_t path, coc_error_t *err)
{
    const char  *name;

    name = coc_label_name(wanted);

    if (strncmp(label->name, name, COC_MODEL_NAME) != 0) {
        return coc_error_in(err, COC_INVALID, path, 0, 0, "label %d is"
                            " \"%.*s\", this build has \"%s\"",
                            (int) wanted + 1, COC_MODEL_NAME, label->name,
                            name);
    }

    if (!isfinite(label->slope) || !isfinite(label->offset)
        || !isfinite(label->unit))
    {
        return coc_error_in(err, COC_INVALID, path, 0, 0, "label \"%s\" has a"
                            " number that is none", name);
    }

    return COC_OK;
}


/*
 * The weights, a bucket's side by side at a multiple of its size: a load of
 * one never crosses a cache line.
 */

static int
coc_model_map(coc_model_t *model, const uint8_t *file, coc_error_t *err)
{
    size_t          i;
    uint8_t        *weight;
    const uint8_t  *from;

    model->size = COC_MODEL_MAP;
    model->map = mmap(NULL, model->size, PROT_READ|PROT_WRITE,
                      MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);

    if (model->map == MAP_FAILED) {
        model->map = NULL;
        return coc_error_set(err, COC_ERROR, "no memory for a model");
    }

    weight = (uint8_t *) (((uintptr_t) model->map + COC_MODEL_PAGE - 1)
                          & ~(uintptr_t) (COC_MODEL_PAGE - 1));

    /* a kernel without huge pages refuses: it is as right without */

    (void) madvise(weight, COC_MODEL_MAP - COC_MODEL_PAGE, MADV_HUGEPAGE);

    model->weight = weight;
    from = file + sizeof(coc_model_head_t);

    memset(weight, COC_MODEL_BIAS, COC_MODEL_MAP - COC_MODEL_PAGE);

    for (i = 0; i < COC_FEATURE_BUCKETS; i++) {
        memcpy(weight, from, COC_LABEL_MAX);
        weight += COC_MODEL_LANES;
        from += COC_LABEL_MAX;
    }

    if (mprotect(model->map, model->size, PROT_READ) != 0) {
        return coc_error_set(err, COC_ERROR, "mprotect() failed: %s",
                             strerror(errno));
    }

    return COC_OK;
}
