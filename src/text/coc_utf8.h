/*
 * UTF-8, read strictly: well-formed sequences are those of the Unicode
 * Standard, table 3-7, and what is ill-formed becomes one U+FFFD for each
 * maximal subpart (section 3.9, "U+FFFD Substitution of Maximal Subparts").
 */

#ifndef _COC_UTF8_H_INCLUDED_
#define _COC_UTF8_H_INCLUDED_


#include "coc_base.h"


#define COC_UTF8_REPLACEMENT  0xfffd
#define COC_UTF8_BAD          0x110000      /* no code point: ill-formed */
#define COC_UTF8_MAX          4             /* bytes of a code point */


COC_BEGIN_DECLS


/*
 * Reads the code point at p; p < end.
 *
 * Returns the bytes read, 1 to 4.  *cp is COC_UTF8_BAD if they are the
 * maximal subpart of an ill-formed sequence.
 */
size_t coc_utf8_read(const uint8_t *p, const uint8_t *end, uint32_t *cp);

/*
 * Writes cp, a scalar value, at p, which has room for COC_UTF8_MAX bytes.
 * Returns the bytes written.
 */
size_t coc_utf8_write(uint8_t *p, uint32_t cp);

/*
 * Counts the ill-formed sequences of s.
 *
 * size   the length of s with each replaced by U+FFFD (bytes); may not
 *        overflow as s is shorter than 4 GiB
 *
 * Cost: O(len), ASCII by 16 bytes.
 */
size_t coc_utf8_check(coc_str_t s, size_t *size);


COC_END_DECLS


#endif /* _COC_UTF8_H_INCLUDED_ */
