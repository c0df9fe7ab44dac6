/*
 * Identifiers that their own form and check digit tell, whatever stands
 * before: Medicare's, the NPI, the DEA's, vehicles'.
 */

#include "coc_detect_number.h"
#include "coc_checksum.h"


/*
 * The eleven characters of a Medicare Beneficiary Identifier (CMS, "MBI
 * format"): C 1-9, N 0-9, A a letter but b i l o s z, X either.
 */

static int
coc_mbi_valid(const uint8_t *p)
{
    size_t   i;
    uint8_t  c;
    int      letter;

    static const char  form[] = "CAXNAXNAANN";

    for (i = 0; i < sizeof(form) - 1; i++) {
        c = p[i];
        letter = (uint8_t) (c - 'a') < 26 && strchr("bilosz", c) == NULL;

        if (!letter && !coc_is_digit(c)) {
            return 0;
        }

        if ((form[i] == 'A' && !letter)
            || (form[i] == 'N' && !coc_is_digit(c))
            || (form[i] == 'C' && (!coc_is_digit(c) || c == '0')))
        {
            return 0;
        }
    }

    return 1;
}


static int
coc_number_mbi(const coc_number_t *number, coc_found_t *found)
{
    size_t              n;
    const coc_group_t  *g;

    g = number->group;

    if (g[0].len == 11) {
        n = 1;

    } else if (number->n >= 3 && g[0].len == 4 && g[1].len == 3
               && g[2].len == 4 && g[1].sep == g[2].sep
               && (g[1].sep == '-' || g[1].sep == ' '))
    {
        n = 3;

    } else {
        return 0;
    }

    if (number->inner || !coc_mbi_valid(number->chars)
        || !coc_number_ends(number, n))
    {
        return 0;
    }

    return coc_number_found(number, n, COC_DETECT_MBI, found);
}


/*
 * Ten digits that begin with a 1 are no number of a telephone; one in ten of
 * them has the check digit by chance.  With a 2 they may be one, so the word
 * must stand there.
 */

static int
coc_number_npi(const coc_number_t *number, coc_found_t *found)
{
    uint32_t            seen;
    const coc_group_t  *g;

    g = number->group;
    seen = number->label.loose | number->label.seen;

    if (g[0].len != 10 || g[0].digits != 10 || number->inner || number->plus
        || !coc_number_ends(number, 1)
        || !coc_checksum_npi(number->chars)
        || (number->label.direct & ~COC_LABEL_NPI)
        || (number->chars[0] == '2' && (seen & COC_LABEL_NPI) == 0))
    {
        return 0;
    }

    return coc_number_found(number, 1, COC_DETECT_NPI, found);
}


static int
coc_number_dea(const coc_number_t *number, coc_found_t *found)
{
    const coc_group_t  *g;

    g = number->group;

    if (g[0].len != 9 || g[0].digits < 7 || number->inner
        || coc_is_digit(number->chars[0]))
    {
        return 0;
    }

    /* the letters first */

    if (g[0].digits == 8 ? number->chars[1] != '9'
                         : coc_is_digit(number->chars[1]))
    {
        return 0;
    }

    if (!coc_number_ends(number, 1) || !coc_checksum_dea(number->chars)) {
        return 0;
    }

    return coc_number_found(number, 1, COC_DETECT_DEA, found);
}


static int
coc_number_vin(const coc_number_t *number, coc_found_t *found)
{
    const coc_group_t  *g;

    g = number->group;

    if (g[0].len != 17 || g[0].digits < 5 || g[0].digits > 15
        || number->inner || !coc_checksum_vin(number->chars))
    {
        return 0;
    }

    return coc_number_found(number, 1, COC_DETECT_VIN, found);
}


/* Three, three and four digits of the NHS with its word before. */

static int
coc_number_nhs(const coc_number_t *number, coc_found_t *found)
{
    const coc_group_t  *g;

    g = number->group;

    if ((number->label.seen & COC_LABEL_NHS) == 0 || number->n < 3
        || !coc_number_digits(number, 3) || g[0].len != 3 || g[1].len != 3
        || g[2].len != 4 || !coc_checksum_nhs(number->chars))
    {
        return 0;
    }

    return coc_number_found(number, 3, COC_DETECT_PLAN, found);
}


int
coc_number_check(const coc_number_t *number, coc_found_t *found)
{
    return coc_number_mbi(number, found) || coc_number_npi(number, found)
           || coc_number_dea(number, found) || coc_number_vin(number, found)
           || coc_number_nhs(number, found);
}
