/*
 * Required literals of a widened pattern: chooses what is worth looking for.
 */

#include "coc_literal.h"
#include "coc_literal_read.h"
#include "coc_match_words.h"


/*
 * Bits of rarity, measured with the default rules: with fewer, a pattern itself
 * costs Vectorscan less than PCRE2 as often as literals call for it, but words
 * alone need no Vectorscan where PCRE2 tries few places; with enough, no other
 * group is looked for.  Each common word that is found costs some 40 ns, so
 * that only what would have too few bits is made to need one.
 */

#define COC_LITERAL_LEAST   12
#define COC_LITERAL_WORDS   6
#define COC_LITERAL_ENOUGH  30
#define COC_LITERAL_SURE    20
#define COC_LITERAL_BETTER  5
#define COC_LITERAL_SHORT   3           /* bytes */
#define COC_LITERAL_DIGIT   2           /* what it is worth to need one */
#define COC_LITERAL_RARE    (COC_LITS_ONE >> 8)
#define COC_LITERAL_COMMON  (COC_LITS_ONE >> 2)


/*
 * Whether a string is so short that Vectorscan would stop for it in every
 * text; where it begins with a word, it is not Vectorscan that looks for it.
 */

static int
coc_literal_short(const coc_lits_t *set)
{
    size_t     i;
    coc_str_t  text;

    for (i = 0; i < set->n; i++) {
        text = set->str[i];

        if (text.len < COC_LITERAL_SHORT && text.data[0] != COC_LITS_EDGE) {
            return 1;
        }
    }

    return 0;
}


/* Whether a trie can tell where every string is. */

static int
coc_literal_wordly(const coc_lits_t *set)
{
    int        left;
    size_t     i;
    coc_str_t  text;

    for (i = 0; i < set->n; i++) {
        text = set->str[i];
        left = (text.data[0] == COC_LITS_EDGE);

        if (left) {
            text.data++;
            text.len--;
            left = coc_lits_part(text.data[0]);
        }

        if (text.data[text.len - 1] == COC_LITS_EDGE) {
            text.len--;
        }

        /* a number alone is in most texts */

        if ((text.len == 1 && text.data[0] == COC_LITS_DIGITS)
            || coc_words_skip(text, left) < 0)
        {
            return 0;
        }
    }

    return 1;
}


/* What is left may stand at the end of what held it. */

static uint32_t
coc_literal_prune(coc_lits_t *set, uint32_t reach)
{
    size_t    i, n;
    uint32_t  len;

    n = set->n;

    for (len = 0, i = 0; i < n; i++) {
        len = coc_max(len, (uint32_t) set->str[i].len);
    }

    coc_lits_prune(set);

    return (set->n == n) ? reach : coc_need_sum(reach, len);
}


/*
 * Takes groups, the rarest first, that say what none taken before does; if
 * wordly those alone that a trie can hold.
 */

static void
coc_literal_take(const coc_need_t *need, uint64_t max, unsigned enough,
    int wordly, coc_literals_t *literals)
{
    size_t      i, k;
    uint32_t    reach;
    uint64_t    weight;
    coc_lits_t  set;

    for (i = 0; i < need->n; i++) {

        if (literals->n == COC_LITERAL_GROUPS || literals->bits >= enough) {
            return;
        }

        set = need->group[i];

        if (wordly ? !coc_literal_wordly(&set) : coc_literal_short(&set)) {
            continue;
        }

        reach = coc_literal_prune(&set, need->reach[i]);
        weight = coc_lits_weight(&set, 0);

        for (k = 0; k < literals->n; k++) {
            if (coc_lits_imply(&literals->group[k], &set)) {
                break;
            }
        }

        if (weight <= max && k == literals->n) {
            literals->reach[literals->n] = reach;
            literals->group[literals->n++] = set;
            literals->bits += coc_lits_bits(weight);
        }
    }
}


/* How what was read begins, if that is at few places. */

static void
coc_literal_begin(const coc_need_t *need, coc_start_t *start)
{
    coc_lits_t          strings;
    const coc_first_t  *first;

    first = &need->first;
    strings = need->exact ? need->set : need->pre;

    if (coc_lits_empty(&strings)) {
        strings.n = 0;
    }

    if (coc_first_few(first) || (!first->empty && coc_first_word(first))) {
        coc_start_init(start, first, &strings);
    }
}


int
coc_literal_starts(coc_str_t widened, coc_arena_t *arena, coc_start_t *start)
{
    int         rc;
    coc_need_t  need;

    rc = coc_literal_read(widened, arena, 0, &need);

    if (rc == COC_OK) {
        coc_literal_begin(&need, start);
    }

    return (rc == COC_OK || rc == COC_DECLINED) ? COC_OK : COC_ERROR;
}


/*
 * Chooses groups, if wordly those that a trie can hold; 1 if they say enough.
 */

static int
coc_literal_choose(const coc_need_t *need, int wordly,
    coc_literals_t *literals)
{
    literals->n = 0;
    literals->wordly = (wordly != 0);
    literals->digit = need->digit;
    literals->bits = need->digit ? COC_LITERAL_DIGIT : 0;

    coc_literal_take(need, COC_LITERAL_RARE, COC_LITERAL_ENOUGH, wordly,
                     literals);
    coc_literal_take(need, COC_LITERAL_COMMON, COC_LITERAL_LEAST, wordly,
                     literals);

    return literals->n != 0
           && literals->bits >= ((wordly && coc_first_few(&need->first))
                                 ? COC_LITERAL_WORDS : COC_LITERAL_LEAST);
}


int
coc_literal_find(coc_str_t widened, coc_arena_t *arena, coc_start_t *start,
    coc_literals_t *literals)
{
    int             rc, wordly;
    coc_need_t      need;
    coc_literals_t  others;

    literals->n = 0;
    literals->bits = 0;
    literals->digit = 0;

    rc = coc_literal_read(widened, arena, 0, &need);
    if (rc != COC_OK) {
        return rc;
    }

    /* before groups are chosen: that spoils strings they share with it */

    if (start != NULL) {
        coc_literal_begin(&need, start);
    }

    coc_need_loosen(&need);

    wordly = coc_literal_choose(&need, 1, literals);

    /* others are dearer to look for, but less so than what is tried in vain */

    if ((!wordly || literals->bits < COC_LITERAL_SURE)
        && coc_literal_choose(&need, 0, &others)
        && (!wordly || others.bits >= literals->bits + COC_LITERAL_BETTER))
    {
        *literals = others;
        wordly = 1;
    }

    if (!wordly) {
        literals->n = 0;
    }

    return wordly ? COC_OK : COC_DECLINED;
}


int
coc_literal_shape(coc_str_t widened, coc_arena_t *arena, coc_lits_t *group)
{
    int         rc;
    size_t      i;
    coc_need_t  need;

    rc = coc_literal_read(widened, arena, 1, &need);
    if (rc != COC_OK) {
        return rc;
    }

    coc_need_loosen(&need);

    for (i = 0; i < need.n; i++) {
        *group = need.group[i];

        if (coc_literal_wordly(group)) {
            return COC_OK;
        }
    }

    return COC_DECLINED;
}
