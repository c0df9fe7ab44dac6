/*
 * The escapes of a quoted string, as JSON, JavaScript and GraphQL have them.
 */

#ifndef _COC_ESCAPE_H_INCLUDED_
#define _COC_ESCAPE_H_INCLUDED_


#include "coc_base.h"


COC_BEGIN_DECLS


/*
 * Undoes \" \\ \/ \' \b \f \n \r \t \uXXXX and \u{X}; what is none of these
 * stays as it is written.  Surrogates make a pair or become U+FFFD.
 *
 * out        room for len bytes; may be data
 * replaced   receives one more for each surrogate without a partner
 *
 * Returns the bytes written.  Cost: O(len).
 */
size_t coc_escape_undo(uint8_t *out, const uint8_t *data, size_t len,
    size_t *replaced);

/*
 * The same for text that holds quoted strings and more: each quotation mark
 * that is not escaped becomes a line feed, so that what it parts stays apart
 * and is not taken for somebody else's words.
 */
size_t coc_escape_strip(uint8_t *out, const uint8_t *data, size_t len,
    size_t *replaced);

/* 1 if a whole escape lies at data ("\" and what it stands before). */
int coc_escape_known(const uint8_t *data, size_t len);


COC_END_DECLS


#endif /* _COC_ESCAPE_H_INCLUDED_ */
