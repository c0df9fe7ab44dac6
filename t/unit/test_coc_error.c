/*
 * Error records.
 */

#include "coc_test.h"
#include "coc_error.h"
#include "coc_str.h"


static void
test_set(void **state)
{
    char         buf[64];
    coc_error_t  err;

    (void) state;

    memset(&err, 0x55, sizeof(coc_error_t));

    assert_int_equal(coc_error_set(&err, COC_LIMIT, "over %d", 5), COC_LIMIT);
    assert_int_equal(err.code, COC_LIMIT);
    assert_int_equal(err.line, 0);
    assert_int_equal(err.column, 0);
    assert_int_equal(err.offset, 0);
    assert_string_equal(err.file, "");
    assert_string_equal(coc_error_format(&err, buf, sizeof(buf)), "over 5");

    assert_int_equal(coc_error_at(&err, COC_INVALID, 77, "bad"), COC_INVALID);
    assert_int_equal(err.offset, 77);
    assert_string_equal(err.text, "bad");

    assert_int_equal(coc_error_in(&err, COC_INVALID, coc_str_from("f.yaml"),
                                  3, 4, "worse"), COC_INVALID);
    assert_int_equal(err.offset, 0);
    assert_string_equal(coc_error_format(&err, buf, sizeof(buf)),
                        "f.yaml:3:4: worse");

    (void) coc_error_in(&err, COC_INVALID, coc_str_from("f.yaml"), 0, 0,
                        "worse");
    assert_string_equal(coc_error_format(&err, buf, sizeof(buf)),
                        "f.yaml: worse");
    assert_string_equal(coc_error_format(&err, buf, 4), "f.y");

    assert_int_equal(coc_error_set(NULL, COC_ERROR, "x"), COC_ERROR);
    assert_int_equal(coc_error_at(NULL, COC_ERROR, 1, "x"), COC_ERROR);
    assert_int_equal(coc_error_in(NULL, COC_ERROR, coc_str_from("x"), 1, 1,
                                  "x"), COC_ERROR);
}


static void
test_cut(void **state)
{
    char         text[COC_ERROR_TEXT * 2];
    char         file[COC_ERROR_FILE + 10];
    size_t       i;
    coc_error_t  err;

    (void) state;

    memset(text, 'a', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';

    (void) coc_error_set(&err, COC_INVALID, "%s", text);
    assert_int_equal(strlen(err.text), COC_ERROR_TEXT - 1);

    /* of a file's name the end matters */

    for (i = COC_ERROR_FILE - 2; i < COC_ERROR_FILE + 9; i++) {
        memset(file, 'b', i);
        file[i - 1] = 'z';
        file[i] = '\0';

        (void) coc_error_in(&err, COC_INVALID, coc_str_from(file), 1, 1, "x");
        assert_int_equal(strlen(err.file),
                         coc_min(i, (size_t) COC_ERROR_FILE - 1));
        assert_int_equal(err.file[strlen(err.file) - 1], 'z');
    }

    (void) coc_error_in(&err, COC_INVALID, coc_str_from(NULL), 1, 1, "x");
    assert_string_equal(err.file, "");
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_cut)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
