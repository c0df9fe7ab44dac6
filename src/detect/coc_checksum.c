/*
 * Check digits of identifiers.
 */

#include "coc_checksum.h"


int
coc_checksum_luhn(const uint8_t *p, size_t n)
{
    size_t    i;
    unsigned  digit, sum;

    sum = 0;

    for (i = 0; i < n; i++) {
        digit = p[n - 1 - i] - (unsigned) '0';

        if (i % 2) {
            digit *= 2;
            digit -= (digit > 9) ? 9 : 0;
        }

        sum += digit;
    }

    return n && sum % 10 == 0;
}


int
coc_checksum_npi(const uint8_t *p)
{
    uint8_t  digits[15];

    memcpy(digits, "80840", 5);
    memcpy(digits + 5, p, 10);

    return (p[0] == '1' || p[0] == '2')
           && coc_checksum_luhn(digits, sizeof(digits));
}


/*
 * The first letter is the kind of registrant, the second that of the name, or
 * a 9 where a business has none.
 */

int
coc_checksum_dea(const uint8_t *p)
{
    unsigned        odd, even;
    const uint8_t  *d;

    if (p[0] == 0 || strchr("abcdefghjklmprstux", p[0]) == NULL
        || ((uint8_t) (p[1] - 'a') > 25 && p[1] != '9'))
    {
        return 0;
    }

    d = p + 2;
    odd = (unsigned) (d[0] + d[2] + d[4]) - 3u * '0';
    even = (unsigned) (d[1] + d[3] + d[5]) - 3u * '0';

    return (odd + 2 * even) % 10 == d[6] - (unsigned) '0';
}


int
coc_checksum_nhs(const uint8_t *p)
{
    unsigned  i, sum;

    sum = 0;

    for (i = 0; i < 9; i++) {
        sum += (10 - i) * (p[i] - (unsigned) '0');
    }

    sum = (11 - sum % 11) % 11;

    return sum == p[9] - (unsigned) '0';
}


int
coc_checksum_vin(const uint8_t *p)
{
    unsigned  i, sum, value;

    static const uint8_t  weights[] = {
        8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2
    };

    /* i, o and q are not used */

    static const char  values[] = "12345678.12345.7.923456789";

    sum = 0;

    for (i = 0; i < 17; i++) {

        if ((uint8_t) (p[i] - '0') < 10) {
            value = p[i] - (unsigned) '0';

        } else {
            if ((uint8_t) (p[i] - 'a') > 25 || values[p[i] - 'a'] == '.') {
                return 0;
            }

            value = (unsigned) values[p[i] - 'a'] - '0';
        }

        sum += weights[i] * value;
    }

    sum %= 11;

    return p[8] == (sum == 10 ? 'x' : '0' + sum);
}


/* Countries and how long their numbers are (SWIFT's registry). */

static const char  coc_iban_lengths[] =
    "ad24ae23al28at20az28ba20be16bg22bh22br29by28ch21cr22cy28cz24de22dk18do28"
    "ee20eg29es24fi18fo18fr27gb22ge22gi23gl18gr27gt28hr21hu28ie22il23iq23is26"
    "it27jo30kw30kz20lb28lc32li21lt20lu20lv21mc27md24me22mk19mr27mt31mu30nl18"
    "no15pk24pl28ps29pt25qa29ro24rs22sa24sc31se24si19sk24sm27sv28tl23tn24tr26"
    "ua29va22vg24xk20";


int
coc_checksum_iban(const uint8_t *p, size_t n)
{
    size_t       i;
    unsigned     rest;
    uint8_t      c;
    const char  *row;

    for (row = coc_iban_lengths; /* void */; row += 4) {

        if (*row == '\0') {
            return 0;
        }

        if (row[0] == p[0] && row[1] == p[1]) {
            break;
        }
    }

    if (n != (size_t) ((row[2] - '0') * 10 + row[3] - '0')) {
        return 0;
    }

    rest = 0;

    for (i = 0; i < n; i++) {
        c = p[(i + 4) % n];

        if ((uint8_t) (c - '0') < 10) {
            rest = (rest * 10 + c - '0') % 97;

        } else if ((uint8_t) (c - 'a') < 26) {
            rest = (rest * 100 + c - 'a' + 10) % 97;

        } else {
            return 0;
        }
    }

    return rest == 1;
}


int
coc_checksum_gtin(const uint8_t *p, size_t n)
{
    size_t    i;
    unsigned  sum;

    sum = 0;

    for (i = 0; i < n; i++) {
        sum += (p[n - 1 - i] - (unsigned) '0') * (i % 2 ? 3 : 1);
    }

    return n && sum % 10 == 0;
}


int
coc_checksum_aba(const uint8_t *p)
{
    unsigned  i, sum;

    static const uint8_t  weights[] = { 3, 7, 1 };

    sum = 0;

    for (i = 0; i < 9; i++) {
        sum += weights[i % 3] * (p[i] - (unsigned) '0');
    }

    return sum != 0 && sum % 10 == 0;
}
