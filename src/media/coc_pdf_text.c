/*
 * A PDF's text strings to UTF-8.
 */

#include "coc_pdf_text.h"
#include "coc_media_utf8.h"


/* PDFDocEncoding where it is not Latin-1; 0: no character. */

static const uint16_t  coc_pdf_low[] = {        /* 0x18 to 0x1f */
    0x02d8, 0x02c7, 0x02c6, 0x02d9, 0x02dd, 0x02db, 0x02da, 0x02dc
};

static const uint16_t  coc_pdf_high[] = {       /* 0x7f to 0xa0 */
    0x0000,
    0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044,
    0x2039, 0x203a, 0x2212, 0x2030, 0x201e, 0x201c, 0x201d, 0x2018,
    0x2019, 0x201a, 0x2122, 0xfb01, 0xfb02, 0x0141, 0x0152, 0x0160,
    0x0178, 0x017d, 0x0131, 0x0142, 0x0153, 0x0161, 0x017e, 0x0000,
    0x20ac
};


static uint32_t
coc_pdf_char(uint8_t c)
{
    if (c >= 0x18 && c <= 0x1f) {
        return coc_pdf_low[c - 0x18];
    }

    if (c >= 0x7f && c <= 0xa0) {
        return coc_pdf_high[c - 0x7f];
    }

    return c;
}


size_t
coc_pdf_text(coc_str_t s, uint8_t *out, size_t size, int *odd)
{
    size_t    i, n;
    uint8_t   c;
    uint32_t  code;

    if (s.len >= 2 && (s.data[0] ^ s.data[1]) == 1 && s.data[0] >= 0xfe) {
        i = s.data[0];
        s.data += 2;
        s.len -= 2;

        return coc_media_utf16(s, i == 0xfe, out, size);
    }

    if (s.len >= 3 && memcmp(s.data, "\xef\xbb\xbf", 3) == 0) {
        s.data += 3;
        s.len -= 3;

    } else if (!coc_media_utf8_told(s)) {
        n = 0;

        for (i = 0; i < s.len && size - n >= COC_UTF8_MAX; i++) {
            c = s.data[i];
            code = coc_pdf_char(c);

            if (code == 0 || c == 0xad
                || (c < 0x18 && c != '\t' && c != '\n' && c != '\r'))
            {
                *odd = 1;
                code = (code == 0 && c != 0) ? 0xfffd : code;
            }

            n += coc_media_utf8_put(out + n, code);
        }

        return n;
    }

    n = coc_min(s.len, size);
    memcpy(out, s.data, n);

    return n;
}
