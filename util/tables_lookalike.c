/*
 * The table of the folded view: what each code point looks like, in ASCII
 * where it looks like an ASCII letter or digit.  In this order a code point
 *
 *   - is taken out when it is invisible, a control or a mark;
 *   - becomes a space or a newline when it is white space;
 *   - becomes what the list below says, or its letter in Braille;
 *   - becomes its digit when it is a decimal digit;
 *   - becomes what its compatibility decomposition becomes (NFKD);
 *   - becomes its confusables skeleton (UTS #39) where that is ASCII letters
 *     and digits;
 *   - becomes the letter that its name ends with, "LATIN LETTER SMALL CAPITAL
 *     B" or "NEGATIVE CIRCLED LATIN CAPITAL LETTER B WITH ...";
 *   - becomes what its case folding becomes.
 *
 * The skeleton comes before case: a capital eta looks like H, a small one
 * like n.  A value of 0 is the code point itself, 1 nothing, below 128 an
 * ASCII character, a larger one less 128 a place in the pool: a byte with
 * the length, then UTF-8.
 */

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#include "tables.h"


#define LOOK_POOL      128
#define LOOK_POOL_MAX  (65536 - LOOK_POOL)
#define LOOK_DEEP      8


typedef struct {
    UChar32      from;
    UChar32      to;            /* inclusive */
    char         text;          /* of all; a letter: of from, then on by one */
} look_extra_t;


/*
 * What the confusables don't say, or say with a prototype that is no ASCII:
 * typographic quotes and dashes, small capitals that are the prototype of
 * letters of other scripts, letters in boxes.
 */

static const look_extra_t  look_extra[] = {
    { 0x00ab, 0x00ab, '"' },    /* guillemets */
    { 0x00bb, 0x00bb, '"' },
    { 0x0138, 0x0138, 'k' },    /* kra: prototype of Cyrillic and Greek ka */
    { 0x0186, 0x0186, 'c' },    /* open o is a turned c */
    { 0x0254, 0x0254, 'c' },
    { 0x025f, 0x025f, 'f' },    /* dotless j with stroke: a turned f */
    { 0x0262, 0x0262, 'g' },
    { 0x0274, 0x0274, 'n' },
    { 0x0280, 0x0280, 'r' },
    { 0x0289, 0x0289, 'u' },
    { 0x028d, 0x028d, 'm' },    /* turned w: prototype of Cyrillic em */
    { 0x0299, 0x0299, 'b' },
    { 0x029c, 0x029c, 'h' },
    { 0x029f, 0x029f, 'l' },
    { 0x02b9, 0x02b9, '\'' },
    { 0x02bb, 0x02bd, '\'' },
    { 0x03c9, 0x03c9, 'w' },
    { 0x043f, 0x043f, 'n' },
    { 0x0448, 0x0448, 'w' },
    { 0x0493, 0x0493, 'f' },
    { 0x04cf, 0x04cf, 'l' },    /* palochka: i in the confusables */
    { 0x066d, 0x066d, '*' },
    { 0x144c, 0x144c, 'u' },    /* Canadian syllabics: letters of a "font" */
    { 0x144e, 0x144e, 'n' },
    { 0x1455, 0x1455, 'c' },
    { 0x146d, 0x146d, 'p' },
    { 0x14aa, 0x14aa, 'l' },
    { 0x1515, 0x1515, 's' },
    { 0x157c, 0x157c, 'h' },
    { 0x1587, 0x1587, 'r' },
    { 0x15b4, 0x15b4, 'f' },
    { 0x15e9, 0x15e9, 'a' },
    { 0x15ea, 0x15ea, 'd' },
    { 0x15ef, 0x15ef, 'w' },
    { 0x15f0, 0x15f0, 'm' },
    { 0x15f4, 0x15f4, 'e' },
    { 0x15f7, 0x15f7, 'b' },
    { 0x16a0, 0x16a0, 'f' },    /* runes */
    { 0x16a2, 0x16a2, 'u' },
    { 0x16a8, 0x16a8, 'a' },
    { 0x16b1, 0x16b1, 'r' },
    { 0x16b2, 0x16b2, 'c' },
    { 0x16b7, 0x16b7, 'g' },
    { 0x16b9, 0x16b9, 'w' },
    { 0x16ba, 0x16ba, 'h' },
    { 0x16bb, 0x16bb, 'h' },
    { 0x16be, 0x16be, 'n' },
    { 0x16c1, 0x16c1, 'i' },
    { 0x16ca, 0x16ca, 's' },
    { 0x16cb, 0x16cb, 's' },
    { 0x16cf, 0x16cf, 't' },
    { 0x16d2, 0x16d2, 'b' },
    { 0x16d5, 0x16d5, 'k' },
    { 0x16d6, 0x16d6, 'e' },
    { 0x16d7, 0x16d7, 'm' },
    { 0x16da, 0x16da, 'l' },
    { 0x16de, 0x16de, 'd' },
    { 0x16df, 0x16df, 'o' },
    { 0x1d00, 0x1d00, 'a' },
    { 0x1d05, 0x1d05, 'd' },
    { 0x1d07, 0x1d07, 'e' },
    { 0x1d0a, 0x1d0a, 'j' },
    { 0x1d18, 0x1d18, 'p' },
    { 0x1d1b, 0x1d1b, 't' },    /* prototype of Cyrillic te, Greek tau */
    { 0x2010, 0x2015, '-' },
    { 0x2018, 0x201b, '\'' },
    { 0x201c, 0x201f, '"' },
    { 0x2032, 0x2032, '\'' },
    { 0x2039, 0x203a, '\'' },
    { 0x204e, 0x204e, '*' },
    { 0x2212, 0x2212, '-' },
    { 0x2217, 0x2217, '*' },
    { 0x22c6, 0x22c6, '*' },
    { 0x2731, 0x2731, '*' },
    { 0x3112, 0x3112, 't' },    /* Bopomofo and ideographs of another */
    { 0x3116, 0x3116, 'o' },
    { 0x3125, 0x3125, 'l' },
    { 0x3129, 0x3129, 'u' },
    { 0x4e02, 0x4e02, 's' },
    { 0x4e43, 0x4e43, 'b' },
    { 0x4e47, 0x4e47, 'e' },
    { 0x51e0, 0x51e0, 'n' },
    { 0x531a, 0x531a, 'c' },
    { 0x5342, 0x5342, 'a' },
    { 0x5343, 0x5343, 'f' },
    { 0x5344, 0x5344, 'h' },
    { 0x5369, 0x5369, 'p' },
    { 0x5c3a, 0x5c3a, 'r' },
    { 0x5c71, 0x5c71, 'w' },
    { 0xa730, 0xa730, 'f' },
    { 0xa741, 0xa741, 'k' },
    { 0xa793, 0xa793, 'e' },    /* prototype of Greek epsilon */
    { 0xa799, 0xa799, 'f' },
    { 0xa7a5, 0xa7a5, 'n' },
    { 0xa7a9, 0xa7a9, 's' },
    { 0x1f150, 0x1f169, 'a' },  /* letters in black circles */
    { 0x1f170, 0x1f189, 'a' },  /* in black squares */
    { 0x1f1e6, 0x1f1ff, 'a' }  /* regional indicators */
};


static const UNormalizer2  *nfkd;
static USpoofChecker       *spoof;

static uint16_t   value[TABLES_MAX];
static uint32_t   pool[LOOK_POOL_MAX];
static uint32_t   npool;


static void look_step(UChar32 c, UChar *out, int32_t *len, int depth);


static void
look_append(UChar *out, int32_t *len, UChar32 c)
{
    if (*len + 2 > TABLES_LONG) {
        tables_die("a look-alike is too long");
    }

    U16_APPEND_UNSAFE(out, *len, c);
}


static void
look_each(const UChar *units, int32_t n, UChar *out, int32_t *len, int depth)
{
    UChar32  c;
    int32_t  at;

    for (at = 0; at < n; /* void */) {
        U16_NEXT(units, at, n, c);
        look_step(c, out, len, depth + 1);
    }
}


static int
look_same(UChar32 c, const UChar *units, int32_t n)
{
    UChar32  d;
    int32_t  at;

    if (n == 0) {
        return 0;
    }

    at = 0;
    U16_NEXT(units, at, n, d);

    return at == n && c == d;
}


/*
 * Invisible: default-ignorable, formats, controls, noncharacters, and three
 * that are drawn as nothing or as a box.
 */

static int
look_invisible(UChar32 c)
{
    int8_t  type;

    type = u_charType(c);

    return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK
           || type == U_FORMAT_CHAR || type == U_CONTROL_CHAR
           || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)
           || U_IS_UNICODE_NONCHAR(c) || c == 0xfffc || c == 0x1d159;
}


/*
 * The letter of a Braille cell (English, uncontracted): a to j are cells of
 * the upper four dots, k to t the same and dot 3, u v x y z and dots 3 and 6;
 * w came later.
 */

static char
look_braille(UChar32 c)
{
    const uint8_t  *p;

    static const uint8_t  cell[] =
        "\x01\x03\x09\x19\x11\x0b\x1b\x13\x0a\x1a"
        "\x05\x07\x0d\x1d\x15\x0f\x1f\x17\x0e\x1e"
        "\x25\x27\x3a\x2d\x3d\x35";

    if (c < 0x2801 || c > 0x283f) {
        return 0;
    }

    p = memchr(cell, c & 0x3f, sizeof(cell) - 1);

    return (p == NULL) ? 0 : (char) ('a' + (p - cell));
}


/*
 * 1 if the name of c ends, but for WITH and what follows it, with one letter
 * that is LATIN.
 */

static int
look_named(UChar32 c, UChar *out, int32_t *len)
{
    char        name[128], *with;
    size_t      n;
    UErrorCode  err;

    err = U_ZERO_ERROR;
    n = (size_t) u_charName(c, U_UNICODE_CHAR_NAME, name, sizeof(name), &err);
    tables_icu(err, "name");

    with = strstr(name, " WITH ");

    if (with != NULL) {
        *with = '\0';
        n = (size_t) (with - name);
    }

    if (n < 3 || name[n - 2] != ' ' || name[n - 1] < 'A' || name[n - 1] > 'Z'
        || (strstr(name, "LATIN ") == NULL
            && strncmp(name, "MODIFIER LETTER ", 16) != 0)
        || strstr(name, "TONE") != NULL || strstr(name, "SHARP") != NULL)
    {
        return 0;
    }

    look_append(out, len, u_tolower(name[n - 1]));

    return 1;
}


static int
look_listed(UChar32 c, UChar *out, int32_t *len)
{
    size_t               k;
    const look_extra_t  *extra;

    if (look_braille(c) != 0) {
        look_append(out, len, look_braille(c));
        return 1;
    }

    for (k = 0; k < sizeof(look_extra) / sizeof(look_extra[0]); k++) {
        extra = &look_extra[k];

        if (c >= extra->from && c <= extra->to) {
            look_append(out, len, (extra->text < 'a')
                        ? extra->text : extra->text + (c - extra->from));
            return 1;
        }
    }

    return 0;
}


/* 1 if the skeleton of c settles it. */

static int
look_skeleton(UChar32 c, UChar *out, int32_t *len)
{
    UChar       in[4], skeleton[TABLES_LONG];
    UChar32     d;
    int32_t     i, n, m;
    UErrorCode  err;

    if (u_charType(c) == U_CURRENCY_SYMBOL) {
        return 0;
    }

    n = 0;
    U16_APPEND_UNSAFE(in, n, c);

    err = U_ZERO_ERROR;
    n = uspoof_getSkeleton(spoof, 0, in, n, skeleton, TABLES_LONG, &err);
    tables_icu(err, "skeleton");

    m = 0;

    for (i = 0; i < n; /* void */) {
        U16_NEXT(skeleton, i, n, d);

        if (!look_invisible(d)) {
            U16_APPEND_UNSAFE(skeleton, m, d);
        }
    }

    if (m == 0) {
        return 0;
    }

    for (i = 0; i < m; i++) {
        if (skeleton[i] >= 0x80 || !u_isalnum(skeleton[i])) {
            break;
        }
    }

    if (i < m) {

        /* The prototype may be on the list. */

        i = 0;
        U16_NEXT(skeleton, i, m, d);

        return i == m && look_listed(d, out, len);
    }

    /* All that looks like a capital I has the prototype l. */

    if (m == 1 && skeleton[0] == 'l' && u_foldCase(c, 0) != c) {
        return 0;
    }

    /* And m has the prototype rn. */

    if (m == 2 && skeleton[0] == 'r' && skeleton[1] == 'n') {
        look_append(out, len, 'm');
        return 1;
    }

    for (i = 0; i < m; i++) {
        look_append(out, len, u_tolower(skeleton[i]));
    }

    return 1;
}


static void
look_step(UChar32 c, UChar *out, int32_t *len, int depth)
{
    UChar       in[4], map[TABLES_LONG];
    int32_t     n, m;
    UErrorCode  err;

    if (depth > LOOK_DEEP) {
        tables_die("U+%04X maps to itself by a detour", (unsigned) c);
    }

    if (c < 0x80 && c >= 0x20 && c != 0x7f) {
        look_append(out, len, u_tolower(c));
        return;
    }

    if (c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029) {
        look_append(out, len, '\n');
        return;
    }

    if (c == '\t' || c == '\r') {
        look_append(out, len, c);
        return;
    }

    if (u_isUWhiteSpace(c) || c == 0x2800) {
        look_append(out, len, ' ');
        return;
    }

    if (look_invisible(c)) {
        return;
    }

    if (look_listed(c, out, len)) {
        return;
    }

    if (u_charType(c) == U_DECIMAL_DIGIT_NUMBER) {
        look_append(out, len, '0' + u_charDigitValue(c));
        return;
    }

    if (c >= 0xac00 && c <= 0xd7a3) {
        look_append(out, len, c);
        return;
    }

    n = 0;
    U16_APPEND_UNSAFE(in, n, c);

    err = U_ZERO_ERROR;
    m = unorm2_normalize(nfkd, in, n, map, TABLES_LONG, &err);
    tables_icu(err, "normalize");

    /* "(f)" in one is a letter in brackets, and no bracket. */

    if (m == 3 && map[0] == '(' && u_isalpha(map[1]) && map[1] < 0x80
        && map[2] == ')')
    {
        look_append(out, len, u_tolower(map[1]));
        return;
    }

    if (!look_same(c, map, m)) {
        look_each(map, m, out, len, depth);
        return;
    }

    if (look_skeleton(c, out, len) || look_named(c, out, len)) {
        return;
    }

    m = u_strFoldCase(map, TABLES_LONG, in, n, U_FOLD_CASE_DEFAULT, &err);
    tables_icu(err, "fold case");

    if (!look_same(c, map, m)) {
        look_each(map, m, out, len, depth);
        return;
    }

    look_append(out, len, c);
}


static uint16_t
look_pool(const char *text, uint32_t n)
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
            return (uint16_t) (i + LOOK_POOL);
        }
    }

    if (npool + 1 + n > LOOK_POOL_MAX) {
        tables_die("the pool of the look-alike table is full");
    }

    i = npool;
    pool[npool++] = n;

    for (k = 0; k < n; k++) {
        pool[npool++] = (uint8_t) text[k];
    }

    return (uint16_t) (i + LOOK_POOL);
}


/* A view of a view is the same view: what a mapping holds stays as it is. */

static void
look_verify(UChar32 c, const UChar *units, int32_t n)
{
    UChar    again[TABLES_LONG];
    int32_t  len;

    len = 0;
    look_each(units, n, again, &len, 0);

    if (len != n || u_memcmp(again, units, n) != 0) {
        tables_die("the look-alike of U+%04X has one itself", (unsigned) c);
    }
}


static void
look_values(void)
{
    char        text[TABLES_LONG * 3];
    UChar       map[TABLES_LONG];
    UChar32     c;
    int32_t     n, bytes;
    UErrorCode  err;

    for (c = 0; c < 0xe0000; c++) {

        if (U_IS_SURROGATE(c)) {
            continue;
        }

        n = 0;
        look_step(c, map, &n, 0);

        if (look_same(c, map, n)) {
            continue;
        }

        look_verify(c, map, n);

        if (n == 0) {
            value[c] = 1;
            continue;
        }

        if (n == 1 && map[0] < LOOK_POOL) {
            value[c] = map[0];
            continue;
        }

        err = U_ZERO_ERROR;
        u_strToUTF8(text, sizeof(text), &bytes, map, n, &err);
        tables_icu(err, "UTF-8");

        value[c] = look_pool(text, (uint32_t) bytes);
    }
}


void
tables_lookalike(const char *dir)
{
    FILE        *out;
    UChar32      c;
    UErrorCode   err;

    err = U_ZERO_ERROR;
    nfkd = unorm2_getNFKDInstance(&err);
    spoof = uspoof_open(&err);
    tables_icu(err, "unorm2, uspoof");

    look_values();

    /* The code takes these by their numbers, to keep the table short. */

    for (c = 0xfffe; c < 0xe0000; c += 0x10000) {
        value[c] = value[c + 1] = 0;
    }

    out = tables_open(dir, "coc_lookalike_table.h",
                      "_COC_LOOKALIKE_TABLE_H_INCLUDED_",
                      "What code points look like, in ASCII where they do.");

    (void) fprintf(out, "#define COC_LOOKALIKE_NONE   1\n"
                   "#define COC_LOOKALIKE_POOL   %u\n", LOOK_POOL);

    tables_trie(out, "coc_lookalike", "COC_LOOKALIKE", value);
    tables_array(out, "uint8_t", "coc_lookalike_pool", pool, npool);
    tables_close(out, "_COC_LOOKALIKE_TABLE_H_INCLUDED_");

    (void) fprintf(stderr, "look-alike pool: %u bytes\n", npool);

    uspoof_close(spoof);
}
