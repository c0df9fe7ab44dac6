/*
 * Charsets: labels to what iconv(3) calls them, and text to UTF-8.
 */

#ifndef _COC_CHARSET_H_INCLUDED_
#define _COC_CHARSET_H_INCLUDED_


#include <iconv.h>

#include "coc_base.h"
#include "coc_buf.h"


/*
 * A charset that is known here: a row of a constant table, so that two of them
 * are the same where the pointers are.
 */

typedef struct {
    const char  *iconv;         /* its name there; NULL: no iconv is needed */
    const char  *labels;        /* lower case, a space between two */
    uint8_t      unit;          /* bytes that every character is made of */
    uint8_t      mark;          /* index of its byte order mark, 0: none */
    unsigned     ascii:1;       /* a byte below 0x80 is that character,
                                   wherever it stands */
    unsigned     marked:1;      /* nothing but its mark tells its order */
} coc_charset_t;


/* Bytes of a character or escape that may be left between two pieces. */

#define COC_RECODE_HELD  32


typedef struct {
    const coc_charset_t  *charset;
    iconv_t               cd;
    size_t                replaced;     /* sequences that it doesn't have */
    size_t                nheld;
    uint8_t               held[COC_RECODE_HELD];
    unsigned              open:1;       /* cd is */
} coc_recode_t;


COC_BEGIN_DECLS


/*
 * The charset of that label, or NULL: unknown here, which is COC_UNSUPPORTED to
 * the caller.  ASCII case and spaces around it do not matter.
 *
 * What browsers mean is meant (iso-8859-1 is windows-1252, gbk is gb18030), but
 * for us-ascii, which is read as UTF-8.  Labels: WHATWG Encoding, section 4.2,
 * and IANA's aliases.  A client's text never reaches iconv.
 */
const coc_charset_t *coc_charset_find(coc_str_t label);

/* The charset of a label that is surely known; a wrong one is NULL. */
const coc_charset_t *coc_charset_named(const char *label);

/* 1 for UTF-8, where nothing needs to be turned, else 0. */
int coc_charset_is_utf8(const coc_charset_t *charset);

/*
 * The charset whose byte order mark begins the text, or NULL.
 *
 * len   of the text, all of it or at least 4 bytes
 * used  receives the bytes of the mark
 */
const coc_charset_t *coc_charset_mark(const uint8_t *data, size_t len,
    size_t *used);

/*
 * What a text of the charset *charset really is, by the mark that it may begin
 * with: changed for utf-16 and utf-32, whose order the mark tells.
 *
 * len          of the text, all of it or at least 4 bytes
 * used         receives the bytes of the mark, which is no text
 * COC_INVALID  utf-16 or utf-32 without a mark, which readers take in different
 *              orders; or the mark of another charset, which some readers
 *              believe and some don't
 */
int coc_charset_settle(const coc_charset_t **charset, const uint8_t *data,
    size_t len, size_t *used);

/*
 * Appends a whole text to out as UTF-8.  A byte order mark of the charset at
 * its start is left out, UTF-8 is copied otherwise as it is, valid or not.
 *
 * replaced         sequences that became U+FFFD are added; may be NULL
 * COC_UNSUPPORTED  the charset is not on this machine
 * COC_INVALID      as coc_charset_settle() says
 * COC_LIMIT        past out->max          COC_ERROR  no memory
 *
 * Cost: O(len), and some µs to open the charset.
 */
int coc_charset_convert(const coc_charset_t *charset, coc_str_t in,
    coc_buf_t *out, size_t *replaced);

/*
 * The same in pieces; marks are the caller's.  charset is not one that only a
 * mark tells (marked).  coc_recode_close() is due whatever open returned.
 *
 * COC_UNSUPPORTED  the charset is not on this machine
 * COC_ERROR        no memory
 */
int coc_recode_open(coc_recode_t *recode, const coc_charset_t *charset);

/*
 * Any split gives the same text.
 *
 * COC_LIMIT  past out->max         COC_ERROR  no memory
 */
int coc_recode_feed(coc_recode_t *recode, const uint8_t *data, size_t len,
    coc_buf_t *out);

/* The text has ended: what is left of a character is replaced. */
int coc_recode_finish(coc_recode_t *recode, coc_buf_t *out);

void coc_recode_close(coc_recode_t *recode);


COC_END_DECLS


#endif /* _COC_CHARSET_H_INCLUDED_ */
