/*
 * The cache: what is kept is found again, bounded, and a kept database finds
 * what a compiled one does.
 */

#include "coc_test_match.h"

#include "coc_cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>


#define TEST_LARGE  (400 * 1024)
#define TEST_MAX    (1024 * 1024)


typedef struct {
    char          dir[64];
    coc_cache_t  *cache;
} test_cache_t;


static int
test_setup(void **state)
{
    coc_error_t    err;
    test_cache_t  *t;

    t = malloc(sizeof(test_cache_t));
    strcpy(t->dir, "/tmp/coc-test-XXXXXX");
    assert_non_null(mkdtemp(t->dir));

    assert_int_equal(coc_cache_open(&t->cache, &plain, t->dir, TEST_MAX, &err),
                     COC_OK);
    *state = t;

    return 0;
}


static int
test_teardown(void **state)
{
    DIR            *dir;
    test_cache_t   *t = *state;
    struct dirent  *entry;

    coc_cache_close(t->cache);
    dir = opendir(t->dir);

    for (entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        (void) unlinkat(dirfd(dir), entry->d_name, 0);
    }

    (void) closedir(dir);
    assert_int_equal(rmdir(t->dir), 0);
    free(t);

    return 0;
}


static int
test_get(test_cache_t *t, const uint8_t *key, size_t max, coc_str_t expected)
{
    int        rc;
    coc_buf_t  data;

    coc_buf_init(&data, &plain, max);
    rc = coc_cache_get(t->cache, key, &data);

    if (rc == COC_OK) {
        assert_int_equal(data.len, expected.len);
        assert_memory_equal(data.data, expected.data, data.len);

    } else {
        assert_int_equal(data.len, 0);
    }

    coc_buf_free(&data);

    return rc;
}


static void
test_key(const char *one, const char *two, uint8_t key[COC_CACHE_KEY])
{
    coc_cache_digest_t  *digest;

    digest = coc_cache_digest_begin(&plain);
    assert_non_null(digest);
    coc_cache_digest_add(digest, one, strlen(one));
    coc_cache_digest_add(digest, two, strlen(two));
    assert_int_equal(coc_cache_digest_end(digest, key), COC_OK);
}


static void
test_keeping(void **state)
{
    uint8_t                     a[COC_CACHE_KEY], b[COC_CACHE_KEY];
    test_cache_t               *t = *state;
    const coc_cache_figures_t  *figures;

    figures = coc_cache_figures(t->cache);

    test_key("ab", "c", a);
    test_key("a", "bc", b);
    assert_memory_not_equal(a, b, COC_CACHE_KEY);
    test_key("ab", "c", b);
    assert_memory_equal(a, b, COC_CACHE_KEY);
    test_key("ab", "d", b);

    assert_int_equal(test_get(t, a, 64, coc_str_from("")), COC_DECLINED);
    assert_int_equal(figures->passed, 0);

    coc_cache_put(t->cache, a, "one", 3);
    coc_cache_put(t->cache, b, "two", 3);
    assert_int_equal(figures->kept, 2);

    assert_int_equal(test_get(t, a, 64, coc_str_from("one")), COC_OK);
    assert_int_equal(test_get(t, b, 64, coc_str_from("two")), COC_OK);
    assert_int_equal(figures->found, 2);

    coc_cache_put(t->cache, a, "other", 5);
    assert_int_equal(test_get(t, a, 64, coc_str_from("other")), COC_OK);
    assert_int_equal(test_get(t, a, 4, coc_str_from("")), COC_ERROR);
    assert_int_equal(figures->passed, 0);
}


static void
test_bound(void **state)
{
    char             name[2 * COC_CACHE_KEY + 8];
    char            *large;
    size_t           i, k;
    uint8_t          key[4][COC_CACHE_KEY];
    coc_str_t        text;
    test_cache_t    *t = *state;
    struct timespec  times[2];

    large = calloc(1, TEST_MAX + 1);
    text.data = (const uint8_t *) large;
    text.len = TEST_LARGE;
    memset(times, 0, sizeof(times));

    /* the first is found late, and so is younger than the second */

    for (i = 0; i < 4; i++) {
        test_key("bound", (const char *) &"0\0001\0002\0003"[2 * i], key[i]);
    }

    for (i = 0; i < 2; i++) {
        coc_cache_put(t->cache, key[i], large, TEST_LARGE);
        assert_int_equal(test_get(t, key[i], TEST_MAX, text), COC_OK);

        strcpy(name, "coc-");

        for (k = 0; k < COC_CACHE_KEY; k++) {
            sprintf(name + 4 + 2 * k, "%02x", key[i][k]);
        }

        times[0].tv_sec = times[1].tv_sec = 1000;
        k = (size_t) open(t->dir, O_RDONLY|O_DIRECTORY);
        assert_int_equal(utimensat((int) k, name, times, 0), 0);
        (void) close((int) k);
    }

    assert_int_equal(test_get(t, key[0], TEST_MAX, text), COC_OK);
    coc_cache_put(t->cache, key[2], large, TEST_LARGE);

    assert_int_equal(test_get(t, key[0], TEST_MAX, text), COC_OK);
    assert_int_equal(test_get(t, key[1], TEST_MAX, text), COC_DECLINED);
    assert_int_equal(test_get(t, key[2], TEST_MAX, text), COC_OK);

    coc_cache_put(t->cache, key[3], large, TEST_MAX + 1);
    assert_int_equal(test_get(t, key[3], 2 * TEST_MAX, text), COC_DECLINED);
    assert_int_equal(coc_cache_figures(t->cache)->passed, 1);

    free(large);
}


static void
test_memory(void **state)
{
    uint8_t           key[COC_CACHE_KEY];
    coc_buf_t         data;
    coc_alloc_t       alloc;
    coc_error_t       err;
    coc_cache_t      *cache;
    test_cache_t     *t = *state;
    coc_test_alloc_t  counts;

    alloc = coc_test_alloc(&counts, 1);
    assert_int_equal(coc_cache_open(&cache, &alloc, t->dir, 1, &err),
                     COC_ERROR);
    assert_null(cache);

    alloc = coc_test_alloc(&counts, 1);
    assert_null(coc_cache_digest_begin(&alloc));

    test_key("memory", "", key);
    coc_cache_put(t->cache, key, "one", 3);
    alloc = coc_test_alloc(&counts, 1);
    coc_buf_init(&data, &alloc, 64);
    assert_int_equal(coc_cache_get(t->cache, key, &data), COC_ERROR);
    coc_buf_free(&data);
}


/* The key of the one file there is. */

static void
test_only(test_cache_t *t, uint8_t key[COC_CACHE_KEY])
{
    DIR            *dir;
    size_t          i;
    unsigned        byte;
    struct dirent  *entry;

    dir = opendir(t->dir);

    for (entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (strncmp(entry->d_name, "coc-", 4) == 0) {
            for (i = 0; i < COC_CACHE_KEY; i++) {
                assert_int_equal(sscanf(entry->d_name + 4 + 2 * i, "%2x",
                                        &byte), 1);
                key[i] = (uint8_t) byte;
            }
        }
    }

    (void) closedir(dir);
}


static void
test_found(test_cache_t *t, const char *text, int hit)
{
    coc_hs_t            *hs;
    uint32_t             ids[2];
    uint64_t             bits, where[2];
    unsigned             failed;
    coc_error_t          err;
    coc_hs_edge_t        edges[2];
    coc_hs_found_t       found;
    coc_hs_scratch_t    *scratch;
    static const char   *patterns[] = { "quux", "[ab]+c{2}" };

    memset(edges, 0, sizeof(edges));
    memset(&found, 0, sizeof(found));
    bits = 0;
    found.bits = &bits;
    found.where = where;
    found.ids = ids;
    scratch = NULL;

    assert_int_equal(coc_hs_create(&hs, &plain, patterns, 0, 2, 1,
                                   t->cache, &failed, &err), COC_OK);
    assert_int_equal(coc_hs_scratch_fit(&scratch, hs), COC_OK);
    assert_int_equal(coc_hs_scan(hs, scratch, coc_str_from(text), edges,
                                 &found), COC_OK);
    assert_int_equal(found.n, hit);

    coc_hs_scratch_destroy(scratch);
    coc_hs_destroy(hs);
}


static void
test_databases(void **state)
{
    uint8_t                     key[COC_CACHE_KEY];
    test_cache_t               *t = *state;
    const coc_cache_figures_t  *figures;

    if (!coc_hs_usable()) {
        skip();
    }

    figures = coc_cache_figures(t->cache);

    test_found(t, "QUUX and babcc", 2);
    assert_int_equal(figures->kept, 1);
    test_found(t, "QUUX and babcc", 2);
    test_found(t, "nothing", 0);
    assert_int_equal(figures->found, 2);

    /* whole, by its digest, but no database */

    test_only(t, key);
    coc_cache_put(t->cache, key, "quux", 4);
    test_found(t, "babcc", 1);
    assert_int_equal(figures->found, 2);
    assert_int_equal(figures->passed, 1);
    assert_int_equal(figures->kept, 3);
    test_found(t, "babcc", 1);
    assert_int_equal(figures->found, 3);
}


int
main(void)
{
    const struct CMUnitTest  tests[] = {
        cmocka_unit_test_setup_teardown(test_keeping, test_setup,
                                        test_teardown),
        cmocka_unit_test_setup_teardown(test_bound, test_setup,
                                        test_teardown),
        cmocka_unit_test_setup_teardown(test_memory, test_setup,
                                        test_teardown),
        cmocka_unit_test_setup_teardown(test_databases, test_setup,
                                        test_teardown)
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);

    return cmocka_run_group_tests(tests, NULL, NULL);
}
