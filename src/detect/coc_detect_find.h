/*
 * Where something may begin in a text: a few bytes are looked for in blocks,
 * what stands around them is looked at by who asked.  Inside src/detect only.
 */

#ifndef _COC_DETECT_FIND_H_INCLUDED_
#define _COC_DETECT_FIND_H_INCLUDED_


#include "coc_base.h"
#include "coc_block.h"


COC_BEGIN_DECLS


/* The first digit from at on, or s.len. */
size_t coc_find_digit(coc_str_t s, size_t at);

/* The first place from at on where a and then b stand, or s.len. */
size_t coc_find_pair(coc_str_t s, size_t at, char a, char b);

/* The first place from at on where these bytes stand, two at least. */
size_t coc_find_bytes(coc_str_t s, size_t at, coc_str_t bytes);

/*
 * The first point or colon from at on with a hexadecimal digit or another one
 * behind it, or s.len.
 */
size_t coc_find_sign(coc_str_t s, size_t at);

/* 1 if s is one of these. */
int coc_find_listed(coc_str_t s, const coc_str_t *list, size_t n);


COC_END_DECLS


#endif /* _COC_DETECT_FIND_H_INCLUDED_ */
