/*
 * What the metadata of an uploaded file says by itself.  Inside src/detect
 * only.
 */

#ifndef _COC_DETECT_MEDIA_H_INCLUDED_
#define _COC_DETECT_MEDIA_H_INCLUDED_


#include "coc_base.h"


COC_BEGIN_DECLS


/*
 * 1 if a field of that path is metadata which tells a person or a place, else
 * 0: coordinates of a photo, faces and their names, DICOM's tags of a patient.
 * Values that stand for nobody ("ANON", a birth date of 1 January) tell none.
 */
int coc_place_field(coc_str_t path, coc_str_t value);

/* 1 if the field is that one, of a file that is a part or the whole. */
int coc_place_named(coc_str_t path, const char *name);


COC_END_DECLS


#endif /* _COC_DETECT_MEDIA_H_INCLUDED_ */
