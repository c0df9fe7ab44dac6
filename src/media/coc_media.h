/*
 * What an uploaded file tells of itself: EXIF, XMP, IPTC, PDF and DICOM
 * metadata, read as the file passes by.  The picture itself is not looked at.
 */

#ifndef _COC_MEDIA_H_INCLUDED_
#define _COC_MEDIA_H_INCLUDED_


#include "coc_base.h"


typedef struct coc_media_s  coc_media_t;


/*
 * Takes a piece of metadata.
 *
 * name    dotted, NUL-terminated: "exif.gps", "pdf.author",
 *         "dicom.patient_name"; borrowed until it returns
 * value   UTF-8 as far as the file keeps to its own rules, never empty;
 *         borrowed until it returns
 *
 * Any result but COC_OK ends the reading and is handed on.
 */

typedef int (*coc_media_pt)(void *ctx, const char *name, coc_str_t value);


#define COC_MEDIA_HEAD   144    /* bytes that tell a format (DICOM: 132) */


/* What a file is for, as far as its first bytes say. */

typedef enum {
    COC_FAMILY_NONE = 0,
    COC_FAMILY_IMAGE,
    COC_FAMILY_SOUND,           /* and pictures that move */
    COC_FAMILY_PDF,
    COC_FAMILY_DICOM,
    COC_FAMILY_ZIP              /* office documents too */
} coc_media_family_e;


COC_BEGIN_DECLS


/*
 * head  the file's first bytes: COC_MEDIA_HEAD, or all of a file that is
 *       shorter
 * read  set to 1 if its metadata is read here, else 0
 */
coc_media_family_e coc_media_family(const uint8_t *head, size_t len,
    int *read);

/*
 * Begins a file; its format is told by its first bytes, never by its name or
 * Content-Type.  sink is called with ctx.
 *
 * COC_ERROR  no memory
 */
int coc_media_create(coc_media_t **media, const coc_alloc_t *alloc,
    coc_media_pt sink, void *ctx);

/*
 * The next bytes of the file, borrowed until return; any split gives the same
 * metadata.
 *
 * COC_OK     go on: also where the file is of no known format, or broken
 *            (what was read before stands)
 * COC_ERROR  no memory
 * others     what the sink returned
 *
 * Memory: at most COC_MEDIA_HELD bytes, whatever the file.  Cost: O(len).
 */
#define COC_MEDIA_HELD  (160 * 1024)

int coc_media_feed(coc_media_t *media, const uint8_t *data, size_t len);

/* The file has ended; results as above. */
int coc_media_finish(coc_media_t *media);

/* "jpeg", "pdf" and so on, "" while not known or of no known format. */
const char *coc_media_format(const coc_media_t *media);

/* NULL is accepted. */
void coc_media_destroy(coc_media_t *media);


COC_END_DECLS


#endif /* _COC_MEDIA_H_INCLUDED_ */
