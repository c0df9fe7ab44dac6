/*
 * Reads the groups of a number: letters and digits with signs between them.
 */

#include "coc_detect_number.h"


/* Reads the group at at; 0: it is too long, or there is none. */

static size_t
coc_number_group(coc_number_t *number, size_t at, uint8_t sep)
{
    size_t        i;
    uint8_t       c;
    coc_str_t     s;
    coc_group_t  *group;

    s = number->s;

    if (number->n == COC_NUMBER_GROUPS) {
        return 0;
    }

    group = &number->group[number->n];

    group->start = at;
    group->digits = 0;
    group->sep = sep;
    group->at = (uint8_t) number->nchars;

    for (i = at; i < s.len && i - at <= COC_NUMBER_GROUP; i++) {
        c = s.data[i];

        if (c >= 0x80 || !coc_is_word(c)) {
            break;
        }

        if (number->nchars + (i - at) >= COC_NUMBER_CHARS) {
            return 0;
        }

        /* "555-0132x12": what follows is an extension */

        if (c == 'x' && number->n && i - at >= 4
            && group->digits == (uint8_t) (i - at) && i + 1 < s.len
            && coc_is_digit(s.data[i + 1]))
        {
            break;
        }

        number->chars[number->nchars + (i - at)] = c | 0x20;

        if (coc_is_digit(c)) {
            number->chars[number->nchars + (i - at)] = c;
            group->digits++;
        }
    }

    if (i == at || i - at > COC_NUMBER_GROUP
        || (i < s.len && s.data[i] >= 0x80))
    {
        return 0;
    }

    group->end = i;
    group->len = (uint8_t) (i - at);

    number->nchars += group->len;
    number->n++;

    return group->len;
}


/*
 * What parts two groups: a sign, a space, or a sign with a space or a bracket.
 * Returns its bytes; *sep is what it is taken for.
 */

static size_t
coc_number_sep(coc_str_t s, size_t at, uint8_t *sep)
{
    size_t   i;
    uint8_t  c;

    *sep = 0;

    for (i = at; i < s.len && i - at < 3; i++) {
        c = s.data[i];

        if (c == '(' || c == ')') {
            *sep = ')';

        } else if (c == '-' || c == '.' || c == '/') {

            /* "1. 2": a sentence ends */

            if (*sep && *sep != ' ' && *sep != ')') {
                return 0;
            }

            *sep = (*sep == ')') ? *sep : c;

        } else if (c == ' ') {

            if (*sep == '.' || *sep == '/') {
                return 0;
            }

            *sep = (*sep == 0) ? c : *sep;

        } else {
            break;
        }
    }

    return i - at;
}


/* A digit stands in the word at at. */

static int
coc_number_has_digit(coc_str_t s, size_t at)
{
    size_t  i;

    for (i = at; i < s.len && i - at < 8 && coc_is_word(s.data[i]); i++) {
        if (coc_is_digit(s.data[i])) {
            return 1;
        }
    }

    return 0;
}


/* "gb29" begins: an IBAN has groups without digits, too. */

static int
coc_number_country(const coc_number_t *number)
{
    return number->group[0].len == 4 && number->group[0].digits == 2
           && !coc_is_digit(number->chars[0])
           && !coc_is_digit(number->chars[1]);
}


/* Reads groups behind the last one, which ends at at. */

static void
coc_number_more(coc_number_t *number, size_t at)
{
    size_t     n;
    uint8_t    sep;
    coc_str_t  s;

    s = number->s;

    do {
        n = coc_number_sep(s, at, &sep);

        if (n == 0 || at + n >= s.len) {
            break;
        }

        at += n;

        if (!coc_is_word(s.data[at])
            || (sep != '-' && !coc_number_has_digit(s, at)
                && !coc_number_country(number)))
        {
            break;
        }

        n = coc_number_group(number, at, sep);
        at += n;

    } while (n != 0);
}


void
coc_number_read(coc_number_t *number, size_t at)
{
    number->n = 0;
    number->nchars = 0;

    if (coc_number_group(number, at, 0)) {
        coc_number_more(number, number->group[0].end);
    }
}


int
coc_number_shift(coc_number_t *number, size_t at)
{
    size_t        i, len;
    coc_group_t  *g;

    g = number->group;

    /* what a country or an extension make of the groups is another matter */

    if (number->n < 3 || g[1].start != at || coc_number_country(number)
        || (g[1].end < number->s.len && number->s.data[g[1].end] == 'x'))
    {
        return 0;
    }

    len = g[0].len;
    number->n--;
    number->nchars -= len;

    memmove(number->chars, number->chars + len, number->nchars);
    memmove(g, g + 1, number->n * sizeof(coc_group_t));

    for (i = 0; i < number->n; i++) {
        g[i].at = (uint8_t) (g[i].at - len);
    }

    g[0].sep = 0;

    if (coc_number_country(number)) {
        return 0;
    }

    coc_number_more(number, g[number->n - 1].end);

    return 1;
}
