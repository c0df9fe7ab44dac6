/*
 * Charsets: labels, text to UTF-8 whole and in pieces, marks, and bodies that
 * are in one.
 */

#include "coc_test_decode.h"
#include "coc_charset.h"


#define NOISE  20000


/* One label of each charset that is known. */

static const char  *labels[] = {
    "utf-8", "us-ascii", "utf-16le", "utf-16be", "utf-32le", "utf-32be",
    "utf-7", "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4",
    "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9",
    "iso-8859-10", "iso-8859-11", "iso-8859-13", "iso-8859-14", "iso-8859-15",
    "iso-8859-16", "windows-1250", "windows-1251", "windows-1253",
    "windows-1255", "windows-1256", "windows-1257", "windows-1258", "koi8-r",
    "koi8-u", "macintosh", "x-mac-cyrillic", "viscii", "ibm437", "ibm737",
    "ibm775", "ibm850", "ibm852", "ibm855", "ibm857", "ibm858", "ibm860",
    "ibm861", "ibm862", "ibm863", "ibm865", "ibm866", "cp1125", "shift_jis",
    "euc-jp", "iso-2022-jp", "gbk", "big5", "euc-kr", "ibm037", "ibm273",
    "ibm277", "ibm278", "ibm280", "ibm284", "ibm285", "ibm297", "ibm424",
    "ibm500", "ibm870", "ibm871", "ibm875", "ibm1026", "ibm1047", "ibm01140",
    "ibm01141", "ibm01148"
};


typedef struct {
    const char  *label;
    const char  *text;
    size_t       len;
    const char  *want;
    size_t       replaced;
} converted_t;


static const converted_t  converted[] = {
    { "utf-8", "a\xff", 2, "a\xff", 0 },
    { "utf-8", "\xef\xbb\xbf" "a", 4, "a", 0 },
    { "US-ASCII", "\xc3\xa4", 2, "\xc3\xa4", 0 },
    { "latin1", "f\xfc\x80\x81", 4, "f\xc3\xbc\xe2\x82\xac\xef\xbf\xbd", 1 },
    { " ISO-8859-1 ", "", 0, "", 0 },
    { "windows-1251", "\xf5\xf3\xe9", 3, "\xd1\x85\xd1\x83\xd0\xb9", 0 },
    { "koi8-r", "\xc8\xd5\xca", 3, "\xd1\x85\xd1\x83\xd0\xb9", 0 },
    { "macintosh", "\x8a", 1, "\xc3\xa4", 0 },
    { "utf-16le", "f\0\x3d\xd8\x00\xde!\0", 8, "f\xf0\x9f\x98\x80!", 0 },
    { "utf-16be", "\xfe\xff\0f", 4, "f", 0 },
    { "utf-16", "\xff\xfe" "f\0", 4, "f", 0 },
    { "utf-16", "\xfe\xff\0f", 4, "f", 0 },
    { "utf-16le", "\x3d\xd8" "f\0\x00\xde" "g\0h", 9,
      "\xef\xbf\xbd" "f\xef\xbf\xbdg\xef\xbf\xbd", 3 },
    { "utf-16le", "f\0\x3d\xd8", 4, "f\xef\xbf\xbd", 1 },
    { "utf-16le", "f\0\x3d\xd8\x00", 5, "f\xef\xbf\xbd\xef\xbf\xbd", 2 },
    { "utf-16", "\xff\xfe\0\0f\0", 6, "\0f", 0 },
    { "utf-32le", "f\0\0\0\0\xf6\x01\0", 8, "f\xf0\x9f\x98\x80", 0 },
    { "utf-32", "\0\0\xfe\xff\0\0\0f", 8, "f", 0 },
    { "utf-32", "\xff\xfe\0\0f\0\0\0", 8, "f", 0 },
    { "utf-32be", "\0\0\xd8\0\0\x11\0\0\0\0\0f", 12,
      "\xef\xbf\xbd\xef\xbf\xbd" "f", 2 },
    { "utf-7", "+AGY-uck+AOQ", 12, "fuck\xc3\xa4", 0 },
    { "utf-7", "a\xe4z", 3, "a\xef\xbf\xbdz", 1 },
    { "shift_jis", "\x82\xa0\\\x81", 4, "\xe3\x81\x82\\\xef\xbf\xbd", 1 },
    { "euc-jp", "\xa4\xa2\xa4" "a", 4, "\xe3\x81\x82\xef\xbf\xbd" "a", 1 },
    { "iso-2022-jp", "\x1b$B$\"\x1b(Ba", 9, "\xe3\x81\x82" "a", 0 },
    { "gbk", "\xc4\xe3\x81", 3, "\xe4\xbd\xa0\xef\xbf\xbd", 1 },
    { "gb18030", "\x94\x39\xfc\x36", 4, "\xf0\x9f\x98\x80", 0 },
    { "big5", "\xa7\x41\x88\x62", 4, "\xe4\xbd\xa0\xc3\x8a\xcc\x84", 0 },
    { "big5", "\x88\x66", 2, "\xc3\x8a", 0 },
    { "euc-kr", "\xb0\xa1\x81\x41", 4, "\xea\xb0\x80\xea\xb0\x82", 0 },
    { "ibm037", "\x86\xa4\x83\x92\x40\x5a", 6, "fuck !", 0 },
    { "cp500", "\x86\xa4\x83\x92\x40\x4f", 6, "fuck !", 0 },
    { "ibm1047", "\x86\xa4\x83\x92\xad\xbd", 6, "fuck[]", 0 },
    { "windows-1258", "e\xec", 2, "\xc3\xa9", 0 },
    { "windows-1255", "\xf9\xd1", 2, "\xef\xac\xaa", 0 }
};


typedef struct {
    const char  *label;
    const char  *text;
    size_t       len;
} contrary_t;


/* Texts of which one reader makes this and the next that. */

static const contrary_t  contrary[] = {
    { "utf-16", "f\0", 2 },
    { "utf-16", "\0f", 2 },
    { "utf-32", "f\0\0\0", 4 },
    { "utf-32", "\xff\xfe" "f\0", 4 },
    { "utf-16", "\xef\xbb\xbf" "f", 4 },
    { "utf-16le", "\xfe\xff\0f", 4 },
    { "utf-16be", "\xff\xfe" "f\0", 4 },
    { "utf-8", "\xff\xfe" "f\0", 4 },
    { "us-ascii", "\xfe\xff\0f", 4 },
    { "latin1", "\xef\xbb\xbf" "f", 4 },
    { "gbk", "\xef\xbb\xbf" "f", 4 }
};


static const char  *unknown[] = {
    "", " ", "utf-9", "utf-8//TRANSLIT", "UTF-16LE//IGNORE", "utf-8,utf-16",
    "utf-8 utf8", "/etc/passwd", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312",
    "x-user-defined", "utf-7-imap", "cesu-8", "none", "binary", "utf\0-8"
};


/* Text in pieces by coc_recode_*; 0: all at once. */

static size_t
recode(const coc_charset_t *charset, const void *text, size_t len,
    size_t piece, coc_buf_t *out)
{
    size_t            i, n;
    coc_recode_t      recode;
    const uint8_t    *p;
    coc_test_guard_t  guard;

    assert_int_equal(coc_recode_open(&recode, charset), COC_OK);

    for (i = 0; i < len; i += n) {
        n = (piece == 0 || piece > len - i) ? len - i : piece;
        p = coc_test_guard(&guard, (const char *) text + i, n);
        assert_int_equal(coc_recode_feed(&recode, p, n, out), COC_OK);
        coc_test_unguard(&guard);
    }

    assert_int_equal(coc_recode_finish(&recode, out), COC_OK);
    coc_recode_close(&recode);

    return recode.replaced;
}


static void
test_convert(void **state)
{
    int                   rc;
    size_t                i, piece, n, replaced, used;
    coc_buf_t             out;
    coc_str_t             in;
    coc_alloc_t           alloc;
    const converted_t    *t;
    const coc_charset_t  *charset;
    coc_test_alloc_t      counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    coc_buf_init(&out, &alloc, 1024);

    for (i = 0; i < coc_nelts(converted); i++) {
        t = &converted[i];
        n = strlen(t->want) + (t->want[0] == '\0' && t->len ? 2 : 0);
        charset = coc_charset_named(t->label);
        assert_non_null(charset);
        in.data = (const uint8_t *) t->text;
        in.len = t->len;
        replaced = 0;
        coc_buf_reset(&out);

        rc = coc_charset_convert(charset, in, &out, &replaced);

        if (rc == COC_UNSUPPORTED) {
            print_message("# SKIPPED: %s is not on this machine\n", t->label);
            continue;
        }

        if (rc != COC_OK || out.len != n || replaced != t->replaced
            || (n != 0 && memcmp(out.data, t->want, n) != 0))
        {
            fail_msg("case %zu %s: %d \"%.*s\" replaced %zu", i, t->label, rc,
                     (int) out.len, out.data, replaced);
        }

        assert_int_equal(coc_charset_settle(&charset, in.data, in.len, &used),
                         COC_OK);

        for (piece = 1; piece <= 31 && t->len != 0; piece++) {
            coc_buf_reset(&out);
            assert_int_equal(recode(charset, t->text + used, t->len - used,
                                    piece, &out), t->replaced);

            if (out.len != n || memcmp(out.data, t->want, n) != 0) {
                fail_msg("case %zu %s in %zu: \"%.*s\"", i, t->label, piece,
                         (int) out.len, out.data);
            }
        }
    }

    coc_buf_free(&out);
    assert_int_equal(counts.live, 0);
}


static void
test_contrary(void **state)
{
    size_t            i;
    coc_buf_t         out;
    coc_str_t         in;
    coc_alloc_t       alloc;
    coc_test_alloc_t  counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    coc_buf_init(&out, &alloc, 1024);

    for (i = 0; i < coc_nelts(contrary); i++) {
        in.data = (const uint8_t *) contrary[i].text;
        in.len = contrary[i].len;

        if (coc_charset_convert(coc_charset_named(contrary[i].label), in, &out,
                                NULL) != COC_INVALID)
        {
            fail_msg("case %zu: \"%.*s\"", i, (int) out.len, out.data);
        }
    }

    coc_buf_free(&out);
}


static void
test_unknown(void **state)
{
    size_t     i;
    coc_str_t  label;

    (void) state;

    for (i = 0; i < coc_nelts(unknown); i++) {
        if (coc_charset_named(unknown[i]) != NULL) {
            assert_string_equal(unknown[i], "");
        }
    }

    label.data = (const uint8_t *) "utf\0-8";
    label.len = 6;
    assert_null(coc_charset_find(label));

    assert_ptr_equal(coc_charset_named("Latin1"),
                     coc_charset_named("WINDOWS-1252"));
    assert_ptr_equal(coc_charset_named("gb2312"),
                     coc_charset_named("\tgb18030 "));
    assert_true(coc_charset_is_utf8(coc_charset_named("UTF8")));
    assert_true(coc_charset_is_utf8(coc_charset_named("ascii")));
    assert_false(coc_charset_is_utf8(coc_charset_named("utf-7")));
}


static unsigned
valid(coc_str_t s)
{
    size_t    i, n;
    uint32_t  c;

    for (i = 0; i < s.len; i += n) {
        c = s.data[i];
        n = (c < 0x80) ? 1 : (c < 0xe0) ? 2 : (c < 0xf0) ? 3 : 4;

        if ((c >= 0x80 && c < 0xc2) || c > 0xf4 || n > s.len - i) {
            return 0;
        }

        while (n > 1 && (s.data[i + n - 1] & 0xc0) == 0x80) {
            n--;
        }

        if (n != 1) {
            return 0;
        }

        n = (c < 0x80) ? 1 : (c < 0xe0) ? 2 : (c < 0xf0) ? 3 : 4;
    }

    return 1;
}


/*
 * Noise in every charset: it ends, is UTF-8, the same in pieces; and a charset
 * that is said to leave ASCII alone does, behind any byte.
 */

static void
test_every(void **state)
{
    int                   rc;
    size_t                i, j, k, piece, replaced;
    uint8_t               noise[NOISE];
    uint32_t              seed;
    coc_buf_t             out, first;
    coc_alloc_t           alloc;
    coc_recode_t          opened;
    const coc_charset_t  *charset;
    coc_test_alloc_t      counts;

    (void) state;

    alloc = coc_test_alloc(&counts, 0);
    coc_buf_init(&out, &alloc, NOISE * 8);
    coc_buf_init(&first, &alloc, NOISE * 8);

    for (i = 0; i < coc_nelts(labels); i++) {
        charset = coc_charset_named(labels[i]);
        assert_non_null(charset);
        assert_false(charset->marked);

        rc = coc_recode_open(&opened, charset);
        coc_recode_close(&opened);

        if (rc == COC_UNSUPPORTED) {
            print_message("# SKIPPED: %s is not on this machine\n", labels[i]);
            continue;
        }

        assert_int_equal(rc, COC_OK);

        for (k = 0, seed = 1; k < 2; k++) {

            for (j = 0; j < NOISE; j++) {
                seed = seed * 1103515245 + 12345;
                noise[j] = seed >> 16;

                /* ASCII for the most part: escapes are more likely */

                if (k == 1 && (seed >> 24) % 8 != 0) {
                    noise[j] &= 0x7f;
                }
            }

            coc_buf_reset(&first);
            replaced = recode(charset, noise, NOISE, 0, &first);

            if (!coc_charset_is_utf8(charset)) {
                assert_true(valid(coc_buf_str(&first)));
            }

            for (piece = 1; piece <= 31; piece += 3) {
                coc_buf_reset(&out);

                if (recode(charset, noise, NOISE, piece, &out) != replaced
                    || out.len != first.len
                    || memcmp(out.data, first.data, out.len) != 0)
                {
                    fail_msg("%s in pieces of %zu", labels[i], piece);
                }
            }
        }

        for (j = 0; charset->ascii && j < 256 * 128; j++) {
            noise[0] = j / 128;
            noise[1] = j % 128;
            coc_buf_reset(&out);
            (void) recode(charset, noise, 2, 0, &out);

            if (out.len == 0 || out.data[out.len - 1] != j % 128) {
                fail_msg("%s: %02zx after %02zx is another", labels[i],
                         j % 128, j / 128);
            }
        }
    }

    coc_buf_free(&out);
    coc_buf_free(&first);
    assert_int_equal(counts.live, 0);
}


#define JSON  "application/json"
#define FORM  "application/x-www-form-urlencoded"


static const coc_test_body_t  bodies[] = {
    { "text/plain; charset=utf-16le", "h\0i\0", 4, "T=hi\n", COC_OK, 0, NULL },
    { "text/plain; charset=\"UTF-16\"", "\xfe\xff\0h\0i", 6, "T=hi\n", COC_OK,
      0, NULL },
    { "text/plain; charset=utf-16", "h\0i\0", 4, "T=hi\n", COC_INVALID, 0,
      "byte order mark" },
    { "text/plain; charset=utf-16", "kill", 4, "T=kill\n", COC_INVALID, 0,
      "byte order mark" },
    { "text/plain; charset=klingon", "kill", 4, "T=kill\n", COC_UNSUPPORTED,
      0, "klingon" },
    { "text/plain; charset=utf-8", "\xff\xfeh\0i\0", 6, "T=hi\n",
      COC_INVALID, 0, "another charset's" },
    { "text/xml", "\0<\0a", 4, "T=<a\n", COC_OK, 0, NULL },
    { "text/plain; charset=ibm037", "k.i.l.l", 7,
      "T=,<06><c3><91><06>%<06>%\nT=k.i.l.l\n", COC_OK, 0, NULL },
    { "text/plain", "\xff\xfeh\0i\0", 6, "T=hi\n", COC_OK, 0, NULL },
    { NULL, "\xff\xfe[\0]\0", 6, "", COC_OK, 0, NULL },
    { NULL, "\0[\0\"\0x\0\"\0]", 10, "T0=x\n", COC_OK, 0, NULL },
    { JSON, "\xff\xfe\0\0[\0\0\0\"\0\0\0x\0\0\0\"\0\0\0]\0\0\0", 24,
      "T0=x\n", COC_OK, 0, NULL },
    { JSON, "[\0\"\0x\0\"\0]\0", 10, "T0=x\n", COC_OK, 0, NULL },
    { JSON, "\0\0\0[\0\0\0\"\0\0\0x\0\0\0\"\0\0\0]", 20, "T0=x\n", COC_OK, 0,
      NULL },
    { JSON, "1\0", 2, "S=1\n", COC_OK, 0, NULL },
    { "application/json; charset=utf-8", "[\0]\0", 4, "T=<00>]<00>\n",
      COC_INVALID, 1, "unexpected" },
    { "application/json; charset=utf-16be", "\0[\0\"\xd8\x3d\0\"\0]", 10,
      "T0=<ef><bf><bd>\n", COC_OK, 0, NULL },
    { "application/json; charset=latin1", "[\"\xe4\"]", 5, "T0=<c3><a4>\n",
      COC_OK, 0, NULL },
    { "application/json; charset=ibm037", "[\"x\"]", 5,
      "T=$<c2><82><c3><8c><c2><82>)\n", COC_INVALID, 0, NULL },
    { "text/plain; charset=ibm037", "\x86\xa4\x83\x92", 4, "T=fuck\n", COC_OK,
      0, NULL },
    { "text/plain; charset=utf-7", "+AGY-", 5, "T=f\nT=+AGY-\n", COC_OK, 0,
      NULL },
    { "application/xml; charset=koi8-r", "\xd3", 1, "T=<d1><81>\n", COC_OK, 0,
      NULL },
    { "application/x-ndjson", "[1]", 3, "S0.0=1\n", COC_OK, 0, NULL },
    { "application/vnd.a+json", "[1]", 3, "S0=1\n", COC_OK, 0, NULL },
    { "text/plain; charset=utf-16le", "", 0, "", COC_OK, 0, NULL },

    /* what a reader sees who does not look at the charset */

    { "text/plain; charset=ibm037", "fuck", 4,
      "T=<c3><83><c3><8d><c3><84>,\nT=fuck\n", COC_OK, 0, NULL },
    { "text/plain; charset=shift_jis", "\x81" "fuck", 5,
      "T=<e2><80><99>uck\nT=<81>fuck\n", COC_OK, 0, NULL },
    { "text/plain; charset=utf-16le", "fuck", 4,
      "T=<e7><95><a6><e6><ad><a3>\nT=fuck\n", COC_OK, 0, NULL },
    { "text/plain; charset=latin1", "f\xd5\xbd", 3,
      "T=f<c3><95><c2><bd>\nT=f<d5><bd>\n", COC_OK, 0, NULL },
    { "application/json; charset=gbk", "[\"\x81" "fuck\",\"a\"]", 13,
      NULL, COC_OK, 0, NULL },
    { "text/plain", "\xff\xfe" "fuck", 6,
      "T=<e7><95><a6><e6><ad><a3>\nT=<ff><fe>fuck\n", COC_OK, 0, NULL }
};


static void
test_bodies(void **state)
{
    size_t              i, len;
    coc_test_decoded_t  d;

    (void) state;

    for (i = 0; i < coc_nelts(bodies); i++) {
        len = bodies[i].len;

        if (bodies[i].want != NULL && len != 0) {
            coc_test_body(&bodies[i], i, &coc_test_limits);
            continue;
        }

        coc_test_pieces(&d, bodies[i].type, bodies[i].body, len,
                        &coc_test_limits);
        assert_int_equal(d.rc, COC_OK);

        if (len != 0) {
            assert_non_null(strstr(d.log, "<81>fuck"));
        }

        coc_test_decoded_free(&d);
    }
}


/* Past a block, so that a character lies over its end. */

static void
test_long(void **state)
{
    size_t              i;
    uint8_t             body[5000];
    coc_test_decoded_t  d;

    (void) state;

    for (i = 0; i + 4 <= sizeof(body); i += 4) {
        memcpy(body + i, "\xd8\x3d\xde\x00", 4);
    }

    body[0] = 0;
    body[1] = 'a';

    coc_test_pieces(&d, "text/plain; charset=utf-16be", body, 4999,
                    &coc_test_limits);
    assert_int_equal(d.rc, COC_OK);
    assert_int_equal(d.count.replaced, 3);
    assert_int_equal(d.count.text, 1 + 3 + 1248 * 4 + 6);
    assert_int_equal(d.count.bytes, 4999);
    coc_test_decoded_free(&d);
}


static void
test_torture(void **state)
{
    (void) state;

    coc_test_torture("text/plain; charset=utf-16le", "f\0u\0c\0k\0", 8, 1);
    coc_test_torture(NULL, "[\0\"\0x\0\"\0]\0", 10, 0);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_convert),
        cmocka_unit_test(test_contrary),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_every),
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
