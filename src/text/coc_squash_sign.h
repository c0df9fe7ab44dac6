/*
 * What signs stand for between letters: which letters they look like, and
 * what kind of character each is.  For coc_squash*.c.
 */

#ifndef _COC_SQUASH_SIGN_H_INCLUDED_
#define _COC_SQUASH_SIGN_H_INCLUDED_


#include "coc_base.h"


#define COC_SIGN_LETTER  1      /* a to z */
#define COC_SIGN_DIGIT   2
#define COC_SIGN_SPACE   4
#define COC_SIGN_MARK    8      /* any other of ASCII */
#define COC_SIGN_HIGH    16     /* part of one beyond ASCII; A to Z */

#define COC_SIGN_WORD    (COC_SIGN_LETTER | COC_SIGN_DIGIT)

#define coc_sign_bit(c)  (1u << ((c) - 'a'))


/* Several signs that are one letter together. */

typedef struct {
    const char  *text;
    uint8_t      len;
    char         letter;
} coc_sign_group_t;


COC_BEGIN_DECLS


extern const uint8_t   coc_sign_kind[256];

/* The letters that an ASCII sign or digit may be, a bit each; a is bit 0. */
extern const uint32_t  coc_sign_letters[128];

/* Ends with a NULL text; those of one first byte stand together. */
extern const coc_sign_group_t  coc_sign_groups[];

/* The letters that a code point beyond ASCII may be, or 0. */
uint32_t coc_sign_high(uint32_t cp);

/* 1: a code point beyond ASCII that is no letter, digit or mark of a script. */
int coc_sign_apart(uint32_t cp);


COC_END_DECLS


#endif /* _COC_SQUASH_SIGN_H_INCLUDED_ */
