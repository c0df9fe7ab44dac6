/*
 * Ages of a person, those over 89 apart, in digits and in words.  Not those of
 * ">90 years", "aged 18-95", "patients aged 90 or older".
 */

#include "coc_detect_people.h"
#include "tables/coc_detect_words.h"


unsigned
coc_age_at(const coc_walk_t *walk, size_t i)
{
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->kind != COC_TOKEN_NUMBER || t->value > 125) {
        return 0;
    }

    t += 1 + coc_token_mark(&t[1], '-');

    if (coc_token_cue(t, COC_CUE_YO)) {
        return 1;
    }

    if (coc_token_cue(t, COC_CUE_SEX) && t->gap == COC_GAP_NONE) {
        return t[-1].kind == COC_TOKEN_NUMBER;
    }

    if (!coc_token_cue(t, COC_CUE_SPAN)) {
        return 0;
    }

    t += 1 + coc_token_marks(&t[1], "-/.");

    return coc_token_cue(t, COC_CUE_OLD);
}


unsigned
coc_age_before(const coc_walk_t *walk, size_t i)
{
    size_t              n;
    const coc_token_t  *t;

    t = &walk->token[i - 1];

    if (coc_token_mark(t, '.') || coc_token_mark(t, ')')) {
        t--;
    }

    if (t->kind == COC_TOKEN_NUMBER) {
        return coc_token_cue(&t[-1], COC_CUE_AGED);
    }

    if (!coc_token_cue(t, COC_CUE_OLDEND)) {
        return 0;
    }

    for (n = 1; n <= 5; n++) {
        if (t[-(ptrdiff_t) n].kind == COC_TOKEN_NUMBER) {
            return coc_age_at(walk, (size_t) (&t[-(ptrdiff_t) n]
                                              - walk->token));
        }
    }

    return 0;
}


/* What makes it a limit, a range, or many people's age. */

static unsigned
coc_old_many(const coc_walk_t *walk, size_t from, size_t to)
{
    size_t              n;
    const coc_token_t  *t;

    t = &walk->token[from - 1];

    if (coc_token_mark(t, '<') || coc_token_mark(t, '>')
        || coc_token_mark(t, '=') || coc_token_mark(t, '-')
        || (t->kind == COC_TOKEN_MARK && t->mark == 0)
        || coc_token_cue(t, COC_CUE_AGELIMIT))
    {
        return 1;
    }

    for (n = 1; n <= 8; n++) {
        t = &walk->token[from - n];

        if (t->kind == COC_TOKEN_END || coc_token_mark(t, '.')) {
            break;
        }

        if (coc_token_cue(t, COC_CUE_AGEMANY))
        {
            return 1;
        }
    }

    t = &walk->token[to];

    if (coc_token_mark(t, '+') || coc_token_cue(&t[1], COC_CUE_AGEMORE))
    {
        return 1;
    }

    return coc_token_cue(t, COC_CUE_AGEGROUP)
           || (coc_token_mark(t, '-') && t[1].kind == COC_TOKEN_NUMBER);
}


/* "ninety-three", "one hundred and two": tokens from i on, or 0. */

static size_t
coc_old_words(const coc_walk_t *walk, size_t i)
{
    size_t              n;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (coc_token_cue(t, COC_CUE_NINETY)) {
        n = 1;

    } else if (coc_token_cue(t, COC_CUE_ONEA)
               && coc_token_cue(&t[1], COC_CUE_HUNDRED))
    {
        n = 2 + coc_token_cue(&t[2], COC_CUE_AND);

    } else {
        return 0;
    }


    if (coc_token_mark(&t[n], '-') && t[n].gap == COC_GAP_NONE) {
        n++;
    }

    n += coc_token_cue(&t[n], COC_CUE_DIGIT);

    return n;
}


/* "year-old", "yo", "y/o", "years of age": tokens from i on, or 0. */

static size_t
coc_old_unit(const coc_walk_t *walk, size_t i)
{
    size_t              n;
    const coc_token_t  *t;

    n = coc_token_mark(&walk->token[i], '-');
    t = &walk->token[i + n];

    if (coc_token_cue(t, COC_CUE_YO)) {
        return n + 1;
    }

    if (!coc_token_cue(t, COC_CUE_YEARS)) {
        return 0;
    }

    n++;
    n += coc_token_marks(&t[1], "-/.");
    t = &walk->token[i + n];

    if (coc_token_cue(t, COC_CUE_OLD)) {
        return n + 1;
    }

    return (coc_token_cue(t, COC_CUE_OF)
            && coc_token_cue(&t[1], COC_CUE_AGE)) ? n + 2 : 0;
}


/* 1 if what stands before says that an age follows. */

static unsigned
coc_old_before(const coc_walk_t *walk, size_t i)
{
    const coc_token_t  *t;

    t = &walk->token[i - 1];
    t -= coc_token_marks(t, ":=");
    t -= coc_token_cue(t, COC_CUE_OFBE);

    if (coc_token_cue(t, COC_CUE_AGED)) {
        return !coc_token_cue(&t[-1], COC_CUE_AGEMEAN);
    }

    return coc_token_cue(t, COC_CUE_TURNED)
           && t == &walk->token[i - 1];
}


int
coc_old_at(coc_people_t *people, const coc_walk_t *walk, size_t i)
{
    size_t              n, unit;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->start < people->aged) {
        return COC_OK;
    }

    if (t->kind == COC_TOKEN_NUMBER) {
        if (t->value < COC_AGE_LEAST || t->value > COC_AGE_MOST
            || t->letters > 3
            || (t->gap == COC_GAP_NONE && t[-1].kind != COC_TOKEN_END
                && !coc_token_mark(&t[-1], '(')
                && !coc_token_mark(&t[-1], ':')))
        {
            return COC_OK;
        }

        n = 1;

    } else {
        n = coc_old_words(walk, i);

        if (n == 0) {
            return COC_OK;
        }
    }

    unit = coc_old_unit(walk, i + n);

    if (unit == 0 && t->kind == COC_TOKEN_NUMBER
        && (coc_token_mark(&t[1], '%') || coc_token_mark(&t[1], '/')
            || coc_token_mark(&t[1], ':')
            || ((coc_token_mark(&t[1], '.') || coc_token_mark(&t[1], ','))
                && t[2].kind == COC_TOKEN_NUMBER && t[2].gap == COC_GAP_NONE)
            || (coc_token_known(&t[1], COC_WORD_NOTHOUSE)
                && !coc_token_known(&t[1], COC_WORD_STOP))))
    {
        /* "aged 93 years" */

        if (!coc_token_cue(&t[1], COC_CUE_YEARSAFTER)) {
            return COC_OK;
        }
    }

    if ((unit == 0 && !coc_old_before(walk, i))
        || coc_old_many(walk, i, i + n + unit))
    {
        return COC_OK;
    }

    people->aged = walk->token[i + n + unit - 1].end;

    return coc_detect_add(people->detect, COC_DETECT_AGE, t->start,
                          people->aged, 0);
}
