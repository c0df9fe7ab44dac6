/*
 * Postal codes beside the place they are of, and the town that a patient of
 * some age lives in.
 */

#include "coc_detect_people.h"
#include "tables/coc_detect_words.h"


static unsigned
coc_zip_town(const coc_walk_t *walk, size_t i)
{
    const coc_token_t  *t;

    t = &walk->token[i];

    return t->kind == COC_TOKEN_WORD && t->letters > 1
           && (t->look == COC_LOOK_CAPITAL || t->look == COC_LOOK_UPPER)
           && !coc_token_known(t, COC_WORD_MONTH);
}


/* The first token of a state's name that ends right before i, or 0. */

static size_t
coc_zip_state(const coc_walk_t *walk, size_t i)
{
    size_t              at;
    const coc_token_t  *t;

    t = &walk->token[i - 1];

    if (!coc_token_known(t, COC_WORD_STATE)
        || (t->letters == 2 ? t->look != COC_LOOK_UPPER
                            : t->look == COC_LOOK_LOWER))
    {
        return 0;
    }

    at = i - 1;

    /* "New York", "North Dakota", "District of Columbia" is known as DC */

    if (t->letters > 3
        && coc_token_cue(&t[-1], COC_CUE_NEWNORTH))
    {
        at--;
    }

    return at;
}


/* "Dayton, OH 45402": the digits, with "-1234". */

static size_t
coc_zip_us(const coc_walk_t *walk, size_t i)
{
    size_t              at, n;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->letters != 5 || t->gap > COC_GAP_LINE) {
        return 0;
    }

    n = 1;

    if (coc_token_mark(&t[1], '-') && t[1].gap == COC_GAP_NONE
        && t[2].kind == COC_TOKEN_NUMBER && t[2].letters == 4)
    {
        n = 3;
    }

    at = i - coc_token_mark(&t[-1], ',');
    at = coc_zip_state(walk, at);

    if (at == 0) {
        return 0;
    }

    at -= coc_token_mark(&walk->token[at - 1], ',');

    return coc_zip_town(walk, at - 1) ? n : 0;
}


/* "zip code is 2200", "postcode: 1011 AB". */

static size_t
coc_zip_labeled(const coc_walk_t *walk, size_t i)
{
    size_t              n;
    const coc_token_t  *t, *p;

    t = &walk->token[i];

    if (t->letters < 4 || t->letters > 6) {
        return 0;
    }

    for (n = 1; n <= 4; n++) {
        p = &t[-(ptrdiff_t) n];

        if (coc_token_cue(p, COC_CUE_ZIP)
            || (coc_token_cue(p, COC_CUE_CODE)
                && coc_token_cue(&p[-1], COC_CUE_ZIPPOST)))
        {
            n = 1;

            if (coc_token_mark(&t[1], '-')
                && t[2].kind == COC_TOKEN_NUMBER && t[2].gap == COC_GAP_NONE)
            {
                n = 3;
            }

            return n;
        }

        if (!coc_token_cue(p, COC_CUE_ZIPIS)
            && !coc_token_mark(p, ':'))
        {
            break;
        }
    }

    return 0;
}


static unsigned
coc_zip_capital(const coc_token_t *t, unsigned letters)
{
    return t->kind == COC_TOKEN_WORD && t->letters == letters
           && (t->look == COC_LOOK_INITIAL || t->look == COC_LOOK_UPPER);
}


/* "SW1A 1AA", "M60 1NW"; "K1A 0B6". */

static size_t
coc_zip_lettered(const coc_walk_t *walk, size_t i)
{
    size_t              n;
    const coc_token_t  *t, *p;

    t = &walk->token[i];

    if ((!coc_zip_capital(t, 1) && !coc_zip_capital(t, 2))
        || t[1].kind != COC_TOKEN_NUMBER || t[1].gap != COC_GAP_NONE
        || t[1].letters > 2)
    {
        return 0;
    }

    /* after a town, a comma, a line's end, or so called */

    p = &t[-1];

    if (t->gap < COC_GAP_LINE && !coc_token_mark(p, ',')
        && !(p->kind == COC_TOKEN_WORD && p->look != COC_LOOK_LOWER
             && p->letters > 1)
        && !coc_token_cue(p, COC_CUE_POSTCODEIS))
    {
        return 0;
    }

    n = 2;

    if (t->letters == 1 && t[1].letters == 1 && coc_zip_capital(&t[2], 1)
        && t[2].gap == COC_GAP_NONE && t[3].kind == COC_TOKEN_NUMBER
        && t[3].letters == 1 && t[3].gap == COC_GAP_BLANK
        && coc_zip_capital(&t[4], 1) && t[4].gap == COC_GAP_NONE
        && t[5].kind == COC_TOKEN_NUMBER && t[5].letters == 1
        && t[5].gap == COC_GAP_NONE
        && coc_token_cue(t, COC_CUE_CANADA))
    {
        return 6;
    }

    if (coc_zip_capital(&t[2], 1) && t[2].gap == COC_GAP_NONE) {
        n = 3;
    }

    if (t[n].kind != COC_TOKEN_NUMBER || t[n].letters != 1
        || t[n].gap != COC_GAP_BLANK || !coc_zip_capital(&t[n + 1], 2)
        || t[n + 1].gap != COC_GAP_NONE)
    {
        return 0;
    }

    /* no code ends in these letters: "B12 5MG" is none */

    if (memchr("CIKMOV", walk->text.data[t[n + 1].start], 6) != NULL
        || memchr("CIKMOV", walk->text.data[t[n + 1].start + 1], 6) != NULL)
    {
        return 0;
    }

    return coc_token_cue(t, COC_CUE_AREA) ? n + 2 : 0;
}


/* "58-year-old from Dayton, OH": the town and the state. */

static size_t
coc_zip_home(const coc_walk_t *walk, size_t i)
{
    size_t              n, at;
    const coc_token_t  *t;

    t = &walk->token[i - 1];

    if (!coc_token_cue(t, COC_CUE_TOWNIN)
        || !(coc_token_cue(t, COC_CUE_FROM)
             || coc_token_cue(&t[-1], COC_CUE_LIVES)))
    {
        return 0;
    }

    for (n = 0; n < 3 && coc_zip_town(walk, i + n); n++) { /* void */ }

    at = i + n;

    if (n == 0 || !coc_token_mark(&walk->token[at], ',')
        || coc_zip_state(walk, at + 2) == 0)
    {
        return 0;
    }

    for (n = 2; n < 20 && walk->token[i - n].kind != COC_TOKEN_END; n++) {
        if (coc_age_at(walk, i - n)
            || coc_token_cue(&walk->token[i - n], COC_CUE_DOBMRN))
        {
            return at + 2 - i;
        }
    }

    for (n = 2; n < 12; n++) {
        if (coc_age_at(walk, at + n)) {
            return at + 2 - i;
        }
    }

    return 0;
}


int
coc_zip_at(coc_people_t *people, const coc_walk_t *walk, size_t i)
{
    size_t              n;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->start < people->zipped) {
        return COC_OK;
    }

    if (t->kind == COC_TOKEN_NUMBER) {
        n = coc_zip_us(walk, i);
        n = n ? n : coc_zip_labeled(walk, i);

    } else if (t->kind == COC_TOKEN_WORD && t->look != COC_LOOK_LOWER) {
        n = coc_zip_lettered(walk, i);
        n = n ? n : coc_zip_home(walk, i);

    } else {
        return COC_OK;
    }

    if (n == 0) {
        return COC_OK;
    }

    people->zipped = walk->token[i + n - 1].end;

    return coc_detect_add(people->detect, COC_DETECT_ZIP, t->start,
                          people->zipped, 0);
}
