/*
 * A trie of literals as a double array (Aoe, 1989): from a node at place s the
 * child for a byte c is at base[s] + c, if check[] there says s.  Where a
 * single literal is left, its end is compared and no nodes are made.
 *
 * Most of what rules look for begins where a word does, and a text has few
 * such places.  A scan for all literals at all places, as Vectorscan does it,
 * looks twice wherever the ends of common words stand: that took six times as
 * long.
 */

#include "coc_match_words.h"
#include "coc_literal_set.h"

#include <stdlib.h>


#define COC_WORDS_TRIED  64             /* places, in vain */
#define COC_WORDS_SKIP   2              /* bytes before the first word */
#define COC_WORDS_NONE   UINT32_MAX
#define COC_WORDS_LEAF   0x80000000u    /* in base: the rest is one literal */
#define COC_WORDS_BYTES  256

#define COC_WORDS_FOUR_BITS  15
#define COC_WORDS_FOUR       (1u << COC_WORDS_FOUR_BITS)
#define COC_WORDS_TWO        65536u


typedef struct {
    uint32_t  base;             /* or leaf and the place in order */
    uint32_t  check;            /* the parent, or none: free */
    uint32_t  first;            /* literals that end here, in order */
    uint32_t  n;
} coc_words_node_t;


typedef struct {
    const uint8_t  *text;       /* from its first word on */
    const uint8_t  *before;     /* what stands before that */
    uint16_t        len;
    uint8_t         skip;
    uint8_t         right;
    uint32_t        id;
} coc_words_literal_t;


struct coc_words_s {
    coc_alloc_t           alloc;
    uint8_t              *texts;
    coc_words_literal_t  *literals;     /* in the order of their texts */
    uint32_t              nliterals;
    coc_words_node_t     *nodes;
    uint32_t              nnodes;
    uint32_t              unused;       /* no free place is before it */
    uint32_t              wide;         /* before it several seldom fit */
    unsigned              shape:1;
    uint8_t               lower[COC_WORDS_BYTES];

    /* what literals begin with, bits: six or four bytes hashed, or two */

    uint64_t              six[COC_WORDS_FOUR / 64];
    uint64_t              four[COC_WORDS_FOUR / 64];
    uint64_t              two[COC_WORDS_TWO / 64];
};


/* Letters in lower case; other bytes as they are, or another alike. */

#define coc_words_key4(p)  (coc_words_load4(p) | 0x20202020u)
#define coc_words_key6(p)                                                     \
    (coc_words_key4(p) ^ coc_words_key2((p) + 4) * 40503u)
#define coc_words_hash(k)  (((k) * 2654435769u) >> (32 - COC_WORDS_FOUR_BITS))


static inline uint32_t
coc_words_load4(const uint8_t *p)
{
    uint32_t  k;

    memcpy(&k, p, sizeof(k));

    return k;
}


static inline uint32_t
coc_words_key2(const uint8_t *p)
{
    return (uint32_t) (p[0] << 8 | p[1]) | 0x2020u;
}


int
coc_words_skip(coc_str_t text, int left)
{
    int  i;

    if (text.len != 0 && (left || coc_edge_mark_byte(text.data[0]))) {
        return 0;
    }

    for (i = 1; i <= COC_WORDS_SKIP && (size_t) i < text.len; i++) {
        if (!coc_lits_part(text.data[i - 1])
            && (coc_lits_part(text.data[i]) || text.data[i] >= 0x80
                || coc_edge_mark_byte(text.data[i])))
        {
            return i;
        }
    }

    return -1;
}


static int
coc_words_compare(const void *one, const void *two)
{
    int                         rc;
    const coc_words_literal_t  *a = one, *b = two;

    rc = memcmp(a->text, b->text, coc_min(a->len, b->len));

    return (rc != 0) ? rc : (int) a->len - (int) b->len;
}


/* Notes the first bytes of a literal. */

static void
coc_words_begins(coc_words_t *words, const coc_words_literal_t *literal)
{
    int       c;
    uint8_t   two[2];
    uint32_t  k;

    if (literal->len >= 6 && !words->shape) {
        k = coc_words_hash(coc_words_key6(literal->text));
        words->six[k >> 6] |= (uint64_t) 1 << (k & 63);
        return;
    }

    if (literal->len >= 4 && !words->shape) {
        k = coc_words_hash(coc_words_key4(literal->text));
        words->four[k >> 6] |= (uint64_t) 1 << (k & 63);
        return;
    }

    two[0] = literal->text[0];

    for (c = 0; c < COC_WORDS_BYTES; c++) {
        if (literal->len == 1 || c == literal->text[1]
            || literal->text[0] == COC_LITS_DIGITS)
        {
            two[1] = (uint8_t) c;
            k = coc_words_key2(two);
            words->two[k >> 6] |= (uint64_t) 1 << (k & 63);
        }
    }
}


static int
coc_words_literals(coc_words_t *words, const coc_str_t *texts,
    const coc_hs_edge_t *edges)
{
    size_t                size;
    uint8_t              *p;
    uint32_t              i;
    coc_words_literal_t  *literal;

    for (size = 1, i = 0; i < words->nliterals; i++) {
        size += texts[i].len;
    }

    words->texts = words->alloc.alloc(words->alloc.ctx, size);
    words->literals = words->alloc.alloc(words->alloc.ctx, words->nliterals
                                         * sizeof(coc_words_literal_t));

    if (words->texts == NULL || words->literals == NULL) {
        return COC_ERROR;
    }

    p = words->texts;

    for (i = 0; i < words->nliterals; i++) {
        memcpy(p, texts[i].data, texts[i].len);

        literal = &words->literals[i];
        literal->id = i;
        literal->skip = (uint8_t) coc_words_skip(texts[i], edges[i].left);
        literal->right = edges[i].right;
        literal->before = p;
        literal->text = p + literal->skip;
        literal->len = (uint16_t) (texts[i].len - literal->skip);

        coc_words_begins(words, literal);
        p += texts[i].len;
    }

    qsort(words->literals, words->nliterals, sizeof(coc_words_literal_t),
          coc_words_compare);

    return COC_OK;
}


/* Makes room for the children of a node whose base is this. */

static int
coc_words_grow(coc_words_t *words, uint32_t base)
{
    uint32_t           n;
    coc_words_node_t  *nodes;

    if (base + COC_WORDS_BYTES <= words->nnodes) {
        return COC_OK;
    }

    n = base + COC_WORDS_BYTES + words->nnodes;
    nodes = words->alloc.alloc(words->alloc.ctx, n * sizeof(coc_words_node_t));

    if (nodes == NULL) {
        return COC_ERROR;
    }

    if (words->nnodes != 0) {
        memcpy(nodes, words->nodes, words->nnodes * sizeof(coc_words_node_t));
    }

    memset(nodes + words->nnodes, 0xff,
           (n - words->nnodes) * sizeof(coc_words_node_t));

    words->alloc.free(words->alloc.ctx, words->nodes);
    words->nodes = nodes;
    words->nnodes = n;

    return COC_OK;
}


/* A base under which the n bytes, in rising order, find free places. */

static int
coc_words_base(coc_words_t *words, const uint8_t *bytes, size_t n,
    uint32_t *base)
{
    size_t    i;
    uint32_t  place, first;

    while (words->unused < words->nnodes
           && words->nodes[words->unused].check != COC_WORDS_NONE)
    {
        words->unused++;
    }

    first = coc_max((n == 1) ? words->unused : words->wide,
                    (uint32_t) bytes[0] + 1);

    for (place = first; /* void */; place++) {
        *base = place - bytes[0];

        if (coc_words_grow(words, *base) != COC_OK) {
            return COC_ERROR;
        }

        for (i = 0; i < n; i++) {
            if (words->nodes[*base + bytes[i]].check != COC_WORDS_NONE) {
                break;
            }
        }

        if (i == n) {
            break;
        }
    }

    if (n > 1 && place - first > COC_WORDS_TRIED) {
        words->wide = first + COC_WORDS_TRIED;
    }

    return COC_OK;
}


/*
 * The children of the node at place, whose literals are those from first to
 * end - 1 and agree in depth bytes.
 */

static int
coc_words_children(coc_words_t *words, uint32_t place, uint32_t first,
    uint32_t end, size_t depth)
{
    int                         rc;
    size_t                      i, n;
    uint8_t                     bytes[COC_WORDS_BYTES];
    uint32_t                    base, at[COC_WORDS_BYTES + 1];
    const coc_words_literal_t  *literals;

    literals = words->literals;
    words->nodes[place].first = first;

    while (first < end && literals[first].len == depth) {
        first++;
    }

    words->nodes[place].n = first - words->nodes[place].first;

    if (end - first <= 1) {
        words->nodes[place].base = (first == end) ? COC_WORDS_NONE
                                                  : COC_WORDS_LEAF | first;
        return COC_OK;
    }

    bytes[0] = literals[first].text[depth];
    at[0] = first;

    for (n = 1; first < end; first++) {
        if (bytes[n - 1] != literals[first].text[depth]) {
            bytes[n] = literals[first].text[depth];
            at[n++] = first;
        }
    }

    at[n] = end;

    if (coc_words_base(words, bytes, n, &base) != COC_OK) {
        return COC_ERROR;
    }

    words->nodes[place].base = base;

    for (i = 0; i < n; i++) {
        words->nodes[base + bytes[i]].check = place;
    }

    /* as deep as a literal is long: rules' authors bound that */

    for (rc = COC_OK, i = 0; rc == COC_OK && i < n; i++) {
        rc = coc_words_children(words, base + bytes[i], at[i], at[i + 1],
                                depth + 1);
    }

    return rc;
}


int
coc_words_create(coc_words_t **words, const coc_alloc_t *alloc,
    const coc_str_t *texts, const coc_hs_edge_t *edges, uint32_t n, int shape)
{
    int           rc, c;
    coc_words_t  *w;

    *words = NULL;

    if (n == 0) {
        return COC_OK;
    }

    w = alloc->alloc(alloc->ctx, sizeof(coc_words_t));
    if (w == NULL) {
        return COC_ERROR;
    }

    memset(w, 0, sizeof(coc_words_t));
    w->alloc = *alloc;
    w->nliterals = n;
    w->shape = (shape != 0);

    for (c = 0; c < COC_WORDS_BYTES; c++) {
        w->lower[c] = (uint8_t) ((c >= 'A' && c <= 'Z') ? c | 0x20 : c);

        if (shape && c >= '0' && c <= '9') {
            w->lower[c] = COC_LITS_DIGITS;
        }
    }

    rc = coc_words_literals(w, texts, edges);

    if (rc == COC_OK) {
        rc = coc_words_grow(w, 0);
    }

    if (rc == COC_OK) {
        w->nodes[0].check = 0;
        rc = coc_words_children(w, 0, 0, n, 0);
    }

    if (rc != COC_OK) {
        coc_words_destroy(w);
        return rc;
    }

    *words = w;

    return COC_OK;
}


void
coc_words_destroy(coc_words_t *words)
{
    coc_alloc_t  alloc;

    if (words == NULL) {
        return;
    }

    alloc = words->alloc;

    alloc.free(alloc.ctx, words->texts);
    alloc.free(alloc.ctx, words->literals);
    alloc.free(alloc.ctx, words->nodes);
    alloc.free(alloc.ctx, words);
}


/* Literals that agree with the text up to their ends, which is at end. */

static void
coc_words_end(const coc_words_t *words, const coc_words_literal_t *literal,
    uint32_t n, uint32_t first, const uint8_t *start, const uint8_t *end,
    coc_hs_found_t *found)
{
    size_t          i;
    uint32_t        id;
    uint64_t        where;
    const uint8_t  *last;

    last = found->text.data + found->text.len;
    where = words->shape ? COC_WINDOW_ALL
            : (uint64_t) 1 << ((size_t) (start - found->text.data)
                               >> found->shift);

    for ( /* void */; n > 0; n--, literal++) {
        id = first + literal->id;

        if ((coc_hs_has(found, id) && (found->where[id] & where) == where)
            || (literal->right && end < last && coc_lits_word(*end))
            || (size_t) (start - found->text.data) < literal->skip)
        {
            continue;
        }

        for (i = literal->skip; i > 0; i--) {
            if (words->lower[start[-(ptrdiff_t) i]]
                != literal->before[literal->skip - i])
            {
                break;
            }
        }

        if (i != 0) {
            continue;
        }

        if (coc_hs_has(found, id)) {
            found->where[id] |= where;

        } else {
            coc_hs_note(found, id, where);
        }
    }
}


/* Takes the byte at *p, or a run of digits, as it stands in literals. */

static inline uint8_t
coc_words_take(const coc_words_t *words, const uint8_t **p,
    const uint8_t *last)
{
    uint8_t  c;

    c = words->lower[*(*p)++];

    if (c == COC_LITS_DIGITS) {
        while (*p < last && words->lower[**p] == COC_LITS_DIGITS) {
            (*p)++;
        }
    }

    return c;
}


static void
coc_words_walk(const coc_words_t *words, uint32_t first,
    const uint8_t *start, coc_hs_found_t *found)
{
    size_t                      depth;
    uint32_t                    place, next;
    const uint8_t              *p, *last;
    const coc_words_node_t     *nodes, *node;
    const coc_words_literal_t  *literal;

    p = start;
    nodes = words->nodes;
    last = found->text.data + found->text.len;

    for (depth = 0, place = 0; /* void */; depth++, place = next) {
        node = &nodes[place];

        if (node->n != 0) {
            coc_words_end(words, &words->literals[node->first], node->n,
                          first, start, p, found);
        }

        if (node->base & COC_WORDS_LEAF) {
            break;
        }

        if (p == last) {
            return;
        }

        next = node->base + coc_words_take(words, &p, last);

        if (nodes[next].check != place) {
            return;
        }
    }

    if (node->base == COC_WORDS_NONE) {
        return;
    }

    literal = &words->literals[node->base & ~COC_WORDS_LEAF];

    for ( /* void */; depth < literal->len; depth++) {
        if (p == last
            || coc_words_take(words, &p, last) != literal->text[depth])
        {
            return;
        }
    }

    coc_words_end(words, literal, 1, first, start, p, found);
}


/* Whether a literal may begin like the text at p. */

static inline int
coc_words_maybe(const coc_words_t *words, const uint8_t *p,
    const uint8_t *last)
{
    uint8_t   first[2];
    uint32_t  six, four, two;

    if (last - p < 6) {
        return 1;
    }

    if (words->shape) {
        first[0] = words->lower[p[0]];
        first[1] = words->lower[p[1]];
        two = coc_words_key2(first);

        return (int) (words->two[two >> 6] >> (two & 63)) & 1;
    }

    six = coc_words_hash(coc_words_key6(p));
    four = coc_words_hash(coc_words_key4(p));
    two = coc_words_key2(p);

    return (int) ((words->six[six >> 6] >> (six & 63)
                   | words->four[four >> 6] >> (four & 63)
                   | words->two[two >> 6] >> (two & 63)) & 1);
}


void
coc_words_scan(const coc_words_t *words, const coc_edges_t *edges,
    coc_str_t text, uint32_t first, coc_hs_found_t *found)
{
    size_t          i;
    uint64_t        starts;
    const uint8_t  *p, *last;

    found->text = text;
    last = text.data + text.len;

    for (i = 0; i < text.len; i += COC_EDGE_BYTES) {
        starts = coc_edges_starts(edges, text, i, COC_EDGE_MARKS);

        for ( /* void */; starts != 0; starts &= starts - 1) {
            p = text.data + i + __builtin_ctzll(starts);

            if (coc_words_maybe(words, p, last)) {
                coc_words_walk(words, first, p, found);
            }
        }
    }
}
