/*
 * Runs of ASCII, by 16 bytes at a time: most posts are nothing else.
 */

#ifndef _COC_ASCII_H_INCLUDED_
#define _COC_ASCII_H_INCLUDED_


#include "coc_base.h"


/* What a byte is: bits of coc_ascii_class(). */

#define COC_ASCII_SPECIAL  1    /* not ASCII, a control but \t \n \r, or of
                                   % & * < [ \ ` ~ : markup may begin */
#define COC_ASCII_UPPER    2    /* A-Z */
#define COC_ASCII_WORD     4    /* letter, digit, or not ASCII */
#define COC_ASCII_PAIR     8    /* / w W, of which two make a link */
#define COC_ASCII_LETTER  16    /* letter, or not ASCII */


extern const uint8_t  coc_ascii_classes[256]
    __attribute__ ((visibility("hidden")));

#define coc_ascii_class(c)  coc_ascii_classes[(uint8_t) (c)]


COC_BEGIN_DECLS


/* Bytes at p before the first that is not ASCII, at most len. */
size_t coc_ascii_span(const uint8_t *p, size_t len);

/*
 * Bytes at p before the first of class COC_ASCII_SPECIAL, or the first of two
 * slashes or two w in either case, at most len.
 *
 * upper   set to 1 if there is an A-Z among the bytes looked at, which may
 *         be up to 31 more than are returned; else left alone
 */
size_t coc_ascii_clean(const uint8_t *p, size_t len, unsigned *upper);

/* Copies len bytes of ASCII, A-Z as a-z; dst and src don't overlap. */
void coc_ascii_lower(uint8_t *dst, const uint8_t *src, size_t len);


COC_END_DECLS


#endif /* _COC_ASCII_H_INCLUDED_ */
