/*
 * Deflated parts of a file: a DICOM data set, a PDF's objects, XMP.  Inside
 * src/media only.
 */

#ifndef _COC_MEDIA_ZIP_H_INCLUDED_
#define _COC_MEDIA_ZIP_H_INCLUDED_


#include <zlib.h>

#include "coc_base.h"


/* What all deflated parts of one file may come to, with the ratio. */

#define COC_ZIP_MAX    (16 * 1024 * 1024)   /* bytes */
#define COC_ZIP_BASE   (256 * 1024)         /* bytes */
#define COC_ZIP_RATIO  32

#define COC_ZIP_IN     512      /* bytes given to zlib at a time */
#define COC_ZIP_OUT    4096     /* bytes taken from it at a time */


/* Takes inflated bytes; any result but COC_OK ends it and is handed on. */

typedef int (*coc_zip_pt)(void *ctx, const uint8_t *data, size_t len);


typedef struct {
    z_stream            z;
    const coc_alloc_t  *alloc;
    coc_zip_pt          sink;
    void               *ctx;        /* the sink's */
    size_t              in;         /* bytes of the file's deflated parts */
    size_t              out;        /* bytes that they came to */
    size_t              len;        /* bytes of data */
    unsigned            open:1;     /* zlib holds memory */
    unsigned            busy:1;     /* in a stream */
    uint8_t             data[COC_ZIP_IN];
    uint8_t             text[COC_ZIP_OUT];
} coc_zip_t;


COC_BEGIN_DECLS


/* alloc is borrowed for the life of zip; nothing is allocated yet. */
void coc_zip_init(coc_zip_t *zip, const coc_alloc_t *alloc, coc_zip_pt sink,
    void *ctx);

/*
 * A deflated stream begins.
 *
 * raw        1: without zlib's head and checksum; the same for all streams
 * COC_ERROR  no memory (about 40 KB, kept for the next stream)
 */
int coc_zip_begin(coc_zip_t *zip, int raw);

/*
 * The stream's next bytes; any split comes to the same.
 *
 * COC_OK        go on
 * COC_DECLINED  it ended, is broken, or came to too much: what was inflated
 *               before stands, more bytes do nothing
 * COC_ERROR     no memory
 * others        what the sink returned
 *
 * Cost: O(COC_ZIP_RATIO * len), and COC_ZIP_BASE once.
 */
int coc_zip_feed(coc_zip_t *zip, const uint8_t *data, size_t len);

/* No more bytes follow; results as above. */
int coc_zip_end(coc_zip_t *zip);

void coc_zip_free(coc_zip_t *zip);


COC_END_DECLS


#endif /* _COC_MEDIA_ZIP_H_INCLUDED_ */
