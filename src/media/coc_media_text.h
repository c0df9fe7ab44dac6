/*
 * Metadata whose charset the file doesn't say for certain, as UTF-8.  Inside
 * src/media only.
 */

#ifndef _COC_MEDIA_TEXT_H_INCLUDED_
#define _COC_MEDIA_TEXT_H_INCLUDED_


#include "coc_base.h"
#include "coc_media.h"
#include "coc_media_format.h"


COC_BEGIN_DECLS


/*
 * Hands on text of one byte a character or UTF-8, told by what is well-formed:
 * what is no UTF-8 is read as windows-1252.  NUL inside becomes a space;
 * otherwise as coc_media_put().  Cost: O(COC_MEDIA_VALUE) and the blanks at
 * the start.
 */
int coc_media_put_bytes(const coc_media_out_t *out, const char *name,
    coc_str_t value);

/*
 * The same for UTF-16, big: the high byte first; a byte order mark wins.  An
 * odd byte at the end is dropped, a lone surrogate becomes U+FFFD.
 */
int coc_media_put_utf16(const coc_media_out_t *out, const char *name,
    coc_str_t value, int big);


COC_END_DECLS


#endif /* _COC_MEDIA_TEXT_H_INCLUDED_ */
