/*
 * Reads a text as tokens, a window at a time, so that a long text costs no
 * more memory than a short one.
 */

#include "coc_detect_token.h"
#include "coc_utf8.h"
#include "tables/coc_detect_words.h"


#define COC_WORD_LETTERS  24            /* of the longest in the tables */


typedef struct {
    coc_str_t  text;
    size_t     at;              /* bytes read */
} coc_lexer_t;


/* U+00C0 to U+017F without their marks; "?": no letter. */

static const char  coc_word_base[] =
    "aaaaaaaceeeeiiiidnooooo?ouuuuyts"
    "aaaaaaaceeeeiiiidnooooo?ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";


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


static uint32_t
coc_word_hash(const uint8_t *word, size_t len)
{
    size_t    i;
    uint32_t  h;

    h = 2166136261u;

    for (i = 0; i < len; i++) {
        h = (h ^ word[i]) * 16777619u;
    }

    return (h ^ (h >> 15)) & (COC_WORD_SLOTS - 1);
}


static uint32_t
coc_word_find(const uint8_t *word, size_t len)
{
    size_t    i, start;
    uint32_t  at;

    for (at = coc_word_hash(word, len);
         coc_word_slot[at] != 0;
         at = (at + 1) & (COC_WORD_SLOTS - 1))
    {
        i = coc_word_slot[at] - 1u;
        start = coc_word_start[i];

        if ((size_t) coc_word_start[i + 1] - start == len
            && memcmp(coc_word_text + start, word, len) == 0)
        {
            return coc_word_sets[coc_word_set[i]];
        }
    }

    return 0;
}


uint32_t
coc_word_known(coc_str_t word)
{
    char            c;
    size_t          n;
    uint8_t         low[COC_WORD_LETTERS];
    uint32_t        cp;
    const uint8_t  *p, *end;

    n = 0;
    end = word.data + word.len;

    for (p = word.data; p < end; /* void */) {
        p += coc_utf8_read(p, end, &cp);

        if (cp < 0x80) {
            c = (char) (cp | 0x20);

            if (c < 'a' || c > 'z') {
                continue;
            }

        } else if (cp >= 0xc0 && cp < 0x180) {
            c = coc_word_base[cp - 0xc0];

        } else {
            continue;
        }

        if (n == sizeof(low)) {
            return 0;
        }

        low[n++] = (uint8_t) c;
    }

    return coc_word_find(low, n);
}


unsigned
coc_token_in(coc_str_t text, const coc_token_t *token, const char *words)
{
    size_t       i, len;
    const char  *p;

    if (token->kind != COC_TOKEN_WORD) {
        return 0;
    }

    len = token->end - token->start;

    for (p = words; *p != '\0'; p += (*p == ' ')) {

        for (i = 0; i < len && p[i] != '\0' && p[i] != ' '; i++) {
            if ((uint8_t) p[i] != (text.data[token->start + i] | 0x20)) {
                break;
            }
        }

        if (i == len && (p[i] == '\0' || p[i] == ' ')) {
            return 1;
        }

        for ( ; *p != '\0' && *p != ' '; p++) { /* void */ }
    }

    return 0;
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
    size_t          n, letters, capitals, first;
    uint32_t        cp;
    coc_str_t       word;
    const uint8_t  *p, *end;

    p = lexer->text.data + lexer->at;
    end = lexer->text.data + lexer->text.len;
    letters = 0;
    capitals = 0;
    first = 0;

    while (p < end) {
        n = coc_utf8_read(p, end, &cp);

        if (!coc_token_letter(cp)) {
            if (coc_token_join(&p, end, token)) {
                continue;
            }

            break;
        }

        p += n;

        if (coc_token_capital(cp)) {
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
    token->known = (word.len <= 2 * COC_WORD_LETTERS) ? coc_word_known(word)
                                                      : 0;

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
    token->value = value;
    token->letters = (uint8_t) coc_min(n, 255u);
    token->end = (uint32_t) lexer->at;
}


/* The next token, COC_TOKEN_END after the last. */

static void
coc_token_next(coc_lexer_t *lexer, coc_token_t *token)
{
    size_t    n;
    uint8_t   c;
    uint32_t  cp;

    memset(token, 0, sizeof(*token));
    token->gap = (uint8_t) coc_token_gap(lexer);
    token->start = (uint32_t) lexer->at;
    token->end = token->start;

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
    token->end = (uint32_t) lexer->at;
}


int
coc_tokens_walk(coc_arena_t *arena, coc_str_t text, coc_walk_pt look,
    void *ctx)
{
    int               rc;
    size_t            n, size;
    coc_walk_t        walk;
    coc_lexer_t       lexer;
    coc_token_t      *token;

    /* what lies around the text is there as COC_TOKEN_END */

    size = coc_min(text.len, (size_t) COC_TOKEN_WINDOW) + 4 * COC_TOKEN_REACH;

    token = coc_arena_array(arena, size, sizeof(coc_token_t));

    if (token == NULL) {
        return coc_arena_exhausted(arena) ? COC_LIMIT : COC_ERROR;
    }

    memset(token, 0, size * sizeof(coc_token_t));

    lexer.text = text;
    lexer.at = 0;
    walk.text = text;
    walk.token = token;
    walk.from = COC_TOKEN_REACH;
    n = COC_TOKEN_REACH;

    for ( ;; ) {

        while (n < size - COC_TOKEN_REACH) {
            coc_token_next(&lexer, &token[n]);

            if (token[n].kind == COC_TOKEN_END) {
                break;
            }

            n++;
        }

        if (n < size - COC_TOKEN_REACH) {
            memset(&token[n], 0, (size - n) * sizeof(coc_token_t));
            walk.to = n;
            rc = look(ctx, &walk);
            break;
        }

        walk.to = n - COC_TOKEN_REACH;
        rc = look(ctx, &walk);

        if (rc != COC_OK) {
            break;
        }

        memmove(token, token + walk.to - COC_TOKEN_REACH,
                2 * COC_TOKEN_REACH * sizeof(coc_token_t));
        n = 2 * COC_TOKEN_REACH;
        walk.from = COC_TOKEN_REACH;
    }

    return rc;
}
