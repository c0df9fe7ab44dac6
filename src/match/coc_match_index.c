/*
 * The index: literals to patterns.
 *
 * Of a branch's groups the rarest is its anchor: only when one of its literals
 * is in a text the branch is thought of, and then the other groups are looked
 * up among what was found.  So a word that half of the rules hold costs no more
 * than any other.
 */

#include "coc_match_index.h"
#include "coc_literal.h"
#include "coc_widen_set.h"


#define COC_INDEX_TEXTS  (64 * 1024 * 1024)     /* bytes */


static uint32_t *
coc_index_array(const coc_alloc_t *alloc, size_t n)
{
    uint32_t  *p;

    p = alloc->alloc(alloc->ctx, (n + 1) * sizeof(uint32_t));

    if (p != NULL) {
        memset(p, 0, (n + 1) * sizeof(uint32_t));
    }

    return p;
}


static uint32_t
coc_index_hash(coc_str_t text)
{
    size_t    i;
    uint32_t  hash;

    /* FNV-1a: authors of rules are trusted not to choose for collisions */

    for (hash = 2166136261u, i = 0; i < text.len; i++) {
        hash = (hash ^ text.data[i]) * 16777619u;
    }

    return hash ^ hash >> 15;
}


/* Gives equal literals the same id, from 0 on; *n is set to how many. */

static int
coc_index_number(coc_match_index_work_t *work, size_t *n)
{
    size_t              i, size, at;
    uint32_t           *table;      /* entry + 1 */
    coc_index_entry_t  *entry, *other;

    entry = coc_index_entries(work);

    for (size = 64; size < 2 * coc_index_nentries(work); size *= 2) {
        /* void */
    }

    table = coc_index_array(&work->index->alloc, size);
    if (table == NULL) {
        return COC_ERROR;
    }

    for (*n = 0, i = 0; i < coc_index_nentries(work); i++) {
        at = coc_index_hash(entry[i].text) & (size - 1);

        for ( /* void */; table[at] != 0; at = (at + 1) & (size - 1)) {
            other = &entry[table[at] - 1];

            if (other->text.len == entry[i].text.len
                && memcmp(other->text.data, entry[i].text.data,
                          other->text.len) == 0)
            {
                break;
            }
        }

        if (table[at] == 0) {
            table[at] = (uint32_t) i + 1;
            entry[i].id = (uint32_t) (*n)++;

        } else {
            entry[i].id = entry[table[at] - 1].id;
        }
    }

    work->index->alloc.free(work->index->alloc.ctx, table);

    return COC_OK;
}


/* Takes the edges off a literal. */

static coc_str_t
coc_index_strip(coc_str_t text, coc_hs_edge_t *edge)
{
    memset(edge, 0, sizeof(coc_hs_edge_t));

    if (text.data[0] == COC_LITS_EDGE) {
        edge->left = coc_lits_part(text.data[1]) & 1;
        text.data++;
        text.len--;
    }

    if (text.data[text.len - 1] == COC_LITS_EDGE) {
        text.len--;
        edge->right = coc_lits_part(text.data[text.len - 1]) & 1;
    }

    edge->len = (uint8_t) text.len;

    return text;
}


/*
 * Numbers the n literals anew, those for the trie first, and notes their texts
 * and edges.
 */

static int
coc_index_sort(coc_match_index_work_t *work, coc_str_t *texts, size_t n)
{
    size_t              i, k, words;
    uint32_t           *id;         /* by the old one; 0: not yet known */
    coc_str_t           text;
    coc_hs_edge_t       edge;
    coc_index_entry_t  *entry;
    coc_match_index_t  *index;

    index = work->index;
    entry = coc_index_entries(work);
    id = coc_index_array(&index->alloc, n);

    if (id == NULL) {
        return COC_ERROR;
    }

    for (words = 0, k = n, i = 0; i < coc_index_nentries(work); i++) {
        text = coc_index_strip(entry[i].text, &edge);

        if (id[entry[i].id] == 0) {
            id[entry[i].id] = (uint32_t) ((coc_words_skip(text, edge.left) < 0)
                                          ? k-- : ++words);
        }

        entry[i].id = id[entry[i].id] - 1;
        texts[entry[i].id] = text;
        index->edges[entry[i].id] = edge;
    }

    index->alloc.free(index->alloc.ctx, id);
    index->nwords = words;

    return COC_OK;
}


/* The branch of an id that is no literal's. */

static uint32_t
coc_index_branch_of(coc_match_index_work_t *work, size_t id)
{
    id -= work->index->nliterals;

    if (id < coc_index_nleft(work)) {
        return coc_index_left(work)[id].branch;
    }

    id -= coc_index_nleft(work);

    if (id < coc_index_ndigits(work)) {
        return coc_index_digits(work)[id].branch;
    }

    return coc_index_shapes(work)[id - coc_index_ndigits(work)].branch;
}


/* From ids to the branches that they are anchors of. */

static int
coc_index_anchors(coc_match_index_work_t *work)
{
    size_t              i, nlits;
    uint32_t           *first;
    coc_index_entry_t  *entry;
    coc_match_index_t  *index;

    index = work->index;
    entry = coc_index_entries(work);
    nlits = index->nliterals;

    index->first = coc_index_array(&index->alloc, index->nids + 1);
    index->branches = coc_index_array(&index->alloc, coc_index_nentries(work)
                                                     + index->nids - nlits);

    if (index->first == NULL || index->branches == NULL) {
        return COC_ERROR;
    }

    /* counted two further on, summed up, and moved on by one in filling */

    first = index->first + 1;

    for (i = 0; i < coc_index_nentries(work); i++) {
        if (entry[i].group == 0) {
            first[entry[i].id + 1]++;
        }
    }

    for (i = nlits; i < index->nids; i++) {
        first[i + 1]++;
    }

    for (i = 0; i < index->nids; i++) {
        first[i + 1] += first[i];
    }

    for (i = 0; i < coc_index_nentries(work); i++) {
        if (entry[i].group == 0) {
            index->branches[first[entry[i].id]++] = entry[i].branch;
        }
    }

    for (i = nlits; i < index->nids; i++) {
        index->branches[first[i]++] = coc_index_branch_of(work, i);
    }

    return COC_OK;
}


/* Groups but the anchors, as ids; entries of a branch stand together. */

static int
coc_index_groups(coc_match_index_work_t *work)
{
    size_t              i, n, at;
    uint32_t           *groups, branch, group;
    coc_index_entry_t  *entry;
    coc_match_index_t  *index;

    index = work->index;
    entry = coc_index_entries(work);

    /* an entry takes a place, its group and its branch at most three */

    n = coc_index_nentries(work);
    groups = coc_index_array(&index->alloc, 4 * n + 1);
    index->groups = groups;
    index->more = coc_index_array(&index->alloc, coc_index_nbranches(work));
    index->pattern = coc_index_array(&index->alloc,
                                     coc_index_nbranches(work));

    index->reach = coc_index_array(&index->alloc, coc_index_nbranches(work));
    index->digit = index->alloc.alloc(index->alloc.ctx, work->needs.len + 1);

    if (groups == NULL || index->more == NULL || index->pattern == NULL
        || index->reach == NULL || index->digit == NULL)
    {
        return COC_ERROR;
    }

    if (coc_index_nbranches(work) != 0) {
        memcpy(index->pattern, work->branches.data, work->branches.len);
        memcpy(index->digit, work->needs.data, work->needs.len);
    }

    branch = 0;
    group = 0;
    at = 0;

    for (n = 1, i = 0; i < coc_index_nentries(work); i++) {

        if (entry[i].group == 0) {
            index->reach[entry[i].branch] = entry[i].reach;
            continue;
        }

        if (index->more[entry[i].branch] == 0) {
            index->more[entry[i].branch] = (uint32_t) n++;
            branch = entry[i].branch;
            group = 0;
        }

        if (entry[i].group != group) {
            group = entry[i].group;
            groups[index->more[branch]]++;
            groups[n++] = entry[i].reach;
            at = n++;
        }

        groups[at]++;
        groups[n++] = entry[i].id;
    }

    return COC_OK;
}


/* What Vectorscan is to look for, by id; out holds the literals. */

static int
coc_index_patterns(coc_match_index_work_t *work, const coc_str_t *texts,
    coc_buf_t *out, const char **patterns)
{
    size_t              i, k, at;
    coc_match_index_t  *index;

    index = work->index;

    for (i = index->nwords; i < index->nliterals; i++) {
        for (k = 0; k < texts[i].len; k++) {
            coc_set_print_byte(out, texts[i].data[k]);
        }

        (void) coc_buf_putc(out, '\0');
    }

    if (out->status != COC_OK) {
        return COC_ERROR;
    }

    for (at = 0, i = index->nwords; i < index->nliterals; i++) {
        patterns[i] = (const char *) out->data + at;
        at += strlen(patterns[i]) + 1;
    }

    for (k = 0; k < coc_index_nleft(work); k++) {
        patterns[i++] = coc_index_left(work)[k].text;
    }

    for (k = 0; k < coc_index_ndigits(work); k++) {
        patterns[i++] = coc_index_digits(work)[k].text;
    }

    return COC_OK;
}


/* The trie of shapes, whose ids are the last. */

static int
coc_index_shaped(coc_match_index_work_t *work)
{
    int                 rc;
    size_t              i, first;
    coc_str_t          *texts;
    coc_match_index_t  *index;

    index = work->index;
    first = index->nids - index->nshapes;
    texts = index->alloc.alloc(index->alloc.ctx, (index->nshapes + 1)
                                                 * sizeof(coc_str_t));
    if (texts == NULL) {
        return COC_ERROR;
    }

    for (i = 0; i < index->nshapes; i++) {
        texts[i] = coc_index_strip(coc_index_shapes(work)[i].text,
                                   &index->edges[first + i]);
    }

    rc = coc_words_create(&index->shapes, &index->alloc, texts,
                          index->edges + first, (uint32_t) index->nshapes, 1);

    index->alloc.free(index->alloc.ctx, texts);

    return rc;
}


static int
coc_index_compile(coc_match_index_work_t *work, const coc_str_t *texts,
    uint32_t *failed, coc_error_t *err)
{
    int                  rc;
    unsigned             n, nids, nwords, nliterals, bad;
    coc_buf_t            out;
    const char         **patterns;
    const coc_alloc_t   *alloc;
    coc_match_index_t   *index;

    index = work->index;
    alloc = &index->alloc;
    nids = (unsigned) (index->nids - index->nshapes);
    nwords = (unsigned) index->nwords;
    nliterals = (unsigned) index->nliterals;
    n = nliterals + (unsigned) coc_index_nleft(work);
    bad = 0;

    coc_buf_init(&out, alloc, COC_INDEX_TEXTS);
    patterns = alloc->alloc(alloc->ctx, (index->nids + 1) * sizeof(char *));

    rc = (patterns == NULL) ? COC_ERROR
         : coc_index_patterns(work, texts, &out, patterns);

    if (rc == COC_OK) {
        rc = coc_words_create(&index->words, alloc, texts, index->edges,
                              nwords, 0);
    }

    if (rc == COC_OK) {
        rc = coc_index_shaped(work);
    }

    if (rc != COC_OK) {
        (void) coc_error_set(err, rc, "no memory");

    } else {
        rc = coc_hs_create(&index->hs, alloc, patterns, nwords,
                           n - (unsigned) coc_index_nraw(work), nliterals,
                           work->cache, &bad, err);
    }

    if (rc == COC_OK) {
        rc = coc_hs_create(&index->raw, alloc, patterns,
                           n - (unsigned) coc_index_nraw(work), n, nliterals,
                           work->cache, &bad, err);
    }

    if (rc == COC_OK) {
        rc = coc_hs_create(&index->digits, alloc, patterns, n, nids,
                           nliterals, work->cache, &bad, err);
    }

    if (rc == COC_OK) {
        rc = coc_hs_create(&index->rest, alloc, patterns,
                           nids - (unsigned) coc_index_nrest(work), nids,
                           nliterals, work->cache, &bad, err);
    }

    if (rc == COC_INVALID) {
        *failed = index->pattern[index->branches[index->first[bad]]];
    }

    alloc->free(alloc->ctx, patterns);
    coc_buf_free(&out);

    return rc;
}


/* Literals by id, their edges, and which branches they lead to. */

static int
coc_index_literals(coc_match_index_work_t *work, coc_str_t **texts)
{
    int                 rc;
    size_t              n;
    coc_match_index_t  *index;
    const coc_alloc_t  *alloc;

    index = work->index;
    alloc = &index->alloc;

    rc = coc_index_number(work, &n);

    if (rc == COC_OK && coc_index_nrest(work) != 0) {
        rc = coc_buf_append(&work->digits, work->rest.data, work->rest.len);
    }

    if (rc == COC_OK && coc_index_nraw(work) != 0) {
        rc = coc_buf_append(&work->left, work->raw.data, work->raw.len);
    }

    if (rc != COC_OK) {
        return rc;
    }

    index->nliterals = n;
    index->nshapes = coc_index_nshapes(work);
    index->nids = n + coc_index_nleft(work) + coc_index_ndigits(work)
                  + index->nshapes;
    index->edges = alloc->alloc(alloc->ctx, (index->nids + 1)
                                            * sizeof(coc_hs_edge_t));
    *texts = alloc->alloc(alloc->ctx, (n + 1) * sizeof(coc_str_t));

    if (index->edges == NULL || *texts == NULL) {
        return COC_ERROR;
    }

    memset(index->edges, 0, (index->nids + 1) * sizeof(coc_hs_edge_t));

    rc = coc_index_sort(work, *texts, n);

    if (rc == COC_OK) {
        rc = coc_index_anchors(work);
    }

    return (rc == COC_OK) ? coc_index_groups(work) : rc;
}


int
coc_match_index_finish(coc_match_index_work_t *work,
    coc_match_index_t **index, uint32_t *failed, coc_error_t *err)
{
    int         rc;
    coc_str_t  *texts;

    texts = NULL;
    rc = coc_index_literals(work, &texts);

    if (rc == COC_OK) {
        rc = coc_index_compile(work, texts, failed, err);

    } else {
        (void) coc_error_set(err, rc, "no memory");
    }

    work->index->alloc.free(work->index->alloc.ctx, texts);

    if (rc == COC_OK) {
        *index = work->index;
        work->index = NULL;
    }

    return rc;
}


void
coc_match_index_destroy(coc_match_index_t *index)
{
    coc_alloc_t  alloc;

    if (index == NULL) {
        return;
    }

    alloc = index->alloc;

    coc_words_destroy(index->words);
    coc_words_destroy(index->shapes);
    coc_hs_destroy(index->hs);
    coc_hs_destroy(index->raw);
    coc_hs_destroy(index->digits);
    coc_hs_destroy(index->rest);
    alloc.free(alloc.ctx, index->digit);
    alloc.free(alloc.ctx, index->reach);
    alloc.free(alloc.ctx, index->groups);
    alloc.free(alloc.ctx, index->more);
    alloc.free(alloc.ctx, index->pattern);
    alloc.free(alloc.ctx, index->branches);
    alloc.free(alloc.ctx, index->edges);
    alloc.free(alloc.ctx, index->first);
    alloc.free(alloc.ctx, index);
}
