/*
 * Text of a DICOM file to UTF-8: Latin-1 and UTF-8 at once, others by iconv.
 */

#include "coc_dicom_text.h"
#include "coc_media_utf8.h"
#include "coc_str.h"


#define COC_DICOM_ESC  0x1b


/* Without "ISO_IR " or "ISO 2022 IR "; the two name the same sets. */

static const struct {
    coc_str_t    name;
    const char  *charset;
    unsigned     escapes;
} coc_dicom_charsets[] = {
    { coc_str("101"), "ISO-8859-2", 0 },
    { coc_str("109"), "ISO-8859-3", 0 },
    { coc_str("110"), "ISO-8859-4", 0 },
    { coc_str("126"), "ISO-8859-7", 0 },
    { coc_str("127"), "ISO-8859-6", 0 },
    { coc_str("13"), "SHIFT_JIS", 0 },      /* for its half-width katakana */
    { coc_str("138"), "ISO-8859-8", 0 },
    { coc_str("144"), "ISO-8859-5", 0 },
    { coc_str("148"), "ISO-8859-9", 0 },
    { coc_str("149"), "EUC-KR", 0 },
    { coc_str("159"), "ISO-2022-JP-2", 1 },
    { coc_str("166"), "TIS-620", 0 },
    { coc_str("203"), "ISO-8859-15", 0 },
    { coc_str("58"), "GBK", 0 },
    { coc_str("87"), "ISO-2022-JP-2", 1 },
    { coc_str("GB18030"), "GB18030", 0 },
    { coc_str("GBK"), "GBK", 0 }
};


static int coc_dicom_charset(coc_dicom_text_t *text, coc_str_t name);
static size_t coc_dicom_unescape(uint8_t *value, size_t len);
static size_t coc_dicom_iconv(coc_dicom_text_t *text, uint8_t *value,
    size_t len, uint8_t *out, size_t size);
static size_t coc_dicom_bytes(const coc_dicom_text_t *text, coc_str_t value,
    uint8_t *out, size_t size);


void
coc_dicom_text_charset(coc_dicom_text_t *text, coc_str_t value)
{
    size_t     i;
    coc_str_t  name;

    coc_dicom_text_free(text);
    memset(text, 0, sizeof(coc_dicom_text_t));

    while (value.len != 0) {
        i = coc_str_find(value, '\\', 0);

        name.data = value.data;
        name.len = i;
        i += (i < value.len);
        value.data += i;
        value.len -= i;

        while (name.len != 0 && name.data[name.len - 1] == '\0') {
            name.len--;
        }

        name = coc_str_trim(name);

        if (coc_dicom_charset(text, name) && text->charset != NULL
            && text->escapes)
        {
            return;
        }
    }
}


/* A set with escapes of its own wins over those without. */

static int
coc_dicom_charset(coc_dicom_text_t *text, coc_str_t name)
{
    size_t                  i, k;
    coc_str_t               head;
    static const coc_str_t  utf8 = coc_str("192");
    static const coc_str_t  prefixes[] = {
        coc_str("ISO_IR "),
        coc_str("ISO 2022 IR ")
    };

    for (i = 0; i < coc_nelts(prefixes); i++) {
        head = name;
        head.len = coc_min(head.len, prefixes[i].len);

        if (coc_str_caseeq(head, prefixes[i])) {
            name.data += head.len;
            name.len -= head.len;
            break;
        }
    }

    if (coc_str_eq(name, utf8)) {
        text->utf8 = 1;
        return 1;
    }

    for (k = 0; k < coc_nelts(coc_dicom_charsets); k++) {

        if (!coc_str_caseeq(name, coc_dicom_charsets[k].name)) {
            continue;
        }

        if (text->charset == NULL || coc_dicom_charsets[k].escapes) {
            text->charset = coc_dicom_charsets[k].charset;
            text->escapes = (coc_dicom_charsets[k].escapes != 0);
        }

        return 1;
    }

    return 0;
}


size_t
coc_dicom_text(coc_dicom_text_t *text, uint8_t *value, size_t len, int person,
    uint8_t *out, size_t size)
{
    size_t     i, k, n;
    uint8_t    c;
    coc_str_t  s;

    if (!text->escapes) {
        len = coc_dicom_unescape(value, len);
    }

    if (text->charset != NULL && !text->open) {
        text->cd = iconv_open("UTF-8", text->charset);

        if (text->cd == (iconv_t) -1) {
            text->charset = NULL;

        } else {
            text->open = 1;
        }
    }

    if (text->open) {
        n = coc_dicom_iconv(text, value, len, out, size);

    } else {
        s.data = value;
        s.len = len;
        n = coc_dicom_bytes(text, s, out, size);
    }

    for (i = 0, k = 0; i < n; i++) {
        c = out[i];

        if (c == '\\') {
            c = '\n';

        } else if (person && (c == '^' || c == '=')) {
            c = ' ';
        }

        /* parts that a name doesn't have leave no gaps */

        if (!person || c != ' ' || k == 0 || out[k - 1] != ' ') {
            out[k++] = c;
        }
    }

    return k;
}


/* Takes escape sequences out, in place: ESC, intermediates, a final byte. */

static size_t
coc_dicom_unescape(uint8_t *value, size_t len)
{
    size_t  i, n;

    for (i = 0, n = 0; i < len; i++) {

        if (value[i] != COC_DICOM_ESC) {
            value[n++] = value[i];
            continue;
        }

        while (i + 1 < len && value[i + 1] >= 0x20 && value[i + 1] <= 0x2f) {
            i++;
        }

        i++;
    }

    return n;
}


static size_t
coc_dicom_iconv(coc_dicom_text_t *text, uint8_t *value, size_t len,
    uint8_t *out, size_t size)
{
    char    *from, *to;
    size_t   left, room;

    from = (char *) value;
    left = len;
    to = (char *) out;
    room = size;

    (void) iconv(text->cd, NULL, NULL, NULL, NULL);

    while (left != 0 && room >= COC_UTF8_MAX) {

        if (iconv(text->cd, &from, &left, &to, &room) != (size_t) -1
            || left == 0 || room < COC_UTF8_MAX)
        {
            break;
        }

        /* not of the charset, or cut */

        room -= coc_media_utf8_put((uint8_t *) to, 0xfffd);
        to = (char *) out + (size - room);
        from++;
        left--;
    }

    return size - room;
}


static size_t
coc_dicom_bytes(const coc_dicom_text_t *text, coc_str_t value, uint8_t *out,
    size_t size)
{
    size_t  i, n;

    if (text->utf8 || coc_media_utf8_told(value)) {
        n = coc_min(value.len, size);
        memcpy(out, value.data, n);

        return n;
    }

    for (i = 0, n = 0; i < value.len && size - n >= COC_UTF8_MAX; i++) {
        n += coc_media_utf8_put(out + n, value.data[i]);
    }

    return n;
}


void
coc_dicom_text_free(coc_dicom_text_t *text)
{
    if (text->open) {
        (void) iconv_close(text->cd);
        text->open = 0;
    }
}
