/*
 * What a body's decoding is, for the files that do it.  Inside src/decode only.
 */

#ifndef _COC_DECODE_INT_H_INCLUDED_
#define _COC_DECODE_INT_H_INCLUDED_


#include "coc_decode.h"
#include "coc_charset.h"
#include "coc_inflate.h"
#include "coc_lane.h"


/*
 * Text to be turned into UTF-8 is gathered to blocks, so that the readings are
 * fed in turns that don't depend on how the body was cut: bytes.
 */

#define COC_DECODE_BLOCK     1024
#define COC_DECODE_ROOM      (8 * COC_DECODE_BLOCK + 64)


typedef enum {
    COC_LANE_MAIN = 0,      /* codings undone, charset heeded */
    COC_LANE_BARE,          /* charset ignored */
    COC_LANE_RAW,           /* both ignored */
    COC_LANE_FORM,          /* no type: what Rack takes it for */
    COC_LANES
} coc_lane_e;


/* Which type is read by what; where it ends in "/", any that begins so. */

typedef struct {
    coc_str_t             type;
    const coc_decoder_t  *decoder;
    unsigned              text:1;       /* in one charset throughout */
} coc_decode_row_t;


struct coc_decode_s {
    coc_lane_t               lanes[COC_LANES];
    coc_alloc_t              alloc;
    coc_ctype_t              type;      /* of the copy below */
    coc_limits_t             wide;      /* of the readings beside */
    coc_inflate_t           *inflate;   /* NULL: no coding */
    const coc_charset_t     *charset;   /* told, then settled */
    coc_recode_t             recode;
    coc_buf_t                recoded;
    const coc_decode_row_t  *row;
    coc_field_pt             sink;
    void                    *ctx;       /* the sink's */
    size_t                   mark;      /* bytes to pass by */
    size_t                   nblock;
    uint8_t                  block[COC_DECODE_BLOCK];
    int                      rc;        /* COC_AGAIN, or how it ended */
    coc_error_t              error;     /* of that */
    coc_error_t              aside;     /* of a reading beside */
    coc_error_t              fault;     /* told when the body has ended */
    unsigned                 settled:1; /* the charset is */
    unsigned                 recoding:1;
    unsigned                 sealed:1;  /* in a coding that is not read */
    uint8_t                  copy[];    /* of the Content-Type */
};


COC_BEGIN_DECLS


/* Where fields of the readings beside go; ctx is the coc_decode_t. */
extern const coc_field_pt  coc_decode_sinks[COC_LANES];

/*
 * Opens a reading.  COC_OK, or as coc_lane_open(); the main reading's errors
 * end the decoding, the others' go through coc_decode_beside().
 */
int coc_decode_open(coc_decode_t *d, coc_lane_e n);

/* 1 where the type tells JSON or nothing, else 0. */
int coc_decode_maybe_json(const coc_decode_t *d);

/*
 * What a reading beside the main one returned.  Where it makes no sense of the
 * body, no application that reads so does: it ends, which is COC_OK.
 */
int coc_decode_beside(coc_decode_t *d, coc_lane_e n, int rc);

/*
 * The next bytes of the body, its codings undone; a coc_inflate_pt.
 *
 * ctx  the coc_decode_t
 *
 * COC_OK: go on; else as coc_decode_feed().
 */
int coc_decode_text(void *ctx, const uint8_t *data, size_t len);

/* The text has ended: what was gathered is read.  Results as above. */
int coc_decode_text_end(coc_decode_t *d);


COC_END_DECLS


#endif /* _COC_DECODE_INT_H_INCLUDED_ */
