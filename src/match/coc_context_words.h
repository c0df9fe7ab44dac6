/*
 * Words around a hit: for src/match alone.
 */

#ifndef _COC_CONTEXT_WORDS_H_INCLUDED_
#define _COC_CONTEXT_WORDS_H_INCLUDED_


#include "coc_base.h"


#define COC_REPORT_WORDS  14    /* looked at on a side */
#define COC_REPORT_REACH  160   /* bytes */


/* What stands between a word and the next one towards the hit. */

#define COC_GAP_COMMA  0x01     /* and brackets and dashes */
#define COC_GAP_COLON  0x02
#define COC_GAP_MARK   0x04     /* a quotation mark */
#define COC_GAP_STOP   0x08     /* the sentence ends */


typedef struct {
    const uint8_t  *p;
    size_t          len;
    unsigned        gap;        /* COC_GAP_..., towards the hit */
} coc_report_word_t;


typedef struct {
    coc_report_word_t  word[COC_REPORT_WORDS];  /* the nearest first */
    size_t             n;
} coc_report_words_t;


COC_BEGIN_DECLS


/*
 * The words of the same sentence before the byte at, and from it on.  A title
 * ("Dr.") ends no sentence, a blank line does, but not after a colon.  Cost:
 * bounded.
 */
void coc_report_before(coc_str_t text, size_t at, coc_report_words_t *words);
void coc_report_after(coc_str_t text, size_t at, coc_report_words_t *words);

/* Whether the first len bytes of a word are in a list: " a b c ". */
int coc_report_in(const coc_report_word_t *word, size_t len,
    const char *list);

#define coc_report_is(word, list)  coc_report_in(word, (word)->len, list)

/* Whether the word without 're, 'm and so on is in a list. */
int coc_report_person(const coc_report_word_t *word, const char *list);


COC_END_DECLS


#endif /* _COC_CONTEXT_WORDS_H_INCLUDED_ */
