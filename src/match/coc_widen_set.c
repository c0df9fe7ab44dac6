/*
 * What one atom of a pattern may match, as bytes.
 *
 * ASCII is kept exactly.  Of other characters only the bytes of their UTF-8
 * are known, and often not even these: any byte over 0x7f then.
 */

#include "coc_widen_set.h"


#define COC_SET_KELVIN  0x212a      /* folds to k */
#define COC_SET_LONG_S  0x017f      /* folds to s */


typedef struct {
    uint8_t  first;
    uint8_t  last;
} coc_set_span_t;


/* The ASCII members of each class; unused spans are 1 to 0. */

static const coc_set_span_t  coc_set_spans[][4] = {
    /* DIGIT */      { {'0', '9'}, {1, 0}, {1, 0}, {1, 0} },
    /* SPACE */      { {'\t', '\r'}, {' ', ' '}, {1, 0}, {1, 0} },
    /* WORD */       { {'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'} },
    /* HORIZONTAL */ { {'\t', '\t'}, {' ', ' '}, {1, 0}, {1, 0} },
    /* VERTICAL */   { {'\n', '\r'}, {1, 0}, {1, 0}, {1, 0} },
    /* ALNUM */      { {'0', '9'}, {'A', 'Z'}, {'a', 'z'}, {1, 0} },
    /* ALPHA */      { {'A', 'Z'}, {'a', 'z'}, {1, 0}, {1, 0} },
    /* ASCII */      { {0, 127}, {1, 0}, {1, 0}, {1, 0} },
    /* BLANK */      { {'\t', '\t'}, {' ', ' '}, {1, 0}, {1, 0} },
    /* CNTRL */      { {0, 31}, {127, 127}, {1, 0}, {1, 0} },
    /* GRAPH */      { {'!', '~'}, {1, 0}, {1, 0}, {1, 0} },
    /* LOWER */      { {'a', 'z'}, {1, 0}, {1, 0}, {1, 0} },
    /* PRINT */      { {' ', '~'}, {1, 0}, {1, 0}, {1, 0} },
    /* PUNCT */      { {'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'} },
    /* UPPER */      { {'A', 'Z'}, {1, 0}, {1, 0}, {1, 0} },
    /* XDIGIT */     { {'0', '9'}, {'A', 'F'}, {'a', 'f'}, {1, 0} },
    /* ALL */        { {0, 127}, {1, 0}, {1, 0}, {1, 0} }
};


static const struct {
    const char  *name;
    coc_set_e    type;
} coc_set_names[] = {
    { "alnum", COC_SET_ALNUM },
    { "alpha", COC_SET_ALPHA },
    { "ascii", COC_SET_ASCII },
    { "blank", COC_SET_BLANK },
    { "cntrl", COC_SET_CNTRL },
    { "digit", COC_SET_DIGIT },
    { "graph", COC_SET_GRAPH },
    { "lower", COC_SET_LOWER },
    { "print", COC_SET_PRINT },
    { "punct", COC_SET_PUNCT },
    { "space", COC_SET_SPACE },
    { "upper", COC_SET_UPPER },
    { "word", COC_SET_WORD },
    { "xdigit", COC_SET_XDIGIT }
};


static void
coc_set_bit(uint32_t *bits, unsigned n)
{
    bits[n >> 5] |= (uint32_t) 1 << (n & 31);
}


static int
coc_set_has(const uint32_t *bits, unsigned n)
{
    return (bits[n >> 5] >> (n & 31)) & 1;
}


static void
coc_set_high(coc_set_t *set)
{
    memset(set->may + 4, 0xff, 4 * sizeof(uint32_t));
    set->nfew = COC_SET_FEW + 1;
    set->max = 4;
}


/* The bytes of one character over 0x7f. */

static void
coc_set_bytes(coc_set_t *set, uint32_t cp)
{
    uint8_t   buf[4];
    unsigned  i, n;

    n = coc_set_utf8(cp, buf);

    for (i = 0; i < n; i++) {
        coc_set_bit(set->may, buf[i]);
    }

    set->max = coc_max(set->max, n);
}


void
coc_set_init(coc_set_t *set)
{
    memset(set, 0, sizeof(coc_set_t));
    set->max = 1;
}


static void
coc_set_ascii(coc_set_t *set, unsigned c, int caseless)
{
    unsigned  lower;

    coc_set_bit(set->may, c);
    coc_set_bit(set->must, c);

    lower = c | 0x20;

    if (!caseless || lower < 'a' || lower > 'z') {
        return;
    }

    coc_set_bit(set->may, lower);
    coc_set_bit(set->may, lower & ~0x20u);

    /* the only two characters over 0x7f that fold to ASCII by themselves */

    if (lower == 'k') {
        coc_set_bytes(set, COC_SET_KELVIN);

    } else if (lower == 's') {
        coc_set_bytes(set, COC_SET_LONG_S);
    }
}


void
coc_set_range(coc_set_t *set, uint32_t a, uint32_t b, int caseless)
{
    unsigned  c;

    if (a == b && !caseless && set->nfew < COC_SET_FEW) {
        set->few[set->nfew++] = a;

    } else {
        set->nfew = COC_SET_FEW + 1;
    }

    for (c = a; c < 0x80 && c <= b; c++) {
        coc_set_ascii(set, c, caseless);
    }

    if (b < 0x80) {
        return;
    }

    if (caseless) {
        coc_set_high(set);
        coc_set_bit(set->may, 'k');
        coc_set_bit(set->may, 'K');
        coc_set_bit(set->may, 's');
        coc_set_bit(set->may, 'S');

    } else if (a == b) {
        coc_set_bytes(set, b);

    } else {
        coc_set_high(set);
    }
}


/* sure: the ASCII members are matched whatever the pattern's options. */

static void
coc_set_add(coc_set_t *set, coc_set_e type, int negated, int sure)
{
    unsigned               c, i;
    uint32_t               bits[4];
    const coc_set_span_t  *span;

    set->nfew = COC_SET_FEW + 1;
    memset(bits, 0, sizeof(bits));
    span = coc_set_spans[type];

    for (i = 0; i < 4; i++) {
        for (c = span[i].first; c <= span[i].last; c++) {
            coc_set_bit(bits, c);
        }
    }

    for (i = 0; i < 4; i++) {
        bits[i] = negated ? ~bits[i] : bits[i];
        set->may[i] |= bits[i];
        set->must[i] |= sure ? bits[i] : 0;
    }

    coc_set_high(set);
}


void
coc_set_type(coc_set_t *set, coc_set_e type, int negated, int caseless)
{
    /* what caseless makes of these two differs between versions of PCRE2 */

    if (caseless && (type == COC_SET_LOWER || type == COC_SET_UPPER)) {
        coc_set_add(set, negated ? COC_SET_ALL : COC_SET_ALPHA, 0, 0);
        return;
    }

    coc_set_add(set, type, negated, 1);
}


void
coc_set_property(coc_set_t *set, coc_str_t name, int negated, int caseless)
{
    coc_set_e  type;

    /*
     * Only the general categories of letters and numbers are worth knowing;
     * names are loosely matched, and Unicode adds more.  Caseless makes one
     * of Lu, Ll and Lt.
     */

    type = COC_SET_ALL;

    if (!negated && (name.len == 1 || name.len == 2)) {

        if (name.data[0] == 'L'
            && (name.len == 1 || name.data[1] == '&' || name.data[1] == 'l'
                || name.data[1] == 'u'))
        {
            type = (name.len == 1 || name.data[1] == '&' || caseless)
                   ? COC_SET_ALPHA
                   : (name.data[1] == 'l') ? COC_SET_LOWER : COC_SET_UPPER;

        } else if (name.data[0] == 'N'
                   && (name.len == 1 || name.data[1] == 'd'))
        {
            type = COC_SET_DIGIT;
        }
    }

    coc_set_add(set, type, 0, 0);
}


int
coc_set_posix(coc_str_t name, coc_set_e *type)
{
    size_t  i;

    for (i = 0; i < coc_nelts(coc_set_names); i++) {
        if (strlen(coc_set_names[i].name) == name.len
            && memcmp(coc_set_names[i].name, name.data, name.len) == 0)
        {
            *type = coc_set_names[i].type;
            return COC_OK;
        }
    }

    return COC_DECLINED;
}


void
coc_set_negate(coc_set_t *set)
{
    unsigned  i;

    for (i = 0; i < 4; i++) {
        set->may[i] = ~set->must[i];
        set->must[i] = 0;
    }

    coc_set_high(set);
}


unsigned
coc_set_min(const coc_set_t *set)
{
    return (set->may[0] | set->may[1] | set->may[2] | set->may[3]) ? 1 : 2;
}


void
coc_set_print_byte(coc_buf_t *out, unsigned byte)
{
    uint8_t            text[4];
    static const char  hex[] = "0123456789abcdef";

    if ((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')
        || (byte >= 'A' && byte <= 'Z') || byte == ' ')
    {
        (void) coc_buf_putc(out, (uint8_t) byte);
        return;
    }

    text[0] = '\\';
    text[1] = 'x';
    text[2] = (uint8_t) hex[(byte >> 4) & 15];
    text[3] = (uint8_t) hex[byte & 15];

    (void) coc_buf_append(out, text, sizeof(text));
}


void
coc_set_print(const coc_set_t *set, coc_buf_t *out)
{
    unsigned  first, last, n;

    for (n = 0, first = 0; first < 256; first++) {
        n += (unsigned) coc_set_has(set->may, first);
    }

    if (n == 256) {
        (void) coc_buf_putc(out, '.');
        return;
    }

    (void) coc_buf_putc(out, '[');

    for (first = 0; first < 256; first = last + 1) {
        last = first;

        if (!coc_set_has(set->may, first)) {
            continue;
        }

        while (last < 255 && coc_set_has(set->may, last + 1)) {
            last++;
        }

        coc_set_print_byte(out, first);

        if (last > first + 1) {
            (void) coc_buf_putc(out, '-');
        }

        if (last > first) {
            coc_set_print_byte(out, last);
        }
    }

    (void) coc_buf_putc(out, ']');
}


unsigned
coc_set_utf8(uint32_t cp, uint8_t *buf)
{
    unsigned  i, n;

    if (cp < 0x80) {
        buf[0] = (uint8_t) cp;
        return 1;
    }

    n = (cp < 0x800) ? 2 : (cp < 0x10000) ? 3 : 4;

    for (i = n - 1; i > 0; i--) {
        buf[i] = (uint8_t) (0x80 | (cp & 0x3f));
        cp >>= 6;
    }

    buf[0] = (uint8_t) ((0xf00 >> n) | cp);

    return n;
}


uint32_t
coc_set_decode(const uint8_t *p, size_t len, size_t *used)
{
    size_t    i, n;
    uint32_t  cp;

    *used = 1;

    if (p[0] < 0xc2 || p[0] > 0xf4) {
        return p[0];
    }

    n = (p[0] < 0xe0) ? 2 : (p[0] < 0xf0) ? 3 : 4;

    if (n > len) {
        return p[0];
    }

    cp = p[0] & (0x7fu >> n);

    for (i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return p[0];
        }

        cp = cp << 6 | (p[i] & 0x3fu);
    }

    *used = n;

    return cp;
}
