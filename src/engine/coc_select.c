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


/* The segment that begins at i. */

static coc_str_t
coc_select_segment(coc_str_t path, size_t i)
{
    coc_str_t  segment;

    segment.data = path.data + i;
    segment.len = coc_str_find(path, '.', i) - i;

    return segment;
}


int
coc_select_path(coc_str_t pattern, coc_str_t path)
{
    size_t     i, j;
    coc_str_t  want, have;

    for (i = 0, j = 0; /* void */; i += want.len + 1, j += have.len + 1) {

        want = coc_select_segment(pattern, i);
        have = coc_select_segment(path, j);

        if (!(want.len == 1 && want.data[0] == '*') && !coc_str_eq(want, have))
        {
            return 0;
        }

        if (i + want.len == pattern.len || j + have.len == path.len) {
            return i + want.len == pattern.len && j + have.len == path.len;
        }
    }
}


int
coc_select_below(coc_str_t pattern, coc_str_t path)
{
    int        star;
    size_t     i, j, star_i, star_j;
    coc_str_t  want, have;

    star = 0;
    star_i = 0;
    star_j = 0;
    i = 0;
    j = 0;

    for ( ;; ) {
        want = coc_select_segment(pattern, i);
        have = coc_select_segment(path, j);

        if (want.len == 1 && want.data[0] == '*') {
            star = 1;
            star_i = i + want.len + 1;
            star_j = j + have.len + 1;

        } else if (!coc_select_caseeq(want, have)) {

            if (!star || star_j > path.len) {
                return 0;
            }

            /* a name with dots in it: the star takes one segment more */

            have = coc_select_segment(path, star_j);
            star_j += have.len + 1;
            i = star_i;
            j = star_j;

            if (j > path.len) {
                return 0;
            }

            continue;
        }

        if (i + want.len == pattern.len) {
            return 1;
        }

        if (j + have.len == path.len) {
            return 0;
        }

        i += want.len + 1;
        j += have.len + 1;
    }
}


int
coc_select_any(const coc_str_t *patterns, size_t n, coc_str_t path,
    coc_select_pt select)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        if (select(patterns[i], path)) {
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
