/*
 * Points that decay, the ladder, and what a record means for a post.  What
 * record.lua does with the same points is written twice on purpose: readers
 * compute the decay themselves, so that a read is one native command.
 */

#include "coc_standing.h"
#include "coc_str.h"

#include <math.h>


#define COC_LADDER_POINTS  1000000      /* most points of a rung */


static const char *const  coc_step_names[COC_STEP_MAX] = {
    "none", "warn", "mute", "premoderate", "suspend", "deactivate"
};


const char *
coc_step_name(coc_step_e step)
{
    return ((unsigned) step < COC_STEP_MAX) ? coc_step_names[step] : "";
}


int
coc_step_find(coc_str_t name, coc_step_e *step)
{
    unsigned  i;

    for (i = 0; i < COC_STEP_MAX; i++) {
        if (coc_str_eq(name, coc_str_from(coc_step_names[i]))) {
            *step = (coc_step_e) i;
            return COC_OK;
        }
    }

    return COC_DECLINED;
}


/* The part behind "=": "step" or "step:time". */

static int
coc_ladder_step(coc_rung_t *rung, coc_str_t s, coc_error_t *err)
{
    size_t     colon;
    coc_str_t  name, time;

    colon = coc_str_find(s, ':', 0);

    name.data = s.data;
    name.len = colon;

    if (coc_step_find(name, &rung->step) != COC_OK
        || rung->step == COC_STEP_NONE)
    {
        return coc_error_set(err, COC_INVALID, "unknown step \"%.*s\", it may "
                             "be warn, mute, premoderate, suspend or "
                             "deactivate", (int) coc_min(name.len, 64),
                             (const char *) name.data);
    }

    rung->time = 0;

    if (colon == s.len) {
        return COC_OK;
    }

    if (rung->step == COC_STEP_WARN || rung->step == COC_STEP_DEACTIVATE) {
        return coc_error_set(err, COC_INVALID, "step \"%s\" takes no time",
                             coc_step_name(rung->step));
    }

    time.data = s.data + colon + 1;
    time.len = s.len - colon - 1;

    if (coc_str_time(time, &rung->time) != COC_OK || rung->time == 0) {
        return coc_error_set(err, COC_INVALID, "invalid time \"%.*s\"",
                             (int) coc_min(time.len, 64),
                             (const char *) time.data);
    }

    return COC_OK;
}


/* The part before "=": "points" or "section:points". */

static int
coc_ladder_from(coc_rung_t *rung, coc_str_t s, coc_error_t *err)
{
    size_t     colon;
    uint64_t   points;
    coc_str_t  name;

    rung->section = COC_SECTION_MAX;
    colon = coc_str_find(s, ':', 0);

    if (colon != s.len) {
        name.data = s.data;
        name.len = colon;

        if (coc_section_find(name, &rung->section) != COC_OK) {
            return coc_error_set(err, COC_INVALID, "unknown section \"%.*s\"",
                                 (int) coc_min(name.len, 64),
                                 (const char *) name.data);
        }

        s.data += colon + 1;
        s.len -= colon + 1;
    }

    if (coc_str_uint(s, COC_LADDER_POINTS, &points) != COC_OK || points == 0) {
        return coc_error_set(err, COC_INVALID, "points of a rung may be 1 to "
                             "%d", COC_LADDER_POINTS);
    }

    rung->points = (uint32_t) points;

    return COC_OK;
}


int
coc_ladder_add(coc_ladder_t *ladder, coc_str_t rung, coc_error_t *err)
{
    int                rc;
    size_t             i, sign;
    coc_str_t          part;
    coc_rung_t         new;
    const coc_rung_t  *last;

    if (ladder->n == COC_LADDER_MAX) {
        return coc_error_set(err, COC_INVALID, "more than %d rungs",
                             COC_LADDER_MAX);
    }

    sign = coc_str_find(rung, '=', 0);

    if (sign == rung.len) {
        return coc_error_set(err, COC_INVALID, "a rung is written "
                             "[section:]points=step[:time]");
    }

    part.data = rung.data;
    part.len = sign;

    rc = coc_ladder_from(&new, part, err);
    if (rc != COC_OK) {
        return rc;
    }

    part.data = rung.data + sign + 1;
    part.len = rung.len - sign - 1;

    rc = coc_ladder_step(&new, part, err);
    if (rc != COC_OK) {
        return rc;
    }

    for (last = NULL, i = 0; i < ladder->n; i++) {
        if (ladder->rung[i].section == new.section) {
            last = &ladder->rung[i];
        }
    }

    if (last != NULL && new.points <= last->points) {
        return coc_error_set(err, COC_INVALID, "points must ascend: %u after "
                             "%u", new.points, last->points);
    }

    if (last != NULL && new.step < last->step) {
        return coc_error_set(err, COC_INVALID, "step \"%s\" is milder than "
                             "\"%s\" before it", coc_step_name(new.step),
                             coc_step_name(last->step));
    }

    ladder->rung[ladder->n++] = new;

    return COC_OK;
}


void
coc_ladder_default(coc_ladder_t *ladder)
{
    static const coc_ladder_t  def = {
        { {  3, COC_STEP_WARN, 0, COC_SECTION_MAX },
          {  6, COC_STEP_MUTE, 24ULL * 3600 * 1000, COC_SECTION_MAX },
          { 10, COC_STEP_SUSPEND, 7ULL * 86400 * 1000, COC_SECTION_MAX },
          { 20, COC_STEP_DEACTIVATE, 0, COC_SECTION_MAX } },
        4
    };

    *ladder = def;
}


const coc_rung_t *
coc_ladder_rung(const coc_ladder_t *ladder, uint64_t points)
{
    size_t             i;
    const coc_rung_t  *found;

    for (found = NULL, i = 0; i < ladder->n; i++) {

        if (ladder->rung[i].section == COC_SECTION_MAX
            && points >= (uint64_t) ladder->rung[i].points * 1000)
        {
            found = &ladder->rung[i];
        }
    }

    return found;
}


void
coc_standing_set(coc_standing_t *standing, coc_step_e a, uint64_t a_until,
    coc_step_e b, uint64_t b_until)
{
    int  swap;

    /* of equals the one that lasts longer comes first */

    swap = (a != b) ? a < b
                    : a_until != 0 && (b_until == 0 || b_until > a_until);

    standing->step = swap ? b : a;
    standing->until = swap ? b_until : a_until;
    standing->under = swap ? a : b;
    standing->under_until = swap ? a_until : b_until;
}


uint64_t
coc_standing_points(const coc_standing_t *standing, uint64_t half_life,
    uint64_t now)
{
    double  age;

    if (half_life == 0 || now <= standing->points_at) {
        return standing->points;
    }

    age = (double) (now - standing->points_at) / (double) half_life;

    return (uint64_t) ((double) standing->points * pow(2.0, -age) + 0.5);
}


static int
coc_step_holds(coc_step_e step, uint64_t until, uint64_t now)
{
    return step != COC_STEP_NONE
           && (step == COC_STEP_DEACTIVATE || until == 0 || now < until);
}


coc_step_e
coc_standing_step(const coc_standing_t *standing, uint64_t now)
{
    if (coc_step_holds(standing->step, standing->until, now)) {
        return standing->step;
    }

    if (coc_step_holds(standing->under, standing->under_until, now)) {
        return standing->under;
    }

    return COC_STEP_NONE;
}


uint64_t
coc_standing_until(const coc_standing_t *standing, uint64_t now)
{
    if (coc_step_holds(standing->step, standing->until, now)) {
        return (standing->step == COC_STEP_DEACTIVATE) ? 0 : standing->until;
    }

    if (coc_step_holds(standing->under, standing->under_until, now)) {
        return (standing->under == COC_STEP_DEACTIVATE)
               ? 0 : standing->under_until;
    }

    return 0;
}


/* Whether that very step is in force, be it behind a graver one. */

static int
coc_standing_has(const coc_standing_t *standing, coc_step_e step, uint64_t now)
{
    return (standing->step == step
            && coc_step_holds(step, standing->until, now))
           || (standing->under == step
               && coc_step_holds(step, standing->under_until, now));
}


int
coc_standing_holds(const coc_standing_t *standing, uint64_t now)
{
    return coc_standing_has(standing, COC_STEP_PREMODERATE, now)
           || (coc_privileges_taken(&standing->privileges, now)
               & (1u << COC_PRIVILEGE_PREMODERATE));
}


coc_step_e
coc_standing_refusal(const coc_standing_t *standing, coc_str_t kind,
    uint64_t now, uint64_t *until)
{
    coc_step_e  step;
    uint64_t    end;

    static const coc_str_t  comment = coc_str("comment");
    static const coc_str_t  message = coc_str("message");

    step = coc_standing_step(standing, now);
    end = coc_standing_until(standing, now);

    if (step < COC_STEP_SUSPEND) {

        if (step != COC_STEP_MUTE
            && coc_standing_has(standing, COC_STEP_MUTE, now))
        {
            /* behind the step in force */

            step = COC_STEP_MUTE;
            end = standing->under_until;
        }

        if (step != COC_STEP_MUTE
            || (!coc_str_eq(kind, comment) && !coc_str_eq(kind, message)))
        {
            step = COC_STEP_NONE;
            end = 0;
        }
    }

    if (until != NULL) {
        *until = end;
    }

    return step;
}


int
coc_standing_refuses(const coc_standing_t *standing,
    const coc_posting_t *posting, uint64_t now)
{
    return coc_standing_refusal(standing, posting->kind, now, NULL)
           != COC_STEP_NONE
           || coc_privilege_refuses(&standing->privileges, posting, now)
              != COC_PRIVILEGE_MAX;
}


int
coc_standing_names(const coc_standing_t *standing, uint64_t now,
    coc_buf_t *buf)
{
    int         more;
    unsigned    i;
    uint32_t    taken;
    coc_step_e  step;

    step = coc_standing_step(standing, now);
    taken = coc_privileges_taken(&standing->privileges, now);
    more = (step != COC_STEP_NONE || taken == 0);

    if (more) {
        (void) coc_buf_puts(buf, coc_step_name(step));
    }

    for (i = 0; i < COC_PRIVILEGE_MAX; i++) {
        if (taken & (1u << i)) {
            (void) coc_buf_puts(buf, more ? "," : "");
            (void) coc_buf_puts(buf, coc_privilege_name((coc_privilege_e) i));
            more = 1;
        }
    }

    return buf->status;
}


int
coc_standing_active(const coc_standing_t *standing, uint64_t now)
{
    return (standing->step >= COC_STEP_MUTE
            && coc_step_holds(standing->step, standing->until, now))
           || (standing->under >= COC_STEP_MUTE
               && coc_step_holds(standing->under, standing->under_until, now))
           || coc_privileges_taken(&standing->privileges, now) != 0;
}


/*
 * Keeps the gravest step and the next in a, given a third one; of equals the
 * one that lasts longer.
 */

static void
coc_standing_put(coc_standing_t *a, coc_step_e step, uint64_t until,
    uint64_t now)
{
    if (!coc_step_holds(step, until, now)) {
        return;
    }

    if (step == a->step) {
        a->until = (a->until == 0 || until == 0) ? 0
                                                 : coc_max(a->until, until);

    } else if (step > a->step) {
        a->under = a->step;
        a->under_until = a->until;
        a->step = step;
        a->until = until;

    } else if (step == a->under) {
        a->under_until = (a->under_until == 0 || until == 0)
                         ? 0 : coc_max(a->under_until, until);

    } else if (step > a->under) {
        a->under = step;
        a->under_until = until;
    }
}


void
coc_standing_merge(coc_standing_t *a, const coc_standing_t *b,
    uint64_t half_life, uint64_t now)
{
    size_t          i;
    uint64_t        pa, pb;
    coc_standing_t  first;

    first = *a;

    a->step = COC_STEP_NONE;
    a->until = 0;
    a->under = COC_STEP_NONE;
    a->under_until = 0;

    coc_standing_put(a, first.step, first.until, now);
    coc_standing_put(a, first.under, first.under_until, now);
    coc_standing_put(a, b->step, b->until, now);
    coc_standing_put(a, b->under, b->under_until, now);

    pa = coc_standing_points(&first, half_life, now);
    pb = coc_standing_points(b, half_life, now);

    a->points = coc_max(pa, pb);
    a->points_at = coc_max(now, coc_max(first.points_at, b->points_at));

    for (i = 0; i < COC_SECTION_MAX; i++) {
        a->section[i] = coc_max(first.section[i], b->section[i]);
    }

    coc_privileges_merge(&a->privileges, &b->privileges, now);
}
