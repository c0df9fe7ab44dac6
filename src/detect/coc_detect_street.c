/*
 * How streets and the numbers of houses are written.
 */

#include "coc_detect_street.h"
#include "tables/coc_detect_words.h"


#define COC_STREET_WORDS  6             /* of a street's name, most */


size_t
coc_house_number(const coc_walk_t *walk, size_t i)
{
    size_t              n;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->kind != COC_TOKEN_NUMBER || t->letters > 5) {
        return 0;
    }

    n = 1;

    if (t[1].kind == COC_TOKEN_WORD && t[1].gap == COC_GAP_NONE) {
        if (t[1].letters != 1
            || (walk->text.data[t[1].start] | 0x20) > 'h')
        {
            return 0;
        }

        n = 2;
    }

    if ((coc_token_mark(&t[n], '-') || coc_token_mark(&t[n], '/'))
        && t[n].gap == COC_GAP_NONE && t[n + 1].gap == COC_GAP_NONE
        && t[n + 1].kind == COC_TOKEN_NUMBER && t[n + 1].letters <= 4)
    {
        n += 2;
    }

    /* "1.5", "12,000", "10%", "5:30" */

    if (t[n].kind == COC_TOKEN_MARK && t[n].gap == COC_GAP_NONE
        && (coc_token_mark(&t[n], '%') || coc_token_mark(&t[n], '/')
            || coc_token_mark(&t[n], ':') || t[n + 1].gap == COC_GAP_NONE)
        && !(coc_token_mark(&t[n], ',') || coc_token_mark(&t[n], '.')
             || coc_token_mark(&t[n], '?') || coc_token_mark(&t[n], '\\'))
           )
    {
        return 0;
    }

    if ((coc_token_mark(&t[n], '.') || coc_token_mark(&t[n], ','))
        && t[n + 1].kind == COC_TOKEN_NUMBER && t[n + 1].gap == COC_GAP_NONE)
    {
        return 0;
    }

    return n;
}


/* What token at is to a street of so many words before it. */

typedef enum {
    COC_STREET_END = 0,         /* it is of the street no more */
    COC_STREET_PART,            /* a point, a hyphen */
    COC_STREET_WORD,
    COC_STREET_ORDINAL          /* "5th": two tokens */
} coc_street_e;


static coc_street_e
coc_street_token(const coc_walk_t *walk, size_t at, unsigned words)
{
    const coc_token_t  *t;

    t = &walk->token[at];

    if (t->kind == COC_TOKEN_NUMBER && t->letters <= 3
        && t[1].gap == COC_GAP_NONE
        && coc_token_cue(&t[1], COC_CUE_ORDINAL))
    {
        return COC_STREET_ORDINAL;
    }

    if (coc_token_marks(t, ".-")) {
        return (t->gap == COC_GAP_NONE && words != 0
                && (coc_token_mark(t, '.') || t[1].gap == COC_GAP_NONE))
               ? COC_STREET_PART : COC_STREET_END;
    }

    if (t->kind != COC_TOKEN_WORD || coc_token_known(t, COC_WORD_NOTHOUSE)
        || (words != 0 && t->gap == COC_GAP_NONE
            && t[-1].kind == COC_TOKEN_NUMBER))
    {
        return COC_STREET_END;
    }

    return (coc_token_known(t, COC_WORD_UNIT) && t->look != COC_LOOK_LOWER
            && words != 0) ? COC_STREET_END : COC_STREET_WORD;
}


/* A house's number after the street. */

static void
coc_street_number(const coc_walk_t *walk, coc_street_t *street)
{
    size_t              n, at;
    const coc_token_t  *t;

    /* the point of "Ave." and "Hauptstr." */

    at = street->end;
    t = &walk->token[at];

    if (coc_token_mark(t, '.') && t->gap == COC_GAP_NONE
        && (t[1].kind == COC_TOKEN_NUMBER
            || (street->street && t[1].kind != COC_TOKEN_END)))
    {
        at++;
        street->end += street->street;
    }

    at += coc_token_mark(&walk->token[at], ',');
    n = coc_house_number(walk, at);
    t = &walk->token[at + n];

    /* "in 12 patients": of these the number is, of no house */

    if (n == 0 || walk->token[at].gap != COC_GAP_BLANK
        || coc_token_known(t, COC_WORD_MONTH)
        || (coc_token_known(t, COC_WORD_NOTHOUSE)
            && !coc_token_known(t, COC_WORD_STOP)))
    {
        return;
    }

    street->number = 1;
    street->end = at + n;
}


void
coc_street_read(const coc_walk_t *walk, size_t i, coc_street_t *street)
{
    size_t              at;
    coc_street_e        is;
    const coc_token_t  *t;

    memset(street, 0, sizeof(*street));
    street->capital = 1;

    for (at = i; street->words < COC_STREET_WORDS; at++) {
        t = &walk->token[at];

        if (at != i && t->gap > COC_GAP_BLANK) {
            break;
        }

        is = coc_street_token(walk, at, street->words);

        if (is == COC_STREET_END) {
            break;
        }

        if (is == COC_STREET_PART) {
            continue;
        }

        street->words++;

        if (is == COC_STREET_ORDINAL) {
            at++;
            continue;
        }

        if (t->look == COC_LOOK_LOWER
            && !coc_token_known(t, COC_WORD_PARTICLE | COC_WORD_RUE
                                   | COC_WORD_STREET))
        {
            street->capital = 0;
        }

        street->end = at + 1;

        if ((coc_token_known(t, COC_WORD_RUE) && street->words == 1)
            || coc_token_ends(t, COC_END_STREET))
        {
            street->street = 1;

        } else if (coc_token_known(t, COC_WORD_STREET) && street->words > 1
                   && (t->look != COC_LOOK_LOWER || !street->capital
                       || t->letters > 3))
        {
            street->street = 1;

            /* what follows "Street" is of the street no more, mostly */

            if (!coc_token_known(&t[1], COC_WORD_STREET)) {
                break;
            }
        }
    }

    if (street->end != 0) {
        coc_street_number(walk, street);
    }
}
