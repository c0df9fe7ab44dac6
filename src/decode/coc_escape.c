/*
 * The escapes of a quoted string, as JSON, JavaScript and GraphQL have them.
 * For text that is whole; yajl undoes those of JSON that is well formed.
 */

#include "coc_escape.h"
#include "coc_str.h"


#define COC_ESCAPE_UNIT     4           /* hex digits of \uXXXX */
#define COC_ESCAPE_LAST     0x10ffff    /* the last code point */


static size_t coc_escape_one(const uint8_t *data, size_t len, uint32_t *code);
static size_t coc_escape_hex(const uint8_t *data, size_t len, size_t most,
    uint32_t *code);
static size_t coc_escape_pair(const uint8_t *data, size_t len,
    uint32_t *code, size_t *replaced);
static size_t coc_escape_put(uint8_t *out, uint32_t code);


static const uint8_t  coc_escape_plain[256] = {
    ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['\''] = '\'', ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t'
};


size_t
coc_escape_undo(uint8_t *out, const uint8_t *data, size_t len,
    size_t *replaced)
{
    size_t    i, n, used;
    uint32_t  code;

    for (i = 0, n = 0; i < len; i += used) {

        used = 0;

        if (data[i] == '\\') {
            used = coc_escape_pair(data + i, len - i, &code, replaced);
        }

        if (used == 0) {
            out[n++] = data[i];
            used = 1;
            continue;
        }

        n += coc_escape_put(out + n, code);
    }

    return n;
}


size_t
coc_escape_strip(uint8_t *out, const uint8_t *data, size_t len,
    size_t *replaced)
{
    size_t  i, n, run;

    for (i = 0, n = 0; i < len; i++) {

        for (run = i; i < len && data[i] != '"'; i++) {
            if (data[i] == '\\' && i + 1 < len) {
                i++;
            }
        }

        n += coc_escape_undo(out + n, data + run, i - run, replaced);

        if (i < len) {
            out[n++] = '\n';
        }
    }

    return n;
}


int
coc_escape_known(const uint8_t *data, size_t len)
{
    uint32_t  code;

    return coc_escape_one(data, len, &code) != 0;
}


/* An escape, and the second half of a pair with it; returns its bytes or 0. */

static size_t
coc_escape_pair(const uint8_t *data, size_t len, uint32_t *code,
    size_t *replaced)
{
    size_t    used, more;
    uint32_t  low;

    used = coc_escape_one(data, len, code);

    if (used == 0 || *code < 0xd800 || *code > 0xdfff) {
        return used;
    }

    if (*code < 0xdc00) {
        more = coc_escape_one(data + used, len - used, &low);

        if (more != 0 && low >= 0xdc00 && low <= 0xdfff) {
            *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
            return used + more;
        }
    }

    *code = 0xfffd;
    *replaced += 1;

    return used;
}


static size_t
coc_escape_one(const uint8_t *data, size_t len, uint32_t *code)
{
    size_t  n;

    if (len < 2 || data[0] != '\\') {
        return 0;
    }

    if (data[1] != 'u') {
        *code = coc_escape_plain[data[1]];
        return (*code == 0) ? 0 : 2;
    }

    if (len > 2 && data[2] == '{') {
        n = coc_escape_hex(data + 3, len - 3, 8, code);

        if (n == 0 || n + 3 == len || data[3 + n] != '}'
            || *code > COC_ESCAPE_LAST)
        {
            return 0;
        }

        return n + 4;
    }

    n = coc_escape_hex(data + 2, len - 2, COC_ESCAPE_UNIT, code);

    return (n == COC_ESCAPE_UNIT) ? n + 2 : 0;
}


static size_t
coc_escape_hex(const uint8_t *data, size_t len, size_t most, uint32_t *code)
{
    int     digit;
    size_t  n;

    for (*code = 0, n = 0; n < len && n < most; n++) {
        digit = coc_str_hex(data[n]);

        if (digit < 0) {
            break;
        }

        *code = *code << 4 | (uint32_t) digit;
    }

    return n;
}


/* UTF-8; never longer than the escape was. */

static size_t
coc_escape_put(uint8_t *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (uint8_t) code;
        return 1;
    }

    if (code < 0x800) {
        out[0] = (uint8_t) (0xc0 | code >> 6);
        out[1] = (uint8_t) (0x80 | (code & 0x3f));
        return 2;
    }

    if (code < 0x10000) {
        out[0] = (uint8_t) (0xe0 | code >> 12);
        out[1] = (uint8_t) (0x80 | (code >> 6 & 0x3f));
        out[2] = (uint8_t) (0x80 | (code & 0x3f));
        return 3;
    }

    out[0] = (uint8_t) (0xf0 | code >> 18);
    out[1] = (uint8_t) (0x80 | (code >> 12 & 0x3f));
    out[2] = (uint8_t) (0x80 | (code >> 6 & 0x3f));
    out[3] = (uint8_t) (0x80 | (code & 0x3f));

    return 4;
}
