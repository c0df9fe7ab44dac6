/*
 * Normal forms of addresses, numbers and handles.  All are folded first, so
 * that an address in letters of another script, or in full width, is the same
 * address.  Members write them as they like: what is read here is generous,
 * and the same for what is registered and for what is asked.
 */

#include "coc_identity_text.h"
#include "coc_lookalike.h"
#include "coc_skeleton.h"
#include "coc_str.h"
#include "coc_utf8.h"


#define COC_IDENTITY_PHONE_MIN    10    /* digits, without the country */
#define COC_IDENTITY_PHONE_MAX    15    /* with it (ITU-T E.164) */
#define COC_IDENTITY_NPI_DIGITS   10
#define COC_IDENTITY_LICENSE_MIN  5     /* letters and digits */
#define COC_IDENTITY_LICENSE_MAX  32


static int
coc_identity_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}


static int
coc_identity_letter(uint8_t c)
{
    return c >= 'a' && c <= 'z';
}


static int
coc_identity_bracket(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r'
           || memchr("()[]{}<>", c, 8) != NULL;
}


/* Words without what parts them; "at" and "dot" as signs. */

static size_t
coc_identity_email_flat(coc_str_t s, uint8_t *out)
{
    size_t     i, n, start;
    unsigned   at;
    coc_str_t  word;

    at = (memchr(s.data, '@', s.len) != NULL);

    for (i = 0, n = 0; i < s.len; /* void */) {

        if (coc_identity_bracket(s.data[i])) {
            i++;
            continue;
        }

        for (start = i; i < s.len && !coc_identity_bracket(s.data[i]); i++) {
            /* void */
        }

        word.data = s.data + start;
        word.len = i - start;

        if (!at && coc_str_eq(word, coc_str_from("at"))) {
            out[n++] = '@';

        } else if (coc_str_eq(word, coc_str_from("dot"))) {
            out[n++] = '.';

        } else {
            memcpy(out + n, word.data, word.len);
            n += word.len;
        }
    }

    return n;
}


static int
coc_identity_email(coc_str_t s, uint8_t *out, size_t *len)
{
    size_t     i, n, at, mailbox;
    unsigned   gmail;
    coc_str_t  domain;

    static const coc_str_t  scheme = coc_str("mailto:");

    if (s.len > scheme.len
        && memcmp(s.data, scheme.data, scheme.len) == 0)
    {
        s.data += scheme.len;
        s.len -= scheme.len;
    }

    n = coc_identity_email_flat(s, out);
    s.data = out;
    s.len = n;

    at = coc_str_find(s, '@', 0);

    if (at == 0 || at == n || coc_str_find(s, '@', at + 1) != n) {
        return COC_DECLINED;
    }

    domain.data = out + at + 1;
    domain.len = n - at - 1;

    while (domain.len > 0 && domain.data[domain.len - 1] == '.') {
        domain.len--;
    }

    i = coc_str_find(domain, '.', 0);

    if (i == 0 || i == domain.len) {
        return COC_DECLINED;
    }

    gmail = coc_str_eq(domain, coc_str_from("gmail.com"))
            || coc_str_eq(domain, coc_str_from("googlemail.com"));

    for (i = 0, mailbox = 0; i < at && (out[i] != '+' || i == 0); i++) {
        if (!gmail || out[i] != '.') {
            out[mailbox++] = out[i];
        }
    }

    if (gmail) {
        domain = coc_str_from("gmail.com");
    }

    out[mailbox++] = '@';
    memmove(out + mailbox, domain.data, domain.len);
    *len = mailbox + domain.len;

    return (mailbox > 1) ? COC_OK : COC_DECLINED;
}


/* Digits of s before an extension; +  before them sets *plus. */

static size_t
coc_identity_phone_digits(coc_str_t s, uint8_t *out, unsigned *plus)
{
    size_t   i, n;
    uint8_t  c;

    for (i = 0, n = 0; i < s.len; i++) {
        c = s.data[i];

        if (coc_identity_digit(c)) {

            if (n > COC_IDENTITY_PHONE_MAX + 3) {
                return 0;
            }

            /* "+44 (0)20": the digit in brackets is for calls from there */

            if (*plus && n > 0 && c == '0' && s.data[i - 1] == '('
                && i + 1 < s.len && s.data[i + 1] == ')')
            {
                continue;
            }

            out[n++] = c;

        } else if (c == '+' && n == 0) {
            *plus = 1;

        } else if (n > 0 && (coc_identity_letter(c) || c == '#' || c == ';'
                             || c == ','))
        {
            break;
        }
    }

    return n;
}


static int
coc_identity_phone(coc_str_t s, uint8_t *out, size_t *len)
{
    size_t    n, skip;
    unsigned  plus;

    plus = 0;
    n = coc_identity_phone_digits(s, out, &plus);

    if (n < COC_IDENTITY_PHONE_MIN) {
        return COC_DECLINED;
    }

    skip = 0;

    if (!plus) {

        if (n > COC_IDENTITY_PHONE_MIN + 2 && memcmp(out, "011", 3) == 0) {
            skip = 3;

        } else if (n > COC_IDENTITY_PHONE_MIN && memcmp(out, "00", 2) == 0) {
            skip = 2;

        } else if (n == COC_IDENTITY_PHONE_MIN && out[0] >= '2') {

            /* no area of +1 begins with 0 or 1 */

            memmove(out + 1, out, n);
            out[0] = '1';
            n++;
        }
    }

    n -= skip;

    if (n > COC_IDENTITY_PHONE_MAX) {
        return COC_DECLINED;
    }

    memmove(out, out + skip, n);
    *len = n;

    return COC_OK;
}


static int
coc_identity_npi(coc_str_t s, uint8_t *out, size_t *len)
{
    size_t  i, n;

    for (i = 0, n = 0; i < s.len; i++) {

        if (coc_identity_digit(s.data[i])) {

            if (n == COC_IDENTITY_NPI_DIGITS) {
                return COC_DECLINED;
            }

            out[n++] = s.data[i];

        } else if (s.data[i] != ' ' && s.data[i] != '-') {
            return COC_DECLINED;
        }
    }

    if (n != COC_IDENTITY_NPI_DIGITS || (out[0] != '1' && out[0] != '2')) {
        return COC_DECLINED;
    }

    *len = n;

    return COC_OK;
}


/* Letters and digits from an offset on; how many, or 0 when they are none. */

static size_t
coc_identity_license_flat(coc_str_t s, size_t from, size_t digits,
    uint8_t *out)
{
    size_t   i, n, numbers;
    uint8_t  c;

    numbers = 0;

    for (i = from, n = 0; i < s.len; i++) {
        c = s.data[i];

        if (!coc_identity_digit(c) && !coc_identity_letter(c)) {
            continue;
        }

        if (n == COC_IDENTITY_LICENSE_MAX) {
            return 0;
        }

        numbers += (size_t) coc_identity_digit(c);
        out[n++] = c;
    }

    return (n >= COC_IDENTITY_LICENSE_MIN && numbers >= digits) ? n : 0;
}


static int
coc_identity_license(coc_str_t s, coc_identity_form_e form, uint8_t *out,
    size_t *len)
{
    if (form == COC_IDENTITY_SHORT) {

        /* "CA A12345", "NY-123456": two letters of a state */

        if (s.len < 4 || !coc_identity_letter(s.data[0])
            || !coc_identity_letter(s.data[1])
            || coc_identity_letter(s.data[2]) || coc_identity_digit(s.data[2]))
        {
            return COC_DECLINED;
        }

        *len = coc_identity_license_flat(s, 3, 4, out);

    } else {
        *len = coc_identity_license_flat(s, 0, 2, out);
    }

    return (*len != 0) ? COC_OK : COC_DECLINED;
}


static int
coc_identity_handle(coc_str_t s, uint8_t *out, size_t *len)
{
    size_t  i;

    if (s.len > 0 && s.data[0] == '@') {
        s.data++;
        s.len--;
    }

    for (i = 0; i < s.len; i++) {
        if (coc_identity_bracket(s.data[i]) || s.data[i] == '@') {
            return COC_DECLINED;
        }
    }

    memcpy(out, s.data, s.len);
    *len = s.len;

    return (s.len != 0) ? COC_OK : COC_DECLINED;
}


/* Marks go as well: who looks at a name in passing does not see them. */

static int
coc_identity_display(coc_str_t text, uint8_t *out, size_t *len)
{
    size_t          n, used, letters;
    uint8_t         flat[COC_IDENTITY_FLAT];
    uint32_t        cp;
    const uint8_t  *p, *end;

    if (coc_skeleton(text, flat, sizeof(flat), &n) != COC_OK) {
        return COC_DECLINED;
    }

    letters = 0;
    *len = 0;
    p = flat;

    for (end = p + n; p < end; p += used) {
        used = coc_utf8_read(p, end, &cp);

        if (cp < 0x80 ? !coc_identity_letter((uint8_t) cp)
                        && !coc_identity_digit((uint8_t) cp)
                      : coc_skeleton_is_mark(cp))
        {
            continue;
        }

        memcpy(out + *len, p, used);
        *len += used;
        letters++;
    }

    return (letters > 1) ? COC_OK : COC_DECLINED;
}


int
coc_identity_text(coc_identity_e kind, coc_str_t text,
    coc_identity_form_e form, uint8_t *out, size_t *len)
{
    size_t     size;
    uint8_t    flat[COC_IDENTITY_FLAT];
    coc_str_t  s;

    if (text.len == 0 || text.len > COC_IDENTITY_TEXT
        || coc_utf8_check(text, &size) != 0)
    {
        return COC_DECLINED;
    }

    if (form != COC_IDENTITY_WHOLE && kind != COC_IDENTITY_NAME
        && kind != COC_IDENTITY_LICENSE)
    {
        return COC_DECLINED;
    }

    if (kind == COC_IDENTITY_DISPLAY) {
        return coc_identity_display(text, out, len);
    }

    s.data = flat;

    if (coc_lookalike_text(text, flat, sizeof(flat), &s.len) != COC_OK) {
        return COC_DECLINED;
    }

    s = coc_str_trim(s);

    switch (kind) {

    case COC_IDENTITY_EMAIL:
        return coc_identity_email(s, out, len);

    case COC_IDENTITY_PHONE:
        return coc_identity_phone(s, out, len);

    case COC_IDENTITY_NPI:
        return coc_identity_npi(s, out, len);

    case COC_IDENTITY_LICENSE:
        return coc_identity_license(s, form, out, len);

    case COC_IDENTITY_NAME:
        return coc_identity_person(s, form, out, len);

    case COC_IDENTITY_HANDLE:
        return coc_identity_handle(s, out, len);

    default:
        return COC_DECLINED;
    }
}
