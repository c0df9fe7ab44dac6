/*
 * A model's file: read if it is whole, else refused with what is wrong.
 */

#include "coc_test_model.h"

#include <math.h>
#include <sys/stat.h>


static coc_test_alloc_t   test_alloc;
static coc_test_model_t  *made;


/* Opens what is at path; it must be refused with text, and nothing leak. */

static void
refused(const char *path, const char *text)
{
    coc_alloc_t   alloc;
    coc_error_t   err;
    coc_model_t  *model;

    alloc = coc_test_alloc(&test_alloc, 0);
    memset(&err, 0, sizeof(coc_error_t));

    assert_int_equal(coc_model_open(&model, &alloc, path, &err), COC_INVALID);
    assert_null(model);
    assert_int_equal(err.code, COC_INVALID);
    assert_string_equal(err.file, path);
    assert_null(strchr(err.text, '\n'));
    assert_int_equal(test_alloc.live, 0);

    if (strstr(err.text, text) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", text, err.text);
    }
}


static void
refused_bytes(const void *data, size_t len, const char *text)
{
    coc_test_model_write(coc_test_model_path(), data, len);
    refused(coc_test_model_path(), text);
}


static void
test_open(void **state)
{
    coc_alloc_t   alloc;
    coc_str_t     version;
    coc_model_t  *model;

    (void) state;

    alloc = coc_test_alloc(&test_alloc, 0);

    model = coc_test_model_open(made, &alloc);
    version = coc_model_version(model);

    assert_int_equal(version.len, 4);
    assert_memory_equal(version.data, "test", 4);

    coc_model_close(model);
    coc_model_close(NULL);
    assert_int_equal(test_alloc.live, 0);
}


/* A name without a NUL, as long as there is room. */

static void
test_version(void **state)
{
    coc_alloc_t   alloc;
    coc_model_t  *model;

    (void) state;

    alloc = coc_test_alloc(&test_alloc, 0);

    memset(made->head.version, 'v', COC_MODEL_NAME);
    model = coc_test_model_open(made, &alloc);
    assert_int_equal(coc_model_version(model).len, COC_MODEL_NAME);
    coc_model_close(model);

    (void) strcpy(made->head.version, "test");
}


static void
test_memory(void **state)
{
    size_t        fail;
    const char   *path;
    coc_alloc_t   alloc;
    coc_error_t   err;
    coc_model_t  *model;

    (void) state;

    path = coc_test_model_path();
    coc_test_model_seal(made);
    coc_test_model_write(path, made, COC_MODEL_SIZE);

    for (fail = 1; ; fail++) {
        alloc = coc_test_alloc(&test_alloc, fail);

        if (coc_model_open(&model, &alloc, path, &err) == COC_OK) {
            break;
        }

        assert_int_equal(err.code, COC_ERROR);
        assert_null(model);
        assert_int_equal(test_alloc.live, 0);
    }

    assert_true(fail > 1);
    coc_model_close(model);
    assert_int_equal(test_alloc.live, 0);
}


static void
test_no_file(void **state)
{
    char         fifo[128];
    const char  *path;

    (void) state;

    path = coc_test_model_path();

    (void) unlink(path);
    refused(path, "No such file or directory");
    refused("/", "Is a directory");

    refused_bytes("", 0, "cut short: 0 bytes of 39");
    refused_bytes("coc", 3, "cut short: 3 bytes of 39");
    refused_bytes("labels: [threat]\n", 17, "not a model");
    refused_bytes("\x89PNG", 4, "not a model");

    /* nobody writes into it: it must not wait */

    (void) snprintf(fifo, sizeof(fifo), "%s.fifo", path);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    refused(fifo, "cut short: 0 bytes of 39");
    (void) unlink(fifo);
}


static void
test_size(void **state)
{
    size_t    i;
    uint8_t  *more;

    static const size_t  sizes[] = {
        8, 9, sizeof(coc_model_head_t) - 1, sizeof(coc_model_head_t),
        sizeof(coc_model_head_t) + 1, COC_MODEL_SIZE / 2, COC_MODEL_SIZE - 1
    };

    (void) state;

    coc_test_model_seal(made);

    for (i = 0; i < coc_nelts(sizes); i++) {
        refused_bytes(made, sizes[i], "cut short: ");
    }

    more = calloc(1, COC_MODEL_SIZE + 100000);
    assert_non_null(more);
    memcpy(more, made, COC_MODEL_SIZE);

    refused_bytes(more, COC_MODEL_SIZE + 1, "longer than a model");
    refused_bytes(more, COC_MODEL_SIZE + 100000, "longer than a model");

    free(more);
}


/* Any bit of it, in the head and in the weights. */

static void
test_bits(void **state)
{
    size_t    at, step;
    uint8_t  *bytes;

    (void) state;

    coc_test_model_seal(made);
    bytes = (uint8_t *) made;

    for (at = 0; at < COC_MODEL_SIZE; at += step) {
        step = (at < 64) ? 1
               : (at < sizeof(coc_model_head_t)) ? 37
                                                 : COC_MODEL_SIZE / 11;

        bytes[at] ^= (uint8_t) (1 << (at % 8));

        refused_bytes(bytes, COC_MODEL_SIZE,
                      (at < 8) ? "not a model"
                      : (at < 12) ? "format "
                      : (at < 16) ? "feature version "
                                  : "damaged: its SHA-256 is ");

        bytes[at] ^= (uint8_t) (1 << (at % 8));
    }

    bytes[COC_MODEL_SIZE - 1] ^= 0x80;
    refused_bytes(bytes, COC_MODEL_SIZE, "damaged: its SHA-256 is ");
    bytes[COC_MODEL_SIZE - 1] ^= 0x80;
}


/* Whole, but made for another program. */

static void
test_others(void **state)
{
    size_t            i;
    coc_model_head_t  head;

    static const struct {
        const char  *text;
        size_t       at;        /* of the head */
        size_t       len;
        const void  *bytes;
    } cases[] = {
        { "format 2, this build reads 1",
          offsetof(coc_model_head_t, format), 4, "\2\0\0" },
        { "feature version 2, this build reads 1",
          offsetof(coc_model_head_t, features), 4, "\2\0\0" },
        { "262145 buckets and 15 labels, this build has 262144 and 15",
          offsetof(coc_model_head_t, buckets), 4, "\1\0\4" },
        { "262144 buckets and 7 labels, this build has 262144 and 15",
          offsetof(coc_model_head_t, labels), 4, "\7\0\0" },
        { "label 1 is \"profanities\", this build has \"profanity\"",
          offsetof(coc_model_head_t, label), 16,
          "profanities\0\0\0\0" },
        { "label 1 is \"profanityprofan", offsetof(coc_model_head_t, label),
          16, "profanityprofani" },
        { "label 4 is \"\", this build has \"threat\"",
          offsetof(coc_model_head_t, label) + 3 * sizeof(coc_model_label_t),
          16, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" }
    };

    (void) state;

    head = made->head;

    for (i = 0; i < coc_nelts(cases); i++) {
        memcpy((uint8_t *) made + cases[i].at, cases[i].bytes, cases[i].len);
        coc_test_model_seal(made);
        refused_bytes(made, COC_MODEL_SIZE, cases[i].text);
        made->head = head;
    }
}


static void
test_numbers(void **state)
{
    size_t              i, j;
    double             *number;
    coc_model_label_t  *label;

    static const double  bad[] = { NAN, INFINITY, -INFINITY };

    (void) state;

    label = &made->head.label[COC_LABEL_THREAT];

    for (i = 0; i < 3; i++) {
        number = (i == 0) ? &label->slope
                 : (i == 1) ? &label->offset : &label->unit;

        for (j = 0; j < coc_nelts(bad); j++) {
            *number = bad[j];
            coc_test_model_seal(made);
            refused_bytes(made, COC_MODEL_SIZE,
                          "label \"threat\" has a number that is none");
        }

        *number = 1;
    }
}


int
main(void)
{
    int  failed;

    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_version),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_no_file),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_bits),
        cmocka_unit_test(test_others),
        cmocka_unit_test(test_numbers)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    made = coc_test_model(1);
    failed = cmocka_run_group_tests(tests, NULL, NULL);

    (void) unlink(coc_test_model_path());
    free(made);

    return failed;
}
