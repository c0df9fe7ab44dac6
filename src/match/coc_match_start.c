/*
 * Where a pattern may begin to match.  Most begin with one of a few words: to
 * try them where these stand takes a fraction of what a search takes.
 */

#include "coc_match_start.h"
#include "coc_match_edge.h"


#define coc_start_has(bits, a, b)                                             \
    (((bits)[(a) & 31] >> ((b) & 31)) & 1)


static void
coc_start_pair(uint32_t *bits, const uint8_t *p, size_t len)
{
    size_t  i;

    if (len >= 2) {
        bits[p[0] & 31] |= (uint32_t) 1 << (p[1] & 31);

    } else if (len == 1) {
        bits[p[0] & 31] = UINT32_MAX;

    } else {
        for (i = 0; i < 32; i++) {
            bits[i] = UINT32_MAX;
        }
    }
}


void
coc_start_init(coc_start_t *start, const coc_lits_t *strings)
{
    size_t      i;
    coc_str_t   text;

    memset(start, 0, sizeof(coc_start_t));
    start->known = 1;
    start->word = 1;

    for (i = 0; i < strings->n; i++) {
        text = strings->str[i];

        if (text.data[text.len - 1] == COC_LITS_EDGE) {
            text.len--;
        }

        if (text.data[0] == COC_LITS_EDGE) {
            text.data++;
            text.len--;

            start->word &= coc_lits_word(text.data[0]) || text.data[0] >= 0x80;

        } else {
            start->word = 0;
        }

        coc_start_pair(start->first, text.data, text.len);
        coc_start_pair(start->next, text.data + coc_min(text.len, 2),
                       text.len - coc_min(text.len, 2));
    }
}


/* What is too near the end to be looked at whole may be anything. */

static inline int
coc_start_maybe(const coc_start_t *start, coc_str_t text, size_t at)
{
    const uint8_t  *p;

    p = text.data + at;

    return text.len - at < 4
           || (coc_start_has(start->first, p[0], p[1])
               && coc_start_has(start->next, p[2], p[3]));
}


static size_t
coc_start_word(const coc_start_t *start, coc_str_t text, size_t from)
{
    size_t    i, at;
    uint64_t  starts, before;

    i = from & ~(size_t) (COC_EDGE_BYTES - 1);
    before = (i != 0 && coc_lits_word(text.data[i - 1]));

    for ( /* void */; i < text.len; i += COC_EDGE_BYTES) {
        starts = coc_edge_starts(text, i, &before);

        if (from > i) {
            starts &= UINT64_MAX << (from - i);
        }

        for ( /* void */; starts != 0; starts &= starts - 1) {
            at = i + (size_t) __builtin_ctzll(starts);

            if ((text.data[at] & 0xc0) != 0x80
                && coc_start_maybe(start, text, at))
            {
                return at;
            }
        }
    }

    return text.len;
}


size_t
coc_start_next(const coc_start_t *start, coc_str_t text, size_t from)
{
    if (start->word) {
        return coc_start_word(start, text, from);
    }

    for ( /* void */; from < text.len; from++) {

        /* a match begins with a character */

        if ((text.data[from] & 0xc0) != 0x80
            && coc_start_maybe(start, text, from))
        {
            return from;
        }
    }

    return text.len;
}
