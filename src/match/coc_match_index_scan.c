/*
 * A text against an index: what is found in it, and which patterns that makes
 * candidates.
 */

#include "coc_match_index.h"


int
coc_match_index_fit(const coc_match_index_t *index,
    coc_hs_scratch_t **scratch)
{
    size_t           i;
    const coc_hs_t  *hs[4];

    hs[0] = index->hs;
    hs[1] = index->raw;
    hs[2] = index->digits;
    hs[3] = index->rest;

    for (i = 0; i < coc_nelts(hs); i++) {
        if (hs[i] != NULL && coc_hs_scratch_fit(scratch, hs[i]) != COC_OK) {
            return COC_ERROR;
        }
    }

    return COC_OK;
}


/* A reach in bytes; wide: characters may be of four. */

static size_t
coc_index_bytes(uint32_t reach, int wide)
{
    return wide ? (size_t) reach * 4 : (size_t) reach;
}


/*
 * Where in the window a match may begin that has one of each group: nowhere if
 * one of these was not found, or not near enough.
 */

static uint64_t
coc_index_window(const coc_hs_found_t *found, const uint32_t *groups,
    uint64_t window, int wide)
{
    size_t    reach;
    uint32_t  i, n, left;
    uint64_t  where;

    for (left = *groups++; left > 0; left--) {
        reach = coc_index_bytes(*groups++, wide);
        n = *groups++;

        for (where = 0, i = 0; i < n; i++) {
            if (coc_hs_has(found, groups[i])) {
                where |= found->where[groups[i]];
            }
        }

        window &= coc_window_before(where, reach, found->shift);

        if (window == 0) {
            break;
        }

        groups += n;
    }

    return window;
}


/* Vectorscan may be asked for nothing. */

static int
coc_index_hs(const coc_match_index_t *index, const coc_hs_t *hs,
    coc_hs_scratch_t *scratch, coc_str_t text, coc_hs_found_t *found)
{
    return (hs == NULL) ? COC_OK
                        : coc_hs_scan(hs, scratch, text, index->edges, found);
}


/* Branches without literals that need a digit. */

static int
coc_index_digits_scan(const coc_match_index_t *index,
    coc_hs_scratch_t *scratch, const coc_edges_t *edges, coc_str_t text,
    int ascii, coc_hs_found_t *found)
{
    if (!ascii) {
        return coc_index_hs(index, index->digits, scratch, text, found);
    }

    if (index->shapes != NULL) {
        coc_words_scan(index->shapes, edges, text,
                       (uint32_t) (index->nids - index->nshapes), found);
    }

    return coc_index_hs(index, index->rest, scratch, text, found);
}


/* The branches of what was found, whose patterns become candidates. */

static void
coc_index_branches(const coc_match_index_t *index,
    const coc_edges_t *edges, const coc_hs_found_t *found, uint64_t *bits,
    uint64_t *windows)
{
    size_t    i;
    uint32_t  id, k, more, branch, pattern;
    uint64_t  window, bit;

    for (i = 0; i < found->n; i++) {
        id = found->ids[i];

        for (k = index->first[id]; k < index->first[id + 1]; k++) {
            branch = index->branches[k];
            more = index->more[branch];
            pattern = index->pattern[branch];

            if (index->digit[branch] && !edges->digit && !edges->high) {
                continue;
            }

            window = coc_window_before(found->where[id],
                                       coc_index_bytes(index->reach[branch],
                                                       edges->high),
                                       found->shift);
            if (more != 0) {
                window = coc_index_window(found, index->groups + more, window,
                                          edges->high);
            }

            if (window == 0) {
                continue;
            }

            bit = (uint64_t) 1 << (pattern & 63);
            windows[pattern] = (bits[pattern >> 6] & bit)
                               ? windows[pattern] | window : window;
            bits[pattern >> 6] |= bit;
        }
    }
}


int
coc_match_index_scan(const coc_match_index_t *index,
    coc_hs_scratch_t *scratch, const coc_edges_t *edges, int raw,
    coc_hs_found_t *found, coc_str_t text, uint64_t *bits, uint64_t *windows)
{
    int       rc;
    size_t    i;
    uint32_t  id;

    found->edges = index->edges;
    found->shift = coc_window_shift(text.len);

    if (index->words != NULL) {
        coc_words_scan(index->words, edges, text, 0, found);
    }

    rc = coc_index_hs(index, index->hs, scratch, text, found);

    if (rc == COC_OK && raw) {
        rc = coc_index_hs(index, index->raw, scratch, text, found);
    }

    if (rc == COC_OK && (edges->digit || edges->high)) {
        rc = coc_index_digits_scan(index, scratch, edges, text, !edges->high,
                                   found);
    }

    coc_index_branches(index, edges, found, bits, windows);

    for (i = 0; i < found->n; i++) {
        id = found->ids[i];
        found->bits[id >> 6] &= ~((uint64_t) 1 << (id & 63));
    }

    found->n = 0;

    return rc;
}
