/*
 * What no text shows: facts about a request that the edge learns from Redis.
 * A rule names them ("signal: unanswered"), so that moderators choose what is
 * done about each.
 */

#ifndef _COC_SIGNAL_H_INCLUDED_
#define _COC_SIGNAL_H_INCLUDED_


#include "coc_base.h"


typedef enum {
    COC_SIGNAL_IDENTITY = 0,    /* a registered e-mail, phone, NPI or license
                                   of another member, not made public */
    COC_SIGNAL_IDENTITY_NAME,   /* another member's full name */
    COC_SIGNAL_IDENTITY_PAIR,   /* a handle beside its owner's name */
    COC_SIGNAL_IDENTITY_OWN,    /* the author's own, not yet public here */

    COC_SIGNAL_REPEAT,          /* the same text in several threads */
    COC_SIGNAL_REPEAT_LINK,     /* the same link in several threads */
    COC_SIGNAL_SIMILAR,         /* nearly a text of lately, by anyone */
    COC_SIGNAL_SHARE,           /* most of what a thread holds */
    COC_SIGNAL_RATE,            /* posts in a short time */

    COC_SIGNAL_UNANSWERED,      /* messages to one who never answered */
    COC_SIGNAL_STRANGERS,       /* messages to many of these */
    COC_SIGNAL_BLOCKED,         /* a message to one who has blocked it */

    COC_SIGNAL_DEVICE,          /* a banned member's device */
    COC_SIGNAL_LOOKALIKE,       /* a name that reads as another member's */
    COC_SIGNAL_LOOKALIKE_STAFF, /* or as one of the staff's */
    COC_SIGNAL_MAX              /* at most 32: they are bits of a uint32_t */
} coc_signal_e;

#define coc_signal_bit(signal)  ((uint32_t) 1 << (signal))


COC_BEGIN_DECLS


/* "identity" and so on; the second returns COC_DECLINED if unknown. */
const char *coc_signal_name(coc_signal_e signal);
int coc_signal_find(coc_str_t name, coc_signal_e *signal);


COC_END_DECLS


#endif /* _COC_SIGNAL_H_INCLUDED_ */
