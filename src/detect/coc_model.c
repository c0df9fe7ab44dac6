/*
 * A model's file, read and checked.
 */

#include "coc_model.h"
#include "coc_model_int.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>


/* What a huge page is on the machines that have them: one or two hold it. */

#define COC_MODEL_PAGE  ((size_t) 2 * 1024 * 1024)
#define COC_MODEL_MAP   (COC_FEATURE_BUCKETS * COC_MODEL_LANES                \
                         + COC_MODEL_PAGE)


static int coc_model_read(uint8_t *file, size_t *len, const char *path,
    coc_error_t *err);
static int coc_model_check(const uint8_t *file, size_t len, const char *path,
    coc_error_t *err);
static int coc_model_check_digest(const uint8_t *file, const char *path,
    coc_error_t *err);
static int coc_model_check_label(const coc_model_label_t *label,
    coc_label_e wanted, const char *path, coc_error_t *err);
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
        rc = coc_model_check(file, len, path, err);
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


/* Reads up to one byte more than a model has. */

static int
coc_model_read(uint8_t *file, size_t *len, const char *path, coc_error_t *err)
{
    int      fd, failed;
    ssize_t  n;

    fd = open(path, O_RDONLY|O_CLOEXEC);

    if (fd < 0) {
        return coc_error_set(err, COC_INVALID, "%s: %s", path,
                             strerror(errno));
    }

    *len = 0;
    failed = 0;

    while (*len < COC_MODEL_SIZE + 1) {

        n = read(fd, file + *len, COC_MODEL_SIZE + 1 - *len);

        if (n < 0 && errno == EINTR) {
            continue;
        }

        if (n < 0) {
            failed = errno;
        }

        if (n <= 0) {
            break;
        }

        *len += (size_t) n;
    }

    (void) close(fd);

    if (failed != 0) {
        return coc_error_set(err, COC_INVALID, "%s: %s", path,
                             strerror(failed));
    }

    return COC_OK;
}


static int
coc_model_check(const uint8_t *file, size_t len, const char *path,
    coc_error_t *err)
{
    int                      rc;
    coc_label_e              label;
    const coc_model_head_t  *head;

    head = (const coc_model_head_t *) file;

    if (len < sizeof(coc_model_head_t)
        || memcmp(head->magic, COC_MODEL_MAGIC, sizeof(head->magic)) != 0)
    {
        return coc_error_set(err, COC_INVALID, "%s: not a model", path);
    }

    if (head->format != COC_MODEL_FORMAT
        || head->features != COC_FEATURE_VERSION)
    {
        return coc_error_set(err, COC_INVALID, "%s: a model of format %u and"
                             " features %u, this program reads %u and %u",
                             path, (unsigned) head->format,
                             (unsigned) head->features, COC_MODEL_FORMAT,
                             COC_FEATURE_VERSION);
    }

    if (len != COC_MODEL_SIZE) {
        return coc_error_set(err, COC_INVALID, "%s: %s, a model has %zu bytes",
                             path, (len < COC_MODEL_SIZE) ? "cut short"
                                                          : "too long",
                             COC_MODEL_SIZE);
    }

    rc = coc_model_check_digest(file, path, err);

    if (rc != COC_OK) {
        return rc;
    }

    if (head->buckets != COC_FEATURE_BUCKETS
        || head->labels != COC_LABEL_MAX)
    {
        return coc_error_set(err, COC_INVALID, "%s: a model of %u buckets and"
                             " %u labels, this program reads %u and %u", path,
                             (unsigned) head->buckets, (unsigned) head->labels,
                             (unsigned) COC_FEATURE_BUCKETS, COC_LABEL_MAX);
    }

    for (label = 0; label < COC_LABEL_MAX && rc == COC_OK; label++) {
        rc = coc_model_check_label(&head->label[label], label, path, err);
    }

    return rc;
}


static int
coc_model_check_digest(const uint8_t *file, const char *path, coc_error_t *err)
{
    size_t                   from;
    uint8_t                  digest[EVP_MAX_MD_SIZE];
    const coc_model_head_t  *head;

    head = (const coc_model_head_t *) file;
    from = offsetof(coc_model_head_t, digest) + COC_MODEL_DIGEST;

    if (EVP_Digest(file + from, COC_MODEL_SIZE - from, digest, NULL,
                   EVP_sha256(), NULL)
        != 1)
    {
        return coc_error_set(err, COC_ERROR, "%s: no SHA-256", path);
    }

    if (memcmp(digest, head->digest, COC_MODEL_DIGEST) != 0) {
        return coc_error_set(err, COC_INVALID, "%s: damaged, its checksum is"
                             " of other bytes", path);
    }

    return COC_OK;
}


static int
coc_model_check_label(const coc_model_label_t *label, coc_label_e wanted,
    const char *path, coc_error_t *err)
{
    const char  *name;

    name = coc_label_name(wanted);

    if (strncmp(label->name, name, COC_MODEL_NAME) != 0) {
        return coc_error_set(err, COC_INVALID, "%s: label %d is \"%.*s\", not"
                             " \"%s\"", path, (int) wanted + 1,
                             COC_MODEL_NAME, label->name, name);
    }

    if (!isfinite(label->slope) || !isfinite(label->offset)
        || !isfinite(label->unit))
    {
        return coc_error_set(err, COC_INVALID, "%s: label \"%s\" has no"
                             " probabilities", path, name);
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
