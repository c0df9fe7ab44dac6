/*
 * Where words may begin.  Nearly all places of a text are none, and are to be
 * told at little cost: 16 bytes at a time, then by the first letters.
 */

#include "coc_squash_start.h"
#include "coc_squash_sign.h"
#include "coc_utf8.h"

#if (__SSE2__)
#include <emmintrin.h>
#endif


/* How far first letters are looked for (bytes). */

#define COC_SQUASH_AHEAD  24

#define COC_SQUASH_BLOCK  64

typedef uint8_t  coc_squash_v_t __attribute__ ((vector_size(16)));


/* A bit for each of 16 bytes, each 0xff or 0. */

static inline uint64_t
coc_squash_bits(coc_squash_v_t v)
{
#if (__SSE2__)

    return (unsigned) _mm_movemask_epi8((__m128i) v);

#else

    size_t    i;
    uint64_t  half[2];

    memcpy(half, &v, sizeof(v));

    for (i = 0; i < 2; i++) {
#if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
        half[i] = __builtin_bswap64(half[i]);
#endif
        half[i] = ((half[i] & 0x0101010101010101u) * 0x0102040810204080u)
                  >> 56;
    }

    return half[0] | half[1] << 8;

#endif
}


/* A bit for each of the bytes at p that a word may begin with. */

static inline uint64_t
coc_squash_block(const coc_squash_t *walk, const uint8_t *p)
{
    size_t          i;
    uint8_t         last[COC_SQUASH_BLOCK];
    uint64_t        word, some;
    coc_squash_v_t  v;
    const uint8_t  *from;

    from = p;

    if (walk->end - p < COC_SQUASH_BLOCK) {
        memset(last, 0, sizeof(last));
        memcpy(last, p, (size_t) (walk->end - p));
        from = last;
    }

    word = 0;
    some = 0;

    for (i = 0; i < COC_SQUASH_BLOCK; i += sizeof(v)) {
        memcpy(&v, from + i, sizeof(v));

        word |= coc_squash_bits((coc_squash_v_t) ((v - 'a' < 26)
                                                  | (v - '0' < 10))) << i;
        some |= coc_squash_bits((coc_squash_v_t) (v > ' ')) << i;
    }

    return some & ~(word << 1 | (p > walk->begin
                                 && (coc_sign_kind[p[-1]] & COC_SIGN_WORD)));
}


/* What stands before p is no sign beside which a sign is a letter. */

static int
coc_squash_opens(const coc_squash_t *walk, const uint8_t *p)
{
    return p == walk->begin
           || (coc_sign_kind[p[-1]] & COC_SIGN_SPACE)
           || p[-1] == '"' || p[-1] == '\'' || p[-1] == ':' || p[-1] == '>'
           || p[-1] == ',' || p[-1] == '.' || p[-1] == '-' || p[-1] == '/';
}


/*
 * Whether a sign behind letters may be one itself, or a mask; those that part
 * words as well only where they don't part letters on their other side too.
 */

static int
coc_squash_stands(const coc_squash_t *walk, const uint8_t *p)
{
    size_t  left;

    left = (size_t) (walk->end - p);

    switch (*p) {

    case ',': case ';': case ':': case '\'': case '"': case '`': case '>':
        return 0;

    case ')': case ']': case '}':
        return left > 1 && (p[1] == '-' || p[1] == '{');

    case '.': case '-': case '_':
        if (left < 2 || (coc_sign_kind[p[1]] & COC_SIGN_SPACE)) {
            return 0;
        }

        return left < 3 || p[2] != *p
               || !(coc_sign_kind[p[1]] & COC_SIGN_LETTER);

    default:
        return 1;
    }
}


/* The first piece is one letter, and as often as the second: "ff uu". */

static inline int
coc_squash_doubled(const uint8_t letter[4], size_t piece)
{
    return (piece == 2 && letter[2] == letter[3])
           || (piece == 3 && letter[1] == letter[2]);
}


/*
 * Whether a word may begin with the letter at p: its first letters, whatever
 * parts them, are asked of the lexicon.  A sign that may be a letter ends
 * what can be told.
 */

static int
coc_squash_letters(const coc_squash_t *walk, const uint8_t *p)
{
    size_t          n, piece;
    uint8_t         kind, letter[4];
    const uint8_t  *q, *end;

    n = 0;
    piece = 0;
    end = p + coc_min(COC_SQUASH_AHEAD, (size_t) (walk->end - p));

    for (q = p; q < end; q++) {
        kind = coc_sign_kind[*q];

        if (kind & COC_SIGN_LETTER) {
            letter[n++] = (uint8_t) (*q - 'a');

            if (n == 4) {
                return coc_lexicon_begins(walk->lexicon, letter, 4)
                       && (piece == 0 || letter[0] != letter[1]
                           || coc_squash_doubled(letter, piece));
            }

            continue;
        }

        if (piece == 0) {
            piece = n;

            if (!coc_lexicon_begins(walk->lexicon, letter, n)) {
                return 0;
            }

            if (n == 3
                && (walk->lexicon->whole[letter[0] * 32 + letter[1]]
                    >> letter[2]) & 1)
            {
                return 1;
            }
        }

        if (kind & COC_SIGN_SPACE) {
            continue;
        }

        if (kind == COC_SIGN_MARK && !coc_squash_stands(walk, q)) {
            continue;
        }

        /* of what is split in two, both parts are letters */

        return (piece < 2 || q == p + piece)
               && coc_lexicon_begins(walk->lexicon, letter, n);
    }

    return n == 3 && end == walk->end && piece == 0
           && (walk->lexicon->whole[letter[0] * 32 + letter[1]]
               >> letter[2]) & 1;
}


/* "$ h ! t" */

static int
coc_squash_spelled(const coc_squash_t *walk, const uint8_t *p)
{
    return walk->end - p > 6 && p[3] == ' ' && p[5] == ' '
           && !(coc_sign_kind[p[2]] & COC_SIGN_SPACE)
           && !(coc_sign_kind[p[4]] & COC_SIGN_SPACE)
           && ((coc_sign_kind[p[2]] | coc_sign_kind[p[4]]
                | coc_sign_kind[p[6]]) & COC_SIGN_LETTER);
}


/* The same for a sign or digit; it must begin the text, or follow a blank. */

static int
coc_squash_sign(const coc_squash_t *walk, const uint8_t *p)
{
    uint32_t  cp;

    if (p + 1 >= walk->end || !coc_squash_opens(walk, p)
        || ((coc_sign_kind[p[1]] & COC_SIGN_SPACE)
            && !coc_squash_spelled(walk, p)))
    {
        return 0;
    }

    if (*p >= 0x80) {
        (void) coc_utf8_read(p, walk->end, &cp);
        return coc_sign_high(cp) != 0;
    }

    return coc_sign_letters[*p] != 0 || *p == '*' || *p == '|' || *p == '/'
           || *p == '\\' || *p == ')' || *p == '}' || *p == ']';
}


/* All four bytes are a to z. */

static inline int
coc_squash_all_letters(uint32_t four)
{
    return (((four + 0x1f1f1f1f) & ~(four + 0x05050505) & ~four)
            & 0x80808080) == 0x80808080;
}


/* By its first letters or signs a word may begin at p. */

static inline int
coc_squash_first(const coc_squash_t *walk, const uint8_t *p)
{
    uint32_t  four;

    if (walk->end - p >= 4) {
        four = coc_lexicon_load(p);

        if (coc_squash_all_letters(four)) {
            return coc_lexicon_four(walk->lexicon, four - 0x61616161);
        }
    }

    return (coc_sign_kind[*p] & COC_SIGN_LETTER) ? coc_squash_letters(walk, p)
                                                 : coc_squash_sign(walk, p);
}


const uint8_t *
coc_squash_start(const coc_squash_t *walk, const uint8_t *p,
    coc_squash_starts_t *starts)
{
    uint64_t  bits;

    bits = 0;

    if (starts->base != NULL && p - starts->base < COC_SQUASH_BLOCK) {
        bits = starts->bits & (~(uint64_t) 0 << (p - starts->base));
        p = starts->base + coc_min(COC_SQUASH_BLOCK,
                                   walk->end - starts->base);
    }

    for ( ;; ) {

        for ( /* void */ ; bits != 0; bits &= bits - 1) {
            p = starts->base + __builtin_ctzll(bits);

            if (coc_squash_first(walk, p)) {
                starts->bits = bits;
                return p;
            }
        }

        if (starts->base != NULL) {
            p = coc_max(p, starts->base + coc_min(COC_SQUASH_BLOCK,
                                                  walk->end - starts->base));
        }

        if (p == walk->end) {
            return p;
        }

        bits = coc_squash_block(walk, p);
        starts->base = p;
    }
}
