/*
 * A decision as one JSON line: what the review stream and the logs hold.
 */

#ifndef _COC_EVENT_H_INCLUDED_
#define _COC_EVENT_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_verdict.h"


typedef struct {
    coc_str_t             id;           /* of the request: the case */
    uint64_t              time;         /* ms since the epoch */
    coc_str_t             member;       /* keyed hash, hex; never the id */
    coc_str_t             kind;
    coc_str_t             thread;
    const coc_verdict_t  *verdict;
    const coc_hits_t     *hits;
    const coc_scores_t   *scores;       /* NULL: there is no model */
    unsigned              excerpts:1;   /* hits with what is around them */
} coc_event_t;


COC_BEGIN_DECLS


/*
 * Appends {"case":…,"time":…,"verdict":…,"score":…,"sections":[…],
 * "rules":[{"id":…,"section":…,"field":…,"start":…,"end":…}…],…} to buf, no
 * newline, and of the content nothing but the "excerpt" of a hit and the
 * "words" that the model went by, where event asks for them: what goes to a log
 * never does.  "labels" are what the model said, those of COC_EVENT_LABEL and
 * more, the highest first.  At most COC_EVENT_HITS hits are
 * listed, "more" says how many were not.  Hits that are aside and shadow rules
 * are marked, those that no text has name their "signal", and those of sections
 * that the author is exempt from are marked and these listed as "exempt".
 * "redacted" is the number of places that were masked.
 * Names that a client chooses are cut: a field's path to COC_EVENT_PATH bytes,
 * a thread or kind to COC_EVENT_NAME.
 *
 * Returns the status of buf.
 */
int coc_event_json(const coc_event_t *event, coc_buf_t *buf);

#define COC_EVENT_LABEL  (COC_SCORE_ONE / 20)

/*
 * The same labels as "toxic=0.97,threat=0.12" for variables and logs, appended
 * to buf; returns its status.
 */
int coc_event_labels(const coc_scores_t *scores, coc_buf_t *buf);

#define COC_EVENT_HITS  32
#define COC_EVENT_PATH  128     /* bytes */
#define COC_EVENT_NAME  256


COC_END_DECLS


#endif /* _COC_EVENT_H_INCLUDED_ */
