/*
 * CSV as RFC 4180 has it, and as spreadsheets write it: a byte order mark, LF
 * alone, empty lines at the end.
 */

#ifndef _COCCTL_CSV_H_INCLUDED_
#define _COCCTL_CSV_H_INCLUDED_


#include "cocctl.h"


#define COCCTL_CSV_FIELDS  32   /* of a row, most */


typedef struct {
    uint8_t    *p;              /* what is still to be read */
    uint8_t    *end;
    size_t      next;           /* line that p stands on, from 1 */
    size_t      line;           /* that the row begins on */
    size_t      n;
    coc_str_t   field[COCCTL_CSV_FIELDS];
    coc_error_t err;
} cocctl_csv_t;


COC_BEGIN_DECLS


/* Borrows the input, and unquotes in place. */
void cocctl_csv_init(cocctl_csv_t *csv, const cocctl_input_t *input);

/*
 * The next row that is not empty.
 *
 * COC_DECLINED  there is none
 * COC_INVALID   it can't be read, err->text says why; the next one may be
 */
int cocctl_csv_next(cocctl_csv_t *csv);


COC_END_DECLS


#endif /* _COCCTL_CSV_H_INCLUDED_ */
