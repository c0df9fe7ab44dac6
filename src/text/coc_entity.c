/*
 * HTML's character references.  Decoded once: what a reference stands for is
 * never read as the beginning of another, or of a tag.
 */

#include "coc_entity.h"
#include "coc_utf8.h"
#include "tables/coc_entity_table.h"


/* 128 to 159 in windows-1252; what it leaves undefined stays. */

static const uint16_t  coc_entity_1252[32] = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
    0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
    0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
    0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178
};


static int
coc_entity_digit(uint8_t c, unsigned base)
{
    int  digit;

    if (c >= '0' && c <= '9') {
        return c - '0';
    }

    if (base == 10) {
        return -1;
    }

    digit = (c | 0x20) - 'a';

    return (digit >= 0 && digit < 6) ? digit + 10 : -1;
}


/* p is after "&#". */

static size_t
coc_entity_numeric(const uint8_t *p, const uint8_t *end, uint32_t *cp)
{
    int             digit;
    unsigned        base;
    uint32_t        value;
    const uint8_t  *start, *digits;

    start = p;
    base = 10;

    if (p < end && (*p == 'x' || *p == 'X')) {
        base = 16;
        p++;
    }

    digits = p;
    value = 0;

    for ( /* void */ ; p < end; p++) {

        digit = coc_entity_digit(*p, base);
        if (digit < 0) {
            break;
        }

        /* Sticks past the last code point, however many digits follow. */

        if (value < COC_UTF8_BAD) {
            value = value * base + (uint32_t) digit;
        }
    }

    if (p == digits) {
        return 0;
    }

    if (p < end && *p == ';') {
        p++;
    }

    if (value >= 0x80 && value <= 0x9f) {
        value = coc_entity_1252[value - 0x80];

    } else if (value == 0 || value >= COC_UTF8_BAD
               || (value >= 0xd800 && value <= 0xdfff))
    {
        value = COC_UTF8_REPLACEMENT;
    }

    *cp = value;

    return (size_t) (p - start);
}


static int
coc_entity_compare(const uint8_t *name, size_t len, unsigned i)
{
    int     rc;
    size_t  n;

    n = (size_t) coc_entity_start[i + 1] - coc_entity_start[i];

    rc = memcmp(name, coc_entity_names + coc_entity_start[i],
                coc_min(len, n));

    if (rc != 0 || len == n) {
        return rc;
    }

    return (len < n) ? -1 : 1;
}


/* The number of the entity with this name, or -1. */

static int
coc_entity_find(const uint8_t *name, size_t len)
{
    int       rc;
    unsigned  low, high, middle;

    low = coc_entity_letter[name[0] - 'A'];
    high = coc_entity_letter[name[0] - 'A' + 1];

    while (low < high) {
        middle = (low + high) / 2;
        rc = coc_entity_compare(name, len, middle);

        if (rc == 0) {
            return (int) middle;
        }

        if (rc < 0) {
            high = middle;

        } else {
            low = middle + 1;
        }
    }

    return -1;
}


/* The longest of those that need no semicolon and begin name, or -1. */

static int
coc_entity_find_bare(const uint8_t *name, size_t len, size_t *used)
{
    int       best;
    size_t    n;
    unsigned  i, k, last;

    best = -1;
    *used = 0;

    i = coc_entity_bare_letter[name[0] - 'A'];
    last = coc_entity_bare_letter[name[0] - 'A' + 1];

    for ( /* void */ ; i < last; i++) {
        k = coc_entity_bare[i];
        n = (size_t) coc_entity_start[k + 1] - coc_entity_start[k];

        if (n > *used && n <= len
            && memcmp(name, coc_entity_names + coc_entity_start[k], n) == 0)
        {
            best = (int) k;
            *used = n;
        }
    }

    return best;
}


size_t
coc_entity_read(const uint8_t *p, const uint8_t *end,
    uint32_t cp[COC_ENTITY_CODES], size_t *n)
{
    int             found;
    size_t          len, used;
    uint32_t        number;
    const uint8_t  *name;

    name = p + 1;
    *n = 1;

    if (name < end && *name == '#') {
        used = coc_entity_numeric(name + 1, end, &cp[0]);
        return (used == 0) ? 0 : used + 2;
    }

    end = name + coc_min((size_t) (end - name),
                         (size_t) COC_ENTITY_LONGEST + 1);

    for (p = name; p < end; p++) {
        if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z')
              || (*p >= '0' && *p <= '9')))
        {
            break;
        }
    }

    len = (size_t) (p - name);

    if (len == 0 || name[0] < 'A') {
        return 0;
    }

    found = -1;
    used = 0;

    if (p < end && *p == ';') {
        found = coc_entity_find(name, len);
        used = len + 1;
    }

    if (found < 0) {
        found = coc_entity_find_bare(name, len, &used);

        if (found < 0) {
            return 0;
        }
    }

    number = coc_entity_number[found];
    cp[0] = number & COC_ENTITY_CODE;

    number = (number >> COC_ENTITY_SHIFT) & COC_ENTITY_SECOND;

    if (number != 0) {
        cp[1] = coc_entity_second[number - 1];
        *n = 2;
    }

    return used + 1;
}
