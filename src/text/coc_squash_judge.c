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


/* The same of a word that has digits itself. */

static const coc_str_t  coc_squash_digit_endings[] = {
    coc_str("5"), coc_str("3r"), coc_str("3rs"), coc_str("3r5"),
    coc_str("3d"), coc_str("1ng"), coc_str("1n"), coc_str("f4c3"),
    coc_str("h34d"), coc_str("h0l3")
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


static int
coc_squash_ending(coc_str_t rest, const coc_str_t *endings, size_t n)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        if (coc_str_eq(rest, endings[i])) {
            return 1;
        }
    }

    return 0;
}


/* Nothing of the word goes on at p but an ending. */

static int
coc_squash_ends(const coc_squash_t *walk, const coc_squash_state_t *state)
{
    unsigned        digits;
    coc_str_t       rest;
    const uint8_t  *p, *end;

    p = state->p;
    digits = 0;

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

    for (end = p; end < walk->end && (coc_sign_kind[*end] & COC_SIGN_WORD);
         end++)
    {
        digits |= (coc_sign_kind[*end] & COC_SIGN_DIGIT);
    }

    if (coc_squash_word_at(walk, end)
        || (digits && !(state->how & COC_SQUASH_DIGITS))
        || (state->gaps && !(state->how & COC_SQUASH_MULTI)))
    {
        return 0;
    }

    rest.data = p;
    rest.len = (size_t) (end - p);

    return digits ? coc_squash_ending(rest, coc_squash_digit_endings,
                                      coc_nelts(coc_squash_digit_endings))
                  : coc_squash_ending(rest, coc_squash_endings,
                                      coc_nelts(coc_squash_endings));
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

        return (state->clear + 1u == state->letters
                || (state->clear > 3 && state->clear > state->masked))
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


/* How many other than letters and digits there are. */

static size_t
coc_squash_marks(const coc_squash_t *walk, const coc_squash_state_t *state)
{
    size_t          n;
    const uint8_t  *p;

    n = 0;

    for (p = walk->start; p < state->p; p++) {
        n += (coc_sign_kind[*p] == COC_SIGN_MARK);
    }

    return n;
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
           || (strong && (state->clear == 1 || !(how & COC_SQUASH_DIGITS)
                          || coc_squash_marks(walk, state) > 1));
}


/* A misspelling may have a sign for a letter, if there is enough of it. */

static int
coc_squash_varied(const coc_squash_t *walk, const coc_squash_state_t *state)
{
    if (!(state->how & COC_SQUASH_HEAD)
        || (state->letters < 5 && walk->glued)
        || coc_squash_named(walk, state))
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
