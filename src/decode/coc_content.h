/*
 * What lies in a part of a multipart body, as fields: text, coded text, a JSON
 * document, a multipart body inside, an uploaded file.  Inside src/decode only.
 */

#ifndef _COC_CONTENT_H_INCLUDED_
#define _COC_CONTENT_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_emit.h"
#include "coc_file_text.h"
#include "coc_media.h"
#include "coc_part.h"
#include "coc_transfer.h"
#include "coc_value.h"


typedef struct {
    coc_emit_t       *emit;
    coc_value_t       value;
    const coc_part_t *part;     /* at hand, borrowed from begin to end */
    coc_buf_t         text;     /* content at hand, unless a file's */
    coc_buf_t         plain;    /* the same, its transfer coding undone */
    coc_buf_t         path;     /* of metadata */
    coc_transfer_t    transfer;
    coc_media_t      *media[2]; /* of a file: as it came, and undone */
    coc_file_text_t   file[2];  /* likewise */
    coc_buf_t         file_path;
    size_t            at;       /* its first byte's offset in the body */
    unsigned          inner:1;  /* the body lies in a part of another */
    unsigned          told:1;   /* what failed in a sink has been told */
} coc_content_t;


COC_BEGIN_DECLS


/*
 * Results as coc_value_init(); coc_content_free() is due with any.
 */
int coc_content_init(coc_content_t *content, coc_emit_t *emit);

void coc_content_free(coc_content_t *content);

/*
 * A part begins; its file names are handed on as fields.
 *
 * part  borrowed until coc_content_end(); one without names and type is text
 *       without a path
 * at    offset of its first byte in the body
 *
 * Results as coc_emit_field() and coc_value_put().
 */
int coc_content_begin(coc_content_t *content, const coc_part_t *part,
    size_t at);

/*
 * The next bytes of the part.  Text is kept, metadata of a file handed on.
 *
 * at  offset of data in the body
 */
int coc_content_feed(coc_content_t *content, const uint8_t *data, size_t len,
    size_t at);

/*
 * The part has ended: its text is handed on, under each of its names, as it
 * came and, if it is coded, undone.  What is in a multipart or JSON type, in a
 * part that no reader takes for a file, is read as that too.
 *
 * at               offset that an error tells
 * COC_UNSUPPORTED  a multipart type inside of one inside of another
 * COC_INVALID      what lies in it is malformed
 * others           as coc_content_begin()
 */
int coc_content_end(coc_content_t *content, size_t at);


COC_END_DECLS


#endif /* _COC_CONTENT_H_INCLUDED_ */
