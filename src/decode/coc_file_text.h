/*
 * The text of uploaded files: pages, drawings, notes are read as what they
 * show.  By pieces, so that a long file costs no memory.  Inside src/decode
 * only.
 */

#ifndef _COC_FILE_TEXT_H_INCLUDED_
#define _COC_FILE_TEXT_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_charset.h"
#include "coc_ctype.h"
#include "coc_emit.h"


/* The first bytes of a file, which tell whether it is text: bytes. */

#define COC_FILE_HEAD     144

/*
 * A long text is handed on in fields of so many bytes, cut between words; what
 * stands before the cut comes again, so that a phrase across it is read.
 */

#define COC_FILE_PIECE    8192
#define COC_FILE_OVERLAP  128


/* Zeroed before coc_file_text_begin(). */

typedef struct {
    coc_emit_t           *emit;
    coc_str_t             path;         /* of the fields, borrowed */
    size_t                at;
    coc_buf_t             text;         /* UTF-8, not handed on yet */
    coc_buf_t             recoded;
    coc_recode_t          recode;
    const coc_charset_t  *charset;      /* told, NULL: none */
    size_t                nhead;
    uint8_t               head[COC_FILE_HEAD];
    size_t                kept;         /* bytes of text that came before */
    unsigned              told:1;       /* its type says that it is text */
    unsigned              known:1;      /* what it is, by its head */
    unsigned              on:1;         /* it is text */
    unsigned              recoding:1;
    unsigned              any:1;        /* a field was handed on */
} coc_file_text_t;


COC_BEGIN_DECLS


/*
 * 1 if a file of that type is text to who opens it: text/, XML, so SVG and
 * XHTML, scripts and styles aside.
 */
int coc_file_text_is(const coc_ctype_t *type);

/*
 * A file begins.
 *
 * emit, path  borrowed until coc_file_text_end()
 * type        its Content-Type, for the call
 * at          offset that an error tells
 *
 * A file is text if its type says so, or if its head is no format that is
 * known and has no control characters.
 */
void coc_file_text_begin(coc_file_text_t *file, coc_emit_t *emit,
    coc_str_t path, const coc_ctype_t *type, size_t at);

/*
 * The next bytes.  Fields are of kind COC_FIELD_MEDIA; any split of the file
 * makes the same.  Of all files together coc_body_max bytes are read, counted
 * as file_text; the rest is passed by as files are.
 *
 * Results as coc_emit_pass().
 */
int coc_file_text_feed(coc_file_text_t *file, const uint8_t *data, size_t len);

/* The file has ended; results as above. */
int coc_file_text_end(coc_file_text_t *file);

/* Gives back what it holds; a zeroed one is accepted. */
void coc_file_text_free(coc_file_text_t *file);


COC_END_DECLS


#endif /* _COC_FILE_TEXT_H_INCLUDED_ */
