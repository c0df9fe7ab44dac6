/*
 * The table of the plain view: the NFKC_Casefold mapping of each code point,
 * decomposed, with default-ignorable characters kept (UAX #44, UAX #15), and
 * the pairs that compose.  Hangul syllables are left to arithmetic.
 *
 * A value below 255 is the canonical combining class of a code point that
 * maps to itself; 255 marks a starter that may compose with the one before
 * it; a larger one less 256 is a place in the pool: a unit with the length
 * (and COC_FOLD_STABLE where the mapping composes to the code point itself),
 * then that many units of UTF-16.
 */

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "tables.h"


#define FOLD_SELF    255
#define FOLD_POOL    256
#define FOLD_STABLE  0x100

#define FOLD_POOL_MAX   (65536 - FOLD_POOL)
#define FOLD_PAIRS_MAX  4096


static const UNormalizer2  *nfc, *nfd, *nfkc, *nfkc_cf;

static uint16_t   value[TABLES_MAX];
static uint32_t   pool[FOLD_POOL_MAX];
static uint32_t   npool;
static uint32_t   first[FOLD_PAIRS_MAX];
static uint32_t   second[FOLD_PAIRS_MAX];
static uint32_t   composed[FOLD_PAIRS_MAX];
static uint32_t   npairs;


static int32_t
fold_normalize(const UNormalizer2 *form, const UChar *in, int32_t len,
    UChar *out)
{
    int32_t     n;
    UErrorCode  err;

    err = U_ZERO_ERROR;
    n = unorm2_normalize(form, in, len, out, TABLES_LONG, &err);
    tables_icu(err, "normalize");

    return n;
}


static int
fold_hangul(UChar32 c)
{
    return c >= 0xac00 && c <= 0xd7a3;
}


/* The decomposed mapping of c; returns its units. */

static int32_t
fold_map(UChar32 c, UChar *out)
{
    UChar    in[4], mid[TABLES_LONG];
    int32_t  n;

    n = 0;
    U16_APPEND_UNSAFE(in, n, c);

    n = fold_normalize(
            u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)
            ? nfkc : nfkc_cf, in, n, mid);

    return fold_normalize(nfd, mid, n, out);
}


static int
fold_same(UChar32 c, const UChar *units, int32_t n)
{
    UChar    in[4];
    int32_t  m;

    m = 0;
    U16_APPEND_UNSAFE(in, m, c);

    return m == n && u_memcmp(in, units, n) == 0;
}


/* The place of an entry in the pool; equal entries share one. */

static uint16_t
fold_pool(uint32_t head, const UChar *units, int32_t n)
{
    int32_t   k;
    uint32_t  i;

    for (i = 0; i < npool; i += (pool[i] & 0xff) + 1) {

        if (pool[i] != head) {
            continue;
        }

        for (k = 0; k < n; k++) {
            if (pool[i + 1 + (uint32_t) k] != units[k]) {
                break;
            }
        }

        if (k == n) {
            return (uint16_t) (i + FOLD_POOL);
        }
    }

    if (npool + 1 + (uint32_t) n > FOLD_POOL_MAX) {
        tables_die("the pool of the fold table is full");
    }

    i = npool;
    pool[npool++] = head;

    for (k = 0; k < n; k++) {
        pool[npool++] = units[k];
    }

    return (uint16_t) (i + FOLD_POOL);
}


static void
fold_values(void)
{
    UChar     map[TABLES_LONG], back[TABLES_LONG];
    UChar32   c;
    int32_t   n, m;
    uint32_t  head;

    for (c = 0; c < TABLES_MAX; c++) {

        if (U_IS_SURROGATE(c) || fold_hangul(c)) {
            continue;
        }

        n = fold_map(c, map);

        if (fold_same(c, map, n)) {
            value[c] = u_getCombiningClass(c);
            continue;
        }

        m = fold_normalize(nfc, map, n, back);
        head = (uint32_t) n | (fold_same(c, back, m) ? FOLD_STABLE : 0);

        value[c] = fold_pool(head, map, n);
    }
}


/*
 * Each part of a mapping must map to itself: one look-up is enough.  And what
 * composes must begin with a starter that never composes with one before it.
 */

static void
fold_verify(void)
{
    UChar32   c;
    uint32_t  i, k, n;
    UChar     units[TABLES_LONG];
    int32_t   at, len;

    for (i = 0; i < npool; i += n + 1) {
        n = pool[i] & 0xff;
        len = (int32_t) n;

        for (k = 0; k < n; k++) {
            units[k] = (UChar) pool[i + 1 + k];
        }

        for (at = 0; at < len; /* void */) {
            U16_NEXT(units, at, len, c);

            if (value[c] >= FOLD_POOL || fold_hangul(c)) {
                tables_die("U+%04X in a mapping is itself mapped",
                           (unsigned) c);
            }

            if ((pool[i] & FOLD_STABLE) && value[c] != 0
                && at == U16_LENGTH(c))
            {
                tables_die("U+%04X begins a composed mapping", (unsigned) c);
            }
        }
    }
}


/*
 * The primary composites whose parts and result occur in the plain view at
 * all.  Sorted by the first, then by the second code point.
 */

static void
fold_pairs(void)
{
    UChar       raw[TABLES_LONG];
    UChar32     a, b, c;
    int32_t     n, at;
    uint32_t    i;
    UErrorCode  err;

    for (c = 0x80; c < TABLES_MAX; c++) {

        if (fold_hangul(c)) {
            continue;
        }

        err = U_ZERO_ERROR;
        n = unorm2_getRawDecomposition(nfc, c, raw, TABLES_LONG, &err);
        tables_icu(err, "decompose");

        if (n <= 0) {
            continue;
        }

        at = 0;
        U16_NEXT(raw, at, n, a);

        if (at == n) {
            continue;
        }

        U16_NEXT(raw, at, n, b);

        if (unorm2_composePair(nfc, a, b) != c || value[b] >= FOLD_POOL
            || value[c] < FOLD_POOL
            || !(pool[value[c] - FOLD_POOL] & FOLD_STABLE))
        {
            continue;
        }

        if (value[b] == 0) {
            value[b] = FOLD_SELF;
        }

        if (npairs == FOLD_PAIRS_MAX) {
            tables_die("too many pairs");
        }

        for (i = npairs; i > 0
             && (first[i - 1] > (uint32_t) a
                 || (first[i - 1] == (uint32_t) a
                     && second[i - 1] > (uint32_t) b)); i--)
        {
            first[i] = first[i - 1];
            second[i] = second[i - 1];
            composed[i] = composed[i - 1];
        }

        first[i] = (uint32_t) a;
        second[i] = (uint32_t) b;
        composed[i] = (uint32_t) c;
        npairs++;
    }
}


void
tables_fold(const char *dir)
{
    FILE        *out;
    UChar32      c;
    UErrorCode   err;

    err = U_ZERO_ERROR;
    nfc = unorm2_getNFCInstance(&err);
    nfd = unorm2_getNFDInstance(&err);
    nfkc = unorm2_getNFKCInstance(&err);
    nfkc_cf = unorm2_getNFKCCasefoldInstance(&err);
    tables_icu(err, "unorm2");

    fold_values();
    fold_pairs();
    fold_verify();

    /* Vowels and final consonants of Hangul compose by arithmetic. */

    for (c = 0x1161; c <= 0x1175; c++) {
        value[c] = FOLD_SELF;
    }

    for (c = 0x11a8; c <= 0x11c2; c++) {
        value[c] = FOLD_SELF;
    }

    out = tables_open(dir, "coc_fold_table.h",
                      "_COC_FOLD_TABLE_H_INCLUDED_",
                      "NFKC_Casefold, decomposed, and the pairs that compose.");

    (void) fprintf(out, "#define COC_FOLD_UNICODE  \"%s\"\n"
                   "#define COC_FOLD_SELF     %u\n"
                   "#define COC_FOLD_POOL     %u\n"
                   "#define COC_FOLD_STABLE   0x%x\n"
                   "#define COC_FOLD_PAIRS    %u\n",
                   U_UNICODE_VERSION ".0", FOLD_SELF, FOLD_POOL, FOLD_STABLE,
                   npairs);

    tables_trie(out, "coc_fold", "COC_FOLD", value);
    tables_array(out, "uint16_t", "coc_fold_pool", pool, npool);
    tables_array(out, "uint32_t", "coc_fold_first", first, npairs);
    tables_array(out, "uint32_t", "coc_fold_second", second, npairs);
    tables_array(out, "uint32_t", "coc_fold_composed", composed, npairs);
    tables_close(out, "_COC_FOLD_TABLE_H_INCLUDED_");

    (void) fprintf(stderr, "fold pool: %u units, %u pairs\n", npool, npairs);
}
