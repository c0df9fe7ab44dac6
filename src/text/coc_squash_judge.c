/*
 * What counts as a disguise.  The walk finds every way in which a word might
 * stand in a text; here it is decided which of them people mean, and which
 * are lab values, initials, or two words that happen to meet.
 */

#include "coc_squash_int.h"
#include "coc_squash_sign.h"
#include "coc_str.h"
#include "coc_utf8.h"


/* What words take at their end, the longest that is usual included. */

static const coc_str_t  coc_squash_endings[] = {
    coc_str("s"), coc_str("z"), coc_str("es"), coc_str("ez"), coc_str("ed"),
    coc_str("er"), coc_str("ers"), coc_str("a"), coc_str("as"), coc_str("in"),
    coc_str("n"), coc_str("ing"), coc_str("ings"), coc_str("y"),
    coc_str("ty"), coc_str("ter"), coc_str("ting"), coc_str("ted"),
    coc_str("ery"), coc_str("ish"), coc_str("able"), coc_str("face"),
    coc_str("faces"), coc_str("head"), coc_str("heads"), coc_str("hole"),
    coc_str("holes"), coc_str("tard"), coc_str("tards"), coc_str("wit"),
    coc_str("wits"), coc_str("nut"), coc_str("nuts"), coc_str("bag"),
    coc_str("bags"), coc_str("boy"), coc_str("off"), coc_str("up"),
    coc_str("ass"), coc_str("show"), coc_str("stain"), coc_str("you"),
    coc_str("u")
};


int
coc_squash_word_at(const coc_squash_t *walk, const uint8_t *p)
{
    uint32_t  cp;

    if (p >= walk->end) {
        return 0;
    }

    if (*p < 0x80) {
        return (coc_sign_kind[*p] & COC_SIGN_WORD) != 0;
    }

    (void) coc_utf8_read(p, walk->end, &cp);

    return !coc_sign_apart(cp);
}


int
coc_squash_word_before(const coc_squash_t *walk, const uint8_t *p)
{
    if (p == walk->begin) {
        return 0;
    }

    for (p--; p > walk->begin && (*p & 0xc0) == 0x80; /* void */) {
        p--;
    }

    return coc_squash_word_at(walk, p);
}


/* Where the letters that begin at p end. */

static const uint8_t *
coc_squash_letters_end(const coc_squash_t *walk, const uint8_t *p)
{
    while (p < walk->end && (coc_sign_kind[*p] & COC_SIGN_LETTER)) {
        p++;
    }

    return p;
}


/* Nothing of the word goes on at p but an ending. */

static int
coc_squash_ends(const coc_squash_t *walk, const coc_squash_state_t *state)
{
    size_t      i;
    coc_str_t   rest;
    const uint8_t  *p, *end;

    p = state->p;

    if (p >= walk->end) {
        return 1;
    }

    if ((state->how & COC_SQUASH_MASKED) && *p < 0x80
        && strchr("*#@%$&", *p) != NULL)
    {
        return 0;
    }

    if (!coc_squash_word_at(walk, p)) {
        return 1;
    }

    end = coc_squash_letters_end(walk, p);

    if (coc_squash_word_at(walk, end)
        || (state->gaps && !(state->how & COC_SQUASH_MULTI)))
    {
        return 0;
    }

    rest.data = p;
    rest.len = (size_t) (end - p);

    for (i = 0; i < coc_nelts(coc_squash_endings); i++) {
        if (coc_str_eq(rest, coc_squash_endings[i])) {
            return 1;
        }
    }

    return 0;
}


/* The one letter that is masked is a vowel: "sh-t", not "s-it". */

static int
coc_squash_vowel(const coc_squash_t *walk, const coc_squash_state_t *state,
    coc_str_t word)
{
    size_t  i;

    for (i = 0; i < word.len && walk->start + i < state->p; i++) {
        if (walk->start[i] != word.data[i]) {
            return strchr("aeiou", word.data[i]) != NULL;
        }
    }

    return 0;
}


static int
coc_squash_masked(const coc_squash_t *walk, const coc_squash_state_t *state,
    const coc_lexicon_word_t *word)
{
    coc_str_t  rest;
    unsigned   how;

    how = state->how;

    if (word->text.len < 4 || (how & COC_SQUASH_STRETCH)) {
        return 0;
    }

    if (!(word->flags & COC_LEXICON_STRONG)) {
        return (how & COC_SQUASH_HEAD) && !(how & COC_SQUASH_FAINT)
               && state->clear >= 3 && state->clear > state->masked
               && !(how & COC_SQUASH_MASKED)
               && (state->masked == 1 || !(how & COC_SQUASH_OTHER));
    }

    if (!(how & COC_SQUASH_HEAD)) {

        if (*walk->start != '*') {
            return state->clear >= 2 && !(how & COC_SQUASH_FAINT);
        }

        rest.data = walk->start + 1;
        rest.len = (size_t) (state->p - rest.data);

        return state->clear + 1u == state->letters
               && !coc_lexicon_piece(rest);
    }

    if (how & COC_SQUASH_FAINT) {
        return !walk->glued && state->clear >= 2
               && state->clear + state->masked == state->letters
               && !(how & COC_SQUASH_MASKED)
               && (state->masked > 1
                   || coc_squash_vowel(walk, state, word->text));
    }

    if (state->clear >= 2) {

        /* "shit*" has a note */

        return !(how & COC_SQUASH_MASKED) || state->masked > 1
               || word->text.data[word->text.len - 1] != 's';
    }

    return (word->flags & COC_LEXICON_USUAL) && !(how & COC_SQUASH_OTHER)
           && state->masked + 1u == state->letters && !walk->glued;
}


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


/* All pieces of what was split are words by themselves: "who re". */

static int
coc_squash_pieces(const coc_squash_t *walk, const uint8_t *end)
{
    coc_str_t       piece;
    const uint8_t  *p;

    for (p = walk->start; p < end; p++) {

        piece.data = p;
        p = coc_squash_letters_end(walk, p);
        piece.len = (size_t) (p - piece.data);

        if (piece.len > 0 && !coc_lexicon_piece(piece)) {
            return 0;
        }
    }

    return 1;
}


static int
coc_squash_parted(const coc_squash_t *walk, const coc_squash_state_t *state,
    const coc_lexicon_word_t *word)
{
    unsigned        strong;
    const uint8_t  *p;

    strong = word->flags & COC_LEXICON_STRONG;

    if (word->text.len < 4 || state->clear < 2) {
        return 0;
    }

    if (!(state->how & COC_SQUASH_MULTI)) {
        return strong
               || (!walk->glued && !coc_squash_file(walk, state));
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


/* Other signs or more letters than the word has, and nothing else. */

static int
coc_squash_signs(const coc_squash_t *walk, const coc_squash_state_t *state,
    const coc_lexicon_word_t *word)
{
    unsigned  how, strong;

    how = state->how;
    strong = word->flags & COC_LEXICON_STRONG;

    if (word->text.len < 4) {
        return state->clear == 2 && !walk->glued
               && !(how & (COC_SQUASH_STRETCH | COC_SQUASH_SHORT))
               && strchr("!|([{<", state->p[-1]) == NULL;
    }

    if (state->clear == state->letters || (how & COC_SQUASH_SHORT)) {
        return strong || (how & (COC_SQUASH_LONG | COC_SQUASH_SHORT));
    }

    /* brackets are rather brackets, and numbers number genes: PAK1 */

    if (!strong
        && ((coc_sign_kind[state->p[-1]] & COC_SIGN_DIGIT)
            || strchr("!|([{<", state->p[-1]) != NULL
            || strchr("([{<", *walk->start) != NULL
            || ((how & COC_SQUASH_DIGITS) && state->letters < 5
                && state->clear + 1u < state->letters)))
    {
        return 0;
    }

    if ((how & COC_SQUASH_STRETCH) && !strong && !(how & COC_SQUASH_LONG)) {
        return 0;
    }

    return state->clear >= 2
           || (strong && (state->clear == 1 || !(how & COC_SQUASH_DIGITS)));
}


/* A misspelling may have a sign for a letter, if there is enough of it. */

static int
coc_squash_varied(const coc_squash_t *walk, const coc_squash_state_t *state)
{
    if (!(state->how & COC_SQUASH_HEAD)
        || (state->letters < 5 && walk->glued))
    {
        return 0;
    }

    if (state->letters == 3 && (state->how & COC_SQUASH_STRETCH)
        && !(state->how & COC_SQUASH_LONG))
    {
        return state->clear == 3 && state->p[-1] == state->p[-2];
    }

    return state->clear == state->letters
           || (state->letters >= 4 && state->clear + 1u == state->letters
               && !(state->how & COC_SQUASH_SHORT));
}


void
coc_squash_judge(coc_squash_t *walk, const coc_squash_state_t *state,
    unsigned root)
{
    int                        is;
    uint32_t                   number;
    unsigned                   plain, rank;
    const coc_lexicon_word_t  *word;

    number = walk->lexicon->node[state->node].word;
    word = walk->lexicon->word[number - 1];

    if (!coc_squash_ends(walk, state)) {
        return;
    }

    plain = 0;

    if (root == COC_LEXICON_VARY) {
        is = coc_squash_varied(walk, state);

    } else if (state->masked) {
        is = coc_squash_masked(walk, state, word);

    } else if (state->gaps) {
        is = coc_squash_parted(walk, state, word);

    } else if (state->clear == state->letters
               && !(state->how & (COC_SQUASH_STRETCH | COC_SQUASH_SHORT)))
    {
        is = 1;
        plain = 1;

    } else {
        is = coc_squash_signs(walk, state, word);
    }

    if (!is) {
        return;
    }

    rank = (root == COC_LEXICON_TRUE) * 8u + (state->masked == 0) * 4u
           + (word->flags & COC_LEXICON_USUAL)
           + (word->flags & COC_LEXICON_STRONG);

    /*
     * A strong word that stands there plainly is that whatever follows, or a
     * view of the view would be another one.  Else the longest is taken.
     */

    rank += (plain && (word->flags & COC_LEXICON_STRONG)) ? 32 : plain * 16;

    if (walk->to != NULL
        && (walk->rank >= 32
            || (rank < 32
                && (state->p < walk->to
                    || (state->p == walk->to && rank <= walk->rank)))))
    {
        return;
    }

    walk->to = state->p;
    walk->word = number;
    walk->plain = plain;
    walk->rank = rank;
}


/*
 * How many letters a word is longer or shorter than head, signs and tail
 * together; SIZE_MAX: it is not it.
 */

static size_t
coc_squash_miss(const coc_lexicon_word_t *word, coc_str_t head, size_t signs,
    coc_str_t tail, unsigned mixed)
{
    size_t     len, miss;
    coc_str_t  text;

    text = word->text;
    len = head.len + signs + tail.len;
    miss = (len > text.len) ? len - text.len : text.len - len;

    if (head.len + tail.len >= text.len
        || memcmp(text.data, head.data, head.len) != 0
        || memcmp(text.data + text.len - tail.len, tail.data, tail.len) != 0)
    {
        return SIZE_MAX;
    }

    if (head.len + tail.len < 2 && !(word->flags & COC_LEXICON_USUAL)) {
        return SIZE_MAX;
    }

    return (miss > ((mixed && tail.len > 0) ? 2 : 0)) ? SIZE_MAX : miss;
}


void
coc_squash_grawlix(coc_squash_t *walk)
{
    size_t                      signs, miss, least;
    uint32_t                    i, letter;
    unsigned                    mixed;
    coc_str_t                   head, tail;
    const uint8_t              *p;
    const coc_lexicon_t        *lexicon;
    const coc_lexicon_word_t   *word;

    lexicon = walk->lexicon;

    head.data = walk->start;
    p = coc_squash_letters_end(walk, walk->start);
    head.len = (size_t) (p - head.data);

    if (head.len == 0 || walk->glued) {
        return;
    }

    for (mixed = 0, signs = 0; p < walk->limit && *p; p++, signs++) {

        if (strchr("@#$%&*!^~+-_", *p) == NULL) {
            break;
        }

        mixed |= (*p != head.data[head.len]);
    }

    tail.data = p;
    tail.len = (size_t) (coc_squash_letters_end(walk, p) - p);

    if (signs < 3 || (p[-1] != '*' && !mixed && tail.len == 0)
        || coc_squash_word_at(walk, p + tail.len))
    {
        return;
    }

    letter = (uint32_t) (head.data[0] - 'a');
    least = SIZE_MAX;

    for (i = lexicon->first[letter]; i < lexicon->first[letter + 1]; i++) {
        word = lexicon->strong[i];
        miss = coc_squash_miss(word, head, signs, tail, mixed);

        if (miss < least) {
            least = miss;
            walk->to = p + tail.len;
            walk->word = word->number;
        }
    }
}
