/*
 * Groups of a PCRE2 pattern: which become plain, which are dropped, which are
 * refused, and how far options reach.
 */

#include "coc_widen_int.h"


static int
coc_widen_open(coc_widen_t *w, int drop, unsigned flags)
{
    int           rc;
    coc_frame_t  *frame;

    rc = coc_widen_flush(w);
    if (rc != COC_OK) {
        return rc;
    }

    if (w->depth == COC_WIDEN_DEPTH) {
        return coc_read_refuse(&w->r, w->r.at, "groups are nested too deep");
    }

    frame = &w->frames[w->depth++];
    frame->start = w->out->len;
    frame->size = w->size;
    frame->flags = w->r.flags;
    frame->drop = (unsigned) drop & 1;
    frame->ahead = 0;

    w->size = 0;
    w->r.flags = flags;

    (void) coc_buf_puts(w->out, "(?:");

    return COC_OK;
}


/* Whether nothing of the pattern, or of its branch, follows. */

static int
coc_widen_ended(const coc_widen_t *w)
{
    return w->r.at == w->r.in.len || w->r.in.data[w->r.at] == '|';
}


/*
 * What a match needs behind its end it needs in the text: there is nothing else
 * that it would have to agree with.
 */

int
coc_widen_close(coc_widen_t *w)
{
    int           rc;
    size_t        size;
    coc_frame_t  *frame;

    rc = coc_widen_flush(w);
    if (rc != COC_OK) {
        return rc;
    }

    if (w->depth == 0) {
        return coc_read_refuse(&w->r, w->r.at, "unmatched parenthesis");
    }

    w->r.at++;
    frame = &w->frames[--w->depth];
    size = w->size;

    if (frame->ahead && w->edges && w->depth == 0 && coc_widen_ended(w)) {
        frame->drop = 0;
    }

    w->size = frame->size;
    w->r.flags = frame->flags;

    rc = coc_widen_begin(w, frame->drop ? COC_ATOM_ZERO : COC_ATOM_EXACT,
                         frame->drop ? 0 : size);

    if (frame->drop) {
        w->out->len = coc_min(frame->start, w->out->len);

    } else {
        (void) coc_buf_putc(w->out, ')');
    }

    w->atom.start = frame->start;

    return rc;
}


/* (?i), (?i-s:...): from after the question mark. */

static int
coc_widen_options(coc_widen_t *w)
{
    int       on;
    uint8_t   c;
    unsigned  bits, flags;

    flags = w->r.flags;

    for (on = 1; /* void */; w->r.at++) {
        c = coc_read_peek(&w->r, 0);
        bits = 0;

        switch (c) {

        case ')':
            w->r.at++;
            w->r.flags = flags;
            return coc_widen_flush(w);

        case ':':
            w->r.at++;
            return coc_widen_open(w, 0, flags);

        case '^':
            flags = 0;
            break;

        case '-':
            on = 0;
            break;

        case 'i':
            bits = COC_READ_CASELESS;
            break;

        case 'x':
            bits = COC_READ_EXTENDED;

            if (coc_read_peek(&w->r, 1) == 'x') {
                bits |= COC_READ_MORE;
                w->r.at++;
            }

            flags &= ~(unsigned) COC_READ_MORE;
            break;

        case 'm':
        case 'n':
        case 's':
        case 'J':
        case 'U':
            break;

        default:
            return coc_read_refuse(&w->r, w->r.at,
                                   "this kind of group is not supported");
        }

        flags = on ? flags | bits : flags & ~bits;
    }
}


/* (?<name>, (?'name', (?P<name>: from before the name. */

static int
coc_widen_named(coc_widen_t *w, uint8_t end)
{
    coc_str_t  name;

    if (coc_read_until(&w->r, end, &name) != COC_OK) {
        return COC_INVALID;
    }

    return coc_widen_open(w, 0, w->r.flags);
}


/* (?P...: from after the P. */

static int
coc_widen_python(coc_widen_t *w)
{
    uint8_t    c;
    coc_str_t  name;

    c = coc_read_peek(&w->r, 0);

    if (c == '<') {
        w->r.at++;
        return coc_widen_named(w, '>');
    }

    if (c == '=') {
        if (coc_read_until(&w->r, ')', &name) != COC_OK) {
            return COC_INVALID;
        }

        return coc_widen_dot(w, 0, COC_WIDEN_INF);
    }

    return coc_read_refuse(&w->r, w->r.at - 3,
                           "subroutine calls are not supported");
}


int
coc_widen_group(coc_widen_t *w)
{
    int          rc;
    size_t       from;
    uint8_t      c, next;
    coc_str_t    comment;
    coc_read_t  *r;

    r = &w->r;
    from = r->at++;

    if (coc_read_peek(r, 0) == '*') {
        return coc_read_refuse(r, from, "verbs, (*...), are not supported");
    }

    if (coc_read_peek(r, 0) != '?') {
        return coc_widen_open(w, 0, r->flags);
    }

    r->at++;
    c = coc_read_peek(r, 0);
    next = coc_read_peek(r, 1);

    switch (c) {

    case '#':
        return coc_read_until(r, ')', &comment);

    case '>':
    case '|':
        r->at++;
        return coc_widen_open(w, 0, r->flags);

    case '=':
    case '!':
    case '*':
        r->at++;
        rc = coc_widen_open(w, 1, r->flags);

        if (rc == COC_OK && c == '=') {
            w->frames[w->depth - 1].ahead = 1;
        }

        return rc;

    case '<':
        if (next == '=' || next == '!' || next == '*') {
            r->at += 2;
            return coc_widen_open(w, 1, r->flags);
        }

        r->at++;
        return coc_widen_named(w, '>');

    case '\'':
        r->at++;
        return coc_widen_named(w, '\'');

    case 'P':
        r->at++;
        return coc_widen_python(w);

    case '(':
        return coc_read_refuse(r, from, "conditional groups are not "
                                        "supported");

    case 'C':
        return coc_read_refuse(r, from, "callouts are not supported");

    default:
        break;
    }

    if (c == 'R' || c == '&' || (c >= '0' && c <= '9')
        || ((c == '+' || c == '-') && next >= '0' && next <= '9'))
    {
        return coc_read_refuse(r, from, "recursion and subroutine calls are "
                                        "not supported");
    }

    return coc_widen_options(w);
}
