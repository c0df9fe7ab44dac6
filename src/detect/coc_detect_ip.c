/*
 * Addresses of the internet.  Private ones identify nobody, and four numbers
 * with dots between them are often a version or a section: the words before
 * tell.
 */

#include "coc_detect_family.h"
#include "coc_detect_find.h"
#include "coc_str.h"


#define COC_IP_BEFORE  48       /* bytes of words before it */

#define COC_IP_NAMED    1       /* "ip", "address" */
#define COC_IP_USED     2       /* "logged in from", "host" */
#define COC_IP_NOT      4       /* "version", "section" */


static unsigned
coc_ip_word(coc_str_t word)
{
    size_t  i;

    static const struct {
        coc_str_t  word;
        unsigned   is;
    } words[] = {
        { coc_str("address"), COC_IP_NAMED },
        { coc_str("addresses"), COC_IP_NAMED },
        { coc_str("ip"), COC_IP_NAMED }, { coc_str("ips"), COC_IP_NAMED },
        { coc_str("ipv4"), COC_IP_NAMED }, { coc_str("ipv6"), COC_IP_NAMED },
        { coc_str("client"), COC_IP_USED },
        { coc_str("computer"), COC_IP_USED },
        { coc_str("connected"), COC_IP_USED },
        { coc_str("connection"), COC_IP_USED },
        { coc_str("from"), COC_IP_USED }, { coc_str("host"), COC_IP_USED },
        { coc_str("logged"), COC_IP_USED }, { coc_str("login"), COC_IP_USED },
        { coc_str("logins"), COC_IP_USED }, { coc_str("ping"), COC_IP_USED },
        { coc_str("server"), COC_IP_USED }, { coc_str("via"), COC_IP_USED },
        { coc_str("build"), COC_IP_NOT }, { coc_str("chapter"), COC_IP_NOT },
        { coc_str("ec"), COC_IP_NOT }, { coc_str("figure"), COC_IP_NOT },
        { coc_str("firmware"), COC_IP_NOT },
        { coc_str("release"), COC_IP_NOT }, { coc_str("rev"), COC_IP_NOT },
        { coc_str("section"), COC_IP_NOT },
        { coc_str("sections"), COC_IP_NOT },
        { coc_str("software"), COC_IP_NOT }, { coc_str("table"), COC_IP_NOT },
        { coc_str("v"), COC_IP_NOT }, { coc_str("ver"), COC_IP_NOT },
        { coc_str("version"), COC_IP_NOT }
    };

    for (i = 0; i < coc_nelts(words); i++) {
        if (words[i].word.data[0] == word.data[0]
            && coc_str_eq(word, words[i].word))
        {
            return words[i].is;
        }
    }

    return 0;
}


static unsigned
coc_ip_before(coc_str_t s, size_t from, size_t at)
{
    size_t     i;
    unsigned   is;
    coc_str_t  word;

    is = 0;
    i = (at - from > COC_IP_BEFORE) ? at - COC_IP_BEFORE : from;

    while (i < at) {

        if (!coc_is_word(s.data[i])) {
            i++;
            continue;
        }

        word.data = s.data + i;

        while (i < at && coc_is_word(s.data[i])) {
            i++;
        }

        word.len = (size_t) (s.data + i - word.data);
        is |= coc_ip_word(word);
    }

    return is;
}


/* Four numbers up to 255 at at: the end, or 0.  *wide: one has three digits. */

static size_t
coc_ip_four(coc_str_t s, size_t at, size_t end, uint8_t octet[4],
    unsigned *wide)
{
    size_t    i, n, start;
    unsigned  value;

    *wide = 0;
    i = at;

    for (n = 0; n < 4; n++) {

        if (n) {
            if (i == end || s.data[i] != '.') {
                return 0;
            }

            i++;
        }

        value = 0;

        for (start = i; i < end && coc_is_digit(s.data[i]) && i - start < 4;
             i++)
        {
            value = value * 10 + s.data[i] - '0';
        }

        if (i == start || value > 255
            || (i - start > 1 && s.data[start] == '0'))
        {
            return 0;
        }

        octet[n] = (uint8_t) value;
        *wide |= (i - start == 3);
    }

    /* a fifth is a version's; a colon is a port's */

    if (i < end && s.data[i] != ':') {
        return 0;
    }

    return i;
}


static int
coc_ip_private(const uint8_t octet[4])
{
    return octet[0] == 0 || octet[0] == 10 || octet[0] == 127
           || (octet[0] == 172 && octet[1] >= 16 && octet[1] < 32)
           || (octet[0] == 192 && octet[1] == 168)
           || (octet[0] == 169 && octet[1] == 254) || octet[0] == 255;
}


/* Eight groups, or fewer and two colons in a row; none of a time. */

static int
coc_ip_six(coc_str_t s, size_t at, size_t end)
{
    size_t    i, groups, digits, longest;
    unsigned  gaps;

    groups = 0;
    digits = 0;
    longest = 0;
    gaps = 0;

    for (i = at; i < end; i++) {

        if (s.data[i] == '.') {
            return 0;
        }

        if (s.data[i] == ':') {
            if (i + 1 < end && s.data[i + 1] == ':') {
                gaps++;
                i++;

                if (i + 1 < end && s.data[i + 1] == ':') {
                    return 0;
                }
            }

            digits = 0;
            continue;
        }

        groups += (digits == 0);
        digits++;
        longest = coc_max(longest, digits);

        if (digits > 4) {
            return 0;
        }
    }

    if (longest < 3) {
        return 0;
    }

    return gaps ? (gaps == 1 && groups >= 3 && groups < 8) : groups == 8;
}


static int
coc_ip_char(uint8_t c)
{
    return coc_is_digit(c) || c == ':' || c == '.'
           || (uint8_t) ((c | 0x20) - 'a') < 6;
}


static int
coc_ip_one(coc_detect_t *detect, coc_str_t s, size_t last, size_t start,
    size_t end)
{
    size_t    stop;
    uint8_t   octet[4];
    unsigned  is, wide;

    while (end > start && (s.data[end - 1] == '.' || s.data[end - 1] == ':')) {
        end--;
    }

    if (end - start < 7 || coc_detect_word_at(s, end)
        || (start > 0 && (coc_is_word(s.data[start - 1])
                          || s.data[start - 1] == '-'
                          || s.data[start - 1] == '_')))
    {
        return COC_OK;
    }

    stop = coc_ip_four(s, start, end, octet, &wide);

    if (stop == 0) {

        if (!coc_ip_six(s, start, end)) {
            return COC_OK;
        }

        return coc_detect_add(detect, COC_DETECT_IP, start, end, 0);
    }

    is = coc_ip_before(s, last, start);

    if (is & COC_IP_NAMED) {
        return coc_detect_add(detect, COC_DETECT_IP, start, stop, 0);
    }

    if ((is & COC_IP_NOT) || coc_ip_private(octet)
        || (!wide && (is & COC_IP_USED) == 0))
    {
        return COC_OK;
    }

    return coc_detect_add(detect, COC_DETECT_IP, start, stop, 0);
}


static int
coc_ip_find(coc_detect_t *detect)
{
    int        rc;
    size_t     i, from, start, last;
    coc_str_t  s;
    unsigned   signs;

    s = coc_detect_text(detect, COC_VIEW_PLAIN);
    last = 0;

    from = 0;

    /* of an address one sign at least has what is of it behind */

    for (i = coc_find_sign(s, 0); i < s.len; i = coc_find_sign(s, i)) {

        while (i > from && coc_ip_char(s.data[i - 1])) {
            i--;
        }

        start = i;
        signs = 0;

        while (i < s.len && coc_ip_char(s.data[i])) {
            signs += (s.data[i] == '.' || s.data[i] == ':');
            i++;
        }

        from = i;

        while (start < i && s.data[start] == '.') {
            start++;
        }

        if (signs < 2) {
            continue;
        }

        rc = coc_ip_one(detect, s, last, start, i);
        if (rc != COC_OK) {
            return rc;
        }

        last = i;
    }

    return COC_OK;
}


const coc_family_t  coc_family_ip = {
    coc_detector_bit(COC_DETECT_IP),
    coc_view_bit(COC_VIEW_PLAIN),
    COC_VIEW_PLAIN,
    1,
    coc_ip_find
};
