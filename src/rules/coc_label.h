/*
 * What the classifier tells of a text: labels, each with a probability.  A
 * rule names one ("model: {label: threat, over: 0.9}"), so that moderators
 * choose what is done about it.
 */

#ifndef _COC_LABEL_H_INCLUDED_
#define _COC_LABEL_H_INCLUDED_


#include "coc_base.h"


/*
 * In the order in which a bucket of the model holds their weights: first those
 * that public data knows, then clauses of the Code that have no bad words.
 */

typedef enum {
    COC_LABEL_PROFANITY = 0,    /* vulgar words, aimed at somebody or not */
    COC_LABEL_INSULT,           /* at a person: name-calling, belittling */
    COC_LABEL_HATE,             /* at a group, or at somebody for being of it */
    COC_LABEL_THREAT,           /* of violence, or calling for it */
    COC_LABEL_HARASSMENT,       /* unwanted pursuit, pressure, humiliation */
    COC_LABEL_PROMO,            /* selling, advertising, fund-raising */
    COC_LABEL_TOXIC,            /* hostile or abusive in any way */

    COC_LABEL_OUTING,           /* who or where a member is */
    COC_LABEL_PHI,              /* who a patient is, by words */
    COC_LABEL_SEXUAL,           /* remarks, propositions */
    COC_LABEL_SELFHARM,         /* the author's own */
    COC_LABEL_HIJACK,           /* of a thread */
    COC_LABEL_IMPERSONATION,
    COC_LABEL_CREDENTIALS,      /* shared, asked for, sold */
    COC_LABEL_BANEVASION,
    COC_LABEL_MAX               /* at most COC_MODEL_LANES */
} coc_label_e;


/*
 * Of one text and one label.  The probability is of 10,000, rounded, so that
 * it is the same on every machine; start and end are bytes of the view, the
 * part of the text that has it.
 */

typedef struct {
    uint32_t  p;
    unsigned  view;             /* coc_view_e */
    size_t    start;
    size_t    end;
} coc_score_t;

#define COC_SCORE_ONE  10000


/* p is 0 everywhere: there is no model, or no text. */

typedef struct {
    coc_score_t  label[COC_LABEL_MAX];
} coc_scores_t;


COC_BEGIN_DECLS


/* "profanity" and so on; the second returns COC_DECLINED if unknown. */
const char *coc_label_name(coc_label_e label);
int coc_label_find(coc_str_t name, coc_label_e *label);


COC_END_DECLS


#endif /* _COC_LABEL_H_INCLUDED_ */
