/*
 * The tokens of a GraphQL document, and what a block string stands for.
 * Follows the specification of October 2021, section 2.1 and 2.9.4.
 */

#include "coc_graphql_lex.h"
#include "coc_escape.h"


#define COC_GRAPHQL_C_BAD     0
#define COC_GRAPHQL_C_SPACE   1     /* commas too */
#define COC_GRAPHQL_C_NAME    2
#define COC_GRAPHQL_C_DIGIT   3     /* and what a number begins with */
#define COC_GRAPHQL_C_SIGN    4
#define COC_GRAPHQL_C_QUOTE   5
#define COC_GRAPHQL_C_DOT     6
#define COC_GRAPHQL_C_HASH    7


static const uint8_t *coc_graphql_skip(const uint8_t *p, const uint8_t *end);
static coc_graphql_token_e coc_graphql_string(const uint8_t **p,
    const uint8_t *end, coc_str_t *text);
static coc_graphql_token_e coc_graphql_block_end(const uint8_t **p,
    const uint8_t *end, coc_str_t *text);
static int coc_graphql_marks(const uint8_t *p, const uint8_t *end);
static coc_str_t coc_graphql_line(coc_str_t *rest);
static size_t coc_graphql_indent(coc_str_t line);
static size_t coc_graphql_unmark(uint8_t *out, coc_str_t line);


static const uint8_t  coc_graphql_class[256] = {
    ['\t'] = COC_GRAPHQL_C_SPACE, ['\n'] = COC_GRAPHQL_C_SPACE,
    ['\r'] = COC_GRAPHQL_C_SPACE, [' '] = COC_GRAPHQL_C_SPACE,
    [','] = COC_GRAPHQL_C_SPACE,

    ['A' ... 'Z'] = COC_GRAPHQL_C_NAME, ['a' ... 'z'] = COC_GRAPHQL_C_NAME,
    ['_'] = COC_GRAPHQL_C_NAME,

    ['0' ... '9'] = COC_GRAPHQL_C_DIGIT, ['-'] = COC_GRAPHQL_C_DIGIT,

    ['!'] = COC_GRAPHQL_C_SIGN, ['$'] = COC_GRAPHQL_C_SIGN,
    ['&'] = COC_GRAPHQL_C_SIGN, ['('] = COC_GRAPHQL_C_SIGN,
    [')'] = COC_GRAPHQL_C_SIGN, [':'] = COC_GRAPHQL_C_SIGN,
    ['='] = COC_GRAPHQL_C_SIGN, ['@'] = COC_GRAPHQL_C_SIGN,
    ['['] = COC_GRAPHQL_C_SIGN, [']'] = COC_GRAPHQL_C_SIGN,
    ['{'] = COC_GRAPHQL_C_SIGN, ['|'] = COC_GRAPHQL_C_SIGN,
    ['}'] = COC_GRAPHQL_C_SIGN,

    ['"'] = COC_GRAPHQL_C_QUOTE,
    ['.'] = COC_GRAPHQL_C_DOT,
    ['#'] = COC_GRAPHQL_C_HASH
};


coc_graphql_token_e
coc_graphql_lex(const uint8_t **p, const uint8_t *end, coc_str_t *text)
{
    const uint8_t  *q;

    q = coc_graphql_skip(*p, end);

    *p = q;
    text->data = q;
    text->len = 1;

    if (q == end) {
        text->len = 0;
        return COC_GRAPHQL_END;
    }

    switch (coc_graphql_class[*q]) {

    case COC_GRAPHQL_C_NAME:

        while (q < end && (coc_graphql_class[*q] == COC_GRAPHQL_C_NAME
                           || (*q >= '0' && *q <= '9')))
        {
            q++;
        }

        *p = q;
        text->len = (size_t) (q - text->data);

        return COC_GRAPHQL_NAME;

    case COC_GRAPHQL_C_DIGIT:

        while (q < end && (coc_graphql_class[*q] == COC_GRAPHQL_C_NAME
                           || coc_graphql_class[*q] == COC_GRAPHQL_C_DIGIT
                           || *q == '.' || *q == '+'))
        {
            q++;
        }

        *p = q;
        text->len = (size_t) (q - text->data);

        return COC_GRAPHQL_NUMBER;

    case COC_GRAPHQL_C_QUOTE:
        return coc_graphql_string(p, end, text);

    case COC_GRAPHQL_C_DOT:

        if (end - q < 3 || q[1] != '.' || q[2] != '.') {
            return COC_GRAPHQL_BAD;
        }

        *p = q + 3;

        return COC_GRAPHQL_SPREAD;

    case COC_GRAPHQL_C_SIGN:
        *p = q + 1;
        return COC_GRAPHQL_SIGN;

    default: /* COC_GRAPHQL_C_BAD */
        return COC_GRAPHQL_BAD;
    }
}


/* White space, commas, comments, byte order marks. */

static const uint8_t *
coc_graphql_skip(const uint8_t *p, const uint8_t *end)
{
    for ( ;; ) {

        while (p < end && coc_graphql_class[*p] == COC_GRAPHQL_C_SPACE) {
            p++;
        }

        if (p < end && *p == '#') {

            while (p < end && *p != '\n' && *p != '\r') {
                p++;
            }

            continue;
        }

        if (end - p >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) {
            p += 3;
            continue;
        }

        return p;
    }
}


static coc_graphql_token_e
coc_graphql_string(const uint8_t **p, const uint8_t *end, coc_str_t *text)
{
    const uint8_t  *q;

    if (coc_graphql_marks(*p, end)) {
        return coc_graphql_block_end(p, end, text);
    }

    text->data = *p + 1;

    for (q = *p + 1; q < end && *q != '"'; q++) {

        if (*q == '\\') {

            if (!coc_escape_known(q, (size_t) (end - q)) || q[1] == '\'') {
                return COC_GRAPHQL_BAD;
            }

            q++;

        } else if (*q < ' ' && *q != '\t') {
            return COC_GRAPHQL_BAD;
        }
    }

    if (q == end) {
        return COC_GRAPHQL_BAD;
    }

    *p = q + 1;
    text->len = (size_t) (q - text->data);

    return COC_GRAPHQL_STRING;
}


static coc_graphql_token_e
coc_graphql_block_end(const uint8_t **p, const uint8_t *end, coc_str_t *text)
{
    const uint8_t  *q;

    text->data = *p + 3;

    for (q = *p + 3; q < end; q++) {

        if (*q == '\\' && coc_graphql_marks(q + 1, end)) {
            q += 3;
            continue;
        }

        if (*q == '"' && coc_graphql_marks(q, end)) {
            *p = q + 3;
            text->len = (size_t) (q - text->data);
            return COC_GRAPHQL_BLOCK;
        }
    }

    return COC_GRAPHQL_BAD;
}


/* Whether three quotation marks lie at p. */

static int
coc_graphql_marks(const uint8_t *p, const uint8_t *end)
{
    return end - p >= 3 && p[0] == '"' && p[1] == '"' && p[2] == '"';
}


size_t
coc_graphql_block(uint8_t *out, coc_str_t raw)
{
    size_t     i, n, end, common, indent;
    unsigned   begun;
    coc_str_t  line, rest;

    /* the first line begins behind the marks and has no say in this */

    common = SIZE_MAX;
    rest = raw;
    (void) coc_graphql_line(&rest);

    while (rest.data != NULL) {
        line = coc_graphql_line(&rest);
        indent = coc_graphql_indent(line);

        if (indent < line.len) {
            common = coc_min(common, indent);
        }
    }

    rest = raw;
    begun = 0;

    for (i = 0, n = 0, end = 0; rest.data != NULL; i++) {
        line = coc_graphql_line(&rest);
        indent = coc_graphql_indent(line);

        if (!begun && indent == line.len) {
            continue;
        }

        if (begun) {
            out[n++] = '\n';
        }

        begun = 1;

        if (indent < line.len) {
            indent = (i == 0) ? 0 : common;
            line.data += indent;
            line.len -= indent;
            n += coc_graphql_unmark(out + n, line);
            end = n;
        }
    }

    return end;
}


/* Takes the next line; rest->data is NULL behind the last. */

static coc_str_t
coc_graphql_line(coc_str_t *rest)
{
    size_t     i;
    coc_str_t  line;

    line = *rest;

    for (i = 0; i < line.len; i++) {
        if (line.data[i] == '\n' || line.data[i] == '\r') {
            break;
        }
    }

    if (i == line.len) {
        rest->data = NULL;
        rest->len = 0;
        return line;
    }

    line.len = i;
    i += (rest->data[i] == '\r' && i + 1 < rest->len
          && rest->data[i + 1] == '\n') ? 2 : 1;
    rest->data += i;
    rest->len -= i;

    return line;
}


static size_t
coc_graphql_indent(coc_str_t line)
{
    size_t  n;

    for (n = 0; n < line.len; n++) {
        if (line.data[n] != ' ' && line.data[n] != '\t') {
            break;
        }
    }

    return n;
}


/* Copies a line, its one escape undone: a backslash before three marks. */

static size_t
coc_graphql_unmark(uint8_t *out, coc_str_t line)
{
    size_t  i, n;

    for (i = 0, n = 0; i < line.len; i++) {

        if (line.data[i] == '\\'
            && coc_graphql_marks(line.data + i + 1, line.data + line.len))
        {
            memset(out + n, '"', 3);
            n += 3;
            i += 3;
            continue;
        }

        out[n++] = line.data[i];
    }

    return n;
}
