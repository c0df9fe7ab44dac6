/*
 * A number as it is written: groups of letters and digits with signs between
 * them, what stands before and after, and what the words before call it.
 */

#ifndef _COC_DETECT_NUMBER_H_INCLUDED_
#define _COC_DETECT_NUMBER_H_INCLUDED_


#include "coc_detect_int.h"
#include "coc_detect_label.h"


#define COC_NUMBER_GROUPS  12
#define COC_NUMBER_CHARS   48
#define COC_NUMBER_GROUP   34   /* characters of a group, most */


typedef struct {
    size_t   start;
    size_t   end;
    uint8_t  len;
    uint8_t  digits;            /* of its characters */
    uint8_t  sep;               /* before it: one of "-./ " or ')', or 0 */
    uint8_t  at;                /* of chars */
} coc_group_t;


typedef struct {
    coc_str_t      s;           /* the view */
    size_t         n;           /* groups */
    coc_group_t    group[COC_NUMBER_GROUPS];
    size_t         nchars;
    uint8_t        chars[COC_NUMBER_CHARS];     /* of all groups, joined */
    coc_label_t    label;
    unsigned       plus:1;      /* a + stands before it */
    unsigned       paren:1;     /* a ( stands before it */
    unsigned       inner:1;     /* it is the end of something longer */
    unsigned       masked:1;    /* a * or x stands for characters before */
} coc_number_t;


/* What was found: the groups from the first, with what stands before. */

typedef struct {
    coc_detector_e  detector;
    size_t          start;
    size_t          end;
} coc_found_t;


COC_BEGIN_DECLS


/*
 * Reads the groups of number->s from at on; number->n is 0 if there are none,
 * or the first is too long.  What stands before it isn't looked at.
 *
 * Cost: O(1).
 */
void coc_number_read(coc_number_t *number, size_t at);

/*
 * The same, of groups that were read already but for the last ones: so a row
 * of numbers isn't read again for each.  0: that can't be, at isn't where the
 * second of them begins or they would be others; it has to be read.
 */
int coc_number_shift(coc_number_t *number, size_t at);

/*
 * Each returns 1 and fills found if the number's first groups are one.  Cost:
 * O(1).
 */

/* coc_detect_pay.c: cards, IBANs */
int coc_number_pay(const coc_number_t *number, coc_found_t *found);

/* coc_detect_id.c: social security and what words call an identifier */
int coc_number_id(const coc_number_t *number, coc_found_t *found);

/* coc_detect_check.c: what its own form or check digit tells */
int coc_number_check(const coc_number_t *number, coc_found_t *found);

/* coc_detect_phone.c */
int coc_number_phone(const coc_number_t *number, coc_found_t *found);

/* The n first groups are all digits. */
int coc_number_digits(const coc_number_t *number, size_t n);

/* Groups that are joined to the first without a space. */
size_t coc_number_joined(const coc_number_t *number);

/* The n first groups end here: no letter, digit, or - and one follows. */
int coc_number_ends(const coc_number_t *number, size_t n);

/* The n first groups are a date. */
int coc_number_date(const coc_number_t *number, size_t n);

/* found from the n first groups; returns 1. */
int coc_number_found(const coc_number_t *number, size_t n,
    coc_detector_e detector, coc_found_t *found);


COC_END_DECLS


#endif /* _COC_DETECT_NUMBER_H_INCLUDED_ */
