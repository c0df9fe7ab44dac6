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
#include "coc_match_words_int.h"


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
