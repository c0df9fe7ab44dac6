/*
 * Letters of a pattern that can't match: the views plain and folded hold no
 * capitals, and folded no letter that folding changes.
 *
 * Walks PCRE2's syntax only as far as to know which bytes are literal and
 * where case is ignored.  What PCRE2 refuses, this passes over in silence:
 * PCRE2 says it better.
 */

#include "coc_rule_load.h"
#include "coc_str.h"
#include "coc_utf8.h"


#define COC_LINT_NEST  250      /* groups; PCRE2 allows no more */

#define COC_LINT_CASELESS  1
#define COC_LINT_EXTENDED  2


typedef struct {
    coc_rule_load_t        *load;
    const coc_yaml_node_t  *node;
    const uint8_t          *p;
    const uint8_t          *end;
    coc_view_e              view;
    size_t                  depth;
    unsigned                literal:1;                  /* in \Q...\E */
    uint8_t                 options[COC_LINT_NEST + 1]; /* of each group */
} coc_lint_t;


static int
coc_lint_at(const coc_lint_t *lint, uint8_t c)
{
    return lint->p < lint->end && *lint->p == c;
}


/* Past the next c, or to the end. */

static void
coc_lint_skip(coc_lint_t *lint, uint8_t c)
{
    while (lint->p < lint->end) {
        if (*lint->p++ == c) {
            return;
        }
    }
}


static int
coc_lint_hex(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')
           || (c >= 'A' && c <= 'F');
}


/* Past an escape; p stands after the backslash. */

static void
coc_lint_escape(coc_lint_t *lint)
{
    int      i;
    uint8_t  c;

    if (lint->p == lint->end) {
        return;
    }

    c = *lint->p++;

    if (c >= 0x80) {
        /* stands for itself */
        lint->p--;
        return;
    }

    if (c == 'Q') {
        lint->literal = 1;
        return;
    }

    if (strchr("pPxoNgkuU", c) != NULL && coc_lint_at(lint, '{')) {
        coc_lint_skip(lint, '}');
        return;
    }

    if ((c == 'g' || c == 'k') && coc_lint_at(lint, '<')) {
        coc_lint_skip(lint, '>');
        return;
    }

    if ((c == 'g' || c == 'k') && coc_lint_at(lint, '\'')) {
        lint->p++;
        coc_lint_skip(lint, '\'');
        return;
    }

    if ((c == 'p' || c == 'P' || c == 'c') && lint->p < lint->end
        && *lint->p < 0x80)
    {
        lint->p++;
        return;
    }

    for (i = 0; c == 'x' && i < 2; i++) {
        if (lint->p < lint->end && coc_lint_hex(*lint->p)) {
            lint->p++;
        }
    }
}


/* "i-x:" and so on after "(?"; p stands at the first of them. */

static void
coc_lint_options(coc_lint_t *lint)
{
    int       off;
    uint8_t   c, bit, options;

    off = 0;
    options = lint->options[lint->depth];

    while (lint->p < lint->end && *lint->p != ':' && *lint->p != ')') {
        c = *lint->p++;
        bit = 0;

        if (c == '^') {
            options = 0;

        } else if (c == '-') {
            off = 1;

        } else if (c == 'i') {
            bit = COC_LINT_CASELESS;

        } else if (c == 'x') {
            bit = COC_LINT_EXTENDED;
        }

        options = (uint8_t) (off ? options & ~bit : options | bit);
    }

    /* without a colon they hold for what is left of the group around */

    if (coc_lint_at(lint, ')') && lint->depth > 0) {
        lint->p++;
        lint->depth--;
    }

    lint->options[lint->depth] = options;
}


/* After "(?": names, conditions and comments are no letters to match. */

static void
coc_lint_question(coc_lint_t *lint)
{
    uint8_t  c, next;

    if (lint->p == lint->end) {
        return;
    }

    c = *lint->p;
    next = (uint8_t) ((lint->end - lint->p > 1) ? lint->p[1] : 0);

    switch (c) {

    case ':': case '|': case '=': case '!': case '>': case '*':
        lint->p++;
        return;

    case '<':
        if (next == '=' || next == '!' || next == '*') {
            lint->p += 2;
            return;
        }

        coc_lint_skip(lint, '>');
        return;

    case '\'':
        lint->p++;
        coc_lint_skip(lint, '\'');
        return;

    case 'P':
        if (next == '<') {
            coc_lint_skip(lint, '>');
            return;
        }

        break;

    case '(':
        if (next == '?' || next == '*') {
            return;
        }

        coc_lint_skip(lint, ')');
        return;

    case '#': case '&': case 'C': case 'R': case '+':
    case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9':
        break;

    default:
        if (c != '-' || next < '0' || next > '9') {
            coc_lint_options(lint);
            return;
        }

        break;
    }

    coc_lint_skip(lint, ')');
    lint->depth--;
}


/* After "("; COC_DECLINED if groups are nested too deep. */

static int
coc_lint_group(coc_lint_t *lint)
{
    if (lint->depth == COC_LINT_NEST) {
        return COC_DECLINED;
    }

    lint->depth++;
    lint->options[lint->depth] = lint->options[lint->depth - 1];

    if (coc_lint_at(lint, '?')) {
        lint->p++;
        coc_lint_question(lint);
        return COC_OK;
    }

    if (!coc_lint_at(lint, '*')) {
        return COC_OK;
    }

    /* (*VERB:NAME) ends here, (*positive_lookahead: goes on */

    lint->p++;

    while (lint->p < lint->end && *lint->p >= 'a' && *lint->p <= 'z') {
        lint->p++;

        if (coc_lint_at(lint, '_')) {
            lint->p++;
        }
    }

    if (coc_lint_at(lint, ':')) {
        lint->p++;
        return COC_OK;
    }

    coc_lint_skip(lint, ')');
    lint->depth--;

    return COC_OK;
}


static int
coc_lint_letter(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}


/* A run of letters as its view holds it must be what is written. */

static int
coc_lint_fold(coc_lint_t *lint, coc_str_t run)
{
    int                rc;
    char               show[2][COC_RULE_SHOW];
    coc_str_t          want, have;
    coc_view_e         view;
    coc_views_t        views;
    coc_arena_mark_t   mark;

    mark = coc_arena_mark(lint->load->temp);

    /* verbatim has what stands in code, but the letters are folded's */

    view = (lint->view == COC_VIEW_VERBATIM) ? COC_VIEW_FOLDED : lint->view;

    rc = coc_views_build(lint->load->temp, run,
                         coc_view_bit(COC_VIEW_PLAIN) | coc_view_bit(view),
                         NULL, &views);
    if (rc != COC_OK) {
        return coc_rule_nomem(lint->load);
    }

    /* where case is ignored, plain has what case folding makes of the run */

    want = run;
    have = views.view[view].text;

    if (lint->options[lint->depth] & COC_LINT_CASELESS) {
        want = views.view[COC_VIEW_PLAIN].text;
    }

    rc = COC_OK;

    if (!coc_str_eq(want, have)) {
        coc_rule_show(show[0], run);
        coc_rule_show(show[1], have);

        rc = (have.len == 0)
             ? coc_rule_fail(lint->load, lint->node, "\"%s\" can't match: "
                             "view %s takes it out", show[0],
                             coc_view_name(lint->view))
             : coc_rule_fail(lint->load, lint->node, "\"%s\" can't match: "
                             "in view %s it is \"%s\"", show[0],
                             coc_view_name(lint->view), show[1]);
    }

    coc_arena_release(lint->load->temp, mark);

    return rc;
}


static int
coc_lint_check(coc_lint_t *lint, coc_str_t run)
{
    int       foreign;
    size_t    i;
    uint8_t   c;

    foreign = 0;

    for (i = 0; i < run.len; i++) {
        c = run.data[i];

        if (c >= 0x80) {
            foreign = 1;

        } else if (c >= 'A' && c <= 'Z'
                   && !(lint->options[lint->depth] & COC_LINT_CASELESS))
        {
            return coc_rule_fail(lint->load, lint->node,
                                 "\"%c\" can't match: view %s is lower case",
                                 c, coc_view_name(lint->view));
        }
    }

    return foreign ? coc_lint_fold(lint, run) : COC_OK;
}


/*
 * Letters in a row, or one character where each stands for itself.  In a
 * class, a curly quotation mark or a dash beside its plain form is a habit of
 * careful authors and does no harm.
 */

static int
coc_lint_run(coc_lint_t *lint, int one)
{
    uint32_t   code;
    coc_str_t  run;

    run.data = lint->p;

    do {
        lint->p += coc_utf8_read(lint->p, lint->end, &code);
    } while (!one && lint->p < lint->end && coc_lint_letter(*lint->p));

    if (one && code >= 0x2000 && code <= 0x206f) {
        return COC_OK;
    }

    run.len = (size_t) (lint->p - run.data);

    return coc_lint_check(lint, run);
}


/* \E ends literal text; anything else in it stands for itself. */

static int
coc_lint_literal(coc_lint_t *lint, int one)
{
    if (coc_lint_letter(*lint->p)) {
        return coc_lint_run(lint, one);
    }

    if (lint->end - lint->p > 1 && lint->p[0] == '\\' && lint->p[1] == 'E') {
        lint->literal = 0;
        lint->p++;
    }

    lint->p++;

    return COC_OK;
}


/* A character class; p stands after "[". */

static int
coc_lint_class(coc_lint_t *lint)
{
    int      rc;
    uint8_t  c;

    if (coc_lint_at(lint, '^')) {
        lint->p++;
    }

    if (coc_lint_at(lint, ']')) {
        lint->p++;
    }

    while (lint->p < lint->end) {
        c = *lint->p;

        if (lint->literal || coc_lint_letter(c)) {
            rc = coc_lint_literal(lint, 1);
            if (rc != COC_OK) {
                return rc;
            }

            continue;
        }

        lint->p++;

        if (c == ']') {
            return COC_OK;
        }

        if (c == '\\') {
            coc_lint_escape(lint);

        } else if (c == '[' && coc_lint_at(lint, ':')) {
            coc_lint_skip(lint, ']');
        }
    }

    return COC_OK;
}


int
coc_rule_lint(coc_rule_load_t *load, coc_view_e view,
    const coc_yaml_node_t *node)
{
    int         rc;
    uint8_t     c;
    coc_lint_t  lint;

    if (view == COC_VIEW_RAW) {
        return COC_OK;
    }

    memset(&lint, 0, sizeof(coc_lint_t));

    lint.load = load;
    lint.node = node;
    lint.view = view;
    lint.p = node->text.data;
    lint.end = node->text.data + node->text.len;

    for (rc = COC_OK; rc == COC_OK && lint.p < lint.end; /* void */) {
        c = *lint.p;

        if (lint.literal || coc_lint_letter(c)) {
            rc = coc_lint_literal(&lint, 0);
            continue;
        }

        lint.p++;

        if (c == '\\') {
            coc_lint_escape(&lint);

        } else if (c == '[') {
            rc = coc_lint_class(&lint);

        } else if (c == '(') {
            rc = coc_lint_group(&lint);

        } else if (c == ')' && lint.depth > 0) {
            lint.depth--;

        } else if (c == '#'
                   && (lint.options[lint.depth] & COC_LINT_EXTENDED))
        {
            coc_lint_skip(&lint, '\n');
        }
    }

    /* too deep: PCRE2 will say so */

    return (rc == COC_DECLINED) ? COC_OK : rc;
}
