/*
 * The header of a part of a multipart body.
 */

#ifndef _COC_PART_H_INCLUDED_
#define _COC_PART_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_charset.h"
#include "coc_ctype.h"
#include "coc_error.h"
#include "coc_transfer.h"


/* Names, and file names, that some reader or other sees in one header. */

#define COC_PART_NAMES   4

/* Pieces of a parameter that is cut into several (RFC 2231, section 3). */

#define COC_PART_PIECES  32


/* Borrowed from the header block, and from the buffer of what was decoded. */

typedef struct {
    coc_str_t             name[COC_PART_NAMES];     /* of the field */
    size_t                nnames;
    coc_str_t             filename[COC_PART_NAMES];
    size_t                nfilenames;
    coc_ctype_t           type;
    const coc_charset_t  *charset;      /* its type's, NULL if it tells none */
    coc_transfer_e        coding;
    uint8_t               digits[24];   /* of a name that is a number */
    unsigned              file:1;       /* every reader takes it for a file */
} coc_part_t;


COC_BEGIN_DECLS


/*
 * Reads a header block.
 *
 * data, len  its lines, without the empty one at the end; lines that go on are
 *            joined in place.  Line ends have been checked: "\n", or "\r\n"
 *            throughout
 * at         offset of data in the body
 * made       emptied; what had to be decoded
 *
 * COC_INVALID      not a header; Content-Type or Content-Transfer-Encoding
 *                  comes twice and each reader would choose another; more names
 *                  than COC_PART_NAMES; pieces of a name that don't fit
 * COC_UNSUPPORTED  a charset or transfer coding that is not read; err->text
 *                  names it
 * COC_ERROR        no memory
 *
 * Two names, or two Content-Dispositions, are two readings: all are there.  A
 * part is a file only if no reader can take it for text: each disposition has a
 * filename parameter that is not empty (Go takes an empty one for text), not
 * only filename* (PHP knows none), and no escaped quote (some know no escapes).
 *
 * Follows RFC 7578, section 4, RFC 8187 for filename* and name*, RFC 2231,
 * section 3, for those in pieces, RFC 2047 for encoded words in names.
 * Cost: O(len), times COC_PART_PIECES for parameters in pieces.
 */
int coc_part_parse(coc_part_t *part, uint8_t *data, size_t len, size_t at,
    coc_buf_t *made, coc_error_t *err);

/* Gives a part its number for a name; it must not be moved afterwards. */
void coc_part_numbered(coc_part_t *part, size_t number);


COC_END_DECLS


#endif /* _COC_PART_H_INCLUDED_ */
