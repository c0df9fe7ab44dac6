/*
 * Sets of byte strings: products, unions, and how rare they are.
 */

#include "coc_literal_set.h"


/*
 * How rare a byte is in English prose, in bits: of the logarithm of its share.
 * Letters hang together, so that these are less than their share alone would
 * give.  What is not here is rarer than all of these.
 */

static const uint8_t  coc_lits_bytes[256] = {
    [COC_LITS_EDGE] = 2, [COC_LITS_DIGITS] = 3,
    [' '] = 2, ['e'] = 2,
    ['t'] = 3, ['a'] = 3, ['o'] = 3, ['i'] = 3, ['n'] = 3, ['s'] = 3,
    ['h'] = 3, ['r'] = 3,
    ['d'] = 4, ['l'] = 4, ['c'] = 4, ['u'] = 4, ['m'] = 4, ['f'] = 4,
    ['p'] = 4, ['g'] = 4, ['w'] = 4, ['y'] = 4, ['b'] = 4,
    ['.'] = 5, [','] = 5, ['v'] = 5, ['k'] = 5,
    ['j'] = 6, ['x'] = 6, ['q'] = 6, ['z'] = 6,
    ['0'] = 6, ['1'] = 6, ['2'] = 6, ['3'] = 6, ['4'] = 6, ['5'] = 6,
    ['6'] = 6, ['7'] = 6, ['8'] = 6, ['9'] = 6,
    ['-'] = 6, ['\''] = 6, ['('] = 6, [')'] = 6, ['/'] = 6, [':'] = 6,
    ['?'] = 6, ['!'] = 6
};


/* Words commoner than their letters, by how common they are. */

static const struct {
    const char  *words;         /* a space before and after each */
    unsigned     bits;
} coc_lits_words[] = {
    { " the of to and in is a for ", 2 },
    { " you your that this with was are not have my his her it on he they we "
      "who from but all one what can there out about be or as at an i by if "
      "no so she our their were any will has had don't ", 4 },
    { " patient doctor like just know want need make take get see would should "
      "could never then than them him been does do did how when where why "
      "some these those most use people time now here more up down over very "
      "me us its it's i'm i am you are are you i have this is that's off "
      "good well only day days two today back because ", 7 }
};

#define COC_LITS_RARE       7
#define COC_LITS_COMMON     7           /* bytes of the longest of these */
#define COC_LITS_ROOM       (COC_LITS_ONE >> 28)


int
coc_lits_word(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'
           || (c >= 'A' && c <= 'Z');
}


int
coc_lits_empty(const coc_lits_t *set)
{
    size_t  i;

    for (i = 0; i < set->n; i++) {
        if (set->str[i].len == 0
            || (set->str[i].len == 1
                && set->str[i].data[0] == COC_LITS_EDGE))
        {
            return 1;
        }
    }

    return 0;
}


static int
coc_lits_grow(coc_arena_t *arena, coc_lits_t *set, size_t size)
{
    coc_str_t  *str;

    if (size <= set->size) {
        return COC_OK;
    }

    size = coc_max(size, set->size * 2);
    str = coc_arena_array(arena, size, sizeof(coc_str_t));

    if (str == NULL) {
        return coc_arena_exhausted(arena) ? COC_LIMIT : COC_ERROR;
    }

    if (set->n != 0) {
        memcpy(str, set->str, set->n * sizeof(coc_str_t));
    }

    set->str = str;
    set->size = size;

    return COC_OK;
}


int
coc_lits_add(coc_arena_t *arena, coc_lits_t *set, coc_str_t text, size_t max)
{
    int     rc;
    size_t  i, last;

    last = text.len - 1;

    /* the last bytes first: many of a product begin alike */

    for (i = 0; i < set->n; i++) {
        if (set->str[i].len == text.len
            && (text.len == 0
                || (set->str[i].data[last] == text.data[last]
                    && memcmp(set->str[i].data, text.data, last) == 0)))
        {
            return COC_OK;
        }
    }

    if (set->n >= max || text.len > COC_LITS_LEN) {
        return COC_LIMIT;
    }

    rc = coc_lits_grow(arena, set, set->n + 1);

    if (rc == COC_OK) {
        set->str[set->n++] = text;
    }

    return rc;
}


int
coc_lits_one(coc_arena_t *arena, coc_str_t text, coc_lits_t *out)
{
    memset(out, 0, sizeof(coc_lits_t));

    return coc_lits_add(arena, out, text, 1);
}


int
coc_lits_merge(coc_arena_t *arena, coc_lits_t *set, const coc_lits_t *other,
    size_t max)
{
    int     rc;
    size_t  i;

    for (i = 0; i < other->n; i++) {
        rc = coc_lits_add(arena, set, other->str[i], max);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


int
coc_lits_copy(coc_arena_t *arena, const coc_lits_t *set, coc_lits_t *out)
{
    int  rc;

    memset(out, 0, sizeof(coc_lits_t));
    rc = coc_lits_grow(arena, out, set->n);

    if (rc == COC_OK && set->n != 0) {
        memcpy(out->str, set->str, set->n * sizeof(coc_str_t));
        out->n = set->n;
    }

    return rc;
}


static int
coc_lits_join(coc_arena_t *arena, coc_str_t a, coc_str_t b, coc_str_t *out)
{
    uint8_t  *p;

    if (a.len == 0 || b.len == 0) {
        *out = (a.len == 0) ? b : a;
        return COC_OK;
    }

    /* an edge inside is told by what stands there */

    if (a.len > 1 && a.data[a.len - 1] == COC_LITS_EDGE) {
        a.len--;
    }

    if (b.len > 1 && b.data[0] == COC_LITS_EDGE) {
        b.data++;
        b.len--;
    }

    if (a.data[a.len - 1] == b.data[0] && b.data[0] <= COC_LITS_DIGITS) {
        b.data++;
        b.len--;
    }

    p = coc_arena_alloc(arena, a.len + b.len);
    if (p == NULL) {
        return coc_arena_exhausted(arena) ? COC_LIMIT : COC_ERROR;
    }

    memcpy(p, a.data, a.len);
    memcpy(p + a.len, b.data, b.len);

    out->data = p;
    out->len = a.len + b.len;

    return COC_OK;
}


int
coc_lits_cross(coc_arena_t *arena, const coc_lits_t *a, const coc_lits_t *b,
    coc_lits_t *out)
{
    int        rc;
    size_t     i, k;
    coc_str_t  text;

    if (a->n * b->n > ((a->n == 1 || b->n == 1) ? COC_LITS_EXACT
                                                : COC_LITS_CROSS))
    {
        return COC_LIMIT;
    }

    memset(out, 0, sizeof(coc_lits_t));

    for (i = 0; i < a->n; i++) {
        for (k = 0; k < b->n; k++) {

            if (a->str[i].len + b->str[k].len > COC_LITS_LEN) {
                return COC_LIMIT;
            }

            rc = coc_lits_join(arena, a->str[i], b->str[k], &text);

            if (rc == COC_OK) {
                rc = coc_lits_add(arena, out, text, COC_LITS_EXACT);
            }

            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    return COC_OK;
}


int
coc_lits_open(const coc_lits_t *set, int end)
{
    size_t     i;
    coc_str_t  text;

    for (i = 0; i < set->n; i++) {
        text = set->str[i];

        if (text.len == 0 || coc_lits_part(text.data[end ? text.len - 1 : 0]))
        {
            return 0;
        }
    }

    return 1;
}


int
coc_lits_edges(coc_arena_t *arena, const coc_lits_t *set, int end,
    coc_lits_t *out)
{
    int         rc;
    coc_lits_t  edge;
    coc_str_t   text = coc_str("\001");

    rc = coc_lits_one(arena, text, &edge);

    if (rc == COC_OK) {
        rc = end ? coc_lits_cross(arena, set, &edge, out)
                 : coc_lits_cross(arena, &edge, set, out);
    }

    return rc;
}


static unsigned
coc_lits_byte(uint8_t c)
{
    return (coc_lits_bytes[c] != 0) ? coc_lits_bytes[c] : COC_LITS_RARE;
}


/* Whether c is part of a word, of whatever script. */

static int
coc_lits_letter(uint8_t c)
{
    return c >= 0x80 || coc_lits_word(c);
}


/* Whether text, without what stands around it, is one of words. */

static int
coc_lits_common(coc_str_t text, const char *words)
{
    uint8_t  word[COC_LITS_COMMON + 2];

    while (text.len && !coc_lits_letter(text.data[0])) {
        text.data++;
        text.len--;
    }

    while (text.len && !coc_lits_letter(text.data[text.len - 1])) {
        text.len--;
    }

    if (text.len == 0 || text.len > COC_LITS_COMMON) {
        return 0;
    }

    word[0] = ' ';
    memcpy(word + 1, text.data, text.len);
    word[text.len + 1] = ' ';

    return memmem(words, strlen(words), word, text.len + 2) != NULL;
}


static unsigned
coc_lits_rarity(coc_str_t text)
{
    size_t    i;
    unsigned  bits;

    for (bits = 0, i = 0; i < text.len; i++) {
        bits += coc_lits_byte(text.data[i]);
    }

    for (i = 0; i < coc_nelts(coc_lits_words); i++) {
        if (bits > coc_lits_words[i].bits
            && coc_lits_common(text, coc_lits_words[i].words))
        {
            return coc_lits_words[i].bits;
        }
    }

    return coc_min(bits, 48);
}


uint64_t
coc_lits_weight(const coc_lits_t *set, size_t from)
{
    size_t    i;
    uint64_t  weight;

    for (weight = 0, i = from; i < set->n; i++) {
        weight += (COC_LITS_ONE >> coc_lits_rarity(set->str[i]))
                  + COC_LITS_ROOM;
    }

    return coc_min(weight, COC_LITS_ONE);
}


unsigned
coc_lits_bits(uint64_t weight)
{
    return (weight == 0) ? 48 : (unsigned) __builtin_clzll(weight) - 15;
}


static int
coc_lits_holds(coc_str_t text, coc_str_t part)
{
    size_t  at;

    if (part.len == 0) {
        return 1;
    }

    for (at = 0; at + part.len <= text.len; at++) {
        if (text.data[at] == part.data[0]
            && memcmp(text.data + at, part.data, part.len) == 0)
        {
            return 1;
        }
    }

    return 0;
}


void
coc_lits_prune(coc_lits_t *set)
{
    size_t  i, k, n;

    for (n = 0, i = 0; i < set->n; i++) {

        for (k = 0; k < set->n; k++) {
            if (k != i && set->str[k].len < set->str[i].len
                && coc_lits_holds(set->str[i], set->str[k]))
            {
                break;
            }
        }

        if (k == set->n) {
            set->str[n++] = set->str[i];
        }
    }

    set->n = n;
}


int
coc_lits_imply(const coc_lits_t *a, const coc_lits_t *b)
{
    size_t  i, k;

    for (i = 0; i < a->n; i++) {

        for (k = 0; k < b->n; k++) {
            if (coc_lits_holds(a->str[i], b->str[k])) {
                break;
            }
        }

        if (k == b->n) {
            return 0;
        }
    }

    return 1;
}
