/*
 * What a pattern can't say: kinds of things that a detector finds in a text,
 * and the spans that it hands on.  src/detect finds them, a rule names them
 * ("detector: npi"), src/match makes hits of them.
 */

#ifndef _COC_DETECTOR_H_INCLUDED_
#define _COC_DETECTOR_H_INCLUDED_


#include "coc_base.h"
#include "coc_view.h"


typedef enum {
    COC_DETECT_SSN = 0,         /* identifiers, with checksum or grammar */
    COC_DETECT_NPI,
    COC_DETECT_DEA,
    COC_DETECT_MBI,
    COC_DETECT_MRN,
    COC_DETECT_ACCOUNT,         /* account, claim, certificate numbers */
    COC_DETECT_PLAN,            /* health plan, insurance, beneficiary */
    COC_DETECT_LICENSE,         /* of a driver or a profession */
    COC_DETECT_PHONE,
    COC_DETECT_FAX,
    COC_DETECT_EMAIL,
    COC_DETECT_IP,
    COC_DETECT_PROFILE,         /* address of a personal profile */
    COC_DETECT_VIN,
    COC_DETECT_PLATE,
    COC_DETECT_UDI,             /* device identifiers and serial numbers */
    COC_DETECT_CARD,
    COC_DETECT_IBAN,

    COC_DETECT_BIRTH,           /* people, places and times */
    COC_DETECT_DATE,            /* of admission, discharge, death, service */
    COC_DETECT_AGE,             /* over 89 */
    COC_DETECT_ADDRESS,
    COC_DETECT_ZIP,
    COC_DETECT_NAME,            /* of a patient, or after a title */
    COC_DETECT_PERSON,          /* what may be anyone's full name: a candidate
                                   for the registry, too weak for a rule */
    COC_DETECT_HANDLE,          /* "@name" */
    COC_DETECT_PLACE,           /* GPS of a photo, DICOM tags of a person */

    COC_DETECT_LINK,            /* commerce */
    COC_DETECT_AFFILIATE,
    COC_DETECT_PRICE,

    COC_DETECT_CAPS,            /* measures of a whole field */
    COC_DETECT_EXCLAMATION,
    COC_DETECT_REPEAT,
    COC_DETECT_LENGTH,
    COC_DETECT_MAX              /* at most 64: they are bits of a uint64_t */
} coc_detector_e;

#define coc_detector_bit(detector)  ((uint64_t) 1 << (detector))


/*
 * Something found.  Offsets are bytes of the view that it was found in, which
 * the detector chooses; coc_detector_view() says which.
 */

typedef struct {
    coc_detector_e  detector;
    size_t          start;
    size_t          end;
    unsigned        measure;    /* of a measure, in its unit; else 0 */
} coc_span_t;


COC_BEGIN_DECLS


/* "npi" and so on; coc_detector_find() returns COC_DECLINED if unknown. */
const char *coc_detector_name(coc_detector_e detector);
int coc_detector_find(coc_str_t name, coc_detector_e *detector);

/* The view whose offsets its spans have. */
coc_view_e coc_detector_view(coc_detector_e detector);

/*
 * What a measure counts ("percent of the letters" and so on), for messages,
 * and from what value on it is a span where a rule names no other; NULL and 0:
 * it is none.
 */
const char *coc_detector_unit(coc_detector_e detector);
unsigned coc_detector_least(coc_detector_e detector);


COC_END_DECLS


#endif /* _COC_DETECTOR_H_INCLUDED_ */
