/*
 * Evidence: what is sealed is opened with the private key alone, and not when
 * it is damaged; keys are read from their files.
 */

#include "coc_test.h"

#include "coc_evidence.h"
#include "coc_str.h"


#define EVIDENCE_MAX   (1024 * 1024)
#define EVIDENCE_LONG  (64 * 1024)


static void
made(coc_evidence_private_t *key)
{
    assert_int_equal(coc_evidence_make(key), COC_OK);
}


static void
test_seal(void **state)
{
    size_t                   i;
    coc_buf_t                sealed, again, opened;
    coc_str_t                content;
    coc_alloc_t              alloc;
    coc_test_alloc_t         test;
    coc_evidence_private_t   key;
    uint8_t                 *text;
    static const size_t      len[] = { 0, 1, 2, 3, 47, 4096, EVIDENCE_LONG };

    (void) state;

    alloc = coc_test_alloc(&test, 0);
    text = malloc(EVIDENCE_LONG);
    assert_non_null(text);
    made(&key);

    for (i = 0; i < EVIDENCE_LONG; i++) {
        text[i] = (uint8_t) (i * 7);
    }

    for (i = 0; i < coc_nelts(len); i++) {
        coc_buf_init(&sealed, &alloc, EVIDENCE_MAX);
        coc_buf_init(&again, &alloc, EVIDENCE_MAX);
        coc_buf_init(&opened, &alloc, EVIDENCE_MAX);
        content.data = text;
        content.len = len[i];

        assert_int_equal(coc_evidence_seal(&sealed, &key.key, content),
                         COC_OK);
        assert_true(sealed.len <= (len[i] * 4 + 2) / 3 + 64 + 4);
        assert_int_equal(coc_evidence_seal(&again, &key.key, content),
                         COC_OK);
        assert_false(coc_str_eq(coc_buf_str(&sealed), coc_buf_str(&again)));

        assert_int_equal(coc_evidence_open(&opened, &key,
                                           coc_buf_str(&sealed)), COC_OK);
        assert_int_equal(opened.len, len[i]);
        assert_true(coc_str_eq(coc_buf_str(&opened), content));

        coc_buf_free(&sealed);
        coc_buf_free(&again);
        coc_buf_free(&opened);
    }

    free(text);
    assert_int_equal(test.live, 0);
}


/* A bit of each byte of it changed, its end cut, another's key. */

static void
test_damaged(void **state)
{
    int                      rc;
    size_t                   i;
    uint8_t                  was;
    coc_buf_t                sealed, opened;
    coc_str_t                s;
    coc_alloc_t              alloc;
    coc_test_alloc_t         test;
    coc_evidence_private_t   key, other;
    static const coc_str_t   content = coc_str("I will be there at nine");

    (void) state;

    alloc = coc_test_alloc(&test, 0);
    made(&key);
    made(&other);

    coc_buf_init(&sealed, &alloc, EVIDENCE_MAX);
    coc_buf_init(&opened, &alloc, EVIDENCE_MAX);
    assert_int_equal(coc_evidence_seal(&sealed, &key.key, content), COC_OK);

    s = coc_buf_str(&sealed);
    assert_int_equal(coc_evidence_open(&opened, &other, s), COC_DECLINED);

    for (i = 0; i < sealed.len; i++) {
        was = sealed.data[i];
        sealed.data[i] = (was == 'A') ? 'B' : 'A';

        rc = coc_evidence_open(&opened, &key, s);
        assert_true(rc == COC_DECLINED || rc == COC_INVALID);

        sealed.data[i] = '*';
        assert_int_equal(coc_evidence_open(&opened, &key, s), COC_INVALID);

        sealed.data[i] = was;
    }

    for (i = 0; i < sealed.len; i++) {
        s.len = i;
        rc = coc_evidence_open(&opened, &key, s);
        assert_true(rc == COC_DECLINED || rc == COC_INVALID);
    }

    assert_int_equal(opened.len, 0);

    /* what a stream's value may have around it */

    (void) coc_buf_puts(&sealed, "\r\n");
    assert_int_equal(coc_evidence_open(&opened, &key, coc_buf_str(&sealed)),
                     COC_OK);
    assert_true(coc_str_eq(coc_buf_str(&opened), content));

    coc_buf_free(&sealed);
    coc_buf_free(&opened);
}


static void
test_keys(void **state)
{
    char                     text[512];
    size_t                   i;
    coc_buf_t                line, secret;
    coc_alloc_t              alloc;
    coc_test_alloc_t         test;
    coc_evidence_key_t       key;
    coc_evidence_private_t   pair, read;

    static const struct {
        const char  *text;
        int          rc;
    } cases[] = {
        { "", COC_DECLINED },
        { "\n# a comment alone\n\n", COC_DECLINED },
        { "# k\n%s\n", COC_OK },
        { "%s", COC_OK },
        { "\r\n  %s \r\n# end", COC_OK },
        { "%s\n%s\n", COC_LIMIT },
        { "%s x", COC_INVALID },
        { "AAAA\n", COC_INVALID },
        { "not a key!\n", COC_INVALID },
        { "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", COC_INVALID },
        { "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n",
          COC_INVALID },
    };

    (void) state;

    alloc = coc_test_alloc(&test, 0);
    made(&pair);

    coc_buf_init(&line, &alloc, EVIDENCE_MAX);
    coc_buf_init(&secret, &alloc, EVIDENCE_MAX);
    assert_int_equal(coc_evidence_put(&line, &pair.key), COC_OK);
    assert_int_equal(line.len, 44);
    (void) coc_buf_putc(&line, '\0');

    for (i = 0; i < coc_nelts(cases); i++) {
        snprintf(text, sizeof(text), cases[i].text, line.data, line.data);
        assert_int_equal(coc_evidence_read(&key, coc_str_from(text)),
                         cases[i].rc);

        if (cases[i].rc == COC_OK) {
            assert_memory_equal(&key, &pair.key, sizeof(key));
        }
    }

    assert_int_equal(coc_evidence_put_private(&secret, &pair), COC_OK);
    assert_int_equal(coc_evidence_read_private(&read, coc_buf_str(&secret)),
                     COC_OK);
    assert_memory_equal(&read, &pair, sizeof(read));

    /* the one for the other */

    assert_int_equal(coc_evidence_read(&key, coc_buf_str(&secret)),
                     COC_UNSUPPORTED);
    line.len--;
    assert_int_equal(coc_evidence_read_private(&read, coc_buf_str(&line)),
                     COC_UNSUPPORTED);

    /* halves of two pairs */

    secret.data[50] = (secret.data[50] == 'A') ? 'B' : 'A';
    assert_int_equal(coc_evidence_read_private(&read, coc_buf_str(&secret)),
                     COC_INVALID);

    coc_buf_free(&line);
    coc_buf_free(&secret);
    assert_int_equal(test.live, 0);
}


/* No memory, no room: nothing half done is left in the buffer. */

static void
test_memory(void **state)
{
    size_t                   i;
    coc_buf_t                sealed, out;
    coc_alloc_t              alloc;
    coc_test_alloc_t         test;
    coc_evidence_private_t   key;
    static const coc_str_t   content = coc_str("some words of it");

    (void) state;

    made(&key);

    for (i = 1; i <= 2; i++) {
        alloc = coc_test_alloc(&test, i);
        coc_buf_init(&out, &alloc, EVIDENCE_MAX);
        assert_int_equal(coc_evidence_seal(&out, &key.key, content),
                         COC_ERROR);
        assert_int_equal(out.len, 0);
        coc_buf_free(&out);
        assert_int_equal(test.live, 0);
    }

    alloc = coc_test_alloc(&test, 0);
    coc_buf_init(&sealed, &alloc, EVIDENCE_MAX);
    assert_int_equal(coc_evidence_seal(&sealed, &key.key, content), COC_OK);

    coc_buf_init(&out, &alloc, sealed.len - 1);
    assert_int_equal(coc_evidence_seal(&out, &key.key, content), COC_LIMIT);
    assert_int_equal(out.len, 0);
    coc_buf_free(&out);

    coc_buf_init(&out, &alloc, content.len - 1);
    assert_int_equal(coc_evidence_open(&out, &key, coc_buf_str(&sealed)),
                     COC_LIMIT);
    coc_buf_free(&out);
    coc_buf_free(&sealed);

    for (i = 1; i <= 2; i++) {
        alloc = coc_test_alloc(&test, 0);
        coc_buf_init(&sealed, &alloc, EVIDENCE_MAX);
        assert_int_equal(coc_evidence_seal(&sealed, &key.key, content),
                         COC_OK);
        test.fail = test.calls + i;
        coc_buf_init(&out, &alloc, EVIDENCE_MAX);
        assert_int_equal(coc_evidence_open(&out, &key, coc_buf_str(&sealed)),
                         COC_ERROR);
        coc_buf_free(&out);
        coc_buf_free(&sealed);
        assert_int_equal(test.live, 0);
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_seal),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_memory),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
