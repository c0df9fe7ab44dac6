/*
 * Escapes of programming languages and addresses that were left in a text.
 */

#ifndef _COC_UNESCAPE_H_INCLUDED_
#define _COC_UNESCAPE_H_INCLUDED_


#include "coc_base.h"


#define COC_UNESCAPE_BYTES  64    /* most triplets that are read at once */


COC_BEGIN_DECLS


/*
 * Reads \u0066, \ud83c\udded, \u{66}, \U00000066 or \x66 at p, which points
 * at the backslash; p < end.
 *
 * Returns its bytes, 0 if it is no escape or gives a control.
 */
size_t coc_unescape_read(const uint8_t *p, const uint8_t *end, uint32_t *cp);

/*
 * Reads %66%c3%bc … at p, which points at the percent sign; p < end.
 *
 * byte   what the triplets stand for, of n at most COC_UNESCAPE_BYTES
 *
 * Returns how many they are; 0: there is none.
 */
size_t coc_unescape_percent(const uint8_t *p, const uint8_t *end,
    uint8_t byte[COC_UNESCAPE_BYTES]);


COC_END_DECLS


#endif /* _COC_UNESCAPE_H_INCLUDED_ */
