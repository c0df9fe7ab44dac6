/*
 * A PDF's text strings.  Inside src/media only.
 */

#ifndef _COC_PDF_TEXT_H_INCLUDED_
#define _COC_PDF_TEXT_H_INCLUDED_


#include "coc_base.h"


COC_BEGIN_DECLS


/*
 * A text string of a PDF, its escapes undone, to UTF-8: UTF-16 or UTF-8 where
 * its mark says so; UTF-8 too where it is valid, as many writers forget the
 * mark; else PDFDocEncoding.
 *
 * odd  set to 1 if it holds codes that are no characters: not text, or not
 *      readable, as in an encrypted document
 *
 * Returns the bytes written, at most size.  Source: ISO 32000-2, 7.9.2 and
 * annex D.
 */
size_t coc_pdf_text(coc_str_t s, uint8_t *out, size_t size, int *odd);


COC_END_DECLS


#endif /* _COC_PDF_TEXT_H_INCLUDED_ */
