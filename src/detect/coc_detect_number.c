/*
 * One walk over the digits of a text: numbers are read as groups, and asked
 * what they are.
 */

#include "coc_detect_number.h"
#include "coc_detect_family.h"
#include "coc_detect_find.h"


#define COC_NUMBER_BEFORE  80   /* bytes before a number that name it */
#define COC_NUMBER_PREFIX   8   /* letters of "PT-558213", most */


/* Goes back from the digit at to where its group, or its prefix, begins. */

static size_t
coc_number_start(coc_str_t s, size_t at, size_t from)
{
    size_t  i, j;

    i = at;

    while (i > from && at - i <= COC_NUMBER_GROUP
           && coc_is_word(s.data[i - 1]))
    {
        i--;
    }

    if (i < from + 2 || (s.data[i - 1] != '-' && s.data[i - 1] != ':')) {
        return i;
    }

    j = i - 1;

    while (j > from && i - j <= COC_NUMBER_PREFIX
           && coc_is_letter(s.data[j - 1]) && s.data[j - 1] < 0x80)
    {
        j--;
    }

    /* of "DL:AB12" the number is what follows the colon */

    if (j == i - 1 || s.data[i - 1] == ':'
        || coc_label_strong(s.data + j, i - 1 - j)
        || (j > from && (coc_is_word(s.data[j - 1]) || s.data[j - 1] == '-')))
    {
        return i;
    }

    return j;
}


/* "mrn-" stands before at: a name, and no part of the number. */

static int
coc_number_label(coc_str_t s, size_t at)
{
    size_t  i;

    for (i = at - 1; i > 0 && at - i < COC_NUMBER_PREFIX + 2; i--) {
        if (!coc_is_letter(s.data[i - 1])) {
            break;
        }
    }

    return s.data[at - 1] == '-' && coc_label_strong(s.data + i, at - 1 - i);
}


static void
coc_number_before(coc_number_t *number)
{
    size_t     at;
    uint8_t    c;
    coc_str_t  s;

    s = number->s;
    at = number->group[0].start;

    number->plus = 0;
    number->paren = 0;
    number->inner = 0;
    number->masked = 0;

    if (at == 0) {
        return;
    }

    c = s.data[at - 1];

    if (c == '(') {
        number->paren = 1;
        number->plus = (at > 1 && s.data[at - 2] == '+');

    } else if (c == '+') {
        number->plus = (at == 1 || !coc_is_word(s.data[at - 2]));
        number->inner = !number->plus;

    } else if (c == '*') {
        number->masked = 1;

    } else if (coc_is_word(c) || c == '$' || c == '_' || c == '^'
               || ((c == '-' || c == '.' || c == '/' || c == ',')
                   && at > 1 && coc_is_word(s.data[at - 2])))
    {
        number->inner = !coc_number_label(s, at);
    }

    /* a + may stand before a bracket, or one space away */

    if (c == ' ' && at > 1 && s.data[at - 2] == '+'
        && (at == 2 || s.data[at - 3] == ' '))
    {
        number->plus = 1;
    }
}


int
coc_number_digits(const coc_number_t *number, size_t n)
{
    size_t  i;

    for (i = 0; i < n; i++) {
        if (number->group[i].digits != number->group[i].len) {
            return 0;
        }
    }

    return n <= number->n;
}


size_t
coc_number_joined(const coc_number_t *number)
{
    size_t  i;

    for (i = 1; i < number->n; i++) {
        if (number->group[i].sep != '-'
            || number->group[i].start != number->group[i - 1].end + 1)
        {
            break;
        }
    }

    return i;
}


int
coc_number_ends(const coc_number_t *number, size_t n)
{
    size_t     at;
    coc_str_t  s;

    s = number->s;
    at = number->group[n - 1].end;

    if (at >= s.len) {
        return 1;
    }

    if (s.data[at] == '%') {
        return 0;
    }

    return !((s.data[at] == '-' || s.data[at] == '.' || s.data[at] == ','
              || s.data[at] == '/' || s.data[at] == '_')
             && at + 1 < s.len && coc_is_digit(s.data[at + 1]));
}


int
coc_number_date(const coc_number_t *number, size_t n)
{
    size_t              i;
    const uint8_t      *p;
    const coc_group_t  *g;

    g = number->group;

    if (n != 3 || !coc_number_digits(number, 3) || g[1].len > 2
        || g[1].sep != g[2].sep)
    {
        return 0;
    }

    /* days and months */

    for (i = 0; i < 3; i++) {
        p = number->chars + g[i].at;

        if (g[i].len == 2 && p[0] > '3' && (i == 1 || g[2].len == 4)) {
            return 0;
        }
    }

    return (g[0].len <= 2 && (g[2].len == 2 || g[2].len == 4))
           || (g[0].len == 4 && g[2].len <= 2);
}


int
coc_number_found(const coc_number_t *number, size_t n,
    coc_detector_e detector, coc_found_t *found)
{
    found->detector = detector;
    found->start = number->group[0].start;
    found->end = number->group[n - 1].end;

    return 1;
}


/* Words that an application calls a field by: "patient_id", "mobilePhone". */

static void
coc_number_path(const coc_detect_t *detect, coc_number_t *number)
{
    size_t     i, n;
    uint8_t    c, words[COC_NUMBER_BEFORE];
    coc_str_t  s, path;

    path = detect->path;
    s = number->s;

    /* only where the value is the number */

    for (i = 0; i < number->group[0].start; i++) {
        if (s.data[i] != ' ' && s.data[i] != '+' && s.data[i] != '(') {
            return;
        }
    }

    for (i = number->group[number->n - 1].end; i < s.len; i++) {
        if (s.data[i] != ' ' && s.data[i] != '\n') {
            return;
        }
    }

    i = path.len > COC_NUMBER_BEFORE / 2 ? path.len - COC_NUMBER_BEFORE / 2
                                         : 0;

    for (n = 0; i < path.len; i++) {
        c = path.data[i];

        if ((uint8_t) (c - 'A') < 26) {
            if (n && words[n - 1] != ' ' && i
                && (uint8_t) (path.data[i - 1] - 'a') < 26)
            {
                words[n++] = ' ';
            }

            words[n++] = c | 0x20;

        } else {
            words[n++] = (uint8_t) (c - 'a') < 26 ? c : ' ';
        }
    }

    words[n++] = ':';

    s.data = words;
    s.len = n;

    coc_label_read(s, 0, n, &number->label);
}


static int
coc_number_ask(const coc_number_t *number, coc_found_t *found)
{
    const coc_label_t  *label;

    label = &number->label;

    if (label->direct & COC_LABEL_OTHER) {
        return 0;
    }

    /* nothing but a telephone begins with so little and has no name */

    if (number->group[0].len < 3
        && (label->direct | label->weak | label->loose | label->seen) == 0)
    {
        return coc_number_phone(number, found);
    }

    return coc_number_pay(number, found) || coc_number_id(number, found)
           || coc_number_check(number, found)
           || coc_number_phone(number, found);
}


/* Too short for any, or a decimal: most numbers of a clinical text are. */

static int
coc_number_short(const coc_number_t *number)
{
    const coc_group_t  *g;

    g = number->group;

    return number->nchars < 4
           || (number->n == 1 && g[0].digits < 2)
           || (number->n > 1 && g[0].len == 1 && g[1].sep == '.'
               && g[1].len < 3);
}


static int
coc_number_find(coc_detect_t *detect)
{
    int           rc;
    size_t        i, at, last;
    coc_str_t     s;
    coc_label_t   label;
    coc_found_t   found;
    coc_number_t  number;

    s = coc_detect_text(detect, COC_VIEW_FOLDED);

    number.s = s;
    number.n = 0;
    last = 0;
    i = 0;
    memset(&label, 0, sizeof(coc_label_t));

    for ( ;; ) {

        i = coc_find_digit(s, i);

        if (i == s.len) {
            break;
        }

        at = coc_number_start(s, i, last);

        if (!coc_number_shift(&number, at)) {
            coc_number_read(&number, at);
        }

        if (number.n == 0) {

            /* too long for anything: past it */

            while (i < s.len && coc_is_word(s.data[i])) {
                i++;
            }

            last = i;
            continue;
        }

        if (coc_number_short(&number)) {
            i = coc_max(number.group[0].end, i + 1);
            continue;
        }

        coc_number_before(&number);

        /* each byte names the number that follows it, no later one */

        coc_label_read(s, coc_max(last, (at > COC_NUMBER_BEFORE)
                                  ? at - COC_NUMBER_BEFORE : 0),
                       at, &number.label);

        /* "MRN 123456 and 234567" */

        if (last && at - last < 8 && number.label.seen == 0) {
            number.label = label;
        }

        if (last == 0) {
            coc_number_path(detect, &number);
        }

        if (!coc_number_ask(&number, &found)) {
            label = number.label;
            i = coc_max(number.group[0].end, i + 1);
            last = i;
            continue;
        }

        rc = coc_detect_add(detect, found.detector, found.start, found.end, 0);
        if (rc != COC_OK) {
            return rc;
        }

        label = number.label;
        i = found.end;
        last = found.end;
    }

    return COC_OK;
}


const coc_family_t  coc_family_number = {
    coc_detector_bit(COC_DETECT_SSN)
    | coc_detector_bit(COC_DETECT_NPI)
    | coc_detector_bit(COC_DETECT_DEA)
    | coc_detector_bit(COC_DETECT_MBI)
    | coc_detector_bit(COC_DETECT_MRN)
    | coc_detector_bit(COC_DETECT_ACCOUNT)
    | coc_detector_bit(COC_DETECT_PLAN)
    | coc_detector_bit(COC_DETECT_LICENSE)
    | coc_detector_bit(COC_DETECT_PHONE)
    | coc_detector_bit(COC_DETECT_FAX)
    | coc_detector_bit(COC_DETECT_VIN)
    | coc_detector_bit(COC_DETECT_PLATE)
    | coc_detector_bit(COC_DETECT_CARD)
    | coc_detector_bit(COC_DETECT_IBAN),
    coc_view_bit(COC_VIEW_FOLDED),
    COC_VIEW_FOLDED,
    1,
    coc_number_find
};
