/*
 * Files through coc_media: whole and in pieces, each piece right before an
 * unreadable page; what came out as one text; what was held at most.
 */

#ifndef _COC_TEST_MEDIA_H_INCLUDED_
#define _COC_TEST_MEDIA_H_INCLUDED_


#include "coc_test.h"
#include "coc_buf.h"
#include "coc_media.h"


#define COC_TEST_MEDIA_LOG    (256 * 1024)
#define COC_TEST_MEDIA_PIECE  (1024 * 1024)


typedef struct {
    size_t  held;               /* bytes */
    size_t  most;
    size_t  calls;
    size_t  fail;               /* the allocation that fails; 0: none */
} coc_test_held_t;


typedef struct {
    char             log[COC_TEST_MEDIA_LOG];   /* "name=value\n", in order */
    size_t           len;
    size_t           seen;
    size_t           stop;      /* the sink refuses this value; 0: none */
    int              rc;
    char             format[16];
    coc_test_held_t  held;
} coc_test_media_t;


/* A file under construction. */

typedef struct {
    uint8_t  data[512 * 1024];
    size_t   len;
} coc_test_file_t;


static void *
coc_test_held_alloc(void *ctx, size_t size)
{
    size_t           *p;
    coc_test_held_t  *held = ctx;

    if (++held->calls == held->fail) {
        return NULL;
    }

    p = malloc(size + 16);
    assert_non_null(p);

    *p = size;
    held->held += size;
    held->most = coc_max(held->most, held->held);

    return (char *) p + 16;
}


static void
coc_test_held_free(void *ctx, void *p)
{
    size_t           *head;
    coc_test_held_t  *held = ctx;

    if (p == NULL) {
        return;
    }

    head = (size_t *) (void *) ((char *) p - 16);
    held->held -= *head;
    free(head);
}


static int
coc_test_media_sink(void *ctx, const char *name, coc_str_t value)
{
    size_t             n;
    coc_test_media_t  *m = ctx;

    assert_true(value.len != 0);
    assert_true(value.len <= 8192);

    if (++m->seen == m->stop) {
        return -77;
    }

    n = strlen(name);

    if (COC_TEST_MEDIA_LOG - m->len > n + value.len + 3) {
        memcpy(m->log + m->len, name, n);
        m->log[m->len + n] = '=';
        memcpy(m->log + m->len + n + 1, value.data, value.len);
        m->len += n + value.len + 2;
        m->log[m->len - 1] = '\n';
        m->log[m->len] = '\0';
    }

    return COC_OK;
}


/* piece: bytes at a time, 0: all; m->stop and fail are kept. */

static void
coc_test_media(coc_test_media_t *m, const void *data, size_t len,
    size_t piece, size_t fail)
{
    void            *map;
    size_t           i, n;
    uint8_t         *p;
    coc_alloc_t      alloc;
    coc_media_t     *media;
    static uint8_t  *end;

    if (end == NULL) {
        map = mmap(NULL, COC_TEST_MEDIA_PIECE + 65536, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        assert_true(map != MAP_FAILED);
        end = (uint8_t *) map + COC_TEST_MEDIA_PIECE;
        assert_int_equal(mprotect(end, 65536, PROT_NONE), 0);
    }

    m->len = 0;
    m->seen = 0;
    m->log[0] = '\0';
    m->format[0] = '\0';
    memset(&m->held, 0, sizeof(coc_test_held_t));
    m->held.fail = fail;

    alloc.alloc = coc_test_held_alloc;
    alloc.free = coc_test_held_free;
    alloc.ctx = &m->held;

    m->rc = coc_media_create(&media, &alloc, coc_test_media_sink, m);

    if (m->rc != COC_OK) {
        assert_null(media);
        return;
    }

    for (i = 0; i < len && m->rc == COC_OK; i += n) {
        n = (piece == 0) ? COC_TEST_MEDIA_PIECE : piece;
        n = coc_min(n, len - i);

        p = end - n;
        memcpy(p, (const uint8_t *) data + i, n);
        m->rc = coc_media_feed(media, p, n);
        memset(p, 0xaa, n);
    }

    if (m->rc == COC_OK) {
        m->rc = coc_media_finish(media);
    }

    assert_int_equal(coc_media_feed(media, NULL, 0), m->rc);
    assert_int_equal(coc_media_finish(media), m->rc);

    snprintf(m->format, sizeof(m->format), "%s", coc_media_format(media));
    coc_media_destroy(media);

    assert_int_equal(m->held.held, 0);
    assert_true(m->held.most <= COC_MEDIA_HELD);
}


/* The file whole and in pieces of 1 to 31 bytes says that, and no more. */

static void
coc_test_media_says(const void *data, size_t len, const char *format,
    const char *want)
{
    size_t                   piece;
    static coc_test_media_t  m;

    memset(&m, 0, sizeof(m));

    for (piece = 0; piece < 32; piece++) {
        coc_test_media(&m, data, len, piece, 0);
        assert_int_equal(m.rc, COC_OK);
        assert_string_equal(m.format, format);
        assert_string_equal(m.log, want);
    }
}


/*
 * Whatever becomes of the file: cut at each byte (every step-th), count times
 * mutated, each allocation failing in turn, each value refused.  A mutant says
 * the same in one piece and in small ones.
 */

static void
coc_test_media_torture(const uint8_t *data, size_t len, size_t step,
    size_t count)
{
    size_t                   i, k, n;
    uint8_t                 *copy;
    uint32_t                 seed;
    static coc_test_media_t  m, pieces;
    static const uint8_t     odd[16] = "\x00\xff<>()/\\[] \x80s\n\x01";

    memset(&m, 0, sizeof(m));
    memset(&pieces, 0, sizeof(pieces));

    for (i = 0; i < len; i += step) {
        coc_test_media(&m, data, i, 0, 0);
        assert_int_equal(m.rc, COC_OK);
        coc_test_media(&pieces, data, i, 1 + i % 31, 0);
        assert_string_equal(m.log, pieces.log);
    }

    coc_test_media(&m, data, len, 0, 0);
    n = m.held.calls;

    for (i = 1; i <= n; i++) {
        coc_test_media(&m, data, len, 7, i);
        assert_true(m.rc == COC_ERROR || m.rc == COC_OK);
    }

    coc_test_media(&m, data, len, 0, 0);
    n = m.seen;

    for (i = 1; i <= n; i++) {
        m.stop = i;
        coc_test_media(&m, data, len, 5, 0);
        assert_int_equal(m.rc, -77);
    }

    m.stop = 0;
    seed = 20261122;
    copy = malloc(len + 1);
    assert_non_null(copy);

    for (i = 0; i < count; i++) {
        memcpy(copy, data, len);

        for (k = 0; k < 1 + i % 4; k++) {
            seed = seed * 1664525u + 1013904223u;
            n = (seed >> 8) % len;
            seed = seed * 1664525u + 1013904223u;
            copy[n] = (i & 1) ? (uint8_t) (seed >> 24) : odd[seed >> 28];
        }

        coc_test_media(&m, copy, len, 0, 0);
        assert_int_equal(m.rc, COC_OK);
        coc_test_media(&pieces, copy, len, 1 + i % 31, 0);
        assert_string_equal(m.log, pieces.log);
    }

    free(copy);
}


static __attribute__ ((unused)) void
coc_test_file_add(coc_test_file_t *file, const void *data, size_t len)
{
    assert_true(len <= sizeof(file->data) - file->len);
    memcpy(file->data + file->len, data, len);
    file->len += len;
}


static __attribute__ ((unused)) void
coc_test_file_puts(coc_test_file_t *file, const char *text)
{
    coc_test_file_add(file, text, strlen(text));
}


/* Deflates, with or without zlib's head. */

#include <zlib.h>

static __attribute__ ((unused)) void
coc_test_file_deflate(coc_test_file_t *file, const void *data, size_t len,
    int raw)
{
    z_stream  z;

    memset(&z, 0, sizeof(z));
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, raw ? -15 : 15, 8,
                                  Z_DEFAULT_STRATEGY), Z_OK);

    z.next_in = (Bytef *) (uintptr_t) data;
    z.avail_in = (uInt) len;
    z.next_out = file->data + file->len;
    z.avail_out = (uInt) (sizeof(file->data) - file->len);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    file->len += z.total_out;
    deflateEnd(&z);
}


#endif /* _COC_TEST_MEDIA_H_INCLUDED_ */
