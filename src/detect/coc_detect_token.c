/*
 * Reads a token, whatever it is, a letter at a time.
 */

#include "coc_detect_token.h"
#include "coc_utf8.h"
#include "tables/coc_detect_words.h"


typedef struct {
    coc_str_t  text;
    size_t     at;              /* bytes read */
} coc_lexer_t;


static int
coc_token_letter(uint32_t cp)
{
    if (cp < 0x80) {
        return (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z';
    }

    if (cp < 0xc0) {
        return cp == 0xaa || cp == 0xb5 || cp == 0xba;
    }

    return cp != 0xd7 && cp != 0xf7
           && !(cp >= 0x2000 && cp < 0x2c00)
           && !(cp >= 0x3000 && cp < 0x3040)
           && !(cp >= 0xfe00 && cp < 0xfe70)
           && !(cp >= 0xff00 && cp < 0xff21)
           && !(cp >= 0xfff0 && cp < 0x10000)
           && cp < 0x1f000;
}


/* Whether a letter is a capital, for the scripts of most names. */

static int
coc_token_capital(uint32_t cp)
{
    if (cp < 0x80) {
        return cp >= 'A' && cp <= 'Z';
    }

    if (cp < 0x100) {
        return cp >= 0xc0 && cp <= 0xde;
    }

    if (cp < 0x180) {
        return ((cp >= 0x139 && cp <= 0x148) || cp >= 0x179)
               ? (cp & 1) != 0 : cp == 0x178 || !(cp & 1);
    }

    return (cp >= 0x386 && cp <= 0x3ab && cp != 0x390)
           || (cp >= 0x400 && cp <= 0x42f)
           || (cp >= 0x1e00 && cp <= 0x1eff && !(cp & 1));
}


/* What stands between two tokens; marks of quotation that begin a line too. */

static coc_gap_e
coc_token_gap(coc_lexer_t *lexer)
{
    uint8_t    c;
    coc_gap_e  gap;

    gap = (lexer->at == 0) ? COC_GAP_LINE : COC_GAP_NONE;

    for ( ; lexer->at < lexer->text.len; lexer->at++) {
        c = lexer->text.data[lexer->at];

        if (c == '\n') {
            gap = (gap < COC_GAP_LINE) ? COC_GAP_LINE : COC_GAP_PARAGRAPH;

        } else if (c == ' ' || c == '\t' || c == '\r') {
            gap = (gap == COC_GAP_NONE) ? COC_GAP_BLANK : gap;

        } else if (c == 0xc2 && lexer->at + 1 < lexer->text.len
                   && lexer->text.data[lexer->at + 1] == 0xa0)
        {
            gap = (gap == COC_GAP_NONE) ? COC_GAP_BLANK : gap;
            lexer->at++;

        } else if ((c != '>' && c != '?' && c != '|') || gap < COC_GAP_LINE
                   || (lexer->at + 1 < lexer->text.len
                       && lexer->text.data[lexer->at + 1] >= '0'
                       && lexer->text.data[lexer->at + 1] <= '9'))
        {
            break;
        }
    }

    return gap;
}


/* The length of an apostrophe at p, as typed or typeset, or 0. */

static size_t
coc_token_apostrophe(const uint8_t *p, const uint8_t *end)
{
    if (*p == '\'') {
        return 1;
    }

    return (end - p >= 3 && p[0] == 0xe2 && p[1] == 0x80 && p[2] == 0x99) ? 3
           : 0;
}


/* Reads what may join two parts of a word: 1 if it did, then p is after it. */

static int
coc_token_join(const uint8_t **p, const uint8_t *end, coc_token_t *token)
{
    size_t          n, m;
    uint32_t        cp, next;
    const uint8_t  *q;

    n = coc_token_apostrophe(*p, end);
    q = *p + n;

    if (n == 0) {
        if (**p != '-' || token->look == COC_LOOK_LOWER || *p + 1 >= end) {
            return 0;
        }

        (void) coc_utf8_read(*p + 1, end, &cp);

        if (!coc_token_letter(cp) || !coc_token_capital(cp)) {
            return 0;
        }

        *p += 1;
        return 1;
    }

    if (q >= end) {
        return 0;
    }

    m = coc_utf8_read(q, end, &cp);

    if (!coc_token_letter(cp)) {
        return 0;
    }

    next = 0;

    if (q + m < end) {
        (void) coc_utf8_read(q + m, end, &next);
    }

    if ((cp | 0x20) == 's' && (q + m >= end || !coc_token_letter(next))) {
        token->owner = 1;
        return 0;
    }

    *p = q;

    return 1;
}


static void
coc_token_word(coc_lexer_t *lexer, coc_token_t *token)
{
    int                capital;
    size_t             n, letters, capitals, first;
    uint32_t           cp;
    coc_str_t          word;
    coc_word_key_t     key;
    const uint8_t     *p, *end;
    const coc_word_t  *found;

    p = lexer->text.data + lexer->at;
    end = lexer->text.data + lexer->text.len;
    letters = 0;
    capitals = 0;
    first = 0;

    while (p < end) {

        if ((uint8_t) ((*p | 0x20) - 'a') < 26) {
            capital = (*p++ <= 'Z');

        } else {
            n = coc_utf8_read(p, end, &cp);

            if (!coc_token_letter(cp)) {
                if (coc_token_join(&p, end, token)) {
                    continue;
                }

                break;
            }

            capital = coc_token_capital(cp);
            p += n;
        }

        if (capital) {
            first |= (letters == 0);
            capitals++;
            token->look = first ? COC_LOOK_CAPITAL : COC_LOOK_LOWER;
        }

        letters++;
    }

    if (letters == 1) {
        token->look = capitals ? COC_LOOK_INITIAL : COC_LOOK_LOWER;

    } else if (capitals == letters) {
        token->look = COC_LOOK_UPPER;
    }

    token->kind = COC_TOKEN_WORD;
    token->letters = (uint8_t) coc_min(letters, 255u);
    token->end = (uint32_t) (p - lexer->text.data);

    word.data = lexer->text.data + lexer->at;
    word.len = token->end - lexer->at;

    n = (word.len <= 2 * COC_WORD_LETTERS) ? coc_word_key(word, &key) : 0;

    if (n != 0) {
        found = coc_word_find(key, n);
        token->known = found->known;
        token->cue = (n == word.len) ? found->cue : 0;
    }

    if (token->look == COC_LOOK_CAPITAL) {
        token->ends = coc_word_ends(lexer->text, token->start, token->end)
                      & 0x7f;
    }

    if (token->owner) {
        p += coc_token_apostrophe(p, end) + 1;
    }

    lexer->at = (size_t) (p - lexer->text.data);
}


static void
coc_token_number(coc_lexer_t *lexer, coc_token_t *token)
{
    size_t    n;
    uint8_t   c;
    uint32_t  value;

    value = 0;

    for (n = 0; lexer->at < lexer->text.len; n++, lexer->at++) {
        c = lexer->text.data[lexer->at];

        if (c < '0' || c > '9') {
            break;
        }

        value = (n < 9) ? value * 10 + (c - '0') : UINT32_MAX;
    }

    token->kind = COC_TOKEN_NUMBER;
    token->known = COC_TOKEN_DIGITS;
    token->value = value;
    token->letters = (uint8_t) coc_min(n, 255u);
    token->end = (uint32_t) lexer->at;
}


/* What begins at lexer->at, behind a gap. */

static void
coc_token_any(coc_lexer_t *lexer, coc_token_t *token)
{
    size_t    n;
    uint8_t   c;
    uint32_t  cp;

    if (lexer->at == lexer->text.len) {
        return;
    }

    c = lexer->text.data[lexer->at];

    if (c >= '0' && c <= '9') {
        coc_token_number(lexer, token);
        return;
    }

    n = coc_utf8_read(lexer->text.data + lexer->at,
                      lexer->text.data + lexer->text.len, &cp);

    if (coc_token_letter(cp)) {
        coc_token_word(lexer, token);
        return;
    }

    lexer->at += n;
    token->kind = COC_TOKEN_MARK;
    token->mark = (cp < 0x80) ? (uint8_t) cp : 0;
    token->known = (cp == '-') ? COC_WORD_BEGINS : 0;
    token->end = (uint32_t) lexer->at;
}


void
coc_token_read_plain(coc_str_t text, size_t *at, coc_token_t *token)
{
    coc_lexer_t  lexer;

    lexer.text = text;
    lexer.at = *at;

    memset(token, 0, sizeof(*token));
    token->gap = (uint8_t) coc_token_gap(&lexer);
    token->start = (uint32_t) lexer.at;
    token->end = token->start;

    coc_token_any(&lexer, token);
    *at = lexer.at;
}
