/*
 * UTF-8 written and recognized, UTF-16 read.  Inside src/media only.
 */

#ifndef _COC_MEDIA_UTF8_H_INCLUDED_
#define _COC_MEDIA_UTF8_H_INCLUDED_


#include "coc_base.h"


#define COC_UTF8_MAX  4         /* bytes of a character */


COC_BEGIN_DECLS


/*
 * Writes c, a surrogate or what lies beyond U+10FFFF as U+FFFD.
 *
 * out  room for COC_UTF8_MAX bytes
 *
 * Returns the bytes written.
 */
size_t coc_media_utf8_put(uint8_t *out, uint32_t c);

/* 1 if s is UTF-8 with a character beyond ASCII at least, else 0. */
int coc_media_utf8_told(coc_str_t s);

/*
 * UTF-16 to UTF-8; a lone surrogate becomes U+FFFD, a last odd byte is left
 * out.
 *
 * big  1: the high byte comes first
 *
 * Returns the bytes written, at most size.
 */
size_t coc_media_utf16(coc_str_t s, int big, uint8_t *out, size_t size);


COC_END_DECLS


#endif /* _COC_MEDIA_UTF8_H_INCLUDED_ */
