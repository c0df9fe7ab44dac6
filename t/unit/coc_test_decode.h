/*
 * Bodies through the decoders: whole and in pieces, each piece right before an
 * unreadable page and overwritten after it; what came out as one text.
 */

#ifndef _COC_TEST_DECODE_H_INCLUDED_
#define _COC_TEST_DECODE_H_INCLUDED_


#include "coc_test.h"
#include "coc_decode.h"


#define COC_TEST_PIECE  (4 * 1024 * 1024)   /* bytes at once, at most */


typedef struct {
    int                  created;   /* what coc_decode_create() returned */
    int                  rc;        /* the final result */
    coc_error_t          err;
    coc_decode_count_t   count;
    char                *log;       /* malloc()ed, a line a field */
    size_t               len;
    size_t               size;
    size_t               stop;      /* the sink refuses this field; 0: none */
    size_t               seen;      /* fields */
    unsigned             quiet:1;   /* fields are not logged */
} coc_test_decoded_t;


typedef struct {
    const char  *type;
    const char  *body;
    size_t       len;               /* 0: as the body's NUL says */
    const char  *want;              /* the log */
    int          rc;
    size_t       offset;            /* of the error */
    const char  *text;              /* of the error, or NULL */
} coc_test_body_t;


static const coc_limits_t  coc_test_limits = COC_LIMITS_DEFAULT;

/* Names become fields too, where a test sets it. */

static unsigned  coc_test_keys;


static void
coc_test_log(coc_test_decoded_t *d, const char *text, size_t len)
{
    if (d->len + len + 1 > d->size) {
        d->size = (d->len + len + 1) * 2;
        d->log = realloc(d->log, d->size);
        assert_non_null(d->log);
    }

    memcpy(d->log + d->len, text, len);
    d->len += len;
    d->log[d->len] = '\0';
}


static void
coc_test_log_bytes(coc_test_decoded_t *d, coc_str_t s)
{
    char    hex[8];
    size_t  i;

    for (i = 0; i < s.len; i++) {
        if (s.data[i] > ' ' - 1 && s.data[i] < 0x7f) {
            coc_test_log(d, (const char *) s.data + i, 1);

        } else {
            snprintf(hex, sizeof(hex), "<%02x>", s.data[i]);
            coc_test_log(d, hex, 4);
        }
    }
}


/*
 * "T^path=value": kind (text, scalar, file name, media, key), ^ for a member of
 * the root, bytes as <hex>.
 */

static int
coc_test_sink(void *ctx, const coc_field_t *field)
{
    coc_test_decoded_t  *d = ctx;

    if (++d->seen == d->stop) {
        return -77;
    }

    if (d->quiet) {
        return COC_OK;
    }

    coc_test_log(d, &"TSFMK"[field->kind], 1);

    if (field->top) {
        coc_test_log(d, "^", 1);
    }

    coc_test_log_bytes(d, field->path);
    coc_test_log(d, "=", 1);
    coc_test_log_bytes(d, field->value);
    coc_test_log(d, "\n", 1);

    return COC_OK;
}


/* One mapping for all pieces: made once, never given back. */

static uint8_t *
coc_test_page(void)
{
    void            *map;
    static uint8_t  *end;

    if (end == NULL) {
        map = mmap(NULL, COC_TEST_PIECE + 65536, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        assert_true(map != MAP_FAILED);

        end = (uint8_t *) map + COC_TEST_PIECE;
        assert_int_equal(mprotect(end, 65536, PROT_NONE), 0);
    }

    return end;
}


/*
 * piece  bytes at a time; 0: all at once
 *
 * d is set, but for stop and quiet; coc_test_decoded_free() is due.
 */

static void
coc_test_decode(coc_test_decoded_t *d, const coc_alloc_t *alloc,
    const char *type, const char *coding, const void *body, size_t len,
    size_t piece, const coc_limits_t *limits)
{
    size_t              i, n;
    uint8_t            *end, *p;
    coc_decode_t       *decode;
    coc_decode_conf_t   conf;

    end = coc_test_page();

    memset(&conf, 0, sizeof(coc_decode_conf_t));
    conf.content_type.data = (const uint8_t *) type;
    conf.content_type.len = (type == NULL) ? 0 : strlen(type);
    conf.coding.data = (const uint8_t *) coding;
    conf.coding.len = (coding == NULL) ? 0 : strlen(coding);
    conf.limits = limits;
    conf.keys = (coc_test_keys != 0);

    d->log = NULL;
    d->len = 0;
    d->size = 0;
    d->seen = 0;
    memset(&d->count, 0, sizeof(coc_decode_count_t));
    memset(&d->err, 0, sizeof(coc_error_t));
    coc_test_log(d, "", 0);

    d->created = coc_decode_create(&decode, alloc, &conf, coc_test_sink, d,
                                   &d->err);
    d->rc = d->created;

    if (d->created != COC_OK) {
        assert_null(decode);
        return;
    }

    d->rc = COC_AGAIN;

    for (i = 0; i < len && d->rc == COC_AGAIN; i += n) {
        n = (piece == 0) ? len : piece;
        n = (n > len - i) ? len - i : n;
        assert_true(n <= COC_TEST_PIECE);

        p = end - n;
        memcpy(p, (const char *) body + i, n);
        d->rc = coc_decode_feed(decode, p, n, &d->err);
        memset(p, 0xaa, n);
    }

    if (d->rc == COC_AGAIN) {
        d->rc = coc_decode_finish(decode, &d->err);
    }

    assert_int_equal(coc_decode_finish(decode, &d->err), d->rc);
    assert_int_equal(coc_decode_feed(decode, NULL, 0, &d->err), d->rc);

    d->count = *coc_decode_count(decode);
    coc_decode_destroy(decode);
}


static void
coc_test_decoded_free(coc_test_decoded_t *d)
{
    free(d->log);
    d->log = NULL;
    d->len = 0;
    d->size = 0;
}


/* Whole, and in pieces of 1 to 31 bytes: the same, to the offset. */

static void
coc_test_pieces(coc_test_decoded_t *whole, const char *type,
    const void *body, size_t len, const coc_limits_t *limits)
{
    size_t              piece;
    coc_alloc_t         alloc;
    coc_test_alloc_t    counts;
    coc_test_decoded_t  d;

    alloc = coc_test_alloc(&counts, 0);
    memset(whole, 0, sizeof(coc_test_decoded_t));
    memset(&d, 0, sizeof(coc_test_decoded_t));

    coc_test_decode(whole, &alloc, type, NULL, body, len, 0, limits);
    assert_true(whole->err.offset <= len);

    for (piece = 1; piece <= 31; piece++) {
        coc_test_decode(&d, &alloc, type, NULL, body, len, piece, limits);

        if (d.rc != whole->rc || d.err.offset != whole->err.offset
            || strcmp(d.log, whole->log) != 0
            || strcmp(d.err.text, whole->err.text) != 0
            || d.count.text != whole->count.text
            || d.count.fields != whole->count.fields
            || d.count.replaced != whole->count.replaced
            || d.count.unread != whole->count.unread
            || d.count.file_bytes != whole->count.file_bytes)
        {
            fail_msg("in pieces of %zu: %d at %zu \"%s\"\n%s"
                     "whole: %d at %zu \"%s\"\n%s", piece,
                     d.rc, d.err.offset, d.err.text, d.log, whole->rc,
                     whole->err.offset, whole->err.text, whole->log);
        }

        coc_test_decoded_free(&d);
    }

    assert_int_equal(counts.live, 0);
}


static __attribute__ ((unused)) void
coc_test_body(const coc_test_body_t *test, size_t n,
    const coc_limits_t *limits)
{
    size_t              len;
    coc_test_decoded_t  d;

    len = test->len ? test->len : strlen(test->body);
    coc_test_pieces(&d, test->type, test->body, len, limits);

    if (d.rc != test->rc || strcmp(d.log, test->want) != 0
        || (d.rc != COC_OK && d.err.offset != test->offset)
        || (test->text != NULL && strstr(d.err.text, test->text) == NULL))
    {
        fail_msg("case %zu \"%s\"\ngot %d at %zu \"%s\"\n%s"
                 "want %d at %zu \"%s\"\n%s", n, test->body, d.rc,
                 d.err.offset, d.err.text, d.log, test->rc, test->offset,
                 test->text ? test->text : "", test->want);
    }

    coc_test_decoded_free(&d);
}


/* Every allocation fails in turn: COC_ERROR, nothing leaked. */

static __attribute__ ((unused)) void
coc_test_torture(const char *type, const void *body, size_t len, size_t piece)
{
    size_t              i, n;
    coc_alloc_t         alloc;
    coc_test_alloc_t    counts;
    coc_test_decoded_t  d;

    memset(&d, 0, sizeof(coc_test_decoded_t));
    alloc = coc_test_alloc(&counts, 0);

    coc_test_decode(&d, &alloc, type, NULL, body, len, piece,
                    &coc_test_limits);
    assert_true(d.rc == COC_OK || d.rc == COC_INVALID);
    coc_test_decoded_free(&d);
    n = counts.calls;
    assert_true(n > 1);

    for (i = 1; i <= n; i++) {
        alloc = coc_test_alloc(&counts, i);
        coc_test_decode(&d, &alloc, type, NULL, body, len, piece,
                        &coc_test_limits);
        assert_int_equal(d.rc, COC_ERROR);
        assert_int_equal(d.err.code, COC_ERROR);
        assert_int_equal(counts.live, 0);
        coc_test_decoded_free(&d);
    }
}


/* The same with each of n bodies, whole and in pieces. */

static __attribute__ ((unused)) void
coc_test_torture_bodies(const coc_test_body_t *bodies, size_t n, size_t piece)
{
    size_t       i;
    const char  *body;

    for (i = 0; i < n; i++) {
        body = bodies[i].body;
        coc_test_torture(bodies[i].type, body, strlen(body), 0);
        coc_test_torture(bodies[i].type, body, strlen(body), piece);
    }
}


#endif /* _COC_TEST_DECODE_H_INCLUDED_ */
