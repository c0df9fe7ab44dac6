/*
 * Numbers of telephones, pagers and faxes: of North America by their form,
 * others with their country's code, or with a word before.
 */

#include "coc_detect_number.h"


#define COC_PHONE_LEAST   7     /* digits */
#define COC_PHONE_MOST   15     /* E.164 */


#define COC_PHONE_WORDS                                                      \
    (COC_LABEL_PHONE | COC_LABEL_FAX | COC_LABEL_PAGER | COC_LABEL_CALL)


/* Ten digits of the North American Numbering Plan, of no service. */

static int
coc_phone_valid(const uint8_t *p)
{
    return p[0] >= '2' && p[3] >= '2' && !(p[1] == '1' && p[2] == '1')
           && !(p[4] == '1' && p[5] == '1');
}


/* 800 and its like, 900: they reach no person's own telephone. */

static int
coc_phone_service(const uint8_t *p)
{
    return (p[0] == '8' && p[1] == p[2]
            && (p[1] == '0' || (p[1] >= '3' && p[1] <= '8')))
           || memcmp(p, "900", 3) == 0;
}


/* "ext. 12", "x12" after a number: where it ends. */

static size_t
coc_phone_extension(coc_str_t s, size_t at)
{
    size_t  i, start;

    i = at;

    while (i < s.len && i - at < 2 && (s.data[i] == ' ' || s.data[i] == ',')) {
        i++;
    }

    if (s.len - i > 3 && memcmp(s.data + i, "ext", 3) == 0) {
        i += 3;

        if (s.len - i > 6 && memcmp(s.data + i, "ension", 6) == 0) {
            i += 6;
        }

    } else if (i < s.len && s.data[i] == 'x') {
        i++;

    } else {
        return at;
    }

    while (i < s.len && i - at < 16
           && (s.data[i] == '.' || s.data[i] == ' ' || s.data[i] == ':'
               || s.data[i] == '#'))
    {
        i++;
    }

    for (start = i; i < s.len && i - start < 6; i++) {
        if (!coc_is_digit(s.data[i])) {
            break;
        }
    }

    return (i > start && !coc_detect_word_at(s, i)) ? i : at;
}


/* "office", "cell", "fax" right after a number, "(hotline)". */

static uint32_t
coc_phone_after(coc_str_t s, size_t at)
{
    size_t  i, j, start;

    static const struct {
        char      word[11];
        uint8_t   len;
        uint32_t  label;
    } words[] = {
        { "cell", 4, COC_LABEL_PHONE },
        { "crisis", 6, COC_LABEL_PUBLIC },
        { "fax", 3, COC_LABEL_FAX },
        { "helpline", 8, COC_LABEL_PUBLIC },
        { "home", 4, COC_LABEL_PHONE },
        { "hotline", 7, COC_LABEL_PUBLIC },
        { "mobile", 6, COC_LABEL_PHONE },
        { "office", 6, COC_LABEL_PHONE },
        { "pager", 5, COC_LABEL_PHONE },
        { "phone", 5, COC_LABEL_PHONE },
        { "toll", 4, COC_LABEL_PUBLIC },
        { "work", 4, COC_LABEL_PHONE }
    };

    for (i = at; i < s.len && i - at < 3; i++) {
        if (s.data[i] != ' ' && s.data[i] != '-' && s.data[i] != '(') {
            break;
        }
    }

    for (start = i; i < s.len && i - start < 12; i++) {
        if (!coc_is_letter(s.data[i])) {
            break;
        }
    }

    for (j = 0; j < coc_nelts(words); j++) {
        if (words[j].len == i - start
            && (uint8_t) words[j].word[0] == s.data[start]
            && memcmp(words[j].word, s.data + start, i - start) == 0)
        {
            return words[j].label;
        }
    }

    return 0;
}


static int
coc_phone_found(const coc_number_t *number, size_t n, coc_found_t *found)
{
    size_t    end;
    uint32_t  label;

    end = coc_phone_extension(number->s, number->group[n - 1].end);
    label = coc_phone_after(number->s, end);

    if (label == COC_LABEL_PUBLIC) {
        return 0;
    }

    if (label == 0) {
        label = number->label.direct ? number->label.direct
                                     : number->label.loose;
    }

    (void) coc_number_found(number, n,
                            (label & COC_LABEL_FAX) ? COC_DETECT_FAX
                                                    : COC_DETECT_PHONE,
                            found);

    found->end = end;

    if (number->plus || number->paren) {
        found->start--;

        while (found->start > 0 && number->plus
               && number->s.data[found->start] != '+')
        {
            found->start--;
        }
    }

    return 1;
}


/*
 * Ten digits in three groups or in one, after a 1 perhaps.  Returns the
 * groups, 0: it is not such a number; *digits are the ten.  *plain is set if
 * nothing but digits and spaces are there.
 */

static size_t
coc_phone_nanp(const coc_number_t *number, const uint8_t **digits,
    unsigned *plain)
{
    size_t              i, n;
    const coc_group_t  *g;

    g = number->group;
    i = (g[0].len == 1 && number->chars[0] == '1' && number->n > 1) ? 1 : 0;
    *digits = number->chars + i;
    *plain = 1;

    if (number->n >= i + 3 && g[i].len == 3 && g[i + 1].len == 3
        && g[i + 2].len == 4)
    {
        n = i + 3;
        *plain = g[i + 1].sep == ' ' && g[i + 2].sep == ' ';

        if (g[i + 1].sep == '/' || g[i + 2].sep == '/') {
            *plain = 1;
        }

    } else if (number->n >= i + 2 && g[i].len == 3 && g[i + 1].len == 7) {
        n = i + 2;

    } else if (number->n >= i + 2 && g[i].len == 6 && g[i + 1].len == 4) {
        n = i + 2;

    } else if (g[i].len == 10) {
        n = i + 1;

    } else if (i == 0 && g[0].len == 11 && number->chars[0] == '1') {
        n = 1;
        *digits = number->chars + 1;

    } else {
        return 0;
    }

    return coc_number_digits(number, n) ? n : 0;
}


/* Digits in a row of groups, as far as they may be one number. */

static size_t
coc_phone_groups(const coc_number_t *number, size_t *digits)
{
    size_t              i;
    const coc_group_t  *g;

    g = number->group;
    *digits = 0;

    for (i = 0; i < number->n; i++) {
        if (g[i].digits != g[i].len
            || *digits + g[i].len > COC_PHONE_MOST
            || (i > 0 && *digits >= 10 && g[i].sep == ' '
                && g[i - 1].sep != ' '))
        {
            break;
        }

        *digits += g[i].len;
    }

    return i;
}


/* Codes of countries begin so; a 1 is North America. */

static int
coc_phone_abroad(const coc_number_t *number, coc_found_t *found)
{
    size_t              n, digits;
    const uint8_t      *p;

    p = number->chars;

    if (!number->plus && (p[0] != '0' || p[1] != '0')) {
        return 0;
    }

    n = coc_phone_groups(number, &digits);

    if (n == 0 || !coc_number_ends(number, n)) {
        return 0;
    }

    if (!number->plus) {

        /* 00 is dialed in its place */

        if (digits < 11 || p[2] == '0'
            || (n < 3 && ((number->label.direct | number->label.loose)
                          & COC_PHONE_WORDS) == 0))
        {
            return 0;
        }

        return coc_phone_found(number, n, found);
    }

    if (digits < 8 || p[0] == '0' || memcmp(p, "800", 3) == 0
        || memcmp(p, "44800", 5) == 0 || memcmp(p, "44808", 5) == 0)
    {
        return 0;
    }

    if (p[0] == '1' && (digits != 11 || coc_phone_service(p + 1))) {
        return 0;
    }

    /* "+1000 to +1200": a count */

    if (n == 1 && digits < 9) {
        return 0;
    }

    return coc_phone_found(number, n, found);
}


/* Any number of seven digits and more, right after the word for it. */

static int
coc_phone_named(const coc_number_t *number, coc_found_t *found)
{
    size_t              i, n, digits;
    uint32_t            label;
    const coc_group_t  *g;

    g = number->group;
    label = number->label.direct;

    if (label && (label & (COC_LABEL_PHONE | COC_LABEL_FAX
                           | COC_LABEL_PAGER)) == 0)
    {
        return 0;
    }

    n = coc_phone_groups(number, &digits);

    if (n == 0 || digits < COC_PHONE_LEAST || (label == 0 && n < 2)
        || !coc_number_ends(number, n) || coc_number_date(number, n))
    {
        return 0;
    }

    /* "they're not answering at 78 651 450", "her number: …", "… office" */

    if (label == 0 && (number->label.loose & COC_LABEL_CALL) == 0
        && !coc_phone_after(number->s, number->group[n - 1].end))
    {
        return 0;
    }

    /* an address of the internet */

    if (n == 4 && g[1].sep == '.' && g[2].sep == '.' && g[3].sep == '.'
        && g[0].len <= 3 && g[1].len <= 3 && g[2].len <= 3 && g[3].len <= 3)
    {
        return 0;
    }

    /* years and ranges */

    for (i = 0; i < n; i++) {
        if (n == 2 && g[i].len == 4 && g[1 - i].len == 4
            && (number->chars[0] == '1' || number->chars[0] == '2')
            && number->chars[4] == number->chars[0])
        {
            return 0;
        }
    }

    return coc_phone_found(number, n, found);
}


int
coc_number_phone(const coc_number_t *number, coc_found_t *found)
{
    size_t          n;
    uint32_t        label;
    unsigned        plain;
    const uint8_t  *digits;

    label = number->label.direct | number->label.loose;

    /* hotlines and institutions are for everyone */

    if (number->inner
        || ((number->label.seen & COC_LABEL_PUBLIC)
            && (number->label.direct & COC_LABEL_PAGER) == 0))
    {
        return 0;
    }

    n = coc_phone_nanp(number, &digits, &plain);

    if (n && coc_number_ends(number, n)) {

        if (coc_phone_service(digits)
            && (number->label.direct & COC_LABEL_PAGER) == 0)
        {
            return 0;
        }

        /* as it is written, or as somebody who is to be called is named */

        if ((coc_phone_valid(digits) && (!plain || number->paren))
            || (label & COC_PHONE_WORDS))
        {
            return coc_phone_found(number, n, found);
        }
    }

    return coc_phone_abroad(number, found) || coc_phone_named(number, found);
}
