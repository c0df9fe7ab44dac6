/*
 * For coc_widen.c alone: reads escapes and classes of a PCRE2 pattern.
 */

#ifndef _COC_WIDEN_READ_H_INCLUDED_
#define _COC_WIDEN_READ_H_INCLUDED_


#include "coc_base.h"
#include "coc_error.h"
#include "coc_widen_set.h"


#define COC_READ_CASELESS  1u
#define COC_READ_EXTENDED  2u
#define COC_READ_MORE      4u   /* (?xx): blanks in classes mean nothing */


typedef struct {
    coc_str_t     in;           /* the pattern */
    size_t        at;           /* bytes read */
    unsigned      flags;
    coc_error_t  *err;
} coc_read_t;


/* What a backslash may begin. */

typedef enum {
    COC_ESCAPE_NOTHING = 0,     /* \E */
    COC_ESCAPE_CHAR,
    COC_ESCAPE_SET,
    COC_ESCAPE_ZERO,            /* matches no bytes */
    COC_ESCAPE_ANY,             /* one character */
    COC_ESCAPE_SOME,            /* one or more */
    COC_ESCAPE_REFERENCE,       /* what a group matched */
    COC_ESCAPE_QUOTE            /* \Q */
} coc_escape_e;


typedef struct {
    coc_escape_e  kind;
    uint32_t      cp;
    unsigned      edge:1;       /* of COC_ESCAPE_ZERO: no word goes on there */
    coc_set_t     set;
} coc_escape_t;


COC_BEGIN_DECLS


/* Fills err; returns COC_INVALID.  at is in bytes of the pattern. */
int coc_read_refuse(coc_read_t *r, size_t at, const char *text);

/* The byte ahead bytes from here; 0 at the end. */
uint8_t coc_read_peek(const coc_read_t *r, size_t ahead);

/* Takes the next code point; there is one. */
uint32_t coc_read_next(coc_read_t *r);

/* Takes bytes up to and with end; COC_INVALID if there is none. */
int coc_read_until(coc_read_t *r, uint8_t end, coc_str_t *text);

/*
 * Reads an escape, the backslash included.
 *
 * COC_INVALID  an escape that is not for rules, or none of PCRE2
 */
int coc_read_escape(coc_read_t *r, int in_class, coc_escape_t *escape);

/*
 * Reads a class, the opening bracket included.
 *
 * COC_DECLINED  [[:<:]] or [[:>:]]: read, but a word's boundary
 * COC_INVALID   not a class of PCRE2
 */
int coc_read_class(coc_read_t *r, coc_set_t *set);

/*
 * Reads {n}, {n,} or {n,m}, the brace included.
 *
 * max           UINT32_MAX: without end
 * COC_DECLINED  not a quantifier but a brace; nothing was read
 * COC_INVALID   versions of PCRE2 differ in what it is
 */
int coc_read_bounds(coc_read_t *r, uint32_t *min, uint32_t *max);


COC_END_DECLS


#endif /* _COC_WIDEN_READ_H_INCLUDED_ */
