/*
 * Runs of ASCII.  GNU vectors of 16 bytes become SSE2 or NEON without asking
 * which machine it is, and plain words where there is neither.
 */

#include "coc_ascii.h"


#define COC_ASCII_VECTOR  16


typedef int8_t   coc_ascii_v __attribute__ ((vector_size(COC_ASCII_VECTOR)));
typedef uint8_t  coc_ascii_uv __attribute__ ((vector_size(COC_ASCII_VECTOR)));


#define S   COC_ASCII_SPECIAL
#define U   (COC_ASCII_UPPER | COC_ASCII_WORD | COC_ASCII_LETTER)
#define L   (COC_ASCII_WORD | COC_ASCII_LETTER)
#define D   COC_ASCII_WORD
#define P   COC_ASCII_PAIR
#define N   (COC_ASCII_SPECIAL | COC_ASCII_WORD | COC_ASCII_LETTER)
#define N8  N, N, N, N, N, N, N, N

const uint8_t  coc_ascii_classes[256] = {
    S, S, S, S, S, S, S, S,     S, 0, 0, S, S, 0, S, S,
    S, S, S, S, S, S, S, S,     S, S, S, S, S, S, S, S,
    0, 0, 0, 0, 0, S, S, 0,     0, 0, S, 0, 0, 0, 0, P,
    D, D, D, D, D, D, D, D,     D, D, 0, 0, S, 0, 0, 0,
    0, U, U, U, U, U, U, U,     U, U, U, U, U, U, U, U,
    U, U, U, U, U, U, U, U | P, U, U, U, S, S, 0, 0, 0,
    S, L, L, L, L, L, L, L,     L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L | P, L, L, L, 0, 0, 0, S, S,
    N8, N8, N8, N8, N8, N8, N8, N8, N8, N8, N8, N8, N8, N8, N8, N8
};

#undef S
#undef U
#undef L
#undef D
#undef P
#undef N
#undef N8


static inline coc_ascii_v
coc_ascii_load(const uint8_t *p)
{
    coc_ascii_v  v;

    memcpy(&v, p, sizeof(v));

    return v;
}


static inline int
coc_ascii_any(coc_ascii_v v)
{
    uint64_t  half[2];

    memcpy(half, &v, sizeof(v));

    return (half[0] | half[1]) != 0;
}


/* Signed: what is below a space is a control or has the high bit. */

static inline coc_ascii_v
coc_ascii_special(coc_ascii_v v)
{
    return ((v < 0x20) & (v != '\n') & (v != '\r') & (v != '\t'))
           | (v == '%') | (v == '&') | (v == '*') | (v == '<') | (v == '[')
           | (v == '\\') | (v == '`') | (v > '}');
}


/* The first of two slashes, or of two w; next is v from one byte on. */

static inline coc_ascii_v
coc_ascii_pair(coc_ascii_v v, coc_ascii_v next)
{
    v |= 0x20;

    return (v == (next | 0x20)) & ((v == '/') | (v == 'w'));
}


/* A-Z moved to the upper end of the signed range: one comparison. */

static inline coc_ascii_v
coc_ascii_upper(coc_ascii_v v)
{
    coc_ascii_v  moved;

    moved = (coc_ascii_v) ((coc_ascii_uv) v + (uint8_t) (127 - 'Z'));

    return moved > 127 - 26;
}


size_t
coc_ascii_span(const uint8_t *p, size_t len)
{
    size_t    i;
    uint64_t  word;

    for (i = 0; len - i >= sizeof(word); i += sizeof(word)) {
        memcpy(&word, p + i, sizeof(word));

        if (word & 0x8080808080808080u) {
            break;
        }
    }

    while (i < len && p[i] < 0x80) {
        i++;
    }

    return i;
}


size_t
coc_ascii_clean(const uint8_t *p, size_t len, unsigned *upper)
{
    size_t       i;
    uint8_t      c, class;
    coc_ascii_v  a, b, big;

    i = 0;
    class = 0;

    /* More than two vectors, as pairs need the byte after the last. */

    if (len > 2 * COC_ASCII_VECTOR) {
        memset(&big, 0, sizeof(big));

        for ( /* void */ ; len - i > 2 * COC_ASCII_VECTOR;
             i += 2 * COC_ASCII_VECTOR)
        {
            a = coc_ascii_load(p + i);
            b = coc_ascii_load(p + i + COC_ASCII_VECTOR);

            if (coc_ascii_any(coc_ascii_special(a) | coc_ascii_special(b)
                | coc_ascii_pair(a, coc_ascii_load(p + i + 1))
                | coc_ascii_pair(b, coc_ascii_load(p + i + 1
                                                   + COC_ASCII_VECTOR))))
            {
                break;
            }

            big |= coc_ascii_upper(a) | coc_ascii_upper(b);
        }

        if (coc_ascii_any(big)) {
            *upper = 1;
        }
    }

    for ( /* void */ ; i < len; i++) {
        c = coc_ascii_class(p[i]);

        if (c & COC_ASCII_SPECIAL) {
            break;
        }

        if ((c & COC_ASCII_PAIR) && i + 1 < len
            && (p[i] | 0x20) == (p[i + 1] | 0x20))
        {
            break;
        }

        class |= c;
    }

    if (class & COC_ASCII_UPPER) {
        *upper = 1;
    }

    return i;
}


void
coc_ascii_lower(uint8_t *dst, const uint8_t *src, size_t len)
{
    size_t       i;
    coc_ascii_v  v;

    for (i = 0; len - i >= COC_ASCII_VECTOR; i += COC_ASCII_VECTOR) {
        v = coc_ascii_load(src + i);
        v |= coc_ascii_upper(v) & 0x20;
        memcpy(dst + i, &v, sizeof(v));
    }

    for ( /* void */ ; i < len; i++) {
        dst[i] = (uint8_t) (src[i] | ((coc_ascii_class(src[i])
                                       & COC_ASCII_UPPER) << 4));
    }
}
