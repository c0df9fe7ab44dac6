/*
 * Whether a walk may find anything.  Letters and digits are followed down the
 * lexicon, which takes little; only what comes upon a word, or upon signs that
 * may be anything, is left to the walk.
 */

#include "coc_squash_start.h"
#include "coc_squash_sign.h"


/* Places of the lexicon that letters may lead to at once. */

#define COC_SQUASH_NODES  12


/* Signs that are a letter together may begin at p. */

static inline int
coc_squash_grouped(const coc_squash_t *walk, const uint8_t *p)
{
    size_t                   left;
    const coc_sign_group_t  *group;

    left = (size_t) (walk->end - p);
    group = &coc_sign_groups[walk->lexicon->group[*p]];

    for ( /* void */ ; group->text != NULL; group++) {

        if ((uint8_t) group->text[0] != *p) {
            break;
        }

        if (left > 1 && (uint8_t) group->text[1] == p[1]) {
            return 1;
        }
    }

    return 0;
}


/* More than one letter, which may be there several times. */

static inline int
coc_squash_several(const uint8_t *p, const uint8_t *end)
{
    const uint8_t  *q;

    for (q = p + 1; q < end; q++) {
        if (*q != *p) {
            return 1;
        }
    }

    return 0;
}


/*
 * Whether several letters and digits, from p to q, may go on behind what parts
 * them from the rest: by strong words' own letters only, and not where a
 * sentence ends (coc_squash_lost()).
 */

static int
coc_squash_goes_on(const coc_squash_t *walk, const uint8_t *p,
    const uint8_t *q, const uint32_t *node, size_t n)
{
    uint32_t                   letter;
    const uint8_t             *r;
    const coc_lexicon_node_t  *at;

    for (r = p; r < q; r++) {
        if (!(coc_sign_kind[*r] & COC_SIGN_LETTER)) {
            return 0;
        }
    }

    for (r = q; r < walk->end && (coc_sign_kind[*r] & COC_SIGN_SPACE); r++) {
        /* one gap */
    }

    if (r == walk->end || !(coc_sign_kind[*r] & COC_SIGN_LETTER)) {
        return r < walk->end && *r == '-';
    }

    letter = coc_sign_bit(*r);

    while (n-- > 0) {
        at = &walk->lexicon->node[node[n]];

        if ((at->below & COC_LEXICON_STRONG) && (at->letters & letter)) {
            return 1;
        }
    }

    return 0;
}


/* The letters that the byte may be. */

static inline uint32_t
coc_squash_set(uint8_t c)
{
    switch (coc_sign_kind[c]) {

    case COC_SIGN_LETTER:
        return coc_sign_bit(c) | ((c == 'v') ? coc_sign_bit('u') : 0);

    case COC_SIGN_HIGH:
        return 0;

    default:
        return coc_sign_letters[c];
    }
}


/*
 * Letters and digits from p on down the lexicon, and a sign as the first: 0
 * if no word is met and what comes then leads to none.
 */

static int
coc_squash_down(const coc_squash_t *walk, const uint8_t *p, unsigned root)
{
    size_t                     i, n, m;
    uint8_t                    last;
    uint32_t                   letters, next, one[COC_SQUASH_NODES],
                               two[COC_SQUASH_NODES], *from, *to;
    const uint8_t             *q;
    const coc_lexicon_node_t  *node;

    node = walk->lexicon->node;
    from = one;
    to = two;
    from[0] = root;
    n = 1;
    last = 0;

    for (q = p; q < walk->end; last = *q++) {

        if (q > p && !(coc_sign_kind[*q] & COC_SIGN_WORD)) {
            break;
        }

        /* most often there is one way only */

        if (n == 1 && (coc_sign_kind[*q] & COC_SIGN_LETTER)
            && *q != last && *q != 'v')
        {
            from[0] = coc_lexicon_next(walk->lexicon, from[0],
                                       (unsigned) (*q - 'a'));

            if (from[0] == 0 || node[from[0]].word) {
                return from[0] != 0;
            }

            continue;
        }

        if (coc_squash_grouped(walk, q)) {
            return 1;
        }

        for (m = 0, i = 0; i < n; i++) {

            if (*q == last) {

                if (m == COC_SQUASH_NODES) {
                    return 1;
                }

                to[m++] = from[i];
            }

            letters = coc_squash_set(*q) & node[from[i]].letters;

            for ( /* void */ ; letters != 0; letters &= letters - 1) {
                next = coc_lexicon_next(walk->lexicon, from[i],
                                        (unsigned) __builtin_ctz(letters));

                if (node[next].word || m == COC_SQUASH_NODES) {
                    return 1;
                }

                to[m++] = next;
            }
        }

        if (m == 0) {
            return 0;
        }

        from = (from == one) ? two : one;
        to = (from == one) ? two : one;
        n = m;
    }

    if (q == walk->end) {
        return 0;
    }

    if (coc_sign_kind[*q] & COC_SIGN_SPACE) {
        return root == COC_LEXICON_TRUE
               && (!coc_squash_several(p, q)
                   || coc_squash_goes_on(walk, p, q, from, n));
    }

    /* the end of a sentence or of a part of it */

    if (*q < 0x80 && strchr(".,;:)]?\"'", *q) != NULL
        && coc_squash_several(p, q))
    {
        return q + 1 < walk->end && !(coc_sign_kind[q[1]] & COC_SIGN_SPACE);
    }

    return 1;
}


/* Signs that may stand for the rest of the letters at p (grawlix). */

static int
coc_squash_signs(const coc_squash_t *walk, const uint8_t *p)
{
    p = coc_squash_letters_end(walk, p);

    if (walk->end - p < 2) {
        return 0;
    }

    if (coc_sign_kind[*p] & COC_SIGN_SPACE) {
        return p[1] == '*';
    }

    return *p >= 0x80
           || (!(coc_sign_kind[*p] & COC_SIGN_WORD)
               && !(coc_sign_kind[p[1]] & (COC_SIGN_WORD | COC_SIGN_SPACE)));
}


/*
 * The first letter is masked, and only that: "*uck"; or most others are
 * clear, "*ssh0le".
 */

static int
coc_squash_headless(const coc_squash_t *walk, const uint8_t *p)
{
    unsigned        clear;
    const uint8_t  *q, *end;

    if (walk->end - p < 4 || p[1] == '*') {
        return 0;
    }

    if ((coc_sign_kind[p[1]] & coc_sign_kind[p[2]] & coc_sign_kind[p[3]]
         & COC_SIGN_LETTER)
        && p[1] != 'v' && p[2] != 'v' && p[3] != 'v')
    {
        return (walk->lexicon->behind[(p[1] - 'a') * 32 + (p[2] - 'a')]
                >> (p[3] - 'a')) & 1;
    }

    end = p + coc_min(COC_SQUASH_SPAN, (size_t) (walk->end - p));
    clear = 0;

    for (q = p; q < end && !(coc_sign_kind[*q] & COC_SIGN_SPACE); q++) {
        clear += (coc_sign_kind[*q] & COC_SIGN_LETTER);

        if (clear > 3) {
            return 1;
        }
    }

    return 0;
}


int
coc_squash_may(const coc_squash_t *walk, const uint8_t *p)
{
    if (*p == '*') {
        return coc_squash_headless(walk, p);
    }

    if (*p >= 0x80) {
        return 1;
    }

    /* inside of a word that goes on before, beyond ASCII */

    if (p > walk->begin && p[-1] >= 0x80 && coc_squash_word_before(walk, p)) {
        return 0;
    }

    return coc_squash_down(walk, p, COC_LEXICON_TRUE)
           || coc_squash_down(walk, p, COC_LEXICON_VARY)
           || ((coc_sign_kind[*p] & COC_SIGN_LETTER)
               && coc_squash_signs(walk, p));
}
