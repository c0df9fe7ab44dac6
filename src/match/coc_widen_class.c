/*
 * Reads classes, [...], of a PCRE2 pattern, with the quirks that say where a
 * bracket or a hyphen is only itself.  Source: pcre2pattern(3), PCRE2 10.42.
 */

#include "coc_widen_read.h"


/* Where a class stands between two members; see coc_read_class(). */

typedef enum {
    COC_RANGE_NO = 0,           /* a hyphen is a hyphen */
    COC_RANGE_MAY,              /* it begins a range from the last member */
    COC_RANGE_OPEN              /* it did */
} coc_range_e;


typedef struct {
    coc_set_t    *set;
    coc_range_e   range;
    uint32_t      last;
    int           caseless;
} coc_class_t;


/*
 * [:name:] at r->at, which is its bracket.  As PCRE2 does, an opening that
 * finds no end before the next bracket is a bracket.
 */

static int
coc_read_posix(coc_read_t *r, coc_class_t *class)
{
    int        negated;
    size_t     i, from;
    uint8_t    c;
    coc_set_e  type;
    coc_str_t  name;

    c = coc_read_peek(r, 1);

    if (c != ':' && c != '.' && c != '=') {
        return COC_DECLINED;
    }

    from = r->at + 2;

    for (i = from; /* void */; i++) {

        if (i + 1 >= r->in.len || r->in.data[i] == ']'
            || r->in.data[i] == '\\' || r->in.data[i] == '[')
        {
            return COC_DECLINED;
        }

        if (r->in.data[i] == c && r->in.data[i + 1] == ']') {
            break;
        }
    }

    negated = (i > from && r->in.data[from] == '^');
    name.data = r->in.data + from + negated;
    name.len = i - from - (size_t) negated;

    if (c != ':' || coc_set_posix(name, &type) != COC_OK) {
        return coc_read_refuse(r, r->at, "unknown POSIX class");
    }

    r->at = i + 2;
    coc_set_type(class->set, type, negated, class->caseless);
    class->range = COC_RANGE_NO;

    return COC_OK;
}


static int
coc_read_member(coc_read_t *r, coc_class_t *class, uint32_t cp)
{
    if (class->range != COC_RANGE_OPEN) {
        coc_set_range(class->set, cp, cp, class->caseless);
        class->range = COC_RANGE_MAY;
        class->last = cp;
        return COC_OK;
    }

    if (cp < class->last) {
        return coc_read_refuse(r, r->at, "range out of order in a class");
    }

    coc_set_range(class->set, class->last, cp, class->caseless);
    class->range = COC_RANGE_NO;

    return COC_OK;
}


/* \Q...\E in a class, from after \Q; the end of the pattern is an error. */

static int
coc_read_quoted(coc_read_t *r, coc_class_t *class)
{
    int  rc;

    while (r->at < r->in.len) {

        if (coc_read_peek(r, 0) == '\\' && coc_read_peek(r, 1) == 'E') {
            r->at += 2;
            return COC_OK;
        }

        rc = coc_read_member(r, class, coc_read_next(r));
        if (rc != COC_OK) {
            return rc;
        }
    }

    return coc_read_refuse(r, r->at, "class without an end");
}


static int
coc_read_class_escape(coc_read_t *r, coc_class_t *class)
{
    int           rc;
    unsigned      i;
    coc_escape_t  escape;

    rc = coc_read_escape(r, 1, &escape);
    if (rc != COC_OK) {
        return rc;
    }

    switch (escape.kind) {

    case COC_ESCAPE_CHAR:
        return coc_read_member(r, class, escape.cp);

    case COC_ESCAPE_QUOTE:
        return coc_read_quoted(r, class);

    case COC_ESCAPE_SET:
        for (i = 0; i < 8; i++) {
            class->set->may[i] |= escape.set.may[i];
        }

        for (i = 0; i < 4; i++) {
            class->set->must[i] |= escape.set.must[i];
        }

        class->set->max = coc_max(class->set->max, escape.set.max);
        class->set->nfew = COC_SET_FEW + 1;
        class->range = COC_RANGE_NO;
        return COC_OK;

    default:
        return COC_OK;          /* a stray \E */
    }
}


/* What may stand before ^ or the first member, and means nothing. */

static void
coc_read_class_skip(coc_read_t *r)
{
    uint8_t  c;

    for ( ;; ) {
        c = coc_read_peek(r, 0);

        if (c == '\\' && coc_read_peek(r, 1) == 'E') {
            r->at += 2;

        } else if (c == '\\' && coc_read_peek(r, 1) == 'Q'
                   && coc_read_peek(r, 2) == '\\'
                   && coc_read_peek(r, 3) == 'E')
        {
            r->at += 4;

        } else if ((r->flags & COC_READ_MORE) && (c == ' ' || c == '\t')) {
            r->at++;

        } else {
            return;
        }
    }
}


int
coc_read_class(coc_read_t *r, coc_set_t *set)
{
    int          rc, first, negated;
    size_t       from;
    uint8_t      c;
    coc_class_t  class;

    from = r->at;

    if (r->in.len - r->at >= 7
        && (memcmp(r->in.data + r->at, "[[:<:]]", 7) == 0
            || memcmp(r->in.data + r->at, "[[:>:]]", 7) == 0))
    {
        r->at += 7;
        return COC_DECLINED;
    }

    coc_set_init(set);
    class.set = set;
    class.range = COC_RANGE_NO;
    class.last = 0;
    class.caseless = ((r->flags & COC_READ_CASELESS) != 0);

    r->at++;
    coc_read_class_skip(r);
    negated = (coc_read_peek(r, 0) == '^');
    r->at += (size_t) negated;
    coc_read_class_skip(r);

    for (first = 1; r->at < r->in.len; first = 0) {
        c = coc_read_peek(r, 0);

        if (c == ']' && !first) {
            r->at++;

            if (class.range == COC_RANGE_OPEN) {
                coc_set_range(set, '-', '-', 0);
            }

            if (negated) {
                coc_set_negate(set);
            }

            return COC_OK;
        }

        if ((r->flags & COC_READ_MORE) && (c == ' ' || c == '\t')) {
            r->at++;
            continue;
        }

        rc = (c == '[') ? coc_read_posix(r, &class) : COC_DECLINED;

        if (rc == COC_DECLINED && c == '\\') {
            rc = coc_read_class_escape(r, &class);

        } else if (rc == COC_DECLINED && c == '-'
                   && class.range == COC_RANGE_MAY)
        {
            r->at++;
            class.range = COC_RANGE_OPEN;
            rc = COC_OK;

        } else if (rc == COC_DECLINED) {
            rc = coc_read_member(r, &class, coc_read_next(r));
        }

        if (rc != COC_OK) {
            return rc;
        }
    }

    return coc_read_refuse(r, from, "class without an end");
}
