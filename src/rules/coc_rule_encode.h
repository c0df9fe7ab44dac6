/*
 * Words as other writing hides them: backwards, in shifted letters, in pig
 * Latin, base64, digits.
 * Private to src/rules.
 */

#ifndef _COC_RULE_ENCODE_H_INCLUDED_
#define _COC_RULE_ENCODE_H_INCLUDED_


#include "coc_base.h"


#define COC_ENCODE_MIN  4       /* letters of a word */
#define COC_ENCODE_MAX  32

/* Room for any of them: eleven bytes for each letter. */

#define COC_ENCODE_ROOM  (COC_ENCODE_MAX * 11 + 4)


COC_BEGIN_DECLS


/*
 * Writes one hidden form of a word as the folded view shows it, which is in
 * lower case whatever base64 was in.
 *
 * word   a to z, COC_ENCODE_MIN to COC_ENCODE_MAX of them
 * which  from 0 on
 * out    COC_ENCODE_ROOM bytes
 * open   1: more may follow, as the encoding of a plural has
 *
 * Returns its length; 0: there are no more.
 */
size_t coc_rule_encode(coc_str_t word, unsigned which, uint8_t *out,
    int *open);


COC_END_DECLS


#endif /* _COC_RULE_ENCODE_H_INCLUDED_ */
