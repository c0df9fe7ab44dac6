/*
 * Where a pattern may begin to match.  Most begin with one of a few words: to
 * try them where these stand takes a fraction of what a search takes.
 */

#include "coc_match_start.h"


/* The third and fourth byte of a string; what it has not may be anything. */

static void
coc_start_pair(uint32_t *bits, coc_str_t text)
{
    size_t  i;

    if (text.len >= 4) {
        bits[coc_first_class(text.data[2])]
            |= (uint32_t) 1 << coc_first_class(text.data[3]);

    } else if (text.len == 3) {
        bits[coc_first_class(text.data[2])] = UINT32_MAX;

    } else {
        for (i = 0; i < 32; i++) {
            bits[i] = UINT32_MAX;
        }
    }
}


void
coc_start_init(coc_start_t *start, const coc_first_t *first,
    const coc_lits_t *strings)
{
    size_t     i;
    coc_str_t  text;

    memset(start, 0, sizeof(coc_start_t));
    start->known = 1;
    start->word = (coc_first_word(first) != 0);
    start->kinds = (coc_first_marks(first) ? COC_EDGE_MARKS : 0)
                   | (coc_first_digits(first) ? COC_EDGE_DIGITS : 0);

    for (i = 0; i < COC_FIRST_ROWS; i++) {
        start->first[i] = (first->single >> i & 1) ? UINT32_MAX
                                                   : first->pair[i];
    }

    for (i = 0; i < strings->n; i++) {
        text = strings->str[i];

        if (text.data[text.len - 1] == COC_LITS_EDGE) {
            text.len--;
        }

        if (text.data[0] == COC_LITS_EDGE) {
            text.data++;
            text.len--;
        }

        coc_start_pair(start->next, text);
    }

    if (strings->n == 0) {
        memset(start->next, 0xff, sizeof(start->next));
    }
}


/* What is too near the end to be looked at whole may be anything. */

static inline int
coc_start_maybe(const coc_start_t *start, coc_str_t text, size_t at)
{
    const uint8_t  *p;

    p = text.data + at;

    return text.len - at < 4
           || ((start->first[coc_first_row(p[0])] >> coc_first_class(p[1]) & 1)
               && (start->next[coc_first_class(p[2])]
                   >> coc_first_class(p[3]) & 1));
}


static size_t
coc_start_word(const coc_start_t *start, const coc_edges_t *edges,
    coc_str_t text, size_t from, size_t until)
{
    size_t    i, at;
    uint64_t  starts;

    for (i = from & ~(size_t) (COC_EDGE_BYTES - 1); i < until;
         i += COC_EDGE_BYTES)
    {
        starts = coc_edges_starts(edges, text, i, start->kinds);

        if (from > i) {
            starts &= UINT64_MAX << (from - i);
        }

        for ( /* void */; starts != 0; starts &= starts - 1) {
            at = i + (size_t) __builtin_ctzll(starts);

            if (at >= until) {
                return until;
            }

            if (coc_start_maybe(start, text, at)
                && (text.data[at] & 0xc0) != 0x80)
            {
                return at;
            }
        }
    }

    return until;
}


size_t
coc_start_next(const coc_start_t *start, const coc_edges_t *edges,
    coc_str_t text, size_t from, size_t until)
{
    if (start->word) {
        return coc_start_word(start, edges, text, from, until);
    }

    for ( /* void */; from < until; from++) {

        /* a match begins with a character */

        if (coc_start_maybe(start, text, from)
            && (text.data[from] & 0xc0) != 0x80)
        {
            return from;
        }
    }

    return until;
}
