/*
 * One reading of a body: a decoder, chosen by the type or by the first bytes,
 * and what it emits.  Inside src/decode only.
 */

#ifndef _COC_LANE_H_INCLUDED_
#define _COC_LANE_H_INCLUDED_


#include "coc_base.h"
#include "coc_emit.h"


/* Zeroed, but for emit, which the caller fills. */

typedef struct {
    coc_emit_t            emit;
    const coc_decoder_t  *decoder;
    void                 *state;        /* the decoder's */
    size_t                bom;          /* bytes of a mark seen by sniffing */
    unsigned              sniffing:1;
} coc_lane_t;


COC_BEGIN_DECLS


/*
 * decoder  NULL: JSON if the first byte that is no white space (a BOM passed
 *          by) is { or [, else text
 * type     borrowed for the call
 *
 * Results as coc_decoder_t has them; coc_lane_close() is due with any.
 */
int coc_lane_open(coc_lane_t *lane, const coc_decoder_t *decoder,
    const coc_ctype_t *type);

/* The next piece of text; COC_OK: go on. */
int coc_lane_feed(coc_lane_t *lane, const uint8_t *data, size_t len);

/* The text has ended; none at all is COC_OK and has no field. */
int coc_lane_finish(coc_lane_t *lane);

/* A zeroed lane is accepted. */
void coc_lane_close(coc_lane_t *lane);


COC_END_DECLS


#endif /* _COC_LANE_H_INCLUDED_ */
