/*
 * Content-Transfer-Encoding: base64 and quoted-printable, in pieces.
 */

#ifndef _COC_TRANSFER_H_INCLUDED_
#define _COC_TRANSFER_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"


typedef enum {
    COC_TRANSFER_NONE = 0,      /* none told, 7bit, 8bit, binary */
    COC_TRANSFER_BASE64,
    COC_TRANSFER_QUOTED
} coc_transfer_e;


/* Zeroed but for coding. */

typedef struct {
    coc_transfer_e  coding;
    uint32_t        bits;       /* base64: not yet a byte */
    unsigned        nbits;      /* of them */
    unsigned        held:2;     /* quoted: after "=" (1), its digit (2) or
                                   a "\r" that may end the line (3) */
    uint8_t         digit;
    size_t          blanks;     /* quoted: between "=" and what follows */
} coc_transfer_t;


COC_BEGIN_DECLS


/* COC_UNSUPPORTED: none of those above. */
int coc_transfer_find(coc_str_t name, coc_transfer_e *coding);

/*
 * Appends what is decoded to out; any split gives the same.  Nothing is
 * malformed: base64 passes by what is no digit of it (both alphabets are read),
 * a bad quoted-printable escape stays as it is.
 *
 * COC_LIMIT  past out->max         COC_ERROR  no memory
 */
int coc_transfer_feed(coc_transfer_t *transfer, const uint8_t *data,
    size_t len, coc_buf_t *out);

/* The text has ended: what is left of an escape. */
int coc_transfer_finish(coc_transfer_t *transfer, coc_buf_t *out);


COC_END_DECLS


#endif /* _COC_TRANSFER_H_INCLUDED_ */
