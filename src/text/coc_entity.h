/*
 * HTML's character references: &amp; &eacute &#102; &#x66;
 */

#ifndef _COC_ENTITY_H_INCLUDED_
#define _COC_ENTITY_H_INCLUDED_


#include "coc_base.h"


#define COC_ENTITY_CODES  2     /* most code points of one reference */


COC_BEGIN_DECLS


/*
 * Reads the reference at p, which points at an ampersand; p < end.
 *
 * cp   its code points, scalar values; *n of them
 *
 * Returns the bytes of the reference, 0 if the ampersand is only itself.
 *
 * As a browser does in text: the old names and numbers do without semicolon,
 * the longest name wins, numbers 128 to 159 are windows-1252, and what is no
 * scalar value is U+FFFD.  Source: HTML Living Standard, 13.2.5.72 to 80.
 * Cost: O(bytes of the reference), a name is at most 32 bytes.
 */
size_t coc_entity_read(const uint8_t *p, const uint8_t *end,
    uint32_t cp[COC_ENTITY_CODES], size_t *n);


COC_END_DECLS


#endif /* _COC_ENTITY_H_INCLUDED_ */
