/*
 * Words whose letters stand apart, and what capitals say of them: initials,
 * abbreviations and names are no disguise.
 */

#include "coc_squash_int.h"
#include "coc_squash_sign.h"
#include "coc_str.h"


/* A letter by itself stands at p, behind or before something that parts. */

static int
coc_squash_single(const coc_squash_t *walk, const uint8_t *p)
{
    return p < walk->end && p >= walk->begin
           && (coc_sign_kind[*p] & COC_SIGN_LETTER)
           && !coc_squash_word_before(walk, p)
           && !coc_squash_word_at(walk, p + 1);
}


/* The gap at p is the word's own first one: else a new word begins there. */

static int
coc_squash_gap(const coc_squash_t *walk, const uint8_t *p, size_t len)
{
    size_t          own;
    const uint8_t  *q;

    for (q = walk->start; coc_sign_kind[*q] & COC_SIGN_WORD; q++) {
        /* a gap is in it */
    }

    for (own = 0; q + own < walk->end; own++) {
        if (coc_sign_kind[q[own]] & COC_SIGN_WORD) {
            break;
        }
    }

    return own == len && memcmp(p, q, len) == 0;
}


/* Letters go on in single file before or behind: "s p i c e" is no slur. */

static int
coc_squash_file(const coc_squash_t *walk, const coc_squash_state_t *state)
{
    int             i;
    const uint8_t  *p;

    for (p = state->p, i = 0; i < 4 && p < walk->end; i++, p++) {
        if (coc_sign_kind[*p] & COC_SIGN_WORD) {
            break;
        }
    }

    if (coc_squash_single(walk, p)
        && coc_squash_gap(walk, state->p, (size_t) (p - state->p)))
    {
        return 1;
    }

    for (p = walk->start, i = 0; i < 4 && p > walk->begin; i++) {
        if (coc_sign_kind[*--p] & COC_SIGN_WORD) {
            break;
        }
    }

    return p < walk->start && coc_squash_single(walk, p)
           && coc_squash_gap(walk, p + 1, (size_t) (walk->start - p - 1));
}


/* 1: a capital letter of the value, -1: a small one, 0: neither. */

static int
coc_squash_case(const coc_squash_t *walk, const uint8_t *p)
{
    size_t   at;
    uint8_t  c;

    if (!(coc_sign_kind[*p] & COC_SIGN_LETTER)) {
        return 0;
    }

    at = coc_view_offset(walk->folded, (size_t) (p - walk->begin));
    c = walk->value.data[coc_min(at, walk->value.len - 1)];

    return (c >= 'A' && c <= 'Z') ? 1 : -1;
}


/*
 * Capitals as abbreviations have them: "Cu NT" is two, and "FU CK" is in a
 * text that isn't in capitals itself.
 */

static int
coc_squash_capitals(const coc_squash_t *walk, const uint8_t *end)
{
    int             is;
    unsigned        upper, lower, before;
    const uint8_t  *p;

    upper = 0;
    lower = 0;

    for (p = walk->start; p < end; p++) {
        is = coc_squash_case(walk, p);
        upper += (is > 0 && p > walk->start);
        lower += (is < 0);
    }

    if (upper == 0 || lower > 0) {
        return upper > 0;
    }

    before = 0;

    for (p = walk->start; p > walk->begin && walk->start - p < 16; /* void */) {
        is = coc_squash_case(walk, --p);

        if (is < 0) {
            return 1;
        }

        before += (is > 0);
    }

    return before < 2;
}


/*
 * All pieces of what was split are words by themselves: "who re".  Signs that
 * stand between letters only for this, "s*hit", don't make words of them, nor
 * does a hyphen behind one letter.
 */

static int
coc_squash_pieces(const coc_squash_t *walk, const uint8_t *end)
{
    unsigned        parts;
    coc_str_t       piece;
    const uint8_t  *p, *q;

    parts = 0;

    for (p = walk->start; p < end; p++) {

        piece.data = p;
        q = coc_squash_letters_end(walk, p);
        piece.len = (size_t) (q - p);

        if (piece.len > 0 && !coc_lexicon_piece(piece)) {
            return 0;
        }

        p = q;

        parts |= p < end
                 && ((coc_sign_kind[*p] & COC_SIGN_SPACE)
                     || (*p < 0x80 && strchr("/',:;", *p) != NULL)
                     || (*p == '-' && (piece.len > 1 || p[1] == '\n')));
    }

    return parts != 0;
}


/* The signs and blanks between all letters are the same. */

static int
coc_squash_even(const coc_squash_t *walk, const uint8_t *end)
{
    size_t          len, own;
    const uint8_t  *p, *first;

    own = 0;
    first = walk->start;

    for (p = walk->start; p < end; p += len + 1) {

        for (len = 0; p + len < end; len++) {
            if (coc_sign_kind[p[len]] & COC_SIGN_WORD) {
                break;
            }
        }

        if (len == 0) {
            continue;
        }

        if (own == 0) {
            first = p;
            own = len;
        }

        if (len != own || memcmp(p, first, len) != 0) {
            return 0;
        }
    }

    return 1;
}


/* Numbers go on beside what has one letter: "5 h 1 7 3". */

static int
coc_squash_numbers(const coc_squash_t *walk, const coc_squash_state_t *state)
{
    const uint8_t  *p;

    p = state->p;
    p += (p < walk->end && *p == ' ');

    if (p < walk->end && (coc_sign_kind[*p] & COC_SIGN_DIGIT)) {
        return 1;
    }

    p = walk->start;
    p -= (p > walk->begin && p[-1] == ' ');

    return p > walk->begin && (coc_sign_kind[p[-1]] & COC_SIGN_DIGIT);
}


int
coc_squash_parted(const coc_squash_t *walk, const coc_squash_state_t *state,
    const coc_lexicon_word_t *word)
{
    unsigned        strong;
    const uint8_t  *p;

    strong = word->flags & COC_LEXICON_STRONG;

    if (word->text.len < 4 || state->clear == 0
        || (state->clear == 1
            && (!strong || coc_squash_numbers(walk, state))))
    {
        return 0;
    }

    /* "F.U., C.K." are somebody's initials */

    if (!(state->how & COC_SQUASH_MULTI)) {
        return strong ? !(state->how & COC_SQUASH_LOOSE)
                        || coc_squash_even(walk, state->p)
                      : !walk->glued && !coc_squash_file(walk, state);
    }

    if (!strong || walk->glued || state->gaps > 3
        || state->clear != state->letters
        || (state->how & (COC_SQUASH_LOOSE | COC_SQUASH_STRETCH)))
    {
        return 0;
    }

    p = coc_squash_letters_end(walk, state->p);

    if (p < walk->end && (*p == '-' || *p == '\'')
        && coc_squash_word_at(walk, p + 1))
    {
        return 0;
    }

    return !coc_squash_pieces(walk, p) && !coc_squash_capitals(walk, p);
}


/* A title stands before the word: "Dr. ". */

static int
coc_squash_titled(const coc_squash_t *walk)
{
    const uint8_t  *p;

    p = walk->start;

    return p - walk->begin >= 4 && p[-1] == ' ' && p[-2] == '.'
           && coc_squash_case(walk, p - 3) < 0
           && coc_squash_case(walk, p - 4) > 0;
}


int
coc_squash_named(const coc_squash_t *walk, const coc_squash_state_t *state)
{
    int             is;
    unsigned        upper, lower;
    const uint8_t  *p;

    if (coc_squash_case(walk, walk->start) <= 0) {
        return 0;
    }

    upper = 0;
    lower = 0;

    for (p = walk->start; p < state->p; p++) {
        is = coc_squash_case(walk, p);
        upper += (is > 0);
        lower += (is < 0);
    }

    if (lower == 0) {
        return upper <= 3 || (state->how & COC_SQUASH_DIGITS);
    }

    if (upper > 1) {
        return 0;
    }

    p = state->p;

    return (p < walk->end && (coc_sign_kind[*p] & COC_SIGN_WORD))
           || (walk->end - p > 1 && *p == ' '
               && coc_squash_case(walk, p + 1) > 0)
           || coc_squash_titled(walk);
}
