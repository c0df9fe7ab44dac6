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
    const coc_hs_t  *hs[3];

    hs[0] = index->hs;
    hs[1] = index->digits;
    hs[2] = index->rest;

    for (i = 0; i < coc_nelts(hs); i++) {
        if (hs[i] != NULL && coc_hs_scratch_fit(scratch, hs[i]) != COC_OK) {
            return COC_ERROR;
        }
    }

    return COC_OK;
}


/* Whether one of each group was found. */

static int
coc_index_all(const coc_hs_found_t *found, const uint32_t *groups)
{
    uint32_t  i, n, left;

    for (left = *groups++; left > 0; left--) {

        for (n = *groups++, i = 0; i < n; i++) {
            if (coc_hs_has(found, groups[i])) {
                break;
            }
        }

        if (i == n) {
            return 0;
        }

        groups += n;
    }

    return 1;
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


int
coc_match_index_scan(const coc_match_index_t *index,
    coc_hs_scratch_t *scratch, const coc_edges_t *edges,
    coc_hs_found_t *found, coc_str_t text, uint64_t *bits)
{
    int       rc, ascii, digit;
    size_t    i;
    uint32_t  id, k, more, branch, pattern;

    found->edges = index->edges;
    ascii = !edges->high;
    digit = edges->digit || edges->high;

    if (index->words != NULL) {
        coc_words_scan(index->words, edges, text, 0, found);
    }

    rc = coc_index_hs(index, index->hs, scratch, text, found);

    if (rc == COC_OK && digit) {
        rc = coc_index_digits_scan(index, scratch, edges, text, ascii, found);
    }

    for (i = 0; i < found->n; i++) {
        id = found->ids[i];

        for (k = index->first[id]; k < index->first[id + 1]; k++) {
            branch = index->branches[k];
            more = index->more[branch];
            pattern = index->pattern[branch];

            if (index->digit[branch] && !digit) {
                continue;
            }

            if (more == 0 || coc_index_all(found, index->groups + more)) {
                bits[pattern >> 6] |= (uint64_t) 1 << (pattern & 63);
            }
        }
    }

    for (i = 0; i < found->n; i++) {
        id = found->ids[i];
        found->bits[id >> 6] &= ~((uint64_t) 1 << (id & 63));
    }

    found->n = 0;

    return rc;
}
