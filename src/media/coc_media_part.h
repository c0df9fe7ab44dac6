/*
 * A piece of metadata inside a picture: Exif, XMP, IPTC or plain text, which
 * most formats carry each in a wrapping of its own.  Inside src/media only.
 */

#ifndef _COC_MEDIA_PART_H_INCLUDED_
#define _COC_MEDIA_PART_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_media.h"
#include "coc_media_format.h"
#include "coc_xmp.h"


/* Most bytes of Exif or IPTC that are held; of longer ones, the head. */

#define COC_MEDIA_BLOCK  (64 * 1024)

/* Most parts, plain text not counted, that are read of a file. */

#define COC_MEDIA_PARTS  64


typedef enum {
    COC_MEDIA_NONE = 0,         /* what is fed is passed over */
    COC_MEDIA_TEXT,
    COC_MEDIA_EXIF,
    COC_MEDIA_EXIF_ITEM,        /* of HEIF: the header's offset comes first */
    COC_MEDIA_XMP,
    COC_MEDIA_IPTC              /* datasets, or Photoshop's resources */
} coc_media_kind_e;


typedef struct {
    const coc_media_out_t  *out;
    const char             *name;       /* of text */
    coc_media_kind_e        kind;
    unsigned                parts;      /* begun so far */
    coc_xmp_t              *xmp;
    coc_buf_t               buf;
} coc_media_part_t;


COC_BEGIN_DECLS


/* out is borrowed for the part's life.  Allocates nothing. */
void coc_media_part_init(coc_media_part_t *part, const coc_media_out_t *out);

/*
 * Begins a part; the one before has ended.
 *
 * name  of text, else NULL
 * size  bytes to come, at most
 *
 * COC_ERROR  no memory
 */
int coc_media_part_begin(coc_media_part_t *part, coc_media_kind_e kind,
    const char *name, uint64_t size);

/*
 * The next bytes of it.
 *
 * COC_OK     also where it is broken, or longer than what is held
 * COC_ERROR  no memory
 * others     what the sink returned
 */
int coc_media_part_feed(coc_media_part_t *part, const uint8_t *data,
    size_t len);

/* 1 if no more bytes can be taken, so that none need be made, else 0. */
int coc_media_part_full(const coc_media_part_t *part);

/*
 * The part has ended, also where it was cut; results as above.  Nothing is
 * held any more.  COC_OK if there is none.
 */
int coc_media_part_end(coc_media_part_t *part);

/* A part that is there as a whole; results as above. */
int coc_media_part_block(const coc_media_out_t *out, coc_media_kind_e kind,
    coc_str_t block);

/* Gives back what is held, unread. */
void coc_media_part_free(coc_media_part_t *part);


COC_END_DECLS


#endif /* _COC_MEDIA_PART_H_INCLUDED_ */
