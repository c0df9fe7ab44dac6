/*
 * Vectorscan: which of many patterns may match a text.
 */

#ifndef _COC_MATCH_HS_H_INCLUDED_
#define _COC_MATCH_HS_H_INCLUDED_


#include "coc_base.h"
#include "coc_cache.h"
#include "coc_error.h"
#include "coc_match_window.h"


typedef struct coc_hs_s          coc_hs_t;          /* read-only */
typedef struct coc_hs_scratch_s  coc_hs_scratch_t;


/* What a literal is bounded by: ends of ASCII words. */

typedef struct {
    uint8_t  len;               /* bytes */
    uint8_t  left;
    uint8_t  right;
} coc_hs_edge_t;


/*
 * What was found in a text: each once, and the blocks where it begins, as far
 * as these are known: else all.
 */

typedef struct {
    const coc_hs_edge_t  *edges;
    coc_str_t             text;
    unsigned              shift;        /* coc_window_shift() */
    uint64_t             *bits;
    uint64_t             *where;        /* by id, for those in bits */
    uint32_t             *ids;
    size_t                n;
} coc_hs_found_t;

#define coc_hs_has(found, id)  (((found)->bits[(id) >> 6] >> ((id) & 63)) & 1)


static inline void
coc_hs_note(coc_hs_found_t *found, uint32_t id, uint64_t where)
{
    found->bits[id >> 6] |= (uint64_t) 1 << (id & 63);
    found->ids[found->n++] = id;
    found->where[id] = where;
}


COC_BEGIN_DECLS


/*
 * 1 if it was built in, this processor has what it needs and it finds what is
 * there in some texts tried (versions were released that don't), else 0.
 * Cost: some ms.
 */
int coc_hs_usable(void);

/*
 * One database of the patterns with ids first to end - 1.
 *
 * patterns  NUL-terminated, by id; freely released after
 * literals  ids below are literals, without regard to case; the others are
 *           patterns as coc_widen() makes them
 * cache     where databases are kept; NULL: nowhere
 * failed    on COC_INVALID: the id of the pattern that is refused
 *
 * COC_OK       *hs is NULL where there are no patterns
 * COC_INVALID  err->text is Vectorscan's message
 * COC_ERROR    no memory
 *
 * Vectorscan takes its memory from malloc(): its allocators are the process',
 * not ours to set.
 */
int coc_hs_create(coc_hs_t **hs, const coc_alloc_t *alloc,
    const char *const *patterns, unsigned first, unsigned end,
    unsigned literals, coc_cache_t *cache, unsigned *failed,
    coc_error_t *err);

void coc_hs_destroy(coc_hs_t *hs);

/* Scratch starts as NULL and is fitted to each database; COC_ERROR. */
int coc_hs_scratch_fit(coc_hs_scratch_t **scratch, const coc_hs_t *hs);

void coc_hs_scratch_destroy(coc_hs_scratch_t *scratch);

/*
 * Adds the id of every pattern that matches in text, in no order.
 *
 * edges  as the database was made with
 * found  room for all ids; its bits say which are in it
 *
 * COC_LIMIT  text of 4 GiB or more
 * COC_ERROR  scratch does not fit, or is in use
 */
int coc_hs_scan(const coc_hs_t *hs, coc_hs_scratch_t *scratch,
    coc_str_t text, const coc_hs_edge_t *edges, coc_hs_found_t *found);

/* Bytes of the database. */
size_t coc_hs_size(const coc_hs_t *hs);


COC_END_DECLS


#endif /* _COC_MATCH_HS_H_INCLUDED_ */
