/*
 * The words before a number that say what it is: "MRN", "policy no.", "call
 * her at".
 */

#ifndef _COC_DETECT_LABEL_H_INCLUDED_
#define _COC_DETECT_LABEL_H_INCLUDED_


#include "coc_base.h"


/* What a number may be called; detectors beside, some are parts of others. */

#define COC_LABEL_SSN      0x00000001u
#define COC_LABEL_NPI      0x00000002u
#define COC_LABEL_DEA      0x00000004u
#define COC_LABEL_MBI      0x00000008u
#define COC_LABEL_MRN      0x00000010u
#define COC_LABEL_ACCOUNT  0x00000020u
#define COC_LABEL_PLAN     0x00000040u
#define COC_LABEL_LICENSE  0x00000080u
#define COC_LABEL_PHONE    0x00000100u
#define COC_LABEL_FAX      0x00000200u
#define COC_LABEL_PAGER    0x00000400u
#define COC_LABEL_VIN      0x00000800u
#define COC_LABEL_PLATE    0x00001000u
#define COC_LABEL_UDI      0x00002000u
#define COC_LABEL_CARD     0x00004000u
#define COC_LABEL_IBAN     0x00008000u
#define COC_LABEL_NHS      0x00010000u
#define COC_LABEL_TAX      0x00020000u
#define COC_LABEL_CALL     0x00040000u  /* call, reach */

#define COC_LABEL_PUBLIC   0x00100000u  /* a hotline, an institution */
#define COC_LABEL_OTHER    0x00200000u  /* PMID, NCT, lot: none of ours */
#define COC_LABEL_END      0x00400000u  /* "ends in": a part of a number */


/*
 * direct  nothing but words like "number" and "is" stand between
 * weak    the same, but a word like "number", a colon or a # is missing:
 *         "insurance", "account", "plate"
 * loose   stands in the same sentence, a few words before
 * seen    stands somewhere before, back to the number before this
 */

typedef struct {
    uint32_t  direct;
    uint32_t  weak;
    uint32_t  loose;
    uint32_t  seen;
} coc_label_t;


COC_BEGIN_DECLS


/*
 * Reads the words of s from from to at, where a number begins; label is
 * filled.  Folded text.  Cost: O(at - from).
 */
void coc_label_read(coc_str_t s, size_t from, size_t at, coc_label_t *label);

/* 1 if the word alone names a number: "mrn" of "MRN-00482913". */
int coc_label_strong(const uint8_t *p, size_t len);


COC_END_DECLS


#endif /* _COC_DETECT_LABEL_H_INCLUDED_ */
