/*
 * Numbers of payment cards and bank accounts.
 */

#include "coc_detect_number.h"
#include "coc_checksum.h"


#define COC_CARD_LEAST  12
#define COC_CARD_MOST   19


/* Who issues cards that begin so, and how long their numbers are. */

typedef struct {
    uint32_t  from;             /* first six digits */
    uint32_t  to;
    uint8_t   least;
    uint8_t   most;
} coc_card_range_t;


static const coc_card_range_t  coc_card_ranges[] = {
    { 222100, 272099, 16, 16 },         /* Mastercard */
    { 300000, 305999, 14, 16 },         /* Diners */
    { 309500, 309599, 14, 16 },
    { 340000, 349999, 15, 15 },         /* American Express */
    { 352800, 358999, 16, 16 },         /* JCB */
    { 360000, 369999, 14, 16 },
    { 370000, 379999, 15, 15 },
    { 380000, 399999, 14, 16 },
    { 400000, 499999, 13, 19 },         /* Visa */
    { 510000, 559999, 16, 16 },
    { 601100, 601199, 16, 19 },         /* Discover */
    { 620000, 629999, 16, 19 },         /* UnionPay */
    { 644000, 659999, 16, 19 }
};


static int
coc_card_range(const uint8_t *p, size_t n)
{
    size_t                   i;
    uint32_t                 first;
    const coc_card_range_t  *range;

    for (first = 0, i = 0; i < 6; i++) {
        first = first * 10 + p[i] - '0';
    }

    for (i = 0; i < coc_nelts(coc_card_ranges); i++) {
        range = &coc_card_ranges[i];

        if (first >= range->from && first <= range->to && n >= range->least
            && n <= range->most)
        {
            return 1;
        }
    }

    return 0;
}


/* Groups of a card as they are printed, 4-4-4-4, 4-6-5 and so on. */

static size_t
coc_card_groups(const coc_number_t *number, size_t *digits)
{
    size_t              i, n;
    const coc_group_t  *g;

    g = number->group;

    if (g[0].digits != g[0].len) {
        return 0;
    }

    *digits = g[0].len;

    if (g[0].len >= COC_CARD_LEAST) {
        return 1;
    }

    if (g[0].len != 4) {
        return 0;
    }

    n = 0;

    for (i = 1; i < number->n && i < 5; i++) {
        if (g[i].digits != g[i].len || g[i].sep != g[1].sep || g[i].len > 6
            || *digits + g[i].len > COC_CARD_MOST)
        {
            break;
        }

        *digits += g[i].len;
        n = i + 1;

        if (*digits >= 15 && g[i].len != 4) {
            break;
        }
    }

    return n;
}


static int
coc_number_card(const coc_number_t *number, coc_found_t *found)
{
    size_t    n, digits;
    unsigned  named;

    n = coc_card_groups(number, &digits);

    if (n == 0 || digits < COC_CARD_LEAST || digits > COC_CARD_MOST
        || !coc_number_ends(number, n))
    {
        return 0;
    }

    named = ((number->label.direct | number->label.weak) & COC_LABEL_CARD) != 0;

    if (!named
        && (number->inner || !coc_card_range(number->chars, digits)
            || !coc_checksum_luhn(number->chars, digits)
            || (number->label.direct
                & ~(COC_LABEL_ACCOUNT | COC_LABEL_PLAN)) != 0))
    {
        return 0;
    }

    return coc_number_found(number, n, COC_DETECT_CARD, found);
}


/* In one piece, or in groups of four with spaces or dashes between. */

static int
coc_number_iban(const coc_number_t *number, coc_found_t *found)
{
    size_t              i, chars;
    const coc_group_t  *g;

    g = number->group;

    if (number->nchars < 15 || g[0].len < 4
        || coc_is_digit(number->chars[0]) || coc_is_digit(number->chars[1])
        || !coc_is_digit(number->chars[2])
        || !coc_is_digit(number->chars[3]))
    {
        /* country, digits: "gb 29"? not a usual form */

        return 0;
    }

    chars = 0;

    for (i = 0; i < number->n; i++) {
        chars += g[i].len;

        if (chars >= 15 && coc_checksum_iban(number->chars, chars)) {
            return coc_number_found(number, i + 1, COC_DETECT_IBAN, found);
        }

        if (g[i].len != 4 || (i && g[i].sep != g[1].sep)) {
            break;
        }
    }

    if ((number->label.direct & COC_LABEL_IBAN) && chars >= 15) {
        return coc_number_found(number, coc_min(i + 1, number->n),
                                COC_DETECT_IBAN, found);
    }

    return 0;
}


int
coc_number_pay(const coc_number_t *number, coc_found_t *found)
{
    return coc_number_iban(number, found) || coc_number_card(number, found);
}
