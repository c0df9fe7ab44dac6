/*
 * Slices: compare, find, parse.
 */

#include "coc_str.h"


static uint8_t
coc_str_lower(uint8_t c)
{
    return (uint8_t) ((c >= 'A' && c <= 'Z') ? c | 0x20 : c);
}


coc_str_t
coc_str_from(const char *text)
{
    coc_str_t  s;

    s.data = (const uint8_t *) text;
    s.len = (text == NULL) ? 0 : strlen(text);

    return s;
}


int
coc_str_eq(coc_str_t a, coc_str_t b)
{
    return a.len == b.len
           && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}


int
coc_str_caseeq(coc_str_t a, coc_str_t b)
{
    size_t  i;

    if (a.len != b.len) {
        return 0;
    }

    for (i = 0; i < a.len; i++) {
        if (coc_str_lower(a.data[i]) != coc_str_lower(b.data[i])) {
            return 0;
        }
    }

    return 1;
}


int
coc_str_cmp(coc_str_t a, coc_str_t b)
{
    int     rc;
    size_t  n;

    n = coc_min(a.len, b.len);
    rc = (n == 0) ? 0 : memcmp(a.data, b.data, n);

    if (rc != 0) {
        return rc;
    }

    return (a.len > b.len) - (a.len < b.len);
}


size_t
coc_str_find(coc_str_t s, uint8_t c, size_t from)
{
    const uint8_t  *p;

    if (from >= s.len) {
        return s.len;
    }

    p = memchr(s.data + from, c, s.len - from);

    return (p == NULL) ? s.len : (size_t) (p - s.data);
}


coc_str_t
coc_str_trim(coc_str_t s)
{
    while (s.len && strchr(" \t\r\n", s.data[0]) && s.data[0]) {
        s.data++;
        s.len--;
    }

    while (s.len && strchr(" \t\r\n", s.data[s.len - 1])
           && s.data[s.len - 1])
    {
        s.len--;
    }

    return s;
}


int
coc_str_hex(uint8_t c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }

    c |= 0x20;

    return (c >= 'a' && c <= 'f') ? c - 'a' + 10 : -1;
}


int
coc_str_uint(coc_str_t s, uint64_t max, uint64_t *value)
{
    size_t    i;
    uint64_t  n, digit;

    if (s.len == 0) {
        return COC_INVALID;
    }

    for (n = 0, i = 0; i < s.len; i++) {
        if (s.data[i] < '0' || s.data[i] > '9') {
            return COC_INVALID;
        }

        digit = (uint64_t) (s.data[i] - '0');

        if (n > (UINT64_MAX - digit) / 10) {
            return COC_INVALID;
        }

        n = n * 10 + digit;
    }

    if (n > max) {
        return COC_INVALID;
    }

    *value = n;

    return COC_OK;
}


/* Milliseconds of one unit; used receives the bytes the unit takes. */

static uint64_t
coc_str_time_unit(const uint8_t *p, size_t len, size_t *used)
{
    *used = 1;

    if (len == 0 || p[0] == ' ') {
        *used = 0;
        return 1000;
    }

    if (len > 1 && p[0] == 'm' && p[1] == 's') {
        *used = 2;
        return 1;
    }

    switch (p[0]) {
    case 's':
        return 1000;
    case 'm':
        return 60 * 1000;
    case 'h':
        return 3600 * 1000;
    case 'd':
        return 86400 * 1000;
    case 'w':
        return 7 * 86400 * 1000;
    case 'M':
        return 30ULL * 86400 * 1000;
    case 'y':
        return 365ULL * 86400 * 1000;
    default:
        return 0;
    }
}


int
coc_str_time(coc_str_t s, uint64_t *ms)
{
    size_t          i, start, used;
    uint64_t        n, unit, total;
    const uint64_t  max = 100ULL * 365 * 86400 * 1000;

    if (s.len == 0) {
        return COC_INVALID;
    }

    for (total = 0, i = 0; i < s.len; /* void */) {

        for (start = i, n = 0; i < s.len; i++) {
            if (s.data[i] < '0' || s.data[i] > '9') {
                break;
            }

            n = n * 10 + (uint64_t) (s.data[i] - '0');

            if (n > max) {
                return COC_INVALID;
            }
        }

        unit = coc_str_time_unit(s.data + i, s.len - i, &used);

        if (i == start || unit == 0 || n > (max - total) / unit) {
            return COC_INVALID;
        }

        total += n * unit;
        i += used;

        while (i < s.len && s.data[i] == ' ') {
            i++;
        }
    }

    *ms = total;

    return COC_OK;
}
