/*
 * What the unit tests share: cmocka with TAP output, bytes that end at an
 * unreadable page, an allocator that counts and fails.
 */

#ifndef _COC_TEST_H_INCLUDED_
#define _COC_TEST_H_INCLUDED_


#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "coc_base.h"


/* Fails the allocation with number fail (from 1; 0: none). */

typedef struct {
    size_t  calls;
    size_t  live;               /* blocks not yet freed */
    size_t  fail;
} coc_test_alloc_t;


typedef struct {
    void    *map;
    size_t   len;               /* bytes mapped */
} coc_test_guard_t;


static __attribute__ ((unused)) void *
coc_test_malloc(void *ctx, size_t size)
{
    void              *p;
    coc_test_alloc_t  *test = ctx;

    if (++test->calls == test->fail) {
        return NULL;
    }

    p = malloc(size);
    test->live += (p != NULL);

    return p;
}


static __attribute__ ((unused)) void
coc_test_free(void *ctx, void *p)
{
    coc_test_alloc_t  *test = ctx;

    test->live -= (p != NULL);
    free(p);
}


static __attribute__ ((unused)) coc_alloc_t
coc_test_alloc(coc_test_alloc_t *test, size_t fail)
{
    coc_alloc_t  alloc;

    memset(test, 0, sizeof(coc_test_alloc_t));
    test->fail = fail;

    alloc.alloc = coc_test_malloc;
    alloc.free = coc_test_free;
    alloc.ctx = test;

    return alloc;
}


/* A copy of len bytes whose end is followed by an unreadable page. */

static __attribute__ ((unused)) const uint8_t *
coc_test_guard(coc_test_guard_t *guard, const void *data, size_t len)
{
    size_t    page, body;
    uint8_t  *p;

    page = (size_t) sysconf(_SC_PAGESIZE);
    body = (len + page - 1) / page * page;

    guard->len = body + page;
    guard->map = mmap(NULL, guard->len, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(guard->map != MAP_FAILED);

    p = guard->map;
    assert_int_equal(mprotect(p + body, page, PROT_NONE), 0);

    if (len != 0) {
        memcpy(p + body - len, data, len);
    }

    return p + body - len;
}


static __attribute__ ((unused)) void
coc_test_unguard(coc_test_guard_t *guard)
{
    (void) munmap(guard->map, guard->len);
}


#endif /* _COC_TEST_H_INCLUDED_ */
