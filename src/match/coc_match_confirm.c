/*
 * Whether a pattern's match makes a hit: near, unless, quoted, clinical; and
 * whether it stands aside.
 */

#include "coc_context.h"
#include "coc_match_int.h"


/* Bytes beyond its distance that a near or unless pattern may reach. */

#define COC_CONFIRM_REACH  256


/*
 * The end of what a pattern gets to see around a match: a place between two
 * words if there is one, so that a word's end is not seen where there is none.
 */

static size_t
coc_confirm_cut(coc_str_t text, size_t end, size_t within)
{
    size_t  i, cut;

    if (text.len - end <= within + COC_CONFIRM_REACH) {
        return text.len;
    }

    cut = end + within + COC_CONFIRM_REACH;

    for (i = cut; i > cut - COC_CONFIRM_REACH / 2; i--) {
        if (text.data[i] == ' ' || text.data[i] == '\n') {
            return i;
        }
    }

    while (cut > end && (text.data[cut] & 0xc0) == 0x80) {
        cut--;
    }

    return cut;
}


/*
 * Whether one of n patterns matches at most within bytes from the match, or
 * overlaps it.
 */

static int
coc_confirm_around(const coc_confirm_t *c, size_t code, size_t n,
    size_t within)
{
    int        rc;
    size_t     i, from, low, start, end;
    coc_str_t  text;

    text.data = c->text.data;
    text.len = coc_confirm_cut(c->text, c->end, within);

    low = (c->start > within) ? c->start - within : 0;
    from = (low > COC_CONFIRM_REACH) ? low - COC_CONFIRM_REACH : 0;

    while (from > 0 && (text.data[from] & 0xc0) == 0x80) {
        from--;
    }

    for (i = code; i < code + n; i++) {

        for (start = from, end = from; /* void */; /* void */) {
            rc = coc_pcre_find(&c->scratch->pcre, c->match->codes[i], text,
                               end, text.len != c->text.len, &start, &end);

            if (rc == COC_DECLINED
                || (rc == COC_OK && start > c->end && start - c->end > within))
            {
                break;
            }

            if (rc != COC_OK || end >= low) {
                return rc;
            }
        }
    }

    return COC_DECLINED;
}


/* Whether an unless pattern matches anywhere in the text, found out once. */

static int
coc_confirm_elsewhere(coc_confirm_t *c, size_t code, size_t n)
{
    int     rc;
    size_t  i, start, end;

    for (i = code; c->elsewhere == 0 && i < code + n; i++) {
        rc = coc_pcre_find(&c->scratch->pcre, c->match->codes[i], c->text, 0,
                           0, &start, &end);

        if (rc == COC_OK) {
            c->elsewhere = 1;

        } else if (rc != COC_DECLINED) {
            return rc;
        }
    }

    if (c->elsewhere == 0) {
        c->elsewhere = -1;
    }

    return (c->elsewhere == 1) ? COC_OK : COC_DECLINED;
}


int
coc_confirm_stands(coc_confirm_t *c, size_t owner)
{
    int                      rc;
    const coc_rule_t        *rule;
    const coc_match_rule_t  *at;

    rule = &c->match->set->rules[owner];
    at = &c->match->rules[owner];

    if (rule->quoted && !c->stretch
        && coc_context_quoted(c->text, c->start, c->end))
    {
        return COC_DECLINED;
    }

    if (rule->clinical
        && (c->stretch ? coc_context_among(c->text, c->start, c->end)
            : coc_context_clinical(c->text, c->start, c->end)))
    {
        return COC_DECLINED;
    }

    if (rule->near.n != 0) {
        rc = coc_confirm_around(c, at->near, rule->near.n, rule->near_within);
        if (rc != COC_OK) {
            return rc;
        }
    }

    if (rule->unless.n != 0) {
        rc = (rule->unless_within == 0)
             ? coc_confirm_elsewhere(c, at->unless, rule->unless.n)
             : coc_confirm_around(c, at->unless, rule->unless.n,
                                  rule->unless_within);

        if (rc != COC_DECLINED) {
            return (rc == COC_OK) ? COC_DECLINED : rc;
        }
    }

    return COC_OK;
}


/* A rule that dismisses quoted text has looked for a quotation already. */

int
coc_confirm_aside(const coc_confirm_t *c, size_t owner)
{
    if (!c->match->set->rules[owner].quoted
        && coc_context_quoted(c->text, c->start, c->end))
    {
        return 1;
    }

    return coc_context_reported(c->text, c->start, c->end);
}


/* Whether the match reaches across one seam, and one that counts. */

static int
coc_confirm_crosses(const coc_confirm_t *c, const coc_match_where_t *where)
{
    size_t    i, n, start, end;
    unsigned  crossed;

    start = coc_view_offset(where->view, c->start);
    end = coc_view_offset(where->view, c->end);
    crossed = 0;

    for (n = 0, i = 0; i < where->seam->n; i++) {
        if (start < where->seam->at[i] && end > where->seam->at[i] + 1) {
            crossed |= 1u << i;
            n++;
        }
    }

    return n == 1 && (crossed & where->seam->parted) == 0;
}


const coc_edges_t *
coc_match_edges(coc_scratch_t *scratch, coc_str_t text)
{
    size_t        i;
    coc_edges_t  *edges;

    for (i = 0; i < coc_min(scratch->edged, (size_t) COC_MATCH_TEXTS); i++) {
        edges = &scratch->edges[i];

        if (edges->text.data == text.data && edges->text.len == text.len) {
            return edges;
        }
    }

    edges = &scratch->edges[scratch->edged++ % COC_MATCH_TEXTS];
    coc_edges_init(edges, text);

    return edges;
}


/* The same where a match begins at or after from, and before until. */

static int
coc_confirm_stretch(const coc_match_t *match, coc_scratch_t *scratch,
    size_t id, coc_str_t text, size_t from, size_t until, size_t *start,
    size_t *end)
{
    int                 rc;
    const coc_start_t  *at;
    const coc_edges_t  *edges;

    at = &match->starts[id];

    if (!at->known) {

        while (from < until && (text.data[from] & 0xc0) == 0x80) {
            from++;
        }

        return (from == until) ? COC_DECLINED
               : coc_pcre_search(&scratch->pcre, match->codes[id], text, from,
                                 until, start, end);
    }

    edges = coc_match_edges(scratch, text);

    for (rc = COC_DECLINED; rc == COC_DECLINED; from++) {
        from = coc_start_next(at, edges, text, from, until);

        if (from == until) {
            return COC_DECLINED;
        }

        *start = from;
        rc = coc_pcre_try(&scratch->pcre, match->codes[id], text, from, end);
    }

    return rc;
}


int
coc_match_find(const coc_match_t *match, coc_scratch_t *scratch, size_t id,
    coc_str_t text, uint64_t window, size_t from, size_t *start, size_t *end)
{
    int       rc;
    size_t    until;
    unsigned  shift;

    shift = coc_window_shift(text.len);

    for (rc = COC_DECLINED; rc == COC_DECLINED; from = until) {
        until = coc_window_next(window, shift, text.len, &from);

        if (from == text.len) {
            return COC_DECLINED;
        }

        rc = coc_confirm_stretch(match, scratch, id, text, from, until, start,
                                 end);
    }

    return rc;
}


int
coc_match_confirm(const coc_match_t *match, coc_scratch_t *scratch,
    const coc_match_where_t *where, size_t id, coc_match_found_t *found)
{
    int            rc, any;
    size_t         left;
    coc_confirm_t  c;

    c.match = match;
    c.scratch = scratch;
    c.text = where->view->text;
    c.end = 0;
    c.elsewhere = 0;
    c.stretch = 0;
    any = 0;

    for (left = COC_CONFIRM_MATCHES(c.text.len); /* void */; left--) {

        rc = coc_match_find(match, scratch, id, c.text, where->window, c.end,
                            &c.start, &c.end);

        if (rc == COC_DECLINED && any) {
            return COC_OK;
        }

        if (rc != COC_OK) {
            return rc;
        }

        if (where->seam != NULL && !coc_confirm_crosses(&c, where)) {

            if (left == 0) {
                return any ? COC_OK : COC_DECLINED;
            }

            continue;
        }

        if (left == 0) {
            break;
        }

        rc = coc_confirm_stands(&c, match->owner[id]);

        if (rc == COC_DECLINED) {
            continue;
        }

        if (rc != COC_OK) {
            return rc;
        }

        if (where->verbatim) {
            break;
        }

        if (!coc_confirm_aside(&c, match->owner[id])) {
            break;
        }

        if (!any && !where->full) {
            found->start = c.start;
            found->end = c.end;
            found->aside = 1;
            any = 1;
        }
    }

    found->start = c.start;
    found->end = c.end;
    found->aside = where->verbatim;

    return COC_OK;
}
