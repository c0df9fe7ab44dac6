/*
 * The text of uploaded files: what is text, in pieces, within bounds; and
 * names that coc_text takes for theirs.
 */

#include "coc_test_decode.h"
#include "coc_select.h"
#include "coc_str.h"


#define MP  "multipart/form-data; boundary=bnd"

#define FILE_(type)                                                           \
    "--bnd\r\nContent-Disposition: form-data; name=f; filename=x\r\n"         \
    type "\r\n"

#define END  "\r\n--bnd--\r\n"


static const coc_test_body_t  files[] = {
    { MP, FILE_("Content-Type: text/html\r\n") "<b>kill you" END, 0,
      "Ff=x\nMf.text=<b>kill you\n", COC_OK, 0, NULL },
    { MP, FILE_("Content-Type: image/svg+xml\r\n") "<svg>kill" END, 0,
      "Ff=x\nMf.text=<svg>kill\n", COC_OK, 0, NULL },
    { MP, FILE_("Content-Type: image/png\r\n") "<svg>kill" END, 0,
      "Ff=x\nMf.text=<svg>kill\n", COC_OK, 0, NULL },
    { MP, FILE_("") "kill\1you" END, 0, "Ff=x\n", COC_OK, 0, NULL },
    { MP, FILE_("Content-Type: text/plain\r\n") "kill\1you" END, 0,
      "Ff=x\nMf.text=kill<01>you\n", COC_OK, 0, NULL },
    { MP, FILE_("Content-Type: text/plain\r\n") "\xff\xfek\0i\0" END,
      sizeof(FILE_("Content-Type: text/plain\r\n") "\xff\xfek\0i\0" END) - 1,
      "Ff=x\nMf.text=ki\n", COC_OK, 0, NULL },
    { MP, FILE_("Content-Type: text/plain; charset=latin1\r\n") "\xe9" END, 0,
      "Ff=x\nMf.text=<c3><a9>\n", COC_OK, 0, NULL },
    { MP, FILE_("Content-Type: text/plain; charset=klingon\r\n") "k" END, 0,
      "Ff=x\nMf.text=k\n", COC_OK, 0, NULL },

    /* what a script sends as a Blob is data */

    { MP, FILE_("Content-Type: application/json\r\n") "{\"a\":\"b\"}" END, 0,
      "Ff=x\nT^f={\"a\":\"b\"}\nTf.a=b\n", COC_OK, 0, NULL },

    /* as it came, and undone */

    { MP, FILE_("Content-Transfer-Encoding: base64\r\n") "a2lsbA==" END, 0,
      "Ff=x\nMf.text=a2lsbA==\nMf.text=kill\n", COC_OK, 0, NULL },

    /* a fault: what the file has said so far */

    { MP, FILE_("") "kill\n--bnd\n", 0, "Ff=x\nMf.text=kill\nT=d<0a>\n",
      COC_INVALID,
      sizeof(FILE_("") "kill\n") - 1, "odd line end" }
};


/* pattern, path, coc_ignore's answer, coc_text's */

static const struct {
    const char  *pattern;
    const char  *path;
    int          same;
    int          below;
} selected[] = {
    { "title", "title", 1, 1 },
    { "title", "Title", 0, 1 },
    { "title", "titles", 0, 0 },
    { "title", "title.0", 0, 1 },
    { "title", "title.[]", 0, 1 },
    { "title", "title.ops.0.insert", 0, 1 },
    { "title", "a.title", 0, 0 },
    { "a.b", "a", 0, 0 },
    { "a.b", "a.b.c", 0, 1 },
    { "*", "a", 1, 1 },
    { "*", "a.b", 0, 1 },
    { "a.*.c", "a.b.c", 1, 1 },
    { "a.*.c", "a.x.y.c", 0, 1 },
    { "a.*.c", "a.x.y.d", 0, 0 },
    { "a.*.c", "a.c", 0, 0 },
    { "a.*.c", "a.b", 0, 0 },
    { "*.c.*.e", "a.b.c.d.c.x.e", 0, 1 },
    { "*.text", "0.text", 1, 1 },
    { "", "", 1, 1 },
    { "a..b", "a..b", 1, 1 }
};


static void
test_files(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(files); i++) {
        coc_test_body(&files[i], i, &coc_test_limits);
    }
}


/* A long one: no word is cut, what is across a cut is whole in one field. */

static void
test_long(void **state)
{
    char                *body, *at;
    size_t               i, head, len, found;
    coc_alloc_t          alloc;
    coc_limits_t         limits = COC_LIMITS_DEFAULT;
    coc_test_alloc_t     counts;
    coc_test_decoded_t   d;

    (void) state;

    len = 64 * 1024;
    head = strlen(FILE_(""));
    body = malloc(len + 128);
    assert_non_null(body);
    memcpy(body, FILE_(""), head);

    for (i = 0; i < len; i += 16) {
        snprintf(body + head + i, 17, "word%04zu killed ", i / 16 % 10000);
    }

    memcpy(body + head + len, END, sizeof(END));
    coc_test_pieces(&d, MP, body, head + len + sizeof(END) - 1, &limits);
    if (d.rc != COC_OK || d.count.fields != 2 || d.count.file_text != len) {
        fail_msg("%d \"%s\", %zu fields, %zu bytes", d.rc, d.err.text,
                 d.count.fields, d.count.file_text);
    }

    for (i = 0, found = 0; i < len / 16; i++) {
        char  phrase[32];

        snprintf(phrase, sizeof(phrase), "word%04zu killed", i);
        found += (strstr(d.log, phrase) != NULL);
    }

    assert_int_equal(found, len / 16);

    for (at = d.log; (at = strstr(at, "Mf.text=")) != NULL; at += 8) {
        assert_true(at[8] == ' ' || strncmp(at + 8, "word0000", 8) == 0);
    }

    coc_test_decoded_free(&d);

    /* what coc_body_max has no room for is passed by, which is no limit */

    limits.body = 100;
    memset(&d, 0, sizeof(coc_test_decoded_t));
    alloc = coc_test_alloc(&counts, 0);
    coc_test_decode(&d, &alloc, MP, NULL, body, head + len + sizeof(END) - 1,
                    7, &limits);
    assert_int_equal(d.rc, COC_OK);
    assert_int_equal(d.count.file_text, 100);
    assert_int_equal(d.count.file_bytes, len);
    assert_int_equal(counts.live, 0);
    coc_test_decoded_free(&d);

    /* no white space, and no end of a character in sight */

    memset(body + head, 0x80, len);
    limits.body = len;
    coc_test_pieces(&d, MP, body, head + len + sizeof(END) - 1, &limits);
    assert_int_equal(d.rc, COC_OK);
    coc_test_decoded_free(&d);

    free(body);
}


static void
test_torture(void **state)
{
    size_t  i;

    (void) state;

    for (i = 0; i < coc_nelts(files); i++) {
        coc_test_torture(MP, files[i].body, files[i].len ? files[i].len
                         : strlen(files[i].body), 5);
    }
}


static void
test_selected(void **state)
{
    size_t     i;
    coc_str_t  pattern, path;

    (void) state;

    for (i = 0; i < coc_nelts(selected); i++) {
        pattern = coc_str_from(selected[i].pattern);
        path = coc_str_from(selected[i].path);

        if (coc_select_path(pattern, path) != selected[i].same
            || coc_select_below(pattern, path) != selected[i].below)
        {
            fail_msg("\"%s\" \"%s\"", selected[i].pattern, selected[i].path);
        }
    }
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_torture),
        cmocka_unit_test(test_selected)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
