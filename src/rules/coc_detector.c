/*
 * The detectors' names, and the views that they look at.
 */

#include "coc_detector.h"
#include "coc_str.h"


typedef struct {
    const char  *name;
    coc_view_e   view;
    const char  *unit;          /* of a measure */
    unsigned     least;
} coc_detector_text_t;


/*
 * Numbers are read in folded, where digits of other scripts are ASCII.  Names
 * and shouting need the case that only raw still has, links stand in plain.
 */

static const coc_detector_text_t  coc_detectors[COC_DETECT_MAX] = {
    { "ssn",         COC_VIEW_FOLDED, NULL, 0 },
    { "npi",         COC_VIEW_FOLDED, NULL, 0 },
    { "dea",         COC_VIEW_FOLDED, NULL, 0 },
    { "mbi",         COC_VIEW_FOLDED, NULL, 0 },
    { "mrn",         COC_VIEW_FOLDED, NULL, 0 },
    { "account",     COC_VIEW_FOLDED, NULL, 0 },
    { "plan",        COC_VIEW_FOLDED, NULL, 0 },
    { "license",     COC_VIEW_FOLDED, NULL, 0 },
    { "phone",       COC_VIEW_FOLDED, NULL, 0 },
    { "fax",         COC_VIEW_FOLDED, NULL, 0 },
    { "email",       COC_VIEW_PLAIN, NULL, 0 },
    { "ip",          COC_VIEW_PLAIN, NULL, 0 },
    { "profile",     COC_VIEW_PLAIN, NULL, 0 },
    { "vin",         COC_VIEW_FOLDED, NULL, 0 },
    { "plate",       COC_VIEW_FOLDED, NULL, 0 },
    { "udi",         COC_VIEW_PLAIN, NULL, 0 },
    { "card",        COC_VIEW_FOLDED, NULL, 0 },
    { "iban",        COC_VIEW_FOLDED, NULL, 0 },

    { "birth",       COC_VIEW_FOLDED, NULL, 0 },
    { "date",        COC_VIEW_FOLDED, NULL, 0 },
    { "age",         COC_VIEW_FOLDED, NULL, 0 },
    { "address",     COC_VIEW_RAW, NULL, 0 },
    { "zip",         COC_VIEW_RAW, NULL, 0 },
    { "name",        COC_VIEW_RAW, NULL, 0 },
    { "person",      COC_VIEW_RAW, NULL, 0 },
    { "handle",      COC_VIEW_PLAIN, NULL, 0 },
    { "place",       COC_VIEW_RAW, NULL, 0 },

    { "link",        COC_VIEW_PLAIN, NULL, 0 },
    { "affiliate",   COC_VIEW_PLAIN, NULL, 0 },
    { "price",       COC_VIEW_FOLDED, NULL, 0 },

    { "caps",        COC_VIEW_RAW, "percent of the letters", 70 },
    { "exclamation", COC_VIEW_RAW, "marks in a row or a sentence", 4 },
    { "repeat",      COC_VIEW_FOLDED, "times the same words", 4 },
    { "length",      COC_VIEW_FOLDED, "words", 800 }
};


const char *
coc_detector_name(coc_detector_e detector)
{
    return coc_detectors[detector].name;
}


int
coc_detector_find(coc_str_t name, coc_detector_e *detector)
{
    size_t  i;

    for (i = 0; i < COC_DETECT_MAX; i++) {
        if (coc_str_eq(name, coc_str_from(coc_detectors[i].name))) {
            *detector = (coc_detector_e) i;
            return COC_OK;
        }
    }

    return COC_DECLINED;
}


coc_view_e
coc_detector_view(coc_detector_e detector)
{
    return coc_detectors[detector].view;
}


const char *
coc_detector_unit(coc_detector_e detector)
{
    return coc_detectors[detector].unit;
}


unsigned
coc_detector_least(coc_detector_e detector)
{
    return coc_detectors[detector].least;
}
