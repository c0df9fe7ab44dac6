/*
 * Down the lexicon from one place of a text.  Letters go straight; other
 * signs may be one of several letters, any letter (a mask), or nothing at all
 * (a gap).  What is still to be tried waits on a small stack; bounds on it
 * keep the cost of a place constant.
 */

#include "coc_squash_int.h"
#include "coc_squash_sign.h"
#include "coc_utf8.h"


/* Signs that people put for letters they don't mean to write. */

static const char  coc_squash_masks[] = "*#@$%!&?^~+=";


/* Forgotten with the next letter. */

#define COC_SQUASH_LAST  (COC_SQUASH_MASKED | COC_SQUASH_GAP                  \
                          | COC_SQUASH_AGAIN)


static void
coc_squash_push(coc_squash_t *walk, const coc_squash_state_t *state)
{
    if (walk->n < COC_SQUASH_WAIT) {
        walk->wait[walk->n++] = *state;
    }
}


/*
 * 1: coc_squash_judge() takes no word that it leads to, however it goes on.
 * What is parted into several letters each, and what has masks, is a disguise
 * of few words in few ways.
 */

static int
coc_squash_lost(const coc_squash_t *walk, const coc_squash_state_t *state)
{
    unsigned  how, strong;

    how = state->how;
    strong = walk->lexicon->node[state->node].below & COC_LEXICON_STRONG;

    if (state->gaps > 0 && (how & COC_SQUASH_MULTI)) {
        return !strong || walk->glued || state->gaps > 3
               || state->clear != state->letters
               || (how & (COC_SQUASH_LOOSE | COC_SQUASH_STRETCH));
    }

    if (state->masked == 0) {
        return 0;
    }

    if (how & COC_SQUASH_STRETCH) {
        return 1;
    }

    if (!strong) {
        return !(how & COC_SQUASH_HEAD) || (how & COC_SQUASH_FAINT)
               || (state->masked > 1 && (how & COC_SQUASH_OTHER));
    }

    if (!(how & COC_SQUASH_HEAD)) {
        return *walk->start != '*' && (how & COC_SQUASH_FAINT);
    }

    return (how & COC_SQUASH_FAINT)
           && (walk->glued
               || state->clear + state->masked != state->letters);
}


/* One letter on, by n bytes of the text; how is added to the way. */

static void
coc_squash_go(coc_squash_t *walk, const coc_squash_state_t *from,
    unsigned letter, size_t n, unsigned how)
{
    uint32_t            node;
    coc_squash_state_t  state;

    node = coc_lexicon_next(walk->lexicon, from->node, letter);
    if (node == 0) {
        return;
    }

    state = *from;

    state.node = node;
    state.last = (how & COC_SQUASH_MASKED) ? 0 : *from->p;
    state.p += n;
    state.letters++;
    state.piece++;
    state.masked = (uint8_t) (state.masked + !!(how & COC_SQUASH_MASKED));
    state.how = (uint16_t) ((state.how & ~(unsigned) COC_SQUASH_LAST) | how);

    if (state.piece > 1) {
        state.how |= COC_SQUASH_MULTI;
    }

    if (!coc_squash_lost(walk, &state)) {
        coc_squash_push(walk, &state);
    }
}


/* The same letters of a set, each. */

static void
coc_squash_any(coc_squash_t *walk, const coc_squash_state_t *from,
    uint32_t letters, size_t n, unsigned how)
{
    letters &= walk->lexicon->node[from->node].letters;

    for ( /* void */ ; letters != 0; letters &= letters - 1) {
        coc_squash_go(walk, from, (unsigned) __builtin_ctz(letters), n, how);
    }
}


/* The last letter or sign once more. */

static void
coc_squash_again(coc_squash_t *walk, const coc_squash_state_t *from)
{
    coc_squash_state_t  state;

    if (from->letters == 0 || from->last != *from->p
        || (from->how & (COC_SQUASH_GAP | COC_SQUASH_MASKED)))
    {
        return;
    }

    state = *from;

    state.p++;
    state.how |= (state.how & COC_SQUASH_AGAIN) ? COC_SQUASH_LONG
                                                : COC_SQUASH_STRETCH;
    state.how |= COC_SQUASH_AGAIN;

    coc_squash_push(walk, &state);
}


static void
coc_squash_groups(coc_squash_t *walk, const coc_squash_state_t *from)
{
    size_t                   left;
    const coc_sign_group_t  *group;

    left = (size_t) (walk->limit - from->p);

    group = &coc_sign_groups[walk->lexicon->group[*from->p]];

    for ( /* void */ ; group->text != NULL; group++) {

        if ((uint8_t) group->text[0] != *from->p) {
            break;
        }

        if (group->len <= left
            && memcmp(group->text, from->p, group->len) == 0)
        {
            coc_squash_go(walk, from, (unsigned) (group->letter - 'a'),
                          group->len, 0);
        }
    }
}


static void
coc_squash_letter(coc_squash_t *walk, const coc_squash_state_t *from)
{
    uint8_t             c;
    coc_squash_state_t  state;

    c = *from->p;

    coc_squash_again(walk, from);

    if (c == 'v') {
        coc_squash_go(walk, from, 'u' - 'a', 1, COC_SQUASH_SHORT);
        coc_squash_groups(walk, from);
    }

    state = *from;
    state.clear++;

    if (from->letters == 0) {
        state.how |= COC_SQUASH_HEAD;
    }

    coc_squash_go(walk, &state, (unsigned) (c - 'a'), 1, 0);
}


/*
 * The letters that a mask of n bytes may be: what follows must go on from
 * there, unless it's a sign, or the word must end.
 */

static uint32_t
coc_squash_masked(const coc_squash_t *walk, const coc_squash_state_t *from,
    size_t n)
{
    uint8_t                    c, kind;
    uint32_t                   letters, left, next, may;
    const uint8_t             *p;
    const coc_lexicon_node_t  *node;

    letters = walk->lexicon->node[from->node].letters;
    p = from->p + n;

    if (p >= walk->limit) {
        c = ' ';
        kind = COC_SIGN_SPACE;

    } else {
        c = *p;
        kind = coc_sign_kind[c];
    }

    if ((kind & (COC_SIGN_LETTER | COC_SIGN_SPACE)) == 0 || c == 'v') {
        return letters;
    }

    next = (kind & COC_SIGN_LETTER) ? coc_sign_bit(c) : 0;
    may = 0;

    for (left = letters; left != 0; left &= left - 1) {
        node = &walk->lexicon->node[coc_lexicon_next(walk->lexicon, from->node,
                                         (unsigned) __builtin_ctz(left))];

        if (node->word || (node->letters & next)) {
            may |= left & (0 - left);
        }
    }

    return may;
}


/*
 * A mask is any letter.  The faint ones, which part words too, must stand
 * between letters: "f-ck", "f__k".
 */

static void
coc_squash_mask(coc_squash_t *walk, const coc_squash_state_t *from, size_t n)
{
    int             i;
    uint8_t         c;
    unsigned        how;
    const uint8_t  *p;

    c = *from->p;

    if (from->gaps || (from->letters == 0 && c != '*')
        || from->masked > from->clear || from->masked == COC_SQUASH_MASKS)
    {
        return;
    }

    how = COC_SQUASH_MASKED;

    if (c >= 0x80 || c == '-' || c == '_' || c == '.') {
        how |= COC_SQUASH_FAINT;

        for (p = from->p + n, i = 0; i < 2 && p < walk->limit; i++) {
            if (*p != c) {
                break;
            }

            p += n;
        }

        if (p >= walk->limit || !(coc_sign_kind[*p] & COC_SIGN_LETTER)) {
            return;
        }

        /* "f.u.c.": parted, not masked */

        if (p + 1 < walk->limit && p[1] == c) {
            return;
        }

    } else if (strchr(coc_squash_masks, c) == NULL) {
        return;

    } else if ((c == '?' || c == '!')
               && (from->p + 1 == walk->limit
                   || !(coc_sign_kind[from->p[1]] & COC_SIGN_LETTER)))
    {
        /* the end of a sentence */
        return;
    }

    if (c != '*') {
        how |= COC_SQUASH_OTHER;
    }

    coc_squash_any(walk, from, coc_squash_masked(walk, from, n), n, how);
}


/* The length of the character at p that is neither letter nor digit, or 0. */

static size_t
coc_squash_apart(const coc_squash_t *walk, const uint8_t *p)
{
    size_t    n;
    uint32_t  cp;

    if (p >= walk->limit || (coc_sign_kind[*p] & COC_SIGN_WORD)) {
        return 0;
    }

    if (*p < 0x80) {
        return 1;
    }

    n = coc_utf8_read(p, walk->end, &cp);

    return coc_sign_apart(cp) ? n : 0;
}


/*
 * What parts the letters of a word: blanks, or a sign with nothing beside it,
 * or a hyphen at the end of a line; anything else parts sentences too.
 */

static void
coc_squash_gap(coc_squash_t *walk, const coc_squash_state_t *from)
{
    int                  blanks, signs, same, hyphen;
    size_t               n, first;
    uint32_t             letters;
    const uint8_t       *p;
    coc_squash_state_t   state;

    if (from->letters == 0 || from->masked
        || (from->how & COC_SQUASH_GAP) || from->gaps == UINT8_MAX)
    {
        return;
    }

    blanks = 0;
    signs = 0;
    same = 1;
    hyphen = 0;

    state = *from;
    state.gaps++;
    state.piece = 0;
    state.last = 0;
    state.how |= COC_SQUASH_GAP;

    letters = walk->lexicon->node[from->node].letters;
    first = coc_squash_apart(walk, from->p);

    for (p = from->p; (n = coc_squash_apart(walk, p)) != 0; p += n) {

        /* "f ( k": a sign behind a blank or a sign may be a letter */

        if (*p < 0x80 && (coc_sign_letters[*p] & letters)
            && (p == from->p + first || (blanks && !signs)))
        {
            state.p = p;
            state.how |= COC_SQUASH_CLOSE;
            coc_squash_push(walk, &state);
        }

        if (coc_sign_kind[*p] & COC_SIGN_SPACE) {
            hyphen |= (p > from->p && p[-1] == '-'
                       && (*p == '\n' || *p == '\r'));
            blanks++;

        } else {
            signs++;
            same &= (*p == *from->p);

            /* a row of signs, of which each place would be walked from */

            if (signs > COC_SQUASH_SIGNS) {
                break;
            }
        }
    }

    walk->reach = coc_max(walk->reach, p);

    if (p >= walk->limit || signs > COC_SQUASH_SIGNS
        || !(coc_sign_kind[*p] & COC_SIGN_WORD))
    {
        return;
    }

    state.p = p;
    state.how |= (signs == 0 || (blanks == 0 && same) || hyphen)
                 ? COC_SQUASH_CLOSE : COC_SQUASH_LOOSE;

    if (!coc_squash_lost(walk, &state)) {
        coc_squash_push(walk, &state);
    }
}


static void
coc_squash_high(coc_squash_t *walk, const coc_squash_state_t *from,
    unsigned root)
{
    size_t    n;
    uint32_t  cp;

    n = coc_utf8_read(from->p, walk->end, &cp);

    if (root == COC_LEXICON_TRUE && coc_sign_apart(cp)) {
        coc_squash_gap(walk, from);

        if (from->letters > 0) {
            coc_squash_mask(walk, from, n);
        }
    }

    coc_squash_any(walk, from, coc_sign_high(cp), n, 0);
}


static void
coc_squash_step(coc_squash_t *walk, const coc_squash_state_t *from,
    unsigned root)
{
    uint8_t  c, kind;

    c = *from->p;
    kind = coc_sign_kind[c];

    /* what is tried first is pushed last */

    switch (kind) {

    case COC_SIGN_LETTER:
        coc_squash_letter(walk, from);
        return;

    case COC_SIGN_HIGH:
        coc_squash_high(walk, from, root);
        return;

    case COC_SIGN_SPACE:
        if (root == COC_LEXICON_TRUE) {
            coc_squash_gap(walk, from);
        }

        return;

    case COC_SIGN_DIGIT:
        coc_squash_again(walk, from);
        coc_squash_groups(walk, from);
        coc_squash_any(walk, from, coc_sign_letters[c], 1,
                       COC_SQUASH_DIGITS);
        return;

    default:
        break;
    }

    if (root == COC_LEXICON_TRUE) {
        coc_squash_gap(walk, from);

        if (!(from->how & COC_SQUASH_GAP)) {
            coc_squash_mask(walk, from, 1);
        }
    }

    coc_squash_again(walk, from);
    coc_squash_groups(walk, from);
    coc_squash_any(walk, from, coc_sign_letters[c], 1, 0);
}


void
coc_squash_walk(coc_squash_t *walk)
{
    unsigned             root;
    const uint8_t       *p;
    coc_squash_state_t   state;

    walk->to = NULL;
    walk->word = 0;
    walk->plain = 0;
    walk->rank = 0;
    walk->steps = 0;
    walk->judged = 0;
    walk->reach = walk->start;

    for (root = 0; root < COC_LEXICON_ROOTS; root++) {

        memset(&walk->wait[0], 0, sizeof(coc_squash_state_t));
        walk->wait[0].p = walk->start;
        walk->wait[0].node = root;
        walk->n = 1;

        while (walk->n > 0 && walk->steps++ < COC_SQUASH_STEPS) {
            state = walk->wait[--walk->n];
            walk->reach = coc_max(walk->reach, state.p);

            if (walk->lexicon->node[state.node].word
                && !(state.how & COC_SQUASH_GAP))
            {
                walk->judged = 1;
                coc_squash_judge(walk, &state, root);
            }

            if (state.p < walk->limit) {
                coc_squash_step(walk, &state, root);
            }
        }
    }

    if (walk->to == NULL) {
        coc_squash_grawlix(walk);

        for (p = coc_squash_letters_end(walk, walk->start);
             p < walk->limit && !(coc_sign_kind[*p] & COC_SIGN_WORD); p++)
        {
            /* signs that it looked at */
        }

        walk->reach = coc_max(walk->reach, p);
    }
}
