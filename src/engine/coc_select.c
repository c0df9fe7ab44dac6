/*
 * Which fields are content.
 */

#include "coc_select.h"
#include "coc_str.h"


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
            && !(nocase ? coc_str_caseeq(want, have) : coc_str_eq(want, have)))
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
