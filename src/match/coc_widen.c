/*
 * PCRE2 pattern to Vectorscan pattern.
 *
 * One pass, one atom at a time: the last atom stands at the end of the output
 * and waits for its quantifier.  What looks around is dropped, what is greedy,
 * lazy, possessive or atomic becomes plain, what may match a character over
 * 0x7f becomes one to four bytes of a byte class, a backreference becomes
 * anything.  Each of these only adds texts that match, and so does everything
 * built of them, for there is no negation but in classes and lookarounds.
 */

#include "coc_widen.h"
#include "coc_str.h"
#include "coc_widen_int.h"


#define COC_WIDEN_BOUND  4              /* times; more is taken as no end */
#define COC_WIDEN_SIZE   100000         /* positions in a pattern */
#define COC_WIDEN_REPEAT 10000          /* positions in an unrolled repeat */


static void
coc_widen_bounds(coc_buf_t *out, uint32_t low, uint32_t high)
{
    if (low == 1 && high == 1) {
        return;
    }

    if (low <= 1 && high == COC_WIDEN_INF) {
        (void) coc_buf_putc(out, low ? '+' : '*');
        return;
    }

    (void) coc_buf_putc(out, '{');
    (void) coc_buf_uint(out, low);
    (void) coc_buf_putc(out, ',');

    if (high != COC_WIDEN_INF) {
        (void) coc_buf_uint(out, high);
    }

    (void) coc_buf_putc(out, '}');
}


/* The same in characters, of which each may be more than one byte. */

static void
coc_widen_chars(coc_buf_t *out, uint32_t least, uint32_t most)
{
    (void) coc_buf_putc(out, '{');
    (void) coc_buf_uint(out, least);
    (void) coc_buf_putc(out, ',');

    if (most != COC_WIDEN_INF) {
        (void) coc_buf_uint(out, most);
    }

    (void) coc_buf_putc(out, '}');
}


int
coc_widen_flush(coc_widen_t *w)
{
    coc_atom_t  *atom;

    atom = &w->atom;

    if (atom->kind == COC_ATOM_WIDE && w->edges) {
        coc_widen_chars(w->out, atom->least, atom->most);

    } else if (atom->kind == COC_ATOM_WIDE) {
        coc_widen_bounds(w->out, atom->low, atom->high);
    }

    if (atom->size > COC_WIDEN_SIZE - w->size) {
        return coc_read_refuse(&w->r, w->r.at, "too large a pattern");
    }

    w->size += atom->size;
    memset(atom, 0, sizeof(coc_atom_t));

    return COC_OK;
}


int
coc_widen_begin(coc_widen_t *w, coc_atom_e kind, size_t size)
{
    int  rc;

    rc = coc_widen_flush(w);

    w->atom.kind = kind;
    w->atom.start = w->out->len;
    w->atom.size = size;
    w->atom.low = 1;
    w->atom.high = 1;
    w->atom.least = 1;
    w->atom.most = 1;

    return rc;
}


/* A few characters that are known: each as it is. */

static int
coc_widen_few(coc_widen_t *w, const coc_set_t *set)
{
    int       rc;
    uint8_t   buf[4];
    unsigned  i, k, n;

    rc = coc_widen_begin(w, COC_ATOM_EXACT, set->nfew * set->max);

    for (i = 0; i < set->nfew; i++) {
        (void) coc_buf_puts(w->out, (i == 0) ? "(?:" : "|");
        n = coc_set_utf8(set->few[i], buf);

        for (k = 0; k < n; k++) {
            coc_set_print_byte(w->out, buf[k]);
        }
    }

    (void) coc_buf_putc(w->out, ')');

    return rc;
}


static int
coc_widen_set(coc_widen_t *w, const coc_set_t *set)
{
    int  rc;

    if (w->edges && set->max > 1 && set->nfew <= COC_SET_FEW) {
        return coc_widen_few(w, set);
    }

    rc = coc_widen_begin(w, (set->max > 1) ? COC_ATOM_WIDE : COC_ATOM_EXACT,
                         set->max);

    if (set->max > 1) {
        w->atom.low = coc_set_min(set);
        w->atom.high = set->max;
    }

    coc_set_print(set, w->out);

    return rc;
}


int
coc_widen_dot(coc_widen_t *w, uint32_t low, uint32_t high)
{
    int  rc;

    rc = coc_widen_begin(w, COC_ATOM_WIDE, 4);

    w->atom.low = low;
    w->atom.high = high;
    w->atom.least = coc_min(low, 1);
    w->atom.most = (high == COC_WIDEN_INF) ? high : 1;

    (void) coc_buf_putc(w->out, '.');

    return rc;
}


static int
coc_widen_char(coc_widen_t *w, uint32_t cp)
{
    int        rc;
    uint8_t    buf[4];
    unsigned   i, n, letter;
    coc_set_t  set;

    if (w->r.flags & COC_READ_CASELESS) {
        letter = (cp < 0x80) ? cp | 0x20 : 0;

        if (letter == 'k' || letter == 's') {

            /* not as a class: words must stay literal for Vectorscan */

            rc = coc_widen_begin(w, COC_ATOM_EXACT, 3);
            (void) coc_buf_puts(w->out, (letter == 'k')
                                        ? "(?:[Kk]|\\xe2\\x84\\xaa)"
                                        : "(?:[Ss]|\\xc5\\xbf)");
            return rc;
        }

        if (cp >= 0x80 || (letter >= 'a' && letter <= 'z')) {
            coc_set_init(&set);
            coc_set_range(&set, cp, cp, 1);
            return coc_widen_set(w, &set);
        }
    }

    n = coc_set_utf8(cp, buf);
    rc = coc_widen_begin(w, COC_ATOM_EXACT, n);
    w->atom.wrap = (n > 1);

    for (i = 0; i < n; i++) {
        coc_set_print_byte(w->out, buf[i]);
    }

    return rc;
}


/* What is printed from the atom's start on becomes a group. */

static void
coc_widen_wrap(coc_widen_t *w)
{
    uint8_t  *p;

    if (coc_buf_reserve(w->out, 4) == NULL) {
        return;
    }

    p = w->out->data + w->atom.start;
    memmove(p + 3, p, w->out->len - w->atom.start);
    memcpy(p, "(?:", 3);
    w->out->len += 3;

    (void) coc_buf_putc(w->out, ')');
}


static int
coc_widen_repeat(coc_widen_t *w, size_t at, uint32_t min, uint32_t max)
{
    size_t       times;
    uint32_t     low, high, most;
    coc_atom_t  *atom;

    atom = &w->atom;

    if (atom->kind == COC_ATOM_NONE) {
        return coc_read_refuse(&w->r, at, "quantifier without an item");
    }

    if (max == 0 && atom->kind != COC_ATOM_ZERO) {
        w->out->len = coc_min(atom->start, w->out->len);
        atom->kind = COC_ATOM_ZERO;
        atom->size = 0;
    }

    if (atom->kind == COC_ATOM_ZERO) {

        if (min == 0) {
            w->out->len = coc_min(atom->start, w->out->len);
        }

        return COC_OK;
    }

    /* min and max are at most 65535, an atom's low and high at most 4 */

    low = min * atom->low;
    high = (max == COC_WIDEN_INF || atom->high == COC_WIDEN_INF)
           ? COC_WIDEN_INF : max * atom->high;

    most = (max == COC_WIDEN_INF || atom->most == COC_WIDEN_INF)
           ? COC_WIDEN_INF : max;

    if (atom->kind == COC_ATOM_WIDE) {
        atom->size = 1;

    } else if (atom->wrap) {
        coc_widen_wrap(w);
    }

    /*
     * Vectorscan unrolls bounded repeats, and of repeats in repeats the states
     * multiply; without an end they take seconds less to compile, and what
     * else matches then PCRE2 sorts out.
     */

    if (high != low && high > (atom->size > 1 ? 1 : COC_WIDEN_BOUND)) {
        high = COC_WIDEN_INF;
    }

    times = (high == COC_WIDEN_INF) ? coc_max(low, 1) : high;

    if (times > 1 && atom->size > COC_WIDEN_REPEAT / times) {
        return coc_read_refuse(&w->r, at, "this repeat makes the pattern too "
                                          "large");
    }

    if (w->edges && (atom->kind == COC_ATOM_WIDE || min != 1 || max != 1)) {
        coc_widen_chars(w->out, min * atom->least, most);

    } else if (!w->edges) {
        coc_widen_bounds(w->out, low, high);
    }

    atom->kind = COC_ATOM_EXACT;
    atom->size *= times;
    atom->low = 1;
    atom->high = 1;
    atom->least = 1;
    atom->most = 1;
    atom->wrap = 1;

    return COC_OK;
}


/* edge: no word goes on there. */

static int
coc_widen_zero(coc_widen_t *w, int edge)
{
    int  rc;

    rc = coc_widen_begin(w, COC_ATOM_ZERO, 0);

    if (w->edges && edge) {
        (void) coc_buf_puts(w->out, "\\b");
    }

    return rc;
}


static int
coc_widen_escape(coc_widen_t *w, int *quoting)
{
    int           rc;
    coc_escape_t  escape;

    rc = coc_read_escape(&w->r, 0, &escape);
    if (rc != COC_OK) {
        return rc;
    }

    switch (escape.kind) {

    case COC_ESCAPE_CHAR:
        return coc_widen_char(w, escape.cp);

    case COC_ESCAPE_SET:
        return coc_widen_set(w, &escape.set);

    case COC_ESCAPE_ZERO:
        return coc_widen_zero(w, escape.edge);

    case COC_ESCAPE_ANY:
        return coc_widen_dot(w, 1, 4);

    case COC_ESCAPE_SOME:
        return coc_widen_dot(w, 1, COC_WIDEN_INF);

    case COC_ESCAPE_REFERENCE:
        return coc_widen_dot(w, 0, COC_WIDEN_INF);

    case COC_ESCAPE_QUOTE:
        *quoting = 1;
        return COC_OK;

    default:
        return COC_OK;
    }
}


/* What (?x) ignores; 1 if something was skipped. */

static int
coc_widen_skip(coc_read_t *r)
{
    size_t    from, used;
    uint32_t  cp;

    from = r->at;

    while (r->at < r->in.len) {
        cp = coc_set_decode(r->in.data + r->at, r->in.len - r->at, &used);

        if ((cp >= '\t' && cp <= '\r') || cp == ' ' || cp == 0x85
            || cp == 0x200e || cp == 0x200f || cp == 0x2028 || cp == 0x2029)
        {
            r->at += used;
            continue;
        }

        if (cp != '#') {
            break;
        }

        r->at = coc_str_find(r->in, '\n', r->at);
    }

    return r->at != from;
}


/*
 * At a quantifier: reads and applies it.  A + or ? right after it changes how
 * PCRE2 searches, not what matches; one that stands apart ((?x)) is taken as
 * another quantifier, which matches more.
 */

static int
coc_widen_quantifier(coc_widen_t *w, uint8_t c)
{
    int       rc;
    size_t    from;
    uint32_t  min, max;

    from = w->r.at;
    min = (c == '+') ? 1 : 0;
    max = (c == '?') ? 1 : COC_WIDEN_INF;

    if (c == '{') {
        rc = coc_read_bounds(&w->r, &min, &max);

        if (rc == COC_DECLINED) {
            w->r.at++;
            return coc_widen_char(w, '{');
        }

        if (rc != COC_OK) {
            return rc;
        }

    } else {
        w->r.at++;
    }

    c = coc_read_peek(&w->r, 0);

    if (c == '+' || c == '?') {
        w->r.at++;
    }

    return coc_widen_repeat(w, from, min, max);
}


static int
coc_widen_item(coc_widen_t *w, int *quoting)
{
    int        rc;
    uint8_t    c;
    coc_set_t  set;

    c = coc_read_peek(&w->r, 0);

    switch (c) {

    case '\\':
        return coc_widen_escape(w, quoting);

    case '[':
        rc = coc_read_class(&w->r, &set);

        if (rc == COC_DECLINED) {
            return coc_widen_begin(w, COC_ATOM_ZERO, 0);
        }

        return (rc == COC_OK) ? coc_widen_set(w, &set) : rc;

    case '(':
        return coc_widen_group(w);

    case ')':
        return coc_widen_close(w);

    case '|':
        w->r.at++;
        rc = coc_widen_flush(w);
        (void) coc_buf_putc(w->out, '|');
        return rc;

    case '^':
    case '$':
        w->r.at++;
        return coc_widen_zero(w, 1);

    case '.':
        w->r.at++;
        return coc_widen_dot(w, 1, 4);

    case '*':
    case '+':
    case '?':
    case '{':
        return coc_widen_quantifier(w, c);

    default:
        return coc_widen_char(w, coc_read_next(&w->r));
    }
}


static int
coc_widen_pattern(coc_str_t pattern, int edges, coc_buf_t *out,
    coc_error_t *err)
{
    int          rc, quoting;
    coc_widen_t  w;

    memset(&w, 0, offsetof(coc_widen_t, frames));
    w.r.in = pattern;
    w.r.err = err;
    w.out = out;
    w.edges = edges;

    for (quoting = 0; w.r.at < pattern.len; /* void */) {

        if (quoting) {

            if (coc_read_peek(&w.r, 0) == '\\'
                && coc_read_peek(&w.r, 1) == 'E')
            {
                w.r.at += 2;
                quoting = 0;
                continue;
            }

            rc = coc_widen_char(&w, coc_read_next(&w.r));

        } else if ((w.r.flags & COC_READ_EXTENDED) && coc_widen_skip(&w.r)) {
            continue;

        } else {
            rc = coc_widen_item(&w, &quoting);
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    rc = coc_widen_flush(&w);
    if (rc != COC_OK) {
        return rc;
    }

    if (w.depth != 0) {
        return coc_read_refuse(&w.r, pattern.len, "group without an end");
    }

    if (out->status == COC_LIMIT) {
        return coc_read_refuse(&w.r, pattern.len, "too long a pattern");
    }

    return (out->status == COC_OK) ? COC_OK
           : coc_error_set(err, COC_ERROR, "no memory");
}


int
coc_widen(coc_str_t pattern, coc_buf_t *out, coc_error_t *err)
{
    return coc_widen_pattern(pattern, 0, out, err);
}


int
coc_widen_edges(coc_str_t pattern, coc_buf_t *out, coc_error_t *err)
{
    return coc_widen_pattern(pattern, 1, out, err);
}
