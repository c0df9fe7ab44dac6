/*
 * Vectorscan back end: finds candidates, decides nothing.
 *
 * Every pattern reports once a text.  A pattern that is too much for it goes in
 * as a prefilter, which matches more still.
 *
 * Vectorscan 5.4.9 loses matches where it runs on AVX-512 (most of those past
 * byte 64 in a text) and, seldom, on AVX2; its SSE4.2 code is sound, measured.
 * So that is what runs, where the library lets us choose, and whatever runs is
 * tried first.
 */

#include "coc_match_hs.h"


#if (COC_HAVE_HS)


#include <hs/hs.h>


/* PCRE2 is sure that no pattern matches empty text; a widened one may. */

#define COC_HS_FLAGS                                                          \
    (HS_FLAG_DOTALL|HS_FLAG_SINGLEMATCH|HS_FLAG_ALLOWEMPTY)

#define COC_HS_TRY  100         /* bytes of the longest text tried */

#define COC_HS_KEPT      "coc hs 1"     /* change it with what a key says */
#define COC_HS_KEPT_MAX  (256 * 1024 * 1024)    /* bytes */


struct coc_hs_s {
    hs_database_t  *db;
    coc_alloc_t     alloc;
};


/*
 * The library chooses among its builds by the processor.  This is one of them,
 * exported but in no header; other builds of the library don't have it.
 */

extern hs_error_t corei7_hs_scan(const hs_database_t *db, const char *data,
    unsigned length, unsigned flags, hs_scratch_t *scratch,
    match_event_handler found, void *ctx) __attribute__ ((weak));


static int
coc_hs_word(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'
           || (c >= 'A' && c <= 'Z');
}


static int
coc_hs_found(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *ctx)
{
    uint64_t              where;
    coc_hs_found_t       *found;
    const coc_hs_edge_t  *edge;

    (void) from;
    (void) flags;

    found = ctx;
    edge = &found->edges[id];

    if ((edge->left && to > edge->len
         && coc_hs_word(found->text.data[to - edge->len - 1]))
        || (edge->right && to < found->text.len
            && coc_hs_word(found->text.data[to])))
    {
        return 0;
    }

    /* only literals have a length */

    where = (edge->len == 0) ? COC_WINDOW_ALL
            : (uint64_t) 1 << ((to - edge->len) >> found->shift);

    if (coc_hs_has(found, id)) {
        found->where[id] |= where;

    } else {
        coc_hs_note(found, id, where);
    }

    return 0;
}


static hs_error_t
coc_hs_run(const hs_database_t *db, coc_str_t text, hs_scratch_t *scratch,
    coc_hs_found_t *found)
{
    if (corei7_hs_scan != NULL) {
        return corei7_hs_scan(db, (const char *) text.data,
                              (unsigned) text.len, 0, scratch, coc_hs_found,
                              found);
    }

    return hs_scan(db, (const char *) text.data, (unsigned) text.len, 0,
                   scratch, coc_hs_found, found);
}


/* What a database is compiled for must be what runs it. */

static hs_error_t
coc_hs_platform(hs_platform_info_t *platform)
{
    memset(platform, 0, sizeof(hs_platform_info_t));

    if (hs_populate_platform(platform) != HS_SUCCESS) {
        return HS_ARCH_ERROR;
    }

    if (corei7_hs_scan != NULL) {
        platform->cpu_features = 0;
        platform->tune = HS_TUNE_FAMILY_GENERIC;
    }

    return HS_SUCCESS;
}


static hs_error_t
coc_hs_build(const char *const *patterns, const unsigned *flags,
    const unsigned *ids, unsigned n, hs_database_t **db,
    hs_compile_error_t **refused)
{
    hs_platform_info_t  platform;

    *db = NULL;
    *refused = NULL;

    if (coc_hs_platform(&platform) != HS_SUCCESS) {
        return HS_ARCH_ERROR;
    }

    return hs_compile_multi(patterns, flags, ids, n, HS_MODE_BLOCK, &platform,
                            db, refused);
}


/* Whether a short text is found everywhere in longer ones. */

static int
coc_hs_try(const char *pattern, coc_str_t needle)
{
    int                  sound;
    size_t               len, at;
    uint8_t              text[COC_HS_TRY];
    unsigned             flags, id;
    uint32_t             ids[1];
    coc_hs_edge_t        edge = { 0, 0, 0 };
    uint64_t             bits, where[1];
    coc_str_t            s;
    hs_scratch_t        *scratch;
    hs_database_t       *db;
    coc_hs_found_t       found;
    hs_compile_error_t  *refused;

    id = 0;
    found.bits = &bits;
    found.ids = ids;
    found.where = where;
    found.edges = &edge;
    flags = COC_HS_FLAGS;
    scratch = NULL;

    if (coc_hs_build(&pattern, &flags, &id, 1, &db, &refused) != HS_SUCCESS) {
        (void) hs_free_compile_error(refused);
        return 0;
    }

    sound = (hs_alloc_scratch(db, &scratch) == HS_SUCCESS);
    s.data = text;

    for (len = needle.len; sound && len <= sizeof(text); len++) {
        for (at = 0; sound && at <= len - needle.len; at++) {
            memset(text, 'a', len);
            memcpy(text + at, needle.data, needle.len);

            s.len = len;
            bits = 0;
            found.n = 0;
            found.text = s;
            sound = (coc_hs_run(db, s, scratch, &found) == HS_SUCCESS
                     && found.n == 1);
        }
    }

    (void) hs_free_scratch(scratch);
    (void) hs_free_database(db);

    return sound;
}


int
coc_hs_usable(void)
{
    size_t  i;

    static const struct {
        const char  *pattern;
        coc_str_t    needle;
    } tries[] = {
        { "b", coc_str("b") },
        { "bc", coc_str("bc") },
        { "[bc]d", coc_str("bd") },
        { "b.*c", coc_str("bc") }
    };

    if (hs_valid_platform() != HS_SUCCESS) {
        return 0;
    }

    for (i = 0; i < coc_nelts(tries); i++) {
        if (!coc_hs_try(tries[i].pattern, tries[i].needle)) {
            return 0;
        }
    }

    return 1;
}


/*
 * Compiles, and as often as a pattern is refused makes it a prefilter and
 * tries again: what is refused is refused when it is read, before the costly
 * part.
 */

static int
coc_hs_compile(coc_hs_t *hs, const char *const *patterns, unsigned *flags,
    const unsigned *ids, unsigned n, unsigned *failed, coc_error_t *err)
{
    int                  rc;
    unsigned             i;
    hs_error_t           error;
    hs_compile_error_t  *refused;

    for ( ;; ) {
        error = coc_hs_build(patterns, flags, ids, n, &hs->db, &refused);

        if (error == HS_SUCCESS) {
            return COC_OK;
        }

        if (refused == NULL || refused->expression < 0) {
            break;
        }

        i = (unsigned) refused->expression;

        if (i >= n || (flags[i] & HS_FLAG_PREFILTER)) {
            *failed = i;
            rc = coc_error_set(err, COC_INVALID, "Vectorscan: %s",
                               refused->message);
            (void) hs_free_compile_error(refused);
            return rc;
        }

        flags[i] |= HS_FLAG_PREFILTER;
        (void) hs_free_compile_error(refused);
    }

    rc = coc_error_set(err, COC_ERROR, "Vectorscan: %s",
                       (refused != NULL) ? refused->message : "no memory");
    (void) hs_free_compile_error(refused);

    return rc;
}


/* All that a database depends on. */

static int
coc_hs_key(const coc_alloc_t *alloc, const char *const *patterns,
    const unsigned *flags, const unsigned *ids, unsigned n,
    uint8_t key[COC_CACHE_KEY])
{
    unsigned             i;
    const char          *version;
    coc_cache_digest_t  *digest;
    hs_platform_info_t   platform;

    if (coc_hs_platform(&platform) != HS_SUCCESS) {
        return COC_ERROR;
    }

    digest = coc_cache_digest_begin(alloc);
    if (digest == NULL) {
        return COC_ERROR;
    }

    version = hs_version();

    coc_cache_digest_add(digest, COC_HS_KEPT, sizeof(COC_HS_KEPT));
    coc_cache_digest_add(digest, version, strlen(version));
    coc_cache_digest_add(digest, &platform, sizeof(platform));

    for (i = 0; i < n; i++) {
        coc_cache_digest_add(digest, &ids[i], sizeof(unsigned));
        coc_cache_digest_add(digest, &flags[i], sizeof(unsigned));
        coc_cache_digest_add(digest, patterns[i], strlen(patterns[i]));
    }

    return coc_cache_digest_end(digest, key);
}


/* COC_DECLINED: it is to be compiled. */

static int
coc_hs_kept(coc_hs_t *hs, coc_cache_t *cache,
    const uint8_t key[COC_CACHE_KEY])
{
    int        rc;
    coc_buf_t  data;

    coc_buf_init(&data, &hs->alloc, COC_HS_KEPT_MAX);
    rc = coc_cache_get(cache, key, &data);

    if (rc == COC_OK
        && hs_deserialize_database((const char *) data.data, data.len, &hs->db)
           != HS_SUCCESS)
    {
        coc_cache_pass(cache, key, "not a database of this Vectorscan");
        hs->db = NULL;
        rc = COC_DECLINED;
    }

    coc_buf_free(&data);

    return (rc == COC_OK) ? COC_OK : COC_DECLINED;
}


static void
coc_hs_keep(const coc_hs_t *hs, coc_cache_t *cache,
    const uint8_t key[COC_CACHE_KEY])
{
    char    *data;
    size_t   len;

    if (hs_serialize_database(hs->db, &data, &len) == HS_SUCCESS) {
        coc_cache_put(cache, key, data, len);
        coc_release(data);
    }
}


static int
coc_hs_make(coc_hs_t *hs, const char *const *patterns, unsigned *flags,
    const unsigned *ids, unsigned n, coc_cache_t *cache, unsigned *failed,
    coc_error_t *err)
{
    int      rc;
    uint8_t  key[COC_CACHE_KEY];

    /* before flags change: what is refused then is refused each time */

    if (cache != NULL
        && coc_hs_key(&hs->alloc, patterns, flags, ids, n, key) != COC_OK)
    {
        cache = NULL;
    }

    if (cache != NULL && coc_hs_kept(hs, cache, key) == COC_OK) {
        return COC_OK;
    }

    rc = coc_hs_compile(hs, patterns, flags, ids, n, failed, err);

    if (rc == COC_OK && cache != NULL) {
        coc_hs_keep(hs, cache, key);
    }

    return rc;
}


int
coc_hs_create(coc_hs_t **hs, const coc_alloc_t *alloc,
    const char *const *patterns, unsigned first, unsigned end,
    unsigned literals, coc_cache_t *cache, unsigned *failed,
    coc_error_t *err)
{
    int        rc;
    unsigned   i, n, *flags, *ids;

    *hs = NULL;
    n = end - first;

    if (n == 0) {
        return COC_OK;
    }

    *hs = alloc->alloc(alloc->ctx, sizeof(coc_hs_t));
    flags = alloc->alloc(alloc->ctx, 2 * (size_t) n * sizeof(unsigned));

    if (*hs == NULL || flags == NULL) {
        rc = coc_error_set(err, COC_ERROR, "no memory");

    } else {
        ids = flags + n;
        (*hs)->alloc = *alloc;
        (*hs)->db = NULL;

        for (i = 0; i < n; i++) {
            ids[i] = first + i;
            flags[i] = (ids[i] < literals) ? HS_FLAG_CASELESS : COC_HS_FLAGS;

        }

        rc = coc_hs_make(*hs, patterns + first, flags, ids, n, cache, failed,
                         err);
    }

    alloc->free(alloc->ctx, flags);

    if (rc != COC_OK) {
        *failed += first;
        alloc->free(alloc->ctx, *hs);
        *hs = NULL;
    }

    return rc;
}


void
coc_hs_destroy(coc_hs_t *hs)
{
    coc_alloc_t  alloc;

    if (hs == NULL) {
        return;
    }

    alloc = hs->alloc;

    (void) hs_free_database(hs->db);
    alloc.free(alloc.ctx, hs);
}


int
coc_hs_scratch_fit(coc_hs_scratch_t **scratch, const coc_hs_t *hs)
{
    hs_error_t     error;
    hs_scratch_t  *s;

    s = (hs_scratch_t *) *scratch;
    error = hs_alloc_scratch(hs->db, &s);

    /* on failure too: the old one may be gone already */

    *scratch = (coc_hs_scratch_t *) s;

    return (error == HS_SUCCESS) ? COC_OK : COC_ERROR;
}


void
coc_hs_scratch_destroy(coc_hs_scratch_t *scratch)
{
    (void) hs_free_scratch((hs_scratch_t *) scratch);
}


int
coc_hs_scan(const coc_hs_t *hs, coc_hs_scratch_t *scratch,
    coc_str_t text, const coc_hs_edge_t *edges, coc_hs_found_t *found)
{
    found->text = text;
    found->edges = edges;

    if (text.len > UINT32_MAX) {
        return COC_LIMIT;
    }

    if (coc_hs_run(hs->db, text, (hs_scratch_t *) scratch, found)
        != HS_SUCCESS)
    {
        return COC_ERROR;
    }

    return COC_OK;
}


size_t
coc_hs_size(const coc_hs_t *hs)
{
    size_t  size;

    size = 0;
    (void) hs_database_size(hs->db, &size);

    return size;
}


#else /* !COC_HAVE_HS */


int
coc_hs_usable(void)
{
    return 0;
}


int
coc_hs_create(coc_hs_t **hs, const coc_alloc_t *alloc,
    const char *const *patterns, unsigned first, unsigned end,
    unsigned literals, coc_cache_t *cache, unsigned *failed,
    coc_error_t *err)
{
    (void) alloc;
    (void) cache;
    (void) patterns;
    (void) first;
    (void) end;
    (void) literals;
    (void) failed;

    *hs = NULL;

    return coc_error_set(err, COC_ERROR, "built without Vectorscan");
}


void
coc_hs_destroy(coc_hs_t *hs)
{
    (void) hs;
}


int
coc_hs_scratch_fit(coc_hs_scratch_t **scratch, const coc_hs_t *hs)
{
    (void) scratch;
    (void) hs;

    return COC_ERROR;
}


void
coc_hs_scratch_destroy(coc_hs_scratch_t *scratch)
{
    (void) scratch;
}


int
coc_hs_scan(const coc_hs_t *hs, coc_hs_scratch_t *scratch,
    coc_str_t text, const coc_hs_edge_t *edges, coc_hs_found_t *found)
{
    (void) edges;
    (void) hs;
    (void) scratch;
    (void) text;
    (void) found;

    return COC_ERROR;
}


size_t
coc_hs_size(const coc_hs_t *hs)
{
    (void) hs;

    return 0;
}


#endif
