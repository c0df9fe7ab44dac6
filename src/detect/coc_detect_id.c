/*
 * Identifiers that a word before them names: "MRN 00482913", "policy no.
 * ZY-678912"; social security numbers by their own form, too.
 */

#include "coc_detect_number.h"
#include "coc_detect_find.h"
#include "coc_checksum.h"


/*
 * Not of the Social Security Administration: area 000, 666 and 900 to 999,
 * group 00, serial 0000.  Taxpayers' numbers begin with a 9.
 */

static int
coc_ssn_valid(const uint8_t *p, unsigned named)
{
    if (memcmp(p, "000", 3) == 0 || memcmp(p, "666", 3) == 0
        || (p[0] == '9' && !named))
    {
        return 0;
    }

    return memcmp(p + 3, "00", 2) != 0 && memcmp(p + 5, "0000", 4) != 0;
}


static int
coc_number_ssn(const coc_number_t *number, coc_found_t *found)
{
    size_t              n;
    uint32_t            named, direct;
    const coc_group_t  *g;

    g = number->group;
    direct = number->label.direct | number->label.weak;
    named = (direct | number->label.loose)
            & (COC_LABEL_SSN | COC_LABEL_TAX);

    if (number->n >= 3 && coc_number_digits(number, 3) && g[0].len == 3
        && g[1].len == 2 && g[2].len == 4 && g[1].sep == g[2].sep)
    {
        n = 3;

    } else if (number->n >= 1 && g[0].len == 9 && g[0].digits == 9 && named) {
        n = 1;

    } else {
        return 0;
    }

    if (!coc_number_ends(number, n)
        || !coc_ssn_valid(number->chars, named != 0))
    {
        return 0;
    }

    /* bare it is written with dashes, and called nothing else */

    if (!named && (g[1].sep != '-' || number->inner
                   || (direct & ~COC_LABEL_CARD)))
    {
        return 0;
    }

    if (named && (number->label.direct & ~(COC_LABEL_SSN | COC_LABEL_TAX))) {
        return 0;
    }

    return coc_number_found(number, n, COC_DETECT_SSN, found);
}


/* "SSN ends in 4471", "xxx-xx-4471" */

static int
coc_number_tail(const coc_number_t *number, coc_found_t *found)
{
    uint32_t        label;
    coc_detector_e  detector;

    const coc_group_t  *g = number->group;

    if (number->n > 2 && g[0].digits == 0 && g[1].digits == 0
        && g[0].len == 3 && g[1].len == 2 && g[2].len == 4
        && g[2].digits == 4 && memcmp(number->chars, "xxxxx", 5) == 0)
    {
        return coc_number_found(number, 3, COC_DETECT_SSN, found);
    }

    label = number->label.loose;

    if ((!number->masked && (label & COC_LABEL_END) == 0)
        || g[0].len < 3 || g[0].len > 6 || g[0].digits != g[0].len)
    {
        return 0;
    }

    if (label & COC_LABEL_SSN) {
        detector = COC_DETECT_SSN;

    } else if (label & COC_LABEL_CARD) {
        detector = COC_DETECT_CARD;

    } else if (label & COC_LABEL_ACCOUNT) {
        detector = COC_DETECT_ACCOUNT;

    } else {
        return 0;
    }

    return coc_number_found(number, 1, detector, found);
}


/*
 * The groups of an identifier: those joined by dashes, or short groups of
 * digits with spaces between ("943 476 5919").
 */

static size_t
coc_id_groups(const coc_number_t *number)
{
    size_t              i, n;
    const coc_group_t  *g;

    g = number->group;
    n = coc_number_joined(number);

    if (n > 1) {
        return n;
    }

    for (i = 0; i < number->n && i < 5; i++) {
        if (g[i].digits != g[i].len || g[i].len < 2 || g[i].len > 4
            || (i && g[i].sep != g[1].sep) || (i && g[i].sep == '/'))
        {
            break;
        }
    }

    return (i >= 2) ? i : 1;
}


/* What a count or a dose has after it. */

static int
coc_id_unit(const coc_number_t *number, size_t n)
{
    size_t     at, end;
    coc_str_t  s, unit;

    static const coc_str_t  units[] = {
        coc_str("cases"), coc_str("cells"), coc_str("children"),
        coc_str("copies"), coc_str("days"), coc_str("dollars"), coc_str("g"),
        coc_str("hours"), coc_str("individuals"), coc_str("iu"), coc_str("kg"),
        coc_str("mcg"), coc_str("members"), coc_str("men"), coc_str("mg"),
        coc_str("ml"), coc_str("participants"), coc_str("patients"),
        coc_str("people"), coc_str("persons"), coc_str("records"),
        coc_str("subjects"), coc_str("times"), coc_str("u"), coc_str("units"),
        coc_str("usd"), coc_str("visits"), coc_str("women"), coc_str("years")
    };

    s = number->s;
    at = number->group[n - 1].end;

    while (at < s.len && s.data[at] == ' ') {
        at++;
    }

    for (end = at; end < s.len && end - at < 16; end++) {
        if (!coc_is_letter(s.data[end])) {
            break;
        }
    }

    unit.data = s.data + at;
    unit.len = end - at;

    return coc_find_listed(unit, units, coc_nelts(units));
}


/* Long enough, with digits enough, and neither a year nor a date. */

static int
coc_id_shape(const coc_number_t *number, size_t n, size_t least)
{
    size_t  i, digits, chars;

    digits = 0;
    chars = 0;

    for (i = 0; i < n; i++) {
        digits += number->group[i].digits;
        chars += number->group[i].len;
    }

    if (chars < least || digits < 3 || (digits < 4 && chars < 6)
        || coc_number_date(number, n) || coc_id_unit(number, n))
    {
        return 0;
    }

    /* "2019-2020", "4000-11000" */

    if (n == 2 && coc_number_digits(number, 2) && number->group[0].len == 4
        && number->group[1].len == 4 && (number->chars[0] == '1'
                                         || number->chars[0] == '2')
        && (number->chars[4] == '1' || number->chars[4] == '2'))
    {
        return 0;
    }

    return 1;
}


typedef struct {
    uint32_t        label;
    coc_detector_e  detector;
    uint8_t         least;      /* characters */
} coc_id_form_t;


static const coc_id_form_t  coc_id_forms[] = {
    { COC_LABEL_SSN,     COC_DETECT_SSN,     9 },
    { COC_LABEL_TAX,     COC_DETECT_SSN,     9 },
    { COC_LABEL_NPI,     COC_DETECT_NPI,     10 },
    { COC_LABEL_DEA,     COC_DETECT_DEA,     8 },
    { COC_LABEL_MBI,     COC_DETECT_MBI,     9 },
    { COC_LABEL_MRN,     COC_DETECT_MRN,     5 },
    { COC_LABEL_NHS,     COC_DETECT_PLAN,    10 },
    { COC_LABEL_PLAN,    COC_DETECT_PLAN,    5 },
    { COC_LABEL_LICENSE, COC_DETECT_LICENSE, 5 },
    { COC_LABEL_VIN,     COC_DETECT_VIN,     17 },
    { COC_LABEL_PLATE,   COC_DETECT_PLATE,   5 },
    { COC_LABEL_CARD,    COC_DETECT_CARD,    12 },
    { COC_LABEL_ACCOUNT, COC_DETECT_ACCOUNT, 5 }
};


/*
 * A word that names only with a word for "number" does so before what looks
 * like a number of its kind: letters, a dash and digits, or many digits.
 */

static int
coc_id_weak(const coc_number_t *number, size_t n)
{
    size_t    i, digits;
    unsigned  letters;

    letters = 0;
    digits = 0;

    for (i = 0; i < n; i++) {
        letters |= number->group[i].digits != number->group[i].len;
        digits += number->group[i].digits;
    }

    return (n > 1 && letters && digits >= 5) || (n == 1 && digits >= 8);
}


static int
coc_number_named(const coc_number_t *number, coc_found_t *found)
{
    size_t                i, n;
    uint32_t              label;
    const coc_id_form_t  *form;

    n = coc_id_groups(number);
    label = number->inner ? 0 : number->label.direct;

    if (label == 0 && !number->inner && coc_id_weak(number, n)) {
        label = number->label.weak & (COC_LABEL_PLAN | COC_LABEL_ACCOUNT
                                      | COC_LABEL_LICENSE);

        if (n > 1) {
            label |= number->label.weak & COC_LABEL_MRN;
        }
    }

    /* the name stands a few words before */

    if (label == 0
        && (number->group[0].digits >= 7 || coc_id_weak(number, n)))
    {
        label = number->label.loose & COC_LABEL_MRN;

        if ((number->label.loose & COC_LABEL_CALL) || number->inner) {
            label = 0;
        }
    }

    for (i = 0; i < coc_nelts(coc_id_forms); i++) {
        form = &coc_id_forms[i];

        if ((label & form->label) == 0) {
            continue;
        }

        if (!coc_id_shape(number, n, form->least)
            || !coc_number_ends(number, n))
        {
            return 0;
        }

        return coc_number_found(number, n, form->detector, found);
    }

    return 0;
}


int
coc_number_id(const coc_number_t *number, coc_found_t *found)
{
    return coc_number_ssn(number, found) || coc_number_tail(number, found)
           || coc_number_named(number, found);
}
