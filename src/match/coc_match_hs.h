/*
 * Vectorscan: which of many patterns may match a text.
 */

#ifndef _COC_MATCH_HS_H_INCLUDED_
#define _COC_MATCH_HS_H_INCLUDED_


#include "coc_base.h"
#include "coc_error.h"


typedef struct coc_hs_s          coc_hs_t;          /* read-only */
typedef struct coc_hs_scratch_s  coc_hs_scratch_t;


COC_BEGIN_DECLS


/*
 * 1 if it was built in, this processor has what it needs and it finds what is
 * there in some texts tried (versions were released that don't), else 0.
 * Cost: some ms.
 */
int coc_hs_usable(void);

/*
 * One database of many patterns.
 *
 * patterns  as coc_widen() makes them, NUL-terminated; freely released after
 * ids       what coc_hs_scan() sets for each pattern
 * failed    on COC_INVALID: the index of the pattern that is refused
 *
 * COC_INVALID  err->text is Vectorscan's message
 * COC_ERROR    no memory
 *
 * Vectorscan takes its memory from malloc(): its allocators are the process',
 * not ours to set.
 */
int coc_hs_create(coc_hs_t **hs, const coc_alloc_t *alloc,
    const char *const *patterns, const unsigned *ids, unsigned n,
    unsigned *failed, coc_error_t *err);

void coc_hs_destroy(coc_hs_t *hs);

/* Scratch starts as NULL and is fitted to each database; COC_ERROR. */
int coc_hs_scratch_fit(coc_hs_scratch_t **scratch, const coc_hs_t *hs);

void coc_hs_scratch_destroy(coc_hs_scratch_t *scratch);

/*
 * Sets the bit of the id of every pattern that matches in text.
 *
 * COC_LIMIT  text of 4 GiB or more
 * COC_ERROR  scratch does not fit, or is in use
 */
int coc_hs_scan(const coc_hs_t *hs, coc_hs_scratch_t *scratch, coc_str_t text,
    uint64_t *bits);


COC_END_DECLS


#endif /* _COC_MATCH_HS_H_INCLUDED_ */
