/*
 * Makes the trie of coc_match_words.c.
 */

#include "coc_match_places.h"
#include "coc_match_words_int.h"

#include <stdlib.h>


#define COC_WORDS_TRIED  64             /* places, in vain */
#define COC_WORDS_SKIP   2              /* bytes before the first word */


/* What is needed while the trie is made. */

typedef struct {
    coc_words_t   *words;
    coc_places_t   places;
    uint32_t       unused;      /* no free place is before it */
    uint32_t       wide;        /* before it several seldom fit */
} coc_words_work_t;


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


/* Makes nodes of all places below n, free ones beyond those there were. */

static int
coc_words_resize(coc_words_t *words, uint32_t n)
{
    uint32_t           old;
    coc_words_node_t  *nodes;

    nodes = words->alloc.alloc(words->alloc.ctx, n * sizeof(coc_words_node_t));

    if (nodes == NULL) {
        return COC_ERROR;
    }

    old = coc_min(words->nnodes, n);

    if (old != 0) {
        memcpy(nodes, words->nodes, old * sizeof(coc_words_node_t));
    }

    memset(nodes + old, 0xff, (n - old) * sizeof(coc_words_node_t));

    words->alloc.free(words->alloc.ctx, words->nodes);
    words->nodes = nodes;
    words->nnodes = n;

    return COC_OK;
}


/* A base under which the n bytes, in rising order, find free places. */

static int
coc_words_base(coc_words_work_t *work, const uint8_t *bytes, size_t n,
    uint32_t *base)
{
    uint32_t      first;
    coc_words_t  *words;

    words = work->words;
    work->unused = coc_places_next(&work->places, work->unused);

    first = coc_max((n == 1) ? work->unused : work->wide,
                    (uint32_t) bytes[0] + 1);
    *base = coc_places_base(&work->places, first, bytes, n);

    if (n > 1 && *base + bytes[0] - first > COC_WORDS_TRIED) {
        work->wide = first + COC_WORDS_TRIED;
    }

    return (*base + COC_WORDS_BYTES <= words->nnodes) ? COC_OK
           : coc_words_resize(words, *base + COC_WORDS_BYTES + words->nnodes);
}


/*
 * The children of the node at place, whose literals are those from first to
 * end - 1 and agree in depth bytes.
 */

static int
coc_words_children(coc_words_work_t *work, uint32_t place, uint32_t first,
    uint32_t end, size_t depth)
{
    int                         rc;
    size_t                      i, n;
    uint8_t                     bytes[COC_WORDS_BYTES];
    uint32_t                    base, at[COC_WORDS_BYTES + 1];
    coc_words_t                *words;
    const coc_words_literal_t  *literals;

    words = work->words;
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

    if (coc_words_base(work, bytes, n, &base) != COC_OK) {
        return COC_ERROR;
    }

    words->nodes[place].base = base;

    for (i = 0; i < n; i++) {
        words->nodes[base + bytes[i]].check = place;

        if (coc_places_take(&work->places, base + bytes[i]) != COC_OK) {
            return COC_ERROR;
        }
    }

    /* as deep as a literal is long: rules' authors bound that */

    for (rc = COC_OK, i = 0; rc == COC_OK && i < n; i++) {
        rc = coc_words_children(work, base + bytes[i], at[i], at[i + 1],
                                depth + 1);
    }

    return rc;
}


/* The trie of the literals, with no more nodes than it needs. */

static int
coc_words_trie(coc_words_t *words)
{
    int               rc;
    uint32_t          end;
    coc_words_work_t  work;

    work.words = words;
    work.unused = 0;
    work.wide = 0;
    coc_places_init(&work.places, &words->alloc);

    rc = coc_words_resize(words, COC_WORDS_BYTES);

    if (rc == COC_OK) {
        words->nodes[0].check = 0;
        rc = coc_places_take(&work.places, 0);
    }

    if (rc == COC_OK) {
        rc = coc_words_children(&work, 0, 0, words->nliterals, 0);
    }

    coc_places_free(&work.places);

    for (end = words->nnodes; rc == COC_OK && end > 0; end--) {
        if (words->nodes[end - 1].check != COC_WORDS_NONE) {
            break;
        }
    }

    /* a node's base is below its children, which may be any of the bytes */

    return (rc != COC_OK || end + COC_WORDS_BYTES >= words->nnodes) ? rc
           : coc_words_resize(words, end + COC_WORDS_BYTES);
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
        rc = coc_words_trie(w);
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
