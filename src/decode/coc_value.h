/*
 * What a form has under a name, as fields: charsets, paths, and each reading
 * that some application makes of it.  Inside src/decode only.
 */

#ifndef _COC_VALUE_H_INCLUDED_
#define _COC_VALUE_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_charset.h"
#include "coc_emit.h"
#include "coc_field.h"


typedef struct {
    coc_emit_t           *emit;
    const coc_charset_t  *charset;      /* of what doesn't tell its own */
    coc_buf_t             path;
    coc_buf_t             name;         /* converted */
    coc_buf_t             text;         /* likewise */
    unsigned              beyond:1;     /* bytes beyond ASCII were read so */
} coc_value_t;


typedef struct {
    coc_str_t             name;
    coc_str_t             text;
    const coc_charset_t  *charset;      /* the text's own, or NULL */
    coc_field_kind_e      kind;
    unsigned              named:1;      /* else the path is empty */
    unsigned              again:1;      /* another reading of a text that was
                                           handed on: its name is no news */
    unsigned              whole:1;      /* not to be looked into */
} coc_value_field_t;


COC_BEGIN_DECLS


/*
 * The charset is emit's, UTF-8 if it has none.
 *
 * COC_UNSUPPORTED  no form can be in it, as its letters are not ASCII's
 *
 * coc_value_free() is due with any result.
 */
int coc_value_init(coc_value_t *value, coc_emit_t *emit);

void coc_value_free(coc_value_t *value);

/*
 * Hands a field on: its name as a KEY field where asked for, its text, and
 * where readers differ the other readings too, each counted as text but not as
 * a field:
 *
 * - as it came, beside what its charset makes of it, as most readers of forms
 *   know no charset but UTF-8;
 * - under the path that PHP makes of the name.
 *
 * A text named _charset_ sets the charset of what follows.
 *
 * f   its bytes have been counted, borrowed for the call
 * at  offset in the body that an error tells
 *
 * COC_UNSUPPORTED  _charset_ or f->charset is not read here
 * COC_INVALID      _charset_ names another charset than that in which bytes
 *                  beyond ASCII have been read; or the text's byte order is
 *                  another than it tells
 * others           as coc_emit_field()
 */
int coc_value_put(coc_value_t *value, const coc_value_field_t *f, size_t at);


COC_END_DECLS


#endif /* _COC_VALUE_H_INCLUDED_ */
