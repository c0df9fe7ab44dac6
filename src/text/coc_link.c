/*
 * Addresses of pages in a text.
 */

#include "coc_link.h"
#include "coc_ascii.h"
#include "coc_str.h"


#define COC_LINK_SCHEME  8      /* bytes of the longest scheme */


static const coc_str_t  coc_link_schemes[] = {
    coc_str("https"), coc_str("http"), coc_str("ftp"), coc_str("ftps"),
    coc_str("sftp"), coc_str("hxxp"), coc_str("hxxps"), coc_str("file"),
    coc_str("git"), coc_str("ssh"), coc_str("ws"), coc_str("wss"),
    coc_str("irc"), coc_str("ircs"), coc_str("magnet")
};


/* Bytes of the scheme and colon that end at p, or 0. */

static size_t
coc_link_scheme(const uint8_t *start, const uint8_t *p)
{
    size_t   i, n, most;
    uint8_t  name[COC_LINK_SCHEME + 1];

    if (p == start || p[-1] != ':') {
        return 0;
    }

    p--;
    most = coc_min((size_t) (p - start), sizeof(name));

    for (n = 0; n < most; n++) {
        if (!(coc_ascii_class(p[-1 - (ptrdiff_t) n]) & COC_ASCII_WORD)) {
            break;
        }
    }

    if (n > COC_LINK_SCHEME) {
        return 0;
    }

    coc_ascii_lower(name, p - n, n);

    for (i = 0; i < coc_nelts(coc_link_schemes); i++) {
        if (coc_link_schemes[i].len == n
            && memcmp(name, coc_link_schemes[i].data, n) == 0)
        {
            return n + 1;
        }
    }

    return 0;
}


/* Where the address at p ends. */

static const uint8_t *
coc_link_end(const uint8_t *p, const uint8_t *end)
{
    unsigned        round, square;
    const uint8_t  *q;

    round = square = 0;

    for (q = p; q < end && *q > ' ' && *q != 0x7f; q++) {

        switch (*q) {

        case '(':
            round++;
            continue;

        case ')':
            if (round-- == 0) {
                goto done;
            }

            continue;

        case '[':
            square++;
            continue;

        case ']':
            if (square-- == 0) {
                goto done;
            }

            continue;

        case '<':
        case '>':
        case '"':
        case '`':
        case '\\':
        case '{':
        case '}':
        case '|':
        case '^':
            goto done;

        default:
            continue;
        }
    }

done:

    while (q > p && strchr(".,;:!?'*_~", q[-1]) != NULL) {
        q--;
    }

    return q;
}


size_t
coc_link_read(const uint8_t *start, const uint8_t *p, const uint8_t *end,
    size_t *before)
{
    const uint8_t  *q;

    *before = 0;

    if (*p == '/') {
        *before = coc_link_scheme(start, p);

        if (*before == 0) {
            return 0;
        }

        q = coc_link_end(p + 2, end);

        return (q > p + 2) ? (size_t) (q - p) : 0;
    }

    if (end - p < 5 || (p[2] | 0x20) != 'w' || p[3] != '.'
        || !(coc_ascii_class(p[4]) & COC_ASCII_WORD))
    {
        return 0;
    }

    q = coc_link_end(p + 4, end);

    return (q > p + 4) ? (size_t) (q - p) : 0;
}
