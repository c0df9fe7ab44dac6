/*
 * From patterns to what an index looks for: branches, their literals, and as
 * they are the branches that have none.
 */

#include "coc_literal.h"
#include "coc_match_index.h"


#define COC_INDEX_BUFFER  (256 * 1024 * 1024)   /* bytes */
#define COC_INDEX_ARENA   ((size_t) 512 * 1024 * 1024)  /* bytes */
#define COC_INDEX_TEMP    (32 * 1024 * 1024)    /* bytes, of one pattern */
#define COC_INDEX_SPLIT   (16 * 1024)           /* bytes of a pattern */
#define COC_INDEX_RARE    20            /* bits: it needs no splitting, */
#define COC_INDEX_SHAPE   16            /* and no shape */


int
coc_match_index_begin(coc_match_index_work_t *work, const coc_alloc_t *alloc,
    coc_cache_t *cache)
{
    coc_match_index_t  *index;

    memset(work, 0, sizeof(coc_match_index_work_t));
    work->cache = cache;
    coc_buf_init(&work->entries, alloc, COC_INDEX_BUFFER);
    coc_buf_init(&work->left, alloc, COC_INDEX_BUFFER);
    coc_buf_init(&work->raw, alloc, COC_INDEX_BUFFER);
    coc_buf_init(&work->digits, alloc, COC_INDEX_BUFFER);
    coc_buf_init(&work->rest, alloc, COC_INDEX_BUFFER);
    coc_buf_init(&work->shapes, alloc, COC_INDEX_BUFFER);
    coc_buf_init(&work->branches, alloc, COC_INDEX_BUFFER);
    coc_buf_init(&work->needs, alloc, COC_INDEX_BUFFER);

    index = alloc->alloc(alloc->ctx, sizeof(coc_match_index_t));
    if (index == NULL) {
        return COC_ERROR;
    }

    memset(index, 0, sizeof(coc_match_index_t));
    index->alloc = *alloc;
    work->index = index;

    work->arena = coc_arena_create(alloc, COC_INDEX_ARENA);
    work->temp = coc_arena_create(alloc, COC_INDEX_TEMP);

    return (work->arena == NULL || work->temp == NULL) ? COC_ERROR : COC_OK;
}


/* *shape is set to 1 if the branch has one. */

static int
coc_index_shape(coc_match_index_work_t *work, uint32_t branch, coc_str_t text,
    int *shape)
{
    int                rc;
    size_t             i;
    coc_lits_t         group;
    coc_arena_mark_t   mark;
    coc_index_entry_t  entry;

    mark = coc_arena_mark(work->temp);
    rc = coc_literal_shape(text, work->temp, &group);
    *shape = (rc == COC_OK);

    memset(&entry, 0, sizeof(entry));
    entry.branch = branch;

    for (i = 0; rc == COC_OK && i < group.n; i++) {
        entry.text = coc_arena_dup(work->arena, group.str[i]);

        rc = (entry.text.data == NULL) ? COC_ERROR
             : coc_buf_append(&work->shapes, &entry, sizeof(entry));
    }

    coc_arena_release(work->temp, mark);

    return (rc == COC_DECLINED) ? COC_OK : rc;
}


/*
 * Bounds count characters: Vectorscan counts bytes, and unrolls what is
 * bounded.  A repeat of more than one gets no end: what else matches then PCRE2
 * sorts out.
 */

static uint8_t *
coc_index_bounds(uint8_t *p, coc_str_t bounds, int class)
{
    size_t    i;
    uint32_t  n[2];

    n[0] = 0;
    n[1] = 0;

    for (i = 1; i < bounds.len - 1 && bounds.data[i] != ','; i++) {
        n[0] = n[0] * 10 + (uint32_t) (bounds.data[i] - '0');
    }

    if (i == bounds.len - 2) {
        n[1] = UINT32_MAX;
    }

    for (i++; i < bounds.len - 1; i++) {
        n[1] = n[1] * 10 + (uint32_t) (bounds.data[i] - '0');
    }

    if (!class && (n[1] <= 1 || n[0] == n[1])) {
        memcpy(p, bounds.data, bounds.len);
        return p + bounds.len;
    }

    if (n[0] <= 1) {
        *p++ = (n[0] == 0) ? '*' : '+';
        return p;
    }

    memcpy(p, bounds.data, bounds.len);

    for (i = 0; p[i] != ','; i++) {
        /* void */
    }

    p[i + 1] = '}';

    return p + i + 2;
}


/* What Vectorscan is to look for; p has room for text. */

static void
coc_index_plain(uint8_t *p, coc_str_t text)
{
    size_t     i;
    coc_str_t  bounds;

    for (i = 0; i < text.len; i++) {

        if (text.data[i] == '\\' && i + 1 < text.len
            && text.data[i + 1] == 'b')
        {
            i++;
            continue;
        }

        if (text.data[i] != '{' || i == 0) {
            *p++ = text.data[i];
            continue;
        }

        bounds.data = text.data + i;

        while (text.data[i] != '}') {
            i++;
        }

        bounds.len = (size_t) (text.data + i + 1 - bounds.data);
        p = coc_index_bounds(p, bounds, bounds.data[-1] == ']'
                                        || bounds.data[-1] == '.');
    }

    *p = '\0';
}


/*
 * A branch is looked for as it is, but for its edges and bounds.
 *
 * shaped  only if it has a shape, else COC_DECLINED
 */

static int
coc_index_keep(coc_match_index_work_t *work, uint32_t branch, coc_str_t text,
    int digit, int shaped)
{
    int                rc, shape;
    uint8_t           *p;
    coc_index_left_t   left;

    p = coc_arena_alloc(work->arena, text.len + sizeof("(?i)"));
    if (p == NULL) {
        return COC_ERROR;
    }

    memset(&left, 0, sizeof(left));
    left.text = (const char *) p;
    left.branch = branch;

    if (work->caseless) {
        memcpy(p, "(?i)", 4);
        p += 4;
    }

    coc_index_plain(p, text);

    if (!digit) {
        return coc_buf_append(work->caseless ? &work->left : &work->raw,
                              &left, sizeof(left));
    }

    rc = coc_index_shape(work, branch, text, &shape);

    if (rc == COC_OK && shaped && !shape) {
        return COC_DECLINED;
    }

    return (rc != COC_OK) ? rc
           : coc_buf_append(shape ? &work->digits : &work->rest, &left,
                            sizeof(left));
}


static int
coc_index_branch(coc_match_index_work_t *work, uint32_t pattern,
    coc_str_t text, const coc_literals_t *literals)
{
    int                rc;
    size_t             i;
    uint32_t           g, branch;
    coc_index_entry_t  entry;

    branch = (uint32_t) coc_index_nbranches(work);
    rc = coc_buf_append(&work->branches, &pattern, sizeof(pattern));

    if (rc == COC_OK) {
        rc = coc_buf_putc(&work->needs, (uint8_t) literals->digit);
    }

    if (rc != COC_OK) {
        return rc;
    }

    /* a shape says more than a few bits, and is where a word begins */

    if (literals->n == 0
        || (literals->digit && (!literals->wordly
                                || literals->bits < COC_INDEX_SHAPE)))
    {
        rc = coc_index_keep(work, branch, text, literals->digit,
                            literals->n != 0);

        if (rc != COC_DECLINED) {
            return rc;
        }
    }

    memset(&entry, 0, sizeof(entry));
    entry.branch = branch;

    for (rc = COC_OK, g = 0; rc == COC_OK && g < literals->n; g++) {
        entry.group = g;
        entry.reach = literals->reach[g];

        for (i = 0; rc == COC_OK && i < literals->group[g].n; i++) {
            entry.text = coc_arena_dup(work->arena, literals->group[g].str[i]);

            rc = (entry.text.data == NULL) ? COC_ERROR
                 : coc_buf_append(&work->entries, &entry, sizeof(entry));
        }
    }

    return rc;
}


static coc_str_t
coc_index_join(coc_match_index_work_t *work, coc_str_t head,
    coc_str_t branch, coc_str_t tail)
{
    uint8_t    *p;
    coc_str_t   text = coc_null_str;

    p = coc_arena_alloc(work->arena, head.len + branch.len + tail.len + 1);

    if (p != NULL) {
        text.data = p;
        text.len = head.len + branch.len + tail.len;

        memcpy(p, head.data, head.len);
        memcpy(p + head.len, branch.data, branch.len);
        memcpy(p + head.len + branch.len, tail.data, tail.len);
    }

    return text;
}


/*
 * As it is, if its groups are rare or there is nothing to split, else its
 * branches.
 *
 * start  NULL: what was split, and is not split again
 */

static int
coc_index_part(coc_match_index_work_t *work, uint32_t pattern, coc_str_t text,
    coc_start_t *start)
{
    int               rc;
    coc_str_t         head, branches, branch, tail;
    coc_literals_t    literals;
    coc_arena_mark_t  mark;

    mark = coc_arena_mark(work->temp);
    rc = coc_literal_find(text, work->temp, start, &literals);

    if (rc == COC_OK || rc == COC_DECLINED) {

        if (start != NULL && literals.bits < COC_INDEX_RARE
            && text.len <= COC_INDEX_SPLIT
            && coc_literal_split(text, &head, &branches, &tail) == COC_OK)
        {
            rc = COC_AGAIN;

        } else {
            rc = coc_index_branch(work, pattern, text, &literals);
        }
    }

    coc_arena_release(work->temp, mark);

    if (rc != COC_AGAIN) {
        return rc;
    }

    while (coc_literal_next(&branches, &branch) == COC_OK) {
        branch = coc_index_join(work, head, branch, tail);

        rc = (branch.data == NULL) ? COC_ERROR
             : coc_index_part(work, pattern, branch, NULL);

        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


int
coc_match_index_add(coc_match_index_work_t *work, uint32_t pattern,
    coc_str_t widened, int caseless, coc_start_t *start)
{
    work->caseless = caseless;

    return (coc_index_part(work, pattern, widened, start) == COC_OK)
           ? COC_OK : COC_ERROR;
}


void
coc_match_index_free(coc_match_index_work_t *work)
{
    coc_buf_free(&work->entries);
    coc_buf_free(&work->left);
    coc_buf_free(&work->raw);
    coc_buf_free(&work->digits);
    coc_buf_free(&work->rest);
    coc_buf_free(&work->shapes);
    coc_buf_free(&work->branches);
    coc_buf_free(&work->needs);
    coc_arena_destroy(work->arena);
    coc_arena_destroy(work->temp);
    coc_match_index_destroy(work->index);
}
