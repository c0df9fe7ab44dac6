/*
 * The header of a part of multipart/form-data.
 */

#ifndef _COC_PART_H_INCLUDED_
#define _COC_PART_H_INCLUDED_


#include "coc_base.h"
#include "coc_error.h"


/* Borrowed from the header block, which is decoded in place. */

typedef struct {
    coc_str_t  name;            /* of the field, len 0 if it has none */
    coc_str_t  filename;        /* as the filename parameter has it */
    coc_str_t  filename_ext;    /* as filename* has it */
    unsigned   named:1;
    unsigned   file:1;          /* every reader takes it for a file */
} coc_part_t;


COC_BEGIN_DECLS


/*
 * Reads a header block.
 *
 * data, len  its lines, without the empty one at the end; changed in place.
 *            Line ends have been checked: "\n", or "\r\n" throughout
 * at         offset of data in the body
 *
 * COC_INVALID      not a header; or a parameter or header comes twice, and
 *                  each reader would choose another
 * COC_UNSUPPORTED  text in a charset or transfer coding that is not read, a
 *                  parameter cut in pieces; err->text names it
 *
 * A part is a file only if no reader can take it for text: it has a filename
 * parameter, which is not empty (Go takes an empty one for text), not only
 * filename* (PHP knows none), and no escaped quote (some know no escapes).
 *
 * Follows RFC 7578, section 4, and RFC 5987 for filename*.  Cost: O(len).
 */
int coc_part_parse(coc_part_t *part, uint8_t *data, size_t len, size_t at,
    coc_error_t *err);


COC_END_DECLS


#endif /* _COC_PART_H_INCLUDED_ */
