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

#define COC_LIMIT_INFLATE        (8 * 1024 * 1024)
#define COC_LIMIT_INFLATE_RATIO  20


typedef struct {
    size_t  body;       /* bytes of decoded text, file parts not counted */
    size_t  depth;      /* levels of nesting */
    size_t  fields;     /* fields in one body */
    size_t  parts;      /* parts of a multipart body, file parts counted */
    size_t  inflate;    /* bytes that a coded body may come to */
    size_t  inflate_ratio;      /* and times the bytes that came */
} coc_limits_t;


#define COC_LIMITS_DEFAULT                                                   \
    { COC_LIMIT_BODY, COC_LIMIT_DEPTH, COC_LIMIT_FIELDS, COC_LIMIT_PARTS,    \
      COC_LIMIT_INFLATE, COC_LIMIT_INFLATE_RATIO }


#endif /* _COC_LIMITS_H_INCLUDED_ */
