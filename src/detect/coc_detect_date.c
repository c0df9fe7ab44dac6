/*
 * Days in a patient's life: of birth; of admission, discharge, death and
 * whatever was done.  A year alone is none, nor a day of a study or a paper.
 */

#include "coc_detect_people.h"
#include "tables/coc_detect_words.h"


#define COC_DATE_BEFORE  18             /* tokens that tell what happened */
#define COC_DATE_AFTER   6
#define COC_DATE_EARLY   1905           /* who was born before is history */


typedef struct {
    size_t    tokens;           /* 0: none */
    uint32_t  year;             /* 0: not told; two digits: as written */
    unsigned  named:1;          /* the month by its name */
} coc_date_t;


static unsigned
coc_date_day(const coc_token_t *t)
{
    return t->kind == COC_TOKEN_NUMBER && t->letters <= 2 && t->value >= 1
           && t->value <= 31;
}


static unsigned
coc_date_year(const coc_token_t *t)
{
    return t->kind == COC_TOKEN_NUMBER && t->letters == 4 && t->value >= 1800
           && t->value <= 2100;
}


/* "3/14/2023", "14.03.23", "2023-03-14". */

static void
coc_date_digits(const coc_walk_t *walk, size_t i, coc_date_t *date)
{
    uint8_t             c;
    const coc_token_t  *t;

    t = &walk->token[i];
    c = t[1].mark;

    if (t[1].kind != COC_TOKEN_MARK || (c != '/' && c != '-' && c != '.')
        || !coc_token_mark(&t[3], (char) c)
        || t[2].kind != COC_TOKEN_NUMBER || t[4].kind != COC_TOKEN_NUMBER)
    {
        return;
    }

    /* "3. 4. 1961" as in Central Europe */

    if (t[1].gap != COC_GAP_NONE || t[3].gap != COC_GAP_NONE
        || t[2].gap > COC_GAP_BLANK || t[4].gap > COC_GAP_BLANK
        || t[2].gap != t[4].gap || (t[2].gap != COC_GAP_NONE && c != '.'))
    {
        return;
    }

    /* one more part, and it is a version or an address */

    if (coc_token_mark(&t[5], (char) c) && t[5].gap == COC_GAP_NONE
        && t[6].kind == COC_TOKEN_NUMBER && t[6].gap == COC_GAP_NONE)
    {
        return;
    }

    if (t[-1].kind == COC_TOKEN_MARK && t->gap == COC_GAP_NONE
        && t[-1].mark == c)
    {
        return;
    }

    if (coc_date_year(t) && coc_date_day(&t[2]) && coc_date_day(&t[4])
        && (t[2].value <= 12 || t[4].value <= 12))
    {
        date->year = t->value;
        date->tokens = 5;
        return;
    }

    if (coc_date_day(t) && coc_date_day(&t[2])
        && (t->value <= 12 || t[2].value <= 12)
        && (coc_date_year(&t[4]) || t[4].letters == 2))
    {
        date->year = t[4].value;
        date->tokens = 5;
    }
}


/* The tokens of a year at i after a month and a day, or 0. */

static size_t
coc_date_year_after(const coc_walk_t *walk, size_t i, coc_date_t *date)
{
    size_t              n;
    const coc_token_t  *t;

    t = &walk->token[i];
    n = coc_token_marks(t, ",-.") + coc_token_cue(t, COC_CUE_OFIN);

    if (coc_date_year(&t[n])) {
        date->year = t[n].value;
        return n + 1;
    }

    /* "'23" */

    if (coc_token_mark(&t[n], '\'') && t[n + 1].kind == COC_TOKEN_NUMBER
        && t[n + 1].letters == 2)
    {
        date->year = t[n + 1].value;
        return n + 2;
    }

    return 0;
}


static size_t
coc_date_ordinal(const coc_walk_t *walk, size_t i)
{
    return walk->token[i].gap == COC_GAP_NONE
           && coc_token_cue(&walk->token[i], COC_CUE_ORDINAL);
}


/* "March 14th, 2023", "14 March 2023", "14-mar-2023", "March 14". */

static void
coc_date_named(const coc_walk_t *walk, size_t i, coc_date_t *date)
{
    unsigned            may;
    size_t              n, ordinal;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (coc_token_known(t, COC_WORD_MONTH)) {
        may = coc_token_cue(t, COC_CUE_MAY);
        n = 1 + coc_token_mark(&t[1], '.');
        n += coc_token_mark(&t[n], ',');
        n += coc_token_cue(&t[n], COC_CUE_THE);

        if (!coc_date_day(&t[n])) {
            return;
        }

        n++;

    } else if (coc_date_day(t)) {
        n = 1 + coc_date_ordinal(walk, i + 1);
        n += coc_token_marks(&t[n], ".-");
        n += coc_token_cue(&t[n], COC_CUE_OF);

        if (!coc_token_known(&t[n], COC_WORD_MONTH)) {
            return;
        }

        may = coc_token_cue(&t[n], COC_CUE_MAY);
        n++;

    } else {
        return;
    }

    ordinal = coc_date_ordinal(walk, i + n);
    n += ordinal;
    date->named = 1;
    date->tokens = n + coc_date_year_after(walk, i + n, date);

    /* "may 5 mg be given" */

    if (date->year == 0 && may && !ordinal) {
        date->tokens = 0;
    }
}


/* 1 if a sentence ends with token i. */

static unsigned
coc_date_stop(const coc_walk_t *walk, size_t i)
{
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->kind == COC_TOKEN_END || t[1].gap == COC_GAP_PARAGRAPH
        || coc_token_mark(t, '?') || coc_token_mark(t, '!'))
    {
        return 1;
    }

    return coc_token_mark(t, '.') && t[1].gap != COC_GAP_NONE
           && t[-1].letters > 4;
}


/* 1 if the date is one of birth. */

static unsigned
coc_date_birth(const coc_walk_t *walk, size_t i, const coc_date_t *date)
{
    size_t              n;
    const coc_token_t  *t;

    if (date->year == 0 || (date->year > 99 && date->year < COC_DATE_EARLY)) {
        return 0;
    }

    t = &walk->token[i + date->tokens];

    if (coc_token_cue(t + coc_token_mark(t, '('), COC_CUE_DOB)) {
        return 1;
    }

    for (n = 1; n <= 10; n++) {
        t = &walk->token[i - n];

        /* "your date of birth? It's 3/4/1961" */

        if (n > 1 && coc_token_marks(t, ".?!") && t[1].gap != COC_GAP_NONE
            && t[-1].letters > 1 && !walk->token[i - 1].owner
            && !coc_token_cue(&walk->token[i - 1], COC_CUE_BE))
        {
            return 0;
        }

        if (coc_token_cue(t, COC_CUE_BIRTHDAY)
            || (coc_token_cue(t, COC_CUE_BORN)
                && !coc_token_cue(&t[1], COC_CUE_BIRTHOF)))
        {
            return !(n > 6 && coc_token_cue(t, COC_CUE_BIRTH));
        }

        /* "d.o.b." */

        if (coc_token_cue(t, COC_CUE_B) && coc_token_mark(&t[-1], '.')
            && coc_token_cue(&t[-2], COC_CUE_O))
        {
            return 1;
        }

        if (t->kind == COC_TOKEN_END || t->gap == COC_GAP_PARAGRAPH
            || coc_token_known(t, COC_WORD_STUDY)
            || (t->kind == COC_TOKEN_NUMBER && t->letters > 2))
        {
            return 0;
        }
    }

    return 0;
}


/* 1 if it is the end or the begin of a span of time. */

static unsigned
coc_date_range(const coc_walk_t *walk, size_t i, const coc_date_t *date)
{
    const coc_token_t  *t;

    t = &walk->token[i + date->tokens];

    if (coc_token_cue(&walk->token[i - 1], COC_CUE_RANGEFROM)
        || (coc_token_cue(&walk->token[i - 1], COC_CUE_TOAND)
            && walk->token[i - 2 - coc_token_mark(&walk->token[i - 2], ',')]
                   .kind == COC_TOKEN_NUMBER))
    {
        return 1;
    }

    t += coc_token_mark(t, ',');

    return coc_token_cue(t, COC_CUE_RANGETO)
           && (coc_token_known(&t[1], COC_WORD_MONTH)
               || t[1].kind == COC_TOKEN_NUMBER);
}


/* 1 if the date is one of what a patient went through. */

static unsigned
coc_date_event(const coc_walk_t *walk, size_t i, const coc_date_t *date)
{
    size_t              n;
    unsigned            found, soon;
    const coc_token_t  *t;

    if (date->year > 99 && date->year < COC_DATE_EARLY) {
        return 0;
    }

    found = 0;
    soon = 0;

    for (n = 1; n <= COC_DATE_BEFORE; n++) {

        if (coc_date_stop(walk, i - n)) {
            break;
        }

        t = &walk->token[i - n];

        /* what stands nearer decides */

        if (coc_token_known(t, COC_WORD_STUDY) && !soon) {
            return 0;
        }

        /* without its year only right behind: "admitted on 3/14" */

        if (coc_token_known(t, COC_WORD_VISIT | COC_WORD_HOSPITAL)
            && (date->year != 0
                || (n <= 4 && coc_token_known(t, COC_WORD_VISIT)
                    && !coc_token_cue(t, COC_CUE_FOLLOWUP))))
        {
            found = 1;
            soon |= (n <= 8);
        }
    }

    t = &walk->token[i + date->tokens];

    for (n = 0; n < COC_DATE_AFTER; n++) {

        if (coc_date_stop(walk, i + date->tokens + n)) {
            break;
        }

        if (coc_token_known(&t[n], COC_WORD_STUDY) && !soon) {
            return 0;
        }

        if (date->year != 0
            && (coc_token_known(&t[n], COC_WORD_VISIT | COC_WORD_HOSPITAL)
                || coc_token_cue(&t[n], COC_CUE_MRN)))
        {
            found = 1;
        }
    }

    return found && !(date->named && coc_date_range(walk, i, date));
}


int
coc_date_at(coc_people_t *people, const coc_walk_t *walk, size_t i)
{
    coc_date_t          date;
    coc_detector_e      detector;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->start < people->dated
        || (t->kind != COC_TOKEN_NUMBER && !coc_token_known(t, COC_WORD_MONTH))
        || (t->gap == COC_GAP_NONE && t[-1].kind == COC_TOKEN_NUMBER))
    {
        return COC_OK;
    }

    memset(&date, 0, sizeof(date));

    if (t->kind == COC_TOKEN_NUMBER) {
        coc_date_digits(walk, i, &date);
    }

    if (date.tokens == 0) {
        coc_date_named(walk, i, &date);
    }

    if (date.tokens == 0) {
        return COC_OK;
    }

    if (coc_date_birth(walk, i, &date)
        || (people->birth && date.year != 0))
    {
        detector = COC_DETECT_BIRTH;

    } else if (coc_date_event(walk, i, &date)) {
        detector = COC_DETECT_DATE;

    } else {
        return COC_OK;
    }

    people->dated = walk->token[i + date.tokens - 1].end;

    return coc_detect_add(people->detect, detector, t->start,
                          people->dated, 0);
}
