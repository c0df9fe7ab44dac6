/*
 * Text of a DICOM file in the charset that the file names.  Inside src/media
 * only.
 */

#ifndef _COC_DICOM_TEXT_H_INCLUDED_
#define _COC_DICOM_TEXT_H_INCLUDED_


#include <iconv.h>

#include "coc_base.h"


/* Zeroed at the start; coc_dicom_text_free() is due. */

typedef struct {
    const char  *charset;       /* iconv's name; NULL: Latin-1 */
    iconv_t      cd;
    unsigned     open:1;        /* cd is */
    unsigned     utf8:1;
    unsigned     escapes:1;     /* the charset's own, iconv reads them */
} coc_dicom_text_t;


COC_BEGIN_DECLS


/*
 * SpecificCharacterSet was read.  Of several the first that is more than ASCII
 * counts; of ISO 2022 the Japanese sets are switched by their escapes, those
 * of others are left out.
 *
 * Source: DICOM PS3.3, C.12.1.1.2, and PS3.5, 6.1.
 */
void coc_dicom_text_charset(coc_dicom_text_t *text, coc_str_t value);

/*
 * A value to UTF-8.  Where no charset was named, or iconv doesn't have it: as
 * UTF-8 if it is that, else as Latin-1.  What does not belong to the charset
 * becomes U+FFFD.
 *
 * person  1: the parts of a name are set off by spaces, not by "^" and "="
 * value   overwritten
 * out     size bytes
 *
 * Values that a backslash divides stand on lines of their own.  Returns the
 * bytes written.  Cost: O(value.len), and loading a charset once.
 */
size_t coc_dicom_text(coc_dicom_text_t *text, uint8_t *value, size_t len,
    int person, uint8_t *out, size_t size);

void coc_dicom_text_free(coc_dicom_text_t *text);


COC_END_DECLS


#endif /* _COC_DICOM_TEXT_H_INCLUDED_ */
