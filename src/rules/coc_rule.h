/*
 * What a rule is: data only, as read from the YAML files.  Read-only after
 * loading and shared by the workers.
 */

#ifndef _COC_RULE_H_INCLUDED_
#define _COC_RULE_H_INCLUDED_


#include "coc_base.h"
#include "coc_detector.h"
#include "coc_label.h"
#include "coc_signal.h"
#include "coc_view.h"


/* The clauses of the Code, in the order in which $coc_sections lists them. */

typedef enum {
    COC_SECTION_OUTING = 0,
    COC_SECTION_PHI,
    COC_SECTION_HATE,
    COC_SECTION_UGLY,
    COC_SECTION_RANT,
    COC_SECTION_THREAT,
    COC_SECTION_SELFHARM,
    COC_SECTION_SEXUAL,
    COC_SECTION_HIJACK,
    COC_SECTION_CREEPY,
    COC_SECTION_PROMOTION,
    COC_SECTION_IMPERSONATION,
    COC_SECTION_CREDENTIALS,
    COC_SECTION_BANEVASION,
    COC_SECTION_MAX
} coc_section_e;


/* What is done with a request; a larger one is stronger. */

typedef enum {
    COC_ACTION_PASS = 0,
    COC_ACTION_FLAG,
    COC_ACTION_NUDGE,
    COC_ACTION_HOLD,
    COC_ACTION_BLOCK,
    COC_ACTION_ESCALATE,
    COC_ACTION_MAX
} coc_action_e;


/* A PCRE2 pattern and where it stands in its file. */

typedef struct {
    coc_str_t  text;            /* UTF-8 */
    uint32_t   line;            /* from 1 */
    uint32_t   column;          /* from 1, bytes */
} coc_pattern_t;


typedef struct {
    coc_pattern_t  *pattern;
    size_t          n;
} coc_patterns_t;


typedef struct {
    coc_str_t  text;
    uint32_t   line;
    unsigned   hit:1;           /* must hit; else must miss */
} coc_rule_test_t;


/* What the classifier must say of a text; p is of COC_SCORE_ONE, 0: nothing. */

typedef struct {
    coc_label_e  label;
    unsigned     p;
} coc_rule_model_t;


/*
 * What makes a rule hit is one of: a match of any, a span of detectors, one of
 * signals, hits of other rules, a score of the model.
 */

typedef struct {
    coc_str_t         id;
    coc_str_t         title;
    coc_str_t         file;         /* where it is written */
    uint32_t          line;         /* from 1 */

    coc_section_e     section;
    coc_action_e      action;
    unsigned          severity;     /* 1 mild to 5 grave */
    unsigned          points;       /* 0 to 1000; default: severity */
    uint64_t          kinds;        /* bits of coc_ruleset_kind(), 0: all */
    coc_view_e        view;

    coc_patterns_t    any;          /* terms included, as patterns */

    uint64_t          detectors;    /* coc_detector_bit() */
    unsigned          over;         /* a measure must be; 0: at least the
                                       detector's own least */

    uint32_t          signals;      /* coc_signal_bit() */

    coc_patterns_t    of;           /* ids of other rules, ... */
    uint32_t         *of_rules;     /* ... their numbers in the set, ... */
    unsigned          of_least;     /* ... and how many must hit */

    coc_rule_model_t  model;        /* the field's score must be over it; where
                                       nothing else is asked for, it is what
                                       hits */
    coc_rule_model_t  unless_model; /* one under it dismisses every hit */

    coc_patterns_t    near;         /* one of them must match too, ... */
    unsigned          near_within;  /* ... at most so many bytes away */

    coc_patterns_t    unless;       /* dismisses a hit that it overlaps or
                                       that is at most ... */
    unsigned          unless_within;    /* ... so far away; 0: in its field */
    coc_str_t        *hosts;        /* sorted: so does a link's host that is
                                       one of these, or below it */
    size_t            nhosts;
    unsigned          quoted:1;     /* a hit in a quotation is dismissed */
    unsigned          clinical:1;   /* so is one in clinical talk */

    unsigned          shadow:1;     /* counted, never acted on */
    unsigned          redact:1;     /* what it hits is to be masked */
    unsigned          misspelled:1; /* terms are COC_LEXICON_STRONG */
    unsigned          encoded:1;    /* terms are looked for encoded only */

    coc_rule_test_t  *tests;
    size_t            ntests;
} coc_rule_t;


#define COC_RULE_UNLESS_WITHIN  120     /* bytes of the view */


COC_BEGIN_DECLS


/* "outing" and so on; the find functions return COC_DECLINED if unknown. */
const char *coc_section_name(coc_section_e section);
int coc_section_find(coc_str_t name, coc_section_e *section);

/* What the member is told of the clause: one plain sentence. */
const char *coc_section_clause(coc_section_e section);

const char *coc_action_name(coc_action_e action);
int coc_action_find(coc_str_t name, coc_action_e *action);

/*
 * 1 if the host of a link is one of rule->hosts or below one, else 0.
 *
 * link  as a span of link, affiliate, profile or email has it, in lower case
 *
 * Cost: O(link.len), and a search of the hosts for each label of its host.
 */
int coc_rule_host(const coc_rule_t *rule, coc_str_t link);


COC_END_DECLS


#endif /* _COC_RULE_H_INCLUDED_ */
