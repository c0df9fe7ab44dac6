/*
 * One text looked at: its views, the patterns that match in them, what
 * detectors find.  For src/engine alone.
 */

#ifndef _COC_LOOK_H_INCLUDED_
#define _COC_LOOK_H_INCLUDED_


#include "coc_base.h"
#include "coc_detect.h"
#include "coc_engine.h"
#include "coc_model.h"


#define COC_LOOK_TEXT  (64 * 1024 * 1024)       /* bytes, of a text's views */


/*
 * Takes what was found in a field before its views are gone.
 *
 * verbatim  1: the spans of folded are of the verbatim view
 *
 * Any result but COC_OK ends the look and is returned.
 */

typedef int (*coc_look_pt)(void *ctx, const coc_views_t *views,
    const coc_spans_t *spans, int verbatim);


typedef struct {
    const coc_engine_t  *engine;
    coc_scratch_t       *scratch;
    coc_arena_t         *views;         /* of the text at hand */
    coc_arena_t         *kept;          /* hits */
    coc_hits_t          *hits;
    const coc_model_t   *model;         /* NULL: none */
    coc_scores_t         scores;        /* the highest of all texts */
    uint64_t             kind;
    uint64_t             wanted;        /* coc_detector_bit() */
    unsigned             mask;          /* coc_view_bit() */
    unsigned             words:1;       /* hits tell what the model went by */
    coc_look_pt          found;         /* or NULL */
    void                *ctx;
    coc_error_t         *err;
} coc_look_t;


COC_BEGIN_DECLS


/*
 * Sets what is to be looked for in posts of this kind: what rules name, what
 * the model says (NULL: none), and detectors and views beside.  The other
 * members are the caller's.
 */
void coc_look_init(coc_look_t *look, const coc_engine_t *engine,
    const coc_model_t *model, uint64_t kind, uint64_t wanted, unsigned mask);

/*
 * Looks at a text.
 *
 * seam  not NULL: it is joined of the ends of fields; detectors, the model and
 *       found have no part in it
 *
 * COC_OK, COC_LIMIT, COC_ERROR; what found returns
 */
int coc_look_text(coc_look_t *look, coc_str_t value,
    const coc_seam_t *seam, coc_str_t path);


COC_END_DECLS


#endif /* _COC_LOOK_H_INCLUDED_ */
