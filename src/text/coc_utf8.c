/*
 * UTF-8, read strictly.  Overlong forms, surrogates and code points past
 * U+10FFFF are ill-formed: what an application's decoder may take for a
 * letter is for the decoders of src/decode to settle, not for this one.
 */

#include "coc_utf8.h"
#include "coc_ascii.h"


size_t
coc_utf8_check(coc_str_t s, size_t *size)
{
    size_t          n, bad;
    uint32_t        cp;
    const uint8_t  *p, *end;

    bad = 0;
    *size = s.len;

    if (s.len == 0) {
        return 0;
    }

    p = s.data;
    end = p + s.len;

    while (p < end) {

        if (*p < 0x80) {
            p += coc_ascii_span(p, (size_t) (end - p));
            continue;
        }

        n = coc_utf8_read(p, end, &cp);
        p += n;

        if (cp == COC_UTF8_BAD) {
            bad++;
            *size = *size - n + 3;
        }
    }

    return bad;
}
