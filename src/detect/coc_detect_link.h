/*
 * What a link leads to.
 */

#ifndef _COC_DETECT_LINK_H_INCLUDED_
#define _COC_DETECT_LINK_H_INCLUDED_


#include "coc_base.h"


typedef struct {
    coc_str_t  host;
    size_t     start;           /* of the link */
    size_t     end;             /* 0: there is none */
} coc_link_found_t;


COC_BEGIN_DECLS


/* A page of one person: 1. */
int coc_link_profile(coc_str_t link);

/* It says who is paid for it: 1. */
int coc_link_affiliate(coc_str_t link);


COC_END_DECLS


#endif /* _COC_DETECT_LINK_H_INCLUDED_ */
