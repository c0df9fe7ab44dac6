/*
 * What a Content-Disposition says of names.  Inside src/decode only.
 */

#ifndef _COC_PART_NAME_H_INCLUDED_
#define _COC_PART_NAME_H_INCLUDED_


#include "coc_base.h"
#include "coc_buf.h"
#include "coc_error.h"
#include "coc_part.h"


/* A list of names: where each lies in made. */

typedef struct {
    size_t  start[COC_PART_NAMES];
    size_t  len[COC_PART_NAMES];
    size_t  n;
} coc_part_list_t;


/* Zeroed, but for made and err, which are borrowed. */

typedef struct {
    coc_part_list_t   name;
    coc_part_list_t   filename;
    coc_buf_t        *made;
    coc_error_t      *err;
} coc_part_names_t;


COC_BEGIN_DECLS


/*
 * Adds what one disposition says; equal names are one.
 *
 * value  the header's
 * file   receives 1 if every reader takes the part for a file, else 0
 * at     offset that an error tells
 *
 * Results as coc_part_parse().
 */
int coc_part_disposition(coc_part_names_t *names, coc_str_t value, int *file,
    size_t at);

/* The names, once nothing is added any more; borrowed from made. */
void coc_part_names(coc_part_t *part, const coc_part_names_t *names);


COC_END_DECLS


#endif /* _COC_PART_NAME_H_INCLUDED_ */
