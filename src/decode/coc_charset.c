/*
 * The labels of charsets, and their byte order marks.  Nothing that a client
 * wrote is ever given to iconv, whose names may hold options ("//TRANSLIT") and
 * name files.
 */

#include "coc_charset.h"
#include "coc_str.h"


/* Marks, in the order in which they are looked for. */

enum {
    COC_MARK_NONE = 0,
    COC_MARK_8,
    COC_MARK_32LE,
    COC_MARK_32BE,
    COC_MARK_16LE,
    COC_MARK_16BE
};


typedef struct {
    coc_str_t  bytes;
    uint8_t    mark;
} coc_charset_mark_t;


static const coc_charset_mark_t  coc_charset_marks[] = {
    { coc_str("\xef\xbb\xbf"),     COC_MARK_8 },
    { coc_str("\xff\xfe\x00\x00"), COC_MARK_32LE },
    { coc_str("\x00\x00\xfe\xff"), COC_MARK_32BE },
    { coc_str("\xff\xfe"),         COC_MARK_16LE },
    { coc_str("\xfe\xff"),         COC_MARK_16BE }
};


/* unit, mark, ascii, marked */

#define COC_BYTES    1, COC_MARK_NONE, 1, 0
#define COC_MIXED    1, COC_MARK_NONE, 0, 0

static const coc_charset_t  coc_charset_table[] = {

    { NULL, "utf-8 utf8 utf_8 'utf-8' unicode-1-1-utf-8 unicode11utf8"
      " unicode20utf8 x-unicode20utf8 csutf8 utf8mb4 cp65001 utf-8-sig",
      1, COC_MARK_8, 1, 0 },
    { NULL, "us-ascii ascii ansi_x3.4-1968 ansi_x3.4-1986 iso-ir-6"
      " iso646-us iso_646.irv:1991 us ibm367 cp367 csascii",
      1, COC_MARK_8, 1, 0 },

    { "UTF-16LE", "utf-16le utf16le utf_16_le csutf16le x-utf-16le",
      2, COC_MARK_16LE, 0, 0 },
    { "UTF-16BE", "utf-16be utf16be utf_16_be csutf16be unicodefffe",
      2, COC_MARK_16BE, 0, 0 },
    { "UTF-32LE", "utf-32le utf32le utf_32_le csutf32le ucs-4le",
      4, COC_MARK_32LE, 0, 0 },
    { "UTF-32BE", "utf-32be utf32be utf_32_be csutf32be ucs-4be",
      4, COC_MARK_32BE, 0, 0 },
    { NULL, "utf-16 utf16 utf_16 csutf16 unicode csunicode unicodefeff ucs-2"
      " ucs2 iso-10646-ucs-2", 2, COC_MARK_NONE, 0, 1 },
    { NULL, "utf-32 utf32 utf_32 csutf32 ucs-4 ucs4 csucs4 iso-10646-ucs-4",
      4, COC_MARK_NONE, 0, 1 },
    { "UTF-7", "utf-7 utf7 utf_7 unicode-1-1-utf-7 csutf7 cp65000"
      " x-unicode-2-0-utf-7 csunicode11utf7", COC_MIXED },

    { "CP1252", "iso-8859-1 windows-1252 cp1252 latin1 l1 iso8859-1 iso88591"
      " iso_8859-1 iso_8859-1:1987 iso-ir-100 csisolatin1 ibm819 cp819"
      " x-cp1252 latin-1 8859_1 cswindows1252", COC_BYTES },
    { "ISO-8859-2", "iso-8859-2 latin2 l2 iso8859-2 iso88592 iso_8859-2"
      " iso_8859-2:1987 iso-ir-101 csisolatin2", COC_BYTES },
    { "ISO-8859-3", "iso-8859-3 latin3 l3 iso8859-3 iso88593 iso_8859-3"
      " iso_8859-3:1988 iso-ir-109 csisolatin3", COC_BYTES },
    { "ISO-8859-4", "iso-8859-4 latin4 l4 iso8859-4 iso88594 iso_8859-4"
      " iso_8859-4:1988 iso-ir-110 csisolatin4", COC_BYTES },
    { "ISO-8859-5", "iso-8859-5 cyrillic iso8859-5 iso88595 iso_8859-5"
      " iso_8859-5:1988 iso-ir-144 csisolatincyrillic", COC_BYTES },
    { "ISO-8859-6", "iso-8859-6 arabic iso8859-6 iso88596 iso_8859-6"
      " iso_8859-6:1987 iso-8859-6-e iso-8859-6-i asmo-708 ecma-114"
      " csiso88596e csiso88596i iso-ir-127 csisolatinarabic", COC_BYTES },
    { "ISO-8859-7", "iso-8859-7 greek greek8 iso8859-7 iso88597 iso_8859-7"
      " iso_8859-7:1987 iso-ir-126 csisolatingreek ecma-118 elot_928"
      " sun_eu_greek", COC_BYTES },
    { "ISO-8859-8", "iso-8859-8 hebrew iso8859-8 iso88598 iso_8859-8"
      " iso_8859-8:1988 iso-8859-8-e iso-8859-8-i iso-ir-138 logical visual"
      " csiso88598e csiso88598i csisolatinhebrew", COC_BYTES },
    { "CP1254", "iso-8859-9 windows-1254 cp1254 latin5 l5 iso8859-9 iso88599"
      " iso_8859-9 iso_8859-9:1989 iso-ir-148 csisolatin5 x-cp1254"
      " cswindows1254", COC_BYTES },
    { "ISO-8859-10", "iso-8859-10 latin6 l6 iso8859-10 iso885910 iso_8859-10"
      " iso_8859-10:1992 iso-ir-157 csisolatin6", COC_BYTES },
    { "CP874", "iso-8859-11 windows-874 cp874 tis-620 tis620 iso8859-11"
      " iso885911 dos-874 cswindows874 cstis620", COC_BYTES },
    { "ISO-8859-13", "iso-8859-13 iso8859-13 iso885913 latin7 l7 csiso885913",
      COC_BYTES },
    { "ISO-8859-14", "iso-8859-14 iso8859-14 iso885914 latin8 l8 iso-ir-199"
      " iso_8859-14 iso_8859-14:1998 iso-celtic csiso885914", COC_BYTES },
    { "ISO-8859-15", "iso-8859-15 iso8859-15 iso885915 iso_8859-15 latin-9"
      " latin9 l9 csisolatin9 csiso885915", COC_BYTES },
    { "ISO-8859-16", "iso-8859-16 iso8859-16 iso885916 iso_8859-16 latin10 l10"
      " iso-ir-226 iso_8859-16:2001 csiso885916", COC_BYTES },

    { "CP1250", "windows-1250 cp1250 x-cp1250 cswindows1250", COC_BYTES },
    { "CP1251", "windows-1251 cp1251 x-cp1251 cswindows1251", COC_BYTES },
    { "CP1253", "windows-1253 cp1253 x-cp1253 cswindows1253", COC_BYTES },
    { "CP1255", "windows-1255 cp1255 x-cp1255 cswindows1255", COC_BYTES },
    { "CP1256", "windows-1256 cp1256 x-cp1256 cswindows1256", COC_BYTES },
    { "CP1257", "windows-1257 cp1257 x-cp1257 cswindows1257", COC_BYTES },
    { "CP1258", "windows-1258 cp1258 x-cp1258 cswindows1258", COC_BYTES },

    { "KOI8-R", "koi8-r koi8 koi koi8_r cskoi8r", COC_BYTES },
    { "KOI8-U", "koi8-u koi8-ru koi8_u cskoi8u", COC_BYTES },
    { "MACINTOSH", "macintosh mac x-mac-roman macroman csmacintosh",
      COC_BYTES },
    { "MAC-CYRILLIC", "x-mac-cyrillic x-mac-ukrainian maccyrillic",
      COC_BYTES },
    { "VISCII", "viscii csviscii", COC_MIXED },

    { "IBM437", "ibm437 cp437 437 cspc8codepage437", COC_BYTES },
    { "CP737", "ibm737 cp737", COC_BYTES },
    { "CP775", "ibm775 cp775 cspc775baltic", COC_BYTES },
    { "IBM850", "ibm850 cp850 850 cspc850multilingual", COC_BYTES },
    { "IBM852", "ibm852 cp852 852 cspcp852", COC_BYTES },
    { "IBM855", "ibm855 cp855 855 csibm855", COC_BYTES },
    { "IBM857", "ibm857 cp857 857 csibm857", COC_BYTES },
    { "CP858", "ibm00858 ibm858 cp858 ccsid00858 cp00858"
      " cspc858multilingual", COC_BYTES },
    { "IBM860", "ibm860 cp860 860 csibm860", COC_BYTES },
    { "IBM861", "ibm861 cp861 861 cp-is csibm861", COC_BYTES },
    { "IBM862", "ibm862 cp862 862 cspc862latinhebrew", COC_BYTES },
    { "IBM863", "ibm863 cp863 863 csibm863", COC_BYTES },
    { "IBM865", "ibm865 cp865 865 csibm865", COC_BYTES },
    { "CP866", "ibm866 cp866 866 csibm866", COC_BYTES },
    { "CP1125", "cp1125 ibm1125 cp866u ruscii", COC_BYTES },

    { "CP932", "shift_jis shift-jis sjis x-sjis ms_kanji ms932 windows-31j"
      " cp932 csshiftjis cswindows31j", COC_MIXED },
    { "EUC-JP", "euc-jp x-euc-jp eucjp ujis cseucpkdfmtjapanese"
      " extended_unix_code_packed_format_for_japanese", COC_BYTES },
    { "ISO-2022-JP", "iso-2022-jp iso2022jp iso2022_jp csiso2022jp",
      COC_MIXED },
    { "GB18030", "gbk gb18030 gb2312 gb_2312 gb_2312-80 x-gbk cp936 ms936"
      " windows-936 chinese csgb2312 csgbk csgb18030 csiso58gb231280"
      " iso-ir-58 euc-cn euccn", COC_MIXED },
    { "BIG5-HKSCS", "big5 big5-hkscs big5hkscs cn-big5 x-x-big5 csbig5"
      " csbig5hkscs cp950 big-5", COC_MIXED },
    { "CP949", "euc-kr euckr cp949 uhc windows-949 korean ks_c_5601-1987"
      " ks_c_5601-1989 ksc5601 ksc_5601 iso-ir-149 cseuckr csksc56011987",
      COC_MIXED },

    { "IBM037", "ibm037 cp037 ebcdic-cp-us ebcdic-cp-ca ebcdic-cp-wt"
      " ebcdic-cp-nl csibm037 ibm-037 037", COC_MIXED },
    { "IBM273", "ibm273 cp273 csibm273 273", COC_MIXED },
    { "IBM277", "ibm277 cp277 ebcdic-cp-dk ebcdic-cp-no csibm277", COC_MIXED },
    { "IBM278", "ibm278 cp278 ebcdic-cp-fi ebcdic-cp-se csibm278", COC_MIXED },
    { "IBM280", "ibm280 cp280 ebcdic-cp-it csibm280", COC_MIXED },
    { "IBM284", "ibm284 cp284 ebcdic-cp-es csibm284", COC_MIXED },
    { "IBM285", "ibm285 cp285 ebcdic-cp-gb csibm285", COC_MIXED },
    { "IBM297", "ibm297 cp297 ebcdic-cp-fr csibm297", COC_MIXED },
    { "IBM424", "ibm424 cp424 ebcdic-cp-he csibm424", COC_MIXED },
    { "IBM500", "ibm500 cp500 ebcdic-cp-be ebcdic-cp-ch csibm500 500",
      COC_MIXED },
    { "IBM870", "ibm870 cp870 ebcdic-cp-roece ebcdic-cp-yu csibm870",
      COC_MIXED },
    { "IBM871", "ibm871 cp871 ebcdic-cp-is csibm871", COC_MIXED },
    { "CP875", "ibm875 cp875 ebcdic-greek", COC_MIXED },
    { "IBM1026", "ibm1026 cp1026 csibm1026 1026", COC_MIXED },
    { "IBM1047", "ibm1047 cp1047 ibm-1047 csibm1047 1047", COC_MIXED },
    { "IBM1140", "ibm01140 ibm1140 cp1140 cp01140 ccsid01140"
      " ebcdic-us-37+euro 1140", COC_MIXED },
    { "IBM1141", "ibm01141 ibm1141 cp1141 cp01141 ccsid01141"
      " ebcdic-de-273+euro", COC_MIXED },
    { "IBM1148", "ibm01148 ibm1148 cp1148 cp01148 ccsid01148"
      " ebcdic-international-500+euro", COC_MIXED }
};


const coc_charset_t *
coc_charset_find(coc_str_t label)
{
    size_t       i;
    coc_str_t    word;
    const char  *p;

    label = coc_str_trim(label);

    if (label.len == 0) {
        return NULL;
    }

    for (i = 0; i < coc_nelts(coc_charset_table); i++) {

        for (p = coc_charset_table[i].labels; *p != '\0'; /* void */) {
            word.data = (const uint8_t *) p;
            word.len = strcspn(p, " ");

            if (coc_str_caseeq(word, label)) {
                return &coc_charset_table[i];
            }

            p += word.len;
            p += (*p == ' ');
        }
    }

    return NULL;
}


const coc_charset_t *
coc_charset_named(const char *label)
{
    return coc_charset_find(coc_str_from(label));
}


int
coc_charset_is_utf8(const coc_charset_t *charset)
{
    return charset->mark == COC_MARK_8;
}


const coc_charset_t *
coc_charset_mark(const uint8_t *data, size_t len, size_t *used)
{
    size_t                     i, j;
    const coc_charset_mark_t  *m;

    *used = 0;

    for (i = 0; i < coc_nelts(coc_charset_marks); i++) {
        m = &coc_charset_marks[i];

        if (m->bytes.len > len
            || memcmp(m->bytes.data, data, m->bytes.len) != 0)
        {
            continue;
        }

        for (j = 0; j < coc_nelts(coc_charset_table); j++) {
            if (coc_charset_table[j].mark == m->mark) {
                *used = m->bytes.len;
                return &coc_charset_table[j];
            }
        }
    }

    return NULL;
}


int
coc_charset_convert(const coc_charset_t *charset, coc_str_t in,
    coc_buf_t *out, size_t *replaced)
{
    int           rc;
    size_t        used;
    coc_recode_t  recode;

    rc = coc_charset_settle(&charset, in.data, in.len, &used);
    if (rc != COC_OK) {
        return rc;
    }

    if (in.len == used) {
        return COC_OK;
    }

    rc = coc_recode_open(&recode, charset);

    if (rc == COC_OK) {
        rc = coc_recode_feed(&recode, in.data + used, in.len - used, out);
    }

    if (rc == COC_OK) {
        rc = coc_recode_finish(&recode, out);
    }

    coc_recode_close(&recode);

    if (replaced != NULL) {
        *replaced += recode.replaced;
    }

    return rc;
}


int
coc_charset_settle(const coc_charset_t **charset, const uint8_t *data,
    size_t len, size_t *used)
{
    const coc_charset_t  *told, *seen;

    told = *charset;
    seen = coc_charset_mark(data, len, used);

    if (seen == NULL) {

        /* each reader takes another order: little, big, the machine's */

        return (told->marked && len != 0) ? COC_INVALID : COC_OK;
    }

    if (told->mark == seen->mark) {
        return COC_OK;
    }

    if (told->marked && told->unit == seen->unit && seen->unit != 1) {
        *charset = seen;
        return COC_OK;
    }

    /* a UTF-16LE text whose first character is NUL */

    if (seen->mark == COC_MARK_32LE
        && (told->mark == COC_MARK_16LE || (told->marked && told->unit == 2)))
    {
        *used = 2;
        *charset = coc_charset_named("utf-16le");
        return COC_OK;
    }

    return COC_INVALID;
}
