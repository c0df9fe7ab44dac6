/*
 * Addresses of streets and boxes, as they are written in most countries that
 * use the Latin script.  A street alone is no address, a number must be there;
 * how much else must, depends on how well the words are known as a street.
 */

#include "coc_detect_people.h"
#include "coc_detect_street.h"
#include "tables/coc_detect_words.h"


#define COC_ADDRESS_BEFORE  10          /* tokens that tell who lives there */


/* 1 if the number at i is none of a house: of a date, a measure, a list. */

static unsigned
coc_number_other(const coc_walk_t *walk, size_t i)
{
    const coc_token_t  *t, *p;

    t = &walk->token[i];
    p = t - 1;

    if (t->gap == COC_GAP_NONE && p->kind != COC_TOKEN_END
        && !coc_token_mark(p, '"') && !coc_token_mark(p, '(')
        && !coc_token_mark(p, '>') && !coc_token_mark(p, '?')
        && !(coc_token_mark(p, ':') && p[-1].kind == COC_TOKEN_WORD))
    {
        return 1;
    }

    return coc_token_mark(p, '<') || coc_token_mark(p, '=')
           || coc_token_mark(p, '$') || coc_token_mark(p, '+')
           || coc_token_known(p, COC_WORD_MONTH)
           || coc_token_cue(p, COC_CUE_COUNT);
}


/* 1 if a flat, suite or floor with its number stands at i; *end: after it. */

static unsigned
coc_address_unit(const coc_walk_t *walk, size_t i, size_t *end)
{
    size_t              at;
    const coc_token_t  *t;

    at = i + coc_token_marks(&walk->token[i], ",.");
    t = &walk->token[at];

    if (coc_token_mark(t, '#') && t[1].kind == COC_TOKEN_NUMBER) {
        *end = at + 2;
        return 1;
    }

    if (!coc_token_known(t, COC_WORD_UNIT) || t->gap > COC_GAP_LINE) {
        return 0;
    }

    at += 1 + coc_token_mark(&t[1], '.');
    at += coc_token_mark(&walk->token[at], '#');
    t = &walk->token[at];

    if (t->gap > COC_GAP_BLANK) {
        return 0;
    }

    if (t->kind == COC_TOKEN_NUMBER
        || (t->kind == COC_TOKEN_WORD && t->look == COC_LOOK_INITIAL))
    {
        *end = at + 1;

        if (t[1].gap == COC_GAP_NONE && t[1].letters == 1
            && t[1].kind != COC_TOKEN_MARK)
        {
            *end += 1;
        }

        return 1;
    }

    return 0;
}


/* 1 if a town seems to follow: ", Toronto", a line of its own, a country. */

static unsigned
coc_address_town(const coc_walk_t *walk, size_t i)
{
    const coc_token_t  *t;

    t = &walk->token[i];

    if (coc_token_mark(t, ',')) {
        t++;

    } else if (t->gap != COC_GAP_LINE) {
        return 0;
    }

    if (t->kind == COC_TOKEN_NUMBER) {
        return t->letters >= 4 && t->letters <= 6;
    }

    return t->kind == COC_TOKEN_WORD && t->look != COC_LOOK_LOWER
           && t->letters > 2
           && !coc_token_known(t, COC_WORD_STOP | COC_WORD_MONTH
                                  | COC_WORD_VERB);
}


/* 1 if what stands before says that an address follows. */

static unsigned
coc_address_home(const coc_walk_t *walk, size_t i)
{
    size_t              n;
    const coc_token_t  *t;

    for (n = 1; n <= COC_ADDRESS_BEFORE; n++) {
        t = &walk->token[i - n];

        if (t->kind == COC_TOKEN_END || t->gap == COC_GAP_PARAGRAPH
            || (coc_token_mark(t, '.') && n > 1))
        {
            return 0;
        }

        if (coc_token_known(t, COC_WORD_HOME)) {
            return 1;
        }
    }

    return 0;
}


/* "PSC 6293, Box 8158", "Unit 9456 Box 8731", "P.O. Box 41", "APO AE 99081". */

static size_t
coc_address_box(const coc_walk_t *walk, size_t i)
{
    size_t              n;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (coc_token_cue(t, COC_CUE_BOXUNIT)
        && t[1].kind == COC_TOKEN_NUMBER)
    {
        n = 2 + coc_token_mark(&t[2], ',');

        if (coc_token_cue(&t[n], COC_CUE_BOX)
            && t[n + 1].kind == COC_TOKEN_NUMBER)
        {
            return n + 2;
        }
    }

    if (coc_token_cue(t, COC_CUE_APO)
        && t->look != COC_LOOK_CAPITAL
        && coc_token_cue(&t[1], COC_CUE_FORCES)
        && t[2].kind == COC_TOKEN_NUMBER)
    {
        return 3;
    }

    n = 0;

    if (coc_token_cue(t, COC_CUE_PO) && t->look != COC_LOOK_CAPITAL) {
        n = 1;

    } else if (coc_token_cue(t, COC_CUE_P) && coc_token_mark(&t[1], '.')
               && coc_token_cue(&t[2], COC_CUE_O))
    {
        n = 3 + coc_token_mark(&t[3], '.');
    }

    if (n != 0 && coc_token_cue(&t[n], COC_CUE_BOX)
        && t[n + 1].kind == COC_TOKEN_NUMBER)
    {
        return n + 2;
    }

    return 0;
}


/* "the corner of Bygget 64 and Komel Club". */

static size_t
coc_address_corner(const coc_walk_t *walk, size_t i)
{
    size_t        at;
    coc_street_t  one, two;

    if (!coc_token_cue(&walk->token[i], COC_CUE_CORNER)
        || !coc_token_cue(&walk->token[i + 1], COC_CUE_OF))
    {
        return 0;
    }

    at = i + 2;
    at += coc_house_number(walk, at);
    coc_street_read(walk, at, &one);

    if (one.end == 0
        || !coc_token_cue(&walk->token[one.end], COC_CUE_AND))
    {
        return 0;
    }

    coc_street_read(walk, one.end + 1, &two);

    if (two.end == 0 || !(one.street || one.number || two.street)) {
        return 0;
    }

    return two.end - i;
}


/* A number, a street, perhaps a number again. */

static size_t
coc_address_number_first(const coc_walk_t *walk, size_t i)
{
    unsigned      home, unit, town, comma;
    size_t        n, at, end;
    coc_street_t  street;

    n = coc_house_number(walk, i);

    if (n == 0 || coc_number_other(walk, i)) {
        return 0;
    }

    at = i + n;
    comma = coc_token_mark(&walk->token[at], ',');
    at += comma;

    /* "47 231 Lawson Street": a number of the house, one of the door */

    if (walk->token[at].gap == COC_GAP_BLANK) {
        n = coc_house_number(walk, at);
        at += (n != 0 && walk->token[at + n].kind == COC_TOKEN_WORD) ? n : 0;
    }

    if (walk->token[at].gap > COC_GAP_BLANK
        || coc_token_known(&walk->token[at], COC_WORD_MONTH | COC_WORD_YEARS))
    {
        return 0;
    }

    coc_street_read(walk, at, &street);

    if (street.end == 0) {
        return 0;
    }

    end = street.end;
    unit = coc_address_unit(walk, end, &end);
    town = coc_address_town(walk, end);
    home = coc_address_home(walk, i);

    if (street.street && street.capital) {
        return end - i;
    }

    if (street.street && (home || unit)) {
        return end - i;
    }

    /* "GCS 15, NIHSS 4, APACHE II 18" is a list */

    if ((comma || walk->token[at].look == COC_LOOK_UPPER) && !home && !unit) {
        return 0;
    }

    if (street.number
        && (unit || (home && coc_address_led(&walk->token[i]))
            || (street.capital
                && (home || town || coc_address_led(&walk->token[i])))))
    {
        return end - i;
    }

    if (home && coc_address_led(&walk->token[i]) && street.words <= 3
        && (street.capital || unit || town))
    {
        return end - i;
    }

    return (unit && street.capital && town) ? end - i : 0;
}


/* A street, a number: "Frørupvej 58", "via Roma 131", "Calle Mayor, 5". */

static size_t
coc_address_street_first(const coc_walk_t *walk, size_t i)
{
    size_t              end;
    coc_street_t        street;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->kind != COC_TOKEN_WORD
        || (!coc_token_ends(t, COC_END_STREET)
            && !coc_token_known(t, COC_WORD_RUE)
            && t->look != COC_LOOK_CAPITAL))
    {
        return 0;
    }

    if (!coc_token_ends(t, COC_END_STREET)
        && !coc_token_known(t, COC_WORD_RUE)
        && !(coc_address_led(&walk->token[i]) && coc_address_home(walk, i)))
    {
        return 0;
    }

    coc_street_read(walk, i, &street);

    if (street.end == 0 || !street.number || !street.capital
        || (street.words < 2 && !coc_token_ends(t, COC_END_STREET)
            && !coc_address_home(walk, i)))
    {
        return 0;
    }

    /* "in 2003", "an Grad 3": short words need a home */

    if (coc_token_known(t, COC_WORD_RUE) && !coc_token_ends(t, COC_END_STREET)
        && (t->letters <= 2
            || (coc_token_known(t, COC_WORD_STOP) && street.words < 3))
        && !coc_token_mark(&t[1], '.') && !coc_address_home(walk, i))
    {
        return 0;
    }

    end = street.end;
    (void) coc_address_unit(walk, end, &end);

    return end - i;
}


int
coc_address_at(coc_people_t *people, const coc_walk_t *walk, size_t i)
{
    size_t              n;
    const coc_token_t  *t;

    t = &walk->token[i];

    if (t->start < people->placed) {
        return COC_OK;
    }

    if (t->kind == COC_TOKEN_NUMBER) {
        n = coc_address_number_first(walk, i);

    } else if (t->kind == COC_TOKEN_WORD) {
        n = 0;

        if (t->known & COC_WORD_BEGINS) {
            n = coc_address_box(walk, i);
            n = n ? n : coc_address_corner(walk, i);
        }

        n = n ? n : coc_address_street_first(walk, i);

    } else {
        return COC_OK;
    }

    if (n == 0) {
        return COC_OK;
    }

    people->placed = walk->token[i + n - 1].end;

    return coc_detect_add(people->detect, COC_DETECT_ADDRESS, t->start,
                          people->placed, 0);
}
