/*
 * Content codings: undone as they were done, in any pieces; bombs, damage and
 * what follows an end are refused.
 */

#include <zlib.h>

#include "coc_test_decode.h"
#include "coc_inflate.h"


#define GZIP   (16 + MAX_WBITS)
#define ZLIB   MAX_WBITS
#define BARE   (-MAX_WBITS)


typedef struct {
    uint8_t  *data;
    size_t    len;
} packed_t;


/* Packs a body; what it was is freed, if it was packed. */

static packed_t
pack(int how, int level, const void *data, size_t len)
{
    z_stream  z;
    packed_t  p;

    memset(&z, 0, sizeof(z_stream));
    assert_int_equal(deflateInit2(&z, level, Z_DEFLATED, how, 8,
                                  Z_DEFAULT_STRATEGY), Z_OK);

    p.len = deflateBound(&z, len) + 64;
    p.data = malloc(p.len);
    assert_non_null(p.data);

    z.next_in = (Bytef *) data;
    z.avail_in = len;
    z.next_out = p.data;
    z.avail_out = p.len;

    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    p.len -= z.avail_out;
    (void) deflateEnd(&z);

    return p;
}


static packed_t
join(packed_t a, packed_t b)
{
    packed_t  p;

    p.len = a.len + b.len;
    p.data = malloc(p.len + 1);
    assert_non_null(p.data);
    memcpy(p.data, a.data, a.len);
    memcpy(p.data + a.len, b.data, b.len);

    return p;
}


/* Whole, and in pieces: the same.  The error may lie behind the body's end. */

static void
check(const char *type, const char *coding, packed_t p,
    const coc_limits_t *limits, int rc, const char *text, const char *log)
{
    size_t              piece;
    coc_alloc_t         alloc;
    coc_test_alloc_t    counts;
    coc_test_decoded_t  d, first;
    static const size_t  more[] = { 4095, 4096, 4097 };

    memset(&d, 0, sizeof(coc_test_decoded_t));
    memset(&first, 0, sizeof(coc_test_decoded_t));
    alloc = coc_test_alloc(&counts, 0);

    coc_test_decode(&first, &alloc, type, coding, p.data, p.len, 0, limits);

    if (first.rc != rc || (text && strstr(first.err.text, text) == NULL)
        || (log && strcmp(first.log, log) != 0))
    {
        fail_msg("%s: got %d \"%s\"\n%s\nwant %d \"%s\"\n%s", coding, first.rc,
                 first.err.text, first.log, rc, text, log);
    }

    for (piece = 1; piece <= 31 + coc_nelts(more); piece++) {
        coc_test_decode(&d, &alloc, type, coding, p.data, p.len,
                        piece <= 31 ? piece : more[piece - 32], limits);

        if (d.rc != first.rc || strcmp(d.log, first.log) != 0
            || strcmp(d.err.text, first.err.text) != 0
            || d.err.offset != first.err.offset
            || d.count.text != first.count.text
            || d.count.fields != first.count.fields)
        {
            fail_msg("%s in pieces %zu: %d \"%s\"\n%s", coding, piece, d.rc,
                     d.err.text, d.log);
        }

        coc_test_decoded_free(&d);
    }

    coc_test_decoded_free(&first);
    assert_int_equal(counts.live, 0);
}


static void
test_codings(void **state)
{
    packed_t  a, b, c;

    (void) state;

    a = pack(GZIP, 9, "hello world", 11);
    check("text/plain", "gzip", a, &coc_test_limits, COC_OK, NULL,
          "T=hello world\n");
    check("text/plain", " X-GZip", a, &coc_test_limits, COC_OK, NULL,
          "T=hello world\n");
    check("text/plain", "deflate", a, &coc_test_limits, COC_INVALID,
          "\"deflate\" is damaged", "");

    b = pack(GZIP, 1, a.data, a.len);
    check("text/plain", "gzip, gzip", b, &coc_test_limits, COC_OK, NULL,
          "T=hello world\n");
    check("text/plain", "gzip", b, &coc_test_limits, COC_OK, NULL, NULL);

    c = pack(ZLIB, 6, a.data, a.len);
    check("text/plain", "gzip,,deflate,", c, &coc_test_limits, COC_OK, NULL,
          "T=hello world\n");
    check("text/plain", "deflate,gzip", c, &coc_test_limits, COC_INVALID,
          "\"gzip\" is damaged", "");
    free(b.data);
    free(c.data);

    b = pack(ZLIB, 6, "{\"a\":\"b\"}", 9);
    check("application/json", "deflate", b, &coc_test_limits, COC_OK, NULL,
          "T^a=b\n");
    check(NULL, "Deflate", b, &coc_test_limits, COC_OK, NULL, "T^a=b\n");
    free(b.data);

    b = pack(BARE, 6, "x=%41", 5);
    check("application/x-www-form-urlencoded", "deflate", b, &coc_test_limits,
          COC_OK, NULL, "T^x=A\n");
    check("application/x-www-form-urlencoded", "gzip", b, &coc_test_limits,
          COC_INVALID, "\"gzip\" is damaged", "");
    free(b.data);

    /* a text of no bytes; one byte; stored; a charset under the coding */

    b = pack(GZIP, 6, "", 0);
    check("application/json", "gzip", b, &coc_test_limits, COC_OK, NULL, "");
    c = join(b, a);
    check("text/plain", "gzip", c, &coc_test_limits, COC_OK, NULL,
          "T=hello world\n");
    free(b.data);
    free(c.data);

    b = pack(BARE, 0, "stored", 6);
    check("text/plain", "deflate", b, &coc_test_limits, COC_OK, NULL,
          "T=stored\n");
    free(b.data);

    b = pack(ZLIB, 0, "\xff\xfeh\0i\0", 6);
    check("text/plain", "deflate", b, &coc_test_limits, COC_OK, NULL,
          "T=hi\n");
    check("text/plain; charset=utf-16", "deflate", b, &coc_test_limits,
          COC_OK, NULL, "T=hi\n");
    free(b.data);
    free(a.data);
}


static void
test_members(void **state)
{
    size_t    i;
    packed_t  a, b, c;

    (void) state;

    a = pack(GZIP, 9, "one ", 4);
    b = pack(GZIP, 9, "two", 3);
    c = join(a, b);
    check("text/plain", "gzip", c, &coc_test_limits, COC_OK, NULL,
          "T=one two\n");

    /* cut anywhere but between the two */

    for (i = 1; i < c.len; i++) {
        if (i != a.len) {
            check("text/plain", "gzip", (packed_t) { c.data, i },
                  &coc_test_limits, COC_INVALID, "\"gzip\"", NULL);
        }
    }

    free(c.data);

    c = join(a, (packed_t) { (uint8_t *) "\0\0\0\0", 4 });
    check("text/plain", "gzip", c, &coc_test_limits, COC_INVALID,
          "\"gzip\" is damaged", NULL);
    free(c.data);

    c = join(a, (packed_t) { (uint8_t *) "x", 1 });
    check("text/plain", "gzip", c, &coc_test_limits, COC_INVALID, "\"gzip\"",
          NULL);
    free(c.data);

    /* a bad checksum, a bad length */

    a.data[a.len - 6] ^= 1;
    check("text/plain", "gzip", a, &coc_test_limits, COC_INVALID, "damaged",
          "T=one \n");
    a.data[a.len - 6] ^= 1;
    a.data[a.len - 1] ^= 1;
    check("text/plain", "gzip", a, &coc_test_limits, COC_INVALID, "damaged",
          "T=one \n");
    free(a.data);
    free(b.data);

    a = pack(ZLIB, 9, "one ", 4);
    b = pack(ZLIB, 9, "two", 3);
    c = join(a, b);
    check("text/plain", "deflate", c, &coc_test_limits, COC_INVALID,
          "followed by something else", "T=one \n");
    free(c.data);
    a.data[a.len - 1] ^= 1;
    check("text/plain", "deflate", a, &coc_test_limits, COC_INVALID, "damaged",
          "T=one \n");
    free(a.data);
    free(b.data);

    check("text/plain", "deflate", (packed_t) { (uint8_t *) "x", 1 },
          &coc_test_limits, COC_INVALID, "", "");
    check("text/plain", "gzip", (packed_t) { (uint8_t *) "", 0 },
          &coc_test_limits, COC_OK, NULL, "");
}


/* Each limit to the byte, in each stage. */

static void
test_bombs(void **state)
{
    char         *zeros;
    size_t        i, n;
    packed_t      a, b, c;
    coc_limits_t  limits = COC_LIMITS_DEFAULT;

    (void) state;

    n = 9 * 1024 * 1024;
    zeros = malloc(n);
    assert_non_null(zeros);
    memset(zeros, 'a', n);

    /* an ordinary text, however well it is packed */

    a = pack(GZIP, 9, zeros, COC_INFLATE_FLOOR);
    assert_true(a.len * 20 < COC_INFLATE_FLOOR);
    check("text/plain", "gzip", a, &limits, COC_OK, NULL, NULL);
    free(a.data);

    a = pack(GZIP, 9, zeros, COC_INFLATE_FLOOR + 1);
    check("text/plain", "gzip", a, &limits, COC_LIMIT,
          "more than 20 times the bytes that came come out of a content "
          "coding (coc_inflate_max)", "");
    free(a.data);

    limits.inflate_ratio = 2000;
    limits.body = n;
    a = pack(ZLIB, 9, zeros, n);
    check("text/plain", "deflate", a, &limits, COC_LIMIT,
          "more than 8388608 bytes come out of a content coding "
          "(coc_inflate_max)", "");

    /* packed twice, by 1000 each: the first stage alone would do */

    b = pack(GZIP, 9, a.data, a.len);
    check("text/plain", "deflate, gzip", b, &limits, COC_LIMIT,
          "coc_inflate_max", "");
    limits.inflate = SIZE_MAX;
    check("text/plain", "deflate, gzip", b, &limits, COC_LIMIT,
          "more than 2000 times", "");
    limits.inflate_ratio = SIZE_MAX;
    check("application/json", "deflate, gzip", b, &limits, COC_INVALID,
          "JSON", NULL);
    free(a.data);
    free(b.data);

    /* the text's own limit comes first where it is the lower one */

    limits.body = 10;
    a = pack(GZIP, 9, zeros, 11);
    check("text/plain", "gzip", a, &limits, COC_LIMIT, "coc_body_max", "");
    limits.inflate = 10;
    check("text/plain", "gzip", a, &limits, COC_LIMIT, "coc_inflate_max", "");
    free(a.data);

    a = pack(GZIP, 9, zeros, 10);
    check("text/plain", "gzip", a, &limits, COC_OK, NULL, "T=aaaaaaaaaa\n");

    /* many empty members are many bytes, not much work */

    free(zeros);
    zeros = malloc(1);
    b = pack(GZIP, 9, "", 0);
    c.len = b.len * 1000;
    c.data = malloc(c.len);

    for (i = 0; i < 1000; i++) {
        memcpy(c.data + i * b.len, b.data, b.len);
    }

    check("text/plain", "gzip", c, &limits, COC_OK, NULL, "");

    free(a.data);
    free(b.data);
    free(c.data);
    free(zeros);
}


/*
 * What an application reads that does not undo the coding: a form between the
 * fields of a gzip header.
 */

static void
test_raw(void **state)
{
    packed_t        a, b;
    static uint8_t  head[] =
        "\x1f\x8b\x08\x10\0\0\0\0\0\3&t=sly+words&t=two\1x&x=a\1longer text&";

    (void) state;

    a = pack(BARE, 9, "t=nice", 6);
    b = join((packed_t) { head, sizeof(head) }, a);
    free(a.data);

    /* the checksum and length of "t=nice" */

    a = join(b, (packed_t) { (uint8_t *) "\0\0\0\0\6\0\0\0", 8 });
    free(b.data);
    b.len = crc32(0, (const Bytef *) "t=nice", 6);
    a.data[a.len - 8] = b.len & 0xff;
    a.data[a.len - 7] = b.len >> 8 & 0xff;
    a.data[a.len - 6] = b.len >> 16 & 0xff;
    a.data[a.len - 5] = b.len >> 24 & 0xff;

    check("application/x-www-form-urlencoded", "gzip", a, &coc_test_limits,
          COC_OK, NULL,
          "T^t=sly words\nT^x=longer text\nT^t=nice\n");
    check("text/plain", "gzip", a, &coc_test_limits, COC_OK, NULL,
          "T=t=nice\n");
    check("multipart/form-data; boundary=b", "gzip", a, &coc_test_limits,
          COC_INVALID, NULL, NULL);
    free(a.data);
}


static void
test_torture(void **state)
{
    size_t              i, n;
    packed_t            a, b;
    coc_alloc_t         alloc;
    coc_test_alloc_t    counts;
    coc_test_decoded_t  d;

    (void) state;

    a = pack(GZIP, 9, "[\"hello\"]", 9);
    b = pack(GZIP, 9, a.data, a.len);
    memset(&d, 0, sizeof(coc_test_decoded_t));
    alloc = coc_test_alloc(&counts, 0);

    coc_test_decode(&d, &alloc, NULL, "gzip, gzip", b.data, b.len, 1,
                    &coc_test_limits);
    assert_int_equal(d.rc, COC_OK);
    assert_string_equal(d.log, "T0=hello\n");
    coc_test_decoded_free(&d);
    n = counts.calls;
    assert_true(n > 5);

    for (i = 1; i <= n; i++) {
        alloc = coc_test_alloc(&counts, i);
        coc_test_decode(&d, &alloc, NULL, "gzip, gzip", b.data, b.len, 1,
                        &coc_test_limits);
        assert_int_equal(d.rc, COC_ERROR);
        assert_int_equal(d.err.code, COC_ERROR);
        assert_int_equal(counts.live, 0);
        coc_test_decoded_free(&d);
    }

    free(a.data);
    free(b.data);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test(test_codings),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_raw),
        cmocka_unit_test(test_torture)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
