/*
 * XMP packets (ISO 16684-1: RDF in XML), read as they pass by, by expat.
 * Inside src/media only.
 *
 * Names: "xmp." and the property's own, lower_snake.  What is read of the
 * hundreds of properties is what a person wrote, or what tells who, where,
 * when and with what; see the table in coc_xmp_name.c.
 */

#ifndef _COC_XMP_H_INCLUDED_
#define _COC_XMP_H_INCLUDED_


#include "coc_base.h"
#include "coc_media.h"
#include "coc_media_format.h"


/* Most bytes that a reader holds, expat's included. */

#define COC_XMP_HELD  (88 * 1024)


typedef struct coc_xmp_s  coc_xmp_t;


COC_BEGIN_DECLS


/*
 * out is borrowed for the reader's life.
 *
 * COC_ERROR  no memory
 */
int coc_xmp_create(coc_xmp_t **xmp, const coc_media_out_t *out);

/*
 * The next bytes of the packet; what comes after the root element, a document
 * type declaration, broken XML, more than COC_XMP_HELD or than 64 levels end
 * the reading, and the rest is passed over with COC_OK.  No entity is ever
 * defined, nothing outside is fetched.
 *
 * COC_ERROR  no memory
 * others     what the sink returned
 *
 * Cost: O(len).
 */
int coc_xmp_feed(coc_xmp_t *xmp, const uint8_t *data, size_t len);

/* 1 if no more is read of the packet, else 0. */
int coc_xmp_over(const coc_xmp_t *xmp);

/* The packet has ended; results as above. */
int coc_xmp_finish(coc_xmp_t *xmp);

/* NULL is accepted. */
void coc_xmp_destroy(coc_xmp_t *xmp);

/* A whole packet at once. */
int coc_xmp_block(const coc_media_out_t *out, coc_str_t packet);

/* The number of a namespace that has properties that are read, or 0. */
unsigned coc_xmp_space(const char *uri);

/*
 * What the property is called here, or NULL if it isn't read.
 *
 * space  as coc_xmp_space() has it
 * local  name without prefix
 */
const char *coc_xmp_name(unsigned space, const char *local);


COC_END_DECLS


#endif /* _COC_XMP_H_INCLUDED_ */
