/*
 * A member's standing: points that decay, a ladder of sanctions, and what a
 * record means for a post.  No I/O.
 */

#ifndef _COC_STANDING_H_INCLUDED_
#define _COC_STANDING_H_INCLUDED_


#include "coc_base.h"
#include "coc_error.h"
#include "coc_privilege.h"
#include "coc_rule.h"


/* The steps of the ladder; a larger one is graver. */

typedef enum {
    COC_STEP_NONE = 0,
    COC_STEP_WARN,              /* told in the reply */
    COC_STEP_MUTE,              /* comments and messages are refused */
    COC_STEP_PREMODERATE,       /* everything is held */
    COC_STEP_SUSPEND,           /* everything is refused until its end */
    COC_STEP_DEACTIVATE,        /* everything is refused, without end */
    COC_STEP_MAX
} coc_step_e;


#define COC_LADDER_MAX  24      /* rungs */


/*
 * A rung counts the points that a member has now, which decay; one of a section
 * those ever given in that section, less what appeals gave back: who outs a
 * member once may be gone for it.
 */

typedef struct {
    uint32_t       points;      /* from so many points on */
    coc_step_e     step;
    uint64_t       time;        /* ms that it lasts; 0: without end */
    coc_section_e  section;     /* COC_SECTION_MAX: of no section */
} coc_rung_t;


typedef struct {
    coc_rung_t  rung[COC_LADDER_MAX];   /* as added */
    size_t      n;
} coc_ladder_t;


/*
 * A record as Redis holds it.  All zero: no infraction known.
 *
 * The ladder and the moderators each may have set a step.  The graver is in
 * step; what still holds when that has run out (a mute of a year behind a
 * suspension of a week) is in under.
 */

typedef struct {
    uint64_t    points;         /* 1/1000 points, at points_at */
    uint64_t    points_at;      /* ms since the epoch */
    coc_step_e  step;           /* the gravest step, ended or not */
    uint64_t    until;          /* ms since the epoch; 0: no end */
    coc_step_e  under;          /* NONE: nothing else was set */
    uint64_t    under_until;
    uint64_t    seq;            /* writes of the record so far: of two
                                   states the one with more is the later */
    uint32_t    section[COC_SECTION_MAX];   /* points ever, a section */
    coc_privileges_t  privileges;
} coc_standing_t;


COC_BEGIN_DECLS


const char *coc_step_name(coc_step_e step);
int coc_step_find(coc_str_t name, coc_step_e *step);

/*
 * Reads one rung, "[section:]points=step[:time]", and adds it.
 *
 * COC_INVALID  err->text says what; points must ascend from rung to rung of a
 *              section, or of none, at most 1,000,000, steps may not get
 *              milder; warn and deactivate take no time, others without one
 *              last until they are lifted
 */
int coc_ladder_add(coc_ladder_t *ladder, coc_str_t rung, coc_error_t *err);

/* "3=warn 6=mute:24h 10=suspend:7d 20=deactivate" */
void coc_ladder_default(coc_ladder_t *ladder);

/* The rung, of no section, that so many points (1/1000) stand on; NULL if below
 * the first. */
const coc_rung_t *coc_ladder_rung(const coc_ladder_t *ladder,
    uint64_t points);

/* Two steps into a record, in either order; their ends as in a record. */
void coc_standing_set(coc_standing_t *standing, coc_step_e a,
    uint64_t a_until, coc_step_e b, uint64_t b_until);

/* Points (1/1000) left now, halved every half_life ms (0: no decay), to the
 * nearest; a clock that went back takes none away. */
uint64_t coc_standing_points(const coc_standing_t *standing,
    uint64_t half_life, uint64_t now);

/*
 * The gravest step in force now: NONE once its time has run out.  What has no
 * end, and a deactivation, never runs out.
 */
coc_step_e coc_standing_step(const coc_standing_t *standing, uint64_t now);

/* When that step ends, ms since the epoch; 0: never, or there is none. */
uint64_t coc_standing_until(const coc_standing_t *standing, uint64_t now);

/* 1 if everything is held, else 0: see COC_STEP_PREMODERATE, and the
 * privilege of that name. */
int coc_standing_holds(const coc_standing_t *standing, uint64_t now);

/*
 * The step for which a post of that kind ("comment" and so on) is refused,
 * and when that ends (as coc_standing_until()); NONE: it is not refused.
 *
 * until  may be NULL
 */
coc_step_e coc_standing_refusal(const coc_standing_t *standing, coc_str_t kind,
    uint64_t now, uint64_t *until);

/* 1 if such a post is refused, for a step or for a privilege that was taken,
 * else 0. */
int coc_standing_refuses(const coc_standing_t *standing,
    const coc_posting_t *posting, uint64_t now);

/*
 * Appends the step in force and the privileges taken, comma-separated, or
 * "none"; returns the status of buf.
 */
int coc_standing_names(const coc_standing_t *standing, uint64_t now,
    coc_buf_t *buf);

/* 1 if edges must know of it: a step from mute up is in force, or a privilege
 * taken, else 0. */
int coc_standing_active(const coc_standing_t *standing, uint64_t now);

/*
 * The graver of two records of one member, into a (two secrets in use): the
 * more points, as of now, of the steps in force the gravest and the next, and
 * all privileges taken.
 */
void coc_standing_merge(coc_standing_t *a, const coc_standing_t *b,
    uint64_t half_life, uint64_t now);


COC_END_DECLS


#endif /* _COC_STANDING_H_INCLUDED_ */
