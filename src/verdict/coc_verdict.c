/*
 * Hits and standing to a verdict: the strongest action of any hit, raised by
 * what the member's record demands.  Decides; acts on nothing.
 */

#include "coc_verdict.h"
#include "coc_hash.h"


static const char *const  coc_reason_names[] = {
    "", "rules", "standing", "malformed", "limit", "store", "error",
    "redact"
};


const char *
coc_reason_name(coc_reason_e reason)
{
    return ((size_t) reason < coc_nelts(coc_reason_names))
           ? coc_reason_names[reason] : "";
}


/* What a hit asks for. */

static coc_action_e
coc_verdict_action(const coc_hit_t *hit, int nudge)
{
    coc_action_e  action;

    action = hit->rule->action;

    if (hit->aside || (action == COC_ACTION_NUDGE && !nudge)) {
        return coc_min(action, COC_ACTION_FLAG);
    }

    return action;
}


/* What a hit costs. */

static unsigned
coc_verdict_points(const coc_hit_t *hit)
{
    if (hit->rule->section == COC_SECTION_SELFHARM) {
        return 0;
    }

    return hit->aside ? hit->rule->points / 2 : hit->rule->points;
}


void
coc_verdict_content(coc_verdict_t *verdict, const coc_hits_t *hits, int nudge,
    uint32_t exempt)
{
    size_t             i;
    unsigned           points;
    coc_action_e       action;
    const coc_rule_t  *rule;

    memset(verdict, 0, sizeof(coc_verdict_t));

    for (i = 0; i < hits->n; i++) {
        rule = hits->hit[i].rule;

        if (rule->shadow) {
            continue;
        }

        if (exempt & (1u << rule->section)) {
            verdict->exempt |= 1u << rule->section;
            continue;
        }

        verdict->sections |= 1u << rule->section;
        verdict->redact |= rule->redact;

        if (rule->action == COC_ACTION_PASS) {
            continue;
        }

        points = coc_verdict_points(&hits->hit[i]);
        action = coc_verdict_action(&hits->hit[i], nudge);

        verdict->points[rule->section] =
                             coc_max(verdict->points[rule->section], points);

        /* of rules that ask for the same, the gravest is told to the member */

        if (action > verdict->action
            || (action == verdict->action && verdict->rule != NULL
                && rule->severity > verdict->rule->severity))
        {
            verdict->action = action;
            verdict->rule = rule;
            verdict->reason = COC_REASON_RULES;
        }
    }

    for (i = 0; i < COC_SECTION_MAX; i++) {
        verdict->score += verdict->points[i];
    }
}


uint64_t
coc_verdict_asking(const coc_verdict_t *verdict, const coc_hits_t *hits)
{
    size_t            i;
    uint64_t          sum;
    coc_hash_t        hash;
    const coc_hit_t  *hit;

    /* no secret: the token's MAC is made over it */

    static const uint8_t  key[COC_HASH_KEY] = "coc nudging rule";

    for (sum = 0, i = 0; i < hits->n; i++) {
        hit = &hits->hit[i];

        if (hit->rule->shadow || hit->rule->action != COC_ACTION_NUDGE
            || hit->aside || (verdict->exempt & (1u << hit->rule->section)))
        {
            continue;
        }

        coc_hash_init(&hash, key);
        coc_hash_update(&hash, hit->rule->id.data, hit->rule->id.len);
        sum += coc_hash_final(&hash);
    }

    return sum;
}


void
coc_verdict_confirm(coc_verdict_t *verdict)
{
    if (verdict->action == COC_ACTION_NUDGE) {
        verdict->action = COC_ACTION_FLAG;
        verdict->nudged = 1;
    }
}


void
coc_verdict_standing(coc_verdict_t *verdict, const coc_standing_t *standing,
    const coc_posting_t *posting, uint64_t now)
{
    coc_action_e  action;

    if (standing == NULL) {
        return;
    }

    if (coc_standing_refuses(standing, posting, now)) {
        action = COC_ACTION_BLOCK;

    } else if (coc_standing_holds(standing, now)) {
        action = COC_ACTION_HOLD;

    } else {
        return;
    }

    if (action > verdict->action) {
        verdict->action = action;
        verdict->reason = COC_REASON_STANDING;
    }
}


int
coc_verdict_records(const coc_verdict_t *verdict)
{
    if (verdict->score == 0) {
        return 0;
    }

    switch (verdict->action) {

    case COC_ACTION_FLAG:
    case COC_ACTION_HOLD:
    case COC_ACTION_ESCALATE:
        return 1;

    case COC_ACTION_BLOCK:

        /*
         * A suspended member's post is refused unread where the record is
         * known early; it must not cost points where it is known late.
         */

        return verdict->reason != COC_REASON_STANDING;

    default:
        return 0;
    }
}


int
coc_verdict_care(const coc_verdict_t *verdict)
{
    return verdict->sections == 1u << COC_SECTION_SELFHARM;
}


int
coc_sections_names(uint32_t sections, coc_buf_t *buf)
{
    int       more;
    unsigned  i;

    for (more = 0, i = 0; i < COC_SECTION_MAX; i++) {

        if (!(sections & (1u << i))) {
            continue;
        }

        if (more) {
            (void) coc_buf_putc(buf, ',');
        }

        (void) coc_buf_puts(buf, coc_section_name((coc_section_e) i));
        more = 1;
    }

    return buf->status;
}


int
coc_verdict_sections(const coc_verdict_t *verdict, coc_buf_t *buf)
{
    return coc_sections_names(verdict->sections, buf);
}


typedef enum {
    COC_VERDICT_ALL = 0,
    COC_VERDICT_ASIDE,
    COC_VERDICT_SHADOW
} coc_verdict_which_e;


static int
coc_verdict_ids(const coc_hits_t *hits, coc_verdict_which_e which,
    coc_buf_t *buf)
{
    int               more;
    size_t            i;
    const coc_hit_t  *hit;

    for (more = 0, i = 0; i < hits->n; i++) {
        hit = &hits->hit[i];

        if (hit->rule->shadow != (which == COC_VERDICT_SHADOW)
            || (which == COC_VERDICT_ASIDE && !hit->aside))
        {
            continue;
        }

        if (more) {
            (void) coc_buf_putc(buf, ',');
        }

        (void) coc_buf_put(buf, hit->rule->id);
        more = 1;
    }

    return buf->status;
}


int
coc_verdict_rules(const coc_hits_t *hits, coc_buf_t *buf)
{
    return coc_verdict_ids(hits, COC_VERDICT_ALL, buf);
}


int
coc_verdict_aside(const coc_hits_t *hits, coc_buf_t *buf)
{
    return coc_verdict_ids(hits, COC_VERDICT_ASIDE, buf);
}


int
coc_verdict_shadow(const coc_hits_t *hits, coc_buf_t *buf)
{
    return coc_verdict_ids(hits, COC_VERDICT_SHADOW, buf);
}
