/*
 * The folded view's characters: what text looks like, in ASCII where it looks
 * like ASCII.
 */

#ifndef _COC_LOOKALIKE_H_INCLUDED_
#define _COC_LOOKALIKE_H_INCLUDED_


#include "coc_base.h"
#include "coc_sink.h"


/* Zeroed but for sink at the beginning. */

typedef struct {
    coc_sink_t  *sink;
    uint32_t     hangul;        /* last code point, if Hangul, else 0 */
    size_t       hangul_len;    /* the text's length before it, bytes */
} coc_lookalike_t;


COC_BEGIN_DECLS


/*
 * Appends what cp, from the value's byte from on, looks like: marks, controls
 * and invisible characters are nothing, white space is a space or a newline,
 * compatibility forms and confusables (UTS #39) of ASCII letters and digits
 * are these, decimal digits are their value, typographic quotes and dashes
 * are ' " and -; everything is case folded.  ASCII is never mapped to other
 * ASCII, but for case.  Result codes are the sink's.
 *
 * Cost: O(1) a code point that comes out.
 */
int coc_lookalike_put(coc_lookalike_t *look, uint32_t cp, size_t from);

/* The same for a run of ASCII without controls other than \t \n \r. */
int coc_lookalike_ascii(coc_lookalike_t *look, const uint8_t *p, size_t len,
    size_t from);

/*
 * Writes what a short text looks like into out, of size bytes; Hangul stays as
 * it is written.  COC_LIMIT: it is longer.  Cost: O(text.len).
 */
int coc_lookalike_text(coc_str_t text, uint8_t *out, size_t size,
    size_t *len);


COC_END_DECLS


#endif /* _COC_LOOKALIKE_H_INCLUDED_ */
