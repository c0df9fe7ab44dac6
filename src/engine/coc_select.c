/*
 * Which fields are content.
 */

#include "coc_select.h"
#include "coc_str.h"


static size_t coc_select_letter(const uint8_t *p, size_t len, uint8_t *c);
static int coc_select_caseeq(coc_str_t a, coc_str_t b);


/*
 * One letter without its case: Unicode folds two letters beyond ASCII to ASCII
 * ones, the long s and the Kelvin sign, and decoders that bind names without
 * case (Go's) do so too.  Returns its bytes.
 */

static size_t
coc_select_letter(const uint8_t *p, size_t len, uint8_t *c)
{
    if (len > 1 && p[0] == 0xc5 && p[1] == 0xbf) {
        *c = 's';
        return 2;
    }

    if (len > 2 && p[0] == 0xe2 && p[1] == 0x84 && p[2] == 0xaa) {
        *c = 'k';
        return 3;
    }

    *c = (uint8_t) ((p[0] >= 'A' && p[0] <= 'Z') ? p[0] | 0x20 : p[0]);

    return 1;
}


static int
coc_select_caseeq(coc_str_t a, coc_str_t b)
{
    size_t   i, j;
    uint8_t  ca, cb;

    for (i = 0, j = 0; i < a.len && j < b.len; /* void */) {
        i += coc_select_letter(a.data + i, a.len - i, &ca);
        j += coc_select_letter(b.data + j, b.len - j, &cb);

        if (ca != cb) {
            return 0;
        }
    }

    return i == a.len && j == b.len;
}


int
coc_select_path(coc_str_t pattern, coc_str_t path, int nocase)
{
    size_t     i, j, pi, pj;
    coc_str_t  want, have;

    for (i = 0, j = 0; /* void */; i = pi + 1, j = pj + 1) {

        pi = coc_str_find(pattern, '.', i);
        pj = coc_str_find(path, '.', j);

        want.data = pattern.data + i;
        want.len = pi - i;
        have.data = path.data + j;
        have.len = pj - j;

        if (!(want.len == 1 && want.data[0] == '*')
            && !(nocase ? coc_select_caseeq(want, have)
                        : coc_str_eq(want, have)))
        {
            return 0;
        }

        if (pi == pattern.len || pj == path.len) {
            return pi == pattern.len && pj == path.len;
        }
    }
}


int
coc_select_any(const coc_str_t *patterns, size_t n, coc_str_t path,
    int nocase)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        if (coc_select_path(patterns[i], path, nocase)) {
            return 1;
        }
    }

    return 0;
}


int
coc_select_wild(coc_str_t pattern)
{
    size_t  i;

    for (i = 0; i < pattern.len; i++) {
        if (pattern.data[i] != '*' && pattern.data[i] != '.') {
            return 0;
        }
    }

    return 1;
}
