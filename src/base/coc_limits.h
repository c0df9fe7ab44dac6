/*
 * Every cap in one struct.  Each has a directive; these are the defaults.
 */

#ifndef _COC_LIMITS_H_INCLUDED_
#define _COC_LIMITS_H_INCLUDED_


#include "coc_base.h"


#define COC_LIMIT_BODY    (1024 * 1024)
#define COC_LIMIT_DEPTH   64
#define COC_LIMIT_FIELDS  1000
#define COC_LIMIT_PARTS   100


typedef struct {
    size_t  body;       /* bytes of decoded text, file parts not counted */
    size_t  depth;      /* levels of nesting */
    size_t  fields;     /* fields in one body */
    size_t  parts;      /* parts of a multipart body, file parts counted */
} coc_limits_t;


#endif /* _COC_LIMITS_H_INCLUDED_ */
