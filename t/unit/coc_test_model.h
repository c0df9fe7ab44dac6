/*
 * What the tests of the classifier share: a model of their own making, written
 * to a file.
 */

#ifndef _COC_TEST_MODEL_H_INCLUDED_
#define _COC_TEST_MODEL_H_INCLUDED_


#include "coc_test.h"

#include <openssl/evp.h>

#include "coc_model.h"
#include "coc_model_format.h"
#include "coc_str.h"


typedef struct {
    coc_model_head_t  head;
    uint8_t           weight[COC_MODEL_WEIGHTS];
} coc_test_model_t;


/* Pseudo-random numbers, the same in each run. */

static __attribute__ ((unused)) uint32_t
coc_test_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;

    return (uint32_t) (*seed >> 16);
}


/* Weights from -128 to 127; every label has slope 1, offset 0. */

static __attribute__ ((unused)) coc_test_model_t *
coc_test_model(uint64_t seed)
{
    size_t             i;
    unsigned           label;
    coc_test_model_t  *model;

    model = calloc(1, sizeof(coc_test_model_t));
    assert_non_null(model);

    memcpy(model->head.magic, COC_MODEL_MAGIC, sizeof(model->head.magic));
    model->head.format = COC_MODEL_FORMAT;
    model->head.features = COC_FEATURE_VERSION;
    model->head.buckets = COC_FEATURE_BUCKETS;
    model->head.labels = COC_LABEL_MAX;
    (void) strcpy(model->head.version, "test");

    for (label = 0; label < COC_LABEL_MAX; label++) {
        (void) strcpy(model->head.label[label].name, coc_label_name(label));
        model->head.label[label].slope = 1;
        model->head.label[label].unit = 1;
    }

    for (i = 0; i < COC_MODEL_WEIGHTS; i++) {
        model->weight[i] = (uint8_t) coc_test_random(&seed);
    }

    return model;
}


static __attribute__ ((unused)) void
coc_test_model_seal(coc_test_model_t *model)
{
    size_t  from;

    from = offsetof(coc_model_head_t, digest) + COC_MODEL_DIGEST;

    assert_int_equal(EVP_Digest((uint8_t *) model + from,
                                COC_MODEL_SIZE - from, model->head.digest,
                                NULL, EVP_sha256(), NULL), 1);
}


static __attribute__ ((unused)) void
coc_test_model_write(const char *path, const void *data, size_t len)
{
    FILE  *out;

    out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(data, 1, len, out), len);
    assert_int_equal(fclose(out), 0);
}


/* A path of its own for the process; removed by the caller. */

static __attribute__ ((unused)) const char *
coc_test_model_path(void)
{
    int  fd;

    static char  path[64];

    if (path[0] == '\0') {
        (void) snprintf(path, sizeof(path), "/tmp/coc-model-XXXXXX");
        fd = mkstemp(path);
        assert_true(fd >= 0);
        (void) close(fd);
    }

    return path;
}


/* Opened as it would be by the module; the caller closes it. */

static __attribute__ ((unused)) coc_model_t *
coc_test_model_open(coc_test_model_t *made, const coc_alloc_t *alloc)
{
    coc_error_t   err;
    const char   *path;
    coc_model_t  *model;

    path = coc_test_model_path();

    coc_test_model_seal(made);
    coc_test_model_write(path, made, COC_MODEL_SIZE);

    if (coc_model_open(&model, alloc, path, &err) != COC_OK) {
        fail_msg("%s: %s", err.file, err.text);
    }

    (void) unlink(path);

    return model;
}


#endif /* _COC_TEST_MODEL_H_INCLUDED_ */
