/*
 * A PDF's tokens, in pieces of any size.  Inside src/media only.
 */

#ifndef _COC_PDF_LEX_H_INCLUDED_
#define _COC_PDF_LEX_H_INCLUDED_


#include "coc_base.h"


#define COC_PDF_WORD_MAX    64          /* bytes of a name or word kept */
#define COC_PDF_STRING_MAX  16388       /* bytes of a string kept */

/*
 * A string that comes to more bytes was never meant as one: a stray "(" must
 * not swallow the rest of the document.
 */

#define COC_PDF_STRING_LOST  65536


typedef enum {
    COC_PDF_MORE = 0,       /* the piece is used up */
    COC_PDF_NAME,           /* /Name, without its slash */
    COC_PDF_WORD,           /* a number or keyword */
    COC_PDF_STRING,         /* its escapes undone */
    COC_PDF_DICT,           /* << */
    COC_PDF_DICT_END,
    COC_PDF_LIST,           /* [ */
    COC_PDF_LIST_END
} coc_pdf_token_e;


/* Zeroed at the start, but for text. */

typedef struct {
    unsigned   state;
    unsigned   code;                        /* an escape's digits so far */
    unsigned   digits;                      /* of the escape */
    size_t     parens;                      /* that are open in a string */
    size_t     len;                         /* bytes of the token */
    uint8_t   *text;                        /* COC_PDF_STRING_MAX bytes */
    uint8_t    word[COC_PDF_WORD_MAX];
} coc_pdf_lex_t;


COC_BEGIN_DECLS


/*
 * Reads on at *p, up to end.
 *
 * value  of a name, word or string: borrowed until the next call, cut where
 *        it is too long
 *
 * A byte that can't be here is passed by.  Cost: O(bytes read), *p is moved
 * behind them.  Source: ISO 32000-2, 7.2 and 7.3.
 */
coc_pdf_token_e coc_pdf_lex(coc_pdf_lex_t *lex, const uint8_t **p,
    const uint8_t *end, coc_str_t *value);


COC_END_DECLS


#endif /* _COC_PDF_LEX_H_INCLUDED_ */
