/*
 * Reads escapes and bounds of a PCRE2 pattern.
 *
 * The pattern has compiled in PCRE2; what it would not compile is refused all
 * the same, never trusted.  Source: pcre2pattern(3) of PCRE2 10.42.
 */

#include "coc_widen_read.h"


#define COC_READ_REPEAT  65535          /* PCRE2's own cap */


int
coc_read_refuse(coc_read_t *r, size_t at, const char *text)
{
    return coc_error_at(r->err, COC_INVALID, at, "%s", text);
}


uint8_t
coc_read_peek(const coc_read_t *r, size_t ahead)
{
    return (ahead < r->in.len - r->at) ? r->in.data[r->at + ahead] : 0;
}


uint32_t
coc_read_next(coc_read_t *r)
{
    size_t    used;
    uint32_t  cp;

    cp = coc_set_decode(r->in.data + r->at, r->in.len - r->at, &used);
    r->at += used;

    return cp;
}


int
coc_read_until(coc_read_t *r, uint8_t end, coc_str_t *text)
{
    size_t          len;
    const uint8_t  *p, *found;

    p = r->in.data + r->at;
    len = r->in.len - r->at;

    found = (len == 0) ? NULL : memchr(p, end, len);
    if (found == NULL) {
        return coc_read_refuse(r, r->at, "closing delimiter is missing");
    }

    text->data = p;
    text->len = (size_t) (found - p);
    r->at += text->len + 1;

    return COC_OK;
}


static int
coc_read_isdigit(uint8_t c)
{
    return c >= '0' && c <= '9';
}


static unsigned
coc_read_hex(uint8_t c)
{
    if (coc_read_isdigit(c)) {
        return (unsigned) (c - '0');
    }

    c |= 0x20;

    return (c >= 'a' && c <= 'f') ? (unsigned) (c - 'a' + 10) : 16;
}


/* Digits of a base, at most max of them; *n is set to how many there were. */

static uint32_t
coc_read_number(coc_read_t *r, unsigned base, size_t max, size_t *n)
{
    uint32_t  value;
    unsigned  digit;

    for (value = 0, *n = 0; *n < max; (*n)++) {
        digit = coc_read_hex(coc_read_peek(r, 0));

        if (digit >= base) {
            break;
        }

        value = (value > 0xffffff) ? value : value * base + digit;
        r->at++;
    }

    return value;
}


/* \x{...}, \o{...}, \N{U+...}: from the digits on, the brace included. */

static int
coc_read_braced(coc_read_t *r, unsigned base, coc_escape_t *escape)
{
    size_t  n, from;

    from = r->at;
    escape->kind = COC_ESCAPE_CHAR;
    escape->cp = coc_read_number(r, base, SIZE_MAX, &n);

    if (n == 0 || coc_read_peek(r, 0) != '}' || escape->cp > 0x10ffff) {
        return coc_read_refuse(r, from, "bad character number in braces");
    }

    r->at++;

    return COC_OK;
}


/*
 * \0 to \9...: PCRE2 decides between character and group by counting groups;
 * what depends on that is better written otherwise.
 */

static int
coc_read_digits(coc_read_t *r, int in_class, coc_escape_t *escape)
{
    size_t   n;
    uint8_t  c;

    c = coc_read_peek(r, 0);

    if (c == '0' || (in_class && c < '8')) {
        escape->kind = COC_ESCAPE_CHAR;
        escape->cp = coc_read_number(r, 8, 3, &n);
        return COC_OK;
    }

    if (in_class || coc_read_isdigit(coc_read_peek(r, 1))) {
        return coc_read_refuse(r, r->at - 1, "write \\g{...} for a group, "
                               "\\o{...} for a character");
    }

    r->at++;
    escape->kind = COC_ESCAPE_REFERENCE;

    return COC_OK;
}


/* \g and \k, from after the letter. */

static int
coc_read_reference(coc_read_t *r, uint8_t letter, coc_escape_t *escape)
{
    size_t     n;
    uint8_t    c;
    coc_str_t  name;

    c = coc_read_peek(r, 0);
    escape->kind = COC_ESCAPE_REFERENCE;

    if (c == '{') {
        r->at++;
        return coc_read_until(r, '}', &name);
    }

    if (letter == 'k' && (c == '<' || c == '\'')) {
        r->at++;
        return coc_read_until(r, (c == '<') ? '>' : '\'', &name);
    }

    if (letter == 'g' && (c == '<' || c == '\'')) {
        return coc_read_refuse(r, r->at - 2, "subroutine calls are not "
                                             "supported");
    }

    if (c == '-' || c == '+') {
        r->at++;
    }

    (void) coc_read_number(r, 10, SIZE_MAX, &n);

    if (n == 0) {
        return coc_read_refuse(r, r->at, "bad reference to a group");
    }

    return COC_OK;
}


static int
coc_read_property(coc_read_t *r, int negated, coc_escape_t *escape)
{
    coc_str_t  name;

    escape->kind = COC_ESCAPE_SET;

    if (coc_read_peek(r, 0) == '{') {
        r->at++;

        if (coc_read_until(r, '}', &name) != COC_OK) {
            return COC_INVALID;
        }

    } else {
        name.data = r->in.data + r->at;
        name.len = (r->at < r->in.len) ? 1 : 0;
        r->at += name.len;
    }

    coc_set_property(&escape->set, name, negated,
                     (r->flags & COC_READ_CASELESS) != 0);

    return COC_OK;
}


/* Letters that stand for one character or for a class of them. */

static int
coc_read_simple(uint8_t c, coc_escape_t *escape)
{
    size_t  i;

    static const struct {
        uint8_t    letter;
        uint8_t    cp;
    } chars[] = {
        { 'a', 7 }, { 'e', 27 }, { 'f', 12 }, { 'n', 10 }, { 'r', 13 },
        { 't', 9 }
    };

    static const struct {
        uint8_t    letter;
        coc_set_e  type;
    } types[] = {
        { 'd', COC_SET_DIGIT }, { 's', COC_SET_SPACE },
        { 'w', COC_SET_WORD }, { 'h', COC_SET_HORIZONTAL },
        { 'v', COC_SET_VERTICAL }
    };

    for (i = 0; i < coc_nelts(chars); i++) {
        if (chars[i].letter == c) {
            escape->kind = COC_ESCAPE_CHAR;
            escape->cp = chars[i].cp;
            return COC_OK;
        }
    }

    for (i = 0; i < coc_nelts(types); i++) {
        if (types[i].letter == (c | 0x20)) {
            escape->kind = COC_ESCAPE_SET;
            coc_set_type(&escape->set, types[i].type, c < 'a', 0);
            return COC_OK;
        }
    }

    return COC_DECLINED;
}


/* The letters that mean nothing inside a class. */

static int
coc_read_outside(coc_read_t *r, uint8_t c, coc_escape_t *escape)
{
    switch (c) {

    case 'A':
    case 'Z':
    case 'z':
    case 'b':
    case 'B':
        escape->kind = COC_ESCAPE_ZERO;
        escape->edge = (c != 'B');
        return COC_OK;

    case 'N':
        escape->kind = COC_ESCAPE_ANY;
        return COC_OK;

    case 'X':
        escape->kind = COC_ESCAPE_SOME;
        return COC_OK;

    case 'R':
        escape->kind = COC_ESCAPE_SET;
        coc_set_range(&escape->set, '\n', '\r', 0);
        coc_set_range(&escape->set, 0x85, 0x85, 0);
        coc_set_range(&escape->set, 0x2028, 0x2028, 0);
        coc_set_range(&escape->set, 0x2029, 0x2029, 0);
        return COC_OK;

    case 'g':
    case 'k':
        return coc_read_reference(r, c, escape);

    case 'K':
        return coc_read_refuse(r, r->at - 2, "\\K is not supported");

    case 'G':
        return coc_read_refuse(r, r->at - 2, "\\G is not supported");

    case 'C':
        return coc_read_refuse(r, r->at - 2, "\\C is not supported");

    default:
        return coc_read_refuse(r, r->at - 2, "unknown escape");
    }
}


int
coc_read_escape(coc_read_t *r, int in_class, coc_escape_t *escape)
{
    size_t   n;
    uint8_t  c;

    coc_set_init(&escape->set);
    escape->kind = COC_ESCAPE_CHAR;
    escape->cp = 0;
    escape->edge = 0;

    r->at++;
    c = coc_read_peek(r, 0);

    if (r->at == r->in.len) {
        return coc_read_refuse(r, r->at - 1, "backslash at the end");
    }

    if (coc_read_isdigit(c)) {
        return coc_read_digits(r, in_class, escape);
    }

    if (c < 'A' || (c > 'Z' && c < 'a') || c > 'z') {
        escape->cp = coc_read_next(r);
        return COC_OK;
    }

    r->at++;

    if (coc_read_simple(c, escape) == COC_OK) {
        return COC_OK;
    }

    switch (c) {

    case 'Q':
        escape->kind = COC_ESCAPE_QUOTE;
        return COC_OK;

    case 'E':
        escape->kind = COC_ESCAPE_NOTHING;
        return COC_OK;

    case 'p':
    case 'P':
        return coc_read_property(r, c == 'P', escape);

    case 'c':
        c = coc_read_peek(r, 0);

        if (c < ' ' || c > '~') {
            return coc_read_refuse(r, r->at - 2, "bad \\c");
        }

        r->at++;
        escape->cp = (uint32_t) (((c >= 'a' && c <= 'z') ? c - 32 : c) ^ 0x40);
        return COC_OK;

    case 'o':
    case 'x':
        if (coc_read_peek(r, 0) == '{') {
            r->at++;
            return coc_read_braced(r, (c == 'o') ? 8 : 16, escape);
        }

        if (c == 'x') {
            escape->cp = coc_read_number(r, 16, 2, &n);
            return COC_OK;
        }

        return coc_read_refuse(r, r->at - 2, "bad \\o");

    default:
        break;
    }

    if (c == 'N' && coc_read_peek(r, 0) == '{' && coc_read_peek(r, 1) == 'U'
        && coc_read_peek(r, 2) == '+')
    {
        r->at += 3;
        return coc_read_braced(r, 16, escape);
    }

    if (in_class) {

        if (c == 'b') {
            escape->cp = 8;
            return COC_OK;
        }

        return coc_read_refuse(r, r->at - 2, "unknown escape in a class");
    }

    return coc_read_outside(r, c, escape);
}


int
coc_read_bounds(coc_read_t *r, uint32_t *min, uint32_t *max)
{
    int      digits;
    size_t   n, from;
    uint8_t  c;

    from = r->at;
    r->at++;

    *min = coc_read_number(r, 10, SIZE_MAX, &n);
    *max = *min;

    if (n > 0 && coc_read_peek(r, 0) == ',') {
        r->at++;
        *max = coc_read_number(r, 10, SIZE_MAX, &n);
        *max = (n == 0) ? UINT32_MAX : *max;
        n = 1;
    }

    if (n > 0 && coc_read_peek(r, 0) == '}') {
        r->at++;

        if (*min > COC_READ_REPEAT || *max < *min
            || (*max > COC_READ_REPEAT && *max != UINT32_MAX))
        {
            return coc_read_refuse(r, from, "repeat out of order or over "
                                            "65535");
        }

        return COC_OK;
    }

    /* {,n} and { n, m } became quantifiers in PCRE2 10.43 */

    for (digits = 0, r->at = from + 1; /* void */; r->at++) {
        c = coc_read_peek(r, 0);
        digits |= coc_read_isdigit(c);

        if (!coc_read_isdigit(c) && c != ' ' && c != '\t' && c != ',') {
            break;
        }
    }

    r->at = from;

    if (digits && c == '}') {
        return coc_read_refuse(r, from, "write \\{ or {n,m}: what this is "
                               "depends on PCRE2's version");
    }

    return COC_DECLINED;
}
