/*
 * From a PCRE2 pattern to one that Vectorscan holds in byte mode and that
 * matches wherever the first does, and more.
 */

#ifndef _COC_WIDEN_H_INCLUDED_
#define _COC_WIDEN_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_error.h"


COC_BEGIN_DECLS


/*
 * Appends the widened pattern to out; it is printable ASCII, meant for
 * HS_FLAG_DOTALL | HS_FLAG_ALLOWEMPTY and no other flag that changes what a
 * pattern matches.
 *
 * pattern  compiles in PCRE2 with UTF and UCP; here it is only read, so that
 *          any bytes are safe
 *
 * If PCRE2 finds the pattern anywhere in a well-formed UTF-8 text, then the
 * widened one matches the text's bytes too.  The reverse does not hold.
 *
 * COC_INVALID  a construct that is not for rules: err->text says which,
 *              err->offset where in the pattern (bytes)
 * COC_ERROR    no memory
 *
 * On failure out may hold a part.  Cost: O(pattern.len).
 */
int coc_widen(coc_str_t pattern, coc_buf_t *out, coc_error_t *err);

/*
 * The same for coc_literal_find(): \b stands wherever no word goes on, at ends
 * of text and lines too, a class of a few characters is printed as these,
 * what must follow a match as if it were of it, and bounds of repeats as they
 * are, which after a class or a dot count characters, {1,1} too.
 */
int coc_widen_edges(coc_str_t pattern, coc_buf_t *out, coc_error_t *err);


COC_END_DECLS


#endif /* _COC_WIDEN_H_INCLUDED_ */
