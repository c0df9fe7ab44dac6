/*
 * Reads a text as tokens, a window at a time, so that a long text costs no
 * more memory than a short one; a word is read as a block of bytes where it
 * can be.
 */

#include "coc_detect_token.h"
#include "coc_block.h"
#include "coc_detect_int.h"
#include "tables/coc_detect_words.h"


/* 0xff so many times from COC_BLOCK bytes before its middle on. */

static const uint8_t  coc_token_ones[2 * COC_BLOCK] = {
    [0 ... COC_BLOCK - 1] = 0xff
};


/* Bytes that may join the letters before them to more. */

static const uint8_t  coc_token_joins[256] = {
    ['\''] = 1, ['-'] = 1, [0x80 ... 0xff] = 1
};


/* The last bytes of a text, with zeros behind. */

typedef struct {
    size_t   from;
    uint8_t  byte[4 * COC_BLOCK];
} coc_tail_t;


/* Bytes that are read of a token at most, with a blank before it. */

#define COC_TOKEN_AHEAD  (COC_BLOCK + 2)


static const uint8_t * __attribute__ ((noinline))
coc_token_tail(coc_str_t text, size_t at, coc_tail_t *tail)
{
    if (tail->from == 0) {
        tail->from = at;
        memset(tail->byte, 0, sizeof(tail->byte));
        memcpy(tail->byte, text.data + at, text.len - at);
    }

    return tail->byte + (at - tail->from);
}


/* What stands at at, of which COC_TOKEN_AHEAD bytes may be read. */

static inline const uint8_t *
coc_token_ahead(coc_str_t text, size_t at, coc_tail_t *tail)
{
    return (text.len - at >= COC_TOKEN_AHEAD) ? text.data + at
                                              : coc_token_tail(text, at, tail);
}


/*
 * The word at p, which is at of the text, as most words are: of less than a
 * block of ASCII's letters, and nothing behind that may join them to more.
 * Returns its letters; 0: it is none of these.
 */

static inline size_t
coc_token_short(coc_str_t text, const uint8_t *p, size_t at,
    coc_token_t *token)
{
    size_t             n;
    uint8_t            c;
    unsigned           capitals, all;
    coc_block_t        v, low;
    coc_word_key_t     key;
    const coc_word_t  *found;

    v = coc_block_load(p);
    n = (size_t) __builtin_ctz(~coc_block_bits(coc_block_letters(v)));
    c = p[n];

    if (n == 0 || n == COC_BLOCK || coc_token_joins[c]) {
        return 0;
    }

    low = (v | 0x20) & coc_block_load(coc_token_ones + COC_BLOCK - n);
    coc_block_halves(low, &key.part[0], &key.part[1]);
    key.part[2] = 0;

    found = coc_word_find(key, n);

    token->start = (uint32_t) at;
    token->end = (uint32_t) (at + n);
    token->known = found->known;
    token->value = 0;
    token->kind = COC_TOKEN_WORD;
    token->look = COC_LOOK_LOWER;
    token->mark = 0;
    token->letters = (uint8_t) n;
    token->cue = found->cue;
    token->owner = 0;
    token->ends = 0;

    all = (1u << n) - 1;
    capitals = coc_block_bits(coc_block_capitals(v)) & all;

    if (capitals == all) {
        token->look = (n == 1) ? COC_LOOK_INITIAL : COC_LOOK_UPPER;

    } else if (capitals & 1) {
        token->look = COC_LOOK_CAPITAL;
        token->ends = coc_word_ends(text, at, at + n) & 0x7f;
    }

    return n;
}


/* Bytes that are a mark by themselves, whatever stands beside. */

static inline int
coc_token_sign(uint8_t c)
{
    return c > ' ' && c < 0x7f && !coc_is_word(c);
}


static inline void
coc_token_single(size_t at, uint8_t c, coc_token_t *token)
{
    token->start = (uint32_t) at;
    token->end = (uint32_t) at + 1;
    token->known = (c == '-') ? COC_WORD_BEGINS : 0;
    token->value = 0;
    token->kind = COC_TOKEN_MARK;
    token->look = 0;
    token->mark = c;
    token->letters = 0;
    token->cue = 0;
    token->owner = 0;
    token->ends = 0;
}


/* How many tokens before the one behind this one are quiet. */

static inline uint8_t
coc_token_quiet(const coc_token_t *token, uint8_t quiet)
{
    if (token->known & (COC_WORD_PATIENT | COC_WORD_TOLD | COC_TOKEN_DIGITS)) {
        return 0;
    }

    return (uint8_t) (quiet + (quiet != UINT8_MAX));
}


/*
 * A word or a mark after a blank or nothing, as nearly all tokens are, but the
 * first one of a text.  Returns where it ends; at: it is none of these.
 */

static inline size_t
coc_token_quick(coc_str_t text, size_t at, coc_tail_t *tail,
    coc_token_t *token)
{
    size_t          n, blank;
    const uint8_t  *p;

    p = coc_token_ahead(text, at, tail);
    blank = (*p == ' ');
    token->gap = blank ? COC_GAP_BLANK : COC_GAP_NONE;

    n = coc_token_short(text, p + blank, at + blank, token);

    if (n != 0) {
        return at + blank + n;
    }

    if (coc_token_sign(p[blank])) {
        coc_token_single(at + blank, p[blank], token);
        return at + blank + 1;
    }

    return at;
}


/*
 * Reads tokens up to, not including, the one at end, or COC_TOKEN_END, which
 * is returned; the one before token is there.
 */

static coc_token_t *
coc_tokens_fill(coc_str_t text, size_t *from, coc_token_t *token,
    const coc_token_t *end)
{
    size_t      at, next;
    uint8_t     quiet;
    coc_tail_t  tail;

    tail.from = 0;
    quiet = coc_token_quiet(token - 1, token[-1].quiet);

    for (at = *from; token < end; token++) {

        next = (at == 0) ? 0 : coc_token_quick(text, at, &tail, token);

        if (next == at) {
            coc_token_read_plain(text, &next, token);
        }

        at = next;
        token->quiet = quiet;
        quiet = coc_token_quiet(token, quiet);

        if (token->kind == COC_TOKEN_END) {
            break;
        }
    }

    *from = at;

    return token;
}


void
coc_token_read(coc_str_t text, size_t *at, coc_token_t *token)
{
    coc_token_t  tokens[2];

    memset(tokens, 0, sizeof(tokens));
    (void) coc_tokens_fill(text, at, &tokens[1], &tokens[2]);

    *token = tokens[1];
    token->quiet = 0;
}


int
coc_tokens_walk(coc_arena_t *arena, coc_str_t text, coc_walk_pt look,
    void *ctx)
{
    int           rc;
    size_t        n, i, at, size;
    coc_walk_t    walk;
    coc_token_t  *token;

    /* what lies around the text is there as COC_TOKEN_END */

    size = coc_min(text.len, (size_t) COC_TOKEN_WINDOW) + 4 * COC_TOKEN_REACH;

    token = coc_arena_array(arena, size, sizeof(coc_token_t));

    if (token == NULL) {
        return coc_arena_exhausted(arena) ? COC_LIMIT : COC_ERROR;
    }

    memset(token, 0, COC_TOKEN_REACH * sizeof(coc_token_t));
    token[COC_TOKEN_REACH - 1].quiet = UINT8_MAX;

    walk.text = text;
    walk.token = token;
    walk.from = COC_TOKEN_REACH;
    n = COC_TOKEN_REACH;
    at = 0;

    for ( ;; ) {

        n = (size_t) (coc_tokens_fill(text, &at, &token[n],
                                      &token[size - COC_TOKEN_REACH])
                      - token);

        if (n < size - COC_TOKEN_REACH) {
            memset(&token[n + 1], 0, COC_TOKEN_REACH * sizeof(coc_token_t));

            for (i = n + 1; i <= n + COC_TOKEN_QUIET; i++) {
                token[i].quiet = coc_token_quiet(&token[i - 1],
                                                 token[i - 1].quiet);
            }

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
