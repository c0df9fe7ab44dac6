/*
 * Codes that pay who gives them away: "promo code DOC20", "use my code".
 */

#include "coc_detect_family.h"
#include "coc_detect_find.h"


#define COC_CODE_LONG  24       /* bytes of a code, most */


/* The word that ends before at, and where it begins. */

static size_t
coc_code_word(coc_str_t s, size_t at, coc_str_t *word)
{
    size_t  end, start;

    for (end = at; end > 0 && at - end < 3; end--) {
        if (s.data[end - 1] != ' ' && s.data[end - 1] != '-') {
            break;
        }
    }

    for (start = end; start > 0 && end - start < 12; start--) {
        if (!coc_is_letter(s.data[start - 1])) {
            break;
        }
    }

    word->data = s.data + start;
    word->len = end - start;

    return start;
}


/*
 * What stands behind "code": a code has digits, or is called one.  Returns
 * its end, or 0.
 */

static size_t
coc_code_value(coc_str_t s, size_t at, unsigned *digits)
{
    size_t  i, start;

    for (i = at; i < s.len && i - at < 4; i++) {
        if (s.data[i] == 0 || strchr(" :\"'", s.data[i]) == NULL) {
            break;
        }
    }

    *digits = 0;

    for (start = i; i < s.len && i - start < COC_CODE_LONG; i++) {
        if (!coc_is_word(s.data[i])) {
            break;
        }

        *digits |= coc_is_digit(s.data[i]);
    }

    return (i - start >= 3) ? i : 0;
}


static int
coc_code_find(coc_detect_t *detect)
{
    int        rc;
    size_t     i, end, start;
    coc_str_t  s, word;
    unsigned   digits;

    static const coc_str_t  code = coc_str("code");
    static const coc_str_t  kinds[] = {
        coc_str("affiliate"), coc_str("coupon"), coc_str("discount"),
        coc_str("gift"), coc_str("invite"), coc_str("promo"),
        coc_str("promotion"), coc_str("promotional"), coc_str("referral"),
        coc_str("referrer"), coc_str("sponsor"), coc_str("voucher")
    };
    static const coc_str_t  verbs[] = {
        coc_str("apply"), coc_str("enter"), coc_str("my"), coc_str("our"),
        coc_str("use"), coc_str("using"), coc_str("with")
    };

    s = coc_detect_text(detect, COC_VIEW_PLAIN);

    for (i = coc_find_bytes(s, 0, code);
         i < s.len;
         i = coc_find_bytes(s, i + code.len, code))
    {
        if (coc_detect_word_at(s, i + 4)) {
            continue;
        }

        start = coc_code_word(s, i, &word);
        end = coc_code_value(s, i + 4, &digits);

        if (coc_find_listed(word, kinds, coc_nelts(kinds))) {
            end = (end && digits) ? end : i + 4;

        } else if (end == 0 || !digits
                   || !coc_find_listed(word, verbs, coc_nelts(verbs)))
        {
            continue;
        }

        rc = coc_detect_add(detect, COC_DETECT_AFFILIATE, start, end, 0);
        if (rc != COC_OK) {
            return rc;
        }
    }

    return COC_OK;
}


const coc_family_t  coc_family_code = {
    coc_detector_bit(COC_DETECT_AFFILIATE),
    coc_view_bit(COC_VIEW_PLAIN),
    COC_VIEW_PLAIN,
    0,
    coc_code_find
};
