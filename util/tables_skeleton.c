/*
 * The table of skeletons: what each code point looks like, whoever writes it
 * in whatever case.  A code point becomes
 *
 *   - nothing when it is default-ignorable;
 *   - its confusables skeleton (UTS #39, section 4: NFD, prototypes, NFD);
 *   - the case folding of that, in NFD;
 *
 * and so on with what comes out, until it stays the same.  As a capital I and
 * a small l are one to the confusables, and a capital I and a small i are one
 * to case folding, i becomes l too.  Hangul syllables are left to arithmetic.
 *
 * A value below 255 is the canonical combining class of a code point that is
 * its own skeleton; 255 is nothing; a larger one less 256 is a place in the
 * pool: a byte with the length, then UTF-8.
 */

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#include "tables.h"


#define SKELETON_NONE  255
#define SKELETON_POOL  256
#define SKELETON_DEEP  8

#define SKELETON_POOL_MAX  (65536 - SKELETON_POOL)


static const UNormalizer2  *nfd;
static USpoofChecker       *spoof;

static uint16_t   value[TABLES_MAX];
static uint32_t   pool[SKELETON_POOL_MAX];
static uint32_t   npool;


static int
skeleton_same(UChar32 c, const UChar *units, int32_t n)
{
    UChar    in[4];
    int32_t  m;

    m = 0;
    U16_APPEND_UNSAFE(in, m, c);

    return m == n && u_memcmp(in, units, n) == 0;
}


/* One step: the skeleton of c, folded. */

static int32_t
skeleton_map(UChar32 c, UChar *out)
{
    UChar       in[4], prototype[TABLES_LONG], folded[TABLES_LONG];
    int32_t     n;
    UErrorCode  err;

    if (c == 'i') {
        out[0] = 'l';
        return 1;
    }

    n = 0;
    U16_APPEND_UNSAFE(in, n, c);

    err = U_ZERO_ERROR;
    n = uspoof_getSkeleton(spoof, 0, in, n, prototype, TABLES_LONG, &err);
    n = u_strFoldCase(folded, TABLES_LONG, prototype, n, U_FOLD_CASE_DEFAULT,
                      &err);
    n = unorm2_normalize(nfd, folded, n, out, TABLES_LONG, &err);
    tables_icu(err, "skeleton");

    return n;
}


static void
skeleton_step(UChar32 c, UChar *out, int32_t *len, int depth)
{
    UChar    map[TABLES_LONG];
    UChar32  d;
    int32_t  at, n;

    if (depth > SKELETON_DEEP) {
        tables_die("the skeleton of U+%04X has no end", (unsigned) c);
    }

    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
        return;
    }

    n = skeleton_map(c, map);

    if (!skeleton_same(c, map, n)) {

        for (at = 0; at < n; /* void */) {
            U16_NEXT(map, at, n, d);
            skeleton_step(d, out, len, depth + 1);
        }

        return;
    }

    if (*len + 2 > TABLES_LONG) {
        tables_die("a skeleton is too long");
    }

    U16_APPEND_UNSAFE(out, *len, c);
}


static uint16_t
skeleton_pool(const char *text, uint32_t n)
{
    uint32_t  i, k;

    for (i = 0; i < npool; i += pool[i] + 1) {

        if (pool[i] != n) {
            continue;
        }

        for (k = 0; k < n; k++) {
            if (pool[i + 1 + k] != (uint8_t) text[k]) {
                break;
            }
        }

        if (k == n) {
            return (uint16_t) (i + SKELETON_POOL);
        }
    }

    if (npool + 1 + n > SKELETON_POOL_MAX) {
        tables_die("the pool of the skeleton table is full");
    }

    i = npool;
    pool[npool++] = n;

    for (k = 0; k < n; k++) {
        pool[npool++] = (uint8_t) text[k];
    }

    return (uint16_t) (i + SKELETON_POOL);
}


static void
skeleton_values(void)
{
    char        text[TABLES_LONG * 3];
    UChar       map[TABLES_LONG];
    UChar32     c;
    int32_t     n, bytes;
    UErrorCode  err;

    for (c = 0; c < 0xe0000; c++) {

        if (U_IS_SURROGATE(c) || (c >= 0xac00 && c <= 0xd7a3)) {
            continue;
        }

        n = 0;
        skeleton_step(c, map, &n, 0);

        if (skeleton_same(c, map, n)) {
            value[c] = u_getCombiningClass(c);
            continue;
        }

        if (n == 0) {
            value[c] = SKELETON_NONE;
            continue;
        }

        err = U_ZERO_ERROR;
        u_strToUTF8(text, sizeof(text), &bytes, map, n, &err);
        tables_icu(err, "UTF-8");

        value[c] = skeleton_pool(text, (uint32_t) bytes);
    }
}


void
tables_skeleton(const char *dir)
{
    FILE        *out;
    UErrorCode   err;

    err = U_ZERO_ERROR;
    nfd = unorm2_getNFDInstance(&err);
    spoof = uspoof_open(&err);
    tables_icu(err, "unorm2, uspoof");

    skeleton_values();

    out = tables_open(dir, "coc_skeleton_table.h",
                      "_COC_SKELETON_TABLE_H_INCLUDED_",
                      "What code points look like in any case (UTS #39).");

    (void) fprintf(out, "#define COC_SKELETON_NONE   %u\n"
                   "#define COC_SKELETON_POOL   %u\n", SKELETON_NONE,
                   SKELETON_POOL);

    tables_trie(out, "coc_skeleton", "COC_SKELETON", value);
    tables_array(out, "uint8_t", "coc_skeleton_pool", pool, npool);
    tables_close(out, "_COC_SKELETON_TABLE_H_INCLUDED_");

    (void) fprintf(stderr, "skeleton pool: %u bytes\n", npool);

    uspoof_close(spoof);
}
