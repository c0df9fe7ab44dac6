/*
 * A PDF's tokens.  Each state eats what it can of the piece; a token that ends
 * with what begins the next leaves that byte where it is.
 */

#include "coc_pdf_lex.h"
#include "coc_str.h"


typedef enum {
    COC_PDF_BETWEEN = 0,
    COC_PDF_IN_COMMENT,
    COC_PDF_IN_NAME,
    COC_PDF_IN_NAME_HEX,    /* after "#" */
    COC_PDF_IN_WORD,
    COC_PDF_IN_LESS,        /* after "<" */
    COC_PDF_IN_GREATER,     /* after ">" */
    COC_PDF_IN_HEX,
    COC_PDF_IN_STRING,
    COC_PDF_IN_ESCAPE,      /* after "\" */
    COC_PDF_IN_OCTAL,
    COC_PDF_IN_CR           /* after an end of line that may have an LF yet */
} coc_pdf_state_e;


static coc_pdf_token_e coc_pdf_between(coc_pdf_lex_t *lex, uint8_t c);
static coc_pdf_token_e coc_pdf_name(coc_pdf_lex_t *lex, const uint8_t **p,
    uint8_t c);
static coc_pdf_token_e coc_pdf_hex(coc_pdf_lex_t *lex, uint8_t c);
static coc_pdf_token_e coc_pdf_string(coc_pdf_lex_t *lex, const uint8_t **p,
    uint8_t c);
static void coc_pdf_escape(coc_pdf_lex_t *lex, uint8_t c);


static int
coc_pdf_regular(uint8_t c)
{
    return c > ' ' && memchr("()<>[]{}/%", c, 10) == NULL;
}


static void
coc_pdf_keep(coc_pdf_lex_t *lex, uint8_t c)
{
    if (lex->len < COC_PDF_WORD_MAX) {
        lex->word[lex->len++] = c;
    }
}


static void
coc_pdf_char(coc_pdf_lex_t *lex, uint8_t c)
{
    if (lex->len < COC_PDF_STRING_MAX) {
        lex->text[lex->len] = c;
    }

    if (++lex->len > COC_PDF_STRING_LOST) {
        lex->state = COC_PDF_BETWEEN;
    }
}


coc_pdf_token_e
coc_pdf_lex(coc_pdf_lex_t *lex, const uint8_t **p, const uint8_t *end,
    coc_str_t *value)
{
    uint8_t          c;
    coc_pdf_token_e  token;

    token = COC_PDF_MORE;

    while (*p < end && token == COC_PDF_MORE) {
        c = *(*p)++;

        switch (lex->state) {

        case COC_PDF_BETWEEN:
            token = coc_pdf_between(lex, c);
            break;

        case COC_PDF_IN_COMMENT:
            if (c == '\r' || c == '\n') {
                lex->state = COC_PDF_BETWEEN;
            }
            break;

        case COC_PDF_IN_NAME:
        case COC_PDF_IN_NAME_HEX:
            token = coc_pdf_name(lex, p, c);
            break;

        case COC_PDF_IN_WORD:
            if (coc_pdf_regular(c)) {
                coc_pdf_keep(lex, c);
                break;
            }

            (*p)--;
            token = COC_PDF_WORD;
            break;

        case COC_PDF_IN_LESS:
            if (c == '<') {
                token = COC_PDF_DICT;
                break;
            }

            lex->state = COC_PDF_IN_HEX;
            lex->digits = 0;
            token = coc_pdf_hex(lex, c);
            break;

        case COC_PDF_IN_GREATER:
            if (c == '>') {
                token = COC_PDF_DICT_END;
                break;
            }

            (*p)--;
            lex->state = COC_PDF_BETWEEN;
            break;

        case COC_PDF_IN_HEX:

            /* what begins something else shows that this was no string */

            if (c == '<' || c == '(' || c == '/') {
                (*p)--;
                lex->state = COC_PDF_BETWEEN;
                break;
            }

            token = coc_pdf_hex(lex, c);
            break;

        default:
            token = coc_pdf_string(lex, p, c);
            break;
        }
    }

    if (token == COC_PDF_MORE) {
        return token;
    }

    lex->state = COC_PDF_BETWEEN;
    value->data = (token == COC_PDF_STRING) ? lex->text : lex->word;
    value->len = coc_min(lex->len, COC_PDF_STRING_MAX);

    return token;
}


static coc_pdf_token_e
coc_pdf_between(coc_pdf_lex_t *lex, uint8_t c)
{
    if (c <= ' ') {
        return COC_PDF_MORE;
    }

    lex->len = 0;
    lex->digits = 0;

    switch (c) {

    case '%':
        lex->state = COC_PDF_IN_COMMENT;
        break;

    case '/':
        lex->state = COC_PDF_IN_NAME;
        break;

    case '(':
        lex->parens = 0;
        lex->state = COC_PDF_IN_STRING;
        break;

    case '<':
        lex->state = COC_PDF_IN_LESS;
        break;

    case '>':
        lex->state = COC_PDF_IN_GREATER;
        break;

    case '[':
        return COC_PDF_LIST;

    case ']':
        return COC_PDF_LIST_END;

    case ')':
    case '{':
    case '}':
        break;

    default:
        coc_pdf_keep(lex, c);
        lex->state = COC_PDF_IN_WORD;
        break;
    }

    return COC_PDF_MORE;
}


static coc_pdf_token_e
coc_pdf_name(coc_pdf_lex_t *lex, const uint8_t **p, uint8_t c)
{
    int  digit;

    if (lex->state == COC_PDF_IN_NAME_HEX) {
        digit = coc_str_hex(c);

        if (digit >= 0) {
            lex->code = lex->code << 4 | (unsigned) digit;

            if (++lex->digits == 2) {
                coc_pdf_keep(lex, (uint8_t) lex->code);
                lex->state = COC_PDF_IN_NAME;
            }

            return COC_PDF_MORE;
        }

        /* no escape: taken as it stands */

        coc_pdf_keep(lex, '#');

        if (lex->digits == 1) {
            coc_pdf_keep(lex, (uint8_t) "0123456789abcdef"[lex->code & 15]);
        }

        lex->state = COC_PDF_IN_NAME;
    }

    if (c == '#') {
        lex->code = 0;
        lex->digits = 0;
        lex->state = COC_PDF_IN_NAME_HEX;

    } else if (coc_pdf_regular(c)) {
        coc_pdf_keep(lex, c);

    } else {
        (*p)--;
        return COC_PDF_NAME;
    }

    return COC_PDF_MORE;
}


/* A last single digit stands for itself and a 0. */

static coc_pdf_token_e
coc_pdf_hex(coc_pdf_lex_t *lex, uint8_t c)
{
    int  digit;

    if (c == '>') {
        if (lex->digits == 1) {
            coc_pdf_char(lex, (uint8_t) (lex->code << 4));
        }

        return COC_PDF_STRING;
    }

    digit = coc_str_hex(c);

    if (digit < 0) {
        return COC_PDF_MORE;
    }

    if (lex->digits == 0) {
        lex->code = (unsigned) digit;
        lex->digits = 1;

    } else {
        lex->digits = 0;
        coc_pdf_char(lex, (uint8_t) (lex->code << 4 | (unsigned) digit));
    }

    return COC_PDF_MORE;
}


static coc_pdf_token_e
coc_pdf_string(coc_pdf_lex_t *lex, const uint8_t **p, uint8_t c)
{
    switch (lex->state) {

    case COC_PDF_IN_ESCAPE:
        coc_pdf_escape(lex, c);
        return COC_PDF_MORE;

    case COC_PDF_IN_OCTAL:
        if (c >= '0' && c <= '7' && lex->digits < 3) {
            lex->code = lex->code << 3 | (unsigned) (c - '0');
            lex->digits++;
            return COC_PDF_MORE;
        }

        (*p)--;
        lex->state = COC_PDF_IN_STRING;
        coc_pdf_char(lex, (uint8_t) lex->code);
        return COC_PDF_MORE;

    case COC_PDF_IN_CR:
        lex->state = COC_PDF_IN_STRING;

        if (c == '\n') {
            return COC_PDF_MORE;
        }
        break;

    default:
        break;
    }

    switch (c) {

    case '\\':
        lex->state = COC_PDF_IN_ESCAPE;
        return COC_PDF_MORE;

    case '\r':
        lex->state = COC_PDF_IN_CR;
        c = '\n';
        break;

    case '(':
        lex->parens++;
        break;

    case ')':
        if (lex->parens-- == 0) {
            return COC_PDF_STRING;
        }
        break;

    default:
        break;
    }

    coc_pdf_char(lex, c);

    return COC_PDF_MORE;
}


static void
coc_pdf_escape(coc_pdf_lex_t *lex, uint8_t c)
{
    const char             *found;
    static const char       from[] = "nrtbf";
    static const uint8_t    to[] = "\n\r\t\b\f";

    lex->state = COC_PDF_IN_STRING;

    if (c >= '0' && c <= '7') {
        lex->code = (unsigned) (c - '0');
        lex->digits = 1;
        lex->state = COC_PDF_IN_OCTAL;
        return;
    }

    if (c == '\r') {
        lex->state = COC_PDF_IN_CR;
        return;
    }

    if (c == '\n') {
        return;
    }

    found = (c == '\0') ? NULL : strchr(from, c);
    coc_pdf_char(lex, (found == NULL) ? c : to[found - from]);
}
