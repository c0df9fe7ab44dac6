/*
 * Rich-text documents: the text of nodes that stand side by side is one text.
 *
 *     Quill                 ops        items' insert
 *     ProseMirror, TipTap   content    items' text
 *     Slate, Lexical        children   items' text, and that of the inline
 *                                      nodes between them
 *
 * Arrays by other names are not joined.
 */

#ifndef _COC_RICH_H_INCLUDED_
#define _COC_RICH_H_INCLUDED_


#include "coc_base.h"
#include "coc_emit.h"


typedef struct {
    coc_emit_t  *emit;
    coc_buf_t    path;          /* of the last piece */
    coc_buf_t    name;          /* of a text that is handed on */
    coc_buf_t    text;          /* of all that is held, the innermost last */
    coc_buf_t    holds;         /* what is held, each inside the one before */
    size_t       n;             /* of these */
} coc_rich_t;


COC_BEGIN_DECLS


/* emit is borrowed for the life of rich; allocates nothing. */
void coc_rich_init(coc_rich_t *rich, coc_emit_t *emit);

/* A zeroed one is accepted. */
void coc_rich_free(coc_rich_t *rich);

/*
 * Takes a field of a JSON document, its text counted.  A piece of a rich text
 * is held; any other goes to coc_emit_field() at once.  What is held is handed
 * on as one field, with the path of its first piece, when a piece follows that
 * does not belong to it.  Where an item lies between two pieces that has no
 * text (a line break, a mention, an image) a line feed parts them.
 *
 * An item that has its text twice is read with either.
 *
 * at  offset in the body that an error tells
 *
 * Results as coc_emit_field() has them.  Cost: O(bytes of path and value).
 */
int coc_rich_field(coc_rich_t *rich, const coc_field_t *field, size_t at);

/* The document has ended: hands on what is held; results as above. */
int coc_rich_flush(coc_rich_t *rich, size_t at);


COC_END_DECLS


#endif /* _COC_RICH_H_INCLUDED_ */
