/*
 * Where the tokens of a JSON text begin and end.  yajl looks again at all of
 * an unfinished token with each new piece, which makes a long string in small
 * pieces quadratic; hence tokens are found here, and handed over whole.
 */

#include "coc_json_scan.h"
#include "coc_block.h"
#include "coc_str.h"


#define COC_JSON_C_ATOM   0     /* part of a number, a word, or garbage */
#define COC_JSON_C_WHITE  1     /* or a bracket, a comma, a colon */
#define COC_JSON_C_QUOTE  2
#define COC_JSON_C_BAD    3     /* white space for yajl or in a sequence, not
                                   for RFC 8259 */

#define COC_JSON_ESCAPE   6     /* bytes of \uXXXX */


static coc_json_event_e coc_json_scan_string(coc_json_scan_t *scan,
    const uint8_t **p, const uint8_t *end);
static coc_json_event_e coc_json_scan_atom(coc_json_scan_t *scan,
    const uint8_t **p, const uint8_t *end);
static int coc_json_scan_escape(coc_json_scan_t *scan, uint8_t c);
static int coc_json_unit(const uint8_t *data, size_t len, unsigned *unit);


static const uint8_t  coc_json_class[256] = {
    [' ']  = COC_JSON_C_WHITE, ['\t'] = COC_JSON_C_WHITE,
    ['\r'] = COC_JSON_C_WHITE, ['\n'] = COC_JSON_C_WHITE,
    ['{']  = COC_JSON_C_WHITE, ['}']  = COC_JSON_C_WHITE,
    ['[']  = COC_JSON_C_WHITE, [']']  = COC_JSON_C_WHITE,
    [',']  = COC_JSON_C_WHITE, [':']  = COC_JSON_C_WHITE,
    ['"']  = COC_JSON_C_QUOTE,
    ['\v'] = COC_JSON_C_BAD,   ['\f'] = COC_JSON_C_BAD,
    [0x1e] = COC_JSON_C_BAD
};


coc_json_event_e
coc_json_scan(coc_json_scan_t *scan, const uint8_t **p, const uint8_t *end)
{
    const uint8_t  *q;

    if (scan->place == COC_JSON_BETWEEN) {

        for (q = *p; q < end; q++) {
            if (coc_json_class[*q] != COC_JSON_C_WHITE) {
                break;
            }
        }

        *p = q;

        if (q == end) {
            return COC_JSON_MORE;
        }

        if (coc_json_class[*q] == COC_JSON_C_BAD) {
            return COC_JSON_BAD;
        }

        scan->start = q;
        scan->escape = 0;
        scan->escaped = 0;
        scan->surrogate = 0;
        scan->place = COC_JSON_IN_ATOM;

        if (*q == '"') {
            scan->place = COC_JSON_IN_STRING;
            *p = q + 1;
        }
    }

    return (scan->place == COC_JSON_IN_STRING)
           ? coc_json_scan_string(scan, p, end)
           : coc_json_scan_atom(scan, p, end);
}


/* The first quotation mark or backslash from p on, or end. */

static const uint8_t *
coc_json_plain(const uint8_t *p, const uint8_t *end)
{
    unsigned     bits;
    coc_block_t  v;

    for ( /* void */; end - p >= COC_BLOCK; p += COC_BLOCK) {
        v = coc_block_load(p);
        bits = coc_block_bits((coc_block_t) ((v == '"') | (v == '\\')));

        if (bits != 0) {
            return p + __builtin_ctz(bits);
        }
    }

    while (p < end && *p != '"' && *p != '\\') {
        p++;
    }

    return p;
}


static coc_json_event_e
coc_json_scan_string(coc_json_scan_t *scan, const uint8_t **p,
    const uint8_t *end)
{
    size_t          n;
    const uint8_t  *q, *run;

    for (q = *p; q < end; q++) {

        if (scan->escape && coc_json_scan_escape(scan, *q)) {
            continue;
        }

        run = q;
        q = coc_json_plain(q, end);
        n = (size_t) (q - run) + (q < end && *q == '\\');

        if (n > scan->max - scan->text) {
            *p = run + (scan->max - scan->text);
            return COC_JSON_OVER;
        }

        scan->text += n;

        if (q == end) {
            break;
        }

        if (*q == '"') {
            scan->place = COC_JSON_BETWEEN;
            *p = q + 1;
            return COC_JSON_STRING;
        }

        scan->escape = 1;
        scan->escaped = 1;
    }

    *p = end;

    return COC_JSON_MORE;
}


/*
 * A byte after "\".  Returns 0 if it is none of the escape: yajl will refuse
 * the string, but its end must be found as by any other reader.
 */

static int
coc_json_scan_escape(coc_json_scan_t *scan, uint8_t c)
{
    if (scan->escape == 1) {
        scan->escape = (c == 'u') ? 5 : 0;
        return 1;
    }

    if (coc_str_hex(c) < 0) {
        scan->escape = 0;
        return 0;
    }

    /* all surrogates begin so, and some letters do */

    if (scan->escape == 5 && (c | 0x20) == 'd') {
        scan->surrogate = 1;
    }

    scan->escape = (scan->escape == 2) ? 0 : (scan->escape - 1) & 7;

    return 1;
}


static coc_json_event_e
coc_json_scan_atom(coc_json_scan_t *scan, const uint8_t **p,
    const uint8_t *end)
{
    size_t          n;
    const uint8_t  *q;

    for (q = *p; q < end && coc_json_class[*q] == COC_JSON_C_ATOM; q++) {
        /* void */
    }

    n = (size_t) (q - *p);

    if (n > scan->max - scan->text) {
        *p += scan->max - scan->text;
        return COC_JSON_OVER;
    }

    scan->text += n;
    *p = q;

    if (q == end) {
        return COC_JSON_MORE;
    }

    scan->place = COC_JSON_BETWEEN;

    return COC_JSON_ATOM;
}


int
coc_json_ends_atom(uint8_t c)
{
    return coc_json_class[c] == COC_JSON_C_WHITE;
}


size_t
coc_json_token(const uint8_t *data, size_t len, size_t at)
{
    const uint8_t     *p, *end;
    coc_json_scan_t    scan;
    coc_json_event_e   event;

    memset(&scan, 0, sizeof(coc_json_scan_t));
    scan.max = SIZE_MAX;
    p = data;
    end = data + len;

    do {
        scan.start = NULL;
        event = coc_json_scan(&scan, &p, end);

        if (scan.start != NULL && (size_t) (p - data) > at) {
            return coc_min((size_t) (scan.start - data), at);
        }

    } while (event == COC_JSON_STRING || event == COC_JSON_ATOM);

    return at;
}


size_t
coc_json_mend(uint8_t *data, size_t len)
{
    size_t    i, n;
    unsigned  unit, next;

    for (i = 0, n = 0; i < len; i++) {

        if (data[i] != '\\') {
            continue;
        }

        if (!coc_json_unit(data + i, len - i, &unit)) {
            i++;
            continue;
        }

        if (unit < 0xd800 || unit > 0xdfff) {
            i += COC_JSON_ESCAPE - 1;
            continue;
        }

        if (unit < 0xdc00
            && coc_json_unit(data + i + COC_JSON_ESCAPE,
                             len - i - COC_JSON_ESCAPE, &next)
            && next >= 0xdc00 && next <= 0xdfff)
        {
            i += 2 * COC_JSON_ESCAPE - 1;
            continue;
        }

        memcpy(data + i, "\\ufffd", COC_JSON_ESCAPE);
        i += COC_JSON_ESCAPE - 1;
        n++;
    }

    return n;
}


/* Whether a whole \u escape lies at data; the code unit that it stands for. */

static int
coc_json_unit(const uint8_t *data, size_t len, unsigned *unit)
{
    int     digit;
    size_t  i;

    if (len < COC_JSON_ESCAPE || data[0] != '\\' || data[1] != 'u') {
        return 0;
    }

    for (*unit = 0, i = 2; i < COC_JSON_ESCAPE; i++) {
        digit = coc_str_hex(data[i]);

        if (digit < 0) {
            return 0;
        }

        *unit = *unit * 16 + (unsigned) digit;
    }

    return 1;
}
