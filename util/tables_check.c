/*
 * Compares the plain view with ICU's NFKC_Casefold, for every code point and
 * for a great many random rows of them, and looks whether views of views stay
 * the same: tables-check [ROWS].
 *
 * Exit 0 the same, 1 not, 77 this ICU has another version of Unicode.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/uversion.h>

#include "coc_view.h"


#define CHECK_UNITS  4096
#define CHECK_ROW    24


static const UNormalizer2  *nfc, *nfkc, *nfkc_cf;
static unsigned             wrong;


static void *
check_alloc(void *ctx, size_t size)
{
    (void) ctx;

    return malloc(size);
}


static void
check_free(void *ctx, void *p)
{
    (void) ctx;

    free(p);
}


/* xorshift: the same rows on every machine. */

static uint32_t
check_random(void)
{
    static uint64_t  state = 88172645463325252u;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;

    return (uint32_t) (state >> 16);
}


/* What ICU makes of the row; default-ignorable characters are kept. */

static int32_t
check_expect(const UChar32 *row, size_t n, UChar *out)
{
    size_t      i;
    UChar       one[4], mapped[CHECK_UNITS];
    int32_t     len, total;
    UErrorCode  err;

    err = U_ZERO_ERROR;
    total = 0;

    for (i = 0; i < n; i++) {
        len = 0;
        U16_APPEND_UNSAFE(one, len, row[i]);

        total += unorm2_normalize(
                     u_hasBinaryProperty(row[i],
                                         UCHAR_DEFAULT_IGNORABLE_CODE_POINT)
                     ? nfkc : nfkc_cf, one, len, mapped + total,
                     CHECK_UNITS - total, &err);
    }

    total = unorm2_normalize(nfc, mapped, total, out, CHECK_UNITS, &err);

    if (U_FAILURE(err)) {
        (void) fprintf(stderr, "tables-check: %s\n", u_errorName(err));
        exit(1);
    }

    return total;
}


static void
check_report(const char *what, const UChar32 *row, size_t n)
{
    size_t  i;

    if (++wrong > 20) {
        return;
    }

    (void) fprintf(stderr, "%s:", what);

    for (i = 0; i < n; i++) {
        (void) fprintf(stderr, " U+%04X", (unsigned) row[i]);
    }

    (void) fputc('\n', stderr);
}


/* What may be markup, which ICU knows nothing of. */

static int
check_marks(UChar32 c)
{
    return c < 0x7f && memchr("%&*<[\\`~", c, 8) != NULL;
}


static void
check_again(coc_arena_t *arena, const coc_view_t *view, coc_view_e which,
    const UChar32 *row, size_t n)
{
    size_t       i;
    coc_views_t  again;

    for (i = 0; i < view->text.len; i++) {
        if (check_marks(view->text.data[i])) {
            return;
        }
    }

    if (memmem(view->text.data, view->text.len, "www.", 4) != NULL) {
        return;
    }

    if (coc_views_build(arena, view->text, coc_view_bit(which), NULL,
                        &again)
        != COC_OK)
    {
        check_report("no memory", row, n);
        return;
    }

    if (again.view[which].text.len != view->text.len
        || memcmp(again.view[which].text.data, view->text.data,
                  view->text.len) != 0)
    {
        check_report(coc_view_name(which), row, n);
    }
}


static void
check_row(coc_arena_t *arena, const UChar32 *row, size_t n)
{
    char              bytes[CHECK_UNITS], expected[CHECK_UNITS];
    UChar             out[CHECK_UNITS];
    size_t            i;
    int32_t           len, units, at;
    coc_str_t         value;
    UErrorCode        err;
    coc_views_t       views;
    coc_view_t       *plain;
    coc_arena_mark_t  mark;

    at = 0;

    for (i = 0; i < n; i++) {
        U8_APPEND_UNSAFE(bytes, at, row[i]);
    }

    value.data = (const uint8_t *) bytes;
    value.len = (size_t) at;

    mark = coc_arena_mark(arena);

    if (coc_views_build(arena, value, COC_VIEW_ALL, NULL, &views) != COC_OK) {
        check_report("no memory", row, n);
        return;
    }

    err = U_ZERO_ERROR;
    units = check_expect(row, n, out);
    u_strToUTF8(expected, CHECK_UNITS, &len, out, units, &err);

    plain = &views.view[COC_VIEW_PLAIN];

    if ((size_t) len != plain->text.len
        || memcmp(expected, plain->text.data, plain->text.len) != 0)
    {
        check_report("differs from ICU", row, n);
    }

    check_again(arena, plain, COC_VIEW_PLAIN, row, n);
    check_again(arena, &views.view[COC_VIEW_FOLDED], COC_VIEW_FOLDED, row, n);

    coc_arena_release(arena, mark);
}


/* Ranges where normalization has most to do. */

static UChar32
check_pick(void)
{
    size_t    k;
    UChar32   c;

    static const UChar32  range[][2] = {
        { 0x20, 0x7e },         { 0x41, 0x7a },         { 0xa0, 0x24f },
        { 0x300, 0x36f },       { 0x300, 0x345 },       { 0x370, 0x52f },
        { 0x591, 0x5c7 },       { 0x610, 0x670 },       { 0x900, 0xdff },
        { 0xe30, 0xfbc },       { 0x1100, 0x11ff },     { 0x1161, 0x11c2 },
        { 0x13a0, 0x13ff },     { 0x1ab0, 0x1b44 },     { 0x1dc0, 0x20ff },
        { 0x2100, 0x24ff },     { 0x3040, 0x33ff },     { 0xab30, 0xabbf },
        { 0xac00, 0xac80 },     { 0xf900, 0xffef },     { 0x10a00, 0x115bf },
        { 0x1d100, 0x1d7ff },   { 0x1f100, 0x1f2ff },   { 0x2f800, 0x2fa1f },
        { 0x200b, 0x200f },     { 0x80, 0x10ffff }
    };

    do {
        k = check_random() % (sizeof(range) / sizeof(range[0]));
        c = range[k][0] + (UChar32) (check_random()
                                     % (uint32_t) (range[k][1] - range[k][0]
                                                   + 1));
    } while (U_IS_SURROGATE(c) || check_marks(c));

    return c;
}


int
main(int argc, char *argv[])
{
    size_t       n, rows;
    UChar32      c, row[CHECK_ROW];
    UErrorCode   err;
    coc_alloc_t  alloc = { check_alloc, check_free, NULL };
    coc_arena_t *arena;

    if (strcmp(coc_view_unicode(), U_UNICODE_VERSION ".0") != 0) {
        (void) fprintf(stderr, "tables-check: SKIPPED, the tables are of "
                       "Unicode %s, this ICU is of %s\n", coc_view_unicode(),
                       U_UNICODE_VERSION);
        return 77;
    }

    err = U_ZERO_ERROR;
    nfc = unorm2_getNFCInstance(&err);
    nfkc = unorm2_getNFKCInstance(&err);
    nfkc_cf = unorm2_getNFKCCasefoldInstance(&err);
    arena = coc_arena_create(&alloc, 64 * 1024 * 1024);

    if (U_FAILURE(err) || arena == NULL) {
        return 1;
    }

    for (c = 1; c <= 0x10ffff; c++) {
        if (!U_IS_SURROGATE(c)) {
            check_row(arena, &c, 1);
        }
    }

    rows = (argc > 1) ? strtoul(argv[1], NULL, 10) : 1000000;

    for ( /* void */ ; rows > 0; rows--) {

        for (n = 0; n < 2 + check_random() % (CHECK_ROW - 2); n++) {
            row[n] = check_pick();
        }

        check_row(arena, row, n);
    }

    coc_arena_destroy(arena);

    (void) fprintf(stderr, "tables-check: Unicode %s, %u differences\n",
                   coc_view_unicode(), wrong);

    return wrong != 0;
}
