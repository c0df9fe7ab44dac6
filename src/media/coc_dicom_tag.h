/*
 * Which elements of a DICOM file are handed on.  Inside src/media only.
 */

#ifndef _COC_DICOM_TAG_H_INCLUDED_
#define _COC_DICOM_TAG_H_INCLUDED_


#include "coc_base.h"


COC_BEGIN_DECLS


/*
 * index  receives the tag's place in the table
 *
 * Returns COC_OK, or COC_DECLINED for a tag that isn't handed on.
 */
int coc_dicom_find(uint32_t tag, size_t *index);

/* The name of the tag at that place. */
const char *coc_dicom_name(size_t index);

/* 1 if its value names a person ("Doe^Jane"). */
int coc_dicom_person(size_t index);


COC_END_DECLS


#endif /* _COC_DICOM_TAG_H_INCLUDED_ */
