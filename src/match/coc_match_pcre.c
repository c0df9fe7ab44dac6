/*
 * PCRE2 back end: decides what matches, and where.
 *
 * Limits: JIT ignores those of depth and heap and is bounded by its stack; the
 * interpreter needs them.  Both count what they try, but anew for each place
 * where a match might begin, so that a long text is tried a stretch of places
 * at a time, with a look at the clock in between.
 */

#include "coc_match_pcre.h"

#include <time.h>


#define COC_PCRE_MATCH_LIMIT  1000000
#define COC_PCRE_DEPTH_LIMIT  100000
#define COC_PCRE_HEAP_LIMIT   8192              /* KiB */
#define COC_PCRE_STACK_MIN    (32 * 1024)       /* bytes */
#define COC_PCRE_STACK_MAX    (512 * 1024)      /* bytes */
#define COC_PCRE_STRETCH      (1024 * 1024 * 16)    /* places * bytes left */
#define COC_PCRE_STRETCHES    64                /* at most, without JIT */
#define COC_PCRE_BUDGET       200000000         /* ns of CPU a field */


static void *
coc_pcre_malloc(size_t size, void *data)
{
    const coc_alloc_t  *alloc;

    alloc = data;

    return alloc->alloc(alloc->ctx, size);
}


static void
coc_pcre_mfree(void *p, void *data)
{
    const coc_alloc_t  *alloc;

    alloc = data;

    if (p != NULL) {
        alloc->free(alloc->ctx, p);
    }
}


/* PCRE2 hands data back as it was given, which only coc_pcre_malloc sees. */

static pcre2_general_context *
coc_pcre_general(const coc_alloc_t *alloc)
{
    return pcre2_general_context_create(coc_pcre_malloc, coc_pcre_mfree,
                                        (void *) alloc);
}


int
coc_pcre_init(coc_pcre_t *pcre, const coc_alloc_t *alloc)
{
    pcre->compile = NULL;
    pcre->general = coc_pcre_general(alloc);

    if (pcre->general == NULL) {
        return COC_ERROR;
    }

    pcre->compile = pcre2_compile_context_create(pcre->general);

    if (pcre->compile == NULL) {
        coc_pcre_free(pcre);
        return COC_ERROR;
    }

    /* not left to how the library was built: . and $ depend on it */

    (void) pcre2_set_newline(pcre->compile, PCRE2_NEWLINE_LF);
    (void) pcre2_set_bsr(pcre->compile, PCRE2_BSR_UNICODE);

    return COC_OK;
}


void
coc_pcre_free(coc_pcre_t *pcre)
{
    pcre2_compile_context_free(pcre->compile);
    pcre2_general_context_free(pcre->general);

    pcre->compile = NULL;
    pcre->general = NULL;
}


int
coc_pcre_scratch_init(coc_pcre_scratch_t *scratch, const coc_alloc_t *alloc)
{
    uint32_t  jit;

    memset(scratch, 0, sizeof(coc_pcre_scratch_t));

    scratch->general = coc_pcre_general(alloc);
    if (scratch->general == NULL) {
        return COC_ERROR;
    }

    scratch->match = pcre2_match_context_create(scratch->general);

    /* one pair: where the whole match is; no one asks for its groups */

    scratch->data = pcre2_match_data_create(1, scratch->general);

    if (scratch->match == NULL || scratch->data == NULL) {
        goto failed;
    }

    (void) pcre2_set_match_limit(scratch->match, COC_PCRE_MATCH_LIMIT);
    (void) pcre2_set_depth_limit(scratch->match, COC_PCRE_DEPTH_LIMIT);
    (void) pcre2_set_heap_limit(scratch->match, COC_PCRE_HEAP_LIMIT);

    jit = 0;
    (void) pcre2_config(PCRE2_CONFIG_JIT, &jit);

    if (jit) {
        scratch->stack = pcre2_jit_stack_create(COC_PCRE_STACK_MIN,
                                                COC_PCRE_STACK_MAX,
                                                scratch->general);
        if (scratch->stack == NULL) {
            goto failed;
        }

        pcre2_jit_stack_assign(scratch->match, NULL, scratch->stack);
    }

    return COC_OK;

failed:

    coc_pcre_scratch_free(scratch);

    return COC_ERROR;
}


void
coc_pcre_scratch_free(coc_pcre_scratch_t *scratch)
{
    pcre2_jit_stack_free(scratch->stack);
    pcre2_match_data_free(scratch->data);
    pcre2_match_context_free(scratch->match);
    pcre2_general_context_free(scratch->general);

    memset(scratch, 0, sizeof(coc_pcre_scratch_t));
}


int
coc_pcre_compile(const coc_pcre_t *pcre, coc_str_t pattern, int anchored,
    pcre2_code **code, coc_error_t *err)
{
    int       rc;
    char      text[160];
    size_t    offset;
    uint32_t  empty;

    *code = pcre2_compile((pattern.len != 0) ? pattern.data
                                             : (const uint8_t *) "",
                          pattern.len,
                          PCRE2_UTF|PCRE2_UCP|PCRE2_NEVER_BACKSLASH_C
                          |(anchored ? PCRE2_ANCHORED
                                     : PCRE2_USE_OFFSET_LIMIT),
                          &rc, &offset, pcre->compile);

    if (*code == NULL) {

        if (rc == PCRE2_ERROR_HEAP_FAILED) {
            return coc_error_set(err, COC_ERROR, "no memory");
        }

        (void) pcre2_get_error_message(rc, (PCRE2_UCHAR *) text,
                                       sizeof(text));

        return coc_error_at(err, COC_INVALID, coc_min(offset, pattern.len),
                            "%s", text);
    }

    empty = 1;
    (void) pcre2_pattern_info(*code, PCRE2_INFO_MATCHEMPTY, &empty);

    if (empty) {
        pcre2_code_free(*code);
        *code = NULL;

        return coc_error_at(err, COC_INVALID, 0, "matches empty text");
    }

    return COC_OK;
}


void
coc_pcre_jit(pcre2_code *code)
{
    (void) pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
}


void
coc_pcre_begin(coc_pcre_scratch_t *scratch)
{
    scratch->begun = 0;
}


static uint64_t
coc_pcre_clock(clockid_t id)
{
    struct timespec  ts;

    if (clock_gettime(id, &ts) != 0) {
        return 1;               /* without a clock there is no budget */
    }

    return (uint64_t) ts.tv_sec * 1000000000 + (uint64_t) ts.tv_nsec;
}


/*
 * Whether the budget is spent.  The processor's time decides, so that a busy
 * machine changes no verdict; the wall's is asked first because it costs no
 * system call.
 */

static int
coc_pcre_late(coc_pcre_scratch_t *scratch)
{
    uint64_t  now;

    now = coc_pcre_clock(CLOCK_MONOTONIC);

    if (scratch->begun == 0) {
        scratch->begun = now;
        scratch->cpu = coc_pcre_clock(CLOCK_THREAD_CPUTIME_ID);
        return 0;
    }

    return now - scratch->begun > COC_PCRE_BUDGET
           && coc_pcre_clock(CLOCK_THREAD_CPUTIME_ID) - scratch->cpu
              > COC_PCRE_BUDGET;
}


/*
 * How many places to try at once.  The interpreter looks at all that is left
 * for a first character each time, so that it gets fewer stretches; its time
 * is bounded less well.
 */

static size_t
coc_pcre_stretch(const pcre2_code *code, size_t left)
{
    size_t  n, jit;

    n = COC_PCRE_STRETCH / (left + 1);

    if (n >= left) {
        return left;
    }

    jit = 0;
    (void) pcre2_pattern_info(code, PCRE2_INFO_JITSIZE, &jit);

    if (jit == 0) {
        n = coc_max(n, left / COC_PCRE_STRETCHES);
    }

    return n + 1;
}


static int
coc_pcre_result(int rc)
{
    switch (rc) {

    case PCRE2_ERROR_NOMATCH:
        return COC_DECLINED;

    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_JIT_STACKLIMIT:
        return COC_LIMIT;

    default:
        return (rc >= 0) ? COC_OK : COC_ERROR;
    }
}


/* last: where a match may begin at the latest. */

static int
coc_pcre_run(coc_pcre_scratch_t *scratch, const pcre2_code *code,
    coc_str_t text, size_t from, size_t last, uint32_t options,
    size_t *start, size_t *end)
{
    int          rc;
    size_t       n;
    PCRE2_SIZE  *ovector;

    n = coc_pcre_stretch(code, text.len - from);

    for ( ;; ) {

        if (coc_pcre_late(scratch)) {
            return COC_LIMIT;
        }

        (void) pcre2_set_offset_limit(scratch->match,
                                      coc_min(from + n, last));

        rc = coc_pcre_result(pcre2_match(code, text.data, text.len, from,
                                         PCRE2_NO_UTF_CHECK | options,
                                         scratch->data, scratch->match));

        if (rc != COC_DECLINED || n >= last - from) {
            break;
        }

        /* offset n itself was tried; the next character is after it */

        for (from += n + 1; from < last; from++) {
            if ((text.data[from] & 0xc0) != 0x80) {
                break;
            }
        }
    }

    if (rc == COC_OK) {
        ovector = pcre2_get_ovector_pointer(scratch->data);
        *start = ovector[0];
        *end = ovector[1];
    }

    return rc;
}


int
coc_pcre_find(coc_pcre_scratch_t *scratch, const pcre2_code *code,
    coc_str_t text, size_t from, int cut, size_t *start, size_t *end)
{
    return coc_pcre_run(scratch, code, text, from, text.len,
                        cut ? PCRE2_NOTEOL : 0, start, end);
}


int
coc_pcre_search(coc_pcre_scratch_t *scratch, const pcre2_code *code,
    coc_str_t text, size_t from, size_t until, size_t *start, size_t *end)
{
    for (until--; until > from; until--) {
        if ((text.data[until] & 0xc0) != 0x80) {
            break;
        }
    }

    return coc_pcre_run(scratch, code, text, from, until, 0, start, end);
}


int
coc_pcre_try(coc_pcre_scratch_t *scratch, const pcre2_code *code,
    coc_str_t text, size_t at, size_t *end)
{
    int  rc;

    if (coc_pcre_late(scratch)) {
        return COC_LIMIT;
    }

    (void) pcre2_set_offset_limit(scratch->match, PCRE2_UNSET);

    rc = coc_pcre_result(pcre2_match(code, text.data, text.len, at,
                                     PCRE2_NO_UTF_CHECK, scratch->data,
                                     scratch->match));

    if (rc == COC_OK) {
        *end = pcre2_get_ovector_pointer(scratch->data)[1];
    }

    return rc;
}
