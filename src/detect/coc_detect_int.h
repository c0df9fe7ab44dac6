/*
 * What the families of detectors share: the field that is looked at, spans
 * that grow.
 */

#ifndef _COC_DETECT_INT_H_INCLUDED_
#define _COC_DETECT_INT_H_INCLUDED_


#include "coc_detect.h"


/* One field that is looked at. */

typedef struct {
    coc_arena_t        *arena;
    const coc_views_t  *views;
    coc_str_t           path;
    uint64_t            wanted;         /* bits of detectors */
    coc_spans_t        *spans;
    unsigned            timed:1;        /* days and ages were looked for while
                                           people were */
} coc_detect_t;


/*
 * Detectors that are found in one walk.  find is called where one of them is
 * wanted and the view isn't empty.
 */

typedef struct {
    uint64_t    detectors;      /* bits of those that it finds */
    unsigned    views;          /* bits of those that it looks at */
    coc_view_e  view;           /* of which it makes spans */
    unsigned    digits;         /* 1: only where the view has a digit */
    int       (*find)(coc_detect_t *detect);
} coc_family_t;


#define coc_detect_wants(detect, detector)                                   \
    (((detect)->wanted & coc_detector_bit(detector)) != 0)

#define coc_detect_text(detect, which)  ((detect)->views->view[which].text)


/* Bytes; what is not ASCII is a letter. */

#define coc_is_digit(c)   ((uint8_t) ((c) - '0') < 10)
#define coc_is_letter(c)                                                     \
    ((uint8_t) (((c) | 0x20) - 'a') < 26 || (uint8_t) (c) >= 0x80)
#define coc_is_word(c)    (coc_is_digit(c) || coc_is_letter(c))


COC_BEGIN_DECLS


/*
 * Adds a span; nothing is done where the detector is not wanted.
 *
 * COC_LIMIT, COC_ERROR  as coc_detect_field() returns them
 */
int coc_detect_add(coc_detect_t *detect, coc_detector_e detector,
    size_t start, size_t end, unsigned measure);


COC_END_DECLS


/* A letter, a digit or what is not ASCII stands at at. */

static inline int
coc_detect_word_at(coc_str_t s, size_t at)
{
    return at < s.len && coc_is_word(s.data[at]);
}


#endif /* _COC_DETECT_INT_H_INCLUDED_ */
