/*
 * Letters that stand on their heads.
 */

#ifndef _COC_TURN_H_INCLUDED_
#define _COC_TURN_H_INCLUDED_


#include "coc_base.h"


#define COC_TURN_CLEAR  0x80    /* nobody writes it but to turn a letter */


COC_BEGIN_DECLS


/*
 * The ASCII letter that cp is when the page is turned, with COC_TURN_CLEAR
 * or without, or 0.  Cost: O(1) for most, else a search in a short table.
 */
uint8_t coc_turn_letter(uint32_t cp);

/* The same for a letter of ASCII that stands in a turned word: n is a u. */
uint8_t coc_turn_ascii(uint8_t c);


COC_END_DECLS


#endif /* _COC_TURN_H_INCLUDED_ */
