/*
 * Devices: the identifier that the FDA asks for as GS1 writes it,
 * "(01)…(21)…", and serial numbers with the word before.
 */

#include "coc_detect_family.h"
#include "coc_detect_find.h"
#include "coc_checksum.h"


#define COC_UDI_VALUE  24       /* characters of a serial number, most */


static size_t
coc_udi_value(coc_str_t s, size_t at, size_t *digits)
{
    size_t  i;

    *digits = 0;

    for (i = at; i < s.len && i - at < COC_UDI_VALUE; i++) {

        if (coc_is_digit(s.data[i])) {
            (*digits)++;

        } else if (!coc_is_letter(s.data[i]) && s.data[i] != '-'
                   && s.data[i] != '/')
        {
            break;
        }
    }

    while (i > at && !coc_is_word(s.data[i - 1])) {
        i--;
    }

    return i;
}


/* "(01)" and fourteen digits at at, and what follows in brackets: the end. */

static size_t
coc_udi_gs1(coc_str_t s, size_t at)
{
    size_t  i, end, digits;

    for (i = at + 4; i < s.len && i - at < 18; i++) {
        if (!coc_is_digit(s.data[i])) {
            break;
        }
    }

    if (i - at != 18) {
        return 0;
    }

    end = i;

    while (i + 4 < s.len && s.data[i] == '(' && coc_is_digit(s.data[i + 1])
           && coc_is_digit(s.data[i + 2]) && s.data[i + 3] == ')')
    {
        i = coc_udi_value(s, i + 4, &digits);
        end = i;
    }

    return (end - at > 18 || coc_checksum_gtin(s.data + at + 4, 14)) ? end : 0;
}


static size_t
coc_udi_skip(coc_str_t s, size_t at, const char *word)
{
    size_t  n;

    n = strlen(word);

    return (s.len - at >= n && memcmp(s.data + at, word, n) == 0) ? at + n
                                                                  : at;
}


/*
 * What stands between "serial" and its number: "no. ", "number is", ": #".
 * Returns where the number begins, or 0.
 */

static size_t
coc_udi_named(coc_str_t s, size_t at)
{
    size_t  i, n, start;

    static const char *const  words[] = {
        "number", "numbers", "no", "num", "nr", "id", "is", "was", "of",
        "the", "device", "identifier"
    };

    start = at;

    for ( ;; ) {

        while (at < s.len && at - start < 32 && s.data[at]
               && strchr(" :#.=('\"", s.data[at]) != NULL)
        {
            at++;
        }

        for (n = 0; n < coc_nelts(words); n++) {
            i = coc_udi_skip(s, at, words[n]);

            if (i > at && !coc_detect_word_at(s, i)) {
                break;
            }
        }

        if (n == coc_nelts(words) || at - start >= 32) {
            break;
        }

        at = i;
    }

    return (at > start) ? at : 0;
}


static int
coc_udi_label(coc_detect_t *detect, coc_str_t s, coc_str_t label)
{
    int     rc;
    size_t  i, at, end, digits, n;

    n = label.len;

    for (i = coc_find_bytes(s, 0, label);
         i < s.len;
         i = coc_find_bytes(s, i + n, label))
    {
        if ((i > 0 && coc_is_word(s.data[i - 1]))
            || coc_detect_word_at(s, i + n))
        {
            continue;
        }

        at = coc_udi_named(s, i + n);

        if (at == 0) {
            continue;
        }

        end = coc_udi_value(s, at, &digits);

        if (end - at < 5 || digits < 3 || coc_detect_word_at(s, end)) {
            continue;
        }

        rc = coc_detect_add(detect, COC_DETECT_UDI, at, end, 0);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


static int
coc_udi_find(coc_detect_t *detect)
{
    int        rc;
    size_t     i, end;
    coc_str_t  s;

    static const coc_str_t  first = coc_str("(01)");
    static const coc_str_t  labels[] = {
        coc_str("serial"), coc_str("s/n"), coc_str("udi"), coc_str("hibc")
    };

    s = coc_detect_text(detect, COC_VIEW_PLAIN);

    for (i = coc_find_bytes(s, 0, first);
         i < s.len;
         i = coc_find_bytes(s, i + first.len, first))
    {
        end = coc_udi_gs1(s, i);

        if (end) {
            rc = coc_detect_add(detect, COC_DETECT_UDI, i, end, 0);
            if (rc != COC_OK) {
                return rc;
            }
        }
    }

    for (i = 0; i < coc_nelts(labels); i++) {
        rc = coc_udi_label(detect, s, labels[i]);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


const coc_family_t  coc_family_udi = {
    coc_detector_bit(COC_DETECT_UDI),
    coc_view_bit(COC_VIEW_PLAIN),
    COC_VIEW_PLAIN,
    1,
    coc_udi_find
};
