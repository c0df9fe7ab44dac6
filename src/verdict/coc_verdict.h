/*
 * Hits and standing to a verdict.
 */

#ifndef _COC_VERDICT_H_INCLUDED_
#define _COC_VERDICT_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_match.h"
#include "coc_standing.h"


/* Why: $coc_reason. */

typedef enum {
    COC_REASON_NONE = 0,
    COC_REASON_RULES,
    COC_REASON_STANDING,
    COC_REASON_MALFORMED,
    COC_REASON_LIMIT,
    COC_REASON_STORE,
    COC_REASON_ERROR,           /* the engine itself failed: 500 */
    COC_REASON_REDACT           /* what is to be masked can't be */
} coc_reason_e;


typedef struct {
    coc_action_e       action;
    coc_reason_e       reason;
    unsigned           score;       /* points: the highest of each section,
                                       summed */
    unsigned           points[COC_SECTION_MAX];     /* the highest of each */
    uint32_t           sections;    /* bit per section that was hit */
    uint32_t           exempt;      /* the same, where it means nothing */
    const coc_rule_t  *rule;        /* the one that decided, or NULL */
    unsigned           nudged:1;    /* action would be nudge, confirmed */
    unsigned           redact:1;    /* what is told in redactions is to be
                                       masked, if the post goes on */
    size_t             redacted;    /* places that were masked */
} coc_verdict_t;


COC_BEGIN_DECLS


/* "none", "rules" and so on; the empty string for none. */
const char *coc_reason_name(coc_reason_e reason);

/*
 * The verdict on content alone: the strongest action of any hit, shadow rules
 * left out.  Rules that do no more than pass give no points.  A hit that is
 * aside asks for a flag at most, and gives half of its rule's points, rounded
 * down: half of 1 is 0.  Self-harm gives none, whatever its rules say: nobody
 * is sanctioned for being in danger.
 *
 * nudge   1: a nudge may be asked for; 0: what would be nudged is flagged
 * exempt  bits of sections that mean nothing for this author: their hits are
 *         told apart, ask for nothing and give no points
 */
void coc_verdict_content(coc_verdict_t *verdict, const coc_hits_t *hits,
    int nudge, uint32_t exempt);

/*
 * Which rules ask for the nudge: a number that is another for other rules,
 * whatever their order; a token is good for these alone.
 */
uint64_t coc_verdict_asking(const coc_verdict_t *verdict,
    const coc_hits_t *hits);

/*
 * A nudge whose token was good: the request goes on as flag.  Nothing but a
 * nudge is changed.
 */
void coc_verdict_confirm(coc_verdict_t *verdict);

/*
 * Raises the verdict by a standing (NULL: unknown, nothing is raised).  Where
 * the content alone asks for as much already, the reason stays as it was.  To
 * be called last.
 */
void coc_verdict_standing(coc_verdict_t *verdict,
    const coc_standing_t *standing, const coc_posting_t *posting,
    uint64_t now);

/*
 * 1 if the verdict adds points to the record, by the table of verdicts, else
 * 0: flag, hold, block and escalate do where there are any.  What was refused
 * for the member's standing alone adds none.
 */
int coc_verdict_records(const coc_verdict_t *verdict);

/*
 * 1 if a member's own danger is all that was found, else 0: that is for who
 * cares for members, not for who judges them.
 */
int coc_verdict_care(const coc_verdict_t *verdict);

/* Names of sections by their bits, comma-separated; the status of buf. */
int coc_sections_names(uint32_t sections, coc_buf_t *buf);

/*
 * The section names hit, comma-separated; the ids of the rules hit, likewise
 * (shadow rules left out).  Both append to buf and return its status.
 */
int coc_verdict_sections(const coc_verdict_t *verdict, coc_buf_t *buf);
int coc_verdict_rules(const coc_hits_t *hits, coc_buf_t *buf);

/* The same of those that hit aside alone. */
int coc_verdict_aside(const coc_hits_t *hits, coc_buf_t *buf);

/* The ids of the shadow rules that hit. */
int coc_verdict_shadow(const coc_hits_t *hits, coc_buf_t *buf);


COC_END_DECLS


#endif /* _COC_VERDICT_H_INCLUDED_ */
