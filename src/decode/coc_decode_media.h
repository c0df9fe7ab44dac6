/*
 * Bodies that are a file.  Inside src/decode only.
 */

#ifndef _COC_DECODE_MEDIA_H_INCLUDED_
#define _COC_DECODE_MEDIA_H_INCLUDED_


#include "coc_base.h"
#include "coc_ctype.h"
#include "coc_emit.h"
#include "coc_media.h"


COC_BEGIN_DECLS


/*
 * Metadata becomes fields of kind COC_FIELD_MEDIA, whose paths are the names
 * that coc_media_pt gets; the file itself is passed by, counted in file_bytes.
 * An error's offset is 0: metadata has no place of its own.
 */

extern const coc_decoder_t  coc_media_decoder;


/*
 * 1 if the body is a file, 0 if it is to be read as text.
 *
 * type  not one that has a decoder of its own
 * head  the body's first bytes: COC_MEDIA_HEAD, or all of a shorter body
 *
 * A type that names files of some kind (image/, audio/, video/, PDF, DICOM,
 * zip and what is made of it) is believed where the first bytes agree.  Any
 * other type, or none: only where metadata of such files is read here, and the
 * first bytes are not text; else whoever begins a post with "%PDF-" could say
 * anything.
 */
int coc_decode_is_file(const coc_ctype_t *type, const uint8_t *head,
    size_t len);


COC_END_DECLS


#endif /* _COC_DECODE_MEDIA_H_INCLUDED_ */
