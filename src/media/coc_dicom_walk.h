/*
 * A DICOM data set, element by element, in pieces of any size.  Inside
 * src/media only.
 *
 * Sequences and items are not nested here: their heads are stepped over, and
 * what lies in them is read like everything else.  So lengths that lie, ends
 * that are missing and any depth come to the same.
 */

#ifndef _COC_DICOM_WALK_H_INCLUDED_
#define _COC_DICOM_WALK_H_INCLUDED_


#include "coc_base.h"
#include "coc_media_format.h"
#include "coc_media_gather.h"
#include "coc_dicom_text.h"
#include "coc_media_utf8.h"


typedef enum {
    COC_DICOM_HEAD = 0,
    COC_DICOM_PEEK,             /* whether a value is a sequence's items */
    COC_DICOM_VALUE,
    COC_DICOM_SKIP
} coc_dicom_state_e;


/* Zeroed at the start. */

typedef struct {
    coc_gather_t       gather;
    coc_dicom_text_t   text;
    coc_dicom_state_e  state;
    uint64_t           pos;         /* bytes read */
    uint64_t           meta_end;    /* where the meta group ends; 0: unknown */
    uint64_t           unknown_end; /* of a value of VR UN that holds items */
    uint64_t           left;        /* bytes of the value to come */
    size_t             n;           /* bytes of head[] or value[] */
    size_t             nest;        /* open in a VR UN of undefined length */
    uint32_t           tag;         /* group, element */
    unsigned           dataset:1;   /* behind the meta group */
    unsigned           implicit:1;  /* transfer syntax */
    unsigned           big:1;
    unsigned           deflated:1;
    unsigned           pixels:1;    /* in pixel data of undefined length */
    unsigned           unknown:1;   /* the value is of VR UN */
    uint8_t            head[12];
    uint8_t            value[COC_MEDIA_VALUE + COC_UTF8_MAX];
} coc_dicom_t;


COC_BEGIN_DECLS


/*
 * Reads on, from the meta group's first element.
 *
 * used  receives the bytes read: all, but with COC_AGAIN
 *
 * COC_OK        go on
 * COC_AGAIN     a deflated data set begins with dicom->head's first dicom->n
 *               bytes, and with what follows those read
 * COC_DECLINED  broken: no more is read
 * others        what the sink returned
 *
 * Cost: O(len).
 */
int coc_dicom_walk(coc_dicom_t *dicom, const uint8_t *data, size_t len,
    size_t *used);


COC_END_DECLS


#endif /* _COC_DICOM_WALK_H_INCLUDED_ */
