/*
 * What the model says of a text: of what its author wrote, and of the lines
 * that are quoted in it.  Private to src/engine.
 */

#ifndef _COC_LOOK_SCORE_H_INCLUDED_
#define _COC_LOOK_SCORE_H_INCLUDED_


#include "coc_base.h"
#include "coc_look.h"


#define COC_LOOK_WORD  40       /* bytes, of a word that is told */


/* Some lines of a text: the others are blank, so that offsets are the same. */

typedef struct {
    coc_str_t     plain;        /* of len 0: none */
    coc_str_t     squashed;
    coc_scores_t  scores;
} coc_look_lines_t;


typedef struct {
    coc_look_lines_t  own;
    coc_look_lines_t  cited;
} coc_look_scored_t;


COC_BEGIN_DECLS


/*
 * Scores a text.  Lines that begin with '>' are scored by themselves: an
 * answer below is not to be judged by what it answers.  Where there is no
 * memory to part them all lines are the author's.
 *
 * views  with the plain and the squashed one; what scored has lies in
 *        look->views
 *
 * Cost: O(bytes of the views).
 */
void coc_look_score(const coc_look_t *look, const coc_views_t *views,
    coc_look_scored_t *scored);

/*
 * Makes hits of these scores, and adds to the hits of this text by rules with
 * "model", where look->words asks for them, the words that weighed most:
 * heaviest first, a space between.
 *
 * COC_OK, COC_LIMIT, COC_ERROR
 */
int coc_look_scores(const coc_look_t *look, const coc_views_t *views,
    const coc_look_scored_t *scored, coc_str_t path);


COC_END_DECLS


#endif /* _COC_LOOK_SCORE_H_INCLUDED_ */
