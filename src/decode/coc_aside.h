/*
 * How a body may be read otherwise: JSON by where it has NUL, and what an
 * application sees that ignores the charset or the coding.  Inside src/decode
 * only.
 */

#ifndef _COC_ASIDE_H_INCLUDED_
#define _COC_ASIDE_H_INCLUDED_


#include "coc_base.h"
#include "coc_charset.h"


/* A shorter run of text in a coded body is chance, bytes. */

#define COC_ASIDE_RUN  8


COC_BEGIN_DECLS


/*
 * The charset of a JSON text without a mark, by its first bytes, or NULL:
 * UTF-8.
 *
 * len  of the text, all of it or at least 4 bytes
 *
 * Follows RFC 4627, section 3.
 */
const coc_charset_t *coc_aside_json(const uint8_t *data, size_t len);

/* 1 if every other of the first four bytes is NUL, as in UTF-16. */
int coc_aside_pairs(const uint8_t *data, size_t len);

/*
 * 1 if a value in a charset that is not UTF-8 says, to a reader who takes it
 * for UTF-8, more than it says in its charset: a character of UTF-8 where
 * ASCII means the same in both, else two letters of ASCII with no more than
 * two printable bytes between them.
 */
int coc_aside_bare(const coc_charset_t *charset, coc_str_t value);

/*
 * The next run of text in a value of a coded body that was not undone, taken
 * from *rest: printable UTF-8, the whole value or COC_ASIDE_RUN bytes at least.
 * 0: there is none.
 */
int coc_aside_raw(coc_str_t *rest, coc_str_t *run);


COC_END_DECLS


#endif /* _COC_ASIDE_H_INCLUDED_ */
