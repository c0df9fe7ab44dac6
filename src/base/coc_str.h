/*
 * Slices: compare, find, parse.  ASCII case only; text in other letters goes
 * through src/text.
 */

#ifndef _COC_STR_H_INCLUDED_
#define _COC_STR_H_INCLUDED_


#include "coc_base.h"


COC_BEGIN_DECLS


/* A slice over a NUL-terminated string, borrowed. */
coc_str_t coc_str_from(const char *text);

/* 1 if both hold the same bytes, else 0. */
int coc_str_eq(coc_str_t a, coc_str_t b);

/* The same, A-Z equal to a-z. */
int coc_str_caseeq(coc_str_t a, coc_str_t b);

/* Order of memcmp, the shorter first where one begins the other. */
int coc_str_cmp(coc_str_t a, coc_str_t b);

/* First position of c at or after from, or s.len. */
size_t coc_str_find(coc_str_t s, uint8_t c, size_t from);

/* s without spaces, tabs, CR and LF at both ends. */
coc_str_t coc_str_trim(coc_str_t s);

/* The value of a hexadecimal digit in either case, or -1. */
int coc_str_hex(uint8_t c);

/*
 * Decimal digits only, no sign, no space.
 *
 * COC_INVALID  empty, another character, or more than max
 */
int coc_str_uint(coc_str_t s, uint64_t max, uint64_t *value);

/*
 * A time as nginx writes it: digits with ms, s, m, h, d, w, M, y or nothing
 * (seconds), several in a row ("1d 12h").
 *
 * COC_INVALID  not a time, or over 100 years; *ms is in milliseconds
 */
int coc_str_time(coc_str_t s, uint64_t *ms);


COC_END_DECLS


#endif /* _COC_STR_H_INCLUDED_ */
